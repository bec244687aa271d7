"""What may be published of rounds: all but that from which a rating could be worked out too closely."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeAlias

from cxmatch.assignment.deduction import Known, spans
from cxmatch.domain.published import Told
from cxmatch.planning.telling import Book, book_of, ratings_of, too_few
from cxmatch.planning.told import CAPABILITY, Rating, Rounds
from cxmatch.records.meanwhile import tell
from cxmatch.records.text import fold

EVERYBODY = ""  # a reader that has no ratings of its own
Bounds: TypeAlias = Mapping[Rating, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Leak:
    """A rating that a reader can work out too closely: an office by its folded name, or everybody."""

    reader: str
    rating: Rating


def hidden_in(rounds: Rounds, width: int) -> frozenset[Told]:
    """Return what has to be hidden, so that no reader can work out a rating to less than `width` steps.

    What would be told of too few offices is hidden before. Of what a leak follows from, in the order of `Kind`, the first is
    hidden that ends it together with all before it; then all is checked again, until nothing is left to end.
    """
    hidden, clean = too_few(rounds, frozenset()), set[object]()
    while found := [*Check(book=book_of(rounds, hidden), width=width, clean=clean).leaks()]:
        tell("Checking what could be worked out", len(hidden))
        for leak in found:
            hidden = too_few(rounds, _ended(rounds, hidden, leak, width))
    return hidden


def _ended(rounds: Rounds, hidden: frozenset[Told], leak: _Leak, width: int) -> frozenset[Told]:
    """Return what is hidden, and one thing more where a leak still stands."""
    check = Check(book=book_of(rounds, hidden), width=width)
    told = check.behind(leak) if check.stands(leak) else []

    def ends(count: int) -> bool:
        return not Check(book=book_of(rounds, hidden | {*told[:count]}), width=width).stands(leak)

    return hidden | {*told[bisect_left(range(1, len(told)), x=True, key=ends) :][:1]}


@dataclass(frozen=True, kw_only=True)
class _Part:
    """Numbers that share no sum with others: what is known of them, what they truly are, and which of them are ratings."""

    known: Known
    true: tuple[int, ...]
    ratings: Mapping[Rating, int]

    @cached_property
    def key(self) -> object:
        """What tells it from other parts, so that what was found of it holds for one that is the same."""
        sums = tuple((*each.values.items(), each.low, each.high) for each in self.known.sums)
        return self.true, self.known.low, self.known.high, tuple(self.ratings.items()), sums

    def for_reader(self, bounds: Bounds) -> Known:
        """Return what a reader knows who knows ratings within bounds already."""
        low, high = list(self.known.low), list(self.known.high)
        for rating, place in self.ratings.items():
            low[place], high[place] = max(low[place], bounds[rating][0]), min(high[place], bounds[rating][1])
        return replace(self.known, low=tuple(low), high=tuple(high)).tightened()

    def standing(self, reader: str, bounds: Bounds) -> object:
        """Return what readers have alike who can work out the same of each other's ratings; other readers stand alone.

        Alike are those that know one number more than everybody, where it is in the same sums and has the same bounds and value.
        """
        known = self.known
        more = [
            place
            for rating, place in self.ratings.items()
            if bounds[rating][0] > known.low[place] or bounds[rating][1] < known.high[place]
        ]
        own = [place for rating, place in self.ratings.items() if fold(rating.office) == reader]
        if len(own) != 1 or not set(more) <= set(own):
            return reader
        sums = [
            (number, each.values[own[0]])
            for number, each in enumerate(known.sums)
            if own[0] in each.values and each.values.keys() > {own[0]}
        ]
        return self.true[own[0]], known.low[own[0]], known.high[own[0]], tuple(sums)


@dataclass(frozen=True, kw_only=True)
class Check:
    """What readers can work out of a document: each rating to `width` steps at least, or to the whole scale.

    A reader knows the document, who answered what, and the ratings of its own office; and, of the pairs of its own office, that
    the mentor is ahead in what they began with, and that the protege wants help there.
    """

    book: Book
    width: int
    clean: set[object] = field(default_factory=set)

    def leaks(self) -> Iterator[_Leak]:
        """Yield of each part, unless it is known to be clean, a rating that some reader can work out too closely.

        Of readers who stand alike in a part, one is looked at.
        """
        for part in self._parts:
            found = None if part.key in self.clean else self._leak_in(part)
            if found:
                yield found
            else:
                self.clean.add(part.key)

    def _leak_in(self, part: _Part) -> _Leak | None:
        readers = sorted({fold(rating.office) for rating in part.ratings})
        alike = {part.standing(reader, self._alone(reader, part)): reader for reader in readers}
        found = ((reader, self._too_close(reader, part, part.ratings)) for reader in (EVERYBODY, *alike.values()))
        return next((_Leak(reader, rating) for reader, rating in found if rating), None)

    def stands(self, leak: _Leak) -> bool:
        """Tell whether a leak is there."""
        parts = (part for part in self._parts if leak.rating in part.ratings)
        return any(self._too_close(leak.reader, part, [leak.rating]) is not None for part in parts)

    def behind(self, leak: _Leak) -> list[Told]:
        """Return all that a leak may follow from, what is hidden before the rest first."""
        place = self.book.places[leak.rating]
        [there] = [places for places, _ in self._split if place in places]
        direct = {told: False for told, each in self.book.sums if not set(there).isdisjoint(each.values)}
        direct |= {told: True for told, each in self.book.sums if place in each.values}
        return sorted(direct, key=lambda told: (told.rank, not direct[told], told.about))

    @cached_property
    def _split(self) -> list[tuple[list[int], Known]]:
        return self.book.known.parts()

    @cached_property
    def _parts(self) -> list[_Part]:
        ratings = dict(self.book.ratings)
        made = []
        for places, known in self._split:
            theirs = {ratings[place]: number for number, place in enumerate(places) if place in ratings}
            made.append(_Part(known=known.tightened(), true=tuple(self.book.true[place] for place in places), ratings=theirs))
        return made

    def _too_close(self, reader: str, part: _Part, among: Collection[Rating]) -> Rating | None:
        """Return one among the ratings of a part that a reader can work out too closely, None where there is none."""
        bounds = self._alone(reader, part)
        known, least = part.for_reader(bounds), {each: self._least(each, bounds) for each in among}
        most = {each: self._apart(each, known.low[part.ratings[each]], known.high[part.ratings[each]]) for each in among}
        closed = next((each for each in among if most[each] < least[each]), None)
        open_ = [each for each in among if least[each] > 0] if closed is None else []
        ends = _spans(part, known, open_, [self._enough(each, least[each]) for each in open_])
        short = (each for each, found in zip(open_, ends, strict=True) if self._apart(each, *found) < least[each])
        return next(short, closed)

    def _enough(self, rating: Rating, least: int) -> int:
        """Return how far apart the numbers of a rating have to be; of a yes or no both, unless what is true is enough alone."""
        true = self.book.true[self.book.places[rating]]
        return least if rating.side == CAPABILITY else int(self._apart(rating, true, true) < least)

    def _least(self, rating: Rating, bounds: Bounds) -> int:
        """Return how far apart levels of a rating have to be, in units of its scale."""
        return min(self.width * self.book.rounds.scale(rating).unit, self._apart(rating, *bounds[rating]))

    def _apart(self, rating: Rating, low: int, high: int) -> int:
        """Return how far apart the levels are that a rating can have, in units of its scale."""
        scale = self.book.rounds.scale(rating)
        if rating.side == CAPABILITY:
            return high - low
        return (scale.top if high else scale.bottom) - (scale.bottom + 1 if low else scale.bottom)

    def _alone(self, reader: str, part: _Part) -> Bounds:
        """Return between which bounds a reader knows each rating of a part without the document."""
        book, rounds = self.book, self.book.rounds
        bounds = {rating: book.bounds[book.places[rating]] for rating in part.ratings}
        bounds |= {rating: (book.true[book.places[rating]],) * 2 for rating in bounds if fold(rating.office) == reader}
        for pair in rounds.pairs_of.get(reader, ()):
            told = _told_by_brief(rounds, reader, ratings_of(rounds, pair, rounds.topics[pair]))
            bounds |= {each: _both(bounds[each], ends) for each, ends in told.items() if each in bounds}
        return bounds


def _spans(part: _Part, known: Known, ratings: Collection[Rating], enough: Sequence[int]) -> list[tuple[int, int]]:
    return spans(known, part.true, [part.ratings[each] for each in ratings], enough, to_first=True)


def _told_by_brief(rounds: Rounds, reader: str, three: tuple[Rating, Rating, Rating]) -> Bounds:
    """Return what a brief tells an office of its own pair."""
    mentor, protege, wants = three
    lead, own = rounds.level(mentor) or 0, rounds.level(protege) or 0
    if fold(protege.office) == reader:
        return {mentor: (own + 1, rounds.scale(mentor).top)}
    return {wants: (1, 1), protege: (rounds.scale(protege).bottom, lead - 1)}


def _both(one: tuple[int, int], two: tuple[int, int]) -> tuple[int, int]:
    return max(one[0], two[0]), min(one[1], two[1])
