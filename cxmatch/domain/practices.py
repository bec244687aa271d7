"""The practices of a framework by its areas: which comes next, what a session looks at, which office can show it."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Self

from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.framework import Framework, PracticeArea, Scale, frameworks
from cxmatch.domain.matching import Fit
from cxmatch.domain.practice import CaseStudy, Practice, Step, built_in
from cxmatch.domain.series import Agenda, Session
from cxmatch.domain.voices import Moment, in_own_words
from cxmatch.records.text import fold

MATURITY = "cx-maturity"  # the framework whose steps the others borrow
TO_SHOW = "Practice to show"  # the attribute with what an office says that it could show
_NO_WORD, _JOINED = re.compile(r"[\W_]+"), re.compile(r"\s*(?:&|,|\band\b)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Practices:
    """The practices by the areas of a framework, by their names, those that lead least far first.

    `own` are the titles of an organizer's own, which go before others of the same step, and in the place of one with the same
    title. `elsewhere` are those of other frameworks' areas. `scale` is that on which capability is rated.
    """

    areas: Mapping[str, tuple[Practice, ...]]
    scale: Scale
    own: tuple[str, ...] = ()
    elsewhere: tuple[Practice, ...] = ()

    @classmethod
    def of(cls, framework: Framework, own: Sequence[Practice] = ()) -> Self:
        """Return the practices of a framework: an organizer's own, and those that come with cxmatch."""
        titles = {fold(practice.title) for practice in own}
        every = [*own, *(practice for practice in built_in() if fold(practice.title) not in titles)]
        by_step = sorted(every, key=lambda practice: practice.step.rank)
        return cls(
            areas={area.name: tuple(practice for practice in by_step if practice.is_of(area)) for area in framework.areas},
            scale=framework.capability_scale,
            own=tuple(practice.title for practice in own),
            elsewhere=tuple(practice for practice in every if not any(map(practice.is_of, framework.areas))),
        )

    def fitting(self, area: str, level: int | None) -> tuple[Practice, ...]:
        """Return the practices of an area that lead further than a level, in units of the scale; none where it is not known."""
        reached = None if level is None else standing(level, self.scale)
        return tuple(each for each in self.areas.get(area, ()) if reached is not None and each.step.rank > reached)

    def next_for(self, area: str, level: int | None) -> Practice | None:
        """Return the practice to ask about: the first that leads to the step that comes next, or else to the nearest after it."""
        return next(iter(self.fitting(area, level)), None)

    def only(self, area: str) -> Practices:
        """Return the practices of one area by its name."""
        return Practices(areas={area: self.areas[area]}, scale=self.scale, own=self.own)


@lru_cache(maxsize=8)
def practices_of(framework: Framework) -> Practices:
    """Return the practices that come with cxmatch for a framework; briefs ask for them pair by pair."""
    return Practices.of(framework)


def standing(level: int, scale: Scale) -> int:
    """Return which of the five steps of maturity a level stands on, 0 for the lowest; between two it is the lower one.

    >>> [standing(level, Scale(low=1, high=5)) for level in (1, 2, 5)], standing(250, Scale(low=1, high=5, decimals=2))
    ([0, 1, 4], 1)
    """
    return (level - scale.bottom) * len(Step) // (scale.top - scale.bottom)


def next_step(framework: Framework, level: int | None) -> str:
    """Say what brings an office from a level of capability to the next one: "Toward Strategic: ..."; "" at the top.

    A framework that does not say it borrows the steps of maturity.
    """
    scale = framework.capability_scale
    steps = framework.steps or next(each.steps for each in frameworks() if each.id == MATURITY)
    if level is None or level >= scale.top:
        return ""
    place = (level - scale.bottom) * len(steps) // (scale.top - scale.bottom)
    if len(scale.labels) == len(steps) + 1:
        return f"From {scale.labels[place]} to {scale.labels[place + 1]}: {steps[place]}"
    return steps[place] if framework.steps else f"Toward {list(Step)[place]}: {steps[place]}"


def to_show(office: Office) -> str:
    """Return what an office says that it could show, cut to length and without addresses and numbers of people; else ""."""
    return in_own_words(office.attributes.get(TO_SHOW, ""))


def shown_in(framework: Framework, office: Office) -> list[str]:
    """Return the names of the areas of what an office says that it could show: those that it names. Nothing is guessed.

    An area is named by its name, its id or an alias, or by a part of its name: "Culture" of "Culture & Measurement".
    """
    said = f" {_bare(to_show(office))} "
    return [area.name for area in framework.areas if any(f" {name} " in said for name in _called(area))]


def _called(area: PracticeArea) -> Iterator[str]:
    return filter(None, map(_bare, (area.name, area.id, *area.aliases, *_JOINED.split(area.name))))


def _bare(text: str) -> str:
    return _NO_WORD.sub(" ", fold(text)).strip()


def to_ask(cohort: Cohort, fit: Fit, topic: str, practices: Practices | None) -> str:
    """Say which practice a pair asks about in its first topic: what its mentor offers to show there, else one for the next step.

    Return "" where there is none. No step is told: the mentor is not to see how its protege rates itself.
    """
    mentor, protege = cohort.by_id[fit.mentor], cohort.by_id[fit.protege]
    if topic in shown_in(cohort.framework, mentor):
        return f'A practice to ask about: {fit.mentor} says that it could show "{to_show(mentor)}".'
    next_one = (practices or practices_of(cohort.framework)).next_for(topic, _level(cohort, protege, topic))
    return f"A practice to ask about: {next_one.in_brief}" if next_one else ""


