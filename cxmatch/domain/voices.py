"""What an agenda is planned with beside the survey: dates, speakers from outside, and evidence. Nothing of it is scored."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Self

from cxmatch.domain.findings import Finding
from cxmatch.errors import SettingsError
from cxmatch.records.text import counted, fold, listed, said

_LONGEST_WORDS = 300
ADDRESS = re.compile(r"\S+@\S+|\+?\(?\d[\d\s().-]{7,}\d")
UNTIL = " to "  # between the first and the last day of a time away
EVERY = "month"
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MOMENT = re.compile(r"(2[01]\d\d-\d\d-\d\d)(?:[ T](\d\d:\d\d)(?::00)?(?: (\S+))?)?", re.ASCII)
_EVERY = re.compile(r"(?:([1-9]\d?) )?(week|month)s?", re.ASCII)
_HOW = 'Write it as  --first 2027-01-14  or  --first "2027-01-14 13:00"  or  --first "2027-01-14 13:00 America/New_York"'


def in_own_words(text: str) -> str:
    """Return what somebody said, cut to length and without addresses and numbers of people."""
    return _cut(_nameless(text))


def _nameless(text: str) -> str:
    return ADDRESS.sub("[left out]", text)


def _cut(text: str) -> str:
    return textwrap.shorten(text, _LONGEST_WORDS, placeholder=" ...")


class Kind(StrEnum):
    """How something was heard."""

    INTERVIEW = "interview"
    RECOMMENDATION = "recommendation"
    COMPLAINT = "complaint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """An expert from outside, with the names of the practice areas that he or she could speak on.

    `away` are days, "2027-01-14", or times with a first and a last day, "2027-01-14 to 2027-01-20".
    """

    name: str
    organization: str = ""
    areas: tuple[str, ...] = ()
    away: tuple[str, ...] = ()
    derived: ClassVar[tuple[str, ...]] = ("words",)

    @property
    def words(self) -> str:
        """Say who it is."""
        return f"{self.name}{f' ({self.organization})' * bool(self.organization)}"

    @property
    def home(self) -> str:
        """Return what speakers of one organization share; who names none stands alone."""
        return fold(self.organization or self.name)

    def is_away(self, day: str) -> bool:
        """Tell whether a day, as ISO 8601 has it, falls into a time away."""
        return any(first <= day <= (last or first) for first, _, last in (time.partition(UNTIL) for time in self.away))


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One thing that was heard on a practice area, by its name: a text, where it is from, and how it was heard."""

    area: str
    text: str
    source: str
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """How often something was heard on one practice area, by kind, and the first of it as a `quotation`, without addresses."""

    counts: dict[Kind, int]
    quotation: Evidence
    derived: ClassVar[tuple[str, ...]] = ("words",)

    @classmethod
    def on(cls, area: str, entries: Iterable[Evidence]) -> Self | None:
        """Return what was heard on an area; None where nothing was."""
        here = [entry for entry in entries if entry.area == area]
        often = Counter(entry.kind for entry in here)
        counts = {kind: often[kind] for kind in Kind if often[kind]}
        return cls(counts=counts, quotation=replace(here[0], text=_nameless(here[0].text))) if here else None

    @property
    def often(self) -> str:
        """Say how often, by kind."""
        number = sum(self.counts.values())
        kinds = listed([counted(times, kind) for kind, times in self.counts.items()])
        return f"Heard {f'{number:,} times' if number > 1 else 'once'} beside the survey, not scored: {kinds}."

    @property
    def words(self) -> str:
        """Say how often, and one of it."""
        one = self.quotation
        return f'{self.often} One {one.kind}: "{_cut(one.text)}" Source: {_cut(one.source).rstrip(".")}.'


