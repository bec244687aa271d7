"""The screen: plain words at any width, color on a few of them where the terminal has color."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cxmatch.console.commands import UNBROKEN, spelled
from cxmatch.errors import CxmatchError
from cxmatch.records.codec import encode
from cxmatch.records.text import visible

PIPE_WIDTH = 80
NARROWEST = 20


def _pipe_width() -> int:
    """Return the width that the environment asks for, where that is a sensible number."""
    asked = os.environ.get("COLUMNS", "")
    return int(asked) if asked.isascii() and asked.isdigit() and 0 < len(asked) < 5 and int(asked) >= NARROWEST else PIPE_WIDTH


class Screen:
    """Where words go: answers to standard output, errors and progress to standard error; if `plain` without any color.

    `asks`: somebody is there to answer.
    """

    def __init__(self, *, plain: bool = False, error: bool = False) -> None:
        stream = sys.stderr if error else sys.stdout
        self.asks = sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()
        self._console = Console(
            file=stream,
            width=None if stream.isatty() else _pipe_width(),
            color_system=None if plain or not stream.isatty() else "auto",
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
        )

    @property
    def narrow(self) -> bool:
        """Whether a table of several columns would be squeezed."""
        return self._console.width < 60

    def say(self, *lines: str, indent: int = 0) -> None:
        """Print lines, each wrapped to the width; further lines of one are indented like its first.

        A command is never broken, and what leads to one at the end of a line stays before it, even where that is longer than the
        width: broken, it could not be copied.
        """
        for line in lines:
            self._print(Padding(_text(line), (0, 0, 0, indent), expand=False), indent + _least_width(line))

    def headline(self, word: str, style: str, rest: str) -> None:
        """Print a line that opens with a tinted word."""
        self._print(Text.assemble((visible(word), style), _text(rest)))

    def item(self, label: str, style: str, text: str) -> None:
        """Print a labelled paragraph: the label in front, the text hanging beside it."""
        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_row(Text(visible(label), style=style), _text(text))
        self._print(grid, cell_len(label) + 1 + _longest_command(text))

    def gap(self) -> None:
        """Print an empty line."""
        self._print(Text())

    def table(
        self, columns: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[str] = (), narrow: Sequence[str] = ()
    ) -> None:
        """Print a table without lines; the columns named in `right` are set to the right and never broken.

        Where it would be squeezed each row is said in the lines of `narrow` instead, which name its cells by number.
        """
        if self.narrow and narrow:
            self._say_rows(rows, narrow)
            return
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="")
        for column in columns:
            table.add_column(
                Text(column), justify="right" if column in right else "left", no_wrap=column in right, overflow="fold"
            )
        for row in rows:
            table.add_row(*map(_text, row))
        self._print(Padding(table, (0, 0, 0, 2), expand=False))

    def _say_rows(self, rows: Iterable[Sequence[str]], lines: Sequence[str]) -> None:
        for row in rows:
            for line in lines:
                words = line.lstrip()
                self.say(words.format(*row), indent=len(line) - len(words))

    def _print(self, thing: RenderableType, least: int = 0) -> None:
        """Print without the blanks that rich fills lines up with, at least so wide."""
        width = self._console.width
        with self._console.capture() as drawn:
            if least > width:
                self._console.width = least
            self._console.print(thing)
        if least > width:
            self._console.width = width
        lines = drawn.get().replace(UNBROKEN, " ").splitlines()
        self._console.file.write("".join(line.rstrip() + "\n" for line in lines))


def show_json(noun: Any) -> None:
    """Print a noun, or a ready text, as JSON: in plain UTF-8, and nothing else."""
    text = noun if isinstance(noun, str) else json.dumps(encode(noun), ensure_ascii=False, indent=1) + "\n"
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", errors="replace"))
    sys.stdout.buffer.flush()


def answer(noun: Any, show: Callable[..., None], *more: object, json: bool, plain: bool) -> None:
    """Print a noun: as a record where that is asked for, otherwise as `show` puts it, and what `more` it takes, on a screen."""
    show_json(noun) if json else show(noun, *more, Screen(plain=plain))


def show_error(problem: CxmatchError) -> None:
    """Print what happened and what to type next, on standard error."""
    screen = Screen(error=True)
    first, *others = problem.what.split("\n")
    screen.headline("Error: ", "bold red", first)
    for line in others:
        screen.say(line.strip(), indent=2)
    screen.say(*filter(None, [spelled(problem.next_step)]))


def _least_width(line: str) -> int:
    """Return how wide a line must be for the command that it ends in, or those inside it."""
    return cell_len(visible(line)) if UNBROKEN in line.rpartition(" ")[2] else _longest_command(line)


def _longest_command(words: str) -> int:
    """Return how wide a line must be to hold the commands in a text, 0 where there is none."""
    return max((cell_len(piece) for piece in visible(words).split() if UNBROKEN in piece), default=0)


def _text(words: str) -> Text:
    """Make printable text; what would command a terminal is shown instead of obeyed."""
    return Text(visible(words))


def tame_streams() -> None:
    """Let a name that the terminal's encoding cannot show come out as "?" instead of ending the program."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")
