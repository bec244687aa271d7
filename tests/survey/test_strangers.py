"""Rows that are no office never take part without a word."""

from __future__ import annotations

import pytest

from cxmatch.domain.cohort import Reading
from cxmatch.survey.reader import check


def _read(*rows: str) -> Reading:
    head = "Office,Department,Cap: Hiring,Need: Hiring\nA,Harbors,1,5\nB,Kites,5,1\n"
    return check((head + "\n".join(rows) + "\n").encode())


@pytest.mark.parametrize(
    "name", ["Summe", "All offices", "Average score", "TOTAL RESPONSES", "Column average:", "Moyenne", "n = 2"]
)
def test_a_row_of_sums_is_refused_in_every_wording(name: str) -> None:
    """Numbers inside the scale do not make an average an office."""
    assert [finding.code for finding in _read(f"{name},,3,3").errors] == ["CX203"]


@pytest.mark.parametrize("name", ["test", "TEST - please ignore", "asdf", "Sample Office", "&...&"])
def test_a_test_of_the_form_is_warned_of(name: str) -> None:
    """It may be an office after all, so it stays, and is named."""
    warned = [finding.facts["value"] for finding in _read(f"{name},Ponds,3,3").findings if finding.code == "CX230"]
    assert warned == [name]


@pytest.mark.parametrize(
    "line", ["Source: FY26 discovery survey,,,", "* rated by the offices themselves,,,", ",,,Exported 2026-03-01"]
)
def test_a_line_below_the_table_is_set_aside(line: str) -> None:
    """It is no office, and it is named."""
    reading = _read("C,Ponds,3,3", line)
    assert reading.cohort is not None
    assert [office.name for office in reading.cohort.offices] == ["A", "B", "C"]
    assert "CX440" in {finding.code for finding in reading.findings}


def test_an_office_that_answered_nothing_is_no_line_below_the_table() -> None:
    """A name in the last row stays an office, with the warning that it said nothing."""
    reading = _read("Quiet Registry,,,")
    assert reading.cohort is not None
    assert [office.name for office in reading.cohort.offices] == ["A", "B", "Quiet Registry"]
