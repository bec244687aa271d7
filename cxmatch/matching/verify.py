"""Verifying a run: everything that can be recomputed is, and the proof is checked. Imports no solver."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from cxmatch.domain.cohort import Cohort, Source
from cxmatch.domain.repair import Repair
from cxmatch.domain.run import Run
from cxmatch.errors import CxmatchError, ProofError, RecordError
from cxmatch.matching.charges import checked_bill
from cxmatch.matching.fit import FitMatrix, is_large
from cxmatch.matching.large import proven_large
from cxmatch.matching.proof import Solved, checked
from cxmatch.matching.waiting import broken, outcome
from cxmatch.records.codec import encode
from cxmatch.records.meanwhile import tell
from cxmatch.records.text import quoted


def verify(run: Run, *, record: Any = None, cohort: Cohort | None = None, parent: Run | None = None) -> tuple[str, ...]:
    """Check a run from its inputs alone, and give every difference found; empty when it holds.

    The ledger, every must-have rule, the seats, the totals, the waiting list, the bill and the id are recomputed; the prices
    must prove that nothing better exists, up to the gap that they state, and that among equals the tie key was followed. Of a
    rerun every line of the menu is proven, and that none is missing; with its parent, where it started from is derived as well.

    Parameters
    ----------
    run
        The run, or what was decoded of a record.
    record
        The JSON tree the run came from: what the file says, word for word. By default that of `run`.
    cohort
        The cohort to trust instead of the recorded one, for example the survey read again; offices that have left a rerun are
        left out of it. What the record says of its source is compared then, the file's name aside.
    parent
        The run that a rerun repairs. Without it, what only the parent could tell stays unchecked: the pairings before, who left
        and joined, and the causes of changes.

    Examples
    --------
    >>> import cxmatch as cx
    >>> run = cx.pair(cx.read_survey(cx.sample("roundtable-14")))
    >>> verify(run, cohort=run.cohort.without(run.matching.pairings[0].mentor)) == ()
    False

    """
    tell("Checking the proof")
    trusted: Run = run
    hidden = {"name"} if cohort else {field.name for field in fields(Source)}
    try:
        trusted = replace(run, cohort=_remaining(run, cohort) if cohort else run.cohort)
        problems, expected = _checked(trusted, parent)
    except (CxmatchError, OverflowError) as problem:
        problems, expected = [str(problem)], trusted
    except KeyError as problem:
        problems, expected = [f"the record names {problem}, which has no seat there"], trusted
    if record is None and expected == run:  # no record of it can differ either
        return tuple(problems)
    said = encode(run) if record is None else _filled(record, encode(run))
    return (*problems, *_differences(_decisive(said, hidden), _decisive(encode(expected), hidden), ""))


def _checked(run: Run, parent: Run | None) -> tuple[list[str], Run]:
    """Check the pairs, the lineage and the proofs of a run; gives what fails, and the run computed again."""
    if run.repair is None and is_large(run.cohort, run.policy):
        return proven_large(run)
    matrix = FitMatrix.of(run.cohort, run.policy)
    problems = _unnamed(matrix, run) or broken(matrix, matrix.chosen(run.matching)) or _lineage_flaws(run, parent)
    return (problems, run) if problems else _proven(matrix, run, parent)


def _remaining(run: Run, cohort: Cohort) -> Cohort:
    """Return the survey's cohort without the offices that had left when a rerun was made."""
    left = set(run.repair.left) if run.repair else set()
    return replace(cohort, offices=tuple(office for office in cohort.offices if office.id not in left))


def require_verified(run: Run, record: Any, source: object, parent: Run | None = None) -> Run:
    """Return a run back, or raise RecordError where its record does not hold: nothing is explained or repaired from it."""
    differences = verify(run, record=record, parent=parent)
    if differences:
        raise RecordError(
            f"{source} holds a record that does not verify: {differences[0]}.",
            f"See the differences:  cxmatch verify {quoted(source)}",
        )
    return run


def sealed(run: Run, parent: Run | None = None) -> Run:
    """Return a run that holds by its own record; raises ProofError otherwise."""
    differences = verify(run, parent=parent)
    if differences:
        raise ProofError("The pairing that was found failed its own proof: " + "; ".join(differences[:3]))
    return run


def _decisive(record: Any, hidden: set[str]) -> Any:
    """Leave out of the source what is not compared: it decides nothing, and only the survey could tell whether it is true."""
    cohort = record.get("cohort") if isinstance(record, dict) else None
    if not isinstance(cohort, dict) or not isinstance(cohort.get("source"), dict):
        return record
    source = {key: value for key, value in cohort["source"].items() if key not in hidden}
    return {**record, "cohort": {**cohort, "source": source}}


def _unnamed(matrix: FitMatrix, run: Run) -> list[str]:
    """Name pairings of offices that are not there, and pairs that stand twice."""
    pairs = run.matching.pairs
    twice = [f'"{m}" with "{p}" stands {n} times' for (m, p), n in Counter(pairs).items() if n > 1]
    no_mentor = [f'"{m}" has no mentor seat' for m, _ in pairs if m not in matrix.row]
    no_protege = [f'"{p}" has no protege seat' for _, p in pairs if p not in matrix.column]
    return twice + no_mentor + no_protege


def _lineage_flaws(run: Run, parent: Run | None) -> list[str]:
    """Name what cannot be: a first run with a parent, a rerun without one, or a parent that is another run."""
    if (run.repair is None) != (run.parent is None):
        return ["a rerun names the run it repairs, and a first run names none"]
    return ["the run given as its parent is not the one it repairs"] if parent and parent.id != run.parent else []


def _proven(matrix: FitMatrix, run: Run, parent: Run | None) -> tuple[list[str], Run]:
    """Check the proofs of every rung, of the menu and of the bill; gives what fails, and the run computed again."""
    if run.repair:
        return _proven_rerun(matrix, run, run.repair, parent)
    problems, solved = checked(Solved(matrix=matrix, chosen=matrix.chosen(run.matching), prices=run.matching.prices))
    if problems:
        return problems, run
    problems, bill = checked_bill(solved, run.bill)
    return problems, replace(run, matching=outcome(solved), bill=bill)


def _proven_rerun(matrix: FitMatrix, run: Run, said: Repair, parent: Run | None) -> tuple[list[str], Run]:
    from cxmatch.matching.repair import Start, checked_repair  # Here: 6 ms that no first run needs.

    problems, repair, solved = checked_repair(matrix, said, parent)
    if problems or solved is None:
        return problems, run
    problems, bill = checked_bill(Start.of(matrix, repair.before).plan(repair.options[-1]), run.bill)
    return problems, replace(run, matching=outcome(solved), bill=bill, repair=repair)


def _filled(said: Any, read: Any) -> Any:
    """Return what a record says, with what it leaves out as it was read: a record of an earlier version has fewer keys."""
    if isinstance(said, dict) and isinstance(read, dict):
        return {**read, **{key: _filled(value, read.get(key)) for key, value in said.items()}}
    if isinstance(said, list) and isinstance(read, list) and len(said) == len(read):
        return [_filled(one, other) for one, other in zip(said, read, strict=True)]
    return said


def _differences(said: Any, expected: Any, where: str) -> Iterator[str]:
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
