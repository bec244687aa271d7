"""What becomes of what proteges ask for first, in simulated cohorts:  python -m benchmarks.asked_first [--write docs/method.md].

Invented throughout: true levels and needs, how offices rate themselves, and which area they would name first. So the figures
compare ways to pair with each other, and foretell nothing about any real cohort.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

import numpy as np
from scipy.optimize import linear_sum_assignment

from benchmarks import tables
from cxmatch.assignment.residual import exchangeable
from cxmatch.assignment.solver import solve
from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.framework import Framework, Scale
from cxmatch.domain.policy import Policy
from cxmatch.domain.weighing import FitSettings
from cxmatch.matching.fit import FitMatrix

SIZES, COHORTS, AREAS = (14, 34, 65), 30, 5
QUALITIES = {"good": (0.5, 0.3), "middling": (0.8, 0.5), "poor": (1.1, 0.7)}  # noise of an answer, bias of an office
REAL = 0.5  # steps from which somebody is ahead in truth
BEGIN = "<!-- figures: written by python -m benchmarks.asked_first --write docs/method.md -->"
FRAMEWORK = Framework.of_survey(tuple(f"Area {number}" for number in range(1, AREAS + 1)), Scale(), Scale())
Array: TypeAlias = np.ndarray
Figures: TypeAlias = dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Invented:
    """A cohort with what is true and what is answered, each of shape (offices, areas); `named` is the area asked for first."""

    level: Array
    wish: Array
    bias: Array
    noise: float
    capability: Array
    need: Array
    named: Array
    department: Array

    @classmethod
    def of(cls, draw: np.random.Generator, offices: int, quality: str) -> Invented:
        """Draw a cohort: offices want most what many want and they lack; each is as proud and as loud as it is."""
        noise, spread = QUALITIES[quality]
        level = draw.normal(3, 1, (offices, AREAS)) + draw.normal(0, 0.3, (offices, 1))
        wish = draw.normal(3, 0.8, (offices, AREAS)) + draw.normal(0, 0.5, (1, AREAS)) - 0.5 * (level - 3)
        bias = draw.normal(0, spread, (2, offices, 1))
        answers = {"capability": level, "need": wish}  # as if answered without bias and noise, until they are rated
        named = (wish + draw.normal(0, 0.3, wish.shape)).argmax(axis=1)
        department = draw.integers(0, max(3, offices // 2), offices)
        made = cls(level=level, wish=wish, bias=bias, noise=noise, named=named, department=department, **answers)
        return made.rated(draw)

    def rated(self, draw: np.random.Generator) -> Invented:
        """Return the same offices when they rate themselves once more."""
        capability, need = (
            np.clip(np.rint(true + bias + draw.normal(0, self.noise, true.shape)), 1, 5).astype(np.int64)
            for true, bias in zip((self.level, self.wish), self.bias, strict=True)
        )
        return replace(self, capability=capability, need=need)

    @property
    def cohort(self) -> Cohort:
        """The cohort as the program reads it, each office with one seat on both sides and asking for one area first."""
        ids = [area.id for area in FRAMEWORK.areas]
        offices = (
            Office(
                id=f"Invented Office {number:03}",
                name=f"Invented Office {number:03}",
                department=f"Department {self.department[number]}",
                capability=dict(zip(ids, self.capability[number].tolist(), strict=True)),
                need=dict(zip(ids, self.need[number].tolist(), strict=True)),
                asked_first=(ids[self.named[number]],),
            )
            for number in range(len(self.level))
        )
        return Cohort(framework=FRAMEWORK, offices=tuple(offices))

    @property
    def steps(self) -> Array:
        """The needs in steps above the lowest rung."""
        return self.need - 1

    @property
    def leads(self) -> Array:
        """The leads as rated, shape (mentors, proteges, areas)."""
        leads: Array = np.maximum(self.capability[:, None] - self.capability, 0)
        return leads

    @property
    def led(self) -> Array:
        """Which mentors lead which proteges, as rated, in the area asked for first, where help is wanted there.

        Of shape (mentors, proteges).
        """
        counts = self.leads * (self.steps > 0)
        led: Array = np.take_along_axis(counts, self.named[None, :, None], axis=2)[:, :, 0] > 0
        return led

    @property
    def led_highest(self) -> Array:
        """Which mentors lead which proteges in an area with their highest need."""
        highest = (self.steps == self.steps.max(axis=1, keepdims=True)) & (self.steps > 0)
        led: Array = ((self.leads > 0) & highest).any(axis=2)
        return led

    @property
    def allowed(self) -> Array:
        """Which pairs the standard rules allow: another department, and a lead where help is wanted."""
        allowed: Array = (self.department[:, None] != self.department) & (self.points() > 0)
        return allowed

    def points(self, leads: Array | None = None, needs: Array | None = None) -> Array:
        """Return need x lead added up over the areas, shape (mentors, proteges)."""
        leads, needs = self.leads if leads is None else leads, self.steps if needs is None else needs
        total: Array = (leads * needs).sum(axis=2)
        return total


def best(invented: Invented, rungs: list[Array], draw: np.random.Generator) -> Array:
    """Return the mentor of each protege, -1 for none: as many as can be, then the rungs in their order, then by lot.

    The rungs are whole numbers from 0, each of shape (mentors, proteges); weights put each above all that follow.
    """
    worth = draw.integers(0, 1000, invented.allowed.shape)
    for rung in reversed([np.ones_like(worth), *rungs]):
        worth = worth + rung * (len(worth) * int(worth.max()) + 1)
    if len(worth) * int(worth.max()) >= 2**53:
        raise OverflowError("These weights are too large to be added exactly.")
    rows, columns = linear_sum_assignment(np.where(invented.allowed, worth, 0), maximize=True)
    mentors = np.full(len(worth), -1)
    mentors[columns] = np.where(invented.allowed[rows, columns], rows, -1)
    return mentors


def _scored(invented: Invented) -> Array:
    """Give the points of z-scores: each office's answers by how far they are from its own mean, in its own spread."""
    capability, need = ((one - one.mean(1, keepdims=True)) / (one.std(1, keepdims=True) + 0.5) for one in _answers(invented))
    leads, needs = np.maximum(capability[:, None] - capability, 0), np.maximum(need - need.min(axis=1, keepdims=True), 0)
    points: Array = np.rint(100 * invented.points(leads, needs)).astype(np.int64)
    return points


