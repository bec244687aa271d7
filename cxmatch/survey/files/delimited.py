"""Text to cells: which character separates them is decided from the file, then the csv module reads strictly."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice

from cxmatch.domain.findings import Finding, Place
from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.records.text import clean
from cxmatch.survey.files.table import Limits, Spare, Table, refuse, some_rows, tidy

_WORDS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
_NAMES = {character: word for word, character in _WORDS.items()}
_SAMPLE_CHARACTERS = 262_144
_SAMPLE_ROWS = 100
_CLEARLY = 2

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_SEP_LINE = re.compile(r'"?sep=([^\r\n"])"?(?:\r\n|\r|\n|$)', re.IGNORECASE)
_DECIMAL_COMMA = re.compile(r'(?:^|[;\t|"])[0-9]+,[0-9]{1,2}(?=[;\t|"\r\n]|$)', re.MULTILINE)


def read(text: str, place: Place, limits: Limits, delimiter: str | None = None, spare: Spare | None = None) -> Table:
    """Cut a text into cells. `delimiter` is a character or its name ("semicolon", "tab"); decided from the file when None.

    `place` names the file in findings; `spare` tells which columns need not be kept.

    Raises SurveyError if the quotes do not match, two characters separate equally well, or a limit is passed; SettingsError if
    `delimiter` is no character that can separate cells.
    """
    asked = _as_delimiter(delimiter) if delimiter is not None else None
    body, announced, notes = _without_marks(text, place)
    character = asked or announced or decide(body, place)
    if not asked and character != ",":
        notes.append(Finding(code="CX402", place=place, facts={"delimiter": _NAMES.get(character, character)}))
    spaced = _blanks_before_quotes(body, character, place)
    # The csv module has one limit for the whole process: raised where a survey may have longer cells, never lowered.
    csv.field_size_limit(max(csv.field_size_limit(), limits.cell_characters))
    table = tidy(_rows(body, character, place, bool(spaced)), place, limits, spare)
    if "\0" in body:
        refuse("CX014", replace(place, row=next(iter(_rows_with(table, "\0")), None)))
    decimal_comma = character != "," and bool(_DECIMAL_COMMA.search(body))
    notes += [*spaced, *table.notes]
    notes += [Finding(code="CX404", place=place)] if decimal_comma else []
    notes += [Finding(code="CX409", place=place)] if sum(map(bool, _line_ends(body))) > 1 else []
    broken = _rows_with(table, "\n", "\r") if '"' in body else []
    notes += [Finding(code="CX408", place=place, facts={"rows": some_rows(broken)})] if broken else []
    return replace(table, notes=tuple(notes), decimal_comma=decimal_comma)


def _rows_with(table: Table, *marks: str) -> list[int]:
    """Return the numbers of the rows in which a cell holds one of these characters."""
    rows = zip(table.rows, table.numbers, strict=True)
    return [number for row, number in rows if any(mark in cell for cell in row for mark in marks)]


def _as_delimiter(word: str) -> str:
    r"""Return the character that a person means by "semicolon", "tab", "\t" or the character itself.

    Raises SettingsError if it is not one character, or one that cells are made of.
    """
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


def decide(text: str, place: Place) -> str:
    """Decide which character separates the cells: the one that cuts the rows most evenly, from the header row on.

    Raises SurveyError if two characters do it about equally well.
    """
    cuts = [cut for cut in (_cut(text, character) for character in _NAMES) if cut]
    whole = [cut for cut in cuts if not cut.torn] or cuts
    even = [cut for cut in whole if cut.even] or whole
    # The header row tells: a comma that shows up only below it is a decimal comma, not a separator.
    first = min((cut.start for cut in even), default=0)
    ranked = sorted((cut for cut in even if cut.start == first), key=lambda cut: cut.cells, reverse=True)
    if not ranked:
        return ","
    if len(ranked) > 1 and ranked[0].cells <= _CLEARLY * ranked[1].cells:
        refuse("CX020", place, one=_NAMES[ranked[0].character], other=_NAMES[ranked[1].character])
    return ranked[0].character


@dataclass(frozen=True, slots=True)
class _Cut:
    """How one character would cut the first rows."""

    character: str
    start: int  # the first row of the usual width
    cells: int  # that this width explains
    even: bool  # it is the rule
    torn: bool  # quoted text is torn apart


def _cut(text: str, character: str) -> _Cut | None:
    widths = [len(row) for row in _sample(text, character) if row]
    common = Counter(width for width in widths if width > 1).most_common(1)
    if not common:
        return None
    [(width, times)] = common
    return _Cut(character, widths.index(width), times * (width - 1), 2 * times >= len(widths), _tears(text, character))


def _tears(text: str, character: str) -> bool:
    """Tell whether a quotation mark is left over when the cells that are quoted as a whole are taken out."""
    before, after = rf"(?<![^{re.escape(character)}\r\n])", rf"(?=[{re.escape(character)}\r\n]|$)"
    whole = re.compile(before + '"[^"]*(?:""[^"]*)*"' + after)
    return '"' in whole.sub("", text[:_SAMPLE_CHARACTERS])


def _sample(text: str, character: str) -> list[list[str]]:
    rows: list[list[str]] = []
    with suppress(csv.Error):  # A cell past the csv module's limit: what came before it is sample enough.
        rows.extend(islice(csv.reader(io.StringIO(text[:_SAMPLE_CHARACTERS], newline=""), delimiter=character), _SAMPLE_ROWS))
    return rows if len(text) <= _SAMPLE_CHARACTERS else rows[:-1] or rows


def _without_marks(text: str, place: Place) -> tuple[str, str | None, list[Finding]]:
    """Take off what older programs put around a table: a line "sep=;" before it, Ctrl-Z after it."""
    notes, announced = [], None
    body = text.rstrip("\x1a") if text.endswith("\x1a") else text
    if len(body) < len(text):
        notes.append(Finding(code="CX407", place=place))
    found = _SEP_LINE.match(body)
    if found:
        announced, body = found[1], body[found.end() :]
        notes.append(Finding(code="CX403", place=place, facts={"delimiter": _NAMES.get(announced, announced)}))
    return body, announced, notes


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


def _blanks_before_quotes(text: str, delimiter: str, place: Place) -> list[Finding]:
    """Return a note if blanks stand before opening quotation marks, as in `a, "b, c"`: the quote still opens a cell."""
    pattern = re.compile(re.escape(delimiter) + ' +"')
    found = next((match for match in islice(pattern.finditer(text), 50) if text.count('"', 0, match.start()) % 2 == 0), None)
    return [Finding(code="CX414", place=replace(place, row=row_at(text, found.start())))] if found else []
