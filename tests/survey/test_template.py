"""The discovery survey to hand out: what it asks, and that what is filled in comes back."""

from __future__ import annotations

import csv
import io
import re
import textwrap
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from examples import often
from hypothesis import given
from hypothesis import strategies as st
from workbooks import widths_of

from cxmatch.domain.cohort import Office
from cxmatch.domain.findings import Severity
from cxmatch.domain.framework import Framework, Scale, frameworks
from cxmatch.errors import FileError, SettingsError
from cxmatch.survey.reader import check, read_survey
from cxmatch.survey.template import _discovery, _questions, template

ROUNDTABLE = Framework.load("roundtable")
ODD = Framework.of_survey(("=1+1", "Letters, and forms"), Scale(low=0, high=4), Scale())
EVERY = pytest.mark.parametrize("framework", [*frameworks(), ODD], ids=lambda framework: framework.id)
MICROSOFT_FORMS = ("ID", "Start time", "Completion time", "Email", "Name")


@EVERY
@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".txt"])
def test_same_bytes(framework: Framework, ending: str, tmp_path: Path) -> None:
    """A template is the same to the byte on every run, and writing it again over itself is no harm."""
    first = template(framework, tmp_path / f"one{ending}").read_bytes()
    assert template(framework, tmp_path / f"two{ending}").read_bytes() == first
    assert template(framework, tmp_path / f"one{ending}").read_bytes() == first


@EVERY
def test_headings_are_unique(framework: Framework, tmp_path: Path) -> None:
    """No two headings are the same, in the spreadsheet, the CSV file and the form builder."""
    in_csv = next(csv.reader(io.StringIO(template(framework, tmp_path / "t.csv").read_text(encoding="utf-8-sig"))))
    in_book = [cell.value for cell in openpyxl.load_workbook(template(framework, tmp_path / "t.xlsx"))["Survey"][1]]
    assert in_csv == in_book == [question.heading for question in _questions(framework)]
    assert len({heading.casefold() for heading in in_csv}) == len(in_csv)
    assert len({statement.casefold() for statement in statements(framework)}) == len(in_csv)


@EVERY
def test_csv_is_a_header_and_nothing_else(framework: Framework, tmp_path: Path) -> None:
    """The CSV template has one line, marked as UTF-8 for Excel."""
    content = template(framework, tmp_path / "t.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n") == 1


@EVERY
def test_lists_show_levels_from_low_to_high(framework: Framework, tmp_path: Path) -> None:
    """The drop-down list of a capability offers every whole level of the scale, lowest first; so does the form's text."""
    scale = framework.capability_scale
    expected = list(scale.labels) or [str(step) for step in range(scale.low, scale.high + 1)]
    book = openpyxl.load_workbook(template(framework, tmp_path / "t.xlsx"))
    assert [[str(cell.value) for cell in listed(book, question.heading)] for question in capabilities(framework)] == [
        expected for _ in framework.areas
    ]
    assert text_of(framework).count("\n".join(f"   - {level}" for level in expected)) >= len(framework.areas)


@EVERY
def test_no_row_of_the_workbook_is_lower_than_its_texts(framework: Framework, tmp_path: Path) -> None:
    """Headings are seen whole, so that no two look alike; so is every text of the instructions and of the levels."""
    for sheet in openpyxl.load_workbook(template(framework, tmp_path / "t.xlsx")):
        widths = widths_of(sheet)
        for row in sheet.iter_rows():
            height = sheet.row_dimensions[row[0].row].height or 15
            for cell in row:
                width = widths[cell.column]
                assert height >= 15 * len(textwrap.wrap(str(cell.value or ""), int(width))), (sheet.title, cell.coordinate)


@EVERY
def test_every_choice_has_a_list(framework: Framework, tmp_path: Path) -> None:
    """Role, seats and every rating have a drop-down list; each cell says what it asks."""
    sheet = openpyxl.load_workbook(template(framework, tmp_path / "t.xlsx"))["Survey"]
    rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    for cell, question in zip(sheet[1], _questions(framework), strict=True):
        rule = rules[f"{cell.column_letter}2"]
        assert (rule.type == "list") == bool(question.levels)
        assert 0 < len(rule.prompt) <= 255