def _answers(invented: Invented) -> tuple[Array, Array]:
    return invented.capability, invented.need


def _top_two(invented: Invented) -> Array:
    """Give the points of the two areas with the highest needs alone, more where they are alike."""
    second = np.sort(invented.steps, axis=1)[:, -2:-1]
    return invented.points(needs=np.where(invented.steps >= second, invented.steps, 0))


def _as_settings(invented: Invented, fit: FitSettings) -> Array:
    """Give the points by the program's own ledger, in hundredths of what people see."""
    matrix = FitMatrix.of(invented.cohort, Policy(fit=fit))
    hundredths: Array = matrix.points * 100 // matrix.ledger.unit
    return hundredths


_WAYS: dict[str, Callable[[Invented], list[Array]]] = {
    "a random allowed pairing": lambda _: [],
    "total fit (`off`)": lambda one: [one.points()],
    "`ties`, by the highest need": lambda one: [one.points(), one.led_highest],
    "`rung`, by the area named": lambda one: [one.led, one.points()],
    "`rung`, by the highest need": lambda one: [one.led_highest, one.points()],
    '`"worth 4"`, by the area named': lambda one: [one.points() + 4 * one.led],
    "`alike`": lambda one: [_as_settings(one, FitSettings(alike=True))],
    "`lead_at_most = 2`": lambda one: [_as_settings(one, FitSettings(lead_at_most=2))],
    "not built: squared needs": lambda one: [one.points(needs=one.steps**2)],
    "not built: the two highest needs": lambda one: [_top_two(one)],
    "not built: z-scores": lambda one: [_scored(one)],
    "not built: the nearest lead": lambda one: [one.points(leads=np.where(one.leads > 0, 5 - one.leads, 0))],
}
TODAY = "total fit (`off`)"


