"""The regret ledger of earlier runs, counted from their own fit matrices. Imports no solver."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from cxmatch.assignment.problem import Mask
from cxmatch.domain.policy import Past, Policy
from cxmatch.domain.regret import Given, OfficeRegret, Regret, Share
from cxmatch.domain.run import Run, in_a_row, last_runs, mentored_in, past_pairs, waited_in
from cxmatch.errors import SettingsError
from cxmatch.matching.fit import FitMatrix
from cxmatch.records.text import fold


def regret(runs: Iterable[Run]) -> Regret:
    """Count what each office could have had in earlier runs and gave up for the others, and what it gave as a mentor.

    What it could have had is the fit, by practice areas alone, with the best mentor whom no must-have rule of that run barred, or
    with as many as it has seats. It gave up what its pairings bring less: all of it where it waited.

    Parameters
    ----------
    runs
        The earlier runs, the oldest first. A run given twice counts once, and a run whose rerun is given not at all.

    Returns
    -------
    Regret
        The offices of all runs by name, who gave up most first; `percents` is what `Policy.after` takes.

    Raises
    ------
    SettingsError
        No run is given, or one has too many pairs to look at each.

    Examples
    --------
    >>> import cxmatch as cx
    >>> run = cx.pair(cx.read_survey(cx.sample("roundtable-14")))
    >>> found = cx.regret([run])
    >>> found.offices[0].office, found.offices[0].percent
    ('Beekeeper Services', 50)
    >>> found.offices[0].shares[0].words
    'round 1: could have had 11 with Footpath Access Office, got 3 with Mooring Permits Office'

    """
    rounds = last_runs(runs)
    if not rounds:
        raise SettingsError("There is no earlier run to count from.", "Name one:  cxmatch regret RUN")
    shares, given, names = defaultdict[str, list[Share]](list), defaultdict[str, list[Given]](list), dict[str, str]()
    for number, run in enumerate(rounds, start=1):
        names |= {fold(office.id): office.id for office in run.cohort.offices}
        matrix = FitMatrix.of(run.cohort, run.policy)
        for name, share in _shares(number, run, matrix):
            shares[fold(name)].append(share)
        for name, gift in _given(number, run, matrix):
            given[fold(name)].append(gift)
    mentors = [{fit.mentor for fit in run.matching.pairings} for run in rounds]
    offices = (
        OfficeRegret(office=name, shares=tuple(shares[key]), given=tuple(given[key]), in_a_row=in_a_row(mentors, name))
        for key, name in names.items()
    )
    ordered = sorted(offices, key=lambda entry: (-entry.percent, -entry.mentored, entry.office))
    return Regret(rounds=tuple(run.id for run in rounds), offices=tuple(ordered))


def after_rounds(policy: Policy, runs: Sequence[Run], *, waited: int = 0, pairs: Mapping[Past, str] | None = None) -> Policy:
    """Return a policy for the cohort after some runs, the oldest first: their pairs, who waited, gave something up or mentored.

    `waited` is what those who waited get in points, as shown; `pairs` are further earlier ones, and where each stands. What was
    given up is counted where the policy gives it a weight. What the policy says itself of a pair or an office goes first.

    Examples
    --------
    >>> import cxmatch as cx
    >>> first = cx.pair(cx.read_survey(cx.sample("roundtable-14")))
    >>> policy = after_rounds(cx.Policy.parse("regret.weight = 10"), [first])
    >>> len(policy.past), policy.regret.offices["Beekeeper Services"]
    (14, 50)

    """
    every = dict.fromkeys(past_pairs(runs), "--past") | dict(pairs or {})
    gave_up = regret(runs).percents if policy.regret.weight and runs else {}
    return policy.after(every, waited_in(runs, waited), gave_up, mentored_in(runs))


def _shares(number: int, run: Run, matrix: FitMatrix) -> Iterator[tuple[str, Share]]:
    chosen, areas = matrix.chosen(run.matching), matrix.area_points
    for column, office in enumerate(matrix.proteges):
        if not matrix.ledger.wanted(office):
            continue
        best = _best(matrix, column, chosen)
        got = np.flatnonzero(chosen[:, column]).tolist()
        yield (
            office.id,
            Share(
                round=number,
                best=tuple(matrix.mentors[row].id for row in best),
                mentors=tuple(matrix.mentors[row].id for row in got),
                could=int(areas[best, column].sum()),
                got=int(areas[got, column].sum()),
                whole=len(best) * matrix.ledger.full_points(office),
                unit=matrix.ledger.unit,
            ),
        )


def _best(matrix: FitMatrix, column: int, chosen: Mask) -> list[int]:
    """Return the rows of the best mentors that a protege could have, as many as it has seats; of equals those it has."""
    points, own = matrix.area_points[:, column], chosen[:, column]
    rows = np.flatnonzero(matrix.allowed[:, column] | own).tolist()
    return sorted(rows, key=lambda row: (-points[row], not own[row], row))[: int(matrix.demand[column])]


def _given(number: int, run: Run, matrix: FitMatrix) -> Iterator[tuple[str, Given]]:
    for office in matrix.mentors:
        proteges = tuple(fit.protege for fit in run.matching.pairings if fit.mentor == office.id)
        yield office.id, Given(round=number, proteges=proteges, seats=office.mentor_slots)
