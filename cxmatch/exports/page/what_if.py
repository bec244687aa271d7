"""What the page carries so that decisions can be tried in it: the board, the ratings, and the prices of the record, as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from itertools import groupby
from typing import Any

from cxmatch.domain.foretold import Board, Cell, Rows
from cxmatch.domain.framework import Framework
from cxmatch.domain.matching import Fit
from cxmatch.domain.policy import Pair
from cxmatch.domain.run import Run
from cxmatch.exports.handout import Handout
from cxmatch.records.text import visible


def embedded(handout: Handout) -> str:
    """Return it as JSON that may stand between single quotes in a page; "" for a cohort without a board."""
    told = board_of_page(handout)
    text = json.dumps(told, separators=(",", ":"), sort_keys=True) if told else ""
    return text.translate({ord(letter): f"\\u{ord(letter):04x}" for letter in "'&<>"})


def board_of_page(handout: Handout) -> dict[str, Any]:
    """Return all that the page needs to plan again; nothing for a cohort without a board."""
    board = handout.report.board
    if board is None:
        return {}
    run, found = handout.run, {"proof": _proof(handout.run, board), "prices": _singles(handout) if board.search else []}
    return {**_board(board), **_pairs(run, board), **_ratings(handout, board), **found}


def _board(board: Board) -> dict[str, Any]:
    told = {each.name: getattr(board, each.name) for each in fields(board)}
    places = {name: place for place, name in enumerate(_names(board))}
    sides = {side: [places[name] for name in told[side]] for side in ("mentors", "proteges")}
    added = [{"term": term, **_rows(rows)} for term, rows in board.added]
    return {**told, **sides, "barred": _rows(board.barred), "added": added}


def _names(board: Board) -> list[str]:
    return sorted({*board.mentors, *board.proteges})


def _rows(rows: Rows) -> dict[str, Any]:
    return {"kinds": [_runs(kind) for kind in rows.kinds], "of": rows.of}


def _runs(row: Sequence[int]) -> list[int]:
    """Return a row as numbers and how often each follows.

    >>> _runs([7, 7, 0])
    [7, 2, 0, 1]
    """
    return [number for value, same in groupby(row) for number in (value, len(list(same)))]


def _pairs(run: Run, board: Board) -> dict[str, Any]:
    names = _names(board)
    return {
        "names": names,
        "rerun": run.repair is not None,
        "unit": run.unit,
        "seed": run.policy.tie_seed,
        "everyone": run.policy.must.everyone,
        "pairs": _cells(run.matching.pairings, board),
        "others": [office.id for office in run.cohort.offices if office.id not in set(names)],
        "shown": {name: visible(name) for name in names if visible(name) != name},
    }


def _cells(pairs: Sequence[Pair | Fit], board: Board) -> list[Cell]:
    """Return the cells of pairs whose offices have seats."""
    row, column = ({name: place for place, name in enumerate(side)} for side in (board.mentors, board.proteges))
    there = (pair for pair in pairs if pair.mentor in row and pair.protege in column)
    return [(row[pair.mentor], column[pair.protege]) for pair in there]


def _ratings(handout: Handout, board: Board) -> dict[str, Any]:
    """Return the answers that every fit is worked out from: levels by area, in the order of `names`, or of the proteges."""
    framework, offices = handout.run.cohort.framework, handout.offices
    return {
        "areas": [visible(area.name) for area in framework.areas],
        "capability": [_levels(offices[name].capability, framework) for name in _names(board)],
        "need": [_levels(offices[name].need, framework) for name in board.proteges],
        "scales": [
            {**asdict(scale), "unit": scale.unit, "bottom": scale.bottom}
            for scale in (framework.capability_scale, framework.need_scale)
        ],
    }


def _levels(given: Mapping[str, int], framework: Framework) -> list[int | None]:
    return [given.get(area.id) for area in framework.areas]


def _singles(handout: Handout) -> list[dict[str, str]]:
    """Return what one other mentor costs, where the report tells it: without prices the page cannot work it out."""
    others = [weak.alternative for weak in handout.report.look_at_first if weak.alternative]
    return [{"protege": other.fit.protege, "mentor": other.mentor, "words": visible(other.price)} for other in others]


def _proof(run: Run, board: Board) -> dict[str, Any] | None:
    """Return the prices of the record, side by side in the order of the board; None where they are not all of its proof."""
    rungs, repair = run.matching.prices, run.repair
    if board.search or not rungs or any(rung.cases for rung in rungs) or (repair and repair.refused):
        return None
    first, before = rungs[0], repair.before if repair else ()
    sides = {"mentors": board.mentors, "proteges": board.proteges}
    prices = {side: [getattr(first, side).get(name, 0) for name in names] for side, names in sides.items()}
    plain = {name: getattr(first, name) for name in ("total", "most", "bonus", "led", "scale", "keep")}
    return {**plain, **prices, "before": _cells(before, board)}
