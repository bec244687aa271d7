"""Gaps, agenda and progress as files: each form read back by another reader, nothing acts, nothing gets out."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from html.parser import HTMLParser
from pathlib import Path
from zoneinfo import ZoneInfo

import docx
import icalendar
import openpyxl
import pytest
from invent import called, framework
from invent import cohort as invented_cohort
from pages import text_of
from typer.testing import CliRunner

import cxmatch as cx
from cxmatch.cli import app
from cxmatch.domain.checkin import MEETINGS, WOULD_KEEP
from cxmatch.domain.progress import Progress
from cxmatch.domain.series import Agenda, Gaps
from cxmatch.errors import FileError, SettingsError
from cxmatch.exports.paper import ORGANIZERS
from cxmatch.exports.paper.writing import WAYS
from cxmatch.records.codec import dumps

HOSTILE = ('=HYPERLINK("x")', "<script>alert(1)</script>", "[/] *Office* | `a`", "{{ 7 * 7 }}", "Red \x1b[31m", '"><img src=x>')
ENDINGS = [ending for ending in WAYS if ending not in (".ics", ".toml")]  # what every noun can be written as


def nouns(run: cx.Run) -> dict[str, Gaps | Agenda | Progress]:
    """What is written: of a run, and of its survey asked again, where the last office does not answer."""
    said = [{MEETINGS: str(place % 3), WOULD_KEEP: ("yes", "no")[place % 2]} for place in range(len(run.cohort.offices))]
    again = [replace(office, attributes=own) for office, own in zip(run.cohort.offices[:-1], said, strict=False)]
    return {
        "gaps": cx.gaps(run.cohort),
        "agenda": cx.agenda(run, first="2027-01-14"),
        "progress": cx.progress(run, replace(run.cohort, offices=tuple(again))),
    }


def written(noun: Gaps | Agenda | Progress, path: Path, **wishes: object) -> bytes:
    return cx.write(noun, path, **wishes).read_bytes()  # type: ignore[arg-type]


class Page(HTMLParser):
    """Collects the tags of a page, its headings and its cells."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.cells: list[str] = []
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.cells += [""] * (tag in ("td", "th", "h2", "li"))

    def handle_data(self, text: str) -> None:
        if self.cells:
            self.cells[-1] += text


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("name", ["gaps", "agenda", "progress"])
def test_a_file_says_for_whom_it_is_and_is_the_same_on_every_run(run: cx.Run, tmp_path: Path, name: str, ending: str) -> None:
    """Two files of one noun are the same bytes; each but the record says that it is for organizers."""
    one, two = (written(nouns(run)[name], tmp_path / f"{number}{ending}") for number in (1, 2))
    assert one == two
    assert (ORGANIZERS in text_of(one)) == (ending != ".json")


@pytest.mark.parametrize("name", ["gaps", "agenda", "progress"])
def test_the_record_is_what_json_prints(run: cx.Run, tmp_path: Path, name: str) -> None:
    """To the byte, and it is JSON."""
    noun = nouns(run)[name]
    content = written(noun, tmp_path / "record.json").decode()
    assert content == dumps(noun)
    assert isinstance(json.loads(content), dict)


def test_gaps_are_numbers_in_a_workbook_and_alike_in_every_form(run: cx.Run, tmp_path: Path) -> None:
    """The sheet holds the figures of the noun; the table of the page, of the document and of the text says them too."""
    found = cx.gaps(run.cohort)
    want = [(gap.area, gap.wanting, gap.need, len(gap.givers), gap.seats, gap.shortfall) for gap in found.areas]
    book = openpyxl.load_workbook(io.BytesIO(written(found, tmp_path / "gaps.xlsx")))
    assert [row[:6] for row in book["Gaps"].iter_rows(min_row=2, values_only=True)] == want
    helpers = {row[:2] for row in book["Offices"].iter_rows(min_row=2, values_only=True)}
    assert helpers == {(gap.area, name) for gap in found.areas for name in (*gap.givers, *gap.presenters)}
    texts = [[str(cell) for cell in row] for row in want]
    (table,) = docx.Document(io.BytesIO(written(found, tmp_path / "gaps.docx"))).tables
    assert [[cell.text for cell in row.cells] for row in table.rows][1:] == texts
    cells = Page(written(found, tmp_path / "gaps.html")).cells
    assert "".join(cell for row in texts for cell in row) in "".join(cell.strip() for cell in cells)
    marked = written(found, tmp_path / "gaps.md").decode().replace("\\", "")
    assert all(f"| {' | '.join(row)} |" in marked for row in texts)


