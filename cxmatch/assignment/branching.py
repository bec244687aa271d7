"""A program split into cases until each is empty or no better than what is reached: the proof that nothing is better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from itertools import count

from cxmatch.assignment.cases import Leaf, bound
from cxmatch.assignment.clock import left
from cxmatch.assignment.finding import whole
from cxmatch.assignment.problem import Mask, Name
from cxmatch.assignment.program import ONE, ZERO
from cxmatch.assignment.relaxation import Floats, Relaxation

MOST_CASES = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Cases that leave nothing out; what those allow that are not empty; and a choice that is better than what was reached."""

    leaves: tuple[Leaf, ...] = ()
    limits: tuple[int, ...] = ()
    better: Mask | None = None


@dataclass(order=True, slots=True)
class _Case:
    """A case that may hold something better: the one that allows most comes first."""

    loss: int
    number: int
    leaf: Leaf = field(compare=False)
    point: Floats | None = field(compare=False)


def prove(relaxed: Relaxation, reached: int | None, most_cases: int = MOST_CASES, start: Sequence[Leaf] = ()) -> Proof:
    """Split a program into cases until each is empty or no better than what is reached, or there are too many, or time is over.

    Each case is bounded by the prices of its linear program, rounded to whole numbers; of those that are not closed so, the one
    that allows most is split next, at the variable that its linear program leaves most undecided. `start` are the cases to
    begin with, all that there are together: those with prices are closed by them.
    """
    tree, whole_program = _Tree(relaxed=relaxed, reached=reached), Leaf(decisions=(), scale=1, prices={})
    if most_cases == 1 and left() <= 0:
        return Proof(leaves=(whole_program,), limits=(int(relaxed.objective[relaxed.objective > 0].sum()),))
    for leaf in start or (whole_program,):
        tree.enter(leaf) if leaf.prices else tree.look(leaf.decisions)
    heapify(tree.open_)
    most_cases = min(most_cases, MOST_CASES)
    while tree.open_ and tree.better is None and len(tree.closed) + len(tree.open_) < most_cases and left() > 0:
        tree.split(heappop(tree.open_))
    waiting = [(case.leaf, -case.loss) for case in tree.open_]
    leaves = (*(leaf for leaf, _ in tree.closed), *(leaf for leaf, _ in waiting))
    limits = [limit for _, limit in (*tree.closed, *waiting) if limit is not None]
    return Proof(leaves=leaves, limits=tuple(limits), better=tree.better)


@dataclass(slots=True, kw_only=True)
class _Tree:
    relaxed: Relaxation
    reached: int | None
    open_: list[_Case] = field(default_factory=list)
    closed: list[tuple[Leaf, int | None]] = field(default_factory=list)
    better: Mask | None = None
    numbers: count[int] = field(default_factory=count)

    def look(self, decisions: tuple[Name, ...]) -> None:
        """Solve the linear program of a case."""
        leaf, point = self.relaxed.case(decisions) if decisions else self.relaxed.root
        self.enter(leaf, point)

    def enter(self, leaf: Leaf, point: Floats | None = None) -> None:
        """Put a case to those that are closed, or to those to be split."""
        relaxed = self.relaxed
        limit = bound(relaxed.table, relaxed.program.variables, relaxed.objective, leaf)
        if limit is None or (self.reached is not None and limit <= self.reached):
            self.closed.append((leaf, limit))
        else:
            heappush(self.open_, _Case(-limit, next(self.numbers), leaf, point))

    def split(self, case: _Case) -> None:
        """Decide one more variable of a case, both ways."""
        place = None if case.point is None else self.relaxed.undecided(case.point)
        if place is None:
            found = None if case.point is None else whole(self.relaxed, case.point)
            self.better = found if self.reached is not None else None
            self.closed.append((case.leaf, -case.loss))
            return
        name = self.relaxed.names[place]
        for how in (ZERO, ONE):
            self.look((*case.leaf.decisions, f"{how} {name}"))
