"""Reading check-ins: tables and exports of survey tools in which each side of a pairing says how it goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from cxmatch.domain.checkin import LEVELS, MEETINGS, OWN_WORDS, REACHED, USEFUL, WOULD_KEEP, CheckIn, CheckIns
from cxmatch.domain.findings import Finding, Place
from cxmatch.domain.matching import Side
from cxmatch.domain.run import Run
from cxmatch.domain.wishes import RUN_DIGITS, naming
from cxmatch.errors import SurveyError, did_you_mean
from cxmatch.records.text import clean, column_letter, listed
from cxmatch.survey.columns.cells import shown, unanswered, wish_of
from cxmatch.survey.decisions import as_typed
from cxmatch.survey.files import Limits
from cxmatch.survey.files.opening import open_source, open_table
from cxmatch.survey.files.table import Table, finding, some_rows
from cxmatch.survey.headings import heading_text
from cxmatch.survey.headings.tools import Header, columns_of, of_tool
from cxmatch.survey.headings.wording import asks_so, is_called, key
from cxmatch.survey.knowledge import table as knowledge
from cxmatch.survey.offices.replies import meetings_in

OFFICE, PARTNER, PARTNER_IS, RUN = "Office", "Partner", "Partner is", "Run"
_ANSWERS = (MEETINGS, USEFUL, *OWN_WORDS, REACHED, WOULD_KEEP)
_CALLED = {MEETINGS: "meetings held", WOULD_KEEP: "would keep", OFFICE: "office"}
_MOST_TITLE_ROWS = 20
_TO_WRITE = {heading: listed([level.capitalize() for level in levels], "or") for heading, levels in LEVELS.items()}


def read_checkins(paths: Iterable[str | Path], run: Run, *, keep_words: bool = False) -> CheckIns:
    """Read the check-ins of a run from tables, workbooks and exports of survey tools.

    Of several answers of one office about one partner the last one counts, in the order of the files and of their rows. What
    cannot be read is a finding, and the rest is read. Own words (goal, practice, story) are dropped unless `keep_words` is set:
    then of each only that it was answered is known.

    Raises FileError if a file cannot be opened.
    """
    answers: dict[tuple[str, str, Side], CheckIn] = {}
    findings = list[Finding]()
    for path in paths:
        read, noticed = _read(path, run)
        findings += noticed
        for each in read:
            about = (each.mentor, each.protege, each.by)
            findings += [_answered_twice(answers[about], each)] if about in answers else []
            answers[about] = each if keep_words else replace(each, words=dict.fromkeys(each.words, ""))
    return CheckIns(answers=tuple(answers.values()), findings=tuple(findings))


def use_of(heading: str) -> str:
    """Return what a column with this heading is in a check-in; "" for anything else.

    >>> use_of("How many times did you meet your partner?"), use_of("Which office are you answering for?"), use_of("Email")
    ('Meetings held', 'Office', '')
    """
    rows = (row["is"] for row in knowledge("checkins")["heading"] if asks_so(heading, row))
    return next((use for use, group in _CALLED.items() if is_called(heading, group)), "") or next(rows, "")


def level_of(text: str, heading: str) -> str:
    """Return the level that an answer says below a heading, "" where it says none."""
    rows = (row for row in knowledge("checkins")["answer"] if row["below"] == heading)
    return next((row["level"] for row in rows if key(text) in set(map(key, row["words"]))), "")


def _read(path: str | Path, run: Run) -> tuple[list[CheckIn], list[Finding]]:
    try:
        table = open_table(open_source(path, Limits()), judge=lambda table: _header(table) is not None)
    except SurveyError as problem:
        return [], [*problem.findings]
    header = _header(table)
    if header is None:
        return [], [finding("CX705", Place(file=table.name, sheet=table.sheet))]
    sheet = _Sheet(table=table, header=header, run=run)
    found = [*sheet.rows()]
    answers = [each for each in found if isinstance(each, CheckIn)]
    noticed = [each for each in found if isinstance(each, Finding)]
    return answers, [*sheet.of_other_runs(), *sheet.about_columns(), *noticed]


def _header(table: Table) -> Header | None:
    """Return the first row, or the rows of a survey tool, with headings for an office and its partner."""
    for at in range(min(_MOST_TITLE_ROWS, len(table.rows))):
        plain = Header(layout="", last=at, columns=tuple(columns_of(map(heading_text, table.rows[at]))))
        header = of_tool(table.rows, at) or plain
        if {OFFICE, PARTNER} <= {use_of(column.heading) for column in header.columns}:
            return header
    return None


@dataclass(frozen=True, kw_only=True)
class _Sheet:
    """A table of check-ins, what its columns are, and the run that they are held against."""

    table: Table
    header: Header
    run: Run

    @cached_property
    def uses(self) -> Mapping[str, list[int]]:
        """The columns of each use, in their order."""
        uses: dict[str, list[int]] = {}
        for column in self.header.columns:
            uses.setdefault("" if column.technical else use_of(column.heading), []).append(column.index)
        return uses

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """The pairings of the run."""
        return frozenset((fit.mentor, fit.protege) for fit in self.run.matching.pairings)

    @cached_property
    def named(self) -> Callable[[str], str]:
        """What gives the id of an office that a cell names."""
        return naming(self.run)

    def place(self, at: int, use: str = "") -> Place:
        """Return the place of a row, or of its cell in the column of a use."""
        index = self.uses.get(use, [-1])[0]
        if index < 0:
            return self.table.place(at)
        return replace(self.table.place(at), column=column_letter(index), heading=self.header.columns[index].heading)

    def cell(self, at: int, use: str) -> str:
        """Return what a row says in the column of a use, "" where it leaves it open."""
        cells, index = self.table.rows[at], self.uses.get(use, [-1])[0]
        text = as_typed(cells[index]) if 0 <= index < len(cells) else ""
        return "" if unanswered(text) else text

    def rows(self) -> Iterator[CheckIn | Finding]:
        """Yield the answer of each row that says something, or why it was not read, and what was noticed in it."""
        for at in range(self.header.last + 1, len(self.table.rows)):
            said = {use: text for use in _ANSWERS if (text := self.cell(at, use))}
            if said:
                yield from self.row(at, said)

    def row(self, at: int, said: Mapping[str, str]) -> Iterator[CheckIn | Finding]:
        """Yield the answer of a row and what was noticed in it."""
        found = self.about(at)
        if isinstance(found, Finding):
            yield found
            return
        mentor, protege, by = found
        if (role := self.role(at)) and role != by.partner:
            facts = {"partner": (mentor, protege)[by is Side.MENTOR], "said": role, "role": by.partner.value}
            yield finding("CX713", self.place(at, PARTNER_IS), **facts)
        yield from (self.unread(at, use, text) for use, text in said.items() if _open(use, text))
        yield CheckIn(mentor=mentor, protege=protege, by=by, place=self.place(at), **_values(said))

    def unread(self, at: int, use: str, text: str) -> Finding:
        """Return the finding on an answer that cannot be read."""
        return finding("CX710", self.place(at, use), value=shown(text), heading=use, levels=_TO_WRITE.get(use, "a number"))

    def role(self, at: int) -> str:
        """Return what a row says that the partner is, "" where it does not say so."""
        return level_of(self.cell(at, PARTNER_IS), PARTNER_IS)

    def about(self, at: int) -> tuple[str, str, Side] | Finding:
        """Return the pairing that a row is about and whose answer it is, or why that cannot be told."""
        wrong = self.nameless(at)
        office, partner = (self.named(self.cell(at, use)) for use in (OFFICE, PARTNER))
        could = [(office, partner, Side.MENTOR), (partner, office, Side.PROTEGE)]
        found = [each for each in could if each[:2] in self.pairs]
        meant = [each for each in found if each[2].partner == self.role(at)] or found
        if wrong or len(meant) == 1:
            return wrong or meant[0]
        code = "CX704" if meant else "CX702"
        return finding(code, self.place(at, PARTNER), office=office, partner=partner, others=self.others(office))

    def nameless(self, at: int) -> Finding | None:
        """Return the finding on a row that does not say whose answer it is; None where it names two offices of the run."""
        for use in (OFFICE, PARTNER):
            name = self.cell(at, use)
            if not name:
                return finding("CX703", self.place(at, use), what=use.lower())
            if not self.run.cohort.has(self.named(name)):
                near = did_you_mean(name, [office.id for office in self.run.cohort.offices])
                return finding("CX701", self.place(at, use), value=shown(name), near=near)
        return None

    def others(self, office: str) -> str:
        """Say with whom an office is paired."""
        names = [f'"{name}"' for pair in sorted(self.pairs) if office in pair for name in pair if name != office]
        return f'"{office}" is paired with {listed(list(dict.fromkeys(names)))}.' if names else f'"{office}" has no partner.'

    def of_other_runs(self) -> Iterator[Finding]:
        """Say which rows were handed out for another run; where the pair is in both, they are read."""
        marks: dict[str, list[int]] = {}
        for at in range(self.header.last + 1, len(self.table.rows)):
            mark = self.cell(at, RUN).rpartition(" ")[2][:RUN_DIGITS]
            if mark and not self.run.id.startswith(mark):
                marks.setdefault(mark, []).append(self.table.numbers[at])
        for mark, numbers in marks.items():
            place = Place(file=self.table.name, sheet=self.table.sheet)
            facts = {"other": shown(mark), "run": self.run.id[:RUN_DIGITS], "rows": some_rows(numbers)}
            yield finding("CX712", place, **facts)

    def about_columns(self) -> Iterator[Finding]:
        """Say which columns are not used, and which ask the same as another one."""
        place, names = Place(file=self.table.name, sheet=self.table.sheet), [column.heading for column in self.header.columns]
        for use, places in self.uses.items():
            if use and len(places) > 1:
                yield finding("CX714", place, heading=use, columns=listed(list(map(column_letter, places))))
        unused = [at for at in self.uses.get("", []) if names[at] and not self.header.columns[at].technical]
        if unused:
            yield finding("CX720", place, columns=", ".join(f'{column_letter(at)} "{shown(names[at])}"' for at in unused))


def _open(use: str, text: str) -> bool:
    """Tell whether an answer says nothing that can be read."""
    return use not in OWN_WORDS and _value(use, text) in ("", None)


def _value(use: str, text: str) -> str | int | None:
    if use == MEETINGS:
        return int(number) if (number := meetings_in(text)).isdecimal() else None
    return wish_of(text) if use == WOULD_KEEP else level_of(text, use)


def _values(said: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields of a check-in that a row fills."""
    names = {MEETINGS: "meetings", USEFUL: "useful", REACHED: "reached", WOULD_KEEP: "keep"}
    words = {use: clean(said[use]) for use in OWN_WORDS if use in said}
    return {**{name: _value(use, said[use]) for use, name in names.items() if use in said}, "words": words}


def _answered_twice(before: CheckIn, after: CheckIn) -> Finding:
    both = (after.mentor, after.protege)
    office, partner = both if after.by is Side.MENTOR else both[::-1]
    file = f"{before.place.file}, " * (before.place.file != after.place.file)
    return finding("CX711", after.place, office=office, partner=partner, before=f"{file}row {before.place.row}")
