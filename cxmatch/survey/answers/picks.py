"""Areas that are ticked, chosen or put in order, and which of them an office asks for first: marks, choices, ranks."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeAlias

from cxmatch.domain.findings import Finding
from cxmatch.records.text import counted, fold, listed
from cxmatch.survey.columns.areas import Areas, ByArea
from cxmatch.survey.columns.cells import NOT_ANSWERED, Explained, in_order, needs_picked, options_in, shown, unanswered
from cxmatch.survey.files.table import some_rows
from cxmatch.survey.headings import Column, Kind, Survey
from cxmatch.survey.headings.mapping import toml_line
from cxmatch.survey.headings.wording import asked_place, worded_direction
from cxmatch.survey.knowledge import table

_RANK = re.compile(r"#?(\d{1,5})(?:\.0{1,2}|st|nd|rd|th|\.)?", re.ASCII)
_MARKS = frozenset(table("answers")["mark"]["mark"]["words"])
_MOST_ALIKE = 2
_Named: TypeAlias = Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """The areas that each row chose, by id; None where it did not answer. `ordered`: they stand in the order of preference."""

    rows: list[tuple[str, ...] | None]
    ordered: bool = False

    @property
    def named(self) -> _Named:
        return [row or () for row in self.rows]

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


def chosen(survey: Survey, columns: Sequence[Column], areas: Areas, words: Explained) -> tuple[_Chosen, list[Finding]]:
    """Read columns of choices; an unknown option is refused."""
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


def nothing_named(words: Explained) -> Mapping[str, str]:
    """Return explained answers with those that name no area where one is asked for: "None"."""
    return {**dict.fromkeys(table("firsts")["nothing"]["words"], NOT_ANSWERED), **words}


def with_named(
    survey: Survey, choices: _Chosen, found: list[Finding], areas: Areas, words: Explained
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


def unknown_options(columns: Sequence[Column], areas: Areas, words: Explained) -> dict[str, list[str]]:
    """Return the options in every different cell that are no practice area and are not explained."""
    known = _known_options(areas, words)
    options = {text: options_in(text, known) for column in columns for text in set(column.cells)}
    return {text: [option for option in given if fold(option) not in known] for text, given in options.items()}


def _known_options(areas: Areas, words: Explained) -> dict[str, Sequence[str]]:
    """Return the area ids that each folded option stands for: none where it is set aside, or says that none is chosen."""
    ids = [area.id for area in areas.framework.areas]
    known: dict[str, Sequence[str]] = {}
    for name, row in table("places")["choice"].items():
        known |= dict.fromkeys(row["words"], ids if name == "all" else ())
    known |= {option: [area] for option, area in areas.ids.items()}
    known |= {option: () for option, meaning in words.items() if fold(meaning) == NOT_ANSWERED}
    return known | {option: [areas.ids[fold(meaning)]] for option, meaning in words.items() if fold(meaning) in areas.ids}


def _ids_in(text: str, known: Mapping[str, Sequence[str]]) -> tuple[str, ...] | None:
    """Return the areas that a cell chooses, each once; None where it answers nothing."""
    options = [option for option in map(fold, options_in(text, known)) if option in known]
    return tuple(dict.fromkeys(area for option in options for area in known[option])) if options else None


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


@lru_cache(maxsize=1024)
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
    texts = {"x" if _repeats_heading(text, column, areas) else text for text, column in cells}
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


def _repeats_heading(text: str, column: Column, areas: Areas) -> bool:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Firsts:
    """The area ids that each row asks for first and second, as the framework orders them; none if not asked. `way`: from what."""

    first: _Named = ()
    second: _Named = ()
    way: str = ""


def read_firsts(surveys: Sequence[Survey], areas: Areas, words: Explained) -> tuple[list[Firsts], list[Finding]]:
    """Read what every row asks for first: from a question for it, else from ranks, else from picks whose order is stated.

    Picks without an order say nothing of it.
    """
    firsts, noticed = list[Firsts](), list[Finding]()
    for survey in surveys:
        each, found = _named(survey, areas, words)
        each = _apart(each or _ranked(survey, areas) or _ordered(survey, areas, words) or Firsts(), areas)
        firsts.append(each)
        noticed += [*found, *_about(survey, each)]
    return firsts, noticed


def _named(survey: Survey, areas: Areas, words: Explained) -> tuple[Firsts | None, list[Finding]]:
    """Read the columns that name one area; what they name that is none is refused."""
    columns = survey.of(Kind.ASKED_FIRST)
    if not columns:
        return None, []
    known = nothing_named(words)
    first, about_first = chosen(survey, columns, areas, known)
    second, about_second = chosen(survey, survey.of(Kind.ASKED_SECOND), areas, known)
    way = listed([f'column {column.letter}, "{column.heading}"' for column in columns])
    return Firsts(first=first.named, second=second.named, way=way), [*about_first, *about_second]


def _ranked(survey: Survey, areas: Areas) -> Firsts | None:
    columns = areas.columns(survey, Kind.RANK) if survey.side != "mentors" else []
    if not columns:
        return None
    rows = [[(area, rank_in(column.cells[row])) for area, column in columns] for row in range(len(survey.numbers))]
    first, second = ([tuple(area for area, rank in row if rank == place) for row in rows] for place in ("1", "2"))
    return Firsts(first=first, second=second, way="the ranks: the area with rank 1")


def _ordered(survey: Survey, areas: Areas, words: Explained) -> Firsts | None:
    """Read picks in order, the first choice first; or the only choice, where it is asked which one area matters most."""
    columns = needs_picked(survey)
    if not columns:
        return None
    if numbered := in_order(columns):
        first, second = (chosen(survey, [column], areas, words)[0].named for column in numbered[:2])
        return Firsts(first=first, second=second, way=f'column {numbered[0].letter}, "{numbered[0].heading}"')
    choices, _ = chosen(survey, columns, areas, words)
    rows = choices.named
    if choices.ordered:
        return Firsts(first=[row[:1] for row in rows], second=[row[1:2] for row in rows], way="the order of the choices")
    if len(columns) == 1 and asked_place(columns[0].heading) == 1 and choices.most <= _MOST_ALIKE:
        return Firsts(first=rows, second=[()] * len(rows), way=f'column {columns[0].letter}, "{columns[0].heading}"')
    return None


def _apart(firsts: Firsts, areas: Areas) -> Firsts:
    """Return both in the order of the framework; what is named first is no second choice as well."""
    place = {area.id: number for number, area in enumerate(areas.framework.areas)}
    first, second = ([tuple(sorted(row, key=place.__getitem__)) for row in rows] for rows in (firsts.first, firsts.second))
    rest = [tuple(area for area in row if area not in named) for row, named in zip(second, first, strict=True)]
    return replace(firsts, first=first, second=rest)


def _about(survey: Survey, firsts: Firsts) -> Iterator[Finding]:
    """Say what was read, and where several areas are named alike."""
    count = sum(map(bool, firsts.first))
    if count:
        yield survey.finding("CX492", None, way=firsts.way, count=counted(count, "answer"), all=str(len(survey.numbers)))
    several = [survey.numbers[row] for row, named in enumerate(firsts.first) if len(named) > 1]
    if several:
        facts = {"rows": some_rows(several), "count": counted(len(several), "answer")}
        yield survey.finding("CX493", survey.only(Kind.ASKED_FIRST), **facts)
