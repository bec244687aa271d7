"""Briefs: one page a pair, in the words of the ledger. No score, and no answer of an office outside the pair."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from cxmatch.domain.matching import Fit
from cxmatch.domain.rows import areas_of
from cxmatch.exports.formats import SPLIT
from cxmatch.exports.handout import Handout
from cxmatch.records.text import listed, visible

LONGEST_QUOTE, MOST_QUOTES = 300, 2
LONGEST_SLUG = 60
AGENDA = (
    "10 minutes: introduce your offices and the people who will take part.",
    "15 minutes: the protege tells what it has tried in {area}, and where it is stuck.",
    "20 minutes: the mentor shows how it works there, with one thing that failed.",
    "10 minutes: choose one question from above and a first step that takes less than a month.",
    "5 minutes: fill in the agreement below and set the next date.",
)
AGREEMENT = (
    "Purpose",
    "How often and how long we meet",
    "Until when",
    "Who calls whom",
    "What stays between us",
    "Date to look back",
)
WHOM_TO_ASK = "The organizers of the roundtable, about anything that does not work, and early:"
_ADDRESS = re.compile(r"\S+@\S+|\+?\(?\d[\d\s().-]{7,}\d")
_MARKED = re.compile(r"([\\`*_\[\]<>#|&~$])")
_LIST_MARK = re.compile(r"^(\s*)([-+=]|\d+[.)])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What the page of one pair says. `talk` pairs a practice area with a How Might We question, "" where it has none."""

    mentor: str
    protege: str
    who: tuple[str, ...]
    why: tuple[str, ...]
    talk: tuple[tuple[str, str], ...]
    quotes: tuple[str, ...]

    @classmethod
    def of(cls, handout: Handout, fit: Fit) -> Self:
        """Make the brief of a pairing."""
        return cls(
            mentor=fit.mentor,
            protege=fit.protege,
            who=(_who(handout, fit.mentor, "mentor"), _who(handout, fit.protege, "protege")),
            why=tuple(_why(handout, fit)),
            talk=tuple((area, next(iter(handout.prompts.get(area, ())), "")) for area in areas_of(fit)),
            quotes=tuple(_quotes(handout, fit.protege)),
        )

    @property
    def title(self) -> str:
        """The heading of the page."""
        return f"{self.mentor} mentors {self.protege}"

    @property
    def agenda(self) -> tuple[str, ...]:
        """The first meeting, an hour in five steps."""
        return tuple(step.format(area=self.talk[0][0]) for step in AGENDA)


def brief_files(handout: Handout, ending: str, write: Callable[[Sequence[Brief], str], bytes]) -> dict[str, bytes]:
    """Write the briefs, in the order of the pairings: all in one, under a title, or one file each."""
    made = [Brief.of(handout, fit) for fit in handout.run.matching.pairings]
    if handout.split:
        return {f"{SPLIT}/{name}{ending}": write([brief], brief.title) for name, brief in named(made).items()}
    return {f"briefs{ending}": write(made, "Mentor and protege briefs")}


def markdown_files(handout: Handout) -> dict[str, bytes]:
    """Write the briefs as Markdown."""
    return brief_files(handout, ".md", lambda made, _: "\n".join(map(_markdown, made)).encode())


def named(made: Iterable[Brief]) -> dict[str, Brief]:
    """Return each brief under a file name of its own that every file system takes, from the names of its two offices.

    >>> _slug("Office of R\u00e9sum\u00e9s / ../A"), _slug("\u4eba\u4e8b")
    ('office-of-resumes-a', 'office')
    """
    names: dict[str, Brief] = {}
    for brief in made:
        stem = name = f"{_slug(brief.mentor)} mentors {_slug(brief.protege)}"
        number = 1
        while name in names:
            number += 1
            name = f"{stem} {number}"
        names[name] = brief
    return names


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST_SLUG].strip("-") or "office"


def _who(handout: Handout, office: str, role: str) -> str:
    said = [f"The {role}: {office}", handout.department(office), *handout.contact(office)]
    return ", ".join(filter(None, said)) + "."


def _why(handout: Handout, fit: Fit) -> Iterator[str]:
    """Say in two to four sentences what the ledger says, without a number."""
    wanted = handout.run.cohort.wanted(handout.offices[fit.protege])
    leads = areas_of(fit, None)  # never empty: a must-have rule
    yield f"{fit.protege} asked for help with {listed([area.name for area in wanted])}."
    yield f"{fit.mentor} is ahead in {listed(leads)}" + (f", and {leads[0]} counts most." if len(leads) > 1 else ".")
    if handout.offices[fit.mentor].home != handout.offices[fit.protege].home:
        yield "You come from different departments, so each of you brings ways that the other has not seen."
    wishes = [part.term.rpartition(":")[0] for part in fit.contributions if part.factors.get("met")]
    if wishes:
        yield f"It also counted how you compare in {listed(wishes)}."


def _quotes(handout: Handout, protege: str) -> Iterator[str]:
    """Return what the protege wrote, cut to length; addresses and numbers of people only where contacts are asked for."""
    given = handout.offices[protege].attributes
    for heading in handout.run.cohort.source.own_words[:MOST_QUOTES]:
        text = given.get(heading, "")
        text = text if handout.contacts else _ADDRESS.sub("[left out]", text)
        if text:
            yield textwrap.shorten(text, LONGEST_QUOTE, placeholder=" ...")


def _markdown(brief: Brief) -> str:
    talk = [f"- **{_plain(area)}**" + (f": {_plain(question)}" if question else "") for area, question in brief.talk]
    words = "\n>\n".join(f"> {_plain(quote)}" for quote in brief.quotes)
    blocks = [
        f"# {_plain(brief.title)}",
        "## Who you are\n\n" + "\n".join(f"- {_plain(line)}" for line in brief.who),
        "## Why you were paired\n\n" + " ".join(map(_plain, brief.why)),
        "## Talk about first\n\n" + "\n".join(talk),
        *([f"In the words of {_plain(brief.protege)}:\n\n" + words] if words else []),
        "## Your first meeting\n\n" + "\n".join(f"1. {_plain(step)}" for step in brief.agenda),
        "## What you agree on\n\n" + "\n".join(f"- {line}:" for line in AGREEMENT),
        f"## Whom to ask\n\n{WHOM_TO_ASK}",
    ]
    return "\n\n".join(blocks) + "\n"


def _plain(text: str) -> str:
    """Keep Markdown from reading marks into a text."""
    return _LIST_MARK.sub(r"\1\\\2", _MARKED.sub(r"\\\1", visible(text)))
