"""The screen of the practices: what there is in each practice area, and all of one area in full."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from cxmatch.console.commands import command
from cxmatch.console.screen import Screen
from cxmatch.domain.practice import Practice
from cxmatch.domain.practices import Practices
from cxmatch.records.text import counted, listed


def show_practices(found: Practices, screen: Screen) -> None:
    """Print the practices by area: their titles, or of a single area all that is known of each."""
    known = set(chain.from_iterable(found.areas.values()))
    if found.own:
        screen.say(f"Nothing to fix: {counted(len(found.own), 'practice')} of your own.")
    screen.say(
        f"{counted(len(known), 'practice')}, each with its source and the step of maturity that it leads to. None is scored."
    )
    screen.gap()
    in_full = len(found.areas) == 1
    for area, entries in found.areas.items():
        screen.headline(area, "bold", "" if entries else ": none is known")
        _show_whole(entries, screen) if in_full else _show_titles(entries, found.own, screen)
    if found.elsewhere and found.own:
        _show_elsewhere([each for each in found.elsewhere if each.title in found.own], screen)
    if not in_full and found.areas:
        screen.gap()
        screen.say(f"All of one area:  {command('practices', next(iter(found.areas)))}")


def _show_titles(entries: Sequence[Practice], own: Sequence[str], screen: Screen) -> None:
    for each in entries:
        screen.say(f"{each.title} (toward {each.step}{', your own' * (each.title in own)})", indent=2)


def _show_whole(entries: Sequence[Practice], screen: Screen) -> None:
    for each in entries:
        told = (("Effect", each.effect), ("Who does it", each.who), ("Source", each.cited))
        screen.say(f"{each.title} (toward {each.step})", indent=2)
        screen.say(each.about, *(f"{name}: {text}" for name, text in told if text), indent=4)
        screen.gap()


def _show_elsewhere(entries: Sequence[Practice], screen: Screen) -> None:
    """Say which of an organizer's own belong to no area of this framework, so that none is lost without a word."""
    for each in entries:
        screen.say(f"Of no area here: {each.title} ({listed(each.areas, 'or')})")
