"""Every plan of a small cohort, one by one: what is best, nearest, firm and possible is counted, not solved."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from itertools import combinations

import numpy as np

from cxmatch.domain.policy import Objective
from cxmatch.matching.fit import FitMatrix


class Plans:
    """All plans of a fit matrix within seats and rules; `more` marks cells that are to be thought allowed too."""

    def __init__(self, matrix: FitMatrix, more: np.ndarray | None = None) -> None:
        self.matrix = matrix
        allowed = matrix.allowed if more is None else matrix.allowed | more
        cells = _by_columns(allowed, matrix.supply, matrix.demand)
        self.cells = cells[self._keeps_rules(cells)]
        self.paired = self.cells.any(axis=1).sum(axis=1)
        self.points = (self.cells * matrix.points).sum(axis=(1, 2))
        self.keys = (self.cells * matrix.keys(allowed)).sum(axis=(1, 2))
        self.use = _use(matrix)
        self.leads = _leads(matrix)
        self.led = (self.cells & self.leads).any(axis=1).sum(axis=1)
        self.leading = (self.cells & self.leads).sum(axis=(1, 2))

    def _keeps_rules(self, cells: np.ndarray) -> np.ndarray:
        """Tell of each plan whether it keeps every rule that seats and bans do not."""
        policy, matrix = self.matrix.policy, self.matrix
        given, taken = cells.sum(axis=2), cells.sum(axis=1)
        keeps = ~(matrix.rules.locked & ~cells).any(axis=(1, 2))
        both = [(matrix.row[name], matrix.column[name]) for name in matrix.row if name in matrix.column]
        least, lowest = policy.capacity.mentor_at_least, matrix.cohort.framework.need_scale.bottom
        if least:
            used = (given > 0) | policy.capacity.each
            keeps &= ~(used & (given < least)).any(axis=1)
        for row, column in both:
            if policy.must.one_role:
                keeps &= ~((given[:, row] > 0) & (taken[:, column] > 0))
            for other, there in both:
                if policy.must.no_exchange and other != row:
                    keeps &= ~(cells[:, row, there] & cells[:, other, column])
        for column, office in enumerate(matrix.proteges):
            wants = any(level > lowest and matrix.ledger.weights[area] for area, level in office.need.items())
            if policy.must.everyone and wants:
                keeps &= taken[:, column] > 0
        return keeps

    def ranks(self, which: np.ndarray) -> list[tuple[int, ...]]:
        """What the objective compares each of some plans by."""
        policy = self.matrix.policy
        total_first = policy.objective is Objective.TOTAL_FIRST and not policy.must.everyone
        paired = [() if total_first else (int(count),) for count in self.paired[which]]
        led = [(int(count),) if self.use == "rung" else () for count in self.led[which]]
        if policy.objective is Objective.WORST_OFF_FIRST:
            fits = [sorted(self.matrix.points[plan].tolist()) for plan in self.cells[which]]
            return [(*k, *first, len(row), *row) for k, first, row in zip(paired, led, fits, strict=True)]
        return [(*k, *first, int(p)) for k, first, p in zip(paired, led, self.points[which], strict=True)]

    def best(self, which: np.ndarray | None = None) -> np.ndarray:
        """The places of the best of some plans, by the objective alone."""
        places = np.arange(len(self.cells)) if which is None else which
        if not len(places):
            return places
        ranks = self.ranks(places)
        top = max(ranks)
        return places[[rank == top for rank in ranks]]

    def nearest(self, chosen: np.ndarray, which: np.ndarray) -> np.ndarray:
        """The places of those among some plans that keep most of the chosen cells."""
        kept = (self.cells[which] & chosen).sum(axis=(1, 2))
        return which[kept == kept.max(initial=-1)]

    def by_key(self, which: np.ndarray) -> np.ndarray:
        """The one among some plans that the public key prefers."""
        if self.use == "ties":
            which = which[self.leading[which] == self.leading[which].max()]
        plan: np.ndarray = self.cells[which[self.keys[which].argmax()]]
        return plan

    @cached_property
    def answer(self) -> np.ndarray | None:
        """The plan that pairing should give; None where none keeps the rules."""
        return self.by_key(self.best()) if len(self.cells) else None

    def having(self, row: int, column: int) -> np.ndarray:
        """The places of the plans that have a cell."""
        return np.flatnonzero(self.cells[:, row, column])

    def figures(self, plan: np.ndarray) -> tuple[int, int, int]:
        """Proteges paired, points, and proteges led in what they asked for first where that is a rung."""
        led = (plan & self.leads).any(axis=0).sum() if self.use == "rung" else 0
        return int(plan.any(axis=0).sum()), int(self.matrix.points[plan].sum()), int(led)


def _use(matrix: FitMatrix) -> str:
    """How what was asked for first counts, by the words of docs/policy.md."""
    said, asks = matrix.policy.asked_first, any(office.asked_first for office in matrix.cohort.offices)
    if said.use is not None:
        return said.use.value
    return "rung" if asks and matrix.policy.objective is not Objective.TOTAL_FIRST else "ties"


def _leads(matrix: FitMatrix) -> np.ndarray:
    """Whether each mentor leads in an area that each protege asked for first, or where nobody was asked rated highest."""
    asks = any(office.asked_first for office in matrix.cohort.offices)
    lowest = matrix.cohort.framework.need_scale.bottom
    found = np.zeros((len(matrix.mentors), len(matrix.proteges)), dtype=bool)
    for column, protege in enumerate(matrix.proteges):
        wanted = {area: need for area, need in protege.need.items() if need > lowest}
        highest = [area for area, need in wanted.items() if need == max(wanted.values())]
        for area in [area for area in protege.asked_first if area in wanted] if asks else highest:
            for row, mentor in enumerate(matrix.mentors):
                both = area in mentor.capability and area in protege.capability
                found[row, column] |= both and mentor.capability[area] > protege.capability[area]
    return found


def _by_columns(allowed: np.ndarray, supply: np.ndarray, demand: np.ndarray) -> np.ndarray:
    n, m = allowed.shape
    plans = np.zeros((1, n, m), dtype=bool)
    for column in range(m):
        rows = np.flatnonzero(allowed[:, column]).tolist()
        picks = [pick for size in range(int(demand[column]) + 1) for pick in combinations(rows, size)]
        grown = []
        for pick in picks:
            with_pick = plans.copy()
            with_pick[:, list(pick), column] = True
            grown.append(with_pick[(with_pick.sum(axis=2) <= supply).all(axis=1)])
        plans = np.concatenate(grown)
    return plans


def stays_best(plans: Plans, chosen: np.ndarray, radius: Fraction, missing: np.ndarray) -> bool:
    """Tell whether a plan stays a best one whatever each fit is within an error; `missing` is what closed cells lack, -1 others.

    `plans` has the closed cells too. Each rival is looked at where the errors favor it most.
    """
    matrix = plans.matrix
    spare = np.minimum(matrix.points - matrix.rules.minimum_points, matrix.area_points - 1)
    if (spare[chosen] < radius).any():
        return False
    own_paired, own, own_led = plans.figures(chosen)
    for plan in plans.cells:
        if (missing[plan] > radius).any():
            continue
        paired, points, led = plans.figures(plan)
        gain = points - own + radius * int((plan != chosen).sum())
        if (paired * bool(matrix.first_bonus), led, gain) > (own_paired * bool(matrix.first_bonus), own_led, 0):
            return False
    return True
