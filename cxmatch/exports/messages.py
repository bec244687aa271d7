"""Ready messages: one a participant, to be opened as a draft and sent. No score, no rating, and nothing about other pairs."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP

from cxmatch.domain.matching import Fit, Side
from cxmatch.domain.run import Change, ChangeKind
from cxmatch.exports.briefs import apart, slug
from cxmatch.exports.handout import Handout
from cxmatch.exports.wording import OFFICE, PROGRAM, standard
from cxmatch.records import MAIL
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


def address_in(texts: Iterable[str]) -> str:
    """Return the first mail address in some texts, "" where there is none."""
    return next((word for text in texts for word in re.split(r"[\s,;<>]+", text) if _ADDRESS.fullmatch(word)), "")


def message_files(handout: Handout) -> dict[str, bytes]:
    """Write a message for each participant; those whom a rerun changes something for are known by the names of their files."""
    made = [*messages(handout)]
    names = apart(f"{'change for' if each.changed else 'to'} {slug(each.office)}" for each in made)
    return {f"{MAIL}/{name}.eml": each.content for name, each in zip(names, made, strict=True)}


def messages(handout: Handout) -> Iterator[Message]:
    """Return the message of each office that is paired, or waits, or has left in a rerun, in the order of names."""
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
        """Return the message of these parts, with what a rerun changes."""
        return Message(
            office=self.office,
            subject=self.words("changed_subject" if change else "subject"),
            parts=(Part(lines=[self.words("greeting")]), *self.opening(parts, change), *parts, self.closing(change)),
            to=self.address,
            changed=change is not None,
        )

    def opening(self, parts: Sequence[Part], change: Change | None) -> list[Part]:
        """Return what the message begins with: what changes, or whether there is a partner."""
        if change:
            return [Part(lines=[*([] if _has_left(change) else [self.words("changed")]), visible(change.notice)])]
        return [Part(lines=[self.words("opening" if any(part.heading for part in parts) else "unpaired")])]

    def closing(self, change: Change | None) -> Part:
        """Return what the message ends with."""
        return Part(lines=[self.words("left" if _has_left(change) else "closing")])

    @property
    def address(self) -> str:
        """The first mail address among the contacts of the office, where they are asked for; "" where there is none."""
        return address_in(self.handout.contact(self.office) if self.office in self.handout.offices else ())

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


def _has_left(change: Change | None) -> bool:
    return change is not None and change.kind is ChangeKind.WITHDRAWN
