"""Drawn surveys, each laid out in a drawn way: none is read otherwise than it was written, and all of these are read."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from standins import Row, read_of, text_of

from cxmatch.survey.headings.wording import key
from cxmatch.survey.reader import check

AREAS = (
    ["Hiring", "Governance", "Funding for Scale"],
    ["Parking", "Snow", "Tea"],
    ["Pay, grades", "Data use", "Web"],
    ["Customer research", "Journey mapping", "Service design", "Measurement"],
    ["Understanding needs", "Closing gaps"],
)
OFFICES = ["Harbor Permits", "Ferry Tickets", "Lantern Visitor Service", "Museum Hours Desk", "Kite Registry", "Bureau of Tea"]
CAPABILITY = ["Capability", "Current level", "Can share", "How strong is your office?", "Strength"]
NEED = ["Need", "Want help with", "Where do you want help?", "How much help do you want?", "Gap"]
TIME = "2026-03-01 10:00:00"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A survey: what its two questions are called, its areas, and of each office the levels in them, "" where one is open."""

    asked: tuple[str, str]
    areas: list[str]
    have: dict[str, list[Any]]
    want: dict[str, list[Any]]
    further: dict[str, str]

    @classmethod
    def of(cls, seed: int) -> Drawn:
        """Return the survey of a seed."""
        draw = random.Random(seed)  # for drawing examples
        areas, offices = draw.choice(AREAS), draw.sample(OFFICES, draw.randint(2, 6))
        levels = ["", 1, 2, 3, 4, 5] if draw.random() < 0.5 else [1, 2, 3, 4, 5]
        have, want = ({office: draw.choices(levels, k=len(areas)) for office in offices} for _ in range(2))
        asked = draw.choice(CAPABILITY), draw.choice(NEED)
        return cls(asked, areas, have, want, {office: draw.choice(["East", "West"]) for office in offices})

    def headings(self, pattern: str) -> list[str]:
        """Return the headings of all ratings; the pattern has a place for the question and one for the area."""
        return [pattern.format(question, area) for question in self.asked for area in self.areas]

    def rows(self, *first: object) -> list[list[object]]:
        """Return a row per office: these cells, the office, its region, and all its levels."""
        return [[*first, office, self.further[office], *self.have[office], *self.want[office]] for office in self.have]

    def cells(self) -> list[tuple[str, str, str, object]]:
        """Return office, question, area and level of every rating."""
        sides = zip(self.asked, (self.have, self.want), strict=True)
        return [
            (office, question, area, level)
            for question, side in sides
            for office, levels in side.items()
            for area, level in zip(self.areas, levels, strict=True)
        ]

    def down(self) -> list[list[list[object]]]:
        """Return, for each question, a row per area with the levels of all offices."""
        sides = ([side[office] for office in self.have] for side in (self.have, self.want))
        return [[[area, *levels] for area, *levels in zip(self.areas, *side, strict=True)] for side in sides]

    def content(self) -> Any:
        """Return what is to be read; an area by its key, for tools that write it otherwise."""
        answered = [cell for cell in self.cells() if cell[-1] != ""]
        return {
            office: tuple(
                {key(area): level for name, q, area, level in answered if (name, q) == (office, question)}
                for question in self.asked
            )
            for office in self.have
        }


def _wide(pattern: str) -> Callable[[Drawn], list[Row]]:
    return lambda drawn: [["Office", "Region", *drawn.headings(pattern)], *drawn.rows()]


def _tool(first: Row, cells: Row, pattern: str, last: Row = (), ends: Row = ()) -> Callable[[Drawn], list[Row]]:
    def rows(drawn: Drawn) -> list[Row]:
        return [[*first, "Office", "Region", *drawn.headings(pattern), *last], *([*row, *ends] for row in drawn.rows(*cells))]

    return rows


def _branches(drawn: Drawn) -> list[Row]:
    head, blank = ["Office", "Region", *drawn.headings("{} [{}]") * 2], [""] * 2 * len(drawn.areas)
    rows = [[*row[:2], *(blank if at % 2 else row[2:]), *(row[2:] if at % 2 else blank)] for at, row in enumerate(drawn.rows())]
    return [head, *rows]


def _across(drawn: Drawn) -> list[Row]:
    rows = [row for question, part in zip(drawn.asked, drawn.down(), strict=True) for row in ([question], *part)]
    return [["", *drawn.have], *rows]


def _across_listed(drawn: Drawn) -> list[Row]:
    rows = [[area, question, *levels] for question, part in zip(drawn.asked, drawn.down(), strict=True) for area, *levels in part]
    return [["Area", "Type", *drawn.have], *rows]


def _stacked(drawn: Drawn) -> list[Row]:
    head = ["Office", "Region", *drawn.areas]
    have = [[office, drawn.further[office], *levels] for office, levels in drawn.have.items()]
    want = [[office, drawn.further[office], *levels] for office, levels in reversed(drawn.want.items())]
    return [[drawn.asked[0]], head, *have, [], [drawn.asked[1]], head, *want]


def _by_level(drawn: Drawn) -> list[Row]:
    sides = tuple(zip(drawn.asked, (drawn.have, drawn.want), strict=True))
    rows = [[office, drawn.further[office], question, *side[office]] for office in drawn.have for question, side in sides]
    return [["Office", "Region", "Type", *drawn.areas], *rows]


def _two_rows(drawn: Drawn) -> list[Row]:
    blank = [""] * (len(drawn.areas) - 1)
    return [["", "", drawn.asked[0], *blank, drawn.asked[1], *blank], ["Office", "Region", *drawn.areas * 2], *drawn.rows()]


LIME = ("id. Response ID", "submitdate. Date submitted", "lastpage. Last page", "startlanguage. Start language")
LAYOUTS: Mapping[str, Callable[[Drawn], list[Row]]] = {
    "wide, colon": _wide("{}: {}"),
    "wide, dash": _wide("{} - {}"),
    "wide, brackets": _wide("{} [{}]"),
    "long, questions": lambda drawn: [
        ["Office", "Question", "Answer"],
        *([office, f"{question}: {area}", level] for office, question, area, level in drawn.cells()),
    ],
    "long, kinds of levels": lambda drawn: [
        ["Office", "Area", "Type", "Score"],
        *([office, area, question, level] for office, question, area, level in drawn.cells()),
    ],
    "rows of levels": _by_level,
    "offices across": _across,
    "offices across, listed": _across_listed,
    "two tables": _stacked,
    "branches": _branches,
    "two heading rows": _two_rows,
    "KoBo": _tool(("start", "end"), (TIME, TIME), "{}/{}", ("_id", "_uuid", "_submission_time"), (1, "u", TIME)),
    "LimeSurvey": _tool(LIME, (1, TIME, 3, "en"), "q[S]. {} [{}]"),
    "Jotform": _tool(("Submission Date",), (TIME,), "{} >> {}"),
    "Alchemer": _tool(("Response ID", "Time Started", "Status"), (1, TIME, "Complete"), "{1}:{0}"),
    "headings again": lambda drawn: [*(rows := _wide("{}: {}")(drawn)), rows[0]],
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_drawn_survey_is_read_as_it_was_written(name: str) -> None:
    """Its offices, areas and levels are those that it was made from, and what is open stays open."""
    for seed in range(25):
        drawn = Drawn.of(seed)
        rows = LAYOUTS[name](drawn)
        read = read_of(check(text_of([["Our survey of 2026"], [], *rows] if seed % 5 == 0 else rows)))
        told = {
            office: tuple({key(area): level for area, level in side.items() if level is not None} for side in sides)
            for office, sides in read.items()
        }
        assert told == drawn.content(), seed
