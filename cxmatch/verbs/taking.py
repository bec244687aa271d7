"""What verbs take for a noun: the noun itself, or what it can be made of.

A room that is needed for the latter alone is loaded only then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

from cxmatch.domain.policy import Policy
from cxmatch.domain.run import Run
from cxmatch.records.codec import encode
from cxmatch.records.kinds import File
from cxmatch.records.settings import fill

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


def policy_of(given: Rules | None) -> Policy | None:
    """Return a policy as it is, of a file, or of a table that says what a file would; raises SettingsError and FileError."""
    if given is None or isinstance(given, Policy):
        return given
    if not isinstance(given, Mapping):
        return Policy.load(Path(given))
    return replace(fill(Policy, _settings(encode(given)), "", "the policy")[0], origins={})


def _settings(tree: Any) -> Any:
    """Return a tree as a settings file could have it: what is None is left to its default."""
    if isinstance(tree, list):
        return list(map(_settings, tree))
    return {key: _settings(value) for key, value in tree.items() if value is not None} if isinstance(tree, dict) else tree
