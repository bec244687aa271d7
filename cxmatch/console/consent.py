"""The screens of `ask`, `answers` and `final`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cxmatch.console.commands import command
from cxmatch.console.reading import show_finding
from cxmatch.console.repair import show_menu
from cxmatch.console.screen import Screen
from cxmatch.console.written import show_written
from cxmatch.domain.consent import Answers, Standing, State, where
from cxmatch.domain.findings import Finding
from cxmatch.domain.foretold import STAR_POINTS, Candidates, Refusals
from cxmatch.domain.matching import Side
from cxmatch.domain.run import Run
from cxmatch.records import HAND_OUT
from cxmatch.records.text import counted, first_lines, listed, quoted

REFUSALS_SHOWN, CHOICES_SHOWN, PAIRINGS_SHOWN, FINDINGS_SHOWN, NAMES_SHOWN, LETTERS_SHOWN = 10, 10, 40, 20, 4, 8
_FIRST = (State.REFUSED, State.PROPOSED, State.SILENT)  # what an organizer has to act on, in this order


def show_asked(found: Refusals, written: Sequence[Path], run: Path, screen: Screen) -> None:
    """Print what a no would come to, the dearest first, and what was written."""
    screen.say("For the organizers only: what each no would come to, before anybody is asked.", found.words)
    rows = [row for row in found.dearest_first if row.by is Side.MENTOR and row.cost > (0, 0)]
    if rows:
        screen.gap()
        screen.table(
            ("Mentor", "Protege", "A no costs", "To phone"),
            [(row.mentor, row.protege, row.price(found.unit), str(len(row.phone))) for row in rows[:REFUSALS_SHOWN]],
            right=("To phone",),
            narrow=("A no between {0} and {1}", "  costs {2}; to phone: {3}"),
        )
    if len(rows) > REFUSALS_SHOWN:
        screen.say(f"... and {len(rows) - REFUSALS_SHOWN} more; the file has all, with plans and whom to phone.", indent=2)
    screen.gap()
    _show_written(written, run, screen)


def _show_written(written: Sequence[Path], run: Path, screen: Screen) -> None:
    if not written:
        screen.say(f"To have the answer sheet, and the plan of each no, in files:  {command(f'ask {quoted(run)} --to asking')}")
        return
    screen.say("Written: the sheet to be answered with yes or no, and the refusal table, which is for you alone:")
    for path in written:
        screen.way(path)
    screen.say(f"When the sheet is filled in:  {command('answers', run, written[0])}")


def show_choices(found: Candidates, written: Sequence[Path], run: Path, screen: Screen) -> None:
    """Print who may choose among which mentors, what a star on the dearest would cost, and what was written."""
    screen.say("For the organizers only: what it may cost that proteges choose among mentors.", found.words)
    if found.rows:
        screen.say(found.at_most(STAR_POINTS))
        screen.gap()
        _show_dearest(found, screen)
    screen.gap()
    if not written:
        again = f"ask {quoted(run)} --choices {found.choices} --within {found.within} --to asking"
        screen.say(f"To have the sheet, and all prices, in files:  {command(again)}")
        return
    screen.say("Written: what is to be filled in, and the prices, which are for you alone:")
    for path in written:
        screen.way(path)
    sheets = " ".join(quoted(path) for path in written if path.parent.name == HAND_OUT)
    points = f" --star-points {found.within + 1}" * (found.within >= STAR_POINTS)
    screen.say(f"When it is filled in:  {command(f'answers {quoted(run)} {sheets}{points}')}")


def _show_dearest(found: Candidates, screen: Screen) -> None:
    rows = found.dearest_first
    screen.table(
        ("Protege", "Could have", "A star costs"),
        [(row.protege, row.mentor, found.price(row.points)) for row in rows[:CHOICES_SHOWN]],
        narrow=("{0} could have {1}", "  a star costs {2}"),
    )
    if len(rows) > CHOICES_SHOWN:
        screen.say(f"... and {len(rows) - CHOICES_SHOWN} more; the file has all.", indent=2)


def show_answers(found: Answers, screen: Screen) -> None:
    """Print what came back: what could not be understood, and which pairings are not accepted."""
    screen.say(found.words)
    _show_findings(found.findings, screen)
    screen.gap()
    _show_open(found, screen)
    if found.vetoes or found.offers or found.stars:
        screen.gap()
    screen.say(*(f"{each.protege} would like {each.mentor} most ({where(each.place)})." for each in found.stars))
    screen.say(*(f"{each.office} is not to be paired with {each.other} ({where(each.place)})." for each in found.vetoes))
    screen.say(*(f"{each.office} takes {counted(each.number, each.side.partner.value)} after all." for each in found.offers))


def _show_open(found: Answers, screen: Screen) -> None:
    rows = [each for state in _FIRST for each in found.standings if each.state is state]
    if rows:
        screen.table(
            ("Pairing", "Mentor", "Protege", "Owes an answer"),
            [(each.state.value, each.mentor, each.protege, _owing(each)) for each in rows[:PAIRINGS_SHOWN]],
            narrow=("{0}: {1} mentors {2}", "  owes an answer: {3}"),
        )
    if len(rows) > PAIRINGS_SHOWN:
        screen.say(f"... and {len(rows) - PAIRINGS_SHOWN} more; all of them with  --json", indent=2)
    if found.counts[State.ACCEPTED]:
        screen.say("All others are accepted." if rows else "All are accepted.")


def _owing(each: Standing) -> str:
    return "both" if len(each.owing) == 2 else listed(each.owing) or "-"


def _show_findings(findings: Sequence[Finding], screen: Screen) -> None:
    for each in findings[:FINDINGS_SHOWN]:
        show_finding(each, f"{where(each.place)}: {each.message} {each.remedy}".rstrip(), screen)
    if len(findings) > FINDINGS_SHOWN:
        screen.say(f"... and {len(findings) - FINDINGS_SHOWN} more; all of them with  --json")


def show_heeded(found: Answers, later: Run, run: Path, files: Sequence[Path], screen: Screen) -> None:
    """Print the menu of a rerun that heeds the answers, what of the accepted pairings it would break, and the line to type."""
    assert later.repair is not None  # noqa: S101  # only reruns are shown here
    screen.gap()
    screen.say("If you heed this, these are the plans, each with which protege goes to which mentor:")
    show_menu(later, later.repair, screen)
    broken = [f"{each.mentor} mentoring {each.protege}" for each in found.broken_by(later)]
    if broken:
        screen.say(
            f"Plan {later.repair.chosen} breaks {counted(len(broken), 'accepted pairing')}:", *first_lines(broken, NAMES_SHOWN)
        )
    _show_stars(found, later, screen)
    words = f"rerun {quoted(run)} " + " ".join(f"--answers {quoted(file)}" for file in files)
    words += f" --star-points {found.star_points}" * (found.star_points != STAR_POINTS)
    taken = "The best plan with these stars" if found.stars else "The first plan that pairs the most"
    screen.say(f"Nothing was written. {taken}:", f"  {command(words)}")
    others = [line.letter for line in later.repair.options if line.letter != later.repair.chosen]
    screen.say(*(f"Another one:  {command(f'{words} --plan {others[-1]}')}" for _ in others[:1]))


def _show_stars(found: Answers, later: Run, screen: Screen) -> None:
    """Print how many stars each plan grants, and what they cost by the best one; nothing where there are none."""
    for charge in [each for each in later.bill if found.stars and each.rule.startswith("stars: ")]:
        plans = list(found.granted_by(later).items())
        shown = plans if len(plans) <= LETTERS_SHOWN else [*plans[: LETTERS_SHOWN - 1], plans[-1]]
        granted = listed([f"{number} by {letter}" for letter, number in shown])
        screen.say(f"Stars granted, of {len(found.stars)}: {granted}. The total fit counts {found.star_points} for each.")
        screen.say(f"All stars cost, by the last plan: {charge.words(later.unit)}.")


def show_final(run: Run, written: Sequence[Path], screen: Screen) -> None:
    """Print that a run is final, and how it is handed out."""
    screen.say(f"Final: {counted(len(run.matching.pairings), 'pairing')}, as they were; each hand-out says FINAL.")
    show_written(written, screen)
    screen.say("Whatever changes after this is a new run, and a draft again.")
    screen.say(f"To hand it out:  {command(f'export {quoted(written[-1].parent)} --to final')}")
