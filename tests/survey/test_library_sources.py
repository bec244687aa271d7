"""What a program hands over: frames of any precision, sources and options of the wrong kind."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pandas as pd
import pytest
from xlsxwriter import Workbook

from cxmatch.errors import SettingsError
from cxmatch.survey.reader import check

TEXT = b"Office,Cap: Hiring,Need: Hiring\nA,5,1\nB,1,3\n"


@pytest.mark.parametrize("source", [pd.Series([1, 2]), np.array([[1, 2], [3, 4]]), 5, None, [["Office"]], {"Office": ["A"]}])
@pytest.mark.parametrize("name", ["source", "proteges"])
def test_other_sources_are_refused_with_a_sentence(source: Any, name: str) -> None:
    """A Series, an array or a list is no survey, and the error says what is."""
    if name == "proteges" and source is None:
        return
    with pytest.raises(SettingsError, match="A survey is a file name, bytes or a DataFrame"):
        check(**{"source": TEXT, name: source})


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "Float32", "object"])
def test_a_frame_of_any_precision_reads_as_it_shows(dtype: str) -> None:
    """4.1 in 32 bits is 4.1, not the nearest double."""
    ratings = pd.Series([np.float32(4.1) if dtype == "object" else 4.1, None], dtype=dtype)
    frame = pd.DataFrame({"Office": ["A", "B"], "Cap: Hiring": ratings, "Need: Hiring": [1, 2]})
    reading = check(frame)
    assert reading.cohort is not None, reading.errors
    assert dict(reading.cohort.offices[0].capability) == {"hiring": 41}


@pytest.mark.parametrize(
    "option",
    [
        {"scale": (1, 5)},
        {"header_row": "1"},
        {"header_row": True},
        {"columns": {"Office": "office"}},
        {"framework": 5},
        {"limits": 5},
        {"encoding": 8},
        {"delimiter": 5},
        {"sheet": 0},
        {"duplicates": ["latest"]},
        {"keep_email": "no"},
    ],
)
def test_options_of_the_wrong_kind_are_refused(option: dict[str, Any]) -> None:
    """Each option says what it takes."""
    with pytest.raises(SettingsError, match=f"The option {next(iter(option))} is"):
        check(TEXT, **option)


def test_the_sheet_of_the_other_side_is_not_called_left_out() -> None:
    """Sheets of mentors and proteges are both read; only a third one is left out."""
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        for name, kind in (("Mentors", "Cap"), ("Proteges", "Need"), ("Notes", "Note")):
            book.add_worksheet(name).write_row(0, 0, ["Office", f"{kind}: Hiring"])
            book.get_worksheet_by_name(name).write_row(1, 0, [f"Office {kind}", 3])
    said = {finding.facts["sheets"] for finding in check(buffer.getvalue()).findings if finding.code == "CX413"}
    assert said == {'"Notes"'}


def test_a_column_that_is_asked_about_is_to_decide() -> None:
    """The table of uses does not call a refused column an attribute."""
    reading = check(b"Office,Hiring,Role\nA,1,Both\nB,2,Mentor\n")
    assert reading.columns[1].use == "to decide"
