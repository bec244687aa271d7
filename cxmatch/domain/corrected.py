"""The ratings that a policy corrects: counted in place of what the offices answered, which the cohort keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.framework import Framework, PracticeArea, Scale
from cxmatch.domain.policy import Policy
from cxmatch.domain.rated import Corrected, Rated
from cxmatch.errors import SettingsError, did_you_mean, refuse_any
from cxmatch.records.text import fold


def _scale_of(framework: Framework, side: Rated) -> Scale:
    """Return the scale on which a side is rated."""
    return framework.capability_scale if side is Rated.CAPABILITY else framework.need_scale


def corrected(cohort: Cohort, policy: Policy) -> Cohort:
    """Return the cohort with the corrected levels; an office that is not there is passed over.

    Raises SettingsError for each area or level that is none, with the nearest.
    """
    refuse_any(wrong(cohort, policy))
    levels: dict[str, dict[str, dict[str, int]]] = {}
    for entry in policy.corrected:
        area, level = _rating(cohort.framework, entry)
        if area and level is not None and cohort.has(entry.office):
            levels.setdefault(cohort.office(entry.office).id, {}).setdefault(entry.side.value, {})[area.id] = level
    offices = tuple(_with_levels(office, levels.get(office.id, {})) for office in cohort.offices)
    return replace(cohort, offices=offices) if levels else cohort


def _rating(framework: Framework, entry: Corrected) -> tuple[PracticeArea | None, int | None]:
    """Return the area and the level that an entry names, None for what is none."""
    return framework.area(entry.area), _scale_of(framework, entry.side).read(entry.level)


def _with_levels(office: Office, levels: dict[str, dict[str, int]]) -> Office:
    changed: dict[str, Any] = {side: {**getattr(office, side), **own} for side, own in levels.items()}
    return replace(office, **changed) if changed else office


def wrong(cohort: Cohort, policy: Policy) -> Iterator[str]:
    """Name every entry that no rating is, or that corrects one twice: where it stands, and the nearest that is right."""
    seen: set[tuple[str, Rated, str]] = set()
    for entry in policy.corrected:
        said, (area, level) = policy.place("corrected", entry), _rating(cohort.framework, entry)
        if area is None:
            near = did_you_mean(entry.area, [known.name for known in cohort.framework.areas])
            yield f'{said}: there is no practice area "{entry.area}".{near}'
            continue
        if level is None:
            scale = _scale_of(cohort.framework, entry.side).describe()
            yield f'{said}: "{entry.level}" is no level of {entry.side.value}, which is rated {scale}.'
        if (rating := (_called(cohort, entry), entry.side, area.id)) in seen:
            yield f"{said}: the {entry.side.value} in {area.name} is corrected twice."
        seen.add(rating)


def _called(cohort: Cohort, entry: Corrected) -> str:
    """Return the id of its office, or the name where it has left, or where the name stands for several."""
    try:
        return cohort.office(entry.office).id
    except SettingsError:
        return fold(entry.office)


def said_of(framework: Framework, policy: Policy, side: Rated, office: Office, area: str) -> Iterator[str]:
    """Say of one rating of an office what it answered where it is corrected, and why."""
    scale = _scale_of(framework, side)
    for entry in policy.corrected:
        known = framework.area(entry.area)
        if entry.side is side and known and known.id == area and office.is_called(entry.office):
            answered = getattr(office, side.value).get(area)
            was = "not answered" if answered is None else f"{scale.say(answered)} by its own answer"
            yield f"{side.value} of {office.id} corrected ({was}): {entry.reason}"
