"""The screens of what comes after a round: where practices went, and which departments have met."""

from __future__ import annotations

from collections.abc import Sequence

from cxmatch.console.commands import UNBROKEN, command
from cxmatch.console.reading import show_findings
from cxmatch.console.screen import Screen
from cxmatch.domain.rounds import Round
from cxmatch.domain.silos import Met, Silos
from cxmatch.domain.trail import AreaTrail, Trail
from cxmatch.records.text import counted, first_lines, some

NAMES_SHOWN, CARRIED_SHOWN, MET_SHOWN, NEVER_SHOWN, LINES_SHOWN = 8, 8, 20, 12, 40


def show_trail(found: Trail, typed: str, then: str, screen: Screen) -> None:
    """Print the trail of practices: what would carry them farthest first, then area by area.

    `typed` is how it was asked for, `then` the command to type next.
    """
    screen.say(" ".join(filter(None, [found.summary, found.warning])))
    _show_rounds(found.rounds, screen)
    if found.farthest:
        screen.say(f"Next pair: {found.farthest.words}")
    screen.say(*filter(None, [found.on_session]))
    if found.unreached:
        screen.say(f"Reached by nothing in any run: {some(found.unreached, NAMES_SHOWN)}.")
    for area in found.areas:
        screen.gap()
        _show_area(area, screen)
    screen.gap()
    for file in dict.fromkeys(each.place.file for each in found.findings):
        screen.say(f"In {file}:")
        show_findings([each for each in found.findings if each.place.file == file], "FILE", command(f"{typed} --json"), screen)
    screen.say(f"All of it in a file:  {command(f'{typed} --to trail.xlsx')}", f"Next: {command(then)}")


def _show_area(area: AreaTrail, screen: Screen) -> None:
    screen.headline(area.area, "bold", f": {area.summary}.")
    screen.say(*first_lines([each.words for each in area.carried], CARRIED_SHOWN), indent=2)
    if area.open:
        screen.say(f"Not reached: {some(area.open, NAMES_SHOWN)}.", indent=2)
    if area.next:
        screen.say(f"Next pair: {area.next.words}", indent=2)


def show_silos(found: Silos, typed: str, screen: Screen) -> None:
    """Print which departments have met and which never did, and the lines that prefer new links."""
    screen.say(found.summary)
    _show_rounds(found.rounds, screen)
    screen.gap()
    if found.met:
        screen.table(
            ("Department", "Has met", "Pairs", "First", "Last"),
            map(_row, found.met[:MET_SHOWN]),
            right=["Pairs"],
            narrow=("{0} and {1}: {2}", "  {3} to {4}"),
        )
    if len(found.met) > MET_SHOWN:
        screen.say(f"... and {len(found.met) - MET_SHOWN} more pairs of departments", indent=2)
    screen.gap()
    if found.never:
        screen.say(f"Never met, {counted(len(found.never), 'pair')} of departments:")
        screen.say(*first_lines([" and ".join(ends) for ends in found.never], NEVER_SHOWN), indent=2)
        screen.gap()
    if found.lines:
        _show_lines(found.lines, typed, screen)
    screen.say(f"All of it in a file:  {command(f'{typed} --to silos.xlsx')}")


def _show_lines(lines: Sequence[str], typed: str, screen: Screen) -> None:
    """Print the lines of a policy that prefer new links, or where they can be had, where they are many."""
    screen.say("For the policy of the next cohort: points for each pairing that would be such a new link.")
    screen.gap()
    for line in lines if len(lines) <= LINES_SHOWN else ():
        words = line.lstrip()
        screen.say(words.replace(" ", UNBROKEN), indent=len(line) - len(words))
    if len(lines) <= LINES_SHOWN:
        screen.gap()
    screen.say(f"As a policy file:  {command(f'{typed} --to links.toml')}", "Then pair the next survey with  --policy links.toml")


def _row(met: Met) -> tuple[str, ...]:
    return (*met.departments, f"{met.pairs:,}", met.first, met.last)


def _show_rounds(rounds: Sequence[Round], screen: Screen) -> None:
    """Say which run has which number, where there are several."""
    if len(rounds) > 1:
        screen.say("; ".join(f"{each.words} is {each.run}" for each in rounds) + ".")
