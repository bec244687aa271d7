"""A run: what went in and came out, complete and named by its content; what it changes for offices, and leaves to the next."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from functools import cached_property
from typing import Any, ClassVar, Self, TypeAlias

from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.counting import shown_unit, whole_need
from cxmatch.domain.matching import Matching, Side
from cxmatch.domain.naming import corrected
from cxmatch.domain.parts import Status
from cxmatch.domain.policy import Past, Policy
from cxmatch.domain.regret import IN_A_ROW, Load, loaded
from cxmatch.domain.repair import CausedMove, Charge, Repair
from cxmatch.errors import FileError, SettingsError
from cxmatch.records.codec import decode, dumps, encode, loads
from cxmatch.records.nouns import Glance, Shown
from cxmatch.records.text import counted, decimal_text, fold, short

SCHEMA = "cxmatch-run/1"
_Pairs: TypeAlias = set[tuple[str, str]]


@dataclass(frozen=True, kw_only=True, repr=False)
class Run(Shown):
    """Inputs and outcome of one pairing, and no clock; `bill` is what each rule costs, `parent` the id of the run it repairs."""

    schema: str = SCHEMA
    cohort: Cohort
    policy: Policy
    matching: Matching
    bill: tuple[Charge, ...] = ()
    repair: Repair | None = None
    parent: str | None = None
    derived: ClassVar[tuple[str, ...]] = ("id", "plans", "moves", "whole_need", "load")
    silent: ClassVar[tuple[str, ...]] = ("whole_need", "load")

    @cached_property
    def id(self) -> str:
        """The digest of all that decides or was decided: where the survey was read from, and words on hand-outs, are left out."""
        tree = {field.name: encode(getattr(self, field.name)) for field in fields(self)}
        del tree["cohort"]["source"]
        tree["policy"].pop("report", None)
        return hashlib.sha256(json.dumps(tree, sort_keys=True).encode()).hexdigest()

    @cached_property
    def unit(self) -> int:
        """How many points people see as 1: one step of fit, or a hundredth of the whole need where needs count alike."""
        return shown_unit(self.cohort.framework, self.policy.fit, self.policy.weights)

    @property
    def whole_need(self) -> int | None:
        """How many points the whole need of a protege counts: the common denominator where needs count alike, else None."""
        return whole_need(self.cohort.framework, self.policy.weights) if self.policy.fit.alike else None

    @cached_property
    def rated(self) -> Cohort:
        """The cohort with the ratings that the policy corrects: those that count. `cohort` is as the survey says."""
        return corrected(self.cohort, self.policy)

    @cached_property
    def offices(self) -> Mapping[str, Office]:
        """The offices by id, with the ratings that count."""
        return {office.id: office for office in self.rated.offices}

    @property
    def is_final(self) -> bool:
        """Whether its hand-outs say that nothing will change any more."""
        return self.policy.report.status is Status.FINAL

    @property
    def load(self) -> tuple[Load, ...] | None:
        """Who mentors in a third cohort in a row, or in more; None where nobody does."""
        return loaded(self.matching.pairings, self.cohort, self.policy) or None

    @property
    def glance(self) -> Glance:
        """What is seen first of it: the pairings."""
        matching, total = self.matching, decimal_text(self.matching.points, self.unit)
        rows = ((fit.mentor, fit.protege, decimal_text(fit.points, self.unit), fit.need_met) for fit in matching.pairings)
        words = f"{self.id[:8]}, {matching.paired} of {counted(len(self.cohort.proteges), 'protege')} paired, total fit {total}."
        return Glance(words=words, headings=("Mentor", "Protege", "Fit", "Need met"), rows=tuple(rows))

    @property
    def plans(self) -> tuple[Mapping[str, object], ...]:
        """The menu that this run was chosen from, in short; empty for a first run."""
        menu = self.repair.options if self.repair else ()
        led = ("led",) * any(option.led for option in menu)
        return tuple({name: getattr(option, name) for name in ("moves", "paired", *led, "points", "proof")} for option in menu)

    @property
    def moves(self) -> tuple[CausedMove, ...]:
        """Everybody who got another mentor than in the run before, and why; empty for a first run."""
        return self.repair.moves if self.repair else ()

    def to_json(self) -> str:
        """Return the record as the text of a `run.json`."""
        return dumps(self)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read a record; raises FileError if it is none, or one of a newer version."""
        return cls.from_tree(loads(text))

    @classmethod
    def from_tree(cls, tree: Any) -> Self:
        """Make a run of the JSON tree of its record; raises as `from_json` does."""
        schema = tree.get("schema") if isinstance(tree, dict) else None
        if schema != SCHEMA:
            said = f'its schema is "{short(str(schema))}"' if schema else "it has no schema"
            raise FileError(f"it is not a run record of this version of cxmatch: {said}, not {SCHEMA}.")
        return decode(cls, tree)


