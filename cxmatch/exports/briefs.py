"""Briefs: one page a pair, in the words of the ledger. No score, and no answer of an office outside the pair."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import Self

from cxmatch.domain.asked import FirstNeed, is_at_top, own_levels, set_aside
from cxmatch.domain.matching import Fit, Side
from cxmatch.domain.practices import to_ask
from cxmatch.domain.rows import areas_of
from cxmatch.domain.voices import ADDRESS
from cxmatch.exports.handout import Handout
from cxmatch.records import SPLIT
from cxmatch.records.text import listed, visible

LONGEST_QUOTE, MOST_QUOTES, MOST_QUESTIONS = 300, 2, 2
_LONGEST_SLUG = 60
_AGENDA = (
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
_MARKED = re.compile(r"([\\`*_\[\]<>#|&~$])")
_LIST_MARK = re.compile(r"^(\s*)([-+=]|\d+[.)])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What the page of one pair says.

    `talk` pairs the one practice area to talk about first with each of its How Might We questions, "" where it has none;
    `opening` says why it is that one, and `later` names the others. `practice` is one to ask about, with its source.
    """

    mentor: str
    protege: str
    who: tuple[str, ...]
    why: tuple[str, ...]
    talk: tuple[tuple[str, str], ...]
    quotes: tuple[str, ...]
    opening: str = ""
    later: tuple[str, ...] = ()
    practice: str = ""

    @classmethod
    def of(cls, handout: Handout, fit: Fit) -> Self:
        """Make the brief of a pairing."""
        topic, *later = handout.topics(fit)
        return cls(
            mentor=fit.mentor,
            protege=fit.protege,
            who=(_who(handout, fit.mentor, "mentor"), _who(handout, fit.protege, "protege")),
            why=tuple(_why(handout, fit)),
            talk=tuple((topic, question) for question in handout.prompts.get(topic, ())[:MOST_QUESTIONS] or ("",)),
            quotes=tuple(_quotes(handout, fit.protege)),
            opening=_opening(handout, fit, topic),
            later=tuple(later),
            practice=to_ask(handout.run.rated, fit, topic, handout.practices),
        )

    @property
    def title(self) -> str:
        """The heading of the page."""
        return f"{self.mentor} mentors {self.protege}"

    @property
    def topic(self) -> str:
        """The practice area to talk about first."""
        return self.talk[0][0]

    @property
    def questions(self) -> list[str]:
        """The How Might We questions on it."""
        return [question for _, question in self.talk if question]

    @property
    def after(self) -> list[str]:
        """Say which practice to ask about, and what to talk about after the first topic, where there is any."""
        return [*([self.practice] if self.practice else []), *([f"After that: {listed(self.later)}."] if self.later else [])]

    @property
    def agenda(self) -> tuple[str, ...]:
        """The first meeting, an hour in five steps."""
        return tuple(step.format(area=self.topic) for step in _AGENDA)


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
    """Return each brief under a file name of its own, from the names of its two offices."""
    briefs = [*made]
    names = apart(f"{slug(brief.mentor)} mentors {slug(brief.protege)}" for brief in briefs)
    return dict(zip(names, briefs, strict=True))


def apart(names: Iterable[str]) -> list[str]:
    """Return names that are all different: one that was there before gets a number.

    >>> apart(["a", "b", "a"])
    ['a', 'b', 'a 2']
    """
    there: dict[str, None] = {}
    for name in names:
        tried = chain([name], (f"{name} {number}" for number in count(2)))
        there[next(each for each in tried if each not in there)] = None
    return list(there)


