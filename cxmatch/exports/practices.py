"""Practices in what is handed out: the one that a pair asks about, and all of them by practice area for the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cxmatch.domain.casestudies import offered, shown_in, to_show
from cxmatch.domain.matching import Fit
from cxmatch.domain.practice import Practice
from cxmatch.domain.practices import Practices
from cxmatch.exports.handout import Handout


def to_ask(handout: Handout, fit: Fit, topic: str) -> str:
    """Say which practice a pair asks about in its first topic: what its mentor offers to show there, else one for the next step.

    Return "" where there is none. No step is told: the mentor is not to see how its protege rates itself.
    """
    mentor, protege = handout.offices[fit.mentor], handout.offices[fit.protege]
    places = [area.id for area in handout.run.cohort.framework.areas if area.name == topic]
    if topic in shown_in(handout.run.cohort.framework, mentor):
        return f'A practice to ask about: {fit.mentor} says that it could show "{to_show(mentor)}".'
    next_one = _known(handout).next_for(topic, next((protege.capability.get(place) for place in places), None))
    return f"A practice to ask about: {next_one.in_brief}" if next_one else ""


def _known(handout: Handout) -> Practices:
    return handout.practices or _built_in(handout)


def _built_in(handout: Handout) -> Practices:
    return Practices.of(handout.run.cohort.framework)


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaPractices:
    """The practices of one area as the page lists them: in full where they come first, by title where they stand further up.

    `offers` are the offices that could show something of their own there, each with its words.
    """

    area: str
    practices: tuple[Practice, ...] = ()
    above: tuple[str, ...] = ()
    offers: tuple[tuple[str, str], ...] = ()

    @property
    def count(self) -> int:
        """How many there are, those of offices among them."""
        return len(self.practices) + len(self.above) + len(self.offers)


def by_area(handout: Handout) -> Iterator[AreaPractices]:
    """Yield the practices of each area that has some, in the order of the framework."""
    told: set[str] = set()
    offers = offered(handout.run.rated)
    for area, entries in _known(handout).areas.items():
        theirs = tuple((office.id, to_show(office)) for office, areas in offers if area in areas)
        new = tuple(each for each in entries if each.title not in told)
        above = tuple(each.title for each in entries if each.title in told)
        told |= {each.title for each in new}
        if entries or theirs:
            yield AreaPractices(area=area, practices=new, above=above, offers=theirs)
    known = set(_known(handout).areas)
    if apart := tuple((office.id, to_show(office)) for office, areas in offers if not known & set(areas)):
        yield AreaPractices(area="Named with no practice area", offers=apart)
