"""What pairs that were not made would cost: each of them, what a protege could choose, and where nothing but the key drew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np

from cxmatch.assignment.residual import Distances, Swap
from cxmatch.domain.asked import first_need
from cxmatch.domain.effect import Draw, Draws
from cxmatch.domain.explanation import Cost, PricedPair, Verdict
from cxmatch.domain.foretold import WITHIN, Candidate, Candidates, require_choices
from cxmatch.domain.policy import Objective
from cxmatch.domain.rows import topics
from cxmatch.domain.run import Run
from cxmatch.matching.fit import FitMatrix, is_large
from cxmatch.matching.plan import Plan
from cxmatch.records.meanwhile import told

_Cells: TypeAlias = frozenset[tuple[int, int]]
_MOST_TRIED = 6  # mentors of a protege, those of highest fit, that are priced by pairing again


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
    plan = Plan.of(run)
    return tuple(
        PricedPair(
            mentor=plan.matrix.mentors[row].id,
            protege=plan.matrix.proteges[column].id,
            points=int(plan.matrix.points[row, column]),
            verdict=Verdict.PAIRED if plan.chosen[row, column] else Verdict.PASSED_OVER,
            standing=plan.standing(row, column),
            cost_of_forcing=plan.price(row, column),
        )
        for row, column in np.argwhere(plan.matrix.allowed).tolist()
    )


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
        rows = rows[np.argsort(-plan.matrix.points[rows, column], kind="stable")[:_MOST_TRIED]]
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


def draws(run: Run) -> Draws:
    """Return every place where the key drew between just two ways, with as many pairs each, for offices of their own.

    Of each two such ways the key takes either with the same chance, and independently of all other places: the keys of both
    are sums of as many numbers, and no pair is in two places. Where it drew among more, the chances differ, and `wider` counts
    the proteges alone.
    """
    if run.repair is not None:
        return Draws(unknown="This run repairs another one, so its pairs follow from those before and not from the key alone.")
    if is_large(run.cohort, run.policy):
        return Draws(unknown="For so many offices equally good plans are not worked out.")
    plan = Plan.of(run)
    if plan.distances is None:
        return Draws(unknown="Under this policy equally good plans are not worked out one by one.")
    found = dict.fromkeys(_two_ways(plan, plan.distances))
    concerned = {column for come, gone in found for _, column in come | gone}
    return Draws(
        draws=tuple(_draw(plan.matrix, come, gone) for come, gone in found),
        wider=sum(column not in concerned for column in np.flatnonzero(plan.free.any(axis=0)).tolist()),
    )


def _two_ways(plan: Plan, distances: Distances) -> Iterator[tuple[_Cells, _Cells]]:
    """Yield the pairs that could come and those that would go, again and again, wherever there is just one way to do it."""
    free = plan.free
    narrow = free & (free.sum(axis=1) <= 2)[:, None] & (free.sum(axis=0) <= 2)
    for row, column in np.argwhere(narrow & ~plan.chosen).tolist():
        swap = distances.swap(row, column)
        if swap and _is_alone(plan, swap) and all(_cells(distances.swap(*cell)) == _cells(swap) for cell in swap.come):
            yield frozenset(swap.come), frozenset(swap.gone)


def _cells(swap: Swap | None) -> _Cells:
    return frozenset([*swap.come, *swap.gone]) if swap else frozenset()


def _is_alone(plan: Plan, swap: Swap) -> bool:
    """Tell whether the key alone decided on a swap, and no other equally good plan has any other pair of its offices."""
    rows, columns = zip(*_cells(swap), strict=True)
    theirs = np.zeros_like(plan.free)
    theirs[list(rows)] = True
    theirs[:, list(columns)] = True
    led = [sum(bool(plan.matrix.led[cell]) for cell in cells) for cells in swap]
    by_key = len(swap.come) == len(swap.gone) and (len(plan.matrix.ties) == 1 or led[0] == led[1])
    return by_key and int((plan.free & theirs).sum()) == len(_cells(swap))


def _draw(matrix: FitMatrix, come: _Cells, gone: _Cells) -> Draw:
    more = dict.fromkeys((matrix.proteges[column].id for _, column in sorted(gone | come)), 0)
    for cells, sign in ((gone, 1), (come, -1)):
        for row, column in cells:
            more[matrix.proteges[column].id] += sign * int(matrix.points[row, column])
    return Draw(more=more)
