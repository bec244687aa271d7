"""The screens of what comes after a round: trail, silos, regret, and what is handed over or published."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cxmatch.console.commands import UNBROKEN, command
from cxmatch.console.reading import show_by_file
from cxmatch.console.screen import Screen
from cxmatch.domain.handover import Handover
from cxmatch.domain.published import FEWEST, PublicArea, Published
from cxmatch.domain.regret import HOW, OfficeRegret, Regret
from cxmatch.domain.rounds import Round
from cxmatch.domain.silos import Met, Silos
from cxmatch.domain.trail import AreaTrail, Trail
from cxmatch.records.text import counted, first_lines, quoted, some

NAMES_SHOWN, CARRIED_SHOWN, MET_SHOWN, NEVER_SHOWN, POLICY_LINES_SHOWN = 8, 8, 20, 12, 40
OFFICES_SHOWN, TOLD, LINES_SHOWN = 20, 3, 20
_REGRET_COLUMNS = ("Office", "Gave up", "Of its need", "Mentored", "Seats", "In a row")


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
        _show_area(area, screen)
    screen.gap()
    show_by_file(found.findings, typed, screen)
    screen.say(f"All of it in a file:  {command(f'{typed} --to trail.xlsx')}", f"Next: {command(then)}")


def _show_area(area: AreaTrail, screen: Screen) -> None:
    screen.gap()
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
    _show_met(found.met, screen)
    screen.gap()
    if found.never:
        screen.say(f"Never met, {counted(len(found.never), 'pair')} of departments:")
        screen.say(*first_lines([" and ".join(ends) for ends in found.never], NEVER_SHOWN), indent=2)
        screen.gap()
    if found.lines:
        _show_lines(found.lines, typed, screen)
    screen.say(f"All of it in a file:  {command(f'{typed} --to silos.xlsx')}")


def _show_met(met: Sequence[Met], screen: Screen) -> None:
    if met:
        screen.table(
            ("Department", "Has met", "Pairs", "First", "Last"),
            [(*each.departments, f"{each.pairs:,}", each.first, each.last) for each in met[:MET_SHOWN]],
            right=["Pairs"],
            narrow=("{0} and {1}: {2}", "  {3} to {4}"),
        )
    if len(met) > MET_SHOWN:
        screen.say(f"... and {len(met) - MET_SHOWN} more pairs of departments", indent=2)


def _show_lines(lines: Sequence[str], typed: str, screen: Screen) -> None:
    """Print the lines of a policy that prefer new links, or where they can be had, where they are many."""
    screen.say("For the policy of the next cohort: points for each pairing that would be such a new link.")
    screen.gap()
    for line in lines if len(lines) <= POLICY_LINES_SHOWN else ():
        words = line.lstrip()
        screen.say(words.replace(" ", UNBROKEN), indent=len(line) - len(words))
    if len(lines) <= POLICY_LINES_SHOWN:
        screen.gap()
    screen.say(f"As a policy file:  {command(f'{typed} --to links.toml')}", "Then pair the next survey with  --policy links.toml")


def _show_rounds(rounds: Sequence[Round], screen: Screen) -> None:
    if len(rounds) > 1:
        screen.say("; ".join(f"{each.words} is {each.run}" for each in rounds) + ".")


def show_regret(found: Regret, runs: Sequence[Path], screen: Screen) -> None:
    """Print the ledger, who gave up most first: a table, and the rounds of those who gave up most."""
    screen.say(found.words)
    screen.gap()
    screen.table(
        _REGRET_COLUMNS,
        list(map(_office_row, found.offices[:OFFICES_SHOWN])),
        right=_REGRET_COLUMNS[1:],
        narrow=("  {0}", "    gave up {1}: {2} of its need", "    mentored {3} of {4} seats, {5} in a row"),
    )
    if len(found.offices) > OFFICES_SHOWN:
        screen.say(f"and {len(found.offices) - OFFICES_SHOWN} more offices;  --to regret.xlsx  has them all.")
    screen.gap()
    for entry in found.offices[:TOLD]:
        if entry.percent:
            screen.say(entry.office)
            screen.say(*(share.words for share in entry.shares), indent=2)
    screen.gap()
    screen.say(HOW, *found.load)
    named = list(map(quoted, runs))
    past = " ".join(f"--past {run}" for run in named)
    screen.say(f"Where you pair the next survey, add  {past} --regret 10")
    screen.say(f"To close the round:  {command(' '.join(['handover', *named, '--to handover.docx']))}")


def _office_row(entry: OfficeRegret) -> tuple[str, ...]:
    counts = map(str, (entry.mentored, entry.seats, entry.in_a_row))
    return (entry.office, entry.gave_up or "-", f"{entry.percent} %", *counts)


def show_handover(found: Handover, typed: str, screen: Screen) -> None:
    """Print what was done, what came of it, what it would take and what is still open; `typed` is the command that was typed."""
    screen.say(*found.verdict)
    screen.gap()
    _listed("Who worked with whom", [pair.words for each in found.rounds for pair in each.pairs], screen)
    gains = [f"{each.words(found.unit)}." for each in found.seats] + [each.words(found.unit) for each in found.advice]
    _listed("What one more seat or mentor would have brought", [*gains, *found.left_out], screen)
    _listed("To take up next", [topic.words for topic in found.topics], screen)
    _listed("Still open", found.open_ends, screen)
    show_by_file(found.findings, typed, screen)
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
    if lines:
        screen.say(f"{heading}:")
        screen.say(*first_lines(list(lines), LINES_SHOWN), indent=2)
        screen.gap()
