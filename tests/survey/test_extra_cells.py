"""One separator or quotation mark too many or too few never moves an answer without a word."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path
from typing import Literal

import openpyxl
import pandas as pd
import pytest
from examples import often
from hypothesis import given
from hypothesis import strategies as st

from cxmatch.domain.cohort import Reading
from cxmatch.domain.findings import Severity
from cxmatch.survey.reader import check
from cxmatch.survey.template import sample

NAMES = ("roundtable-14", "roundtable-40", "maturity-14")
HEAD = "Office,Department,Capability: Hiring,Capability: Design,Need: Hiring,Need: Design,Comments"


def _rewritten(name: str, note: str | None, quoting: Literal[0, 1] = csv.QUOTE_MINIMAL, delimiter: str = ",") -> str:
    """A sample with another last column, or without it, and written in another way."""
    head, *rows = csv.reader(io.StringIO(sample(name).read_text(encoding="utf-8")))
    last = len(head) - 1
    text = io.StringIO()
    writer = csv.writer(text, quoting=quoting, delimiter=delimiter, lineterminator="\n")
    writer.writerows([row[:last] for row in (head, *rows)] if note is None else [head, *([*row[:last], note] for row in rows)])
    return text.getvalue()


def _answers(reading: Reading) -> dict[str, object]:
    """The answers of each office; a separator or quotation mark within a name is no answer."""
    assert reading.cohort is not None
    strip = str.maketrans("", "", ',;"')
    offices = reading.cohort.offices
    return {
        (one.name + one.department).translate(strip): (one.capability, one.need, one.mentor_slots, one.protege_slots)
        for one in offices
    }


SURVEYS = {
    (name, kind): text
    for name in NAMES
    for text in [_rewritten(name, "")]
    for kind, text in {
        "as it is": _rewritten(name, "invented"),
        "last column blank": text,
        "without the last column": _rewritten(name, None),
        "answers quoted": "\n".join([*text.splitlines()[:1], *_rewritten(name, "", csv.QUOTE_ALL).splitlines()[1:]]),
        "semicolons": _rewritten(name, "", delimiter=";"),
        "separator at every end": "".join(f"{line},\n" for line in _rewritten(name, None).splitlines()),
    }.items()
}
TRUE = {key: _answers(check(text.encode())) for key, text in SURVEYS.items()}


def polluted(text: str, chance: random.Random) -> tuple[str, int]:
    """The text with one separator or quotation mark put into a row or taken out of it, and the number of that row."""
    lines = text.splitlines()
    row = chance.randrange(len(lines))
    mark = chance.choice((";" if ";" in lines[0] else ",", '"'))
    there = [place for place, letter in enumerate(lines[row]) if letter == mark]
    if there and chance.random() < 0.5:
        place = chance.choice(there)
        lines[row] = lines[row][:place] + lines[row][place + 1 :]
    else:
        place = chance.randrange(len(lines[row]) + 1)
        lines[row] = lines[row][:place] + mark + lines[row][place:]
    return "\n".join(lines) + "\n", row + 1


def _holds(key: tuple[str, str], chance: random.Random) -> None:
    text, row = polluted(SURVEYS[key], chance)
    reading = check(text.encode())
    named = {finding.place.row for finding in reading.findings if finding.severity is Severity.ERROR}
    assert row in named if not reading.ready else _answers(reading) == TRUE[key], text.splitlines()[row - 1]


@often(400)
@given(st.sampled_from(sorted(SURVEYS)), st.randoms(use_true_random=False))
def test_one_mark_too_many_or_too_few_is_named_or_harmless(key: tuple[str, str], chance: random.Random) -> None:
    """Every polluted survey is refused with its row named, or reads to exactly the true answers of every office."""
    _holds(key, chance)


@pytest.mark.campaign
def test_many_polluted_samples() -> None:
    """The same for several thousand polluted samples."""
    chance = random.Random(3120)
    for _ in range(600):
        for key in SURVEYS:
            _holds(key, chance)


@pytest.mark.parametrize(
    "row",
    [
        "B,D2,,1,5,5,1,",
        '"Permits, Licenses Office",D2,,1,5,5,1,',
        "B,D2,1,5,5,1",
        "Permits, Licenses Office,D2,1,5,5,1,",
        "B,D2,1,5,5,1,,",
        "B,D2,,5,5,1,,",
        "B,D2,1,5,5 1,",
    ],
)
def test_an_uneven_row_is_named(row: str) -> None:
    """A row with a cell too many is refused also where that cell is blank, and one with a cell too few; the others are not."""
    reading = check(f"{HEAD}\nA,D1,5,1,1,5,\n{row}\nC,D3,3,3,3,3,\n".encode())
    assert "CX023" in [one.code for one in reading.errors]
    assert {one.place.row for one in reading.errors} == {3}


@pytest.mark.parametrize(
    ("head", "end"),
    [(HEAD, ","), (HEAD.replace("Capability: Design,", ""), ""), (HEAD.replace("Hiring,Capability", "Hiring Capability"), "")],
)
def test_a_heading_that_may_be_missing_is_asked_about(head: str, end: str) -> None:
    """Where all answers are longer than the headings, nobody is left to guess which heading is missing."""
    rows = "".join(f"{row}{end}\n" for row in ("A,D1,5,1,1,5,", "B,D2,1,5,5,1,", "C,D3,3,3,3,3,"))
    assert [(one.code, one.place.row) for one in check(f"{head}\n{rows}".encode()).errors] == [("CX024", 1)]


def test_separators_at_the_end_of_every_line_are_harmless() -> None:
    """With the header row or without it, where each area is asked in both directions and the last one is answered."""
    head, rows = HEAD.removesuffix(",Comments"), ["A,D1,5,1,1,5", "B,D2,1,5,5,1"]
    plain = check("\n".join([head, *rows]).encode())
    for lines in ([f"{line}," for line in (head, *rows)], [head, *(f"{row}," for row in rows)], [f"{head},", *rows]):
        reading = check("\n".join(lines).encode())
        assert reading.ready
        assert _answers(reading) == _answers(plain)


def _sheet(rows: list[list[object]]) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


ROWS: list[list[object]] = [HEAD.split(",")[:6], ["A", "D1", 5, 1, 1, 5], ["B", None, "D2", 1, 5, 5, 1], ["C", "D3", 3, 3, 3, 3]]


def test_a_moved_row_of_a_sheet_is_named() -> None:
    """Cells beyond the last heading say that a row was moved, in a workbook and in a DataFrame."""
    frame = pd.DataFrame([[*row, None][:7] for row in ROWS[1:]], columns=[*map(str, ROWS[0]), "Unnamed: 6"])
    for source in (_sheet(ROWS), frame):
        found = [(one.code, one.place.row, one.place.column) for one in check(source).errors]
        assert ("CX026", 3, "G") in found
    full = [ROWS[0], *([*row[:6], "x"] for row in (ROWS[1], ROWS[3]))]
    assert [(one.code, one.place.row) for one in check(_sheet(full)).errors] == [("CX024", 1)]


def test_cells_beside_the_table_can_be_settled(tmp_path: Path) -> None:
    """A column without a heading that a columns file calls not used is passed over."""
    path = tmp_path / "columns.toml"
    path.write_text('[columns]\n"column G" = "not used"\n', encoding="utf-8")
    full = [ROWS[0], [*ROWS[1], "seen"], ROWS[3]]
    assert not check(_sheet(full)).ready
    assert check(_sheet(full), columns=path).ready


def test_a_stray_quotation_mark_is_noted() -> None:
    """In the name of an office or a department it is warned of with its row; in a heading it is refused."""
    rows = 'A,"D ""1""",5,1,1,5,\nB"2,D2,1,5,5,1,\nC,3" D,3,3,3,3,\n'
    reading = check(f"{HEAD}\n{rows}".encode())
    assert reading.ready
    assert [(one.place.row, one.place.column) for one in reading.findings if one.code == "CX215"] == [(3, "A"), (4, "B")]
    broken = check(f"{HEAD.replace('Need: Hiring', 'Need: Hi' + chr(34) + 'ring')}\n{rows}".encode())
    assert ("CX316", 1, "E") in [(one.code, one.place.row, one.place.column) for one in broken.errors]
