"""The direction that the words of a question say: what an office can share, needs, or should reach."""

from __future__ import annotations

import re
from functools import cache

from cxmatch.records.text import clean
from cxmatch.survey.headings.survey import BY_AREA, Kind
from cxmatch.survey.knowledge import table, words_of

_APART = re.compile(r"[\W_]+")
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")


def worded_direction(text: str) -> Kind | None:
    """Return the direction that the words of a question say, or None if they say none, more than one, or a negation.

    >>> worded_direction("How strong is your office?"), worded_direction("Where do you want help?")
    (<Kind.CAPABILITY: 'capability'>, <Kind.NEED: 'need'>)
    >>> worded_direction("Areas you could help with"), worded_direction("How strong is your need?")
    (<Kind.CAPABILITY: 'capability'>, None)
    """
    plain = _pattern("others").sub(" ", _without_asides(text))
    if _pattern("negation").search(plain):
        return None
    directions = _directions()
    rest = plain
    for phrase, _ in directions.values():
        rest = phrase.sub(" ", rest) if phrase else rest
    words = set(_APART.split(rest))
    said = [kind for kind, (phrase, known) in directions.items() if (phrase and phrase.search(plain)) or words & known]
    if Kind.RANK in said:
        return None if Kind.CAPABILITY in said else Kind.RANK
    if not said and words & words_of(table("directions")["now"]):
        return Kind.CAPABILITY
    return said[0] if len(said) == 1 else None


def is_negated(text: str) -> bool:
    """Tell whether the words of a question turn its direction round: "Where do you not need help?"."""
    return bool(_pattern("negation").search(_without_asides(text)))


def _without_asides(text: str) -> str:
    plain = clean(text).casefold()
    return _ASIDE.sub("", plain) or plain


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(table("directions")[name])


@cache
def _directions() -> dict[Kind, tuple[re.Pattern[str] | None, frozenset[str]]]:
    """Return the phrases of each direction, as one pattern, and its words."""
    rows = {kind: table("directions")[kind] for kind in BY_AREA}
    return {
        kind: (re.compile("|".join(row["phrases"])) if row["phrases"] else None, words_of(row["words"]))
        for kind, row in rows.items()
    }
