"""Practices of an organizer's own from a table, and what offices offer to show: kept on request only."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner
from xlsxwriter import Workbook

import cxmatch as cx
from cxmatch.cli import app
from cxmatch.domain.practices import TO_SHOW
from cxmatch.errors import FileError, SettingsError

HEADINGS = "title,areas,about,step,effect,who,source,date,where"
ROW = "Weekly calls,Hiring; Governance,We call each week.,tactical,,All,Our notes,May 2026,"


def table(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def said(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(words), env={"COLUMNS": "2000"})
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def test_a_table_is_read_like_a_file_of_settings(tmp_path: Path) -> None:
    """CSV, semicolons between areas, a step in any case, other words for the headings, a workbook: the same practice."""
    other = HEADINGS.replace("title", "Practice").replace("about", "What it is").replace("step", "Step of maturity")
    made = [cx.practices(file=table(tmp_path / f"{n}.csv", head, ROW)) for n, head in enumerate((HEADINGS, other))]
    with Workbook(tmp_path / "ours.xlsx") as book:
        sheet = book.add_worksheet()
        for number, line in enumerate((HEADINGS, ROW)):
            sheet.write_row(number, 0, line.split(","))
    made.append(cx.practices(file=tmp_path / "ours.xlsx"))
    assert made[0] == made[1] == made[2]
    assert made[0].own == ("Weekly calls",)
    first = made[0].areas["Governance"][0]
    assert (first.title, first.areas, first.step, first.who) == ("Weekly calls", ("Hiring", "Governance"), "Tactical", "All")


def test_all_that_is_wrong_in_a_table_is_said_at_once_with_its_row(tmp_path: Path) -> None:
    """Unknown areas, no source, a step that is none, two of one title: each with the row that a spreadsheet shows."""
    rows = (
        HEADINGS,
        "A,Hirring,Text,Reactive,,,Notes,May,",
        "",
        "B,Hiring,Text,Tactical,,,,May,",
        "a,Hiring,Text,Tactical,,,N,May,",
    )
    code, output = said("practices", "--practices", str(table(tmp_path / "ours.csv", *rows)))
    assert code == 2
    for words in (
        'row 2: "Hirring" is no practice area',
        'row 2: "Reactive" is no step',
        'row 4: "B" names no source',
        "row 5: ",
    ):
        assert words in output, output


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            ("title,area,notes", "a,b,c"),
            ['no column "about"', 'no column "step"', 'no column "source"', 'no column "date"', '"notes"'],
        ),
        ((HEADINGS.replace("who", "title"), ROW), ['two columns for "title"']),
        ((HEADINGS,), ["no row below its headings"]),
        (("x",), ['no column "title"']),
    ],
)
def test_a_table_without_the_columns_is_refused(rows: tuple[str, ...], words: list[str], tmp_path: Path) -> None:
    """Every column that is missing, strange or there twice is named, and what the headings are."""
    with pytest.raises(SettingsError) as caught:
        cx.practices(file=table(tmp_path / "ours.csv", *rows))
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_what_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    """A file that is not there is a file error; one that is no table says so."""
    with pytest.raises(FileError):
        cx.practices(file=tmp_path / "none.csv")
    with pytest.raises(FileError):
        cx.practices(file=tmp_path / "none.toml")
    (tmp_path / "empty.csv").write_bytes(b"")
    with pytest.raises(SettingsError, match="table of practices"):
        cx.practices(file=tmp_path / "empty.csv")


def test_an_area_is_found_by_any_name_or_with_the_framework_that_has_it() -> None:
    """An alias is enough; of an area of another framework it is said what to type; of an unknown one the nearest."""
    assert list(cx.practices(area="Staffing").areas) == ["Hiring"]
    with pytest.raises(SettingsError, match="Acquisition") as caught:
        cx.practices(area="Acquisition")
    assert "--framework mission-support" in caught.value.next_step
    with pytest.raises(SettingsError, match='Did you mean "Hiring"'):
        cx.practices(area="Hirring")


def test_the_command_lists_checks_and_gives_json(tmp_path: Path) -> None:
    """All areas by title, one area in full, one's own first and counted, those of no area here named; and JSON."""
    code, output = said("practices")
    assert (code, output.count("(toward ")) == (0, sum(map(len, cx.practices().areas.values())))
    assert "Source: " not in output
    assert said("practices", "Hiring")[1].count("Source: ") == len(cx.practices(area="Hiring").areas["Hiring"])
    ours = str(
        table(tmp_path / "ours.csv", HEADINGS, ROW, ROW.replace("Weekly", "Daily").replace("Hiring; Governance", "Acquisition"))
    )
    output = said("practices", "--practices", ours)[1]
    assert output.startswith("Nothing to fix: 2 practices of your own.")
    assert "Weekly calls (toward Tactical, your own)" in output
    assert "Of no area here: Daily calls (Acquisition)" in output
    code, output = said("practices", "Hiring", "--practices", ours, "--json")
    assert json.loads(output)["areas"]["Hiring"][0]["title"] == "Weekly calls"


