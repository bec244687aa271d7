"""From a plan to the board on which an organizer tries decisions: what seats, rules and preferences say, in whole numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from cxmatch.assignment.problem import Ints, Mask
from cxmatch.domain.cohort import Office
from cxmatch.domain.decisions import without_changes
from cxmatch.domain.foretold import Board, Cell, Rows
from cxmatch.domain.policy import ANY_OFFICE, Objective, Pair
from cxmatch.domain.weighing import GAVE_UP
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.ledger import PAIRED_BEFORE, STARRED, WAITED
from cxmatch.matching.rules import NO_LEAD, SAME_DEPARTMENT, SAME_OFFICE, TOO_LITTLE, Method, Rulebook, is_there


def board_of(matrix: FitMatrix) -> Board:
    """Return the board of a fit matrix, without the decisions and pairs that its policy names one by one."""
    lasting = without_changes(matrix.policy).forbidden
    bare = replace(matrix.policy, locked=(), forbidden=tuple(pair for pair in lasting if _is_open(pair)))
    bans = Rulebook.of(matrix.cohort, bare).bans
    return Board(
        mentors=tuple(office.id for office in matrix.mentors),
        proteges=tuple(office.id for office in matrix.proteges),
        supply=tuple(matrix.supply.tolist()),
        demand=tuple(matrix.demand.tolist()),
        rules=(*bans, NO_LEAD, TOO_LITTLE),
        barred=_rows(_bits(matrix, bans)),
        minimum=matrix.rules.minimum_points,
        weights=tuple(matrix.ledger.weights[area.id] for area in matrix.cohort.framework.areas),
        most_lead=matrix.ledger.counting.most_lead,
        shares=tuple(map(matrix.ledger.share, matrix.proteges)),
        added=_added(matrix),
        asked=tuple(_asked(matrix, office) for office in matrix.proteges),
        asked_points=matrix.firsts.points,
        first=bool(matrix.first_bonus),
        led_first=matrix.led_first,
        led_ties=len(matrix.ties) > 1,
        locked=_cells(matrix, matrix.policy.locked),
        forbidden=_cells(matrix, lasting),
        changed=_cells(matrix, set(matrix.policy.forbidden) - set(lasting)),
        search=_why_searched(matrix),
    )


def _bits(matrix: FitMatrix, bans: Mapping[str, Mask]) -> Ints:
    """Return by bits which rules bar each pair; an office counts as of its own department, so that the rows of one are alike."""
    bits = 0 * matrix.points
    for place, (words, ban) in enumerate(bans.items()):
        if words == SAME_DEPARTMENT:
            ban = ban | (bans[SAME_OFFICE] & ban.any(axis=1, keepdims=True))
        bits += (ban.astype(np.int64) << place) * (words != SAME_OFFICE)
    return bits


def _is_open(pair: Pair) -> bool:
    return ANY_OFFICE in (pair.mentor, pair.protege)


def _rows(table: Ints) -> Rows:
    kinds, of = np.unique(table, axis=0, return_inverse=True)
    return Rows(kinds=tuple(map(tuple, kinds.tolist())), of=tuple(of.reshape(-1).tolist()))


def _cells(matrix: FitMatrix, pairs: Iterable[Pair]) -> tuple[Cell, ...]:
    """Return the cells of pairs of two offices, by whatever names they are called; none for an office without a seat."""
    cohort = matrix.cohort
    named = (pair for pair in pairs if not _is_open(pair) and is_there(cohort, pair))
    places = (
        (matrix.row.get(cohort.office(pair.mentor).id), matrix.column.get(cohort.office(pair.protege).id)) for pair in named
    )
    return tuple(sorted({(row, column) for row, column in places if row is not None and column is not None}))


def _added(matrix: FitMatrix) -> list[tuple[str, Rows]]:
    """Return what each preference adds to every pair, in the order of the ledger."""
    every = matrix.ledger.preferences
    none = replace(every, wishes=(), headings=(), repeats={}, stars={}, waited={})
    wishes = zip(every.wishes, every.headings, strict=True)
    parts = [(f"{heading}: {wish.wish}", replace(none, wishes=(wish,), headings=(heading,))) for wish, heading in wishes]
    parts += [(WAITED, replace(none, waited=every.waited))] * bool(every.waited)
    parts += [(STARRED, replace(none, stars=every.stars))] * bool(every.stars)
    parts += [(PAIRED_BEFORE, replace(none, repeats=every.repeats))] * bool(every.repeats)
    owed = [(GAVE_UP, _rows(matrix.owed.points(matrix.area_points)))] * matrix.owed.counts
    return [*((term, _rows(part.points(matrix.mentors, matrix.proteges))) for term, part in parts), *owed]


def _asked(matrix: FitMatrix, office: Office) -> tuple[int, ...]:
    first = {area.id for area in matrix.cohort.first_areas(office)}
    return tuple(place for place, area in enumerate(matrix.cohort.framework.areas) if area.id in first)


def _why_searched(matrix: FitMatrix) -> str:
    """Say what of the policy keeps prices from proving a plan; "" where nothing does."""
    must, policy = matrix.policy.must, matrix.policy
    if matrix.method is Method.PRICES:
        return ""
    reasons = (
        (must.one_role, "each office has one role"),
        (must.no_exchange, "two offices do not exchange roles"),
        (policy.capacity.mentor_at_least, "mentors have a least number of proteges"),
        (policy.objective is Objective.WORST_OFF_FIRST, "the worst-off pairing counts first"),
    )
    return next((words for applies, words in reasons if applies), "a protege of several mentors is to be led once")
