"""Lists that are kept, of speakers, evidence and practices: what is read, and that nothing in them is dropped without a word."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner
from xlsxwriter import Workbook

import cxmatch as cx
from cxmatch.cli import app
from cxmatch.domain.findings import Finding
from cxmatch.domain.practices import TO_SHOW
from cxmatch.domain.voices import Kind
from cxmatch.errors import FileError, SettingsError

ROUNDTABLE = cx.Framework.load("roundtable")
GUIDE = Path(__file__).parents[2] / "docs" / "guide.md"


def table(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def told(findings: tuple[Finding, ...]) -> list[tuple[str, int | None, str]]:
    return [(each.code, each.place.row, each.place.column) for each in findings]


def said(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(words), env={"COLUMNS": "2000"})
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def block(name: str) -> list[str]:
    """The table of a name that the guide shows."""
    found = re.search(rf"`{name}`[^\n]*\n\n```csv\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return found[1].splitlines()


def test_the_tables_of_the_guide_are_read_as_they_stand(tmp_path: Path) -> None:
    """Each row of both counts, and there is nothing to fix."""
    speakers = cx.read_speakers(table(tmp_path / "speakers.csv", *block("speakers.csv")), ROUNDTABLE)
    evidence = cx.read_evidence(table(tmp_path / "evidence.csv", *block("evidence.csv")), ROUNDTABLE)
    assert (len(speakers.listed), speakers.findings) == (len(block("speakers.csv")) - 1, ())
    assert (len(evidence.listed), evidence.findings) == (len(block("evidence.csv")) - 1, ())


def test_a_speaker_has_areas_by_any_name_and_dates_in_any_sure_form(tmp_path: Path) -> None:
    """Aliases, semicolons, commas and ends of lines; a day, a first and a last, and slashes that a date of the column settles."""
    path = table(
        tmp_path / "s.csv",
        "Speaker,Organisation,Topics,Unavailable",
        'P,One,"Staffing; Culture, Funding",2027-01-14; 2027-02-01 to 2027-02-05',
        'Q,,"Hiring\nGovernance",3/4/2027 until 3/31/2027',
        "R,Two,Organization Design,2027-01-14T00:00:00",
    )
    one, two, three = cx.read_speakers(path, ROUNDTABLE).listed
    assert one.areas == ("Hiring", "Culture & Measurement", "Funding for Scale")
    assert one.away == ("2027-01-14", "2027-02-01 to 2027-02-05")
    assert (two.areas, two.away, two.home) == (("Hiring", "Governance"), ("2027-03-04 to 2027-03-31",), "q")
    assert three.away == ("2027-01-14",)
    assert [one.is_away(day) for day in ("2027-01-31", "2027-02-01", "2027-02-03", "2027-02-05", "2027-02-06")] == [
        *(False, True, True, True, False)
    ]


def test_a_workbook_is_read_like_a_table(tmp_path: Path) -> None:
    """Dates that are dates of the workbook are days, whatever they look like there."""
    with Workbook(tmp_path / "s.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Name", "Areas", "Dates away"])
        sheet.write_row(1, 0, ["P", "Hiring"])
        sheet.write_datetime(1, 2, date(2027, 1, 14), book.add_format({"num_format": "m/d/yyyy"}))
    found = cx.read_speakers(tmp_path / "s.xlsx", ROUNDTABLE)
    assert ([each.away for each in found.listed], found.findings) == ([("2027-01-14",)], ())


def test_what_is_wrong_with_speakers_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    """No name or areas, unknown areas, dates of two readings or none, a row twice, a column too many: each with its cell."""
    path = table(
        tmp_path / "s.csv",
        "name,organization,areas,dates away,Mail",
        "P,One,Hiring; Hirring,,p@example.org",
        ",Two,Hiring,,",
        "Q,Two,,,",
        "R,Two,Cooking,,",
        "S,Two,Hiring,3/4/2027,",
        "T,Two,Hiring,next week,",
        "U,Two,Hiring,2027-02-05 to 2027-02-01,",
        "P,one,Funding,,",
        "V,,Governance,,",
    )
    found = cx.read_speakers(path, ROUNDTABLE)
    assert [each.name for each in found.listed] == ["P", "V"]
    assert told(found.findings) == [
        *(("CX507", 1, "E"), ("CX502", 2, "C"), ("CX501", 3, "A"), ("CX501", 4, "C"), ("CX502", 5, "C")),
        *(("CX503", 6, "D"), ("CX504", 7, "D"), ("CX504", 8, "D"), ("CX506", 9, "")),
    ]
    by_row = {each.place.row: f"{each.message} {each.remedy}" for each in found.findings}
    assert 'Did you mean "Hiring"?' in by_row[2]
    assert "the rest of this row counts" in by_row[2]
    assert "this row is set aside" in by_row[5]
    assert "2027-03-04 or 2027-04-03" in by_row[6]
    assert "what row 2 says" in by_row[9]


def test_what_is_wrong_with_evidence_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    """No source, a kind that is none, an area that is none, nothing said, a row twice; two areas count in each."""
    path = table(
        tmp_path / "e.csv",
        "area,text,source,kind",
        "Hiring; Funding,Too slow,Talk 1,Interviews",
        "Hiring,Too dear,,complaint",
        "Hiring,Too dear,Letter,complain",
        "Cooking,Too salty,Letter,complaint",
        "Governance,,Letter,complaint",
        "Staffing,too slow,Talk 1,interview",
        ",,,",
    )
    found = cx.read_evidence(path, ROUNDTABLE)
    assert [(each.area, each.kind) for each in found.listed] == [
        *(("Hiring", Kind.INTERVIEW), ("Funding for Scale", Kind.INTERVIEW))
    ]
    assert told(found.findings) == [
        *(("CX501", 3, "C"), ("CX505", 4, "D"), ("CX502", 5, "A"), ("CX501", 6, "B"), ("CX506", 7, "")),
    ]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (("organization,away", "a,b"), ['no column "name"', 'no column "areas"']),
        (("name,organization", "a,b"), ['no column "areas"', "dates away"]),
        (("name,speaker,areas", "a,b,c"), ['two columns for "name"']),
        (("name,areas",), ["no row below"]),
    ],
)
def test_a_table_that_is_no_list_is_refused(rows: tuple[str, ...], words: list[str], tmp_path: Path) -> None:
    """All that is missing or there twice is named, and what the headings are."""
    with pytest.raises(SettingsError) as caught:
        cx.read_speakers(table(tmp_path / "s.csv", *rows), ROUNDTABLE)
    text = f"{caught.value} {caught.value.next_step}"
    assert all(word in text for word in words), text


def test_what_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    """A file that is not there is a file error; one that is no table says so; evidence needs all of its columns."""
    with pytest.raises(FileError):
        cx.read_speakers(tmp_path / "none.csv", ROUNDTABLE)
    (tmp_path / "empty.csv").write_bytes(b"")
    with pytest.raises(SettingsError, match="list of evidence"):
        cx.read_evidence(tmp_path / "empty.csv", ROUNDTABLE)
    with pytest.raises(SettingsError, match='no column "source"'):
        cx.read_evidence(table(tmp_path / "e.csv", "area,text,kind", "Hiring,a,complaint"), ROUNDTABLE)


def test_the_commands_say_what_was_heard_and_what_is_to_be_fixed(tmp_path: Path) -> None:
    """Gaps and agenda show counts, a quotation without a number to call, and findings with file, row and column; so does JSON."""
    evidence = table(
        tmp_path / "heard.csv",
        "area,text,source,kind",
        "Hiring,Call me at 202-555-0123,Talk of 2026-05-14,interview",
        "Hiring,Let experts judge,Report 7,recommendation",
        "Hiring,Slow,,complaint",
    )
    speakers = table(tmp_path / "who.csv", "name,areas", "Dana Example,Hiring", "Lee Sample,")
    survey = str(cx.sample("roundtable-14"))
    heard = "Heard 2 times beside the survey, not scored: 1 interview and 1 recommendation."
    quoted = 'One interview: "Call me at [left out]" Source: Talk of 2026-05-14.'
    noticed = 'heard.csv, row 4, column C "source": This row names no source, so it is set aside. Write the source into it.'
    code, output = said("gaps", survey, "--evidence", str(evidence))
    assert code == 0
    assert all(words in output for words in (heard, quoted, noticed, f"agenda {survey} --evidence {evidence}"))
    code, output = said("agenda", survey, "--evidence", str(evidence), "--speakers", str(speakers))
    for words in (
        heard,
        quoted,
        noticed,
        "Speaker to ask: Dana Example.",
        'who.csv, row 3, column B "areas"',
        "Nobody of the list",
    ):
        assert words in output
    record = json.loads(said("agenda", survey, "--evidence", str(evidence), "--speakers", str(speakers), "--json")[1])
    assert [each["code"] for each in record["findings"]] == ["CX501", "CX501"]
    assert record["sessions"][0]["heard"]["counts"] == {"interview": 1, "recommendation": 1}
    assert "555" not in json.dumps(record)
    code, output = said("agenda", survey, "--evidence", str(evidence), "--to", str(tmp_path / "agenda.docx"))
    assert (code, noticed in output) == (0, True)


HEADINGS = "title,areas,about,step,effect,who,source,date,where"
ROW = "Weekly calls,Hiring; Governance,We call each week.,tactical,,All,Our notes,May 2026,"


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


def test_practices_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
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