SURVEY = """Office,Department,Capability: Hiring,Need: Hiring,{heading}
A,D1,5,1,"Hiring, with canary@example.org: we pool it"
B,D2,4,2,N/A
C,D3,1,5,None
D,D4,2,4,"We wrote a short guide"
"""
HEADING = "Is there a practice that your office could show to others?"


def survey(tmp_path: Path, heading: str = HEADING) -> Path:
    return table(tmp_path / "survey.csv", SURVEY.format(heading=heading).rstrip())


def test_an_offer_is_kept_on_request_only(tmp_path: Path) -> None:
    """Without --keep-words the column is named as left out and its words are nowhere; with it they are kept, blanks are not."""
    path = survey(tmp_path)
    reading = cx.check(path)
    assert [column.use for column in reading.columns][-1] == "not used"
    assert any(HEADING in note.message for note in reading.findings)
    assert "we pool it" not in cx.pair(cx.read_survey(path)).to_json()
    reading = cx.check(path, keep_words=True)
    assert reading.cohort is not None
    assert [column.use for column in reading.columns][-1] == "practice to show"
    kept = {office.id: office.attributes.get(TO_SHOW) for office in reading.cohort.offices}
    assert kept == {"A": "Hiring, with canary@example.org: we pool it", "B": None, "C": None, "D": "We wrote a short guide"}
    assert reading.cohort.source.own_words == ()  # it is no wish of a protege, and is not quoted as one


def test_a_columns_file_says_it_of_any_column(tmp_path: Path) -> None:
    """Whatever the heading, the use goes by its name."""
    columns = table(tmp_path / "columns.toml", "[columns]", '"What we are proud of" = "practice to show"')
    cohort = cx.read_survey(survey(tmp_path, "What we are proud of"), columns=columns)
    assert cohort.by_id["D"].attributes[TO_SHOW] == "We wrote a short guide"


def test_two_columns_of_offers_are_kept_together(tmp_path: Path) -> None:
    """Neither is lost."""
    rows = SURVEY.format(heading="A practice you could show,Case study").rstrip().splitlines()
    path = table(tmp_path / "survey.csv", rows[0], *(f"{row},Second" for row in rows[1:]))
    cohort = cx.read_survey(path, keep_words=True)
    assert cohort.by_id["D"].attributes[TO_SHOW] == "We wrote a short guide; Second"
    assert cohort.by_id["C"].attributes[TO_SHOW] == "Second"


def test_an_offer_goes_first_and_is_never_lost(tmp_path: Path) -> None:
    """The session on its area looks at it, without addresses; one that names no area is told at the end."""
    path = str(survey(tmp_path))
    code, output = said("agenda", path, "--keep-words")
    assert code == 0
    assert 'A practice to look at: A says that it could show "Hiring, with [left out] we pool it"' in output
    assert 'Could be shown as well: D says that it could show "We wrote a short guide"' in output
    assert "canary" not in output


def test_an_office_that_is_no_mentor_is_never_named(tmp_path: Path) -> None:
    """Who may not mentor by the survey shows nothing, whatever it offers and however it rates itself."""
    rows = SURVEY.format(heading=HEADING).rstrip().splitlines()
    roles = ("Role", "Protege", "Mentor", "Both", "Protege")
    path = table(tmp_path / "survey.csv", *(f"{row},{role}" for row, role in zip(rows, roles, strict=True)))
    plan = cx.agenda(cx.read_survey(path, keep_words=True))
    assert plan.offered == ()
    assert [session.practice.office for session in plan.sessions if session.practice] == ["B"]


def test_agenda_and_export_take_ones_own(tmp_path: Path) -> None:
    """The practice of the file stands in the session and in the briefs; a mistake in it stops both."""
    row = ROW.replace("tactical", "Strategic")
    ours = table(tmp_path / "ours.csv", HEADINGS, row)
    run = cx.pair(cx.read_survey(survey(tmp_path)))
    cx.export(cx.report(run), tmp_path / "run", formats=["json"])
    code, output = said("agenda", str(tmp_path / "run"), "--practices", str(ours))
    assert (code, "Weekly calls. We call each week." in output) == (0, True)
    code, _ = said("export", str(tmp_path / "run"), "--to", str(tmp_path / "out"), "--format", "md", "--practices", str(ours))
    assert code == 0
    assert "Weekly calls" in (tmp_path / "out" / "briefs.md").read_text(encoding="utf-8")
    table(ours, HEADINGS, row.replace("Our notes", ""))
    for words in (("agenda", str(tmp_path / "run")), ("export", str(tmp_path / "run"), "--to", str(tmp_path / "other"))):
        assert said(*words, "--practices", str(ours))[0] == 2
    assert not (tmp_path / "other").exists()
