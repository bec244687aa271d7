"""report(run): what the wings know about a run, gathered for readers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cxmatch.domain.board import Board
from cxmatch.domain.explanation import Explanation
from cxmatch.domain.practices import Practices
from cxmatch.domain.report import Grid, Report, notices
from cxmatch.domain.run import Run
from cxmatch.matching.board import board_of
from cxmatch.matching.explain import alternatives, explanation, weakest
from cxmatch.matching.plan import Plan
from cxmatch.matching.rules import seated
from cxmatch.matching.size import is_large
from cxmatch.matching.unled import not_led
from cxmatch.planning.agenda import outlook
from cxmatch.records.progress import tell

ALTERNATIVES = 3
LARGEST_GRID = 300


def report(run: Run, practices: Practices | None = None) -> Report:
    """Gather what readers of a run are shown; `practices` are those that its briefs and sessions name."""
    tell("Looking at what could be swapped")
    if is_large(run.cohort, run.policy):
        seats = {office.id: office.mentor_slots for office in seated(run.cohort, run.policy).mentors}
        return Report(run=run, firm=frozenset(), weakest=(), firm_known=False, seats=seats, explained=False, practices=practices)
    plan, (gaps, agenda) = Plan.of(run), outlook(run, practices)
    return Report(
        run=run,
        firm=frozenset(plan.matrix.pairs(plan.firm) if plan.by_prices else ()),
        weakest=weakest(plan),
        not_led=not_led(plan, explanation),
        alternatives=_Alternatives(plan),
        changes=notices(run),
        firm_known=plan.by_prices,
        seats={office.id: office.mentor_slots for office in plan.matrix.mentors},
        grid=_grid(plan),
        board=_board(plan),
        gaps=gaps,
        agenda=agenda,
        practices=practices,
        best=dict(_best(plan)),
    )


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
    return max(len(plan.matrix.mentors), len(plan.matrix.proteges)) > LARGEST_GRID


def _board(plan: Plan) -> Board | None:
    return None if _is_wide(plan) else board_of(plan.matrix)


def _best(plan: Plan) -> Iterator[tuple[str, tuple[int, tuple[str, ...]]]]:
    """Yield each protege with the most points that a mentor it may have would bring, and those that do."""
    matrix, mentors = plan.matrix, [office.id for office in plan.matrix.mentors]
    for protege, points, shown in zip(matrix.proteges, matrix.points.T, (matrix.allowed | plan.chosen).T, strict=True):
        if shown.any():
            most = points[shown].max()
            yield protege.id, (int(most), tuple(mentors[place] for place in (shown & (points == most)).nonzero()[0]))


def _grid(plan: Plan) -> Grid | None:
    matrix = plan.matrix
    if _is_wide(plan):
        return None
    shown = matrix.allowed | plan.chosen  # a locked pair may be one that the other rules would bar
    columns = zip(matrix.points.T.tolist(), shown.T.tolist(), strict=True)
    return Grid(
        mentors=tuple(office.id for office in matrix.mentors),
        proteges=tuple(office.id for office in matrix.proteges),
        points=tuple(tuple(points if allowed else None for points, allowed in zip(*column, strict=True)) for column in columns),
    )
