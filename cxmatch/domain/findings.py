"""Findings: what reading a survey noticed, as data; the words are rendered here alone, from the catalogue beside this file."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import ClassVar


class Severity(StrEnum):
    """How much a finding matters: an error stops the pairing, a warning asks for a look, a note only tells."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in the survey, as the organizer's spreadsheet shows it: row from 1, column as a letter."""

    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    heading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing noticed while reading; `facts` fill the words of the catalogue, for example `value` and `levels`."""

    code: str
    place: Place = field(default_factory=Place)
    facts: Mapping[str, str] = field(default_factory=dict)
    derived: ClassVar[tuple[str, ...]] = ("severity", "message")

    @property
    def severity(self) -> Severity:
        """How much it matters, from the catalogue."""
        return catalogue()[self.code].severity

    @property
    def message(self) -> str:
        """What was found, in plain words, without the place; a fact that is not given reads as nothing."""
        return catalogue()[self.code].message.format_map(defaultdict(str, self.facts))

    @property
    def remedy(self) -> str:
        """What to do about it; empty where there is nothing to do."""
        remedy = catalogue()[self.code].remedy.format_map(defaultdict(str, self.facts))
        return "" if remedy.startswith("Nothing") else remedy


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingKind:
    """One entry of the catalogue: what a code means and what to do about it."""

    code: str
    severity: Severity
    title: str
    message: str
    remedy: str

    @property
    def pattern(self) -> str:
        """The message with each fact by its name in angle brackets: "<value>" is not a level."""
        return self.message.format_map(_Names())

    @property
    def advice(self) -> str:
        """The remedy, written in the same way."""
        return self.remedy.format_map(_Names())


class _Names(dict[str, str]):
    """Facts for explaining a kind of finding: each stands for itself."""

    def __missing__(self, key: str) -> str:
        return f"<{key}>"


@cache
def catalogue() -> Mapping[str, FindingKind]:
    """Return every kind of finding by its code."""
    tree = tomllib.loads((files("cxmatch.domain") / "findings.toml").read_text(encoding="utf-8"))
    return {
        code: FindingKind(code=code, **{**entry, "severity": Severity(entry["severity"])}) for code, entry in sorted(tree.items())
    }
