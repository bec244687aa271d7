"""Text files: the encoding and the separator are decided by rule and said, then the csv module reads strictly."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from typing import NoReturn

from cxmatch.domain.findings import Finding, Place
from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.records.text import clean
from cxmatch.survey.files.table import Limits, Spare, Table, finding, refuse, some_rows, tidy

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
_SNIFFED_BYTES, _SHOWN_CHARACTERS = 4_096, 60
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
_BETWEEN_CELLS = re.compile('[\r\n,;\t|"]')

_WORDS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
_NAMES = {character: word for word, character in _WORDS.items()}
_SAMPLE_CHARACTERS, _SAMPLE_ROWS, _CLEARLY = 262_144, 100, 2
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_SEP_LINE = re.compile(r'"?sep=([^\r\n"])"?(?:\r\n|\r|\n|$)', re.IGNORECASE)
_DECIMAL_COMMA = re.compile(r'(?:^|[;\t|"])[0-9]+,[0-9]{1,2}(?=[;\t|"\r\n]|$)', re.MULTILINE)


def decode(data: bytes, place: Place, encoding: str | None = None) -> tuple[str, list[Finding]]:
    """Return the text of a file, and what was decided about its encoding: from the bytes, where `encoding` is None.

    Raises SurveyError if no encoding fits, or more than one does; SettingsError if `encoding` is not a known one.
    """
    codec = _utf16(data, place) if encoding is None else _as_encoding(encoding)
    try:
        text = data.decode(codec or "utf-8-sig")
    except UnicodeDecodeError as problem:
        if codec:
            _refuse_at("CX015", data, problem.start, codec, place, encoding=codec.upper())
        return _eight_bit(data, problem.start, place)
    if codec:
        return text.removeprefix("\ufeff"), [finding("CX401", place, encoding="UTF-16")] if encoding is None else []
    doubled = None if text.isascii() else _DOUBLED.search(text)
    where = replace(place, row=_row_at(text, doubled.start())) if doubled else place
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
    refuse(code, replace(place, row=_row_at(before, len(before))), **facts, example=_example(before + after, len(before)))


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
        refuse("CX013", replace(place, row=_row_at(data.decode("latin-1"), surrogate.start())))
    if _MANY_BYTES.search(data):
        _refuse_at("CX010", data, bad, "utf-8", place)
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as problem:
        _refuse_at("CX011", data, problem.start, "cp1252", place)
    if doubtful := _NOT_WESTERN.search(data):
        _refuse_at("CX011", data, next(at for at in range(*doubtful.span()) if data[at] > 0x7F), "cp1252", place)
    return text, [finding("CX016", place, encoding="Windows-1252", example=_example(text, bad))]


def _example(text: str, position: int) -> str:
    """Return the words of the cell around a position, so that a person can judge the decision."""
    before = _BETWEEN_CELLS.split(text[max(position - _SHOWN_CHARACTERS, 0) : position])[-1]
    after = _BETWEEN_CELLS.split(text[position : position + _SHOWN_CHARACTERS])[0]
    return clean(before + after)


def read(text: str, place: Place, limits: Limits, delimiter: str | None = None, spare: Spare | None = None) -> Table:
    """Cut a text into cells. `delimiter` is a character or its name ("semicolon", "tab"); decided from the file when None.

    `spare` tells which columns need not be kept.

    Raises SurveyError if the quotes do not match, two characters separate equally well, or a limit is passed; SettingsError if
    `delimiter` is no character that can separate cells.
    """
    asked = _as_delimiter(delimiter) if delimiter is not None else None
    # What older programs put around a table: a line "sep=;" before it, Ctrl-Z after it.
    body = text.rstrip("\x1a")
    line = _SEP_LINE.match(body)
    announced, body = (line[1], body[line.end() :]) if line else ("", body)
    character = asked or announced or _decide(body, place)
    # The csv module has one limit for the whole process: raised where a survey may have longer cells, never lowered.
    csv.field_size_limit(max(csv.field_size_limit(), limits.cell_characters))
    spaced = _blank_before_quote(body, character)
    table = tidy(_rows(body, character, place, spaced is not None), place, limits, spare)
    if "\0" in body:
        refuse("CX014", replace(place, row=next(iter(_rows_with(table, "\0")), None)))
    broken = _rows_with(table, "\n", "\r") if '"' in body else []
    decimal_comma = character != "," and bool(_DECIMAL_COMMA.search(body))
    notes = [
        (text.endswith("\x1a"), finding("CX407", place)),
        (announced, finding("CX403", place, delimiter=_NAMES.get(announced, announced))),
        (not asked and character != ",", finding("CX402", place, delimiter=_NAMES.get(character, character))),
        (spaced is not None, finding("CX414", replace(place, row=spaced))),
        *((True, note) for note in table.notes),
        (decimal_comma, finding("CX404", place)),
        (sum(map(bool, _line_ends(body))) > 1, finding("CX409", place)),
        (broken, finding("CX408", place, rows=some_rows(broken))),
    ]
    return replace(table, notes=tuple(note for holds, note in notes if holds), decimal_comma=decimal_comma)


def _rows_with(table: Table, *marks: str) -> list[int]:
    """Return the numbers of the rows in which a cell holds one of these characters."""
    rows = zip(table.rows, table.numbers, strict=True)
    return [number for row, number in rows if any(mark in cell for cell in row for mark in marks)]


def _as_delimiter(word: str) -> str:
    r"""Return the character that a person means by "semicolon", "tab", "\t" or itself, unless cells are made of it."""
    character = "\t" if word == "\\t" else _WORDS.get(word.strip().casefold(), word)
    if len(character) != 1 or character.isalnum() or character in '"\r\n\0 .-_':
        hint = did_you_mean(word, list(_WORDS))
        raise SettingsError(f'"{clean(word)}" cannot separate cells.{hint}', "Choose one of: " + ", ".join(_WORDS))
    return character


def _row_at(text: str, position: int) -> int:
    """Return the row of the spreadsheet in which a position of the text falls: a line break within quotes opens no row."""
    return 1 + sum(_line_ends('"'.join(text[:position].split('"')[::2])))


def _line_ends(text: str) -> tuple[int, int, int]:
    """Count the line ends of a text by kind: CR LF, LF alone, CR alone."""
    both = text.count("\r\n")
    return both, text.count("\n") - both, text.count("\r") - both


def _decide(text: str, place: Place) -> str:
    """Decide which character separates the cells: it cuts the rows most evenly, and clearly so, from the header row on."""
    cuts = {character: cut for character in _NAMES if (cut := _cut(text, character))}
    clearest = min((way for way, _ in cuts.values()), default=None)
    ranked = sorted((character for character, (way, _) in cuts.items() if way == clearest), key=lambda each: -cuts[each][1])
    if len(ranked) > 1 and cuts[ranked[0]][1] <= _CLEARLY * cuts[ranked[1]][1]:
        refuse("CX020", place, one=_NAMES[ranked[0]], other=_NAMES[ranked[1]])
    return ranked[0] if ranked else ","


def _cut(text: str, character: str) -> tuple[tuple[bool, bool, int], int] | None:
    """Return how one character would cut the first rows, and how many cells rows of the usual width explain.

    The least way is the clearest: no quoted text is torn apart, the usual width is the rule, and it begins early. The header row
    tells: a comma that shows up only below it is a decimal comma, not a separator.
    """
    sample, rows = text[:_SAMPLE_CHARACTERS], list[list[str]]()
    with suppress(csv.Error):  # A cell past the csv module's limit: what came before it is sample enough.
        rows.extend(islice(csv.reader(io.StringIO(sample, newline=""), delimiter=character), _SAMPLE_ROWS))
    whole = rows if len(text) == len(sample) else rows[:-1] or rows
    widths = [len(row) for row in whole if row]
    common = Counter(width for width in widths if width > 1).most_common(1)
    if not common:
        return None
    [(width, times)] = common
    apart = re.escape(character)
    quoted = re.compile(rf"""(?<![^{apart}\r\n])"[^"]*(?:""[^"]*)*"(?=[{apart}\r\n]|$)""")
    return ('"' in quoted.sub("", sample), 2 * times < len(widths), widths.index(width)), times * (width - 1)


def _rows(text: str, delimiter: str, place: Place, spaced: bool) -> Iterator[list[str]]:
    """Yield the rows, read strictly. What the csv module cannot read is refused with the row where it began."""
    # Line by line: a file object over the text would hold four bytes for each of its characters.
    reader = csv.reader((line[0] for line in _LINE.finditer(text)), delimiter=delimiter, strict=True, skipinitialspace=spaced)
    number, line = 1, 0
    try:
        for row in reader:
            yield row
            number, line = number + 1, reader.line_num
    except csv.Error as problem:
        where = replace(place, row=number)
        if "field limit" in str(problem) and text.count('"') % 2 == 0:
            refuse("CX033", where, length=f"more than {csv.field_size_limit():,}", limit="fewer")
        refuse("CX021" if reader.line_num > line + 1 or "end of data" in str(problem) else "CX022", where)


def _blank_before_quote(text: str, delimiter: str) -> int | None:
    """Return the row of the first opening quotation mark behind blanks, as in `a, "b, c"`: it still opens a cell."""
    behind = islice(re.finditer(re.escape(delimiter) + ' +"', text), 50)
    return next((_row_at(text, match.start()) for match in behind if text.count('"', 0, match.start()) % 2 == 0), None)
