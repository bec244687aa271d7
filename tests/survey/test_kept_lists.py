"""Lists of speakers and of evidence: what is read, and that nothing in them is dropped without a word."""

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
