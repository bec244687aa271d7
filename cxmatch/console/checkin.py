"""The screens of a round that runs, `status` and the check-in, and of `progress`, what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cxmatch.console.commands import command
from cxmatch.console.reading import show_by_file
from cxmatch.console.screen import Screen
from cxmatch.domain.checkin import Course, PairStatus, Repaired, RoundStatus
from cxmatch.domain.findings import Finding
from cxmatch.domain.progress import Count, Group, Progress, by_question
from cxmatch.records.text import counted, first_lines, listed, quoted, some

PAIRS_SHOWN, PLANS_SHOWN, NAMES_SHOWN = 20, 6, 8
_STYLES = {Course.NEVER_MET: "bold red", Course.CHANGE: "bold red", Course.WELL: "bold green"}
_BRIEF = (Course.WELL, Course.SILENT)


def show_status(found: RoundStatus, run: Path, files: Sequence[str], reminded: bool, screen: Screen) -> None:
    """Print how pairs go by some files: verdict first, the most pressing pairs first; and how to remind, if not `reminded`."""
    typed = " ".join(["status", *map(quoted, (run, *files))])
    screen.say(found.verdict, *_left_out(found.unread))
    if found.to_phone:
        screen.say(f"To phone first: {some(found.to_phone, NAMES_SHOWN)}.")
    screen.gap()
    for course in Course:
        _show_pairs(course, found.of(course), screen)
    _show_plans(found, typed, run, screen)
    if found.owed:
        owing = list(dict.fromkeys(each.office for each in found.owed))
        screen.say(f"Owe an answer: {some(owing, NAMES_SHOWN)}.")
        screen.say(*[f"Remind them:  {command(f'{typed} --reminders reminders')}"] * (not reminded))
    screen.say(f"At the end of the round, ask again:  {command('template --again --out again.xlsx')}")
    show_by_file(found.findings, typed, screen, apart=True)


def _left_out(unread: Sequence[Finding]) -> list[str]:
    return [f"That leaves out what was not read: {counted(len(unread), 'finding')} below, with what to do."] * bool(unread)


def _show_pairs(course: Course, pairs: Sequence[PairStatus], screen: Screen) -> None:
    if not pairs:
        return
    screen.headline(course.value.capitalize(), _STYLES.get(course, "bold"), f": {counted(len(pairs), 'pair')}")
    for pair in pairs[:PAIRS_SHOWN]:
        screen.say(f"{pair.mentor} mentoring {pair.protege}{_aside(pair) * (course in _BRIEF)}", indent=2)
        if course not in _BRIEF:
            screen.say(*pair.lines, indent=4)
    if len(pairs) > PAIRS_SHOWN:
        screen.say(f"... and {len(pairs) - PAIRS_SHOWN} more;  --to status.xlsx  has them all.", indent=2)
    screen.gap()


def _aside(pair: PairStatus) -> str:
    """Say which side has not answered where the other one has, or where the two differ."""
    said = f"the {pair.owing[0].value} has not answered" if len(pair.owing) == 1 else ""
    said = said or f"they differ: {listed(pair.differ)}" * bool(pair.differ)
    return f" ({said})" if said else ""


def _show_plans(found: RoundStatus, typed: str, run: Path, screen: Screen) -> None:
    if found.no_plan:
        screen.say(f"Other partners for those who never met: there is no way. {found.no_plan}")
    if not found.plans:
        return
    screen.say("Other partners for those who never met:")
    for plan in _some(found.plans):
        screen.say(
            f"Plan {plan.letter} changes {counted(plan.others, 'other pairing')} and costs {plan.costs(found.unit)}.", indent=2
        )
        screen.say(*first_lines([*map(str, plan.moves)], NAMES_SHOWN), f"To tell: {some(plan.to_tell, NAMES_SHOWN)}.", indent=4)
    letter = found.taken.letter if found.taken else ""
    screen.say(
        f"Phone before you change anything. Then take the plan that fits, {letter} for example:",
        command(f"{typed} --to status.xlsx"),
        command(f"rerun {quoted(run)} --decisions status.xlsx --plan {letter}"),
    )
    screen.gap()


def _some(plans: Sequence[Repaired]) -> Sequence[Repaired]:
    """Return the first plans, and always the last, which is the best."""
    return [*plans[: PLANS_SHOWN - 1], plans[-1]] if len(plans) > PLANS_SHOWN else plans


def show_progress(found: Progress, typed: str, then: str, closing: str, screen: Screen) -> None:
    """Print what each pair says, the counts group by group, then area by area, chance, and what they do not say.

    `typed` is the command that was typed, `then` the one to type next, and `closing` the one that closes the round.
    """
    screen.say(found.summary)
    if not (found.asked or found.tallies):
        screen.say(f"To ask it next time:  {command('template --again --out again.xlsx')}")
    screen.say(*_left_out(found.unread))
    _show_said(found, typed, screen)
    _show_ratings(found, screen)
    _show_chance(found, screen)
    screen.headline("Mind", "yellow", f": {found.warning}")
    show_by_file(found.findings, typed, screen, apart=True)
    screen.say(f"Next: {command(then)}", f"To close the round:  {command(f'{closing} --to handover.docx')}")


def _show_said(found: Progress, typed: str, screen: Screen) -> None:
    """Print the check-ins counted, and each pair, where anybody says anything of the round."""
    if found.tallies:
        screen.say(found.heard)
        screen.say(*by_question(found.tallies), indent=2)
        screen.gap()
    told = found.pairs if found.asked or found.tallies else ()
    for pair in told[:PAIRS_SHOWN]:
        screen.say(f"{pair.protege}, mentored by {pair.mentor}", indent=2)
        screen.say(*pair.lines, indent=4)
    if len(told) > PAIRS_SHOWN:
        more = counted(len(told) - PAIRS_SHOWN, "more pair")
        screen.say(f"... and {more}. All of them:  {command(f'{typed} --to progress.xlsx')}", indent=2)
    screen.gap()


def _show_ratings(found: Progress, screen: Screen) -> None:
    screen.say("How the proteges rate themselves now, compared with before:")
    _show_groups(found.groups, screen)
    screen.gap()
    for area in found.areas:
        if any(count.known for count in area.groups.values()):
            screen.say(area.area)
            _show_groups(area.groups, screen)
    if found.gone:
        screen.say(f"Did not answer again: {', '.join(found.gone)}.")
    screen.gap()


def _show_chance(found: Progress, screen: Screen) -> None:
    screen.say("How easily chance alone would do that:")
    for effect in found.effects:
        screen.say(effect.asks.value.capitalize(), indent=2)
        screen.say(*effect.lines, indent=4)
    screen.gap()


def _show_groups(groups: dict[Group, Count], screen: Screen) -> None:
    for group, count in groups.items():
        if count.known or count.unknown:
            screen.say(f"{group.value.capitalize()}: {count.words}.", indent=2)
