"""Bytes to text: the encoding is decided by rule and said, never guessed from how often letters occur."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import NoReturn

from cxmatch.domain.findings import Finding, Place
from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.records.text import clean
from cxmatch.survey.files.delimited import row_at
from cxmatch.survey.files.table import finding, refuse, some_rows

# The UTF-32 marks come first: one of them begins with the UTF-16 mark.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, ""),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What --encoding takes, by Python's own name for each, so that "latin-1" and "windows-1252" are understood too.
_ENCODINGS = """
  utf-8 utf-16 utf-16-le utf-16-be utf-32 cp1252 mac-roman ascii iso8859-1 iso8859-2 iso8859-3 iso8859-5 iso8859-7 iso8859-9
  iso8859-13 iso8859-15 cp1250 cp1251 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp437 cp850 cp852 cp866 koi8-r koi8-u mac-latin2
  cp874 cp932 shift_jis euc_jp gbk gb18030 big5 euc_kr cp949
"""
_SNIFFED_BYTES, _SHOWN_CHARACTERS, _MOST_PLACED = 4_096, 60, 50
# What UTF-8 makes of one letter: more than one byte.
_MANY_BYTES = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|(?:\xe0[\xa0-\xbf]|[\xe1-\xef][\x80-\xbf])[\x80-\xbf]"
    rb"|(?:\xf0[\x90-\xbf]|[\xf1-\xf3][\x80-\xbf]|\xf4[\x80-\x8f])[\x80-\xbf]{2}"
)
# Two bytes that may as well be two letters of Windows-1252: a capital and a sign behind it, as in CAFÉ™.
_TWO_LETTERS = re.compile(rb"[\xc4-\xdf][\x80-\xbf]")
_CUT_LETTER = re.compile(rb"[\xe0-\xef][\x80-\xbf](?![\x80-\xbf])|[\xf0-\xf4][\x80-\xbf]{1,2}(?![\x80-\xbf])|[\xc2-\xf4]\Z")
_HIGH = bytes(range(0x80, 0x100))
_CLEARLY = 4  # times as many letters that are written in one way as in the other
_RARELY = 50  # letters to a doubtful word: somebody left out the blank at a quotation mark
_SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
# Improbable in Windows-1252 and ordinary in another encoding: a capital or a sign where Mac Roman has a small letter,
# a capital in the middle of a word, and words made of nothing but accented letters (Cyrillic, Greek, Asian scripts).
_NOT_WESTERN = re.compile(
    rb"[a-z][\x8a\x8c\x8e\x9f]"
    rb"|[A-Za-z][\x80\x82-\x84\x86-\x89\x8b\x93-\x95\x98\x99\x9b][a-z]"
    rb"|[a-z][\xc0-\xd6\xd8-\xde][a-z]"
    rb"|[\xc0-\xff]{4}"
)
# UTF-8 that was once read as Windows-1252 and saved again: "é" has become "Ã©", a curly quote "â€œ".
_DOUBLED = re.compile("[ÂÃ][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]|â€[\u0080-\u00bf\u0152-\u2122]")
_FOREIGN = re.compile("[^\x00-\x7f]")
_BETWEEN_CELLS = re.compile('[\r\n,;\t|"]')


def decode(data: bytes, place: Place, encoding: str | None = None) -> tuple[str, list[Finding]]:
    """Return the text of a file, and what was decided about its encoding: from the bytes, where `encoding` is None.

    Raises SurveyError if no encoding fits, or more than one does; SettingsError if `encoding` is not a known one.
    """
    codec = _utf16(data, place) if encoding is None else _as_encoding(encoding)
    try:
        text = data.decode(codec or "utf-8-sig").removeprefix("\ufeff" if codec else "")
    except UnicodeDecodeError as problem:
        if codec:
            _refuse_at("CX015", data, problem.start, codec, place, encoding=codec.upper())
        return _eight_bit(data, problem.start, place)
    if codec and encoding is None:
        return text, [finding("CX401", place, encoding="UTF-16")]
    doubled = None if text.isascii() else _DOUBLED.search(text)
    where = replace(place, row=row_at(text, doubled.start())) if doubled else place
    return text, [finding("CX017", where, example=_example(text, doubled.start()))] if doubled else []


def _as_encoding(name: str) -> str:
    """Return Python's name of the encoding that a person names, if a survey can be in it."""
    known = _ENCODINGS.split()
    with suppress(LookupError, ValueError):
        codec = codecs.lookup(name).name.removesuffix("-sig")
        if codec in known:
            return codec
    usual = "Usual ones:  --encoding utf-8   --encoding cp1252   --encoding mac-roman"
    raise SettingsError(f'"{clean(name)}" is not a known encoding.{did_you_mean(name, known)}', usual)


