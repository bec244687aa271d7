"""Briefs in Word, as ours or in a template of the organizers' own, and a template to begin with."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial
from typing import Any

from docx import Document
from docx.shared import Pt

from cxmatch.exports.briefs import brief_files
from cxmatch.exports.documents import briefs_document, same_bytes, say_in, set_up
from cxmatch.exports.handout import Handout


def document_files(handout: Handout) -> dict[str, bytes]:
    """Write the briefs as Word documents: in the template of the hand-out, where it has one.

    Raises SettingsError where that is no Word document, has none of the fields, or asks for what is no field.
    """
    if not handout.template:
        return brief_files(handout, ".docx", partial(briefs_document, handout.cover))
    from cxmatch.exports.filling import filled  # Here: what reads templates is loaded for one, and takes 100 ms.

    return brief_files(handout, ".docx", partial(filled, handout))


def starter() -> bytes:
    """Return a template to begin with: our own brief, with fields in the place of words."""
    made: Any = Document()
    set_up(made, "Mentor and protege brief")
    top = made.sections[0].header.paragraphs[0]
    top.paragraph_format.space_after = Pt(10)
    top.add_run("{{ cover.logo }}  {{ cover.title }}   {{ cover.date }}")
    for style, text in _starter_lines():
        say_in(made, style, text)
    buffer = io.BytesIO()
    made.save(buffer)
    return same_bytes(buffer.getvalue())


def _starter_lines() -> Iterator[tuple[str, str]]:
    """Return the paragraphs of the template to begin with, each after its style."""
    yield "Heading1", "{{ brief.title }}"
    yield "Heading2", "Who you are"
    yield from _each("who", "Normal")
    yield "Heading2", "Why you were paired"
    yield "Normal", "{{ brief.why | join(' ') }}"
    yield "Heading2", "Talk about first"
    yield "Normal", "{{ brief.opening }}"
    yield "Heading3", "{{ brief.talk }}"
    yield from _each("questions", "ListBullet")
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
