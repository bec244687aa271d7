"""Dates of sessions: how they are read, said, and come again."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxmatch.domain.voices import Moment, moments
from cxmatch.errors import SettingsError

DAYS = st.dates(date(2000, 1, 1), date(2199, 12, 31))


def place(day: date) -> int:
    """Which one of its weekday in its month a day is; the fifth is the last, as are all last ones here."""
    return -1 if (day.day - 1) // 7 == 4 else (day.day - 1) // 7


def nth(year: int, month: int, weekday: int, number: int) -> date:
    """The day that stands so in the calendar of the standard library."""
    weeks = [week[weekday] for week in calendar.Calendar().monthdayscalendar(year, month) if week[weekday]]
    return date(year, month, weeks[number])


@given(day=DAYS, months=st.integers(1, 7), count=st.integers(1, 30))
def test_a_month_on_is_the_same_weekday_of_the_month(day: date, months: int, count: int) -> None:
    """The second Thursday stays the second Thursday, and a fifth one is the last of each month."""
    found = [each.day for each in moments(Moment(day=day), f"{months} months", count)]
    ahead = [divmod(day.year * 12 + day.month - 1 + months * number, 12) for number in range(count)]
    assert found == [nth(year, month + 1, day.weekday(), place(day)) for year, month in ahead]


@given(day=DAYS, weeks=st.integers(1, 99), count=st.integers(1, 60))
def test_weeks_are_seven_days(day: date, weeks: int, count: int) -> None:
    """Every so many weeks; one week may be written without its number."""
    found = [each.day for each in moments(Moment(day=day), f"{weeks} weeks", count)]
    assert found == [day + timedelta(days=7 * weeks * number) for number in range(count)]
    assert moments(Moment(day=day), "week", 2) == moments(Moment(day=day), "1 week", 2)


@given(day=DAYS, clock=st.times(), zone=st.sampled_from(["", "UTC", "America/New_York"]))
def test_a_moment_is_read_as_it_is_written(day: date, clock: object, zone: str) -> None:
    """With a time and without one, with a zone and without."""
    for text in (day.isoformat(), f"{day} {clock:%H:%M}", f"{day} {clock:%H:%M} {zone}".strip()):
        assert Moment.of(text).text == text
        assert Moment.of(text.replace(" ", "T", 1)).text == text
    assert f"{day.day}, {day.year}" in Moment.of(day.isoformat()).words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2027-01-14", "Thursday, January 14, 2027"),
        ("2028-02-29 00:05", "Tuesday, February 29, 2028, 12:05 AM"),
        ("2027-12-31 12:00 UTC", "Friday, December 31, 2027, 12:00 PM (UTC)"),
    ],
)
def test_a_moment_is_said_as_people_write_it(text: str, words: str) -> None:
    """Weekday, month, day and year; noon is 12:00 PM."""
    assert Moment.of(text).words == words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2027-02-29",
        "2027-13-01",
        "2027-01-14 24:00",
        "2027-01-14 1 PM",
        "27-01-14",
        "1999-12-31",
        "2027-01-14 09:00 X/Y",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    """With what it is and how a date is written."""
    with pytest.raises(SettingsError) as refused:
        Moment.of(text)
    assert refused.value.next_step


@pytest.mark.parametrize("every", ["", "day", "0 weeks", "100 weeks", "fortnight", "month month"])
def test_what_is_no_rhythm_is_refused(every: str) -> None:
    """With those that there are."""
    with pytest.raises(SettingsError, match="no rhythm"):
        moments(Moment.of("2027-01-14"), every, 3)
