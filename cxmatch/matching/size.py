"""Which cohorts are too large for a matrix of all pairs, and what is not done for them."""

from __future__ import annotations

from cxmatch.domain.cohort import Cohort
from cxmatch.domain.naming import corrected
from cxmatch.domain.policy import Policy
from cxmatch.errors import SettingsError
from cxmatch.matching.method import Method
from cxmatch.matching.rules import seated
from cxmatch.records.codec import RECORD_ENTRIES

# Above so many pairs of a mentor and a protege no matrix is made.
LARGE = 4_000_000
# Above so many pairs of a kind of mentors and a protege, each looked at some fifteen times, pairing takes more than some minutes.
MOST = 1_000_000_000


def is_large(cohort: Cohort, policy: Policy) -> bool:
    """Tell whether a cohort has too many pairs for a matrix, and a policy that prices prove."""
    there = seated(corrected(cohort, policy), policy)
    return Method.of(there, policy) is Method.PRICES and len(there.mentors) * len(there.proteges) > LARGE


def require_matrix(cohort: Cohort, policy: Policy) -> None:
    """Raise SettingsError for a large cohort: what looks at every pair again and again is not done without a matrix."""
    if is_large(cohort, policy):
        raise SettingsError(
            f"Cohorts of more than {LARGE:,} pairs of a mentor and a protege are paired, verified and exported,"
            " but not explained or repaired.",
            "Change the survey or the policy and pair it again, or explain a part of the survey as a cohort of its own.",
        )


def require_reach(kinds: int, proteges: int, seats: int) -> None:
    """Raise SettingsError, before the work, for a cohort that takes more than some minutes, or whose record could not be read."""
    if kinds * proteges > MOST:
        raise SettingsError(
            f"{kinds:,} kinds of mentors with {proteges:,} proteges are {kinds * proteges:,} pairs to look at, which takes far"
            f" longer than some minutes; up to {MOST:,} are paired.",
            "Pair the survey in parts, or by fewer practice areas: mentors with the same levels are one kind.",
        )
    if seats > RECORD_ENTRIES:
        raise SettingsError(
            f"There are seats for {seats:,} pairings; a record holds up to {RECORD_ENTRIES:,}.",
            "Pair the survey in parts, or with fewer seats.",
        )
