"""A status as files, and reminders: each form says the same, nothing acts, and no word of a story gets out."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import openpyxl
import pytest
from checkins import HEADINGS, WORDS, drawn, row, table
from invent import cohort as invented_cohort
from pages import read as page_of
from pages import text_of
from typer.testing import CliRunner

import cxmatch as cx
from cxmatch.cli import app
from cxmatch.domain.checkin import CheckIns, Course, RoundStatus
from cxmatch.errors import FileError, SettingsError
from cxmatch.exports.formats import FORMATS
from cxmatch.exports.handout import Handout
from cxmatch.exports.paper import ORGANIZERS
from cxmatch.matching.parting import status

ENDINGS = (".xlsx", ".docx", ".md", ".html", ".json")
MAIL = "canary-mail@example.org"


@pytest.fixture(scope="module")
def run() -> cx.Run:
    """A run whose survey had contacts that were to be kept."""
    cohort = invented_cohort(3, 14, departments=20)
    offices = tuple(replace(office, attributes={"Contact email": f"{n}-{MAIL}"}) for n, office in enumerate(cohort.offices))
    source = replace(cohort.source, contacts=("Contact email",))
    return cx.pair(replace(cohort, offices=offices, source=source))


@pytest.fixture
def found(run: cx.Run) -> RoundStatus:
    """A status in which pairs never met, and own words were kept."""
    return status(run, CheckIns(answers=tuple(drawn(run, 2))))


@pytest.fixture
def files(run: cx.Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the run and its check-ins, in which commands are typed."""
    cx.export(cx.report(run), tmp_path / "run", formats=["json"])
    (tmp_path / "c.csv").write_bytes(table(row(each) for each in drawn(run, 2)))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def typed(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, list(words), env={"COLUMNS": "100"})
    assert result.exit_code == code, result.output
    return result.output


def mail(path: Path) -> EmailMessage:
    return message_from_bytes(path.read_bytes(), policy=default)  # type: ignore[return-value]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_is_the_same_bytes_and_says_for_whom_it_is(found: RoundStatus, ending: str, tmp_path: Path) -> None:
    """Every form but the record says that it is for organizers; participants get none."""
    one, two = (cx.write(found, tmp_path / f"{name}{ending}").read_bytes() for name in "ab")
    assert one == two
    assert (ORGANIZERS in text_of(one)) == (ending != ".json")
    with pytest.raises(SettingsError, match="for organizers"):
        cx.write(found, tmp_path / f"c{ending}", audience="participants")


def test_every_pair_stands_in_every_form_with_the_words_of_both_sides(found: RoundStatus, tmp_path: Path) -> None:
    """In the workbook a row a pair; on the page too; in the record as JSON prints it."""
    book = openpyxl.load_workbook(io.BytesIO(cx.write(found, tmp_path / "s.xlsx").read_bytes()))
    rows = [row[:3] for row in book["Pairings"].iter_rows(min_row=2, values_only=True)]
    assert rows == [(pair.mentor, pair.protege, pair.course.value) for pair in found.pairs]
    assert all(cell.data_type != "f" for sheet in book for cells in sheet.iter_rows() for cell in cells)
    page = page_of(cx.write(found, tmp_path / "s.html").read_bytes())
    assert not any(tag in ("script", "img") for tag, _ in page.tags)
    pages = cx.write(found, tmp_path / "s.html").read_text(encoding="utf-8")
    assert all(pages.count(pair.mentor) for pair in found.pairs)
    record = json.loads(cx.write(found, tmp_path / "s.json").read_text(encoding="utf-8"))
    assert [pair["course"] for pair in record["pairs"]] == [pair.course.value for pair in found.pairs]


def test_the_workbook_is_a_table_of_decisions_for_a_rerun(files: Path, run: cx.Run) -> None:
    """Change stands beside those that never met, and a rerun with it has the plans that were told, at their price."""
    typed("status", "run", "c.csv", "--to", "status.xlsx")
    read = cx.read_checkins(["c.csv"], run)
    found = cx.status(run, read)
    assert len(found.plans) > 1
    for plan in found.plans:
        typed("rerun", "run", "--decisions", "status.xlsx", "--plan", plan.letter, "--out", plan.letter)
        later = cx.load(Path(plan.letter))
        assert later.matching.points - run.matching.points == plan.points
        assert later.matching.paired - run.matching.paired == plan.paired
        apart = {(pair.mentor, pair.protege) for pair in found.of(Course.NEVER_MET)}
        assert not apart & {(fit.mentor, fit.protege) for fit in later.matching.pairings}


def test_what_the_screen_says_to_type_can_be_typed(files: Path) -> None:
    """The workbook, the rerun and the reminders, as they stand there."""
    shown = typed("status", "run", "c.csv").replace("\ufdd0", " ")
    commands = re.findall(r"^(?:Remind them:  )?cxmatch (.*)$", shown, flags=re.MULTILINE)
    assert [words.split()[0] for words in commands] == ["status", "rerun", "status"]
    for words in commands:
        typed(*words.split())


