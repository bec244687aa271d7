"""Text to cells: which character separates them is decided from the file, then the csv module reads strictly."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import islice

from cxmatch.domain.findings import Place
from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.records.text import clean
from cxmatch.survey.files import Limits
from cxmatch.survey.files.table import Spare, Table, finding, refuse, some_rows, tidy

_WORDS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
_NAMES = {character: word for word, character in _WORDS.items()}
_SAMPLE_CHARACTERS, _SAMPLE_ROWS, _CLEARLY = 262_144, 100, 2
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_SEP_LINE = re.compile(r'"?sep=([^\r\n"])"?(?:\r\n|\r|\n|$)', re.IGNORECASE)
_DECIMAL_COMMA = re.compile(r'(?:^|[;\t|"])[0-9]+,[0-9]{1,2}(?=[;\t|"\r\n]|$)', re.MULTILINE)


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


def row_at(text: str, position: int) -> int:
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
    return next((row_at(text, match.start()) for match in behind if text.count('"', 0, match.start()) % 2 == 0), None)
