"""When it cannot be done: who is short of whom, which rules contradict, and the cheapest repairs."""

from __future__ import annotations

import numpy as np

from cxmatch.domain.errors import NoPairingError
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.proof import Solved
from cxmatch.matching.waiting import waiting_list


def require_possible(matrix: FitMatrix) -> None:
    """Raise NoPairingError where no pairing meets the must-have rules."""
    if not matrix.allowed.any():
        _nobody(matrix)


def _nobody(matrix: FitMatrix) -> None:
    nobody = waiting_list(matrix, Solved(chosen=np.zeros(matrix.points.shape, dtype=bool), prices=()))
    reasons = [f"{entry.office}: {entry.reason}" for entry in nobody]
    more = f"\n  ... and {len(reasons) - 5} more" if len(reasons) > 5 else ""
    raise NoPairingError(
        "No pairing can meet the must-have rules: no mentor may be paired with any protege."
        + "".join(f"\n  {reason}" for reason in reasons[:5])
        + more,
        "Look at the Role, seat, Capability and Need columns of the survey, or loosen a rule in the policy.",
    )
