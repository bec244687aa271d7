"""The sample surveys: what they are there to show, they show."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.pair import pair
from cxmatch.survey.reader import check, read_survey
from cxmatch.survey.template import sample

SAMPLES = sample().parent
CLEAN = {"roundtable-14": 14, "roundtable-40": 40, "maturity-14": 14}


@pytest.mark.parametrize("name", CLEAN)
def test_clean_samples_have_no_error_and_no_warning(name: str) -> None:
    """A clean sample is ready as it stands, with every office in the cohort."""
    reading = check(sample(name))
    assert reading.cohort is not None
    assert len(reading.cohort.offices) == CLEAN[name]
    assert {finding.severity.value for finding in reading.findings} == {"note"}


def test_the_dirty_sample_shows_what_its_table_says() -> None:
    """The table beside the dirty sample names exactly the findings, each as often as it is found, with its row."""
    table = (SAMPLES / "README.md").read_text(encoding="utf-8").partition("## What `dirty.csv` shows")[2]
    listed = re.findall(r"^\| (.*) \| (CX\d{3}) \| (\w+) \|", table, flags=re.MULTILINE)
    found = check(sample("dirty")).findings
    assert sorted((code, kind) for _, code, kind in listed) == sorted((one.code, one.severity.value) for one in found)
    rows = {(one.code, one.place.row) for one in found if one.place.row}
    assert rows <= {(code, int(row)) for where, code, _ in listed for row in re.findall(r"row (\d+)", where)}


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.csv")), ids=lambda path: path.stem)
def test_every_row_says_that_it_is_invented(path: Path) -> None:
    """No row of a sample could be taken for a real office: each is marked."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.reader(file) if any(row) and row[0] != "Office"]
    assert all(any("nvented" in cell for cell in row) for row in rows)


def test_fourteen_offices_do_not_all_get_their_favorite() -> None:
    """In the first sample everyone has a mentor, and for most it is not the one of the highest fit."""
    run = pair(read_survey(sample("roundtable-14")))
    matrix = FitMatrix.of(run.cohort, run.policy)
    best = dict(zip(matrix.column, matrix.points.max(axis=0, where=matrix.allowed, initial=0).tolist(), strict=True))
    assert len(run.matching.pairings) == 14
    assert 0 < sum(fit.points == best[fit.protege] for fit in run.matching.pairings) < 7


def test_forty_offices_have_scarce_mentors() -> None:
    """In the second sample a waiting list appears, and one office name stands in two departments."""
    run = pair(read_survey(sample("roundtable-40")))
    assert len(run.matching.waiting) > 10
    assert len({office.name for office in run.cohort.offices}) == 39