def final(run: Run) -> Run:
    """Return the run as a final one, whose hand-outs all say FINAL: the same pairings and proof, and so the same id.

    Raises SettingsError where it is final already.
    """
    if run.is_final:
        raise SettingsError("This run is final already.", "Hand it out with export.")
    report = replace(run.policy.report, status=Status.FINAL)
    return replace(run, policy=replace(run.policy, report=report))


def past_pairs(runs: Iterable[Run]) -> tuple[Past, ...]:
    """Return the pairs of earlier runs, as the policy of the next cohort takes them."""
    pairs = {pair for run in runs for pair in run.matching.pairs}
    return tuple(Past(mentor=mentor, protege=protege) for mentor, protege in sorted(pairs))


def waited_in(runs: Iterable[Run], points: int) -> dict[str, int]:
    """Return the offices that asked for a mentor and waited in earlier runs so many points each; nothing for 0 points.

    An office that is spelled in two ways stands there once, as it was spelled last.
    """
    waiting = (entry.office for run in runs for entry in run.matching.waiting if entry.side is Side.PROTEGE)
    names = {fold(office): office for office in waiting}
    return dict.fromkeys(sorted(names.values()), points) if points else {}


def last_runs(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Return the runs that count as rounds: each once, of a run and the rerun of it the rerun, and of two reruns the last."""
    by_id = {run.id: run for run in runs}
    last = {run.parent: name for name, run in by_id.items()}
    return tuple(run for name, run in by_id.items() if name not in last and (run.parent is None or last[run.parent] == name))


def mentored_in(runs: Iterable[Run]) -> dict[str, int]:
    """Return who mentored in the last two cohorts or more without a break, and in how many; the runs go the oldest first."""
    rounds = [{fit.mentor for fit in run.matching.pairings} for run in last_runs(runs)]
    counts = {name: in_a_row(rounds, name) for name in sorted(set().union(*rounds[-1:]))}
    return {name: number for name, number in counts.items() if number >= IN_A_ROW}


def in_a_row(rounds: Sequence[Iterable[str]], name: str) -> int:
    """Return in how many of the last rounds without a break an office is named, in whatever spelling."""
    there = [fold(name) in map(fold, names) for names in reversed(rounds)]
    return [*there, False].index(False)


class ChangeKind(StrEnum):
    """What a rerun changes for an office."""

    NONE = "no change"
    NEW_MENTOR = "new mentor"
    NEW_PROTEGE = "new protege"
    WAITING = "waiting"
    FEWER = "a partner less"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an office is told after a rerun: the kind of change, and a sentence that says it."""

    office: str
    kind: ChangeKind
    notice: str


def notices(run: Run) -> tuple[Change, ...]:
    """Say for each office what a rerun changes for it: a new partner, waiting, withdrawn, or nothing."""
    if run.repair is None:
        return ()
    before = {(pair.mentor, pair.protege) for pair in run.repair.before}
    after = {*run.matching.pairs}
    waiting = {entry.office for entry in run.matching.waiting}
    there = [_change(office.id, before, after, waiting) for office in run.cohort.offices]
    gone = [Change(office=name, kind=ChangeKind.WITHDRAWN, notice="You have left the program.") for name in run.repair.left]
    return (*there, *gone)


def _change(office: str, before: _Pairs, after: _Pairs, waiting: set[str]) -> Change:
    mentors, proteges = (
        [{pair[1 - side] for pair in pairs if pair[side] == office} for pairs in (before, after)] for side in (1, 0)
    )
    said = [*_said("mentor", *mentors), *_said("protege", *proteges)]
    if not said:
        return Change(office=office, kind=ChangeKind.NONE, notice="Nothing changes for you.")
    new_kinds = ((ChangeKind.NEW_MENTOR, mentors), (ChangeKind.NEW_PROTEGE, proteges))
    only_gone = ChangeKind.WAITING if office in waiting else ChangeKind.FEWER
    kind = next((kind for kind, (was, now) in new_kinds if now - was), only_gone)
    return Change(office=office, kind=kind, notice=" ".join(said))


def _said(role: str, was: set[str], now: set[str]) -> list[str]:
    come, gone = sorted(now - was), sorted(was - now)
    new = [f"Your new {role} is {name}." for name in come]
    old = [f"{name} is no longer your {role}." for name in gone]
    return new + old + ([f"You have no {role} now."] if was and not now else [])
