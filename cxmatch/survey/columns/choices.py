"""A column whose cells are practice areas, joined in one cell: found by its answers, whatever its heading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cxmatch.domain.framework import Framework
from cxmatch.records.text import fold
from cxmatch.survey.answers.cells import unanswered
from cxmatch.survey.answers.picks import split_options
from cxmatch.survey.columns.plan import Plan, ask, take
from cxmatch.survey.headings.directions import is_negated, worded_direction
from cxmatch.survey.headings.form import Heading
from cxmatch.survey.headings.uses import Kind, Use

FIRST_CELLS = 200
_NEED_ASKED = (Kind.NEED, Kind.REQUIRED, Kind.RANK, Kind.PICKS)
_PICKS = Use(kind=Kind.PICKS)


def area_ids(named: Mapping[str, str], framework: Framework | None) -> dict[str, str]:
    """Return every text that names an area: those of the survey's headings, and those of the framework they belong to."""
    known = dict(named)
    for area in framework.areas if framework else ():
        known.update(dict.fromkeys(map(fold, (area.name, *area.aliases)), area.name))
    return known


def guess_picks(plan: Plan, known: Mapping[str, str]) -> None:
    """Take the one column of practice areas as picks where need is not asked otherwise; ask where two could be it."""
    if plan.of(*_NEED_ASKED) or not known:
        return
    found = [heading for heading in plan.unsettled() if heading.text and _could_be_picks(plan, heading, known)]
    if len(found) == 1 and worded_direction(found[0].text) is not Kind.RANK and not is_negated(found[0].text):
        take(plan, found[0], _PICKS)
        return
    for heading in found:
        ask(plan, heading, _PICKS)


def _could_be_picks(plan: Plan, heading: Heading, known: Mapping[str, str]) -> bool:
    """Tell whether all answers are areas, or some of them where the words ask for need; never what an office can share."""
    cells = [text for text in dict.fromkeys(plan.form.column(heading)) if not unanswered(text)]
    if not any(_known_options(cells[:FIRST_CELLS], known)):
        return False
    direction = worded_direction(heading.text)
    return direction is Kind.NEED or (direction is not Kind.CAPABILITY and all(_known_options(cells, known)))


def _known_options(cells: Sequence[str], known: Mapping[str, str]) -> Iterator[bool]:
    """Tell of each option in these cells whether it is an area."""
    by_semicolon = any(";" in text for text in cells)
    return (fold(option) in known for text in cells for option in split_options(text, known, by_semicolon=by_semicolon))
