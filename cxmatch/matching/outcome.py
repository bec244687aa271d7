"""From chosen cells to a matching: fits by name, and the offices that wait with their reasons."""

from __future__ import annotations

from cxmatch.domain.matching import Matching
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.proof import Solved
from cxmatch.matching.waiting import waiting_list


def outcome(matrix: FitMatrix, solved: Solved) -> Matching:
    """Give chosen cells and their proof back their names."""
    return Matching(
        pairings=tuple(matrix[pair] for pair in matrix.pairs(solved.chosen)),
        waiting=waiting_list(matrix, solved),
        prices=solved.prices,
    )
