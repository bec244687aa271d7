"""The story: a cohort and a policy become the best matching there is, what each rule costs, and the run that proves it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from math import isfinite

from cxmatch.assignment import clock
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.decisions import require_known
from cxmatch.domain.policy import Policy
from cxmatch.domain.run import Run
from cxmatch.errors import SettingsError
from cxmatch.matching.best import best
from cxmatch.matching.bill import PLAN_SHARE, bill, possible
from cxmatch.matching.fit import FitMatrix, is_large
from cxmatch.matching.large import pair_large
from cxmatch.matching.verify import sealed
from cxmatch.matching.waiting import outcome
from cxmatch.records.meanwhile import tell


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
    """Find the best pairing of a cohort, and prove it; the verb `pair` says what it takes and raises."""
    policy = policy or Policy()
    require_known(policy, cohort)
    tell("Looking for the best pairing")
    if is_large(cohort, policy):
        return sealed(pair_large(cohort, policy))
    matrix = FitMatrix.of(cohort, policy)
    with clock.share(PLAN_SHARE):
        solved = possible(matrix, lambda: best(matrix))
    return sealed(Run(cohort=cohort, policy=policy, matching=outcome(solved), bill=bill(solved)))
