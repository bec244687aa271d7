"""Seats: how many partners each office takes, from the survey and the policy together."""

from __future__ import annotations

from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.policy import Policy, Seats


def seated(cohort: Cohort, policy: Policy) -> Cohort:
    """Give the cohort with the seats that the policy sets: for an office it names, and where the survey does not say.

    Raises
    ------
    SettingsError
        A name of the policy stands for several offices.

    """
    own = _by_office(cohort, policy)
    seats = {office.id: _seats(office, policy, own.get(office.id, Seats())) for office in cohort.offices}
    before = {office.id: (office.mentor_slots, office.protege_slots) for office in cohort.offices}
    changed = {name: pair for name, pair in seats.items() if pair != before[name]}
    return cohort.with_seats(changed) if changed else cohort


def _by_office(cohort: Cohort, policy: Policy) -> dict[str, Seats]:
    return {cohort.office(name).id: seats for name, seats in policy.capacity.offices.items() if cohort.has(name)}


def _seats(office: Office, policy: Policy, own: Seats) -> tuple[int, int]:
    mentor = policy.capacity.mentor if "mentor" in office.assumed and office.mentor_slots else office.mentor_slots
    protege = policy.capacity.protege if "protege" in office.assumed and office.protege_slots else office.protege_slots
    return (mentor if own.mentor is None else own.mentor, protege if own.protege is None else own.protege)
