"""Writes cxmatch/schemas/*.json from the nouns, or checks that they are up to date.

A noun has two shapes. A *record* is what the codec writes: its fields, and what it lists as derived. A *setting* is what people
write: its fields by all their names, and the short forms that its `from_setting` takes, which `SHORT` lists.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import cxmatch as cx
from cxmatch.domain.cohort import Reading
from cxmatch.domain.explanation import Explanation, OfficeStory, PricedPair
from cxmatch.domain.overview import Overview
from cxmatch.domain.parts import Capacity, Corrected, ReportSettings, Seats
from cxmatch.domain.policy import Pair, Past, Policy
from cxmatch.domain.rounds import Difference
from cxmatch.domain.run import SCHEMA, Run
from cxmatch.domain.weighing import Asked, AskedFirst, Link, Preference
from cxmatch.records.settings import Within
from cxmatch.survey.headings import BY_AREA, Kind
from cxmatch.survey.settings import Setting, Settings
from docs.made import write_or_check

FOLDER = Path(cx.__file__).with_name("schemas")
STARTER = Path(cx.__file__).parent / "survey" / "starter.toml"
DRAFT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]

_PLAIN: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
}
_NAMES = {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 2}
_TWO = {**_NAMES, "maxItems": 2}
# The short forms of a noun as a whole, and of its fields.
SHORT: dict[Any, list[Schema]] = {
    Pair: [_TWO],
    Past: [_TWO],
    Seats: [{"type": "integer", "minimum": 0}],
    AskedFirst: [
        {"enum": [word.value for word in Asked if word is not Asked.POINTS]},
        {"type": "string", "pattern": "^worth [0-9]{1,9}$"},
    ],
    Link: [_NAMES],
    Preference: [
        {
            "type": "object",
            "properties": {
                "links": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/Link"}},
                "points": {"type": "integer", "minimum": 0},
                "attribute": {"type": "string"},
                "want": {"const": "different"},
            },
            "required": ["links", "points"],
            "additionalProperties": False,
        }
    ],
    Corrected: [],
    Capacity: [],
    ReportSettings: [],
}
SHORT_FIELDS: dict[tuple[Any, str], Schema] = {
    (Past, "repeat"): {"const": "never"},
    (Corrected, "level"): {"type": "number"},
    (Capacity, "mentor_at_least"): {
        "type": "object",
        "properties": {"each": {"type": "integer", "minimum": 0}},
        "required": ["each"],
        "additionalProperties": False,
    },
    (ReportSettings, "status"): {"enum": ["Draft", "DRAFT", "Final", "FINAL"]},
}


@dataclass(slots=True)
class Shapes:
    """The schemas of all nouns below one, in one of the two shapes; `words` explain settings by their dotted names."""

    setting: bool
    words: Mapping[str, str] = field(default_factory=dict)
    found: dict[str, Schema] = field(default_factory=dict)
    nouns: dict[str, Any] = field(default_factory=dict)

    def of(self, hint: Any, path: str = "") -> Schema:
        """Return the schema of an annotation."""
        origin, inner = get_origin(hint), get_args(hint)
        if hint in (Any, object):
            return {}
        if origin is Annotated:
            return bounded(inner[1], self.of(inner[0], path))
        if origin in (Union, types.UnionType):
            return self._either([part for part in inner if not (self.setting and part is type(None))], path)
        if origin is tuple:
            return self._row(inner, path)
        if origin is list or (isinstance(origin, type) and issubclass(origin, (list, set, frozenset))):
            return {"type": "array", "items": self.of(inner[0], path)}
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return {"type": "object", "additionalProperties": self.of(inner[1], path)}
        return self._named(hint, path)

    def _either(self, kinds: list[Any], path: str) -> Schema:
        shapes = [self.of(kind, path) for kind in kinds]
        return shapes[0] if len(shapes) == 1 else {"anyOf": shapes}

    def _row(self, inner: tuple[Any, ...], path: str) -> Schema:
        if inner[-1:] == (...,):
            return {"type": "array", "items": self.of(inner[0], path)}
        return {
            "type": "array",
            "prefixItems": [self.of(kind, path) for kind in inner],
            "minItems": len(inner),
            "maxItems": len(inner),
        }

    def _named(self, kind: Any, path: str) -> Schema:
        if isinstance(kind, type) and issubclass(kind, Enum):
            return {"enum": [word.value for word in kind if word.value or not self.setting]}
        if not is_dataclass(kind):
            return dict(_PLAIN[kind])
        name = kind.__name__  # type: ignore[union-attr]  # a class
        if self.nouns.setdefault(name, kind) is not kind:
            raise ValueError(f"two nouns are called {name}")
        if name not in self.found:
            self.found[name] = {}  # a noun may hold its like
            self.found[name] = (self._setting if self.setting else self._record)(kind, path)
        return {"$ref": f"#/$defs/{name}"}

    def _record(self, kind: Any, path: str) -> Schema:
        spelled, unwritten, silent = (getattr(kind, name, ()) for name in ("spelled", "unwritten", "silent"))
        own = {each.name: get_type_hints(kind)[each.name] for each in fields(kind) if each.name not in unwritten}
        known = own | {name: derived(kind, name) for name in getattr(kind, "derived", ())}
        keys = {name: spelled.get(name, name) if spelled else name for name in known}
        return {
            "description": first_words(kind),
            "type": "object",
            "properties": {keys[name]: self.of(hint, path) for name, hint in known.items()},
            "required": [keys[name] for name in known if name not in silent],
            "additionalProperties": False,
        }

    def _setting(self, kind: Any, path: str) -> Schema:
        hints, rest = get_type_hints(kind, include_extras=True), getattr(kind, "others", "")
        own = {each.name: hints[each.name] for each in fields(kind) if each.name not in getattr(kind, "unwritten", ())}
        known = own | {word: own[name] for word, name in getattr(kind, "also_called", {}).items()}
        shapes = {name: self._said(kind, name, hint, f"{path}.{name}".lstrip(".")) for name, hint in known.items()}
        needed = [each.name for each in fields(kind) if each.name in own and each.default is each.default_factory is MISSING]
        table = {
            "type": "object",
            "properties": shapes,
            **({"required": needed} if needed else {}),
            "additionalProperties": self.of(get_args(hints[rest])[1], f"{path}.{rest}") if rest else False,
        }
        about = {"description": self.words.get(path) or first_words(kind)}
        return about | ({"anyOf": [*SHORT[kind], table]} if SHORT.get(kind) else table)

    def _said(self, kind: Any, name: str, hint: Any, path: str) -> Schema:
        shape = self.of(hint, path)
        if (kind, name) in SHORT_FIELDS:
            shape = {"anyOf": [shape, SHORT_FIELDS[kind, name]]}
        return {"description": self.words[path], **shape} if path in self.words else shape


def bounded(bounds: Any, shape: Schema) -> Schema:
    """Return a schema within the bounds that stand in an annotation."""
    return {**shape, "minimum": bounds.least, "maximum": bounds.most} if isinstance(bounds, Within) else shape


def derived(kind: Any, name: str) -> Any:
    """Return the annotation of what a noun works out."""
    held = inspect.getattr_static(kind, name)
    made = getattr(held, "fget", None) or getattr(held, "func", None)
    return get_type_hints(made)["return"] if made else get_type_hints(kind)[name]


def first_words(kind: Any) -> str:
    """Return the first paragraph of what a noun says of itself."""
    return " ".join((inspect.getdoc(kind) or "").split("\n\n")[0].split())


def explained(text: str) -> dict[str, str]:
    """Return what the comments of the starter say of each setting and table, by dotted name."""
    words, table, said = dict[str, str](), "", list[str]()
    for line in text.splitlines():
        if heading := re.fullmatch(r"#\[+([\w.]+).*?\]+", line):
            table = heading[1]
            words.setdefault(table, " ".join(said))
        elif setting := re.match(r"#(\w+) = ", line):
            words.setdefault(f"{table}.{setting[1]}", " ".join(said))
        said = [*said, line.removeprefix("# ")] if line.startswith("# ") else []
    return {name: sentence for name, sentence in words.items() if sentence}


def whole(title: str, hint: Any, shapes: Shapes) -> Schema:
    """Return a schema that can stand alone."""
    top = shapes.of(hint)
    return {"$schema": DRAFT, "title": title, **top, "$defs": dict(sorted(shapes.found.items()))}


def columns() -> Schema:
    """Return the schema of a columns file."""
    alone = [str(kind) for kind in Kind if kind not in BY_AREA]
    areas = "|".join(str(kind) for kind in BY_AREA)
    use = {"anyOf": [{"enum": alone}, {"type": "string", "pattern": rf"^({areas})\s*[,:]\s*\S"}]}
    tables = {
        "columns": {"description": "What each heading of the survey is used as.", "type": "object", "additionalProperties": use},
        "levels": {
            "description": 'What each answer stands for: a level of the scale, or "not answered".',
            "type": "object",
            "additionalProperties": {"type": "string"},
        },
    }
    return {
        "$schema": DRAFT,
        "title": "A columns file of cxmatch",
        "type": "object",
        "properties": tables,
        "additionalProperties": False,
    }


def settings(kind: Any, title: str, prefix: str = "") -> Schema:
    """Return the schema of a file that people write; `prefix` is the part of the settings file that it is."""
    words = {name.removeprefix(prefix): said for name, said in explained(STARTER.read_text(encoding="utf-8")).items()}
    return whole(title, kind, Shapes(setting=True, words=words))


def record(kind: Any, title: str) -> Schema:
    """Return the schema of what cxmatch writes."""
    made = whole(title, kind, Shapes(setting=False))
    if kind is Run:
        made["$defs"]["Run"]["properties"]["schema"] = {"const": SCHEMA}
    return made


# The name of each schema, and what makes it.
MADE: dict[str, Callable[[], Schema]] = {
    "settings": lambda: settings(Settings, "cxmatch.toml, settings beside a survey"),
    "policy": lambda: settings(Policy, "A policy file of cxmatch", "policy."),
    "columns": columns,
    "run": lambda: record(Run, "run.json, and what  pair --json  and  rerun --json  print"),
    "check": lambda: record(Reading, "What  check --json  prints"),
    "explain": lambda: record(Explanation, "What  explain RUN MENTOR PROTEGE --json  prints"),
    "compare": lambda: record(Difference, "What  compare --json  prints"),
    "gaps": lambda: record(cx.Gaps, "What  gaps --json  prints"),
    "agenda": lambda: record(cx.Agenda, "What  agenda --json  prints"),
    "progress": lambda: record(cx.Progress, "What  progress --json  prints"),
    "status": lambda: record(cx.RoundStatus, "What  status --json  prints"),
    "overview": lambda: record(Overview, "What  explain RUN --json  prints"),
    "office": lambda: record(OfficeStory, "What  explain RUN OFFICE --json  prints"),
    "price-list": lambda: record(tuple[PricedPair, ...], "What  explain RUN --all --json  prints"),
    "refusals": lambda: record(cx.Refusals, "What  ask --json  prints"),
    "candidates": lambda: record(cx.Candidates, "What  ask --choices --json  prints"),
    "answers": lambda: record(cx.Answers, "What  answers --json  prints"),
    "practices": lambda: record(cx.Practices, "What  practices --json  prints"),
    "frameworks": lambda: record(tuple[cx.Framework, ...], "What  frameworks --json  prints"),
    "trail": lambda: record(cx.Trail, "What  trail --json  prints"),
    "silos": lambda: record(cx.Silos, "What  silos --json  prints"),
    "regret": lambda: record(cx.Regret, "What  regret --json  prints"),
    "handover": lambda: record(cx.Handover, "What  handover --json  prints"),
    "published": lambda: record(cx.Published, "What  handover --publish --json  prints"),
    "in-force": lambda: record(tuple[Setting, ...], "What  settings --json  prints"),
}


def texts() -> dict[Path, str]:
    """Return the text of every schema, by its file."""
    return {FOLDER / f"{name}.json": json.dumps(make(), indent=1, ensure_ascii=False) + "\n" for name, make in MADE.items()}


if __name__ == "__main__":
    sys.exit(write_or_check("cxmatch/schemas are", texts(), "schemas", there=FOLDER.glob("*.json")))