def test_cells_stay_text() -> None:
    """An area called like a formula is a text in the workbook."""
    with TemporaryDirectory() as folder:
        book = openpyxl.load_workbook(template(ODD, Path(folder) / "t.xlsx"))
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None} <= {"s", "n"}


def test_a_filled_survey_is_not_overwritten(tmp_path: Path) -> None:
    """A file that says something else stays, with a way on; asked for, it is replaced."""
    path = tmp_path / "t.csv"
    path.write_text("Office,Capability: Hiring\nPear Desk,3\n", encoding="utf-8")
    with pytest.raises(FileError, match="left as it is"):
        template(ROUNDTABLE, path)
    assert path.read_text(encoding="utf-8").startswith("Office,Capability: Hiring\n")
    assert template(ROUNDTABLE, path, overwrite=True).read_bytes().startswith(b"\xef\xbb\xbfOffice,")


def test_nothing_is_left_when_writing_fails(tmp_path: Path) -> None:
    """A folder in the way is a file error, and no part of a file remains."""
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(FileError):
        template(ROUNDTABLE, tmp_path / "folder.csv", overwrite=True)
    assert [entry.name for entry in tmp_path.iterdir()] == ["folder.csv"]


def test_other_endings_are_refused(tmp_path: Path) -> None:
    """A template is .xlsx, .csv or .txt; anything else is wrong usage."""
    with pytest.raises(SettingsError, match=r"\.docx"):
        template(ROUNDTABLE, tmp_path / "t.docx")


