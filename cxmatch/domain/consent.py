"""What offices say to the pairings that they are asked about: who accepts, who refuses, who has not answered yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Any, ClassVar

from cxmatch.domain.decisions import Choice, Decision, without_changes
from cxmatch.domain.findings import Finding, Place, Severity
from cxmatch.domain.foretold import STAR_POINTS
from cxmatch.domain.matching import Side
from cxmatch.domain.parts import Seats
from cxmatch.domain.policy import Policy, Starred
from cxmatch.domain.run import Run
from cxmatch.errors import SurveyError
from cxmatch.records.nouns import Glance, Shown
from cxmatch.records.text import counted, fold

DECLINED = "an office's answer"  # all that a ban says of why: what an office wrote stands in its answer alone


class Said(StrEnum):
    """What an office says to one pairing; with the last it takes a yes back."""

    YES = "yes"
    NO = "no"
    NO_LONGER = "no longer"


NOES = (Said.NO, Said.NO_LONGER)


class State(StrEnum):
    """Where a pairing stands: both said yes; one did, and the other owes an answer; nobody answered; one said no."""

    ACCEPTED = "accepted"
    PROPOSED = "proposed"
    SILENT = "silent"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What one office, on the side `by`, says to one pairing (None: words alone), its own words, and where that is written."""

    mentor: str
    protege: str
    by: Side
    said: Said | None
    words: str = ""
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Veto:
    """Two offices that are not to be paired, whoever mentors whom, since one of them said so."""

    office: str
    other: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Star:
    """The one mentor that a protege would like most of those it was asked about, and where that is written."""

    mentor: str
    protege: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """How many partners an office takes on a side after all."""

    office: str
    side: Side
    number: int
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A pairing with what its two offices said, None where one has not answered."""

    mentor: str
    protege: str
    by_mentor: Said | None = None
    by_protege: Said | None = None
    derived: ClassVar[tuple[str, ...]] = ("state", "owing")

    @property
    def state(self) -> State:
        """Where it stands."""
        said = {self.by_mentor, self.by_protege}
        if said & {*NOES}:
            return State.REFUSED
        if said == {Said.YES}:
            return State.ACCEPTED
        return State.PROPOSED if Said.YES in said else State.SILENT

    @property
    def owing(self) -> tuple[str, ...]:
        """The offices that have not answered; nobody owes anything about a pairing that was refused."""
        if self.state is State.REFUSED:
            return ()
        both = ((self.mentor, self.by_mentor), (self.protege, self.by_protege))
        return tuple(name for name, said in both if said is None)


@dataclass(frozen=True, kw_only=True, repr=False)
class Answers(Shown):
    """What came back about a run: a standing for every pairing, vetoes, stars, offers, and what could not be understood.

    Each star counts `star_points`, as shown.
    """

    derived: ClassVar[tuple[str, ...]] = ("counts",)
    silent: ClassVar[tuple[str, ...]] = ("stars", "star_points")

    run: str
    standings: tuple[Standing, ...] = ()
    replies: tuple[Reply, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    offers: tuple[Offer, ...] = ()
    stars: tuple[Star, ...] = ()
    star_points: int = STAR_POINTS
    findings: tuple[Finding, ...] = ()

    @property
    def errors(self) -> list[Finding]:
        """The findings that leave an answer out."""
        return [finding for finding in self.findings if finding.severity is Severity.ERROR]

    @property
    def counts(self) -> Mapping[State, int]:
        """How many pairings stand where."""
        states = [each.state for each in self.standings]
        return {state: states.count(state) for state in State}

    @property
    def words(self) -> str:
        """Say in a line how many pairings stand where."""
        said = ", ".join(f"{number} {state.value}" for state, number in self.counts.items())
        return f"{counted(len(self.standings), 'pairing')}: {said}."

    @property
    def glance(self) -> Glance:
        """What is seen first of it: where each pairing stands."""
        rows = ((each.mentor, each.protege, each.state.value) for each in self.standings)
        return Glance(words=self.words, headings=("Mentor", "Protege", "Stands"), rows=tuple(rows))

    @property
    def change(self) -> bool:
        """Whether anything was said that a rerun has to heed."""
        return bool(self.decisions or self.offers or self.stars)

    @cached_property
    def decisions(self) -> tuple[Decision, ...]:
        """The pairs that are not to be made: what was refused, and both ways of every veto; none says why."""
        refused = ((each.mentor, each.protege, each.place) for each in self.replies if each.said in NOES)
        both = ((*names, each.place) for each in self.vetoes for names in ((each.office, each.other), (each.other, each.office)))
        return tuple(
            Decision(mentor=mentor, protege=protege, choice=Choice.NEVER, notes=DECLINED, place=where(place))
            for mentor, protege, place in (*refused, *both)
        )

    def on(self, policy: Policy) -> Policy:
        """Return a policy with the seats that offices offer after all, and their stars; these go before what the policy says."""
        seats, origins = dict(policy.capacity.offices), dict(policy.origins)
        for offer in self.offers:
            name = next((each for each in seats if fold(each) == fold(offer.office)), offer.office)
            seats[name] = replace(seats.get(name, Seats()), **{offer.side.value: offer.number})
            origins[f"capacity.{name}"] = where(offer.place)
        starred = {
            star.protege: Starred(mentor=star.mentor, protege=star.protege, points=self.star_points) for star in self.stars
        }
        earlier = [star for star in policy.starred if not any(fold(star.protege) == fold(name) for name in starred)]
        origins |= {f"starred.{starred[star.protege]}": where(star.place) for star in self.stars}
        capacity = replace(policy.capacity, offices=seats)
        return replace(policy, capacity=capacity, starred=(*earlier, *starred.values()), origins=origins)

    def heeded(self, run: Run) -> dict[str, Any]:
        """Return what makes a rerun of the run heed what was said, as keyword arguments."""
        best = {"afresh": True} if self.stars else {}
        return {"decisions": self.decisions, "policy": self.on(without_changes(run.policy)), **best}

    def takes_best(self, plan: str, most: int | None) -> bool:
        """Tell whether a rerun takes the best plan of all: the one with the fewest changes would grant no star."""
        return bool(self.stars) and not plan and most is None

    def granted_by(self, later: Run) -> Mapping[str, int]:
        """Return how many stars each plan of a rerun grants, by its letter."""
        stars = {(star.mentor, star.protege) for star in self.stars}
        plans = later.repair.pairs_by_plan({*later.matching.pairs}) if later.repair else {}
        return {letter: len(stars & pairs) for letter, pairs in plans.items()}

    @property
    def left_out(self) -> tuple[str, ...]:
        """Say which answers could not be understood and count for nothing, a sentence each."""
        return tuple(f"{where(each.place)}: {each.message}" for each in self.errors)

    def require_understood(self) -> None:
        """Raise SurveyError where an answer could not be understood."""
        if self.errors:
            said = f"{counted(len(self.errors), 'error')} in what came back: what could not be understood was left out."
            raise SurveyError(said, self.errors, "Put it right in the sheet, and read it again. The rest counts.")

    def broken_by(self, later: Run) -> tuple[Standing, ...]:
        """Return the accepted pairings that another run does not have."""
        after = {*later.matching.pairs}
        return tuple(each for each in self.standings if each.state is State.ACCEPTED and (each.mentor, each.protege) not in after)


def where(place: Place) -> str:
    """Say in which row of which file something stands."""
    return f"{place.file}, row {place.row}" if place.row else place.file


def standings(run: Run, replies: tuple[Reply, ...]) -> tuple[Standing, ...]:
    """Return a standing for every pairing of a run; of a yes and its withdrawal the withdrawal counts."""
    given = [((each.mentor, each.protege, each.by), each.said) for each in replies if each.said]
    said = dict(sorted(given, key=lambda reply: [*Said].index(reply[1])))
    return tuple(
        Standing(
            mentor=mentor,
            protege=protege,
            by_mentor=said.get((mentor, protege, Side.MENTOR)),
            by_protege=said.get((mentor, protege, Side.PROTEGE)),
        )
        for mentor, protege in run.matching.pairs
    )
