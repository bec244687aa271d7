"""Reading check-ins: tables and exports of survey tools in which each side of a pairing says how it goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from cxmatch.domain.checkin import LEVELS, MEETINGS, OWN_WORDS, PRACTICE, REACHED, USEFUL, WOULD_KEEP, CheckIn, CheckIns
from cxmatch.domain.findings import Finding, Place
from cxmatch.domain.matching import Side
from cxmatch.domain.run import Run
from cxmatch.domain.wishes import RUN_DIGITS, naming
from cxmatch.errors import SettingsError, SurveyError, did_you_mean
from cxmatch.records.text import clean, grouped, listed
from cxmatch.survey.columns.cells import shown, unanswered, wish_of
from cxmatch.survey.files import Limits
from cxmatch.survey.files.opening import open_source, open_table
from cxmatch.survey.files.table import Table, finding, some_rows
from cxmatch.survey.filled_in import MOST_TITLE_ROWS, Row, as_typed
from cxmatch.survey.headings import Column, heading_text
from cxmatch.survey.headings.tools import Header, columns_of, of_tool
from cxmatch.survey.headings.wording import asks_so, is_called, key
from cxmatch.survey.knowledge import table as knowledge
from cxmatch.survey.offices.replies import meetings_in

OFFICE, PARTNER, PARTNER_IS, RUN = "Office", "Partner", "Partner is", "Run"
_ANSWERS = (MEETINGS, USEFUL, *OWN_WORDS, REACHED, WOULD_KEEP)
_CALLED = {MEETINGS: "meetings held", WOULD_KEEP: "would keep", OFFICE: "office"}
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


def read_rounds(paths: Iterable[str | Path], runs: Iterable[Run], *, keep_words: bool = False) -> Mapping[str, CheckIns]:
    """Read the check-ins of several runs, by the id of the run.

    A file is read as one about the run of which it has the most answers that can be read; where two have as many, about the one
    with the fewest findings, then about the later one. What cannot be read then is a finding. Else it is read as `read_checkins`
    does: own words are dropped unless `keep_words` is set, and of several answers of an office about a partner the last counts.
    Who writes that no practice was taken up ("none yet") says none.

    Raises FileError if a file cannot be opened, SettingsError for standard input, which can be read but once.
    """
    given, files = [*runs], [*paths]
    if "-" in map(str, files):
        raise SettingsError("Check-ins of several runs are read from files, not from standard input.", "Name the files.")
    about = grouped((_run_of(path, given).id, path) for path in files)
    read = {run.id: read_checkins(about[run.id], run, keep_words=True) for run in given if run.id in about}
    return {
        name: replace(heard, answers=tuple(_without_none(each, keep_words=keep_words) for each in heard.answers))
        for name, heard in read.items()
    }


def _run_of(path: str | Path, runs: list[Run]) -> Run:
    read = [read_checkins([path], run) for run in runs]
    places = range(len(runs))
    return runs[max(places, key=lambda place: (len(read[place].answers), -len(read[place].findings), place))]


def _without_none(said: CheckIn, *, keep_words: bool) -> CheckIn:
    """Return a check-in without a practice where it says that none was taken up, and without own words that are not kept."""
    none = _level_of(said.words.get(PRACTICE, ""), PRACTICE) == "none"
    kept = {heading: text if keep_words else "" for heading, text in said.words.items() if not (none and heading == PRACTICE)}
    return replace(said, words=kept)


def _use_of(heading: str) -> str:
    """Return what a column with this heading is in a check-in; "" for anything else.

    >>> _use_of("How many times did you meet your partner?"), _use_of("Which office are you answering for?"), _use_of("Email")
    ('Meetings held', 'Office', '')
    """
    rows = (row["is"] for row in knowledge("checkins")["heading"] if asks_so(heading, row))
    return next((use for use, group in _CALLED.items() if is_called(heading, group)), "") or next(rows, "")


def _level_of(text: str, heading: str) -> str:
    """Return the level that an answer says below a heading, "" where it says none."""
    rows = (row for row in knowledge("checkins")["answer"] if row["below"] == heading)
    return next((row["level"] for row in rows if key(text) in set(map(key, row["words"]))), "")


def _read(path: str | Path, run: Run) -> tuple[list[CheckIn], list[Finding]]:
    try:
        table = open_table(open_source(path, Limits()), judge=lambda table: _header(table) is not None)
    except SurveyError as problem:
        return [], [*problem.findings]
    header, whole = _header(table), Place(file=table.name, sheet=table.sheet)
    if header is None:
        return [], [finding("CX705", whole)]
    uses = grouped(("" if column.technical else _use_of(column.heading), column) for column in header.columns)
    columns, places = {use: alike[0] for use, alike in uses.items()}, range(header.last + 1, len(table.rows))
    rows = [Row(place=table.place(at), cells=table.rows[at], columns=columns, say=_said) for at in places]
    listener = _Listener(run)
    heard = [thing for row in rows for thing in listener.hear(row)]
    answers = [each for each in heard if isinstance(each, CheckIn)]
    noticed = [each for each in heard if isinstance(each, Finding)]
    return answers, [*_of_other_runs(rows, run, whole), *_about_columns(uses, whole), *noticed]


def _header(table: Table) -> Header | None:
    """Return the first row, or the rows of a survey tool, with headings for an office and its partner."""
    for at in range(min(MOST_TITLE_ROWS, len(table.rows))):
        plain = Header(layout="", last=at, columns=tuple(columns_of(map(heading_text, table.rows[at]))))
        header = of_tool(table.rows, at) or plain
        if {OFFICE, PARTNER} <= {_use_of(column.heading) for column in header.columns}:
            return header
    return None


def _said(cell: str) -> str:
    text = as_typed(cell)
    return "" if unanswered(text) else text


class _Listener:
    """Understands rows about the pairings of a run, one at a time."""

    def __init__(self, run: Run) -> None:
        self._cohort, self._named = run.cohort, naming(run)
        self._pairs = {*run.matching.pairs}

    def hear(self, row: Row) -> Iterator[CheckIn | Finding]:
        """Yield the answer of a row that says something, or why it was not read, and what was noticed in it."""
        said = {use: text for use in _ANSWERS if (text := row[use])}
        about = self._about(row) if said else None
        if isinstance(about, Finding):
            yield about
        elif about:
            mentor, protege, by = about
            if (role := _role(row)) and role != by.partner:
                facts = {"partner": (mentor, protege)[by is Side.MENTOR], "said": role, "role": by.partner.value}
                yield row.finding("CX713", PARTNER_IS, **facts)
            for use, text in said.items():
                if use not in OWN_WORDS and _value(use, text) in ("", None):
                    levels = _TO_WRITE.get(use, "a number")
                    yield row.finding("CX710", use, value=shown(text), heading=use, levels=levels)
            yield CheckIn(mentor=mentor, protege=protege, by=by, place=row.place, **_values(said))

    def _about(self, row: Row) -> tuple[str, str, Side] | Finding:
        """Return the pairing that a row is about and whose answer it is, or why that cannot be told."""
        wrong = self._nameless(row)
        office, partner = (self._named(row[use]) for use in (OFFICE, PARTNER))
        could = [(office, partner, Side.MENTOR), (partner, office, Side.PROTEGE)]
        found = [each for each in could if each[:2] in self._pairs]
        meant = [each for each in found if each[2].partner == _role(row)] or found
        if wrong or len(meant) == 1:
            return wrong or meant[0]
        code = "CX704" if meant else "CX702"
        return row.finding(code, PARTNER, office=office, partner=partner, others=self._others(office))

    def _nameless(self, row: Row) -> Finding | None:
        """Return the finding on a row that does not say whose answer it is; None where it names two offices of the run."""
        for use in (OFFICE, PARTNER):
            name = row[use]
            if not name:
                return row.finding("CX703", use, what=use.lower())
            if not self._cohort.has(self._named(name)):
                near = did_you_mean(name, [office.id for office in self._cohort.offices])
                return row.finding("CX701", use, value=shown(name), near=near)
        return None

    def _others(self, office: str) -> str:
        names = [f'"{name}"' for pair in sorted(self._pairs) if office in pair for name in pair if name != office]
        return f'"{office}" is paired with {listed(list(dict.fromkeys(names)))}.' if names else f'"{office}" has no partner.'


def _role(row: Row) -> str:
    return _level_of(row[PARTNER_IS], PARTNER_IS)


def _of_other_runs(rows: Sequence[Row], run: Run, whole: Place) -> Iterator[Finding]:
    """Say which rows were handed out for another run; where the pair is in both, they are read."""
    marks = ((row[RUN].rpartition(" ")[2][:RUN_DIGITS], row.place.row or 0) for row in rows)
    others = grouped((mark, number) for mark, number in marks if mark and not run.id.startswith(mark))
    for mark, numbers in others.items():
        facts = {"other": shown(mark), "run": run.id[:RUN_DIGITS], "rows": some_rows(numbers)}
        yield finding("CX712", whole, **facts)


def _about_columns(uses: Mapping[str, Sequence[Column]], whole: Place) -> Iterator[Finding]:
    """Say which columns are not used, and which ask the same as another one."""
    for use, columns in uses.items():
        if use and len(columns) > 1:
            yield finding("CX714", whole, heading=use, columns=listed([column.letter for column in columns]))
    unused = [f'{each.letter} "{shown(each.heading)}"' for each in uses.get("", ()) if each.heading and not each.technical]
    if unused:
        yield finding("CX720", whole, columns=", ".join(unused))


def _value(use: str, text: str) -> str | int | None:
    if use == MEETINGS:
        return int(number) if (number := meetings_in(text)).isdecimal() else None
    return wish_of(text) if use == WOULD_KEEP else _level_of(text, use)


def _values(said: Mapping[str, str]) -> dict[str, Any]:
    names = {MEETINGS: "meetings", USEFUL: "useful", REACHED: "reached", WOULD_KEEP: "keep"}
    words = {use: clean(said[use]) for use in OWN_WORDS if use in said}
    return {**{name: _value(use, said[use]) for use, name in names.items() if use in said}, "words": words}


def _answered_twice(before: CheckIn, after: CheckIn) -> Finding:
    both = (after.mentor, after.protege)
    office, partner = both if after.by is Side.MENTOR else both[::-1]
    file = f"{before.place.file}, " * (before.place.file != after.place.file)
    return finding("CX711", after.place, office=office, partner=partner, before=f"{file}row {before.place.row}")
