"""Runs as they lie on disk, checked with the runs they go back to and the files beside them; and what is told of one, checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

from cxmatch.domain.checked import Checked
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.run import Run
from cxmatch.errors import ProofError
from cxmatch.exports.checksums import edited
from cxmatch.history import earlier_runs, load_record
from cxmatch.matching.verify import verify


def verify_folder(
    path: str | Path, *, cohort: Cohort | None = None, parent: Run | None = None, explanations: bool = False
) -> Checked:
    """Check a run folder or a `run.json`: the record, every run it goes back to, and the files that were written with it.

    Parameters
    ----------
    path
        The folder that a run wrote, or its `run.json`; of a single file no others beside it are looked at.
    cohort
        The survey read again, to be trusted instead of the record.
    parent
        The run that a rerun repairs; by default it is looked for among the runs of its cohort.
    explanations
        Whether to recompute the figures that `explain` gives as well.

    Raises
    ------
    FileError
        There is no record, or it cannot be read.

    """
    run, record = load_record(path)
    earlier = _lineage(path, run, parent)
    there = _with_who_stayed(cohort, run, earlier) if cohort else None
    differences = verify(run, record=record, cohort=there, parent=earlier[0] if earlier else None)
    if explanations and not differences:
        differences = verify_explanations(run)
    return Checked(
        run=run,
        differences=(*differences, *_flaws(earlier)),
        edited=edited(path) if Path(path).is_dir() else (),
        missing=[run, *earlier][-1].parent or "",
        against_survey=cohort is not None,
        explained=explanations,
    )


def _lineage(path: str | Path, run: Run, parent: Run | None) -> list[Run]:
    """Return the runs that a rerun goes back to, the one it repairs first, as far as they are there."""
    if run.parent is None:
        return [parent] if parent else []
    known, found = {each.id: each for each in earlier_runs(path)}, []
    parent = parent or known.get(run.parent)
    while parent:
        found.append(parent)
        parent = known.get(parent.parent or "")
    return found


def _flaws(earlier: Sequence[Run]) -> list[str]:
    """Check the runs that a rerun goes back to, each by the one before it."""
    return [
        f"run {run.id[:8]}, which it goes back to: {difference}"
        for run, parent in zip_longest(earlier, earlier[1:])
        for difference in verify(run, parent=parent)
    ]


def _with_who_stayed(cohort: Cohort, run: Run, earlier: Sequence[Run]) -> Cohort:
    """Return the survey's cohort without the offices that had left by an earlier run and have not come back."""
    gone: set[str] = set()
    for each in (*reversed(earlier), run):
        if each.repair:
            gone = (gone - set(each.repair.joined)) | set(each.repair.left)
    return replace(cohort, offices=tuple(office for office in cohort.offices if office.id not in gone))


def verify_explanations(run: Run) -> tuple[str, ...]:
    """Check every number that `explain` gives for a run, and name each that does not hold; empty when all do.

    What was read off the residual graph is found again by pairing again; what came from pairing again is held to its own proof,
    which no solver is trusted for.

    - Fits: the entries of every pairing add up.
    - Prices and standings: the chain of a price leads to a plan within the rules that loses just that much, and no way round the
      residual graph is shorter. Up to 30 offices (8 where rules need a search) each pair is also locked, and each pairing
      forbidden, and the cohort paired again.
    - Seats, recruits and drills: paired again, the proofs checked (above 30 offices only the seats that are listed). That a drill
      keeps as many pairings as can be, and whether a backup is sure, is found again with a value on kept pairings.
    - The margin of error: solved again with every fit off by it to the plan's disadvantage, and by more.
    - Empty ratings: paired again with every answer on a scale of up to 12 levels, otherwise with those that were tried; that they
      cannot matter together is solved again with every fit at its highest. Answers that alter the pairing: paired again.
    - Pairs of offices that would rather have each other, and the weakest pairings: told again name by name.

    Not checked: which of equally good and equally near plans a drill names.

    Examples
    --------
    >>> import cxmatch as cx
    >>> cx.verify_explanations(cx.pair(cx.read_survey(cx.sample("roundtable-14"))))
    ()

    """
    # It solves again, and the check of a proof loads no solver.
    from cxmatch.matching.overview import overview
    from cxmatch.matching.rechecking import explanation_flaws

    found: list[str] = []
    try:
        found.extend(explanation_flaws(run, overview(run)))
    except ProofError as flaw:
        found.append(str(flaw))
    return tuple(found)
