"""What a policy makes of a cohort before anything is paired: the seats it has, and how its pairs are solved and proven."""

from __future__ import annotations

from enum import StrEnum

from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.policy import Objective, Policy
from cxmatch.domain.seats import Seats
from cxmatch.domain.weighing import Asked


def seated(cohort: Cohort, policy: Policy) -> Cohort:
    """Return the cohort with the seats that the policy sets: for an office it names, and where the survey does not say.

    Raises SettingsError where a name of the policy stands for several offices.
    """
    own = {cohort.office(name).id: seats for name, seats in policy.capacity.offices.items() if cohort.has(name)}
    seats = {office.id: _seats(office, policy, own.get(office.id, Seats())) for office in cohort.offices}
    before = {office.id: (office.mentor_slots, office.protege_slots) for office in cohort.offices}
    changed = {name: pair for name, pair in seats.items() if pair != before[name]}
    return cohort.with_seats(changed) if changed else cohort


def _seats(office: Office, policy: Policy, own: Seats) -> tuple[int, int]:
    mentor = policy.capacity.mentor if "mentor" in office.assumed and office.mentor_slots else office.mentor_slots
    protege = policy.capacity.protege if "protege" in office.assumed and office.protege_slots else office.protege_slots
    return (mentor if own.mentor is None else own.mentor, protege if own.protege is None else own.protege)


class Method(StrEnum):
    """How a policy is solved and proven: by prices, by prices level after level, or by cases."""

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
        may_be_led_twice = (office.protege_slots > 1 and cohort.first_areas(office) for office in cohort.proteges)
        if policy.asked(cohort.asks_first) is Asked.RUNG and any(may_be_led_twice):
            return cls.CASES
        return cls.LEVELS if policy.objective is Objective.WORST_OFF_FIRST else cls.PRICES
