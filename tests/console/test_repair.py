"""The screen of `rerun`: the menu shows all that its plans are ranked by."""

import sys
from io import StringIO
from pathlib import Path

import pytest
from invent import asking
from invent import cohort as invented_cohort

import cxmatch as cx
from cxmatch.console.repair import show_rerun
from cxmatch.console.screen import Screen


@pytest.mark.parametrize("width", [80, 40])
@pytest.mark.parametrize("asks", [True, False])
def test_a_menu_says_how_many_are_led_where_that_comes_before_the_total(
    width: int, monkeypatch: pytest.MonkeyPatch, *, asks: bool
) -> None:
    """Beside paired and total fit stands who is led in what was asked for first; without the rung there is no such column."""
    cohort = invented_cohort(7, 14)
    run = cx.pair(asking(cohort, 7) if asks else cohort)
    again = cx.rerun(run, without=[run.matching.pairings[0].mentor])
    assert again.repair
    out = StringIO()
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setattr(sys, "stdout", out)
    show_rerun(cx.report(again), [Path("out/run.json")], Path("out"), lambda **_: "cxmatch rerun", Screen())
    lines = [line.split() for line in out.getvalue().splitlines()]
    assert any("Led" in line and "Plan" in line for line in lines) == (asks and width == 80)
    figures = [[str(getattr(line, name)) for name in ("moves", "paired", "led")] for line in again.repair.options]
    assert all(figure in [line[2:5] for line in _marked(lines)] for figure in figures) or not (asks and width == 80)
    assert ("led in what they asked for first" in " ".join(out.getvalue().lower().split())) or not asks


def _marked(lines: list[list[str]]) -> list[list[str]]:
    """Return rows of a menu, each with a mark in front."""
    plain = [[word for word in line if word not in ("(start", "afresh)")] for line in lines]
    return [line if line[:1] == ["*"] else ["", *line] for line in plain]
