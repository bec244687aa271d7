"""What can go wrong, one class for each exit code of the command line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Sized
from difflib import get_close_matches
from itertools import islice
from typing import Any, ClassVar

SHOWN = 20  # of very many mistakes only the first are told


class CxmatchError(Exception):
    """Anything cxmatch says on purpose: what happened, and what to type or change next, "" when the first says it already."""

    exit_code: ClassVar[int] = 70

    def __init__(self, what: str, next_step: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.next_step = next_step


class SurveyError(CxmatchError):
    """The survey was read and cannot be used as it stands; `findings` holds every reason at once, each a `Finding`."""

    exit_code = 1

    def __init__(self, what: str, findings: Sequence[Any], next_step: str = "") -> None:
        super().__init__(what, next_step)
        self.findings: tuple[Any, ...] = tuple(findings)  # of a floor above this one

    def __str__(self) -> str:
        errors = [str(finding) for finding in self.findings if finding.severity == "error"]
        more = [f"and {len(errors) - SHOWN:,} more"] * (len(errors) > SHOWN)
        said = [] if len(errors) == 1 and errors[0].endswith(self.what) else [self.what]
        return "\n  ".join([*said, *errors[:SHOWN], *more])


class SettingsError(CxmatchError):
    """A framework, a policy, an option or an office name that cannot be used."""

    exit_code = 2


class NoPairingError(CxmatchError):
    """No pairing can meet the must-have rules."""

    exit_code = 3


class FileError(CxmatchError):
    """A file cannot be read or written."""

    exit_code = 4


class RecordError(CxmatchError):
    """A run record that no run can have written."""

    exit_code = 1


class ProofError(CxmatchError):
    """A result of ours failed its own proof: a bug, never the user's fault."""

    exit_code = 70


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """Say the nearest of the known words as a question, or that which begins nearest, or nothing when none is near.

    >>> did_you_mean("roundtabel", ["roundtable", "omb-a11"]), did_you_mean("Footpaht", ["Footpath Access Office", "Kites"])
    (' Did you mean "roundtable"?', ' Did you mean "Footpath Access Office"?')
    """
    typed = word.casefold()
    folded = {name.casefold(): name for name in known}
    near = get_close_matches(typed, list(folded), n=1, cutoff=0.6)
    if not near and len(typed) > 3:
        folded = {name.casefold()[: len(typed)]: name for name in reversed(known)}
        near = get_close_matches(typed, list(folded), n=1, cutoff=0.8)
    return f' Did you mean "{folded[near[0]]}"?' if near else ""


def refuse_more(entries: Sized, most: int, name: str) -> None:
    """Refuse a list or table that is longer than any true one."""
    if len(entries) > most:
        raise SettingsError(f"There are {len(entries):,} {name}; at most {most:,} are read.")


def refuse_any(problems: Iterable[str]) -> None:
    """Refuse settings with problems, a line each; of many only the first, which are looked for no further."""
    first = list(islice(problems, SHOWN + 1))
    if first:
        raise SettingsError("\n  ".join([*first[:SHOWN], *(["... and more"] if len(first) > SHOWN else [])]))
