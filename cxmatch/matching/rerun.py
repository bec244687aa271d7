"""Rerun after dropouts: the menu of plans from the fewest moves to a fresh start, and the one that is taken."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from cxmatch.assignment import clock
from cxmatch.assignment.problem import Mask
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.decisions import Decision, called, decided, require_known, without_changes
from cxmatch.domain.naming import meant
from cxmatch.domain.policy import Policy
from cxmatch.domain.repair import Chain, Option, Repair
from cxmatch.domain.run import Run
from cxmatch.errors import SettingsError
from cxmatch.matching.bill import PLAN_SHARE, bill
from cxmatch.matching.chains import Causes, chains
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.impossible import possible
from cxmatch.matching.menu import by_default, menu
from cxmatch.matching.proof import Solved
from cxmatch.matching.repair import Start, what_happened
from cxmatch.matching.size import require_matrix
from cxmatch.matching.verify import sealed
from cxmatch.matching.waiting import broken, outcome
from cxmatch.records.meanwhile import tell
from cxmatch.records.text import counted, fold, listed


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
    """Repair a run with as few broken pairings as one likes; the verb `rerun` says what it takes and raises."""
    if bool(plan) + (max_moves is not None) + afresh > 1:
        raise SettingsError("Choose one of --plan, --max-moves and --afresh.")
    if max_moves is not None and max_moves < 0:
        raise SettingsError(f"The most moves are 0 or more, not {max_moves}.")
    after = _cohort_after(run, cohort, without)
    gone = called(office for each in (run, *earlier) for office in each.cohort.offices)
    gone |= frozenset(map(fold, run.repair.left if run.repair else ()))
    rules = decided(policy_after(run, after, policy, gone), decisions, after, gone)
    require_matrix(after, rules)
    matrix = FitMatrix.of(after, rules)
    happened = what_happened(run, matrix)
    start = Start.of(matrix, happened["before"])
    tell("Looking for plans with few changes")
    with clock.share(PLAN_SHARE):
        options, fewest = possible(matrix, lambda: menu(start, max_moves))
    taken = options[-1] if afresh else _taken(options, plan, max_moves)
    whole = start.plan(taken)
    made = chains(matrix, start.kept, whole.chosen, Causes.since(run, matrix))
    solved = replace(whole, chosen=_refusing(start, whole, made, sorted(set(refuse))))
    refused = matrix.moves(whole.chosen, solved.chosen)
    repair = Repair(options=options, fewest=fewest, chosen=taken.letter, chains=made, refused=refused, **happened)
    again = Run(
        cohort=after,
        policy=rules,
        matching=outcome(solved),
        bill=bill(start.plan(options[-1])),
        repair=repair,
        parent=run.id,
    )
    return sealed(again, run)


def _taken(options: Sequence[Option], letter: str, most: int | None) -> Option:
    """Choose a line by its letter, or the last with at most so many moves; by default the first that pairs the most."""
    if letter:
        found = [line for line in options if line.letter == letter.strip().upper()]
        wrong, hint = f'There is no plan "{letter}".', "The plans are " + ", ".join(line.letter for line in options) + "."
    elif most is not None:
        found = [line for line in options if line.moves <= most]
        wrong = f"No plan changes at most {counted(most, 'pairing')}."
        hint = f"The first of the menu changes {counted(options[0].moves, 'pairing')}."
    else:
        return by_default(options)
    if not found:
        raise SettingsError(wrong, hint)
    return found[-1]


def _refusing(start: Start, whole: Solved, made: Sequence[Chain], numbers: Sequence[int]) -> Mask:
    """Return the chosen cells with some chains left as they were; raises SettingsError where that would break a rule."""
    chain_of = {chain.number: chain for chain in made}
    for number in numbers:
        if number not in chain_of:
            raise SettingsError(f"There is no chain {number} to refuse.", f"The plan has {len(made)}.")
    chosen = start.refusing(whole.chosen, [chain_of[number] for number in numbers])
    flaws = broken(start.matrix, chosen)
    if flaws:
        which = f"Chain{'s' if len(numbers) > 1 else ''} {listed([str(number) for number in numbers])}"
        raise SettingsError(
            f"{which} cannot be refused: {'; '.join(flaws[:3])}.",
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
    homes = ((now if cohort and now.has(name) and not run.cohort.has(name) else run.cohort, name) for name in without)
    gone = {meant(home, name).id for home, name in homes}
    rest = replace(now, offices=tuple(office for office in now.offices if office.id not in gone))
    if not rest.offices:
        raise SettingsError("Every office has left, so there is nobody to pair.")
    return rest


def policy_after(run: Run, cohort: Cohort, policy: Policy | None, gone: Collection[str] = ()) -> Policy:
    """Return the rules as they are now; raises SettingsError where a new one names an office or attribute that no run has had.

    Those about offices that have left stay: they bar nothing, and some may come back.
    """
    rules = policy or without_changes(run.policy)
    require_known(rules, cohort, gone=gone, before=run.policy)
    return rules
