"""The story: a cohort and a policy become the best matching there is, what each rule costs, and the run that proves it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from math import isfinite

from cxmatch.assignment import clock
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.decisions import require_known
from cxmatch.domain.policy import Policy
from cxmatch.domain.repair import Charge
from cxmatch.domain.run import Run
from cxmatch.errors import NoPairingError, ProofError, SettingsError
from cxmatch.matching.best import best
from cxmatch.matching.charges import NOT_FOUND, NOT_WITHOUT, charge, unsolved
from cxmatch.matching.dropped import Dropped, without_each
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.impossible import possible
from cxmatch.matching.large import pair_large
from cxmatch.matching.proof import Solved, recorded_cases
from cxmatch.matching.size import is_large
from cxmatch.matching.verify import verify
from cxmatch.matching.waiting import outcome
from cxmatch.records.progress import tell, told

# Of the time that there is, so much is for the plan, and the rest for what each rule costs.
PLAN_SHARE = 2 / 3


def within(seconds: float) -> AbstractContextManager[None]:
    """End every search in a `with` statement after so many seconds: what was found by then is given with its gap.

    Only must-have rules on several pairs together need a search (see `docs/policy.md`). Searches are not bounded otherwise.

    Raises
    ------
    SettingsError
        It is no number above 0.

    Examples
    --------
    >>> import cxmatch as cx
    >>> policy = cx.Policy.parse("must.one_role = true")
    >>> with cx.within(60):
    ...     run = cx.pair(cx.read_survey(cx.sample("roundtable-14")), policy)
    >>> run.matching.paired
    7

    """
    if not (isfinite(seconds) and seconds > 0):
        raise SettingsError(f"A time limit is a number of seconds above 0, not {seconds:g}.", "Write  --time-limit 60")
    return clock.within(seconds)


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
    with clock.share(PLAN_SHARE):
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
    drops = list(without_each(solved.matrix.policy, solved.matrix.cohort))
    working = enumerate(told("Working out what each rule costs", drops))
    return tuple(_charge(solved, drop, 1 / (len(drops) - place + 1)) for place, drop in working)


def _charge(solved: Solved, drop: Dropped, share: float) -> Charge:
    """Return what one rule costs, found within a share of the time that is left."""
    other = unsolved(solved, drop)
    if isinstance(other, Charge):
        return other
    try:
        with clock.share(share):
            return charge(drop.rule, solved, best(other, solved.chosen))
    except NoPairingError:  # then it cannot be left out alone
        from cxmatch.assignment.search import refute  # scipy.optimize is slow to load, and seldom needed

        leaves = refute(other.program())
        proof = (recorded_cases(leaves),) if leaves else ()
        return Charge(rule=drop.rule, tied=NOT_WITHOUT if proof else NOT_FOUND, prices=proof)
