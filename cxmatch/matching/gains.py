"""What one more seat would bring, and what one more mentor who is strong in a practice area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.explanation import Cost
from cxmatch.domain.framework import PracticeArea
from cxmatch.domain.matching import Side
from cxmatch.domain.overview import Advice, SeatWorth
from cxmatch.domain.policy import ANY_OFFICE, Policy
from cxmatch.matching.best import again, with_seat
from cxmatch.matching.costs import Wide
from cxmatch.matching.fit import FitMatrix, Rank
from cxmatch.matching.plan import Plan
from cxmatch.matching.proof import Solved


class UnprovenError(Exception):
    """A plan that was found is not proven best, so that a difference to it means nothing."""


class _Gain(NamedTuple):
    """How much better a plan is, and what it is compared by."""

    rank: Rank
    cost: Cost | None
    lowest: int | None = None


def seats(plan: Plan) -> tuple[SeatWorth, ...]:
    """Say what one more seat of each office that has one on a side would add, largest first; what adds nothing is left out."""
    sides = ((Side.MENTOR, plan.matrix.mentors), (Side.PROTEGE, plan.matrix.proteges))
    every = [(office, side) for side, offices in sides for office in offices]
    ways, start = plan.wide.distances if plan.wide else None, base(plan).rank
    read = np.zeros(0, np.int64) if ways is None else ways.row_seats()
    if ways is not None and not plan.matrix.led_bonus:
        read = np.concatenate([read, ways.column_seats()])
    gains = [_read(plan.wide, gain) if gain and plan.wide else None for gain in read.tolist()]
    # A protege with two mentors is led once, which the ways do not know.
    for office, side in every[len(read) :] if plan.is_small else ():
        gain = _paired(plan, plan.run.cohort, with_seat(plan.run.policy, office, side))
        gains.append(gain if gain and gain.rank > start else None)
    found = [(gain, *seat) for gain, seat in zip(gains, every, strict=False) if gain]
    return tuple(
        SeatWorth(office=office.id, side=side, gain=gain.cost or Cost(), lowest=gain.lowest)
        for gain, office, side in sorted(found, key=lambda entry: (_down(entry[0].rank), entry[2], entry[1].id))
    )


def advice(plan: Plan) -> tuple[Advice, ...]:
    """Say what one more mentor at the top of each practice area would bring, largest first.

    Its fit is that of an office which answered nothing else: of no department that another has, with no attribute.
    """
    areas, cohort = plan.run.cohort.framework.areas, plan.run.cohort
    recruits = [recruit(plan.matrix, area) for area in areas]
    wide, ways = plan.wide, plan.wide.distances if plan.wide else None
    if wide is not None and ways is not None:
        matrix = FitMatrix.of(joined(cohort, recruits), plan.run.policy)
        rows = [matrix.row[office.id] for office in recruits]
        worth = matrix.points[rows] + wide.led * matrix.led[rows] if wide.led else matrix.points[rows]
        gains = [_read(wide, gain) for gain in ways.newcomers(worth, matrix.allowed[rows]).tolist()]
    else:
        gains = [_paired(plan, joined(cohort, [office]), plan.run.policy) or _Gain((), None) for office in recruits]
    found = sorted(zip(gains, areas, recruits, strict=True), key=lambda entry: (_down(entry[0].rank), entry[1].name))
    return tuple(
        Advice(area=area.name, gain=gain.cost, lowest=gain.lowest, seats=office.mentor_slots) for gain, area, office in found
    )


def _down(rank: Rank) -> Rank:
    return tuple(-part for part in rank)


def _read(wide: Wide, gain: int) -> _Gain:
    """Split a gain of worth into proteges and points."""
    cost = wide.gained(gain)
    return _Gain((cost.paired, cost.led, cost.points), cost)


def _paired(plan: Plan, cohort: Cohort, policy: Policy) -> _Gain | None:
    """Pair again to see what it gains; None where nothing could be paired."""
    found = again(cohort, policy)
    if found is None:
        return None
    if not found.exact:
        raise UnprovenError
    lowest = found.figures.lowest - base(plan).figures.lowest if plan.matrix.worst_off_first else None
    return _Gain(found.rank, gained(plan, found), lowest)


def gained(plan: Plan, found: Solved) -> Cost:
    """Return what another plan has more of."""
    before, now = base(plan).figures, found.figures
    return Cost(paired=now.paired - before.paired, led=now.led - before.led, points=now.points - before.points)


def base(plan: Plan) -> Solved:
    """Return what gains are counted from: the plan, or a fresh start where it is not best."""
    return plan if plan.is_best or plan.fresh is None else plan.fresh


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
