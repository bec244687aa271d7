"""From a survey to a cohort: the story of reading. Each step hands on what it made and everything it noticed.

Bytes become tables, tables forms (headings told from answers), forms plans (a use for each column); the plans name the
areas and so the framework; columns become levels, rows become replies, replies offices, and offices a cohort.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.findings import Finding, Severity
from cxmatch.domain.framework import Framework
from cxmatch.domain.reading import Reading
from cxmatch.errors import SettingsError, SurveyError
from cxmatch.records.text import quoted
from cxmatch.survey.answers.hints import about_hints
from cxmatch.survey.answers.needs import Levels, Way, levels_by_area, read_needs
from cxmatch.survey.answers.ratings import Ratings, read_ratings
from cxmatch.survey.columns.areas import Areas, name_areas, settle_areas, wanted_framework
from cxmatch.survey.columns.further import settle_attributes, too_many
from cxmatch.survey.columns.guessing import guess_columns
from cxmatch.survey.columns.plan import Plan, plan_columns, refuse_twins
from cxmatch.survey.files.opening import STANDARD_INPUT
from cxmatch.survey.files.table import Table
from cxmatch.survey.headings.form import Form
from cxmatch.survey.headings.mapping import ColumnsFile
from cxmatch.survey.headings.uses import Kind
from cxmatch.survey.layouts.recognize import form_of
from cxmatch.survey.layouts.sides import open_forms
from cxmatch.survey.noticing import (
    about_answers,
    about_offices,
    column_uses,
    in_order,
    in_words,
    missing_columns,
    unequal_areas,
    without_echoes,
)
from cxmatch.survey.offices.identity import offices_of, set_totals_aside
from cxmatch.survey.offices.replies import Reply, replies_of
from cxmatch.survey.options import ReadingOptions
from cxmatch.survey.provenance import source_of


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
