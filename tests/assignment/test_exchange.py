"""What forcing a cell costs, and which cells are firm, held against brute force."""

import numpy as np
from invent import problem as invented
from oracles import brute_force

from cxmatch.assignment.exchange import firm, forced, locked
from cxmatch.assignment.problem import breaches, worth
from cxmatch.assignment.solver import solve


def test_forcing_costs_what_the_best_with_that_cell_lacks() -> None:
    """The cost of a cell is the best worth less the best worth among choices that have it."""
    rng = np.random.default_rng(3)
    for _ in range(300):
        problem = invented(rng, 3, 4)
        best, cells = solve(problem), np.argwhere(problem.allowed)
        if not len(cells):
            continue
        row, column = map(int, rng.choice(cells))
        found = forced(problem, best, row, column)
        if problem.supply[row] < 1 or problem.demand[column] < 1:
            assert found is None
            continue
        zero = np.zeros(problem.value.shape, np.int64)
        rest = brute_force(locked(problem, row, column), zero)[0]
        with_cell = rest + int(problem.value[row, column]) + int(problem.bonus[column])
        assert found is not None
        assert worth(problem, found.chosen) == with_cell
        assert found.chosen[row, column]
        assert breaches(problem, found.chosen) == []


def test_firm_cells_are_those_whose_ban_costs_something() -> None:
    """A chosen cell is firm exactly when banning it lowers the best worth."""
    rng = np.random.default_rng(4)
    for _ in range(300):
        problem = invented(rng, 4, 4)
        best = solve(problem)
        kept = firm(problem, best)
        zero = np.zeros(problem.value.shape, np.int64)
        for row, column in np.argwhere(best.chosen):
            problem.allowed[row, column] = False
            without = brute_force(problem, zero)[0]
            problem.allowed[row, column] = True
            assert kept[row, column] == (without < worth(problem, best.chosen))


def test_forcing_moves_as_few_others_as_can_be() -> None:
    """Among the equally good answers with the cell, none keeps more of the best assignment's cells."""
    rng = np.random.default_rng(5)
    for _ in range(200):
        problem = invented(rng, 4, 4, seats=1, values=3)
        best = solve(problem)
        for row, column in np.argwhere(problem.allowed & ~best.chosen):
            found = forced(problem, best, int(row), int(column))
            if found is not None:
                rest = locked(problem, row, column)
                kept = (best.chosen & rest.allowed).astype(np.int64)
                assert int((found.chosen & best.chosen).sum()) == brute_force(rest, kept)[1]
