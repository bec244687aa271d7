"""The words of messages, as a settings file has them: what it leaves out is said as in `wording.toml` beside this file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Self

from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.records.settings import fill
from cxmatch.records.text import short, visible
from cxmatch.records.toml import text_of, tree_of

STANDARD = Path(__file__).with_name("wording.toml")
PROGRAM, OFFICE = "program", "office"
PARTNER = ("partner", "area", "question", "contact")
_OF_PAIRS = ("mentor", "mentor_step", "protege", "protege_step", "talk", "question", "contact")
_WORDS = {**dict.fromkeys(_OF_PAIRS, PARTNER), "owed": PARTNER[:1]}  # about a partner, text by text


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What messages say, text by text; `wording.toml` says what each is for. Words in braces are those of `words`."""

    program: str
    subject: str
    greeting: str
    opening: str
    mentor: str
    mentor_step: str
    protege: str
    protege_step: str
    talk: str
    question: str
    contact: str
    unpaired: str
    no_mentor: str
    no_protege: str
    changed_subject: str
    changed: str
    left: str
    closing: str
    reminder_subject: str
    reminder: str
    owed: str
    reminder_closing: str

    def __post_init__(self) -> None:
        for each in fields(self):
            for word in _words_in(each.name, getattr(self, each.name)):
                _refuse_unknown(each.name, word)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a wording from a TOML file; raises SettingsError for what makes no sense, FileError if it cannot be read."""
        return cls.parse(text_of(path), Path(path).name)

    @classmethod
    def parse(cls, text: str, source: str = "wording") -> Self:
        """Make a wording from the text of a TOML file; `source` names it in errors."""
        ours = tree_of(STANDARD.read_text(encoding="utf-8"), STANDARD.name)
        return fill(cls, {**ours, **tree_of(text, source)}, text, source)[0]

    def say(self, name: str, values: Mapping[str, str]) -> str:
        """Return a text with its words filled in; what would act in it is shown."""
        return visible(" ".join(getattr(self, name).format_map(values).split()))


def starter() -> bytes:
    """Return a wording to begin with: the standard one."""
    return STANDARD.read_bytes()


@cache
def standard() -> Wording:
    """Return the wording that is used where the organizers give none."""
    return Wording.load(STANDARD)


def words(name: str) -> tuple[str, ...]:
    """Return the words that may stand in braces in a text."""
    if name == PROGRAM:
        return ()
    return (PROGRAM, OFFICE, *_WORDS.get(name, ()))


def _words_in(name: str, text: str) -> list[str]:
    """Return what stands in braces in a text, as it stands there."""
    try:
        parts = [part for part in Formatter().parse(text) if part[1] is not None]
    except ValueError:
        raise SettingsError(f'"{name}" has a brace that opens or closes nothing.', "A brace that is meant as one: {{") from None
    return [f"{word}{'!' * bool(turned)}{turned or ''}{':' * bool(shape)}{shape}" for _, word, shape, turned in parts]


def _refuse_unknown(name: str, word: str) -> None:
    known = words(name)
    if word not in known:
        near = did_you_mean(word, list(known))
        there = ", ".join(f"{{{each}}}" for each in known) or "none"
        raise SettingsError(f'"{name}" has "{{{short(word)}}}", which stands for nothing.{near}', f"Words of {name}: {there}")
