"""How a policy is solved and proven, and which cohorts are too large for a matrix of all pairs."""

from __future__ import annotations

from enum import StrEnum

from cxmatch.domain.cohort import Cohort
from cxmatch.domain.corrected import corrected
from cxmatch.domain.policy import Objective, Policy
from cxmatch.domain.weighing import Asked
from cxmatch.errors import SettingsError
from cxmatch.matching.rules import seated
from cxmatch.records.codec import RECORD_ENTRIES

# Above so many pairs of a mentor and a protege no matrix is made.
LARGE = 4_000_000
# Above so many pairs of a kind of mentors and a protege, each looked at some fifteen times, pairing takes more than some minutes.
MOST = 1_000_000_000


class Method(StrEnum):
    """By prices, by prices level after level, or by cases."""

    PRICES = "prices"
    LEVELS = "levels"
    CASES = "cases"

    @classmethod
    def of(cls, cohort: Cohort, policy: Policy) -> Method:
        """Return the simplest method that proves a policy for a cohort, which has the seats that the policy sets.

        To count a protege of several mentors as led once takes a price of its own beside that of its seats: that is for cases.
        """
        if policy.must.one_role or policy.must.no_exchange or policy.capacity.mentor_at_least:
            return cls.CASES
        if policy.asked(cohort.asks_first) is Asked.RUNG and any(_may_be_led_twice(cohort)):
            return cls.CASES
        return cls.LEVELS if policy.objective is Objective.WORST_OFF_FIRST else cls.PRICES


def _may_be_led_twice(cohort: Cohort) -> list[bool]:
    return [office.protege_slots > 1 and bool(cohort.first_areas(office)) for office in cohort.proteges]


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
