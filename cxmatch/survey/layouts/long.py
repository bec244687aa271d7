"""Tables with several rows per office, turned into one row for each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import cycle, product

from cxmatch.domain.findings import Finding
from cxmatch.records.text import clean, fold
from cxmatch.survey.headings import Column, Kind, Step, Survey, Use
from cxmatch.survey.headings.header import filled_down
from cxmatch.survey.headings.mapping import ColumnsFile
from cxmatch.survey.headings.splitting import Parts, says_itself
from cxmatch.survey.headings.wording import Unit, aliases, any_direction, is_called, key, named_direction

_MOST_SECTIONS = 4
_HIGHEST = 10  # level that is usual


@dataclass(frozen=True, slots=True, kw_only=True)
class _Long:
    """A table with several rows per office: `who` tells offices apart, `labels` say what is asked, `answers` what is answered.

    `asked` holds, for each row, the question and its item; a part that is "" is the heading of the answer's column. `kinds` are
    what a question is about that does not say it: sure, or to be asked about.
    """

    layout: str
    who: Sequence[Column]
    labels: Sequence[Column]
    answers: Sequence[Column]
    asked: Sequence[tuple[str, str]]
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    sure: bool = False


def by_office(survey: Survey, mapping: ColumnsFile) -> Step:
    """Return a long survey with one row per office, and one column for each thing that is asked; any other as it is."""
    shapes: tuple[Callable[[Survey], _Long | None], ...] = (_by_direction, _by_section, _by_question, _by_level, _by_skill)
    long = next((long for shape in shapes if (long := shape(survey)) and long.who), None)
    if long is None or any(map(mapping.use_of, [*long.labels, *long.answers])):
        return survey, ()
    return _turned(survey, long)


def first_called(survey: Survey, group: str, besides: Column | None = None) -> Column | None:
    """Return the column with the surest name of a group of headings, or None."""
    names = aliases()[group]
    called = [column for column in survey.columns if key(column.heading) in names and column is not besides]
    return min(called, key=lambda column: names[key(column.heading)], default=None)


def _who(survey: Survey, besides: Collection[Column], *, people: bool = False) -> list[Column]:
    """Return the columns that tell offices apart: office, department and other parts of an organization; or a person."""
    office, person = first_called(survey, Kind.OFFICE), first_called(survey, "person")
    if person and (people or office is None):
        return [person]
    department = first_called(survey, Kind.DEPARTMENT, besides=office)
    units = [column for column in survey.columns if Unit.of(column.heading) and not _has_digits(column)]
    others = [column for column in units if column not in (office, department, *besides)]
    return [office, *([department] if department else []), *others] if office and office not in besides else []


def _directions(survey: Survey) -> dict[Column, Kind]:
    plain = [column for column in survey.columns if not (column.item or column.technical)]
    return {column: kind for column in plain if (kind := named_direction(column.heading))}


def _area(survey: Survey) -> Column | None:
    """Return the column that names the areas: one that is called so, or one called "Capability" that holds names."""
    office = first_called(survey, Kind.OFFICE)
    repeated = office is not None and len(set(filled_down(office.cells))) < len(office.cells)
    names = [column for column in _directions(survey) if repeated and not _has_digits(column)]
    return first_called(survey, "area") or next((column for column in names if len(set(column.cells)) > 1), None)


def _has_digits(column: Column) -> bool:
    return any(any(map(str.isdigit, cell)) for cell in column.cells)


def _by_direction(survey: Survey) -> _Long | None:
    """Recognize a row per office and area, with a column for each direction."""
    area, directions = _area(survey), _directions(survey)
    answers = [column for column in directions if column is not area]
    if area is None or Kind.CAPABILITY not in map(directions.__getitem__, answers):
        return None
    who = _who(survey, [area, *answers], people=is_called(area.heading, "skill"))
    asked = [("", clean(text)) for text in area.cells]
    return _Long(layout="plain table, one row per office and practice area", who=who, labels=[area], answers=answers, asked=asked)


def _by_section(survey: Survey) -> _Long | None:
    """Recognize a row per office, area and kind of level, with these kinds in a column of their own."""
    area, answer = _area(survey), first_called(survey, "answer")
    if not (area and answer) or _is_wide(survey):
        return None
    named = [first_called(survey, group) for group in (Kind.OFFICE, "person", Kind.DEPARTMENT)]
    others = [column for column in survey.columns if column not in (area, answer, *named)]
    by_words = next((column for column in others if _says_directions(column)), None)
    section = by_words or next((column for column in others if _tells_apart(survey, area, answer, column)), None)
    if section is None:
        return None
    who = _who(survey, [area, section, answer], people=is_called(area.heading, "skill"))
    asked = list(zip(map(clean, section.cells), map(clean, area.cells), strict=True))
    silent = sorted({question for question, _ in asked if any_direction(question) is None})
    kinds = dict(zip(silent, cycle((Kind.CAPABILITY, Kind.NEED))))
    layout = "plain table, one row per office, practice area and kind of level"
    return _Long(layout=layout, who=who, labels=[area, section], answers=[answer], asked=asked, kinds=kinds)


def _tells_apart(survey: Survey, area: Column, answer: Column, column: Column) -> bool:
    """Tell whether a column tells apart the ratings of one area by one office, which nothing else does."""
    who = [each for each in _who(survey, [area, answer], people=is_called(area.heading, "skill")) if each is not column]
    rows = [list(map(fold, each.cells)) for each in (*who, area, column)]
    without, all_ = set(zip(*rows[:-1], strict=True)), set(zip(*rows, strict=True))
    return bool(who) and len(without) < len(all_) == len(survey.numbers) and 1 < len(set(rows[-1])) <= _MOST_SECTIONS


def _is_wide(survey: Survey) -> bool:
    """Tell whether a heading names a direction and an area by itself, so that a row holds all answers of its office."""
    return any(Parts.split(column.heading) for column in survey.columns)


def _says_directions(column: Column) -> bool:
    """Tell whether each cell says a direction: two at least, and one of them what an office can do."""
    texts = set(column.cells)  # the first that says none settles it: names of offices are many
    return all(map(any_direction, texts)) and {Kind.CAPABILITY} < set(map(any_direction, texts))


def _by_question(survey: Survey) -> _Long | None:
    """Recognize a row per office and question."""
    question, answer = first_called(survey, "question"), first_called(survey, "answer")
    texts = set(map(clean, question.cells)) if question else set()
    understood = [text for text in texts if any_direction(text) or says_itself(text)]
    if not (question and answer) or len(understood) < 2 or 2 * len(understood) < len(texts):
        return None
    who = _who(survey, [question, answer])
    asked = [(clean(text), clean(text)) for text in question.cells]
    return _Long(layout="plain table, one row per office and question", who=who, labels=[question], answers=[answer], asked=asked)


def _by_level(survey: Survey) -> _Long | None:
    """Recognize a row per office and kind of level (current, target), with a column for each area."""
    section = next((column for column in survey.columns if _says_directions(column)), None)
    who = _who(survey, [section]) if section else []
    if not (section and who) or _area(survey) or len(set(map(fold, filled_down(who[0].cells)))) == len(survey.numbers):
        return None
    # "Organization Design" is an area as long as it says other things of one office.
    rest = [column for column in survey.columns if column not in (section, who[0]) and not says_itself(column.heading)]
    answers = _not_constant([column for column in rest if column.heading and not column.technical], who[0])
    asked = [(clean(text), "") for text in section.cells]
    layout = "plain table, one row per office and kind of level"
    return _Long(layout=layout, who=who[:1], labels=[section], answers=answers, asked=asked)


def _not_constant(columns: Sequence[Column], office: Column) -> list[Column]:
    """Return the columns that say two things of an office, and those where all stay at one level, in the words of the others."""
    varied = [column for column in columns if not _is_constant(column, office)]
    words = {fold(cell) for column in varied for cell in column.cells if cell.strip()}
    given = {column: set(map(fold, filter(str.strip, column.cells))) for column in columns}
    return [column for column in columns if column in varied or (given[column] and given[column] <= words)]


def _is_constant(column: Column, office: Column) -> bool:
    """Tell whether a column says one thing of each office: a region, or a number too large for a level."""
    cells = zip(filled_down(office.cells), column.cells, strict=True)
    facts = {(fold(name), fold(cell)) for name, cell in cells if cell.strip()}
    numbers = [int(cell) for _, cell in facts if cell.isdecimal()]
    return len({name for name, _ in facts}) == len(facts) and (not numbers or max(numbers) > _HIGHEST)


def _by_skill(survey: Survey) -> _Long | None:
    """Recognize a row per person and skill, with a level; what it is a level of is asked about where that is not sure."""
    area, level = _area(survey), first_called(survey, "answer")
    if not (area and level) or _is_wide(survey):
        return None
    sure = any(is_called(column.heading, "skill") for column in (area, level))
    directions = _directions(survey)
    further = [column for column in survey.columns if column in directions or is_called(column.heading, "answer")]
    answers = [level, *(column for column in further if column not in (area, level))]
    asked = [("", clean(text)) for text in area.cells]
    who, layout = _who(survey, [area, *answers], people=sure), "plain table, one row per office and practice area"
    kinds = {level.heading: Kind.CAPABILITY}
    return _Long(layout=layout, who=who, labels=[area], answers=answers, asked=asked, kinds=kinds, sure=sure)


def _turned(survey: Survey, long: _Long) -> Step:
    """Return a row for each office; an answer that the file does not have stands in the first row of its office."""
    names, noticed = _names(survey, long)
    firsts: dict[tuple[str, ...], int] = {}
    at: dict[tuple[tuple[str, ...], tuple[str, str]], int] = {}  # the row of the file that says first what is asked of an office
    for row, (name, (question, item)) in enumerate(zip(names, long.asked, strict=True)):
        firsts.setdefault(name, row)
        first = at.setdefault((name, (fold(question), fold(item))), row)
        if first != row:
            facts = {"first": str(survey.numbers[first]), "value": clean(long.who[0].cells[row]), "area": item or question}
            noticed.append(survey.finding("CX208", long.labels[0], row, **facts))
    kept = [column for column in survey.columns if column not in (*long.labels, *long.answers)]
    columns = [
        replace(column, index=index, origin=column.letter, cells=[column.cells[row] for row in firsts.values()])
        for index, column in enumerate(kept)
    ]
    numbers = [survey.numbers[row] for row in firsts.values()]
    spelled = sorted({(fold(question), fold(item)): (question, item) for question, item in long.asked}.items())
    for column, (folded, (question, item)) in product(long.answers, spelled):
        made = _answer(long, question or column.heading, item or column.heading)
        there = spread(survey, column, [at.get((name, folded)) for name in firsts], numbers)
        columns.append(replace(made, index=len(columns), origin=there.origin, cells=there.cells, rows=there.rows))
    turned = replace(survey, layout=long.layout, columns=tuple(columns), numbers=numbers)
    return _said(turned, long, noticed)


def spread(survey: Survey, column: Column, places: Sequence[int | None], numbers: Sequence[int]) -> Column:
    """Return a column with the cells of these rows; a cell that its table does not have stands in the first row of its office."""
    cells = ["" if row is None else column.cells[row] for row in places]
    rows = [number if row is None else survey.numbers[row] for row, number in zip(places, numbers, strict=True)]
    return replace(column, cells=cells, rows=rows, origin=column.letter)


def _names(survey: Survey, long: _Long) -> tuple[Sequence[tuple[str, ...]], list[Finding]]:
    """Return the folded name of the office in each row; one that is given once for several rows, where that is sure."""
    folded = [list(map(fold, column.cells)) for column in long.who]
    names = list(zip(*folded, strict=True))
    below = list(zip(*map(filled_down, folded), strict=True))
    if names == below or len(set(zip(below, long.asked, strict=True))) < len(below) or not folded[0][0]:
        return names, []
    return below, [survey.finding("CX481", long.who[0], value=long.who[0].heading)]


def _answer(long: _Long, question: str, item: str) -> Column:
    """Return the column of one answer, still without cells."""
    if question == item:
        return Column(index=0, heading=question)
    made = Column(index=0, heading=f"{question}: {item}", question=question, item=item)
    use = Use(kind=long.kinds[question], area=item) if question in long.kinds else None
    return replace(made, use=use) if use and long.sure else replace(made, asked=(use,) if use else ())


def _said(survey: Survey, long: _Long, noticed: list[Finding]) -> Step:
    """Say what is taken for the office and for capability where the headings do not call them so."""
    if long.sure:
        level = long.answers[0]
        noticed.append(survey.finding("CX474", level, value=level.heading, use=str(Kind.CAPABILITY)))
    person = next((column for column in survey.columns if is_called(column.heading, "person")), None)
    if person is None or long.who[0].heading != person.heading:
        return survey, noticed
    survey, taken = survey.taking(person, Use(kind=Kind.OFFICE))
    return survey, [*noticed, *taken]
