"""Tables of pairs: earlier cohorts and decisions, from whatever table has the columns."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from typer.testing import CliRunner
from xlsxwriter import Workbook

import cxmatch as cx
from cxmatch.cli import app
from cxmatch.domain.decisions import Choice
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
