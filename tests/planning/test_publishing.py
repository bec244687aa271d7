"""What readers can work out of a published document: against all tables of ratings that fit what it prints, tried one by one."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count, product

import pytest
from examples import daily

import cxmatch as cx
from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.framework import Framework, Scale
from cxmatch.domain.published import Kind, PublicArea, Published, Told
from cxmatch.planning import closing, publishing, telling
from cxmatch.planning.publishing import EVERYBODY, Check, hidden_in
from cxmatch.planning.telling import book_of
from cxmatch.planning.told import CAPABILITY, WANTS, Rating, Rounds
from cxmatch.records.text import fold

Table = dict[Rating, int]
TOP = 4


@pytest.fixture(autouse=True)
def however_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tell of any number of offices: what is tried here is what can be worked out."""
    monkeypatch.setattr(telling, "FEWEST", 1)


def cohort(seed: int, offices: int, areas: int, top: int = TOP) -> Cohort:
    """A tiny cohort of departments of their own; some leave ratings open."""
    rng = random.Random(seed)
    framework = Framework.of_survey(tuple("ABC"[:areas]), Scale(high=top), Scale(high=3))
    made = (
        Office(
            id=f"Office {number}",
            name=f"Office {number}",
            department=f"Department {number}",
            capability={area.id: rng.randint(1, top) for area in framework.areas if rng.random() < 0.95},
            need={area.id: rng.randint(1, 3) for area in framework.areas if rng.random() < 0.95},
        )
        for number in range(offices)
    )
    return Cohort(framework=framework, offices=tuple(made))


def paired(cohort: Cohort) -> cx.Run | None:
    """Pair a cohort; None where nobody can be."""
    try:
        return cx.pair(cohort)
    except cx.NoPairingError:
        return None


def rounds(seed: int, offices: int, areas: int, *, again: bool, top: int = TOP) -> Rounds:
    """A round of a tiny cohort, asked again where that is wanted."""
    run = next(run for number in count() if (run := paired(cohort(seed + 7 * number, offices, areas, top))))
    first = run.cohort
    levels = {each.id: each for each in cohort(seed + 1000, offices, areas, top).offices}
    second = (replace(each, capability=levels[each.id].capability, need=levels[each.id].need) for each in first.offices)
    return closing.with_topics([run], replace(first, offices=tuple(second)) if again else None)


def printed(here: Rounds, hidden: frozenset[Told], monkeypatch: pytest.MonkeyPatch) -> Published:
    """The document in which some things are hidden."""
    monkeypatch.setattr(closing, "hidden_in", lambda *_: hidden)
    return closing.public(here, None, 2)


def fits(document: Published, here: Rounds, table: Table) -> bool:
    """Tell whether ratings are as a document says, line by line as it prints them."""
    capability = {(each.survey, fold(each.office), each.area): level for each, level in table.items() if each.side == CAPABILITY}
    wants = {(each.survey, fold(each.office), each.area): level for each, level in table.items() if each.side == WANTS}
    areas = [area.name for area in here.runs[0].cohort.framework.areas]

    def ahead(mentor: str, protege: str, area: str) -> bool:
        one, two, three = (0, fold(mentor), area), (0, fold(protege), area), (0, fold(protege), area)
        return one in capability and two in capability and bool(wants.get(three)) and capability[one] > capability[two]

    for pair in document.pairs:
        began = here.topics[pair.round - 1, pair.mentor, pair.protege]
        if pair.topic and not ahead(pair.mentor, pair.protege, pair.topic):
            return False
        if began and not pair.topic and not any(ahead(pair.mentor, pair.protege, area) for area in areas):
            return False
    return all(_row_fits(document, row, capability, wants) for row in document.areas)


Levels = dict[tuple[int, str, str], int]


