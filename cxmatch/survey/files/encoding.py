"""Bytes to text: the encoding is decided by rule and said, never guessed from how often letters occur."""

from __future__ import annotations

import codecs
import re
from dataclasses import replace

from cxmatch.domain.findings import Finding, Place
from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.records.text import clean
from cxmatch.survey.files.delimited import row_at
from cxmatch.survey.files.table import refuse

# The UTF-32 marks come first: one of them begins with the UTF-16 mark.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What --encoding takes, by Python's own name for each, so that "latin-1" and "windows-1252" are understood too.
_KNOWN = (
    *("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "mac-roman", "ascii"),
    *("iso8859-1", "iso8859-2", "iso8859-3", "iso8859-5", "iso8859-7", "iso8859-9", "iso8859-13", "iso8859-15"),
    *("cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp437", "cp850", "cp852", "cp866"),
    *("koi8-r", "koi8-u", "mac-latin2", "cp874", "cp932", "shift_jis", "euc_jp", "gbk", "gb18030", "big5", "euc_kr", "cp949"),
)
_SNIFFED_BYTES = 4_096
_SHOWN_CHARACTERS = 60

_MANY_BYTES = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
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

    `place` names the file in findings.

    Raises SurveyError if no encoding fits, or more than one does; the finding names the row; SettingsError if `encoding` is not
    a known one.
    """
    if encoding is not None:
        return _strictly(data, _as_encoding(encoding), place), []
    marked = next((codec for mark, codec in _MARKS if data.startswith(mark)), None)
    if marked == "utf-32":
        refuse("CX012", place)
    codec = marked or _unmarked_utf16(data)
    if codec is not None and codec != "utf-8":
        return _strictly(data, codec, place), [Finding(code="CX401", place=place, facts={"encoding": "UTF-16"})]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        return _eight_bit(data, problem.start, place)
    return text, _doubled(text, place)


def _as_encoding(name: str) -> str:
    """Return Python's name of the encoding that a person names.

    Raises SettingsError if it is not one that a survey can be in; the message names the nearest.
    """
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        codec = ""
    if codec == "utf-8-sig":
        return "utf-8"
    if codec not in _KNOWN:
        raise SettingsError(
            f'"{clean(name)}" is not a known encoding.{did_you_mean(name, _KNOWN)}',
            "Usual ones:  --encoding utf-8   --encoding cp1252   --encoding mac-roman",
        )
    return codec


def _strictly(data: bytes, codec: str, place: Place) -> str:
    try:
        return data.decode(codec).removeprefix("\ufeff")
    except UnicodeDecodeError as problem:
        where, words = _where(data, problem.start, place, codec), _words_at(data, problem.start, codec)
        refuse("CX015", where, encoding=codec.upper(), example=words)


def _unmarked_utf16(data: bytes) -> str | None:
    """Recognize UTF-16 without its mark: in Western text every second byte is zero, and only those."""
    sample = data[:_SNIFFED_BYTES]
    even, odd, few = sample[::2].count(0), sample[1::2].count(0), len(sample) // 50
    if max(even, odd) * 4 < len(sample) or min(even, odd) > few:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _eight_bit(data: bytes, bad: int, place: Place) -> tuple[str, list[Finding]]:
    """Read what is not UTF-8 as Windows-1252, unless something in it speaks against that."""
    if found := _SURROGATE.search(data):
        refuse("CX013", _where(data, found.start(), place))
    if _MANY_BYTES.search(data):
        refuse("CX010", _where(data, bad, place), example=_words_at(data, bad, "utf-8"))
    try:
        text, odd = data.decode("cp1252"), -1
    except UnicodeDecodeError as problem:
        text, odd = "", problem.start
    if odd < 0 and (doubtful := _NOT_WESTERN.search(data)):
        odd = next(at for at in range(*doubtful.span()) if data[at] > 0x7F)
    if odd >= 0:
        refuse("CX011", _where(data, odd, place), example=_words_at(data, odd, "cp1252"))
    foreign = _FOREIGN.search(text)
    example = _example(text, foreign.start()) if foreign else ""
    return text, [Finding(code="CX016", place=place, facts={"encoding": "Windows-1252", "example": example})]


def _doubled(text: str, place: Place) -> list[Finding]:
    found = None if text.isascii() else _DOUBLED.search(text)
    if not found:
        return []
    facts = {"example": _example(text, found.start())}
    return [Finding(code="CX017", place=replace(place, row=row_at(text, found.start())), facts=facts)]


def _example(text: str, position: int) -> str:
    """Return the words of the cell around a position, so that a person can judge the decision."""
    before = _BETWEEN_CELLS.split(text[max(position - _SHOWN_CHARACTERS, 0) : position])[-1]
    after = _BETWEEN_CELLS.split(text[position : position + _SHOWN_CHARACTERS])[0]
    return clean(before + after)


def _where(data: bytes, position: int, place: Place, codec: str = "utf-8") -> Place:
    before = data[:position].decode(codec, "replace")
    return replace(place, row=row_at(before, len(before)))


def _words_at(data: bytes, position: int, codec: str) -> str:
    """Return the words around a byte as they read in an encoding; what does not fit there shows as a question mark."""
    start = max(position - 4 * _SHOWN_CHARACTERS, 0)
    before = data[start:position].decode(codec, "replace")
    after = data[position : position + 4 * _SHOWN_CHARACTERS].decode(codec, "replace")
    return _example(before + after, len(before))
