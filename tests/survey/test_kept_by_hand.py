"""Sheets that somebody keeps by hand: what a person reads in them is read, and what nobody can know is asked."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import pytest
from xlsxwriter import Workbook

from cxmatch.domain.cohort import Reading
from cxmatch.survey.headings.mapping import ColumnsFile
from cxmatch.survey.reader import check

_AREAS = ("Culture & Measurement", "Hiring")


def _levels(reading: Reading) -> list[tuple[str, list[int], list[int]]]:
    """Return each office with its levels by area, in the order of the areas' ids."""
    assert reading.cohort is not None, [finding.message for finding in reading.errors]
    rows = ((office.name, sorted(office.capability.items()), sorted(office.need.items())) for office in reading.cohort.offices)
    return [(name, [level for _, level in can], [level for _, level in needs]) for name, can, needs in rows]


def _csv(*rows: Sequence[str]) -> bytes:
    return "\n".join(",".join(row) for row in rows).encode()


@pytest.mark.parametrize(
    ("can", "needs"),
    [
        ("Capability", "Need"),
        ("We can help", "We need help"),
        ("Offer", "Want"),
        ("Give", "Get"),
        ("Strength", "Interest in learning"),
    ],
)
@pytest.mark.parametrize("merged", [True, False])
def test_areas_stand_above_what_is_asked_of_each(can: str, needs: str, merged: bool) -> None:
    """An area over two columns, merged or written once, is the area of both; a column beside them keeps its own heading."""
    above = ["", *(text for area in _AREAS for text in (area, area if merged else "")), ""]
    rows = [["A", "5", "1", "4", "2", "x"], ["B", "1", "3", "2", "5", "y"]]
    reading = check(_csv(above, ["Office", can, needs, can, needs, "Region"], *rows))
    assert _levels(reading) == [("A", [5, 4], [1, 2]), ("B", [1, 2], [3, 5])]
    assert reading.columns[-1].heading == "Region"


def test_the_office_may_stand_in_the_row_of_the_areas() -> None:
    """Headings of one column stand in either of the two rows."""
    rows = [["A", "5", "1", "4", "2"], ["B", "1", "3", "2", "5"]]
    reading = check(_csv(["Office", _AREAS[0], "", _AREAS[1], ""], ["", "Can share", "Need", "Can share", "Need"], *rows))
    assert _levels(reading) == [("A", [5, 4], [1, 2]), ("B", [1, 2], [3, 5])]


def test_signs_between_the_words_of_an_area_leave_no_column_out() -> None:
    """A variable "Cap_Culture & Measurement" is an area like "Cap_Hiring" beside it."""
    head = ["Office", *(f"{side}_{area}" for side in ("Cap", "Need") for area in _AREAS)]
    reading = check(_csv(head, ["A", "5", "4", "1", "2"], ["B", "1", "2", "3", "5"]))
    assert _levels(reading) == [("A", [5, 4], [1, 2]), ("B", [1, 2], [3, 5])]


@pytest.mark.parametrize("word", ["Non-capability", "Non capability", "Non-strength"])
def test_what_an_office_cannot_do_is_asked_about(word: str) -> None:
    """A word that "non" turns round is never taken for its opposite."""
    reading = check(_csv(["Office", f"{word}: Hiring", "Need: Hiring"], ["A", "5", "1"], ["B", "1", "3"]))
    assert reading.cohort is None
    assert "CX309" in [finding.code for finding in reading.errors]


@pytest.mark.parametrize("name", ["Government-wide average", "Ø", "∑", "# of responses"])
def test_signs_of_sums_are_no_office(name: str) -> None:
    """A row that a sign or more words call a sum is refused as one, and not paired."""
    reading = check(_csv(["Office", "Capability: Hiring", "Need: Hiring"], ["A", "5", "1"], ["B", "1", "3"], [name, "3", "2"]))
    assert [finding.code for finding in reading.errors] == ["CX203"]


def test_dots_are_counted_like_stars() -> None:
    """Filled dots are the level, hollow ones what is missing; one dot alone says nothing."""
    head = ["Office", "Capability: Hiring", "Need: Hiring"]
    reading = check(
        _csv(head, ["A", "●●●●●", "●○○○○"], ["B", "●○○○○", "●●●○○"], ["C", "●●○○○", "●●●●○"], ["D", "●●●●○", "●●○○○"])
    )
    assert _levels(reading) == [("A", [5], [1]), ("B", [1], [3]), ("C", [2], [4]), ("D", [4], [2])]


