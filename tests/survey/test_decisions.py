"""Tables of pairs: earlier cohorts and decisions, from whatever table has the columns."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner
from xlsxwriter import Workbook

import cxmatch as cx
from cxmatch.cli import app
from cxmatch.domain.decisions import Choice
from cxmatch.domain.run import Run
from cxmatch.errors import SettingsError


def _table(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "rows",
    [
        ("mentor,protege", "A,B", "C,D"),
        ("Last year's pairs;;", "", "Year;Mentee office;Mentor office", "2025;B;A", "2025;D;C"),
        ("Mentor,Prot\u00e9g\u00e9,points", "A,B,14", "C,D,3", "C,D,3", ",E,"),
    ],
)
def test_a_table_of_earlier_pairs_is_read_whatever_else_it_holds(rows: tuple[str, ...], tmp_path: Path) -> None:
    """Other columns, a title above, the words mentee and protege with accents, rows that are no pair."""
    past = cx.read_past(_table(tmp_path / "past.csv", *rows))
    assert [(pair.mentor, pair.protege) for pair in past] == [("A", "B"), ("C", "D")]
    assert all(place.startswith("past.csv, row ") for place in past.values())


def test_our_own_tables_and_workbooks_are_tables_of_earlier_pairs(tmp_path: Path) -> None:
    """What `pair` wrote is read back, name by name; of the workbook the sheet of the pairings."""
    run = cx.pair(cx.read_survey(cx.sample("roundtable-14")))
    cx.export(cx.report(run), tmp_path / "out", formats=["csv", "xlsx"])
    wanted = {(fit.mentor, fit.protege) for fit in run.matching.pairings}
    for name in ("pairings.csv", "pairings.xlsx"):
        assert {(pair.mentor, pair.protege) for pair in cx.read_past(tmp_path / "out" / name)} == wanted


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (("office,need", "A,B"), 'no column "mentor"'),
        (("mentor,points", "A,1"), 'no column "protege"'),
        (("mentor,protege,mentee", "A,B,C"), "two columns for the protege"),
        (("mentor,protege", "A,B", "C,C", "D,D"), "row 3.*\n.*row 4"),
    ],
)
def test_what_is_no_table_of_pairs_is_refused(rows: tuple[str, ...], words: str, tmp_path: Path) -> None:
    """It says which column is missing or doubled, and every row that pairs an office with itself."""
    with pytest.raises(SettingsError, match=words):
        cx.read_past(_table(tmp_path / "past.csv", *rows))


def test_earlier_pairs_are_not_made_again_and_strange_names_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`pair --past TABLE` bars the pairs of the table; rows that name nobody are said with the nearest name, and bar nothing."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "survey.csv").write_bytes(cx.sample("roundtable-14").read_bytes())
    fit = cx.pair(cx.read_survey("survey.csv")).matching.pairings[0]
    _table(tmp_path / "past.csv", "mentor,protege", f"{fit.mentor},{fit.protege}", "Kite Registri,Ferry Tickets Office", "X,Y")
    result = CliRunner().invoke(app, ["pair", "survey.csv", "--past", "past.csv", "--json"])
    said = " ".join(result.stderr.split())
    run = cx.load("survey pairings")
    assert result.exit_code == 0
    assert (fit.mentor, fit.protege) not in {(one.mentor, one.protege) for one in run.matching.pairings}
    assert 'past.csv, row 3: no office is called "Kite Registri", so the pair bars nothing. Did you mean "Kite Registry"?' in said
    assert 'past.csv, row 4: no office is called "X"' in said
    assert set(run.policy.past) == set(cx.read_past("past.csv"))


def test_a_table_does_not_say_who_waited(tmp_path: Path) -> None:
    """`--waited` needs a run among what `--past` names."""
    _table(tmp_path / "past.csv", "mentor,protege", "A,B")
    result = CliRunner().invoke(app, ["policy", "--past", str(tmp_path / "past.csv"), "--waited", "2"])
    assert (result.exit_code, "does not say who waited" in " ".join(result.output.split())) == (2, True)


def test_decisions_come_from_any_table_with_the_columns(tmp_path: Path) -> None:
    """A workbook of one's own with another sheet name, the columns in another order and without notes."""
    buffer = io.BytesIO()
    with Workbook(buffer) as book:
        sheet = book.add_worksheet("My decisions")
        for row, cells in enumerate([["Decision", "Mentee", "Mentor"], ["keep", "B", "A"], ["", "D", "C"]]):
            sheet.write_row(row, 0, cells)
    (tmp_path / "own.xlsx").write_bytes(buffer.getvalue())
    (entry,) = cx.read_decisions(tmp_path / "own.xlsx")
    assert (entry.mentor, entry.protege, entry.choice, entry.notes, entry.place) == ("A", "B", Choice.KEEP, "", "own.xlsx, row 2")