def offered(cohort: Cohort) -> list[tuple[Office, list[str]]]:
    """Return the mentors that offer to show something, each with the names of the areas that it belongs to."""
    return [(office, shown_in(cohort.framework, office)) for office in cohort.mentors if to_show(office)]


def agenda_of(cohort: Cohort, sessions: Sequence[Session], practices: Practices | None) -> Agenda:
    """Return the agenda of sessions, each with what it looks at, and with who presents more than once."""
    made, often = _with_case_studies(cohort, sessions, practices), Counter(name for each in sessions for name in each.presenters)
    twice = sorted(name for name, times in often.items() if times > 1)
    return Agenda(sessions=made, asked_twice=tuple(twice), offered=_not_taken(cohort, made))


def dated(plan: Agenda, dates: Sequence[Moment], cohort: Cohort) -> Agenda:
    """Give each session its date, and the series a name that a rerun keeps: that of the survey's content, or of its offices."""
    offices = "\n".join(sorted(office.id for office in cohort.offices))
    made_from = cohort.source.sha256 or hashlib.sha256(offices.encode("utf-8", "surrogatepass")).hexdigest()
    sessions = [replace(session, starts=each.text) for session, each in zip(plan.sessions, dates, strict=True)]
    return replace(plan, sessions=tuple(sessions), made_from=made_from)


def _not_taken(cohort: Cohort, sessions: Sequence[Session]) -> tuple[CaseStudy, ...]:
    """Return what mentors offer to show and no session looks at, for whatever reason."""
    taken = {session.practice.office for session in sessions if session.practice and session.practice.own}
    return tuple(CaseStudy(office=office.id, own=to_show(office)) for office, _ in offered(cohort) if office.id not in taken)


def _with_case_studies(cohort: Cohort, sessions: Sequence[Session], practices: Practices | None) -> tuple[Session, ...]:
    """Return sessions each with a case study: what an office offers to show there, once for each office, else a practice.

    A practice leads a step further than half of the offices that want help there are; when an area comes again, the next one is
    taken. Who can show it stands at that step or above by its own rating; who presents in the session anyway goes before others,
    then the strongest. An office that is no mentor is never named.
    """
    known, offers = practices or practices_of(cohort.framework), offered(cohort)
    used, made = list[str](), list[Session]()
    for session in sessions:
        here = [office for office, areas in offers if session.area in areas and office.id not in used]
        study = _offered_in(cohort, session, here) or _known_in(cohort, session, known, used)
        used += _not_again(study)
        made.append(replace(session, practice=study, next_step=next_step(cohort.framework, usual_level(cohort, session.area))))
    return tuple(made)


def _not_again(study: CaseStudy | None) -> list[str]:
    """Return what is not taken again: the office that was to show its own, or the title of a practice."""
    title = study.practice.title if study and study.practice else ""
    return [title or study.office] if study else []


def _offered_in(cohort: Cohort, session: Session, offers: Sequence[Office]) -> CaseStudy | None:
    """Return what the first of some offices offers to show; who presents goes before the others."""
    return next((CaseStudy(office=each.id, own=to_show(each)) for each in _in_turn(cohort, session, offers)), None)


def _known_in(cohort: Cohort, session: Session, practices: Practices, used: Sequence[str]) -> CaseStudy | None:
    fitting = practices.fitting(session.area, usual_level(cohort, session.area))
    new = [practice for practice in fitting if practice.title not in used]
    return next((CaseStudy(office=_who(cohort, session, each), practice=each) for each in (*new, *fitting)), None)


def usual_level(cohort: Cohort, area: str) -> int | None:
    """Return the level below which half of the offices are that want help in an area, of those that rate themselves there."""
    [place] = [each for each in cohort.framework.areas if each.name == area]
    wanting = [office for office in cohort.proteges if place in cohort.wanted(office)]
    levels = sorted(office.capability[place.id] for office in wanting or cohort.offices if place.id in office.capability)
    return levels[(len(levels) - 1) // 2] if levels else None


def _who(cohort: Cohort, session: Session, practice: Practice) -> str:
    able, scale = _in_turn(cohort, session, cohort.offices), cohort.framework.capability_scale
    levels = {office.id: _level(cohort, office, session.area) for office in able}
    so_far = (name for name, level in levels.items() if level is not None and standing(level, scale) >= practice.step.rank)
    return next(so_far, "")


def _in_turn(cohort: Cohort, session: Session, offices: Sequence[Office]) -> list[Office]:
    """Return the mentors among offices: who presents in a session before the others, then the strongest."""

    def turn(office: Office) -> tuple[int, int, str, str]:
        level, order = _level(cohort, office, session.area), [*session.presenters, office.id]
        return order.index(office.id), 0 if level is None else -level, office.id.casefold(), office.id

    return sorted((office for office in offices if office.mentor_slots), key=turn)


def _level(cohort: Cohort, office: Office, area: str) -> int | None:
    return next((office.capability.get(each.id) for each in cohort.framework.areas if each.name == area), None)
