"""Headings and choices of practice areas that no known name settles: taken where their words are safe, asked about otherwise."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, islice

from cxmatch.domain.framework import Framework, frameworks
from cxmatch.records.text import clean, fold
from cxmatch.survey.columns.areas import ASKS_NEED, recognized
from cxmatch.survey.columns.cells import answers_in, in_order, named_options, options_in, without_numbers
from cxmatch.survey.columns.frames import take_frames
from cxmatch.survey.columns.twins import name_alike
from cxmatch.survey.headings import ASKED, BY_AREA, Column, Kind, Step, Survey, Use, through
from cxmatch.survey.headings.splitting import Parts, asks_for_comment, without_scale_hint
from cxmatch.survey.headings.wording import SURE, asked_place, is_doubtful, is_negated, key, nearest, place_in, worded_direction
from cxmatch.survey.knowledge import table

_COPY = re.compile(r"(.*\D)\d{1,2}")
_OPPOSITE = re.compile(r"(?:im|in|un|non|dis|no|not|low)\W*")  # "Immaturity" is no misspelled "Maturity"
_LONGEST_HEADING, _LONGEST_PREFIX = 300, 40
_FIRST_CELLS, _MOST_ASKED = 200, 2
_USUAL, _HIGHEST = 5, 10  # levels of most surveys, and of nearly all
_ASKING = (*ASKS_NEED, Kind.WANTS_HELP, Kind.ROLE)
_SIDES = {"mentors": Kind.CAPABILITY, "proteges": Kind.NEED}
_ASKED = {Kind.PICKS: ASKS_NEED, Kind.STRENGTHS: (Kind.CAPABILITY, Kind.STRENGTHS)}


def guess_areas(surveys: Sequence[Survey], framework: Framework | None) -> list[Step]:
    """Settle the headings that name an area, and a column of choices of areas; what one survey names counts for the others."""
    named = _named(surveys)
    known = all(any(survey.of(*kinds) for survey in surveys) for kinds in ((Kind.CAPABILITY,), _ASKING))
    names = named | _words([framework] if framework else [] if known else frameworks()) | named
    rated = [_guess_headings(survey, names) for survey in surveys]
    alike = name_alike([survey for survey, _ in rated])
    headed = [survey for survey, _ in alike]
    named = _named(headed) or _named_in_cells(headed)
    followed = (framework or recognized([set(named)])) if named else None
    choices = named | _words([followed] if followed else [])
    needs, strengths = (partial(_guess_choices, names=choices, kind=kind) for kind in (Kind.PICKS, Kind.STRENGTHS))
    steps = (partial(_take_asked, names=choices), needs, strengths, _ask_levels)
    picked = [through(survey, steps) for survey in headed]
    stages = zip(rated, alike, picked, strict=True)
    return [(survey, [*first, *then, *last]) for (_, first), (_, then), (survey, last) in stages]


def _named(surveys: Sequence[Survey]) -> dict[str, str]:
    return {fold(column.area): column.area for survey in surveys for column in survey.of(*BY_AREA)}


def _words(listed: Sequence[Framework]) -> dict[str, str]:
    """Return each folded name or alias of an area with the name of the area that has it first."""
    words: dict[str, str] = {}
    for area in (area for framework in listed for area in framework.areas):
        for word in (area.name, *area.aliases):
            words.setdefault(fold(word), area.name)
    return words


def _guess_headings(survey: Survey, names: Mapping[str, str]) -> Step:
    """Settle the headings that name an area: first those whose words say a direction, then misspelled prefixes."""
    worded = [column for column in survey.unused() if worded_direction(column.heading) or survey.side]
    choices = (named_options([column]) for column in (*worded, *survey.of(Kind.PICKS, Kind.STRENGTHS)))
    survey, framed = take_frames(survey, {*names, *chain.from_iterable(choices)})
    sightings = sorted(_sightings(survey, names), key=lambda seen: worded_direction(seen[2]) is None)
    steps = (partial(_settle, index=index, area=area, rest=rest) for index, area, rest in sightings)
    survey, noticed = through(survey, steps)
    survey, more = through(survey, (partial(_guess_prefix, column=column, names=names) for column in survey.unused()))
    return survey, [*framed, *noticed, *more]


def _sightings(survey: Survey, names: Mapping[str, str]) -> Iterator[tuple[int, str, str]]:
    """Yield the columns whose headings name an area, each with the area of the longest name and the rest of its text."""
    texts = {fold(column.heading) for column in survey.columns}
    for column in survey.unused():
        asked = any(use.area for use in column.asked)
        if len(column.heading) <= _LONGEST_HEADING and not asked and not asks_for_comment(column.heading):
            copy = _COPY.fullmatch(column.heading)
            text = fold(without_scale_hint(copy[1] if copy and fold(copy[1]) in texts else column.heading))
            likely = sorted((word for word in names if word in text), key=len, reverse=True)
            sought = ((word, re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)) for word in likely)
            seen = ((column.index, names[word], f"{text[: at.start()]} {text[at.end() :]}") for word, at in sought if at)
            yield from islice(seen, 1)


def _settle(survey: Survey, index: int, area: str, rest: str) -> Step:
    """If the words say capability or need, use the column so. If not, and one of the two is missing for this area, ask."""
    column = survey.columns[index]
    missing = [kind for kind in (Kind.CAPABILITY, Kind.NEED) if not _is_covered(survey, kind, area)]
    side = _SIDES.get(survey.side) if not key(rest) else None
    kind = side or worded_direction(rest)
    if kind in (Kind.REQUIRED, Kind.RANK) or (kind and (kind in missing or _is_twin(survey, column, kind, area))):
        return survey.taking(column, Use(kind=kind, area=area))
    if kind is None and missing and is_doubtful(rest):
        return survey.asking([column], Use(kind=Kind.REQUIRED, area=area)), ()
    if kind is None and missing:
        asked = sum(use.area == area for each in survey.columns for use in each.asked)
        return survey.asking([column], Use(kind=missing[asked % len(missing)], area=area)), ()
    return survey, ()


def _is_twin(survey: Survey, column: Column, kind: Kind, area: str) -> bool:
    """Tell whether a column has answers like those of one that asks the same: which of them counts is to be asked."""
    same = [each for each in survey.of(kind) if fold(each.area) == fold(area)]
    answers = answers_in(column.cells)
    given = {text for each in survey.of(kind) for text in answers_in(each.cells)}
    alike = given.issuperset(answers) or any(fold(each.heading) == fold(column.heading) for each in same)
    return bool(same and answers) and (alike or _are_levels(answers, given))


def _ask_levels(survey: Survey) -> Step:
    """Ask about what says a direction and an area, holds levels like the columns that are taken, and is not taken itself."""
    given = {text for column in survey.of(*BY_AREA) for text in answers_in(column.cells)}
    bare = _SIDES.get(survey.side) if any(_said_by(column) is None for column in survey.of(*BY_AREA)) else None
    for column in survey.unused():
        texts = answers_in(column.cells)
        use = _said_by(column, bare) if given and texts and not (column.asked or column.item) else None
        if use and _are_levels(texts, given):
            survey = survey.asking([column], use)
    return survey, ()


def _said_by(column: Column, bare: Kind | None = None) -> Use | None:
    """Return what the words of a heading ask for; `bare` is what one asks for that may be nothing but an area."""
    parts = next(iter(Parts.ways(column.heading)), None)
    if parts:
        return Use(kind=parts.kind, area=parts.area)
    may = bare and column.heading and not column.says("else", "number", "how many", "seats", "mentor", "protege")
    return Use(kind=bare, area=without_scale_hint(column.heading)) if bare and may else None


def _are_levels(texts: Collection[str], others: Collection[str]) -> bool:
    """Tell whether numbers are as low as others, which are levels."""
    numbers = all(text.isdecimal() for text in (*texts, *others))
    return numbers and max(map(int, texts)) <= min(max(_USUAL, *map(int, others)), _HIGHEST)


def _is_covered(survey: Survey, kind: Kind, area: str) -> bool:
    kinds = (kind,) if kind is Kind.CAPABILITY else (Kind.NEED, Kind.REQUIRED, Kind.RANK)
    rated = any(fold(column.area) == fold(area) for column in survey.of(*kinds))
    return rated or (kind is Kind.NEED and bool(survey.of(Kind.PICKS)))


def _guess_prefix(survey: Survey, column: Column, names: Mapping[str, str]) -> Step:
    """Take a heading with a misspelled prefix before the area, such as "Capabilty: Hiring"; that answers what was asked."""
    prefix, _, rest = (column.question, "", column.item) if column.item else column.heading.partition(":")
    area = clean(without_scale_hint(rest))
    area = names.get(fold(area), area)
    covered = all(_is_covered(survey, kind, area) for kind in (Kind.CAPABILITY, Kind.NEED))
    if not area or covered or asks_for_comment(rest) or not 2 < len(prefix) <= _LONGEST_PREFIX:
        return survey, ()
    known = {word: kind for kind in BY_AREA for word in table("headings")[kind]["words"]}
    near = nearest(prefix, list(known), SURE)
    if not near or _OPPOSITE.fullmatch(fold(prefix).removesuffix(near)) or _is_covered(survey, known[near], area):
        return survey, ()
    return survey.changed([replace(column, asked=())]).taking(column, Use(kind=known[near], area=area))


def _take_asked(survey: Survey, names: Mapping[str, str]) -> Step:
    """Take the columns that name the one area which matters most, or comes second, where need is asked in another way too.

    Where nothing else asks for need, they are its picks. Cells with more than two areas are picks as well.
    """
    plain = {column.index: without_numbers(column) for column in survey.unused() if asked_place(column.heading)}
    named = [column for column in plain.values() if survey.side != "mentors" and _names_few(column, names)]
    others = [c for c in survey.unused() if c.index not in plain and _direction(c, "") and _could_be(Kind.PICKS, c, names, "")]
    numbered = in_order([*named, *others]) or (any(place_in(c.heading) for c in others) and not in_order(others))
    if not named or not (survey.of(*ASKS_NEED) or (others and not numbered)):
        return survey, ()
    uses = {column.index: Use(kind=ASKED[(asked_place(column.heading) or 1) - 1]) for column in named}
    return survey.changed(named).using(dict(uses)), ()  # what is read from it says so


def _names_few(column: Column, names: Mapping[str, str]) -> bool:
    """Tell whether at least half of the answers name areas, and none more than two; a column without answers may."""
    cells = answers_in(column.cells)[:_FIRST_CELLS]
    named = [len(given) for given in (list(_are_areas([text], names)) for text in cells) if all(given)]
    return 2 * len(named) >= len(cells) and max(named, default=0) <= _MOST_ASKED


def _guess_choices(survey: Survey, names: Mapping[str, str], kind: Kind) -> Step:
    """Take the one column of areas that says this direction, or those that number their choices; ask where several could be."""
    rated = survey.of(*_ASKED[kind])
    likely = [column for column in survey.unused() if column.heading and _could_be(kind, column, names, survey.side)]
    if not names or survey.asks_which(kind) or (rated and not _is_aside(rated, likely)):
        return survey, ()
    survey = survey.changed(replace(column, use=None, asked=(column.use,)) for column in rated if column.use)
    if not likely:  # numbers before choices may be an order
        numbered = [c for c in survey.unused() if c.heading and _could_be(kind, without_numbers(c), names, survey.side)]
        return survey.asking(numbered, Use(kind=kind)), ()
    if any(is_negated(column.heading) for column in likely) or not (len(likely) == 1 or in_order(likely)):
        return survey.asking(likely, Use(kind=kind)), ()
    return through(survey, (partial(Survey.taking, column=column, use=Use(kind=kind)) for column in likely))


def _is_aside(rated: Sequence[Column], picked: Sequence[Column]) -> bool:
    """Tell whether columns rate so few of the areas that one column of choices offers that they may ask for something else."""
    few = not any(column.given or not column.area for column in rated)
    return few and len(picked) == 1 and 2 * len(rated) < len(named_options(picked))


def _named_in_cells(surveys: Sequence[Survey]) -> dict[str, str]:
    """Return the options that columns of choices share, where some offer help in them and others ask for it."""
    columns = [
        (column, survey.side)
        for survey in surveys
        for column in (*survey.unused(), *survey.of(Kind.PICKS, Kind.STRENGTHS))
        if column.heading
    ]
    says = ((Kind.PICKS, (Kind.NEED, Kind.RANK)), (Kind.STRENGTHS, (Kind.CAPABILITY,)))
    asked = {kind: [column for column, side in columns if _direction(column, side) in said] for kind, said in says}
    sides = {kind: named_options(choices) for kind, choices in asked.items()}
    for kind, other in ((Kind.PICKS, Kind.STRENGTHS), (Kind.STRENGTHS, Kind.PICKS)):
        cells = [text for column in asked[kind] for text in answers_in(column.cells)]
        if cells and all(_are_areas(cells[:_FIRST_CELLS], sides[other])):
            return sides[other]  # joined in a way that only the names of the other side can part
    shared = sides[Kind.PICKS].keys() & sides[Kind.STRENGTHS].keys()
    fewest = min(map(len, sides.values()))
    return {**sides[Kind.PICKS], **sides[Kind.STRENGTHS]} if 2 * len(shared) >= fewest > 0 else {}


def _direction(column: Column, side: str) -> Kind | None:
    """Return the direction that a heading says, or that of its table; the number of a choice asks for need."""
    if column.use:
        return Kind.NEED if column.use.kind is Kind.PICKS and side != "mentors" else Kind.CAPABILITY
    said = worded_direction(column.heading)
    if said is None and not is_negated(column.heading):
        said = _SIDES.get(side) or (Kind.NEED if place_in(column.heading) else None)
    return said


def _could_be(kind: Kind, column: Column, names: Mapping[str, str], side: str) -> bool:
    """Tell whether all answers are areas, or some of them where the words say the direction; never what says the other one."""
    cells = answers_in(column.cells)
    if not any(_are_areas(cells[:_FIRST_CELLS], names)):
        return False
    direction = _direction(column, side)
    if kind is Kind.STRENGTHS:
        return direction is Kind.CAPABILITY
    return direction in (Kind.NEED, Kind.RANK) or (direction is not Kind.CAPABILITY and all(_are_areas(cells, names)))


def _are_areas(cells: Sequence[str], names: Mapping[str, str]) -> Iterator[bool]:
    """Tell of each option in these cells whether it is an area."""
    return (fold(option) in names for text in cells for option in options_in(text, names))
