"""Explanations checked: every figure that is told of a plan is found again another way than the one it came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from cxmatch.assignment.problem import Mask, Problem
from cxmatch.assignment.solver import solve
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.explanation import Cost, PricedPair, Standing
from cxmatch.domain.matching import Side
from cxmatch.domain.overview import Overview
from cxmatch.domain.policy import Pair, Policy
from cxmatch.matching.best import Again, again, forbidding, locking, near
from cxmatch.matching.explain import backups, price_list, weakest, without_office
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.flaws import checked
from cxmatch.matching.gains import base, joined, recruit
from cxmatch.matching.plan import Plan
from cxmatch.matching.proof import Method
from cxmatch.matching.rules import with_seat

# Up to so many offices every pair of the price list is locked and forbidden once more.
MOST_PRICED, MOST_PRICED_BY_SEARCH = 30, 8


def plan_flaws(plan: Plan, whole: Overview) -> Iterator[str]:
    """Name every figure of a plan and of its overview that does not hold, but what is said of errors and of answers."""
    for check in (_fits, _chains, _prices, _seats, _recruits, _drills, _blocking):
        yield from check(plan, whole)


def _fits(plan: Plan, whole: Overview) -> Iterator[str]:
    points = {(fit.mentor, fit.protege): fit.points for fit in plan.run.matching.pairings}
    for (mentor, protege), said in points.items():
        if said != int(plan.matrix.points[plan.matrix.row[mentor], plan.matrix.column[protege]]):
            yield f"the entries of {mentor} with {protege} do not add up"
    lowest = sorted(points.values())[: len(weakest(plan))]
    if [weak.fit.points for weak in weakest(plan)] != lowest:
        yield "the pairings to look at first are not the weakest"


def _chains(plan: Plan, whole: Overview) -> Iterator[str]:
    distances, costs, problem = plan.distances, plan.costs, plan.matrix.problem
    if distances is None or costs is None:
        return
    if distances.undercut:
        yield "a way round the residual graph is shorter than its price"
    # What prices say of ties, and what shortest ways say.
    if ((costs == 0) & ~distances.chosen != plan.free & ~distances.chosen).any():
        yield "the pairs that could be swapped at no loss are others"
    best = problem.worth(distances.chosen)
    for row, column in np.argwhere(problem.allowed).tolist():
        after = distances.forced(row, column)
        if after is None:
            continue
        if problem.breaches(after) or not after[row, column] or best - problem.worth(after) != costs[row, column]:
            pair = plan.pair(row, column)
            yield f"the price of {pair.mentor} with {pair.protege} is not that of its chain"


def _prices(plan: Plan, whole: Overview) -> Iterator[str]:
    most = MOST_PRICED if plan.method is Method.PRICES else MOST_PRICED_BY_SEARCH
    if len(plan.run.cohort.offices) > most:
        return
    listed = price_list(plan.run)
    firm = sum(said.verdict == "paired" and said.standing is Standing.FIRM for said in listed)
    if whole.firm is not None and (whole.firm, whole.free) != (firm, int(plan.chosen.sum()) - firm):
        yield f"{firm} pairings are firm"
    for said in listed:
        pair = Pair(mentor=said.mentor, protege=said.protege)
        yield from _price(plan, said, pair)
        yield from _standing(plan, said, pair)


def _price(plan: Plan, said: PricedPair, pair: Pair) -> Iterator[str]:
    found = _held(plan.run.cohort, locking(plan.run.policy, pair))
    cost = said.cost_of_forcing
    if isinstance(found, Again) and not found.exact and cost is None:
        return
    if isinstance(found, str) or (found is None) != (cost is None):
        yield f"the price of {pair.mentor} with {pair.protege}: {found or 'it can be made'}"
    elif found is not None and cost is not None and said.verdict != "paired":
        real = plan.cost(found.chosen)
        same = real.points == cost.points if not plan.matrix.first_bonus else real == cost
        if not same:
            yield f"the price of {pair.mentor} with {pair.protege} is another: {real}"


def _standing(plan: Plan, said: PricedPair, pair: Pair) -> Iterator[str]:
    if said.standing is None or plan.matrix.rules.locked[plan.matrix.row[pair.mentor], plan.matrix.column[pair.protege]]:
        return
    made = said.verdict == "paired"
    policy = forbidding(plan.run.policy, pair) if made else locking(plan.run.policy, pair)
    other = _held(plan.run.cohort, policy)
    free = isinstance(other, Again) and other.rank == plan.matrix.rank(plan.chosen)
    if isinstance(other, str) or free != (said.standing is Standing.FREE):
        yield f"{pair.mentor} with {pair.protege} is not {said.standing}"


def _seats(plan: Plan, whole: Overview) -> Iterator[str]:
    start, paired, points, _ = base(plan)
    said = {(seat.office, seat.side): seat.gain for seat in whole.seats}
    every = (whole.seats or not whole.left_out) and len(plan.run.cohort.offices) <= MOST_PRICED
    for side, offices in ((Side.MENTOR, plan.matrix.mentors), (Side.PROTEGE, plan.matrix.proteges)):
        for office in offices if every else [office for office in offices if (office.id, side) in said]:
            found = _held(plan.run.cohort, with_seat(plan.run.policy, office, side))
            gain = _less(found, paired, points) if isinstance(found, Again) and found.rank > start else None
            if isinstance(found, str) or gain != said.get((office.id, side)):
                yield f"one more seat of {office.id}: {found if isinstance(found, str) else 'it brings something else'}"


def _recruits(plan: Plan, whole: Overview) -> Iterator[str]:
    _, paired, points, _ = base(plan)
    areas = {area.name: area for area in plan.run.cohort.framework.areas}
    if whole.advice and {entry.area for entry in whole.advice} != set(areas):
        yield "whom to recruit is not said for every practice area"
    for entry in whole.advice:
        found = _held(joined(plan.run.cohort, [recruit(plan.matrix, areas[entry.area])]), plan.run.policy)
        if isinstance(found, str) or (found and _less(found, paired, points)) != entry.gain:
            yield f"a mentor strong in {entry.area}: {found if isinstance(found, str) else 'it would bring something else'}"


def _less(found: Again, paired: int, points: int) -> Cost:
    more, total, _ = found.matrix.figures(found.chosen)
    return Cost(paired=more - paired, points=total - points)


def _held(cohort: Cohort, policy: Policy) -> Again | str | None:
    """Pair again and check the proof; gives what fails in it."""
    found = again(cohort, policy)
    if found is None:
        return None
    problems, _ = checked(found.matrix, found.chosen, found.solved.prices)
    return problems[0] if problems else found


def _drills(plan: Plan, whole: Overview) -> Iterator[str]:
    for said in whole.drills:
        left = without_office(plan, said.office)
        found = None if left is None else _held(left[0].cohort, left[0].policy)
        if isinstance(found, str) or (found is None) != (said.cost is None):
            yield f"without {said.office}: {found or 'nothing could be paired'}"
        elif left is not None and found is not None and plan.matrix.rank(left[1].chosen) != found.rank:
            yield f"without {said.office} another plan would be better"
        elif left is not None:
            own = said.office in {fit.protege for fit in plan.run.matching.pairings}
            cost = plan.cost(left[1].chosen)
            if replace(cost, paired=cost.paired - own, worse=False) != said.cost:
                yield f"without {said.office} something else would be lost"
            if plan.method is Method.PRICES:
                yield from _nearest(plan, said.office, left[0])
    for column in range(len(plan.matrix.proteges) if whole.drills else 0):
        for entry in backups(plan, column):
            if (without_office(plan, entry.mentor) is None) == entry.possible:
                yield f"whether anything could be paired without {entry.mentor} is said wrongly"


def _nearest(plan: Plan, office: str, matrix: FitMatrix) -> Iterator[str]:
    """Find again with a value on each kept pairing how many can be kept, and which backups every such plan has."""
    before = matrix.still_there(plan.run.matching.pairings)
    keeping = matrix.problem.with_keep(before & ~matrix.rules.locked, int(plan.chosen.sum()) + 1, 1)
    most = keeping.worth(solve(keeping).chosen)
    found = near(matrix, before)
    if found is None or keeping.worth(found.chosen & ~matrix.rules.locked) != most:
        yield f"without {office} a plan that is as good moves fewer"
        return
    row = plan.matrix.row.get(office)
    for column in np.flatnonzero(plan.chosen[row]).tolist() if row is not None else ():
        said = next(entry for entry in backups(plan, column) if entry.mentor == office)
        if said.steps_in:
            cell = matrix.row[said.steps_in], matrix.column[plan.matrix.proteges[column].id]
            if said.sure == _has_another(keeping, cell, most):
                yield f"whether {said.steps_in} would step in for {office} is said wrongly"


def _has_another(problem: Problem, cell: tuple[int, int], most: int) -> bool:
    """Tell whether a choice without a cell is worth as much."""
    allowed: Mask = problem.allowed.copy()
    if not allowed[cell]:
        return False
    allowed[cell] = False
    without = replace(problem, allowed=allowed)
    return without.worth(solve(without).chosen) == most


def _blocking(plan: Plan, whole: Overview) -> Iterator[str]:
    matrix, made = plan.matrix, {(fit.mentor, fit.protege): fit.points for fit in plan.run.matching.pairings}
    expected = set()
    for row, column in np.argwhere(matrix.allowed & ~plan.chosen).tolist():
        pair, points = plan.pair(row, column), int(matrix.points[row, column])
        given = [held for (mentor, _), held in made.items() if mentor == pair.mentor]
        taken = [held for (_, protege), held in made.items() if protege == pair.protege]
        mentor = len(given) < matrix.supply[row] or points > min(given)
        if mentor and (len(taken) < matrix.demand[column] or points > min(taken)):
            expected.add((pair.mentor, pair.protege, points))
    if {(pair.mentor, pair.protege, pair.points) for pair in whole.blocking} != expected:
        yield "other pairs of offices would rather have each other"
