"""Answer sheets that came back: who says yes or no to which pairing, not with whom, and how many after all."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import TypeAlias, TypeVar

from cxmatch.domain.consent import NOES, Answers, Offer, Reply, Said, Star, Veto, standings, where
from cxmatch.domain.findings import Finding
from cxmatch.domain.foretold import STAR_POINTS, require_star
from cxmatch.domain.matching import Side
from cxmatch.domain.parts import MOST_SEATS
from cxmatch.domain.run import Run
from cxmatch.domain.wishes import naming
from cxmatch.errors import did_you_mean
from cxmatch.survey.slips import BETWEEN, Row, Sheet, read_sheet, word_of
from cxmatch.survey.stars import accepting, flaw_of, two_stars, without_refused

_Thing: TypeAlias = Reply | Veto | Offer | Star | Finding
_AGAINST = ("not with", "not this one")
Kind = TypeVar("Kind", Reply, Veto, Offer, Star, Finding)


def answers(files: str | Path | Iterable[str | Path], run: Run, *, star_points: int = STAR_POINTS) -> Answers:
    """Read answer sheets that came back about a run; what cannot be understood is a finding, and the rest counts.

    A row names an office, its role and its partner; without one of these it speaks of all pairings that it fits. Or it names the
    mentors that an office may choose from, and the one that it stars: that counts `star_points`, as shown, for the pair.

    Raises
    ------
    FileError
        A file cannot be opened.
    SettingsError
        A star would count nothing, or more than anything may.

    """
    require_star(star_points)
    sheets = [read_sheet(path, run) for path in ([files] if isinstance(files, str | Path) else files)]
    listener = _Listener(run)
    heard = [*_findings(sheets), *(thing for sheet in sheets for row in sheet.rows for thing in listener.hear(row))]
    stars, unclear = _without(_only(heard, Star), lambda each: each.protege, two_stars)
    stars, vetoes, clash = without_refused(stars, _only(heard, Veto))
    replies, twice = _without([*_only(heard, Reply), *accepting(stars, run)], _whose, _yes_and_no)
    replies, vetoes, both = _with_vetoes(replies, vetoes, run)
    offers, unsure = _without(_only(heard, Offer), lambda each: (each.office, each.side), _two_numbers)
    offers, over = _without(offers, lambda each: (each.office, each.side), lambda offer, _: _too_few(offer, replies))
    return Answers(
        run=run.id,
        standings=standings(run, tuple(replies)),
        replies=tuple(replies),
        vetoes=tuple(vetoes),
        offers=tuple(offers),
        stars=tuple(stars),
        star_points=star_points,
        findings=(*_only(heard, Finding), *unclear, *clash, *twice, *both, *unsure, *over),
    )


def _findings(sheets: Sequence[Sheet]) -> Iterator[Finding]:
    return (finding for sheet in sheets for finding in sheet.findings)


def _only(things: Iterable[_Thing], kind: type[Kind]) -> list[Kind]:
    return [thing for thing in things if isinstance(thing, kind)]


class _Listener:
    """Understands rows about a run, one at a time."""

    def __init__(self, run: Run) -> None:
        self._named, self._ids = naming(run), run.cohort.ids
        self._pairs = [(fit.mentor, fit.protege) for fit in run.matching.pairings]
        self._before = {(pair.mentor, pair.protege) for pair in run.repair.before} if run.repair else set()

    def hear(self, row: Row) -> Iterator[_Thing]:
        """Yield what a row says, and what in it cannot be understood; one in which nothing was filled in says nothing."""
        office, role = self._named(row["office"]), word_of("role", row["role"])
        if not row.filled:
            return
        if office not in self._ids:
            yield row.finding("CX602", "office", office=row["office"], near=did_you_mean(row["office"], sorted(self._ids)))
        elif row["role"] and not role:
            yield row.finding("CX612", "role", value=row["role"], office=office)
        else:
            sides = [Side(role)] if role else [*Side]
            yield from (thing for column in _AGAINST for thing in self._vetoes(row, office, column))
            yield from self._stars(row, office)
            yield from self._offers(row, office, sides)
            yield from self._replies(row, office, sides)

    def _replies(self, row: Row, office: str, sides: Sequence[Side]) -> Iterator[Reply | Finding]:
        said = word_of("answer", row["answer"])
        if row["answer"] and not said:
            yield row.finding("CX607", "answer", value=row["answer"], office=office)
        if not (row["partner"] or row["answer"]):
            return
        about = [(pair, side) for side in sides for pair in self._of(office, side, row["partner"])]
        if not about:
            yield self._no_pairing(row, office, sides)
        if said or row["word"]:
            yield from (_reply(row, pair, side, Said(said) if said else None) for pair, side in about)

    def _of(self, office: str, side: Side, partner: str) -> list[tuple[str, str]]:
        """Return the pairings of an office on a side, with one partner where it is named."""
        own, other = [*Side].index(side), [*Side].index(side.partner)
        return [pair for pair in self._pairs if pair[own] == office and (not partner or pair[other] == self._named(partner))]

    def _no_pairing(self, row: Row, office: str, sides: Sequence[Side]) -> Finding:
        partner = self._named(row["partner"])
        if {(office, partner), (partner, office)} & self._before:
            return row.finding("CX604", "partner", office=office, partner=partner)
        theirs = [name for pair in self._pairs if office in pair for name in pair if name != office]
        as_ = f" as a {sides[0].value}" if len(sides) == 1 else ""
        with_ = f' with "{row["partner"]}"' if row["partner"] else ""
        return row.finding("CX603", "partner", office=office, **{"as": as_, "with": with_}, near=did_you_mean(partner, theirs))

    def _vetoes(self, row: Row, office: str, column: str) -> Iterator[Veto | Finding]:
        whole = self._is_other(row[column], office)  # a name may have a semicolon
        for text in [row[column]] if whole else filter(None, map(str.strip, BETWEEN.split(row[column]))):
            names = [text] if self._is_other(text, office) else [name.strip() for name in text.split(",")]
            if all(self._is_other(name, office) for name in names):
                yield from (Veto(office=office, other=self._named(name), place=row.place) for name in names)
            else:
                near = did_you_mean(text, sorted(self._ids - {office}))
                yield row.finding("CX608", column, value=text, column=column, office=office, near=near)

    def _stars(self, row: Row, office: str) -> Iterator[Star | Finding]:
        text, offered = row["first wish"], [*map(self._named, row.offered)]
        texts = [text] if self._named(text) in offered else [part for part in map(str.strip, BETWEEN.split(text)) if part]
        stars = [*dict.fromkeys(map(self._named, texts))] if text else []
        flaw = flaw_of(office, stars, offered, [mentor for mentor, protege in self._pairs if protege == office])
        if stars and flaw:
            yield row.finding(flaw[0], "first wish", **flaw[1])
        elif stars:
            yield Star(mentor=stars[0], protege=office, place=row.place)

    def _is_other(self, name: str, office: str) -> bool:
        return self._named(name) in self._ids - {office}

    def _offers(self, row: Row, office: str, sides: Sequence[Side]) -> Iterator[Offer | Finding]:
        text = row["how many"]
        if not text:
            return
        theirs = [side for side in sides if len(sides) == 1 or self._of(office, side, row["partner"])]
        if not (text.isascii() and text.isdigit() and len(text) < 9 and int(text) <= MOST_SEATS):
            yield row.finding("CX609", "how many", value=text, office=office, most=str(MOST_SEATS))
        elif len(theirs) == 1:
            yield Offer(office=office, side=theirs[0], number=int(text), place=row.place)
        else:
            yield row.finding("CX612", "role", value=row["role"], office=office)


def _reply(row: Row, pair: tuple[str, str], by: Side, said: Said | None) -> Reply:
    return Reply(mentor=pair[0], protege=pair[1], by=by, said=said, words=row["word"], place=row.place)


def _without(
    things: Iterable[Kind], whose: Callable[[Kind], Hashable], flaw: Callable[[Kind, Kind], Finding | None]
) -> tuple[list[Kind], list[Finding]]:
    """Leave out what contradicts another thing of the same office about the same, with a finding for each office."""
    groups: dict[Hashable, list[Kind]] = {}
    for thing in things:
        groups.setdefault(whose(thing), []).append(thing)
    kept, found = list[Kind](), list[Finding]()
    for group in groups.values():
        flaws = filter(None, (flaw(later, first) for first, later in _pairs(group)))
        first_flaw = next(flaws, None)
        kept += [] if first_flaw else group
        found += [first_flaw] if first_flaw else []
    return kept, found


def _pairs(group: Sequence[Kind]) -> Iterable[tuple[Kind, Kind]]:
    """Return the pairs of a group; one that is alone stands beside itself."""
    return combinations(group, 2) if len(group) > 1 else [(group[0], group[0])]


def _whose(reply: Reply) -> Hashable:
    return reply.mentor, reply.protege, reply.by


def _yes_and_no(later: Reply, first: Reply) -> Finding | None:
    said = [each.said for each in (later, first)]
    if {*said} != {Said.YES, Said.NO}:
        return None
    one, other = (each.value for each in said if each)
    sides = (later.mentor, later.protege) if later.by is Side.MENTOR else (later.protege, later.mentor)
    facts = {"office": sides[0], "partner": sides[1], "one": one, "other": other, "place": where(first.place)}
    return Finding(code="CX605", place=later.place, facts=facts)


def _two_numbers(later: Offer, first: Offer) -> Finding | None:
    if later.number == first.number:
        return None
    numbers = {"one": str(later.number), "other": str(first.number)}
    facts = {"office": later.office, "side": later.side.value, **numbers, "place": where(first.place)}
    return Finding(code="CX610", place=later.place, facts=facts)


def _too_few(offer: Offer, replies: Sequence[Reply]) -> Finding | None:
    """Return a finding where an office says yes to more partners than it takes after all."""
    own = [each for each in replies if each.by is offer.side and getattr(each, each.by.value) == offer.office]
    yes = {_whose(each) for each in own if each.said is Said.YES} - {_whose(each) for each in own if each.said in NOES}
    if len(yes) <= offer.number:
        return None
    facts = {"office": offer.office, "side": offer.side.value, "one": str(len(yes)), "other": str(offer.number)}
    return Finding(code="CX611", place=offer.place, facts=facts)


def _with_vetoes(replies: Sequence[Reply], vetoes: Sequence[Veto], run: Run) -> tuple[list[Reply], list[Veto], list[Finding]]:
    """Let a veto against a partner count as a no; beside a yes to that partner neither counts, and it is said."""
    pairs = [(fit.mentor, fit.protege) for fit in run.matching.pairings]
    kept, made, found = list(replies), list[Veto](), list[Finding]()
    for veto in vetoes:
        about = [pair for pair in pairs if {*pair} == {veto.office, veto.other}]
        own = [Reply(mentor=m, protege=p, by=_side(m, veto), said=Said.NO, place=veto.place) for m, p in about]
        yes = [each for each in kept if each.said is Said.YES and _whose(each) in {*map(_whose, own)}]
        if yes:
            facts = {"office": veto.office, "partner": veto.other}
            found.append(Finding(code="CX606", place=veto.place, facts=facts))
            kept = [each for each in kept if each not in yes]
        else:
            made.append(veto)
            kept += own
    return kept, made, found


def _side(mentor: str, veto: Veto) -> Side:
    return Side.MENTOR if mentor == veto.office else Side.PROTEGE
