"""The story: a cohort and a policy become the best matching there is, what each rule costs, and the run that proves it."""

from __future__ import annotations

from cxmatch.domain.cohort import Cohort
from cxmatch.domain.decisions import require_known
from cxmatch.domain.policy import Policy
from cxmatch.domain.repair import Charge
from cxmatch.domain.run import Run
from cxmatch.errors import NoPairingError, ProofError
from cxmatch.matching.best import best
from cxmatch.matching.charges import NOT_FOUND, NOT_WITHOUT, Dropped, charge, unsolved, without_each
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.impossible import possible
from cxmatch.matching.large import pair_large
from cxmatch.matching.proof import Solved, recorded_cases
from cxmatch.matching.size import is_large
from cxmatch.matching.verify import verify
from cxmatch.matching.waiting import outcome
from cxmatch.records.progress import tell, told


def pair(cohort: Cohort, policy: Policy | None = None) -> Run:
    """Find the best pairing of a cohort, and prove it.

    Best means, by default and in this order: as many proteges with a mentor as can be, the highest total of points, the
    public tie key. The policy may ask for another ladder.

    Parameters
    ----------
    cohort
        The offices, from `read_survey`.
    policy
        The rules; by default other departments only, at least one point, everyone first.

    Returns
    -------
    Run
        Inputs, pairings, waiting offices, prices, and what each rule costs, already verified.

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
    require_known(policy, cohort)
    tell("Looking for the best pairing")
    if is_large(cohort, policy):
        return sealed(pair_large(cohort, policy))
    matrix = FitMatrix.of(cohort, policy)
    solved = possible(matrix, lambda: best(matrix))
    return sealed(Run(cohort=cohort, policy=policy, matching=outcome(solved), bill=bill(solved)))


def sealed(run: Run, parent: Run | None = None) -> Run:
    """Return a run that holds by its own record; raises ProofError otherwise."""
    differences = verify(run, parent=parent)
    if differences:
        raise ProofError("The pairing that was found failed its own proof: " + "; ".join(differences[:3]))
    return run


def bill(solved: Solved) -> tuple[Charge, ...]:
    """Return what each rule and preference costs alone, then all must-have rules together."""
    drops = [*without_each(solved.matrix.policy)]
    return tuple(_charge(solved, drop) for drop in told("Working out what each rule costs", drops))


def _charge(solved: Solved, drop: Dropped) -> Charge:
    other = unsolved(solved, drop)
    if isinstance(other, Charge):
        return other
    try:
        return charge(drop.rule, solved, best(other, solved.chosen))
    except NoPairingError:  # then it cannot be left out alone
        from cxmatch.assignment.search import refute  # scipy.optimize is slow to load, and seldom needed

        leaves = refute(other.program())
        proof = (recorded_cases(leaves),) if leaves else ()
        return Charge(rule=drop.rule, tied=NOT_WITHOUT if proof else NOT_FOUND, prices=proof)
