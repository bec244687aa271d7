"""What one cell says: a level, one of the ways of not answering, or trouble with a reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from cxmatch.domain.scale import Scale
from cxmatch.records.text import clean, fold
from cxmatch.survey.columns.cells import MOST_READ, MOST_SHOWN, shown, unanswered
from cxmatch.survey.headings.wording import nearest

_FOOTNOTE = re.compile(r"\s*(?:[*\u2020\u2021\u00a7\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+|\[\d{1,3}\])$")
_COMMA_NUMBER = re.compile(r"[+-]?\d{1,6},\d{1,9}", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
_EXCEL_ERROR = re.compile(r"#(?:REF|DIV/0|VALUE|NAME|NUM|NULL|SPILL|CALC|GETTING_DATA|FIELD|BLOCKED)[!?]?|#N/A", re.IGNORECASE)
_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}(?:[ T].*)?|\d{1,2}/\d{1,2}(?:/\d{2,4})?(?: .*)?"
    rf"|\d{{1,4}}[- ](?:{_MONTH})[a-z]*(?:[- ]\d{{2,4}})?|(?:{_MONTH})[a-z]*[- ]\d{{1,4}}",
    re.IGNORECASE | re.ASCII,
)
_UNIT = re.compile(r"[$\u20ac\u00a3\u00a5]\s*[\d.,]+|[\d.,]+\s*[%$\u20ac\u00a3\u00a5]")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:[,' ]\d{3})+(?:\.\d+)?", re.ASCII)
_LABEL_AND_NUMBER = re.compile(r"(\d{1,3})\s*[-–=:.)]\s*[^\d\s].*|[^\d\s].*[(\[=:-]\s*(\d{1,3})\s*[)\]]?")
_BOOLEANS = frozenset({"true", "false", "yes", "no", "y", "n", "t", "f"})
MOST_PARSED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What one cell text says. Exactly one of `level`, `absent` (how it was not answered) and `code` (trouble) is set.

    `repaired` says that something was forgiven: blanks or a footnote mark around the answer.
    """

    level: int | None = None
    absent: str = ""
    code: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    repaired: bool = False

    @classmethod
    def trouble(cls, code: str, text: str, **facts: str) -> Self:
        """Refuse a cell, showing no more of it than a line holds."""
        return cls(code=code, facts={"value": shown(text), **facts})


def understand(text: str, scale: Scale, levels: Mapping[str, str], *, decimal_comma: bool = False) -> Understood:
    """Read one cell on a scale; `levels` maps folded answers to the level they stand for."""
    if len(text) > MOST_READ and text.strip():
        return Understood.trouble("CX104", text, levels=scale.describe(), hint="")
    plain = clean(text)
    for said in (plain, _FOOTNOTE.sub("", plain)) if len(plain) <= MOST_PARSED else (plain,):
        mapped = levels.get(fold(said), said)
        if decimal_comma and _COMMA_NUMBER.fullmatch(mapped):
            mapped = mapped.replace(",", ".")
        level = scale.read(mapped)
        if level is not None:
            return Understood(level=level, repaired=said != text)
        if mapped and not unanswered(mapped):
            continue
        if said == plain:
            return Understood(absent=unanswered(mapped))
    return _trouble(plain, scale)


def _trouble(text: str, scale: Scale) -> Understood:
    """Return the finding that says best why a text is no level."""
    levels = scale.describe()
    if len(text) > MOST_PARSED:
        return Understood.trouble("CX104", text, levels=levels, hint="")
    if not text.isascii() and any(letter.isdecimal() and not letter.isascii() for letter in text):
        return Understood.trouble("CX107", text, levels=levels)
    code = next((code for code, pattern in _SPECIAL if pattern.fullmatch(text)), "")
    if code:
        return Understood.trouble(code, text, levels=levels)
    if fold(text) in _BOOLEANS and not scale.labels:
        level = scale.bottom if fold(text)[0] in "fn" else scale.top
        return Understood.trouble("CX108", text, levels=levels, map=f'"{shown(text)}" = "{scale.say(level)}"')
    if _NUMBER.fullmatch(text):
        return _off_scale(text, scale)
    paired = _LABEL_AND_NUMBER.fullmatch(text) if not scale.labels else None
    if paired:
        number = paired[1] or paired[2]
        return Understood.trouble("CX109", text, levels=levels, map=f'"{shown(text)}" = "{number}"')
    return Understood.trouble("CX104", text, levels=levels, hint=_hint(text, scale))


_SPECIAL = (
    ("CX101", _EXCEL_ERROR),
    ("CX102", _DATE),
    ("CX103", _UNIT),
    ("CX106", _THOUSANDS),
    ("CX106", _COMMA_NUMBER),
)


def _off_scale(text: str, scale: Scale) -> Understood:
    decimals = text.partition(".")[2].rstrip("0")
    if not scale.labels and len(decimals) > scale.decimals:
        return Understood.trouble("CX105", text, levels=scale.describe(), decimals=str(scale.decimals))
    return Understood.trouble("CX104", text, levels=scale.describe(), hint="")


def _hint(text: str, scale: Scale) -> str:
    near = nearest(text, scale.labels) if scale.labels and len(text) <= MOST_SHOWN else None
    return f' Did you mean "{near.word}"?' if near else ""
