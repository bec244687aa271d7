"""What proteges choose with: names in order, no score and no mark; and who starred whom is in nothing that is handed out."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

import cxmatch as cx
from cxmatch.cli import app
from cxmatch.commands import seasonal
from cxmatch.domain import foretold as numbers
from cxmatch.domain.policy import Policy, Starred
from cxmatch.domain.run import Run
from cxmatch.exports.formats import FORMATS


def asked(run: Run, folder: Path, **how: object) -> tuple[Path, ...]:
    offered = cx.candidates(run, 3, within=2)
    return cx.ask(cx.report(run), cx.refusals(run), folder, candidates=offered, **how)  # type: ignore[arg-type]


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def test_the_sheet_has_names_in_order_and_nothing_that_tells_the_plan(run: Run, tmp_path: Path) -> None:
    """Up to three mentors, the protege's own among them, no number at all; who has a choice is not asked about its own."""
    answers, wishes, *kept = asked(run, tmp_path, form="csv")
    names = [path.relative_to(tmp_path).as_posix() for path in kept]
    assert names == ["keep/refusals.xlsx", "keep/refusals.json", "keep/stars.xlsx", "keep/stars.json"]
    assert (answers.name, wishes.name) == ("answers.csv", "first wish.csv")
    own = {fit.protege: fit.mentor for fit in run.matching.pairings}
    rows = table(wishes)
    for row in rows:
        mentors = [text for name, text in row.items() if name.startswith("Mentor ") and text]
        assert mentors == sorted(mentors)
        assert own[row["Office"]] in mentors
        assert row["Role"] == "protege"
        assert [row[name] for name in ("First wish", "Not this one", "How many after all", "A word")] == [""] * 4
        assert not any(character.isdigit() for text in row.values() for character in text)
    choosing = {row["Office"] for row in rows}
    assert not [row for row in table(answers) if row["Role"] == "protege" and row["Office"] in choosing]
    assert {(row["Office"], row["Partner"]) for row in table(answers) if row["Role"] == "mentor"} == {
        (mentor, protege) for protege, mentor in own.items()
    }


def test_each_cell_offers_the_mentors_of_its_row(run: Run, tmp_path: Path) -> None:
    """The two lists of a workbook point at the cells beside them, so that a name with a comma is one choice."""
    book = openpyxl.load_workbook(asked(run, tmp_path)[0])
    assert book.sheetnames == ["Start here", "Answers", "First wish"]
    page = book["First wish"]
    assert [page.cell(1, column).value for column in (3, 4, 5)] == ["Mentor 1", "Mentor 2", "Mentor 3"]
    lists = {each.formula1 for each in page.data_validations.dataValidation}
    assert lists == {"$C2:$E2"}
    assert {str(each.sqref)[:2] for each in page.data_validations.dataValidation} == {"G2", "H2"}


def test_the_prices_are_kept_by_the_organizer(run: Run, tmp_path: Path) -> None:
    """A row for each mentor that a protege may choose, the dearest first, those of the plan marked."""
    found = cx.candidates(run, 3, within=2)
    book = openpyxl.load_workbook(next(path for path in asked(run, tmp_path) if path.name == "stars.xlsx"))
    heads, *rows = book["Stars"].iter_rows(values_only=True)
    told = [dict(zip(heads, row, strict=True)) for row in rows]
    assert [(row["Protege"], row["Could have"], row["Total fit lower by"]) for row in told if not row["In the plan"]] == [
        (row.protege, row.mentor, row.points) for row in found.dearest_first
    ]
    assert len(told) == len(found.rows)
    words = " ".join(str(cell) for row in book["Start here"].iter_rows(values_only=True) for cell in row)
    assert "organizers only" in words
    assert found.at_most(numbers.STAR_POINTS) in words


def test_without_a_choice_the_sheet_is_the_plain_one(run: Run, tmp_path: Path) -> None:
    """Where nobody could have another mentor, all are asked about their own, and it is said."""
    none = replace(cx.candidates(run, 3, within=0), rows=())
    plain = cx.ask(cx.report(run), cx.refusals(run), tmp_path / "plain")
    same = cx.ask(cx.report(run), cx.refusals(run), tmp_path / "same", candidates=none)
    assert plain[0].read_bytes() == same[0].read_bytes()
    assert "No protege could have another mentor" in none.words


