"""How areas count: how much of a lead, and by what factor every protege's needs count alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from cxmatch.domain.framework import Framework
from cxmatch.domain.weighing import FitSettings

# A whole need in points: 10 x lcm(1 .. 16), so that shares of needs up to 16 are exact, and hundredths of any.
WHOLE, FINEST, PERCENT = 7_207_200, 1_000, 100


def whole_need(framework: Framework, weights: Mapping[str, int]) -> int:
    """Return how many points the whole need of any protege counts where every office's needs count alike.

    That is the common denominator: 7,207,200, times the power of ten that leaves at least 1,000 for each point that the largest
    need on these scales could count, all areas having the largest weight. It depends on no answer, so that a fit is that of its
    two offices alone.
    """
    capability, need = framework.capability_scale, framework.need_scale
    heaviest = max([1, *weights.values()])
    most = len(framework.areas) * heaviest * (need.top - need.bottom) * (capability.top - capability.bottom)
    whole = WHOLE
    while whole < FINEST * most:
        whole *= 10
    return whole


def shown_unit(framework: Framework, fit: FitSettings, weights: Mapping[str, int]) -> int:
    """Return how many points people see as 1: a step of need times one of lead, or a hundredth of the whole need."""
    return whole_need(framework, weights) // PERCENT if fit.alike else framework.point_unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """How areas count, by `weights` with their ids. Of a lead at most `most_lead` counts, in units of the capability scale.

    Where every office's needs count alike, `whole_need` is what the whole need of any protege counts; else it is 0.
    """

    framework: Framework
    weights: Mapping[str, int]
    most_lead: int
    whole_need: int

    @classmethod
    def of(cls, framework: Framework, fit: FitSettings, weights: Mapping[str, int]) -> Self:
        """Return it for the scales of a framework."""
        scale = framework.capability_scale
        most = scale.top - scale.bottom
        return cls(
            framework=framework,
            weights=weights,
            most_lead=most if fit.lead_at_most is None else min(most, fit.lead_at_most * scale.unit),
            whole_need=whole_need(framework, weights) if fit.alike else 0,
        )

    def full_points(self, capability: Mapping[str, int], need: Mapping[str, int]) -> int:
        """Return what a mentor at the top of every area would bring a protege with these answers."""
        return self.share(capability, need) * self._full_steps(capability, need)

    def _full_steps(self, capability: Mapping[str, int], need: Mapping[str, int]) -> int:
        """Return the same before needs are made to count alike: the sum of weight x need x lead."""
        top, bottom = self.framework.capability_scale.top, self.framework.need_scale.bottom
        return sum(
            self.weights[area] * (level - bottom) * min(top - capability[area], self.most_lead)
            for area, level in need.items()
            if area in capability
        )

    def share(self, capability: Mapping[str, int], need: Mapping[str, int]) -> int:
        """Return the factor that makes needs count alike: the whole need over what the best mentor could bring, rounded down.

        1 where they do not count alike. Rounding down takes less than a thousandth of its need from a protege, in proportion
        from each area: how its mentors stand to each other is not changed.
        """
        return self.whole_need // max(1, self._full_steps(capability, need)) if self.whole_need else 1

    @property
    def most_points(self) -> int:
        """The most that the areas could add to a pair on these scales; in Python's own integers, which do not overflow."""
        need = self.framework.need_scale
        return self.whole_need or sum(self.weights.values()) * (need.top - need.bottom) * self.most_lead