def levels(scale: Scale, step: int) -> st.SearchStrategy[int]:
    """Give levels of a scale that lie on a grid of so many units."""
    return st.integers(0, (scale.top - scale.bottom) // step).map(lambda place: scale.bottom + place * step)


def offices(framework: Framework) -> st.SearchStrategy[list[Office]]:
    """Give some offices with answers on whole steps, where the scale has decimals on quarters too.

    Somebody asks for help: needs of nothing but "1" cannot be told from boxes that were ticked.
    """
    scales = (framework.capability_scale, framework.need_scale)
    answers = [
        st.dictionaries(st.sampled_from([area.id for area in framework.areas]), levels(scale, max(1, scale.unit // 4)))
        for scale in scales
    ]
    words = st.text("abcdefghijkLMNOPÄé -'&,;", min_size=1, max_size=12)
    words = (words | words.map('the "{}" desk'.format)).map(lambda text: " ".join(text.split()))
    seats = st.tuples(st.integers(0, 3), st.integers(0, 3)).filter(any)
    ids = [area.id for area in framework.areas]
    firsts = st.lists(st.sampled_from(ids), max_size=2, unique=True).map(lambda named: ([*named[:1]], [*named[1:]]))
    office = st.builds(lambda *parts: parts, words, words, seats, *answers, firsts)
    drawn = st.lists(office, min_size=2, max_size=6).map(lambda parts: [named(place, *part) for place, part in enumerate(parts)])
    return drawn.filter(lambda cohort: max(max(one.need.values(), default=0) for one in cohort) > framework.need_scale.bottom)


def named(
    place: int,
    word: str,
    department: str,
    seats: tuple[int, int],
    capability: dict[str, int],
    need: dict[str, int],
    firsts: tuple[list[str], list[str]],
) -> Office:
    """Make an office with a name of its own; two of three give a department.

    A comma stands within a word: departments that differ by one at the edge of a word are one department, and joined.
    """
    name = f"Office {place} {word}".strip()
    department = department.replace(",", "h,h")
    return Office(
        id=name,
        name=name,
        department=f"Department {department}".strip() if place % 3 else "",
        capability=capability,
        need=need,
        asked_first=tuple(firsts[0]),
        asked_second=tuple(firsts[1]),
        mentor_slots=seats[0],
        protege_slots=seats[1],
    )


def row(framework: Framework, office: Office) -> list[str]:
    """Fill in one row of the template."""
    role = "Both" if office.mentor_slots and office.protege_slots else "Mentor" if office.mentor_slots else "Protege"
    contact = ["Pat Invented", "cx@example.org"] if len(office.name) % 2 else ["", ""]
    who = [office.name, office.department, *contact, role, str(office.mentor_slots), str(office.protege_slots)]
    names = {area.id: area.name for area in framework.areas}
    rated = [
        scale.say(answers[area.id]) if area.id in answers else ""
        for scale, answers in ((framework.capability_scale, office.capability), (framework.need_scale, office.need))
        for area in framework.areas
    ]
    firsts = ["; ".join(names[area] for area in named) for named in (office.asked_first, office.asked_second)]
    willing = "; ".join(area.name for area in framework.areas if len(office.name) % 2)
    wish = "Letters that people understand." * (len(office.name) % 2)
    after = [*firsts, wish, willing, "We read ten letters a week.", "Fairly sure"]
    return [*who, *rated, *after, *(f"What we show in {area.name}" for area in framework.areas)]


def read_back(path: Path, framework: Framework) -> list[list[str]]:
    """Read a filled template and say every office as a row again: equal rows are equal offices in any unit."""
    cohort = read_survey(path, framework=framework)
    return [row(cohort.framework, office) for office in cohort.offices]


FILLED = st.sampled_from(frameworks()).flatmap(lambda framework: st.tuples(st.just(framework), offices(framework)))


@often(60)
@given(FILLED)
def test_csv_filled_and_read_is_the_identity(filled: tuple[Framework, list[Office]]) -> None:
    """The CSV template, filled in and read, gives the offices that filled it in."""
    framework, cohort = filled
    with TemporaryDirectory() as folder:
        path = template(framework, Path(folder) / "t.csv")
        with path.open("a", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(row(framework, office) for office in cohort)
        assert read_back(path, framework) == [row(framework, office) for office in cohort]


@often(25)
@given(FILLED)
def test_workbook_filled_and_read_is_the_identity(filled: tuple[Framework, list[Office]]) -> None:
    """The workbook template, filled in with numbers as Excel keeps them and read, gives the same offices."""
    framework, cohort = filled
    with TemporaryDirectory() as folder:
        path = filled_workbook(framework, cohort, Path(folder))
        assert read_back(path, framework) == [row(framework, office) for office in cohort]


@often(25)
@given(FILLED)
def test_form_builder_questions_are_read_back(filled: tuple[Framework, list[Office]]) -> None:
    """The text version's questions, exported as Microsoft Forms would with its own columns first, are recognized."""
    framework, cohort = filled
    with TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerow([*MICROSOFT_FORMS, *statements(framework)])
            for place, office in enumerate(cohort, start=1):
                when = f"1/{place}/26 9:00:00"
                csv.writer(file).writerow([place, when, when, "anonymous", "", *row(framework, office)])
        assert read_back(path, framework) == [row(framework, office) for office in cohort]


def filled_workbook(framework: Framework, cohort: list[Office], folder: Path) -> Path:
    """Fill in the workbook as a person would in Excel, and save it."""
    path = template(framework, folder / "t.xlsx")
    book = openpyxl.load_workbook(path)
    for place, office in enumerate(cohort, start=2):
        for column, text in enumerate(row(framework, office), start=1):
            book["Survey"].cell(place, column).value = as_excel(text)
    book.save(path)
    return path


def text_of(framework: Framework) -> str:
    """Give the questions of a form."""
    return _discovery(framework, again=False).as_text().decode("utf-8-sig").replace("\r\n", "\n")


def statements(framework: Framework) -> list[str]:
    """Give the questions that a person would copy out of the text version."""
    return re.findall(r"^\d+\. (.*)$", text_of(framework), flags=re.MULTILINE)


def capabilities(framework: Framework) -> list[object]:
    """Give the questions on capability."""
    return [question for question in _questions(framework) if question.levels == "Capability"]


def listed(book: openpyxl.Workbook, heading: str) -> list[openpyxl.cell.Cell]:
    """Give the cells that the drop-down list under a heading offers."""
    sheet = book["Survey"]
    letter = next(cell.column_letter for cell in sheet[1] if cell.value == heading)
    rule = next(rule for rule in sheet.data_validations.dataValidation if str(rule.sqref).startswith(f"{letter}2:"))
    name, _, cells = rule.formula1.lstrip("=").partition("!")
    return [cell for (cell,) in book[name][cells.replace("$", "")]]


def as_excel(text: str) -> str | float | None:
    """Give what Excel keeps when a person types this: nothing, a number or a text."""
    return None if not text else float(text) if re.fullmatch(r"[\d.]+", text) else text


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".txt"])
def test_asked_again_it_asks_about_the_round(ending: str, tmp_path: Path) -> None:
    """The survey for the end of a round asks the same, and for meetings and whether the partner would be kept."""
    first, again = (template(ROUNDTABLE, tmp_path / f"{name}{ending}", again=name == "again") for name in ("first", "again"))
    assert first.read_bytes() != again.read_bytes()
    before, after = _questions(ROUNDTABLE), _questions(ROUNDTABLE, again=True)
    assert [each for each in after if each not in before] == after[7:9]
    assert [each for each in after if each in before] == before


@pytest.mark.parametrize("said", ["heading", "statement"])
def test_what_came_of_a_round_is_read_back(said: str, tmp_path: Path) -> None:
    """Meetings are kept as a number and the wish as a word, whichever words the export has for the questions."""
    asked = _questions(ROUNDTABLE, again=True)
    office = Office(id="One", name="One", capability={"hiring": 300}, need={"hiring": 400})
    rows = [row(ROUNDTABLE, replace(office, name=name)) for name in ("One", "Two")]
    path = tmp_path / "again.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(getattr(question, said) for question in asked)
        for cells, came in zip(rows, (("3 times", "Yes"), ("never", "no way")), strict=True):
            csv.writer(file).writerow([*cells[:7], *came, *cells[7:]])
    cohort = read_survey(path, framework=ROUNDTABLE)
    kept = [(each.attributes["Meetings held"], each.attributes["Would keep"]) for each in cohort.offices]
    assert kept == [("3", "yes"), ("0", "no")]


@pytest.mark.parametrize("said", ["heading", "statement"])
def test_contacts_and_own_words_are_asked_for_and_kept_on_request_only(said: str, tmp_path: Path) -> None:
    """Whom to write to, and the wish in own words, are left out with one note; asked for, they are a contact and own words."""
    asked, path = _questions(ROUNDTABLE), tmp_path / "filled.csv"
    office = Office(id="One", name="One", capability={"hiring": 300}, need={"hiring": 400})
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(getattr(question, said) for question in asked)
        for name, level in (("One", 300), ("Two", 100)):
            csv.writer(file).writerow(row(ROUNDTABLE, replace(office, name=name, capability={"hiring": level})))
    left_out, kept = (check(path, framework=ROUNDTABLE, keep_email=keep, keep_words=keep) for keep in (False, True))
    assert left_out.cohort is not None
    assert kept.cohort is not None
    assert not {heading for one in left_out.cohort.offices for heading in one.attributes} & {*kept.cohort.source.contacts}
    assert [note.code for note in left_out.findings].count("CX460") == 1
    assert not [note for note in kept.findings if note.severity is not Severity.NOTE]
    assert kept.cohort.source.contacts == ("Contact name", "Contact email")
    wish = next(question for question in asked if question.heading == "In your own words")
    assert kept.cohort.source.own_words[0] == getattr(wish, said)
    assert kept.cohort.offices[0].attributes["Contact email"] == "cx@example.org"


@EVERY
def test_every_level_says_what_can_be_seen(framework: Framework) -> None:
    """Each level of a rating has its meaning, and the ends have those of the ends."""
    for question in _questions(framework):
        if question.levels in ("Capability", "Need"):
            meanings = [meaning for _, meaning in question.answers]
            assert all(meanings)
            assert "starting" in meanings[0] or meanings[0] == "no help wanted"
            assert len({*meanings}) == len(meanings) or len(meanings) > 5


@pytest.mark.parametrize("said", ["heading", "statement"])
def test_a_practice_to_show_is_asked_for_and_kept_on_request_only(said: str, tmp_path: Path) -> None:
    """It is read as such where own words are kept, and left out where they are not, from the table and from a form."""
    asked, path = _questions(ROUNDTABLE), tmp_path / "filled.csv"
    office = Office(id="One", name="One", capability={"hiring": 300}, need={"hiring": 400})
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[getattr(question, said) for question in asked], row(ROUNDTABLE, office)])
    place = [question.heading for question in asked].index("Practice to show")
    assert [check(path, keep_words=kept).columns[place].use for kept in (False, True)] == ["not used", "practice to show"]
