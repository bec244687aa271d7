"""A season as an organizer lives it: commands as they are typed, and sheets that come back filled in. All of it is invented."""

from __future__ import annotations

import contextlib
import csv
import json
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
from typer.testing import CliRunner, Result

import cxmatch as cx
from cxmatch.cli import app

Row = dict[str, str]
SPEAKERS = (
    "name,organization,areas,dates away\n"
    "Dana Example,Invented University,Hiring; Governance,2027-01-14\n"
    "Lee Sample,Invented University,Funding for Scale; Organization Design,\n"
    "Kim Mockup,Made-up Institute,Hiring; Culture & Measurement,\n"
)
EVIDENCE = "area,text,source,kind\nHiring,Canary-evidence of an invented letter.,Invented letter 3 (2026),complaint\n"
PRIVATE = ("Canary-evidence", "Canary-word", "Canary-goal", "Canary-story")  # what nobody but the organizers may read


class Season:
    """A folder in which commands are typed; what each of them ended in and printed is kept by its first word or by a name."""

    def __init__(self, sample: str, folder: Path) -> None:
        self.sample, self.folder, self.said = sample, folder, dict[str, Result]()
        self.mentors, self.wishes, self.checkins = list[Row](), list[Row](), list[Row]()  # the sheets as they came back

    def type(self, words: str, *, name: str = "") -> str:
        """Type a command in the folder, and return what it prints."""
        with contextlib.chdir(self.folder):
            done = CliRunner().invoke(app, shlex.split(words))
        assert done.exception is None or isinstance(done.exception, SystemExit), (words, done.exception)
        self.said[name or words.split()[0]] = done
        return done.output

    def facts(self, words: str) -> Any:
        """What a command says as JSON."""
        with contextlib.chdir(self.folder):
            return json.loads(CliRunner().invoke(app, [*shlex.split(words), "--json"]).stdout)

    def run(self, path: str) -> cx.Run:
        """The run in a folder."""
        return cx.load(self.folder / path)

    def answered(self) -> list[Row]:
        """The rows of the survey, each with the name by which its office is known in the runs."""
        ids = {(office.name, office.department): office.id for office in self.run("draft").cohort.offices}
        return [{**row, "Office": ids[row["Office"], row["Department"]]} for row in rows_of(self.folder / "survey.csv")]


def rows_of(path: Path) -> list[Row]:
    """The rows of a table, by its headings."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path: Path, headings: list[str], rows: list[Row]) -> None:
    """Write rows below these headings; what a row has no heading for is left out."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, headings, extrasaction="ignore", restval="")
        table.writeheader()
        table.writerows(rows)


def fill(path: Path, sheet: str, to: Path, answer: Callable[[Row], Row]) -> list[Row]:
    """Fill in a sheet of a workbook row by row, as a person does, save it as another one, and return its rows as they are now."""
    book = openpyxl.load_workbook(to if to.exists() else path)
    headings = [str(cell.value) for cell in book[sheet][1]]
    filled = []
    for cells in book[sheet].iter_rows(min_row=2):
        row = {name: str(cell.value or "") for name, cell in zip(headings, cells, strict=True)}
        row |= answer(row)
        for name, cell in zip(headings, cells, strict=True):
            cell.value = row[name] or None
        filled.append(row)
    book.save(to)
    return filled


def said_yes(row: Row) -> Row:
    """The answer of a mentor: mostly yes, some no, some nothing, by the letters of its name."""
    what = ("", "No", "Yes", "Yes", "Yes", "Yes")[_number(row["Office"], row["Partner"]) % 6]
    return {"Answer": what, "A word": "Canary-word, invented"} if what else {}


def wished(row: Row) -> Row:
    """The first wish of a protege: the last mentor of its row, or none."""
    offered = [row[f"Mentor {number}"] for number in (1, 2, 3) if row.get(f"Mentor {number}")]
    return {"First wish": offered[-1]} if offered and _number(row["Office"]) % 2 else {}


