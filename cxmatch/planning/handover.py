"""What is handed over at the end of a round: the pairs with what they began with, what is short, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence

from cxmatch.domain.asked import first_need
from cxmatch.domain.checkin import CheckIns, PairStatus, RoundStatus
from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.handover import HandedPair, Handover, NextTopic, Round
from cxmatch.domain.matching import Fit, Side
from cxmatch.domain.overview import Overview
from cxmatch.domain.practices import practices_of, usual_level
from cxmatch.domain.progress import Progress
from cxmatch.domain.rows import topics
from cxmatch.domain.run import Run
from cxmatch.domain.series import Gaps
from cxmatch.planning.agenda import gaps
from cxmatch.planning.told import Rounds, again
from cxmatch.records.text import fold

MOST_TOPICS, MOST_GAINS = 3, 3
_ON_GAINS = ("What one more seat", "Whom to recruit")


def closed(
    runs: Sequence[Run], after: Cohort | None, read: CheckIns | None, looked: Progress | None, whole: Overview | None
) -> Handover:
    """Return the closing document of rounds, the last of which was asked again; `looked` and `whole` are what is known of it."""
    last = runs[-1]
    latest = after or last.rated
    return Handover(
        rounds=tuple(_round(number, run, after if run is last else None) for number, run in enumerate(runs, start=1)),
        gaps=(found := gaps(latest)),
        progress=looked,
        status=_status(last, read) if read else None,
        seats=whole.seats[:MOST_GAINS] if whole else (),
        advice=tuple(each for each in whole.advice if each.gain)[:MOST_GAINS] if whole else (),
        left_out=tuple(each for each in whole.left_out if each.startswith(_ON_GAINS)) if whole else (),
        topics=_next_topics(latest, found),
        unit=last.unit,
    )


def first_topic(run: Run, fit: Fit) -> str:
    """Return the practice area that a pair begins with, as its brief has it; "" where its mentor leads in none."""
    return "".join(topics(fit, first_need(run.rated, fit.protege, [fit]))[:1])


def with_topics(runs: Sequence[Run], after: Cohort | None) -> Rounds:
    """Return rounds with what each pair began with."""
    pairs = [(number, run, fit) for number, run in enumerate(runs) for fit in run.matching.pairings]
    began = {(number, fit.mentor, fit.protege): first_topic(run, fit) for number, run, fit in pairs}
    return Rounds(runs=tuple(runs), after=after, topics=began)


def _round(number: int, run: Run, after: Cohort | None) -> Round:
    answered = again(after)
    return Round(
        number=number,
        run=run.id,
        offices=len(run.cohort.offices),
        departments=run.cohort.departments,
        pairs=tuple(_pair(run, fit, after, answered.get(fold(fit.protege))) for fit in run.matching.pairings),
        waiting=tuple(each for each in run.matching.waiting if each.side is Side.PROTEGE),
    )


def _pair(run: Run, fit: Fit, after: Cohort | None, office: Office | None) -> HandedPair:
    topic = first_topic(run, fit)
    then, now = _said(run.rated, run.offices[fit.protege], topic), _said(after, office, topic)
    return HandedPair(mentor=fit.mentor, protege=fit.protege, topic=topic, then=then, now=now)


def _said(cohort: Cohort | None, office: Office | None, topic: str) -> str:
    """Say how an office rates itself, "" where it does not."""
    area = cohort.framework.area(topic) if cohort and topic else None
    level = office.capability.get(area.id) if office and area else None
    return cohort.framework.capability_scale.say(level) if cohort and level is not None else ""


def _status(run: Run, read: CheckIns) -> RoundStatus:
    """Return how the pairs go, without the plans that would give some other partners: the round is over."""
    said = read.by_pair
    pairs = [(fit.mentor, fit.protege) for fit in run.matching.pairings]
    told = tuple(PairStatus(mentor=pair[0], protege=pair[1], answers=said.get(pair, ())) for pair in pairs)
    return RoundStatus(run=run.id, pairs=told, findings=read.findings, unit=run.unit)


def _next_topics(cohort: Cohort, found: Gaps) -> tuple[NextTopic, ...]:
    """Return the areas that are short, or else most wanted, each with the practice for the step after the usual level."""
    known, wanted = practices_of(cohort.framework), [gap for gap in found.areas if gap.wanting]
    return tuple(
        NextTopic(area=gap.area, wanting=gap.wanting, practice=known.next_for(gap.area, usual_level(cohort, gap.area)))
        for gap in wanted[:MOST_TOPICS]
    )
