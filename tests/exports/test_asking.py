"""What is asked with, and what a final run hands out: nothing that is private, nothing that is a score."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from sheets import refusing
from typer.testing import CliRunner

import cxmatch as cx
from cxmatch.cli import app
from cxmatch.domain.parts import Status
from cxmatch.domain.run import Run
from cxmatch.errors import FileError, SettingsError


def asked(run: Run, folder: Path, **how: object) -> tuple[Path, ...]:
    return cx.ask(cx.report(run), cx.refusals(run), folder, **how)  # type: ignore[arg-type]  # as a person would call it


def test_the_sheet_has_no_score_and_nobody_who_waits(run: Run, tmp_path: Path) -> None:
    """Names, roles, what to talk about first, and empty cells; not a single number but that of the run."""
    paths = asked(run, tmp_path, form="csv")
    rows = list(csv.DictReader(io.StringIO(paths[0].read_text(encoding="utf-8-sig"))))
    paired = {name for fit in run.matching.pairings for name in (fit.mentor, fit.protege)}
    assert {row["Office"] for row in rows} == paired
    areas = {area.name for area in run.cohort.framework.areas}
    for row in rows:
        assert row["Talk about first"] in areas
        assert [row[name] for name in ("Answer", "Not with", "How many after all", "A word")] == [""] * 4
    assert [path.relative_to(tmp_path).as_posix() for path in paths] == [
        *("hand out/answers.csv", "keep/refusals.xlsx", "keep/refusals.json"),
    ]


def test_the_same_run_asks_with_the_same_bytes(run: Run, tmp_path: Path) -> None:
    """Also in a folder that is there already; what somebody filled in is never written over, and nothing else then."""
    one, two = asked(run, tmp_path / "one"), asked(run, tmp_path / "two")
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]
    assert asked(run, tmp_path / "one") == one
    one[0].write_bytes(b"filled in")
    one[1].unlink()
    with pytest.raises(FileError, match="is there already"):
        asked(run, tmp_path / "one")
    assert (one[0].read_bytes(), one[1].exists()) == (b"filled in", False)
    asked(run, tmp_path / "one", overwrite=True)
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]
    with pytest.raises(SettingsError, match="There is no form"):
        asked(run, tmp_path / "three", form="pdf")


def test_the_refusal_table_has_a_row_a_no(run: Run, tmp_path: Path) -> None:
    """The dearest first, with the plan then and everybody whose partner changes; for the organizers only."""
    table = cx.refusals(run)
    book = openpyxl.load_workbook(asked(run, tmp_path)[1])
    heads, *rows = book["Refusals"].iter_rows(values_only=True)
    told = [dict(zip(heads, row, strict=True)) for row in rows]
    assert [(row["Who says no"], row["To"]) for row in told] == [(row.office, row.partner) for row in table.dearest_first]
    assert [row["Total fit lower by"] for row in told] == [row.points for row in table.dearest_first]
    for row, refusal in zip(told, table.dearest_first, strict=True):
        assert all(name in row["Whom to phone"] and name in row["The plan then"] + row["Whom to phone"] for name in refusal.phone)
    assert "organizers only" in " ".join(str(cell) for row in book["Start here"].iter_rows(values_only=True) for cell in row)


def test_what_changes_after_a_final_run_is_a_draft_again(run: Run) -> None:
    """A rerun of it is a new run, which is not final; a final rerun is verified with the run that it repairs."""
    made = cx.final(run)
    later = cx.rerun(made, without=[run.matching.pairings[0].mentor])
    assert (later.parent, later.policy.report.status, later.is_final) == (made.id, Status.DRAFT, False)
    assert cx.verify(cx.final(later), parent=made) == ()


def test_from_the_question_to_the_final_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """ask, answers, rerun --answers, final: each says what to type next, and a mistake in a sheet ends in 1."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    for words in (["pair", str(cx.sample("roundtable-14")), "--out", "p"], ["ask", "p"], ["ask", "p", "--to", "asking"]):
        assert CliRunner().invoke(app, words).exit_code == 0
    path = refusing(cx.load("p"), tmp_path)
    told = CliRunner().invoke(app, ["answers", "p", str(path)])
    assert told.exit_code == 0
    assert "1 refused" in told.output
    assert "rerun p --answers" in told.output.replace("\ufdd0", " ")
    assert not Path("p/run 2").exists()
    assert CliRunner().invoke(app, ["rerun", "p", "--answers", str(path), "--plan", "B"]).exit_code == 0
    assert len(cx.load("p/run 2").policy.forbidden) == 3
    assert CliRunner().invoke(app, ["final", "p"]).exit_code == 0
    assert cx.load("p/run 3").is_final
    assert cx.load("p/run 3").matching == cx.load("p/run 2").matching
    assert CliRunner().invoke(app, ["verify", "p/run 3"]).exit_code == 0
    assert "run 3 (final)" in CliRunner().invoke(app, ["runs", "p"]).output
    assert CliRunner().invoke(app, ["final", "p"]).exit_code == 2
    path.write_text(path.read_text(encoding="utf-8").replace("No", "perhaps"), encoding="utf-8")
    assert CliRunner().invoke(app, ["answers", "p", str(path)]).exit_code == 1
    assert '"code": "CX607"' in CliRunner().invoke(app, ["answers", "p/run.json", "answers.csv", "--json"]).output
