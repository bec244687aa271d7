"""What to ask offices about before pairing: first choices, ratings that tell little, and whether anybody leads anybody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter

from cxmatch.domain.cohort import Office
from cxmatch.domain.findings import Finding
from cxmatch.domain.framework import Framework, Scale
from cxmatch.records.text import clean, counted, fold, some
from cxmatch.survey.columns.areas import Areas
from cxmatch.survey.columns.cells import answers_in, unanswered
from cxmatch.survey.headings import Column, Kind, Survey
from cxmatch.survey.headings.mapping import toml_line
from cxmatch.survey.headings.splitting import example_of
from cxmatch.survey.headings.wording import worded_direction
from cxmatch.survey.offices.replies import Reply

_FEWEST_AREAS, _FEWEST_LEVELS = 4, 3  # below, ratings are alike by chance too often
_MOST_OFFICES, _MOST_AREAS = 12, 3


def about_asked(replies: Iterable[Reply], framework: Framework) -> Iterator[Finding]:
    """Warn of areas that an office asks for first and says that it wants no help in, or rates no need in."""
    lowest, names = framework.need_scale.bottom, {area.id: area.name for area in framework.areas}
    for reply in replies:
        at = Kind.ASKED_FIRST if reply.survey.of(Kind.ASKED_FIRST) else None
        for area in reply.asked_first if reply.protege_slots else ():
            level = reply.need.get(area)
            if level is None or level <= lowest:
                says = "leaves its need there open" if level is None else "wants no help there by its rating"
                yield reply.finding("CX232", at, office=clean(reply.name), area=names[area], says=says)


def about_ratings(
    surveys: Sequence[Survey], offices: Sequence[Office], areas: Areas, framework: Framework, *, filled: bool
) -> Iterator[Finding]:
    """Note the offices whose ratings say little, as things to ask: a note a kind. `filled`: blanks count as the lowest level."""
    able, need = framework.capability_scale, framework.need_scale
    alike = {office.id for office in offices if _alike(office.capability, able, besides=able.bottom if filled else None)}
    alike |= {office.id for office in offices if _alike(office.need, need, besides=need.bottom) and not _is_top(office, need)}
    most = [office.id for office in offices if _is_top(office, need) and office.protege_slots]
    bare = _without_example(surveys, offices, areas, able) if _steps(able) >= _FEWEST_LEVELS else []
    topmost = _at_top(offices, framework)
    for code, named in (("CX494", sorted(alike)), ("CX495", most), ("CX496", bare), ("CX497", topmost)):
        if named:
            yield Finding(code=code, facts={"count": counted(len(named), "office"), "offices": some(named, _MOST_OFFICES)})
    yield from () if any(office.asked_first for office in offices) else _may_be_asked(surveys, framework)


def _may_be_asked(surveys: Sequence[Survey], framework: Framework) -> Iterator[Finding]:
    """Note the columns that are kept, name one area in each answer and may ask which one matters most."""
    for survey in surveys:
        for column in survey.of(Kind.ATTRIBUTE):
            texts = answers_in(column.cells)
            if worded_direction(column.heading) is not Kind.CAPABILITY and len(texts) > 1 and all(map(framework.area, texts)):
                yield survey.finding("CX498", column, line=toml_line(column.heading, Kind.ASKED_FIRST))


def _steps(scale: Scale) -> int:
    return 1 + scale.top - scale.bottom


def _alike(levels: Mapping[str, int], scale: Scale, besides: int | None) -> bool:
    """Tell whether so many areas have one level that it is no chance, and not the level `besides`."""
    enough = len(levels) >= _FEWEST_AREAS and _steps(scale) >= _FEWEST_LEVELS
    return enough and len(given := set(levels.values())) == 1 and besides not in given


def _is_top(office: Office, scale: Scale) -> bool:
    return _alike(office.need, scale, besides=None) and scale.top in office.need.values()


def _at_top(offices: Sequence[Office], framework: Framework) -> list[str]:
    """Return the proteges at the top of all that they ask for first, with these areas: no mentor can be ahead of them."""
    names, top = {area.id: area.name for area in framework.areas}, framework.capability_scale.top
    asking = [office for office in offices if office.protege_slots and office.asked_first]
    found = [office for office in asking if {office.capability.get(area) for area in office.asked_first} == {top}]
    return [f"{office.id} ({some([names[area] for area in office.asked_first], _MOST_AREAS)})" for office in found]


def _without_example(surveys: Sequence[Survey], offices: Sequence[Office], areas: Areas, scale: Scale) -> list[str]:
    """Return the offices at the top of an area that give no example of it where one is asked for, with these areas."""
    given = _examples(surveys, areas)
    asked = {area for _, area in given}
    names = {area.id: area.name for area in areas.framework.areas}
    bare = {
        office.id: [
            names[area]
            for area, level in office.capability.items()
            if level == scale.top and area in asked and not given.get((fold(office.name), area))
        ]
        for office in offices
    }
    return [f"{office} ({some(own, _MOST_AREAS)})" for office, own in bare.items() if own]


def _examples(surveys: Sequence[Survey], areas: Areas) -> dict[tuple[str, str], bool]:
    """Return whether an office, by its folded name, gives an example of an area, for every area that one is asked of."""
    found: dict[tuple[str, str], bool] = {}
    for survey in surveys:
        for column in survey.columns:
            for area in _asked_in(column, areas):
                for name, text in zip(survey.cells(Kind.OFFICE), column.cells, strict=True):
                    found[fold(name), area] = found.get((fold(name), area), False) or not unanswered(text)
    return found


def _asked_in(column: Column, areas: Areas) -> list[str]:
    """Return the areas of which a column asks an example: all of them where it names none."""
    about = example_of(column.heading)
    one = areas.id_of(about) if about else None
    return [one] if one else [area.id for area in areas.framework.areas] if about == "" else []


def about_leads(offices: Sequence[Office], framework: Framework) -> Iterator[Finding]:
    """Warn where no mentor is ahead of a protege that wants help, or only within departments, which the usual rules forbid."""
    if not any(office.protege_slots and office.capability for office in offices):
        yield Finding(code="CX313")
    elif not _somebody_leads(offices, framework, attrgetter("home")):
        within = _somebody_leads(offices, framework, attrgetter("id"))
        yield Finding(code="CX122" if within else "CX121")


def _somebody_leads(offices: Sequence[Office], framework: Framework, home: Callable[[Office], str]) -> bool:
    return any(_leads_in(area.id, offices, framework.need_scale.bottom, home) for area in framework.areas)


def _leads_in(area: str, offices: Sequence[Office], lowest: int, home: Callable[[Office], str]) -> bool:
    """Tell whether a mentor is ahead of a protege of another home in an area that this one wants help in."""
    best: dict[str, int] = {}
    for office in offices:
        level = office.capability.get(area)
        if level is not None and office.mentor_slots:
            where = home(office)
            best[where] = max(best.get(where, level), level)
    ahead = sorted(best.items(), key=lambda each: -each[1])[:2]
    wanting = (office for office in offices if office.protege_slots and office.need.get(area, lowest) > lowest)
    return any(
        top > office.capability[area]
        for office in wanting
        for where, top in ahead
        if area in office.capability and where != home(office)
    )
