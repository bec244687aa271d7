"""When answers were given: which of two is the later, and the day of the last."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self

_CLOCK = r"(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*([AaPp][Mm])?)?(.*)"
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})" + _CLOCK, re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})" + _CLOCK, re.ASCII)
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})" + _CLOCK, re.ASCII)  # only ever day first
_ZONE = re.compile(r"(?:GMT|UTC|Z)?\s*(?:([+-])(\d{1,2}):?(\d{2})?)?", re.ASCII | re.IGNORECASE)
_SERIAL = re.compile(r"\d{5}(?:\.\d{1,12})?", re.ASCII)
_Moment = tuple[str, tuple[float, ...]]
_EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet's calendar
_MONTH_FIRST, _DAY_FIRST = "month first", "day first"


@dataclass(frozen=True, slots=True, eq=False)
class Times:
    """The times in a column, and the orders of month and day that fit every date of it: both where no number is over 12."""

    texts: Sequence[str]
    orders: Sequence[str]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Self:
        """Find out in which order the dates of a column are written."""
        slashed = [found for text in texts if (found := _SLASHED.fullmatch(text.strip()))]
        month_at = {_MONTH_FIRST: 1, _DAY_FIRST: 2}
        return cls(texts, [order for order, at in month_at.items() if not any(int(found[at]) > 12 for found in slashed)])

    def is_later(self, first: str, other: str) -> bool | None:
        """Tell whether the first of two times is the later; None where they do not say in each order that the dates may have.

        >>> Times.of(["31/3/2026"]).is_later("3/4/2026", "4/3/2026"), Times.of([]).is_later("3/4/2026", "4/3/2026")
        (True, None)
        """
        later: set[bool | None] = set()
        for order in self.orders:
            one, two = _moment(first, order), _moment(other, order)
            comparable = one and two and one[0] == two[0] and one[1] != two[1]
            later.add(one[1] > two[1] if one and two and comparable else None)
        return later.pop() if len(later) == 1 else None

    def last_day(self) -> str:
        """Return the day of the last time, as ISO 8601; "" where the column does not say it for sure.

        >>> [Times.of(texts).last_day() for texts in (["3/4/2026 9:00:00", "3/31/2026 7:08:16 PM"], ["46112.5"], ["3/4/2026"])]
        ['2026-03-31', '2026-03-31', '']
        """
        given = [text for text in self.texts if text.strip()]
        days = {_last(given, order) for order in self.orders}
        return days.pop() if len(days) == 1 else ""

    def days(self, text: str) -> list[str]:
        """Return the days, as ISO 8601, that a text can mean in the orders of the column; none where it is no date.

        >>> Times.of(["3/4/2026"]).days("3/4/2026"), Times.of(["3/31/2026"]).days("3/4/2026"), Times.of([]).days("May")
        (['2026-03-04', '2026-04-03'], ['2026-03-04'], [])
        """
        return sorted({day for order in self.orders or (_MONTH_FIRST, _DAY_FIRST) if (day := _last([text], order))})


def _moment(text: str, order: str = _MONTH_FIRST) -> _Moment | None:
    """Read a time as (how it is written, sortable numbers), or None. A zone that is no offset is part of how it is written.

    >>> _moment("8/31/2023 7:08:16 PM"), _moment("2026/11/01 1:50:00 AM GMT-4")
    (('', (2023, 8, 31, 19, 8, 16)), ('UTC', (2026, 11, 1, 5, 50, 0)))
    """
    plain = text.strip()
    if _SERIAL.fullmatch(plain):
        return "serial", (float(plain),)
    found = _YEAR_FIRST.fullmatch(plain) or _DOTTED.fullmatch(plain) or _SLASHED.fullmatch(plain)
    if not found:
        return None
    day = _day_in(found, order)
    at = _clock_in(found)
    return _in_zone(found[8].strip(), datetime.combine(day, at)) if day and at else None


def _clock_in(found: re.Match[str]) -> time | None:
    hour, minute, second = (int(part or 0) for part in found.group(4, 5, 6))
    if half := (found[7] or "").lower():
        hour = hour % 12 + 12 * (half == "pm")
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def _day_in(found: re.Match[str], order: str) -> date | None:
    """Return the day of a matched time; None where the calendar has no such day."""
    numbers = tuple(map(int, found.group(1, 2, 3)))
    if found.re is _YEAR_FIRST:
        year, month, day = numbers
    else:
        one, two, year = numbers
        month, day = (one, two) if order == _MONTH_FIRST and found.re is _SLASHED else (two, one)
    try:
        return date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return None


def _in_zone(zone: str, at: datetime) -> _Moment:
    """Return a moment in universal time where the zone is an offset, such as GMT-4; else as it is written."""
    found = _ZONE.fullmatch(zone) if zone else None
    if found:
        offset = timedelta(hours=int(found[2] or 0), minutes=int(found[3] or 0))
        zone, at = "UTC", at - offset if found[1] != "-" else at + offset
    return zone, (at.year, at.month, at.day, at.hour, at.minute, at.second)


def _last(texts: list[str], order: str) -> str:
    moments = [found for text in texts if (found := _moment(text, order))]
    if len(moments) < len(texts) or len({kind == "serial" for kind, _ in moments}) != 1:
        return ""
    kind, parts = max(moments, key=lambda found: found[1])
    try:
        return (_EPOCH + timedelta(days=int(parts[0])) if kind == "serial" else date(*map(int, parts[:3]))).isoformat()
    except ValueError:
        return ""
