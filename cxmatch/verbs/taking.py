"""What verbs take for a noun: the noun itself, or what it can be made of.

A room that is needed for the latter alone is loaded only then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from cxmatch.domain.policy import Policy
from cxmatch.domain.run import Run
from cxmatch.records.kinds import File, told

Rules: TypeAlias = Policy | Mapping[str, Any] | File


def run_of(given: Run | File) -> Run:
    """Return a run, or that of a folder, verified; raises as `load_verified` does."""
    return given if isinstance(given, Run) else load_verified(given)


def load_verified(path: File) -> Run:
    """Load a run as `load` does, and refuse one whose record does not hold: RecordError names the first difference.

    Examples
    --------
    >>> import cxmatch as cx, tempfile
    >>> run = cx.pair(cx.sample("roundtable-14"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = cx.export(run, folder, formats=["json"])
    ...     cx.load_verified(folder).id == run.id
    True

    """
    from cxmatch.history import load_record, parent_of  # Here: what a run in memory needs is neither a folder nor a check.
    from cxmatch.matching.verify import require_verified

    place = Path(path)
    run, record = load_record(place)
    return require_verified(run, record, place, parent_of(place, run))


def past_runs(paths: Iterable[File], *, checked: bool = True) -> list[Run]:
    """Load the runs among paths, of a cohort with reruns its latest; `checked`, they are refused where a record does not hold."""
    from cxmatch.history import is_run, latest, load  # Here, as in `load_verified`.

    places = [place if place.is_file() else latest(place) for place in map(Path, paths) if is_run(place)]
    return [load_verified(place) if checked else load(place) for place in places]


def policy_of(given: Rules | None) -> Policy | None:
    """Return a policy as it is, of a file, or of a table that says what a file would; raises SettingsError and FileError."""
    if given is None or isinstance(given, Policy):
        return given
    if not isinstance(given, Mapping):
        return Policy.load(Path(given))
    return told(Policy, given, "the policy")
