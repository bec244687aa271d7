"""What an answer says of the role that an office wants: mentor, protege, both or neither; or that it takes no part at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cxmatch.records.text import clean, fold
from cxmatch.survey.columns.cells import wish_of
from cxmatch.survey.headings import Column
from cxmatch.survey.headings.wording import key
from cxmatch.survey.knowledge import table

_ROLES = {key(word): tuple(row["seats"]) for row in table("answers")["role"].values() for word in row["words"]}
_SENTENCES = [
    (re.compile("|".join(row["sentences"])), tuple(row["seats"]))
    for row in table("answers")["role"].values()
    if "sentences" in row
]
_UNSURE_ROLE = re.compile(table("answers")["unsure role"]["pattern"])
_DECLINES, _DECLINES_IT = (re.compile(table("answers")[row]["pattern"]) for row in ("declines", "declines it"))
_SIDE = re.compile(r"\b(?:mentor|mentee|protege)(?:s|ed)?\b")  # such a word that no sentence explains leaves it open
_LONGEST_ROLE = 200
_WORDS = re.compile(r"[^\w'.]+")
_EXPLAINED = re.compile(r"\s*(?:[(\[]|:\s|\s[-\u2013\u2014]\s)\s*")


def role_of(text: str) -> tuple[int, ...] | None:
    """Return the seats that a role leaves open, as (mentor, protege); None if the text is no role.

    Several roles in one cell ("Mentor; Protege;") open the seats of each, and so does a sentence that speaks of both.
    """
    if "?" in text:
        return None
    seats = _ROLES.get(key(clean(text)))
    if seats is not None:
        return seats
    parts = [_ROLES.get(key(part)) for part in re.split(r"[;,/&+]", clean(text)) if key(part)]
    opened = [part for part in parts if part is not None]
    return _together(opened) if opened and len(opened) == len(parts) else _role_in_sentence(text) or _role_explained(text)


def _role_explained(text: str) -> tuple[int, ...] | None:
    """Return the role that an explanation follows, "Mentor (we help another office)", where it says nothing else."""
    name, *told = _EXPLAINED.split(clean(text), maxsplit=1)
    role, plain = _ROLES.get(key(name)), fold(" ".join(told)).rstrip(" )")
    if role is None or _UNSURE_ROLE.search(plain):
        return None
    said = role_of(plain)
    return role if said == role or not (said or _SIDE.search(plain)) else None


def _role_in_sentence(text: str) -> tuple[int, ...] | None:
    plain = " ".join(_WORDS.split(fold(text).replace("\u00e9", "e"))).strip() if len(text) <= _LONGEST_ROLE else ""
    if _UNSURE_ROLE.search(plain):
        return None
    opened, rest = [seats for pattern, seats in _SENTENCES if pattern.search(plain)], plain
    for pattern, _ in _SENTENCES:
        rest = pattern.sub(" ", rest)
    return _together(opened) if opened and not _SIDE.search(rest) else None


def _together(opened: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    return max(part[0] for part in opened), max(part[1] for part in opened)


def declining(column: Column) -> set[str]:
    """Return the answers of a column by which an office says that it takes no part, asked about that or of itself."""
    asked, opts_out = column.says("takes part"), column.says("opts out")
    return {
        text
        for text in set(column.cells)
        if _DECLINES.fullmatch(fold(text))
        or (asked and (wish_of(text) == "no" or _DECLINES_IT.fullmatch(fold(text))))
        or (opts_out and wish_of(text) == "yes")
    }
