"""The practices by practice area, as the page lists them, with what offices offer to show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cxmatch.domain.practice import Practice
from cxmatch.domain.practices import offered, practices_of, to_show
from cxmatch.exports.handout import Handout


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
    told, known = set[str](), handout.practices or practices_of(handout.run.cohort.framework)
    offers = offered(handout.run.rated)
    for area, entries in known.areas.items():
        theirs = tuple((office.id, to_show(office)) for office, areas in offers if area in areas)
        new = tuple(each for each in entries if each.title not in told)
        above = tuple(each.title for each in entries if each.title in told)
        told |= {each.title for each in new}
        if entries or theirs:
            yield AreaPractices(area=area, practices=new, above=above, offers=theirs)
    if apart := tuple((office.id, to_show(office)) for office, areas in offers if not areas):
        yield AreaPractices(area="Named with no practice area", offers=apart)
