"""Explanations checked: every figure that `explain` gives is found again another way than the one it came from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from cxmatch.assignment.exchange import forced
from cxmatch.assignment.problem import Mask, Problem, breaches, with_keep, worth
from cxmatch.assignment.residual import undercut
from cxmatch.assignment.solver import solve
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.explanation import Cost, PricedPair, Standing
from cxmatch.domain.matching import Side
from cxmatch.domain.overview import Overview
from cxmatch.domain.policy import Pair, Policy
from cxmatch.domain.run import Run
from cxmatch.matching.again import Again, again, forbidding, locking, near
from cxmatch.matching.explain import price_list, weakest
from cxmatch.matching.gains import base, joined, recruit, with_seat
from cxmatch.matching.leaving import backups, without_office
from cxmatch.matching.option import rank, still_there
from cxmatch.matching.overview import overview
from cxmatch.matching.plan import Plan
from cxmatch.matching.proof import Method, checked
from cxmatch.matching.rechecking_answers import answer_flaws, noise_flaws

# Up to so many offices every pair of the price list is locked and forbidden once more.
MOST_PRICED, MOST_PRICED_BY_SEARCH = 30, 8


def verify_explanations(run: Run) -> tuple[str, ...]:
    """Check every number that `explain` gives for a run, and name each that does not hold; empty when all do.

    What was read off the residual graph is found again by pairing again; what came from pairing again is held to its own proof,
    which no solver is trusted for.

    - Fits: the entries of every pairing add up.
    - Prices and standings: the chain of a price leads to a plan within the rules that loses just that much, and no way round the
      residual graph is shorter. Up to 30 offices (8 where rules need a search) each pair is also locked, and each pairing
      forbidden, and the cohort paired again.
    - Seats, recruits and drills: paired again, the proofs checked (above 30 offices only the seats that are listed). That a drill
      keeps as many pairings as can be, and whether a backup is sure, is found again with a value on kept pairings.
    - The margin of error: solved again with every fit off by it to the plan's disadvantage, and by more.
    - Empty ratings: paired again with every answer on a scale of up to 12 levels, otherwise with those that were tried; that they
      cannot matter together is solved again with every fit at its highest. Answers that alter the pairing: paired again.
    - Pairs of offices that would rather have each other, and the weakest pairings: told again name by name.

    Not checked: which of equally good and equally near plans a drill names.

    Examples
    --------
    >>> import cxmatch as cx
    >>> cx.verify_explanations(cx.pair(cx.read_survey(cx.sample("roundtable-14"))))
    ()

    """
    plan, whole = Plan.of(run), overview(run)
    return tuple(flaw for check in _CHECKS for flaw in check(plan, whole))


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
    if undercut(distances):
        yield "a way round the residual graph is shorter than its price"
    # What prices say of ties, and what shortest ways say.
    if ((costs == 0) & ~distances.chosen != plan.free & ~distances.chosen).any():
        yield "the pairs that could be swapped at no loss are others"
    best = worth(problem, distances.chosen)
    for row, column in np.argwhere(problem.allowed).tolist():
        after = forced(distances, row, column)
        if after is None:
            continue
        if breaches(problem, after) or not after[row, column] or best - worth(problem, after) != costs[row, column]:
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
    free = isinstance(other, Again) and other.rank == rank(plan.matrix, plan.chosen)
    if isinstance(other, str) or free != (said.standing is Standing.FREE):
        yield f"{pair.mentor} with {pair.protege} is not {said.standing}"


def _seats(plan: Plan, whole: Overview) -> Iterator[str]:
    start, paired, points, _ = base(plan)
    said = {(seat.office, seat.side): seat.gain for seat in whole.seats}
    every = (whole.seats or not whole.left_out) and len(plan.run.cohort.offices) <= MOST_PRICED
    for side, offices in ((Side.MENTOR, plan.matrix.mentors), (Side.PROTEGE, plan.matrix.proteges)):
        for office in offices if every else [office for office in offices if (office.id, side) in said]:
            found = _held(plan.run.cohort, with_seat(plan.matrix, office, side))
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
    chosen = found.chosen
    return Cost(paired=int(chosen.any(axis=0).sum()) - paired, points=int(found.matrix.points[chosen].sum()) - points)


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
        found = None if left is None else _held(left.matrix.cohort, left.matrix.policy)
        if isinstance(found, str) or (found is None) != (said.cost is None):
            yield f"without {said.office}: {found or 'nothing could be paired'}"
        elif left is not None and found is not None and rank(plan.matrix, left.chosen) != found.rank:
            yield f"without {said.office} another plan would be better"
        elif left is not None:
            own = said.office in {fit.protege for fit in plan.run.matching.pairings}
            cost = plan.cost(left.chosen)
            if replace(cost, paired=cost.paired - own, worse=False) != said.cost:
                yield f"without {said.office} something else would be lost"
            if plan.method is Method.PRICES:
                yield from _nearest(plan, said.office)
    for column in range(len(plan.matrix.proteges) if whole.drills else 0):
        for entry in backups(plan, column):
            if (without_office(plan, entry.mentor) is None) == entry.possible:
                yield f"whether anything could be paired without {entry.mentor} is said wrongly"


def _nearest(plan: Plan, office: str) -> Iterator[str]:
    """Find again with a value on each kept pairing how many can be kept, and which backups every such plan has."""
    left = without_office(plan, office)
    if left is None:
        return
    matrix = left.matrix
    before = still_there(matrix, [Pair(mentor=fit.mentor, protege=fit.protege) for fit in plan.run.matching.pairings])
    scale = int(plan.chosen.sum()) + 1
    keeping = with_keep(matrix.problem, before & ~matrix.rules.locked, scale, 1)
    best = solve(keeping)
    found = near(matrix, before)
    if found is None or worth(keeping, found.chosen & ~matrix.rules.locked) != worth(keeping, best.chosen):
        yield f"without {office} a plan that is as good moves fewer"
        return
    row = plan.matrix.row.get(office)
    for column in np.flatnonzero(plan.chosen[row]).tolist() if row is not None else ():
        said = next(entry for entry in backups(plan, column) if entry.mentor == office)
        if said.steps_in:
            cell = matrix.row[said.steps_in], matrix.column[plan.matrix.proteges[column].id]
            if said.sure == _has_another(keeping, cell, worth(keeping, best.chosen)):
                yield f"whether {said.steps_in} would step in for {office} is said wrongly"


def _has_another(problem: Problem, cell: tuple[int, int], most: int) -> bool:
    """Tell whether a choice without a cell is worth as much."""
    allowed: Mask = problem.allowed.copy()
    if not allowed[cell]:
        return False
    allowed[cell] = False
    without = replace(problem, allowed=allowed)
    return worth(without, solve(without).chosen) == most


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


_CHECKS: tuple[Callable[[Plan, Overview], Iterator[str]], ...] = (
    _fits,
    _chains,
    _prices,
    _seats,
    _recruits,
    noise_flaws,
    answer_flaws,
    _drills,
    _blocking,
)
