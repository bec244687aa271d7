"""What a cohort does next: where help is wanted (gaps), and the sessions on it (agenda)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from datetime import date

from cxmatch.assignment.serving import most_led, take_turns
from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.framework import PracticeArea
from cxmatch.domain.practices import Practices, agenda_of, dated
from cxmatch.domain.rows import areas_of
from cxmatch.domain.run import Run
from cxmatch.domain.series import Agenda, AreaGap, Gaps, Session
from cxmatch.domain.voices import EVERY, Evidences, Heard, Moment, Speakers, moments
from cxmatch.errors import SettingsError
from cxmatch.planning.speakers import with_speakers

MOST_SESSIONS, PRESENTERS, QUESTIONS = 60, 2, 2


def gaps(cohort: Cohort, evidence: Evidences | None = None) -> Gaps:
    """Look at a cohort practice area by practice area, the most pressing first.

    An office wants help where its need is above the lowest rung; it can be helped by an office of another department that is
    ahead of it. The shortfall of an area is what is left when as many of them as possible have a mentor there, every mentor
    seat being used for this area alone: the value of a maximum flow, so that it is exact. Other areas and the rules of a policy
    are left out of account. The `evidence` of a list, as `read_evidence` gives it, stands beside it and changes none of it.

    Examples
    --------
    >>> import cxmatch as cx
    >>> worst = cx.gaps(cx.read_survey(cx.sample("roundtable-14"))).areas[0]
    >>> worst.shortfall <= worst.wanting
    True

    """
    known = evidence or Evidences(listed=())
    areas = [_gap(cohort, area, Heard.on(area.name, known.listed)) for area in cohort.framework.areas]
    ordered = sorted(areas, key=lambda gap: (-gap.shortfall, -gap.need, -gap.wanting, gap.area))
    return Gaps(offices=len(cohort.offices), areas=tuple(ordered), findings=known.findings)


def _gap(cohort: Cohort, area: PracticeArea, heard: Heard | None) -> AreaGap:
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
        heard=heard,
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


def agenda(
    source: Run | Cohort,
    *,
    sessions: int | None = None,
    first: str | date = "",
    every: str = EVERY,
    practices: Practices | None = None,
    speakers: Speakers | None = None,
    evidence: Evidences | None = None,
) -> Agenda:
    """Plan the sessions of a series, the area with the largest shortfall first.

    Pairs of a run are named in the sessions on their areas. There is one session for each area in which help is wanted, or as
    many as are asked for, 1 to 60 (SettingsError): past the last area they come again in the same order, with further questions.

    Two offices show how they do it in each session where there are two. They are chosen by a flow of least cost in which every
    further time that an office is asked costs more than any choice of stronger offices saves: so nobody is asked twice in place
    of one who could do it and was not asked yet. Each looks at one of the `practices`, by default cxmatch's, or at what an
    office offers to show.

    `speakers`, as `read_speakers` gives them, are experts from outside: each session has one who could speak on it and is not
    away on its date, and nobody is asked twice before all who could be were asked. `evidence`, as `read_evidence` gives it,
    stands beside the finding of each session.

    `first` gives each session a date: "2027-01-14", "2027-01-14 13:00" or "2027-01-14 13:00 America/New_York"; `every` says how
    they come again: every week, month, "2 weeks", "3 months". A month on is the same weekday of the month (the second Thursday
    stays the second Thursday, a fifth one is the last). SettingsError for what is neither.
    """
    start, cohort = Moment.of(str(first)) if first else None, source.rated if isinstance(source, Run) else source
    plan = agenda_of(cohort, _planned(source, found := gaps(cohort, evidence), sessions), practices)
    made = dated(plan, moments(start, every, len(plan.sessions)), cohort) if start else plan
    return with_speakers(replace(made, findings=found.findings), speakers) if speakers else replace(made, findings=found.findings)


def outlook(run: Run, practices: Practices | None = None) -> tuple[Gaps, Agenda]:
    """Return the gaps of the cohort of a run, and the agenda that `agenda` makes of them, looked at once."""
    found = gaps(run.rated)
    return found, agenda_of(run.rated, _planned(run, found, None), practices)


def _planned(source: Run | Cohort, found: Gaps, sessions: int | None) -> list[Session]:
    areas = [gap for gap in found.areas if gap.wanting] or list(found.areas)
    count = len(areas) if sessions is None else sessions
    if not 1 <= count <= MOST_SESSIONS:
        raise SettingsError(f"A series has 1 to {MOST_SESSIONS} sessions, not {count}.", "Give another number after  --sessions")
    topics = [areas[place % len(areas)] for place in range(count)]
    asked = take_turns([topic.presenters for topic in topics], PRESENTERS)
    return [_session(source, topic, place, place // len(areas), asked[place]) for place, topic in enumerate(topics)]


def _session(source: Run | Cohort, gap: AreaGap, place: int, round_: int, presenters: Sequence[str]) -> Session:
    first = round_ * QUESTIONS % max(1, len(gap.questions))
    fits = source.matching.pairings if isinstance(source, Run) else ()
    return Session(
        number=place + 1,
        area=gap.area,
        finding=gap.finding,
        questions=(gap.questions[first:] + gap.questions[:first])[:QUESTIONS],
        presenters=tuple(presenters),
        heard=gap.heard,
        pairs=tuple((fit.mentor, fit.protege) for fit in fits if areas_of(fit, 1) == [gap.area]),
    )
