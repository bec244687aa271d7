"""What came of a round, by the survey asked again."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from cxmatch.domain.asked import first_need, set_aside
from cxmatch.domain.checkin import MEETINGS, WOULD_KEEP, CheckIn, CheckIns
from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.effect import Draws, Effect
from cxmatch.domain.matching import Fit, Side
from cxmatch.domain.progress import AreaProgress, Count, Group, PairProgress, Progress
from cxmatch.domain.run import Run
from cxmatch.errors import SettingsError
from cxmatch.planning.effect import against_waiting, by_key
from cxmatch.planning.told import again
from cxmatch.records.text import fold, grouped

Rating = tuple[Group, str, str]  # whose, of which office, in which practice area


def looked_back(before: Run, after: Cohort, read: CheckIns, drawn: Draws) -> Progress:
    """Say what came of the pairs of a run by the survey asked again: what was asked for first, then ratings before and after.

    `read` are its check-ins, `drawn` is what its tie key drew.

    Raises SettingsError if the two surveys rate capability on different scales.
    """
    require_alike(before, after)
    one, two = before.cohort.framework.capability_scale, after.framework.capability_scale
    answered, theirs, units = before.cohort.by_id, again(after), (one.unit, two.unit)
    changes = {
        (group, name, area): _change(_before(before, answered[name], area), _level(after, theirs.get(fold(name)), area), units)
        for group, name, area in _ratings(before)
    }
    said, areas = read.by_pair, dict.fromkeys(area.name for area in before.cohort.framework.areas)
    by_area = {area: {rating: change for rating, change in changes.items() if rating[2] == area} for area in areas}
    return Progress(
        groups=_counts(changes),
        areas=tuple(AreaProgress(area=area, groups=_counts(own)) for area, own in by_area.items()),
        effects=_effects(changes, Fraction(1, one.unit * two.unit), drawn),
        findings=read.findings,
        gone=tuple(name for name in dict.fromkeys(name for _, name, _ in changes) if fold(name) not in theirs),
        pairs=tuple(
            _pair(before, fit, after, theirs.get(fold(fit.protege)), said.get((fit.mentor, fit.protege), ()))
            for fit in before.matching.pairings
        ),
    )


def require_alike(before: Run, after: Cohort) -> None:
    """Raise SettingsError where two surveys rate capability on different scales."""
    one, two = before.cohort.framework.capability_scale, after.framework.capability_scale
    if (one.low, one.high, one.labels) != (two.low, two.high, two.labels):
        raise SettingsError(
            f"Capability was rated {one.describe()} before and {two.describe()} after, so the ratings cannot be compared.",
            "If one scale was guessed from the answers, say it with  --scale",
        )


def _pair(before: Run, fit: Fit, after: Cohort, office: Office | None, answers: tuple[CheckIn, ...]) -> PairProgress:
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
        answers=answers,
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
    """Return how far a level rose, each in its own units, in units of both; None where it was not given both times."""
    return None if old is None or new is None else new * units[0] - old * units[1]


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
        group: Count(
            rose=sum(change > 0 for change in own if change is not None),
            stayed=own.count(0),
            fell=sum(change < 0 for change in own if change is not None),
            unknown=own.count(None),
        )
        for group, own in theirs.items()
    }


def _effects(changes: dict[Rating, int | None], step: Fraction, drawn: Draws) -> tuple[Effect, ...]:
    """Hold what changed against chance; each office counts once, with the mean of all its ratings that can be compared."""
    means = {waits: _means(changes, step, waits=waits) for waits in (True, False)}
    paired, waiting = ([*means[waits].values()] for waits in (False, True))
    return against_waiting(paired, waiting), by_key(drawn, means[False] | means[True])


def _means(changes: dict[Rating, int | None], step: Fraction, *, waits: bool) -> dict[str, Fraction]:
    """Return the mean change of each office that waits, or is paired, over what it rated both times."""
    theirs = ((name, change) for (group, name, _), change in changes.items() if (group is Group.WAITING) == waits)
    known = grouped((name, change) for name, change in theirs if change is not None)
    return {name: Fraction(sum(own), len(own)) * step for name, own in known.items()}
