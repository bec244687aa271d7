"""The maps of what offices can do and want have every answer, by its number and its shade, and what was not answered."""

import re
from dataclasses import replace
from importlib.resources import files
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invent import cohort as invented_cohort

import cxmatch as cx
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.framework import Scale
from cxmatch.exports.handout import Handout
from cxmatch.exports.page import page_files
from cxmatch.exports.page.maps import heat_maps

STYLE = files("cxmatch.exports").joinpath("templates/drawings.css").read_text(encoding="utf-8")
LABELS = Scale.of_labels("Reactive", "Tactical", "Strategic", "Foundational", "Customer-centric")


def levels(cohort: Cohort, side: str) -> dict[str, dict[str, int]]:
    """What each office answered on a side."""
    return {office.id: dict(getattr(office, side)) for office in cohort.offices}


@given(seed=st.integers(0, 10**6), offices=st.integers(2, 80))
def test_maps_have_every_answer_and_say_what_is_open(seed: int, offices: int) -> None:
    """A cell an area, with the level in figures and a shade, darker for a higher level; neither where nothing was answered."""
    cohort = invented_cohort(seed, offices)
    areas = [area.id for area in cohort.framework.areas]
    for drawn, side in zip(heat_maps(cohort), ("capability", "need"), strict=True):
        given_ones = levels(cohort, side)
        rows = dict(chain.from_iterable(offices for _, offices in drawn.groups))
        assert sorted(rows) == sorted(given_ones)
        for name, cells in rows.items():
            wanted = [given_ones[name].get(area) for area in areas]
            assert cells == tuple(("", None) if level is None else (str(level), level - 1) for level in wanted)


@given(seed=st.integers(0, 10**6), offices=st.integers(2, 80))
def test_rows_stand_by_department_and_counts_add_up(seed: int, offices: int) -> None:
    """Each department once, those that give none last; the levels of an area and its open answers are as many as the offices."""
    cohort = invented_cohort(seed, offices)
    homes = {office.id: office.department for office in cohort.offices}
    for drawn, side in zip(heat_maps(cohort), ("capability", "need"), strict=True):
        names = [name for name, _ in drawn.groups]
        assert len(set(names)) == len(names)
        assert names[:-1] == sorted(names[:-1])
        for name, members in drawn.groups:
            assert {homes[office] for office, _ in members} == {name if name.startswith("Department") else ""}
        for area, counts in zip(cohort.framework.areas, drawn.counts, strict=True):
            given_ones = [own.get(area.id) for own in levels(cohort, side).values()]
            assert counts == tuple(given_ones.count(level) for level in (1, 2, 3, 4, 5, None))


@pytest.mark.parametrize(
    ("scale", "words", "shades"),
    [
        (Scale(), ["1 (lowest)", "2", "3", "4", "5 (highest)"], [0, 1, 2, 3, 4]),
        (Scale(low=0, high=2), ["0 (lowest)", "1", "2 (highest)"], [0, 2, 4]),
        (LABELS, ["1 Reactive", "2 Tactical", "3 Strategic", "4 Foundational", "5 Customer-centric"], [0, 1, 2, 3, 4]),
        (Scale(decimals=1), ["about 1 (lowest)", "about 2", "about 3", "about 4", "about 5 (highest)"], [0, 1, 2, 3, 4]),
        (
            Scale(low=0, high=100),
            ["about 0 (lowest)", "about 25", "about 50", "about 75", "about 100 (highest)"],
            [0, 1, 2, 3, 4],
        ),
    ],
    ids=["numbers", "three", "labels", "decimals", "hundred"],
)
def test_the_key_speaks_the_words_of_the_scale(scale: Scale, words: list[str], shades: list[int]) -> None:
    """Low to high, each with its shade; where levels are many, what is near a fifth of them."""
    cohort = invented_cohort(1, 3)
    framework = cohort.framework.with_scales(scale, Scale())
    bare = tuple(replace(one, capability={}) for one in cohort.offices)
    drawn, needs = heat_maps(replace(cohort, framework=framework, offices=bare))
    assert drawn.key == tuple(zip(shades, words, strict=True))
    assert needs.key[0] == (0, "1 (no help wanted)")
    assert all(counts == (0,) * len(words) + (3,) for counts in drawn.counts)


def page_of(offices: int) -> str:
    """The page of an invented cohort."""
    return page_files(Handout(report=cx.report(cx.pair(invented_cohort(1, offices, departments=30)))))["report.html"].decode()


def test_many_offices_are_counted_first_and_very_many_only_counted() -> None:
    """Up to 60 offices have a row each; more are counted, with the rows folded; of more than 300 there are counts alone."""
    few, many, most = (page_of(offices) for offices in (60, 61, 301))
    assert few.count('<table class="heat"') == many.count('<table class="heat"') == 2
    assert ("stack counts" in few, "stack counts" in many, "stack counts" in most) == (False, True, True)
    assert "Capability office by office</summary>" in many
    assert '<table class="heat"' not in most


def test_bars_of_counts_have_one_scale() -> None:
    """The largest count of both maps has the longest bar, and every other is as long as its number is large, to a unit."""
    maps = heat_maps(invented_cohort(1, 90))
    numbers = [number for drawn in maps for counts in drawn.counts for number in counts]
    assert [drawn.bar(max(numbers)) for drawn in maps] == [60, 60]
    assert all(drawn.bar(number) == 60 * number // max(numbers) for drawn in maps for number in numbers)


def test_maps_are_small() -> None:
    """The maps of 250 offices take less than 150,000 bytes."""
    page = page_of(250)
    part = page[page.index("<h3>Capability") : page.index("<h2>Pair by pair")]
    assert len(part.encode()) < 150_000


def luminance(color: str) -> float:
    """The relative luminance of WCAG."""
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast of two colors as WCAG counts it, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def schemes() -> dict[str, str]:
    """The style sheet for the light and for the dark scheme."""
    dark = STYLE.index("@media (prefers-color-scheme: dark)")
    return {"#ffffff": STYLE[:dark], "#1b1b1b": STYLE[dark : STYLE.index("@media (forced-colors", dark)]}


@pytest.mark.parametrize("paper", ["#ffffff", "#1b1b1b"], ids=["light", "dark"])
def test_lines_and_levels_can_be_told_from_what_they_stand_on(paper: str) -> None:
    """Six colors of lines with a contrast of 3 to the paper; five shades in one direction, with text of a contrast of 4.5."""
    style = schemes()[paper]
    lines = re.findall(r"--c\d: (#\w{6})", style)
    assert len(set(lines)) == 6
    assert min(contrast(line, paper) for line in lines) >= 3
    shades = re.findall(r"\.s\d \{ background: (#\w{6}); color: (#\w{6})", style)
    assert len(shades) == 5
    assert min(contrast(*each) for each in shades) >= 4.5
    away = [contrast(shade, paper) for shade, _ in shades]
    assert away == sorted(away)
