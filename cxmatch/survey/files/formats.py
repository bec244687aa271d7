"""What a workbook shows in place of a number: formats that write a word, such as `[=1]"Low";[=5]"High"`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from operator import eq, ge, gt, le, lt, ne
from typing import TypeAlias
from xml.etree import ElementTree

Shown: TypeAlias = Callable[[float], str]
"""The word that a format shows for a number, "" where it shows the number."""

_SECTION = re.compile(r'(?:^|;)((?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\\[])*)')
_CONDITION = re.compile(r"\[\s*(<>|<=|>=|=|<|>)\s*(-?\d+(?:\.\d+)?)\s*\]")
_NO_WORDS = re.compile(r"\[[^\]]*\]|[_*].")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_NUMBER = re.compile(r"[0#?@dmyhse]|general", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]")
_HOLDS = {"=": eq, "<>": ne, "<": lt, ">": gt, "<=": le, ">=": ge}
_CELL = re.compile(
    rb"<(?:\w+:)?c\s([^>]*)>(?:\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>))?\s*<(?:\w+:)?v>\s*(-?[0-9.]{1,20})\s*<"
)
_STYLE, _TEXT = re.compile(rb"\bs\s*=\s*[\"'](\d{1,6})[\"']"), re.compile(rb"\bt\s*=\s*[\"'](?!n[\"'])")


def wording_styles(styles: bytes) -> dict[int, Shown]:
    """Return the styles of a workbook, by their numbers, that show a word for some numbers."""
    try:
        root = ElementTree.fromstring(styles)  # noqa: S314 - the guard let no declaration through
    except (ElementTree.ParseError, LookupError, ValueError):
        return {}
    codes = {each.get("numFmtId"): each.get("formatCode", "") for each in root.iter() if _tag(each) == "numFmt"}
    used = [each.get("numFmtId") for group in root if _tag(group) == "cellXfs" for each in group]
    shown = {each: word_of(codes[each]) for each in set(used) & codes.keys() if _words_in(codes[each])}
    return {style: shown[each] for style, each in enumerate(used) if each in shown}


def worded_cells(part: bytes, styles: Mapping[int, Shown]) -> Iterator[tuple[bytes, str]]:
    """Yield the attributes of each cell of a sheet that shows a word for its number, and both: "5 - High"."""
    for cell in _CELL.finditer(part) if styles else ():
        style = _STYLE.search(cell[1])
        shown = styles.get(int(style[1])) if style and not _TEXT.search(cell[1]) else None
        word = shown(_value(cell[2])) if shown else ""
        if word:
            yield cell[1], f"{cell[2].decode()} - {word}"


def word_of(code: str) -> Shown:
    """Return what a format shows for a number.

    >>> shown = word_of('[=1]"Low";[=5]"High";0')
    >>> shown(1), shown(5), shown(3)
    ('Low', 'High', '')
    >>> word_of('"Yes";;"No"')(0), word_of('0" stars"')(4)
    ('No', '')
    """
    sections = _SECTION.findall(code)
    if not _CONDITION.search(code):
        return lambda value: _literal(sections[_usual(value, len(sections))])
    return lambda value: next((_literal(section) for section in sections[:3] if _holds(section, value)), "")


def _usual(value: float, count: int) -> int:
    """Return which section of a format without conditions is that of a number: positive, negative, zero."""
    place = 0 if value > 0 else 1 if value < 0 else 2
    return place if place < min(count, 3) else 0


def _holds(section: str, value: float) -> bool:
    condition = _CONDITION.search(section)
    return not condition or bool(_HOLDS[condition[1]](value, float(condition[2])))


def _literal(section: str) -> str:
    """Return the words of a section that shows no number."""
    plain = _NO_WORDS.sub("", section)
    texts = "".join(found[1] or found[2] or "" for found in _LITERAL.finditer(plain))
    return "" if _NUMBER.search(_LITERAL.sub("", plain)) or not _WORD.search(texts) else texts.strip()


def _words_in(code: str) -> bool:
    return any(map(_literal, _SECTION.findall(code)))


def _value(text: bytes) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
