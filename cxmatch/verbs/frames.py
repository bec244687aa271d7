"""A run as DataFrames: numbers as numbers, and columns that are always there and always of one kind, also where no row is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cxmatch.domain.cohort import Cohort
from cxmatch.domain.explanation import PricedPair
from cxmatch.domain.matching import Contribution, Fit
from cxmatch.domain.repair import Repair
from cxmatch.domain.report import Report
from cxmatch.domain.rows import pairing_rows, written
from cxmatch.domain.run import Run
from cxmatch.domain.series import AreaGap, Gaps
from cxmatch.history import run_of
from cxmatch.records.kinds import File

if TYPE_CHECKING:
    import pandas as pd

TEXT, COUNT, SHOWN, YES_NO = "text", "int64", "float64", "bool"
MAYBE_COUNT, MAYBE_SHOWN = "Int64", "Float64"  # <NA> where there is no number


def _frame(kinds: Mapping[str, str], rows: Iterable[tuple[Any, ...]]) -> pd.DataFrame:
    import pandas as pd  # Here, as below: 400 ms that no command needs.

    numbers = {name: kind for name, kind in kinds.items() if kind != TEXT}
    return pd.DataFrame(list(rows), columns=list(kinds)).astype(numbers)


def pairings_frame(run: Run | File) -> pd.DataFrame:
    """Return the pairings of a run, a row a pairing, as `pairings.csv` has them.

    First `mentor`, `protege` and `points` (int64: the whole number that decides), then `fit` (float64: the same in the survey's
    own steps) and texts. With something in `decision` it can be given back: `read_decisions(frame, [run])`.

    Examples
    --------
    >>> import cxmatch as cx
    >>> run = cx.pair(cx.sample("roundtable-14"))
    >>> frame = cx.pairings_frame(run)
    >>> int(frame["points"].sum()) == run.matching.points
    True
    >>> frame.loc[frame["points"].idxmin(), "decision"] = "Change"
    >>> len(cx.read_decisions(frame, [run]))
    1

    """
    columns = written((told := run_of(run)).cohort)
    kinds = {column.heading.lower(): TEXT for column in columns} | {"points": COUNT, "fit": SHOWN}
    return _frame(kinds, pairing_rows(Report(run=told, firm=frozenset(), weakest=()), columns))


def waiting_frame(run: Run | File) -> pd.DataFrame:
    """Return the offices that wait, a row an office and side: `office`, `department`, `waits as` and `reason`, all texts.

    Examples
    --------
    >>> import cxmatch as cx
    >>> run = cx.pair(cx.sample("roundtable-14"), {"must": {"one_role": True}})
    >>> frame = cx.waiting_frame(run)
    >>> list(frame.columns), len(frame) == len(run.matching.waiting)
    (['office', 'department', 'waits as', 'reason'], True)

    """
    told = run_of(run)
    rows = ((each.office, told.offices[each.office].department, each.side.value, each.reason) for each in told.matching.waiting)
    return _frame(dict.fromkeys(("office", "department", "waits as", "reason"), TEXT), rows)


def fits_frame(run: Run | File) -> pd.DataFrame:
    """Return the fit of every mentor with every protege of a run, a row a pair, also of those that a rule bars.

    `mentor`, `protege`; `points` (int64) and `fit` (float64, in the survey's own steps); whether the pair is `allowed` and
    `paired` (bool), and what it is `barred by` (text). Raises SettingsError for a cohort too large to be weighed pair by pair.

    Examples
    --------
    >>> import cxmatch as cx
    >>> run = cx.pair(cx.sample("roundtable-14"))
    >>> frame = cx.fits_frame(run)
    >>> len(frame), int(frame.loc[frame["paired"], "points"].sum()) == run.matching.points
    (196, True)
    >>> frame.pivot(index="mentor", columns="protege", values="points").shape
    (14, 14)

    """
    from cxmatch.matching.fit import FitMatrix

    told = run_of(run)
    matrix = FitMatrix.of(told.cohort, told.policy)
    chosen, mentors, proteges = matrix.chosen(told.matching), matrix.mentors, matrix.proteges
    kinds = {"mentor": TEXT, "protege": TEXT, "points": COUNT, "fit": SHOWN}
    kinds |= {"allowed": YES_NO, "paired": YES_NO, "barred by": TEXT}
    rows = (
        (
            *(mentor.id, protege.id, points := int(matrix.points[row, column]), points / told.unit),
            *(allowed := bool(matrix.allowed[row, column]), bool(chosen[row, column])),
            "" if allowed else "; ".join(matrix.bars(row, column)),
        )
        for row, mentor in enumerate(mentors)
        for column, protege in enumerate(proteges)
    )
    return _frame(kinds, rows)


def prices_frame(run: Run | File) -> pd.DataFrame:
    """Return the price list of a run, a row a pair that the rules allow: what forcing it would cost, as `price_list` gives it.

    `mentor`, `protege`, `points` (int64), `fit` (float64); `verdict` and `standing` (texts, "" where that is not known); what it
    costs: `costs proteges` and `costs points` (Int64), `costs fit` (Float64), below 0 for a gain, <NA> where it cannot be made.

    Examples
    --------
    >>> import cxmatch as cx
    >>> frame = cx.prices_frame(cx.pair(cx.sample("roundtable-14")))
    >>> bool((frame.loc[frame["verdict"] == "paired", "costs points"] == 0).all())
    True

    """
    from cxmatch.matching.prices import price_list

    told = run_of(run)
    kinds = {"mentor": TEXT, "protege": TEXT, "points": COUNT, "fit": SHOWN, "verdict": TEXT, "standing": TEXT}
    kinds |= {"costs proteges": MAYBE_COUNT, "costs points": MAYBE_COUNT, "costs fit": MAYBE_SHOWN}
    return _frame(kinds, (_priced(pair, told.unit) for pair in price_list(told)))


def _priced(pair: PricedPair, unit: int) -> tuple[Any, ...]:
    cost, standing = pair.cost_of_forcing, pair.standing.value if pair.standing else ""
    costs = (cost.paired, cost.points, cost.points / unit) if cost else (None, None, None)
    return (pair.mentor, pair.protege, pair.points, pair.points / unit, pair.verdict.value, standing, *costs)


def ledger_frame(run: Run | File) -> pd.DataFrame:
    """Return the ledger of a run's pairings, a row an entry: the points of a pairing are the sum of its rows.

    `mentor`, `protege`, and `entry`: a practice area or a preference. `weight`, `need`, `lead` and `share` (Int64) are factors of
    its points, in units of the scales, <NA> where it has none such; `points` (int64) and `fit` (float64) what it adds;
    `unanswered` says which answers are missing.

    Examples
    --------
    >>> import cxmatch as cx
    >>> run = cx.pair(cx.sample("roundtable-14"))
    >>> sums = cx.ledger_frame(run).groupby(["mentor", "protege"])["points"].sum()
    >>> all(sums[fit.mentor, fit.protege] == fit.points for fit in run.matching.pairings)
    True

    """
    told = run_of(run)
    kinds = {"mentor": TEXT, "protege": TEXT, "entry": TEXT, **dict.fromkeys(_FACTORS, MAYBE_COUNT)}
    kinds |= {"points": COUNT, "fit": SHOWN, "unanswered": TEXT}
    fits = told.matching.pairings
    return _frame(kinds, (_entry(fit, part, told.unit) for fit in fits for part in fit.contributions))


_FACTORS = ("weight", "need", "lead", "share")


def _entry(fit: Fit, part: Contribution, unit: int) -> tuple[Any, ...]:
    factors = (part.factors.get(name) for name in _FACTORS)
    return (fit.mentor, fit.protege, part.term, *factors, part.points, part.points / unit, ", ".join(part.unanswered))


def gaps_frame(source: Gaps | Cohort | Run) -> pd.DataFrame:
    """Return the gaps of a cohort, of a run with its corrected ratings, or as `gaps` gave them: a row a practice area.

    `area`; how many are `wanting` help (int64) and their `need` in steps (float64); how many `givers`, their mentor `seats`, how
    many could be `served`, the `shortfall`, and those whom nobody is ahead of, `alone` (int64); the `presenters` as a text.

    Examples
    --------
    >>> import cxmatch as cx
    >>> frame = cx.gaps_frame(cx.read_survey(cx.sample("roundtable-14")))
    >>> bool((frame["wanting"] - frame["served"] == frame["shortfall"]).all())
    True

    """
    from cxmatch.planning.agenda import gaps

    kinds = {"area": TEXT, "wanting": COUNT, "need": SHOWN}
    kinds |= {**dict.fromkeys(("givers", "seats", "served", "shortfall", "alone"), COUNT), "presenters": TEXT}
    found = source if isinstance(source, Gaps) else gaps(source.rated if isinstance(source, Run) else source)
    return _frame(kinds, map(_gap_row, found.areas))


def _gap_row(gap: AreaGap) -> tuple[Any, ...]:
    counts = (len(gap.givers), gap.seats, gap.served, gap.shortfall, gap.alone)
    return (gap.area, gap.wanting, gap.need / gap.unit, *counts, "; ".join(gap.presenters))


def menu_frame(run: Run | File) -> pd.DataFrame:
    """Return the menu that a rerun was chosen from, a row a plan; a first run has none, and so no row.

    `plan` is its letter; `moves`, `paired`, `led`, `points` and `gap` are whole numbers (int64), `fit` is the total in the
    survey's own steps (float64), `proof` how it is proven, and `taken` whether it was (bool).

    Examples
    --------
    >>> import cxmatch as cx
    >>> run = cx.pair(cx.sample("roundtable-14"))
    >>> menu = cx.menu_frame(cx.rerun(run, without="Kite Registry"))
    >>> int(menu["taken"].sum()), len(cx.menu_frame(run))
    (1, 0)

    """
    told = run_of(run)
    kinds = {"plan": TEXT, **dict.fromkeys(("moves", "paired", "led", "points"), COUNT), "fit": SHOWN}
    kinds |= {"proof": TEXT, "gap": COUNT, "taken": YES_NO}
    return _frame(kinds, _plan_rows(told.repair, told.unit) if told.repair else ())


def _plan_rows(repair: Repair, unit: int) -> Iterator[tuple[Any, ...]]:
    for plan in repair.options:
        figures = (plan.moves, plan.paired, plan.led, plan.points, plan.points / unit)
        yield (plan.letter, *figures, plan.proof.value, plan.gap, plan.letter == repair.chosen)