def slug(name: str) -> str:
    """Return the name of an office as a part of a file name that every file system takes.

    >>> slug("Office of R\u00e9sum\u00e9s / ../A"), slug("\u4eba\u4e8b")
    ('office-of-resumes-a', 'office')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST_SLUG].strip("-") or "office"


def _who(handout: Handout, office: str, role: str) -> str:
    said = [f"The {role}: {office}", handout.department(office), *handout.contact(office)]
    return ", ".join(filter(None, said)) + "."


def _why(handout: Handout, fit: Fit) -> Iterator[str]:
    """Say in two to four sentences what the ledger says, without a number."""
    wanted = handout.run.cohort.wanted(handout.offices[fit.protege])
    leads = areas_of(fit, None)  # never empty: a must-have rule
    yield f"{fit.protege} asked for help with {listed([area.name for area in wanted])}."
    yield f"{fit.mentor} is ahead in {listed(leads)}."
    if handout.offices[fit.mentor].home != handout.offices[fit.protege].home:
        yield "You come from different departments, so each of you brings ways that the other has not seen."
    wishes = [part.term.rpartition(":")[0] for part in fit.contributions if part.factors.get("met")]
    if wishes:
        yield f"It also counted how you compare in {listed(wishes)}."


def _opening(handout: Handout, fit: Fit, topic: str) -> str:
    """Tell the protege whether the mentor is ahead in what it asked for first, and what to start with."""
    need, aside = handout.first(fit), set_aside(handout.run.rated, handout.offices[fit.protege])
    if aside:
        rated = f"rated no need there{_counted(handout, fit.protege)}"
        return f"To {fit.protege}: You named {listed(aside)} first, and {rated}: start with {topic}."
    if need is None:
        return f"To {fit.protege}: You named no area first: start with {topic}."
    asked = f"To {fit.protege}: You {_asked(need)}{'' if need.named else _counted(handout, fit.protege)}"
    if need.led:
        where = f"in {need.area}" if len(need.areas) > 1 else "there"
        return f"{asked}; this mentor is ahead {where} ({need.strength})."
    there = listed(need.areas, "or")
    best = handout.first(*handout.pairs(fit.protege, Side.PROTEGE))
    if best and best.led:
        return f"{asked}; another mentor of yours is ahead there: here start with {topic}, and bring {there} to that one."
    return f"{asked}; {_who_is_not_ahead(handout, fit)}: start with {topic}, and bring {there} to the session."


def _asked(need: FirstNeed) -> str:
    return f"named {listed(need.areas)} first" if need.named else f"rated {listed(need.areas)} highest"


def _counted(handout: Handout, protege: str) -> str:
    """Say that ratings may not be as a protege gave them, where organizers corrected some of them."""
    corrected = handout.run.cohort.by_id[protege] != handout.offices[protege]
    return ", as the organizers counted your ratings" * corrected


def _who_is_not_ahead(handout: Handout, fit: Fit) -> str:
    """Say of whom it is true that they are not ahead in what a protege asked for first: this mentor, or all who are free too."""
    protege = handout.offices[fit.protege]
    own = own_levels(handout.run.rated, protege)
    if not own:
        return "you did not say where you stand there, so nobody is known to be ahead"
    if is_at_top(handout.run.rated, protege):
        return f"you rate yourself at the top there{_counted(handout, fit.protege)}, so nobody can be ahead"
    free = any(handout.most_free.get(area, level) > level for area, level in own.items())
    return "this mentor is not ahead there" if free else "no mentor free this round is ahead there"


def _quotes(handout: Handout, protege: str) -> Iterator[str]:
    """Return what the protege wrote, cut to length; addresses and numbers of people only where contacts are asked for."""
    given = handout.offices[protege].attributes
    for heading in handout.run.cohort.source.own_words[:MOST_QUOTES]:
        text = given.get(heading, "")
        text = text if handout.contacts else ADDRESS.sub("[left out]", text)
        if text:
            yield textwrap.shorten(text, LONGEST_QUOTE, placeholder=" ...")


def _markdown(brief: Brief) -> str:
    questions = "\n".join(f"- {plain(question)}" for question in brief.questions)
    talk = [plain(brief.opening), f"**{plain(brief.topic)}**", *filter(None, [questions]), *map(plain, brief.after)]
    words = "\n>\n".join(f"> {plain(quote)}" for quote in brief.quotes)
    blocks = [
        f"# {plain(brief.title)}",
        "## Who you are\n\n" + "\n".join(f"- {plain(line)}" for line in brief.who),
        "## Why you were paired\n\n" + " ".join(map(plain, brief.why)),
        "## Talk about first\n\n" + "\n\n".join(talk),
        *([f"In the words of {plain(brief.protege)}:\n\n" + words] if words else []),
        "## Your first meeting\n\n" + "\n".join(f"1. {plain(step)}" for step in brief.agenda),
        "## What you agree on\n\n" + "\n".join(f"- {line}:" for line in AGREEMENT),
        f"## Whom to ask\n\n{WHOM_TO_ASK}",
    ]
    return "\n\n".join(blocks) + "\n"


def plain(text: str) -> str:
    """Return a text in which Markdown reads no marks."""
    return _LIST_MARK.sub(r"\1\\\2", _MARKED.sub(r"\\\1", visible(text)))
