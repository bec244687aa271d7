"""Silos: which departments have met in a pairing over several runs, which never did, and what would link them next time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import ClassVar, TypeAlias

from cxmatch.domain.rounds import Round, in_order, rounds_of
from cxmatch.domain.run import Run
from cxmatch.errors import SettingsError
from cxmatch.records.nouns import Glance, Shown
from cxmatch.records.text import counted, fold, grouped
from cxmatch.records.toml import in_quotes

LINE, POINTS = 76, 2  # letters of a line to paste, and what it proposes that a new link counts
MOST = 1_000
_Ends: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """Two departments that met: how many pairings of theirs there were, whoever was the mentor, and in which rounds."""

    departments: tuple[str, ...]
    pairs: int
    rounds: tuple[Round, ...]
    derived: ClassVar[tuple[str, ...]] = ("first", "last")

    @property
    def first(self) -> str:
        """Say when they met first."""
        return self.rounds[0].when

    @property
    def last(self) -> str:
        """Say when they met last."""
        return self.rounds[-1].when


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Silos(Shown):
    """The departments of several runs: which have `met`, those of most pairings first, and which `never` did.

    `departments` are all of them, `latest` those of the last run. `within` counts pairings inside one department, `apart` those
    with an office that gives none.
    """

    rounds: tuple[Round, ...]
    departments: tuple[str, ...]
    latest: tuple[str, ...]
    met: tuple[Met, ...]
    never: tuple[tuple[str, ...], ...]
    within: int = 0
    apart: int = 0
    derived: ClassVar[tuple[str, ...]] = ("summary", "lines")

    @property
    def summary(self) -> str:
        """Count who met and who did not."""
        every = len(self.met) + len(self.never)
        aside = f" {counted(self.within, 'pairing')} inside one department." * bool(self.within)
        aside += f" {counted(self.apart, 'pairing')} with an office that gives no department." * bool(self.apart)
        return (
            f"{counted(len(self.departments), 'department')} in {counted(len(self.rounds), 'run')}:"
            f" {len(self.met):,} of {counted(every, 'pair')} of departments have met, {len(self.never):,} never did.{aside}"
        )

    @property
    def glance(self) -> Glance:
        """What is seen first of it: which departments have met."""
        rows = ((*each.departments, f"{each.pairs:,}") for each in self.met)
        return Glance(words=self.summary, headings=("Department", "Has met", "Pairs"), rows=tuple(rows))

    @property
    def count(self) -> Mapping[_Ends, int]:
        """How many pairings two departments had, in either order of their names."""
        known = {(met.departments[0], met.departments[1]): met.pairs for met in self.met}
        return {**known, **{ends[::-1]: pairs for ends, pairs in known.items()}}

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of a policy that count a link between departments of the last run that never met; none where all have."""
        there = set(self.latest)
        strangers = grouped((one, other) for one, other in self.never if {one, other} <= there)
        rows = [row for one, others in strangers.items() for row in _in_rows([*map(in_quotes, (one, *others))])]
        return ("[[prefer]]", f"points = {POINTS}", "links = [", *rows, "]") if rows else ()


def _in_rows(names: Sequence[str]) -> list[str]:
    """Return a list of names in rows that are not too long to be pasted from a screen."""
    rows = [f"  [{names[0]}"]
    for name in names[1:]:
        if len(rows[-1]) + len(name) + 3 > LINE:
            rows.append(f"   {name}")
            rows[-2] += ","
        else:
            rows[-1] += f", {name}"
    rows[-1] += "],"
    return rows


def silos(runs: Iterable[Run]) -> Silos:
    """Say which departments have met over several runs, and which never did.

    A pairing counts as a meeting of the departments that its two offices had in that run, whoever is the mentor; names that
    differ in case and blanks alone are one. The order is that of the dates on the hand-outs where each run has a day, else that
    of the runs.

    Raises SettingsError where a run stands there twice or repairs another, no office gives a department, or there are more than
    a thousand departments.

    Examples
    --------
    >>> import cxmatch as cx
    >>> found = cx.silos([cx.pair(cx.read_survey(cx.sample("roundtable-14")))])
    >>> len(found.met) + len(found.never) == len(found.departments) * (len(found.departments) - 1) // 2
    True

    """
    given = in_order(runs)
    names = _by_folded_name(given)
    if not names:
        raise SettingsError(
            "No office of these runs gives a department, so nothing can be said of departments that met.",
            "Add a column Department to the survey, and pair it again.",
        )
    if len(names) > MOST:
        what = f"{len(names):,} departments make too many pairs to be looked at: at most {MOST:,} departments are."
        raise SettingsError(what, "Give the departments themselves, not the offices, in the column Department.")
    meetings = [(each, ends) for each, run in zip(rounds_of(given), given, strict=True) for ends in _ends(run)]
    between = {ends: list[Round]() for ends in combinations(names, 2)}
    for each, (one, other) in meetings:
        if one and other and one != other:
            between[min(one, other), max(one, other)].append(each)
    met = [
        Met(departments=(names[one], names[other]), pairs=len(held), rounds=tuple(dict.fromkeys(held)))
        for (one, other), held in between.items()
        if held
    ]
    there = {fold(office.department) for office in given[-1].cohort.offices}
    return Silos(
        rounds=rounds_of(given),
        departments=tuple(names.values()),
        latest=tuple(name for key, name in names.items() if key in there),
        met=tuple(sorted(met, key=lambda each: -each.pairs)),
        never=tuple((names[one], names[other]) for (one, other), held in between.items() if not held),
        within=sum(bool(one) and one == other for _, (one, other) in meetings),
        apart=sum(not (one and other) for _, (one, other) in meetings),
    )


def _by_folded_name(runs: Sequence[Run]) -> dict[str, str]:
    """Return the departments, folded and in order, each as it is spelled last."""
    spelled = {fold(office.department): office.department for run in runs for office in run.cohort.offices if office.department}
    return dict(sorted(spelled.items()))


def _ends(run: Run) -> list[_Ends]:
    home = {office.id: fold(office.department) for office in run.cohort.offices}
    return [(home[fit.mentor], home[fit.protege]) for fit in run.matching.pairings]
