"""The short screens: welcome, frameworks and practices, blank surveys, settings, the verdict of `verify`, help on a code."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from cxmatch.console.commands import command, spelled
from cxmatch.console.screen import Screen
from cxmatch.domain.checked import FAILS, HOLDS, IN_PART, Checked
from cxmatch.domain.findings import FindingKind
from cxmatch.domain.framework import Framework, Scale
from cxmatch.domain.policy import Policy
from cxmatch.domain.practice import Practice
from cxmatch.domain.practices import Practices
from cxmatch.domain.rows import settings
from cxmatch.records import KEEP
from cxmatch.records.text import counted, first_lines, listed, quoted

_DIFFERENCES_SHOWN = 3
EXIT_CODES = (
    ("0", "done"),
    ("1", "the answer is no: the survey has errors, or a check or a proof fails"),
    ("2", "wrong usage or settings"),
    ("3", "no pairing can meet the must-have rules"),
    ("4", "a file cannot be read or written"),
    ("5", "verify: all that can be checked holds, but a gap is left, or a run that it goes back to is not there"),
    ("70", "a mistake in cxmatch itself"),
    ("130", "interrupted"),
)
STARTERS = {
    ".docx": ("a brief with fields in braces. Change in Word how it looks and what it says around them.", "--template"),
    ".toml": ("the words of the messages. Change them; what you leave out stays as it is.", "--wording"),
}
_STYLES = {HOLDS: "bold green", FAILS: "bold red", IN_PART: "bold yellow"}


def show_welcome(screen: Screen, verbs: Sequence[str]) -> None:
    """Print what to type first; `verbs` are the names of all commands."""
    screen.say("Pair mentor and protege CX offices from a discovery survey, and explain every pair.")
    screen.gap()
    usual = (
        "template --out survey.xlsx",
        "check survey.csv",
        "pair survey.csv",
        'explain "survey pairings" FEMA',
        'rerun "survey pairings" --without GSA',
        'export "survey pairings" --to kickoff',
    )
    named = {"demo", *(words.split()[0] for words in usual)}
    screen.say(f"Try it now:   {command('demo')}", f"Usual order:  {command(usual[0])}")
    screen.say(*map(command, usual[1:]), indent=14)
    screen.item("Other:       ", "bold", "  ".join(verb for verb in verbs if verb not in named))
    screen.say(
        f"Help:         {command('pair --help')}",
        f"Exit codes:   {command('help exit-codes')}",
    )


def show_frameworks(frameworks: Sequence[Framework], screen: Screen) -> None:
    """Print the built-in frameworks with their areas, and their levels low to high."""
    for framework in frameworks:
        areas = "; ".join(area.name for area in framework.areas) + ", or those your headings name" * framework.open_areas
        screen.headline(framework.id, "bold", f": {framework.name}")
        screen.say(
            *filter(None, [framework.summary]),
            f"Practice areas: {areas}",
            f"Capability, low to high: {_levels(framework.capability_scale)}",
            f"Need, low to high: {_levels(framework.need_scale)} (the lowest means no help wanted)",
            indent=2,
        )
        screen.gap()
    screen.say(f"Ask for one:  {command(f'template --framework {frameworks[0].id}')}")


def _levels(scale: Scale) -> str:
    return " < ".join(scale.labels) if scale.labels else scale.describe()


def show_template(path: Path, framework: Framework, again: bool, screen: Screen) -> None:
    """Print what was written to hand out, and what to do when it comes back."""
    areas = counted(len(framework.areas), "practice area")
    screen.say(f"Written, the discovery survey for {framework.name}, {areas}:")
    screen.way(path)
    screen.say("Hand it out, and bring the answers into one file.", _read_by("check", path))
    screen.say(*[f"Then hold them against the run:  {command('help progress')}"] * again)


def show_checkin(path: Path, run: Path, screen: Screen) -> None:
    """Print what was written to hand out, and what to do when it comes back."""
    screen.say("Written, the check-in: a row for each pair and each of its two offices, or the questions of a form:")
    screen.way(path)
    screen.say("The answers may come back in one file or more.", _read_by(f"status {quoted(run)}", path))


def _read_by(words: str, path: Path) -> str:
    """Say what reads a file when it is filled in; of a text for a form, whose answers come in another file, what tells how."""
    if path.suffix.lower() == ".txt":
        return f"How the answers are read:  {command(f'help {words.split()[0]}')}"
    return f"When they are in this one:  {command(words, path)}"


def show_starter(path: Path, screen: Screen) -> None:
    """Print what was written to begin with, and how it is used."""
    what, flag = STARTERS[path.suffix.lower()]
    screen.say(f'Written to "{path}": {what}', f"Where you export a run, add  {flag} {quoted(path)}")


def show_policy(policy: Policy, screen: Screen) -> None:
    """Print every setting in force, and where it came from."""
    screen.table(("Setting", "Value", "From"), settings(policy), narrow=("{0} = {1}", "  from: {2}"))


def show_settings(found: Sequence[Any], screen: Screen) -> None:
    """Print every setting in force, how a survey is read and the rules, and where each came from."""
    rows = [(each.name, each.value, each.origin) for each in found]
    screen.table(("Setting", "Value", "From"), rows, narrow=("{0} = {1}", "  from: {2}"))
    if all(origin == "default" for _, _, origin in rows):
        screen.say(f"Write a settings file to fill in:  {command('init')}")


def show_init(written: Sequence[Path], screen: Screen) -> None:
    """Print what was written to fill in, and what to do with it."""
    screen.say("Written, a settings file in which nothing is set yet, and what lets an editor check it:")
    for path in written:
        screen.way(path)
    screen.say(f"Take the # off what you set. See what is in force:  {command('settings')}")


def show_verified(checked: Checked, run: Path, screen: Screen, *, survey: str | None = None) -> None:
    """Print the verdict of `verify` on a run: what is proven and what could not be checked, or the first differences."""
    word, rest = checked.headline
    screen.headline(word, _STYLES[checked.exit_code], rest)
    if not checked.problems:
        screen.say(checked.holds, *checked.unchecked, f"Run {checked.run.id[:8]}")
        if not (run / KEEP).is_dir():  # a kickoff folder has been exported
            screen.say(f"Next: {command(f'export {quoted(run)} --to kickoff')}")
        return
    screen.say(*first_lines(checked.problems, _DIFFERENCES_SHOWN), indent=2)
    if not checked.differences:
        screen.say("The record itself holds. What somebody edited beside it is no longer what this run gave.")
    elif survey:
        screen.say("If the run was made with --framework, --scale, --columns or the like, give the same options here.")
    else:
        screen.say("Do not rely on this record. Make the run again from its survey.", f"How:  {command('help pair')}")


def show_finding_kind(kind: FindingKind, screen: Screen) -> None:
    """Print what a finding's code means and what to do about it."""
    screen.say(f"{kind.code}  {kind.title} ({kind.severity.value})")
    screen.say(f"It says: {kind.pattern}", spelled(kind.advice, "survey.csv"), indent=2)


def show_exit_codes(screen: Screen) -> None:
    """Print what each exit code means."""
    screen.table(("Exit code", "Meaning"), EXIT_CODES, right=["Exit code"])


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
    elsewhere = [each for each in found.elsewhere if each.title in found.own]  # so that none is lost without a word
    screen.say(*(f"Of no area here: {each.title} ({listed(each.areas, 'or')})" for each in elsewhere))
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
