"""The gaps of a cohort: where offices want help, who could give it, and what no capacity meets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cxmatch.domain.scale import decimal_text
from cxmatch.domain.wording import counted


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaGap:
    """One practice area of a cohort.

    `wanting` counts the offices that want help there, `need` adds up how much, in `unit`s of a step. `givers` are ahead of one
    of them and belong to another department, strongest first; `seats` are their mentor seats. `served` is how many could have a
    mentor at most if every seat went to this area; `alone` counts those whom nobody is ahead of. `presenters` would show well
    how they do it.
    """

    area: str
    wanting: int
    need: int
    unit: int = 1
    givers: tuple[str, ...] = ()
    seats: int = 0
    served: int = 0
    alone: int = 0
    presenters: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    derived: ClassVar[tuple[str, ...]] = ("shortfall", "finding")

    @property
    def shortfall(self) -> int:
        """How many offices want help that no capacity meets."""
        return self.wanting - self.served

    @property
    def finding(self) -> str:
        """Say what a session on this area opens on."""
        if not self.wanting:
            return f"No office wants help with {self.area}."
        opening = f"{counted(self.wanting, 'office')} {_verb(self.wanting)} help with {self.area}, need {self.need_text} in all."
        if not self.givers:
            return f"{opening} No office of another department is ahead of any of them."
        could = f"{counted(len(self.givers), 'office')} could give it, with {counted(self.seats, 'mentor seat')}"
        return f"{opening} {could}; {self._short}"

    @property
    def need_text(self) -> str:
        """Say the need in steps of its scale."""
        return decimal_text(self.need, self.unit)

    @property
    def _short(self) -> str:
        if not self.shortfall:
            return "together they could meet every wish."
        alone = f" ({self.alone} of them because nobody is ahead)" if self.alone else ""
        return f"even if every seat went to it, {self.shortfall} would find no mentor{alone}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """The practice areas of a cohort, the most pressing first: by shortfall, then by need."""

    offices: int
    areas: tuple[AreaGap, ...]


def _verb(number: int) -> str:
    return "wants" if number == 1 else "want"
