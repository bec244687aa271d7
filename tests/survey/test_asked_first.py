"""Which area an office asks for first: read from a question for it, from ranks and from picks in order, and from nothing else."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

import cxmatch as cx
from cxmatch.domain.cohort import Reading
from cxmatch.domain.findings import Severity
from cxmatch.survey.reader import Sitting

OFFICES = ("Alpha Office", "Beta Office", "Delta Office", "Gamma Office")
AREAS = ("Hiring", "Governance", "Journey mapping")
CAPABILITY = ((4, 2, 3), (2, 5, 1), (3, 3, 4), (5, 1, 2))
NEED = ((2, 4, 2), (5, 1, 3), (2, 3, 2), (3, 4, 5))
NAMED = ("Governance", "Hiring", "", "Journey mapping")
TRUE = [("governance",), ("hiring",), (), ("journey-mapping",)]


def survey(extra: Mapping[str, Sequence[str]], *, need: bool = True) -> bytes:
    """Write a survey of four offices with further columns."""
    heads = ["Office", *(f"Capability: {area}" for area in AREAS), *(f"Need: {area}" for area in AREAS if need), *extra]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(heads)
    for place, office in enumerate(OFFICES):
        rated = [*CAPABILITY[place], *(NEED[place] if need else ())]
        writer.writerow([office, *rated, *(cells[place] for cells in extra.values())])
    return text.getvalue().encode()


def read(extra: Mapping[str, Sequence[str]], *, need: bool = True, **options: object) -> Reading:
    return cx.check(survey(extra, need=need), **options)


def firsts(reading: Reading) -> list[tuple[str, ...]]:
    assert reading.cohort is not None, [finding.message for finding in reading.errors]
    return [office.asked_first for office in reading.cohort.offices]


def seconds(reading: Reading) -> list[tuple[str, ...]]:
    assert reading.cohort is not None
    return [office.asked_second for office in reading.cohort.offices]


def noticed(reading: Reading, *codes: str) -> list[tuple[str, int | None, str]]:
    return [(each.code, each.place.row, each.place.column) for each in reading.findings if each.code in codes]


def ticked(question: str, mark: str, none: str = "") -> dict[str, list[str]]:
    """Give a column an area, with a mark where it is named."""
    return {question.format(area): [mark.format(area) if text == area else none for text in NAMED] for area in AREAS}


@pytest.mark.parametrize(
    "heading",
    [
        "Which one area matters most this year?",
        "Top priority",
        "Most important area",
        "Where do you need help most?",
        "Your number one need",
        "First priority area",
        "First choice",
        "Welcher Bereich ist Ihnen am wichtigsten?",
        "\u00c1rea m\u00e1s importante",
        "Premi\u00e8re priorit\u00e9",
    ],
)
def test_a_question_for_one_area_is_what_is_asked_for_first(heading: str) -> None:
    """Beside ratings of need the named area is kept per office, by id; the ratings stay as they are."""
    reading = read({heading: NAMED, "Which area comes second?": ("Hiring", "Governance", "", "-")})
    assert firsts(reading) == TRUE
    assert seconds(reading) == [("hiring",), ("governance",), (), ()]
    assert [column.use for column in reading.columns][-2:] == ["asked first", "asked second"]
    plain = read({})
    assert reading.cohort is not None
    assert plain.cohort is not None
    assert [office.need for office in reading.cohort.offices] == [office.need for office in plain.cohort.offices]
    assert reading.cohort.asks_first
    assert not plain.cohort.asks_first


@pytest.mark.parametrize(
    "columns",
    [
        ticked("Which one area matters most? [{}]", "x"),
        ticked("Where do you need help most? - {}", "1", "0"),
        ticked("Top priority: {}", "{}"),
        ticked("{} (most important area)", "Yes", "No"),
    ],
    ids=["x", "1 or 0", "its own name", "the area first"],
)
def test_ticked_choices_are_one_question(columns: Mapping[str, Sequence[str]]) -> None:
    """A column an area, with a mark in one of them, is the same as a cell with the name."""
    reading = read(columns)
    assert firsts(reading) == TRUE
    assert noticed(reading, "CX484") == [("CX484", None, "H")]


def test_a_matrix_of_importance_is_no_choice() -> None:
    """Areas rated by importance, and what others find important, say nothing of what is asked for first."""
    rated = {f"Which one area matters most? [{area}]": ("3", "1", "5", "2") for area in AREAS}
    important = {f"How important is {area}?": ("3", "1", "5", "2") for area in AREAS}
    others = {"Top priority of the agency": NAMED, "Area you are best at": NAMED, "Last year's top priority": NAMED}
    for extra in (rated, important, others):
        reading = read(extra)
        assert firsts(reading) == [(), (), (), ()]
        assert not {column.use for column in reading.columns} & {"asked first", "asked second"}


def test_ranks_state_what_comes_first() -> None:
    """Rank 1 is asked for first and rank 2 second, beside ratings too."""
    ranks = {"Rank: Hiring": ("2", "1", "3", "2"), "Rank: Governance": ("1", "2", "1", "3"), "Rank: Journey mapping": "3321"}
    for need in (False, True):
        reading = read(ranks, need=need)
        assert firsts(reading) == [("governance",), ("hiring",), ("governance",), ("journey-mapping",)]
        assert seconds(reading) == [("hiring",), ("governance",), ("journey-mapping",), ("hiring",)]


def test_only_an_order_makes_picks_say_what_comes_first() -> None:
    """Numbered choices state an order; areas that are ticked in one cell do not."""
    second = ("Hiring", "Governance", "Governance", "Hiring")
    third = ("", "", "Hiring", "")
    in_order = read(
        {"First choice": (*NAMED[:2], "Journey mapping", NAMED[3]), "2nd choice": second, "3rd choice": third}, need=False
    )
    assert firsts(in_order) == [("governance",), ("hiring",), ("journey-mapping",), ("journey-mapping",)]
    assert seconds(in_order) == [("hiring",), ("governance",), ("governance",), ("hiring",)]
    picked = read({"Where do you want help?": ("Hiring;Governance", "Hiring", "Governance", "Journey mapping")}, need=False)
    assert firsts(picked) == [(), (), (), ()]
    assert picked.cohort is not None
    assert not picked.cohort.asks_first


def test_the_only_question_about_need_is_need_too() -> None:
    """Where nothing else asks for help, the area that is named is the need, and asked for first."""
    reading = read({"Top priority": (*NAMED[:2], "Hiring", NAMED[3])}, need=False)
    assert firsts(reading) == [("governance",), ("hiring",), ("hiring",), ("journey-mapping",)]
    assert reading.cohort is not None
    assert [{area for area, level in office.need.items() if level} for office in reading.cohort.offices] == [
        {"governance"},
        {"hiring"},
        {"hiring"},
        {"journey-mapping"},
    ]


def test_beside_picks_it_is_no_pick() -> None:
    """The one area that matters most does not make the areas where help is wanted doubtful."""
    wanted = ("Governance;Hiring", "Hiring", "Governance;Hiring", "Journey mapping;Governance")
    reading = read({"Top priority": NAMED, "Where do you want help?": wanted}, need=False)
    assert firsts(reading) == TRUE
    assert [column.use for column in reading.columns][-2:] == ["asked first", "picks"]


def test_what_is_named_first_beside_picks_of_the_rest_is_wanted_too() -> None:
    """A main need and other needs in columns of their own are both wanted, the main one is asked for first, and it is said."""
    rest = ("Hiring; Journey mapping", "Governance", "Hiring", "Journey mapping; Hiring")
    reading = read({"Main need": NAMED, "Other needs": rest}, need=False)
    assert firsts(reading) == TRUE
    assert reading.cohort is not None
    for office, named, others in zip(reading.cohort.offices, TRUE, rest, strict=True):
        picked = {*named, *(area.casefold().replace(" ", "-") for area in others.split("; "))}
        assert {area for area, level in office.need.items() if level} == picked
    assert not noticed(reading, "CX232")
    [note] = [each for each in reading.findings if each.code == "CX499"]
    assert note.facts["rows"] == "rows 2, 3"


def test_a_first_choice_of_help_does_not_make_a_first_choice_of_sharing_a_need() -> None:
    """Two numbered choices of which it is not known what they ask are asked about, as without any of this."""
    reading = read({"First choice for sharing": NAMED, "First choice for learning": NAMED[::-1]}, need=False)
    assert not reading.ready
    assert len(reading.questions) > 0


def test_many_areas_in_a_cell_are_no_first_one() -> None:
    """A question with three areas in an answer is not taken for the one that matters most."""
    many = ("Governance;Hiring;Journey mapping", "Hiring", "", "Governance")
    assert firsts(read({"Where do you need help most?": many})) == [(), (), (), ()]


def test_two_areas_are_kept_as_a_tie() -> None:
    """Two areas in one cell are both kept, in the order of the framework, and it is said; no area is first and second."""
    reading = read(
        {"Top priority": ("Journey mapping; Governance", *NAMED[1:]), "Second choice": ("Governance", "", "", "Hiring")}
    )
    assert firsts(reading) == [("governance", "journey-mapping"), *TRUE[1:]]
    assert seconds(reading) == [(), (), (), ("hiring",)]
    assert noticed(reading, "CX493") == [("CX493", None, "H")]
    assert "row 2" in next(each.message for each in reading.findings if each.code == "CX493")


@pytest.mark.parametrize("nothing", ["", "-", "None", "n/a", "No preference", "none of the above"])
def test_nothing_named_is_nothing(nothing: str) -> None:
    """A blank, a dash or "None" names nothing, without a finding."""
    reading = read({"Top priority": (*NAMED[:2], nothing, NAMED[3])})
    assert firsts(reading) == TRUE
    assert all(finding.severity is Severity.NOTE for finding in reading.findings)


def test_an_area_that_is_none_is_refused_and_asked_about() -> None:
    """What names no area has its cell, and the nearest area is proposed; a columns file settles it."""
    columns = {"Top priority": ("Governanc", *NAMED[1:])}
    reading = read(columns)
    assert [(each.code, each.place.row, each.place.column) for each in reading.errors] == [("CX114", 2, "H")]
    sitting = Sitting(survey(columns))
    [question] = sitting.left
    assert question.proposals[0].words == "Governance"
    sitting.answer(question, question.proposals[0])
    assert firsts(sitting.reading) == TRUE


def test_an_area_without_wanted_help_is_a_warning() -> None:
    """Asked for first and rated "no help wanted", or not rated: a warning at the cell, and the area does not count."""
    rated = survey({"Top priority": ("Governance", "Governance", "Hiring", "Hiring")}).decode()
    lines = rated.splitlines()
    lines[4] = lines[4].replace("Gamma Office,5,1,2,3,", "Gamma Office,5,1,2,,")
    reading = cx.check("\n".join(lines).encode())
    assert noticed(reading, "CX232") == [("CX232", 3, "H"), ("CX232", 5, "H")]
    assert reading.cohort is not None
    assert firsts(reading)[1] == ("governance",)
    assert [len(reading.cohort.first_areas(office)) for office in reading.cohort.offices] == [1, 0, 1, 0]


def test_a_mentor_alone_is_not_warned_of() -> None:
    """Who takes no mentor may name what it likes."""
    reading = read({"Top priority": ("Governance", "Governance", "", ""), "Role": ("Both", "Mentor", "Both", "Both")})
    assert noticed(reading, "CX232") == []


def test_a_columns_file_says_it(tmp_path: Path) -> None:
    """Any column can be called asked first or second; `--save` writes these words, and they are read back."""
    extra = {"Thing": NAMED, "Other thing": ("Hiring", "", "", "")}
    file = tmp_path / "columns.toml"
    file.write_text('[columns]\n"Thing" = "asked first"\n"Other thing" = "asked second"\n', encoding="utf-8")
    reading = read(extra, columns=file)
    assert (firsts(reading), seconds(reading)[0]) == (TRUE, ("hiring",))
    saved = cx.save_columns(reading, tmp_path / "saved.toml")
    assert '"Thing" = "asked first"' in saved.read_text(encoding="utf-8")
    assert firsts(read(extra, columns=saved)) == TRUE


def test_what_was_understood_is_saved(tmp_path: Path) -> None:
    """Ticked choices and a question are read the same way with the columns file that `--save` writes."""
    for number, extra in enumerate(({"Top priority": NAMED}, ticked("Which one area matters most? [{}]", "x"))):
        saved = cx.save_columns(read(extra), tmp_path / f"{number}.toml")
        assert firsts(read(extra, columns=saved)) == TRUE


def test_where_several_columns_could_be_picks_both_ways_are_proposed() -> None:
    """Where it is not sure what asks for need, the organizer can say that a column is what is asked for first."""
    [first, _] = read({"Top priority": NAMED, "Areas covered": NAMED[::-1]}, need=False).questions
    assert [proposal.words for proposal in first.proposals][:2] == ["picks", "asked first"]


def test_answers_that_differ_in_it_alone_are_not_alike() -> None:
    """An office that answers twice and names another area the second time is refused, as any other difference is."""
    text = survey({"Top priority": NAMED}).decode()
    again = text.splitlines()[1].replace("Governance", "Hiring")
    assert [each.code for each in cx.check(f"{text}{again}\n".encode()).errors] == ["CX201"]


def test_it_is_said_where_it_was_read() -> None:
    """A note says from what it was read and how many name an area."""
    [note] = [each for each in read({"Top priority": NAMED}).findings if each.code == "CX492"]
    assert 'column H, "Top priority"; an area is named in 3 answers of 4.' in note.message


def test_proteges_in_a_sheet_of_their_own_say_it(tmp_path: Path) -> None:
    """What the proteges' file names is theirs; an office in both files keeps it, and the mentors' file says none."""
    mentors, proteges = tmp_path / "mentors.csv", tmp_path / "proteges.csv"
    mentors.write_text("Mentor,Capability: Hiring,Capability: Governance\nAlpha,4,5\nBeta,5,4\n", encoding="utf-8")
    asked = "Alpha,1,2,3,4,Governance\nGamma,2,1,5,2,Hiring\n"
    heads = "Protege,Capability: Hiring,Capability: Governance,Need: Hiring,Need: Governance,Top priority\n"
    proteges.write_text(heads + asked.replace("Alpha,1,2,", "Alpha,4,5,"), encoding="utf-8")
    cohort = cx.read_survey(mentors, proteges=proteges)
    named = {office.id: office.asked_first for office in cohort.offices}
    assert named == {"Alpha": ("governance",), "Beta": (), "Gamma": ("hiring",)}
