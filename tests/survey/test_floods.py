"""Workbooks of a few bytes and very many cells, rows, ranges or tags are read or refused, in bounded memory."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from hostile_workbooks import FLOODS, SURVEY

from cxmatch.survey.reader import check

_MEMORY, _SECONDS = 1_500_000_000, 60  # of address space, libraries included; of processor time, so that a test ends


def test_six_million_empty_cells_in_a_small_file_are_passed_over() -> None:
    """What formatting leaves by the million is no answer: the offices among it are read."""
    data = FLOODS["xlsx cells of one address"]()
    assert len(data) < 150_000
    reading = check(data)
    assert reading.ready
    assert reading.answers == len(SURVEY) - 1


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("xlsx rows hidden, one", "CX040"),
        ("ods cells repeated, within", "CX008"),
        ("xls merged, million", "CX008"),
    ],
)
def test_what_would_take_minutes_is_refused_with_a_way_out(name: str, code: str) -> None:
    """The same tag again and again, or one cell at very many places, is no survey, however small the file is."""
    [found] = check(FLOODS[name]()).errors
    assert found.code == code
    assert found.remedy


@pytest.mark.campaign
@pytest.mark.skipif(sys.platform == "win32", reason="bounds of memory as POSIX has them")
@pytest.mark.parametrize("name", FLOODS)
def test_every_flood_is_read_or_refused(name: str, tmp_path: Path) -> None:
    """Whatever there are millions of, the program ends with what it read or with why it did not, in bounded memory."""
    path = tmp_path / f"flood.{name.split()[0]}"
    path.write_bytes(FLOODS[name]())

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))

    words = [sys.executable, "-m", "cxmatch", "check", str(path), "--json"]
    done = subprocess.run(words, capture_output=True, check=False, preexec_fn=bounded)  # noqa: S603
    assert (done.returncode in (0, 1), done.stderr) == (True, b"")
    assert json.loads(done.stdout)["findings"]