def came_of(invented: Invented, mentors: Array) -> Figures:
    """Return the shares of proteges led as asked, as rated and truly; where that area counts most; true need met; points."""
    paired = np.flatnonzero(mentors >= 0)
    own, named = mentors[paired], invented.named[paired]
    entries = (invented.leads[own, paired]) * invented.steps[paired]
    first, offices = entries[np.arange(len(paired)), named], len(mentors)
    true = invented.level[own, named] >= invented.level[paired, named] + REAL
    met = np.zeros(offices)
    met[paired] = _met(invented, own, paired)
    lowest = np.sort(met)[: max(1, offices // 10)]
    return {
        "led": invented.led[own, paired].sum() / offices,
        "truly": true.sum() / offices,
        "leading": ((first > 0) & (first == entries.max(axis=1))).sum() / offices,
        "met": met.mean(),
        "lowest": lowest.mean(),
        "points": float(invented.points()[own, paired].sum()),
    }


def _met(invented: Invented, mentors: Array, proteges: Array) -> Array:
    """Give the share of the true need that true leads meet; 5 is the top of what is true as of what is rated."""
    level, wish = np.minimum(invented.level, 5), np.maximum(invented.wish - 1, 0)
    lead, room = np.maximum(level[mentors] - level[proteges], 0), 5 - level[proteges]
    met: Array = (wish[proteges] * lead).sum(axis=1) / np.maximum((wish[proteges] * room).sum(axis=1), 1e-9)
    return met


def again(invented: Invented, draw: np.random.Generator) -> Figures:
    """Pair by the total as answered and as answered once more; give the shares of pairs that stay, by what they are."""
    matrix = FitMatrix.of(invented.cohort, Policy())
    found = solve(matrix.problem)
    chosen, firm = found.chosen, found.chosen & ~exchangeable(matrix.problem, found)
    later = invented.rated(draw)
    other = best(later, [later.points()], draw)
    stays = np.zeros_like(chosen)
    stays[other[other >= 0], np.flatnonzero(other >= 0)] = True
    clear = (invented.leads * (invented.steps > 0)).max(axis=2) >= 2
    kinds = {"all": chosen, "firm": firm, "not firm": chosen & ~firm, "clear": chosen & clear, "slight": chosen & ~clear}
    return {name: float(stays[kind].mean()) if kind.any() else np.nan for name, kind in kinds.items()}


def real_leads(invented: Invented) -> Figures:
    """Return for each lead as rated how many of them there are, and how many are leads in truth."""
    true = invented.level[:, None] >= invented.level + REAL
    there = {steps: invented.leads == steps for steps in (1, 2, 3)}
    return {f"{what} {steps}": float(of.sum()) for steps, cells in there.items() for what, of in _both(cells, true)}


def _both(cells: Array, true: Array) -> Iterator[tuple[str, Array]]:
    yield from (("rated", cells), ("real", cells & true))


def simulate(cohorts: int) -> Iterator[tuple[str, Figures]]:
    """Yield what came of every way, of answering again, and of leads, for each simulated cohort."""
    for size in SIZES:
        for quality in QUALITIES:
            for seed in range(cohorts):
                draw = np.random.default_rng([size, list(QUALITIES).index(quality), seed])
                invented = Invented.of(draw, size, quality)
                yield from ((way, came_of(invented, best(invented, rungs(invented), draw))) for way, rungs in _WAYS.items())
                yield f"again, {quality}", again(invented, draw)
                yield "leads", real_leads(invented)


def figures(cohorts: int = COHORTS) -> str:
    """Return the tables as Markdown."""
    found: dict[str, list[Figures]] = defaultdict(list)
    for name, one in simulate(cohorts):
        found[name].append(one)
    return "\n\n".join([_ways(found), _leads(found["leads"]), _again(found)])


def _ways(found: dict[str, list[Figures]]) -> str:
    head = ("Way", "led, as rated", "led in truth", "it is the leading area", "need met", "lowest tenth", "total fit")
    today = _total(found[TODAY], "points")
    shown = ("led", "truly", "leading", "met", "lowest")
    rows = [
        (way, *(_share(_mean(found[way], name)) for name in shown), _share(_total(found[way], "points") / today)) for way in _WAYS
    ]
    return tables.table(head, rows)


def _leads(found: list[Figures]) -> str:
    names = {1: "1 (slight)", 2: "2 (clear)", 3: "3 (clear)"}
    rows = [(name, _share(_total(found, f"real {steps}") / _total(found, f"rated {steps}"))) for steps, name in names.items()]
    return tables.table(("Lead as rated, in steps", "is a lead in truth"), rows)


def _again(found: dict[str, list[Figures]]) -> str:
    kinds = {"all": "all", "firm": "firm", "not firm": "not firm", "clear": "a clear lead", "slight": "slight leads only"}
    rows = [(quality, *(_share(_mean(found[f"again, {quality}"], kind)) for kind in kinds)) for quality in QUALITIES]
    return tables.table(("Quality of self-rating", *(f"pairs that stay: {name}" for name in kinds.values())), rows)


def _mean(found: list[Figures], name: str) -> float:
    return float(np.nanmean([one[name] for one in found]))


def _total(found: list[Figures], name: str) -> float:
    return sum(one[name] for one in found)


def _share(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")


def main() -> None:
    """Simulate, print the tables, and write them where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.asked_first", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cohorts", type=int, default=COHORTS, help="how many of each size and quality (30)")
    parser.add_argument("--write", type=Path, metavar="FILE", help="the document whose figures are replaced")
    chosen = parser.parse_args()
    print(found := figures(chosen.cohorts))
    if chosen.write:
        tables.write(chosen.write, found, BEGIN)


if __name__ == "__main__":
    main()
