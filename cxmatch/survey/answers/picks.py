"""Areas that are ticked, chosen or put in order: from marks in columns of their own, and from choices written in cells."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cxmatch.domain.findings import Finding
from cxmatch.records.text import counted, fold
from cxmatch.survey.columns.areas import Areas, ByArea
from cxmatch.survey.columns.cells import NOT_ANSWERED, in_order, options_in, shown, unanswered
from cxmatch.survey.files.table import some_rows
from cxmatch.survey.headings import Column, Kind, Survey
from cxmatch.survey.headings.mapping import toml_line
from cxmatch.survey.headings.wording import worded_direction
from cxmatch.survey.knowledge import table

_RANK = re.compile(r"#?(\d{1,5})(?:\.0{1,2}|st|nd|rd|th|\.)?", re.ASCII)
_MARKS = frozenset(table("answers")["mark"]["mark"]["words"])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """The areas that each row chose, by id; None where it did not answer. `ordered`: they stand in the order of preference."""

    rows: list[tuple[str, ...] | None]
    ordered: bool = False

    @property
    def most(self) -> int:
        """How many areas a row chose at most."""
        return max((len(row) for row in self.rows if row), default=1)

    def levels(self, ids: Iterable[str], most: int) -> ByArea:
        """Return the level of each area: of `most` choices in order the first counts most and the last 1; 0 if not chosen."""
        places = [None if row is None else {area: place for place, area in enumerate(row)} for row in self.rows]
        return {
            area: [None if row is None else 0 if area not in row else most - row[area] if self.ordered else 1 for row in places]
            for area in ids
        }


def chosen(survey: Survey, columns: Sequence[Column], areas: Areas, words: Mapping[str, str]) -> tuple[_Chosen, list[Finding]]:
    """Read columns of choices. `words` are the answers that a columns file explains; an unknown option is refused."""
    known, ordered = _known_options(areas, words), in_order(columns)
    columns = ordered or list(columns)
    picked = {text: _ids_in(text, known) for column in columns for text in set(column.cells)}
    unknown = unknown_options(columns, areas, words)
    noticed = [
        survey.finding("CX114", column, row, value=shown(option), line=toml_line(shown(option), NOT_ANSWERED))
        for column in columns
        for row, text in enumerate(column.cells)
        for option in unknown[text]
    ]
    rows = [_joined([picked[column.cells[row]] for column in columns]) for row in range(len(survey.numbers))]
    return _Chosen(rows=rows, ordered=bool(ordered) or (len(columns) == 1 and _is_ranking(columns[0], rows))), noticed


def nothing_named(words: Mapping[str, str]) -> Mapping[str, str]:
    """Return explained answers with those that name no area where one is asked for: "None"."""
    return {**dict.fromkeys(table("firsts")["nothing"]["words"], NOT_ANSWERED), **words}


def with_named(
    survey: Survey, choices: _Chosen, found: list[Finding], areas: Areas, words: Mapping[str, str]
) -> tuple[_Chosen, list[Finding]]:
    """Count what is asked for first and second among picks without an order: a column of its own may be all that names it."""
    columns = survey.of(Kind.ASKED_FIRST, Kind.ASKED_SECOND) if survey.side != "mentors" else []
    named = chosen(survey, columns, areas, nothing_named(words))[0].rows if columns else []
    rows = [_joined([picked, also]) for picked, also in zip(choices.rows, named, strict=False)]
    more = [number for number, *pair in zip(survey.numbers, rows, choices.rows, strict=False) if pair[0] != pair[1]]
    if not more:
        return choices, found
    note = survey.finding("CX499", survey.only(Kind.ASKED_FIRST), rows=some_rows(more), count=counted(len(more), "answer"))
    return replace(choices, rows=rows), [*found, note]


def unknown_options(columns: Sequence[Column], areas: Areas, words: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the options in every different cell that are no practice area and are not explained."""
    known = _known_options(areas, words)
    options = _options(columns, known)
    return {text: [option for option in given if fold(option) not in known] for text, given in options.items()}


def _options(columns: Sequence[Column], known: Collection[str]) -> dict[str, list[str]]:
    """Return the options in every different cell; none where it does not answer."""
    texts = {text for column in columns for text in column.cells}
    return {text: [] if unanswered(text) else options_in(text, known) for text in texts}


