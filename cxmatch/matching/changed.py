"""What a rerun starts from: the cohort and the rules as they are now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.decisions import without_changes
from cxmatch.domain.known import called, require_known
from cxmatch.domain.policy import Policy
from cxmatch.domain.run import Run
from cxmatch.errors import SettingsError
from cxmatch.records.text import fold


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


def policy_after(run: Run, cohort: Cohort, policy: Policy | None, gone: Collection[str] = ()) -> Policy:
    """Give the rules as they are now. Those about offices that have left stay: they bar nothing, and some may come back.

    Raises
    ------
    SettingsError
        A rule that is new names an office or an attribute that no run of this cohort has had.

    """
    rules = policy or without_changes(run.policy)
    require_known(rules, cohort, gone=gone, before=run.policy)
    return rules


def gone_from(run: Run, earlier: Iterable[Run]) -> frozenset[str]:
    """Give what offices are called, folded, of a run and of those before it."""
    known = called(office for each in (run, *earlier) for office in each.cohort.offices)
    return known | frozenset(map(fold, run.repair.left if run.repair else ()))
