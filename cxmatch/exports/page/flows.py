"""The drawing of who mentors whom where offices are many: bands between departments, as wide as their pairings are many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TypeAlias

from cxmatch.exports.page.columns import ROW, WIDTH, Drawing, Label, Rows, Stroke, arranged, curve
from cxmatch.records.text import counted, fold

_Flows: TypeAlias = Mapping[tuple[str, str], int]
_Words: TypeAlias = Sequence[Mapping[str, str]]
# So many departments of a side are drawn by name, so many bands named below, and so many rows are filled by all pairings.
_DRAWN, _NAMED, _ROWS = 12, 8, 24
_NONE, _REST = "", "\U0010ffff"
_LEGEND = "Departments of mentors on the left, of proteges on the right; bands are as wide as pairings are many."
_SPARE = 0.25  # of a row stays empty below a band, so that departments stand apart


@dataclass(frozen=True, slots=True)
class _Column:
    """Departments from the top down: how many pairings each has, on which row it begins, and how `thick` a pairing is drawn."""

    counts: Mapping[str, int]
    rows: Mapping[str, int]
    thick: float

    @classmethod
    def of(cls, names: Sequence[str], counts: Mapping[str, int]) -> _Column:
        """Place departments below each other, each on as many rows as its pairings fill."""
        each, rows, row = min(1.0, _ROWS / sum(counts.values())), dict[str, int](), 0
        for name in names:
            rows[name], row = row, row + ceil(counts[name] * each + _SPARE)
        return cls(counts, {**rows, "end": row}, each * ROW)

    def top(self, name: str) -> float:
        """Return the height at which the bands of a department begin: in the middle of its rows."""
        after = min(row for row in self.rows.values() if row > self.rows[name])
        return round((ROW * (after + self.rows[name]) - self.counts[name] * self.thick) / 2, 1)


def flows(departments: Mapping[str, str], pairs: Sequence[tuple[str, str]]) -> Drawing:
    """Return the bands between the departments of offices, of mentors and of proteges, those of few pairings gathered.

    No bands where no department has several pairings.
    """
    all_flows = Counter((fold(departments[mentor]), fold(departments[protege])) for mentor, protege in pairs)
    between = _gathered(all_flows)
    rest = between.pop((_REST, _REST), 0)
    if not between:
        return Drawing(left=(), right=(), strokes=(), search=True)
    order = arranged(between, dict.fromkeys((name for ends in between for name in ends), ""))
    last = [sorted(names, key=lambda name: name == _REST) for names in order]  # the other departments
    columns = [_Column.of(names, _totals(between, side)) for side, names in enumerate(last)]
    words = [_words(departments, _totals(all_flows, side), columns[side]) for side in (0, 1)]
    left_out = f" {counted(rest, 'pairing')} between other departments {'is' if rest == 1 else 'are'} not drawn." * bool(rest)
    return _drawing(between, columns, words, _LEGEND + left_out)


def _drawing(between: _Flows, columns: Sequence[_Column], words: _Words, said: str) -> Drawing:
    largest = _largest(between)
    height = max(column.rows["end"] for column in columns)
    left, right = (_labels(column, names, height) for column, names in zip(columns, words, strict=True))
    return Drawing(
        left=left,
        right=right,
        strokes=(*_bands(between, columns, words, largest), *_bars(columns)),
        words=said,
        heads=("Departments of mentors", "Departments of proteges"),
        named=tuple(_said(ends, between, words) for ends in largest),
        search=True,
    )


def _totals(flows: _Flows, side: int) -> Counter[str]:
    totals = Counter[str]()
    for ends, number in flows.items():
        totals[ends[side]] += number
    return totals


def _gathered(flows: _Flows) -> Counter[tuple[str, str]]:
    """Return the flows between the departments that are drawn by name; the others of a side, and none given, are one."""
    drawn, gathered = [_drawn(_totals(flows, side)) for side in (0, 1)], Counter[tuple[str, str]]()
    for (mentor, protege), number in flows.items():
        gathered[mentor if mentor in drawn[0] else _REST, protege if protege in drawn[1] else _REST] += number
    return gathered


def _drawn(totals: Mapping[str, int]) -> set[str]:
    """Return the departments of most pairings, of two or more; a single one that is left over is drawn as well."""
    names = sorted((name for name in totals if name and totals[name] > 1), key=lambda name: (-totals[name], name))
    return {*names[: _DRAWN + (len(names) == _DRAWN + 1)]}


def _words(departments: Mapping[str, str], totals: Mapping[str, int], column: _Column) -> dict[str, str]:
    """Return what the departments of a column are called, each as the first of its offices spells it."""
    called = {fold(department): department for department in reversed([*departments.values()])}
    rest = counted(len(totals.keys() - {_NONE} - column.counts.keys()), "other department")
    return {**called, _REST: f"{rest}, or none given" if _NONE in totals else rest}


def _labels(column: _Column, words: Mapping[str, str], height: int) -> Rows:
    rows: list[Label | None] = [None] * height
    for name, number in column.counts.items():
        rows[column.rows[name]] = Label(text=words[name], note=counted(number, "pairing"))
    return tuple(rows)


def _largest(flows: _Flows) -> list[tuple[str, str]]:
    """Return the ends of the flows of most pairings, of two or more, between departments with a name."""
    ends = [each for each, number in flows.items() if number > 1 and _REST not in each]
    return sorted(ends, key=lambda each: (-flows[each], each))[:_NAMED]


def _said(ends: tuple[str, str], flows: _Flows, words: _Words) -> str:
    mentor, protege = (called[name] for called, name in zip(words, ends, strict=True))
    return f"{mentor} mentors {protege}: {counted(flows[ends], 'pairing')}"


def _bands(flows: _Flows, columns: Sequence[_Column], words: _Words, largest: Sequence[tuple[str, str]]) -> Iterator[Stroke]:
    """Give the bands, the largest last; those at a department in the order of their other ends, so that none cross there."""
    at = [{name: column.top(name) for name in column.counts} for column in columns]
    places = [column.rows for column in columns]
    made = dict[tuple[str, str], Stroke]()
    for ends in sorted(flows, key=lambda ends: [rows[name] for rows, name in zip(places, ends, strict=True)]):
        start, end = (round(tops[name], 1) for tops, name in zip(at, ends, strict=True))
        thick = flows[ends] * columns[0].thick
        made[ends] = Stroke(path=_band(start, end, thick), style=f"f{int(ends in largest)}", words=_said(ends, flows, words))
        for tops, name in zip(at, ends, strict=True):
            tops[name] += thick
    yield from (made[ends] for ends in sorted(made, key=lambda ends: ends in largest))


def _band(start: float, end: float, thick: float) -> str:
    """Return the path of a band of one thickness, from its upper edge at the left to that at the right."""
    half, low, deep = WIDTH // 2, round(start + thick, 1), round(end + thick, 1)
    return f"{curve(start, end)}V{deep:g}C{half} {deep:g} {half} {low:g} 0 {low:g}z"


def _bars(columns: Sequence[_Column]) -> Iterator[Stroke]:
    """Give a bar where the bands of each department end."""
    for column, left in zip(columns, (0, WIDTH - 1), strict=True):
        for name, number in column.counts.items():
            high = round(number * column.thick, 1)
            yield Stroke(path=f"M{left} {column.top(name):g}h1v{high:g}h-1z", style="bar")