def _known_options(areas: Areas, words: Mapping[str, str]) -> dict[str, Sequence[str]]:
    """Return the area ids that each folded option stands for: none where it is set aside, or says that none is chosen."""
    ids = [area.id for area in areas.framework.areas]
    known: dict[str, Sequence[str]] = {}
    for name, row in table("places")["choice"].items():
        known |= dict.fromkeys(row["words"], ids if name == "all" else ())
    known |= {option: [area] for option, area in areas.ids.items()}
    for option, meaning in words.items():
        if fold(meaning) in areas.ids or fold(meaning) == NOT_ANSWERED:
            known[option] = [areas.ids[fold(meaning)]] if fold(meaning) in areas.ids else ()
    return known


def _ids_in(text: str, known: Mapping[str, Sequence[str]]) -> tuple[str, ...] | None:
    """Return the areas that a cell chooses, each once; None where it answers nothing."""
    options = [] if unanswered(text) else list(map(fold, options_in(text, known)))
    if not any(option in known for option in options):
        return None
    return tuple(dict.fromkeys(area for option in options for area in known.get(option, ())))


def _joined(cells: Sequence[tuple[str, ...] | None]) -> tuple[str, ...] | None:
    """Return what the cells of a row choose together; None where none of them answers."""
    given = [areas for areas in cells if areas is not None]
    return tuple(dict.fromkeys(area for areas in given for area in areas)) if given else None


def _is_ranking(column: Column, rows: Sequence[tuple[str, ...] | None]) -> bool:
    """Tell whether the areas in one cell stand in order: the heading says so, or all rows have the same ones, in other orders."""
    if worded_direction(column.heading) is Kind.RANK:
        return True
    given = [row for row in rows if row]
    return len(given) > 1 and len({frozenset(row) for row in given}) == 1 and len(set(given)) > 1 and len(given[0]) > 2


def rank_in(text: str) -> str:
    """Return the digits of a rank, "1st" or "#1"; "" where a text is none."""
    rank = _RANK.fullmatch(text.strip().casefold())
    return rank[1] if rank else ""


def are_marks(surveys: Sequence[Survey], kind: Kind, areas: Areas, words: Collection[str] = ()) -> bool:
    """Tell whether the columns of a direction hold marks ("x", "1", the choice's own words) rather than levels.

    `words` are the folded answers that a columns file explains as levels.
    """
    columns = [column for survey in surveys for column in survey.of(kind)]
    cells = [(text, column) for column in columns for text in map(fold, set(column.cells))]
    texts = {"x" if _is_own(text, column, areas) else text for text, column in cells}
    answers = {text for text in texts if not unanswered(text)}
    if not texts.isdisjoint(words):
        return False
    scale = areas.framework.need_scale if kind is Kind.NEED else areas.framework.capability_scale
    if answers <= {"0", "1"} and "0" in answers:
        return scale.low > 0
    # 1 is the lowest rating of capability, and of need below a plain "Need: Hiring": then it is no tick.
    plain = kind is Kind.CAPABILITY or all(fold(column.heading).partition(":")[0].strip() == kind for column in columns)
    if plain and answers == {"1"}:
        return False
    return any(unanswered(text) for text, _ in cells) and bool(answers) and answers <= _MARKS


def _is_own(text: str, column: Column, areas: Areas) -> bool:
    """Tell whether a folded answer repeats the words of its own column."""
    return bool(text) and (text in (fold(column.item), fold(column.heading)) or areas.ids.get(text) == areas.id_of(column.area))


def marked(survey: Survey, kind: Kind, areas: Areas) -> ByArea:
    """Return 1 for each area that a row marks, and 0 for the others where it marks any."""
    cells = {text for _, column in areas.columns(survey, kind) for text in column.cells}
    return filled(areas.levels(survey, kind, {text: None if unanswered(text) else int(text.strip() != "0") for text in cells}))


def filled(columns: ByArea) -> ByArea:
    """Count an open area as 0 if the office answered the question for another area."""
    lowest = [0 if any(level is not None for level in levels) else None for levels in zip(*columns.values(), strict=True)]
    return {
        area: [least if level is None else level for level, least in zip(levels, lowest, strict=True)]
        for area, levels in columns.items()
    }
