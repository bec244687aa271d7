"""verify_folder(path): a run as it lies on disk, checked with the runs it goes back to and the files beside it."""

from __future__ import annotations

from pathlib import Path

from cxmatch.domain.checked import Checked
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.run import Run
from cxmatch.exports.checksums import edited
from cxmatch.history import load_record, parent_of
from cxmatch.matching.verify import verify

MOST_GENERATIONS = 1_000


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
    parent = parent or parent_of(path, run)
    differences = verify(run, record=record, cohort=cohort, parent=parent)
    if explanations and not differences:
        from cxmatch.matching.rechecking import verify_explanations  # it solves again, and a proof needs no solver

        differences = verify_explanations(run)
    earlier, missing = _earlier(path, run, parent)
    return Checked(
        run=run,
        differences=(*differences, *earlier),
        edited=edited(path) if Path(path).is_dir() else (),
        missing=missing,
        against_survey=cohort is not None,
        explained=explanations,
    )


def _earlier(path: str | Path, run: Run, parent: Run | None) -> tuple[list[str], str]:
    """Check the runs that a rerun goes back to, one after the other; gives what fails, and the first that is not there."""
    found: list[str] = []
    for _ in range(MOST_GENERATIONS):
        if run.parent is None:
            break
        if parent is None:
            return found, run.parent
        run, parent = parent, parent_of(path, parent)
        found += [f"run {run.id[:8]}, which it goes back to: {difference}" for difference in verify(run, parent=parent)]
    return found, ""
