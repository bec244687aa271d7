"""Answer sheets that came back, row by row: what offices say to their pairings, not with whom, which star, and how many."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TypeAlias

from cxmatch.domain.consent import Offer, Reply, Said, Star, Veto
from cxmatch.domain.findings import Finding, Place
from cxmatch.domain.matching import Side
from cxmatch.domain.parts import MOST_SEATS
from cxmatch.domain.run import Run
from cxmatch.domain.wishes import ANSWER_SHEET, RUN_DIGITS, RUN_SHEET, STAR_SHEET, naming
from cxmatch.errors import SurveyError, did_you_mean
from cxmatch.records.text import clean, column_letter, grouped, listed
from cxmatch.survey.files import Limits
from cxmatch.survey.files.opening import open_source, open_table, workbook_sheets
from cxmatch.survey.files.table import Table
from cxmatch.survey.filled_in import Row, headings, mark_of, rows_below
from cxmatch.survey.headings.wording import key
from cxmatch.survey.knowledge import table as known

Thing: TypeAlias = Reply | Veto | Offer | Star | Finding
_Sheet: TypeAlias = tuple[list[Row], list[Finding]]
_NEEDED = (("office",), ("answer", "first wish"))
_FILLED = ("answer", "not with", "first wish", "not this one", "how many", "word")
_READ = ("office", "role", "partner", *_FILLED)
_AGAINST = ("not with", "not this one")
_BETWEEN = re.compile(r"[;\n]+")  # names in one cell
_OFFERED = re.compile(r"mentor[1-9][0-9]?")


def hear(paths: Iterable[str | Path], run: Run) -> list[Thing]:
    """Return what the rows of answer sheets about a run say, and what cannot be understood: that of whole files first.

    Raises FileError if a file cannot be opened.
    """
    sheets, listener = [_read(path, run) for path in paths], _Listener(run)
    things = (thing for rows, _ in sheets for row in rows for thing in listener.hear(row))
    return [*(finding for _, findings in sheets for finding in findings), *things]


def _read(path: str | Path, run: Run) -> _Sheet:
    """Read one sheet; a file that is none has a finding that says why, and no rows."""
    file = Place(file=Path(path).name)
    try:
        opened = open_source(path, Limits())
        sheets = {*workbook_sheets(opened)}
        own = [name for name in (ANSWER_SHEET, STAR_SHEET) if name in sheets]
        tables = [open_table(opened, sheet=name) for name in own] or [open_table(opened)]
        mark = mark_of(open_table(opened, sheet=RUN_SHEET)) if own and RUN_SHEET in sheets else ""
    except SurveyError as problem:
        return [], [Finding(code="CX601", place=file, facts={"reason": problem.what})]
    parts = [_part(table, file) for table in tables]
    facts = {"mark": mark, "run": run.id[:RUN_DIGITS]}
    strange = [Finding(code="CX613", place=file, facts=facts)] if mark and not run.id.startswith(mark) else []
    return [row for rows, _ in parts for row in rows], [*strange, *(finding for _, found in parts for finding in found)]


def _part(table: Table, file: Place) -> _Sheet:
    """Return the rows of a table; a finding, and no rows, where a column that it needs is missing."""
    top, names = headings(table, lambda cell: _word_of("column", cell), len)
    missing = next((either[0] for either in _NEEDED if not {*either} & {*names}), "")
    if missing:
        return [], [Finding(code="CX600", place=file, facts={"column": missing.capitalize()})]
    if twice := _said_otherwise(table, top, names):
        return [], [Finding(code="CX618", place=file, facts=twice)]
    firsts = [name if name not in names[:place] else "" for place, name in enumerate(names)]
    return rows_below(table, top, firsts), []


def _said_otherwise(table: Table, top: int, names: Sequence[str]) -> dict[str, str]:
    """Return the first column that is there more than once with other cells, and where; nothing where there is none."""
    places = grouped((name, at) for at, name in enumerate(names) if name in _READ)
    for name, columns in places.items():
        if any(len({clean("".join(cells[at : at + 1])) for at in columns}) > 1 for cells in table.rows[top + 1 :]):
            return {"column": name.capitalize(), "columns": listed([column_letter(at) for at in columns])}
    return {}


def _word_of(group: str, text: str) -> str:
    """Return what a heading ("column"), an answer or a role is, by the table of known words; "" for any other text.

    >>> _word_of("answer", "Yes!"), _word_of("column", "Your office"), _word_of("role", "boss")
    ('yes', 'office', '')
    """
    known_as = "" if "?" in text and group != "column" else key(text)
    return known_as if group == "column" and _OFFERED.fullmatch(known_as) else _words(group).get(known_as, "")


@cache
def _words(group: str) -> Mapping[str, str]:
    return {key(word): name for name, row in known("returned")[group].items() for word in row["words"]}


class _Listener:
    """Understands rows about a run, one at a time."""

    def __init__(self, run: Run) -> None:
        self._named, self._ids = naming(run), run.cohort.ids
        self._pairs = run.matching.pairs
        self._before = {(pair.mentor, pair.protege) for pair in run.repair.before} if run.repair else set()

    def hear(self, row: Row) -> Iterator[Thing]:
        """Yield what a row says, and what in it cannot be understood; one in which nothing was filled in says nothing."""
        office, role = self._named(row["office"]), _word_of("role", row["role"])
        if not any(row[name] for name in _FILLED):
            return
        if office not in self._ids:
            yield row.finding("CX602", "office", office=row["office"], near=did_you_mean(row["office"], sorted(self._ids)))
        elif row["role"] and not role:
            yield row.finding("CX612", "role", value=row["role"], office=office)
        else:
            sides = [Side(role)] if role else [*Side]
            yield from (thing for column in _AGAINST for thing in self._vetoes(row, office, column))
            yield from self._stars(row, office)
            yield from self._offers(row, office, sides)
            yield from self._replies(row, office, sides)

    def _replies(self, row: Row, office: str, sides: Sequence[Side]) -> Iterator[Reply | Finding]:
        said = _word_of("answer", row["answer"])
        if row["answer"] and not said:
            yield row.finding("CX607", "answer", value=row["answer"], office=office)
        if not (row["partner"] or row["answer"]):
            return
        about = [(pair, side) for side in sides for pair in self._of(office, side, row["partner"])]
        if not about:
            yield self._no_pairing(row, office, sides)
        if said or row["word"]:
            answer = Said(said) if said else None
            for (mentor, protege), side in about:
                yield Reply(mentor=mentor, protege=protege, by=side, said=answer, words=row["word"], place=row.place)

    def _of(self, office: str, side: Side, partner: str) -> list[tuple[str, str]]:
        """Return the pairings of an office on a side, with one partner where it is named."""
        own, other = [*Side].index(side), [*Side].index(side.partner)
        return [pair for pair in self._pairs if pair[own] == office and (not partner or pair[other] == self._named(partner))]

    def _no_pairing(self, row: Row, office: str, sides: Sequence[Side]) -> Finding:
        partner = self._named(row["partner"])
        if {(office, partner), (partner, office)} & self._before:
            return row.finding("CX604", "partner", office=office, partner=partner)
        theirs = [name for pair in self._pairs if office in pair for name in pair if name != office]
        as_ = f" as a {sides[0].value}" if len(sides) == 1 else ""
        with_ = f' with "{row["partner"]}"' if row["partner"] else ""
        return row.finding("CX603", "partner", office=office, **{"as": as_, "with": with_}, near=did_you_mean(partner, theirs))

    def _vetoes(self, row: Row, office: str, column: str) -> Iterator[Veto | Finding]:
        whole = self._is_other(row[column], office)  # a name may have a semicolon
        for text in [row[column]] if whole else filter(None, map(str.strip, _BETWEEN.split(row[column]))):
            names = [text] if self._is_other(text, office) else [name.strip() for name in text.split(",")]
            if all(self._is_other(name, office) for name in names):
                yield from (Veto(office=office, other=self._named(name), place=row.place) for name in names)
            else:
                near = did_you_mean(text, sorted(self._ids - {office}))
                yield row.finding("CX608", column, value=text, column=column, office=office, near=near)

    def _stars(self, row: Row, office: str) -> Iterator[Star | Finding]:
        text = row["first wish"]
        offered = [self._named(name) for column in row.columns if _OFFERED.fullmatch(column) and (name := row[column])]
        texts = [text] if self._named(text) in offered else [part for part in map(str.strip, _BETWEEN.split(text)) if part]
        stars = [*dict.fromkeys(map(self._named, texts))] if text else []
        flaw = _flaw_of(office, stars, offered, [mentor for mentor, protege in self._pairs if protege == office])
        if stars and flaw:
            yield row.finding(flaw[0], "first wish", **flaw[1])
        elif stars:
            yield Star(mentor=stars[0], protege=office, place=row.place)

    def _is_other(self, name: str, office: str) -> bool:
        return self._named(name) in self._ids - {office}

    def _offers(self, row: Row, office: str, sides: Sequence[Side]) -> Iterator[Offer | Finding]:
        text = row["how many"]
        if not text:
            return
        theirs = [side for side in sides if len(sides) == 1 or self._of(office, side, row["partner"])]
        if not (text.isascii() and text.isdigit() and len(text) < 9 and int(text) <= MOST_SEATS):
            yield row.finding("CX609", "how many", value=text, office=office, most=str(MOST_SEATS))
        elif len(theirs) == 1:
            yield Offer(office=office, side=theirs[0], number=int(text), place=row.place)
        else:
            yield row.finding("CX612", "role", value=row["role"], office=office)


def _flaw_of(
    office: str, stars: Sequence[str], offered: Sequence[str], own: Sequence[str]
) -> tuple[str, Mapping[str, str]] | None:
    """Return the code and the facts of what keeps stars of an office from counting as one; None where nothing does.

    The mentors that a protege has are always offered, so a choice without them was written for another run.
    """
    strange = [name for name in stars if name not in offered]
    if strange:
        said, near = listed(offered, "or") or "none", did_you_mean(strange[0], offered)
        return "CX614", {"value": strange[0], "office": office, "offered": said, "near": near}
    if len(stars) > 1:
        return "CX615", {"office": office, "one": f'"{stars[0]}"', "other": f'"{stars[1]}"'}
    missing = [name for name in own if name not in offered]
    if missing or not own:
        return "CX617", {
            "office": office,
            "own": f'it has "{missing[0]}", which was not offered' if missing else "it has no mentor",
        }
    return None
