"""Headings: known names first, words by rule, near spellings with a note, and a question where it is not sure."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxmatch.domain.cohort import Reading
from cxmatch.errors import FileError, SettingsError
from cxmatch.survey.headings import Kind, Use
from cxmatch.survey.headings.splitting import Parts
from cxmatch.survey.headings.wording import worded_direction
from cxmatch.survey.reader import check
from cxmatch.survey.returning import save_columns

FORMS = (
    "ID,Start time,Completion time,Email,Name,Your office,Hiring,Governance,Hiring2,Governance2\n"
    "1,10/1/26 9:00:00,10/1/26 9:00:00,anonymous,,A,5,1,2,3\n"
    "2,10/1/26 9:00:00,10/1/26 9:00:00,anonymous,,B,1,3,3,4\n"
)


def _uses(reading: Reading) -> dict[str, str]:
    return {column.heading: column.use for column in reading.columns}


def _read(head: str, **options: object) -> Reading:
    cells = "ABCDEFGHIJ"[: head.count(",") + 1]
    return check(f"{head}\n{','.join(cells)}\n".encode(), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("What can your office share with others?", Kind.CAPABILITY),
        ("Areas in which you could help", Kind.CAPABILITY),
        ("How strong are you?", Kind.CAPABILITY),
        ("How would you rate yourself today, currently?", Kind.CAPABILITY),
        ("Where do you want help?", Kind.NEED),
        ("Which areas would you like to grow in?", Kind.NEED),
        ("Where do you want to learn?", Kind.NEED),
        ("What are your critical gaps?", Kind.NEED),
        ("Rank the areas", Kind.RANK),
        ("How strong is your need for help?", None),
        ("Favorite color", None),
    ],
)
def test_direction_words_decide_by_rule(text: str, kind: Kind | None) -> None:
    """Offering and asking are told apart by their words, and a contradiction decides nothing."""
    assert worded_direction(text) is kind


@pytest.mark.parametrize(
    "heading",
    [
        "Capability: Hiring",
        "cap :Hiring",
        "CAN SHARE - Hiring",
        "Capability [Hiring]",
        "Hiring (capability)",
        "Cap: Hiring (1-5)",
    ],
)
def test_one_meaning_in_many_spellings(heading: str) -> None:
    """Case, blanks, marks and a hint at the scale do not matter."""
    parts = Parts.split(heading)
    assert parts is not None
    assert (parts.kind, parts.area) == (Kind.CAPABILITY, "Hiring")


def test_aliases_of_office_and_department() -> None:
    """The surest name wins: an agency is the office only where nothing else is."""
    uses = _uses(_read("Agency,CX office,Cap: Hiring,Need: Hiring"))
    assert (uses["Agency"], uses["CX office"]) == ("department", "office")
    assert _uses(_read("Agency,Cap: Hiring,Need: Hiring"))["Agency"] == "office"
    assert _uses(_read("Component,Department,Cap: Hiring,Need: Hiring"))["Component"] == "office"


def test_misspelled_headings_are_taken_with_a_note() -> None:
    """What is surely meant is used, and the reading says so."""
    reading = check(b"Ofice,Agency,Capabilty: Hiring,Cap: Governance,Need: Hirring,Need: Governance\nA,x,1,5,2,2\nB,y,3,2,2,2\n")
    assert [column.use for column in reading.columns] == [
        "office",
        "department",
        "capability, Hiring",
        "capability, Governance",
        "need, Hiring",
        "need, Governance",
    ]
    assert [(f.place.column, f.code) for f in reading.findings if f.code in ("CX472", "CX474")] == [
        ("A", "CX474"),
        ("C", "CX474"),
        ("E", "CX472"),
    ]


def test_questions_in_sentences() -> None:
    """An area within a sentence and the words around it say what is asked."""
    uses = _uses(_read("Your office,How strong is your office in Hiring?,How much help would you like with Hiring?"))
    assert list(uses.values()) == ["office", "capability, Hiring", "need, Hiring"]


def test_bare_areas_are_asked_about_with_the_line_to_paste(tmp_path: Path) -> None:
    """A form that lost its questions is refused; the lines that the findings give make it readable."""
    reading = check(FORMS.encode())
    lines = [finding.facts["line"] for finding in reading.errors if finding.code == "CX309"]
    assert lines[0] == '"Hiring" = "capability, Hiring"'
    assert lines[2] == '"Hiring2" = "need, Hiring"'
    path = tmp_path / "columns.toml"
    path.write_text("[columns]\n" + "\n".join(lines), encoding="utf-8")
    assert check(FORMS.encode(), columns=path).ready


@pytest.mark.parametrize(
    ("head", "codes"),
    [
        ("Office,Cap: A,Cap: A,Need: A", ["CX302"]),
        ("Office,Cap: A,Cap: A.1,Need: A", ["CX310"]),
        ("Office,Cap: A,Cap: A2,Need: A", ["CX310"]),
        ("Office,Office,Cap: A,Need: A", ["CX302"]),
        ("Office,Cap: Culture,Cap: Measurement,Need: Hiring", []),
    ],
)
def test_headings_of_one_meaning_are_refused(head: str, codes: list[str]) -> None:
    """Two columns that could both be meant are never chosen between without a word."""
    found = {finding.code for finding in _read(head).errors}
    assert sorted(found & {"CX302", "CX310"}) == codes


def test_two_aliases_of_one_area_are_refused() -> None:
    """In a framework that was asked for, two headings may come to one area."""
    reading = _read("Office,Cap: Culture,Cap: Measurement,Need: Hiring", framework="roundtable")
    assert "CX302" in {finding.code for finding in reading.errors}


def test_further_columns() -> None:
    """Short facts are kept; contacts, comments, long texts and mail addresses are not, unless asked for."""
    text = "Office,Email,Size,Comments,Other,Cap: Hiring,Need: Hiring\nA,a@x.gov,12,ssn,see b@x.gov,1,5\nB,,7,,,5,2\n"
    reading, asked = check(text.encode()), check(text.encode(), keep_email=True)
    assert reading.cohort is not None
    assert asked.cohort is not None
    assert dict(reading.cohort.offices[0].attributes) == {"Size": "12"}
    assert dict(asked.cohort.offices[0].attributes) == {"Size": "12", "Email": "a@x.gov"}
    assert not any("@" in finding.message for finding in reading.findings)


def test_very_many_further_columns_are_counted_and_not_kept() -> None:
    """Thousands of columns that are none of ours do not fill the record."""
    head = "Office,Cap: Hiring,Need: Hiring," + ",".join(f"Q{number}" for number in range(500))
    reading = check(f"{head}\nA,1,2{',x' * 500}\nB,2,2{',x' * 500}\n".encode())
    assert reading.cohort is not None
    assert not reading.cohort.offices[0].attributes
    assert [finding.facts["count"] for finding in reading.findings if finding.code == "CX308"] == ["500"]


def test_a_saved_columns_file_asks_nothing(tmp_path: Path) -> None:
    """What was understood is written and read back; the second time nothing is worked out."""
    text = b"Ofice,Capabilty: Hiring,Cap: Governance,Need: Hirring,Need: Governance,,Size\nA,1,5,2,2,,9\nB,3,2,2,2,,8\n"
    first = check(text)
    second = check(text, columns=save_columns(first, tmp_path / "columns.toml"))
    assert first.cohort is not None
    assert second.cohort is not None
    assert second.cohort.offices == first.cohort.offices
    assert second.columns == first.columns
    assert not {"CX472", "CX474", "CX307"} & {finding.code for finding in second.findings}


@pytest.mark.parametrize(
    ("head", "comments"),
    [
        ("Office,Cap: Hiring,Need: Hiring,Cap: Governance,Governance", ['# decide: "Governance" = "need, Governance"']),
        ("Office,Cap: A,Cap: A,Need: A", ['# decide: "column B" = "capability, A"', '# decide: "column C" = "not used"']),
        ("Office,Cap: A,Cap: A.1,Need: A", ['# decide: "column C" = "not used"']),
    ],
)
def test_what_is_not_sure_is_saved_as_a_question(head: str, comments: list[str], tmp_path: Path) -> None:
    """A refused column is no attribute in the saved file: it is a comment to decide, and reading by the file asks again."""
    reading = _read(head)
    path = save_columns(reading, tmp_path / "columns.toml")
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("# decide: ")] == comments
    assert not any("attribute" in line for line in lines)
    codes = {"CX302", "CX309", "CX310"}
    again = _read(head, columns=path)
    assert {one.code for one in again.errors} & codes == {one.code for one in reading.errors} & codes != set()


def test_a_strange_area_is_saved_as_a_question(tmp_path: Path) -> None:
    """A heading that names no area of the framework is left to the organizer, who may take the comment off."""
    head = "Office,Cap: Hiring,Cap: Parking,Need: Hiring"
    path = save_columns(_read(head, framework="roundtable"), tmp_path / "columns.toml")
    text = path.read_text(encoding="utf-8")
    assert '# decide: "Cap: Parking" = "not used"\n' in text
    path.write_text(text.replace("# decide: ", ""), encoding="utf-8")
    assert "CX306" not in {one.code for one in _read(head, framework="roundtable", columns=path).errors}


def test_nothing_is_saved_where_no_columns_were_read(tmp_path: Path) -> None:
    """A file that is no table gives no columns file."""
    with pytest.raises(SettingsError, match="No columns of survey were read"):
        save_columns(check(b"%PDF-1.7"), tmp_path / "columns.toml")
    assert not list(tmp_path.iterdir())


def test_two_sheets_give_one_columns_file(tmp_path: Path) -> None:
    """What both sides call alike is one line; what the sheet decides by itself is left to it; the file reads back."""
    mentors, proteges = b"Office,Agency,Hiring\nA,x,5\nB,y,4\n", b"Agency,Office,Hiring\nz,C,5\nw,D,4\n"
    first = check(mentors, proteges=proteges)
    path = save_columns(first, tmp_path / "columns.toml")
    assert '# by its sheet: "Hiring" = "need, Hiring"\n' in path.read_text(encoding="utf-8")
    assert first.cohort is not None
    assert check(mentors, proteges=proteges, columns=path).columns == first.columns


def test_a_columns_file_in_another_encoding_is_called_so(tmp_path: Path) -> None:
    """No codec speaks: the sentence names the file and the encoding it should have."""
    path = tmp_path / "columns.toml"
    path.write_bytes('[columns]\n"Büro" = "office"\n'.encode("cp1252"))
    with pytest.raises(SettingsError, match=r"columns\.toml is not a text file in UTF-8\."):
        check(FORMS.encode(), columns=path)


def test_a_columns_file_is_checked(tmp_path: Path) -> None:
    """A use that does not exist names the nearest; a line that fits no heading is warned of; no file is a file error."""
    path = tmp_path / "columns.toml"
    path.write_text('[columns]\n"Cap: Hiring" = "capabilty, Hiring"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match='Did you mean "capability"'):
        _read("Office,Cap: Hiring,Need: Hiring", columns=path)
    path.write_text('[columns]\n"Nowhere" = "office"\n', encoding="utf-8")
    assert "CX312" in {finding.code for finding in _read("Office,Cap: Hiring,Need: Hiring", columns=path).findings}
    with pytest.raises(FileError):
        _read("Office", columns=tmp_path / "absent.toml")
    with pytest.raises(FileError):
        save_columns(_read("Office,Cap: Hiring,Need: Hiring"), path / "below a file.toml")


@pytest.mark.parametrize("words", ["capability, Hiring", "need: Pay, grades", "office", "time of answer", "not used"])
def test_uses_are_read_as_they_are_written(words: str) -> None:
    """The words of the columns table are the words of a columns file."""
    assert Use.parse(str(Use.parse(words))) == Use.parse(words)


def test_nothing_to_go_by() -> None:
    """No headings, no office, no capability: each is said, with the layout and the headings there are."""
    assert [finding.code for finding in check(b"Alpha,Lanterns,5,1\nBeta,Kites,2,5\n").errors] == ["CX301"]
    reading = check(b"Respondent ID,Collector ID,Do you smoke?\n,,Response\n1,2,No\n")
    assert {"CX300", "CX303"} <= {finding.code for finding in reading.errors}
    assert "SurveyMonkey export" in reading.errors[0].message


@pytest.mark.parametrize(
    ("head", "codes"),
    [
        ("Office,Cap: Hiring,Need: Hiring,How strong is your office in hiring?", {"CX302"}),
        ("Office,cap_hiring,cap_governance,cap_hiring.1,need_hiring,need_governance", {"CX310"}),
        ("Office,Office.1,Cap: Hiring,Need: Hiring", {"CX310"}),
        ("Office,How strong is your office in Hiring?,How strong is your office in Hiring?.1,Need: Hiring", {"CX302"}),
    ],
)
def test_a_second_answer_to_one_question_is_asked_about_once(head: str, codes: set[str]) -> None:
    """What asks the same again is never left aside without a word, whatever a program made of its heading."""
    rows = ["A,1,5,2,4,1", "B,2,4,5,3,2", "C,5,3,1,2,4"]
    text = "\n".join([head, *(",".join(row.split(",")[: head.count(",") + 1]) for row in rows)])
    errors = check(text.encode()).errors
    assert {one.code for one in errors} == codes
    assert len(errors) == 1


def test_columns_of_which_one_is_picks_are_asked_about_by_one_finding() -> None:
    """Where two could be the picks by their name, others are not asked about besides."""
    head = "Office,Cap: Hiring,Cap: Governance,Needs,Needs,Where would help be useful?,Where would help be useful?"
    text = f"{head}\nA,4,3,Hiring,Governance,Hiring,Governance\nB,3,1,Governance,Hiring,Hiring,Hiring\n"
    assert {one.code for one in check(text.encode()).errors} == {"CX302", "CX304"}


@pytest.mark.parametrize("form", ["Need [{}]", "Needs ({})", "Priorities [{}]"])
def test_numbered_areas_in_brackets_are_no_advice(form: str) -> None:
    """Such as "Need [A1 Hiring]"; "Needs (choose up to 2)" is a column of choices."""
    heads = ",".join(
        ["Office", *(one.format(area) for one in ("Capability [{}]", form) for area in ("A1 Hiring", "A2 Governance"))]
    )
    reading = check(f"{heads}\nA,1,2,3,4\nB,4,3,2,1\n".encode())
    assert [column.use.partition(",")[0] for column in reading.columns[1:]] == ["capability"] * 2 + ["need"] * 2