def _row_fits(document: Published, row: PublicArea, capability: Levels, wants: Levels) -> bool:
    those = {(fold(pair.protege), pair.topic) for pair in document.pairs if pair.topic and (row.is_all or pair.topic == row.area)}
    moves = [
        capability[-1, *each] - capability[0, *each] for each in those if (0, *each) in capability and (-1, *each) in capability
    ]
    if row.change and [row.change.rose, row.change.fell] != [sum(each > 0 for each in moves), sum(each < 0 for each in moves)]:
        return False
    if row.steps and int(row.steps) != sum(moves):
        return False
    for survey, number in ((0, row.wanted), (-1, row.wanted_now)):
        if number is not None and number != sum(
            level for (of, _, area), level in wants.items() if (of, area) == (survey, row.area)
        ):
            return False
    return True


def every_table(here: Rounds, ratings: list[Rating]) -> Iterator[Table]:
    """Every table of these ratings, whatever it says."""
    bounds = [range(1, here.scale(each).top + 1) if each.side == CAPABILITY else range(2) for each in ratings]
    return (dict(zip(ratings, levels, strict=True)) for levels in product(*bounds))


def brief(here: Rounds, reader: str, true: Table) -> Callable[[Table], bool]:
    """What tells the tables that fit what a reader knows without the document: its own ratings, and its briefs."""
    own = {each: level for each, level in true.items() if fold(each.office) == reader}
    told = [(pair, topic) for pair, topic in here.topics.items() if topic and reader in map(fold, pair[1:])]

    def knows(table: Table) -> bool:
        levels = {(each.survey, each.side, fold(each.office), each.area): level for each, level in table.items()}
        if any(table[each] != level for each, level in own.items()):
            return False
        for (_, mentor, protege), area in told:
            one, two = (
                levels.get((0, CAPABILITY, fold(name), area), here.level(Rating(0, CAPABILITY, name, area)))
                for name in (mentor, protege)
            )
            if one is None or two is None or one <= two or not levels.get((0, WANTS, fold(protege), area), 1):
                return False
        return True

    return knows


SHAPES = [(3, 2, False, 3), (4, 1, False, 4), (3, 1, True, 3), (3, 1, True, 4)]


def span_of(check: Check, reader: str, rating: Rating) -> tuple[int, int]:
    """The lowest and the highest that a rating can be for a reader, exactly."""
    [part] = [part for part in check._parts if rating in part.ratings]
    [found] = publishing._spans(part, part.for_reader(check._alone(reader, part)), [rating], [telling.NO_LIMIT])
    return found


def told_in(here: Rounds) -> list[Told]:
    """All that could be hidden."""
    return sorted({told for told, _ in book_of(here, frozenset()).sums})


