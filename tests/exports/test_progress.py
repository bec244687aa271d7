"""What came of a round with its check-ins: on the screen, as a record and as files; own words only where they are to be kept."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from checkins import WORDS, drawn, row, table
from invent import cohort as invented_cohort
from pages import text_of
from typer.testing import CliRunner

import cxmatch as cx
from cxmatch.cli import app
from cxmatch.domain.checkin import CheckIns
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.effect import Asks
from cxmatch.domain.progress import Progress
from cxmatch.errors import SettingsError
from cxmatch.records.text import visible

ENDINGS = (".xlsx", ".docx", ".md", ".html", ".json")


@pytest.fixture(scope="module")
def run() -> cx.Run:
    """A run in which some offices wait."""
    return cx.pair(invented_cohort(3, 16))


@pytest.fixture(scope="module")
def again(run: cx.Run) -> Cohort:
    """The same offices, asked again: they rate themselves in another way."""
    levels = {office.id: office.capability for office in invented_cohort(4, 16).offices}
    offices = tuple(replace(office, capability=levels[office.id]) for office in run.cohort.offices)
    return replace(run.cohort, offices=offices)


@pytest.fixture
def files(run: cx.Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the run, the survey asked again and check-ins, in which commands are typed."""
    survey = cx.sample("roundtable-14").read_bytes()
    (tmp_path / "survey.csv").write_bytes(survey)
    checked = cx.pair(cx.read_survey(tmp_path / "survey.csv"))
    cx.export(cx.report(checked), tmp_path / "run", formats=["json"])
    (tmp_path / "c.csv").write_bytes(table(row(each) for each in drawn(checked, 2)))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def looked_back(run: cx.Run, again: Cohort, *, words: bool = True) -> Progress:
    answers = [each if words else replace(each, words=dict.fromkeys(each.words, "")) for each in drawn(run, 2)]
    return cx.progress(run, again, CheckIns(answers=tuple(answers)))


def written(found: Progress, path: Path) -> str:
    return text_of(cx.write(found, path).read_bytes())


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_form_says_what_was_heard_and_what_chance_does(run: cx.Run, again: Cohort, tmp_path: Path, ending: str) -> None:
    """Tallies, both sides of each pair, and each sentence on chance stand in every form."""
    found = looked_back(run, again)
    content = written(found, tmp_path / f"progress{ending}")
    assert found.tallies
    assert found.effects[0].chance
    assert all(asks.value in content.lower() for asks in Asks)
    for line in [line for effect in found.effects for line in effect.lines]:
        assert line[:40] in content
    assert "very useful" in content.lower()


@pytest.mark.parametrize("ending", ENDINGS)
def test_own_words_stay_out_unless_they_are_kept(run: cx.Run, again: Cohort, tmp_path: Path, ending: str) -> None:
    """Goals, practices and stories stand in files for organizers where they were kept, and nowhere otherwise."""
    kept, dropped = (written(looked_back(run, again, words=words), tmp_path / f"{words}{ending}") for words in (True, False))
    assert "canary story of Jane" in kept
    assert not any(text.split()[0].strip("=") in dropped for text in ("canary story", "Answer, by"))
    assert "canary" not in dropped


@pytest.mark.parametrize("ending", ENDINGS)
def test_participants_get_none_of_it(run: cx.Run, again: Cohort, tmp_path: Path, ending: str) -> None:
    """Results are for organizers."""
    with pytest.raises(SettingsError, match="for organizers"):
        cx.write(looked_back(run, again), tmp_path / f"progress{ending}", audience="participants")


def test_the_sheets_are_the_noun(run: cx.Run, again: Cohort, tmp_path: Path) -> None:
    """The workbook has a row a pair, a row for each answer of a tally, and each text in own words once, as text."""
    found = looked_back(run, again)
    cx.write(found, tmp_path / "progress.xlsx")
    book = openpyxl.load_workbook(tmp_path / "progress.xlsx")
    rows = {sheet.title: [list(each) for each in sheet.iter_rows(values_only=True)][1:] for sheet in book}
    assert len(rows["Pairs"]) == len(found.pairs)
    assert sum(each[3] for each in rows["Check-ins"]) == sum(sum(tally.answers.values()) for tally in found.tallies or ())
    told = [text for pair in found.pairs for each in pair.answers for text in each.words.values()]
    assert sorted(each[-1] for each in rows["In own words"]) == sorted(map(visible, told))
    assert {cell.data_type for cell in book["In own words"]["E"]} == {"s"}
    assert set(told) <= set(WORDS.values())


def test_the_command_says_the_same(files: Path) -> None:
    """Screen and record tell check-ins and chance, words only with --keep-words; a file gets what the screen has."""
    command = ["progress", "run", "survey.csv", "--checkins", "c.csv"]
    screen = CliRunner().invoke(app, command)
    assert screen.exit_code == 0, screen.output
    assert "By check-ins of" in screen.output
    assert "How easily chance alone would do that:" in screen.output
    assert "canary" not in screen.output
    record = json.loads(CliRunner().invoke(app, [*command, "--json"]).stdout)
    assert [each["asks"] for each in record["effects"]] == [asks.value for asks in Asks]
    assert {each["question"] for each in record["tallies"]} >= {"Meetings held", "Useful"}
    assert "canary" not in json.dumps(record)
    kept = CliRunner().invoke(app, [*command, "--keep-words"])
    assert "canary story of Jane" in kept.output
    assert CliRunner().invoke(app, [*command, "--to", "results.docx"]).exit_code == 0
    assert "canary" not in text_of((files / "results.docx").read_bytes())


def test_without_check_ins_nothing_is_said_of_them(files: Path) -> None:
    """The survey asked again alone gives no tallies, and the record has no empty ones."""
    record = json.loads(CliRunner().invoke(app, ["progress", "run", "survey.csv", "--json"]).stdout)
    assert not {"tallies", "findings"} & set(record)
    assert "check-in" not in CliRunner().invoke(app, ["progress", "run", "survey.csv"]).output


def test_what_cannot_be_read_is_said_and_ends_in_1(files: Path) -> None:
    """An office that the run has not is a finding with its row, on the screen and in the record; the rest still counts."""
    content = (files / "c.csv").read_text(encoding="utf-8-sig")
    (files / "c.csv").write_text(content + "Nobody's Office,Nowhere,Mentor,3,,,,,,,\n", encoding="utf-8")
    command = ["progress", "run", "survey.csv", "--checkins", "c.csv"]
    screen = CliRunner().invoke(app, command)
    assert screen.exit_code == 1
    assert "That leaves out what was not read: 1 finding below" in screen.output
    assert "CX701" in screen.output
    found = CliRunner().invoke(app, [*command, "--json"])
    record = json.loads(found.stdout)
    assert (found.exit_code, [each["code"] for each in record["findings"]]) == (1, ["CX701"])
    assert record["tallies"]
    missing = CliRunner().invoke(app, [*command[:-1], "missing.csv"])
    assert missing.exit_code == 4


def test_check_ins_in_several_files_count_once(files: Path) -> None:
    """Of an office that answers twice the last answer counts, whichever file it stands in."""
    command = ["progress", "run", "survey.csv", "--json", "--checkins", "c.csv"]
    one, two = (json.loads(CliRunner().invoke(app, each).stdout) for each in (command, [*command, "--checkins", "c.csv"]))
    assert one["tallies"] == two["tallies"]
    assert {each["code"] for each in two["findings"]} == {"CX711"}