def _formatted(code: str, rows: Sequence[tuple[str, float, float]]) -> bytes:
    """Return a workbook whose ratings have a number format."""
    file = BytesIO()
    with Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Office", "Capability: Hiring", "Need: Hiring"])
        for at, (name, *levels) in enumerate(rows, 1):
            sheet.write(at, 0, name)
            sheet.write_row(at, 1, levels, book.add_format({"num_format": code}))
    return file.getvalue()


_ROWS = (("A", 5, 1), ("B", 1, 5), ("C", 3, 2))


@pytest.mark.parametrize("code", ['[=1]"Low";[=5]"High";0', '0" stars"', '0"/5"', '"Level "0', ";;;", '[Red][<3]"●";[Green]"●"'])
def test_words_that_a_format_shows_agree_with_its_numbers(code: str) -> None:
    """What a number format adds to a number, or says in its place, changes nothing where both say the same."""
    assert _levels(check(_formatted(code, _ROWS))) == [("A", [5], [1]), ("B", [1], [5]), ("C", [3], [2])]


@pytest.mark.parametrize("code", ['[=1]"High";[=5]"Low";0', '[<3]"Expert";[>=3]"Novice"', '"Yes";;"No"'])
def test_words_that_a_format_shows_against_its_numbers_are_asked_about(code: str) -> None:
    """Where a workbook shows another word than its number means, the number is not trusted."""
    reading = check(_formatted(code, _ROWS))
    assert reading.cohort is None
    assert "CX119" in [finding.code for finding in reading.errors]


_LEGEND = ["Expert: could teach others", "Good", "Some", "Little", "None"]


def _with_sheet(*rows: Sequence[object]) -> bytes:
    """Return a workbook with ratings from 1 to 5 and a second sheet."""
    file = BytesIO()
    with Workbook(file) as book:
        survey, other = book.add_worksheet("Survey"), book.add_worksheet("Read me")
        for at, row in enumerate((["Office", "Capability: Hiring", "Need: Hiring"], *_ROWS)):
            survey.write_row(at, 0, row)
        for at, row in enumerate(rows):
            other.write_row(at, 0, row)
    return file.getvalue()


@pytest.mark.parametrize("rows", [[["Level", "What it means"], *enumerate(_LEGEND, 1)], [["1 = expert, 5 = novice"]]])
def test_a_legend_on_another_sheet_turns_no_scale_quietly(rows: Sequence[Sequence[object]]) -> None:
    """What another sheet says of the numbers is held against their direction; a columns file settles it either way."""
    survey = _with_sheet(*rows)
    assert {finding.code for finding in check(survey).errors} == {"CX320"}
    turned = check(survey, columns=ColumnsFile(levels={str(level): str(6 - level) for level in range(1, 6)}))
    assert _levels(turned) == [("A", [1], [5]), ("B", [5], [1]), ("C", [3], [4])]
    kept = check(survey, columns=ColumnsFile(levels={str(level): str(level) for level in range(1, 6)}))
    assert _levels(kept) == [("A", [5], [1]), ("B", [1], [5]), ("C", [3], [2])]


@pytest.mark.parametrize(
    "rows", [list(enumerate(_LEGEND[::-1], 1)), [["1", "Strong start"], ["2", "Other steps"]], [["Made in 2026"]]]
)
def test_other_sheets_that_say_nothing_else_are_no_matter(rows: Sequence[Sequence[object]]) -> None:
    """A legend that agrees, a list of steps and a line of text leave the numbers as they are."""
    assert _levels(check(_with_sheet(*rows))) == [("A", [5], [1]), ("B", [1], [5]), ("C", [3], [2])]


def test_a_note_below_the_table_is_held_against_the_scale() -> None:
    """A line below the answers says as much of the scale as a line above them."""
    rows = [["A", "5", "1"], ["B", "1", "5"], ["Note: for need 1 = highest need and 5 = no need", "", ""]]
    reading = check(_csv(["Office", "Capability: Hiring", "Need: Hiring"], *rows))
    assert [(finding.code, finding.place.column) for finding in reading.errors] == [("CX320", "C")]


def test_departments_in_rows_of_their_own_are_no_offices() -> None:
    """A row that only names a department heads the offices below it: it is refused, and none loses it quietly."""
    rows = [["Dept of Air", "", ""], ["A", "5", "1"], ["Dept of Tides", "", ""], ["B", "1", "5"]]
    reading = check(_csv(["Office", "Capability: Hiring", "Need: Hiring"], *rows))
    assert [(finding.code, finding.place.row) for finding in reading.errors] == [("CX221", 2), ("CX221", 4)]
