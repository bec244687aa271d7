"""The screen of `check --ask`: one short question at a time, the likely answer first. It shows and collects, no more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Protocol

from cxmatch.console.commands import command
from cxmatch.console.screen import Screen
from cxmatch.domain.cohort import Reading
from cxmatch.domain.findings import Proposal, Question
from cxmatch.errors import SettingsError
from cxmatch.records.files import is_there
from cxmatch.records.text import counted, fold, quoted

LATER = "l"
_FEW = 8  # more numbers than these are said as a range


class Sitting(Protocol):
    """What the questions come from, and where the answers go."""

    @property
    def reading(self) -> Reading:
        """What is understood with the answers given so far."""

    @property
    def left(self) -> Sequence[Question]:
        """The questions that were not asked yet."""

    def answer(self, question: Question, proposal: Proposal | None) -> object:
        """Settle a question, or leave it open."""

    def save(self, path: Path, *, overwrite: bool = False) -> Path:
        """Write the columns file."""


def settle(
    sitting: Sitting,
    typed: Callable[[Path | None], str],
    save: Path | None,
    columns: Path | None,
    screen: Screen,
    *,
    ask: bool,
    overwrite: bool,
    json: bool,
) -> Path | None:
    """Ask what is open, where that is wanted, and write the columns file; return where, None where none was written.

    `typed` spells the survey with a columns file; `columns` is the one that was given, which the answers go into by default.

    Raises
    ------
    SettingsError
        It is to ask, and nobody is there to answer; the advice is the other way.

    """
    if ask and (json or not screen.asks):
        what = f"--ask asks on a terminal, and {'--json is for a program' if json else 'this is none'}."
        raise SettingsError(what, f"Write the questions into a file:  cxmatch check {typed(None)} --save columns.toml")
    default = Path(f"{Path(sitting.reading.name).stem}.columns.toml")
    asked = ask_all(sitting, save or columns or default, typed, screen, overwrite=overwrite) if ask else None
    return asked or (sitting.save(save, overwrite=overwrite) if save else None)


def ask_all(
    sitting: Sitting,
    path: Path,
    typed: Callable[[Path], str],
    screen: Screen,
    *,
    overwrite: bool = False,
    read: Callable[[str], str] = input,
) -> Path | None:
    """Go through the questions and write the columns file; return where, None where nothing was answered.

    `typed` spells the survey with a columns file; what a person types is taken from `read`.

    Raises
    ------
    KeyboardInterrupt
        It was stopped (Ctrl-C, Ctrl-D). What was answered is written all the same.

    """
    answered = 0
    try:
        if sitting.left:
            path, overwrite = _free(path, screen, overwrite=overwrite, read=read)
            screen.say(_beginning(len(sitting.left)))
        for number in count(1):
            left = sitting.left
            if not left:
                break
            proposal = _asked(left[0], f"{number} of {number + len(left) - 1}", screen, read)
            sitting.answer(left[0], proposal)
            answered += proposal is not None
    except (KeyboardInterrupt, EOFError):
        screen.gap()
        stopped = KeyboardInterrupt()
        stopped.add_note(_kept(sitting, path, typed, screen, overwrite=overwrite) if answered else "Nothing was written.")
        raise stopped from None
    return sitting.save(path, overwrite=overwrite) if answered else None


def _kept(sitting: Sitting, path: Path, typed: Callable[[Path], str], screen: Screen, *, overwrite: bool) -> str:
    """Write what was answered, say how to go on, and return the words that say where it is."""
    saved = sitting.save(path, overwrite=overwrite)
    screen.say(f"Go on with  {command(f'check {typed(saved)} --ask')}")
    return f'What you answered is in "{saved}".'


def _beginning(number: int) -> str:
    keys = f"Enter takes what stands first, {LATER} leaves a question for later, and Ctrl-C stops and keeps your answers."
    return f"{counted(number, 'question')}. {keys}"


def _free(path: Path, screen: Screen, *, overwrite: bool, read: Callable[[str], str]) -> tuple[Path, bool]:
    """Return a file that the answers may be written into, and whether it may be overwritten: nothing is without a word."""
    while is_there(path) and not overwrite:
        screen.say(f"{quoted(path)} is there already. Shall your answers replace what it says?")
        screen.say("Type y, or another name that ends in .toml.")
        name = read("> ").strip()
        overwrite = fold(name) in ("y", "yes")
        path = Path(name) if name.endswith(".toml") else path
    return path, overwrite


def _asked(question: Question, number: str, screen: Screen, read: Callable[[str], str]) -> Proposal | None:
    """Ask one question until it has an answer; None is for later."""
    keys = _keys(question)
    screen.gap()
    screen.say(f"{number}. {question.asks}", *_told(question))
    screen.say(*_choices(question, keys), indent=2)
    while True:
        typed = fold(read("> "))
        named = {fold(proposal.words): proposal for proposal in question.proposals}
        if typed == LATER or (not typed and not question.likely):
            return None
        proposal = {"": question.proposals[0], **named, **keys}.get(typed)
        if proposal:
            return proposal
        screen.say(f"Type one of these: {', '.join([*keys, LATER])}.")


def _told(question: Question) -> list[str]:
    """Say where an answer or a column stands, and what the first cells of the column are; nothing where the choices say it."""
    at = question.place
    if not question.cells:
        return []
    column = f'column {at.column} "{at.heading}"' if at.heading and at.heading not in question.asks else f"column {at.column}"
    many = f"in {counted(question.times, 'cell')} of {question.columns} columns, first in {column}, row {at.row}"
    alone = f"in {counted(question.times, 'cell')} of {column}, first in row {at.row}"
    where = (many if question.columns > 1 else alone) if question.answer else column
    cells = ", ".join(f'"{cell}"' for cell in question.cells)
    return [f"{where[0].upper()}{where[1:]}. Its first answers: {cells}."]


def _keys(question: Question) -> Mapping[str, Proposal]:
    """Return what to type for each proposal: a number as it is and a letter for what is none, or numbers for all."""
    words = [proposal.words for proposal in question.proposals]
    if any(word.isdecimal() for word in words):
        return {word if word.isdecimal() else word[0]: each for word, each in zip(words, question.proposals, strict=True)}
    return {str(place): proposal for place, proposal in enumerate(question.proposals, start=1)}


def _choices(question: Question, keys: Mapping[str, Proposal]) -> list[str]:
    """Say what may be typed: numbers in a line, other proposals in a line each."""
    numbers = sorted((int(key) for key, each in keys.items() if key == each.words), reverse=False)
    later = f"{LATER} = later" if question.likely else f"{LATER} or Enter = later"
    if not numbers:
        listed = [f"{key} = {each.words}" for key, each in keys.items()]
        return [f"{listed[0]} (or Enter)" if question.likely else listed[0], *listed[1:], later]
    run = numbers == list(range(numbers[0], numbers[-1] + 1)) and len(numbers) > 2
    said = f"{numbers[0]} to {numbers[-1]}" if run else ", ".join(map(str, numbers[:_FEW]))
    others = [f"{key} = {each.words}" for key, each in keys.items() if key != each.words]
    first = f"Enter = {question.proposals[0].words}. Or type: " if question.likely else "Type: "
    return [first + ", ".join([said, *others, later])]
