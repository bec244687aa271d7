"""Tables of any shape are read as the same content: long ones, offices across, tables one below another, branches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from standins import (
    ANSWERS,
    AREAS,
    HELP,
    PLAIN,
    STRONG,
    Content,
    Row,
    content,
    gaps,
    lines_in,
    long,
    read_of,
    targets,
    text_of,
    wide,
    with_lines,
)

from cxmatch.domain.cohort import Reading
from cxmatch.survey.reader import check

BY_AREA = "plain table, one row per office and practice area"
BY_SECTION = "plain table, one row per office, practice area and kind of level"
BY_QUESTION = "plain table, one row per office and question"
BY_LEVEL = "plain table, one row per office and kind of level"
ACROSS = "plain table, one column per office and one row per practice area"
STACKED = "plain table, one table below another"
PLAIN_TABLE = "plain table, one row per office"
WITH_TEXTS = f"{PLAIN_TABLE}, question texts below the names"

OFFICES = [name for name, *_ in ANSWERS]
DEPARTMENTS = [department for _, department, *_ in ANSWERS]
CAPABILITY = [[area, *(have[at] for _, _, have, _ in ANSWERS)] for at, area in enumerate(AREAS)]
NEED = [[area, *(want[at] for *_, want in ANSWERS)] for at, area in enumerate(AREAS)]
TARGET = [[area, *(targets(have, want)[at] for _, _, have, want in ANSWERS)] for at, area in enumerate(AREAS)]
HEADINGS = ["Office", "Department", *AREAS]
HAVE = [[name, department, *have] for name, department, have, _ in ANSWERS]
WANT = [[name, department, *want] for name, department, _, want in ANSWERS]
WIDE = [[name, department, *have, *want] for name, department, have, want in ANSWERS]
CODES = ("office", "dept", "cap_1", "cap_2", "cap_3", "need_1", "need_2", "need_3")
TEXTS = ["Name of your office?", "Which department is your office in?"]
TEXTS += [f"How strong is your office in {area}?" for area in AREAS] + [
    f"How much help do you want with {area}?" for area in AREAS
]


def _prefixed(word: str, rows: Sequence[Row]) -> list[Row]:
    return [[f"{word}: {area}", *cells] for area, *cells in rows]


def _sections(first: str, above: Sequence[Row], second: str, below: Sequence[Row]) -> list[Row]:
    """Return rows with what is asked beside the areas, given once for its areas."""
    rows = [*([first, *row] for row in above), *([second, *row] for row in below)]
    return [["" if at % len(AREAS) else row[0], *row[1:]] for at, row in enumerate(rows)]


def _alternating(rows: Sequence[Row], others: Sequence[Row]) -> list[Row]:
    """Return rows of current and target levels in turns, the area given once for both."""
    pairs = zip(rows, others, strict=True)
    return [row for one, two in pairs for row in ([one[0], "Current", *one[1:]], ["", "Target", *two[1:]])]


def _branches(at: int, cells: Sequence[int]) -> list[object]:
    blank = [""] * len(cells)
    return [*blank, *cells] if at % 2 else [*cells, *blank]


SHAPES: Mapping[str, tuple[str, list[Row], Content]] = {
    "long, capability and need": (
        BY_AREA,
        long(
            ("Office", "Department", "Practice area", "Capability", "Need"),
            lambda n, d, have, want: ([n, d, *each] for each in zip(AREAS, have, want, strict=True)),
        ),
        content(),
    ),
    "long, the office given once": (
        BY_AREA,
        long(
            ("Office", "Area", "Capability", "Need"),
            lambda n, d, have, want: (["" if at else n, AREAS[at], have[at], want[at]] for at in range(len(AREAS))),
        ),
        content(),
    ),
    "long, current and target": (
        BY_AREA,
        long(
            ("Office", "Topic", "Current", "Target"),
            lambda n, d, have, want: ([n, *each] for each in zip(AREAS, have, targets(have, want), strict=True)),
        ),
        content(gaps),
    ),
    "long, the areas called capability": (
        BY_AREA,
        long(
            ("Office", "Capability", "Current level", "Future level"),
            lambda n, d, have, want: ([n, *each] for each in zip(AREAS, have, targets(have, want), strict=True)),
        ),
        content(gaps),
    ),
    "long, kinds of levels": (
        BY_SECTION,
        long(
            ("Office", "Area", "Section", "Score"),
            lambda n, d, have, want: (
                [n, area, kind, level]
                for kind, levels in (("current", have), ("future", targets(have, want)))
                for area, level in zip(AREAS, levels, strict=True)
            ),
        ),
        content(gaps),
    ),
    "long, kinds of levels in sentences": (
        BY_SECTION,
        long(
            ("Area", "Office", "Question", "Answer"),
            lambda n, d, have, want: (
                [area, n, kind, level]
                for kind, levels in ((STRONG, have), (HELP, want))
                for area, level in zip(AREAS, levels, strict=True)
            ),
        ),
        content(),
    ),
    "long, questions": (
        BY_QUESTION,
        long(
            ("Office", "Question", "Answer"),
            lambda n, d, have, want: [[n, *each] for each in zip(PLAIN[1:], (d, *have, *want), strict=True)],
        ),
        content(),
    ),
    "long, questions in sentences": (
        BY_QUESTION,
        long(
            ("Number", "Name", "Question", "Response"),
            lambda n, d, have, want: [[1, n, *each] for each in zip(TEXTS[2:], (*have, *want), strict=True)],
        ),
        content(),
    ),
    "long, people and skills": (
        BY_AREA,
        long(
            ("Employee", "Team", "Skill", "Level", "Target level"),
            lambda n, d, have, want: ([n, "T1", *each] for each in zip(AREAS, have, targets(have, want), strict=True)),
        ),
        content(gaps),
    ),
    "rows of current and target": (
        BY_LEVEL,
        long(
            ("Office", "Department", "Type", *AREAS),
            lambda n, d, have, want: ([n, d, "Current", *have], [n, d, "Target", *targets(have, want)]),
        ),
        content(gaps),
    ),
    "rows of capability and need, the office given once": (
        BY_LEVEL,
        long(("Office", "Region", "", *AREAS), lambda n, d, have, want: ([n, d, "Capability", *have], ["", "", "Need", *want])),
        content(),
    ),
    "offices across": (
        ACROSS,
        [["Practice area", *OFFICES], *_prefixed("Capability", CAPABILITY), *_prefixed("Need", NEED)],
        content(),
    ),
    "offices across, below a title and with other questions": (
        ACROSS,
        [
            *(["Survey of 2026"], ["", *OFFICES], ["Department", *DEPARTMENTS], ["Mentor seats", 1, 1, 1, 1]),
            *(*_prefixed("Need", NEED), *_prefixed("Capability", CAPABILITY)),
        ],
        content(),
    ),
    "offices across, lines above the areas": (ACROSS, [["", *OFFICES], ["Capability"], *CAPABILITY, ["Need"], *NEED], content()),
    "offices across, kinds of levels beside the areas": (
        ACROSS,
        [["Area", "Type", *OFFICES], *_alternating(CAPABILITY, TARGET)],
        content(gaps),
    ),
    "offices across, kinds of levels before the areas": (
        ACROSS,
        [["Type", "Area", *OFFICES], *_sections("Capability", CAPABILITY, "Need", NEED)],
        content(),
    ),
    "offices across, two tables": (
        ACROSS,
        [["Capability"], ["Area", *OFFICES], *CAPABILITY, [], ["Need"], ["Area", *OFFICES], *NEED],
        content(),
    ),
    "two tables": (STACKED, [["Capability"], HEADINGS, *HAVE, [], ["Need"], HEADINGS, *WANT], content()),
    "two tables, in another order, with sentences above": (
        STACKED,
        [[STRONG], HEADINGS, *HAVE, [HELP], HEADINGS, *WANT[::-1]],
        content(),
    ),
    "two tables with headings of their own": (
        STACKED,
        [
            *([*PLAIN[:5]], *HAVE, [], ["Office", *PLAIN[5:]]),
            *([name, *want] for name, _, *want in WANT),
        ],
        content(),
    ),
    "headings as the last row": (PLAIN_TABLE, [PLAIN, *WIDE, PLAIN], content()),
    "headings in between": (PLAIN_TABLE, [PLAIN, *WIDE[:2], PLAIN, *WIDE[2:]], content()),
    "headings and title in between": (
        PLAIN_TABLE,
        [["Our survey"], PLAIN, *WIDE[:2], ["Our survey"], PLAIN, *WIDE[2:]],
        content(),
    ),
    "headings in another language, ours as the last row": (
        PLAIN_TABLE,
        [["Beh\u00f6rde", "Ressort", *(f"{word}: {area}" for word in ("Kompetenz", "Bedarf") for area in AREAS)], *WIDE, PLAIN],
        content(),
    ),
    "texts below names": (WITH_TEXTS, [CODES, TEXTS, *WIDE], content()),
    "texts below headings": (WITH_TEXTS, [PLAIN, TEXTS, *WIDE], content()),
    "texts below numbers": (PLAIN_TABLE, [[f"Q{number}" for number in range(8)], PLAIN, *WIDE], content()),
    "branches of Google Forms": (
        "Google Forms export, saved from a Google Sheet",
        wide(
            ("Timestamp", "Office", *[f"{word} [{area}]" for word in ("Capability", "Need") for area in AREAS] * 2),
            lambda i, n, d, have, want: ("8/20/2025 19:08:16", n, *_branches(i, [*have, *want])),
        ),
        content(),
    ),
    "branches of Microsoft Forms": (
        PLAIN_TABLE,
        wide((*PLAIN, *(f"{text}2" for text in PLAIN[2:])), lambda i, n, d, have, want: (n, d, *_branches(i, [*have, *want]))),
        content(),
    ),
    "branches named by a program": (
        PLAIN_TABLE,
        wide((*PLAIN, *(f"{text}.1" for text in PLAIN[2:])), lambda i, n, d, have, want: (n, d, *_branches(i, [*have, *want]))),
        content(),
    ),
    "a mark for each level": (
        "Jotform export",
        wide(
            (
                "Submission Date",
                "Office",
                *(f"{STRONG} >> {area} >> {level}" for area in AREAS for level in range(1, 6)),
                *PLAIN[5:],
            ),
            lambda i, n, d, have, want: ("2026-03-01", n, *(int(level == own) for own in have for level in range(1, 6)), *want),
        ),
        content(),
    ),
}


@pytest.mark.parametrize(("layout", "rows", "expected"), SHAPES.values(), ids=SHAPES)
def test_a_shape_is_named_and_read(layout: str, rows: list[Row], expected: Content) -> None:
    """Whatever the table looks like, capability and need of each office are what it says."""
    reading = check(text_of(rows))
    assert (reading.layout, read_of(reading)) == (layout, expected)


def _codes(reading: Reading) -> list[str]:
    return [finding.code for finding in reading.findings]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("headings as the last row", "CX480"),
        ("headings in another language, ours as the last row", "CX480"),
        ("long, the office given once", "CX481"),
        ("branches of Microsoft Forms", "CX482"),
        ("a mark for each level", "CX483"),
    ],
)
def test_what_is_taken_is_said_once(name: str, code: str) -> None:
    """What was worked out from the shape of a table is a note, one for the whole table."""
    assert _codes(check(text_of(SHAPES[name][1]))).count(code) == 1


@pytest.mark.parametrize("above", ["", "Table"])
def test_tables_that_nothing_tells_apart_are_refused(above: str) -> None:
    """Two tables with the same headings, and no word of what they ask, are two tables and not one twice."""
    lines = [[f"{above} 1"], [f"{above} 2"]] if above else [[], []]
    reading = check(text_of([lines[0], HEADINGS, *HAVE, lines[1], HEADINGS, *WANT]))
    assert {finding.facts["value"] for finding in reading.errors if finding.code == "CX218"} == set(AREAS)


def test_an_office_twice_in_one_of_two_tables_is_refused() -> None:
    """No name joins tables in which an office stands twice."""
    reading = check(text_of([["Capability"], HEADINGS, *HAVE, HAVE[0], ["Need"], HEADINGS, *WANT]))
    assert [finding.facts["values"] for finding in reading.errors if finding.code == "CX217"] == [OFFICES[0]]


def test_an_office_of_one_table_only_is_kept() -> None:
    """What the other table would have said of it is not answered."""
    read = read_of(check(text_of([["Capability"], HEADINGS, *HAVE, ["Need"], HEADINGS, *WANT[1:]])))
    assert read == {**content(), OFFICES[0]: (content()[OFFICES[0]][0], {})}


def test_mentors_above_proteges_are_two_sides() -> None:
    """Tables one below another that are called so are read like two sheets."""
    rows = [["Mentors"], PLAIN[:5], *HAVE[:2], [], ["Mentees"], PLAIN, *WIDE[2:]]
    reading = check(text_of(rows))
    assert reading.layout == f"{PLAIN_TABLE}, mentors and proteges apart"
    assert reading.cohort is not None
    assert [office.mentor_slots for office in reading.cohort.offices] == [1, 1, 0, 0]


@pytest.mark.parametrize("filled", ["bare", "both"])
def test_columns_with_one_heading_that_may_be_two_questions_are_asked_about(filled: str) -> None:
    """Bare areas may be capability in one branch and need in the other; two answers in a row are no branches."""
    if filled == "bare":
        rows = wide(("Office", *AREAS, *AREAS), lambda i, n, d, have, want: (n, *_branches(i, have)))
    else:
        rows = wide((*PLAIN, *PLAIN[2:]), lambda i, n, d, have, want: (n, d, *[*have, *want] * 2))
    reading = check(text_of(rows))
    assert not reading.ready
    assert {"CX302", "CX309"} & set(_codes(reading))


def test_a_column_named_by_its_letter_is_no_branch(tmp_path: Path) -> None:
    """A columns file says of each column what it is; then nothing is joined."""
    data = text_of(SHAPES["branches of Microsoft Forms"][1])
    reading = with_lines(data, [f'"column {letter}" = "not used"' for letter in "IJKLMN"], tmp_path)
    assert "CX482" not in _codes(reading)
    assert [column.use for column in reading.columns[8:]] == ["not used"] * 6


def test_sections_with_words_of_their_own_are_asked_about(tmp_path: Path) -> None:
    """A column that tells two ratings of one area apart is part of what is asked; the lines that are proposed work."""
    data = text_of(
        long(
            ("Office", "Area", "Round", "Score"),
            lambda n, d, have, want: (
                [n, area, kind, level]
                for kind, levels in (("A", have), ("B", want))
                for area, level in zip(AREAS, levels, strict=True)
            ),
        )
    )
    asked = [finding for finding in check(data).errors if finding.code == "CX309"]
    assert len(asked) == 2 * len(AREAS)
    assert read_of(with_lines(data, lines_in(asked), tmp_path)) == content()


def test_a_score_that_could_be_of_anything_is_asked_about() -> None:
    """A level beside areas is capability for sure only where they are called skills."""
    rows = long(("Office", "Area", "Score"), lambda n, d, have, want: ([n, *each] for each in zip(AREAS, have, strict=True)))
    asked = [finding for finding in check(text_of(rows)).errors if finding.code == "CX309"]
    assert [finding.facts["use"] for finding in asked] == [f"capability, {area}" for area in sorted(AREAS)]
    skills = [["Person", "Skill", "Level"], *rows[1:]]
    assert "CX309" not in _codes(check(text_of(skills)))


def test_places_are_those_of_the_file() -> None:
    """A finding about a cell of a turned table names the row and the column where it stands."""
    across = [["Practice area", *OFFICES], *_prefixed("Capability", CAPABILITY), *_prefixed("Need", NEED)]
    across[2] = [across[2][0], 2, 9, 5, 1]
    branches = [list(row) for row in SHAPES["branches of Microsoft Forms"][1]]
    branches[2][8] = 9
    stacked = [["Capability"], HEADINGS, *HAVE, ["Need"], HEADINGS, *WANT[:3], [*WANT[3][:4], 9]]
    errors = [check(text_of(rows)).errors for rows in (across, branches, stacked)]
    assert [[(error.place.row, error.place.column) for error in each] for each in errors] == [[(3, "C")], [(3, "I")], [(12, "E")]]


def test_the_lines_above_the_headings_are_the_title() -> None:
    """What stands above the headings stays beside the survey, a line each."""
    from cxmatch.survey.files.table import Table
    from cxmatch.survey.headings.mapping import ColumnsFile
    from cxmatch.survey.layouts import survey_of

    rows = [["CX survey"], ["Scale", "1 = novice"], list(PLAIN), *([str(cell) for cell in row] for row in WIDE)]
    table = Table(name="survey.csv", rows=rows, numbers=list(range(1, len(rows) + 1)))
    survey, _ = survey_of(table, None, ColumnsFile())
    assert survey.title.splitlines() == ["CX survey", "Scale 1 = novice"]


LOOKALIKES: Mapping[str, tuple[list[Row], str]] = {
    "answers with a dash below the headings": (
        wide(PLAIN, lambda i, n, d, have, want: (n, d, *(f"Strong - {level}" for level in have), *(f"Need - {w}" for w in want))),
        "CX480",
    ),
    "a function and a level of the office itself": (
        wide(("Office", "Function", "Level", *PLAIN[2:]), lambda i, n, d, have, want: (n, "IT", i, *have, *want)),
        "CX474",
    ),
    "two areas with a number, ticked by turns": (
        wide(
            ("Office", *PLAIN[2:5], "Need: Web", "Need: Web 2"),
            lambda i, n, d, have, want: (n, *have, "x" if i == 1 else "", "x" if i == 2 else ""),
        ),
        "CX482",
    ),
    "choices with numbers": (
        wide(
            ("Office", *PLAIN[2:5], *(f"{HELP} - {at} {area}" for at, area in enumerate(AREAS, 1))),
            lambda i, n, d, have, want: (n, *have, *("1" if at == i % 3 else "" for at in range(3))),
        ),
        "CX483",
    ),
    "an office called like a heading": ([PLAIN, ["Team", "Agency", *WIDE[0][2:]], *WIDE[1:]], "CX480"),
}


@pytest.mark.parametrize(("rows", "code"), LOOKALIKES.values(), ids=LOOKALIKES)
def test_what_looks_like_another_shape_is_left_as_it_is(rows: list[Row], code: str) -> None:
    """Nothing is turned, joined or left out where the table says something else; each row stays an answer."""
    reading = check(text_of(rows))
    assert (reading.layout, reading.answers) == (PLAIN_TABLE, len(rows) - 1)
    assert code not in _codes(reading)


def test_headings_below_a_text_and_without_answers() -> None:
    """Headings in the last row are those of the rows above only where these are as wide."""
    reading = check(text_of([["How to fill this in", "Write a number"], ["Questions?", "Call us"], PLAIN]))
    assert [finding.code for finding in reading.errors] == ["CX209"]


def test_an_area_called_like_a_part_of_an_organization_in_rows_of_current_and_target() -> None:
    """Below "Organization design" stand levels: it is an area, also where every office stays at its own."""
    rows = [
        ["Office", "Level", "Hiring", "Organization design", "Region"],
        *(["A", "Current", "Novice", "Expert", "East"], ["A", "Target", "Competent", "Expert", "East"]),
        *(["B", "Current", "Competent", "Novice", "West"], ["B", "Target", "Expert", "Novice", "West"]),
        *(["C", "Current", "Proficient", "Novice", "West"], ["C", "Target", "Proficient", "Novice", "West"]),
    ]
    for aim in ("Novice", "Advanced beginner"):
        rows[-1][3] = aim
        reading = check("\n".join(",".join(row) for row in rows).encode())
        assert reading.cohort is not None
        area = next(area for area in reading.cohort.framework.areas if area.name.casefold() == "organization design")
        assert [office.capability[area.id] for office in reading.cohort.offices] == [5, 1, 1]
        assert [office.attributes["Region"] for office in reading.cohort.offices] == ["East", "West", "West"]


SKILLS: list[Row] = [["Employee", "Skill", "Level"], *map(list, zip("AABB", ("Hiring", "Governance") * 2, "3215", strict=True))]


@pytest.mark.parametrize("column", [["Need", 1, 3, 4, 5], ["Target level", 3, 3, 4, 5], ["Role", "Both", "", "Protege", ""]])
def test_a_list_of_skills_without_need_names_a_way_out_that_works(column: list[object]) -> None:
    """The remedy names columns to add; with each of them the list is ready."""
    [refused] = check(text_of(SKILLS)).errors
    assert refused.code == "CX304"
    assert f'"{column[0]}"' in refused.remedy
    assert check(text_of([[*row, cell] for row, cell in zip(SKILLS, column, strict=True)])).ready


def test_a_second_level_in_a_list_of_skills_is_asked_about() -> None:
    """Two columns that could be the level of a skill are both read, or asked about."""
    reading = check(text_of([[*row, cell] for row, cell in zip(SKILLS, ["Rating", "1", "4", "2", "2"], strict=True)]))
    assert {finding.place.column for finding in reading.errors if finding.code in ("CX302", "CX309")} != set()
