"""What one more seat would bring, and what one more mentor who is strong in a practice area."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.explanation import Cost
from cxmatch.domain.framework import PracticeArea
from cxmatch.domain.matching import Side
from cxmatch.domain.overview import Advice, SeatWorth
from cxmatch.domain.policy import ANY_OFFICE
from cxmatch.matching.best import Again, again
from cxmatch.matching.fit import FitMatrix, Rank
from cxmatch.matching.plan import Plan
from cxmatch.matching.rules import with_seat


class UnprovenError(Exception):
    """A plan that was found is not proven best."""


def reads_gains(plan: Plan) -> bool:
    """Tell whether the residual graph gives the gains: with a first-mentor bonus the worth tells proteges and points apart."""
    return bool(plan.matrix.first_bonus) and plan.wide_distances is not None


def seats(plan: Plan) -> tuple[SeatWorth, ...]:
    """Say what one more seat of each office that has one on a side would add, largest first; what adds nothing is left out."""
    found = _read_seats(plan) if reads_gains(plan) else _paired_seats(plan)
    return tuple(entry for _, entry in sorted(found, key=lambda entry: (_down(entry[0]), entry[1].side, entry[1].office)))


def advice(plan: Plan) -> tuple[Advice, ...]:
    """Say what one more mentor at the top of each practice area would bring, largest first.

    Its fit is that of an office which answered nothing else: of no department that another has, with no attribute.
    """
    found = _read_advice(plan) if reads_gains(plan) else _paired_advice(plan)
    return tuple(entry for _, entry in sorted(found, key=lambda entry: (_down(entry[0]), entry[1].area)))


def _down(best: Rank) -> Rank:
    return tuple(-part for part in best)


def _read_seats(plan: Plan) -> Iterator[tuple[Rank, SeatWorth]]:
    distances = plan.wide_distances
    if distances is None:
        return
    sides = (
        (Side.MENTOR, plan.matrix.mentors, distances.row_seats()),
        (Side.PROTEGE, plan.matrix.proteges, distances.column_seats()),
    )
    for side, offices, gains in sides:
        for office, gain in zip(offices, gains.tolist(), strict=True):
            if gain:
                cost = _split(plan, gain)
                yield (cost.paired, cost.points), SeatWorth(office=office.id, side=side, gain=cost)


def _read_advice(plan: Plan) -> Iterator[tuple[Rank, Advice]]:
    distances, areas = plan.wide_distances, plan.run.cohort.framework.areas
    if distances is None:
        return
    recruits = [recruit(plan.matrix, area) for area in areas]
    matrix = FitMatrix.of(joined(plan.run.cohort, recruits), plan.run.policy)
    rows = [matrix.row[office.id] for office in recruits]
    gains = distances.newcomers(matrix.points[rows], matrix.allowed[rows])
    for area, gain in zip(areas, gains.tolist(), strict=True):
        cost = _split(plan, gain)
        yield (cost.paired, cost.points), Advice(area=area.name, gain=cost)


def _split(plan: Plan, gain: int) -> Cost:
    """Split a gain of worth into proteges and points: the bonus is above all points there could be then."""
    problem = plan.wide_problem
    bonus = int(problem.bonus.max(initial=0)) if problem else 0
    if problem is None or not bonus:
        return Cost(points=gain)
    before = problem.worth(plan.open_cells)
    (then, points_then), (now, points_now) = divmod(before, bonus), divmod(before + gain, bonus)
    return Cost(paired=now - then, points=points_now - points_then)


def _paired_seats(plan: Plan) -> Iterator[tuple[Rank, SeatWorth]]:
    start = base(plan)[0]
    for side, offices in ((Side.MENTOR, plan.matrix.mentors), (Side.PROTEGE, plan.matrix.proteges)):
        for office in offices:
            found = _proven(again(plan.run.cohort, with_seat(plan.run.policy, office, side)))
            if found is not None and found.rank > start:
                cost, lowest = _gain(plan, found)
                yield found.rank, SeatWorth(office=office.id, side=side, gain=cost, lowest=lowest)


def _paired_advice(plan: Plan) -> Iterator[tuple[Rank, Advice]]:
    for area in plan.run.cohort.framework.areas:
        office = recruit(plan.matrix, area)
        found = _proven(again(joined(plan.run.cohort, [office]), plan.run.policy))
        best, (cost, lowest) = (found.rank, _gain(plan, found)) if found else ((), (None, None))
        yield best, Advice(area=area.name, gain=cost, lowest=lowest, seats=office.mentor_slots)


def _proven(found: Again | None) -> Again | None:
    """Return what pairing again found; raises UnprovenError where its proof leaves a gap, so that a difference means nothing."""
    if found is not None and not found.exact:
        raise UnprovenError
    return found


def base(plan: Plan) -> tuple[Rank, int, int, int]:
    """Return what gains are counted from, of the plan, or of a fresh start where it is not best: rank, paired, points, lowest."""
    if plan.is_best or plan.fresh is None:
        return plan.matrix.rank(plan.chosen), *plan.matrix.figures(plan.chosen)
    return plan.fresh.rank, *plan.fresh.matrix.figures(plan.fresh.chosen)


def _gain(plan: Plan, found: Again) -> tuple[Cost, int | None]:
    figures = found.matrix.figures(found.chosen)
    paired, points, lowest = (now - then for now, then in zip(figures, base(plan)[1:], strict=True))
    return Cost(paired=paired, points=points), lowest if plan.matrix.worst_off_first else None


def recruit(matrix: FitMatrix, area: PracticeArea) -> Office:
    """Return a mentor at the top of one practice area, with one seat, or as many as a mentor must fill."""
    name = f"A mentor strong in {area.name}"
    while matrix.cohort.has(name) or name == ANY_OFFICE:
        name += "."
    top = matrix.cohort.framework.capability_scale.top
    seats = max(1, matrix.policy.capacity.mentor_at_least)
    return Office(id=name, name=name, capability={area.id: top}, mentor_slots=seats, protege_slots=0)


def joined(cohort: Cohort, offices: Sequence[Office]) -> Cohort:
    """Return the cohort with further offices."""
    return replace(cohort, offices=(*cohort.offices, *offices))
