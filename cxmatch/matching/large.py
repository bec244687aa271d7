"""A large cohort paired and verified: the same ladder, ledger and proof, with no matrix of all pairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from cxmatch.assignment.certificate import asked
from cxmatch.assignment.market import Chunk, Market, handed_out
from cxmatch.assignment.pricing import Prices, Pricing, Ties
from cxmatch.assignment.problem import EXACT, Ints
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.matching import Matching, Side, Waiting
from cxmatch.domain.matching import Prices as Recorded
from cxmatch.domain.policy import Policy
from cxmatch.domain.run import Run
from cxmatch.errors import NoPairingError, SettingsError
from cxmatch.matching.largefit import LargeFit
from cxmatch.matching.proof import POINTS, TIES
from cxmatch.matching.waiting import NO_ANSWER, asks_nothing, seatless
from cxmatch.records.codec import RECORD_ENTRIES
from cxmatch.records.text import counted

FEW = 64  # offices whose pairs are looked at together
# Above so many pairs of a kind of mentors and a protege, each looked at some fifteen times, pairing takes more than some minutes.
MOST = 1_000_000_000


def pair_large(cohort: Cohort, policy: Policy) -> Run:
    """Find the best pairing of a large cohort, and prove it; what each rule costs is not worked out.

    Raises
    ------
    NoPairingError
        No pair is allowed at all, or somebody who must be paired cannot be.
    SettingsError
        The policy names what is not there, or the cohort is out of reach.

    """
    from cxmatch.assignment.large import climb, climb_by_kind
    from cxmatch.matching.best import answered

    fit = LargeFit.of(cohort, policy)
    _require_reach(len(fit.kinds[1]), len(fit.proteges), min(int(side.sum()) for side in fit.seats))
    best, ties, tie = answered(
        lambda: climb_by_kind(fit.market, fit.tie_keys, *fit.digests) if fit.by_kind else climb(fit.market, fit.tie_keys)
    )
    total = asked(fit.market, *best.prices) + int(ties.settled.number.sum())
    points = _recorded(fit, POINTS, best.prices, total, total, fit.market.bonus)
    worth = ties.worth(tie.chosen)
    matching = _matching(fit, best.chosen, (points, _recorded(fit, TIES, tie.prices, worth, worth, ties.bonus)))
    _require_everyone(fit, matching)
    return Run(cohort=cohort, policy=policy, matching=matching)


def _require_reach(kinds: int, proteges: int, seats: int) -> None:
    """Raise SettingsError, before the work, for a cohort that takes more than some minutes, or whose record could not be read."""
    if kinds * proteges > MOST:
        raise SettingsError(
            f"{kinds:,} kinds of mentors with {proteges:,} proteges are {kinds * proteges:,} pairs to look at, which takes far"
            f" longer than some minutes; up to {MOST:,} are paired.",
            "Pair the survey in parts, or by fewer practice areas: mentors with the same levels are one kind.",
        )
    if seats > RECORD_ENTRIES:
        raise SettingsError(
            f"There are seats for {seats:,} pairings; a record holds up to {RECORD_ENTRIES:,}.",
            "Pair the survey in parts, or with fewer seats.",
        )


def _require_everyone(fit: LargeFit, matching: Matching) -> None:
    if not matching.pairings:
        raise NoPairingError("No pairing can meet the must-have rules: no mentor may be paired with any protege.")
    served = {pairing.protege for pairing in matching.pairings}
    left = [office.id for office in fit.proteges if office.id not in served and fit.ledger.wanted(office)]
    if fit.policy.must.everyone and left:
        raise NoPairingError(
            f"No pairing can meet all must-have rules together: {counted(len(left), 'protege')} cannot be paired."
        )


def proven_large(run: Run) -> tuple[list[str], Run]:
    """Check the proof of both rungs of a large run; gives what fails, and the run computed again. Imports no solver.

    Raises KeyError where the record names an office that has no seat there.
    """
    fit, said = LargeFit.of(run.cohort, run.policy), run.matching.prices
    if [rung.aim for rung in said] != [POINTS, TIES]:
        return ["the prices are not those of points and ties"], run
    cells = [(fit.row[pairing.mentor], fit.column[pairing.protege]) for pairing in run.matching.pairings]
    chosen = _besides(fit, _listed(cells), fit.locked)
    prices, tie_prices = (_priced(fit, rung) for rung in said)
    found = _broken(fit, chosen, len(cells)) or _unusable(prices) or _unusable(tie_prices)
    if found:
        return found, run
    part = fit.parts(prices, tie_prices)
    first = np.unique(part, return_index=True)[1]
    market, together = fit.market.merged(part), Chunk(part[chosen.row], chosen.column, chosen.number)
    points = _points(market, prices.of(first), together)
    found = _gap("total", points)
    if found:
        return found, run
    ties = Ties.of(market, prices.of(first), lambda rows, columns: fit.tie_keys(first[rows], columns))
    left = _valued(ties, _besides(fit, together, ties.settled))
    last = ties.worth(left), ties.bound(tie_prices.of(first))
    found = _gap("ties", last) or (_not_shared(fit, chosen) if fit.by_kind else _not_first(ties, left, tie_prices))
    proofs = _recorded(fit, POINTS, prices, *points, market.bonus), _recorded(fit, TIES, tie_prices, *last, ties.bonus)
    return found, Run(cohort=run.cohort, policy=run.policy, matching=_matching(fit, chosen, proofs))


def _listed(cells: Sequence[tuple[int, int]]) -> Chunk:
    row, column = np.array(sorted(set(cells)), dtype=np.int64).reshape(-1, 2).T
    return Chunk(row, column, np.zeros_like(row))


def _besides(fit: LargeFit, cells: Chunk, others: Chunk) -> Chunk:
    width = len(fit.proteges)
    return cells.only(~np.isin(cells.places(width), others.places(width)))


def _valued(ties: Ties, cells: Chunk) -> Chunk:
    worth = ties.keys(cells.row, cells.column) + ties.row_worth[cells.row] + ties.column_worth[cells.column]
    return Chunk(cells.row, cells.column, worth)


def _broken(fit: LargeFit, chosen: Chunk, recorded: int) -> list[str]:
    """Name the first way in which pairs, locked ones aside, break a rule; `recorded` is how many the record has in all."""
    if recorded != len(chosen.row) + len(fit.locked.row):
        return ["a locked pair is not there, or a pair stands twice"]
    market, (_, allowed) = fit.market, fit.market.worth(chosen.row, chosen.column)
    found = [
        f'"{fit.mentors[chosen.row[at]].id}" may not mentor "{fit.proteges[chosen.column[at]].id}"'
        for at in np.flatnonzero(~allowed)
    ]
    sides = ((chosen.row, market.supply, fit.mentors), (chosen.column, market.demand, fit.proteges))
    for places, seats, offices in sides:
        over = np.flatnonzero(np.bincount(places, minlength=len(seats)) > seats)
        found += [f'"{offices[place].id}" has more pairings than seats' for place in over]
    if fit.policy.must.everyone:
        served = set(chosen.column.tolist()) | set(fit.locked.column.tolist())
        left = (office for column, office in enumerate(fit.proteges) if column not in served and fit.ledger.wanted(office))
        found += [f'"{office.id}" waits, and everyone must be paired' for office in left]
    return found


def _unusable(prices: Prices) -> list[str]:
    least, most = min(side.min() for side in prices), max(side.max() for side in prices)
    too_large = ["a price is larger than anything could be worth"] if most >= EXACT // 4 else []
    return ["a price is negative"] if least < 0 else too_large


def _gap(what: str, rung: tuple[int, int]) -> list[str]:
    total, most = rung
    return [f"proof of the {what}: the chosen pairs are worth {total}, the prices allow {most}"] if total != most else []


def _not_shared(fit: LargeFit, chosen: Chunk) -> list[str]:
    cells, _ = handed_out(fit.market, fit.market.kind[chosen.row], chosen.column, *fit.digests)
    others = _besides(fit, chosen, cells)
    return (
        ["proof of the ties: mentors of one kind do not share its proteges in the order of their digests"]
        if len(others.row)
        else []
    )


def _not_first(ties: Ties, left: Chunk, prices: Prices) -> list[str]:
    first, width = ties.first(left, prices), len(ties.demand)
    same = np.array_equal(np.sort(first.places(width)), np.sort(left.places(width)))
    return [] if same else ["proof of the ties: another choice with the same sum of keys comes first by name"]


def _points(market: Market, prices: Prices, chosen: Chunk) -> tuple[int, int]:
    """Return the total of chosen cells, and what no choice can be worth more than."""
    value, _ = market.worth(chosen.row, chosen.column)
    total = int(value.sum()) + int(market.bonus[np.unique(chosen.column)].sum())
    above = Pricing(market=market, prices=prices).open_cells(1)
    added = sum(int((cells.number * market.many[cells.row]).sum()) for cells in above)
    return total, asked(market, *prices) + added


def _priced(fit: LargeFit, said: Recorded) -> Prices:
    """Read recorded prices; raises KeyError where they name an office without a seat."""
    sides = []
    for named, places in ((said.mentors, fit.row), (said.proteges, fit.column)):
        side = np.zeros(len(places), dtype=np.int64)
        side[[places[name] for name in named]] = list(named.values())
        sides.append(side)
    return Prices(*sides)


def _recorded(fit: LargeFit, aim: str, prices: Prices, total: int, most: int, bonus: Ints) -> Recorded:
    mentors = {office.id: price for office, price in zip(fit.mentors, prices.rows.tolist(), strict=True) if price}
    proteges = {office.id: price for office, price in zip(fit.proteges, prices.columns.tolist(), strict=True) if price}
    return Recorded(
        aim=aim,
        total=total,
        most=most,
        bonus=int(bonus.max()),
        led=fit.led_bonus * (aim == POINTS),
        mentors=mentors,
        proteges=proteges,
    )


def _matching(fit: LargeFit, chosen: Chunk, prices: tuple[Recorded, ...]) -> Matching:
    row, column = (np.concatenate(side) for side in zip(chosen[:2], fit.locked[:2], strict=True))
    order = np.lexsort((row, column))
    cells = zip(row[order].tolist(), column[order].tolist(), strict=True)
    waiting = (*_proteges(fit, column), *_mentors(fit, row), *seatless(fit.cohort))
    return Matching(pairings=tuple(fit.fit(*cell) for cell in cells), waiting=waiting, prices=prices)


def _proteges(fit: LargeFit, column: Ints) -> Iterator[Waiting]:
    waits = np.setdiff1d(np.arange(len(fit.proteges)), column)
    for some in np.array_split(waits, 1 + len(waits) // FEW):
        can = fit.market.values(np.arange(len(fit.market.sizes)), some) >= fit.market.least
        for place, office in enumerate(fit.proteges[at] for at in some):
            helpers = can[fit.market.kind, place] & (fit.groups[0] != fit.groups[1][some[place]])
            reason = asks_nothing(fit.ledger, office) or _taken(int(helpers.sum()), "mentor", fit)
            yield Waiting(office=office.id, side=Side.PROTEGE, reason=reason)


def _taken(helpers: int, noun: str, fit: LargeFit) -> str:
    if not helpers:
        return f"No {noun} leads it, with enough fit, whom the rules allow."
    return f"All seats are taken at the {counted(helpers, noun)} who could help it."


def _mentors(fit: LargeFit, row: Ints) -> Iterator[Waiting]:
    busy = np.zeros(len(fit.mentors), dtype=bool)
    busy[row] = True
    for place, office in enumerate(fit.mentors):
        if not office.protege_slots and not busy[place]:
            reason = "The proteges it could help have other mentors, or there are none." if office.answered else NO_ANSWER
            yield Waiting(office=office.id, side=Side.MENTOR, reason=reason)
