"""Explanations checked: every figure that is told of a plan is found again another way than the one it came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np

from cxmatch.assignment.problem import Mask, Problem
from cxmatch.assignment.residual import exchangeable
from cxmatch.assignment.solver import solve
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.explanation import PricedPair, Standing
from cxmatch.domain.matching import Side
from cxmatch.domain.overview import Overview
from cxmatch.domain.policy import Pair, Policy
from cxmatch.domain.run import Run
from cxmatch.domain.weighing import Asked
from cxmatch.errors import ProofError
from cxmatch.matching.answers import Answers
from cxmatch.matching.best import again, forbidding, locking, nearest, with_seat
from cxmatch.matching.explain import backups, weakest, without_office
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.gains import base, gained, joined, recruit
from cxmatch.matching.lines import Rating, ratings
from cxmatch.matching.plan import Plan
from cxmatch.matching.prices import price_list
from cxmatch.matching.proof import Solved, checked
from cxmatch.matching.rules import Method

MOST_PRICED, MOST_PRICED_BY_SEARCH = 30, 8  # up to so many offices every pair of the price list is locked and forbidden once more


def explanation_flaws(run: Run, whole: Overview) -> Iterator[str]:
    """Name every figure of a run and of its overview that does not hold; raises ProofError where pairing again has no proof."""
    plan = Plan.of(run)
    for check in (_fits, _chains, _prices, _seats, _recruits, _drills, _blocking, _noise, _answers):
        yield from check(plan, whole)


def _fits(plan: Plan, whole: Overview) -> Iterator[str]:
    for fit in (fits := plan.run.matching.pairings):
        if fit.points != int(plan.matrix.points[plan.matrix.row[fit.mentor], plan.matrix.column[fit.protege]]):
            yield f"the entries of {fit.mentor} with {fit.protege} do not add up"
    lowest = [weak.fit.points for weak in weakest(plan)]
    if lowest != sorted(fit.points for fit in fits)[: len(lowest)]:
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
        lost = None if after is None or problem.breaches(after) else best - problem.worth(after)
        if after is not None and (not after[row, column] or lost != costs[row, column]):
            pair = plan.pair(row, column)
            yield f"the price of {pair.mentor} with {pair.protege} is not that of its chain"


def _prices(plan: Plan, whole: Overview) -> Iterator[str]:
    if len(plan.run.cohort.offices) > (MOST_PRICED if plan.method is Method.PRICES else MOST_PRICED_BY_SEARCH):
        return
    listed = price_list(plan.run)
    firm = sum(said.verdict == "paired" and said.standing is Standing.FIRM for said in listed)
    if whole.firm is not None and (whole.firm, whole.free) != (firm, int(plan.chosen.sum()) - firm):
        yield f"firm pairings are {firm}"
    for said in listed:
        yield from _priced(plan, said, Pair(mentor=said.mentor, protege=said.protege))


def _priced(plan: Plan, said: PricedPair, pair: Pair) -> Iterator[str]:
    found, cost = _held(plan.run.cohort, locking(plan.run.policy, pair)), said.cost_of_forcing
    if found is not None and cost is not None and said.verdict != "paired":
        real = plan.cost(found.chosen)
        if (real if plan.matrix.first_bonus else replace(cost, points=real.points)) != cost:
            yield f"the price of {pair.mentor} with {pair.protege} is another: {real}"
    elif (found is None) != (cost is None) and (found is None or found.exact):
        yield f"the price of {pair.mentor} with {pair.protege}: it can{'' if found else 'not'} be made"
    if said.standing is None or plan.matrix.rules.locked[plan.matrix.row[pair.mentor], plan.matrix.column[pair.protege]]:
        return
    other = _held(plan.run.cohort, forbidding(plan.run.policy, pair)) if said.verdict == "paired" else found
    if (other is not None and other.rank == plan.rank) != (said.standing is Standing.FREE):
        yield f"{pair.mentor} with {pair.protege} is not {said.standing}"


def _seats(plan: Plan, whole: Overview) -> Iterator[str]:
    said = {(seat.office, seat.side): seat.gain for seat in whole.seats}
    every = (whole.seats or not whole.left_out) and len(plan.run.cohort.offices) <= MOST_PRICED
    for side, offices in ((Side.MENTOR, plan.matrix.mentors), (Side.PROTEGE, plan.matrix.proteges)):
        for office in offices if every else [office for office in offices if (office.id, side) in said]:
            found = _held(plan.run.cohort, with_seat(plan.run.policy, office, side))
            gain = gained(plan, found) if found and found.rank > base(plan).rank else None
            if gain != said.get((office.id, side)):
                yield f"one more seat of {office.id} brings something else"


def _recruits(plan: Plan, whole: Overview) -> Iterator[str]:
    areas = {area.name: area for area in plan.run.cohort.framework.areas}
    if whole.advice and {entry.area for entry in whole.advice} != set(areas):
        yield "whom to recruit is not said for every practice area"
    for entry in whole.advice:
        found = _held(joined(plan.run.cohort, [recruit(plan.matrix, areas[entry.area])]), plan.run.policy)
        if (found and gained(plan, found)) != entry.gain:
            yield f"a mentor strong in {entry.area} would bring something else"


def _held(cohort: Cohort, policy: Policy) -> Solved | None:
    """Pair again; raises ProofError where the proof does not hold."""
    found = again(cohort, policy)
    if found and (flaws := checked(found)[0]):
        raise ProofError(f"pairing again: {flaws[0]}")
    return found


def _drills(plan: Plan, whole: Overview) -> Iterator[str]:
    for said in whole.drills:
        left = without_office(plan, said.office)
        found = None if left is None else _held(left[0].cohort, left[0].policy)
        if left is None or found is None or said.cost is None:
            if left is not None or said.cost is not None:
                yield f"whether anything could be paired without {said.office} is said wrongly"
            continue
        matrix, after = left
        if matrix.rank(after.chosen[plan.matrix.block(matrix)]) != found.rank:
            yield f"without {said.office} another plan would be better"
            continue
        own, cost = said.office in {fit.protege for fit in plan.run.matching.pairings}, plan.cost(after.chosen)
        if replace(cost, paired=cost.paired - own, led=said.cost.led, worse=False) != said.cost:
            yield f"without {said.office} something else would be lost"
        if plan.method is Method.PRICES:
            yield from _nearest(plan, said.office, matrix)
    for column in range(len(plan.matrix.proteges) if whole.drills else 0):
        for entry in backups(plan, column):
            if (without_office(plan, entry.mentor) is None) == entry.possible:
                yield f"whether anything could be paired without {entry.mentor} is said wrongly"


def _nearest(plan: Plan, office: str, matrix: FitMatrix) -> Iterator[str]:
    """Find again with a value on each kept pairing how many can be kept, and which backups every such plan has."""
    before = matrix.still_there(plan.run.matching.pairings)
    keeping = matrix.problem.with_keep(before & ~matrix.rules.locked, int(plan.chosen.sum()) + 1, 1)
    most = keeping.worth(solve(keeping).chosen)
    found = nearest(matrix, before)
    if found is None or keeping.worth(found.chosen & ~matrix.rules.locked) != most:
        yield f"without {office} a plan that is as good moves fewer"
        return
    for protege in [fit.protege for fit in plan.run.matching.pairings if fit.mentor == office]:
        said = next(entry for entry in backups(plan, plan.matrix.column[protege]) if entry.mentor == office)
        if said.steps_in and said.sure == _has_another(keeping, (matrix.row[said.steps_in], matrix.column[protege]), most):
            yield f"whether {said.steps_in} would step in for {office} is said wrongly"


def _has_another(problem: Problem, cell: tuple[int, int], most: int) -> bool:
    """Tell whether a choice without a cell is worth as much."""
    allowed: Mask = problem.allowed.copy()
    allowed[cell] = False
    without = replace(problem, allowed=allowed)
    return bool(problem.allowed[cell]) and without.worth(solve(without).chosen) == most


def _blocking(plan: Plan, whole: Overview) -> Iterator[str]:
    matrix, made, expected = plan.matrix, plan.run.matching.pairings, set()
    for row, column in np.argwhere(matrix.allowed & ~plan.chosen).tolist():
        pair, points = plan.pair(row, column), int(matrix.points[row, column])
        given = [fit.points for fit in made if fit.mentor == pair.mentor]
        taken = [fit.points for fit in made if fit.protege == pair.protege]
        mentor = len(given) < matrix.supply[row] or points > min(given)
        if mentor and (len(taken) < matrix.demand[column] or points > min(taken)):
            expected.add((pair.mentor, pair.protege, points))
    if {(pair.mentor, pair.protege, pair.points) for pair in whole.blocking} != expected:
        yield "other pairs of offices would rather have each other"


def _noise(plan: Plan, whole: Overview) -> Iterator[str]:
    """Solve again with every fit off by the margin to the plan's disadvantage, and by more."""
    said = whole.noise
    if said is None:
        return
    radius = Fraction(said.points, said.parts)
    further = radius + (1 if said.falls or said.opens else Fraction(1, 2 * said.parts * plan.chosen.size))
    if not _stands(plan, radius):
        yield "an error of the fits within the margin makes another plan better"
    if not said.falls:
        rival, worst = plan.matrix.moved(plan.chosen, said.flips), _at_worst(plan, further)
        gains = worst.worth(rival & ~plan.matrix.rules.locked) > worst.worth(plan.open_cells)
        if not gains or worst.breaches(rival & worst.allowed):
            yield "the moves that are said to change first do not better the plan"
    if _stands(plan, further):
        yield "the plan stands a larger error of the fits than is said"


