"""Picks joined in one cell: known by the heading's name, by its words, or by the answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxmatch.domain.cohort import Reading
from cxmatch.survey.reader import check

ROWS = "A,Mentor,5,1,Governance;\nB,Protege,1,3,Hiring;Governance;\nC,Both,2,3,Hiring;\n"


def _read(heading: str, rows: str = ROWS) -> Reading:
    return check(f"Office,Role,Cap: Hiring,Cap: Governance,{heading}\n{rows}".encode())


def _need(reading: Reading) -> list[dict[str, int]]:
    assert reading.cohort is not None, [finding.message for finding in reading.errors]
    asked = ("hiring", "governance")
    return [{area: level for area, level in office.need.items() if area in asked} for office in reading.cohort.offices]


@pytest.mark.parametrize(
    "heading",
    [
        "Where do you want help? (choose up to two)",
        "Which areas would you like help with?",
        "Areas where you want help",
        "Top 2 needs",
        "What are your top two needs?",
        "Select your top priorities",
        "Where should others support you?",
    ],
)
def test_picks_are_never_ignored_for_a_role(heading: str) -> None:
    """A role says that help is wanted; the picks say where, and they count."""
    assert [need["hiring"] for need in _need(_read(heading))] == [0, 1, 1]


def test_picks_known_by_their_answers_get_a_note() -> None:
    """What the answers alone say is used with a note."""
    assert "CX474" in {finding.code for finding in _read("Where should others support you?").findings}


def test_picks_by_words_with_another_option_are_refused() -> None:
    """An option that is no area is named; the column is not dropped for it."""
    reading = _read("Places in which we want help", ROWS.replace("C,Both,2,3,Hiring;", "C,Both,2,3,Parking;"))
    assert [finding.code for finding in reading.errors] == ["CX114"]


@pytest.mark.parametrize("heading", ["What are your strengths?", "Which areas could you help others with?"])
def test_areas_an_office_can_share_are_no_picks(heading: str) -> None:
    """Areas that an office is strong in are not what it asks for."""
    assert _read(heading).columns[4].use == "attribute"


def test_a_ranking_in_one_cell_keeps_its_order() -> None:
    """What stands first counts most."""
    assert _need(_read("Rank the areas for us")) == [
        {"hiring": 0, "governance": 2},
        {"hiring": 2, "governance": 1},
        {"hiring": 2, "governance": 0},
    ]


def test_all_areas_in_every_row_are_a_ranking() -> None:
    """Who lists all areas, and not in the order of the others, ranks them."""
    head = "Office,Cap: Hiring,Cap: Governance,Cap: Funding,Where do you want help?\n"
    rows = "A,5,1,2,Governance;Funding;Hiring;\nB,1,3,4,Hiring;Governance;Funding;\n"
    needs = _need(check((head + rows).encode()))
    assert needs == [{"hiring": 1, "governance": 3}, {"hiring": 3, "governance": 2}]


def test_a_negated_question_of_areas_is_asked_about() -> None:
    """Areas in which nobody wants help are no picks."""
    assert [finding.code for finding in _read("Where do you not need help?").errors] == ["CX309"]


def test_two_columns_of_areas_are_asked_about() -> None:
    """Two columns of areas that do not number their choices are refused with a line for each."""
    text = "Office,Role,Cap: Hiring,Cap: Governance,One,Other\nA,Both,5,1,Hiring,Governance\nB,Both,1,3,Governance,Hiring\n"
    assert [finding.code for finding in check(text.encode()).errors] == ["CX309", "CX309"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("First choice", "Second choice"),
        ("Top need", "Second need"),
        ("Where do you want help? [1st choice]", "Where do you want help? [2nd choice]"),
        ("Need #1", "Need #2"),
    ],
)
def test_numbered_choices_are_ranks(first: str, second: str) -> None:
    """First and second choice in columns of their own count two and one."""
    text = f"Office,Cap: Hiring,Cap: Governance,{second},{first}\nA,5,1,Hiring,Governance\nB,1,3,Governance,Hiring\n"
    assert _need(check(text.encode())) == [{"hiring": 1, "governance": 2}, {"hiring": 2, "governance": 1}]


@pytest.mark.parametrize(
    "joined",
    [
        "Hiring;Governance;",
        "Hiring\nGovernance",
        "Hiring|Governance",
        "['Hiring', 'Governance']",
        "Hiring, Governance",
        "Hiring/Governance",
        "Hiring Governance",
        "Hiring and Governance",
        '["Hiring","Governance"]',
        "All of the above",
        "governance; HIRING; Other",
    ],
)
def test_choices_are_joined_in_many_ways(joined: str) -> None:
    """Whatever parts them, both areas are chosen."""
    quoted = '"' + joined.replace('"', '""') + '"'
    text = f"Office,Cap: Hiring,Cap: Governance,Where do you want help?\nA,5,1,{quoted}\nB,1,3,Hiring\n"
    assert _need(check(text.encode())) == [{"hiring": 1, "governance": 1}, {"hiring": 1, "governance": 0}]


def test_capability_may_be_chosen_too() -> None:
    """Where no heading names an area, the choices of both sides do."""
    text = (
        "Office,Which areas can you help others with?,Which areas do you want help with?\n"
        "A,Hiring;Budget;,Forms;\nB,Forms;,Hiring;Budget;\nC,,Forms;\n"
    )
    cohort = check(text.encode()).cohort
    assert cohort is not None
    assert [(dict(office.capability), dict(office.need)) for office in cohort.offices] == [
        ({"budget": 1, "forms": 0, "hiring": 1}, {"budget": 0, "forms": 1, "hiring": 0}),
        ({"budget": 0, "forms": 1, "hiring": 0}, {"budget": 1, "forms": 0, "hiring": 1}),
        ({"budget": 0, "forms": 0, "hiring": 0}, {"budget": 0, "forms": 1, "hiring": 0}),
    ]


DEI, PAY = "Diversity, Equity & Inclusion", "Pay & Grades"
COMMAS = f'Office,Strengths,Top needs\nA,"{DEI}, Hiring",{PAY}\nB,"Hiring, {PAY}","{DEI}"\nC,"{DEI}","Hiring, {PAY}"\n'


@pytest.mark.parametrize(
    ("line", "areas"),
    [
        (f'"{DEI}" = "{DEI}"', [DEI, "Hiring", PAY]),
        ('"Diversity" = "Diversity"', ["Diversity", "Equity & Inclusion", "Hiring", PAY]),
    ],
)
def test_choices_with_commas_that_never_stand_apart_are_asked_about(line: str, areas: list[str], tmp_path: Path) -> None:
    """Whether they are one area or several only the organizer can say, by either of two lines."""
    reading = check(COMMAS.encode())
    [refused] = reading.errors
    assert (refused.code, refused.place.column, refused.facts["value"]) == ("CX123", "B", DEI)
    assert line in f"{refused.message} {refused.remedy}"
    [question] = reading.questions
    assert line in [written for proposal in question.proposals for written in proposal.lines.values()]
    path = tmp_path / "columns.toml"
    path.write_text(f"[levels]\n{line}\n", encoding="utf-8")
    again = check(COMMAS.encode(), columns=path)
    assert again.cohort is not None
    assert [area.name for area in again.cohort.framework.areas] == areas


def test_choices_that_stand_apart_once_are_several() -> None:
    """One cell that has one without the other settles it."""
    reading = check(COMMAS.replace(f'A,"{DEI}, Hiring"', 'A,"Diversity, Hiring"').encode())
    assert reading.cohort is not None
    assert "Diversity" in [area.name for area in reading.cohort.framework.areas]


def test_what_stands_below_a_numbered_choice_is_one_area() -> None:
    """There is nothing to part below "First choice", and so the commas of other cells part nothing in it."""
    text = f'Office,Strengths,First choice,Second choice\nA,"{DEI}, Hiring",{PAY},Hiring\nB,"Hiring, {PAY}","{DEI}",Hiring\n'
    reading = check(text.encode())
    assert reading.cohort is not None
    assert [area.name for area in reading.cohort.framework.areas] == [DEI, "Hiring", PAY]


@pytest.mark.parametrize("sign", ["\u2022 ", "- ", "\u2013 ", "* ", "\u00b7"])
def test_signs_before_the_lines_of_a_list_are_no_part_of_a_choice(sign: str) -> None:
    """Choices that stand as a list in a cell are those without the signs of the list."""
    both = f'"{sign}Hiring\n{sign}Governance"'
    text = f"Office,Cap: Hiring,Cap: Governance,Where do you want help?\nA,5,1,{both}\nB,1,3,{sign}Hiring\n"
    assert _need(check(text.encode())) == [{"hiring": 1, "governance": 1}, {"hiring": 1, "governance": 0}]


def test_choices_with_other_numbers_before_them_are_refused() -> None:
    """Nobody knows whether "1. Baking" and "2. Baking" are an order or a list."""
    text = "Office,Strengths,Top needs\nA,1. Baking;2. Sewing;,1. Sewing;\nB,1. Sewing;,1. Sewing;2. Baking;\n"
    assert not check(text.encode()).ready


def test_choices_with_numbers_before_them_are_never_left_aside(tmp_path: Path) -> None:
    """Where a wish says that help is wanted, numbered choices that say where are asked about all the same."""
    head = "Office,Want help?,Cap: Hiring,Cap: Governance,We would like to be mentored in"
    reading = check(f"{head}\nA,Yes,5,1,1. Hiring; 2. Governance\nB,Yes,1,3,1. Hiring\n".encode())
    assert [(one.code, one.facts["use"]) for one in reading.errors] == [("CX309", "picks")]
    path = tmp_path / "columns.toml"
    path.write_text(f"[columns]\n{reading.errors[0].facts['line']}\n", encoding="utf-8")
    again = check(f"{head}\nA,Yes,5,1,1. Hiring; 2. Governance\nB,Yes,1,3,1. Hiring\n".encode(), columns=path)
    assert _need(again) == [{"hiring": 1, "governance": 1}, {"hiring": 1, "governance": 0}]
