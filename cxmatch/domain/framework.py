"""A framework: the practice areas of a survey and the scales they are rated on. Data, never code."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Self

from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.records.nouns import Glance, Noun, Shown
from cxmatch.records.settings import fill
from cxmatch.records.text import counted, decimal_text, fold
from cxmatch.records.toml import text_of, tree_of

MOST_DECIMALS, FURTHEST = 2, 999_999
_BUILT_IN = Path(__file__).parents[1] / "frameworks"
OWN = "survey"  # the id of a framework whose areas are those that a survey names
_NUMBER = re.compile(r"([+-]?)([0-9]{1,6})(?:\.([0-9]{1,150}))?")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Scale(Noun):
    """The levels from `low` to `high`, or `labels`, lowest first, where the survey uses words.

    A level is a whole number: the rating in units of the last decimal (4.5 with one decimal is 45), or the place of a label.
    """

    low: int = 1
    high: int = 5
    decimals: int = 0
    labels: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.low >= self.high:
            raise SettingsError(f"A scale goes from a lower to a higher number, not from {self.low} to {self.high}.")
        if max(-self.low, self.high) > FURTHEST:
            raise SettingsError(f"A scale stays between -{FURTHEST:,} and {FURTHEST:,}.")
        if not 0 <= self.decimals <= MOST_DECIMALS:
            raise SettingsError(f"A scale has 0, 1 or 2 decimals, not {self.decimals}.")
        if self.labels and (self.low, self.high, self.decimals) != (1, len(self.labels), 0):
            raise SettingsError("A scale with labels counts them from 1 and has no decimals.")

    @staticmethod
    def from_setting(value: Any) -> Any:
        """Read labels alone, lowest first; numbers have two decimals where a file does not say."""
        if isinstance(value, dict) and isinstance(value.get("labels"), list):
            return {"low": 1, "high": len(value["labels"]), "labels": value["labels"]}
        return {"decimals": MOST_DECIMALS, **value} if isinstance(value, dict) else value

    @classmethod
    def of_labels(cls, *labels: str) -> Self:
        """Make the scale of these labels, lowest first."""
        return cls(low=1, high=len(labels), labels=labels)

    @classmethod
    def of_range(cls, text: str) -> Self:
        """Read a scale as people type it: "1-5", "0 - 4", "0..5"."""
        match = re.fullmatch(r"\s*(-?\d{1,4})\s*(?:-|\.\.|to)\s*(-?\d{1,4})\s*", text)
        if not match:
            raise SettingsError(f'"{text}" is not a scale.', "Type the lowest and the highest rating, for example  --scale 0-5")
        return cls(low=int(match[1]), high=int(match[2]), decimals=MOST_DECIMALS)

    @property
    def unit(self) -> int:
        """How many whole-number units one step of the scale has: 1, 10 or 100."""
        return int(10**self.decimals)

    @property
    def bottom(self) -> int:
        """The lowest level, in units."""
        return self.low * self.unit

    @property
    def top(self) -> int:
        """The highest level, in units."""
        return self.high * self.unit

    def read(self, text: str) -> int | None:
        """Return the level that a cell says in plain digits or a label, None when it says no level of this scale."""
        by_label = {label.casefold(): place for place, label in enumerate(self.labels, start=1)}
        match = _NUMBER.fullmatch(text.strip())
        if text.strip().casefold() in by_label or not match:
            return by_label.get(text.strip().casefold())
        decimals = (match[3] or "").rstrip("0")
        if len(decimals) > self.decimals:
            return None
        level = int(match[2]) * self.unit + int(decimals.ljust(self.decimals, "0") or "0")
        level = -level if match[1] == "-" else level
        return level if self.bottom <= level <= self.top else None

    def rounded(self, text: str) -> int | None:
        """Return the level next to a number, half away from zero; None where it is no number from `low` to `high`.

        >>> Scale(decimals=2).rounded("3.4550001"), Scale(decimals=2).rounded("5.004")
        (346, None)
        """
        match = _NUMBER.fullmatch(text.strip())
        if self.labels or not match:
            return None
        decimals = match[3] or ""
        size, number = 10 ** len(decimals), int(match[1] + match[2] + decimals)
        level = (2 * abs(number) * self.unit + size) // (2 * size)
        level = level if number > 0 else -level
        return level if self.low * size <= number <= self.high * size else None

    def say(self, level: int) -> str:
        """Say a level as people know it: its label, or the rating with no more decimals than it needs."""
        return self.labels[level - 1] if self.labels else decimal_text(level, self.unit)

    def describe(self) -> str:
        """Say the whole scale, lowest first."""
        return ", ".join(self.labels) if self.labels else f"{self.low} to {self.high}"

    def with_decimals(self, decimals: int) -> Self:
        """Return the same scale with levels held in another unit."""
        return replace(self, decimals=decimals)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PracticeArea(Noun):
    """One thing an office can be good at and want help with. `prompts` are How Might We (HMW) questions."""

    id: str
    name: str
    summary: str = ""
    prompts: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @staticmethod
    def from_setting(value: Any) -> Any:
        """Make the id of the name where a file gives none."""
        if not isinstance(value, dict):
            return value
        return {**value, "id": value.get("id") or fold(str(value.get("name"))).replace(" ", "-")}

    def answers_to(self, heading: str) -> bool:
        """Tell whether a heading names this area, without regard to case, blanks and aliases."""
        return fold(heading) in {fold(self.id), fold(self.name), *map(fold, self.aliases)}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Framework(Shown):
    """The areas and the two scales a survey is read by; with `open_areas` the survey's own headings name the areas.

    `steps` say what brings an office from each level of capability to the next one, lowest first.
    """

    id: str
    name: str
    version: str = "1"
    areas: tuple[PracticeArea, ...]
    capability_scale: Scale
    need_scale: Scale
    summary: str = ""
    open_areas: bool = False
    steps: tuple[str, ...] = ()
    silent: ClassVar[tuple[str, ...]] = ("steps",)

    def __post_init__(self) -> None:
        taken: dict[str, int] = {}
        for place, area in enumerate(self.areas):
            for word in {fold(area.id), fold(area.name), *map(fold, area.aliases)}:
                if taken.setdefault(word, place) != place:
                    raise SettingsError(f'Framework "{self.name}": two practice areas answer to "{word}".')
        if not self.areas:
            raise SettingsError(f'Framework "{self.name}" names no practice area.')

    @classmethod
    def load(cls, name_or_file: str | Path) -> Self:
        """Return a built-in framework by its name, or one from a TOML file; raises SettingsError if it is neither."""
        if str(name_or_file) in _texts():
            return cls.parse(_texts()[str(name_or_file)], str(name_or_file))
        path = Path(name_or_file)
        if path.suffix.lower() != ".toml" and not path.is_file():
            hint = did_you_mean(str(name_or_file), builtin_names())
            raise SettingsError(f'There is no framework "{name_or_file}".{hint}', "See the built-in ones:  cxmatch frameworks")
        return cls.parse(text_of(path), path.name)

    @classmethod
    def parse(cls, text: str, source: str) -> Self:
        """Make a framework from the text of a TOML file; `source` names it in errors."""
        return fill(cls, tree_of(text, source), text, source)[0]

    @staticmethod
    def from_setting(tree: Any) -> Any:
        """Read a version that is a number; scales that a file does not name go from 1 to 5."""
        return {"capability_scale": {}, "need_scale": {}, **tree, "version": str(tree.get("version", "1"))}

    @classmethod
    def of_survey(cls, names: tuple[str, ...], capability_scale: Scale, need_scale: Scale) -> Self:
        """Make the framework of a survey with areas of its own, by name, so that the order of its columns never matters."""
        ordered = sorted(names, key=lambda name: (fold(name), name))
        areas = tuple(PracticeArea(id=fold(name).replace(" ", "-"), name=name) for name in ordered)
        return cls(id=OWN, name="Areas of this survey", areas=areas, capability_scale=capability_scale, need_scale=need_scale)

    def area(self, heading: str) -> PracticeArea | None:
        """Find the area that a heading names, or None."""
        return next((area for area in self.areas if area.answers_to(heading)), None)

    def with_scales(self, capability_scale: Scale, need_scale: Scale) -> Self:
        """Return the same areas on other scales."""
        return replace(self, capability_scale=capability_scale, need_scale=need_scale)

    @property
    def glance(self) -> Glance:
        """What is seen first of it: the practice areas."""
        words = f"{self.name}, {counted(len(self.areas), 'practice area')}."
        return Glance(words=words, headings=("Practice area", ""), rows=tuple((area.name, area.summary) for area in self.areas))

    @property
    def point_unit(self) -> int:
        """How many points make one step of need times one step of lead: 1 unless ratings have decimals."""
        return self.capability_scale.unit * self.need_scale.unit


@cache
def _texts() -> dict[str, str]:
    """Return the files of the built-in frameworks by their names, the default first."""
    texts = {file.stem: file.read_text(encoding="utf-8") for file in _BUILT_IN.glob("*.toml")}
    return {name: texts[name] for name in sorted(texts, key=lambda name: (name != "roundtable", name))}


def builtin_names() -> tuple[str, ...]:
    """Return the names of the built-in frameworks, the default first."""
    return tuple(_texts())


def frameworks() -> tuple[Framework, ...]:
    """Return every built-in framework, the default first."""
    return _parsed()


@cache
def _parsed() -> tuple[Framework, ...]:
    return tuple(Framework.parse(text, name) for name, text in _texts().items())
