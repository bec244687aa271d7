"""Exports of survey tools: each is recognized, named, and read as what its form asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from standins import (
    ANSWERS,
    AREAS,
    HELP,
    PLAIN,
    STRONG,
    Content,
    Row,
    content,
    lines_in,
    picks,
    read_of,
    text_of,
    ticked,
    wide,
    with_lines,
)

from cxmatch.survey.reader import check

MUCH = "How much help do you want in these areas?"
NAMES = ("hiring", "governance", "funding_for_scale")
OWN = ("Parking", "Snow", "Tea")
PICKED = content(picks)
TYPEFORM = ("Response Type", "Start Date (UTC)", "Stage Date (UTC)", "Submit Date (UTC)", "Network ID", "Tags")
SENT = ("completed", "2026-03-01 10:00:00", "", "2026-03-01 10:04:00", "ab12", "")
KOBO = ("_id", "_uuid", "_submission_time", "_validation_status", "_index")
LIME_TEXTS = ("Response ID", "Date submitted", "Last page", "Start language", "Seed")
LIME_BOTH = ("id. Response ID", "submitdate. Date submitted", "lastpage. Last page", "startlanguage. Start language")
LIME_CODES = ("id", "submitdate", "lastpage", "startlanguage", "seed")
REDCAP = ("record_id", "redcap_survey_identifier", "cx_timestamp", "office", "department")
ALCHEMER = ("Response ID", "Time Started", "Date Submitted", "Status", "Contact ID", "Country", "City")
JOTFORM = ("Submission Date", "Name of your office", "Department")
TIME = "2026-03-01 10:00:00"


def _each(pattern: str, names: Sequence[str] = AREAS) -> list[str]:
    return [pattern.format(name, number=number) for number, name in enumerate(names, start=1)]


def _kobo(first: Sequence[str], capability: Sequence[str], need: Sequence[str], **picked: object) -> list[Row]:
    return wide(
        ("start", "end", *first, *capability, *need, *KOBO),
        lambda i, n, d, have, want: (
            *(TIME, TIME, n, d, *have, *(ticked(want, **picked) if picked else want), i, f"u{i}", TIME, "", i),
        ),
    )


def _lime(own: Sequence[str], capability: Sequence[str], need: Sequence[str], **picked: object) -> list[Row]:
    cells = [3, "en", 123][: len(own) - 2]
    return wide(
        (*own, "Name of your office", "Department", *capability, *need),
        lambda i, n, d, have, want: (i, TIME, *cells, n, d, *have, *(ticked(want, **picked) if picked else want)),
    )


def _typeform(capability: Sequence[str], need: Sequence[str], *, chosen: bool = True) -> list[Row]:
    return wide(
        ("#", "What is the name of your office?", *capability, *need, "Other", *TYPEFORM),
        lambda i, n, d, have, want: (f"k{i}", n, *have, *(ticked(want, list(need)) if chosen else want), "", *SENT),
    )


EXPORTS: Mapping[str, tuple[str, list[Row], Content]] = {
    "KoBo, names in groups": (
        "KoboToolbox export",
        _kobo(("about/office", "about/department"), _each("cap/{}", NAMES), _each("need/{}", NAMES)),
        content(),
    ),
    "KoBo, names without groups": (
        "KoboToolbox export",
        _kobo(("office", "department"), _each("cap_{}", NAMES), _each("need_{}", NAMES)),
        content(),
    ),
    "KoBo, labels": (
        "KoboToolbox export",
        _kobo(("About you/Name of your office", "About you/Your department"), _each(f"{STRONG}/{{}}"), _each(f"{MUCH}/{{}}")),
        content(),
    ),
    "KoBo, a slash that divides no groups": (
        "KoboToolbox export",
        _kobo(("Name of your office", "Department/agency"), _each(f"{STRONG}/{{}}"), _each(f"{HELP}/{{}}"), yes=1, no=0),
        PICKED,
    ),
    "ODK": (
        "ODK export",
        wide(
            (
                "SubmissionDate",
                "about-office",
                "a-dept",
                *_each("cap-{}", NAMES),
                *_each("need-{}", NAMES),
                "meta-instanceID",
                "KEY",
            ),
            lambda i, n, d, have, want: (TIME, n, d, *have, *want, f"uuid:{i}", f"uuid:{i}"),
        ),
        content(),
    ),
    "Jotform, grids": (
        "Jotform export",
        wide(
            (*JOTFORM, *_each(f"{STRONG} >> {{}}", OWN), *_each(f"{MUCH} >> {{}}", OWN), "Submission ID"),
            lambda i, n, d, have, want: (TIME, n, d, *have, *want, i),
        ),
        content(areas=OWN),
    ),
    "Smartsheet": (
        "Smartsheet export",
        wide(
            (*PLAIN, "Created", "Created By", "Modified", "Modified By"),
            lambda i, n, d, have, want: (n, d, *have, *want, "03/01/26 10:00 AM", "web-form", "03/01/26 10:00 AM", "web-form"),
        ),
        content(),
    ),
    "Airtable": (
        "Airtable export",
        wide(
            ("Name", *PLAIN[1:], "Created", "Last Modified"),
            lambda i, n, d, have, want: (n, d, *have, *want, "3/1/2026 10:00am", "3/1/2026 10:00am"),
        ),
        content(),
    ),
    "LimeSurvey, texts": (
        "LimeSurvey export, texts of the questions",
        _lime(LIME_TEXTS, _each(f"{STRONG} [{{}}]", OWN), _each(f"{MUCH} [{{}}]", OWN)),
        content(areas=OWN),
    ),
    "LimeSurvey, German": (
        "LimeSurvey export, texts of the questions",
        _lime(
            ("Antwort ID", "Datum Abgeschickt", "Letzte Seite", "Start-Sprache", "Zufallsstartwert"),
            _each("Capability [{}]"),
            _each("Need [{}]"),
        ),
        content(),
    ),
    "LimeSurvey, codes and texts": (
        "LimeSurvey export, codes and texts of the questions",
        _lime(LIME_BOTH, _each(f"cap[SQ00{{number}}]. {STRONG} [{{}}]"), _each(f"need[SQ00{{number}}]. {MUCH} [{{}}]")),
        content(),
    ),
    "LimeSurvey, choices": (
        "LimeSurvey export, codes and texts of the questions",
        _lime(LIME_BOTH, _each(f"cap[SQ00{{number}}]. {STRONG} [{{}}]"), _each(f"need[SQ00{{number}}]. {HELP} [{{}}]"), yes="Y"),
        PICKED,
    ),
    "LimeSurvey, codes that are names": (
        "LimeSurvey export, codes of the questions",
        wide(
            (*LIME_CODES, "office", "department", *_each("cap[{}]", NAMES), *_each("need[{}]", NAMES)),
            lambda i, n, d, have, want: (i, TIME, 3, "en", 1, n, d, *have, *want),
        ),
        content(),
    ),
    "REDCap, labels": (
        "REDCap export with labels",
        wide(
            ("Record ID", "Event Name", "Office name", *_each(f"{STRONG} ({{}})"), *_each(f"{HELP} (choice={{}})"), "Complete?"),
            lambda i, n, d, have, want: (i, "", n, *have, *ticked(want, "Checked", "Unchecked"), "Complete"),
        ),
        content(lambda have, want: [1 + pick for pick in picks(have, want)]),  # on a scale from Unchecked, 1, to Checked
    ),
    "REDCap, raw ratings": (
        "REDCap export of raw values",
        wide(
            (*REDCAP, *_each("cap_{}", NAMES), *_each("need_{}", NAMES), "cx_complete"),
            lambda i, n, d, have, want: (i, "", TIME, n, d, *have, *want, 2),
        ),
        content(),
    ),
    "Alchemer, grids": (
        "Alchemer export",
        wide(
            (*ALCHEMER, "Name of your office", *_each(f"{{}}:{STRONG}", OWN), *_each(f"{{}}:{MUCH}", OWN)),
            lambda i, n, d, have, want: (i, TIME, TIME, "Complete", "", "US", "DC", n, *have, *want),
        ),
        content(areas=OWN),
    ),
    "Alchemer, choices": (
        "Alchemer export",
        wide(
            (*ALCHEMER, "Name of your office", *_each(f"{{}}:{STRONG}"), *_each(f"{{}}:{HELP}"), f"Other - Write In:{HELP}"),
            lambda i, n, d, have, want: (i, TIME, TIME, "Complete", "", "US", "DC", n, *have, *ticked(want, list(AREAS)), ""),
        ),
        PICKED,
    ),
    "Typeform, choices": (
        "Typeform export",
        _typeform(_each("How strong is your office in *{}*?", OWN), OWN),
        content(picks, OWN),
    ),
    "Typeform, ratings": (
        "Typeform export",
        _typeform(
            _each("How strong is your office in *{}*?", OWN), _each("How much help do you want in *{}*?", OWN), chosen=False
        ),
        content(areas=OWN),
    ),
    "Microsoft Forms, German": (
        "Microsoft Forms export",
        wide(
            ("ID", "Startzeit", "Fertigstellungszeit", "E-Mail", "Name", *PLAIN),
            lambda i, n, d, have, want: (i, TIME, TIME, "anonymous", "", n, d, *have, *want),
        ),
        content(),
    ),
    "Microsoft Forms, French": (
        "Microsoft Forms export",
        wide(
            ("ID", "Heure de d\u00e9but", "Heure de fin", "Adresse de messagerie", "Nom", *PLAIN),
            lambda i, n, d, have, want: (i, TIME, TIME, "anonymous", "", n, d, *have, *want),
        ),
        content(),
    ),
}


@pytest.mark.parametrize(("layout", "rows", "expected"), EXPORTS.values(), ids=EXPORTS)
def test_an_export_is_named_and_read(layout: str, rows: list[Row], expected: Content) -> None:
    """The tool is named, its own columns are set aside, and capability and need are what was asked."""
    reading = check(text_of(rows))
    assert (reading.layout, read_of(reading)) == (layout, expected)


def test_what_people_typed_beside_the_choices_is_no_area() -> None:
    """A column Other of a tool that has choices of its own is left out, with a note."""
    rows = _lime(LIME_BOTH, _each(f"cap[S{{number}}]. {STRONG} [{{}}]"), _each(f"need[S{{number}}]. {HELP} [{{}}]"), yes="Y")
    typed = [
        [*rows[0], f"need[other]. {HELP} [Other]"],
        *([*row, "parking" if at == 1 else ""] for at, row in enumerate(rows[1:])),
    ]
    assert read_of(check(text_of(typed))) == PICKED


def test_codes_in_place_of_choices_are_asked_about(tmp_path: Path) -> None:
    """A raw export does not say which area its check boxes are; the lines that it proposes are asked, and work."""
    data = text_of(
        wide(
            (*REDCAP, *_each("cap_{}", NAMES), "need___1", "need___2", "need___3", "cx_complete"),
            lambda i, n, d, have, want: (i, "", TIME, n, d, *have, *ticked(want, 1, 0), 2),
        )
    )
    reading = check(data)
    asked = [finding for finding in reading.errors if finding.code == "CX216"]
    assert [finding.place.column for finding in asked] == ["I", "J", "K"]
    assert read_of(with_lines(data, lines_in(asked), tmp_path)) == PICKED


def test_codes_of_whole_grids_are_asked_about(tmp_path: Path) -> None:
    """So are the codes of LimeSurvey, on both sides; nothing is made of them before."""
    data = text_of(
        wide(
            (*LIME_CODES, "office", "department", *_each("cap[SQ00{number}]"), *_each("need[SQ00{number}]")),
            lambda i, n, d, have, want: (i, TIME, 3, "en", 1, n, d, *have, *want),
        )
    )
    reading = check(data)
    assert {column.use for column in reading.columns if "SQ" in column.heading} == {"not used"}
    codes = ("SQ001", "SQ002", "SQ003")
    asked = [finding for finding in reading.errors if finding.code == "CX216"]
    assert read_of(with_lines(data, lines_in(asked), tmp_path)) == content(areas=codes)


def test_choices_without_their_question() -> None:
    """Ticked areas of Typeform are need where capability alone is asked, with a warning that names them."""
    reading = check(text_of(_typeform(_each("How strong is your office in *{}*?"), AREAS)))
    warned = [finding for finding in reading.findings if finding.code == "CX219"]
    assert [(finding.place.column, finding.facts["columns"]) for finding in warned] == [("F", "F to H")]


def test_choices_beside_a_mark_that_they_are_required() -> None:
    """A star behind the name of a choice is no part of it, nor is what an office would like to be a level to reach."""
    rows = _typeform(_each("How strong is your office in {} *?", OWN), OWN)
    starred = [f"{cell} *" if cell in OWN else cell for cell in map(str, rows[0])]
    assert read_of(check(text_of([starred, *rows[1:]]))) == content(picks, OWN)
    roles = [["What would you like to be?", *["Both"] * (len(rows) - 1)][at : at + 1] for at in range(len(rows))]
    told = [[*row[:2], *role, *row[2:]] for row, role in zip([starred, *rows[1:]], roles, strict=True)]
    assert read_of(check(text_of(told))) == content(picks, OWN)


def test_choices_of_something_else_are_no_areas() -> None:
    """What is ticked and is no area that the survey asks about elsewhere stays a further column."""
    rows = _typeform(_each("How strong is your office in *{}*?"), _each("How much help do you want in *{}*?"), chosen=False)
    times = [[*row[:-7], *(("Mornings", "") if place % 2 else ("", "Evenings")), *row[-7:]] for place, row in enumerate(rows)]
    times[0] = [*rows[0][:-7], "Mornings", "Evenings", *rows[0][-7:]]
    assert read_of(check(text_of(times))) == content()


def test_two_questions_of_choices_without_texts_are_asked_about(tmp_path: Path) -> None:
    """Which of them is capability and which is need is asked; the lines that are proposed work."""
    data = text_of(
        wide(
            ("#", "What is the name of your office?", *AREAS, "Other", *AREAS, "Other", *TYPEFORM),
            lambda i, n, d, have, want: (f"k{i}", n, *ticked(have, list(AREAS)), "", *ticked(want, list(AREAS)), "", *SENT),
        )
    )
    asked = [finding for finding in check(data).errors if finding.code == "CX309"]
    lines = list(lines_in(asked))
    assert lines[:2] == ['"column C" = "capability, Hiring"', '"column D" = "capability, Governance"']
    answered = with_lines(data, lines, tmp_path)
    assert {column.use for column in answered.columns if column.heading in AREAS} == {
        *(f"capability, {area}" for area in AREAS),
        *(f"need, {area}" for area in AREAS),
    }


def test_unfinished_answers_count_and_are_said() -> None:
    """An answer that its tool marks as partial is used, with a note."""
    rows = wide(
        (*ALCHEMER, *PLAIN),
        lambda i, n, d, have, want: (i, TIME, TIME, "Partial" if i else "Complete", "", "", "", n, d, *have, *want),
    )
    reading = check(text_of(rows))
    assert [finding.facts["count"] for finding in reading.findings if finding.code == "CX458"] == [str(len(ANSWERS) - 1)]


def test_answers_that_are_not_approved_are_left_out() -> None:
    """KoBo marks what its owner did not approve."""
    rows = _kobo(("office", "department"), _each("cap_{}", NAMES), _each("need_{}", NAMES))
    rows = [rows[0], *([*row[:-2], "Not approved" if at == 0 else "", at] for at, row in enumerate(rows[1:]))]
    read = read_of(check(text_of(rows)))
    assert set(read) == {name for name, *_ in ANSWERS[1:]}


def test_a_columns_file_may_name_a_heading_as_the_file_has_it(tmp_path: Path) -> None:
    """The codes that a tool puts before its headings may stand in a line, or be left out."""
    rows = _lime(LIME_BOTH, _each(f"cap[S{{number}}]. {STRONG} [{{}}]"), _each(f"need[S{{number}}]. {MUCH} [{{}}]"))
    data = text_of([[*rows[0], "more[S1]. Anything [Else]"], *([*row, "word"] for row in rows[1:])])
    for heading in ("more[S1]. Anything [Else]", "Anything [Else]"):
        reading = with_lines(data, [f'"{heading}" = "not used"'], tmp_path)
        assert reading.columns[-1].use == "not used"
        assert "CX312" not in {finding.code for finding in reading.findings}


def test_ranked_choices_of_lime_survey_are_places() -> None:
    """A column for each place, with the area that stands there; no area is called Rank 1."""
    ranked = wide(
        (*LIME_TEXTS, "Office", *_each("Capability [{}]"), *(f"Rank the areas by need [Ranking {place}]" for place in (1, 2, 3))),
        lambda i, n, d, have, want: (i, TIME, 3, "en", 1, n, *have, *(AREAS[i % 3 :] + AREAS[: i % 3])),
    )
    read = {
        name: {area: level for area, level in need.items() if level}
        for name, (_, need) in read_of(check(text_of(ranked))).items()
    }
    assert read == {row[0]: {AREAS[(i + at) % 3]: 3 - at for at in range(3)} for i, row in enumerate(ANSWERS)}
