"""What a heading says by itself: the thing it names, or the direction and the practice area."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

from cxmatch.records.text import clean, fold
from cxmatch.survey.headings.directions import worded_direction
from cxmatch.survey.headings.survey import BY_AREA, Kind
from cxmatch.survey.knowledge import table

# Past this a heading is a text about something else; the bound keeps the patterns below from running long on it.
LONGEST_HEADING = 500
SURE, LIKELY = 86.0, 62.0  # how near a word is, of 100, to be taken without asking, and to be proposed
_APART = re.compile(r"[\W_]+")
_SCALE_HINT = re.compile(r"\s*[(\[][^()\[\]]*\d\s*(?:-|–|to|=|\.\.)[^()\[\]]*[)\]]\s*$")
_ADVICE = re.compile(
    r"\s*[(\[][^()\[\]]*(?:\d|choose|select|pick|check|tick|up to|optional|required|apply|most|max)[^()\[\]]*[)\]]\s*$",
    re.IGNORECASE,
)
_SPLITS = (re.compile(r"^(.*?)\s*:\s*(.+)$"), re.compile(r"^(.+)\s+[-–—|]\s+(.+)$"), re.compile(r"^(.+?)\s*\[(.+)\]$"))
_TURNED = (*_SPLITS, re.compile(r"^(.+?)\s*\((.+)\)$"))


@lru_cache(maxsize=8192)
def key(text: str) -> str:
    """Return the form in which headings are compared: no case, blanks, punctuation or accents.

    >>> key(" Mentor / Prot\u00e9g\u00e9? ")
    'mentorprotege'
    """
    text = text[:LONGEST_HEADING]
    if text.isascii():
        return _APART.sub("", text.casefold())
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", fold(text)) if not unicodedata.combining(letter))
    return _APART.sub("", plain)


@cache
def aliases() -> Mapping[str, Mapping[str, int]]:
    """Return each name of each group of headings, as `key` gives it, with its rank (0 = surest)."""
    listed = {group: list(enumerate(entry["words"])) for group, entry in table("headings").items()}
    return {group: {key(word): place for place, word in reversed(words)} for group, words in listed.items()}


def name_in(text: str, names: Mapping[str, int]) -> str:
    """Return the known name that a heading is, with or without advice such as "(choose up to two)"; "" if it is none."""
    if key(text) in names:
        return key(text)
    return bare if len(text) <= LONGEST_HEADING and (bare := key(_ADVICE.sub("", text))) in names else ""


def is_called(text: str, group: str) -> bool:
    """Tell whether a heading is one of the known names of a group."""
    return key(text) in aliases()[group]


def without_scale_hint(text: str) -> str:
    """Drop what a heading adds to explain its scale.

    >>> without_scale_hint("Capability: research (1-5)")
    'Capability: research'
    """
    return (_SCALE_HINT.sub("", text) or text) if len(text) <= LONGEST_HEADING else text


def named_direction(text: str) -> Kind | None:
    """Return the direction a known prefix stands for ("Can share"), or None."""
    folded = key(text)
    return next((kind for kind in BY_AREA if folded in aliases()[kind]), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A heading split into direction and area. `named`: a known prefix gave the direction, not the words of a question."""

    kind: Kind
    area: str
    prefix: str
    named: bool


def split_heading(text: str) -> Parts | None:
    """Split a heading such as "Capability: Hiring" or "Hiring (need)" into direction and area; None if it has no such parts.

    >>> split_heading("Cap : Hiring")
    Parts(kind=<Kind.CAPABILITY: 'capability'>, area='Hiring', prefix='cap', named=True)
    >>> split_heading("Hiring")
    """
    if len(text) > LONGEST_HEADING:
        return None
    plain = without_scale_hint(text)
    halves = [found.groups() for pattern in _SPLITS if (found := pattern.match(plain))]
    turned = [found.groups()[::-1] for pattern in _TURNED if (found := pattern.match(plain))]
    named = (parts_of(first, rest, named=True) for first, rest in halves + turned)
    worded = (parts_of(first, rest, named=False) for first, rest in halves)
    return next((parts for parts in chain(named, worded) if parts), None)


def parts_of(question: str, item: str, *, named: bool) -> Parts | None:
    """Return the parts of a question about one area, or None where the question says no direction."""
    kind = named_direction(question) if named else worded_direction(question)
    area = clean(without_scale_hint(item))
    return Parts(kind=kind, area=area, prefix=key(question), named=named) if kind and key(area) else None


def nearest(text: str, words: Sequence[str], least: float = LIKELY) -> str:
    """Return the word nearest to a text; "" when none is near, or none so near (`least`, of 100) as is wanted.

    >>> nearest("Hirring", ["Hiring", "Governance"], SURE)
    'Hiring'
    """
    from rapidfuzz import fuzz, process  # only a question of nearness pays for loading it

    by_folded = _folded(tuple(words))
    found = process.extractOne(fold(text), list(by_folded), scorer=fuzz.ratio, score_cutoff=least)
    return by_folded[found[0]] if found else ""


@lru_cache(maxsize=64)
def _folded(words: tuple[str, ...]) -> dict[str, str]:
    """Return the words by their folded form; cached, because the same few lists are asked about again and again."""
    return {fold(word): word for word in words}
