"""From a survey to a cohort: the story of reading. Each step hands on what it made and what it noticed.

Bytes become tables, tables surveys (headings told from answers), columns get their uses; the uses name the areas and so the
framework; columns become levels, rows become replies, replies offices, and offices a cohort.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.findings import Severity
from cxmatch.domain.framework import Framework
from cxmatch.domain.reading import Question, Reading
from cxmatch.errors import SettingsError, SurveyError
from cxmatch.records.text import quoted
from cxmatch.survey.answers.needs import Way, levels_by_area, read_needs
from cxmatch.survey.answers.ratings import read_ratings
from cxmatch.survey.columns.areas import Areas, settle_areas
from cxmatch.survey.columns.further import settle_attributes, too_many
from cxmatch.survey.columns.guessing import area_names, choice_names, guess_areas, guess_picks
from cxmatch.survey.columns.known import about_asked, refuse_twins, settle_known
from cxmatch.survey.columns.singles import guess_singles
from cxmatch.survey.files.opening import STANDARD_INPUT
from cxmatch.survey.files.table import Table
from cxmatch.survey.headings.mapping import ColumnsFile, ReadingOptions, taking_options
from cxmatch.survey.headings.survey import Kind, Step, Survey, through
from cxmatch.survey.layouts.recognize import open_surveys, survey_of
from cxmatch.survey.noticing import (
    Collector,
    about_answers,
    about_offices,
    column_uses,
    missing_columns,
    source_of,
)
from cxmatch.survey.offices.identity import offices_of
from cxmatch.survey.offices.replies import replies_of, without_totals
from cxmatch.survey.questions import about_columns, about_unread


@taking_options
def check(source: Any, options: ReadingOptions) -> Reading:
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
    return _reading(source, options)


@taking_options
def read_survey(source: Any, options: ReadingOptions) -> Cohort:
    """Read a discovery survey.

    The source and the options are those of `check`.

    Raises
    ------
    SurveyError
        The survey cannot be paired as it stands; `findings` holds every reason at once.
    SettingsError
        An option, a framework or a columns file cannot be used.
    FileError
        A file cannot be read.
    """
    reading = _reading(source, options)
    if reading.cohort is None:
        raise refusal(reading)
    return reading.cohort


def refusal(reading: Reading) -> SurveyError:
    """Return the SurveyError for a reading that has errors."""
    count = len(reading.errors)
    what = reading.errors[0].message if count == 1 else f"{reading.name} has {count} things to fix before it can be paired."
    name = "-" if reading.name == STANDARD_INPUT else reading.name
    return SurveyError(what, reading.findings, f"See them all:  cxmatch check {quoted(name)}")


def _reading(source: Any, options: ReadingOptions) -> Reading:
    mapping = ColumnsFile.of(options.columns)
    collector = Collector()
    try:
        opened = open_surveys(source, options, mapping, lambda head: _spare(head, options, mapping))
    except SurveyError as problem:
        return Reading(name=problem.findings[0].place.file or "the survey", findings=problem.findings)
    surveys = collector.each(opened)
    surveys = collector.each(settle_known(survey, mapping, options) for survey in surveys)
    framework = options.wanted_framework()
    surveys = collector.each(_guessed(surveys, framework))
    areas, about_areas = settle_areas(surveys, framework, options.scale)
    last = (areas.named_in, refuse_twins, partial(settle_attributes, options=options), without_totals)
    surveys = collector.each(through(survey, last) for survey in surveys)
    collector.add(missing_columns(surveys))
    collector.add(about_areas)
    read, offices, answers = _offices(surveys, areas, mapping, options, collector)
    questions = (*about_columns(surveys, areas), *answers)
    return _told(surveys, read, offices, questions, collector, options)


def _spare(head: Table, options: ReadingOptions, mapping: ColumnsFile) -> list[int]:
    """Return the columns that `settle_attributes` will not keep in the end, as far as the first rows tell."""
    try:
        survey, _ = survey_of(head, options.header_row, mapping)
        survey, _ = settle_known(survey, mapping, options)
    except (SurveyError, SettingsError):
        return []  # It will be said when the whole table is there.
    [(survey, _)] = _guessed([survey], options.wanted_framework())
    return too_many(survey)


def _guessed(surveys: Sequence[Survey], framework: Framework | None) -> list[Step]:
    """Settle the columns that are left where it is safe; refuse those that may matter and are not sure."""
    singles = [guess_singles(survey) for survey in surveys]
    names = area_names([survey for survey, _ in singles], framework)
    areas = [guess_areas(survey, names) for survey, _ in singles]
    choices = choice_names([survey for survey, _ in areas], framework)
    picks = [guess_picks(survey, choices) for survey, _ in areas]
    stages = zip(singles, areas, picks, strict=True)
    return [(last[0], [*about_asked(last[0]), *first[1], *then[1], *last[1]]) for first, then, last in stages]


def _offices(
    surveys: Sequence[Survey], areas: Areas, mapping: ColumnsFile, options: ReadingOptions, collector: Collector
) -> tuple[Framework, list[Office], list[Question]]:
    """Return the framework with the scales of the answers, the offices, and what is asked about answers.

    There are no offices where a column is missing or not sure.
    """
    rated = [Kind.CAPABILITY, Kind.REQUIRED]
    current = collector.of(read_ratings(surveys, rated, areas.framework.capability_scale, mapping.levels))
    needs = collector.of(read_needs(surveys, areas, current, mapping.levels))
    asked = (surveys, areas, current, needs, mapping.levels)
    collector.add(about_answers(*asked, numeric=bool(options.scale)))
    questions = list(about_unread(*asked))
    framework = areas.framework.with_scales(current.scale, needs.scale)
    if needs.way is Way.NONE or any(missing_columns(surveys)) or any(survey.asks_for_office() for survey in surveys):
        return framework, [], questions
    replies = []
    for survey, need in zip(surveys, needs.columns, strict=True):
        capability = levels_by_area(survey, Kind.CAPABILITY, areas, current.levels)
        replies += collector.of(replies_of(survey, capability, need, mapping.levels))
    offices = collector.of(offices_of(replies, options.duplicates))
    collector.add(about_offices(replies, offices, framework))
    return framework, offices, questions


def _told(
    surveys: Sequence[Survey],
    framework: Framework,
    offices: Sequence[Office],
    questions: Sequence[Question],
    collector: Collector,
    options: ReadingOptions,
) -> Reading:
    """Put the reading together; it has a cohort only if no finding is an error."""
    findings = collector.in_order()
    layout = " and ".join(dict.fromkeys(survey.layout for survey in surveys))
    layout = f"{layout}, mentors and proteges apart" if len(surveys) > 1 else layout
    source = source_of(surveys, layout, findings, keep_email=options.keep_email)
    asked = {letter for question in questions if not question.answer for each in question.proposals for letter in each.lines}
    wrong = any(finding.severity is Severity.ERROR for finding in findings)
    return Reading(
        name=source.name,
        sheet=surveys[0].sheet if len(surveys) == 1 else "",
        layout=layout,
        answers=sum(len(survey.numbers) for survey in surveys),
        columns=tuple(use for survey in surveys for use in column_uses(survey, asked)),
        findings=findings,
        questions=tuple(questions),
        cohort=None if wrong else Cohort(framework=framework, offices=tuple(offices), source=source),
    )
