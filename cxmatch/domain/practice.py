"""One practice: what an office can do to come a step further in a practice area, with its source; a case study. Never scored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from cxmatch.domain.framework import Framework, PracticeArea, frameworks
from cxmatch.errors import SHOWN, SettingsError, did_you_mean
from cxmatch.records.lines import Place, lines_of
from cxmatch.records.text import clean, counted, first_lines, fold, listed, said, short
from cxmatch.records.toml import tree_of

FIELDS = ("title", "areas", "about", "step", "effect", "who", "source", "date", "where")
_LONGEST = {"title": 100, "about": 600, "effect": 300, "who": 300, "source": 300, "date": 100, "where": 300}
_NEEDED = ("title", "areas", "about", "step", "source", "date")
_LINE = 'name = "value"'
_NEXT = "The practice areas are listed by  cxmatch frameworks"
_BUILT_IN = Path(__file__).parents[1] / "practices"


class Step(StrEnum):
    """The steps of maturity that a practice can lead to, in their order; Reactive, where all begin, is none of them."""

    TACTICAL = "Tactical"
    STRATEGIC = "Strategic"
    FOUNDATIONAL = "Foundational"
    CUSTOMER_CENTRIC = "Customer-centric"

    @property
    def rank(self) -> int:
        """How many steps it stands above Reactive."""
        return 1 + list(Step).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """One practice: in `about` what it is, the step of maturity it leads to, its effect, who does it, and where that is said.

    `areas` are names of practice areas, of whatever framework; `source` is a title, with its `date` and `where` it came out.
    """

    title: str
    areas: tuple[str, ...]
    about: str
    step: Step
    source: str
    date: str
    effect: str = ""
    who: str = ""
    where: str = ""

    def is_of(self, area: PracticeArea) -> bool:
        """Tell whether it belongs to a practice area: one that answers to a name of its own."""
        return any(map(area.answers_to, self.areas))

    @property
    def cited(self) -> str:
        """Say where it is from: title, who published it, and when."""
        return ", ".join(filter(None, (f'"{self.source}"', self.where, self.date)))

    @property
    def words(self) -> str:
        """Say what it is and where that is from, in a few sentences."""
        return f"{self.title}. {self.about} Source: {self.cited}."

    @property
    def in_brief(self) -> str:
        """Say it where a page has to do: the source by its title and date."""
        return f'{self.title}. {self.about} Source: "{self.source}", {self.date}.'


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStudy:
    """What a session looks at: a `practice`, or what an office says in its `own` words that it could show.

    `office` is the one that can show it, "" where none of the cohort is known to be so far.
    """

    office: str = ""
    practice: Practice | None = None
    own: str = ""
    derived: ClassVar[tuple[str, ...]] = ("words",)

    @property
    def words(self) -> str:
        """Say it in a few sentences."""
        if self.practice is None:
            return f'{self.office} says that it could show "{self.own}".'
        so_far = f"Ask {self.office}, which rates itself that far." if self.office else "No mentor here rates itself that far."
        return f"{self.practice.words} {so_far}"


@cache
def built_in() -> tuple[Practice, ...]:
    """Return the practices that come with cxmatch, by file and then as they stand there."""
    files = sorted(_BUILT_IN.glob("*.toml"))
    return tuple(practice for path in files for practice in parsed(path.read_text(encoding="utf-8"), path.name))


def parsed(text: str, source: str, framework: Framework | None = None) -> tuple[Practice, ...]:
    """Return the practices of a TOML text; raises SettingsError for all that is wrong in it at once, each with its line.

    They may name the areas of the framework, and those of any that comes with cxmatch.
    """
    tree = tree_of(text, source)
    entries, strange = tree.get("practices"), [name for name in tree if name != "practices"]
    if not isinstance(entries, list) or not entries or strange:
        here = f': it has "{short(strange[0])}"' if strange else ""
        raise SettingsError(f"{source} is no file of practices{here}.", f"Write  [[practices]]  and below it lines of  {_LINE}")
    lines = lines_of(text)
    return _read(dict(enumerate(entries)), lambda place, field: _line(lines, place, field), source, framework)


def of_rows(rows: Mapping[int, Mapping[str, str]], source: str, framework: Framework | None = None) -> tuple[Practice, ...]:
    """Return the practices of the rows of a table, by their numbers; raises as `parsed` does, each with its row."""
    return _read(rows, lambda number, _: (number, "row"), source, framework)


def _line(lines: Mapping[Place, int], place: int, field: str) -> tuple[int, str]:
    entry = ("practices", place)
    return lines.get((*entry, field), lines.get(entry, 1)), "line"


def _read(
    entries: Mapping[int, Any], where: Callable[[int, str], tuple[int, str]], source: str, framework: Framework | None
) -> tuple[Practice, ...]:
    known = None if framework and framework.open_areas else [*_names(([framework] if framework else []) + [*frameworks()])]
    seen: dict[str, str] = {}
    wrong = [(*where(place, field), words) for place, raw in entries.items() for field, words in _faults(raw, known, seen)]
    if wrong:
        lines = [f"{unit} {number}: {words}" for number, unit, words in sorted(wrong)]
        raise SettingsError(
            "\n  ".join([f"{source} has {counted(len(lines), 'thing')} to fix:", *first_lines(lines, SHOWN)]), _NEXT
        )
    return tuple(_made(raw) for raw in entries.values())


def _names(every: Iterable[Framework]) -> Iterator[str]:
    return (name for each in every for area in each.areas for name in (area.id, *area.aliases, area.name))


def _faults(raw: Any, known: Sequence[str] | None, seen: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield all that is wrong with an entry, each with the field that it is in, "" where it is the whole."""
    if not isinstance(raw, Mapping):
        yield "", f"a practice has lines of  {_LINE}, and {said(raw)} is none."
        return
    title = _text(raw.get("title"))
    yield from ((name, f'there is no setting "{short(name)}".{did_you_mean(name, FIELDS)}') for name in raw if name not in FIELDS)
    lacking = [name for name in _NEEDED if raw.get(name) in ("", None, []) or (raw.get(name) and not _text(raw[name]))]
    if lacking:
        yield "", f"{_quoted(title)} names no {listed(lacking, 'or')}."
    yield from _wrong_texts(raw)
    yield from (("areas", words) for words in _wrong_areas(raw.get("areas"), known))
    if title and fold(title) in seen:
        yield "title", f"{_quoted(title)} stands here twice."
    seen[fold(title)] = title