def texts(run: Run, folder: Path, audience: str) -> dict[str, str]:
    """Every file of what is handed out, packed ones unpacked, without the digits of the run."""
    formats = [name for name, each in FORMATS.items() if each.for_participants] if audience == "participants" else None
    cx.export(cx.report(run), folder, formats=formats, audience=audience)
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != "checksums.txt" and (audience == "participants" or "hand out" in path.parts):
            content = path.read_bytes()
            if content[:2] == b"PK":
                packed = zipfile.ZipFile(io.BytesIO(content))
                content = b"\n".join(packed.read(part) for part in packed.namelist())
            files[path.relative_to(folder).as_posix()] = content.decode("utf-8", "replace").replace(run.id[:8], "RUN")
    return files


@pytest.mark.parametrize("audience", ["participants", "organizers"])
def test_who_starred_whom_is_in_nothing_that_is_handed_out(audience: str, run: Run, tmp_path: Path) -> None:
    """With and without a star on a pair that stands anyway, what participants get is the same to the letter."""
    fit = run.matching.pairings[2]
    starred = cx.pair(run.cohort, Policy(starred=(Starred(mentor=fit.mentor, protege=fit.protege, points=7),)))
    assert [(one.mentor, one.protege) for one in starred.matching.pairings] == [
        (one.mentor, one.protege) for one in run.matching.pairings
    ]
    plain, other = texts(run, tmp_path / "plain", audience), texts(starred, tmp_path / "starred", audience)
    assert plain
    assert {name: text for name, text in other.items() if plain[name] != text} == {}
    assert not [name for name, text in other.items() if "tarred" in text]


def test_after_stars_and_refusals_nobody_is_told_why_it_has_another_partner(run: Run, tmp_path: Path) -> None:
    """The organizer reads whose star set a change off; no participant reads of stars, wishes or refusals."""
    wishes = table(asked(run, tmp_path / "asking", form="csv")[1])
    own = {fit.protege: fit.mentor for fit in run.matching.pairings}
    for row in wishes:
        others = [text for name, text in row.items() if name.startswith("Mentor ") and text != own[row["Office"]]]
        row |= {"First wish": others[0], "Not this one": others[1], "A word": "canary why"}
    with (tmp_path / "back.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(wishes[0]))
        writer.writeheader()
        writer.writerows(wishes)
    said = cx.answers(tmp_path / "back.csv", run)
    later = cx.rerun(run, **said.heeded(run))
    assert later.repair is not None
    assert any("would like" in chain.cause for chain in later.repair.chains)
    assert cx.verify(later, parent=run) == ()
    for audience in ("participants", "organizers"):
        for name, text in texts(later, tmp_path / audience, audience).items():
            assert not [word for word in ("tarred", "would like", "canary", "an office's answer") if word in text], name


def test_from_the_choice_to_the_rerun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Choices, answers, rerun --answers: each says what may be lost, what was said, and what to type next."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")

    def typed(*words: str, code: int = 0) -> str:
        result = CliRunner().invoke(app, words)
        assert result.exit_code == code, result.output
        return result.output.replace("\ufdd0", " ")

    typed("pair", str(cx.sample("roundtable-14")), "--out", "p")
    assert "ask p --choices 3 --within 5 --to asking" in typed("ask", "p", "--choices", "3", "--within", "5")
    told = typed("ask", "p", "--choices", "3", "--to", "asking", "--form", "csv")
    assert "14 stars of 3 points cost at most 42 of 122" in told
    assert 'answers p "asking/hand out/answers.csv" "asking/hand out/first wish.csv"' in told
    path = Path("asking/hand out/first wish.csv")
    rows = table(path)
    own = {fit.protege: fit.mentor for fit in cx.load("p").matching.pairings}
    with Path("back.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        for row in rows[:3]:
            other = next(row[f"Mentor {number}"] for number in (1, 2, 3) if row[f"Mentor {number}"] != own[row["Office"]])
            writer.writerow(row | {"First wish": other})
    heard = typed("answers", "p", "back.csv", "--star-points", "4")
    assert "Stars granted, of 3:" in heard
    assert "All stars cost, by the last plan:" in heard
    assert "rerun p --answers back.csv --star-points 4" in heard
    assert "is taken: no other plan is better, whatever it changes" in typed(
        "rerun", "p", "--answers", "back.csv", "--star-points", "4"
    )
    assert {star.points for star in cx.load("p/run 2").policy.starred} == {4}
    typed("verify", "p/run 2")
    kept = typed("rerun", "p/run.json", "--answers", "back.csv", "--plan", "A")
    assert "Plan A is taken" in kept
    assert "starred" in typed("rerun", "p/run.json", "--answers", "back.csv", "--json")


def test_the_command_line_knows_the_numbers() -> None:
    """What help says by default is what holds; one star more than a candidate may cost."""
    assert (seasonal.WITHIN, seasonal.STAR_POINTS) == (numbers.WITHIN, numbers.STAR_POINTS)
    assert numbers.STAR_POINTS > numbers.WITHIN
