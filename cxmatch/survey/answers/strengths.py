"""What an office can share: rated, ticked in columns of their own, or chosen in cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cxmatch.domain.findings import Finding
from cxmatch.domain.framework import Scale
from cxmatch.survey.answers.picks import are_marks, chosen, marked
from cxmatch.survey.answers.ratings import Ratings, read_ratings
from cxmatch.survey.columns.areas import Areas, ByArea
from cxmatch.survey.columns.choices import strengths_picked
from cxmatch.survey.headings.survey import Kind, Survey

_TICKED = Scale(low=0, high=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Strengths:
    """The capability of every survey's rows by area id, in steps of `scale`, and the ratings it was read from, if any."""

    scale: Scale
    columns: list[ByArea]
    ratings: Ratings

    def beside(self, needs: Sequence[ByArea], unrated: str = "open") -> list[ByArea]:
        """Return the capability beside what was asked for: who ticked nothing and asks for help can share nothing.

        `unrated`: "lowest" says so too of who rated nothing.
        """
        if not needs or (self.scale != _TICKED and unrated != "lowest"):
            return self.columns
        every = list(dict.fromkeys(area for columns in self.columns for area in columns))
        return [_filled(*each, every, self.scale.bottom) for each in zip(self.columns, needs, strict=True)]


def read_strengths(
    surveys: Sequence[Survey], areas: Areas, words: Mapping[str, str], *, rounds: bool
) -> tuple[_Strengths, list[Finding]]:
    """Read the capability of every office. `words` are the answers that a columns file explains; `rounds` as in `read_ratings`.

    Ticked areas count 1 and the others 0, where an office ticked any.
    """
    scale = areas.framework.capability_scale
    rated, required = (any(survey.of(kind) for survey in surveys) for kind in (Kind.CAPABILITY, Kind.REQUIRED))
    if required or (rated and not are_marks(surveys, Kind.CAPABILITY, areas, words)):
        ratings, noticed = read_ratings(surveys, [Kind.CAPABILITY, Kind.REQUIRED], scale, words, rounds=rounds)
        columns = [areas.levels(survey, Kind.CAPABILITY, ratings.levels) for survey in surveys]
        noticed += [] if rated else [Finding(code="CX120")]
        return _Strengths(scale=ratings.scale, columns=columns, ratings=ratings), noticed
    ids = [area.id for area in areas.framework.areas]
    ticked, noticed = [], list[Finding]()
    for survey in surveys:
        choices, found = chosen(survey, strengths_picked(survey), areas, words)
        noticed += found
        ticked.append(marked(survey, Kind.CAPABILITY, areas) or (choices.levels(ids, 1) if strengths_picked(survey) else {}))
    if any(ticked):
        noticed.append(Finding(code="CX432"))
    return _Strengths(scale=_TICKED, columns=ticked, ratings=Ratings(scale=_TICKED)), noticed


def _filled(columns: ByArea, asked: ByArea, every: Sequence[str], lowest: int) -> ByArea:
    """Return the capability of a table, with the lowest level where a row has none at all and asks for something."""
    wants = [any(level is not None for level in levels) for levels in zip(*asked.values(), strict=True)]
    held = [any(level is not None for level in levels) for levels in zip(*columns.values(), strict=True)] or [False] * len(wants)
    bare = [want and not has for want, has in zip(wants, held, strict=True)] if wants else []
    if not any(bare):
        return columns
    return {
        area: [lowest if none else level for level, none in zip(columns.get(area, [None] * len(bare)), bare, strict=True)]
        for area in every
    }
