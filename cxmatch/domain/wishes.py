"""A table of pairings held against the run that it came from: another name typed over one is a wish."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from cxmatch.domain.decisions import Choice, Decision
from cxmatch.domain.run import Run
from cxmatch.errors import SettingsError
from cxmatch.records.text import clean, fold, visible

RUN_SHEET, RUN_TOPIC, RUN_DIGITS = "Start here", "This run", 8
ANSWER_SHEET, STAR_SHEET = "Answers", "First wish"
_Pair: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a table: the two names as they stand there, what was decided, if anything, notes, and where it stands."""

    mentor: str
    protege: str
    choice: Choice | None = None
    notes: str = ""
    place: str = ""

    @property
    def whole(self) -> bool:
        """Whether it names both offices."""
        return bool(self.mentor and self.protege)

    def decision(self, choice: Choice, *, typed: bool = False) -> Decision:
        """Return a choice on the pair of this row."""
        names = {"mentor": self.mentor, "protege": self.protege}
        return Decision(**names, choice=choice, notes=self.notes, place=self.place, typed=typed)


def heard(rows: Sequence[Row], runs: Sequence[Run] = (), mark: str = "", *, exported: bool = False) -> tuple[Decision, ...]:
    """Return what the rows of a table decide: the choices in them and, held against the run it came from, what was typed over.

    A row that repeats a pairing of that run decides what stands beside it, or nothing. One that does not is a wish where it says
    nothing else: its pair is to be made, and the pairing that it was typed over is not.

    Parameters
    ----------
    rows
        The rows of the table.
    runs
        The run that is decided about, then others of its cohort. Without them, what was typed cannot be told.
    mark, exported
        The first digits of the id of the run, where the table says from which it came; whether it has the columns of an export.

    Raises
    ------
    SettingsError
        A decision has no pair, "Never" stands beside a name that was typed over another, or rows without a decision name other
        pairs and the table is that of no run that is given; each with its place.

    """
    origin = _origin(rows, runs, mark, exported=exported)
    table = _Table(rows, origin, ", in the table of an earlier run" * (origin is not runs[0])) if origin else None
    problems = [*(_unfinished(row, table) for row in rows), *([_contradicts(row, table) for row in rows] if table else [])]
    if any(problems):
        raise SettingsError("\n  ".join(["Some rows cannot be understood.", *filter(None, problems)]))
    if table is None:
        return tuple(row.decision(row.choice) for row in rows if row.choice)
    return tuple(entry for row in rows if row.whole for entry in table.decided(row))


class _Table:
    """The rows of a table beside the pairings of its run: which are in both, which were typed, and over what."""

    def __init__(self, rows: Sequence[Row], run: Run, remark: str) -> None:
        self._id, self._remark = naming(run), remark
        self._pairs = run.matching.pairs
        named = dict.fromkeys(self.pair(row) for row in rows if row.whole)
        self._typed = [pair for pair in named if pair not in set(self._pairs)]
        self._gone = [pair for pair in self._pairs if pair not in named]

    def knows(self, name: str) -> bool:
        return self._id(name) != name or any(name in pair for pair in self._pairs)

    def pair(self, row: Row) -> _Pair:
        return self._id(row.mentor), self._id(row.protege)

    def over(self, row: Row) -> _Pair | None:
        """Return the pairing that a row was typed over: of the same protege, else of the same mentor, and not there now."""
        pair = self.pair(row)
        for side in (1, 0) if pair in self._typed else ():
            gone, typed = ([each for each in pairs if each[side] == pair[side]] for pairs in (self._gone, self._typed))
            if gone:
                return gone[typed.index(pair)] if len(gone) == len(typed) else None
        return None

    def decided(self, row: Row) -> Iterator[Decision]:
        """Return what a row decides: a choice as it stands, or a wish and that what it was typed over is to change."""
        over = self.over(row)
        if self.pair(row) not in self._typed or row.choice is Choice.NEVER or (row.choice is Choice.CHANGE and not over):
            yield from [row.decision(row.choice)] if row.choice else []
            return
        wish = replace(row, place=f"{row.place}{self._remark}")
        yield wish.decision(Choice.KEEP, typed=True)
        if over:
            yield replace(wish, mentor=over[0], protege=over[1]).decision(Choice.CHANGE, typed=True)


def naming(run: Run) -> Callable[[str], str]:
    """Return what gives the id of an office that a table names, as it was written there; any other name as it is."""
    written = {clean(text): office.id for office in run.cohort.offices for text in (office.id, visible(office.id))}
    ids = {**{fold(text): name for text, name in written.items()}, **written}  # to the letter first: names may differ by case

    def named(name: str) -> str:
        try:
            return ids.get(clean(name)) or ids.get(fold(name)) or (run.cohort.office(name).id if run.cohort.has(name) else name)
        except SettingsError:  # several are called so, and the row is refused later
            return name

    return named


def _origin(rows: Sequence[Row], runs: Sequence[Run], mark: str, *, exported: bool) -> Run | None:
    """Return the run that a table came from: by its mark, else the one that has most of its pairs; None for other tables.

    A table that decides in every row, and has not the columns of an export, is none of a run.
    """
    marked = [run for run in runs if mark and run.id.startswith(mark)]
    whole = [row for row in rows if row.whole]
    if not (mark or exported) and all(row.choice for row in rows):
        return None  # a list of decisions, as the page saves one: each row is meant as it stands
    if marked or not runs or not whole:
        return marked[0] if marked else None
    shared = {run.id: len(whole) - len(_rows_of_no_pair(whole, run)) for run in runs}
    likely = max(runs, key=lambda run: shared[run.id])
    if not mark and 2 * shared[likely.id] >= len(whole):
        return likely
    silent = [row for row in _rows_of_no_pair(whole, likely) if row.choice is None]
    if silent and (exported or mark):
        said = f"it is of run {mark}, and no run of this cohort is called so" if mark else "most of its rows name other pairs"
        raise SettingsError(
            f"This looks like the table of another run: {said}. {silent[0].place} names"
            f' "{silent[0].mentor}" and "{silent[0].protege}", and decides nothing.',
            "Give the table of this run, or write Keep beside each pair that is to be made.",
        )
    return None


def _rows_of_no_pair(rows: Sequence[Row], run: Run) -> list[Row]:
    named, pairs = naming(run), {*run.matching.pairs}
    return [row for row in rows if (named(row.mentor), named(row.protege)) not in pairs]


def _unfinished(row: Row, table: _Table | None) -> str:
    """Say what is wrong with a row that names no pair and decides something, or had a name before; "" where nothing is."""
    left = row.mentor or row.protege
    if row.whole or not (row.choice or (table and left and table.knows(left))):
        return ""
    side = "mentor" if row.protege else "protege" if row.mentor else "pair"
    beside = f'"{left}"' if left else row.choice or ""
    return (
        f"{row.place}: there is no {side} beside {beside}. Put the name back and write Change to have another one, "
        "or write the one that it is to be."
    )


def _contradicts(row: Row, table: _Table) -> str:
    """Say that "Never" stands beside a name that was typed over another; "" where it does not."""
    over = table.over(row) if row.whole and row.choice is Choice.NEVER else None
    if over is None:
        return ""
    return (
        f'{row.place}: Never stands beside "{row.mentor}" with "{row.protege}", which was written over "{over[0]}" with'
        f' "{over[1]}". For the new pair leave the decision empty; so that the old one is never made again, put its name back.'
    )
