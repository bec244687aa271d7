"""Why this pair; why not that one, and what it would cost."""

from __future__ import annotations

import numpy as np

from cxmatch.assignment.exchange import firm, forced
from cxmatch.assignment.problem import Assignment, Mask
from cxmatch.domain.matching import Fit
from cxmatch.domain.report import Explanation, Move, Weak
from cxmatch.domain.run import Run
from cxmatch.domain.scale import decimal_text
from cxmatch.matching.fit import FitMatrix

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


def firm_pairs(run: Run) -> frozenset[tuple[str, str]]:
    """Give the pairings that stand in every best pairing; the others have an equal swap."""
    matrix = FitMatrix.of(run.cohort, run.policy)
    kept = firm(matrix.problem, matrix.assignment(run.matching)) | matrix.rules.locked
    return frozenset((matrix.mentors[row].id, matrix.proteges[column].id) for row, column in np.argwhere(kept))


def weakest(run: Run) -> tuple[Weak, ...]:
    """Give the three weakest pairings, each with its reason and the best other mentor for that protege."""
    matrix = FitMatrix.of(run.cohort, run.policy)
    fits = sorted(run.matching.pairings, key=lambda fit: (fit.points, fit.share, fit.protege))
    return tuple(_weak(matrix, run, fit) for fit in fits[:LOOK_AT_FIRST])


def _weak(matrix: FitMatrix, run: Run, fit: Fit) -> Weak:
    column = matrix.column[fit.protege]
    taken = {made.mentor for made in run.matching.pairings if made.protege == fit.protege}
    others = [row for row in np.flatnonzero(matrix.allowed[:, column]) if matrix.mentors[row].id not in taken]
    best = max(others, key=lambda row: (matrix.points[row, column], -row), default=None)
    areas = len(fit.leading)
    reason = f"{fit.mentor} leads it in {areas} practice area{'' if areas == 1 else 's'} it wants help with"
    reason += f" and meets {fit.share:.0%} of its need."
    return Weak(fit=fit, reason=reason, alternative=None if best is None else _explain(matrix, run, int(best), column))


def _explain(matrix: FitMatrix, run: Run, row: int, column: int) -> Explanation:
    fit = matrix[matrix.mentors[row].id, matrix.proteges[column].id]
    unit = run.cohort.framework.point_unit
    pair = f"{fit.mentor} mentoring {fit.protege}: fit {decimal_text(fit.points, unit)}"
    if any((made.mentor, made.protege) == (fit.mentor, fit.protege) for made in run.matching.pairings):
        return Explanation(fit=fit, unit=unit, paired=True, verdict=f"{pair}. Paired.", cost_of_forcing=0)
    if fit.barred_by:
        verdict = f"{pair}. Not paired: {', '.join(fit.barred_by)} (must-have rule)."
        return Explanation(fit=fit, unit=unit, paired=False, verdict=verdict)
    best = matrix.assignment(run.matching)
    found = forced(matrix.problem, row, column)
    if found is None:
        verdict = f"{pair}. Not paired: locked pairs hold every seat it would need."
        return Explanation(fit=fit, unit=unit, paired=False, verdict=verdict)
    return _why_not(matrix, best, found, Explanation(fit=fit, unit=unit, paired=False, verdict=pair))


def _why_not(matrix: FitMatrix, best: Assignment, found: Assignment, draft: Explanation) -> Explanation:
    points = matrix.points
    cost = int(points[best.chosen].sum() - points[found.chosen].sum())
    lost = int(best.chosen.any(axis=0).sum() - found.chosen.any(axis=0).sum())
    moves = _moves(matrix, best.chosen, found.chosen)
    others = tuple(move for move in moves if move.protege != draft.fit.protege)
    price = f"cost the cohort {decimal_text(cost, draft.unit)} points" if cost > 0 else "cost the cohort no points"
    waits = f", leave {lost} more without a mentor" if lost else ""
    told = "; ".join(map(str, others[:3])) + (f"; and {len(others) - 3} more" if len(others) > 3 else "")
    verdict = f"{draft.verdict}. Not paired: it would {price}{waits}" + (f" ({told})." if told else ".")
    return Explanation(
        fit=draft.fit, unit=draft.unit, paired=False, verdict=verdict, cost_of_forcing=cost, proteges_lost=lost, exchange=moves
    )


def _moves(matrix: FitMatrix, before: Mask, after: Mask) -> tuple[Move, ...]:
    """Give every change of mentor between two choices of cells, by protege."""
    moves = []
    for column in np.flatnonzero((before != after).any(axis=0)):
        gone = [matrix.mentors[row].id for row in np.flatnonzero(before[:, column] & ~after[:, column])]
        come = [matrix.mentors[row].id for row in np.flatnonzero(after[:, column] & ~before[:, column])]
        for place in range(max(len(gone), len(come))):
            moves.append(
                Move(
                    protege=matrix.proteges[column].id,
                    mentor_before=gone[place] if place < len(gone) else None,
                    mentor_after=come[place] if place < len(come) else None,
                )
            )
    return tuple(moves)
