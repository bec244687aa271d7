"""What a Word template of the organizers' own can show of a brief and of the cover: its fields, and a template to begin with."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from cxmatch.domain.parts import Cover
from cxmatch.exports.briefs import AGREEMENT, WHOM_TO_ASK, Brief
from cxmatch.records.text import visible


class _Lines(tuple[str, ...]):
    """Several lines: written one below the other, or gone through with `for`."""

    def __html__(self) -> str:
        return html.escape("\n".join(self))


_OF_A_BRIEF: Mapping[str, tuple[str, Callable[[Brief], str | Sequence[str]]]] = {
    "title": ("who mentors whom", lambda brief: brief.title),
    "mentor": ("the mentor office", lambda brief: brief.mentor),
    "protege": ("the protege office", lambda brief: brief.protege),
    "who": ("lines: both offices with their departments, and with `--contacts` how to reach them", lambda brief: brief.who),
    "why": ("lines: why they were paired", lambda brief: brief.why),
    "talk": ("the practice area to talk about first", lambda brief: brief.topic),
    "opening": ("why it is that one, said to the protege", lambda brief: brief.opening),
    "questions": ("lines: How Might We questions on it", lambda brief: brief.questions),
    "practice": ("a practice to ask about, with its source; empty where none is known", lambda brief: brief.practice),
    "later": ("lines: the practice areas to talk about after it", lambda brief: brief.later),
    "quotes": ("lines: the protege's own words, where they were kept", lambda brief: brief.quotes),
    "agenda": ("lines: the first meeting, step by step", lambda brief: brief.agenda),
    "agreement": ("lines: what to agree on", lambda _: AGREEMENT),
    "ask": ("whom to ask, about what", lambda _: WHOM_TO_ASK),
}
_OF_THE_COVER: Mapping[str, tuple[str, Callable[[Cover], str]]] = {
    "title": ("the title", lambda cover: cover.title),
    "subtitle": ("the line below the title", lambda cover: cover.subtitle),
    "date": ("the date", lambda cover: cover.date),
    "status": ("draft or final", lambda cover: cover.status.value),
}
LOGO = "cover.logo"
FIELDS: Mapping[str, str] = {
    **{f"brief.{name}": what for name, (what, _) in _OF_A_BRIEF.items()},
    **{f"cover.{name}": f"{what}; empty where none is given" for name, (what, _) in _OF_THE_COVER.items()},
    LOGO: "the logo as a picture; empty where none is given, or it is no PNG or JPEG",
}


def values_of(shown: Brief | Cover) -> dict[str, Any]:
    """Return the fields of a brief or of the cover, as a template shows them; those that are words."""
    fields: Mapping[str, Any] = _OF_A_BRIEF if isinstance(shown, Brief) else _OF_THE_COVER
    return {name: _visible(value(shown)) for name, (_, value) in fields.items()}


def _visible(value: str | Sequence[str]) -> str | _Lines:
    return visible(value) if isinstance(value, str) else _Lines(map(visible, value))


def starter_lines() -> Iterator[tuple[str, str]]:
    """Yield the paragraphs of a template to begin with, each after its style: our own brief, with fields in place of words."""
    yield "Heading1", "{{ brief.title }}"
    yield "Heading2", "Who you are"
    yield from _each("who", "Normal")
    yield "Heading2", "Why you were paired"
    yield "Normal", "{{ brief.why | join(' ') }}"
    yield "Heading2", "Talk about first"
    yield "Normal", "{{ brief.opening }}"
    yield "Heading3", "{{ brief.talk }}"
    yield from _each("questions", "ListBullet")
    yield "Normal", "{{ brief.practice }}"
    yield "Normal", "{% if brief.later %}After that: {{ brief.later | join(', ') }}.{% endif %}"
    yield "Normal", "{%p if brief.quotes %}"
    yield "Normal", "In the words of {{ brief.protege }}:"
    yield from _each("quotes", "Quote")
    yield "Normal", "{%p endif %}"
    yield "Heading2", "Your first meeting"
    yield from _each("agenda", "ListBullet")
    yield "Heading2", "What you agree on"
    yield from _each("agreement", "ListBullet", after=": ____________________")
    yield "Heading2", "Whom to ask"
    yield "Normal", "{{ brief.ask }} ____________________"


def _each(field: str, style: str, after: str = "") -> Iterator[tuple[str, str]]:
    yield "Normal", f"{{%p for line in brief.{field} %}}"
    yield style, f"{{{{ line }}}}{after}"
    yield "Normal", "{%p endfor %}"
