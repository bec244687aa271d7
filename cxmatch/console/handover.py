"""The screens of `handover`: the verdict, the pairs, what is short and what is still open; and what may be published."""

from __future__ import annotations

from collections.abc import Sequence

from cxmatch.console.commands import command
from cxmatch.console.reading import show_findings
from cxmatch.console.screen import Screen
from cxmatch.domain.handover import Handover
from cxmatch.domain.published import FEWEST, PublicArea, Published
from cxmatch.records.text import counted, first_lines

LINES = 20


def show_handover(found: Handover, typed: str, screen: Screen) -> None:
    """Print what was done, what came of it, what it would take and what is still open; `typed` is the command that was typed."""
    screen.say(*found.verdict)
    screen.gap()
    _listed("Who worked with whom", [pair.words for each in found.rounds for pair in each.pairs], screen)
    gains = [f"{each.words(found.unit)}." for each in found.seats] + [each.words(found.unit) for each in found.advice]
    _listed("What one more seat or mentor would have brought", [*gains, *found.left_out], screen)
    _listed("To take up next", [topic.words for topic in found.topics], screen)
    _listed("Still open", found.open_ends, screen)
    for file in dict.fromkeys(each.place.file for each in found.findings):
        screen.say(f"In {file}:")
        show_findings([each for each in found.findings if each.place.file == file], "FILE", command(f"{typed} --json"), screen)
    screen.say(f"As a document:  {command(f'{typed} --to handover.docx')}")
    if "--publish" not in typed:
        screen.say(f"To publish, without any office's ratings:  {command(f'{typed} --publish --to published.docx')}")


def show_published(found: Published, typed: str, screen: Screen) -> None:
    """Print what may be published, and what is left out; `typed` is the command that was typed."""
    screen.say(*found.verdict)
    screen.gap()
    _listed("Practice area by practice area", [_area(each, asked_again=found.asked_again) for each in found.areas], screen)
    _listed("What the pairs say", [each.sentence for each in found.said], screen)
    _listed("Who worked with whom", [each.words for each in found.pairs], screen)
    screen.say(found.promise)
    _listed(
        f"Left out, since a rating could be worked out of it, or it is about fewer than {FEWEST} offices", found.hidden, screen
    )
    screen.say(f"As a document:  {command(f'{typed} --to published.docx')}")


def _area(area: PublicArea, *, asked_again: bool) -> str:
    change = f"; {area.change.words}" if area.change else ""
    now = f", {area.wanted_now} now" if area.wanted_now is not None else ""
    wanted = f"; help wanted by {area.wanted}{now}" if area.wanted is not None else ""
    return f"{area.area}: {counted(area.pairs, 'pair')} began with it{change * asked_again}{wanted}."


def _listed(heading: str, lines: Sequence[str], screen: Screen) -> None:
    """Print lines below a heading, nothing where there is none."""
    if lines:
        screen.say(f"{heading}:")
        screen.say(*first_lines(list(lines), LINES), indent=2)
        screen.gap()
