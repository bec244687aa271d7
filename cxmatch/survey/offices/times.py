"""When an answer was given: only ever used to tell which of two answers of one office is the later."""

from __future__ import annotations

import re

from cxmatch.survey.offices.replies import Reply

_CLOCK = r"(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*([AaPp][Mm])?)?(.*)"
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})" + _CLOCK, re.ASCII)
_MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})" + _CLOCK, re.ASCII)
_SERIAL = re.compile(r"\d{5}(?:\.\d{1,12})?", re.ASCII)
Moment = tuple[str, tuple[float, ...]]


def moment(text: str) -> Moment | None:
    """Read a time as (how it is written, sortable numbers), or None. The zone is part of how it is written.

    >>> moment("8/31/2023 7:08:16 PM")
    ('', (2023, 8, 31, 19, 8, 16))
    """
    plain = text.strip()
    if _SERIAL.fullmatch(plain):
        return "serial", (float(plain),)
    for pattern, order in ((_YEAR_FIRST, _as_written), (_MONTH_FIRST, _us_order)):
        found = pattern.fullmatch(plain)
        if found:
            return found[8].strip(), (*order(*map(int, found.group(1, 2, 3))), *_clock(found))
    return None


def _as_written(year: int, month: int, day: int) -> tuple[int, int, int]:
    return year, month, day


def _us_order(month: int, day: int, year: int) -> tuple[int, int, int]:
    return (year if year > 99 else 2000 + year), month, day


def _clock(found: re.Match[str]) -> tuple[int, int, int]:
    hour, minute, second = (int(part or 0) for part in found.group(4, 5, 6))
    half = (found[7] or "").lower()
    return (hour % 12 + 12 * (half == "pm") if half else hour), minute, second


def latest(first: Reply, other: Reply) -> Reply | None:
    """Return the later of two replies, or None where their times do not say."""
    one, two = moment(first.time), moment(other.time)
    if one is None or two is None or one[0] != two[0] or one[1] == two[1]:
        return None
    return first if one[1] > two[1] else other
