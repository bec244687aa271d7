"""The screen: what is laid out here is what rich would print."""

import sys
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxmatch.console import drawing
from cxmatch.console.commands import UNBROKEN
from cxmatch.console.screen import Screen

LETTERS = st.sampled_from('ab-.,/ "' + UNBROKEN + "é中\t\x1b\u200d")
TEXTS = st.text(LETTERS, max_size=40) | st.lists(st.text("ab-" + UNBROKEN, min_size=1, max_size=9), max_size=40).map(" ".join)
CELLS = st.text(st.sampled_from("ab1 "), max_size=25) | st.sampled_from(["", "Hiring, Funding for Scale, Governance", "wide é中"])
WIDTHS = st.integers(20, 100)
ROWS = st.integers(1, 5).flatmap(lambda wide: st.lists(st.lists(CELLS, min_size=wide, max_size=wide), min_size=1))


class Drawn:
    """What a screen of a width prints: laid out as it comes, or all of it by rich."""

    def __init__(self, width: int, *, by_rich: bool) -> None:
        self.patch, self.out = pytest.MonkeyPatch(), StringIO()
        self.patch.setenv("COLUMNS", str(width))
        self.patch.setattr(sys, "stdout", self.out)
        if by_rich:
            self.patch.setattr(drawing, "_is_simple", lambda text: False)

    def __enter__(self) -> Screen:
        return Screen()

    def __exit__(self, *problem: object) -> None:
        self.patch.undo()


@given(st.lists(TEXTS, max_size=3), WIDTHS, st.integers(0, 6))
def test_lines_are_wrapped_as_rich_wraps_them(lines: list[str], width: int, indent: int) -> None:
    """Any text, with commands that may not break, wide letters and what would command a terminal: the same lines."""
    printed = []
    for by_rich in (False, True):
        drawn = Drawn(width, by_rich=by_rich)
        with drawn as shown:
            shown.say(*lines, indent=indent)
            shown.headline("Word: ", "bold", "".join(lines).replace(UNBROKEN, ""))
            shown.gap()
        printed.append(drawn.out.getvalue())
    assert printed[0] == printed[1]


@given(
    st.integers(1, 5).flatmap(lambda wide: st.lists(st.lists(CELLS, min_size=wide, max_size=wide), min_size=1)), WIDTHS, st.data()
)
def test_a_table_is_aligned_as_rich_aligns_it(rows: list[list[str]], width: int, data: st.DataObject) -> None:
    """Any cells, some columns to the right, at a width where they fit or do not: the same lines."""
    columns = [f"{heading}{place}" for place, heading in enumerate(rows[0])]
    right = data.draw(st.sets(st.sampled_from(columns)))
    printed = []
    for by_rich in (False, True):
        drawn = Drawn(width, by_rich=by_rich)
        with drawn as shown:
            shown.table(columns, rows[1:], right=sorted(right))
        printed.append(drawn.out.getvalue())
    assert printed[0] == printed[1]
