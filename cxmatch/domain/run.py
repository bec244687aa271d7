"""A run: what went in and what came out, complete and named by its own content; what differs between two, and what one leaves."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import zip_longest
from typing import Any, ClassVar, Self

from cxmatch.domain.asked import count_led
from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.corrected import corrected
from cxmatch.domain.counting import shown_unit, whole_need
from cxmatch.domain.cover import Status
from cxmatch.domain.glance import Glance, Shown
from cxmatch.domain.load import Load, loaded
from cxmatch.domain.matching import Matching, Move, Side
from cxmatch.domain.policy import Past, Policy
from cxmatch.domain.repair import CausedMove, Charge, Repair
from cxmatch.errors import FileError, SettingsError
from cxmatch.records.codec import decode, dumps, encode, loads
from cxmatch.records.text import counted, decimal_text, fold, short

SCHEMA = "cxmatch-run/1"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Two runs compared: who is new or gone, whose answers and which settings changed, and every move.

    `led` counts who is led in what it asked for first, None where a survey does not ask. `recounted`: settings changed by which
    fits are counted, so that totals do not compare.
    """

    before: str
    after: str
    joined: tuple[str, ...]
    left: tuple[str, ...]
    edited: tuple[str, ...]
    settings: tuple[str, ...]
    moves: tuple[Move, ...]
    paired: tuple[int, int]
    points: tuple[int, int]
    unit: int = 1
    unit_before: int = 0
    led: tuple[int, int] | None = None
    recounted: bool = False
    silent: ClassVar[tuple[str, ...]] = ("unit_before", "led", "recounted")

    @property
    def words(self) -> str:
        """Say in a line what came of it; `unit_before` is the unit of the fits before where it is another."""
        units = (self.unit_before or self.unit, self.unit)
        before, after = (decimal_text(points, unit) for points, unit in zip(self.points, units, strict=True))
        led = [f", {number} led in what they asked for first" for number in self.led or ()] or ["", ""]
        return (
            f"{counted(self.paired[0], 'protege')} paired{led[0]}, total fit {before};"
            f" then {self.paired[1]} paired{led[1]}, total fit {after}."
            f"{' The totals do not compare: the settings count fits in another way.' * self.recounted}"
        )


def compare(before: Run, after: Run) -> Difference:
    """Compare two runs, by the names of their offices."""
    one, two = ({office.id: office for office in run.cohort.offices} for run in (before, after))
    same = [name for name in one if name in two]
    return Difference(
        before=before.id,
        after=after.id,
        joined=tuple(name for name in two if name not in one),
        left=tuple(name for name in one if name not in two),
        edited=tuple(name for name in same if one[name] != two[name]),
        settings=_settings(before, after),
        moves=_moves(before, after),
        paired=(before.matching.paired, after.matching.paired),
        points=(before.matching.points, after.matching.points),
        unit=after.unit,
        unit_before=before.unit if before.unit != after.unit else 0,
        led=_led(before, after),
        recounted=_counting(before) != _counting(after),
    )


def _led(before: Run, after: Run) -> tuple[int, int] | None:
    if not (before.cohort.asks_first and after.cohort.asks_first):
        return None
    one, two = (count_led(run.rated, run.matching.pairings).led for run in (before, after))
    return one, two


def _counting(run: Run) -> tuple[object, ...]:
    """Return what fits are counted by, apart from answers."""
    policy = run.policy
    points = policy.prefer, policy.starred, policy.waited, policy.regret, policy.asked_first.points
    return run.unit, policy.fit, policy.weights, *points


def _settings(before: Run, after: Run) -> tuple[str, ...]:
    names = [field.name for field in fields(Policy) if field.name not in Policy.unwritten]
    changed = [name for name in names if getattr(before.policy, name) != getattr(after.policy, name)]
    return (*["framework"] * (before.cohort.framework != after.cohort.framework), *changed)


def _moves(before: Run, after: Run) -> tuple[Move, ...]:
    one, two = ({(fit.protege, fit.mentor) for fit in run.matching.pairings} for run in (before, after))
    gone, come = sorted(one - two), sorted(two - one)
    return tuple(
        Move(protege=protege, mentor_before=was, mentor_after=now)
        for protege in sorted({name for name, _ in (*gone, *come)})
        for was, now in zip_longest(*([mentor for name, mentor in some if name == protege] for some in (gone, come)))
    )


def past_pairs(runs: Iterable[Run]) -> tuple[Past, ...]:
    """Return the pairs of earlier runs, as the policy of the next cohort takes them."""
    pairs = {(fit.mentor, fit.protege) for run in runs for fit in run.matching.pairings}
    return tuple(Past(mentor=mentor, protege=protege) for mentor, protege in sorted(pairs))


def waited_in(runs: Iterable[Run], points: int) -> dict[str, int]:
    """Return the offices that asked for a mentor and waited in earlier runs so many points each; nothing for 0 points.

    An office that is spelled in two ways stands there once, as it was spelled last.
    """
    waiting = (entry.office for run in runs for entry in run.matching.waiting if entry.side is Side.PROTEGE)
    names = {fold(office): office for office in waiting}
    return dict.fromkeys(sorted(names.values()), points) if points else {}