def checked_in(row: Row) -> Row:
    """The check-in of one side: some silent, some that never met, some who took a practice up."""
    pair = sorted((row["Office"], row["Partner"]))
    kind = _number(*pair) % 5
    if _number(row["Office"]) % 6 == 0:
        return {}
    if kind == 0:
        return {"Meetings held": "0"}
    told = {"Meetings held": str(1 + kind), "Useful": "Very" if kind % 2 else "Somewhat", "Would keep": "Yes"}
    if row["Partner is"] == "Mentor":
        told |= {"Goal": "Canary-goal, invented", "Reached": "Partly"}
        told |= {"Practice taken up": "Hire as a pool", "Story": "Canary-story, invented"} if kind > 2 else {}
    return told


def rated_again(row: Row) -> Row:
    """What an office says at the end of the round: some ratings of capability rise by a step, a few fall."""
    again = {**row, "Meetings held": str(_number(row["Office"]) % 4), "Would keep": "Yes"}
    for name, level in row.items():
        if name.startswith("Capability") and level.isdigit():
            again[name] = str(min(5, max(1, int(level) + (1, 0, 0, 1, -1)[_number(row["Office"], name) % 5])))
    return again


def _number(*names: str) -> int:
    """A number that names give everywhere alike."""
    return sum(ord(letter) * place for place, letter in enumerate("".join(names), start=1))


def lived(sample: str, folder: Path) -> Iterator[Season]:
    """Live a season with a sample, from the blank survey to the pairing of the next cohort."""
    season = Season(sample, folder)
    _ask_and_pair(season)
    _agree(season)
    _run_and_look_back(season)
    _carry_on(season)
    yield season


def _ask_and_pair(season: Season) -> None:
    folder = season.folder
    season.type("template --out blank.csv")
    headings = folder.joinpath("blank.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    write_rows(folder / "survey.csv", next(csv.reader([headings])), rows_of(cx.sample(season.sample)))
    (folder / "speakers.csv").write_text(SPEAKERS, encoding="utf-8")
    (folder / "evidence.csv").write_text(EVIDENCE, encoding="utf-8")
    season.type("check survey.csv")
    season.type("pair survey.csv --out draft")
    season.type("gaps survey.csv --evidence evidence.csv")
    season.type("agenda draft --speakers speakers.csv --evidence evidence.csv --first 2027-01-14")
    season.type("agenda draft --first 2027-01-14 --to sessions.ics", name="calendar")
    season.type("practices Hiring")


def _agree(season: Season) -> None:
    sheet = season.folder / "answers.xlsx"
    season.type("ask draft --choices 3 --within 2 --to asking")
    season.mentors = fill(season.folder / "asking/hand out/answers.xlsx", "Answers", sheet, said_yes)
    season.wishes = fill(sheet, "First wish", sheet, wished)
    season.type("answers draft answers.xlsx")
    season.type("rerun draft --answers answers.xlsx")
    season.type("final draft")
    season.type("export 'draft/run 3' --to kickoff --first 2027-01-14")


def _run_and_look_back(season: Season) -> None:
    folder, run = season.folder, "'draft/run 3'"
    season.type(f"template --kind checkin --run {run} --out checkin.xlsx", name="checkin")
    season.checkins = fill(folder / "checkin.xlsx", "Check-in", folder / "back.xlsx", checked_in)
    season.type(f"status {run} back.xlsx --reminders reminders")
    season.type("template --again --out again.csv", name="again")
    headings = folder.joinpath("again.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    rows = [rated_again(row) for row in rows_of(folder / "survey.csv")]
    write_rows(folder / "second.csv", next(csv.reader([headings])), rows)
    season.type(f"progress {run} second.csv --checkins back.xlsx")


def _carry_on(season: Season) -> None:
    season.type("trail draft --checkins back.xlsx")
    season.type("silos draft --to links.toml")
    season.type("regret draft")
    season.type("handover draft --after second.csv --checkins back.xlsx --to handover.md")
    season.type("handover draft --after second.csv --checkins back.xlsx --publish --to published.md", name="publish")
    season.type("pair second.csv --past draft --regret 10 --policy links.toml --out next", name="next")
