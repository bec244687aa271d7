"""What a heading says by itself: the thing it names, the direction and the practice area, the part of an organization."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise, takewhile
from typing import Any

from cxmatch.records.text import clean, fold
from cxmatch.survey.headings import BY_AREA, Kind
from cxmatch.survey.knowledge import table, words_of

# Past this a heading is a text about something else; the bound keeps patterns from running long on it.
LONGEST_HEADING = 500
SURE, LIKELY = 86.0, 62.0  # how near a word is, of 100, to be taken without asking, and to be proposed
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_WORD = re.compile(r"[^\W_]+")
_EITHER, _CALLED = frozenset({"or", "and"}), frozenset({"name", "title"})
_JOINING = words_of("of in is does do are you your part belong belongs within under for at from inside on to")


@lru_cache(maxsize=8192)
def key(text: str) -> str:
    """Return the form in which headings are compared: no case, blanks, punctuation or accents.

    >>> key(" Mentor / Prot\u00e9g\u00e9? ")
    'mentorprotege'
    """
    return "".join(_bare_words(text[:LONGEST_HEADING]))


def _bare_words(text: str) -> list[str]:
    apart = unicodedata.normalize("NFKD", fold(text))
    return _WORD.findall(apart if apart.isascii() else "".join(each for each in apart if not unicodedata.combining(each)))


@cache
def aliases() -> Mapping[str, Mapping[str, int]]:
    """Return each name of each group of headings, as `key` gives it, with its rank (0 = surest)."""
    listed = {group: list(enumerate(entry["words"])) for group, entry in table("headings").items()}
    return {group: {key(word): place for place, word in reversed(words)} for group, words in listed.items()}


def is_called(text: str, group: str) -> bool:
    """Tell whether a heading is one of the known names of a group."""
    return key(text) in aliases()[group]


def named_direction(text: str) -> Kind | None:
    """Return the direction a known prefix stands for ("Can share"), or None."""
    return next((kind for kind in BY_AREA if is_called(text, kind)), None)


def any_direction(text: str) -> Kind | None:
    """Return the direction that a text says, by a known prefix or by its words, or None."""
    return named_direction(text) or worded_direction(text)


def place_in(heading: str) -> int | None:
    """Return which choice a heading asks for, 1 for the first; None where it does not say.

    >>> place_in("First choice"), place_in("Need #2"), place_in("Top 3 needs")
    (1, 2, None)
    """
    plain = " ".join(_WORD.findall(fold(heading[:LONGEST_HEADING])))
    rows = [row for row in table("places")["place"] if re.search(row["pattern"], plain)]
    rows = [row for row in rows if not re.search(row.get("unless", "(?!)"), plain)]
    return rows[0]["place"] if len(rows) == 1 else None


def is_place(text: str) -> bool:
    """Tell whether a text is the number of a choice and nothing else: "1st choice", "Top need", "Choice 2"."""
    return place_in(text) is not None and not set(_WORD.findall(fold(text))) - words_of(table("places")["beside"])


@lru_cache(maxsize=8192)
def asked_place(heading: str) -> int | None:
    """Return 1 for a heading that asks which one area matters most, 2 for which comes second; None for any other.

    What asks where an office can help is no such heading, whichever it puts first.

    >>> asked_place("Which one area matters most?"), asked_place("Second choice"), asked_place("Top priority of the agency")
    (1, 2, None)
    """
    if len(heading) > LONGEST_HEADING or worded_direction(heading) is Kind.CAPABILITY:
        return None
    never = table("firsts")["never"]
    return next((row["place"] for row in table("firsts")["place"] if asks_so(heading, row, never)), None)


@lru_cache(maxsize=8192)
def asks_to_show(heading: str) -> bool:
    """Tell whether a heading asks for a practice that an office could show to others.

    >>> asks_to_show("A practice you could show"), asks_to_show("Best practice score")
    (True, False)
    """
    return any(asks_so(heading, row) for row in table("practices")["show"])


def asks_so(heading: str, row: Mapping[str, Any], never: Sequence[str] = ()) -> bool:
    """Tell whether a heading asks what a row of knowledge says: one of its `patterns` is found, none of `unless` and `never`."""
    if len(heading) > LONGEST_HEADING:
        return False
    plain, unless = " ".join(_bare_words(heading)), (*row["unless"], *never)
    return any(re.search(each, plain) for each in row["patterns"]) and not any(re.search(each, plain) for each in unless)


def nearest(text: str, words: Sequence[str], least: float = LIKELY) -> str:
    """Return the word nearest to a text; "" when none is near, or none so near (`least`, of 100) as is wanted.

    >>> nearest("Hirring", ["Hiring", "Governance"], SURE)
    'Hiring'
    """
    from rapidfuzz import fuzz, process  # only a question of nearness pays for loading it

    by_folded = _folded(tuple(words))
    match = process.extractOne(fold(text), list(by_folded), scorer=fuzz.ratio, score_cutoff=least)
    return by_folded[match[0]] if match else ""


@lru_cache(maxsize=64)
def _folded(words: tuple[str, ...]) -> dict[str, str]:
    """Return the words by their folded form; cached, because the same few lists are asked about again and again."""
    return {fold(word): word for word in words}


def worded_direction(text: str) -> Kind | None:
    """Return the direction that the words of a question say, or None if they say none, more than one, or a negation.

    >>> worded_direction("How strong is your office?"), worded_direction("Where do you want help?")
    (<Kind.CAPABILITY: 'capability'>, <Kind.NEED: 'need'>)
    >>> worded_direction("Areas you could help with"), worded_direction("How strong is your need?")
    (<Kind.CAPABILITY: 'capability'>, None)
    """
    plain = rest = _phrases("others").sub(" ", _without_asides(text))
    if re.search(table("directions")["negation"], plain):
        return None
    for phrases, _ in _directions().values():
        rest = phrases.sub(" ", rest)
    words = set(_WORD.findall(rest))
    kinds = [kind for kind, (phrases, own) in _directions().items() if phrases.search(plain) or words & own]
    if Kind.RANK in kinds:
        return None if Kind.CAPABILITY in kinds else Kind.RANK
    if not kinds and words & words_of(table("directions")["now"]):
        return Kind.CAPABILITY
    return kinds[0] if len(kinds) == 1 else None


def is_doubtful(text: str) -> bool:
    """Tell whether the words of a question may ask for a required level: "To-be"."""
    return bool(_phrases("doubtful").search(clean(text).casefold()))


def is_negated(text: str) -> bool:
    """Tell whether the words of a question turn its direction round: "Where do you not need help?"."""
    return re.search(table("directions")["negation"], _without_asides(text)) is not None


def _without_asides(text: str) -> str:
    plain = clean(text).casefold()
    return _ASIDE.sub("", plain) or plain


@cache
def _phrases(name: str) -> re.Pattern[str]:
    return re.compile("|".join(table("directions")[name]["phrases"]) or "(?!)")


@cache
def _directions() -> dict[Kind, tuple[re.Pattern[str], frozenset[str]]]:
    """Return the phrases of each direction, as one pattern, and its words."""
    rows = {kind: table("directions")[kind] for kind in BY_AREA}
    return {kind: (_phrases(kind), words_of(row["words"])) for kind, row in rows.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A part of an organization: the lower its rung, the finer; `sure` where a column called so names offices."""

    rung: int
    sure: bool = False

    @classmethod
    def of(cls, text: str) -> Unit | None:
        """Return the part of an organization that a heading asks for, or None.

        >>> Unit.of("Your CX team's name"), Unit.of("Which agency is your team in?"), Unit.of("Who sets the team's policy?")
        (Unit(rung=0, sure=True), Unit(rung=4, sure=False), None)
        """
        pattern, units = _units()
        plain = " ".join(_WORD.findall(fold(text[:LONGEST_HEADING].replace("/", " or "))))
        named = list(pattern.finditer(plain))
        between = set(plain[named[0].start() : named[-1].start()].split()) if named else set()
        gaps = [set(plain[one.end() : two.start()].split()) for one, two in pairwise(named)]
        alike = list(takewhile(lambda gap: gap & _EITHER and not gap & _JOINING, gaps))
        if alike:  # "department or agency that your office is part of" offers two parts, and speaks of a third
            return min((units[part[0]] for part in named[: len(alike) + 1]), key=lambda unit: unit.rung)
        told = plain[named[-1].end() :].split() if named else []
        if told[:1] == ["s"] and not _CALLED & set(told):
            return None
        return units[named[0 if between & _JOINING else -1][0]] if named else None


@cache
def _units() -> tuple[re.Pattern[str], Mapping[str, Unit]]:
    """Return the parts of an organization by their names, and what finds these; a longer name counts before the words in it."""
    rows = table("units")["unit"]
    units = {word: Unit(rung=row["rung"], sure=row.get("sure", False)) for row in rows for word in row["words"]}
    return re.compile(rf"(?<!\S)(?:{'|'.join(sorted(units, key=len, reverse=True))})(?!\S)"), units
