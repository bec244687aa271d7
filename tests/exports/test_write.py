"""Writing into a folder: whole or not at all."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invent import cohort as invented_cohort

import cxmatch as cx
from cxmatch.errors import FileError
from cxmatch.records import files
from cxmatch.records.text import defused


def test_a_failure_half_way_leaves_the_old_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When one file cannot be rendered or moved, nothing of the new run appears and nothing of the old is lost."""
    cx.export(cx.report(cx.pair(invented_cohort(1, 8))), tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def locked(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(files, "_before", locked)
    with pytest.raises(FileError, match=r"pairings\.csv"):
        cx.export(cx.report(cx.pair(invented_cohort(2, 8))), tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_what_was_exported_loads_as_the_run(tmp_path: Path) -> None:
    """A run comes back from its folder as it was."""
    run = cx.pair(invented_cohort(3, 9))
    cx.export(cx.report(run), tmp_path / "deep" / "folder")
    assert cx.load(tmp_path / "deep" / "folder") == run
    assert cx.load(tmp_path / "deep" / "folder" / "keep") == run
    assert cx.load(tmp_path / "deep" / "folder" / "keep" / "run.json") == run


@given(st.text())
def test_no_cell_starts_a_formula(text: str) -> None:
    """Whatever a name is, its cell does not begin with what a spreadsheet would run."""
    assert not defused(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert defused(text).removeprefix("'") == text.removeprefix("'")


def test_the_frame_has_whole_points() -> None:
    """The DataFrame of a run has mentor, protege and whole-number points first."""
    run = cx.pair(invented_cohort(1, 10))
    frame = cx.pairings_frame(run)
    assert list(frame.columns[:3]) == ["mentor", "protege", "points"]
    assert frame["points"].sum() == run.matching.points
