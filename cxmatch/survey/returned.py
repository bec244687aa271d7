"""What counts of the answer sheets that came back: who says yes or no to which pairing, not with whom, and how many after all."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import combinations
from pathlib import Path
from typing import TypeVar

from cxmatch.domain.consent import NOES, Answers, Offer, Reply, Said, Star, Veto, standings, where
from cxmatch.domain.findings import Finding
from cxmatch.domain.foretold import STAR_POINTS, require_star
from cxmatch.domain.matching import Side
from cxmatch.domain.run import Run
from cxmatch.records.text import grouped
from cxmatch.survey.slips import Thing, hear

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
    heard = hear([files] if isinstance(files, str | Path) else files, run)
    stars, unclear = _without(_only(heard, Star), lambda each: each.protege, _two_stars)
    stars, vetoes, clash = _without_refused(stars, _only(heard, Veto))
    replies, twice = _without([*_only(heard, Reply), *_accepting(stars, run)], _whose, _yes_and_no)
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


def _only(things: Iterable[Thing], kind: type[Kind]) -> list[Kind]:
    return [thing for thing in things if isinstance(thing, kind)]


def _without(
    things: Iterable[Kind], whose: Callable[[Kind], Hashable], flaw: Callable[[Kind, Kind], Finding | None]
) -> tuple[list[Kind], list[Finding]]:
    """Leave out what contradicts another thing of the same office about the same, with a finding for each office."""
    kept, found = list[Kind](), list[Finding]()
    for group in grouped((whose(thing), thing) for thing in things).values():
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
    pairs = run.matching.pairs
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


def _two_stars(later: Star, first: Star) -> Finding | None:
    """Return a finding where an office stars another mentor in another row."""
    if later.mentor == first.mentor:
        return None
    facts = {"office": later.protege, "one": f'"{first.mentor}"', "other": f'"{later.mentor}"'}
    return Finding(code="CX615", place=later.place, facts=facts)


def _without_refused(stars: Sequence[Star], vetoes: Sequence[Veto]) -> tuple[list[Star], list[Veto], list[Finding]]:
    """Leave out stars on mentors that the same office refuses, and these refusals, with a finding for each star."""
    both = {(star.protege, star.mentor) for star in stars} & {(each.office, each.other) for each in vetoes}
    clashes = [star for star in stars if (star.protege, star.mentor) in both]
    said = ({"office": star.protege, "mentor": star.mentor} for star in clashes)
    findings = [Finding(code="CX616", place=star.place, facts=facts) for star, facts in zip(clashes, said, strict=True)]
    left = [each for each in vetoes if (each.office, each.other) not in both]
    return [star for star in stars if star not in clashes], left, findings


def _accepting(stars: Sequence[Star], run: Run) -> list[Reply]:
    """Return the stars on mentors that an office has already, as its yes to them."""
    pairs = {*run.matching.pairs}
    there = (star for star in stars if (star.mentor, star.protege) in pairs)
    return [Reply(mentor=star.mentor, protege=star.protege, by=Side.PROTEGE, said=Said.YES, place=star.place) for star in there]
