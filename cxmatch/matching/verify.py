"""Verifying a run: everything that can be recomputed is, and the proof is checked. Imports no solver."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from cxmatch.domain.codec import encode
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.errors import CxmatchError, RecordError
from cxmatch.domain.run import Run
from cxmatch.domain.wording import quoted
from cxmatch.matching.charging import checked_bill
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.outcome import outcome
from cxmatch.matching.proof import Solved, checked
from cxmatch.matching.repairing import checked_repair


def verify(run: Run, *, record: Any = None, cohort: Cohort | None = None) -> tuple[str, ...]:
    """Check a run from its inputs alone, and give every difference found; empty when it holds.

    The ledger, the rules, the seats, the totals, the waiting list and the id are recomputed; the prices must prove that
    nothing better exists, and that among equals the tie key was followed.

    Parameters
    ----------
    run
        The run, or what was decoded of a record.
    record
        The JSON tree the run came from: what the file says, word for word. By default that of `run`.
    cohort
        The cohort to trust instead of the recorded one, for example the survey read again.

    Examples
    --------
    >>> import cxmatch as cx
    >>> run = cx.pair(cx.read_survey(cx.sample("roundtable-14")))
    >>> verify(run, cohort=run.cohort.without(run.matching.pairings[0].mentor)) == ()
    False

    """
    said = encode(run) if record is None else record
    if cohort is not None:
        cohort = replace(cohort, source=run.cohort.source)
    trusted = replace(run, cohort=cohort or run.cohort)
    try:
        matrix = FitMatrix.of(trusted.cohort, trusted.policy)
        problems, expected = _unnamed(matrix, trusted) or _broken(matrix, trusted), trusted
        if not problems:
            problems, expected = _proven(matrix, trusted)
    except (CxmatchError, OverflowError) as problem:
        problems, expected = [str(problem)], trusted
    except KeyError as problem:
        problems, expected = [f"the record names {problem}, which has no seat there"], trusted
    return (*problems, *_differences(_decisive(said), _decisive(encode(expected)), ""))


def require_verified(run: Run, record: Any, source: object) -> Run:
    """Give a run back, or raise RecordError where its record does not hold: nothing is explained or repaired from it."""
    differences = verify(run, record=record)
    if differences:
        raise RecordError(
            f"{source} holds a record that does not verify: {differences[0]}.",
            f"See the differences:  cxmatch verify {quoted(source)}",
        )
    return run


def _decisive(record: Any) -> Any:
    """Leave out where the survey was read from: it decides nothing, and the words of its notes may change."""
    cohort = record.get("cohort") if isinstance(record, dict) else None
    if not isinstance(cohort, dict):
        return record
    return {**record, "cohort": {key: value for key, value in cohort.items() if key != "source"}}


def _unnamed(matrix: FitMatrix, run: Run) -> list[str]:
    """Name pairings of offices that are not there, and pairs that stand twice."""
    pairs = [(fit.mentor, fit.protege) for fit in run.matching.pairings]
    twice = [f'"{m}" with "{p}" stands {n} times' for (m, p), n in Counter(pairs).items() if n > 1]
    no_mentor = [f'"{m}" has no mentor seat' for m, _ in pairs if m not in matrix.row]
    no_protege = [f'"{p}" has no protege seat' for _, p in pairs if p not in matrix.column]
    return twice + no_mentor + no_protege


def _broken(matrix: FitMatrix, run: Run) -> list[str]:
    """Name the pairings that a rule bars, and the offices with more partners than seats."""
    pairs = [(fit.mentor, fit.protege) for fit in run.matching.pairings]
    barred = [
        f'"{mentor}" may not mentor "{protege}": {", ".join(matrix[mentor, protege].barred_by)}'
        for mentor, protege in pairs
        if not matrix.allowed[matrix.row[mentor], matrix.column[protege]]
    ]
    missing = [
        f'the locked pair "{matrix.mentors[row].id}" with "{matrix.proteges[column].id}" is not there'
        for row, column in np.argwhere(matrix.rules.locked & ~matrix.chosen(run.matching))
    ]
    given, taken = Counter(mentor for mentor, _ in pairs), Counter(protege for _, protege in pairs)
    sides = [(office.id, given[office.id], office.mentor_slots, "mentor") for office in matrix.mentors]
    sides += [(office.id, taken[office.id], office.protege_slots, "protege") for office in matrix.proteges]
    crowded = [f'"{name}" has {n} pairings for {seats} {side} seats' for name, n, seats, side in sides if n > seats]
    return barred + missing + crowded


def _proven(matrix: FitMatrix, run: Run) -> tuple[list[str], Run]:
    """Check the proof of every rung and of the bill; gives what fails, and the run with everything computed again."""
    if run.repair:
        return checked_repair(matrix, run, run.repair)
    chosen = matrix.chosen(run.matching)
    problems, prices = checked(matrix, chosen, run.matching.prices)
    if problems:
        return problems, run
    solved = Solved(chosen=chosen, prices=prices)
    problems, bill = checked_bill(matrix, solved, run.bill)
    return problems, replace(run, matching=outcome(matrix, solved), bill=bill)


def _differences(said: Any, expected: Any, where: str) -> Iterator[str]:
    """Walk two JSON trees and say where they differ."""
    if isinstance(said, dict) and isinstance(expected, dict):
        for key in [*expected, *(key for key in said if key not in expected)]:
            yield from _differences(said.get(key), expected.get(key), f"{where}.{key}" if where else key)
    elif isinstance(said, list) and isinstance(expected, list) and len(said) == len(expected):
        for place, (one, other) in enumerate(zip(said, expected, strict=True)):
            yield from _differences(one, other, f"{where}[{place}]")
    elif said != expected or type(said) is not type(expected):
        yield f"{where}: the record says {_short(said)}, recomputing gives {_short(expected)}"


def _short(value: Any) -> str:
    text = f"a list of {len(value)}" if isinstance(value, list) else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
