"""What each column is used as: what headings alone settle, guesses where they are safe, and what is left.

A columns file comes first, then what tools add, known names, and directions with an area. What is not sure is asked about.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from cxmatch.domain.findings import Finding
from cxmatch.domain.framework import Framework
from cxmatch.records.text import clean, fold, some
from cxmatch.survey.columns.areas import Areas, settle_areas
from cxmatch.survey.columns.choices import in_order, strengths_picked
from cxmatch.survey.columns.guessing import guess_areas
from cxmatch.survey.columns.private import drop_technical, why_left_out
from cxmatch.survey.columns.singles import doubt, guess_singles
from cxmatch.survey.headings.mapping import LINES_BETWEEN, ColumnsFile, ReadingOptions, toml_line
from cxmatch.survey.headings.survey import ATTRIBUTE, BY_AREA, NOT_USED, ONE_COLUMN, Column, Kind, Step, Survey, Use, through
from cxmatch.survey.headings.wording import LONGEST_HEADING, Parts, aliases, key, without_scale_hint

_ADVICE = re.compile(
    r"\s*[(\[][^()\[\]]*(?:\d|choose|select|pick|check|tick|up to|optional|required|apply|most|max)[^()\[\]]*[)\]]\s*$",
    re.IGNORECASE,
)
_MOST_ATTRIBUTES = 40
_COPY = re.compile(r"(.*?[^\W\d])[._ ]?\d{1,2}")


def settle(opened: Iterable[Step], mapping: ColumnsFile, options: ReadingOptions) -> tuple[list[Survey], Areas, list[Finding]]:
    """Return the surveys with the use of every column settled, their practice areas, and everything noticed from the opening on.

    Raises SettingsError if the framework or the scale that was asked for is none.
    """
    framework = options.wanted_framework()
    steps = _uses(opened, mapping, options, framework)
    areas, about_areas = settle_areas([survey for survey, _ in steps], framework, options.scale)
    steps = _onward(steps, areas.named_in, _refuse_twins, partial(_settle_attributes, options=options))
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
    known = _onward(opened, partial(_take_given, mapping=mapping), technical, _take_named, _take_directions)
    singles = [guess_singles(survey) for survey, _ in known]
    by_area = guess_areas([survey for survey, _ in singles], framework)
    return [
        (survey, [*noticed, *_about_asked(survey), *first, *last])
        for (_, noticed), (_, first), (survey, last) in zip(known, singles, by_area, strict=True)
    ]


def _about_asked(survey: Survey) -> list[Finding]:
    """Refuse the columns whose use is not sure."""
    return [doubt(survey, "CX309", column, use) for column in survey.columns if not column.use for use in column.asked]


def _missing(surveys: Sequence[Survey]) -> Iterator[Finding]:
    """Refuse a survey without a column for the office or for capability, naming its layout and its headings."""
    lacking = [("CX300", survey) for survey in surveys if not (survey.of(Kind.OFFICE) or survey.asks_for_office())]
    able = any(survey.of(Kind.CAPABILITY) or strengths_picked(survey) for survey in surveys)
    lacking += [] if able else [("CX303", surveys[0])]
    for code, survey in lacking:
        headings = [f'"{column.heading[:40]}"' for column in survey.columns if column.heading and not column.technical]
        yield survey.finding(code, layout=survey.layout, headings=some(headings, 8))


def _take_given(survey: Survey, mapping: ColumnsFile) -> Step:
    """Use the columns that a columns file names as it says; they are neither guessed about nor dropped later."""
    uses = ((column, mapping.use_of(column)) for column in survey.columns)
    columns = tuple(replace(column, use=use, given=True) if use else column for column, use in uses)
    unknown = mapping.unknown(survey.columns)
    named = ", ".join(f'"{name}"' for name in unknown[:8])
    return replace(survey, columns=columns), [survey.finding("CX312", headings=named)] if unknown else []


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
        winners = [column for rank, column in called if rank == best]
        if kind in (Kind.PICKS, Kind.STRENGTHS) and in_order(winners):
            survey = survey.using({column.index: Use(kind=kind) for column in winners})
        elif len(winners) > 1:
            noticed.append(_same_use(survey, winners, str(kind), str(Kind.ATTRIBUTE)))
            survey = survey.asking_which(winners, kind)
        elif winners:
            survey = survey.using({winners[0].index: Use(kind=kind)})
    return survey, noticed


def _name_in(text: str, names: Mapping[str, int]) -> str:
    """Return the known name that a heading is, with or without advice such as "(choose up to two)"; "" if it is none."""
    bare = key(_ADVICE.sub("", text)) if len(text) <= LONGEST_HEADING else ""
    return next((name for name in (key(text), bare) if name in names), "")


def _take_directions(survey: Survey) -> Step:
    """Take the headings that say a direction and an area.

    Known prefixes ("Capability:") are accepted. Other wordings are accepted only if two columns share them or the area is
    already known. Known prefixes go first, so that a second rating of an area ("Level: Hiring") stays a further column.
    """
    split = {column.index: parts for column in survey.unused() if (parts := _parts(column))}
    asked = Counter(parts.prefix for parts in split.values())
    survey = survey.using({index: Use(kind=parts.kind, area=parts.area) for index, parts in split.items() if parts.named})
    taken = {(kind, key(column.area)) for kind in BY_AREA for column in survey.of(kind)}
    areas = {area for _, area in taken}
    likely = [
        (index, parts)
        for index, parts in split.items()
        if not parts.named
        and (asked[parts.prefix] > 1 or key(parts.area) in areas)
        and (parts.kind, key(parts.area)) not in taken
    ]
    uses = ((index, Use(kind=parts.kind, area=parts.area)) for index, parts in likely)
    return through(survey, (partial(Survey.taking, column=survey.columns[index], use=use) for index, use in uses))


def _parts(column: Column) -> Parts | None:
    if not column.item:
        return Parts.split(column.heading)
    question = without_scale_hint(column.question)
    return Parts.of(question, column.item, named=True) or Parts.of(question, column.item, named=False)


def _refuse_twins(survey: Survey) -> Step:
    """Refuse two columns with the same use, and "X.1"/"X2" beside "X", the name a program gives a repeated heading."""
    noticed = [_same_use(survey, twins, str(twins[0].use), str(NOT_USED)) for twins in twins_in(survey)]
    for column, stem in copies_in(survey):
        line = f'"column {column.letter}" = "{NOT_USED}"'
        noticed.append(survey.finding("CX310", column, value=column.heading, stem=stem, line=line))
    return survey, noticed


def twins_in(survey: Survey) -> list[list[Column]]:
    """Return the columns that say the same of the same area, together."""
    return [twins for twins in _by_use(survey).values() if len(twins) > 1]


def copies_in(survey: Survey) -> Iterator[tuple[Column, str]]:
    """Return the columns that look like a renamed copy of another one, with the folded area of that."""
    groups = _by_use(survey)
    for (kind, area), columns in groups.items():
        copy = _COPY.fullmatch(area)
        if copy and (kind, copy[1]) in groups and not columns[0].given:
            yield columns[0], copy[1]


def _by_use(survey: Survey) -> dict[tuple[Kind, str], list[Column]]:
    groups: dict[tuple[Kind, str], list[Column]] = {}
    for kind in BY_AREA:
        for column in survey.of(kind):
            groups.setdefault((kind, fold(column.area)), []).append(column)
    return groups


def _same_use(survey: Survey, twins: list[Column], use: str, others: str) -> Finding:
    """Return the refusal of columns with the same use, which proposes a line of a columns file for each."""
    uses = [clean(use), *[clean(others)] * (len(twins) - 1)]
    lines = [toml_line(f"column {twin.letter}", use) for twin, use in zip(twins, uses, strict=True)]
    letters = " and ".join(twin.letter for twin in twins)
    return survey.finding("CX302", twins[-1], value=twins[-1].heading, columns=letters, lines=LINES_BETWEEN.join(lines))


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
