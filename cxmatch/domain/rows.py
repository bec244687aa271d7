"""What readers see as rows, alike in a spreadsheet, on a page and on the screen: pairings, the ledger of a fit, settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields

from cxmatch.domain.asked import FirstNeed, first_need, heading, set_aside
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.framework import Framework
from cxmatch.domain.matching import Contribution, Fit
from cxmatch.domain.naming import said_of
from cxmatch.domain.parts import Capacity, Rated
from cxmatch.domain.policy import Must, Policy
from cxmatch.domain.regret import earlier_settings, why
from cxmatch.domain.report import Report
from cxmatch.domain.run import Run
from cxmatch.records.text import counted, decimal_text, listed

Cell = str | int | float | None
LEDGER_COLUMNS = ("Practice area", "Need", "Mentor", "Protege", "Lead", "Fit", "")


@dataclass(frozen=True, slots=True)
class Pairing:
    """What a row tells: a fit of a report, and what its protege asked for first and this mentor brings there.

    `departments` are those of the cohort, by office.
    """

    fit: Fit
    report: Report
    departments: Mapping[str, str]
    first: FirstNeed | None

    @property
    def on_first(self) -> str:
        """Say in a sentence what this mentor brings where the protege asked first, and how clear that is; "" where it did not."""
        return self.first.sentence if self.first else ""

    @property
    def topics(self) -> list[str]:
        """The practice areas to talk about, the first topic first."""
        return topics(self.fit, self.first)

    @property
    def firm(self) -> str:
        """Whether every equally good result has it."""
        if not self.report.firm_known:
            return "not known"
        return "yes" if (self.fit.mentor, self.fit.protege) in self.report.firm else "no"


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, the width in characters, how its cells look ("text", "number", "percent"), and what it says of a pairing.

    `number` is for a spreadsheet, where that is not what people read.
    """

    heading: str
    width: int = 30
    style: str = "text"
    words: Callable[[Pairing], str] = lambda _: ""  # an empty one is filled in by whoever reads the table
    number: Callable[[Pairing], Cell] | None = None

    def cell(self, pair: Pairing) -> Cell:
        """Return what a spreadsheet holds of a pairing."""
        return self.number(pair) if self.number else self.words(pair)


def areas_of(fit: Fit, most: int | None = 3) -> list[str]:
    """Return the practice areas that count most in a fit, largest first; all that count where `most` is None."""
    return [part.term for part in fit.leading[:most]]


def topics(fit: Fit, first: FirstNeed | None) -> list[str]:
    """Return up to three practice areas to talk about: first what the protege asked for first, where the mentor leads there."""
    area = [first.area] if first and first.led else []
    return [*dict.fromkeys([*area, *areas_of(fit)])][:3]


def _asked(row: Pairing, *, plain: bool = False) -> str:
    """Say what a protege asked for first in a cell; one that named nothing where the survey asks counts apart."""
    if row.first is None:
        return _named_nothing(row.report.run, row.fit.protege) * (not plain)
    return row.first.for_all if plain else row.first.cell


def _named_nothing(run: Run, protege: str) -> str:
    if not run.cohort.asks_first:
        return ""
    aside = listed(set_aside(run.rated, run.offices[protege]), "or")
    return f"{aside}, but no need rated there" if aside else "named nothing"


_COLUMNS = {
    column.heading: column
    for column in (
        Column("Mentor", 24, words=lambda row: row.fit.mentor),
        Column("Protege", 24, words=lambda row: row.fit.protege),
        Column("Points", 9, "number", lambda row: str(row.fit.points), lambda row: row.fit.points),
        Column("Fit", 8, "number", lambda row: row.report.fit_text(row.fit.points), lambda row: row.report.steps(row.fit.points)),
        Column("Need met", 14, words=lambda row: row.fit.need_met),
        Column("Mostly on", 17, words=lambda row: "".join(areas_of(row.fit, 1))),
        *(Column(heading(named=named), 24, words=_asked) for named in (True, False)),
        Column("Talk about first", words=lambda row: "".join(row.topics[:1])),
        Column("Talk about", 40, words=lambda row: ", ".join(row.topics)),
        Column("Mentor department", 20, words=lambda row: row.departments[row.fit.mentor]),
        Column("Protege department", 20, words=lambda row: row.departments[row.fit.protege]),
        Column("Firm", 7, words=lambda row: row.firm),
        Column("Decision", 11),
        Column("Notes", 24),
    )
}


def columns(*headings: str) -> tuple[Column, ...]:
    """Return columns by their headings."""
    return tuple(_COLUMNS[heading] for heading in headings)


def written(cohort: Cohort) -> tuple[Column, ...]:
    """Return what is written of a cohort for a spreadsheet."""
    return columns(
        *("Mentor", "Protege", "Points", "Fit", "Need met", "Mostly on", heading(named=cohort.asks_first)),
        *("Mentor department", "Protege department", "Decision", "Notes"),
    )


def for_all(cohort: Cohort) -> tuple[Column, ...]:
    """Return what participants see: no score, and no rating."""
    first = heading(named=cohort.asks_first)
    return (*columns("Protege", "Mentor", "Talk about first"), Column(first, words=lambda row: _asked(row, plain=True)))


def shown(cohort: Cohort) -> tuple[Column, ...]:
    """Return what a screen of 80 letters has room for."""
    return columns("Mentor", "Protege", "Fit", "Need met", heading(named=cohort.asks_first))


def pairings(report: Report) -> list[Pairing]:
    """Return the pairings of a report as rows tell them, in their order."""
    cohort = report.run.rated
    departments = {office.id: office.department for office in cohort.offices}
    return [Pairing(fit, report, departments, first_need(cohort, fit.protege, [fit])) for fit in report.run.matching.pairings]


