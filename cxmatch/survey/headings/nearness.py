"""How near two words are: for a misspelled heading, area or label. The only module that uses rapidfuzz."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from cxmatch.records.text import fold

SURE = 86.0
LIKELY = 62.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """The nearest of some words; `sure` where it is near enough to be taken without asking."""

    word: str
    sure: bool


def nearest(text: str, words: Sequence[str]) -> Near | None:
    """Return the word nearest to a text, or None when none is near.

    >>> nearest("Hirring", ["Hiring", "Governance"])
    Near(word='Hiring', sure=True)
    """
    from rapidfuzz import fuzz, process  # only a question of nearness pays for loading it

    by_folded = _folded(tuple(words))
    found = process.extractOne(fold(text), list(by_folded), scorer=fuzz.ratio, score_cutoff=LIKELY)
    return Near(word=by_folded[found[0]], sure=found[1] >= SURE) if found else None


@lru_cache(maxsize=64)
def _folded(words: tuple[str, ...]) -> dict[str, str]:
    """Return the words by their folded form; cached, because the same few lists are asked about again and again."""
    return {fold(word): word for word in words}
