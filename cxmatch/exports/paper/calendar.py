"""A paper as a calendar: an entry an event, of the whole day or of an hour, the same bytes on every run."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from uuid import NAMESPACE_OID, uuid5

from icalendar import Calendar
from icalendar import Event as Entry

from cxmatch.domain.voices import Moment
from cxmatch.errors import SettingsError
from cxmatch.exports.handout import Handout
from cxmatch.exports.paper import Event, Paper
from cxmatch.exports.paper.season import agenda_paper
from cxmatch.records import __version__
from cxmatch.records.text import visible

_LENGTH = timedelta(hours=1)


def calendar_of(paper: Paper) -> bytes:
    """Return the events of a paper; raises SettingsError where it has none."""
    if not paper.events:
        raise SettingsError("A calendar needs dates.", "Plan an agenda with  --first 2027-01-14")
    made = Calendar()
    made.add("prodid", f"-//cxmatch//{__version__}//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", visible(paper.title))
    for event in paper.events:
        made.add_component(_entry(event))
    return bytes(made.to_ical(sorted=False))


def calendar_files(handout: Handout) -> dict[str, bytes]:
    """Write the sessions of a report as a calendar, which everybody may have; nothing where they have no dates."""
    plan = handout.report.agenda
    return {"calendar.ics": calendar_of(agenda_paper(plan, for_all=True))} if plan and handout.dated else {}


def _entry(event: Event) -> Entry:
    starts, ends = _span(event.starts)
    entry = Entry()
    entry.add("uid", str(uuid5(NAMESPACE_OID, f"cxmatch {event.key}")))
    # When it was made is no fact of what it says; a program that has an older version takes the later day.
    entry.add("dtstamp", datetime.combine(event.starts.day, time(), UTC))
    entry.add("dtstart", starts)
    entry.add("dtend", ends)
    entry.add("summary", visible(event.title))
    entry.add("description", "\n".join(map(visible, event.text.split("\n"))))
    entry.add("transp", "OPAQUE" if event.starts.clock else "TRANSPARENT")
    return entry


def _span(starts: Moment) -> tuple[object, object]:
    """Return the days from and to; or the times, in UTC where a zone is given, else as the clock shows wherever it is read."""
    if starts.clock is None:
        return starts.day, starts.day + timedelta(days=1)
    at = starts.at.astimezone(UTC) if starts.zone else starts.at
    return at, at + _LENGTH
