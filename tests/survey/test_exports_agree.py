"""Every survey tool writes its own file; the same answers must make the same offices from each of them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence

import pytest

import cxmatch as cx
from cxmatch.domain.cohort import Office
from cxmatch.exports.data import csv_files
from cxmatch.exports.handout import Handout
from cxmatch.survey.reader import check

AREAS = ("Hiring", "Governance")
OFFICES = (
    ("Lantern Experience", "Lanterns", (5, 2), (1, 4)),
    ("Ferry Services", "Ferries", (1, 3), (5, 2)),
    ("Kites, Claims and Appeals", "Kites", (3, 4), (3, 3)),
)
Rows = Sequence[Sequence[object]]


def _csv(rows: Rows, delimiter: str = ",", quoting: int = csv.QUOTE_MINIMAL, encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator="\r\n").writerows(rows)  # type: ignore[arg-type]
    return out.getvalue().encode(encoding)


def _answers(row: int) -> list[object]:
    name, department, capability, need = OFFICES[row]
    return [name, department, *capability, *need]


def _plain_wide() -> bytes:
    return _csv([["Office", "Department", *_headings()], *(_answers(row) for row in range(3))])


def _headings(capability: str = "Capability: {}", need: str = "Need: {}") -> list[str]:
    return [capability.format(area) for area in AREAS] + [need.format(area) for area in AREAS]


def _semicolons() -> bytes:
    return _csv([["Office", "Department", *_headings()], *(_answers(row) for row in range(3))], ";")


def _unicode_text() -> bytes:
    return _csv([["Office", "Department", *_headings()], *(_answers(row) for row in range(3))], "\t", encoding="utf-16")


def _titled() -> bytes:
    return b"Discovery survey FY26\r\nExported 2026-11-01\r\n\r\n" + _plain_wide()


def _plain_long() -> bytes:
    rows = [
        [name, department, area, capability[place], need[place]]
        for place, area in enumerate(AREAS)
        for name, department, capability, need in OFFICES
    ]
    return _csv([["Office", "Parent agency", "Practice area", "Capability", "Need"], *rows])


def _two_header_rows() -> bytes:
    first = ["Office", "Department", "Capability", "", "Need", ""]
    return _csv([first, ["", "", *AREAS, *AREAS], *(_answers(row) for row in range(3))])


def _microsoft() -> bytes:
    first = ["ID", "Start time", "Completion time", "Email", "Name", "Last modified time"]
    questions = ["Which office are you answering for?", "Department\u00a0or agency", *_headings("Can share: {}", "Want help: {}")]
    quiz = ["Points - Can share: Hiring", "Feedback - Can share: Hiring"]
    rows = [
        [row + 1, "10/1/26 9:00:00", f"10/{row + 1}/26 9:20:00", "anonymous", "", "", *_answers(row), "1", ""] for row in range(3)
    ]
    return b"\xef\xbb\xbf" + _csv([[*first, *questions, *quiz], *rows])


def _google(times: Callable[[int], str], quoting: int) -> bytes:
    first = ["Timestamp", "Your office", "Department"]
    grids = [f"How strong is your office in each area? [{area}]" for area in AREAS]
    grids += [f"Where does your office want help? [{area}]" for area in AREAS]
    return _csv([[*first, *grids], *([times(row), *_answers(row)] for row in range(3))], quoting=quoting)


def _google_file() -> bytes:
    return _google(lambda row: f"2026/10/0{row + 1} 10:39:41 PM GMT+1", csv.QUOTE_ALL)


def _google_sheet() -> bytes:
    return _google(lambda row: f"10/{row + 1}/2026 19:08:16", csv.QUOTE_MINIMAL)


QUALTRICS_NAMES = ["StartDate", "EndDate", "Status", "IPAddress", "Progress", "ResponseId", "LocationLatitude", "Q1", "Q2"]
QUALTRICS_TEXTS = ["Start Date", "End Date", "Response Type", "IP Address", "Progress", "Response ID", "Location Latitude"]
QUALTRICS_ASKED = ["Which office are you answering for?", "Department"]


def _qualtrics(*, quote: str = '"', third: bool = True) -> bytes:
    names = [*QUALTRICS_NAMES, "Q3_1", "Q3_2", "Q4_1", "Q4_2"]
    matrix = [f"How strong is your office today? - {area}" for area in AREAS]
    matrix += [f"In which areas do you want help? - {area}" for area in AREAS]
    ids = [json.dumps({"ImportId": f"QID{place}"}).replace('"', quote) for place in range(len(names))]
    kinds = ["IP Address", "Survey Preview", "IP Address", "IP Address"]
    rows = [
        ["2026-10-01 10:00:00", "2026-10-01 10:09:00", kind, "198.51.100.7", "100", f"R_{row}", "38.9", *_answers(row % 3)]
        for row, kind in enumerate(kinds)
    ]
    rows[0], rows[3] = rows[3], [*rows[0][:7], *_answers(0)]
    rows[1] = [*rows[1][:7], "A test of ours", "Test", 1, 1, 1, 1]
    rows.append([*rows[2][:7], *_answers(1)])
    rows = [rows[1], *rows[2:]]
    head = [names, [*QUALTRICS_TEXTS, *QUALTRICS_ASKED, *matrix], *([ids] if third else [])]
    return b"\xef\xbb\xbf" + _csv([*head, *rows])


def _qualtrics_legacy() -> bytes:
    return _qualtrics(quote="'")


def _qualtrics_two_rows() -> bytes:
    return _qualtrics(third=False)


def _qualtrics_very_old() -> bytes:
    names = [f"V{place}" for place in range(1, 6)] + ["Q1", "Q2", "Q3_1", "Q3_2", "Q4_1", "Q4_2"]
    texts = ["ResponseID", "ResponseSet", "Name", "IPAddress", "EndDate", *QUALTRICS_ASKED]
    texts += [f"Rate your capability - {area}" for area in AREAS] + [f"Rate your need - {area}" for area in AREAS]
    rows = [[f"R_{row}", "Default", "Anonymous", "198.51.100.7", "2014-10-01 10:00:00", *_answers(row)] for row in range(3)]
    return _csv([names, texts, *rows])


def _monkey() -> bytes:
    first = ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address"]
    asked = ["<b>Your office</b>", "Department", "Rate your capability", "", "Rate your need", ""]
    second = ["", "", "", "", "", "", "Open-Ended Response", "Response", *AREAS, *AREAS]
    rows = [[100 + row, 7, "10/01/2026", "10/01/2026", "198.51.100.7", "", *_answers(row)] for row in range(3)]
    return _csv([[*first, *asked], second, *rows])


def _monkey_condensed() -> bytes:
    first = ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address"]
    rows = [[100 + row, 7, "10/01/2026", "10/01/2026", "198.51.100.7", *_answers(row)] for row in range(3)]
    return _csv([[*first, "Your office", "Department", *_headings("Can share: {}", "Want help: {}")], [""] * 11, *rows])


def _touchpoints() -> bytes:
    last = ["Location Code", "User Agent", "Status", "Archived", "Flagged", "Deleted", "Deleted at", "Page"]
    last += ["Query string", "Hostname", "Referrer", "Created at", "IP Address", "Tags"]
    tail = ["", "Mozilla/5.0", "received", "false", "false", "false", ""]
    tail += ["/touchpoints/1", "", "example.gov", "", "2026-10-01", "", ""]
    rows = [[row, f"u-{row}", *_answers(row), *tail] for row in range(3)]
    spam = [9, "u-9", "Deleted office", "Lanterns", 1, 1, 1, 1, *tail[:5], "true", *tail[6:]]
    asked = ["Which office are you answering for?", "Department or agency", *_headings("Can share: {}", "Want help: {}")]
    return _csv([["ID", "UUID", *asked, *last], *rows, spam])


EXPORTS = {
    "plain wide": (_plain_wide, "plain table, one row per office"),
    "semicolons": (_semicolons, "plain table, one row per office"),
    "Excel's Unicode text": (_unicode_text, "plain table, one row per office"),
    "title lines": (_titled, "plain table, one row per office"),
    "plain long": (_plain_long, "plain table, one row per office and practice area"),
    "two header rows": (_two_header_rows, "plain table, one row per office, headings in two rows"),
    "Microsoft Forms": (_microsoft, "Microsoft Forms export"),
    "Google Forms": (_google_file, "Google Forms export"),
    "Google Sheet": (_google_sheet, "Google Forms export, saved from a Google Sheet"),
    "Qualtrics": (_qualtrics, "Qualtrics export"),
    "Qualtrics, legacy quotes": (_qualtrics_legacy, "Qualtrics export"),
    "Qualtrics, two rows": (_qualtrics_two_rows, "Qualtrics export without its third header row"),
    "Qualtrics, very old": (_qualtrics_very_old, "Qualtrics export of the very old kind (V1, V2)"),
    "SurveyMonkey": (_monkey, "SurveyMonkey export"),
    "SurveyMonkey, condensed": (_monkey_condensed, "SurveyMonkey export, condensed"),
    "Touchpoints": (_touchpoints, "GSA Touchpoints export"),
}
EXPECTED = tuple(
    sorted(
        (
            Office(
                id=name,
                name=name,
                department=department,
                capability=dict(zip(("hiring", "governance"), capability, strict=True)),
                need=dict(zip(("hiring", "governance"), need, strict=True)),
            )
            for name, department, capability, need in OFFICES
        ),
        key=lambda office: office.name,
    )
)


@pytest.mark.parametrize("tool", EXPORTS)
def test_every_export_gives_the_same_offices(tool: str) -> None:
    """The offices, and the levels they gave, do not depend on the tool that asked."""
    make, layout = EXPORTS[tool]
    reading = check(make())
    assert [finding.message for finding in reading.errors] == []
    assert reading.cohort is not None
    assert (reading.layout, reading.cohort.offices) == (layout, EXPECTED)
    assert reading.cohort.framework == check(_plain_wide()).cohort.framework  # type: ignore[union-attr]


@pytest.mark.parametrize("tool", EXPORTS)
def test_no_export_leaves_a_trace_of_a_person(tool: str) -> None:
    """Addresses, places and browsers are dropped: neither the cohort nor a finding shows one."""
    reading = check(EXPORTS[tool][0]())
    shown = repr(reading.cohort) + repr([finding.message for finding in reading.findings])
    assert not [secret for secret in ("198.51.100.7", "38.9", "Mozilla", "anonymous", "R_1", "u-1") if secret in shown]


def test_two_files_give_the_same_offices() -> None:
    """Mentors in one file and proteges in another: an office in both may give and receive."""
    mentors = _csv([["Mentor", "Department", *AREAS], *([name, department, *has] for name, department, has, _ in OFFICES)])
    proteges = _csv([["Protege", "Department", *AREAS], *([name, department, *need] for name, department, _, need in OFFICES)])
    reading = check(mentors, proteges=proteges, framework="roundtable")
    assert [finding.message for finding in reading.errors] == []
    assert reading.cohort is not None
    assert [office.capability for office in reading.cohort.offices] == [office.capability for office in EXPECTED]
    assert reading.cohort.offices == EXPECTED


@pytest.mark.parametrize("tool", EXPORTS)
def test_every_export_gives_the_same_run(tool: str) -> None:
    """What is paired, proven and written does not depend on the tool: the same id, and the same files to the byte."""
    run, expected = (cx.pair(cx.read_survey(make())) for make in (EXPORTS[tool][0], _plain_wide))
    assert run.id == expected.id
    assert csv_files(Handout(report=cx.report(run))) == csv_files(Handout(report=cx.report(expected)))
