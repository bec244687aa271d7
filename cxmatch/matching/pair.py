"""The story: a cohort and a policy become the best matching there is, and the run that proves it."""

from __future__ import annotations

import numpy as np

from cxmatch.assignment.solver import solve_ladder
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.errors import NoPairingError, ProofError
from cxmatch.domain.policy import Policy
from cxmatch.domain.run import Run
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.verify import verify
from cxmatch.matching.waiting import waiting_list, with_waiting


def pair(cohort: Cohort, policy: Policy | None = None) -> Run:
    """Find the best pairing of a cohort, and prove it.

    Best means, in this order: as many proteges with a mentor as can be, the highest total of points, the public tie key.

    Parameters
    ----------
    cohort
        The offices, from `read_survey`.
    policy
        The rules; by default other departments only, at least one point, everyone first.

    Returns
    -------
    Run
        Inputs, pairings, waiting offices and prices, already verified.

    Raises
    ------
    NoPairingError
        No pair is allowed at all, or the rules contradict each other.
    SettingsError
        The policy names an office or practice area the cohort does not have.

    Examples
    --------
    >>> import cxmatch as cx
    >>> run = cx.pair(cx.read_survey(cx.sample("roundtable-14")))
    >>> cx.verify(run)
    ()

    """
    policy = policy or Policy()
    matrix = FitMatrix.of(cohort, policy)
    _require_a_pair(matrix)
    matching = matrix.matching(*solve_ladder(matrix.problem, matrix.keys))
    run = Run(cohort=cohort, policy=policy, matching=with_waiting(matrix, matching))
    differences = verify(run)
    if differences:
        raise ProofError("The pairing that was found failed its own proof: " + "; ".join(differences[:3]))
    return run


def _require_a_pair(matrix: FitMatrix) -> None:
    if (matrix.allowed | matrix.rules.locked).any():
        return
    nobody = waiting_list(matrix, np.zeros(matrix.points.shape, dtype=bool))
    reasons = [f"{entry.office}: {entry.reason}" for entry in nobody]
    more = f"\n  ... and {len(reasons) - 5} more" if len(reasons) > 5 else ""
    raise NoPairingError(
        "No pairing can meet the must-have rules: no mentor may be paired with any protege."
        + "".join(f"\n  {reason}" for reason in reasons[:5])
        + more,
        "Look at the Role, seat, Capability and Need columns of the survey, or loosen a rule in the policy.",
    )
