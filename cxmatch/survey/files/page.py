"""A web page with one table, as some tools save it under the name .xls: its cells, and which of them are merged or hidden."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from cxmatch.domain.findings import Finding, Place
from cxmatch.errors import SettingsError, SurveyError
from cxmatch.survey.files import Limits
from cxmatch.survey.files.encoding import decode
from cxmatch.survey.files.sheets import Cells
from cxmatch.survey.files.table import hold, refuse

# Every pattern goes forward only: no tag is looked for across another.
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,20})((?:\s[^<>]*)?)/?>|<[^<>]*>")
_CHARSET = re.compile(rb"""charset\s*=\s*["']?([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|\shidden(?=[\s=]|$)", re.IGNORECASE)
# Words that nobody sees; from a mark that nothing ends on, all that follows goes.
_UNREAD = [
    re.compile(rf"{start}.*?(?:{end}|\Z)", re.IGNORECASE | re.DOTALL)
    for start, end in (("<!--", "-->"), (r"<script\b", "</script"), (r"<style\b", "</style"))
]
_BREAKS, _CELLS = frozenset({"br", "p", "div", "li"}), frozenset({"td", "th"})
_HEAD_BYTES, _MOST_SPANNED, _MOST_TAGS = 4_096, 1_000, 500_000


@dataclass(slots=True)
class _Grid(Cells):
    """A table while its tags go by; `reach` tells to which row a cell above reaches down, by column."""

    reach: dict[int, int] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    at: int = -1  # the column of the cell whose words go by

    def begin_row(self, attributes: str) -> None:
        self.hidden_rows += [len(self.values)] if _HIDDEN.search(attributes) else []
        self.values.append([])

    def begin_cell(self, attributes: str) -> int:
        """Leave the places of cells that reach into this row blank, note a merged cell, and return how many cells there are."""
        self.values = self.values or [[]]
        row, number = self.values[-1], len(self.values) - 1
        while self.reach.get(len(row), -1) >= number:
            row.append("")
        across, down, self.at = _span(attributes, "colspan"), _span(attributes, "rowspan"), len(row)
        row.extend([""] * across)
        if across > 1 or down > 1:
            self.reach |= dict.fromkeys(range(self.at, self.at + across), number + down - 1)
            self.merged.append(((number, self.at), (number + down - 1, self.at + across - 1)))
        return across

    def end_cell(self) -> None:
        if self.at >= 0:
            lines = (" ".join(line.split()) for line in html.unescape("".join(self.words)).split("\v"))
            self.values[-1][self.at] = "\n".join(line for line in lines if line)
        self.words, self.at = [], -1

    def is_data(self) -> bool:
        """Tell whether there are two rows of two cells: one that holds a page's title or buttons has none."""
        return sum(sum(map(bool, row)) > 1 for row in self.values) > 1


def read_page(data: bytes, place: Place, limits: Limits, encoding: str | None = None) -> tuple[Cells, list[Finding]]:
    """Return the cells of the one table of a page, and what was decided about its encoding.

    Raises SurveyError if it holds no table, or more than one; SettingsError if the encoding is unknown.
    """
    if data.count(b"<") > _MOST_TAGS:
        refuse("CX004", place)
    text, notes = _decoded(data, place, encoding)
    grids = [grid for grid in _grids(text, place, limits) if grid.is_data()]
    if not grids:
        refuse("CX004", place)
    if len(grids) > 1:
        refuse("CX054", place, count=str(len(grids)))
    [grid] = grids
    width = max(map(len, grid.values))
    hold(limits, place, rows=len(grid.values), columns=width, cells=len(grid.values) * width)
    return grid.laid_out(), notes


def _decoded(data: bytes, place: Place, encoding: str | None) -> tuple[str, list[Finding]]:
    """Read a page in the encoding that it names, if that fits; by the rules for text otherwise."""
    named = _CHARSET.search(data[:_HEAD_BYTES])
    if encoding is None and named:
        with suppress(SettingsError, SurveyError):
            return decode(data, place, named[1].decode("ascii"))
    return decode(data, place, encoding)


def _grids(text: str, place: Place, limits: Limits) -> list[_Grid]:
    """Return every table of a page; one within a cell of another stands for itself."""
    done, within, cells = list[_Grid](), [_Grid()], 0
    for closing, name, attributes, words in _tags(text):
        if name == "table" and not closing:
            within.append(_Grid())
        elif name == "table" and len(within) > 1:
            within[-1].end_cell()
            done.append(within.pop())
        grid = within[-1]
        if name in _CELLS or name == "tr":
            grid.end_cell()
        if name == "tr" and not closing:
            grid.begin_row(attributes)
        elif name == "col" and not closing:
            grid.describe(_span(attributes, "span"), hidden=bool(_HIDDEN.search(attributes)))
        elif name in _CELLS and not closing and len(within) > 1:
            cells += grid.begin_cell(attributes)
            hold(limits, place, cells=cells)
        if grid.at >= 0:
            grid.words += ["\v" if name in _BREAKS else "", words]
    for grid in within[1:]:
        grid.end_cell()
    return [*done, *within[1:]]


def _tags(text: str) -> Iterator[tuple[bool, str, str, str]]:
    """Yield the tags of a page: whether it closes, its name, its attributes, and the words behind it."""
    for unread in _UNREAD:
        text = unread.sub("", text)
    tags = list(_TAG.finditer(text))
    for tag, following in zip(tags, [*tags[1:], None], strict=True):
        words = text[tag.end() : following.start() if following else len(text)]
        yield tag[1] == "/", (tag[2] or "").lower(), tag[3] or "", words


def _span(attributes: str, name: str) -> int:
    number = re.search(rf"(?<![\w-]){name}\s*=\s*[\"']?([0-9]{{1,6}})", attributes, re.IGNORECASE)
    return min(max(int(number[1]), 1), _MOST_SPANNED) if number else 1
