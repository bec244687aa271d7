"""Worst-off first: raise the lowest chosen value as high as it goes, then the next lowest, and prove each step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from cxmatch.assignment.certificate import recover
from cxmatch.assignment.ladder import KEY_BITS, first_by_place
from cxmatch.assignment.levels import LAST, Aim, Rung, Stage, pairs_problem
from cxmatch.assignment.problem import EXACT, Ints, Keys, Mask, Problem
from cxmatch.assignment.solver import solve

_STEEP = 16.0


def leximin(problem: Problem, keys: Sequence[Keys], led: Mask | None = None) -> tuple[Mask, tuple[Rung, ...]]:
    """Find the assignment that raises the worst-off first, and the rungs that prove it.

    First as many columns with a bonus are served as can be, then as many `led` cells, shape (n, m), are chosen as can be, then
    as many cells (an empty seat counts as a value of 0); among those the lowest value is as high as can be, then the next
    lowest, and so on; ties go by each sum of keys in turn. The rungs are pairs, the levels that had to be used, and ties:
    `levels.rung_problems` remakes what each claims.

    Notes
    -----
    Starts from a best assignment of a steep concave function of the values, which is nearly right, and repairs it level by
    level: all cells of the lowest level are lifted, and as many as can be are replaced by alternating paths. The labels of the
    last search are the prices that prove the rest to be needed (Koenig 1931). Rows and columns without a choice drop out.
    See Burkard and Rendl, "Lexicographic bottleneck problems", Operations Research Letters 10 (1991).
    """
    first, stage, shape = pairs_problem(problem, led), Stage.first(problem), problem.value.shape
    proof = recover(first, solve(_near(problem, first)).chosen)
    chosen, rungs = proof.chosen.copy(), [Rung(aim="pairs", row_prices=proof.row_prices, column_prices=proof.column_prices)]
    stage = stage.after(first, proof, -1)
    while (level := _worst(stage, part := stage.part(chosen))) is not None:
        better, prices = _Repair(stage, part, level).run()
        _put(stage, chosen, better)
        if prices is not None:
            rungs.append(_rung(stage, shape, "level", prices, level))
            stage = stage.after(stage.level_problem(level), stage.proof(chosen, rungs[-1]), level)
    for aim, key in zip(LAST[-len(keys) :], keys, strict=True):
        last = stage.tie_problem(stage.keys(key, shape))
        tie = solve(last)
        _put(stage, chosen, first_by_place(last, tie) if aim == LAST[-1] else tie.chosen)
        must, left = stage.must(aim), stage.freedom
        prices = tie.row_prices - must * left.full_rows, tie.column_prices - must * (left.full_columns | left.first_seats)
        rungs.append(_rung(stage, shape, aim, prices))
        stage = stage.after(last, stage.proof(chosen, rungs[-1]), stage.level)
    return chosen, tuple(rungs)


def _put(stage: Stage, chosen: Mask, part: Mask) -> None:
    """Choose other cells, of the whole, among those that are still open at a stage."""
    at = np.ix_(stage.rows, stage.columns)
    chosen[at] = (chosen[at] & ~stage.freedom.allowed) | part


def _rung(stage: Stage, shape: tuple[int, int], aim: Aim, prices: tuple[Ints, Ints], level: int = 0) -> Rung:
    """Return a rung by the prices of the rows and columns of its stage, all others being 0."""
    rows, columns = (np.zeros(size, dtype=np.int64) for size in shape)
    rows[stage.rows], columns[stage.columns] = prices
    return Rung(aim=aim, level=level, row_prices=rows, column_prices=columns)


def _near(problem: Problem, first: Problem) -> Problem:
    """Return a problem whose best answers are best for the first rung and nearly right: low levels cost steeply more than high.

    The steps are as fine as exact sums leave room for.
    """
    levels, rank = np.unique(np.where(problem.allowed, problem.value, 0), return_inverse=True)
    rank = rank.reshape(problem.value.shape)
    seats = problem.seats + sum(problem.value.shape) + 1
    fine = min(2**KEY_BITS, EXACT // (4 * seats**2 * (1 + first.largest_value + int(first.bonus.max(initial=0)))))
    steep = (fine * (1 - np.exp(-_STEEP * rank / max(len(levels) - 1, 1)))).astype(np.int64)
    must = problem.seats * fine + 1
    return replace(problem, value=steep + must * first.value, bonus=must * first.bonus)


def _worst(stage: Stage, part: Mask) -> int | None:
    """Return the lowest value in use that was not counted yet, None where there is none."""
    values = stage.value[part]
    values = values[values > stage.level]
    return int(values.min()) if len(values) else None


class _Repair:
    """Lifting the cells of one level and replacing as many as can be. Rows come first among the nodes, the root last."""

    def __init__(self, stage: Stage, part: Mask, level: int) -> None:
        n, m = part.shape
        self.stage, self.n, self.m, self.root = stage, n, m, n + m
        self.at = stage.value == level
        lifted, rest = part & self.at, part & ~self.at
        self.holes = lifted.sum(axis=0)
        self.lacking = np.zeros(self.root + 1, dtype=np.int64)
        self.lacking[:n] = lifted.sum(axis=1)
        self.labels = np.zeros(self.root + 1, dtype=np.int64)
        self.full = np.zeros((self.root + 1, self.root + 1), dtype=bool)
        self.full[n : self.root, :n] = (stage.open_at(level) & ~rest).T
        self.full[:n, n : self.root] = rest
        self.full[self.root, :n] = ~stage.freedom.full_rows
        self._set_root_arcs()

    def run(self) -> tuple[Mask, tuple[Ints, Ints] | None]:
        """Return the cells after the repair, shape (n, m), and prices, (n,) and (m,), where the level could not be avoided."""
        tight = self._tight()
        while self.holes.any():
            path, seen = _search(tight, self.n + np.flatnonzero(self.holes), self.lacking > 0)
            if path is None:
                self.labels[~seen] += 1
            else:
                self._flip(path)
            tight = self._tight()
        better: Mask = self.full[: self.n, self.n : self.root].copy()
        if not (better & self.at).any():
            return better, None
        fine = self.stage.unit * self.labels + _topological(tight)
        return better, (fine[self.root] - fine[: self.n], fine[self.n : self.root] - fine[self.root])

    def _set_root_arcs(self) -> None:
        left, n, root = self.stage.freedom, self.n, self.root
        chosen = self.full[:n, n:root]
        rows, columns = chosen.sum(axis=1) + self.lacking[:n], chosen.sum(axis=0) + self.holes
        self.full[:n, root] = rows < left.supply
        self.full[n:root, root] = ~left.full_columns & ~(left.first_seats & (columns < 2))
        self.full[root, n:root] = columns < left.demand

    def _flip(self, path: list[int]) -> None:
        """Change the cells along a path that ends where one was lifted."""
        for tail, head in pairwise(path):
            if self.root not in (tail, head):
                self.full[tail, head], self.full[head, tail] = False, True
        self.holes[path[0] - self.n] -= 1
        self.lacking[path[-1]] -= 1
        self._set_root_arcs()

    def _tight(self) -> Mask:
        """Mark the arcs that the labels leave no slack: adding a cell of the level costs 1, taking one out brings 1."""
        cost = np.zeros(self.full.shape, dtype=np.int64)
        cost[self.n : self.root, : self.n] = self.at.T
        cost[: self.n, self.n : self.root] = -1 * self.at
        tight: Mask = self.full & (self.labels[None, :] == self.labels[:, None] + cost)
        return tight


def _search(arcs: Mask, sources: Ints, targets: Mask) -> tuple[list[int] | None, Mask]:
    """Find a shortest path from a source to a target, breadth first; gives the nodes that were seen as well."""
    seen = np.zeros(len(arcs), dtype=bool)
    parent = np.full(len(arcs), -1)
    seen[sources] = True
    front = sources
    while len(front):
        hits = arcs[front]
        new = np.flatnonzero(hits.any(axis=0) & ~seen)
        parent[new] = front[hits[:, new].argmax(axis=0)]
        seen[new] = True
        ends = new[targets[new]]
        if len(ends):
            path = [int(ends[0])]
            while parent[path[-1]] >= 0:
                path.append(int(parent[path[-1]]))
            return path[::-1], seen
        front = new
    return None, seen


def _topological(tight: Mask) -> Ints:
    """Return numbers to the strongly connected groups of nodes, so that no tight arc leads to a higher one.

    Cells in different groups cannot be exchanged; the numbers turn that into prices that settle them at once.
    """
    _, group = connected_components(csr_array(tight.astype(np.int8)), connection="strong")
    tail, head = np.nonzero(tight)
    if (group[tail] >= group[head]).all():
        return group.astype(np.int64)
    if (group[tail] <= group[head]).all():
        return -group.astype(np.int64)
    return np.zeros(len(group), dtype=np.int64)
