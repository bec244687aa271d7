"""A run as a whole: how firm it is, what more seats would bring, and which answers could still change it."""

from __future__ import annotations

from cxmatch.assignment.exchange import column_seats, newcomers, row_seats
from cxmatch.assignment.stability import margin
from cxmatch.domain.cohort import Office
from cxmatch.domain.explanation import Cost, Drill
from cxmatch.domain.matching import Side
from cxmatch.domain.overview import Advice, Noise, Overview, SeatWorth
from cxmatch.domain.run import Run
from cxmatch.matching.blocking import blocking
from cxmatch.matching.explain import drill
from cxmatch.matching.plan import Plan
from cxmatch.matching.unanswered import open_ratings

MOST_DRILLED = 60


def overview(run: Run) -> Overview:
    """Say how a run stands as a whole.

    Where rules need a search, or the plan was chosen to move few offices, only the figures that need no residual graph are
    given: `noise` is None, and there are no seats and no advice.

    Examples
    --------
    >>> import cxmatch as cx
    >>> run = cx.pair(cx.read_survey(cx.sample("roundtable-14")))
    >>> whole = cx.overview(run)
    >>> whole.firm + whole.free == len(run.matching.pairings)
    True

    """
    plan = Plan.of(run)
    firm = int((plan.firm & plan.chosen).sum()) if plan.by_prices else 0
    return Overview(
        firm=firm,
        free=int(plan.chosen.sum()) - firm,
        noise=noise(plan) if plan.by_prices else None,
        blocking=blocking(run),
        seats=seats(plan) if plan.by_prices else (),
        advice=advice(plan) if plan.by_prices else (),
        drills=drills(plan),
        unanswered=open_ratings(plan) if plan.by_prices else (),
        unit=run.cohort.framework.point_unit,
    )


def noise(plan: Plan) -> Noise:
    """Say how wrong every fit may be with the plan still a best one; locked pairs stay whatever their fit."""
    locked = plan.matrix.rules.locked
    found = margin(plan.matrix.problem, plan.chosen & ~locked)
    if found is None:
        return Noise(points=None)
    return Noise(points=found.radius.numerator, parts=found.radius.denominator, flips=plan.moves(found.rival | locked))


def seats(plan: Plan) -> tuple[SeatWorth, ...]:
    """Give what one more seat of each office would add, largest first; seats that add nothing are left out."""
    sides = (
        (Side.MENTOR, plan.matrix.mentors, row_seats(plan.distances)),
        (Side.PROTEGE, plan.matrix.proteges, column_seats(plan.distances)),
    )
    found = [
        SeatWorth(office=office.id, side=side, gain=_gain(plan, int(worth)))
        for side, offices, gains in sides
        for office, worth in zip(offices, gains, strict=True)
        if worth
    ]
    return tuple(sorted(found, key=lambda entry: (-entry.gain.paired, -entry.gain.points, entry.side, entry.office)))


def advice(plan: Plan) -> tuple[Advice, ...]:
    """Give what one more mentor at the top of each practice area would bring, largest first."""
    framework, ledger = plan.run.cohort.framework, plan.matrix.ledger
    strong = tuple(
        Office(id=f"\n{area.id}", name=area.name, capability={area.id: framework.capability_scale.top})
        for area in framework.areas
    )
    value = ledger.area_points(strong, plan.matrix.proteges)
    allowed = (value > 0) & (value >= plan.matrix.rules.minimum_points)
    gains = newcomers(plan.distances, value, allowed)
    found = [Advice(area=area.name, gain=_gain(plan, int(worth))) for area, worth in zip(framework.areas, gains, strict=True)]
    return tuple(sorted(found, key=lambda entry: (-entry.gain.paired, -entry.gain.points, entry.area)))


def _gain(plan: Plan, worth: int) -> Cost:
    """Split a gain into proteges and points; the points may be below 0 where another protege gets a mentor."""
    bonus = plan.matrix.first_bonus
    if not bonus:
        return Cost(points=worth)
    total = int(plan.matrix.problem.value[plan.chosen & ~plan.matrix.rules.locked].sum())
    paired = (worth + total) // bonus
    return Cost(paired=paired, points=worth - paired * bonus)


def drills(plan: Plan) -> tuple[Drill, ...]:
    """Run the dropout drill for every office of a cohort of moderate size, the dearest first."""
    offices = plan.matrix.cohort.offices
    if len(offices) > MOST_DRILLED:
        return ()
    found = [drill(plan, office.id) for office in offices if office.mentor_slots or office.protege_slots]
    return tuple(sorted(filter(None, found), key=lambda entry: (-entry.cost.paired, -entry.cost.points, entry.office)))
