"""Why this pair; why not that one, and what it would cost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cxmatch.assignment.exchange import firm, forced
from cxmatch.assignment.problem import Assignment
from cxmatch.domain.matching import Fit
from cxmatch.domain.report import Explanation, Weak
from cxmatch.domain.run import Run
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.moves import moves
from cxmatch.matching.proof import best_assignment

LOOK_AT_FIRST = 3


def explain(run: Run, *, mentor: str, protege: str) -> Explanation:
    """Explain one pair of offices, made or not.

    Raises
    ------
    SettingsError
        An office is unknown, or has no seat on that side.

    Examples
    --------
    >>> import cxmatch as cx
    >>> run = cx.pair(cx.read_survey(cx.sample("roundtable-14")))
    >>> made = run.matching.pairings[0]
    >>> cx.explain(run, mentor=made.mentor, protege=made.protege).cost_of_forcing
    0

    """
    matrix = FitMatrix.of(run.cohort, run.policy)
    return _explain(matrix, run, matrix.mentor(mentor), matrix.protege(protege))


def highlights(run: Run) -> tuple[frozenset[tuple[str, str]], tuple[Weak, ...]]:
    """Return the firm pairings, which stand in every best pairing, and the three weakest with the best other mentor for each."""
    matrix = FitMatrix.of(run.cohort, run.policy)
    kept = firm(matrix.problem, best_assignment(matrix, matrix.chosen(run.matching), run.matching.prices)) | matrix.rules.locked
    names = ((matrix.mentors[row].id, matrix.proteges[column].id) for row, column in np.argwhere(kept))
    fits = sorted(run.matching.pairings, key=lambda fit: (fit.points, fit.share, fit.protege))
    return frozenset(names), tuple(_weak(matrix, run, fit) for fit in fits[:LOOK_AT_FIRST])


def _weak(matrix: FitMatrix, run: Run, fit: Fit) -> Weak:
    column = matrix.column[fit.protege]
    taken = {made.mentor for made in run.matching.pairings if made.protege == fit.protege}
    others = [row for row in np.flatnonzero(matrix.allowed[:, column]) if matrix.mentors[row].id not in taken]
    best = max(others, key=lambda row: (matrix.points[row, column], -row), default=None)
    return Weak(fit=fit, alternative=None if best is None else _explain(matrix, run, int(best), column))


def _explain(matrix: FitMatrix, run: Run, row: int, column: int) -> Explanation:
    fit = matrix[matrix.mentors[row].id, matrix.proteges[column].id]
    draft = Explanation(fit=fit, unit=run.cohort.framework.point_unit, paired=False)
    if any((made.mentor, made.protege) == (fit.mentor, fit.protege) for made in run.matching.pairings):
        return replace(draft, paired=True, cost_of_forcing=0)
    if fit.barred_by:
        return draft
    best = best_assignment(matrix, matrix.chosen(run.matching), run.matching.prices)
    found = forced(matrix.problem, best, row, column)
    return _priced(matrix, best, found, draft) if found else draft


def _priced(matrix: FitMatrix, best: Assignment, found: Assignment, draft: Explanation) -> Explanation:
    """Say what it costs to go from the best choice to the best one that has the pair."""
    points = matrix.points
    return replace(
        draft,
        cost_of_forcing=int(points[best.chosen].sum() - points[found.chosen].sum()),
        proteges_lost=int(best.chosen.any(axis=0).sum() - found.chosen.any(axis=0).sum()),
        exchange=moves(matrix, best.chosen, found.chosen),
    )
