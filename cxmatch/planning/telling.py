"""What a published document tells, as sums over ratings: pairs say who is ahead, counts how many, averages the sum."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cxmatch.assignment.deduction import Known, Sum
from cxmatch.domain.published import FEWEST, Kind, Told
from cxmatch.planning.told import CAPABILITY, WANTS, Change, Pair, Rating, Rounds
from cxmatch.records.text import grouped

NO_LIMIT = 2**40


@dataclass(slots=True, kw_only=True)
class Book:
    """Numbers that no reader knows, with what each truly is, and what is told of them."""

    rounds: Rounds
    places: dict[object, int] = field(default_factory=dict)
    true: list[int] = field(default_factory=list)
    bounds: list[tuple[int, int]] = field(default_factory=list)
    sums: list[tuple[Told, Sum]] = field(default_factory=list)

    def number(self, key: object, true: int, low: int = 0, high: int = 1) -> int:
        """Return the place of a number, which is entered where it is new."""
        if key not in self.places:
            self.places[key] = len(self.true)
            self.true.append(true)
            self.bounds.append((low, high))
        return self.places[key]

    def rating(self, rating: Rating) -> int:
        """Return the place of a rating, which was given."""
        scale = self.rounds.scale(rating)
        bounds = (scale.bottom, scale.top) if rating.side == CAPABILITY else (0, 1)
        return self.number(rating, self.rounds.level(rating) or 0, *bounds)

    def tell(self, told: Told, values: Mapping[int, int], low: int = -NO_LIMIT, high: int = NO_LIMIT) -> None:
        """Enter what is told of a sum: it lies from `low` to `high`."""
        if values:
            self.sums.append((told, Sum(values=values, low=low, high=high)))

    @property
    def ratings(self) -> Iterator[tuple[int, Rating]]:
        """The ratings among the numbers, with their places."""
        return ((place, key) for key, place in self.places.items() if isinstance(key, Rating))

    @property
    def known(self) -> Known:
        """What is told, for deductions."""
        low, high = (tuple(bounds[end] for bounds in self.bounds) for end in (0, 1))
        return Known(low=low, high=high, sums=tuple(each for _, each in self.sums))


def book_of(rounds: Rounds, hidden: Collection[Told]) -> Book:
    """Return all that is told of the ratings of rounds where some things are hidden."""
    book = Book(rounds=rounds)
    with_topics = shown(rounds, hidden, Kind.PAIR, Kind.TOPIC)
    for pair in shown(rounds, hidden, Kind.PAIR):
        _tell_topic(book, pair) if pair in with_topics else _tell_somewhere(book, pair)
    for kind, survey in ((Kind.WANTED, len(rounds.runs) - 1), (Kind.WANTED_NOW, -1)):
        for area, wanting in rounds.wanted(survey).items():
            if Told(kind, area) not in hidden:
                _tell_total(book, Told(kind, area), [book.rating(each) for each in wanting])
    for kind, area, changes in changed(rounds, hidden):
        tell = _tell_steps if kind in (Kind.STEPS, Kind.ALL_STEPS) else _tell_change
        tell(book, Told(kind, area), changes)
    return book


def changed(rounds: Rounds, hidden: Collection[Told]) -> Iterator[tuple[Kind, str, list[Change]]]:
    """Yield what is told of changes, with those that it is about.

    Where all areas are told of together, those that are told of one by one add nothing, and are left out of it.
    """
    found = grouped((change.area, change) for change in rounds.changes(shown(rounds, hidden, Kind.PAIR, Kind.TOPIC)))
    for kind, all_areas in _ALL_OF.items():
        yield from ((kind, area, own) for area, own in found.items() if Told(kind, area) not in hidden)
        rest = [change for area, own in found.items() for change in own if Told(kind, area) in hidden]
        if rest and Told(all_areas) not in hidden:
            yield all_areas, "", rest


def too_few(rounds: Rounds, hidden: frozenset[Told]) -> frozenset[Told]:
    """Return what is hidden, and what would be told of the changes of fewer than `FEWEST` offices.

    So few could also be left of all where the other areas are told of; then the next smallest is hidden as well, and all are told
    of together only where they are not too few.
    """
    for kind, every in _ALL_OF.items():
        told = {area: len(own) for of, area, own in changed(rounds, hidden) if of is kind}
        small = {area for area, size in told.items() if size < FEWEST}
        hidden |= {Told(kind, area) for area in small}
        for area in sorted(told.keys() - small, key=lambda name: (told[name], name)):
            hidden |= {Told(kind, area)} if 0 < _left(rounds, hidden, every) < FEWEST else set()
        hidden |= {Told(every)} if 0 < _left(rounds, hidden, every) < FEWEST else set()
    return hidden


_ALL_OF = {Kind.STEPS: Kind.ALL_STEPS, Kind.CHANGE: Kind.CHANGES}


def _left(rounds: Rounds, hidden: Collection[Told], every: Kind) -> int:
    """Return how many offices are left of all when those areas are taken off that are told of; 0 where all are not told of."""
    return next((len(own) for kind, _, own in changed(rounds, hidden) if kind is every), 0)


def shown(rounds: Rounds, hidden: Collection[Told], *kinds: Kind) -> list[Pair]:
    """Return the pairs of which nothing of these kinds is hidden; only those that began with something, where that is asked."""
    there = [pair for pair in rounds.topics if rounds.topics[pair] or Kind.TOPIC not in kinds]
    return [pair for pair in there if not any(Told(kind, _named(pair)) in hidden for kind in kinds)]


def _named(pair: Pair) -> str:
    """Name a pair."""
    number, mentor, protege = pair
    return f"{mentor} and {protege}{f' in round {number + 1}' * bool(number)}"


def _tell_topic(book: Book, pair: Pair) -> None:
    """Enter that the mentor is ahead in what a pair began with, and that the protege wants help there."""
    told = Told(Kind.TOPIC, _named(pair))
    mentor, protege, wants = map(book.rating, ratings_of(book.rounds, pair, book.rounds.topics[pair]))
    book.tell(told, {mentor: 1, protege: -1}, low=1)
    book.tell(told, {wants: 1}, low=1)


def ratings_of(rounds: Rounds, pair: Pair, area: str) -> tuple[Rating, Rating, Rating]:
    """Return the ratings that a pair rests on in an area: the capability of both, and whether the protege wants help."""
    number, mentor, protege = pair
    sides = ((CAPABILITY, mentor), (CAPABILITY, protege), (WANTS, protege))
    one, two, three = (rounds.rating(number, side, office, area) for side, office in sides)
    return one, two, three


def _tell_somewhere(book: Book, pair: Pair) -> None:
    """Enter that the mentor is ahead in some area where help is wanted: it is not shown what the pair began with."""
    rounds, told = book.rounds, Told(Kind.PAIR, _named(pair))
    every = [ratings_of(rounds, pair, area.name) for area in rounds.runs[pair[0]].cohort.framework.areas]
    known = [three for three in every if None not in map(rounds.level, three)] if rounds.topics[pair] else []
    book.tell(told, {_tell_maybe(book, told, three): 1 for three in known}, low=1)


def _tell_maybe(book: Book, told: Told, three: tuple[Rating, Rating, Rating]) -> int:
    """Enter whether a pair has what it needs in an area, and what that implies; return its place."""
    mentor, protege, wants = map(book.rating, three)
    scale = book.rounds.scale(three[0])
    wide = scale.top - scale.bottom
    ahead = book.true[mentor] > book.true[protege] and book.true[wants]
    place = book.number((told, three), int(ahead))
    book.tell(told, {mentor: 1, protege: -1, place: -(wide + 1)}, low=-wide)
    book.tell(told, {wants: 1, place: -1}, low=0)
    return place


def _tell_total(book: Book, told: Told, places: Sequence[int]) -> None:
    total = sum(book.true[place] for place in places)
    book.tell(told, dict.fromkeys(places, 1), low=total, high=total)


def _tell_change(book: Book, told: Told, changes: Sequence[Change]) -> None:
    for place in zip(*(_moves(book, told, change) for change in changes), strict=True):
        _tell_total(book, told, place)


def _moves(book: Book, told: Told, change: Change) -> tuple[int, int]:
    """Enter whether a rating rose, and whether it fell, and what that implies; return the places of both."""
    then, now = book.rating(change.then), book.rating(change.now)
    one, two = (book.rounds.scale(each) for each in (change.then, change.now))
    difference = book.true[now] * one.unit - book.true[then] * two.unit
    most, least = two.top * one.unit - one.bottom * two.unit, two.bottom * one.unit - one.top * two.unit
    rose, fell = (book.number((change, word), int(is_so)) for word, is_so in (("rose", difference > 0), ("fell", difference < 0)))
    moved = _moved(book, change)
    book.tell(told, {**moved, rose: -most, fell: 1}, high=0)
    book.tell(told, {**moved, rose: -1, fell: -least}, low=0)
    book.tell(told, {rose: 1, fell: 1}, high=1)
    return rose, fell


def _tell_steps(book: Book, told: Told, changes: Sequence[Change]) -> None:
    moves = [_moved(book, change) for change in changes]
    values = {place: value for move in moves for place, value in move.items()}
    total = sum(value * book.true[place] for place, value in values.items())
    book.tell(told, values, low=total, high=total)


def _moved(book: Book, change: Change) -> dict[int, int]:
    """Return how far a rating moved, as a sum in units of both scales."""
    units = book.rounds.scale(change.then).unit, book.rounds.scale(change.now).unit
    return {book.rating(change.now): units[0], book.rating(change.then): -units[1]}
