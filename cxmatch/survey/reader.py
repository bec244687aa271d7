"""From a survey to a cohort: the story of reading."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.findings import Finding, Severity
from cxmatch.domain.framework import Framework
from cxmatch.domain.reading import Reading
from cxmatch.errors import SettingsError, SurveyError
from cxmatch.records.files import write_new
from cxmatch.records.text import quoted
from cxmatch.survey.answers.hints import about_hints
from cxmatch.survey.answers.needs import Levels, Way, levels_by_area, read_needs
from cxmatch.survey.answers.ratings import Ratings, read_ratings
from cxmatch.survey.columns.areas import guess_columns
from cxmatch.survey.columns.framework import Areas, name_areas, settle_areas, wanted_framework
from cxmatch.survey.columns.further import settle_attributes, too_many
from cxmatch.survey.columns.known import Plan, plan_columns, refuse_twins
from cxmatch.survey.files.opening import STANDARD_INPUT
from cxmatch.survey.files.table import Limits, Table
from cxmatch.survey.findings import (
    about_answers,
    about_offices,
    column_uses,
    in_order,
    in_words,
    missing_columns,
    source_of,
    unequal_areas,
    without_echoes,
)
from cxmatch.survey.headings.mapping import ColumnsFile, columns_toml, undecided_lines
from cxmatch.survey.headings.survey import Form, Kind
from cxmatch.survey.layouts.recognize import form_of, open_forms
from cxmatch.survey.offices.identity import offices_of, set_totals_aside
from cxmatch.survey.offices.replies import Reply, replies_of
from cxmatch.survey.options import ReadingOptions


def read_survey(source: Any, **options: Any) -> Cohort:
    """Read a discovery survey.

    Parameters
    ----------
    source
        A file, "-" for standard input, bytes, or a pandas DataFrame.
    options
        As `checks.check` takes them.

    Raises
    ------
    SurveyError
        The survey cannot be paired as it stands; `findings` holds every reason at once.
    SettingsError
        An option, a framework or a columns file cannot be used.
    FileError
        A file cannot be read.
    """
    reading = take_reading(source, ReadingOptions(**options))
    if reading.cohort is None:
        raise refusal(reading)
    return reading.cohort


def refusal(reading: Reading) -> SurveyError:
    """Return the SurveyError for a reading that has errors."""
    count = len(reading.errors)
    what = reading.errors[0].message if count == 1 else f"{reading.name} has {count} things to fix before it can be paired."
    name = "-" if reading.name == STANDARD_INPUT else reading.name
    return SurveyError(what, reading.findings, f"See them all:  cxmatch check {quoted(name)}")


def take_reading(source: Any, options: ReadingOptions) -> Reading:
    """Read a survey as far as it goes. What is wrong in it becomes findings; only files and options raise."""
    mapping = ColumnsFile.load(options.columns) if options.columns is not None else ColumnsFile()
    try:
        forms = open_forms(source, options, mapping, lambda head: _spare(head, options, mapping))
    except SurveyError as problem:
        return Reading(name=problem.findings[0].place.file or "the survey", findings=problem.findings)
    plans = [_plan(form, mapping, options) for form in forms]
    framework = wanted_framework(options.framework)
    guess_columns(plans, framework)
    areas = settle_areas(plans, framework, options.scale)
    for plan in plans:
        name_areas(plan, areas)
        refuse_twins(plan)
        settle_attributes(plan)
        set_totals_aside(plan)
    return _reading(plans, *_offices(plans, areas, mapping, options))


def _plan(form: Form, mapping: ColumnsFile, options: ReadingOptions) -> Plan:
    return plan_columns(form, mapping, keep_email=options.keep_email, keep_words=options.keep_words)


def _spare(head: Table, options: ReadingOptions, mapping: ColumnsFile) -> list[int]:
    """Return the columns that `settle_attributes` will not keep in the end, as far as the first rows tell."""
    try:
        plan = _plan(form_of(head, options.header_row, mapping), mapping, options)
    except (SurveyError, SettingsError):
        return []  # It will be said when the whole table is there.
    guess_columns([plan], wanted_framework(options.framework))
    return too_many(plan)


def _offices(
    plans: Sequence[Plan], areas: Areas, mapping: ColumnsFile, options: ReadingOptions
) -> tuple[Framework, list[Office], list[Finding]]:
    """Return the framework with the scales of the answers, the offices, and what was noticed."""
    lacking = list(missing_columns(plans))
    findings = [*lacking, *areas.findings]
    current = read_ratings(plans, [Kind.CAPABILITY, Kind.REQUIRED], areas.framework.capability_scale, mapping.levels)
    needs = read_needs(plans, areas, current, mapping.levels)
    findings += [*current.findings, *needs.findings, *about_answers(current, needs), *unequal_areas(plans, areas, needs)]
    findings += about_hints(plans, current, needs, mapping.levels)
    findings += in_words(current, needs) if options.scale else ()
    framework = areas.framework.with_scales(current.scale, needs.scale)
    if lacking or needs.way is Way.NONE or any(plan.asks_for_office() for plan in plans):
        return framework, [], findings
    made = (_replies(plan, areas, current, needs.columns[number], findings) for number, plan in enumerate(plans))
    replies = [reply for some in made for reply in some]
    offices, noticed = offices_of(replies, options.duplicates)
    return framework, offices, [*findings, *noticed, *about_offices(replies, offices, framework)]


def _replies(plan: Plan, areas: Areas, current: Ratings, need: dict[str, Levels], findings: list[Finding]) -> list[Reply]:
    capability = levels_by_area(plan, Kind.CAPABILITY, areas, current.levels)
    return replies_of(plan, capability, need, findings)


def _reading(plans: Sequence[Plan], framework: Framework, offices: list[Office], findings: list[Finding]) -> Reading:
    """Put the reading together; it has a cohort only if no finding is an error."""
    forms = [plan.form for plan in plans]
    noticed = [finding for plan in plans for finding in (*plan.form.notes, *plan.findings)]
    ordered = tuple(in_order(without_echoes([*noticed, *findings])))
    wrong = any(finding.severity is Severity.ERROR for finding in ordered)
    layout = " and ".join(dict.fromkeys(form.layout for form in forms))
    layout = f"{layout}, mentors and proteges apart" if len(forms) > 1 else layout
    source = source_of(plans, layout, ordered)
    return Reading(
        name=source.name,
        sheet=forms[0].table.sheet if len(forms) == 1 else "",
        layout=layout,
        answers=sum(len(form.rows) for form in forms),
        columns=tuple(use for plan in plans for use in column_uses(plan)),
        findings=ordered,
        cohort=None if wrong else Cohort(framework=framework, offices=tuple(offices), source=source),
    )


def check(
    source: Any,
    *,
    framework: str | Path | Framework | None = None,
    scale: str | None = None,
    columns: str | Path | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
    duplicates: str = "refuse",
    proteges: Any = None,
    keep_email: bool = False,
    keep_words: bool = False,
    limits: Limits | None = None,
) -> Reading:
    """Read a survey as far as it goes and say everything that was understood and noticed.

    Parameters
    ----------
    source
        A file, "-" for standard input, bytes, or a pandas DataFrame.
    framework
        A built-in name, a TOML file, or a framework; recognized from the headings when None.
    scale
        The lowest and highest rating, "0-5", in place of the framework's numeric scales.
    columns
        A columns file, as `save_columns` writes it.
    encoding, delimiter, sheet, header_row
        How the file is to be opened where it does not say so itself; rows count from 1.
    duplicates
        "refuse" an office that answered twice differently, or keep its "latest" answer.
    proteges
        A second source that holds the proteges, where the first holds the mentors.
    keep_email
        Keep contacts as attributes of an office; they are dropped otherwise.
    keep_words
        Keep free text as attributes of an office, for its brief; it is dropped otherwise.
    limits
        How large the survey may be.

    Raises
    ------
    SettingsError
        An option, a framework or a columns file cannot be used. What is wrong in the survey never raises.
    FileError
        A file cannot be read.
    """
    options = ReadingOptions(
        framework=framework,
        scale=scale,
        columns=columns,
        encoding=encoding,
        delimiter=delimiter,
        sheet=sheet,
        header_row=header_row,
        duplicates=duplicates,
        proteges=proteges,
        keep_email=keep_email,
        keep_words=keep_words,
        limits=limits or Limits(),
    )
    return take_reading(source, options)


def save_columns(reading: Reading, path: str | Path, columns: str | Path | None = None, *, overwrite: bool = False) -> Path:
    """Write the columns file that reads this survey again without asking or guessing.

    `columns` is the columns file that was used, if any: what it says about levels is kept. A column that was refused
    because its use is not sure stands in the file as a comment for the organizer to decide.

    Raises
    ------
    SettingsError
        Nothing was read that has columns, a PDF document for example; or the path is a dash.
    FileError
        The file cannot be written, or is there with other content and `overwrite` is not asked for.
    """
    if not reading.columns:
        raise SettingsError(
            f"No columns of {reading.name} were read, so there is nothing to save.", "Look at the findings first."
        )
    if str(path) == "-":
        raise SettingsError("The columns file is not written to standard output.", "Name a file:  --save columns.toml")
    levels = ColumnsFile.load(columns).levels if columns is not None else {}
    listed = [(use.column, use.heading, use.use) for use in reading.columns]
    text = columns_toml(listed, levels, undecided_lines(reading.findings))
    write_new(Path(path), text.encode(), overwrite=overwrite)
    return Path(path)
