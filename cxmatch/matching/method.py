"""How a policy is solved and proven."""

from __future__ import annotations

from enum import StrEnum

from cxmatch.domain.cohort import Cohort
from cxmatch.domain.policy import Objective, Policy
from cxmatch.domain.weighing import Asked


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
