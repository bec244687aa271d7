"""What an answer says by itself, before any scale: nothing, a number, a role, a wish, or several options in one."""

from __future__ import annotations

import re

from cxmatch.records.text import clean, fold
from cxmatch.survey.headings.wording import key
from cxmatch.survey.knowledge import table

MOST_SHOWN, MOST_READ = 60, 1_000
MOST_JOINED = 2_000  # longer than every option of a survey together: such a cell holds some other text
NOT_ANSWERED = "not answered"

_UNANSWERED = {word: kind for kind, row in table("answers")[NOT_ANSWERED].items() for word in row["words"]}
_ROLES = {key(word): tuple(row["seats"]) for row in table("answers")["role"].values() for word in row["words"]}
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


def role_of(text: str) -> tuple[int, ...] | None:
    """Return the seats that a role leaves open, as (mentor, protege); None if the text is no role.

    Several roles in one cell ("Mentor; Protege;") open the seats of each.
    """
    seats = _ROLES.get(key(clean(text)))
    if seats is not None:
        return seats
    parts = [_ROLES.get(key(part)) for part in re.split(r"[;,/&+]", clean(text)) if key(part)]
    opened = [part for part in parts if part is not None]
    return (max(part[0] for part in opened), max(part[1] for part in opened)) if opened and len(opened) == len(parts) else None


def wish_of(text: str) -> str:
    """Return "yes", "maybe" or "no", by the first word of a text; "" for anything else, such as "no problem"."""
    plain = fold(clean(text))
    wish = _WISHES.get(_WORDS.split(plain, maxsplit=1)[0].rstrip("."), "")
    return "" if wish == "no" and _NO_REFUSAL.match(plain) else wish
