"""What the best plan says about the cohort as a whole: how firm it is, and where a seat or an answer would help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cxmatch.domain.asked import Led
from cxmatch.domain.explanation import Cost, Drill
from cxmatch.domain.matching import Move, Side
from cxmatch.records.text import counted, decimal_text, is_decimal, listed, some

_FINER = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerChange:
    """One answer that was given, and another one that would alter the pairing; both as the survey says them."""

    office: str
    side: str
    area: str
    given: str
    other: str

    def __str__(self) -> str:
        return f"{self.office}'s {self.side} in {self.area}, {self.other} instead of {self.given}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """The largest error that every fit may have, in points, with the plan still a best one: `points` / `parts`.

    What ends it is one of three: `flips` leads to a plan that is just as good when the fits are off by that much; or to one
    that is better one point further on, by pairs that are barred now for want of fit (`opens`); or one of its own pairings
    `falls` below the minimum fit. `answers` are single answers, changed by as little as can be, that alter the pairing; None
    where that was not worked out.
    """

    points: int
    parts: int = 1
    flips: tuple[Move, ...] = ()
    opens: tuple[tuple[str, str], ...] = ()
    falls: tuple[str, str] | None = None
    answers: tuple[AnswerChange, ...] | None = None

    def words(self, unit: int) -> str:
        """Say it; `unit` is how many points one step of fit has."""
        further = decimal_text(self.points + 1, unit)
        if self.falls:
            ends = f"An error of {further} could let {_pair(self.falls)} fall below the minimum fit."
        elif self.opens:
            ends = f"An error of {further} could open {listed(list(map(_pair, self.opens)))}, too weak now, and better the plan."
        elif not self.points:
            return f"Another plan is just as good already, so any change of a fit may decide between them. {self._by_answers}"
        else:
            ends = f"First to change: {some(list(map(str, self.flips)), 3)}."
        return f"{self._stands(unit)} {ends} {self._by_answers}"

    def _stands(self, unit: int) -> str:
        """Say the error that is safe, rounded down to hundredths of a step."""
        if not self.points:
            return "This plan stands no error of the fits."
        finer = _FINER * unit if is_decimal(unit) else _FINER
        most = decimal_text(self.points * finer // (self.parts * unit), finer)
        return f"Every fit may be wrong by up to {most} and this plan stays a best one."

    @property
    def _by_answers(self) -> str:
        if self.answers is None:
            return "Which single answers would alter the pairing was not worked out."
        if not self.answers:
            return "No other answer to any one question would alter the pairing."
        return f"Single answers that would alter the pairing: {'; '.join(map(str, self.answers))}."


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatWorth:
    """What one more seat of an office would add to the plan; with the worst-off first also what the lowest fit gains."""

    office: str
    side: Side
    gain: Cost
    lowest: int | None = None

    def words(self, unit: int) -> str:
        """Say it; `unit` is how many points one step of fit has."""
        return f"{self.office}, as {self.side.value}: {', '.join(_gains(self.gain, self.lowest, unit))}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What a further mentor at the top of one practice area would bring; None where it would not fit the must-have rules."""

    area: str
    gain: Cost | None
    lowest: int | None = None
    seats: int = 1

    def words(self, unit: int) -> str:
        """Say it as recruiting advice."""
        who = f"A mentor strong in {self.area}" + (f" with {self.seats} seats" if self.seats > 1 else "")
        if self.gain is None:
            return f"{who} could not be paired as the must-have rules ask."
        return f"{who}: {', '.join(_gains(self.gain, self.lowest, unit)) or 'no gain'}."


def _gains(gain: Cost, lowest: int | None, unit: int) -> list[str]:
    """Say what is gained: proteges first, then the total and the lowest fit."""
    more = f"{abs(gain.paired):,} {'more' if gain.paired > 0 else 'fewer'} protege{'' if abs(gain.paired) == 1 else 's'} paired"
    who = "it" if abs(gain.led) == 1 else "they"
    led = f"{abs(gain.led):,} {'more' if gain.led > 0 else 'fewer'} led in what {who} asked for first"
    parts = [more] * (gain.paired != 0) + [led] * (gain.led != 0)
    for what, amount in (("total fit", gain.points), ("lowest fit", lowest or 0)):
        parts += [f"{what} {decimal_text(abs(amount), unit)} {'higher' if amount > 0 else 'lower'}"] * (amount != 0)
    return parts


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRating:
    """A rating that was not given: whether any answer to it alone would change the pairing; None where that is not known."""

    office: str
    side: str
    area: str
    matters: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockingPair:
    """A mentor and a protege who would both rather have each other than what they got."""

    mentor: str
    protege: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Everything `explain` says about a run as a whole.

    `firm` pairings stand in every equally good plan, `free` ones do not; both are None where that is not known. `together` says
    that the empty ratings which cannot change the pairing alone cannot do so together either; `untold` is why it is not known of
    some. `left_open` is how many questions reading the survey counted as left open, `led` how many proteges are led in what they
    asked for first. `left_out` says in sentences what is not known, and what the figures are counted from where that is not the
    plan itself.
    """

    firm: int | None
    free: int | None
    noise: Noise | None
    blocking: tuple[BlockingPair, ...]
    seats: tuple[SeatWorth, ...]
    advice: tuple[Advice, ...]
    drills: tuple[Drill, ...]
    unanswered: tuple[OpenRating, ...]
    together: bool = False
    untold: str = ""
    left_open: int | None = None
    left_out: tuple[str, ...] = ()
    unit: int = 1
    led: Led
    derived: ClassVar[tuple[str, ...]] = ("unanswered_words",)

    @property
    def unanswered_words(self) -> str:
        """Say which unanswered ratings could change the pairing, and whom to ask."""
        count = len(self.unanswered)
        if not count:
            return f"Every rating was given in the areas that were asked about.{self._as_read}"
        idle, unknown = (sum(rating.matters is said for rating in self.unanswered) for said in (False, None))
        ask = sorted({rating.office for rating in self.unanswered if rating.matters})
        parts = [f"{counted(count, 'rating')} {'is' if count == 1 else 'are'} empty.{self._as_read}"]
        parts += [f"{_part(idle, count)} cannot change the pairing, whatever the answer{self._how(idle)}."] * bool(idle)
        which = f"the {counted(unknown, 'other')}" if unknown < count else "them"
        whether = "Whether it" if count == 1 else f"Which of {which}"
        parts += [f"{whether} could change the pairing is not known: {self.untold}."] * bool(unknown)
        return " ".join(parts + [f"Ask {listed(ask)}: an answer could change it."] * bool(ask))

    def _how(self, idle: int) -> str:
        if idle == 1:
            return ""
        return ", even all of them together" if self.together else ": none of them alone; together they might"

    @property
    def _as_read(self) -> str:
        """Say why reading counted another number of questions."""
        if self.left_open is None or self.left_open == len(self.unanswered):
            return ""
        return f" (Reading the survey counted {self.left_open:,}: every cell of its answer columns.)"


def _part(part: int, count: int) -> str:
    return "It" if part == count == 1 else "They" if part == count else f"{part:,} of them"


def _pair(pair: tuple[str, str]) -> str:
    return f"{pair[0]} mentoring {pair[1]}"
