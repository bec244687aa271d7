"""What a rerun starts from: the cohort and the rules as they are now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.decisions import without_changes
from cxmatch.domain.errors import SettingsError
from cxmatch.domain.policy import Policy
from cxmatch.domain.run import Run


def cohort_after(run: Run, cohort: Cohort | None, without: Sequence[str]) -> Cohort:
    """Give the cohort as it is now.

    Raises
    ------
    SettingsError
        An office that left was not in the run, nobody is left, or the new survey has another framework.

    """
    now = cohort or run.cohort
    if [area.id for area in now.framework.areas] != [area.id for area in run.cohort.framework.areas]:
        raise SettingsError(
            f'The new survey is read by the framework "{now.framework.name}", the run by "{run.cohort.framework.name}".',
            "Read both by the same framework, or pair the new survey on its own.",
        )
    gone = {_known(run, cohort, name).id for name in without}
    rest = replace(now, offices=tuple(office for office in now.offices if office.id not in gone))
    if not rest.offices:
        raise SettingsError("Every office has left, so there is nobody to pair.")
    return rest


def _known(run: Run, cohort: Cohort | None, name: str) -> Office:
    return cohort.office(name) if cohort and not run.cohort.has(name) else run.cohort.office(name)


def policy_after(run: Run, cohort: Cohort, policy: Policy | None) -> Policy:
    """Give the rules as they are now; those about offices that have left are left out, since they can bar nothing."""
    rules = policy or without_changes(run.policy)
    left = [office for office in run.cohort.offices if office.id not in cohort.ids]

    def stays(name: str) -> bool:
        return cohort.has(name) or not any(office.is_called(name) for office in left)

    capacity = replace(rules.capacity, offices={name: seats for name, seats in rules.capacity.offices.items() if stays(name)})
    return replace(
        rules,
        capacity=capacity,
        locked=tuple(pair for pair in rules.locked if stays(pair.mentor) and stays(pair.protege)),
        forbidden=tuple(pair for pair in rules.forbidden if stays(pair.mentor) and stays(pair.protege)),
    )
