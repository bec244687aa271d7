"""What the best plan says about the cohort as a whole: how firm it is, and where a seat or an answer would help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cxmatch.domain.explanation import Cost, Drill
from cxmatch.domain.matching import Move, Side
from cxmatch.domain.scale import decimal_text
from cxmatch.domain.wording import counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """The largest error that every fit may have, in points, with the plan still a best one: `points` / `parts`.

    `flips` leads to the plan that is just as good when the fits are off by that much; it is empty, and `points` None, where
    there is no other plan.
    """

    points: int | None
    parts: int = 1
    flips: tuple[Move, ...] = ()

    def words(self, unit: int) -> str:
        """Say it; `unit` is how many points one step of fit has."""
        if self.points is None:
            return "No other plan is possible, whatever the fits are."
        if not self.points:
            return "Another plan is just as good already, so any change of a fit may decide between them."
        whole = decimal_text(self.points, unit) if self.parts == 1 else f"{decimal_text(self.points, unit)}/{self.parts}"
        return f"Every fit may be wrong by up to {whole} and this plan stays a best one. First to change: {_told(self.flips)}."


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatWorth:
    """What one more seat of an office would add to the plan."""

    office: str
    side: Side
    gain: Cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What a further mentor at the top of one practice area, with one seat, would bring."""

    area: str
    gain: Cost

    def words(self, unit: int) -> str:
        """Say it as recruiting advice."""
        brings = f"bring {decimal_text(self.gain.points, unit)} of fit" if self.gain.points > 0 else ""
        takes = f"take {counted(self.gain.paired, 'office')} off the waiting list" if self.gain.paired > 0 else ""
        return f"A mentor strong in {self.area} would {' and '.join(filter(None, [brings, takes])) or 'change nothing'}."


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRating:
    """A rating that was not given: whether any answer to it could change the plan."""

    office: str
    side: str
    area: str
    matters: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockingPair:
    """A mentor and a protege who would both rather have each other than what they got."""

    mentor: str
    protege: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Everything `explain` says about a run as a whole.

    `firm` pairings stand in every equally good plan, `free` ones do not.
    """

    firm: int
    free: int
    noise: Noise | None
    blocking: tuple[BlockingPair, ...]
    seats: tuple[SeatWorth, ...]
    advice: tuple[Advice, ...]
    drills: tuple[Drill, ...]
    unanswered: tuple[OpenRating, ...]
    unit: int = 1
    derived: ClassVar[tuple[str, ...]] = ("unanswered_words",)

    @property
    def unanswered_words(self) -> str:
        """Say which unanswered ratings could change the plan, and whom to ask."""
        if not self.unanswered:
            return "Every rating was given."
        ask = sorted({rating.office for rating in self.unanswered if rating.matters})
        count, idle = len(self.unanswered), sum(not rating.matters for rating in self.unanswered)
        said = f"{count} rating{' is' if count == 1 else 's are'} empty; {idle} cannot matter"
        return f"{said}; ask {', '.join(ask)}." if ask else f"{said}."


def _told(moves: tuple[Move, ...]) -> str:
    return ", ".join(map(str, moves[:3])) + (f" and {len(moves) - 3} more" if len(moves) > 3 else "")
