"""Which mentors each protege could have for a price that the organizer sets: forced pair by pair, priced exactly."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cxmatch.domain.asked import first_need
from cxmatch.domain.explanation import Cost
from cxmatch.domain.foretold import WITHIN, Candidate, Candidates, require_choices
from cxmatch.domain.policy import Objective
from cxmatch.domain.rows import topics
from cxmatch.domain.run import Run
from cxmatch.matching.plan import Plan
from cxmatch.records.meanwhile import told

MOST_TRIED = 6  # mentors of a protege, those of highest fit, that are priced by pairing again


def candidates(run: Run, choices: int = 3, *, within: int = WITHIN) -> Candidates:
    """Return the mentors that each protege could have: its own, and others whose price is at most `within`, as shown.

    The price is what forcing that pair costs the total fit, as `explain` says it; no protege fewer is paired then, and none fewer
    led in what it asked for first where that is a rung. Up to `choices` of them, the cheapest; more only where a protege has more
    mentors of its own. Who waits, or could have no other, has no choice and is left out.

    Raises
    ------
    SettingsError
        The numbers make no sense, or the cohort is too large to be explained.

    Examples
    --------
    >>> import cxmatch as cx
    >>> run = cx.pair(cx.read_survey(cx.sample("roundtable-14")))
    >>> offered = cx.candidates(run, choices=3, within=2)
    >>> {row.points <= 2 * run.unit for row in offered.rows}
    {True}

    """
    require_choices(choices, within)
    plan = Plan.of(run)
    working = told("Looking for mentors to choose from", np.flatnonzero(plan.chosen.any(axis=0)).tolist())
    rows = tuple(row for column in working for row in _of(plan, column, choices, within * run.unit))
    return Candidates(
        run=run.id,
        unit=run.unit,
        total=run.matching.points,
        choices=choices,
        within=within,
        bounded=run.policy.objective is not Objective.WORST_OFF_FIRST and plan.exact,
        rows=rows,
    )


def _of(plan: Plan, column: int, choices: int, most: int) -> list[Candidate]:
    """Return the candidates of one protege by name, none where there is nothing to choose."""
    own = [(0, row) for row in np.flatnonzero(plan.chosen[:, column]).tolist()]
    others = sorted(_others(plan, column, most))[: max(choices - len(own), 0)]  # of equal prices by name, as rows stand
    found = [_candidate(plan, row, column, points) for points, row in (*own, *others)]
    return sorted(found, key=lambda each: each.mentor) if len(found) > 1 else []


def _others(plan: Plan, column: int, most: int) -> Iterator[tuple[int, int]]:
    """Yield the price and the row of each mentor that a protege has not, and could have."""
    rows = np.flatnonzero(plan.matrix.allowed[:, column] & ~plan.chosen[:, column])
    if not plan.by_prices:
        rows = rows[np.argsort(-plan.matrix.points[rows, column], kind="stable")[:MOST_TRIED]]
    for row in rows.tolist():
        cost = plan.price(row, column)
        if cost is not None and _is_fair(cost, most):
            yield cost.points, row


def _is_fair(cost: Cost, most: int) -> bool:
    """Tell whether a price is in points alone, and low enough: nobody else is to pay for a star with its mentor."""
    return cost.paired <= 0 and cost.led <= 0 and not cost.worse and cost.points <= most


def _candidate(plan: Plan, row: int, column: int, points: int) -> Candidate:
    fit = plan.matrix[plan.matrix.mentors[row].id, plan.matrix.proteges[column].id]
    topic = topics(fit, first_need(plan.run.rated, fit.protege, [fit]))[:1]
    return Candidate(
        mentor=fit.mentor,
        protege=fit.protege,
        topic="".join(topic),
        planned=bool(plan.chosen[row, column]),
        points=points,
    )
