"""report(run) and progress(run, after): what the wings know about a run and about what came of it, gathered for readers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cxmatch.domain.checkin import CheckIns
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.explanation import Explanation
from cxmatch.domain.foretold import Board
from cxmatch.domain.practices import Practices
from cxmatch.domain.progress import Progress
from cxmatch.domain.report import Grid, Report
from cxmatch.domain.run import Run, notices
from cxmatch.matching.board import board_of
from cxmatch.matching.draws import draws
from cxmatch.matching.explain import alternatives, explanation, weakest
from cxmatch.matching.plan import Plan
from cxmatch.matching.rules import seated
from cxmatch.matching.size import is_large
from cxmatch.matching.unled import not_led
from cxmatch.planning.agenda import outlook
from cxmatch.planning.round import looked_back
from cxmatch.records.meanwhile import tell

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


def progress(before: Run, after: Cohort, checkins: CheckIns | None = None) -> Progress:
    """Say what came of the pairs of a run by the survey asked again, and by check-ins that `read_checkins` gave.

    A pair's protege says how often they met and whether it would keep the partner, where the survey asks (`template` with
    `again`); both sides say more in check-ins. Offices are the same where their names are. Answers are compared with answers, so
    that a rating that the policy corrected counts as not given. A rating counts in the areas of the pairing (those with points
    in its ledger), in the other areas where the office wanted help, or, for an office that waits, in all where it wanted help.
    `effects` hold the changes of paired and waiting proteges against chance, and those where the tie key drew against fit.

    Raises SettingsError if the two surveys rate capability on different scales.
    """
    return looked_back(before, after, checkins or CheckIns(answers=()), draws(before))


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
