"""Earlier rounds: what offices gave up for the others and gave as mentors, and what that counts in this one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from cxmatch.domain.cohort import Cohort
from cxmatch.domain.matching import Fit
from cxmatch.domain.policy import Policy
from cxmatch.domain.weighing import GAVE_UP, WHOLE
from cxmatch.records.nouns import Glance, Shown
from cxmatch.records.text import counted, decimal_text, grouped, listed, some

# Who was a mentor in so many cohorts in a row is named where it is one again. So many names are said in a sentence.
IN_A_ROW, NAMES_SHOWN = 2, 8
HOW = (
    "What an office could have had is the fit, by practice areas alone, with the best mentor whom no must-have rule barred."
    " It gave up what its pairings brought less, so that others could be served: all of it where it waited."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What came of one round for an office that wanted a mentor, in points of practice areas; people see `unit` of them as 1.

    `could` is the fit with the `best` mentor whom no rule bars, or the sum of the best where it has several seats. `got` is the
    sum of its pairings. `whole` is what mentors at the top of every area would bring.
    """

    round: int
    best: tuple[str, ...]
    mentors: tuple[str, ...]
    could: int
    got: int
    whole: int
    unit: int = 1
    derived: ClassVar[tuple[str, ...]] = ("gave_up", "percent")

    @property
    def gave_up(self) -> int:
        """The points that it could have had more."""
        return self.could - self.got

    @property
    def percent(self) -> int:
        """The same in percent of its need, rounded down."""
        return WHOLE * self.gave_up // self.whole if self.whole else 0

    @property
    def words(self) -> str:
        """Say it in a sentence."""
        got = f"got {decimal_text(self.got, self.unit)} with {listed(self.mentors)}" if self.mentors else "waited"
        best = f"could have had {decimal_text(self.could, self.unit)} with {listed(self.best)}"
        return f"round {self.round}: {best}, {got}" if self.best else f"round {self.round}: nobody could mentor it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What an office gave as a mentor in one round: the proteges it had, of so many seats."""

    round: int
    proteges: tuple[str, ...]
    seats: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeRegret:
    """An office over all rounds: what it gave up, and what it gave; in so many of the last ones `in_a_row` it was a mentor."""

    office: str
    shares: tuple[Share, ...] = ()
    given: tuple[Given, ...] = ()
    in_a_row: int = 0
    derived: ClassVar[tuple[str, ...]] = ("percent", "mentored")

    @property
    def percent(self) -> int:
        """What it gave up over all rounds, in percent of its need, and 100 at most: what a policy counts."""
        return min(WHOLE, sum(share.percent for share in self.shares))

    @property
    def mentored(self) -> int:
        """How many proteges it had in all."""
        return sum(len(entry.proteges) for entry in self.given)

    @property
    def seats(self) -> int:
        """How many seats it offered in all."""
        return sum(entry.seats for entry in self.given)

    @property
    def in_all(self) -> tuple[int, int] | None:
        """The points that it gave up in all and how many people see as 1; None where its rounds count fits in other ways."""
        units = {share.unit for share in self.shares}
        return (sum(share.gave_up for share in self.shares), units.pop()) if len(units) == 1 else None

    @property
    def gave_up(self) -> str:
        """Say the fit that it gave up in all, "" where that is not known."""
        return decimal_text(*self.in_all) if self.in_all else ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Regret(Shown):
    """The ledger of `rounds` earlier runs, by their ids and the oldest first; whoever gave up most comes first."""

    rounds: tuple[str, ...]
    offices: tuple[OfficeRegret, ...]
    derived: ClassVar[tuple[str, ...]] = ("words", "load")

    @property
    def percents(self) -> dict[str, int]:
        """What each office gave up, in percent of its need, as a policy takes it; who gave nothing up is left out."""
        return {entry.office: entry.percent for entry in self.offices if entry.percent}

    @property
    def words(self) -> str:
        """Say how many offices gave something up."""
        some = sum(bool(entry.percent) for entry in self.offices)
        rounds, offices = counted(len(self.rounds), "earlier round"), counted(len(self.offices), "office")
        return f"{rounds}, {offices}: {some} gave something up for the others."

    @property
    def glance(self) -> Glance:
        """What is seen first of it: who gave up what."""
        rows = ((each.office, each.gave_up or "-", f"{each.percent} %") for each in self.offices)
        return Glance(words=self.words, headings=("Office", "Gave up", "Of its need"), rows=tuple(rows))

    @property
    def load(self) -> list[str]:
        """Say which offices were mentors in each of the last two rounds, or of more."""
        mentors = _by_number((each.office, each.in_a_row) for each in self.offices)
        return [f"Mentors in each of the last {number} rounds: {some(names, NAMES_SHOWN)}." for number, names in mentors]


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """An office that mentors in so many `cohorts` in a row, this one included."""

    office: str
    cohorts: int


