"""Ratings that tell little are things to ask about: notes, never errors, and few of them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import cxmatch as cx
from cxmatch.domain.cohort import Reading
from cxmatch.domain.findings import Severity
from cxmatch.survey.headings.mapping import ColumnsFile

AREAS = ("Hiring", "Governance", "Journey mapping", "Research", "Content")
ADVICE = {"CX494", "CX495", "CX496", "CX497"}


def read(rows: Sequence[str], areas: Sequence[str] = AREAS, more: Sequence[str] = (), **options: object) -> Reading:
    """Read offices whose row is "Name capability need", a digit an area, and what further columns have."""
    heads = ["Office", *(f"Capability: {area}" for area in areas), *(f"Need: {area}" for area in areas), *more]
    lines = []
    for row in rows:
        name, able, need, *rest = row.split(" ", 3)
        lines.append(
            [name, *able.replace("_", " "), *need.replace("_", " "), *(rest[0].split("|") if rest else [""] * len(more))]
        )
    return cx.check("\n".join(",".join(line) for line in [heads, *lines]).encode(), **options)


def told(reading: Reading) -> dict[str, str]:
    """Give the offices that each note lists; all of them are notes about the whole survey."""
    notes = [each for each in reading.findings if each.code in ADVICE]
    assert all(each.severity is Severity.NOTE and each.place.row is None for each in notes)
    assert len({each.code for each in notes}) == len(notes)
    return {each.code: each.facts["offices"] for each in notes}


def test_who_rates_all_alike_or_wants_everything_most_is_listed() -> None:
    """One note a kind, with the offices; the survey stays ready."""
    reading = read(["Alike 33333 12345", "Loud 12345 55555", "Same 54321 33333", "Plain 54231 13425", "Silent 13524 11111"])
    assert told(reading) == {"CX494": "Alike, Same", "CX495": "Loud"}
    assert reading.ready


def test_who_asks_first_for_what_it_is_at_the_top_of_is_listed() -> None:
    """No mentor can be ahead of a protege at the top of the scale: the office is asked, with the area."""
    rows = ["Top 15342 12345 Governance", "Below 14352 12345 Governance", "Silent 15324 12345 ", "Both 15524 15545 Governance"]
    assert told(read(rows, more=["Which one area matters most?"])) == {"CX497": "Top (Governance), Both (Governance)"}


def test_a_kept_column_of_areas_is_pointed_at_where_nothing_says_what_is_asked_for_first() -> None:
    """The note names the line that would have it count, and that line does; nothing is said of strengths."""
    rows = ["One 15342 12345 Governance|Hiring|yes", "Two 14352 12345 Hiring|Research|no"]
    kept = ("What should we know?", "Most important area we can help with", "Ready")
    notes = [each for each in read(rows, more=kept).findings if each.code == "CX498"]
    assert [note.place.column for note in notes] == ["L"]
    assert notes[0].facts["line"] == '"What should we know?" = "asked first"'
    cohort = read(rows, more=kept, columns=ColumnsFile().settled("columns", [notes[0].facts["line"]])).cohort
    assert cohort is not None
    assert all(office.asked_first for office in cohort.offices)
    assert "CX498" not in {each.code for each in read(rows, more=("Top priority", "Which topic?", "Ready")).findings}


def test_ratings_that_could_not_be_read_are_fixed_first() -> None:
    """What is left of an office's ratings beside errors says nothing of it."""
    reading = read(["Alike 33339 12345", "Plain 54231 13425"])
    assert not reading.ready
    assert told(reading) == {}


def test_what_to_ask_is_said_by_check_alone() -> None:
    """A run does not carry it: its record and pages tell what was read, not what to ask before."""
    reading = read(["Alike 33333 12345", "Loud 12345 55555", "Plain 54231 13425"])
    assert reading.cohort is not None
    assert told(reading)
    assert {note.code for note in reading.cohort.source.notes}.isdisjoint(ADVICE)


@pytest.mark.parametrize(
    ("rows", "areas"),
    [
        (["One 333 555", "Two 123 321"], AREAS[:3]),
        (["One 00000 11111", "Two 10101 01010", "Three 11111 00000"], AREAS),
        (["One 3____ 5____", "Two 12345 32145"], AREAS),
    ],
    ids=["few areas", "two levels", "few answers"],
)
def test_what_chance_makes_alike_is_not_said(rows: Sequence[str], areas: Sequence[str]) -> None:
    """Few areas, few answers or two levels are alike by themselves."""
    assert told(read(rows, areas)) == {}


def test_open_answers_that_count_as_the_lowest_are_not_alike() -> None:
    """Who rated nothing and counts as the lowest everywhere is not asked about it."""
    rows = ["None _____ 12345", "Two 12345 32145"]
    assert told(read(rows, unrated="lowest")) == told(read(rows)) == {}


def test_a_highest_rating_without_an_example_is_listed() -> None:
    """Only where the survey asks for examples, only the highest level, and only where the example is missing."""
    more = ("Example: Hiring", "Example: Governance")
    rows = ["Bare 55123 12345 |guide", "Full 51234 12345 a guide|", "Low 44123 12345 |", "Other 12355 12354 |"]
    assert told(read(rows, more=more)) == {"CX496": "Bare (Hiring)"}
    assert told(read([row.rsplit(" ", 1)[0] for row in rows[2:]])) == {}


def test_one_column_for_all_examples_will_do() -> None:
    """A single question for examples holds for every area."""
    rows = ["Bare 55123 12345 -", "Full 51234 12345 a guide that others use"]
    assert told(read(rows, more=("Example",))) == {"CX496": "Bare (Governance, Hiring)"}


def test_examples_are_left_out_unless_asked_for() -> None:
    """Examples are people's own words: dropped with a word, kept with `keep_words`, never taken for ratings."""
    rows, more = ["One 52341 12345 a guide", "Two 15342 54321 "], ("Example: Hiring",)
    dropped, kept = read(rows, more=more), read(rows, more=more, keep_words=True)
    assert dropped.columns[-1].use == "not used"
    assert "Example: Hiring" in next(each.message for each in dropped.findings if each.code == "CX460")
    assert kept.cohort is not None
    assert kept.cohort.office("One").attributes == {"Example: Hiring": "a guide"}
    assert kept.cohort.source.own_words == ("Example: Hiring",)
