"""Misreadings that once made no sound: persons as offices, dates, totals, roles, ranks, words of scales, sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxmatch.domain.cohort import Reading
from cxmatch.survey.reader import check


def _uses(reading: Reading) -> dict[str, str]:
    return {column.heading: column.use for column in reading.columns}


def _codes(reading: Reading) -> list[str]:
    return [finding.code for finding in reading.errors]


@pytest.mark.parametrize(
    "question",
    ["Which CX office do you lead?", "What is the name of your CX office?", "What is your office called?", "The team you are on"],
)
def test_a_person_in_a_google_form_is_no_office(question: str) -> None:
    """A plain "Name" beside times and a question about the office is a person, and is not kept."""
    head = f"Timestamp,Name,{question},Cap: Hiring,Need: Hiring"
    reading = check(f"{head}\n8/31/2026 19:08:16,Ann,Alpha,5,1\n8/31/2026 19:09:16,Bob,Beta,1,3\n".encode())
    assert (_uses(reading)[question], _uses(reading)["Name"]) == ("office", "not used")
    assert reading.cohort is not None
    assert [office.name for office in reading.cohort.offices] == ["Alpha", "Beta"]


def test_a_plain_name_is_the_office_where_nothing_else_is() -> None:
    """Without another question about the office, "Name" names it."""
    assert _uses(check(b"Name,Cap: Hiring,Need: Hiring\nA,5,1\nB,1,3\n"))["Name"] == "office"


def test_a_question_about_the_office_wins_over_an_agency() -> None:
    """An agency is the department as soon as another heading asks for the office."""
    uses = _uses(check(b"Agency,CX office that you run,Cap: Hiring,Need: Hiring\nX,A,5,1\nY,B,1,3\n"))
    assert uses["CX office that you run"] == "office"
    assert uses["Agency"] == "department"


def _twice(first: str, second: str, other: str) -> Reading:
    rows = f"A,{first},5,1\nA,{second},1,3\nB,{other},2,2\nC,{other},3,2\n"
    return check(f"Office,Timestamp,Cap: Hiring,Need: Hiring\n{rows}".encode(), duplicates="latest")


@pytest.mark.parametrize(
    ("first", "second", "other", "kept"),
    [
        ("3/4/2026 9:00:00", "12/3/2026 9:00:00", "25/3/2026 9:00:00", 5),
        ("3/4/2026 9:00:00", "12/3/2026 9:00:00", "3/25/2026 9:00:00", 1),
        ("3/4/2026 9:00:00", "3/4/2026 9:30:00", "3/4/2026 9:00:00", 1),
    ],
)
def test_day_and_month_are_told_apart_by_the_whole_column(first: str, second: str, other: str, kept: int) -> None:
    """Any number over 12 settles the order of day and month; where both agree it does not matter."""
    reading = _twice(first, second, other)
    assert reading.cohort is not None
    assert reading.cohort.offices[0].capability["hiring"] == kept


@pytest.mark.parametrize(
    ("first", "second", "other"),
    [
        ("3/4/2026 9:00:00", "12/3/2026 9:00:00", "1/1/2026 9:00:00"),
        ("3/4/2026 9:00:00", "12/3/2026 9:00:00", "13/14/2026 9:00:00"),
        ("2026-13-01 9:00:00", "2026-01-01 9:00:00", "2026-01-01 9:00:00"),
    ],
)
def test_dates_that_do_not_say_which_is_later_are_refused(first: str, second: str, other: str) -> None:
    """An ambiguous order that matters, and a month 13, decide nothing."""
    assert _codes(_twice(first, second, other)) == ["CX205"]


@pytest.mark.parametrize(
    "name",
    [
        "Count",
        "Max",
        "Min",
        "Std Dev",
        "Total (n=3)",
        "Benchmark",
        "Median",
        "Sum",
        "Grand total",
        "N =",
        "N = 14",
        "Average: 3.5",
    ],
)
def test_summary_rows_are_refused(name: str) -> None:
    """What stands below a table is no office, whatever it counts."""
    assert _codes(check(f"Office,Cap: Hiring,Need: Hiring\nA,5,1\nB,1,3\n{name},3,2\n".encode())) == ["CX203"]


@pytest.mark.parametrize("name", ["N", "Total Force", "Minerals", "Office of Benchmark Studies"])
def test_names_that_only_begin_like_a_summary_are_offices(name: str) -> None:
    """A name is not refused for one word of it."""
    assert check(f"Office,Cap: Hiring,Need: Hiring\nA,5,1\nB,1,3\n{name},3,2\n".encode()).ready


@pytest.mark.parametrize("answer", ["No problem, happy to", "No preference", "no objection"])
def test_an_idiom_with_no_is_no_refusal(answer: str) -> None:
    """An idiom such as "No problem" does not say no; it is asked about."""
    text = f'Office,Can mentor,Cap: Hiring,Need: Hiring\nA,"{answer}",5,1\nB,"No, thanks",1,3\n'
    assert _codes(check(text.encode())) == ["CX113"]


@pytest.mark.parametrize("answer", ["Mentor;Protege;", "Mentor, Protege", "Mentee / Mentor"])
def test_both_roles_in_one_cell_are_both(answer: str) -> None:
    """A tick at each role gives a seat on each side."""
    reading = check(f'Office,Role,Cap: Hiring,Need: Hiring\nA,"{answer}",5,1\nB,Mentor,1,3\n'.encode())
    assert reading.cohort is not None
    assert (reading.cohort.offices[0].mentor_slots, reading.cohort.offices[0].protege_slots) == (1, 1)


def test_ranks_in_words_and_decimals() -> None:
    """Both "1.0" and "1st" are the first rank."""
    text = "Office,Cap: Hiring,Cap: Governance,Rank: Hiring,Rank: Governance\nA,5,1,1.0,2.0\nB,1,3,2nd,1st\n"
    reading = check(text.encode())
    assert reading.cohort is not None
    assert [list(office.need.values()) for office in reading.cohort.offices] == [[2, 1], [1, 2]]


def test_low_medium_high_is_a_scale_of_three() -> None:
    """Three words are three levels; with Very High among them they are five."""
    three = check(b"Office,Cap: Hiring,Need: Hiring\nA,High,1\nB,Low,3\nC,Medium,3\n")
    five = check(b"Office,Cap: Hiring,Need: Hiring\nA,High,1\nB,Low,3\nC,Medium,3\nD,Very High,3\n")
    assert three.cohort is not None
    assert five.cohort is not None
    assert [office.capability["hiring"] for office in three.cohort.offices] == [3, 1, 2]
    assert [office.capability["hiring"] for office in five.cohort.offices] == [4, 2, 3, 5]


@pytest.mark.parametrize(
    ("low", "high", "lines"),
    [
        ("Silver", "Gold", '"Gold" = "?", "Silver" = "?"'),
        ("Tier 1", "Tier 3", '"Tier 1" = "1", "Tier 3" = "3"'),
    ],
)
def test_a_column_of_unknown_words_is_one_finding_with_the_lines(low: str, high: str, lines: str) -> None:
    """The organizer gets the block to write, not the same sentence for every cell."""
    reading = check(f"Office,Cap: Hiring,Need: Hiring\nA,{low},1\nB,{high},3\nC,{high},3\nD,,2\n".encode())
    assert [(finding.code, finding.facts["lines"]) for finding in reading.errors] == [("CX117", lines)]


def test_one_strange_word_among_levels_is_found_in_its_cell() -> None:
    """A column that has levels keeps the finding for the cell."""
    assert _codes(check(b"Office,Cap: Hiring,Need: Hiring\nA,Gold,1\nB,Silver,3\nC,4,3\n")) == ["CX104", "CX104"]


@pytest.mark.parametrize("summary", ["Average", "Overall", "Total", "Average of all areas", "Promedio"])
def test_a_column_of_averages_is_no_practice_area(summary: str, tmp_path: Path) -> None:
    """What sums up the other ratings is not counted a second time, unless a columns file says that it is an area."""
    head = f"Office,Cap: Hiring,Cap: Data,Cap: {summary},Need: Hiring,Need: Data,Need: {summary}"
    text = f"{head}\nA,5,3,4,1,1,1\nB,1,3,2,3,5,4\n".encode()
    reading = check(text)
    assert reading.cohort is not None
    assert [area.name for area in reading.cohort.framework.areas] == ["Data", "Hiring"]
    assert [(f.place.column, f.code) for f in reading.findings if f.code == "CX462"] == [("D", "CX462"), ("G", "CX462")]
    path = tmp_path / "columns.toml"
    path.write_text(f'[columns]\n"Cap: {summary}" = "capability, {summary}"\n"Need: {summary}" = "need, {summary}"\n', "utf-8")
    told = check(text, columns=path)
    assert told.cohort is not None
    assert summary in [area.name for area in told.cohort.framework.areas]


def test_a_survey_about_everything_at_once_has_one_area() -> None:
    """Where no other area is rated, "Overall" is the area."""
    assert check(b"Office,Cap: Overall,Need: Overall\nA,5,1\nB,1,3\n").ready


@pytest.mark.parametrize("layout", ["Office,{},Data,Hiring", "Office,Data,{},Hiring"])
def test_a_bare_area_in_a_table_of_one_side_is_never_left_out_unasked(layout: str) -> None:
    """Beside areas that are known, another column of levels is asked about and not quietly kept apart."""
    head = layout.format("Accessibility")
    names = [{"Office": "A", "Hiring": "5", "Data": "4", "Accessibility": "3"}[name] for name in head.split(",")]
    mentors = f"{head}\n{','.join(names)}\n".encode()
    proteges = f"{head}\n{','.join(names).replace('A,', 'B,', 1)}\n".encode()
    reading = check(mentors, proteges=proteges)
    asked = {finding.facts["use"] for finding in reading.errors if finding.code == "CX309"}
    assert asked == {"capability, Accessibility", "need, Accessibility", "capability, Data", "need, Data"}


def test_a_variable_may_have_blanks_in_its_area() -> None:
    """An area of two words is not left out beside those of one."""
    reading = check(b"Office,CAP_Hiring,CAP_Service Design,NEED_Hiring,NEED_Service Design\nA,5,3,1,2\nB,1,2,3,5\n")
    assert reading.cohort is not None
    assert [area.name for area in reading.cohort.framework.areas] == ["Hiring", "Service Design"]


def test_picks_of_what_an_office_is_fine_in_are_no_needs() -> None:
    """What an office can do is never counted as what it wants."""
    assert not check(b"Office,Cap: Hiring,Cap: Data,What areas are you fine in?\nA,5,3,Hiring\nB,1,2,Data;Hiring\n").ready


def test_a_desired_improvement_is_a_need_and_no_level() -> None:
    """Only what asks for a level is held against the level of today."""
    reading = check(
        b"Office,Hiring: today,Data: today,Hiring: desired improvement,Data: desired improvement\nA,5,3,1,2\nB,1,2,3,5\n"
    )
    assert reading.cohort is not None
    assert [list(office.need.values()) for office in reading.cohort.offices] == [[2, 1], [5, 3]]


@pytest.mark.parametrize("question", ["Last year's rating: {}", "Previous maturity score: {}"])
def test_what_was_in_an_earlier_round_is_no_capability_of_today(question: str) -> None:
    """It is kept beside a rating of today, and asked about where there is none."""
    head = f"Office,Need: Hiring,{question.format('Hiring')}"
    assert not check(f"{head}\nA,5,1\nB,1,3\n".encode()).ready
    both = check(f"{head},Capability: Hiring\nA,5,1,4\nB,1,3,2\n".encode())
    assert _uses(both)[question.format("Hiring")] == "attribute"


@pytest.mark.parametrize(
    "question",
    [
        "Drag to order the areas, most help wanted first",
        "Rank the following from most to least needed",
        "Put these in order of need",
    ],
)
def test_an_order_without_the_word_rank_is_no_rating(question: str) -> None:
    """Place 1 is the most wanted, whatever the question calls the order."""
    head = f"Office,Capability: Hiring,Capability: Data,{question}: Hiring,{question}: Data".replace("areas, most", "areas; most")
    reading = check(f"{head}\nA,5,1,1,2\nB,1,3,2,1\n".encode())
    assert reading.cohort is not None
    assert [[office.need[area] for area in ("hiring", "data")] for office in reading.cohort.offices] == [[2, 1], [1, 2]]


@pytest.mark.parametrize(
    "question", ["Confidence in your answer about Hiring", "What capability in Hiring do you expect in two years?"]
)
def test_one_rated_area_never_takes_the_place_of_ticked_ones(question: str) -> None:
    """Beside a question where areas of capability are ticked, a lone rating of one of them is asked about."""
    head = f"Office,In which areas could your office help others?,Need: Hiring,Need: Data,Need: Governance,{question}"
    reading = check(f"{head}\nA,Hiring;Data;Governance,5,1,1,2\nB,Data,1,3,2,1\n".encode())
    assert [(finding.code, finding.facts["use"]) for finding in reading.errors] == [("CX309", "capability, Hiring")]


@pytest.mark.parametrize("office", ["Office/Program name", "Bureau/Office name"])
def test_a_department_that_the_office_is_part_of_is_not_the_office(office: str) -> None:
    """A question for a department or agency speaks of the office and does not ask for its name."""
    question = "Which department or agency is your office part of?"
    uses = _uses(check(f"{office},{question},Cap: Hiring,Need: Hiring\nA,Parks,5,1\nB,Harbors,1,3\n".encode()))
    assert (uses[office], uses[question]) == ("office", "department")


def test_stars_around_an_area_are_no_part_of_its_name() -> None:
    """Typeform marks bold words of a question so."""
    reading = check(b"Office,How strong are you in *Data Sharing*?,Need: Data Sharing\nA,5,1\nB,1,3\n")
    assert reading.cohort is not None
    assert [area.name for area in reading.cohort.framework.areas] == ["Data Sharing"]


def test_three_words_of_interest_stand_at_even_distances() -> None:
    """A scale of which one step is never used may be another one with fewer steps; few answers leave that open."""
    heads = ",".join(f"Need: {area}" for area in ("Hiring", "Data", "Governance"))
    rows = "".join(f"{name},3,Not interested,Somewhat interested,Very interested\n" for name in "ABCDEFGHI")
    read = check(f"Office,Cap: Hiring,{heads}\n{rows}".encode())
    assert read.cohort is not None
    assert sorted(read.cohort.offices[0].need.values()) == [1, 2, 3]
    assert "CX118" in _codes(check(f"Office,Cap: Hiring,{heads}\n{rows[:120]}\n".encode()))


DECLINED = [
    ("Will your office participate?", "No"),
    ("Opt out", "x"),
    ("Do you consent to participate?", "I do not consent"),
    ("Status", "Withdrawn"),
    ("Participation", "Out"),
]


@pytest.mark.parametrize(("heading", "answer"), DECLINED)
def test_an_office_that_takes_no_part_is_not_paired_without_a_word(heading: str, answer: str, tmp_path: Path) -> None:
    """Who says that it does not take part is refused with its row, unless a columns file says that the question is another."""
    rows = [f"Desk {row},Home {row},{row},{5 - row},{answer if row == 2 else ''}" for row in range(1, 5)]
    survey = "\n".join([f"Office,Department,Capability: Hiring,Need: Hiring,{heading}", *rows]).encode()
    (finding,) = check(survey).errors
    assert (finding.code, finding.place.row) == ("CX222", 3)
    kept = tmp_path / "columns.toml"
    kept.write_text(f"[columns]\n{finding.facts['line']}\n", encoding="utf-8")
    assert check(survey, columns=kept).errors == ()


@pytest.mark.parametrize(
    ("heading", "answer"), [("Did you participate last year?", "No"), ("Note", "No"), ("Will your office participate?", "Yes")]
)
def test_what_is_no_refusal_to_take_part_is_none(heading: str, answer: str) -> None:
    """A "No" to another question, and a "Yes" to this one, keep an office."""
    rows = [f"Desk {row},Home {row},{row},{5 - row},{answer}" for row in range(1, 5)]
    survey = "\n".join([f"Office,Department,Capability: Hiring,Need: Hiring,{heading}", *rows]).encode()
    assert check(survey).errors == ()
