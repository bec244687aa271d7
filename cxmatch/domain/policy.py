"""A policy: the rules of a program, and how pairings are weighed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import ClassVar, Self

from cxmatch.domain.cohort import MOST_SEATS
from cxmatch.errors import SettingsError
from cxmatch.records.text import fold
from cxmatch.records.toml import text_of
from cxmatch.records.values import ANY_OFFICE as ANY_OFFICE
from cxmatch.records.values import ENTRIES, in_order, one_of, refuse_more, refuse_one_office, whole

MOST_WEIGHT, MOST_POINTS = 1000, 10**6


class Objective(StrEnum):
    """What the best matching has most of, first to last; ties always go by the public key."""

    EVERYONE_FIRST = "everyone-first"
    TOTAL_FIRST = "total-first"
    WORST_OFF_FIRST = "worst-off-first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A mentor and a protege, by office name; "*" stands for any office."""

    mentor: str
    protege: str
    reason: str = ""

    def __post_init__(self) -> None:
        refuse_one_office(self.mentor, self.protege)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A pair of an earlier cohort: never made again, or with `points_off` its fit as shown."""

    mentor: str
    protege: str
    points_off: int | None = None

    def __post_init__(self) -> None:
        refuse_one_office(self.mentor, self.protege)
        if self.points_off is not None:
            if ANY_OFFICE in (self.mentor, self.protege):
                raise SettingsError(f'a pair with "repeat" names two offices; "{ANY_OFFICE}" is for pairs that are never made.')
            whole(self.points_off, "repeat", 1, MOST_POINTS)


class Wish(StrEnum):
    """How an attribute of two partners should compare."""

    SAME = "same"
    DIFFERENT = "different"
    NEAR = "near"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """Points, as shown, for partners whose attribute is as wished; `near` numbers are no further apart than `within`."""

    attribute: str
    want: Wish
    points: int
    within: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "want", one_of(Wish, self.want, "want"))
        whole(self.points, "points", 1, MOST_POINTS)
        whole(self.within, "within", 0, MOST_POINTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seats:
    """The seats of one office; None leaves a side to the survey."""

    mentor: int | None = None
    protege: int | None = None

    def __post_init__(self) -> None:
        for name in ("mentor", "protege"):
            if getattr(self, name) is not None:
                whole(getattr(self, name), name, 0, MOST_SEATS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """Seats where the survey does not say, seats of single offices, and how many proteges a mentor must at least get.

    With `each`, every mentor must get them, otherwise every mentor that is used at all.
    """

    mentor: int = 1
    protege: int = 1
    mentor_at_least: int = 0
    each: bool = False
    offices: Mapping[str, Seats] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("mentor", "protege", "mentor_at_least"):
            whole(getattr(self, name), name, 0, MOST_SEATS)
        object.__setattr__(self, "offices", in_order("capacity", self.offices))


@dataclass(frozen=True, slots=True, kw_only=True)
class Must:
    """The must-have rules.

    `minimum_fit` is what a fit must reach, as people see it; whatever it is, a mentor must lead somewhere.
    """

    different_department: bool = True
    minimum_fit: int = 0
    one_role: bool = False
    no_exchange: bool = False
    everyone: bool = False

    def __post_init__(self) -> None:
        whole(self.minimum_fit, "minimum_fit", 0, 2**31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The default: different department, at least one point, everyone first, then total points, then the tie key.

    `weights` maps a practice area to a whole number (1 where absent). `locked` pairs are kept whatever they cost,
    `forbidden` ones never made. `waited` gives offices that waited last time so many points of fit as proteges. `origins`
    says where each value came from; it decides nothing and is not recorded.
    """

    objective: Objective = Objective.EVERYONE_FIRST
    weights: Mapping[str, int] = field(default_factory=dict)
    capacity: Capacity = field(default_factory=Capacity)
    must: Must = field(default_factory=Must)
    locked: tuple[Pair, ...] = ()
    forbidden: tuple[Pair, ...] = ()
    past: tuple[Past, ...] = ()
    prefer: tuple[Preference, ...] = ()
    waited: Mapping[str, int] = field(default_factory=dict)
    tie_seed: str = "cxmatch"
    origins: Mapping[str, str] = field(default_factory=dict, compare=False)
    unwritten: ClassVar[tuple[str, ...]] = ("origins",)

    def __post_init__(self) -> None:
        object.__setattr__(self, "objective", one_of(Objective, self.objective, "objective"))
        for name in ("locked", "forbidden", "past", "prefer"):
            refuse_more(getattr(self, name), ENTRIES, f"entries of {name}")
        for name in ("locked", "forbidden", "past"):
            object.__setattr__(self, name, tuple(sorted(set(getattr(self, name)), key=_in_order)))
        if any(ANY_OFFICE in (pair.mentor, pair.protege) for pair in self.locked):
            raise SettingsError(f'"locked" names two offices; "{ANY_OFFICE}" is for forbidden pairs.')
        wishes = sorted(self.prefer, key=lambda wish: (wish.attribute, wish.want, wish.points, wish.within))
        object.__setattr__(self, "prefer", tuple(wishes))
        object.__setattr__(self, "weights", in_order("weights", self.weights))
        object.__setattr__(self, "waited", in_order("waited", self.waited))
        if ANY_OFFICE in self.waited:
            raise SettingsError(f'waited: "{ANY_OFFICE}" is no office; name each that waited.')
        for name, points in self.waited.items():
            whole(points, f'waited: "{name}"', 0, MOST_POINTS)
        for name, weight in self.weights.items():
            whole(weight, f'weights: "{name}"', 0, MOST_WEIGHT)
        if self.weights and not any(self.weights.values()):
            raise SettingsError("weights: every weight is 0, so no pairing could be worth anything.")

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a policy from a TOML file; what it leaves out stays at the default.

        Raises
        ------
        SettingsError
            Anything in it makes no sense: all of it at once, each with its line and the nearest name for a mistake.
        FileError
            The file cannot be read.

        """
        return cls.parse(text_of(path), Path(path).name)

    @classmethod
    def parse(cls, text: str, source: str = "policy") -> Self:
        """Make a policy from the text of a TOML file; `source` names it in errors."""
        from cxmatch.domain.policy_file import read  # it makes policies, so it imports this file

        return cls(**read(text, source))

    def where(self, kind: str, what: object = "") -> str:
        """Say where a value came from ("policy.toml, line 7"), "" when unknown.

        `kind` is a setting, and `what` the pair, the office, the practice area or the rule in it.
        """
        if isinstance(what, (Pair, Past)):
            return self.origins.get(pair_key(kind, what), "")
        return self.origins.get(f"{kind}.{what}" if what else kind, "")

    def amended(
        self, *, lock: Iterable[Pair] = (), forbid: Iterable[Pair] = (), weights: Mapping[str, int] | None = None
    ) -> Self:
        """Give the policy with what the command line adds to it: it goes before the file."""
        lock, forbid, weights = tuple(lock), tuple(forbid), weights or {}
        origins = {pair_key("locked", pair): "--lock" for pair in lock}
        origins |= {pair_key("forbidden", pair): "--forbid" for pair in forbid}
        origins |= {f"weights.{name}": "--weight" for name in weights}
        kept = {name: weight for name, weight in self.weights.items() if fold(name) not in set(map(fold, weights))}
        return replace(
            self,
            locked=(*_beside(self.locked, lock), *lock),
            forbidden=(*_beside(self.forbidden, forbid), *forbid),
            weights={**kept, **weights},
            origins={**self.origins, **origins},
        )

    def after(self, pairs: Iterable[Past], waited: Mapping[str, int]) -> Self:
        """Give the policy with pairs of earlier runs as past, and points for who waited in them; the file goes first."""
        known = {(pair.mentor, pair.protege) for pair in self.past}
        new = tuple(pair for pair in pairs if (pair.mentor, pair.protege) not in known)
        origins = {pair_key("past", pair): "--past" for pair in new} | {f"waited.{name}": "--waited" for name in waited}
        return replace(self, past=(*self.past, *new), waited={**waited, **self.waited}, origins={**origins, **self.origins})

    def with_waiting(self) -> Self:
        """Give the policy without the rule that everybody must be paired."""
        return replace(
            self, must=replace(self.must, everyone=False), origins={**self.origins, "must.everyone": "--allow-waiting"}
        )


def _beside(pairs: Iterable[Pair], added: Iterable[Pair]) -> Iterator[Pair]:
    """Give the pairs that are not added again."""
    again = {(pair.mentor, pair.protege) for pair in added}
    return (pair for pair in pairs if (pair.mentor, pair.protege) not in again)


def _in_order(pair: Pair | Past) -> tuple[str, str, str, int]:
    """Give what lists of pairs are ordered by: all there is, since one pair may stand twice and a set has no order."""
    if isinstance(pair, Past):
        return (pair.mentor, pair.protege, "", pair.points_off or 0)
    return (pair.mentor, pair.protege, pair.reason, 0)


def pair_key(kind: str, pair: Pair | Past) -> str:
    """Give the key of a pair among the origins."""
    return f"{kind}:{pair.mentor}>{pair.protege}"
