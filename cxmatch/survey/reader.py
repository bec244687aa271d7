"""From a survey to a cohort: the story of reading. Each step hands on what it made and what it noticed.

Bytes become tables, tables surveys (headings told from answers), columns get their uses; the uses name the areas and so the
framework; columns become levels, rows become replies, replies offices, and offices a cohort.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from cxmatch.domain.cohort import Cohort, Reading, Source
from cxmatch.domain.findings import ColumnUse, Finding, Place, Proposal, Question, Severity, once_a_column
from cxmatch.errors import SettingsError, SurveyError
from cxmatch.records.kinds import Readable
from cxmatch.records.meanwhile import tell
from cxmatch.records.text import quoted
from cxmatch.survey.answers import read_answers
from cxmatch.survey.columns import settle, unwanted_columns
from cxmatch.survey.columns.private import private_attributes
from cxmatch.survey.files.opening import STANDARD_INPUT
from cxmatch.survey.files.table import Table
from cxmatch.survey.headings import NOT_USED, Kind, Survey
from cxmatch.survey.headings.mapping import ColumnsFile, ReadingOptions, taking_options
from cxmatch.survey.layouts import open_surveys, open_tables, survey_of
from cxmatch.survey.offices import offices_of
from cxmatch.survey.offices.advice import about_leads, about_ratings
from cxmatch.survey.offices.settling import settle_rows
from cxmatch.survey.offices.times import Times
from cxmatch.survey.questions import questions_on

_TO_DECIDE = "to decide"
_USED = "CX474"
_ECHOES, _ECHOES_OF_ALL = frozenset({"CX210", "CX305"}), frozenset({"CX121", "CX122", "CX313"})
_WHOLE_COLUMNS, _MANY_CELLS = frozenset({"CX117"}), frozenset({"CX105"})


@taking_options
def check(source: Readable, options: ReadingOptions) -> Reading:
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
    unrated
        Leave the capability of an office that rates none and asks for help "open", or count the "lowest" for it.
    round
        Round ratings that have more decimals than count, half away from zero, and note which; they are refused otherwise.
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
def read_survey(source: Readable, options: ReadingOptions) -> Cohort:
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
        raise _refusal(reading)
    return reading.cohort


class Sitting:
    """The questions of a survey, each asked once; the source and the options are those of `check`."""

    def __init__(self, source: Any, **options: Any) -> None:
        self._source, self._options = source, options
        self._columns = ColumnsFile.of(options.get("columns"))
        self._read = check(source, **options)
        self._asked: set[tuple[Place, str]] = set()
        self._stale = False

    @property
    def reading(self) -> Reading:
        """What is understood with the answers given so far."""
        if self._stale:
            self._read = check(self._source, **{**self._options, "columns": self._columns})
            self._stale = False
        return self._read

    @property
    def left(self) -> tuple[Question, ...]:
        """The questions that were not asked yet; where none is, the survey is read again, which may raise others."""
        return self._open(self._read) or self._open(self.reading)

    def _open(self, reading: Reading) -> tuple[Question, ...]:
        return tuple(each for each in reading.questions if (each.place, each.asks) not in self._asked)

    def answer(self, question: Question, proposal: Proposal | None) -> Reading | None:
        """Settle a question by one of its proposals, or leave it open. What a column is changes what is asked next."""
        self._asked.add((question.place, question.asks))
        if proposal is None:
            return None
        self._columns, self._stale = self._columns.settled(question.section, proposal.lines.values()), True
        return None if question.answer else self.reading

    def save(self, path: Path, *, overwrite: bool = False) -> Path:
        """Write the columns file with the answers; what is open stands in it as a comment. Raises as `save_columns` does."""
        from cxmatch.survey.returning import save_columns  # Here, as below: 6 ms that only `check` needs.

        return save_columns(self.reading, path, self._columns, overwrite=overwrite)

    def mark(self, path: Path, *, overwrite: bool = False) -> Path:
        """Write a copy of the survey with the cells to fix marked. Raises as `mark` does."""
        from cxmatch.survey.returning import mark

        options = ReadingOptions(**{**self._options, "columns": self._columns})
        tables = partial(open_tables, self._source, options, self._columns)
        return mark(self.reading, self._source, path, options, tables, overwrite=overwrite)


def _refusal(reading: Reading) -> SurveyError:
    count = len(reading.errors)
    what = reading.errors[0].message if count == 1 else f"{reading.name} has {count} things to fix before it can be paired."
    name = "-" if reading.name == STANDARD_INPUT else reading.name
    return SurveyError(what, reading.findings, f"See them all:  cxmatch check {quoted(name)}")


def _reading(source: Any, options: ReadingOptions) -> Reading:
    tell("Reading the survey")
    mapping = ColumnsFile.of(options.columns)
    try:
        opened = open_surveys(source, options, mapping, lambda head: _spare(head, options, mapping))
    except SurveyError as problem:
        return Reading(name=problem.findings[0].place.file or "the survey", findings=problem.findings)
    surveys, areas, noticed = settle(opened, mapping, options)
    words, numeric = mapping.levels, bool(options.scale)
    surveys, about_rows = settle_rows(surveys, words)
    answers, about_answers = read_answers(surveys, areas, words, numeric=numeric, unrated=options.unrated, rounds=options.round)
    questions = tuple(questions_on(surveys, areas, answers))
    offices, about_offices = offices_of(surveys, answers, options.duplicates)
    about_help = list(about_leads(offices, answers.framework)) if offices else []
    noticed += [*about_rows, *about_answers, *about_offices, *about_help]
    wrong = any(finding.severity is Severity.ERROR for finding in noticed)
    unrated = options.unrated == "lowest"
    advice = [] if wrong else about_ratings(surveys, offices, areas, answers.framework, filled=unrated)
    findings = _in_order([*noticed, *advice])
    origin = _source(surveys, _in_order(noticed), options)  # what to ask offices before pairing is no part of a run
    return Reading(
        name=origin.name,
        sheet=surveys[0].sheet if len(surveys) == 1 else "",
        layout=origin.layout,
        answers=sum(len(survey.numbers) for survey in surveys),
        columns=tuple(_uses(surveys, questions)),
        findings=findings,
        questions=questions,
        hopeless=bool(about_help),
        cohort=None if wrong else Cohort(framework=answers.framework, offices=tuple(offices), source=origin),
    )


def _spare(head: Table, options: ReadingOptions, mapping: ColumnsFile) -> list[int]:
    """Return the columns that nobody will use, as far as the first rows tell."""
    try:
        survey, _ = survey_of(head, options.header_row, mapping)
    except (SurveyError, SettingsError):
        return []  # It will be said when the whole table is there.
    return unwanted_columns(survey, mapping, options)


def _in_order(noticed: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return findings as a person goes through a survey: those of the whole first, then sheet, row, left to right.

    "No answers" and "no need" are not said of a row with errors, nor where a whole column could not be read; nor is that nobody
    leads. Of two notes on how a column is used the later counts: the area had another name at first.
    """
    used = {each.place: each for each in noticed if each.code == _USED}
    noticed = [each for each in noticed if used.get(each.place, each) is each or each.code != _USED]
    errors = [each for each in noticed if each.severity is Severity.ERROR]
    wrong = {(each.place.sheet, each.place.row) for each in errors if each.place.row is not None}
    codes = {each.code for each in errors}
    echoes = _ECHOES | _ECHOES_OF_ALL if codes & _WHOLE_COLUMNS else _ECHOES_OF_ALL if codes & _MANY_CELLS else frozenset[str]()
    kept = (e for e in noticed if e.code not in echoes and (e.code not in _ECHOES or (e.place.sheet, e.place.row) not in wrong))
    return tuple(once_a_column(sorted(kept, key=lambda each: _in_reading(each.place))))


