"""Report and export: what the wings know about a run, gathered for readers, and written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from cxmatch.domain.explanation import Explanation
from cxmatch.domain.parts import ReportSettings
from cxmatch.domain.practices import Practices
from cxmatch.domain.report import Grid, Report
from cxmatch.domain.run import Run, notices
from cxmatch.domain.voices import EVERY
from cxmatch.history import run_of
from cxmatch.matching.board import board_of
from cxmatch.matching.explain import alternatives, not_led, weakest
from cxmatch.matching.fit import is_large
from cxmatch.matching.plan import Plan
from cxmatch.matching.rules import seated
from cxmatch.planning.agenda import outlook
from cxmatch.records.kinds import File
from cxmatch.records.meanwhile import tell

ALTERNATIVES = 3
_LARGEST_GRID = 300


def report(run: Run | File, practices: Practices | None = None) -> Report:
    """Gather what readers of a run are shown: what is firm, what to look at first, and the mentors each protege did not get.

    The run may be given as its folder. `practices` are those that its briefs and sessions name; cxmatch's where there are none.

    Examples
    --------
    >>> import cxmatch as cx
    >>> told = cx.report(cx.pair(cx.sample("roundtable-14")))
    >>> told.proven, len(told.weakest)
    (True, 3)

    """
    told = run_of(run)
    tell("Looking at what could be swapped")
    if is_large(told.cohort, told.policy):
        seats = {office.id: office.mentor_slots for office in seated(told.cohort, told.policy).mentors}
        return Report(run=told, firm=frozenset(), weakest=(), firm_known=False, seats=seats, explained=False, practices=practices)
    plan, (gaps, agenda) = Plan.of(told), outlook(told, practices)
    return Report(
        run=told,
        firm=frozenset(plan.matrix.pairs(plan.firm) if plan.by_prices else ()),
        weakest=weakest(plan),
        not_led=not_led(plan),
        alternatives=_Alternatives(plan),
        changes=notices(told),
        firm_known=plan.by_prices,
        seats={office.id: office.mentor_slots for office in plan.matrix.mentors},
        grid=None if _is_wide(plan) else _grid(plan),
        board=None if _is_wide(plan) else board_of(plan.matrix),
        gaps=gaps,
        agenda=agenda,
        practices=practices,
        best=dict(_best(plan)),
    )


def export(
    report: Report | Run,
    to: File | Callable[[], Path],
    *,
    formats: Iterable[str] | None = None,
    audience: str = "organizers",
    contacts: bool = False,
    split: bool = False,
    wording: File | None = None,
    template: File | None = None,
    first: str = "",
    every: str = EVERY,
    past: Iterable[Run] = (),
    words: ReportSettings | None = None,
    overwrite: bool = False,
) -> tuple[Path, ...]:
    """Write a report, and return the files written. The same report gives the same bytes.

    Parameters
    ----------
    report
        What `report` made of a run; or the run.
    to
        A folder, as is always what ends in a slash; or one file, whose ending says the format. A `.csv` file that is named as
        one of the folder's has that table in it, any other the pairings. Or a function that names a folder which is not there
        yet; it is asked again when another program has taken that name meanwhile.
    formats, audience
        Names of `FORMATS`; "organizers", or "participants" for files without scores. When formats is None, a folder for
        participants has every format that they may have, and one for organizers is a kickoff folder: what participants may have
        lies in `hand out`, the rest in `keep`.
    contacts, split, past
        Whether to add contacts, where the cohort has them, and to write each brief as a file; earlier runs, for the graph.
    wording, template
        A TOML file with words for the messages; a Word document that the briefs are filled into.
    first, every
        When the sessions are, as for `agenda`: then there is a calendar of them.
    words
        What stands on top: title, subtitle, date, logo and status. By default what the policy of the run says; a logo that
        cannot be used is left out.
    overwrite
        Replace files that somebody edited since.

    Raises
    ------
    SettingsError
        There is no such format or audience, participants must not have it, or it does not go into one file.
    FileError
        A file cannot be written or was edited; nothing has been changed then.

    Examples
    --------
    >>> import cxmatch as cx, tempfile, pathlib
    >>> run = cx.pair(cx.sample("roundtable-14"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = cx.export(run, pathlib.Path(folder, "pairings.csv"))
    >>> [path.name for path in written]
    ['pairings.csv']

    """
    from cxmatch.exports import write as room  # Here: what is only looked at is not written.

    return room.export(
        _reported(report),
        to if callable(to) or isinstance(to, str) else Path(to),
        formats=formats,
        audience=audience,
        contacts=contacts,
        split=split,
        wording=None if wording is None else Path(wording),
        template=None if template is None else Path(template),
        first=first,
        every=every,
        past=past,
        words=words,
        overwrite=overwrite,
    )


def _reported(given: Report | Run) -> Report:
    return report(given) if isinstance(given, Run) else given


class _Alternatives(Mapping[str, tuple[Explanation, ...]]):
    """The mentors each paired protege did not get, worked out when asked for: in a large cohort that takes longest."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        named = enumerate(plan.matrix.proteges) if plan.by_prices else ()
        self._columns = {protege.id: column for column, protege in named if plan.chosen[:, column].any()}

    def __getitem__(self, protege: str) -> tuple[Explanation, ...]:
        return alternatives(self._plan, self._columns[protege], ALTERNATIVES)

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


def _is_wide(plan: Plan) -> bool:
    return max(len(plan.matrix.mentors), len(plan.matrix.proteges)) > _LARGEST_GRID


def _best(plan: Plan) -> Iterator[tuple[str, tuple[int, tuple[str, ...]]]]:
    """Yield each protege with the most points that a mentor it may have would bring, and those that do."""
    matrix, mentors = plan.matrix, [office.id for office in plan.matrix.mentors]
    for protege, points, shown in zip(matrix.proteges, matrix.points.T, (matrix.allowed | plan.chosen).T, strict=True):
        if shown.any():
            most = points[shown].max()
            yield protege.id, (int(most), tuple(mentors[place] for place in (shown & (points == most)).nonzero()[0]))


def _grid(plan: Plan) -> Grid:
    matrix = plan.matrix
    shown = matrix.allowed | plan.chosen  # a locked pair may be one that the other rules would bar
    columns = zip(matrix.points.T.tolist(), shown.T.tolist(), strict=True)
    return Grid(
        mentors=tuple(office.id for office in matrix.mentors),
        proteges=tuple(office.id for office in matrix.proteges),
        points=tuple(tuple(points if allowed else None for points, allowed in zip(*column, strict=True)) for column in columns),
    )