@pytest.mark.parametrize("seed", daily(3, 6))
@pytest.mark.parametrize(("offices", "areas", "again", "top"), SHAPES)
def test_bounds_are_those_of_trying_all_tables(
    seed: int, offices: int, areas: int, again: bool, top: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What each reader can work out of each rating is what all tables leave that fit the printed lines; whatever is hidden."""
    here = rounds(seed, offices, areas, again=again, top=top)
    every = told_in(here)
    hidden = frozenset(random.Random(seed).sample(every, seed * len(every) // 12))
    book = book_of(here, hidden)
    check, ratings = Check(book=book, width=2), [rating for _, rating in book.ratings]
    true = {rating: book.true[place] for place, rating in book.ratings}
    document = printed(here, hidden, monkeypatch)
    tables = [table for table in every_table(here, ratings) if fits(document, here, table)]
    assert true in tables
    for reader in (EVERYBODY, *sorted({fold(each.office) for each in ratings})):
        knows = brief(here, reader, true)
        left = [table for table in tables if knows(table)]
        for rating in ratings:
            if fold(rating.office) != reader and any(rating in part.ratings for part in check._parts):
                levels = [table[rating] for table in left]
                assert span_of(check, reader, rating) == (min(levels), max(levels)), (reader, rating)


@pytest.mark.parametrize("width", [1, 2, 3])
@pytest.mark.parametrize("seed", daily(2, 4))
@pytest.mark.parametrize(("offices", "areas", "again", "top"), SHAPES[:3])
def test_nobody_works_out_more_than_is_promised(
    seed: int, offices: int, areas: int, again: bool, top: int, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of what is published each reader can work out each rating to so many steps at best, or to what it knew before."""
    here = rounds(100 + seed, offices, areas, again=again, top=top)
    hidden = hidden_in(here, width)
    topics = frozenset(told for told in told_in(here) if told.kind is Kind.TOPIC)
    books = [book_of(here, each) for each in (frozenset(), topics)]
    true = {rating: book.true[place] for book in books for place, rating in book.ratings}
    document = printed(here, hidden, monkeypatch)
    before = list(every_table(here, list(true)))
    after = [table for table in before if fits(document, here, table)]
    check = Check(book=books[0], width=width)
    for reader in (EVERYBODY, *sorted({fold(each.office) for each in true})):
        knows = brief(here, reader, true)
        alone, left = ([table for table in tables if knows(table)] for tables in (before, after))
        for rating in (each for each in true if fold(each.office) != reader):
            known, now = (
                check._apart(rating, min(levels), max(levels))
                for levels in ([table[rating] for table in tables] for tables in (alone, left))
            )
            assert now >= min(width, known), (reader, rating)


def test_what_nobody_wants_is_not_told() -> None:
    """Where none of all want help now, the number tells what each of them answered."""
    here = rounds(3, 4, 1, again=True)
    assert here.after
    silent = replace(here.after, offices=tuple(replace(each, need={"a": 1}) for each in here.after.offices))
    assert Told(Kind.WANTED_NOW, "A") in hidden_in(closing.with_topics(here.runs, silent), 2)


def in_line(levels: list[int]) -> Rounds:
    """A chain of offices, each of which mentors the next in the one area there is."""
    framework = Framework.of_survey(("A",), Scale(), Scale())
    made = [
        Office(id=f"Office {place}", name=f"Office {place}", department=f"D{place}", capability={"a": level}, need={"a": 3})
        for place, level in enumerate(levels)
    ]
    places = range(len(levels) - 1)
    pairs = [cx.domain.policy.Pair(mentor=f"Office {place}", protege=f"Office {place + 1}") for place in places]  # type: ignore[attr-defined]
    run = cx.pair(Cohort(framework=framework, offices=tuple(made)), cx.Policy(locked=tuple(pairs)))
    return closing.with_topics([run], None)


def test_a_chain_of_pairs_gives_its_ends_away() -> None:
    """Five offices in line on five levels have just one level each: one pair is not told any more; two in line say little."""
    assert any(told.kind in (Kind.TOPIC, Kind.PAIR) for told in hidden_in(in_line([5, 4, 3, 2, 1]), 1))
    assert not any(told.kind in (Kind.TOPIC, Kind.PAIR) for told in hidden_in(in_line([4, 2]), 2))


def test_readers_who_stand_alike_are_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking at one of several readers who stand alike finds a leak exactly where looking at each of them does."""
    for seed in range(12):
        here = rounds(seed, 5, 2, again=seed % 2 == 0)
        book = book_of(here, frozenset())
        some = [*Check(book=book, width=2).leaks()]
        with monkeypatch.context() as patched:
            patched.setattr(publishing._Part, "standing", lambda _self, reader, _bounds: reader)
            every = [*Check(book=book, width=2).leaks()]
        assert len(some) == len(every)


def test_a_round_that_repeats_the_same_answers_is_about_the_same_ratings() -> None:
    """A rerun's pairs speak of the ratings of the run before it, so that both together can give one away."""
    run = rounds(5, 9, 2, again=False).runs[0]
    later = cx.rerun(run, without=["Office 8"])
    here = closing.with_topics([run, later], None)
    assert {rating.survey for _, rating in book_of(here, frozenset()).ratings} == {0}


def test_groups_of_few_offices_are_not_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """How ratings changed is not told of fewer offices than that, nor of so few that are left of all."""
    monkeypatch.setattr(telling, "FEWEST", 3)
    for seed in range(8):
        here = rounds(seed, 8, 2, again=True)
        hidden = telling.too_few(here, frozenset())
        for kind, area, own in telling.changed(here, hidden):
            assert len(own) >= 3, (kind, area)
