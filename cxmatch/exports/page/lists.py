"""What the page lists: the pairings one by one with their ledgers, those that a rerun changed, and practices by area."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from typing import Any, Self, TypeAlias

from cxmatch.domain.practice import Practice
from cxmatch.domain.practices import offered, practices_of, to_show
from cxmatch.domain.repair import Repair
from cxmatch.domain.rows import Pairing, ledger_lines
from cxmatch.domain.run import Run
from cxmatch.exports.handout import Handout
from cxmatch.records.meanwhile import told
from cxmatch.records.text import counted

Prompts: TypeAlias = Callable[[str, Sequence[str]], str]
_PROMPTS = 2
_BAR, _HIGH = 300, 18


def one_by_one(handout: Handout, pairs: Sequence[Pairing], detailed: int, prompts: Prompts) -> Iterator[dict[str, Any]]:
    """Yield what the page shows of each pairing; the first `detailed` with the mentors that the protege did not get.

    `prompts` makes of a practice area and its questions what is shown below every pairing that is led in it.
    """
    asked = {area: prompts(area, questions[:_PROMPTS]) for area, questions in handout.prompts.items() if questions}
    longest = max((part.points for pair in pairs for part in pair.fit.contributions), default=0) or 1
    for number, pair in enumerate(told("Writing the page", pairs), start=1):
        topic, bars = "".join(pair.topics[:1]), _bars(pair, longest)
        yield {
            "number": number,
            "told": pair,
            "fit": pair.fit,
            "named": [_named(handout, pair.fit.mentor), _named(handout, pair.fit.protege)],
            "score": handout.report.fit_text(pair.fit.points),
            "share": pair.fit.need_met,
            "first": pair.on_first,
            "topic": topic,
            "lines": ledger_lines(pair.fit, handout.run),
            "bars": bars,
            "made_of": "; ".join(f"{term} {points}" for term, points, _, _ in bars),
            "alternatives": _alternatives(handout, pair.fit.protege) if number <= detailed else [],
            "prompts": [asked[topic]] if topic in asked else [],
        }


def _alternatives(handout: Handout, protege: str) -> list[str]:
    others = handout.report.alternatives.get(protege, ())
    return [f"{other.mentor}, fit {handout.report.fit_text(other.points)}: {other.price}" for other in others]


def _named(handout: Handout, office: str) -> str:
    department = handout.department(office)
    return f"{office} ({department})" if department else office


def _bars(pair: Pairing, longest: int) -> list[tuple[str, str, int, int]]:
    """Return the bars of a fit: the entry, its points as people read them, its length of 300, and where it is.

    All pairings have one scale, on which so many points are the `longest`: lengths say the same from pair to pair.
    """
    parts = [part for part in pair.fit.contributions if part.points]
    return [
        (part.term, pair.report.fit_text(part.points), max(part.points, 0) * _BAR // longest, place * _HIGH)
        for place, part in enumerate(parts)
    ]


_Row: TypeAlias = tuple[str, str, str, str]  # protege, mentor before, mentor now, why
NOBODY, LEFT = "no mentor", "has left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """The pairings that are gone or new, a row each or two in one row, and how many of those before stand as they were."""

    words: str
    rows: tuple[_Row, ...]

    @classmethod
    def by(cls, run: Run, repair: Repair) -> Self:
        """Return what a rerun changed; why, its record says chain by chain."""
        before = {(pair.mentor, pair.protege) for pair in repair.before}
        after = {*run.matching.pairs}
        causes = {move.protege: move.cause for move in repair.moves}
        proteges = sorted({protege for _, protege in before ^ after}, key=lambda name: (name.casefold(), name))
        gone, come = (partial(_mentors, pairs) for pairs in (before - after, after - before))
        rows = [row for each in proteges for row in _changed_rows(each, gone(each), come(each), repair, causes)]
        stand = f"Of {counted(len(before), 'pairing')} before, {len(before & after)} stand as they were."
        return cls(words=stand, rows=tuple(rows))


def _mentors(pairs: set[tuple[str, str]], protege: str) -> list[str]:
    return sorted(mentor for mentor, other in pairs if other == protege)


def _changed_rows(protege: str, gone: list[str], come: list[str], repair: Repair, causes: dict[str, str]) -> Iterator[_Row]:
    for before, after in zip_longest(gone, come):
        left = [f"{name} left" for name in (protege, before) if name in repair.left]
        now = after or (LEFT if protege in repair.left else NOBODY)
        yield protege, before or NOBODY, now, causes.get(protege) or "".join(left[:1])


@dataclass(frozen=True, slots=True, kw_only=True)
class _AreaPractices:
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


def by_area(handout: Handout) -> Iterator[_AreaPractices]:
    """Yield the practices of each area that has some, in the order of the framework."""
    listed, known = set[str](), handout.practices or practices_of(handout.run.cohort.framework)
    offers = offered(handout.run.rated)
    for area, entries in known.areas.items():
        theirs = tuple((office.id, to_show(office)) for office, areas in offers if area in areas)
        new = tuple(each for each in entries if each.title not in listed)
        above = tuple(each.title for each in entries if each.title in listed)
        listed |= {each.title for each in new}
        if entries or theirs:
            yield _AreaPractices(area=area, practices=new, above=above, offers=theirs)
    if apart := tuple((office.id, to_show(office)) for office, areas in offers if not areas):
        yield _AreaPractices(area="Named with no practice area", offers=apart)
