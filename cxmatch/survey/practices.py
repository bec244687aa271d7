"""The practices of a framework: those that come with cxmatch, and an organizer's own from a TOML file or a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from cxmatch.domain.framework import Framework, frameworks
from cxmatch.domain.naming import meant_area
from cxmatch.domain.practice import FIELDS, Practice, of_rows, parsed
from cxmatch.domain.practices import Practices
from cxmatch.errors import SettingsError, SurveyError, did_you_mean
from cxmatch.records.text import clean, listed, quoted
from cxmatch.records.toml import text_of
from cxmatch.survey.files.opening import open_table
from cxmatch.survey.files.table import Table
from cxmatch.survey.headings.wording import key

_NEEDED = ("title", "areas", "about", "step", "source", "date")
_ALSO = {
    "practice": "title",
    "area": "areas",
    "practiceareas": "areas",
    "practicearea": "areas",
    "whatitis": "about",
    "description": "about",
    "stepofmaturity": "step",
    "maturity": "step",
    "whodoesit": "who",
    "sourcetitle": "source",
    "sourcedate": "date",
    "publishedby": "where",
}


def practices(framework: Framework | str | Path = "roundtable", file: str | Path | None = None, *, area: str = "") -> Practices:
    """Return the practices of a framework by its areas, an organizer's own of a `file` before those that come with cxmatch.

    The file is TOML, or a table (CSV, or a workbook) with a row a practice. With `area` only those of one practice area.

    Raises
    ------
    SettingsError
        The framework or the area is not known, or something in the file is wrong: all of it at once, each with its line or row.
    FileError
        A file cannot be read.

    Examples
    --------
    >>> import cxmatch as cx
    >>> found = cx.practices("roundtable", area="Staffing")
    >>> list(found.areas)
    ['Hiring']

    """
    chosen = framework if isinstance(framework, Framework) else Framework.load(framework)
    found = Practices.of(chosen, read_practices(file, chosen) if file else ())
    return found.only(_named(chosen, area)) if area else found


def _named(framework: Framework, area: str) -> str:
    """Return the name of an area of a framework; raises SettingsError with the framework that has it, or the nearest."""
    there = meant_area(framework, area)
    if there:
        return there.name
    others = [f"Type  cxmatch practices {quoted(area)} --framework {each.id}" for each in frameworks() if each.area(area)]
    near = did_you_mean(area, [each.name for each in framework.areas])
    names = listed([each.name for each in framework.areas], "or")
    raise SettingsError(f'{framework.name} has no practice area "{area}".{near}', others[0] if others else f"It has {names}.")


def read_practices(path: str | Path, framework: Framework) -> tuple[Practice, ...]:
    """Return the practices of a file. Raises as `practices` does."""
    if Path(path).suffix.lower() == ".toml":
        return parsed(text_of(path), Path(path).name, framework)
    try:
        table = open_table(path)
    except SurveyError as problem:
        raise SettingsError(f"{path} cannot be read as a table of practices: {problem.what}", problem.next_step) from None
    heads = _heads(table)
    rows = {number: _entry(heads, cells) for cells, number in zip(table.rows[1:], table.numbers[1:], strict=True)}
    if not rows:
        raise SettingsError(f"{Path(path).name} has no row below its headings, so there is no practice in it.")
    return of_rows(rows, Path(path).name, framework)


def _entry(heads: Sequence[str], cells: Sequence[str]) -> Mapping[str, str]:
    return {name: text for name, cell in zip(heads, cells, strict=False) if name and (text := clean(cell))}


def _heads(table: Table) -> list[str]:
    """Return what the columns of a table are called here; raises SettingsError for all that are missing, strange or double."""
    known = {**{key(name): name for name in FIELDS}, **_ALSO}
    heads = [known.get(key(cell), "") for cell in table.rows[0]]
    wrong = [*_missing(heads), *_strange(table.rows[0], heads), *_twice(heads)]
    if wrong:
        first, more = f"{table.name}, row {table.numbers[0]}:", [f"  {line}" for line in wrong]
        raise SettingsError("\n".join([first, *more]), f"The headings of a table of practices are: {', '.join(FIELDS)}")
    return heads


def _missing(heads: Sequence[str]) -> Iterator[str]:
    return (f'there is no column "{name}".' for name in _NEEDED if name not in heads)


def _strange(cells: Sequence[str], heads: Sequence[str]) -> Iterator[str]:
    said = (clean(cell) for cell, name in zip(cells, heads, strict=True) if clean(cell) and not name)
    return (f'the column "{cell}" is none of a practice: leave it out.{did_you_mean(cell, FIELDS)}' for cell in said)


def _twice(heads: Sequence[str]) -> Iterator[str]:
    return (f'there are two columns for "{name}".' for name in FIELDS if heads.count(name) > 1)
