"""The screen of `progress`: what each pair says, how ratings moved, and how easily chance alone would move them so."""

from __future__ import annotations

from cxmatch.console.commands import command
from cxmatch.console.reading import show_findings
from cxmatch.console.screen import Screen
from cxmatch.domain.progress import Count, Group, Progress, by_question
from cxmatch.records.text import counted

PAIRS_SHOWN = 20


def show_progress(found: Progress, typed: str, then: str, screen: Screen) -> None:
    """Print what each pair says, the counts group by group, then area by area, chance, and what they do not say.

    `typed` is the command that was typed, `then` the one to type next.
    """
    screen.say(found.summary)
    if not (found.asked or found.tallies):
        screen.say(f"To ask it next time:  {command('template --again --out again.xlsx')}")
    if found.unread:
        screen.say(f"That leaves out what was not read: {counted(len(found.unread), 'finding')} below, with what to do.")
    _show_pairs(found, typed, screen)
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
    _show_chance(found, screen)
    screen.headline("Mind", "yellow", f": {found.warning}")
    _show_findings(found, typed, screen)
    screen.say(f"Next: {command(then)}")


def _show_findings(found: Progress, typed: str, screen: Screen) -> None:
    """Print what was noticed in check-ins, file by file."""
    for file in dict.fromkeys(each.place.file for each in found.findings):
        screen.gap()
        screen.say(f"In {file}:")
        show_findings([each for each in found.findings if each.place.file == file], "FILE", command(f"{typed} --json"), screen)


def _show_pairs(found: Progress, typed: str, screen: Screen) -> None:
    """Print the check-ins counted, and each pair, where anybody says anything of the round."""
    if found.tallies:
        screen.say(found.heard)
        screen.say(*by_question(found.tallies), indent=2)
        screen.gap()
    told = found.pairs if found.asked or found.tallies else ()
    for pair in told[:PAIRS_SHOWN]:
        screen.say(f"{pair.protege} with {pair.mentor}", indent=2)
        screen.say(*pair.lines, indent=4)
    if len(told) > PAIRS_SHOWN:
        more = counted(len(told) - PAIRS_SHOWN, "more pair")
        screen.say(f"... and {more}. All of them:  {command(f'{typed} --to progress.xlsx')}", indent=2)
    screen.gap()


def _show_chance(found: Progress, screen: Screen) -> None:
    screen.say("How easily chance alone would do that:")
    for effect in found.effects:
        screen.say(f"{effect.asks.value.capitalize()}", indent=2)
        screen.say(*effect.lines, indent=4)
    screen.gap()


def _show_groups(groups: dict[Group, Count], screen: Screen) -> None:
    for group, count in groups.items():
        if count.known or count.unknown:
            screen.say(f"{group.value.capitalize()}: {count.words}.", indent=2)
