"""Worst-off first: raise the lowest chosen value as high as it goes, then the next lowest, and prove each step."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from cxmatch.assignment.ladder import KEY_BITS, Keys
from cxmatch.assignment.levels import Rung, Stage, first_stage, pairs_problem
from cxmatch.assignment.prices import recover
from cxmatch.assignment.problem import Assignment, Ints, Mask, Problem
from cxmatch.assignment.solver import solve

STEEP = 16.0


def leximin(problem: Problem, keys: Keys) -> tuple[Mask, tuple[Rung, ...]]:
    n, m = problem.value.shape
    first, stage = pairs_problem(problem), first_stage(problem)
    proof = recover(first, solve(_near(problem)).chosen)
    chosen, rungs = proof.chosen.copy(), [Rung(aim="pairs", row_prices=proof.row_prices, column_prices=proof.column_prices)]
    stage = stage.after(first, proof, -1)
    while True:
        part = stage.part(chosen)
        level = _worst(stage, part)
        if level is None:
            break
        better, labels = _fewest(stage, part, level)
        at = np.ix_(stage.rows, stage.columns)
        chosen[at] = (chosen[at] & ~part) | better
        if labels is None:
            continue
        a, b = labels
        rung = Rung(aim="level", level=level, row_prices=_whole(n, stage.rows, a), column_prices=_whole(m, stage.columns, b))
        rungs.append(rung)
        stage = stage.after(stage.level_problem(level), stage.proof(chosen, rung), level)
    last = stage.tie_problem(stage.keys(keys, (n, m)))
    tie = solve(last)
    at = np.ix_(stage.rows, stage.columns)
    chosen[at] = (chosen[at] & ~stage.freedom.allowed) | tie.chosen
    must, left = stage.must("ties"), stage.freedom
    a = tie.row_prices - must * left.full_rows
    b = tie.column_prices - must * (left.full_columns | left.first_seats)
    rungs.append(Rung(aim="ties", row_prices=_whole(n, stage.rows, a), column_prices=_whole(m, stage.columns, b)))
    return chosen, tuple(rungs)


def _whole(size, places, part):
    whole = np.zeros(size, dtype=np.int64)
    whole[places] = part
    return whole


def _near(problem: Problem) -> Problem:
    levels, rank = np.unique(np.where(problem.allowed, problem.value, 0), return_inverse=True)
    rank = rank.reshape(problem.value.shape)
    steep = (2**KEY_BITS * (1 - np.exp(-STEEP * rank / max(len(levels) - 1, 1)))).astype(np.int64)
    must = problem.seats * 2**KEY_BITS + 1
    return replace(problem, value=steep + must, bonus=must * (problem.bonus > 0).astype(np.int64))


def _worst(stage: Stage, part: Mask) -> int | None:
    values = stage.value[part]
    values = values[values > stage.level]
    return int(values.min()) if len(values) else None


def _arcs(stage: Stage, rest: Mask, rows, columns, usable) -> Mask:
    n, m = rest.shape
    root, left = n + m, stage.freedom
    arcs = np.zeros((root + 1, root + 1), dtype=bool)
    arcs[n:root, :n] = (usable & ~rest).T
    arcs[:n, n:root] = rest
    arcs[root, :n] = ~left.full_rows
    _root_arcs(arcs, left, rows, columns)
    return arcs


def _root_arcs(arcs, left, rows, columns):
    n, root = len(rows), len(arcs) - 1
    arcs[:n, root] = rows < left.supply
    arcs[n:root, root] = ~left.full_columns & ~(left.first_seats & (columns < 2))
    arcs[root, n:root] = columns < left.demand


def _search(arcs, sources, targets):
    seen = np.zeros(len(arcs), dtype=bool)
    parent = np.full(len(arcs), -1)
    seen[sources] = True
    front = sources
    while len(front):
        hits = arcs[front]
        new = np.flatnonzero(hits.any(axis=0) & ~seen)
        parent[new] = front[hits[:, new].argmax(axis=0)]
        seen[new] = True
        found = new[targets[new]]
        if len(found):
            path = [int(found[0])]
            while parent[path[-1]] >= 0:
                path.append(int(parent[path[-1]]))
            return path[::-1], seen
        front = new
    return None, seen

BFS = [0,0,0,0]

def _fewest(stage: Stage, part: Mask, level: int):
    left = stage.freedom
    n, m = part.shape
    root = n + m
    at = stage.value == level
    usable = stage.open_at(level)
    lifted = part & at
    rest = part & ~at
    gaps, holes = np.zeros(root+1, np.int64), lifted.sum(axis=0)
    gaps[:n] = lifted.sum(axis=1)
    rows, columns = part.sum(axis=1), part.sum(axis=0)
    full = _arcs(stage, rest, rows, columns, usable)
    labels = np.zeros(root + 1, dtype=np.int64)
    tight = full.copy()
    tight[n:root, :n] &= ~at.T
    BFS[3]+=1
    while holes.any():
        path, seen = _search(tight, n + np.flatnonzero(holes), gaps > 0)
        BFS[0]+=1
        if path is None:
            BFS[1]+=1
            labels[~seen] += 1
            tight = _tight(full, labels, at)
            continue
        for a, b in zip(path, path[1:]):
            for arcs in (full, tight):
                if a != root and b != root:
                    arcs[a, b], arcs[b, a] = False, True
            if a == root:
                if b < n: rows[b] -= 1
                else: columns[b - n] += 1
            elif b == root:
                if a < n: rows[a] += 1
                else: columns[a - n] -= 1
        if root in path:
            _root_arcs(full, left, rows, columns)
            tight = _tight(full, labels, at)
        holes[path[0] - n] -= 1
        gaps[path[-1]] -= 1
    better = full[:n, n:root].copy()
    if not (better & at).any():
        return better, None
    unit = stage.unit
    tight = _tight(full, labels, at)
    topo = _topological(tight)
    BFS[2]+=1
    fine = unit * labels + topo
    return better, (fine[root] - fine[:n], fine[n:root] - fine[root])

def _tight(full, labels, at):
    n, m = at.shape
    cost = np.zeros(full.shape, dtype=np.int64)
    cost[n:n+m, :n] = at.T
    cost[:n, n:n+m] = -1 * at
    return full & (labels[None, :] == labels[:, None] + cost)

def _topological(tight):
    _, group = connected_components(csr_array(tight), connection="strong")
    a, b = np.nonzero(tight)
    if (group[a] >= group[b]).all(): return group.astype(np.int64)
    if (group[a] <= group[b]).all(): return -group.astype(np.int64)
    print("not ordered")
    return np.zeros(len(group), np.int64)
