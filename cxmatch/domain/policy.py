"""A policy: the rules of a program, and how pairings are weighed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, ClassVar, Self

from cxmatch.domain.parts import Capacity, Corrected, ReportSettings
from cxmatch.domain.weighing import MOST_POINTS, Asked, AskedFirst, FitSettings, Points, Preference, RegretSettings
from cxmatch.errors import SettingsError, refuse_more
from cxmatch.records.kinds import taken
from cxmatch.records.nouns import Noun
from cxmatch.records.settings import Within, fill, in_bounds, in_order
from cxmatch.records.text import fold
from cxmatch.records.toml import ENTRIES, text_of, tree_of

ANY_OFFICE = "*"
MOST_WEIGHT, MOST_COHORTS = 1000, 1000


class Objective(StrEnum):
    """What the best matching has most of, first to last; ties always go by the public key."""

    EVERYONE_FIRST = "everyone-first"
    TOTAL_FIRST = "total-first"
    WORST_OFF_FIRST = "worst-off-first"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class _TwoOffices(Noun):
    mentor: str
    protege: str
    once: ClassVar[bool] = True

    def __str__(self) -> str:
        return f'"{self.mentor}" with "{self.protege}"'


def _refuse_one_office(pair: _TwoOffices) -> None:
    if pair.mentor == pair.protege != ANY_OFFICE:
        raise SettingsError(f'"{pair.mentor}" is paired with itself.')


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Pair(_TwoOffices):
    """A mentor and a protege, by office name; "*" stands for any office."""

    reason: str = ""

    def __post_init__(self) -> None:
        _refuse_one_office(self)

    @staticmethod
    def from_setting(value: Any) -> Any:
        """Read two names alone as a mentor and a protege."""
        two = isinstance(value, list) and [type(name) for name in value] == [str, str]
        return {"mentor": value[0], "protege": value[1]} if two else value


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Past(_TwoOffices):
    """A pair of an earlier cohort: never made again, or with `points_off` its fit as shown."""

    points_off: Points | None = None
    also_called: ClassVar[Mapping[str, str]] = {"repeat": "points_off"}

    def __post_init__(self) -> None:
        _refuse_one_office(self)
        in_bounds(self)
        if self.points_off is not None and ANY_OFFICE in (self.mentor, self.protege):
            raise SettingsError(f'a pair with "repeat" names two offices; "{ANY_OFFICE}" is for pairs that are never made.')

    @staticmethod
    def from_setting(value: Any) -> Any:
        """Read two names alone, and `repeat = "never"`, which is the default."""
        given = Pair.from_setting(value)
        return {key: said for key, said in given.items() if (key, said) != ("repeat", "never")} if type(given) is dict else given


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Starred(_TwoOffices):
    """Points, as shown, for one pair: the mentor that a protege would like most of those it could have."""

    points: Points

    def __post_init__(self) -> None:
        in_bounds(self)
        if self.mentor == self.protege:
            raise SettingsError(f'"{self.mentor}" is paired with itself.')


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Must(Noun):
    """The must-have rules; `minimum_fit` is as people see it, and whatever it is, a mentor must lead somewhere."""

    different_department: bool = True
    minimum_fit: Annotated[int, Within(0, 2**31)] = 0
    one_role: bool = False
    no_exchange: bool = False
    everyone: bool = False

    def __post_init__(self) -> None:
        taken(self)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Policy(Noun):
    """The default: different department, at least one point, everyone first, then total points, then the tie key.

    Where the survey asks which area matters most, between everyone and points as many as can be are led there (`asked_first`).

    `fit` says how areas count, and `corrected` holds ratings as an organizer knows them, counted in place of the answers.
    `weights` maps a practice area to a whole number (1 where absent). `locked` pairs are kept whatever they cost, `forbidden`
    ones never made, `starred` ones count more. `waited` gives offices that waited last time so many points of fit as proteges,
    `regret` says what those count who gave something up in earlier rounds, and `mentored` in how many cohorts in a row an office
    was a mentor before. `report` says what stands on top of hand-outs, `origins` where each value came from: these three decide
    nothing, and origins are not recorded.
    """

    objective: Objective = Objective.EVERYONE_FIRST
    weights: Mapping[str, Annotated[int, Within(0, MOST_WEIGHT)]] = field(default_factory=dict)
    capacity: Capacity = field(default_factory=Capacity)
    must: Must = field(default_factory=Must)
    locked: tuple[Pair, ...] = ()
    forbidden: tuple[Pair, ...] = ()
    past: tuple[Past, ...] = ()
    prefer: tuple[Preference, ...] = ()
    starred: tuple[Starred, ...] = ()
    waited: Mapping[str, Annotated[int, Within(0, MOST_POINTS)]] = field(default_factory=dict)
    regret: RegretSettings = RegretSettings()  # noqa: RUF009 -- frozen, and the record leaves it out while it is at this default
    mentored: Mapping[str, Annotated[int, Within(0, MOST_COHORTS)]] = field(default_factory=dict)
    asked_first: AskedFirst = field(default_factory=AskedFirst)
    fit: FitSettings = FitSettings()  # noqa: RUF009 -- as `regret`
    corrected: tuple[Corrected, ...] = ()
    tie_seed: str = "cxmatch"
    report: ReportSettings = ReportSettings()  # noqa: RUF009 -- as `regret`
    origins: Mapping[str, str] = field(default_factory=dict, compare=False)
    unwritten: ClassVar[tuple[str, ...]] = ("origins",)
    silent: ClassVar[tuple[str, ...]] = ("starred", "regret", "mentored", "fit", "corrected", "report")
    also_called: ClassVar[Mapping[str, str]] = {"pins": "locked", "bans": "forbidden"}

    def __post_init__(self) -> None:
        taken(self)
        for name in ("locked", "forbidden", "past", "prefer", "starred", "corrected"):
            entries = getattr(self, name)
            refuse_more(entries, ENTRIES, f"entries of {name}")
            object.__setattr__(self, name, tuple(sorted(entries if name == "prefer" else set(entries), key=_order)))
        for name in ("locked", "starred"):
            if any(ANY_OFFICE in (pair.mentor, pair.protege) for pair in getattr(self, name)):
                raise SettingsError(f'"{name}" names two offices; "{ANY_OFFICE}" is for forbidden pairs.')
        for name in ("weights", "waited", "mentored"):
            object.__setattr__(self, name, in_order(name, getattr(self, name), ENTRIES))
        for name, offices in (("waited", self.waited), ("regret", self.regret.offices), ("mentored", self.mentored)):
            if ANY_OFFICE in offices:
                raise SettingsError(f'{name}: "{ANY_OFFICE}" is no office; name each.')
        if self.weights and not any(self.weights.values()):
            raise SettingsError("weights: every weight is 0, so no pairing could be worth anything.")

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a policy from a TOML file; what it leaves out stays at the default.

        Raises SettingsError with all that makes no sense at once, each with its line and the nearest name for a mistake, and
        FileError if the file cannot be read.
        """
        made = cls.parse(text_of(path), Path(path).name)
        return replace(made, report=made.report.beside(Path(path)))

    @classmethod
    def parse(cls, text: str, source: str = "policy") -> Self:
        """Make a policy from the text of a TOML file; `source` names it in errors."""
        made, origins = fill(cls, tree_of(text, source), text, source)
        return replace(made, origins=origins)

    def asked(self, asks: bool) -> Asked:
        """Return how what was asked for first counts, by whether the survey asks for it.

        By default it is a rung where the survey asks, and decides among ties where the highest need stands in for it, or where
        the total of points is to come first.
        """
        if self.asked_first.use is not None:
            return self.asked_first.use
        return Asked.RUNG if asks and self.objective is not Objective.TOTAL_FIRST else Asked.TIES

    @property
    def asked_words(self) -> str:
        """Say how what was asked for first counts, by the survey only where it depends on it."""
        always = self.asked(True)
        return (replace(self.asked_first, use=always) if always is self.asked(False) else self.asked_first).words

    @property
    def adds(self) -> bool:
        """Whether a fit may be more or less than what areas bring."""
        pairs = self.starred or any(pair.points_off for pair in self.past)
        return bool(self.prefer or self.waited or self.regret.counts or self.asked_first.points or pairs)

    def where(self, kind: str, what: object = "") -> str:
        """Say where a setting, or the pair, office, area or rule in it, came from ("policy.toml, line 7"); "" if unknown."""
        return self.origins.get(f"{kind}.{what}" if what else kind, "")

    def place(self, kind: str, what: object) -> str:
        """Say which setting is meant and where it stands, as far as that is known."""
        return f"{where}: {kind}" if (where := self.where(kind, what)) else f"The policy's setting {kind}"

    def after(
        self,
        pairs: Iterable[Past],
        waited: Mapping[str, int],
        gave_up: Mapping[str, int] | None = None,
        mentored: Mapping[str, int] | None = None,
    ) -> Self:
        """Return the policy with what came of earlier runs; what it says itself of an office or a pair goes first.

        These are earlier pairs (a mapping says where each stands), points for who waited, percents of its need that each office
        gave up, which are kept where they count, and in how many cohorts in a row each was a mentor.
        """
        known, places = {(pair.mentor, pair.protege) for pair in self.past}, pairs if isinstance(pairs, Mapping) else {}
        new = tuple(pair for pair in pairs if (pair.mentor, pair.protege) not in known)
        regret = _with(self.regret.offices, gave_up or {} if self.regret.weight else {})
        mentored = _with(self.mentored, mentored or {})
        origins = {f"past.{pair}": places.get(pair, "--past") for pair in new} | {f"waited.{name}": "--waited" for name in waited}
        origins |= {f"regret.{name}": "--past" for name in regret} | {f"mentored.{name}": "--past" for name in mentored}
        return replace(
            self,
            past=(*self.past, *new),
            waited=_with(self.waited, waited),
            regret=replace(self.regret, offices=regret),
            mentored=mentored,
            origins={**origins, **self.origins},
        )

    def with_waiting(self) -> Self:
        """Return the policy without the rule that everybody must be paired."""
        must = replace(self.must, everyone=False)
        return replace(self, must=must, origins={**self.origins, "must.everyone": "--allow-waiting"})


def _with(own: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    """Return a table of offices with those of another that it does not name, in whatever spelling."""
    known = set(map(fold, own))
    return {**{name: number for name, number in more.items() if fold(name) not in known}, **own}


def _order(entry: Any) -> list[Any]:
    """Return what a list is ordered by: all fields of its entries, since one pair may stand twice and a set has no order."""
    values = {each.name: getattr(entry, each.name) for each in fields(entry)}
    return [value or 0 if name == "points_off" else value for name, value in values.items()]
