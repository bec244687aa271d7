"""What an office asked for first, what a pairing brings there, and how many are led in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.matching import Fit
from cxmatch.records.text import decimal_text, grouped, listed

CLEAR = 2  # steps of a lead from which it is called clear
ON_RATINGS = "Ratings given again would change many pairs: rely on the firm pairings and on the clear leads."


class Strength(StrEnum):
    """How far a mentor leads: ratings of oneself are weak evidence, so that one step may be none."""

    NONE = "not led"
    SLIGHT = "slight lead, check it in the first talk"
    CLEAR = "clear lead"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstNeed:
    """What one protege asked for first, and how far its mentors lead there.

    `areas` are the names of the areas, several where it named or rated them alike; `named` says that it named them itself, else
    they are those that it rated highest. `lead` is the largest lead in units of the capability scale, `unit` of them a step,
    and `area` where that is; 0 and "" where no mentor leads in any.
    """

    areas: tuple[str, ...]
    named: bool
    area: str = ""
    lead: int = 0
    unit: int = 1
    derived: ClassVar[tuple[str, ...]] = ("led", "strength", "words")

    @property
    def led(self) -> bool:
        """Whether a mentor leads in one of them."""
        return self.lead > 0

    @property
    def strength(self) -> Strength:
        """How clear the lead is, by whole steps."""
        return Strength.CLEAR if self.lead >= CLEAR * self.unit else Strength.SLIGHT if self.led else Strength.NONE

    @property
    def words(self) -> str:
        """Say it: "Asked for first: Hiring, led by 2"."""
        where = f" in {self.area}" if self.led and len(self.areas) > 1 else ""
        return f"{heading(named=self.named)}: {listed(self.areas, 'or')}, {self._how}{where}"

    @property
    def sentence(self) -> str:
        """Say it, and how clear a lead is: "Asked for first: Hiring, led by 2 (clear lead)."."""
        return f"{self.words}{f' ({self.strength})' * self.led}."

    @property
    def _how(self) -> str:
        return f"led by {decimal_text(self.lead, self.unit)}" if self.led else "not led"

    @property
    def cell(self) -> str:
        """Say it below a heading, where there is little room: "Hiring, led by 2"; of several areas the one that is led."""
        return f"{self.area or listed(self.areas, 'or')}, {self._how}"

    @property
    def for_all(self) -> str:
        """Say it to those who see no ratings."""
        return f"{self.area}: its mentor is ahead there" if self.led else f"{listed(self.areas, 'or')}: bring it to the session"


@dataclass(frozen=True, slots=True, kw_only=True)
class Led:
    """How many proteges a mentor leads in what they asked for first: `led` of the `asked` that named something, `clear` clearly.

    Who waits is not led. `nothing` counts those that named none apart, and `aside` of them those that named only what they rate
    no need in. `named` says that the survey asks, else it is what they rated highest.
    """

    led: int
    clear: int
    asked: int
    nothing: int
    aside: int = 0
    named: bool
    silent: ClassVar[tuple[str, ...]] = ("aside",)
    derived: ClassVar[tuple[str, ...]] = ("words",)

    @property
    def words(self) -> str:
        """Say it: "Led in what they asked for first: 9 of 14; 2 named nothing."."""
        silent = self.nothing - self.aside
        nothing = f"; {silent:,} {'named nothing' if self.named else 'asked for no help'}" * bool(silent)
        nothing += f"; {self.aside:,} named only what {'it rates' if self.aside == 1 else 'they rate'} no need in" * bool(
            self.aside
        )
        clear = f" Clear leads ({CLEAR} steps or more): {self.clear:,}." * bool(self.led)
        return f"Led in what they {heading(named=self.named).lower()}: {self.led:,} of {self.asked:,}{nothing}.{clear}"


def heading(*, named: bool) -> str:
    """Return the heading above what proteges asked for first; what they rated highest, where the survey does not ask."""
    return "Asked for first" if named else "Rated highest"


def first_need(cohort: Cohort, protege: str, fits: Sequence[Fit]) -> FirstNeed | None:
    """Return what a protege asked for first and what its fits bring there; None where it asked for nothing."""
    areas = cohort.first_areas(cohort.by_id[protege])
    if not areas:
        return None
    names, unit = tuple(area.name for area in areas), cohort.framework.capability_scale.unit
    leads = [
        (part.lead, -names.index(part.term))
        for fit in fits
        for part in fit.contributions
        if part.term in names and "need" in part.factors
    ]
    lead, place = max(leads, default=(0, 0))
    area = names[-place] if lead else ""
    return FirstNeed(areas=names, named=cohort.asks_first, area=area, lead=lead, unit=unit)


def own_levels(cohort: Cohort, office: Office) -> dict[str, int]:
    """Return how an office rates itself in the areas that it asked for first, by id; what it left open is not there."""
    return {area.id: office.capability[area.id] for area in cohort.first_areas(office) if area.id in office.capability}


def is_at_top(cohort: Cohort, office: Office) -> bool:
    """Tell whether an office is at the top of the scale in all that it asked for first, so that no mentor can be ahead."""
    own = own_levels(cohort, office).values()
    return bool(own) and min(own) == cohort.framework.capability_scale.top


def set_aside(cohort: Cohort, office: Office) -> tuple[str, ...]:
    """Return the names of the areas that an office asked for first, where it rates a need in none of them; else nothing."""
    named = () if cohort.first_areas(office) else office.asked_first
    return tuple(area.name for area in cohort.framework.areas if area.id in named)


def first_needs(cohort: Cohort, fits: Sequence[Fit]) -> dict[str, FirstNeed | None]:
    """Return for each protege of a cohort what it asked for first and what its fits bring there."""
    theirs = {office.id: list[Fit]() for office in cohort.proteges} | grouped((fit.protege, fit) for fit in fits)
    return {protege: first_need(cohort, protege, own) for protege, own in theirs.items()}


def count_led(cohort: Cohort, fits: Sequence[Fit]) -> Led:
    """Count the proteges of a cohort that their mentors lead in what they asked for first."""
    needs = first_needs(cohort, fits).values()
    asked = [need for need in needs if need]
    return Led(
        led=sum(need.led for need in asked),
        clear=sum(need.strength is Strength.CLEAR for need in asked),
        asked=len(asked),
        nothing=len(needs) - len(asked),
        aside=sum(bool(set_aside(cohort, office)) for office in cohort.proteges),
        named=cohort.asks_first,
    )
