"""Rerun after dropouts: the menu of plans from the fewest moves to a fresh start, and the one that is taken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cxmatch.assignment.problem import Mask
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.decisions import Decision, called, decided
from cxmatch.domain.policy import Policy
from cxmatch.domain.repair import Chain, Option, Repair
from cxmatch.domain.run import Run
from cxmatch.errors import NoPairingError, SettingsError
from cxmatch.matching.best import answered
from cxmatch.matching.changes import Causes, chains, policy_after
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.flaws import broken
from cxmatch.matching.impossible import contradiction, require_possible
from cxmatch.matching.menu import menu
from cxmatch.matching.pair import bill, sealed
from cxmatch.matching.proof import Solved
from cxmatch.matching.repair import afresh as last_plan
from cxmatch.matching.repair import what_happened, without_refused
from cxmatch.matching.waiting import outcome
from cxmatch.records.text import counted, fold, listed


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """Which line of the menu to take: by its letter, by the most moves, the last one, or the default."""

    letter: str = ""
    max_moves: int | None = None
    afresh: bool = False

    def __post_init__(self) -> None:
        if bool(self.letter) + (self.max_moves is not None) + self.afresh > 1:
            raise SettingsError("Choose one of --plan, --max-moves and --afresh.")
        if self.max_moves is not None and self.max_moves < 0:
            raise SettingsError(f"The most moves are 0 or more, not {self.max_moves}.")

    def of(self, options: Sequence[Option]) -> Option:
        """Choose from a menu. By default: as many paired as can be, with the fewest moves."""
        if self.letter:
            return _by_letter(self.letter, options)
        if self.afresh:
            return options[-1]
        if self.max_moves is not None:
            return _within(self.max_moves, options)
        most = max(option.paired for option in options)
        return next(option for option in options if option.paired == most)


def rerun(
    run: Run,
    *,
    without: Iterable[str] = (),
    cohort: Cohort | None = None,
    policy: Policy | None = None,
    decisions: Sequence[Decision] = (),
    max_moves: int | None = None,
    plan: str = "",
    afresh: bool = False,
    refuse: Iterable[int] = (),
    earlier: Iterable[Run] = (),
) -> Run:
    """Repair a run: with the same ledger, and as few broken pairings as you like.

    A pairing is kept when both its offices remain and the rules still allow it, unless the chosen plan moves it.

    Parameters
    ----------
    run
        The run to repair. It is not changed.
    without
        Offices that have left, by name.
    cohort
        The survey read again, with late joiners and edited answers; by default the cohort of the run.
    policy
        Changed rules; by default those of the run.
    decisions
        What the organizer decided beside the exported pairings, from `read_decisions`.
    max_moves, plan, afresh
        Which plan of the menu to take: the best with at most so many moves, one by its letter, or the last. By default the
        one that pairs as many proteges as can be with the fewest moves.
    refuse
        Numbers of chains of the plan that are not to be made.
    earlier
        Runs of the cohort before this one: decisions and rules may name offices that have left since.

    Raises
    ------
    SettingsError
        An office is not in the run, everybody left, the framework is another one, or a decision names nobody or contradicts
        another.
    NoPairingError
        No pairing can meet the must-have rules any more.

    Examples
    --------
    >>> import cxmatch as cx
    >>> run = cx.pair(cx.read_survey(cx.sample("roundtable-14")))
    >>> later = cx.rerun(run, without=["Kite Registry"])
    >>> later.parent == run.id, cx.verify(later)
    (True, ())

    """
    wanted = _Wanted(letter=plan, max_moves=max_moves, afresh=afresh)
    after = _cohort_after(run, cohort, without)
    gone = _gone_from(run, earlier)
    rules = decided(policy_after(run, after, policy, gone), decisions, after, gone)
    matrix = FitMatrix.of(after, rules)
    require_possible(matrix)
    happened = what_happened(run, matrix)
    start = matrix.still_there(happened["before"])
    try:
        options, fewest = answered(lambda: menu(matrix, start, max_moves))
    except NoPairingError as problem:
        raise contradiction(matrix) from problem
    taken = wanted.of(options)
    whole = matrix.moved(start, taken.exchange)
    made = chains(matrix, start, whole, Causes.since(run, matrix))
    chosen = _refusing(matrix, start, whole, made, sorted(set(refuse)))
    repair = Repair(
        options=options,
        fewest=fewest,
        chosen=taken.letter,
        chains=made,
        refused=matrix.moves(whole, chosen),
        **happened,
    )
    again = Run(
        cohort=after,
        policy=rules,
        matching=outcome(matrix, Solved(chosen=chosen, prices=taken.prices)),
        bill=bill(matrix, last_plan(matrix, repair)),
        repair=repair,
        parent=run.id,
    )
    return sealed(again, run)


def _within(most: int, options: Sequence[Option]) -> Option:
    for option in reversed(options):
        if option.moves <= most:
            return option
    fewest = counted(options[0].moves, "pairing")
    raise SettingsError(f"No plan changes at most {counted(most, 'pairing')}.", f"The first of the menu changes {fewest}.")


def _by_letter(letter: str, options: Sequence[Option]) -> Option:
    for option in options:
        if option.letter == letter.strip().upper():
            return option
    raise SettingsError(f'There is no plan "{letter}".', "The plans are " + ", ".join(option.letter for option in options) + ".")


def _refusing(matrix: FitMatrix, start: Mask, whole: Mask, made: Sequence[Chain], numbers: Sequence[int]) -> Mask:
    """Return the chosen cells with some chains left as they were; raises SettingsError where that would break a rule."""
    known = {chain.number: chain for chain in made}
    for number in numbers:
        if number not in known:
            raise SettingsError(f"There is no chain {number} to refuse.", f"The plan has {len(made)}.")
    groups = [matrix.moved(start, known[number].exchange) != start for number in numbers]
    chosen = without_refused(start, whole, groups)
    found = broken(matrix, chosen)
    if found:
        which = f"Chain{'s' if len(numbers) > 1 else ''} {listed([str(number) for number in numbers])}"
        raise SettingsError(
            f"{which} cannot be refused: {'; '.join(found[:3])}.",
            "Refuse another one, or take another plan of the menu:  --plan LETTER",
        )
    return chosen


def _cohort_after(run: Run, cohort: Cohort | None, without: Iterable[str]) -> Cohort:
    now = cohort or run.cohort
    if [area.id for area in now.framework.areas] != [area.id for area in run.cohort.framework.areas]:
        raise SettingsError(
            f'The new survey is read by the framework "{now.framework.name}", the run by "{run.cohort.framework.name}".',
            "Read both by the same framework, or pair the new survey on its own.",
        )
    homes = ((now if cohort and not run.cohort.has(name) else run.cohort, name) for name in without)
    gone = {home.office(name).id for home, name in homes}
    rest = replace(now, offices=tuple(office for office in now.offices if office.id not in gone))
    if not rest.offices:
        raise SettingsError("Every office has left, so there is nobody to pair.")
    return rest


def _gone_from(run: Run, earlier: Iterable[Run]) -> frozenset[str]:
    """Return what offices are called, folded, of a run and of those before it."""
    known = called(office for each in (run, *earlier) for office in each.cohort.offices)
    return known | frozenset(map(fold, run.repair.left if run.repair else ()))
