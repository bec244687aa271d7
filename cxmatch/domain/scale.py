"""A scale: the levels of an answer, held as whole numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Self

from cxmatch.errors import SettingsError

MOST_DECIMALS, FURTHEST = 2, 999_999
_NUMBER = re.compile(r"([+-]?)([0-9]{1,6})(?:\.([0-9]{1,9}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The levels from `low` to `high`, named by `labels` where the survey uses words.

    A level is a whole number: the rating in units of the scale's last decimal, so that 4.5 on a scale
    with one decimal is 45. With labels, level 1 is the lowest label.
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
    def of_range(cls, text: str, decimals: int = MOST_DECIMALS) -> Self:
        """Read a scale as people type it: "1-5", "0 - 4", "0..5"."""
        found = re.fullmatch(r"\s*(-?\d{1,4})\s*(?:-|\.\.|to)\s*(-?\d{1,4})\s*", text)
        if not found:
            raise SettingsError(f'"{text}" is not a scale.', "Type the lowest and the highest rating, for example  --scale 0-5")
        return cls(low=int(found[1]), high=int(found[2]), decimals=decimals)

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
        """Return the level a cell says, or None when it says no level of this scale.

        Numbers are plain digits with an optional decimal point; nothing that only a programming language calls a number.
        """
        by_label = {label.casefold(): place for place, label in enumerate(self.labels, start=1)}
        found = _NUMBER.fullmatch(text.strip())
        if text.strip().casefold() in by_label or not found:
            return by_label.get(text.strip().casefold())
        decimals = (found[3] or "").rstrip("0")
        if len(decimals) > self.decimals:
            return None
        level = int(found[2]) * self.unit + int(decimals.ljust(self.decimals, "0") or "0")
        level = -level if found[1] == "-" else level
        return level if self.bottom <= level <= self.top else None

    def say(self, level: int) -> str:
        """Say a level as people know it: its label, or the rating with no more decimals than it needs."""
        return self.labels[level - 1] if self.labels else decimal_text(level, self.unit)

    def describe(self) -> str:
        """Say the whole scale, lowest first."""
        return ", ".join(self.labels) if self.labels else f"{self.low} to {self.high}"

    def with_decimals(self, decimals: int) -> Self:
        """Return the same scale with levels held in another unit."""
        return replace(self, decimals=decimals)


def decimal_text(amount: int, unit: int) -> str:
    """Write amount / unit exactly, where unit is a power of ten.

    >>> decimal_text(1050, 100), decimal_text(-5, 10), decimal_text(31, 1)
    ('10.5', '-0.5', '31')
    """
    whole, rest = divmod(abs(amount), unit)
    decimals = str(rest).rjust(len(str(unit)) - 1, "0").rstrip("0") if rest else ""
    return f"{'-' if amount < 0 else ''}{whole}{'.' + decimals if decimals else ''}"
