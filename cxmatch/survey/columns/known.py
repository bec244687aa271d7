"""What headings alone settle: a columns file first, then what tools add, known names, directions with an area."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from cxmatch.domain.findings import Finding
from cxmatch.records.text import clean, fold
from cxmatch.survey.columns.further import dropped_at_once
from cxmatch.survey.headings.mapping import LINES_BETWEEN, ColumnsFile, ReadingOptions, toml_line
from cxmatch.survey.headings.survey import ATTRIBUTE, BY_AREA, NOT_USED, ONE_COLUMN, Column, Kind, Step, Survey, Use, through
from cxmatch.survey.headings.wording import (
    LONGEST_HEADING,
    Parts,
    aliases,
    is_called,
    key,
    parts_of,
    split_heading,
    without_scale_hint,
)

_MOST_NAMED = 12
_ADVICE = re.compile(
    r"\s*[(\[][^()\[\]]*(?:\d|choose|select|pick|check|tick|up to|optional|required|apply|most|max)[^()\[\]]*[)\]]\s*$",
    re.IGNORECASE,
)
_COPY = re.compile(r"(.*?[^\W\d])[._ ]?\d{1,2}")


def settle_known(survey: Survey, mapping: ColumnsFile, options: ReadingOptions) -> Step:
    """Settle what the headings alone can settle. Areas are still named as the survey names them."""
    steps = (partial(_take_given, mapping=mapping), partial(_take_technical, options=options), _take_named, _take_directions)
    return through(survey, steps)


def _take_given(survey: Survey, mapping: ColumnsFile) -> Step:
    """Use the columns that a columns file names as it says; they are neither guessed about nor dropped later."""
    uses = ((column, mapping.use_of(column)) for column in survey.columns)
    columns = tuple(replace(column, use=use, given=True) if use else column for column, use in uses)
    unknown = mapping.unknown(survey.columns)
    named = ", ".join(f'"{name}"' for name in unknown[:8])
    return replace(survey, columns=columns), [survey.finding("CX312", headings=named)] if unknown else []


def _take_technical(survey: Survey, options: ReadingOptions) -> Step:
    """Drop what survey tools add, contacts and free text; keep one time column, which tells the later of two answers."""
    times = aliases()["time of answer"]
    timed = sorted((times[key(column.heading)], column.index) for column in survey.unused() if key(column.heading) in times)
    if timed and not survey.of(Kind.TIME):
        survey = survey.using({timed[0][1]: Use(kind=Kind.TIME)})
    kept = {column.index: ATTRIBUTE for column in survey.unused() if _is_wanted(column, options)}
    dropped = [column for column in survey.unused() if column.index not in kept and _is_private(column)]
    survey = survey.using({**kept, **{column.index: NOT_USED for column in dropped}})
    return survey, [dropped_columns(survey, dropped)] if dropped else []


def _is_wanted(column: Column, options: ReadingOptions) -> bool:
    """Tell whether a column holds contacts or comments that are kept on request."""
    reason = dropped_at_once(column.heading) if options.keep_email else None
    return bool(reason and reason.contact) or (options.keep_words and is_called(column.heading, "comments"))


def _is_private(column: Column) -> bool:
    named = any(is_called(column.heading, group) for group in ("technical", "time of answer", "comments"))
    return column.technical or named or dropped_at_once(column.heading) is not None


def dropped_columns(survey: Survey, columns: Sequence[Column]) -> Finding:
    """Return the note that names the columns that are dropped."""
    more = f" and {len(columns) - _MOST_NAMED} more" if len(columns) > _MOST_NAMED else ""
    return survey.finding("CX460", headings=", ".join(f'"{column.heading}"' for column in columns[:_MOST_NAMED]), more=more)


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
        if len(winners) > 1:
            noticed.append(_same_use(survey, winners, [str(kind), str(Kind.ATTRIBUTE)]))
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
    taken = {(column.use.kind, key(column.area)) for column in survey.of(*BY_AREA) if column.use}
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
        return split_heading(column.heading)
    question = without_scale_hint(column.question)
    return parts_of(question, column.item, named=True) or parts_of(question, column.item, named=False)


def refuse_twins(survey: Survey) -> Step:
    """Refuse two columns with the same use, and "X.1"/"X2" beside "X", the name a program gives a repeated heading."""
    noticed = [_same_use(survey, twins, [str(twins[0].use), str(NOT_USED)]) for twins in twins_in(survey)]
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
    for column in survey.of(*BY_AREA):
        if column.use:
            groups.setdefault((column.use.kind, fold(column.area)), []).append(column)
    return groups


def _same_use(survey: Survey, twins: list[Column], uses: list[str]) -> Finding:
    """Return the refusal of columns with the same use, which proposes a line of a columns file for each."""
    wanted = [clean(uses[min(place, len(uses) - 1)]) for place in range(len(twins))]
    lines = [toml_line(f"column {twin.letter}", use) for twin, use in zip(twins, wanted, strict=True)]
    letters = " and ".join(twin.letter for twin in twins)
    return survey.finding("CX302", twins[-1], value=twins[-1].heading, columns=letters, lines=LINES_BETWEEN.join(lines))


def about_asked(survey: Survey) -> list[Finding]:
    """Refuse the columns whose use is not sure, each with the line that would settle it."""
    return [doubt(survey, "CX309", column, use) for column in survey.columns if not column.use for use in column.asked]


def doubt(survey: Survey, code: str, column: Column, use: Use, /, **facts: str) -> Finding:
    """Return the finding that asks whether this is the use of a column."""
    twice = sum(fold(other.heading) == fold(column.heading) for other in survey.columns) > 1
    line = toml_line(f"column {column.letter}" if twice else column.heading, str(use))
    return survey.finding(code, column, value=column.heading, use=str(use), line=line, **facts)
