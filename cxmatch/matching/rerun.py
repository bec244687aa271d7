"""Rerun after dropouts: the menu of plans from the fewest moves to a fresh start, and the one that is taken."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from cxmatch.assignment import clock
from cxmatch.assignment.problem import Mask, NoChoiceError
from cxmatch.assignment.stability import Point, hull
from cxmatch.assignment.stability import possible as cells_between
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.decisions import Decision, called, decided, require_known, without_changes
from cxmatch.domain.matching import Prices
from cxmatch.domain.naming import meant
from cxmatch.domain.policy import Policy
from cxmatch.domain.repair import Chain, Option, Repair
from cxmatch.domain.run import Run
from cxmatch.errors import SettingsError
from cxmatch.matching.best import best, ruled_out, search
from cxmatch.matching.bill import PLAN_SHARE, bill, possible
from cxmatch.matching.chains import Causes, chains
from cxmatch.matching.fit import FitMatrix, require_matrix
from cxmatch.matching.proof import POINTS, Solved, checked, kept_problem, recorded, recorded_ties
from cxmatch.matching.repair import Line, Start, what_happened
from cxmatch.matching.rules import Method
from cxmatch.matching.verify import sealed
from cxmatch.matching.waiting import broken, outcome
from cxmatch.records.meanwhile import tell
from cxmatch.records.text import counted, fold, listed

_MENU_SHARE = 1 / 2  # of the time that is left, for one line


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
    matching, charges = outcome(solved), bill(start.plan(options[-1]))
    again = Run(cohort=after, policy=rules, matching=matching, bill=charges, repair=repair, parent=run.id)
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
    if unknown := set(numbers) - set(chain_of):
        raise SettingsError(f"There is no chain {min(unknown)} to refuse.", f"The plan has {len(made)}.")
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


def menu(start: Start, asked: int | None = None) -> tuple[tuple[Option, ...], tuple[Prices, ...]]:
    """Return every plan that is worth its moves, each with its proof; and the proof that none has fewer moves than the first.

    Plans that a bonus on kept pairs can reach are proven by prices. Between two of them a better plan may hide that no bonus
    reaches: it is searched for, and where there is none, that is proven too. A plan is listed when it is better than every plan
    with fewer moves.

    In a large cohort only those numbers of moves are searched that could pair more proteges, and the one `asked` for.
    """
    by_prices = start.matrix.method is Method.PRICES
    try:
        fewest, lines = _by_prices(start, asked) if by_prices else _by_search(start)
        # A bonus on kept pairings may outweigh that everyone must be paired.
        holds = all(start.matrix.everyone_served(line.solved.chosen) for line in lines)
    except OverflowError:  # points too large to be weighed against moves in one sum
        holds = False
    if not holds:
        fewest, lines = _by_search(start)
    options = tuple(line.option(start, number) for number, line in enumerate(lines))
    return options, fewest if options[0].moves else ()


def by_default(options: Sequence[Option]) -> Option:
    """Return the line of a menu that is taken where nobody says which: the first of those that pair the most."""
    return max(options, key=lambda line: line.paired)


def _by_prices(start: Start, asked: int | None) -> tuple[tuple[Prices, ...], list[Line]]:
    matrix, kept = start.matrix, start.kept & ~start.matrix.rules.locked
    fewest, corners = hull(matrix.problem, kept, matrix.ties)
    lines: list[Line] = []
    for left, right in pairwise(corners):
        line, seed = Line(solved=_solved(start, left)), cells_between(matrix.problem, kept, left, right)
        if start.is_small or left.best.chosen.any(axis=0).sum() < right.best.chosen.any(axis=0).sum():
            lines += _between(start, line, right.moves, seed)
        elif asked is not None and left.moves < asked < right.moves:
            lines += _at(start, line, asked, seed)
        else:
            lines.append(line)
    return _solved(start, fewest).prices[:1], [*lines, Line(solved=_solved(start, corners[-1]))]


def _solved(start: Start, point: Point) -> Solved:
    matrix, how = start.matrix, {"scale": point.scale, "keep": point.keep}
    total = recorded(matrix, POINTS, kept_problem(matrix, start.kept, **how), point.best, **how)
    prices = (total, *recorded_ties(matrix, point.steps))
    return Solved(matrix=matrix, chosen=point.best.chosen | matrix.rules.locked, prices=prices)


def _between(start: Start, left: Line, ceiling: int, seed: Mask) -> list[Line]:
    """Return a line and every better plan with fewer moves than the next, from the most moves down."""
    found: list[Line] = []
    moves = ceiling - 1
    while moves > start.moves(left.solved.chosen):
        plan = _with_moves(start, moves, left.solved.chosen, seed)
        if plan is None or plan.rank <= left.solved.rank:
            left = replace(left, beyond=plan.prices if plan else ())
            break
        found = _joined(start, plan, found)
        moves = start.moves(plan.chosen) - 1
    return [left, *found]


def _joined(start: Start, plan: Solved, lines: list[Line]) -> list[Line]:
    """Put a plan with fewer moves before the others; in the place of the first where it is no worse, with its proof."""
    if not lines or plan.rank < lines[0].solved.rank:
        return [Line(solved=plan), *lines]
    flaws, proven = checked(replace(plan, prices=lines[0].solved.prices), start.kept)
    return [Line(solved=plan if flaws else proven), *lines[1:]]


def _at(start: Start, left: Line, moves: int, seed: Mask) -> list[Line]:
    """Return a line, and the best plan with just so many moves where it is better."""
    plan = _with_moves(start, moves, left.solved.chosen, seed)
    if plan is None:
        return [left]
    return [left, Line(solved=plan)] if plan.rank > left.solved.rank else [replace(left, beyond=plan.prices)]


def _by_search(start: Start) -> tuple[tuple[Prices, ...], list[Line]]:
    """Return the lines for a policy that needs a search, from a fresh start down to the fewest moves."""
    with clock.share(_MENU_SHARE):
        lines = [Line(solved=best(start.matrix))]
    moves = start.moves(lines[0].solved.chosen) - 1
    while moves >= 0 and clock.left() > 0:
        plan = _with_moves(start, moves)
        if plan is None:
            return ruled_out(start.matrix.program(start.kept, start.every - moves)), lines
        if len(lines) == 1 and plan.rank >= lines[0].solved.rank:
            plan = _afresh(start, plan)
            lines = [Line(solved=plan)]
        else:
            lines = _joined(start, plan, lines)
        moves = start.moves(plan.chosen) - 1
    return (), lines


def _afresh(start: Start, plan: Solved) -> Solved:
    """Prove that a plan with few moves is as good as a fresh start; gives a better one where it is not."""
    whole = _with_moves(start, start.every, plan.chosen)
    if whole is None or whole.rank > plan.rank:
        return whole or plan
    return replace(plan, prices=whole.prices)


def _with_moves(start: Start, moves: int, known: Mask | None = None, seed: Mask | None = None) -> Solved | None:
    """Search for the best plan with at most so many moves, given one with fewer; None where none is found."""
    try:
        with clock.share(_MENU_SHARE):
            return search(start.matrix, start.matrix.program(start.kept, start.every - moves), known, seed)
    except NoChoiceError:
        return None
