"""verify_folder(path): a run as it lies on disk, checked with the runs it goes back to and the files beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

from cxmatch.domain.checked import Checked
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.run import Run
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
        from cxmatch.matching.rechecking import verify_explanations  # it solves again, and a proof needs no solver

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
    """Give the runs that a rerun goes back to, the one it repairs first, as far as they are there."""
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
    found = []
    for run, parent in zip_longest(earlier, earlier[1:]):
        found += [f"run {run.id[:8]}, which it goes back to: {difference}" for difference in verify(run, parent=parent)]
    return found


def _with_who_stayed(cohort: Cohort, run: Run, earlier: Sequence[Run]) -> Cohort:
    """Give the survey's cohort without the offices that had left by an earlier run and have not come back."""
    gone: set[str] = set()
    for each in (*reversed(earlier), run):
        if each.repair:
            gone = (gone - set(each.repair.joined)) | set(each.repair.left)
    return replace(cohort, offices=tuple(office for office in cohort.offices if office.id not in gone))
