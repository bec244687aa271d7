"""How the pairs of a run go by their check-ins, and what it would cost to give those who never met other partners."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cxmatch.domain.checkin import CheckIns, Course, PairStatus, Repaired, RoundStatus
from cxmatch.domain.decisions import Choice, Decision, decided, without_changes
from cxmatch.domain.policy import Pair
from cxmatch.domain.repair import Option, Proof
from cxmatch.domain.run import Run
from cxmatch.errors import NoPairingError, SettingsError
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.impossible import possible
from cxmatch.matching.menu import menu
from cxmatch.matching.repair import Start
from cxmatch.matching.size import require_matrix
from cxmatch.records.meanwhile import tell


def status(run: Run, read: CheckIns) -> RoundStatus:
    """Say how each pair of a run goes by the check-ins that `read_checkins` gave, and who owes an answer.

    Where pairs never met, `plans` is the menu of a rerun that gives them other partners, each plan with its exact difference
    from the run in proteges paired and in points.
    """
    pairs = _pairs(run, read)
    apart = [pair for pair in pairs if pair.course is Course.NEVER_MET]
    try:
        plans, trouble = _plans(run, apart), ""
    except (NoPairingError, SettingsError) as problem:
        plans, trouble = (), problem.what
    return RoundStatus(run=run.id, pairs=pairs, plans=plans, no_plan=trouble, findings=read.findings, unit=run.unit)


def _pairs(run: Run, read: CheckIns) -> tuple[PairStatus, ...]:
    """Return every pairing with its answers, the most pressing first."""
    said, made = read.by_pair, [(fit.mentor, fit.protege) for fit in run.matching.pairings]
    found = [PairStatus(mentor=pair[0], protege=pair[1], answers=said.get(pair, ())) for pair in made]
    return tuple(sorted(found, key=lambda pair: (list(Course).index(pair.course), pair.mentor, pair.protege)))


def _plans(run: Run, apart: Sequence[PairStatus]) -> tuple[Repaired, ...]:
    """Return the plans in which some pairs are not made again; raises what `rerun` raises where there is none."""
    if not apart:
        return ()
    rules = decided(without_changes(run.policy), [_change(pair) for pair in apart], run.cohort)
    require_matrix(run.cohort, rules)
    tell("Looking for other partners of those who never met")
    matrix = FitMatrix.of(run.cohort, rules)
    made = [Pair(mentor=fit.mentor, protege=fit.protege) for fit in run.matching.pairings]
    start, before = Start.of(matrix, made), np.zeros(matrix.points.shape, dtype=bool)
    for pair in made:
        before[matrix.row[pair.mentor], matrix.column[pair.protege]] = True
    options, _ = possible(matrix, lambda: menu(start))
    return tuple(_repaired(run, start, before, option) for option in options)


def _change(pair: PairStatus) -> Decision:
    return Decision(mentor=pair.mentor, protege=pair.protege, choice=Choice.CHANGE)


def _repaired(run: Run, start: Start, before: np.ndarray, option: Option) -> Repaired:
    return Repaired(
        letter=option.letter,
        others=option.moves,
        paired=option.paired - run.matching.paired,
        led=option.led - start.matrix.figures(before).led,
        points=option.points - run.matching.points,
        moves=start.matrix.moves(before, start.plan(option).chosen),
        gap=option.gap if option.proof is Proof.BOUND else 0,
    )
