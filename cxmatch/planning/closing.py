"""The closing documents of rounds: what is handed over to those who follow, and what may be published of it for all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from cxmatch.domain.asked import first_need
from cxmatch.domain.checkin import LEVELS, PRACTICE, REACHED, USEFUL, WOULD_KEEP, CheckIn, CheckIns, RoundStatus
from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.handover import HandedPair, Handover, NextTopic, Round
from cxmatch.domain.matching import Fit, Side
from cxmatch.domain.overview import Overview
from cxmatch.domain.practices import practices_of, usual_level
from cxmatch.domain.progress import Count, Progress
from cxmatch.domain.published import FEWEST, Kind, PublicArea, PublicPair, Published, Said, Told
from cxmatch.domain.rows import topics
from cxmatch.domain.run import Run
from cxmatch.domain.series import Gaps
from cxmatch.planning.agenda import gaps
from cxmatch.planning.publishing import hidden_in
from cxmatch.planning.telling import shown
from cxmatch.planning.told import Change, Rounds, again
from cxmatch.records.text import decimal_text, fold

MOST_TOPICS, MOST_GAINS = 3, 3
_ON_GAINS = ("What one more seat", "Whom to recruit")


def closed(
    runs: Sequence[Run], after: Cohort | None, read: CheckIns | None, looked: Progress | None, whole: Overview | None
) -> Handover:
    """Return the closing document of rounds, the last of which was asked again; `looked` and `whole` are what is known of it."""
    last, latest = runs[-1], after or runs[-1].rated
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


def public(rounds: Rounds, read: CheckIns | None, width: int) -> Published:
    """Return what may be published of rounds, so that no rating can be worked out to less than `width` steps."""
    last, hidden = rounds.runs[-1], hidden_in(rounds, width)
    listed = shown(rounds, hidden, Kind.PAIR)
    begun = shown(rounds, hidden, Kind.PAIR, Kind.TOPIC)
    scale = last.cohort.framework.capability_scale
    return Published(
        offices=len({office.id for run in rounds.runs for office in run.cohort.offices}),
        departments=len({office.home for run in rounds.runs for office in run.cohort.offices}),
        rounds=len(rounds.runs),
        pairs=tuple(
            PublicPair(round=pair[0] + 1, mentor=pair[1], protege=pair[2], topic=rounds.topics[pair] * (pair in begun))
            for pair in listed
        ),
        more_pairs=len(rounds.topics) - len(listed),
        areas=tuple(_areas(rounds, hidden)),
        said=tuple(_said_by(read)) if read else (),
        asked_again=rounds.after is not None,
        hidden=tuple(each.words for each in sorted(hidden, key=lambda told: (told.rank, told.about))),
        width=width,
        steps=scale.high - scale.low,
        scale=scale.describe(),
    )


def with_topics(runs: Sequence[Run], after: Cohort | None) -> Rounds:
    """Return rounds with what each of their pairs began with."""
    pairs = [(number, run, fit) for number, run in enumerate(runs) for fit in run.matching.pairings]
    began = {(number, fit.mentor, fit.protege): _first_topic(run, fit) for number, run, fit in pairs}
    return Rounds(runs=tuple(runs), after=after, topics=began)


def _first_topic(run: Run, fit: Fit) -> str:
    """Return the practice area that a pair begins with, as its brief has it; "" where its mentor leads in none."""
    return "".join(topics(fit, first_need(run.rated, fit.protege, [fit]))[:1])


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
    topic = _first_topic(run, fit)
    then, now = _said(run.rated, run.offices[fit.protege], topic), _said(after, office, topic)
    return HandedPair(mentor=fit.mentor, protege=fit.protege, topic=topic, then=then, now=now)


def _said(cohort: Cohort | None, office: Office | None, topic: str) -> str:
    """Say how an office rates itself, "" where it does not."""
    area = cohort.framework.area(topic) if cohort and topic else None
    level = office.capability.get(area.id) if office and area else None
    return cohort.framework.capability_scale.say(level) if cohort and level is not None else ""


def _status(run: Run, read: CheckIns) -> RoundStatus:
    """Return how the pairs go, without the plans that would give some other partners: the round is over."""
    return RoundStatus(run=run.id, pairs=read.on(run.matching.pairs), findings=read.findings, unit=run.unit)


def _next_topics(cohort: Cohort, found: Gaps) -> tuple[NextTopic, ...]:
    """Return the areas that are short, or else most wanted, each with the practice for the step after the usual level."""
    known, wanted = practices_of(cohort.framework), [gap for gap in found.areas if gap.wanting]
    return tuple(
        NextTopic(area=gap.area, wanting=gap.wanting, practice=known.next_for(gap.area, usual_level(cohort, gap.area)))
        for gap in wanted[:MOST_TOPICS]
    )


def _areas(rounds: Rounds, hidden: Collection[Told]) -> Iterator[PublicArea]:
    """Yield the line of each practice area, what is wanted most now first, and last that of all areas."""
    pairs = shown(rounds, hidden, Kind.PAIR, Kind.TOPIC)
    wanted = {survey: _counts(rounds, survey, hidden) for survey in (len(rounds.runs) - 1, -1)}
    then, now = wanted.values()
    changes, known = rounds.changes(pairs), practices_of(rounds.runs[-1].cohort.framework)
    for area in sorted(then, key=lambda name: -(now.get(name) or then[name] or 0)):
        yield PublicArea(
            area=area,
            pairs=sum(rounds.topics[pair] == area for pair in pairs),
            wanted=then[area],
            wanted_now=now.get(area),
            practice=next(iter(known.areas.get(area, ())), None),
            **_changed(rounds, [change for change in changes if change.area == area], (Kind.CHANGE, Kind.STEPS), area, hidden),
        )
    every = _changed(rounds, changes, (Kind.CHANGES, Kind.ALL_STEPS), "", hidden)
    yield PublicArea(area="All areas", pairs=len(pairs), is_all=True, **every)


def _counts(rounds: Rounds, survey: int, hidden: Collection[Told]) -> Mapping[str, int | None]:
    """Return how many want help in each area, None where that is hidden."""
    kind, every = (Kind.WANTED_NOW if survey < 0 else Kind.WANTED), rounds.wanted(survey)
    return {
        area: None if Told(kind, area) in hidden else sum(rounds.level(each) or 0 for each in own) for area, own in every.items()
    }


def _changed(
    rounds: Rounds, changes: Sequence[Change], kinds: tuple[Kind, Kind], about: str, hidden: Collection[Told]
) -> dict[str, Any]:
    """Return how many ratings rose, stayed and fell, and by how many steps all together; nothing where that is hidden."""
    moves = [rounds.moved(change) for change in changes]
    told = {
        "change": Count(
            rose=sum(each > 0 for each in moves), stayed=sum(not each for each in moves), fell=sum(each < 0 for each in moves)
        ),
        "steps": f"{'+' * (sum(moves) > 0)}{decimal_text(int(100 * sum(moves)), 100)}",
    }
    return {name: told[name] for name, kind in zip(told, kinds, strict=True) if moves and Told(kind, about) not in hidden}


def _said_by(read: CheckIns) -> Iterator[Said]:
    """Yield what check-ins say, counted: where enough have answered, and more than one says so."""
    for words, side, answer, is_so in _COUNTED:
        answers = [said for each in read.answers if each.by is side and (said := answer(each)) is not None]
        number = sum(map(is_so, answers))
        if len(answers) >= FEWEST and number > 1:
            yield Said(words=words, number=number, answered=len(answers))


def _chosen(name: str) -> Callable[[CheckIn], str | None]:
    return lambda each: getattr(each, name) or None


_COUNTED: Sequence[tuple[str, Side, Callable[[CheckIn], Any], Callable[[Any], bool]]] = (
    ("Proteges that met their mentor", Side.PROTEGE, lambda each: each.meetings, bool),
    (
        "Proteges that reached what they had set out to do, or a part of it",
        Side.PROTEGE,
        _chosen("reached"),
        LEVELS[REACHED][1:].__contains__,
    ),
    ("Proteges that took up a practice", Side.PROTEGE, lambda each: PRACTICE in each.words, bool),
    ("Proteges that find it useful or very useful", Side.PROTEGE, _chosen("useful"), LEVELS[USEFUL][2:].__contains__),
    ("Proteges that would keep their mentor", Side.PROTEGE, _chosen("keep"), LEVELS[WOULD_KEEP][-1:].__contains__),
    ("Mentors that would keep their protege", Side.MENTOR, _chosen("keep"), LEVELS[WOULD_KEEP][-1:].__contains__),
)
