"""The screens of `rerun`, `runs` and `compare`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from cxmatch.console.commands import command
from cxmatch.console.pairing import show_bill
from cxmatch.console.screen import Screen
from cxmatch.console.written import show_written
from cxmatch.domain.matching import SERVED, gap_words
from cxmatch.domain.policy import Objective
from cxmatch.domain.repair import Option, Repair
from cxmatch.domain.report import Report
from cxmatch.domain.rounds import Difference, Kept
from cxmatch.domain.run import ChangeKind, Run
from cxmatch.records.text import counted, decimal_text, first_lines, listed

PLANS_SHOWN, MOVES_SHOWN = 12, 3


def show_rerun(report: Report, written: Sequence[Path], parent: Path, again: Callable[..., str], screen: Screen) -> None:
    """Print a rerun: what happened, the menu, the plan taken, whom to tell; `again` spells its command with other options."""
    run = report.run
    assert run.repair is not None  # noqa: S101  # only reruns are shown here
    _show_what_happened(run.repair, parent, screen)
    show_menu(run, run.repair, screen)
    _show_taken(run, run.repair, again, screen)
    screen.say(report.led.words, *report.earlier)
    _show_chains(run, run.repair, again, screen)
    _show_notices(report, screen)
    show_bill(run, "What your rules cost the cohort when it is paired afresh, dearest first", screen)
    screen.gap()
    show_written(written, screen, also="; the run it came from is untouched")
    screen.say(
        f"Next: {command('runs', written[-1].parent)}",
        f"When everybody agrees:  {command('final', written[-1].parent)}",
    )


def _show_what_happened(repair: Repair, parent: Path, screen: Screen) -> None:
    screen.say(
        f'Rerun of "{parent}": {counted(len(repair.before), "pairing")} before.',
        *(f"{name} has left: {_role_of(name, repair)}." for name in repair.left),
        *(f"{name} has joined." for name in repair.joined),
    )
    screen.say("Below each plan stands which protege goes to which mentor.")
    screen.gap()


def _role_of(name: str, repair: Repair) -> str:
    mentored = [pair.protege for pair in repair.before if pair.mentor == name]
    had = [pair.mentor for pair in repair.before if pair.protege == name]
    said = [f"it mentored {', '.join(mentored)}"] * bool(mentored) + [f"was mentored by {', '.join(had)}"] * bool(had)
    return ", and ".join(said) or "it had no partner, so nobody has to move"


def show_menu(run: Run, repair: Repair, screen: Screen) -> None:
    """Print the menu of a rerun: a plan a block, the one taken marked, and what it changes below it."""
    first = len(repair.options) if len(repair.options) <= PLANS_SHOWN else PLANS_SHOWN - 2
    always = {repair.chosen, repair.options[-1].letter}
    shown = [option for place, option in enumerate(repair.options) if place < first or option.letter in always]
    for option in shown:
        taken = option.letter == repair.chosen
        screen.headline(*_plan(run, option, repair, taken=taken), indent=2 if taken else 4)
        changes = [*map(str, option.exchange), *(f"{name} joins the waiting list" for name in _left_alone(run, option, repair))]
        screen.say(*(first_lines(changes, MOVES_SHOWN) or ["nothing"]), indent=6)
    left_out = len(repair.options) - len(shown)
    if left_out:
        screen.say(f"... and {left_out} more plans in between; run.json has them all.", indent=2)
    screen.gap()


def _plan(run: Run, option: Option, repair: Repair, *, taken: bool) -> tuple[str, str, str]:
    """Say what a plan comes to in a line: its name, how that is tinted, and its figures."""
    fresh = option is repair.options[-1] and len(repair.options) > 1
    name = f"{'* ' * taken}Plan {option.letter}{' (start afresh)' * fresh}:"
    counts = [counted(option.moves, "pairing") + " changed", f"{option.paired} paired"]
    counts += [f"{option.led} led in what they asked for first"] * any(each.led for each in repair.options)
    better = gap_words(option.prices, run.unit)
    counts += [f"total fit {decimal_text(option.points, run.unit)}", *[f"not proven: at most {better} better"] * bool(better)]
    return name, "bold" if taken else "", f" {', '.join(counts)}"


def _left_alone(run: Run, option: Option, repair: Repair) -> list[str]:
    """Return the proteges whose mentor has left, or may not be theirs any more, and who get none by a plan."""
    there, served = run.cohort.ids, {move.protege for move in option.exchange if move.mentor_after}
    after = {*run.matching.pairs}
    broken = {(move.mentor_before, move.protege) for move in repair.taken.exchange}
    kept = {pair.protege for pair in repair.before if (pair.mentor, pair.protege) in after | broken}
    alone = [pair.protege for pair in repair.before if pair.protege in there and pair.protege not in served | kept]
    return list(dict.fromkeys(alone))


def _show_taken(run: Run, repair: Repair, again: Callable[..., str], screen: Screen) -> None:
    screen.say(f"Plan {repair.chosen} is taken: {_why(repair.taken, run, repair)}.")
    others = [option.letter for option in repair.options if option.letter != repair.chosen]
    if others:
        screen.say(f"Another one:  {again(plan=others[-1], max_moves=None, afresh=False, refuse=None)}")
    spans = [str(first) if first == last else f"{first} to {last}" for first, last in repair.unsearched]
    if spans:
        screen.say(f"Plans with {listed(spans)} changed pairings were not all looked at:  --max-moves N  looks at N.")


def _why(taken: Option, run: Run, repair: Repair) -> str:
    """Say what is proven of the plan that was taken, in the order of what the policy looks at."""
    most = max(option.paired for option in repair.options)
    fewest = next(option for option in repair.options if option.paired == most)
    better, last = gap_words(taken.prices, run.unit), taken.letter == repair.options[-1].letter
    within = "whatever it changes" if last else f"with at most {counted(taken.upto, 'changed pairing')}"
    if better:
        return f"another one, {within}, could be better by at most {better}"
    if taken.letter != fewest.letter:
        return f"no other plan is better, {within}" if last else f"no plan {within} is better"
    sure = not any(first <= taken.moves - 1 <= last for first, last in repair.unsearched)
    changes = "with the fewest changes" if sure else "with the fewest changes that were looked for"
    by_total = run.policy.objective is Objective.TOTAL_FIRST and not run.policy.must.everyone
    open_ = by_total or any(rung.gap for rung in repair.options[-1].prices if rung.aim == SERVED)
    return f"no plan of the menu pairs more, {changes}" if open_ else f"as many proteges are paired as can be, {changes}"


def _show_chains(run: Run, repair: Repair, again: Callable[..., str], screen: Screen) -> None:
    if not repair.chains:
        return
    screen.gap()
    screen.heading("What changes, in groups that do not touch each other:")
    screen.say(*(f"{chain.number}  {chain.words(run.unit)}" for chain in repair.chains), indent=2)
    screen.say(f"To refuse one:  {again(refuse=[repair.chains[0].number])}")
    if repair.refused:
        left = f"{counted(run.matching.paired, 'protege')} paired, total fit {decimal_text(run.matching.points, run.unit)}"
        screen.say(f"Refused, and left as it was: {len(repair.refused)} of these moves. That leaves {left}.")


def _show_notices(report: Report, screen: Screen) -> None:
    told = [change for change in report.changes if change.kind not in (ChangeKind.NONE, ChangeKind.WITHDRAWN)]
    names = ", ".join(f"{change.office} ({change.kind.value})" for change in told)
    screen.gap()
    screen.say(f"To tell: {names}. Nobody else." if told else "To tell: nobody.")


def show_runs(kept: Sequence[Kept], screen: Screen) -> None:
    """Print the runs of a cohort, first to last, each with what it came from."""
    numbers = {entry.run.id: entry.number for entry in kept if entry.run}
    screen.table(
        ("Run", "Id", "From", "Paired", "Total fit", "Pairings changed", "Folder"),
        [_lineage(entry, numbers) for entry in kept],
        right=("Run", "Paired", "Total fit", "Pairings changed"),
        narrow=("Run {0} ({1}, {6}), from {2}", "  {3} paired, total fit {4}, pairings changed: {5}"),
    )
    whole = [entry.folder for entry in kept if entry.run]
    if len(whole) > 1:
        screen.say(f"Next: {command('compare', whole[0], whole[-1])}")


def _lineage(entry: Kept, numbers: dict[str, int]) -> tuple[str, ...]:
    run, number = entry.run, str(entry.number)
    if run is None:
        return (number, "-", "-", "-", "-", "-", f"{entry.folder.name}: {entry.trouble}")
    parent = f"run {numbers[run.parent]}" if run.parent in numbers else run.parent[:8] if run.parent else "the survey"
    changed = str(run.repair.changed) if run.repair else "-"
    total = decimal_text(run.matching.points, run.unit)
    folder = entry.folder.absolute().name + " (final)" * run.is_final
    return (number, run.id[:8], parent, str(run.matching.paired), total, changed, folder)


def show_difference(difference: Difference, after: Path, screen: Screen) -> None:
    """Print what differs between two runs, and what explains the later one, `after`."""
    screen.say(f"From {difference.before[:8]} to {difference.after[:8]}: {difference.words}")
    for label, names in (
        ("Left", difference.left),
        ("Joined", difference.joined),
        ("Changed answers", difference.edited),
        ("Changed settings", difference.settings),
    ):
        if names:
            screen.say(f"{label}: {', '.join(names)}")
    rows = [(move.protege, move.mentor_before or "-", move.mentor_after or "-") for move in difference.moves]
    if rows:
        screen.table(("Protege", "Mentor before", "Mentor after"), rows)
    else:
        screen.say("Every pairing is the same.")
    screen.say(f"Next: {command('explain', after)}")
