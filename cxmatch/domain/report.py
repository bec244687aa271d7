"""What readers are told about a run: explanations of pairs, what the proof proves, and the report that gathers them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cxmatch.domain.asked import ON_RATINGS, FirstNeed, Led, count_led, heading
from cxmatch.domain.explanation import Explanation
from cxmatch.domain.foretold import Board
from cxmatch.domain.matching import TIES, Fit, Matching, Side, gap_words, quarters
from cxmatch.domain.policy import Objective, Policy
from cxmatch.domain.practices import Practices
from cxmatch.domain.regret import load_words, redress_words
from cxmatch.domain.repair import Repair
from cxmatch.domain.run import Change, Run
from cxmatch.domain.series import Agenda, Gaps
from cxmatch.domain.weighing import GAVE_UP_RULE, Asked
from cxmatch.records import __version__
from cxmatch.records.nouns import Glance, Shown
from cxmatch.records.text import counted, decimal_text

_NONE = "no other pairing within your rules"
_SERVES = (
    f"{_NONE} serves more proteges, none that serves as many leads more of them in {{what}}, and none that does as well in both"
)
_BEST = {
    Objective.EVERYONE_FIRST: f"{_NONE} serves more proteges, and none that serves as many has a higher total fit",
    Objective.TOTAL_FIRST: f"{_NONE} has a higher total fit",
    Objective.WORST_OFF_FIRST: f"{_NONE} serves more proteges, and none that serves as many raises the worst-off higher",
}
_BEST_LED = {
    Objective.EVERYONE_FIRST: f"{_SERVES} has a higher total fit",
    Objective.TOTAL_FIRST: f"{_NONE} leads more proteges in {{what}}, and none that leads as many has a higher total fit",
    Objective.WORST_OFF_FIRST: f"{_SERVES} raises the worst-off higher",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Weak:
    """A pairing to look at first: its fit, and the best other mentor, if any.

    `first` is what its protege asked for first where no mentor of it leads there; then the other mentor is the one who would at
    the least price. `unrated`: there the protege did not say where it stands itself; `at_top`: nobody can be ahead of it.
    """

    fit: Fit
    alternative: Explanation | None
    first: FirstNeed | None = None
    unrated: bool = False
    at_top: bool = False

    @property
    def reason(self) -> str:
        """Say what makes it weak."""
        areas, not_led = len(self.fit.leading), f"{self.first.words}. " if self.first else ""
        leads = f"Leads in {areas} wanted practice area{'' if areas == 1 else 's'}, meets {self.fit.need_met} of the need."
        return f"{not_led}{leads}"

    @property
    def advice(self) -> str:
        """Say which other mentor would suit it best, or would lead it, and what that would cost."""
        other = self.alternative
        if self.first and self.unrated:
            return "It did not say where it stands there itself, so that no mentor is known to be ahead: ask it."
        if self.first and self.at_top:
            return "It rates itself at the top there, so that no mentor can be ahead: ask it what it needs."
        if self.first:
            nobody = "No mentor is ahead there who may be paired with it: a matter for recruiting."
            return f"{other.mentor} leads there; {other.price}" if other else nobody
        if other is None:
            return "No other mentor may be paired with it."
        return f"Best other mentor: {other.mentor}, fit {decimal_text(other.points, other.unit)}; {other.price}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Fits in points, a row a protege and a column a mentor; None where a must-have rule bars the pair."""

    mentors: tuple[str, ...]
    proteges: tuple[str, ...]
    points: tuple[tuple[int | None, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Report(Shown):
    """A run with everything a reader is shown; to be looked at first are its `weakest` pairings and some that are `not_led`.

    `firm` pairs stand in every best pairing; `firm_known` is False where only solving again could tell. `alternatives` holds, by
    protege, the best mentors it did not get, each with the reason. `changes` is what a rerun changed, office by office; empty
    for a first run. `seats` are the mentor seats that the policy and the survey give. `grid`, and the `board` on which decisions
    are tried, are None for a cohort too large to be looked at cell by cell; one that is paired without a matrix is not
    `explained`, and has no `best`: by protege, the points that the best mentor it may have would bring, and who that is. Nor are
    its `gaps` and `agenda` worked out. `practices` are those of the organizers, None for cxmatch's alone.
    """

    run: Run
    firm: frozenset[tuple[str, str]]
    weakest: tuple[Weak, ...]
    not_led: tuple[Weak, ...] = ()
    alternatives: Mapping[str, tuple[Explanation, ...]] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    firm_known: bool = True
    seats: Mapping[str, int] = field(default_factory=dict)
    grid: Grid | None = None
    board: Board | None = None
    best: Mapping[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    explained: bool = True
    gaps: Gaps | None = None
    agenda: Agenda | None = None
    practices: Practices | None = None

    @property
    def verdict(self) -> str:
        """Say what the proof proves; where it leaves a gap, only how much better another pairing could be."""
        run, repair = self.run, self.run.repair
        if gap := gap_words(run.matching.prices, run.unit):
            return f"not proven to be the best; {_refused(repair)}another one{_within(repair)} could be better by at most {gap}"
        best = _best(run.policy, asks=run.cohort.asks_first)
        return f"{_refused(repair)}{best}{_within(repair)}{_ties(run.matching)}"

    @property
    def proven(self) -> bool:
        """Whether the proof leaves no gap; ties, which choose among equally good pairings, aside."""
        return not gap_words(self.run.matching.prices, 1)

    @property
    def look_at_first(self) -> tuple[Weak, ...]:
        """The pairings whose protege is not led in what it asked for first, then the other weak ones: up to three of each."""
        named = {weak.fit.protege for weak in self.not_led}
        return (*self.not_led, *(weak for weak in self.weakest if weak.fit.protege not in named))

    @property
    def led(self) -> Led:
        """How many proteges are led in what they asked for first."""
        return count_led(self.run.rated, self.run.matching.pairings)

    @property
    def need_met(self) -> str:
        """Say in quarters what share of the need all pairings together meet."""
        fits = self.run.matching.pairings
        return quarters(sum(fit.met_points for fit in fits), sum(fit.full_points for fit in fits))

    @property
    def in_brief(self) -> list[tuple[str, str]]:
        """What was read, what came out, how well it is proven, and who waits, as topics and sentences."""
        said = {"The survey": self.run.cohort.words, "The result": self._result, "The proof": self._proof}
        said |= {"Who waits": self._waiting} | ({"From earlier rounds": " ".join(self.earlier)} if self.earlier else {})
        return [*said.items(), ("Made from", self.origin)]

    @property
    def earlier(self) -> list[str]:
        """Say what earlier rounds count in this one and what that costs, and who mentors in a third cohort in a row."""
        fits, unit, bill = self.run.matching.pairings, self.run.unit, self.run.bill
        price = next((charge.words(unit) for charge in bill if charge.rule == GAVE_UP_RULE), "")
        return [*redress_words(fits, price, unit), *load_words(self.run.load or ())]

    @property
    def glance(self) -> Glance:
        """What is seen first of it."""
        return Glance(words=f"{self.run.id[:8]}, {self.verdict}.", headings=("On", "In brief"), rows=tuple(self.in_brief))

    @property
    def _result(self) -> str:
        matching, proteges = self.run.matching, len(self.run.cohort.proteges)
        have = "has" if matching.paired == 1 else "have"
        return (
            f"{counted(len(matching.pairings), 'pairing')}: {matching.paired} of {counted(proteges, 'protege')} {have} a mentor."
            f" The total fit is {self.fit_text(matching.points)}, the lowest fit of a pairing {self.fit_text(matching.lowest)}."
            f" {self.led.words}"
            f"{' ' * self.run.policy.fit.alike}{self.fit_means}"
        )

    @property
    def fit_means(self) -> str:
        """Say what a fit is where every office's needs count alike; else ""."""
        more = ", and what preferences and other rules add to it" if self.run.policy.adds else ""
        return f"Every office's needs count alike: a fit is the percent of its need{more}." * self.run.policy.fit.alike

    @property
    def _proof(self) -> str:
        pairs = len(self.run.matching.pairings)
        proven = "It is proven that" if self.proven else "The best pairing found so far is"
        firm = f" {counted(len(self.firm), 'pairing')} of {pairs} would be in every equally good result."
        known = firm if self.firm_known else ""
        return f"{proven} {self.verdict}.{known} That holds for these answers. {ON_RATINGS}"

    @property
    def _waiting(self) -> str:
        sides = [entry.side for entry in self.run.matching.waiting]
        if not sides:
            return "Nobody waits."
        proteges, mentors = counted(sides.count(Side.PROTEGE), "protege"), counted(sides.count(Side.MENTOR), "mentor")
        return f"Waiting: {proteges} for a mentor, {mentors} for a protege."

    @property
    def origin(self) -> str:
        """The survey, its day, the counts, the version, and the first digits of the hashes of the input and of the run."""
        cohort, source = self.run.cohort, self.run.cohort.source
        said = [
            source.name or "A survey without a file name",
            f"last answer {source.answered}" if source.answered else "no dates in the survey",
            counted(len(cohort.offices), "office"),
            counted(len(self.run.matching.pairings), "pairing"),
            f"cxmatch {__version__}",
            f"input {source.sha256[:8]}" if source.sha256 else "",
            f"run {self.run.id[:8]}",
        ]
        return ", ".join(filter(None, said))

    def fit_text(self, points: int) -> str:
        """Say points in the survey's own steps: one step of need times one step of lead is 1."""
        return decimal_text(points, self.run.unit)

    def steps(self, points: int) -> int | float:
        """Return points in the survey's own steps; a float only where ratings have decimals, and only to be looked at."""
        return points if self.run.unit == 1 else points / self.run.unit


def _best(policy: Policy, *, asks: bool) -> str:
    best = _BEST_LED if policy.asked(asks) is Asked.RUNG else _BEST
    return best[policy.objective].format(what=f"what they {heading(named=asks).lower()}")


def _within(repair: Repair | None) -> str:
    if repair is None or repair.chosen == repair.options[-1].letter:
        return ""
    return f", of those with at most {counted(repair.taken.upto, 'changed pairing')}"


def _refused(repair: Repair | None) -> str:
    """Say first what the rest of the verdict is about: with its refusals a pairing is not the plan that was proven."""
    return f"before changes of plan {repair.chosen} were refused, " if repair and repair.refused else ""


def _ties(matching: Matching) -> str:
    open_ = any(rung.gap for rung in matching.prices if rung.aim == TIES)
    return "; which of several equally good ones it is was not settled by the public key" if open_ else ""
