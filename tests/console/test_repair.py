"""The screen of `rerun`: the menu shows all that its plans are ranked by."""

import re
import sys
from io import StringIO

import pytest
from invent import asking
from invent import cohort as invented_cohort

import cxmatch as cx
from cxmatch.console.repair import MOVES_SHOWN, show_menu
from cxmatch.console.screen import Screen


@pytest.mark.parametrize("width", [80, 40])
@pytest.mark.parametrize("asks", [True, False])
def test_a_menu_has_a_block_for_each_plan(width: int, monkeypatch: pytest.MonkeyPatch, *, asks: bool) -> None:
    """Its name, the one taken marked, and all that plans are ranked by: who is led where that comes before the total, else not.

    Below it stands what it changes, a line each, or how many more there are; no line of the menu is wider than the terminal.
    """
    cohort = invented_cohort(7, 14)
    run = cx.pair(asking(cohort, 7) if asks else cohort)
    again = cx.rerun(run, without=[run.matching.pairings[0].mentor])
    assert again.repair
    out = StringIO()
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setattr(sys, "stdout", out)
    show_menu(again, again.repair, Screen())
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    blocks = re.split(r"^ +(?=(?:\* )?Plan )", out.getvalue(), flags=re.MULTILINE)[1:]
    assert [block.startswith("* ") for block in blocks] == [each.letter == again.repair.chosen for each in again.repair.options]
    for option, block in zip(again.repair.options, (" ".join(block.split()) for block in blocks), strict=True):
        assert re.match(rf"(\* )?Plan {option.letter}[ :]", block)
        assert f"{option.moves} pairing" in block
        assert f"{option.paired} paired, {f'{option.led} led in what they asked for first, ' * asks}total fit" in block
        assert all(str(move) in block for move in option.exchange[:MOVES_SHOWN])
        assert (f"... and {len(option.exchange) - MOVES_SHOWN} more" in block) == (len(option.exchange) > MOVES_SHOWN)
