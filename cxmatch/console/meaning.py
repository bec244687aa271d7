"""Short names on the screen: which office was meant, and the other order of a pair."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from cxmatch.console.commands import command
from cxmatch.console.screen import Screen
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.decisions import called
from cxmatch.domain.naming import meant, said_short, whole_names
from cxmatch.domain.policy import Policy
from cxmatch.domain.run import Run
from cxmatch.errors import SettingsError
from cxmatch.records.text import fold


def whole(policy: Policy, cohort: Cohort, runs: Iterable[Run] = ()) -> Policy:
    """Return a policy with whole names for the short ones of the command line, and say which were meant.

    `runs` are those before: the name of an office that has left stays. Raises SettingsError for a name that could mean several.
    """
    earlier = tuple(runs)
    gone = called(office for run in earlier for office in run.cohort.offices)
    gone |= {fold(name) for run in earlier if run.repair for name in run.repair.left}
    made, said = whole_names(policy, cohort, gone)
    Screen(error=True).say(*said)
    return made


def say_short(cohort: Cohort, names: Sequence[str | None]) -> None:
    """Say which offices short names mean, on standard error. Raises SettingsError for a name that means none or several."""
    Screen(error=True).say(*said_short(cohort, [name for name in names if name]))


def offer_swapped(run: Run, folder: Path, mentor: str, protege: str) -> None:
    """Say that two offices were named the other way round: where the run pairs them so, or only that way they have seats.

    Raises SettingsError with the other order where this one cannot be.
    """
    one, two = meant(run.cohort, mentor), meant(run.cohort, protege)
    seats = {office.id: (office.mentor_slots, office.protege_slots) for office in (one, two)}
    swapped = f"The other way round:  {command('explain', folder, two.id, one.id)}"
    if any((fit.mentor, fit.protege) == (two.id, one.id) for fit in run.matching.pairings):
        Screen(error=True).say(f"{two.id} mentors {one.id} in this run. {swapped}")
    elif not (seats[one.id][0] and seats[two.id][1]) and seats[two.id][0] and seats[one.id][1]:
        who, what = (one, "takes no protege, so it cannot mentor") if not seats[one.id][0] else (two, "takes no mentor")
        raise SettingsError(f'"{who.id}" {what}.', swapped)
