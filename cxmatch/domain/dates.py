"""When sessions are: a first date, perhaps with a time, and how they come again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Self

from cxmatch.errors import SettingsError
from cxmatch.records.text import said

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

EVERY = "month"
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_MOMENT = re.compile(r"(2[01]\d\d-\d\d-\d\d)(?:[ T](\d\d:\d\d)(?::00)?(?: (\S+))?)?", re.ASCII)
_EVERY = re.compile(r"(?:([1-9]\d?) )?(week|month)s?", re.ASCII)
_HOW = 'Write it as  --first 2027-01-14  or  --first "2027-01-14 13:00"  or  --first "2027-01-14 13:00 America/New_York"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A day, the time of day where one is given, and the time zone, as IANA names it, where one is given with it."""

    day: date
    clock: time | None = None
    zone: str = ""

    @classmethod
    def of(cls, text: str) -> Self:
        """Read "2027-01-14", "2027-01-14 13:00" or "2027-01-14 13:00 America/New_York"; raises SettingsError for all else."""
        found = _MOMENT.fullmatch(text.strip())
        if not found:
            raise SettingsError(f"{said(text)} is no date from the year 2000 to 2199, with a time or without.", _HOW)
        day, clock, zone = found.groups(default="")
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
    found = _EVERY.fullmatch(every.strip().lower())
    if not found:
        raise SettingsError(f"{said(every)} is no rhythm.", 'Sessions come every week, "2 weeks", month, "3 months" and so on.')
    step, on = int(found[1] or 1), _weeks_on if found[2] == "week" else _months_on
    return [Moment(day=on(first.day, step * place), clock=first.clock, zone=first.zone) for place in range(count)]


def _weeks_on(day: date, weeks: int) -> date:
    return day + timedelta(weeks=weeks)


def _months_on(day: date, months: int) -> date:
    """Return the same weekday of a later month, as often before it in its month; the fifth is the last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    start = date(year, month + 1, 1)
    found = start + timedelta(days=(day.weekday() - start.weekday()) % 7 + (day.day - 1) // 7 * 7)
    return found if found.month == start.month else found - timedelta(weeks=1)
