"""Ready messages, to be opened as a draft and sent: one a participant, or one for who owes an answer. No score, no rating."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from itertools import groupby
from pathlib import Path

from cxmatch.domain.checkin import Owed, RoundStatus
from cxmatch.domain.matching import Fit, Side
from cxmatch.domain.run import Change, ChangeKind, Run
from cxmatch.errors import FileError, SettingsError
from cxmatch.exports.briefs import apart, slug
from cxmatch.exports.handout import Handout
from cxmatch.exports.wording import OFFICE, PROGRAM, Wording, standard
from cxmatch.records import MAIL
from cxmatch.records.files import TakenError, write_folder
from cxmatch.records.text import visible

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_BODY = "font-family: sans-serif; line-height: 1.5; max-width: 40em"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a message: its lines, under a heading where it has one."""

    heading: str = ""
    lines: Sequence[str]

    @property
    def text(self) -> str:
        """The part as plain text."""
        return "\n".join(filter(None, [self.heading, *self.lines]))

    @property
    def tags(self) -> str:
        """The part as HTML."""
        heading = f'<h2 style="font-size: 1.1em">{html.escape(self.heading)}</h2>\n' if self.heading else ""
        return heading + "".join(f"<p>{html.escape(line)}</p>\n" for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What one office is written, `to` an address or none; `changed` says that a rerun changes something for it."""

    office: str
    subject: str
    parts: tuple[Part, ...]
    to: str = ""
    changed: bool = False

    @property
    def text(self) -> str:
        """The message as plain text."""
        return "\n\n".join(part.text for part in self.parts) + "\n"

    @property
    def page(self) -> str:
        """The same as a page, for mail programs that show one."""
        head = f'<meta charset="utf-8"><title>{html.escape(self.subject)}</title>'
        body = "".join(part.tags for part in self.parts)
        return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head>\n<body style="{_BODY}">\n{body}</body></html>\n'

    @property
    def content(self) -> bytes:
        """The message as a file that mail programs open as a draft: it has no sender and no day."""
        made = EmailMessage(policy=SMTP)
        # What is written like an encoded word would be decoded: to anything, the end of the line and another header among them.
        made["Subject"], made["X-Unsent"] = self.subject.replace("=?", "= ?"), "1"
        if self.to:
            made["To"] = self.to
        made.set_content(self.text, cte="quoted-printable")
        made.add_alternative(self.page, subtype="html", cte="quoted-printable")
        made.set_boundary(f"part-{hashlib.sha256(self.page.encode()).hexdigest()[:32]}")  # else it is drawn by lot
        return made.as_bytes()


def _address_in(texts: Iterable[str]) -> str:
    """Return the first mail address in some texts, "" where there is none."""
    return next((word for text in texts for word in re.split(r"[\s,;<>]+", text) if _ADDRESS.fullmatch(word)), "")


def message_files(handout: Handout) -> dict[str, bytes]:
    """Write a message for each participant; those whom a rerun changes something for are known by the names of their files."""
    made = [*_messages(handout)]
    return _files(made, (f"{MAIL}/{'change for' if each.changed else 'to'} {slug(each.office)}" for each in made))


def _files(made: Sequence[Message], names: Iterable[str]) -> dict[str, bytes]:
    return {f"{name}.eml": each.content for name, each in zip(apart(names), made, strict=True)}


def _messages(handout: Handout) -> Iterator[Message]:
    """Yield the message of each office that is paired, or waits, or has left in a rerun, in the order of names."""
    told = {change.office: change for change in handout.report.changes if change.kind is not ChangeKind.NONE}
    waits = {(entry.office, entry.side) for entry in handout.run.matching.waiting}
    for office in dict.fromkeys([*handout.offices, *told]):
        say = _Saying(handout=handout, office=office)
        parts = [part for side in reversed(Side) for part in say.of_side(side, waits=(office, side) in waits)]
        if parts or office in told:
            yield say.message(parts, told.get(office))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Saying:
    """The words for one office, as the organizers give them."""

    handout: Handout
    office: str

    def words(self, name: str, **more: str) -> str:
        """Return a text of the wording for this office."""
        wording = self.handout.wording or standard()
        program = self.handout.cover.title or wording.program
        return wording.say(name, {PROGRAM: program, OFFICE: self.office, **more})

    def message(self, parts: Sequence[Part], change: Change | None) -> Message:
        """Return the message of these parts, which begins with what a rerun changes, or with whether there is a partner."""
        has_left = change is not None and change.kind is ChangeKind.WITHDRAWN
        opening = [self.words("opening" if any(part.heading for part in parts) else "unpaired")]
        if change:
            opening = [*([] if has_left else [self.words("changed")]), visible(change.notice)]
        begin, end = (Part(lines=[self.words("greeting")]), Part(lines=opening)), self.words("left" if has_left else "closing")
        return Message(
            office=self.office,
            subject=self.words("changed_subject" if change else "subject"),
            parts=(*begin, *parts, Part(lines=[end])),
            to=_address_in(self.handout.contact(self.office) if self.office in self.handout.offices else ()),
            changed=change is not None,
        )

    def of_side(self, side: Side, *, waits: bool) -> Iterator[Part]:
        """Return a part for each partner that the office has on a side, or the one that says that it has none."""
        yield from (self.of_pair(fit, side.partner) for fit in self.handout.pairs(self.office, side))
        if waits:
            yield Part(lines=[self.words(f"no_{side.partner.value}")])

    def of_pair(self, fit: Fit, role: Side) -> Part:
        """Return what the office is told of its partner, who has a role."""
        partner, area = getattr(fit, role.value), self.handout.topics(fit)[0]
        given = {
            "partner": ", ".join(filter(None, [partner, self.handout.department(partner)])),
            "area": area,
            "question": next(iter(self.handout.prompts.get(area, ())), ""),
            "contact": ", ".join(filter(None, self.handout.contact(partner))),
        }
        lines = [name for name in ("talk", "question", "contact") if given.get(name, area)]
        said = [self.words(name, **given) for name in (*lines, f"{role.value}_step")]
        return Part(heading=self.words(role.value, **given), lines=said)


def remind(
    found: RoundStatus, run: Run, folder: str | Path, *, contacts: bool = False, wording: str | Path | None = None
) -> tuple[Path, ...]:
    """Write a message for each office that owes an answer into a new folder, and return the files.

    `contacts` adds addresses, where the run has them; `wording` is a TOML file with the words of the messages.

    Raises SettingsError where nobody owes an answer or the run has no contacts, FileError where the folder is there already: in
    it could be reminders for offices that have answered since.
    """
    if not found.owed:
        raise SettingsError("Nobody owes an answer, so there is nobody to remind.")
    if contacts and not run.cohort.source.contacts:
        raise SettingsError("There are no contacts in this run.", "Pair the survey again with  --keep-email")
    words = Wording.load(wording) if wording else standard()
    by_office = groupby(found.owed, lambda each: each.office)
    made = [_reminder(office, [*owed], run, words, contacts=contacts) for office, owed in by_office]
    files = _files(made, (f"remind {slug(each.office)}" for each in made))
    try:
        write_folder(Path(folder), files)
    except TakenError:
        what = f"{folder} is there already; reminders of another day would be mixed up. Nothing was changed."
        raise FileError(what, "Name another folder.") from None
    return tuple(Path(folder) / name for name in files)


def _reminder(office: str, owed: Sequence[Owed], run: Run, wording: Wording, *, contacts: bool) -> Message:
    given = {PROGRAM: run.policy.report.title or wording.program, OFFICE: office}
    homes = {each.partner: run.offices[each.partner].department for each in owed}
    partners = [", ".join(filter(None, [each.partner, homes[each.partner], f"your {each.role.value}"])) for each in owed]
    about = [wording.say("owed", {**given, "partner": partner}) for partner in partners]
    opening = Part(lines=[wording.say("greeting", given), wording.say("reminder", given)])
    headings = run.cohort.source.contacts if contacts else ()
    return Message(
        office=office,
        subject=wording.say("reminder_subject", given),
        parts=(opening, Part(lines=about), Part(lines=[wording.say("reminder_closing", given)])),
        to=_address_in(run.offices[office].attributes.get(heading, "") for heading in headings),
    )
