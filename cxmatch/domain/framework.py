"""A framework: the practice areas of a survey and the scales they are rated on. Data, never code."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

from cxmatch.domain.scale import Scale
from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.records.settings import fill
from cxmatch.records.text import fold
from cxmatch.records.toml import text_of, tree_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeArea:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """The areas and the two scales a survey is read by.

    `open_areas` says that the survey's own headings name the areas: "one area or many, on this scale".
    """

    id: str
    name: str
    version: str = "1"
    areas: tuple[PracticeArea, ...]
    capability_scale: Scale
    need_scale: Scale
    summary: str = ""
    open_areas: bool = False

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
        """Return a built-in framework by its name, or read one from a TOML file.

        Raises
        ------
        SettingsError
            Neither a built-in name nor a framework file.

        """
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
        return cls(
            id="survey", name="Areas of this survey", areas=areas, capability_scale=capability_scale, need_scale=need_scale
        )

    def area(self, heading: str) -> PracticeArea | None:
        """Find the area that a heading names, or None."""
        return next((area for area in self.areas if area.answers_to(heading)), None)

    def with_scales(self, capability_scale: Scale, need_scale: Scale) -> Self:
        """Return the same areas on other scales."""
        return replace(self, capability_scale=capability_scale, need_scale=need_scale)

    @property
    def point_unit(self) -> int:
        """How many points make one step of need times one step of lead: 1 unless ratings have decimals."""
        return self.capability_scale.unit * self.need_scale.unit


@cache
def _texts() -> dict[str, str]:
    """Return the files of the built-in frameworks by their names, the default first."""
    there = [entry for entry in (files("cxmatch") / "frameworks").iterdir() if entry.name.endswith(".toml")]
    texts = {entry.name.removesuffix(".toml"): entry.read_text(encoding="utf-8") for entry in there}
    return {name: texts[name] for name in sorted(texts, key=lambda name: (name != "roundtable", name))}


def builtin_names() -> tuple[str, ...]:
    """Return the names of the built-in frameworks, the default first."""
    return tuple(_texts())


@cache
def frameworks() -> tuple[Framework, ...]:
    """Return every built-in framework, the default first."""
    return tuple(Framework.parse(text, name) for name, text in _texts().items())