def test_an_agenda_is_a_section_a_session(run: cx.Run, tmp_path: Path) -> None:
    """With the day, what it opens on, its questions, who could show how they do it, and the pairs on it."""
    plan = cx.agenda(run, first="2027-01-14 13:00")
    document = docx.Document(io.BytesIO(written(plan, tmp_path / "agenda.docx")))
    heads = [p.text for p in document.paragraphs if p.style.name == "Heading 2"]
    assert heads == [f"Session {session.number}: {session.area}" for session in plan.sessions]
    texts = {p.text for p in document.paragraphs}
    for session in plan.sessions:
        assert {session.when, session.finding, *session.questions} <= texts
        assert {f"{mentor} mentors {protege}" for mentor, protege in session.pairs} <= texts
        assert any(all(name in text for name in session.presenters) for text in texts)
    book = openpyxl.load_workbook(io.BytesIO(written(plan, tmp_path / "agenda.xlsx")))
    pairs = [row[2:] for row in book["Pairs"].iter_rows(min_row=2, values_only=True)]
    assert sorted(pairs) == sorted((fit.mentor, fit.protege) for fit in run.matching.pairings)


def test_a_column_that_nobody_filled_is_left_out(run: cx.Run, tmp_path: Path) -> None:
    """Sessions without dates have no column for them."""
    heads = []
    for name, first in (("plain", ""), ("dated", "2027-01-14")):
        book = openpyxl.load_workbook(io.BytesIO(written(cx.agenda(run, first=first), tmp_path / f"{name}.xlsx")))
        heads.append([cell.value for cell in book["Sessions"][1]])
    assert [head for head in heads[1] if head not in heads[0]] == ["When"]


@pytest.mark.parametrize("ending", [".xlsx", ".docx", ".md", ".html", ".ics"])
def test_participants_get_topics_and_questions_alone(run: cx.Run, tmp_path: Path, ending: str) -> None:
    """No office, no count of who wants help; a calendar is for them in any case. There is no record for them."""
    plan = cx.agenda(run, first="2027-01-14")
    given = text_of(written(plan, tmp_path / f"theirs{ending}", audience="participants"))
    assert ORGANIZERS not in given
    assert all(office.id not in given for office in run.cohort.offices)
    assert not re.search(r"want help|shortfall|could give|ahead", given)
    if ending == ".ics":
        assert given == text_of(written(plan, tmp_path / f"ours{ending}"))
    for noun, name in ((plan, "theirs.json"), (cx.gaps(run.cohort), "gaps.md")):
        with pytest.raises(SettingsError, match="organizers"):
            cx.write(noun, tmp_path / name, audience="participants")
    with pytest.raises(SettingsError, match="audience"):
        cx.write(plan, tmp_path / "x.md", audience="everybody")


@pytest.mark.parametrize("zone", ["", "America/New_York"])
@pytest.mark.parametrize("clock", ["", "13:00"])
def test_a_calendar_has_an_entry_a_session(run: cx.Run, tmp_path: Path, clock: str, zone: str) -> None:
    """Of the whole day, or of an hour at the time that is given in its zone; read back by the library."""
    plan = cx.agenda(run, sessions=7, first=" ".join(filter(None, ["2027-01-14", clock, zone * bool(clock)])))
    made = icalendar.Calendar.from_ical(written(plan, tmp_path / "sessions.ics"))
    entries = made.walk("VEVENT")
    assert [str(entry["summary"]) for entry in entries] == [f"Session {each.number}: {each.area}" for each in plan.sessions]
    assert [str(entry["description"]).split("\n") for entry in entries] == [list(each.questions) for each in plan.sessions]
    days = [date.fromisoformat(session.starts[:10]) for session in plan.sessions]
    for day, entry in zip(days, entries, strict=True):
        at: object = day
        if clock:
            local = datetime.combine(day, time(13), ZoneInfo(zone) if zone else None)
            at = local.astimezone(UTC) if zone else local
        assert entry.start == at
        assert entry.end - entry.start == (timedelta(hours=1) if clock else timedelta(days=1))


def test_entries_of_a_calendar_keep_their_names(run: cx.Run, tmp_path: Path) -> None:
    """Another date, and a rerun of the same survey, change the entries that are there; another survey has its own."""

    def names(source: cx.Run, first: str) -> list[str]:
        content = written(cx.agenda(source, first=first), tmp_path / f"{source.id[:8]} {first}.ics")
        return [str(entry["uid"]) for entry in icalendar.Calendar.from_ical(content).walk("VEVENT")]

    rerun = cx.rerun(run, without=[run.cohort.offices[0].id])
    other = cx.pair(invented_cohort(1, 8))
    assert names(run, "2027-01-14") == names(run, "2027-02-01") == names(rerun, "2027-01-14")
    assert len(set(names(run, "2027-01-14"))) == 5
    assert not set(names(run, "2027-01-14")) & set(names(other, "2027-01-14"))


