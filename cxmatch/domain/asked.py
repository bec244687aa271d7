"""What an office asked for first: how a policy uses it, and what a pairing brings there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from cxmatch.domain.cohort import Cohort
from cxmatch.domain.matching import Fit
from cxmatch.records.text import decimal_text, listed

CLEAR = 2  # steps of a lead from which it is called clear


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

    @property
    def led(self) -> bool:
        """Whether a mentor leads in one of them."""
        return self.lead > 0

    @property
    def strength(self) -> Strength:
        """How clear the lead is."""
        return strength(self.lead, self.unit)

    @property
    def words(self) -> str:
        """Say it: "Asked for first: Hiring, led by 2"."""
        how = f"led by {decimal_text(self.lead, self.unit)}" if self.led else "not led"
        where = f" in {self.area}" if self.led and len(self.areas) > 1 else ""
        return f"{'Asked for first' if self.named else 'Rated highest'}: {listed(self.areas, 'or')}, {how}{where}"


def strength(lead: int, unit: int) -> Strength:
    """Name a lead, in units of the capability scale, `unit` of them a step.

    >>> strength(0, 1).name, strength(1, 1).name, strength(25, 10).name
    ('NONE', 'SLIGHT', 'CLEAR')
    """
    return Strength.CLEAR if lead >= CLEAR * unit else Strength.SLIGHT if lead > 0 else Strength.NONE


def first_need(cohort: Cohort, protege: str, fits: Sequence[Fit]) -> FirstNeed | None:
    """Return what a protege asked for first and what its fits bring there; None where it asked for nothing."""
    areas = cohort.first_areas(cohort.office(protege))
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
