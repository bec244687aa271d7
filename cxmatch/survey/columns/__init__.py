"""What each column is used as: what headings alone settle, guesses where they are safe, and what is left.

A columns file comes first, then what tools add, known names, and directions with an area. What is not sure is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from cxmatch.domain.findings import Finding
from cxmatch.domain.framework import Framework
from cxmatch.records.text import clean, some
from cxmatch.survey.columns.areas import Areas, settle_areas
from cxmatch.survey.columns.cells import in_order, strengths_picked, unanswered, without_numbers
from cxmatch.survey.columns.frames import take_directions
from cxmatch.survey.columns.guessing import guess_areas
from cxmatch.survey.columns.private import drop_technical, why_left_out
from cxmatch.survey.columns.singles import doubt, guess_singles
from cxmatch.survey.columns.strangers import set_summaries_aside
from cxmatch.survey.columns.twins import refuse_given_twins, refuse_twins, same_use
from cxmatch.survey.headings import ASKED, ATTRIBUTE, NOT_USED, ONE_COLUMN, Column, Kind, Step, Survey, Use, through
from cxmatch.survey.headings.mapping import LINES_BETWEEN, ColumnsFile, ReadingOptions, toml_line
from cxmatch.survey.headings.splitting import bare_name
from cxmatch.survey.headings.wording import LONGEST_HEADING, Unit, aliases, is_called, key

_ADVICE = re.compile(
    r"\s*[(\[][^()\[\]]*(?:\d|choose|select|pick|check|tick|up to|optional|required|apply|most|max)[^()\[\]]*[)\]]\s*$",
    re.IGNORECASE,
)
_INSIDE = re.compile(r"[(\[]([^()\[\]]*)[)\]]\s*$")
_MOST_ATTRIBUTES = 40
_AS_OFFICE = Use(kind=Kind.OFFICE)
_COARSE = 3  # an organization, an agency or a department may be what persons belong to


def settle(opened: Iterable[Step], mapping: ColumnsFile, options: ReadingOptions) -> tuple[list[Survey], Areas, list[Finding]]:
    """Return the surveys with the use of every column settled, their practice areas, and everything noticed from the opening on.

    Raises SettingsError if the framework or the scale that was asked for is none.
    """
    framework = options.wanted_framework()
    steps = _onward(_uses(opened, mapping, options, framework), partial(set_summaries_aside, framework=framework))
    areas, about_areas = settle_areas([survey for survey, _ in steps], framework, options.scale, mapping.levels)
    steps = _onward(steps, areas.named_in, refuse_twins, partial(_settle_attributes, options=options))
    surveys = [survey for survey, _ in steps]
    by_table = (finding for _, noticed in steps for finding in noticed)
    return surveys, areas, [*by_table, *_missing(surveys), *about_areas]


def unwanted_columns(survey: Survey, mapping: ColumnsFile, options: ReadingOptions) -> list[int]:
    """Return the columns that `settle` will not keep in the end, as far as the first rows of a table tell."""
    [(survey, _)] = _uses([(survey, ())], mapping, options, options.wanted_framework())
    return _too_many(survey)


def _onward(steps: Iterable[Step], *further: Callable[[Survey], Step]) -> list[Step]:
    """Lead each survey through further steps, and add what they notice."""
    led = ((noticed, through(survey, further)) for survey, noticed in steps)
    return [(survey, [*noticed, *more]) for noticed, (survey, more) in led]


def _uses(opened: Iterable[Step], mapping: ColumnsFile, options: ReadingOptions, framework: Framework | None) -> list[Step]:
    """Settle the columns that say what they are; refuse those that may matter and are not sure."""
    technical = partial(drop_technical, options=options)
    given = (partial(_take_given, mapping=mapping), _join_names, refuse_given_twins)
    known = _onward(opened, *given, technical, _take_named, take_directions)
    singles = [guess_singles(survey) for survey, _ in known]
    by_area = guess_areas([survey for survey, _ in singles], framework)
    return [
        (survey, [*noticed, *_refuse_unsure(survey), *first, *last])
        for (_, noticed), (_, first), (survey, last) in zip(known, singles, by_area, strict=True)
    ]


def _refuse_unsure(survey: Survey) -> list[Finding]:
    return [doubt(survey, "CX309", column, use) for column in survey.columns if not column.use for use in column.asked]


def _missing(surveys: Sequence[Survey]) -> Iterator[Finding]:
    """Refuse a survey without a column for the office or for capability, naming its layout and its headings."""
    lacking = [("CX300", survey) for survey in surveys if not (survey.of(Kind.OFFICE) or survey.asks_which(Kind.OFFICE))]
    able = any(survey.of(Kind.CAPABILITY) or strengths_picked(survey) for survey in surveys)
    lacking += [] if able else [("CX303", surveys[0])]
    for code, survey in lacking:
        headings = [f'"{column.heading[:40]}"' for column in survey.columns if column.heading and not column.technical]
        yield survey.finding(code, layout=survey.layout, headings=some(headings, 8))


def _take_given(survey: Survey, mapping: ColumnsFile) -> Step:
    """Use the columns that a columns file names as it says; they are neither guessed about nor dropped later."""
    uses = ((column, mapping.use_of(column)) for column in survey.columns)
    columns = tuple(_as_given(column, use) if use else column for column, use in uses)
    unknown = mapping.unknown(survey.columns)
    named = ", ".join(f'"{name}"' for name in unknown[:8])
    return replace(survey, columns=columns), [survey.finding("CX312", headings=named)] if unknown else []


def _as_given(column: Column, use: Use) -> Column:
    """Return a column with a use that is told; the numbers of what is told to be picks are no order."""
    chosen = use.kind in (Kind.PICKS, Kind.STRENGTHS, *ASKED)
    return replace(without_numbers(column) if chosen else column, use=use, given=True, asked=())


def _take_named(survey: Survey) -> Step:
    """For each use that only one column may have, pick the heading that stands first in the table of headings."""
    noticed: list[Finding] = []
    for kind in ONE_COLUMN:
        if survey.of(kind):
            continue
        names = aliases()[kind]
        if survey.side and kind is Kind.OFFICE:
            names = {**dict.fromkeys(aliases()["office of a side"], len(names)), **names}
        known = ((_name_in(column.heading, names), column) for column in survey.unused() if not column.item)
        called = [(names[name], column) for name, column in known if name]
        best = min((rank for rank, _ in called), default=-1)
        counted = kind in (Kind.MENTOR_SEATS, Kind.PROTEGE_SEATS)  # of two numbers of seats, no name is the surer one
        winners = [column for rank, column in called if rank == best or counted]
        winners = [] if len(winners) > 1 and all(map(_numbers_area, winners)) else winners
        if kind in (Kind.PICKS, Kind.STRENGTHS) and in_order(winners):
            survey = survey.using({column.index: Use(kind=kind) for column in winners})
        elif len(winners) > 1:
            noticed.append(same_use(survey, winners, str(kind), str(Kind.ATTRIBUTE)))
            survey = survey.asking_which(winners, kind)
        elif winners:
            survey = survey.using({winners[0].index: Use(kind=kind)})
    return survey, noticed


def _name_in(text: str, names: Mapping[str, int]) -> str:
    """Return the known name that a heading is, with or without advice such as "(choose up to two)"; "" if it is none."""
    bare = key(_ADVICE.sub("", text)) if len(text) <= LONGEST_HEADING else ""
    return next((name for name in (key(text), bare) if name in names), "")


def _numbers_area(column: Column) -> bool:
    """Tell whether a heading ends in brackets with the number and the name of an area, "Need [A1 Hiring]", and not in advice."""
    found = _INSIDE.search(column.heading[:LONGEST_HEADING])
    inside = found[1] if found else ""
    name = bare_name(inside, ("code",))
    return name != inside and name[:1].isupper()


def _settle_attributes(survey: Survey, options: ReadingOptions) -> Step:
    """Keep the columns that have no use yet as attributes if they hold short texts; drop the others, with a finding."""
    uses: dict[int, Use | None] = {column.index: NOT_USED for column in survey.unused()}
    if further := _too_many(survey):
        return survey.using(uses), [survey.finding("CX308", count=str(len(further)), most=str(_MOST_ATTRIBUTES))]
    noticed: list[Finding] = []
    for column in survey.unused():
        if not column.heading:
            noticed.append(survey.finding("CX307", column))
        elif why := why_left_out(column, options):
            noticed.append(survey.finding("CX461", column, value=column.heading, why=why))
        else:
            uses[column.index] = ATTRIBUTE
    return survey.using(uses), noticed


def _too_many(survey: Survey) -> list[int]:
    """Return the columns without a use if there are too many of them to keep; an empty list otherwise."""
    further = [column.index for column in survey.unused() if column.heading]
    return further if len(further) > _MOST_ATTRIBUTES else []


def _join_names(survey: Survey) -> Step:
    """Join first and last names where a columns file calls both the office, or where nothing else could name who answers.

    Where an organization could, the organizer is asked.
    """
    names = [_only_called(survey, group) for group in ("first name", "last name")]
    both = [column for column in names if column and not any(map(unanswered, column.cells))]
    if len(both) < 2 or not both[0].cells:
        return survey, ()
    offices = survey.of(Kind.OFFICE)
    if offices:
        return (
            _joined(survey, both) if {column.index for column in offices} == {column.index for column in both} else (survey, ())
        )
    units = [(column, unit) for column in survey.columns if not column.technical and (unit := Unit.of(column.heading))]
    if not units and not any(column.use is None and is_called(column.heading, "office") for column in survey.columns):
        return _joined(survey, both)
    if any(unit.rung < _COARSE for _, unit in units) or not units:
        return survey, ()
    lines = LINES_BETWEEN.join(toml_line(column.heading, str(_AS_OFFICE)) for column in both)
    facts = {"columns": _letters(both), "others": f'"{units[0][0].heading}"', "lines": lines}
    return survey, [survey.finding("CX318", units[0][0], **facts, line=toml_line(units[0][0].heading, str(_AS_OFFICE)))]


def _only_called(survey: Survey, group: str) -> Column | None:
    called = [column for column in survey.columns if not column.technical and is_called(column.heading, group)]
    return called[0] if len(called) == 1 else None


def _joined(survey: Survey, names: list[Column]) -> Step:
    """Give both columns the whole names: each of them is the office then."""
    whole = [clean(f"{first} {last}") for first, last in zip(*(column.cells for column in names), strict=True)]
    joined = survey.changed(replace(column, use=_AS_OFFICE, given=True, cells=whole) for column in names)
    return joined, [survey.finding("CX490", names[0], columns=_letters(names))]


def _letters(columns: list[Column]) -> str:
    return " and ".join(column.letter for column in columns)