def _stands(plan: Plan, radius: Fraction) -> bool:
    """Tell by solving whether the plan is a best one when every fit is off to its disadvantage."""
    worst, fallen = _at_worst(plan, radius), plan.slack[plan.chosen] * radius.denominator < radius.numerator
    return not fallen.any() and worst.worth(plan.open_cells) == worst.worth(solve(worst).chosen)


def _at_worst(plan: Plan, radius: Fraction) -> Problem:
    """Return the problem with every fit off by as much, those of the plan down and all others up."""
    problem, missing = plan.matrix.problem, plan.closed.missing * radius.denominator
    off = np.where(plan.chosen, -radius.numerator, radius.numerator)
    value = np.maximum(plan.matrix.points * radius.denominator + off, 0)
    allowed = problem.allowed | (missing > 0) & (missing <= radius.numerator)
    most = 1 + (problem.seats + 1) * int(value.max(initial=0, where=allowed))
    value = value + plan.matrix.led * (most if plan.matrix.led_bonus else 0)
    bonus = np.where(problem.bonus > 0, 2 * most * (problem.seats + 1), 0).astype(np.int64)
    return replace(problem, value=value, allowed=allowed, bonus=bonus)


def _answers(plan: Plan, whole: Overview) -> Iterator[str]:
    """Pair again with every answer to the empty ratings, and with the answers that are said to alter the pairing."""
    answers = Answers(plan=plan)
    every = {(one.office.id, one.side, one.area): one for one in ratings(plan.matrix.cohort)}
    for said in whole.unanswered:
        rating = every[said.office, said.side, said.area]
        if said.matters is not None and said.matters != any(answers.changes(rating, n) for n in answers.levels(rating)):
            yield f"the {said.side} of {said.office} in {said.area}: that an answer matters is said wrongly"
    idle = [every[said.office, said.side, said.area] for said in whole.unanswered if said.matters is False]
    if whole.together and not _unmoved(plan, answers, idle):
        yield "the empty ratings that cannot matter alone might matter together"
    ids = {area.name: area.id for area in plan.run.cohort.framework.areas}
    for change in (whole.noise and whole.noise.answers) or ():
        rating = every[change.office, change.side, ids[change.area]]
        if (level := rating.scale.read(change.other)) is None or not answers.changes(rating, level):
            yield f"{change} does not alter the pairing"


def _unmoved(plan: Plan, answers: Answers, idle: list[Rating]) -> bool:
    """Tell by solving, with every fit at its highest but those of the plan, whether the plan stays and no such fit joins it."""
    matrix, wide, (worth, allowed, led) = plan.matrix, plan.wide, answers.at_most(idle)
    before, led = (each & (matrix.firsts.use is not Asked.OFF) for each in (matrix.led, led))
    rises = (allowed & ~matrix.allowed) | (worth > answers.worth) | (led & ~before)
    raised, sinks = rises & allowed & ~plan.chosen, plan.chosen & before & ~led
    if wide is None:
        return not (raised | sinks).any()
    value = np.maximum(np.where(raised, worth, answers.worth), 0)
    most = replace(wide.problem, value=value, allowed=wide.problem.allowed | raised)
    free = exchangeable(most, best := solve(most))
    joins = ((best.chosen | free) & raised) | (free & sinks)
    return most.worth(best.chosen) == most.worth(plan.open_cells) and not joins.any()
