"""Explanations checked: every price of a run attained by its chain, and undercut by no other."""

from __future__ import annotations

import numpy as np

from cxmatch.assignment.exchange import forced
from cxmatch.assignment.problem import breaches, worth
from cxmatch.assignment.residual import undercut
from cxmatch.domain.run import Run
from cxmatch.matching.plan import Plan


def verify_explanations(run: Run) -> tuple[str, ...]:
    """Check every number that `explain` gives for a run, and name each that does not hold; empty when all do.

    A price is right when its chain leads to a plan within the rules that has the pair and loses just that much, and when no way
    round the residual graph is shorter: for that, no arc may undercut the lengths. The entries of every fit must add up to
    its points. No assignment is solved.

    Examples
    --------
    >>> import cxmatch as cx
    >>> cx.verify_explanations(cx.pair(cx.read_survey(cx.sample("roundtable-14"))))
    ()

    """
    plan = Plan.of(run)
    sums = [
        f"the entries of {fit.mentor} with {fit.protege} do not add up"
        for fit in run.matching.pairings
        if fit.points != int(plan.matrix.points[plan.matrix.row[fit.mentor], plan.matrix.column[fit.protege]])
    ]
    return tuple(sums + (_prices(plan) if plan.by_prices else []))


def _prices(plan: Plan) -> list[str]:
    problem, distances = plan.matrix.problem, plan.distances
    found = ["a way round the residual graph is shorter than its price"] if undercut(distances) else []
    best = worth(problem, distances.chosen)
    for row, column in np.argwhere(problem.allowed).tolist():
        after, cost = forced(distances, row, column), int(plan.costs[row, column])
        if after is None:
            continue
        if breaches(problem, after) or not after[row, column] or best - worth(problem, after) != cost:
            pair = f"{plan.matrix.mentors[row].id} with {plan.matrix.proteges[column].id}"
            found.append(f"the price of {pair} is not that of its chain")
    return found
