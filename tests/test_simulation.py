"""The simulation of what was asked for first: repeatable, and of the same mind as the program."""

from pathlib import Path

import numpy as np
import pytest

import cxmatch as cx
from benchmarks import asked_first
from cxmatch.domain.policy import Policy

PAGE = Path(__file__).parent.parent / "docs" / "method.md"


def drawn(seed: int, offices: int = 14) -> tuple[asked_first.Invented, np.random.Generator]:
    draw = np.random.default_rng(seed)
    return asked_first.Invented.of(draw, offices, "middling"), draw


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("way", "policy"), [("total fit (`off`)", "off"), ("`rung`, by the area named", "rung")])
def test_its_engine_finds_what_the_program_finds(way: str, policy: str, seed: int) -> None:
    """As many paired, as many led in what they asked for first, and the same total."""
    invented, draw = drawn(seed)
    mentors = asked_first.best(invented, asked_first._WAYS[way](invented), draw)
    run = cx.pair(invented.cohort, Policy.parse(f'asked_first = "{policy}"'))
    paired = np.flatnonzero(mentors >= 0)
    assert int(invented.points()[mentors[paired], paired].sum()) == run.matching.points
    assert len(paired) == run.matching.paired
    if policy == "rung":
        numbers = {office.id: number for number, office in enumerate(invented.cohort.offices)}
        led = sum(invented.led[numbers[fit.mentor], numbers[fit.protege]] for fit in run.matching.pairings)
        assert int(invented.led[mentors[paired], paired].sum()) == led


def test_it_says_the_same_again() -> None:
    """All is drawn from seeds."""
    assert asked_first.figures(1) == asked_first.figures(1)


def test_the_page_has_every_way() -> None:
    """A way that is added is simulated again for docs/method.md."""
    page = PAGE.read_text(encoding="utf-8")
    assert asked_first.BEGIN in page
    assert all(f"| {way} |" in page for way in asked_first._WAYS)


@pytest.mark.campaign
def test_the_figures_of_the_page_are_those_of_the_command() -> None:
    """Word for word."""
    assert asked_first.figures() in PAGE.read_text(encoding="utf-8")
