"""What only the organizer can say: asked once, with the likely answer first and the line of a columns file that settles it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from sittings import FORMS, FORMS_LABELS

from cxmatch.domain.cohort import Reading
from cxmatch.domain.findings import Question
from cxmatch.domain.framework import Scale
from cxmatch.survey.answers.likely import likely_levels
from cxmatch.survey.headings.mapping import ColumnsFile
from cxmatch.survey.reader import check
from cxmatch.survey.returning import save_columns


def _read(text: str, **options: object) -> Reading:
    return check(text.encode(), **options)  # type: ignore[arg-type]


def _settled(text: str, question: Question, number: int = 0, columns: ColumnsFile | None = None) -> Reading:
    """Read again with one proposal of a question."""
    lines = question.proposals[number].lines.values()
    return _read(text, columns=(columns or ColumnsFile()).settled(question.section, lines))


RATED = "Office,Department,Role,Mentor seats,Cap: Hiring,Cap: Data,Need: Hiring,Need: Data"
ROWS = "Alpha,D1,Both,1,5,1,1,4\nBeta,D2,Both,1,1,5,4,1\nGamma,D3,Both,1,2,3,4,4\n"


@pytest.mark.parametrize(
    ("text", "asks", "first"),
    [
        ("Group,Agency,Cap: A,Need: A\nx,1st,5,1\ny,2nd,2,4\nz,2nd,3,3\n", "Which column is the office?", '"Group" = "office"'),
        ("Office,Office,Cap: A,Need: A\nx,q,5,1\ny,q,2,4\n", "Which column is the office?", '"column A" = "office"'),
        ("Office,Cap: A,Cap: A,Need: A\nx,1,5,1\ny,2,2,4\n", "Columns B and C are both", '"column B" = "capability, A"'),
        ("Office,Cap: A,Cap: A.1,Need: A\nx,1,5,1\ny,2,2,4\n", 'looks like a copy of "a"', '"column C" = "not used"'),
        (
            "Office,Cap: Hiring,Need: Hiring,Cap: Data,Data\nx,1,5,1,3\ny,2,2,4,4\n",
            'What is "Data"?',
            '"Data" = "need, Data"',
        ),
        ("Zzyzx,Cap: A,Need: A\nx,1,5\ny,2,2\n", "Which column names the office?", '"Zzyzx" = "office"'),
    ],
)
def test_a_column_that_is_not_settled_is_asked_about_once(text: str, asks: str, first: str) -> None:
    """Each kind of doubt is one question; its first proposal, written into a columns file, settles it."""
    reading = _read(text)
    (question,) = reading.questions
    assert asks in question.asks
    assert next(iter(question.proposals[0].lines.values())) == first
    assert reading.cohort is None
    assert question.asks not in {each.asks for each in _settled(text, question).questions}


def test_a_strange_area_may_be_any_area_of_the_framework() -> None:
    """The nearest area stands first, then that the column is not used, then all others."""
    head = "Office,Cap: Hiring,Cap: Governing,Need: Hiring,Need: Governance\nx,1,5,1,4\ny,2,2,4,2\n"
    (question,) = _read(head, framework="roundtable").questions
    assert [each.words for each in question.proposals][:2] == ["capability, Governance", "not used"]
    assert len(question.proposals) == 6


@pytest.mark.parametrize("number", [0, 1])
def test_which_of_two_columns_counts_settles_both(number: int) -> None:
    """Whichever is chosen, the other one is not used, and nothing is left to ask."""
    text = "Office,Cap: A,Cap: A,Need: A\nx,5,1,1\ny,1,5,4\nz,3,3,4\n"
    reading = _settled(text, _read(text).questions[0], number)
    assert reading.cohort is not None
    assert [use.use for use in reading.columns if use.column in "BC"].index("capability, A") == number


def test_a_column_that_is_shown_as_something_is_not_asked_to_be_something_else() -> None:
    """What stands in the table and what is to be decided in the saved file agree, whatever the survey."""
    for text in (RATED + "\n" + ROWS, "Group,Agency,Hiring,Cap: Governance,Need: Governance\nx,D,1,2,3\ny,E,2,3,4\n"):
        reading = _read(text)
        asked = {letter for each in reading.questions for proposal in each.proposals for letter in proposal.lines}
        assert {use.column for use in reading.columns if use.use == "to decide"} == asked


@pytest.mark.parametrize(
    ("texts", "levels"),
    [
        (["4 - Strong", "2 - Weak", "(1) None"], {"4 - Strong": "4", "2 - Weak": "2", "(1) None": "1"}),
        (["Guru", "Fair", "Newcomer"], {"Newcomer": "1", "Fair": "2", "Guru": "3"}),
        (["High", "Low", "Medium", "Very High"], {"Low": "2", "Medium": "3", "High": "4", "Very High": "5"}),
        (["Getting there", "Expert", "Just starting"], {"Just starting": "1", "Expert": "5"}),
        (["1 or 2", "3 to 4", "1e400", "1_0", "Yes", "No"], {}),
        (["L2", "Level 3"], {"L2": "2", "Level 3": "3"}),
        (["Blue", "Green"], {}),
        (
            ["Tactical - we have plans", "Reactive: we put out fires"],
            {"Reactive: we put out fires": "1", "Tactical - we have plans": "2"},
        ),
    ],
)
def test_likely_levels(texts: list[str], levels: dict[str, str]) -> None:
    """Numbers decide, then known scales, then what words say by themselves; what nothing is known of is left out."""
    found = likely_levels(texts, Scale(low=1, high=5))
    assert found == levels
    assert list(found.values()) == sorted(found.values())


def test_a_label_is_one_question_however_often_it_stands() -> None:
    """Ten labels, two role sentences and a number in words are thirteen questions, each with the cells it is about."""
    questions = _read(FORMS).questions
    assert len(questions) == 13
    labels = [question for question in questions if question.asks.startswith("Which level")]
    assert {question.answer for question in labels} == FORMS_LABELS
    assert all(question.columns > 1 and question.times > question.columns for question in labels)
    assert all(question.cells and question.place.row for question in questions)


def test_likely_levels_are_saved_as_comments_in_their_order(tmp_path: Path) -> None:
    """The saved file is ready: it reads back as it is, and with the comments taken off it explains what they say."""
    reading = _read(FORMS)
    text = save_columns(reading, tmp_path / "columns.toml").read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if "help" in line and line.startswith("# ")] == [
        '# "No help wanted" = "1"',
        '# "A little help" = "2"',
        '# "Some help" = "3"',
        '# "Much help" = "4"',
        '# "Urgent help" = "5"',
    ]
    assert tomllib.loads(text)["levels"] == {}
    assert '# "Room to grow" = "?"' in text
    assert '# "Rather the protege side" = "Protege"' in text
    assert '# "1 or 2" = "1"' in text
    assert [each.asks for each in _read(FORMS, columns=tmp_path / "columns.toml").questions] == [
        q.asks for q in reading.questions
    ]


@pytest.mark.parametrize(
    ("heading", "answer", "asks", "likely"),
    [
        ("Role", "Rather the protege side", "Which role is", "Protege"),
        ("Role", "Could mentor if asked", "Which role is", "Mentor"),
        ("Role", "Let us see", "Which role is", ""),
        ("Mentor seats", "1 or 2", "How many proteges is", "1"),
        ("Mentor seats", "a handful", "How many proteges is", ""),
        ("Can mentor", "Gladly", "Can mentor: is", ""),
    ],
)
def test_roles_seats_and_wishes_are_asked_about_and_explained(heading: str, answer: str, asks: str, likely: str) -> None:
    """An answer that is no role, number or wish is a question, and a line below [levels] settles it with a note."""
    text = f"Office,{heading},Cap: Hiring,Need: Hiring\nAlpha,{answer},5,1\nBeta,,1,4\nGamma,,2,4\n"
    (question,) = _read(text).questions
    assert question.asks.startswith(asks)
    assert (question.proposals[0].words if question.likely else "") == likely
    for number in range(len(question.proposals)):
        reading = _settled(text, question, number)
        assert reading.cohort is not None
        assert "CX240" in {finding.code for finding in reading.findings}


def test_an_answer_that_says_itself_is_not_explained_by_the_file() -> None:
    """A file that turns the ratings round (1 = 5) does not touch seats, which are numbers already."""
    text = "Office,Mentor seats,Cap: Hiring,Need: Hiring\nAlpha,1,1,1\nBeta,2,5,4\n"
    turned = ColumnsFile(levels={"1": "5", "2": "4", "4": "2", "5": "1"})
    reading = _read(text, columns=turned)
    assert reading.cohort is not None
    assert [(office.capability, office.mentor_slots) for office in reading.cohort.offices] == [
        ({"hiring": 5}, 1),
        ({"hiring": 1}, 2),
    ]


def test_a_line_about_a_role_leaves_the_scale_of_words_alone() -> None:
    """Ratings in the words of a known scale are read by it also where a columns file explains other answers."""
    text = "Office,Role,Cap: Hiring,Need: Hiring\nAlpha,as you like,High,Low\nBeta,Both,Low,High\nGamma,Both,Medium,High\n"
    reading = _read(text, columns=ColumnsFile(levels={"as you like": "Both"}))
    assert reading.cohort is not None
    assert "Medium" in reading.cohort.framework.capability_scale.labels


def test_a_strange_word_on_a_known_scale_may_be_a_label_of_it() -> None:
    """Explained by a label of the scale that the others are on, it does not turn the others into strange words."""
    text = "Office,Cap: Hiring,Cap: Data,Need: Hiring\nAlpha,High,Low,Low\nBeta,Low,So-so,High\nGamma,Medium,Low,High\n"
    (question,) = _read(text).questions
    medium = next(place for place, each in enumerate(question.proposals) if each.words == "Medium")
    reading = _settled(text, question, medium)
    assert reading.cohort is not None
    assert reading.cohort.office("Beta").capability["data"] == 2


def test_a_picked_option_that_is_no_area_may_be_one_or_be_set_aside() -> None:
    """The nearest area stands first; where it is like none, or names two, nothing is likely, and it may be set aside."""
    head = "Office,Cap: Hiring,Cap: Governance,Where do you want help?"
    rows = "Alpha,5,1,Governence;\nBeta,1,5,Hiring before Governance\nGamma,2,2,Parking; Hiring\n"
    near, both, far = _read(f"{head}\n{rows}").questions
    assert (near.likely, near.proposals[0].words) == (True, "Governance")
    assert [(each.likely, each.proposals[0].words) for each in (both, far)] == [(False, "not answered")] * 2


def test_dates_and_numbers_are_to_be_corrected_and_not_explained() -> None:
    """A date, a number beyond the scale or one with decimals too many is in the cell by mistake: no question."""
    text = "Office,Cap: Hiring,Need: Hiring\nAlpha,3/4/2026,1\nBeta,44,5\nGamma,3.14159,2\nDelta,5,1\n"
    assert _read(text).questions == ()


def test_a_survey_that_asks_nothing_has_no_questions(tmp_path: Path) -> None:
    """What is clear is not asked about, and its columns file has no comments to decide."""
    reading = _read(f"{RATED}\n{ROWS}")
    assert reading.questions == ()
    assert "# decide" not in save_columns(reading, tmp_path / "columns.toml").read_text(encoding="utf-8")


def test_a_scale_of_words_that_is_not_sure_is_asked_about_with_its_levels() -> None:
    """Where two known scales set the same words at other distances, each word is a question with a number that is likely."""
    text = "Office,Cap: Hiring,Cap: Data,Need: Hiring\nA,Poor,Excellent,1\nB,Excellent,Good,4\nC,Good,Poor,5\n"
    reading, columns = _read(text), ColumnsFile()
    assert {question.answer: question.proposals[0].words for question in reading.questions if question.likely} == {
        "Poor": "1",
        "Good": "3",
        "Excellent": "4",
    }
    for question in reading.questions:
        columns = columns.settled(question.section, question.proposals[0].lines.values())
    settled = _read(text, columns=columns)
    assert settled.cohort is not None
    assert settled.cohort.office("A").capability == {"hiring": 1, "data": 4}


def test_nothing_is_likely_of_numbers_that_contradict_their_words() -> None:
    """Where "1 - Expert" stands beside "5 - Novice", the number is asked for and not proposed."""
    text = "Office,Cap: Hiring,Need: Hiring\nA,1 - Expert,1\nB,1 - Expert,4\nC,5 - Novice,5\n"
    assert [(question.answer, question.likely) for question in _read(text).questions] == [
        ("1 - Expert", False),
        ("5 - Novice", False),
    ]


def test_two_departments_that_may_be_one_are_asked_about() -> None:
    """Either answer settles it: they are one from then on, or surely two."""
    text = "Office,Department,Cap: Hiring,Need: Hiring\nA,DOH,5,1\nB,Department of Harbors,1,4\nC,Museums,2,5\n"
    (question,) = _read(text).questions
    assert question.asks == 'Are "DOH" and "Department of Harbors" one department?'
    for number, departments in ((0, 2), (1, 3)):
        reading = _settled(text, question, number)
        assert reading.cohort is not None
        assert (reading.questions, reading.cohort.departments) == ((), departments)