def _wrong_texts(raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, most in _LONGEST.items():
        value = raw.get(name, "")
        if not isinstance(value, str):
            yield name, f'"{name}" is a text in quotes, not {said(value)}.'
        elif len(clean(value)) > most:
            yield name, f'"{name}" has {len(clean(value)):,} characters; at most {most}.'
    step = raw.get("step")
    if step and _step(step) is None:
        near = did_you_mean(str(step), list(Step))
        yield "step", f"{said(step)} is no step of maturity that a practice leads to.{near} Choose one of: {', '.join(Step)}."


def _wrong_areas(value: Any, known: Sequence[str] | None) -> Iterator[str]:
    if value and not isinstance(value, (str, list)):
        yield f'"areas" is a list of names:  areas = ["Hiring"], not {said(value)}.'
    folded = set(map(fold, known or ()))
    for name in _areas(value):
        if known is not None and fold(name) not in folded:
            yield f'"{short(name)}" is no practice area.{did_you_mean(name, known)}'


def _made(raw: Mapping[str, Any]) -> Practice:
    texts = {name: _text(raw[name]) for name in _LONGEST if name in raw}
    return Practice(**texts, areas=_areas(raw["areas"]), step=_step(raw["step"]) or Step.TACTICAL)


def _areas(value: Any) -> tuple[str, ...]:
    """Return the names of areas in a list, or in one text with semicolons between them."""
    names = value.split(";") if isinstance(value, str) else value if isinstance(value, list) else []
    return tuple(filter(None, map(_text, names)))


def _step(value: Any) -> Step | None:
    return {fold(step): step for step in Step}.get(fold(str(value)))


def _text(value: Any) -> str:
    return clean(value if isinstance(value, str) else repr(value)) if value else ""


def _quoted(title: str) -> str:
    return f'"{short(title)}"' if title else "a practice without a title"
