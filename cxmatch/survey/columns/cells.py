"""What an answer says by itself, before any scale: nothing, a number, a role, a wish, or choices of areas joined in one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias

from cxmatch.records.text import clean, fold
from cxmatch.survey.headings import Column, Kind, Survey
from cxmatch.survey.headings.wording import place_in
from cxmatch.survey.knowledge import table

Explained: TypeAlias = Mapping[str, str]
"""The answers that a columns file explains, folded, each with what it means: a level, an area, a name, or "not answered"."""

MOST_SHOWN, MOST_READ = 60, 1_000
_MOST_JOINED = 2_000  # longer than every option of a survey together: such a cell holds some other text
NOT_ANSWERED = "not answered"

_UNANSWERED = {word: kind for kind, row in table("answers")[NOT_ANSWERED].items() for word in row["words"]}
_UNSURE_WISH = re.compile(table("answers")["unsure wish"]["pattern"])
_COUNTS = {word: str(count) for count, words in enumerate(table("answers")["seats"]["words"]) for word in words}
_COUNTED = re.compile(rf"(?P<count>[^\W_]+(?:\.0{{1,2}})?)\s*{table('answers')['seats']['beside']}")
_WISHES = {word: wish for wish, row in table("answers")["wish"].items() for word in row["words"]}
_WHOLE = re.compile(r"[0-9]{1,5}(?:\.0{1,2})?")
_WORDS = re.compile(r"[^\w'.]+")
_NO_REFUSAL = re.compile(rf"no[,;]?\s+(?:{'|'.join(table('answers')['wish']['no']['unless'])})")
_MOST_OPTIONS = 60
_HARD = re.compile(r"[;|\n\r\t]+(?:(?<=;)#(?=[^\W\d]))?")  # lists of SharePoint have ";#"
_SOFT = re.compile(r"\s*(?:[,/&+\u2022]|\band\b|\s)\s*")
_BULLET = re.compile(r"^(?:[\u2022\u2023\u25e6\u25aa\u25ab\u00b7]\s*|[-*\u2013\u2014]\s+)")
_NUMBERED = re.compile(r"\d{1,2}\s*[.):]\s*(?=[^\W\d])")
_NUMBERS = re.compile(r"(^|[;,|\n])\s*\d{1,2}\s*[.):]\s*(?=[^\W\d])")
_LAST = re.compile(r"&|\b(?:and|und|y|et)\b", re.IGNORECASE)
_LIST = re.compile(r"""\s*[\[{(]\s*(["'])(?P<inner>.*)\1\s*,?\s*[\]})]\s*""", re.DOTALL)


def shown(text: str) -> str:
    """Return a cell as a finding shows it: printable, and cut where it is long."""
    plain = clean(text[:MOST_READ])
    return plain if len(plain) <= MOST_SHOWN else f"{plain[:MOST_SHOWN]}... ({len(text):,} characters)"


def unanswered(text: str) -> str:
    """Return in which way a cell leaves its question open ("blank", "N/A"); "" when it answers.

    >>> unanswered(" n/a "), unanswered("4")
    ('N/A', '')
    """
    return _UNANSWERED.get(fold(text), "") if len(text) <= MOST_READ or not text.strip() else ""


def answers_in(cells: Iterable[str]) -> list[str]:
    """Return the different cells that answer, in their order."""
    return [text for text in dict.fromkeys(cells) if not unanswered(text)]


def number_in(text: str) -> int | None:
    """Return the whole number that a text is, as a number of seats is; None if it is none."""
    return int(text.strip().partition(".")[0]) if _WHOLE.fullmatch(text.strip()) else None


def seats_in(text: str) -> int | None:
    """Return the number of seats that an answer gives in digits or in words; None where it gives none, or leaves it open.

    >>> seats_in("Two"), seats_in("3 mentees"), seats_in("1 or 2")
    (2, 3, None)
    """
    found = _COUNTED.fullmatch(fold(text)) if len(text) <= MOST_SHOWN else None
    return number_in(_COUNTS.get(found["count"], found["count"])) if found else None


def wish_of(text: str) -> str:
    """Return "yes", "maybe" or "no", by the first word of a text; "" for anything else, such as "no problem"."""
    plain = fold(clean(text))
    wish = _WISHES.get(_WORDS.split(plain, maxsplit=1)[0].rstrip("."), "")
    if wish == "yes" and _UNSURE_WISH.search(plain):
        return "maybe"
    return "" if wish == "no" and _NO_REFUSAL.match(plain) else wish


def options_in(text: str, known: Collection[str]) -> list[str]:
    """Return the options that are joined in one cell, none where it does not answer; `known` are folded.

    Semicolons, bars and line breaks part options whatever they are, and so does a list in brackets; commas, slashes and blanks
    where that leaves known options.

    >>> options_in("Hiring;Governance;", []), options_in("['Pay, grades', 'Hiring']", [])
    (['Hiring', 'Governance'], ['Pay, grades', 'Hiring'])
    >>> options_in("Pay, grades, Hiring", ["pay, grades", "hiring"]), options_in("Hiring pay", ["pay", "hiring"])
    (['pay, grades', 'hiring'], ['hiring', 'pay'])
    """
    if unanswered(text) or len(text) > _MOST_JOINED:
        return [] if unanswered(text) else [clean(text)]
    listed = _LIST.fullmatch(text)
    if listed:
        quote = re.escape(listed[1])
        return [clean(part) for part in re.split(rf"{quote}\s*,\s*{quote}", listed["inner"])]
    pieces = [piece for part in _HARD.split(text) if (piece := _BULLET.sub("", clean(part)))]
    names = _longest_first(tuple(known))
    whole = ([piece] if fold(piece) in known else _whole(fold(piece), names) for piece in pieces)
    return [option for piece, options in zip(pieces, whole, strict=True) for option in options or _at_commas(piece, names)]


def _whole(text: str, names: Sequence[str]) -> list[str]:
    """Return the known options that a folded text consists of; an empty list if it holds anything else."""
    options = []
    while text:
        option = next((name for name in names if text == name or (text.startswith(name) and _SOFT.match(text, len(name)))), "")
        if not option:
            return []
        options.append(option)
        text = _SOFT.sub("", text[len(option) :], count=1)
    return options


def _at_commas(text: str, names: Sequence[str]) -> Iterator[str]:
    """Yield the options that commas part; a known option may hold commas itself."""
    rest = text
    while rest:
        folded = fold(rest)
        option = next((name for name in names if folded == name or folded.startswith(f"{name},")), "")
        yield option or rest.partition(",")[0].strip()
        kept = rest if len(rest) == len(folded) else folded  # what follows keeps its capitals
        rest = (kept[len(option) :] if option else rest.partition(",")[2]).lstrip(", ")


@lru_cache(maxsize=64)
def _longest_first(known: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(filter(None, known), key=len, reverse=True))


def named_options(columns: Sequence[Column], words: Explained | None = None) -> dict[str, str]:
    """Return the options of columns of choices by their folded form, where the cells alone say what the options are.

    Where semicolons and the like part them, nothing else does. Where only commas do, all have to begin with a capital or a digit:
    a comma within an option goes on in small letters.
    """
    one = _known_as_one(columns, words or {})
    beside = {word for row in table("places")["choice"].values() for word in row["words"]}
    named: dict[str, str] = {}
    for column in columns:
        texts = answers_in(column.cells)
        hard = any(map(_HARD.search, texts))
        whole = {fold(clean(part)) for text in texts for part in _HARD.split(text)} if hard else one
        options = [one.get(option, option) for text in texts for option in options_in(text, whole) if fold(option) not in beside]
        if not hard and any(option[:1].islower() for option in options):
            return {}
        if not all(any(map(str.isalpha, option)) for option in options):
            continue  # levels and counts name no areas
        named = {fold(option): option for option in reversed(options)} | named
    if len(named) > _MOST_OPTIONS:
        return named
    if len({_NUMBERED.sub("", word, count=1) for word in named}) < len(named):
        return {}  # "1. Hiring" here and "2. Hiring" there: what the numbers say is not known
    # What consists of others is no option: "Hiring / Governance" beside "Hiring" and "Governance".
    return {word: option for word, option in named.items() if not _whole(word, _longest_first(tuple(named.keys() - {word})))}


def without_numbers(column: Column) -> Column:
    """Return a column of choices without the numbers before them: "1. Hiring; 2. Governance"."""
    return replace(column, cells=[_NUMBERS.sub(r"\1", text) for text in column.cells])


def never_apart(columns: Sequence[Column], words: Explained) -> list[list[str]]:
    """Return the choices that commas part and that stand together wherever they stand: one option with commas, or several.

    Of what is explained, "Pay, grades" = "Pay, grades" says that it is one, "Pay" = "Pay" no.
    """
    cells = [text for column in columns for text in column.cells if not (unanswered(text) or _HARD.search(text))]
    lists = [options_in(text, _known_as_one(columns, words)) for text in cells if not _LIST.fullmatch(text)]
    times = Counter(option for given in lists for option in given)
    pairs = Counter(pair for given in lists for pair in pairwise(given))
    after = {
        one: two
        for (one, two), count in pairs.items()
        if count == times[one] == times[two] and (count > 1 or _LAST.search(two)) and fold(one) not in words
    }
    return [_run(one, after) for one in after if one not in after.values()]


def _run(first: str, after: Mapping[str, str]) -> list[str]:
    return [first, *(_run(after[first], after) if first in after else [])]


def _known_as_one(columns: Sequence[Column], words: Explained) -> dict[str, str]:
    """Return the texts that are one option each: what a columns file says so of, and what stands below "First choice"."""
    placed = in_order([column for column in columns if place_in(column.item or column.heading)])
    below = {fold(text): clean(text) for column in placed for text in answers_in(column.cells)}
    return below | {option: meaning for option, meaning in words.items() if fold(meaning) == option}


def in_order(columns: Sequence[Column]) -> list[Column]:
    """Return columns of choices from the first choice to the last; an empty list where their headings do not number them."""
    places = {place_in(column.item or column.heading): column for column in columns}
    wanted = list(range(1, len(columns) + 1))
    return [places[place] for place in wanted] if len(columns) > 1 and set(places) == set(wanted) else []


def needs_picked(survey: Survey) -> list[Column]:
    """Return the columns of choices that say what an office needs: in a table of mentors they say what it can share."""
    return [] if survey.side == "mentors" else survey.of(Kind.PICKS)


def strengths_picked(survey: Survey) -> list[Column]:
    """Return the columns of choices that say what an office can share."""
    return survey.of(Kind.STRENGTHS, *([Kind.PICKS] if survey.side == "mentors" else []))