def _refuse_at(code: str, data: bytes, position: int, codec: str, place: Place, **facts: str) -> NoReturn:
    """Refuse a byte, with its row and the words around it as they read in an encoding."""
    before = data[:position].decode(codec, "replace")
    after = data[position : position + 4 * _SHOWN_CHARACTERS].decode(codec, "replace")
    refuse(code, replace(place, row=row_at(before, len(before))), **facts, example=_example(before + after, len(before)))


def _utf16(data: bytes, place: Place) -> str:
    """Recognize UTF-16 by its mark, or without one: in Western text every second byte is zero, and only those."""
    codec = next((codec for mark, codec in _MARKS if data.startswith(mark)), None)
    if codec == "utf-32":
        refuse("CX012", place)
    sample = data[:_SNIFFED_BYTES]
    even, odd, few = sample[::2].count(0), sample[1::2].count(0), len(sample) // 50
    if codec is not None or max(even, odd) * 4 < len(sample) or min(even, odd) > few:
        return codec or ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _eight_bit(data: bytes, bad: int, place: Place) -> tuple[str, list[Finding]]:
    """Read what is not UTF-8 as Windows-1252, unless something in it speaks against that."""
    if surrogate := _SURROGATE.search(data):
        refuse("CX013", replace(place, row=row_at(data.decode("latin-1"), surrogate.start())))
    many = list(_MANY_BYTES.finditer(data))
    single = _letters(data) - sum(len(letter[0]) for letter in many)
    if len(many) >= _CLEARLY * single and not _CUT_LETTER.search(data):
        return _mixed(data, many, place, "UTF-8", "Windows-1252")
    sure = [letter for letter in many if not _TWO_LETTERS.fullmatch(letter[0])]
    if single < max(_CLEARLY * len(sure), len(many)) or len(many) >= _CLEARLY * single:
        _refuse_mixed(data, bad, place)
    if sure:
        return _mixed(data, sure, place, "Windows-1252", "UTF-8")
    text = _western(data, place)
    return text, [finding("CX016", place, encoding="Windows-1252", example=_example(text, bad))]


def _letters(data: bytes) -> int:
    """Count the bytes that are no ASCII."""
    return len(data) - len(data.translate(None, _HIGH))


def _western(data: bytes, place: Place) -> str:
    """Read bytes as Windows-1252, unless many words in it look as if they were written in another encoding."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as problem:
        _refuse_at("CX011", data, problem.start, "cp1252", place)
    doubtful = list(_NOT_WESTERN.finditer(data))
    if _RARELY * len(doubtful) > _letters(data):
        _refuse_at("CX011", data, next(at for at in range(*doubtful[0].span()) if data[at] > 0x7F), "cp1252", place)
    return text


def _refuse_mixed(data: bytes, bad: int, place: Place) -> NoReturn:
    """Refuse a file of two encodings; one is named that could be taken for all of it, where there is one."""
    way = "."
    with suppress(UnicodeDecodeError):
        data.decode("cp1252")
        way = ", or read all of it as Windows-1252: --encoding cp1252"
    _refuse_at("CX010", data, bad, "utf-8", place, way=way)


def _mixed(data: bytes, many: Sequence[re.Match[bytes]], place: Place, most: str, few: str) -> tuple[str, list[Finding]]:
    """Read each letter as what it is, and say which ones are not written like the others; `many` are those of UTF-8."""
    blanked = bytearray(data)
    for each in many:
        blanked[each.start() : each.end()] = b"-" * len(each[0])
    western, pieces, odd, at, length = _western(bytes(blanked), place), list[str](), list[int](), 0, 0
    letters: list[re.Match[bytes] | None] = [*many, None]
    for letter in letters:
        piece = western[at : letter.start() if letter else len(data)]
        odd += [length + found.start() for found in _FOREIGN.finditer(piece)] if most == "UTF-8" else [length + len(piece)]
        pieces += [piece, letter[0].decode("utf-8") if letter else ""]
        length, at = length + len(piece) + len(pieces[-1]), letter.end() if letter else len(data)
    text = "".join(pieces).removeprefix("\ufeff")
    odd = odd if most == "UTF-8" else odd[:-1]
    rows = some_rows(sorted({row_at(text, position) for position in odd[:_MOST_PLACED]}))
    facts = {"most": most, "few": few, "count": f"{len(odd):,}", "rows": rows, "example": _example(text, odd[0])}
    return text, [finding("CX055", place, **facts)]


def _example(text: str, position: int) -> str:
    """Return the words of the cell around a position, so that a person can judge the decision."""
    before = _BETWEEN_CELLS.split(text[max(position - _SHOWN_CHARACTERS, 0) : position])[-1]
    after = _BETWEEN_CELLS.split(text[position : position + _SHOWN_CHARACTERS])[0]
    return clean(before + after)
