"""Why this pair; why not that one, and what it would cost."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cxmatch.domain.explanation import Explanation, OfficeStory, PricedPair, Verdict
from cxmatch.domain.report import Weak
from cxmatch.domain.run import Run
from cxmatch.matching.leaving import backups, drill
from cxmatch.matching.plan import Plan

ALTERNATIVES, LOOK_AT_FIRST = 3, 3


def explain(run: Run, *, mentor: str, protege: str) -> Explanation:
    """Explain one pair of offices, made or not: why, or why not and what it would cost.

    Raises
    ------
    SettingsError
        An office is unknown, or has no seat on that side.

    Examples
    --------
    >>> import cxmatch as cx
    >>> run = cx.pair(cx.read_survey(cx.sample("roundtable-14")))
    >>> made = run.matching.pairings[0]
    >>> cx.explain(run, mentor=made.mentor, protege=made.protege).cost_of_forcing
    Cost(paired=0, points=0)

    """
    plan = Plan.of(run)
    return plan.explanation(plan.matrix.mentor(mentor), plan.matrix.protege(protege))


def explain_office(run: Run, office: str) -> OfficeStory:
    """Explain one office: its pairings, the three best mentors it did not get, and what its leaving would mean.

    Raises
    ------
    SettingsError
        The office is unknown; the message has the nearest name.

    """
    plan = Plan.of(run)
    found = run.cohort.office(office)
    row, column = plan.matrix.row.get(found.id), plan.matrix.column.get(found.id)
    return OfficeStory(
        office=found.id,
        department=found.department,
        unit=run.cohort.framework.point_unit,
        as_protege=_pairings(plan, None, column),
        as_mentor=_pairings(plan, row, None),
        alternatives=() if column is None else alternatives(plan, column, ALTERNATIVES),
        backup=backups(plan, column),
        drill=drill(plan, found.id),
        waiting=" ".join(entry.reason for entry in run.matching.waiting if entry.office == found.id),
    )


def _pairings(plan: Plan, row: int | None, column: int | None) -> tuple[Explanation, ...]:
    if row is None and column is None:
        return ()
    made = np.argwhere(plan.chosen)
    return tuple(plan.explanation(int(i), int(j)) for i, j in made if (row in (None, i)) and (column in (None, j)))


def alternatives(plan: Plan, column: int, number: int) -> tuple[Explanation, ...]:
    """Explain the mentors of highest fit that a protege did not get, barred ones too where they lead somewhere."""
    points, leads = plan.matrix.points[:, column], plan.matrix.area_points[:, column] > 0
    same = plan.matrix.twins == column
    rows = np.flatnonzero(leads & ~plan.chosen[:, column] & ~same)
    first = sorted(rows.tolist(), key=lambda row: (-points[row], row))[:number]
    return tuple(plan.explanation(row, column) for row in first)


def other_mentors(plan: Plan, column: int, number: int) -> tuple[Explanation, ...]:
    """Explain the allowed mentors of highest fit that a protege did not get."""
    points = plan.matrix.points[:, column]
    rows = np.flatnonzero(plan.matrix.allowed[:, column] & ~plan.chosen[:, column])
    first = sorted(rows.tolist(), key=lambda row: (-points[row], row))[:number]
    return tuple(plan.explanation(row, column) for row in first)


def weakest(plan: Plan) -> tuple[Weak, ...]:
    """Return the three weakest pairings, each with the best mentor it did not get."""
    fits = sorted(plan.run.matching.pairings, key=lambda fit: (fit.points, fit.share, fit.protege))
    others = ((fit, other_mentors(plan, plan.matrix.column[fit.protege], 1)) for fit in fits[:LOOK_AT_FIRST])
    return tuple(Weak(fit=fit, alternative=other[0] if other else None) for fit, other in others)


def price_list(run: Run) -> tuple[PricedPair, ...]:
    """Price every pair that the rules allow: what forcing it would cost the cohort, and how firm it stands.

    Each price is the one that explaining the pair gives. Where prices prove the plan they come from the shortest ways of one
    residual graph; otherwise each pair is locked and the cohort paired again.

    Examples
    --------
    >>> import cxmatch as cx
    >>> run = cx.pair(cx.read_survey(cx.sample("roundtable-14")))
    >>> sum(pair.verdict == "paired" for pair in cx.price_list(run)) == len(run.matching.pairings)
    True

    """
    return tuple(_priced_pairs(Plan.of(run)))


def _priced_pairs(plan: Plan) -> Iterator[PricedPair]:
    matrix = plan.matrix
    for row, column in np.argwhere(matrix.allowed).tolist():
        yield PricedPair(
            mentor=matrix.mentors[row].id,
            protege=matrix.proteges[column].id,
            points=int(matrix.points[row, column]),
            verdict=Verdict.PAIRED if plan.chosen[row, column] else Verdict.PASSED_OVER,
            standing=plan.standing(row, column),
            cost_of_forcing=plan.price(row, column),
        )
