"""The screen: plain words at any width, color on a few of them where the terminal has color."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxmatch.console.commands import UNBROKEN, spelled
from cxmatch.console.layout import aligned, is_simple, wrapped
from cxmatch.console.working import end
from cxmatch.errors import CxmatchError
from cxmatch.records.text import quoted, visible

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

PIPE_WIDTH = 80
NARROWEST = 20
BETWEEN = 2  # blanks between the columns of a table, and before it


def _pipe_width() -> int:
    """Return the width that the environment asks for, where that is a sensible number."""
    asked = os.environ.get("COLUMNS", "")
    return int(asked) if asked.isascii() and asked.isdigit() and 0 < len(asked) < 5 and int(asked) >= NARROWEST else PIPE_WIDTH


_hushed: list[bool] = []


def hush(on: bool) -> None:
    """From now on print errors only, or everything again."""
    _hushed[:] = [True] * on
    if on:
        end()


class Screen:
    """Where words go: answers to standard output, errors and progress to standard error; if `plain` without any color.

    What is `urgent` is said even where only errors are to be.

    `asks`: somebody is there to answer. What has no color and no wide letters is laid out here: rich takes 40 ms to load, and a
    second for a table of a thousand rows.
    """

    def __init__(self, *, plain: bool = False, error: bool = False, urgent: bool = False) -> None:
        self._stream, self._plain, self._urgent = sys.stderr if error else sys.stdout, plain, urgent
        self.asks = sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()

    @cached_property
    def _console(self) -> Console:
        from rich.console import Console

        there = self._stream.isatty()
        return Console(
            file=self._stream,
            width=None if there else _pipe_width(),
            color_system=None if self._plain or not there else "auto",
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
        )

    @property
    def _width(self) -> int:
        return self._console.width if self._stream.isatty() else _pipe_width()

    @property
    def narrow(self) -> bool:
        """Whether a table of several columns would be squeezed."""
        return self._width < 60

    def say(self, *lines: str, indent: int = 0) -> None:
        """Print lines, each wrapped to the width; further lines of one are indented like its first.

        A command is never broken, and what leads to one at the end of a line stays before it, even where that is longer than the
        width: broken, it could not be copied.
        """
        for said in lines:
            shown = visible(said)
            least = _least_width(shown)
            laid = wrapped(shown, max(self._width, indent + least) - indent)
            if laid is None:
                self._print(_padded(_text(said), indent), indent + least)
            else:
                self._write(" " * indent + each for each in laid)

    def headline(self, word: str, style: str, rest: str) -> None:
        """Print a line that opens with a tinted word."""
        if not self._stream.isatty():
            self.say(word + rest)
            return
        from rich.text import Text

        self._print(Text.assemble((visible(word), style), _text(rest)))

    def item(self, label: str, style: str, text: str) -> None:
        """Print a labelled paragraph: the label in front, the text hanging beside it."""
        from rich.cells import cell_len
        from rich.table import Table

        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_row(_text(label, style), _text(text))
        self._print(grid, cell_len(label) + 1 + _longest_command(text))

    def way(self, path: Path, beside: str = "") -> None:
        """Print the full way to a file, and what stands `beside`, on a line that is never broken; as a link on a terminal."""
        whole = os.path.abspath(path)
        words, more = visible(quoted(whole)), f"  {beside}" if beside else ""
        if not self._stream.isatty():
            self._write([f"  {words}{more}"])
            return
        from rich.text import Text

        link = Text("  ").append(words, style=f"link {Path(whole).as_uri()}").append(more)
        self._print(link, _cells(link.plain))

    def gap(self) -> None:
        """Print an empty line."""
        self._write([""])

    def table(
        self, columns: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[str] = (), narrow: Sequence[str] = ()
    ) -> None:
        """Print a table without lines; the columns named in `right` are set to the right and never broken.

        Where it would be squeezed each row is said in the lines of `narrow` instead, which name its cells by number.
        """
        if self.narrow and narrow:
            self._say_rows(rows, narrow)
            return
        shown = [[*map(visible, row)] for row in (columns, *rows)]
        places = {place for place, column in enumerate(columns) if column in right}
        lines = aligned(shown, places, self._width - BETWEEN, BETWEEN)
        if lines is None:
            self._print(_folding(shown, places))
        else:
            self._write(" " * BETWEEN + line for line in lines)

    def _say_rows(self, rows: Iterable[Sequence[str]], lines: Sequence[str]) -> None:
        for row in rows:
            for line in lines:
                words = line.lstrip()
                self.say(words.format(*row), indent=len(line) - len(words))

    def _print(self, thing: RenderableType, least: int = 0) -> None:
        """Print by rich, at least so wide."""
        width = self._console.width
        with self._console.capture() as drawn:
            if least > width:
                self._console.width = least
            self._console.print(thing)
        if least > width:
            self._console.width = width
        self._write(drawn.get().splitlines())

    def _write(self, lines: Iterable[str]) -> None:
        """Print lines without the blanks that fill them up."""
        if _hushed and not self._urgent:
            return
        end(for_good=self._stream is sys.stdout)
        self._stream.write("".join(line.replace(UNBROKEN, " ").rstrip() + "\n" for line in lines))


def show_json(noun: Any) -> None:
    """Print a noun, or a ready text, as JSON: in plain UTF-8, and nothing else."""
    from cxmatch.records.codec import dumps  # Here: `--help` is not to load it.

    end()
    text = noun if isinstance(noun, str) else dumps(noun)
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", errors="replace"))
    sys.stdout.buffer.flush()


def answer(noun: Any, show: Callable[..., None], *more: object, json: bool, plain: bool) -> None:
    """Print a noun: as a record where that is asked for, otherwise as `show` puts it, and what `more` it takes, on a screen."""
    show_json(noun) if json else show(noun, *more, Screen(plain=plain))


def show_error(problem: CxmatchError) -> None:
    """Print what happened and what to type next, on standard error."""
    screen = Screen(error=True, urgent=True)
    first, *others = problem.what.split("\n")
    screen.headline("Error: ", "bold red", first)
    for line in others:
        screen.say(line.strip(), indent=2)
    screen.say(*filter(None, [spelled(problem.next_step)]))


def _folding(rows: Sequence[Sequence[str]], right: Collection[int]) -> RenderableType:
    """Make the table that breaks its cells to fit; the first row has the headings."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, BETWEEN, 0, 0), header_style="")
    for place, heading in enumerate(rows[0]):
        aside = place in right
        table.add_column(_text(heading), justify="right" if aside else "left", no_wrap=aside, overflow="fold")
    for row in rows[1:]:
        table.add_row(*map(_text, row))
    return _padded(table, BETWEEN)


def _padded(thing: RenderableType, indent: int) -> RenderableType:
    from rich.padding import Padding

    return Padding(thing, (0, 0, 0, indent), expand=False)


def _least_width(line: str) -> int:
    """Return how wide a line must be for the command that it ends in, or those inside it."""
    return _cells(line) if UNBROKEN in line.rpartition(" ")[2] else _longest_command(line)


def _longest_command(words: str) -> int:
    """Return how wide a line must be to hold the commands in a text, 0 where there is none."""
    return max((_cells(piece) for piece in visible(words).split() if UNBROKEN in piece), default=0)


def _cells(text: str) -> int:
    """Return how many places of a line a text takes."""
    if is_simple(text):
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _text(words: str, style: str = "") -> Text:
    """Make printable text; what would command a terminal is shown instead of obeyed."""
    from rich.text import Text

    return Text(visible(words), style=style)


def tame_streams() -> None:
    """Let a name that the terminal's encoding cannot show come out as "?" instead of ending the program."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")