def pairing_rows(report: Report, wanted: Iterable[Column]) -> list[tuple[str, ...]]:
    """Return a row in words for each pairing of a report."""
    return [tuple(column.words(pair) for column in wanted) for pair in pairings(report)]


def ledger_lines(fit: Fit, run: Run) -> list[tuple[str, ...]]:
    """Return a line for each entry of a fit of a run, in the order of `LEDGER_COLUMNS`; the last cell is a remark."""
    areas = {area.name: area.id for area in run.cohort.framework.areas}
    return [_entry(part, fit, run, areas.get(part.term)) for part in fit.contributions]


def _entry(part: Contribution, fit: Fit, run: Run, area: str | None) -> tuple[str, ...]:
    framework, points = run.cohort.framework, decimal_text(part.points, run.unit)
    if part.unanswered:
        return (part.term, "-", "", "", "", "", f"not answered: {', '.join(part.unanswered)}")
    if "need" not in part.factors or area is None:
        return (part.term, "", "", "", "", points, why(part.term, fit.protege, run.cohort, run.policy))
    need, scale = part.factors["need"], framework.capability_scale
    levels = (scale.say(run.offices[name].capability[area]) for name in (fit.mentor, fit.protege))
    return (
        *(part.term, decimal_text(need, framework.need_scale.unit) if need else "-"),
        *(*levels, decimal_text(part.lead, scale.unit), points),
        "; ".join([*_how_it_counts(part, fit, framework), *_corrections(fit, area, run)]),
    )


def _how_it_counts(part: Contribution, fit: Fit, framework: Framework) -> Iterator[str]:
    """Say what the columns of an entry leave out: no need, a weight, a lead that counts as less, a share of all needs."""
    factors, share = part.factors, part.factors.get("share", 1)
    if not factors["need"]:
        yield "no help wanted"
        return
    if factors["weight"] != 1:
        yield f"weight {factors['weight']}"
    if part.whole_lead:
        yield f"the lead counts as {decimal_text(factors['lead'], framework.capability_scale.unit)}"
    if "share" in factors and part.points:
        some, every = (decimal_text(points // share, framework.point_unit) for points in (part.points, fit.full_points))
        yield f"{some} of its {every}"


def _corrections(fit: Fit, area: str, run: Run) -> Iterator[str]:
    answered = {office.id: office for office in run.cohort.offices} if run.policy.corrected else {}
    for side, name in ((Rated.CAPABILITY, fit.mentor), (Rated.CAPABILITY, fit.protege), (Rated.NEED, fit.protege)):
        if name in answered:
            yield from said_of(run.cohort.framework, run.policy, side, answered[name], area)


def settings(policy: Policy) -> Iterator[tuple[str, str, str]]:
    """Return every setting of a policy: its name, its value, and where the value came from."""
    return ((name, value, policy.where(kind, what) or "default") for name, value, kind, what in _settings(policy))


def _settings(policy: Policy) -> Iterator[tuple[str, str, str, object]]:
    """Return the name and the value of every setting, and the kind and the thing by which a policy knows its origin."""
    yield "objective", policy.objective.value, "objective", ""
    yield "asked_first", policy.asked_words, "asked_first", ""
    yield "tie_seed", f'"{policy.tie_seed}"', "tie_seed", ""
    if not policy.weights:
        yield "weights", "1 for every practice area", "", ""
    yield from ((f"weights: {area}", str(weight), "weights", area) for area, weight in policy.weights.items())
    yield from _seats(policy.capacity)
    yield "fit: alike", str(policy.fit.alike).lower(), "fit", "alike"
    yield "fit: lead_at_most", str(policy.fit.lead_at_most or "no limit"), "fit", "lead_at_most"
    for entry in policy.corrected:
        rating = f"{entry.side.value} in {entry.area}: {entry.level} ({entry.reason})"
        yield f"corrected: {entry.office}", rating, "corrected", entry
    for rule in fields(Must):
        yield f"must: {rule.name}", str(getattr(policy.must, rule.name)).lower(), "must", rule.name
    yield from _pairs(policy)
    yield from earlier_settings(policy)
    for wish in policy.prefer:
        yield f"prefer: {wish}", wish.words, "prefer", wish
    yield from ((f"report: {name}", said, "report", name) for name, said in policy.report.said)


def _seats(capacity: Capacity) -> Iterator[tuple[str, str, str, object]]:
    for side in ("mentor", "protege"):
        yield f"capacity: {side}", f"{getattr(capacity, side)} where the survey does not say", "capacity", side
    who = "every mentor" if capacity.each else "every mentor that is used"
    yield "capacity: mentor_at_least", f"{capacity.mentor_at_least} for {who}", "capacity", "mentor_at_least"
    for office, seats in capacity.offices.items():
        own = [f"{number} as {side}" for side in ("mentor", "protege") if (number := getattr(seats, side)) is not None]
        yield f"capacity: {office}", ", ".join(own), "capacity", office


def _pairs(policy: Policy) -> Iterator[tuple[str, str, str, object]]:
    for kind in ("locked", "forbidden"):
        for pair in getattr(policy, kind):
            reason = f" ({pair.reason})" if pair.reason else ""
            yield kind, f"{pair.mentor} mentoring {pair.protege}{reason}", kind, pair
    for past in policy.past:
        how = "never again" if past.points_off is None else f"{counted(past.points_off, 'point')} off"
        yield "past", f"{past.mentor} mentoring {past.protege}: {how}", "past", past
    for star in policy.starred:
        yield "starred", f"{star.mentor} mentoring {star.protege}: {counted(star.points, 'point')}", "starred", star