def _by_number(in_a_row: Iterable[tuple[str, int]]) -> list[tuple[int, list[str]]]:
    """Return the offices to be named by the number of cohorts in a row in which each mentored, the most first."""
    return sorted(grouped((number, office) for office, number in in_a_row if number >= IN_A_ROW).items(), reverse=True)


def load_words(loads: Iterable[Load]) -> Iterator[str]:
    """Say who mentors in a third cohort in a row, or in more, and what can be done; a sentence for each number of cohorts."""
    for number, names in _by_number((load.office, load.cohorts) for load in loads):
        rest = f'ask whether that is still welcome; in the policy,  [capacity]  "{names[0]}" = 0  gives a rest.'
        yield f"Mentors in {number} cohorts in a row, this one included: {some(names, NAMES_SHOWN)}. Before the kickoff {rest}"


def redress_words(fits: Iterable[Fit], price: str, unit: int) -> Iterator[str]:
    """Say what fits count more for what was given up in earlier rounds, and the price in words; nothing where none does."""
    more = [part.points for fit in fits for part in fit.contributions if part.term == GAVE_UP and part.points]
    if more:
        added = f"count{'s' * (len(more) == 1)} {decimal_text(sum(more), unit)} more"
        why = "since proteges gave something up in earlier rounds"
        yield f"{counted(len(more), 'pairing')} {added}, {why}. What that costs: {price or 'not worked out'}."


def loaded(fits: Iterable[Fit], cohort: Cohort, policy: Policy) -> tuple[Load, ...]:
    """Return the mentors of a cohort, by name, who were mentors in the two cohorts before it as well, or in more."""
    mentors, named = {fit.mentor for fit in fits}, policy.mentored.items()
    before = {cohort.office(name).id: number for name, number in named if number >= IN_A_ROW and cohort.has(name)}
    return tuple(Load(office=name, cohorts=before[name] + 1) for name in sorted(before.keys() & mentors))


def why(term: str, protege: str, cohort: Cohort, policy: Policy) -> str:
    """Return why an entry of a fit that is no practice area counts."""
    if term != GAVE_UP:
        return "preference of the policy"
    named = policy.regret.offices.items()
    given = [percent for name, percent in named if cohort.has(name) and cohort.office(name).id == protege]
    return f"it gave up {given[-1]} % of its need in earlier rounds" if given else ""


def earlier_settings(policy: Policy) -> Iterator[tuple[str, str, str, object]]:
    """Yield what a policy says of earlier rounds, as names and values, and by which kind and thing it knows their origin."""
    yield from ((f"waited: {name}", counted(points, "point"), "waited", name) for name, points in policy.waited.items())
    if policy.regret.weight or policy.regret.offices:
        yield "regret: weight", counted(policy.regret.weight, "point"), "regret", "weight"
    for name, percent in policy.regret.offices.items():
        yield f"regret: {name}", f"gave up {percent} % of its need", "regret", name
    for name, number in policy.mentored.items():
        yield f"mentored: {name}", f"in {counted(number, 'cohort')} in a row before this one", "mentored", name
