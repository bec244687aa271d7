"""progress(before, after): the survey asked again, counted for paired and for waiting offices."""

from __future__ import annotations

from collections.abc import Iterator

from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.errors import SettingsError
from cxmatch.domain.matching import Side
from cxmatch.domain.names import fold
from cxmatch.domain.progress import AreaProgress, Count, Group, Progress
from cxmatch.domain.run import Run

Rating = tuple[Group, str, str]


def progress(before: Run, after: Cohort) -> Progress:
    """Compare the capability of the proteges of a run with the answers to the survey asked again.

    Offices are the same where their names are. A rating counts in the areas of the pairing (those with points in its ledger),
    in the other areas where the office wanted help, or, for an office that waits, in all where it wanted help.

    Raises
    ------
    SettingsError
        The two surveys rate capability on different scales.

    """
    one, two = before.cohort.framework.capability_scale, after.framework.capability_scale
    if (one.low, one.high, one.labels) != (two.low, two.high, two.labels):
        raise SettingsError(
            f"Capability was rated {one.describe()} before and {two.describe()} after, so the ratings cannot be compared.",
            "If one scale was guessed from the answers, say it with  --scale",
        )
    again = {fold(office.id): office for office in after.offices}
    ratings = list(_ratings(before))
    changes = {rating: _change(before, after, again.get(fold(rating[1])), rating) for rating in ratings}
    names = dict.fromkeys(office for _, office, _ in ratings)
    areas = dict.fromkeys(area.name for area in before.cohort.framework.areas)
    return Progress(
        groups=_counts(changes),
        areas=tuple(
            AreaProgress(area=area, groups=_counts({key: change for key, change in changes.items() if key[2] == area}))
            for area in areas
        ),
        gone=tuple(name for name in names if fold(name) not in again),
    )


def _ratings(run: Run) -> Iterator[Rating]:
    """Give every rating that is compared, once: its group, the office and the practice area."""
    matched: dict[str, set[str]] = {}
    for fit in run.matching.pairings:
        matched.setdefault(fit.protege, set()).update(part.term for part in fit.leading)
    waiting = {entry.office for entry in run.matching.waiting if entry.side is Side.PROTEGE} - matched.keys()
    for office in run.cohort.offices:
        for area in _wanted(run, office) if office.id in waiting and office.protege_slots else ():
            yield Group.WAITING, office.id, area
        for area in _wanted(run, office) if office.id in matched else ():
            yield (Group.MATCHED if area in matched[office.id] else Group.OTHER), office.id, area


def _wanted(run: Run, office: Office) -> list[str]:
    framework = run.cohort.framework
    lowest = framework.need_scale.bottom
    return [area.name for area in framework.areas if office.need.get(area.id, lowest) > lowest]


def _change(before: Run, after: Cohort, office: Office | None, rating: Rating) -> int | None:
    """Give 1, 0 or -1 for a rating that rose, stayed or fell; None where it was not given both times."""
    _, name, heading = rating
    old, new = _level(before.cohort, before.cohort.office(name), heading), _level(after, office, heading)
    if old is None or new is None:
        return None
    was, now = old * after.framework.capability_scale.unit, new * before.cohort.framework.capability_scale.unit
    return (now > was) - (now < was)


def _level(cohort: Cohort, office: Office | None, heading: str) -> int | None:
    area = cohort.framework.area(heading)
    return office.capability.get(area.id) if office and area else None


def _counts(changes: dict[Rating, int | None]) -> dict[Group, Count]:
    found = {}
    for group in Group:
        own = [change for rating, change in changes.items() if rating[0] is group]
        found[group] = Count(rose=own.count(1), stayed=own.count(0), fell=own.count(-1), unknown=own.count(None))
    return found
