"""Why this pair; why not that one, and what it would cost; and what would be left of a plan without an office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import numpy as np

from cxmatch.assignment.problem import Mask
from cxmatch.domain.asked import FirstNeed, first_need, first_needs, is_at_top, own_levels
from cxmatch.domain.decisions import without_changes
from cxmatch.domain.explanation import (
    EVERYONE,
    UNPROVEN,
    Backup,
    Cost,
    Drill,
    Explanation,
    OfficeStory,
    Standing,
    Verdict,
)
from cxmatch.domain.matching import Fit
from cxmatch.domain.naming import meant
from cxmatch.domain.policy import Pair
from cxmatch.domain.report import Weak
from cxmatch.domain.run import Run
from cxmatch.errors import CxmatchError, SettingsError
from cxmatch.matching.best import Nearest, again, forbidding, leaves_plain, locking, mended_without, nearest
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.plan import Plan
from cxmatch.matching.rules import Method

ALTERNATIVES, LOOK_AT_FIRST = 3, 3


def explain(run: Run, *, mentor: str, protege: str) -> Explanation:
    """Explain one pair of offices; the verb `explain` says what it takes and raises."""
    plan = Plan.of(run)
    row = _place(plan, mentor, plan.matrix.row, "takes no protege, so it cannot mentor")
    column = _place(plan, protege, plan.matrix.column, "takes no mentor, so it cannot be a protege")
    return _explanation(plan, row, column)


def _place(plan: Plan, name: str, places: Mapping[str, int], otherwise: str) -> int:
    office = meant(plan.matrix.cohort, name).id
    if office not in places:
        raise SettingsError(f'"{office}" {otherwise}.')
    return places[office]


def _explanation(plan: Plan, row: int, column: int) -> Explanation:
    """Explain one pair, by its row and column."""
    fit = plan.matrix[plan.matrix.mentors[row].id, plan.matrix.proteges[column].id]
    told = partial(Explanation, fit=fit, unit=plan.run.unit, first=first_need(plan.run.rated, fit.protege, [fit]))
    if fit.barred_by and not plan.chosen[row, column]:
        return told(verdict=Verdict.BARRED, standing=Standing.NEVER)
    standing = plan.standing(row, column)
    if plan.chosen[row, column]:
        return told(verdict=Verdict.PAIRED, standing=standing, cost_of_forcing=Cost())
    draft = partial(told, verdict=Verdict.PASSED_OVER, standing=standing)
    found = plan.exchange(row, column)
    return draft(cost_of_forcing=found[0], exchange=found[1]) if found else draft(cannot=_why_not(plan, row, column))


def _why_not(plan: Plan, row: int, column: int) -> str:
    if plan.distances is None and plan.with_pair(row, column):
        return UNPROVEN
    if not plan.run.policy.must.everyone:
        return ""
    without = locking(plan.run.policy.with_waiting(), plan.pair(row, column))
    return EVERYONE if again(plan.run.cohort, without) else ""


def explain_office(run: Run, office: str) -> OfficeStory:
    """Explain one office: its pairings, the three best mentors it did not get, and what its leaving would mean.

    Any unique beginning or acronym of its name will do. Raises SettingsError where it means none or several, and names them.
    """
    plan = Plan.of(run)
    found = meant(run.cohort, office)
    row, column, made = plan.matrix.row.get(found.id), plan.matrix.column.get(found.id), np.argwhere(plan.chosen).tolist()
    return OfficeStory(
        office=found.id,
        department=found.department,
        unit=run.unit,
        as_protege=tuple(_explanation(plan, i, j) for i, j in made if j == column),
        as_mentor=tuple(_explanation(plan, i, j) for i, j in made if i == row),
        alternatives=() if column is None else alternatives(plan, column, ALTERNATIVES),
        backup=() if column is None else backups(plan, column),
        drill=drill(plan, found.id),
        waiting=" ".join(entry.reason for entry in run.matching.waiting if entry.office == found.id),
    )


def alternatives(plan: Plan, column: int, number: int) -> tuple[Explanation, ...]:
    """Explain the mentors of highest fit that a protege did not get, barred ones too where they lead somewhere."""
    leads = plan.matrix.area_points[:, column] > 0
    return _passed_over(plan, column, leads & (plan.matrix.twins != column), number)


def _passed_over(plan: Plan, column: int, among: Mask, number: int) -> tuple[Explanation, ...]:
    """Explain the mentors of highest fit among some, shape (mentors,), that a protege did not get."""
    rows = np.flatnonzero(among & ~plan.chosen[:, column])
    points = plan.matrix.points[rows, column]
    if len(rows) > number:  # those that no more than so many exceed; few need be put in order
        few = points >= np.partition(points, -number)[-number]
        rows, points = rows[few], points[few]
    return tuple(_explanation(plan, row, column) for row in rows[np.argsort(-points, kind="stable")[:number]].tolist())


def weakest(plan: Plan) -> tuple[Weak, ...]:
    """Return the three weakest pairings, each with the best allowed mentor that its protege did not get."""
    fits = _weakest_first(plan)[:LOOK_AT_FIRST]
    columns = [plan.matrix.column[fit.protege] for fit in fits]
    others = [_passed_over(plan, column, plan.matrix.allowed[:, column], 1) for column in columns]
    return tuple(Weak(fit=fit, alternative=next(iter(other), None)) for fit, other in zip(fits, others, strict=True))


def _weakest_first(plan: Plan) -> list[Fit]:
    return sorted(plan.run.matching.pairings, key=lambda fit: (fit.points, fit.share, fit.protege))


def not_led(plan: Plan) -> tuple[Weak, ...]:
    """Return pairings whose protege no mentor leads in what it asked for first, the three of least fit, of a protege the weakest.

    Each comes with the mentor who would lead there at the least price.
    """
    fits = _weakest_first(plan)
    needs, first = first_needs(plan.run.rated, fits), dict[str, Fit]()
    for fit in fits:
        first.setdefault(fit.protege, fit)
    found = [(fit, need) for fit in first.values() if (need := needs[fit.protege]) and not need.led]
    return tuple(_not_led(plan, fit, need) for fit, need in found[:LOOK_AT_FIRST])


def _not_led(plan: Plan, fit: Fit, need: FirstNeed) -> Weak:
    column = plan.matrix.column[fit.protege]
    protege = plan.matrix.proteges[column]
    row = _cheapest(plan, column, plan.matrix.allowed[:, column] & plan.matrix.led[:, column])
    other = None if row is None else _explanation(plan, row, column)
    rated, top = bool(own_levels(plan.run.rated, protege)), is_at_top(plan.run.rated, protege)
    return Weak(fit=fit, alternative=other, first=need, unrated=not rated, at_top=top)


def _cheapest(plan: Plan, column: int, among: Mask) -> int | None:
    """Return the row that can be had at the least cost; of equal ones, or where prices do not tell, that of most fit."""
    costs = plan.distances.column_costs(column) if plan.distances else np.zeros(len(among), dtype=np.int64)
    rows = np.flatnonzero(among & (costs >= 0)).tolist() or np.flatnonzero(among).tolist()
    return min(rows, key=lambda row: (costs[row], -plan.matrix.points[row, column], row), default=None)


def without_office(plan: Plan, office: str) -> tuple[FitMatrix, Nearest] | None:
    """Return the fit matrix that is left without an office, and the nearest best plan in the rows and columns of this one.

    None where no pairing can meet the must-have rules any more.
    """
    rest = plan.run.cohort.without(office)
    try:
        matrix = FitMatrix.of(rest, without_changes(plan.run.policy))
    except CxmatchError:
        return None
    found = nearest(matrix, matrix.still_there(plan.run.matching.pairings))
    if found is None:
        return None
    at, (chosen, sure, possible) = plan.matrix.block(matrix), (np.zeros_like(plan.chosen) for _ in range(3))
    chosen[at], sure[at], possible[at] = found.chosen, found.sure, found.possible
    return matrix, Nearest(chosen=chosen, sure=sure, possible=possible, exact=found.exact)


def _left(plan: Plan, office: str, *, told: bool) -> Nearest | None:
    """Return the nearest best plan without an office, mended where that can be; else paired again."""
    if leaves_plain(plan.matrix, office):
        try:
            return mended_without(plan.matrix, plan.chosen, plan.best, office, told=told)
        except OverflowError:  # the ties are too many to be added exactly
            return None
    left = without_office(plan, office)
    return None if left is None else left[1]


def drill(plan: Plan, office: str) -> Drill:
    """Say what the cohort would lose if an office left, and who else would move.

    The points are those of the whole plan; of the proteges, the office itself is not counted.
    """
    after = _left(plan, office, told=False)
    if after is None:
        return Drill(office=office, cost=None)
    own, cost = any(fit.protege == office for fit in plan.run.matching.pairings), plan.cost(after.chosen)
    column = plan.matrix.column.get(office)
    own_led = plan.matrix.led_first and column is not None and bool((plan.chosen & plan.matrix.led)[:, column].any())
    return Drill(
        office=office,
        cost=replace(cost, paired=cost.paired - own, led=cost.led - own_led, worse=False),
        exchange=tuple(move for move in plan.matrix.moves(plan.chosen, after.chosen) if move.protege != office),
        fewest=plan.method is Method.PRICES,
        proven=after.exact,
    )


def backups(plan: Plan, column: int) -> tuple[Backup, ...]:
    """Name for each mentor of a protege the one it would get if that mentor left and all else were best again."""
    mentors = [plan.matrix.mentors[row].id for row in np.flatnonzero(plan.chosen[:, column]).tolist()]
    return tuple(_backup(plan, _left(plan, mentor, told=True), mentor, column) for mentor in mentors)


def _backup(plan: Plan, after: Nearest | None, office: str, column: int) -> Backup:
    if after is None:
        return Backup(mentor=office, steps_in=None, possible=False)
    new = ~plan.chosen[:, column]
    come = np.flatnonzero(after.chosen[:, column] & new).tolist()
    if not come:
        return Backup(mentor=office, steps_in=None, sure=not (after.possible[:, column] & new).any())
    steps_in = plan.matrix.mentors[come[0]].id
    sure = bool(after.sure[come[0], column]) or _only(plan, office, steps_in, column)
    return Backup(mentor=office, steps_in=steps_in, sure=sure)


def _only(plan: Plan, left: str, mentor: str, column: int) -> bool:
    """Tell by pairing again whether every equally good plan without an office has a pair, where the search leaves no gap."""
    if plan.method is Method.PRICES:
        return False
    rest, policy = plan.run.cohort.without(left), without_changes(plan.run.policy)
    pair = Pair(mentor=mentor, protege=plan.matrix.proteges[column].id)
    first, other = again(rest, policy), again(rest, forbidding(policy, pair))
    if first is None or not first.exact:
        return False
    return other is None or (other.exact and other.rank < first.rank)
