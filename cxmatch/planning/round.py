"""What came of a round, by the survey asked again."""

from __future__ import annotations

from collections.abc import Iterator

from cxmatch.domain.asked import first_need, set_aside
from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.matching import Fit, Side
from cxmatch.domain.progress import MEETINGS, WOULD_KEEP, AreaProgress, Count, Group, PairProgress, Progress
from cxmatch.domain.run import Run
from cxmatch.errors import SettingsError
from cxmatch.records.text import fold

Rating = tuple[Group, str, str]  # whose, of which office, in which practice area


def progress(before: Run, after: Cohort) -> Progress:
    """Say what came of the pairs of a run by the survey asked again: what was asked for first, then ratings before and after.

    A pair's protege says how often they met and whether it would keep the partner, where the survey asks (`template` with
    `again`). Offices are the same where their names are. Answers are compared with answers, so that a rating that the policy
    corrected counts as not given. A rating counts in the areas of the pairing (those with points in its
    ledger), in the other areas where the office wanted help, or, for an office that waits, in all where it wanted help. Raises
    SettingsError if the two surveys rate capability on different scales.
    """
    one, two = before.cohort.framework.capability_scale, after.framework.capability_scale
    if (one.low, one.high, one.labels) != (two.low, two.high, two.labels):
        raise SettingsError(
            f"Capability was rated {one.describe()} before and {two.describe()} after, so the ratings cannot be compared.",
            "If one scale was guessed from the answers, say it with  --scale",
        )
    answered = {office.id: office for office in before.cohort.offices}
    again, units = {fold(office.id): office for office in after.offices}, (one.unit, two.unit)
    changes = {
        (group, name, area): _change(_before(before, answered[name], area), _level(after, again.get(fold(name)), area), units)
        for group, name, area in _ratings(before)
    }
    areas = dict.fromkeys(area.name for area in before.cohort.framework.areas)
    by_area = {area: {rating: change for rating, change in changes.items() if rating[2] == area} for area in areas}
    return Progress(
        groups=_counts(changes),
        areas=tuple(AreaProgress(area=area, groups=_counts(own)) for area, own in by_area.items()),
        gone=tuple(name for name in dict.fromkeys(name for _, name, _ in changes) if fold(name) not in again),
        pairs=tuple(_pair(before, fit, after, again.get(fold(fit.protege))) for fit in before.matching.pairings),
    )


def _pair(before: Run, fit: Fit, after: Cohort, office: Office | None) -> PairProgress:
    """Return what a protege says of one pairing; an office that did not answer again says nothing."""
    said = office.attributes if office else {}
    return PairProgress(
        mentor=fit.mentor,
        protege=fit.protege,
        first=first_need(before.rated, fit.protege, [fit]),
        aside=set_aside(before.rated, before.offices[fit.protege]),
        now=tuple(area.name for area in after.framework.areas if office and area.id in office.asked_first),
        meetings=said.get(MEETINGS, ""),
        keep=said.get(WOULD_KEEP, ""),
    )


def _ratings(run: Run) -> Iterator[Rating]:
    """Return every rating that is compared, once: its group, the office and the practice area."""
    matched: dict[str, set[str]] = {}
    for fit in run.matching.pairings:
        matched.setdefault(fit.protege, set()).update(part.term for part in fit.leading)
    waiting = {entry.office for entry in run.matching.waiting if entry.side is Side.PROTEGE} - matched.keys()
    for office in run.rated.offices:
        wanted = [area.name for area in run.cohort.wanted(office)]
        if office.id in waiting and office.protege_slots:
            yield from ((Group.WAITING, office.id, area) for area in wanted)
        if office.id in matched:
            yield from ((Group.MATCHED if area in matched[office.id] else Group.OTHER, office.id, area) for area in wanted)


def _change(old: int | None, new: int | None, units: tuple[int, int]) -> int | None:
    """Return 1, 0 or -1 for a level that rose, stayed or fell, each in its own units; None where it was not given both times."""
    if old is None or new is None:
        return None
    was, now = old * units[1], new * units[0]
    return (now > was) - (now < was)


def _before(run: Run, office: Office, area: str) -> int | None:
    """Return what an office answered, None where an organizer knew better."""
    answered, counted = (_level(run.cohort, one, area) for one in (office, run.offices[office.id]))
    return answered if answered == counted else None


def _level(cohort: Cohort, office: Office | None, heading: str) -> int | None:
    area = cohort.framework.area(heading)
    return office.capability.get(area.id) if office and area else None


def _counts(changes: dict[Rating, int | None]) -> dict[Group, Count]:
    theirs = {group: [change for rating, change in changes.items() if rating[0] is group] for group in Group}
    return {
        group: Count(rose=own.count(1), stayed=own.count(0), fell=own.count(-1), unknown=own.count(None))
        for group, own in theirs.items()
    }