@dataclass(frozen=True, slots=True, kw_only=True)
class Speakers:
    """The speakers of a list in its order, and what was noticed when it was read."""

    listed: tuple[Speaker, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidences:
    """The evidence of a list in its order, and what was noticed when it was read."""

    listed: tuple[Evidence, ...]
    findings: tuple[Finding, ...] = ()


def in_place(finding: Finding) -> str:
    """Say a finding of a list with its file, row and column, and what to do."""
    at = finding.place
    column = f'column {at.column} "{at.heading}"' if at.heading else f"column {at.column}"
    where = [at.file, f"row {at.row}" if at.row is not None else "", column if at.column else ""]
    return " ".join(filter(None, [f"{', '.join(filter(None, where))}:", finding.message, finding.remedy]))


if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A day, the time of day where one is given, and the time zone, as IANA names it, where one is given with it."""

    day: date
    clock: time | None = None
    zone: str = ""

    @classmethod
    def of(cls, text: str) -> Self:
        """Read "2027-01-14", "2027-01-14 13:00" or "2027-01-14 13:00 America/New_York"; raises SettingsError for all else."""
        match = _MOMENT.fullmatch(text.strip())
        if not match:
            raise SettingsError(f"{said(text)} is no date from the year 2000 to 2199, with a time or without.", _HOW)
        day, clock, zone = match.groups(default="")
        try:
            made = cls(day=date.fromisoformat(day), clock=time.fromisoformat(clock) if clock else None, zone=zone)
        except ValueError:
            raise SettingsError(f"There is no such day or time: {said(text)}.", _HOW) from None
        if zone:
            _zone(zone)
        return made

    @property
    def text(self) -> str:
        """The moment as it is read."""
        clock = f"{self.clock:%H:%M}" if self.clock else ""
        return " ".join(filter(None, [self.day.isoformat(), clock, self.zone]))

    @property
    def words(self) -> str:
        """Say it as people write it.

        >>> Moment.of("2027-01-14 13:00").words
        'Thursday, January 14, 2027, 1:00 PM'
        """
        day = f"{_WEEKDAYS[self.day.weekday()]}, {_MONTHS[self.day.month - 1]} {self.day.day}, {self.day.year}"
        return f"{day}{f', {_clock(self.clock)}' if self.clock else ''}{f' ({self.zone})' * bool(self.zone)}"

    @property
    def at(self) -> datetime:
        """The point in time of a moment that has a time of day, in its zone or in none."""
        return datetime.combine(self.day, self.clock or time(), _zone(self.zone) if self.zone else None)


def _clock(clock: time) -> str:
    return f"{(clock.hour - 1) % 12 + 1}:{clock.minute:02} {'AM' if clock.hour < 12 else 'PM'}"


def _zone(name: str) -> ZoneInfo:
    from zoneinfo import ZoneInfo  # Here: 5 ms that only a zone needs.

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise SettingsError(f"There is no time zone {said(name)}.", "Zones are named as in  America/New_York  or  UTC") from None


def moments(first: Moment, every: str, count: int) -> list[Moment]:
    """Return when `count` sessions are: on the first date and then every week, month, "2 weeks" or "3 months".

    A month on is the same weekday of the month: a second Thursday stays the second Thursday. Not each month has a fifth one: the
    fifth counts as the last. Raises SettingsError for any other rhythm.

    >>> [each.text for each in moments(Moment.of("2027-01-14"), "month", 3)]
    ['2027-01-14', '2027-02-11', '2027-03-11']
    """
    match = _EVERY.fullmatch(every.strip().lower())
    if not match:
        raise SettingsError(f"{said(every)} is no rhythm.", 'Sessions come every week, "2 weeks", month, "3 months" and so on.')
    weekly, steps = match[2] == "week", [int(match[1] or 1) * place for place in range(count)]
    days = [first.day + timedelta(weeks=step) if weekly else _months_on(first.day, step) for step in steps]
    return [replace(first, day=day) for day in days]


def _months_on(day: date, months: int) -> date:
    """Return the same weekday of a later month, as often before it in its month; the fifth is the last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    start = date(year, month + 1, 1)
    later = start + timedelta(days=(day.weekday() - start.weekday()) % 7 + (day.day - 1) // 7 * 7)
    return later if later.month == start.month else later - timedelta(weeks=1)
