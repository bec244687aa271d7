"""What an answer says by itself, before any scale: nothing, a number, a role, a wish, or several options in one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cxmatch.records.text import clean, fold
from cxmatch.survey.headings.wording import key
from cxmatch.survey.knowledge import table

MOST_SHOWN, MOST_READ = 60, 1_000
MOST_JOINED = 2_000  # longer than every option of a survey together: such a cell holds some other text
NOT_ANSWERED = "not answered"

_UNANSWERED = {word: kind for kind, row in table("answers")[NOT_ANSWERED].items() for word in row["words"]}
_ROLES = {key(word): tuple(row["seats"]) for row in table("answers")["role"].values() for word in row["words"]}
_SENTENCES = [
    (re.compile("|".join(row["sentences"])), tuple(row["seats"]))
    for row in table("answers")["role"].values()
    if "sentences" in row
]
_UNSURE_ROLE = re.compile(table("answers")["unsure role"]["pattern"])
_COUNTS = {word: str(count) for count, words in enumerate(table("answers")["seats"]["words"]) for word in words}
_COUNTED = re.compile(rf"(?P<count>[^\W_]+(?:\.0{{1,2}})?)\s*{table('answers')['seats']['beside']}")
_SIDE = re.compile(r"\b(?:mentor|mentee|protege)(?:s|ed)?\b")  # such a word that no sentence explains leaves it open
_LONGEST_ROLE = 200
_WISHES = {word: wish for wish, row in table("answers")["wish"].items() for word in row["words"]}
_WHOLE = re.compile(r"[0-9]{1,5}(?:\.0{1,2})?")
_WORDS = re.compile(r"[^\w'.]+")
_NO_REFUSAL = re.compile(rf"no[,;]?\s+(?:{'|'.join(table('answers')['wish']['no']['unless'])})")


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


def role_of(text: str) -> tuple[int, ...] | None:
    """Return the seats that a role leaves open, as (mentor, protege); None if the text is no role.

    Several roles in one cell ("Mentor; Protege;") open the seats of each, and so does a sentence that speaks of both.
    """
    seats = _ROLES.get(key(clean(text)))
    if seats is not None:
        return seats
    parts = [_ROLES.get(key(part)) for part in re.split(r"[;,/&+]", clean(text)) if key(part)]
    opened = [part for part in parts if part is not None]
    return _together(opened) if opened and len(opened) == len(parts) else _role_in_sentence(text)


def _role_in_sentence(text: str) -> tuple[int, ...] | None:
    plain = _plain_words(text) if len(text) <= _LONGEST_ROLE else ""
    if _UNSURE_ROLE.search(plain):
        return None
    opened, rest = [seats for pattern, seats in _SENTENCES if pattern.search(plain)], plain
    for pattern, _ in _SENTENCES:
        rest = pattern.sub(" ", rest)
    return _together(opened) if opened and not _SIDE.search(rest) else None


def _together(opened: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    return max(part[0] for part in opened), max(part[1] for part in opened)


def _plain_words(text: str) -> str:
    """Return the words of a text, folded and with single blanks between them."""
    return " ".join(_WORDS.split(fold(text).replace("\u00e9", "e"))).strip()


def wish_of(text: str) -> str:
    """Return "yes", "maybe" or "no", by the first word of a text; "" for anything else, such as "no problem"."""
    plain = fold(clean(text))
    wish = _WISHES.get(_WORDS.split(plain, maxsplit=1)[0].rstrip("."), "")
    return "" if wish == "no" and _NO_REFUSAL.match(plain) else wish