def _in_reading(at: Place) -> tuple[tuple[str, str, int], int, str]:
    return ("", "", 0) if at.row is None else (at.file, at.sheet, at.row), len(at.column), at.column


def _uses(surveys: Sequence[Survey], questions: Sequence[Question]) -> Iterator[ColumnUse]:
    """Return each column with its use, in the words of a columns file; those that there is a question about are to be decided."""
    asked = {letter for each in questions if not each.answer for proposal in each.proposals for letter in proposal.lines}
    for column in (column for survey in surveys for column in survey.columns):
        use = _TO_DECIDE if column.letter in asked else str(column.use or NOT_USED)
        yield ColumnUse(column=column.letter, heading=column.heading, use=use)


def _source(surveys: Sequence[Survey], notes: tuple[Finding, ...], options: ReadingOptions) -> Source:
    """Return where a cohort came from: the files, the day of the last answer, and which attributes are private."""
    contacts, own_words = private_attributes(surveys, keep_email=options.keep_email)
    layout = " and ".join(dict.fromkeys(survey.layout for survey in surveys))
    return Source(
        name=" and ".join(dict.fromkeys(survey.file for survey in surveys)),
        sha256=" ".join(dict.fromkeys(survey.sha256 for survey in surveys)),
        layout=f"{layout}, mentors and proteges apart" if len(surveys) > 1 else layout,
        answered=max(Times.of(survey.cells(Kind.TIME)).last_day() for survey in surveys),
        contacts=contacts,
        own_words=own_words,
        notes=notes,
        rounded=options.round,
    )