def test_stories_are_in_nothing_that_is_written_unless_they_are_kept(files: Path, run: cx.Run) -> None:
    """Screen, record and files have none; with --keep-words those for organizers have them, and no message does."""
    said = [typed("status", "run", "c.csv"), typed("status", "run", "c.csv", "--json")]
    for ending in ENDINGS:
        typed("status", "run", "c.csv", "--to", f"a{ending}")
        typed("status", "run", "c.csv", "--keep-words", "--to", f"b{ending}")
        said.append(text_of((files / f"a{ending}").read_bytes()))
        assert "canary story" in text_of((files / f"b{ending}").read_bytes())
    assert "canary story" in typed("status", "run", "c.csv", "--keep-words", "--json")
    typed("status", "run", "c.csv", "--keep-words", "--reminders", "mail")
    said += [mail(path).as_string() for path in (files / "mail").iterdir()]
    typed("export", "run", "--to", "kickoff")
    said += [path.read_bytes().decode(errors="replace") for path in (files / "kickoff").rglob("*") if path.is_file()]
    assert not any(words in text for text in said for words in ("canary story", "all letters", 'A "shared"'))


def test_no_hand_out_of_a_run_changes_by_a_check_in(run: cx.Run, files: Path) -> None:
    """What is exported before and after reading check-ins is the same."""
    before = {name: made.files(Handout(report=cx.report(run))) for name, made in FORMATS.items()}
    cx.status(run, cx.read_checkins([files / "c.csv"], run, keep_words=True))
    assert {name: made.files(Handout(report=cx.report(run))) for name, made in FORMATS.items()} == before


def test_each_office_that_owes_an_answer_has_one_message_and_nobody_else(found: RoundStatus, run: cx.Run, tmp_path: Path) -> None:
    """It names the partners that the answer is owed about, no other office, and no address unless asked."""
    made = cx.remind(found, run, tmp_path / "mail")
    owing = {each.office for each in found.owed}
    said = {}
    for path in made:
        message = mail(path)
        text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        said[text.splitlines()[0].removeprefix("Hello ").rstrip(",\r")] = text
        assert (message["To"], message["X-Unsent"]) == (None, "1")
        assert MAIL not in message.as_string()
    assert set(said) == owing
    for office, text in said.items():
        about = {each.partner for each in found.owed if each.office == office}
        assert set(re.findall(r"Invented Office \d+", text)) == {office, *about}
        assert not any(words in text for words in WORDS.values())
    asked = [mail(path) for path in cx.remind(found, run, tmp_path / "addressed", contacts=True)]
    assert {message["To"] for message in asked} == {run.offices[office].attributes["Contact email"] for office in owing}


def test_reminders_take_the_organizers_words_and_never_mix_with_older_ones(
    found: RoundStatus, run: cx.Run, tmp_path: Path
) -> None:
    """A wording is used; a folder that is there is refused, since somebody in it may have answered."""
    (tmp_path / "w.toml").write_text('reminder = "Answer at example.org, {office}"\nowed = "on {partner}"\n', encoding="utf-8")
    made = cx.remind(found, run, tmp_path / "mail", wording=tmp_path / "w.toml")
    assert all("Answer at example.org" in mail(path).get_body(("plain",)).get_content() for path in made)  # type: ignore[union-attr]
    with pytest.raises(FileError, match="another day"):
        cx.remind(found, run, tmp_path / "mail")
    (tmp_path / "w.toml").write_text('owed = "on {area}"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="area"):
        cx.remind(found, run, tmp_path / "more", wording=tmp_path / "w.toml")
    bare = cx.pair(invented_cohort(3, 14, departments=20))
    with pytest.raises(SettingsError, match="no contacts"):
        cx.remind(status(bare, CheckIns(answers=())), bare, tmp_path / "more", contacts=True)
    titled = replace(run, policy=cx.Policy.parse('[report]\ntitle = "Harbor Year"\n'))
    assert "Harbor Year" in str(mail(cx.remind(found, titled, tmp_path / "titled")[0])["Subject"])
    whole = status(run, CheckIns(answers=tuple(drawn(run, 1, silent=0))))
    with pytest.raises(SettingsError, match="Nobody owes"):
        cx.remind(whole, run, tmp_path / "more")
    assert not (tmp_path / "more").exists()


def test_status_ends_in_1_where_an_answer_was_left_out(files: Path) -> None:
    """The verdict says so, the finding stands with its file, row and remedy, and the rest is told."""
    (files / "d.csv").write_bytes(table([["Nobody", "Nobody else", "", "3", *[""] * 7]], HEADINGS))
    shown = " ".join(typed("status", "run", "c.csv", "d.csv", code=1).split())
    assert "leaves out what was not read" in shown
    assert "In d.csv: Error CX701 Row 2, column A" in shown
    assert shown.startswith(" ".join(typed("status", "run", "c.csv").split())[:40])


def test_a_template_and_its_answers_by_the_command_line(files: Path) -> None:
    """Each form is written under its name; unanswered, everybody owes an answer."""
    typed("template", "--kind", "checkin", "--run", "run")
    typed("template", "--kind", "checkin", "--run", "run", "--out", "c.txt")
    assert (files / "checkin.xlsx").exists()
    shown = typed("status", "run", "checkin.xlsx")
    assert re.match(r"0 of \d+ pairs heard from\. \d+ offices owe an answer\.", " ".join(shown.split()))