def test_what_cannot_be_written_is_refused(run: cx.Run, tmp_path: Path) -> None:
    """An unknown ending with those there are, a calendar without dates; what somebody edited stays; nothing is left behind."""
    with pytest.raises(SettingsError, match=re.escape('Did you mean ".docx"')) as refused:
        cx.write(cx.gaps(run.cohort), tmp_path / "gaps.doc")
    assert all(ending in refused.value.next_step for ending in WAYS)
    for noun in (cx.gaps(run.cohort), cx.agenda(run)):
        with pytest.raises(SettingsError, match="needs dates"):
            cx.write(noun, tmp_path / "gaps.ics")
    assert not list(tmp_path.iterdir())
    path = cx.write(cx.gaps(run.cohort), tmp_path / "gaps.md")
    cx.write(cx.gaps(run.cohort), path)
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(FileError, match="left as it is"):
        cx.write(cx.gaps(run.cohort), path)
    assert path.read_text(encoding="utf-8") == "mine"
    cx.write(cx.gaps(run.cohort), path, overwrite=True)
    assert path.read_text(encoding="utf-8").startswith("# Where help is short")


@pytest.fixture(scope="module")
def hostile() -> cx.Run:
    """A cohort whose names try to do harm."""
    return cx.pair(called(HOSTILE, framework(*HOSTILE[:3])))


@pytest.mark.parametrize("name", ["gaps", "agenda", "progress"])
def test_names_that_try_to_do_harm_arrive_as_names(hostile: cx.Run, tmp_path: Path, name: str) -> None:
    """No formula, no tag, no mark of Markdown, no control character comes from a name, in any form."""
    noun = nouns(hostile)[name]
    book = openpyxl.load_workbook(io.BytesIO(written(noun, tmp_path / "x.xlsx")))
    assert all(cell.data_type != "f" and cell.hyperlink is None for sheet in book for row in sheet.iter_rows() for cell in row)
    assert not {"script", "img"} & set(Page(written(noun, tmp_path / "x.html")).tags)
    marked = written(noun, tmp_path / "x.md").decode()
    assert not re.search(r"(?<!\\)[<\[`*]", marked)
    docx.Document(io.BytesIO(written(noun, tmp_path / "x.docx")))
    assert not any("\x1b" in text_of(path.read_bytes()) for path in tmp_path.glob("x.*"))
    if name == "agenda":
        made = icalendar.Calendar.from_ical(written(noun, tmp_path / "x.ics"))
        assert {str(entry["summary"]).partition(": ")[2] for entry in made.walk("VEVENT")} <= set(HOSTILE)


def test_what_each_protege_says_stands_in_a_table(run: cx.Run, tmp_path: Path) -> None:
    """Its own answers, the counts, the warning, and who did not answer again, also in the workbook."""
    found = nouns(run)["progress"]
    assert isinstance(found, Progress)
    book = openpyxl.load_workbook(io.BytesIO(written(found, tmp_path / "progress.xlsx")))
    rows = list(book["Pairs"].iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[1], row[-2] or "", row[-1] or "") for row in rows] == [
        (pair.protege, pair.mentor, pair.meetings, pair.keep) for pair in found.pairs
    ]
    start = [row[1] for row in book["Start here"].iter_rows(min_row=2, values_only=True)]
    assert {found.summary, found.warning} <= set(start)
    assert [row[0] for row in book["Did not answer"].iter_rows(min_row=2, values_only=True)] == list(found.gone)


def test_the_commands_write_what_they_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With `--to` the file is written and named; with `--json` beside it standard output has the record alone."""
    monkeypatch.chdir(tmp_path)
    cx.copy_sample("roundtable-14", Path("survey.csv"))

    def told(*words: str, code: int = 0) -> str:
        done = CliRunner().invoke(app, list(words))
        assert done.exit_code == code, done.output
        return done.stdout if code == 0 else " ".join(done.output.split())

    told("pair", "survey.csv", "--out", "run", "--format", "json")
    for command in (["gaps", "survey.csv"], ["agenda", "run"], ["progress", "run", "survey.csv"]):
        name = f"{command[0]}.md"
        assert name in told(*command, "--to", name)
        assert Path(name).read_text(encoding="utf-8").startswith("# ")
        assert told(*command, "--to", f"{command[0]}.docx", "--json") == told(*command, "--json")
        assert Path(f"{command[0]}.docx").exists()
    assert "BEGIN:VCALENDAR" in (
        told("agenda", "run", "--first", "2027-01-14", "--to", "s.ics") and Path("s.ics").read_text("utf-8")
    )
    assert "Thursday, February 11, 2027" in told("agenda", "survey.csv", "--first", "2027-01-14")
    assert "The endings are" in told("gaps", "nowhere.csv", "--to", "gaps.pdf", code=2)
    assert "no rhythm" in told("agenda", "run", "--first", "2027-01-14", "--every", "day", code=2)
