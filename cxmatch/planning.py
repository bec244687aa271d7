"""What a cohort does next: where help is wanted (gaps), the sessions on it (agenda), and the survey asked again (progress)."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from cxmatch.assignment.serving import most_led, take_turns
from cxmatch.domain.asked import first_need, set_aside
from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.dates import EVERY, Moment, moments
from cxmatch.domain.framework import PracticeArea
from cxmatch.domain.matching import Fit, Side
from cxmatch.domain.rows import areas_of
from cxmatch.domain.run import Run
from cxmatch.domain.series import (
    MEETINGS,
    WOULD_KEEP,
    Agenda,
    AreaGap,
    AreaProgress,
    Count,
    Gaps,
    Group,
    PairProgress,
    Progress,
    Session,
)
from cxmatch.errors import SettingsError
from cxmatch.records.text import fold

Rating = tuple[Group, str, str]  # whose, of which office, in which practice area
MOST_SESSIONS, PRESENTERS, QUESTIONS = 60, 2, 2


def gaps(cohort: Cohort) -> Gaps:
    """Look at a cohort practice area by practice area, the most pressing first.

    An office wants help where its need is above the lowest rung; it can be helped by an office of another department that is
    ahead of it. The shortfall of an area is what is left when as many of them as possible have a mentor there, every mentor
    seat being used for this area alone: the value of a maximum flow, so that it is exact. Other areas and the rules of a policy
    are left out of account.

    Examples
    --------
    >>> import cxmatch as cx
    >>> worst = cx.gaps(cx.read_survey(cx.sample("roundtable-14"))).areas[0]
    >>> worst.shortfall <= worst.wanting
    True

    """
    areas = [_gap(cohort, area) for area in cohort.framework.areas]
    ordered = sorted(areas, key=lambda gap: (-gap.shortfall, -gap.need, -gap.wanting, gap.area))
    return Gaps(offices=len(cohort.offices), areas=tuple(ordered))


def _gap(cohort: Cohort, area: PracticeArea) -> AreaGap:
    needs, scale = cohort.framework.need_scale, cohort.framework.capability_scale
    wanting = [office for office in cohort.proteges if area in cohort.wanted(office)]
    rated, asking = ([office for office in some if area.id in office.capability] for some in (cohort.offices, wanting))
    lowest = _lowest_elsewhere(asking, area, 1)
    ahead = _strongest([office for office in rated if lowest(office) < office.capability[area.id]], area)
    givers = [office for office in ahead if office.mentor_slots]
    highest = _lowest_elsewhere(givers, area, -1)
    return AreaGap(
        area=area.name,
        wanting=len(wanting),
        need=sum(office.need[area.id] - needs.bottom for office in wanting),
        unit=needs.unit,
        givers=tuple(office.id for office in givers),
        seats=sum(office.mentor_slots for office in givers),
        served=most_led(_kinds(givers, area, lambda office: office.mentor_slots), _kinds(asking, area, lambda _: 1)),
        alone=len(wanting) - sum(highest(office) < -office.capability[area.id] for office in asking),
        presenters=tuple(
            office.id
            for office in (ahead if wanting else _strongest(rated, area))
            if 2 * office.capability[area.id] > scale.bottom + scale.top
        ),
        questions=area.prompts,
    )


def _lowest_elsewhere(offices: Sequence[Office], area: PracticeArea, sign: int) -> Callable[[Office], float]:
    """Return what tells of an office the lowest level, or with sign -1 the highest as a negative, in any other department."""
    levels: dict[tuple[str, str], int] = {}
    for office in offices:
        level = sign * office.capability[area.id]
        levels[office.home] = min(level, levels.get(office.home, level))
    first = sorted(levels.items(), key=lambda entry: entry[1])[:2]
    return lambda office: next((level for home, level in first if home != office.home), math.inf)


def _kinds(offices: Sequence[Office], area: PracticeArea, count: Callable[[Office], int]) -> Counter[tuple[int, Hashable]]:
    kinds: Counter[tuple[int, Hashable]] = Counter()
    for office in offices:
        kinds[office.capability[area.id], office.home] += count(office)
    return kinds


def _strongest(offices: Sequence[Office], area: PracticeArea) -> list[Office]:
    return sorted(offices, key=lambda office: (-office.capability[area.id], office.id.casefold(), office.id))


def agenda(source: Run | Cohort, *, sessions: int | None = None, first: str | date = "", every: str = EVERY) -> Agenda:
    """Plan the sessions of a series, the area with the largest shortfall first.

    Pairs of a run are named in the sessions on their areas. There is one session for each area in which help is wanted, or as
    many as are asked for, 1 to 60 (SettingsError): past the last area they come again in the same order, with further questions.

    Two offices show how they do it in each session where there are two. They are chosen by a flow of least cost in which every
    further time that an office is asked costs more than any choice of stronger offices saves: so nobody is asked twice in place
    of one who could do it and was not asked yet.

    `first` gives each session a date: "2027-01-14", "2027-01-14 13:00" or "2027-01-14 13:00 America/New_York"; `every` says how
    they come again: every week, month, "2 weeks", "3 months". A month on is the same weekday of the month (the second Thursday
    stays the second Thursday, a fifth one is the last). SettingsError for what is neither.
    """
    start = Moment.of(str(first)) if first else None
    plan = _planned(source, gaps(source.rated if isinstance(source, Run) else source), sessions)
    return _dated(plan, moments(start, every, len(plan.sessions)), source) if start else plan


def outlook(run: Run) -> tuple[Gaps, Agenda]:
    """Return the gaps of the cohort of a run, and the agenda that `agenda` makes of them, looked at once."""
    found = gaps(run.rated)
    return found, _planned(run, found, None)


def _planned(source: Run | Cohort, found: Gaps, sessions: int | None) -> Agenda:
    areas = [gap for gap in found.areas if gap.wanting] or list(found.areas)
    count = len(areas) if sessions is None else sessions
    if not 1 <= count <= MOST_SESSIONS:
        raise SettingsError(f"A series has 1 to {MOST_SESSIONS} sessions, not {count}.", "Give another number after  --sessions")
    topics = [areas[place % len(areas)] for place in range(count)]
    asked = take_turns([topic.presenters for topic in topics], PRESENTERS)
    made = [_session(source, topic, place, place // len(areas), asked[place]) for place, topic in enumerate(topics)]
    often = Counter(name for names in asked for name in names)
    return Agenda(sessions=tuple(made), asked_twice=tuple(sorted(name for name, times in often.items() if times > 1)))


def _dated(plan: Agenda, dates: Sequence[Moment], source: Run | Cohort) -> Agenda:
    """Give each session its date, and the series a name that a rerun keeps: that of the survey's content, or of its offices."""
    cohort = source.cohort if isinstance(source, Run) else source
    offices = "\n".join(sorted(office.id for office in cohort.offices))
    made_from = cohort.source.sha256 or hashlib.sha256(offices.encode("utf-8", "surrogatepass")).hexdigest()
    dated = [replace(session, starts=each.text) for session, each in zip(plan.sessions, dates, strict=True)]
    return replace(plan, sessions=tuple(dated), made_from=made_from)


def _session(source: Run | Cohort, gap: AreaGap, place: int, round_: int, presenters: Sequence[str]) -> Session:
    first = round_ * QUESTIONS % max(1, len(gap.questions))
    fits = source.matching.pairings if isinstance(source, Run) else ()
    return Session(
        number=place + 1,
        area=gap.area,
        finding=gap.finding,
        questions=(gap.questions[first:] + gap.questions[:first])[:QUESTIONS],
        presenters=tuple(presenters),
        pairs=tuple((fit.mentor, fit.protege) for fit in fits if areas_of(fit, 1) == [gap.area]),
    )


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
