"""What answers that cannot be read likely stand for: proposed to the organizer, who decides, and never taken by itself."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache

from cxmatch.domain.framework import Scale
from cxmatch.domain.parts import MOST_SEATS
from cxmatch.records.text import clean, fold
from cxmatch.survey.answers.scales import LabelScale, label_scales
from cxmatch.survey.headings import Column
from cxmatch.survey.headings.wording import SURE, nearest
from cxmatch.survey.knowledge import table

_LEADING = re.compile(r"\W*(\d{1,3})(?!\w|[.,]\d|\s*(?:-|–|to|or|/)\s*\d)", re.ASCII)
_YES_OR_NO = frozenset(word for row in table("answers")["wish"].values() for word in row["words"])
_BEHIND = re.compile(r"\s*[-\u2013:(,]")
_NO_PLACE, _LOWEST, _HIGHEST = -1, 0, 5
_NUMBER = re.compile(r"(?<![\d.,_])\d{1,4}(?!\w)", re.ASCII)


def likely_levels(texts: Collection[str], scale: Scale) -> dict[str, str]:
    """Return the likely level of answers, in the words of the scale, lowest first; those that nothing is likely of are left out.

    A number in an answer decides where there is one. Else the answers are put in order by a known scale that has most of them, or
    by what their words say, and take the levels from the lowest up.

    >>> likely_levels(["Expert", "Novice", "Getting by"], Scale(low=1, high=5))
    {'Novice': '1', 'Expert': '5'}
    >>> likely_levels(["Guru", "Newcomer", "Fair"], Scale(low=1, high=5))
    {'Newcomer': '1', 'Fair': '2', 'Guru': '3'}
    """
    numbered = {text: level for text in texts if (level := _numbered(text, scale)) is not None}
    others = [text for text in texts if text not in numbered and fold(text) not in _YES_OR_NO]
    placed = _named(others, scale) if scale.labels else _ordered(others, scale, alone=not numbered)
    levels = {**numbered, **placed}
    return {text: scale.say(level) for text, level in sorted(levels.items(), key=lambda pair: (pair[1], pair[0]))}


def _numbered(text: str, scale: Scale) -> int | None:
    """Return the level that the number at the start of an answer says, or the only number in it."""
    leading, numbers = _LEADING.match(text), _NUMBER.findall(text)
    number = leading[1] if leading else numbers[0] if len(numbers) == 1 else ""
    return scale.read(number)


def _named(texts: Collection[str], scale: Scale) -> dict[str, int]:
    """Return the labels that answers begin like, are nearly, or stand as high as."""
    folded = {fold(label): place for place, label in enumerate(scale.labels, start=1)}
    begun = {text: [label for label in folded if re.match(rf"{re.escape(label)}\b", fold(text))] for text in texts}
    named = {text: max(labels, key=len, default=fold(nearest(text, scale.labels))) for text, labels in begun.items()}
    return _at_ends(texts, scale) | {text: folded[label] for text, label in named.items() if label}


def _ordered(texts: Collection[str], scale: Scale, *, alone: bool) -> dict[str, int]:
    """Return levels from the lowest up, by the order of the answers; only the ends where other answers are numbers."""
    known = _on_known_scale(texts)
    if known and max(known.values()) < len(range(scale.low, scale.high + 1)):
        return {text: (scale.low + place) * scale.unit for text, place in known.items()}
    places = {text: _place_of(text) for text in texts}
    ranks = {place: scale.low + rank for rank, place in enumerate(sorted(set(places.values())))}
    if not alone or _NO_PLACE in ranks or max(ranks.values(), default=0) > scale.high:
        return _at_ends(texts, scale)
    return {text: ranks[place] * scale.unit for text, place in places.items()}


def _at_ends(texts: Collection[str], scale: Scale) -> dict[str, int]:
    ends = {_LOWEST: scale.bottom, _HIGHEST: scale.top}
    return {text: ends[place] for text in texts if (place := _place_of(text)) in ends}


def _on_known_scale(texts: Collection[str]) -> dict[str, int]:
    """Return the places of answers on the known scale that has most of them; nothing where none has more than half."""
    found = [{text: place for text in texts if (place := _begins(text, known)) is not None} for known in label_scales()]
    best = max(found, key=len, default={})
    return best if 2 * len(best) > len(texts) and len(best) > 1 else {}


def _begins(text: str, known: LabelScale) -> int | None:
    """Return the place of the label that an answer is or begins with, such as "Tactical - we have plans"."""
    said = next((each for each in (text, _BEHIND.split(text, maxsplit=1)[0]) if known.knows(each)), "")
    return known.used([said])[0] - 1 if said else None


def _place_of(text: str) -> int:
    """Return how high the words of an answer stand, 0 to 5, by the longest of the words that are known; -1 where none is."""
    folded = fold(text)
    found = [word for word in _words() if re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", folded)]
    first = min(found, key=lambda word: (-len(word), folded.index(word)), default="")
    return _words().get(first, _NO_PLACE)


@cache
def _words() -> Mapping[str, int]:
    return {word: row["place"] for row in table("likely").values() for word in row["words"]}


def likely_role(text: str) -> str:
    """Return the role that a sentence likely says; "" where nothing is likely.

    >>> likely_role("We would like to be mentored"), likely_role("We can mentor other offices"), likely_role("Ask Pat")
    ('Protege', 'Mentor', '')
    """
    said = Column(index=0, heading=text)
    wants = said.says("wish", "protege")
    offers = said.says("willing") or (said.says("mentor") and not wants)
    return "Both" if (wants and offers) or "both" in said.words else "Protege" if wants else "Mentor" if offers else ""


def likely_seats(text: str) -> str:
    """Return the smallest number that an answer about seats has: nobody is promised more than was said.

    >>> likely_seats("1 or 2"), likely_seats("a few")
    ('1', '')
    """
    numbers = [int(number) for number in _NUMBER.findall(text) if int(number) <= MOST_SEATS]
    return str(min(numbers)) if numbers else ""


def likely_option(text: str, areas: Collection[str]) -> str:
    """Return the practice area that an option nearly is; "" where it is like none, or names several."""
    named = [area for area in areas if fold(area) in fold(text)]
    return "" if len(named) > 1 else nearest(clean(text), list(areas), SURE)
