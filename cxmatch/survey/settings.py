"""Settings beside a survey: how it is read and the policy, in one file `cxmatch.toml`, and where that is looked for.

Only the command line looks for such a file. `read_survey` and `pair` do what their arguments say.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Annotated, Any, ClassVar, Self

from cxmatch.domain.framework import Scale, builtin_names
from cxmatch.domain.policy import Policy
from cxmatch.domain.rows import settings as rules
from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.records.codec import encode
from cxmatch.records.files import write_new
from cxmatch.records.settings import Within, fill
from cxmatch.records.toml import text_of, tree_of
from cxmatch.survey.files import Limits
from cxmatch.survey.headings.mapping import Duplicates, Unrated

SETTINGS_FILE, SCHEMA_FILE = "cxmatch.toml", "cxmatch.schema.json"
_STARTER = Path(__file__).with_name("starter.toml")
_SCHEMAS = Path(__file__).parents[1] / "schemas"
_FILES = ("framework", "columns", "proteges")  # what names a file, from the folder of the settings


@dataclass(frozen=True, slots=True)
class _Range:
    """A rating scale as people type it."""

    def refuse(self, value: Any, name: str) -> str:
        """Return the text; raise SettingsError where it says no scale."""
        if not isinstance(value, str):
            raise SettingsError(f'"{name}" is a text in quotes:  {name} = "1-5"')
        try:
            Scale.of_range(value)
        except SettingsError as problem:
            raise SettingsError(problem.what, 'Write the lowest and the highest rating, for example  scale = "0-5"') from None
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveySettings:
    """How a survey is read, by the names of the options of the command line; None is not said."""

    framework: str | None = None
    scale: Annotated[str, _Range()] | None = None
    columns: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: Annotated[int, Within(1, 2**31 - 1)] | None = None
    duplicates: Duplicates | None = None
    unrated: Unrated | None = None
    round: bool | None = None
    proteges: str | None = None
    keep_email: bool | None = None
    keep_words: bool | None = None
    limits: Limits = Limits()  # noqa: RUF009 -- frozen

    @property
    def said(self) -> dict[str, Any]:
        """What is said, by the names of options, as values of the command line."""
        given = {each.name: encode(getattr(self, each.name)) for each in fields(self) if each.name != "limits"}
        limits = [f"{name.replace('_', '-')}={value}" for name, value in self.bounds.items()]
        return {name: value for name, value in given.items() if value is not None} | ({"limit": limits} if limits else {})

    @property
    def bounds(self) -> dict[str, int]:
        """The limits that are not at their default."""
        pairs = ((each.name, getattr(self.limits, each.name)) for each in fields(Limits))
        return {name: value for name, value in pairs if value != getattr(Limits(), name)}

    def beside(self, folder: Path) -> Self:
        """Return the settings of a file in a folder, whose files are named from there, as they are named from here."""
        named = {name: value for name in _FILES if (value := getattr(self, name)) and value not in builtin_names()}
        files: dict[str, Any] = {name: str(folder / value) for name, value in named.items()}
        return replace(self, **files)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a settings file says: how a survey is read, and the policy, None where it has none.

    `origins` say where each value stands ("cxmatch.toml, line 3") by its dotted name, "survey.scale".
    """

    survey: SurveySettings = SurveySettings()
    policy: Policy | None = None
    origins: Mapping[str, str] = field(default_factory=dict, compare=False)
    unwritten: ClassVar[tuple[str, ...]] = ("origins",)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a settings file; the files that it names are looked for from its folder.

        Raises SettingsError with all that makes no sense at once, each with its line and the nearest name for a mistake, and
        FileError if the file cannot be read.
        """
        made, file = cls.parse(text_of(path), str(path)), Path(path)
        policy = made.policy and replace(made.policy, report=made.policy.report.beside(file))
        return replace(made, survey=made.survey.beside(file.parent), policy=policy)

    @classmethod
    def parse(cls, text: str, source: str = SETTINGS_FILE) -> Self:
        """Make settings of the text of a TOML file; `source` names it in errors. Raises SettingsError as `load` does."""
        made, places = fill(cls, tree_of(text, source), text, source)
        origins = {name: place.replace(source, Path(source).name, 1) for name, place in places.items()}
        rules = {name.removeprefix("policy."): place for name, place in origins.items() if name.startswith("policy.")}
        return replace(made, policy=made.policy and replace(made.policy, origins=rules), origins=origins)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting that is in force: its name, its value in words, and where that came from."""

    name: str
    value: str
    origin: str
    spelled: ClassVar[Mapping[str, str]] = {"origin": "from"}


def settings(options: Mapping[str, Any], origins: Mapping[str, str], policy: Policy) -> tuple[Setting, ...]:
    """Return every setting in force: the options of reading a survey, those of `check`, and the rules of a policy.

    `origins` say where each option came from, by its name; what is not in it is at its default.
    """
    bounds = {f"limits.{each.name}": getattr(options["limits"] or Limits(), each.name) for each in fields(Limits)}
    changed = {name for name, bound in bounds.items() if bound != getattr(Limits(), name.removeprefix("limits."))}
    places = {**origins, **{name: origins.get("limits", "default") for name in changed}}
    values = {**{name: value for name, value in options.items() if name != "limits"}, **bounds}
    reading = ((f"survey: {name}", _words(value), places.get(name, "default")) for name, value in values.items())
    return tuple(Setting(name=name, value=value, origin=place) for name, value, place in (*reading, *rules(policy)))


def _words(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "not said" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


def policy_in(path: str | Path) -> Policy:
    """Return the policy of a policy file, or that of a settings file. Raises as `Policy.load` does."""
    tree = tree_of(text_of(path), Path(path).name)
    parts = [tree.get(each.name) for each in fields(Settings)]
    if not any(isinstance(part, dict) for part in parts):
        return Policy.load(path)
    return Settings.load(path).policy or Policy()


def find_settings(survey: str | Path | None = None) -> Path | None:
    """Return the settings file that holds for a survey, None where there is none.

    It stands beside the survey; else in the current folder, or the nearest one above it.
    """
    above: tuple[Path, ...] = ()
    with suppress(OSError):  # a folder that is gone
        above = tuple(Path(*[os.pardir] * steps) for steps in range(len(Path.cwd().parts)))
    beside = [Path(survey).parent] if survey is not None else []
    return next((folder / SETTINGS_FILE for folder in (*beside, *above) if os.path.isfile(folder / SETTINGS_FILE)), None)


def init(path: str | Path = SETTINGS_FILE, *, overwrite: bool = False) -> tuple[Path, Path]:
    """Write a settings file in which every line is a comment, so that nothing is set, and its schema for editors beside it.

    Returns both paths. Raises FileError if one is there with other content and `overwrite` is not set, or cannot be written.
    """
    file = Path(path)
    written = file, file.parent / SCHEMA_FILE
    write_new(file, _STARTER.read_bytes(), overwrite=overwrite)
    write_new(written[1], schema("settings").encode(), overwrite=overwrite)
    return written


def schemas() -> tuple[str, ...]:
    """Return the names of the JSON Schemas that come with cxmatch."""
    return tuple(sorted(path.stem for path in _SCHEMAS.glob("*.json")))


def schema(name: str) -> str:
    """Return a JSON Schema (draft 2020-12) as text, by its name. Raises SettingsError for one that there is not."""
    if name not in schemas():
        raise SettingsError(f'There is no schema "{name}".{did_you_mean(name, schemas())}', f"Schemas: {', '.join(schemas())}")
    return (_SCHEMAS / f"{name}.json").read_text(encoding="utf-8")