def test_decisions_about_nobody_are_said_and_the_rest_is_heeded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`rerun --decisions` passes over a row with an office that nobody knows, names it, and locks the others."""
    monkeypatch.chdir(tmp_path)
    run = cx.pair(cx.read_survey(cx.sample("roundtable-14")))
    cx.export(cx.report(run), "out", formats=["json"])
    fit = run.matching.pairings[0]
    rows = (f"{fit.mentor},{fit.protege},Keep", f"Kite Registri,{fit.protege},Never")
    _table(tmp_path / "d.csv", "mentor,protege,decision", *rows)
    result = CliRunner().invoke(app, ["rerun", "out", "--decisions", "d.csv", "--json"])
    assert result.exit_code == 0
    said = 'd.csv, row 3: Never is passed over, since no office is called "Kite Registri". Did you mean "Kite Registry"?'
    assert said in " ".join(result.stderr.split())
    assert [(pair.mentor, pair.protege) for pair in cx.load("out/run 2").policy.locked] == [(fit.mentor, fit.protege)]


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A run in the folder "out" of the current folder, as tables and record."""
    monkeypatch.chdir(tmp_path)
    run = cx.pair(cx.read_survey(cx.sample("roundtable-14")))
    cx.export(cx.report(run), "out", formats=["csv", "xlsx", "json"])
    return run


def _typed(mentor: str, row: int, ending: str) -> str:
    """The table of that run with a name typed over the mentor of a row, as a spreadsheet program saves it."""
    book = openpyxl.load_workbook("out/pairings.xlsx")
    book["Pairings"].cell(row, 1).value = mentor
    if ending == "xlsx":
        book.save("typed.xlsx")
    else:
        with open("typed.csv", "w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(book["Pairings"].iter_rows(values_only=True))
    return f"typed.{ending}"


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_typed_mentor_is_a_wish_and_is_said(ending: str, out: Run) -> None:
    """`rerun --decisions` makes the pair that was typed, says each wish with its row, and the lock has the row as its origin."""
    protege = out.matching.pairings[2].protege
    result = CliRunner().invoke(app, ["rerun", "out", "--decisions", _typed("kite registry", 4, ending), "--json"])
    later = cx.load("out/run 2")
    assert result.exit_code == 0
    assert f"Wish: Kite Registry mentors {protege} (typed.{ending}, row 4)." in " ".join(result.stderr.split())
    assert ("Kite Registry", protege) in {(fit.mentor, fit.protege) for fit in later.matching.pairings}
    rules = cx.rerun(out, decisions=cx.read_decisions(f"typed.{ending}", [out])).policy
    assert rules.place("locked", rules.locked[0]).startswith(f"typed.{ending}, row 4, a wish")
    assert cx.verify(later, parent=out) == ()


@pytest.mark.parametrize(
    ("mentor", "code", "words"),
    [
        ("Kite Registri", 2, 'row 4: No office of this cohort is called "Kite Registri". Did you mean "Kite Registry"?'),
        ("Calendar Corrections Office", 2, 'row 4: "Calendar Corrections Office" is paired with itself'),
        ("Almanac Requests Desk", 3, "another rule bars that pair: same department (typed.xlsx, row 4, a wish)"),
        (None, 2, 'row 4: there is no mentor beside "Calendar Corrections Office". Put the name back and write Change'),
    ],
)
def test_a_typed_name_that_cannot_be_is_refused_with_its_row(mentor: str, code: int, words: str, out: Run) -> None:
    """An unknown name, the office itself, one that a rule bars, none at all: what is wrong, where, and what to write."""
    result = CliRunner().invoke(app, ["rerun", "out", "--decisions", _typed(mentor, 4, "xlsx"), "--json"])
    assert result.exit_code == code
    assert words in " ".join(result.stderr.split())
    assert not Path("out/run 2").exists()


def test_more_wishes_for_a_mentor_than_it_has_seats_are_refused_with_their_rows(out: Run) -> None:
    """Two proteges for a mentor of one seat: both rows are named, and nothing is written."""
    book = openpyxl.load_workbook(_typed("Kite Registry", 4, "xlsx"))
    book["Pairings"].cell(2, 1).value = "Kite Registry"
    book.save("typed.xlsx")
    result = CliRunner().invoke(app, ["rerun", "out", "--decisions", "typed.xlsx"])
    assert result.exit_code == 3
    for words in ("row 2, a wish", "row 4, a wish", "only 1 mentor seat"):
        assert words in " ".join(result.stderr.split())


def test_a_wish_for_an_office_that_has_left_is_passed_over_and_said(out: Run) -> None:
    """The rerun ends well, names file, row and office, and says no such wish was read."""
    arguments = ["rerun", "out", "--decisions", _typed("Kite Registry", 4, "xlsx"), "--without", "Kite Registry", "--json"]
    result = CliRunner().invoke(app, arguments)
    said = " ".join(result.stderr.split())
    assert (result.exit_code, "Wish:" in said) == (0, False)
    assert 'typed.xlsx, row 4: a wish is passed over, since "Kite Registry" has left.' in said


def test_the_workbook_says_of_which_run_it_is(out: Run) -> None:
    """Given after a rerun, the workbook of the first run wishes for nothing, though other pairs stand in it."""
    assert CliRunner().invoke(app, ["rerun", "out", "--without", "Kite Registry", "--afresh"]).exit_code == 0
    result = CliRunner().invoke(app, ["rerun", "out", "--decisions", "out/pairings.xlsx", "--json"])
    assert (result.exit_code, result.stderr) == (0, "")
    (wish, _) = cx.read_decisions(_typed("Tide Tables Service", 2, "xlsx"), [cx.load("out/run 2"), out])
    assert wish.place == "typed.xlsx, row 2, in the table of an earlier run"
