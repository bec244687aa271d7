"""The screen: plain words at any width, color on a few of them where the terminal has color."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxmatch.console.commands import UNBROKEN, spelled
from cxmatch.console.drawing import BETWEEN, aligned, as_text, cells, folding, least_width, longest_command, padded, wrapped
from cxmatch.console.working import end, wants_plain
from cxmatch.errors import CxmatchError
from cxmatch.records.text import quoted, visible

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

_PIPE_WIDTH = 80
NARROWEST, WIDE = 20, 170


def _pipe_width() -> int:
    """Return the width that the environment asks for, where that is a sensible number."""
    asked = os.environ.get("COLUMNS", "")
    return int(asked) if asked.isascii() and asked.isdigit() and 0 < len(asked) < 5 and int(asked) >= NARROWEST else _PIPE_WIDTH


_hushed: list[bool] = []
_bare: list[bool] = []


def hush(on: bool) -> None:
    """From now on print errors only, or everything again."""
    _hushed[:] = [True] * on
    if on:
        end()


def bare(on: bool) -> None:
    """From now on print without color, or with it again where there is any."""
    _bare[:] = [True] * on


class Screen:
    """Where words go: answers to standard output, errors and progress to standard error.

    If `plain` it has no color, and a table is one line a row. What is `urgent` is said even where only errors are to be.

    `asks`: somebody is there to answer. What has no color and no wide letters is laid out here: rich takes 40 ms to load, and a
    second for a table of a thousand rows.
    """

    def __init__(self, *, plain: bool = False, error: bool = False, urgent: bool = False) -> None:
        self._stream, self._plain, self._urgent = sys.stderr if error else sys.stdout, plain or wants_plain(), urgent
        self.asks = sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()

    @cached_property
    def _console(self) -> Console:
        from rich.console import Console

        return Console(
            file=self._stream,
            width=None if self._stream.isatty() else _pipe_width(),
            color_system="auto" if self._tints else None,
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
        )

    @property
    def _tints(self) -> bool:
        return not (self._plain or _bare) and bool(self._stream.isatty() or os.environ.get("FORCE_COLOR"))

    @property
    def _width(self) -> int:
        return self._console.width if self._stream.isatty() else _pipe_width()

    @property
    def narrow(self) -> bool:
        """Whether a table of several columns would be squeezed."""
        return self._width < 60

    @property
    def wide(self) -> bool:
        """Whether a table may have all its columns: where there is room for them, or a row is one line anyway."""
        return self._plain or self._width >= WIDE

    def say(self, *lines: str, indent: int = 0) -> None:
        """Print lines, each wrapped to the width; further lines of one are indented like its first.

        A command is never broken, and what leads to one at the end of a line stays before it, even where that is longer than the
        width: broken, it could not be copied.
        """
        for said in lines:
            shown = visible(said)
            least = least_width(shown)
            laid = None if self._tints else wrapped(shown, max(self._width, indent + least) - indent)
            if laid is None:
                self._print(padded(as_text(said), indent), indent + least)
            else:
                self._write(" " * indent + each for each in laid)

    def heading(self, *lines: str) -> None:
        """Print lines that stand above others."""
        for said in lines:
            self.headline(said, "bold", "")

    def headline(self, word: str, style: str, rest: str, *, indent: int = 0) -> None:
        """Print a line that opens with a tinted word."""
        if not self._tints:
            self.say(word + rest, indent=indent)
            return
        from rich.text import Text

        self._print(padded(Text.assemble((visible(word), style), as_text(rest)), indent))

    def item(self, label: str, style: str, words: str) -> None:
        """Print a labelled paragraph: the label in front, the text hanging beside it."""
        from rich.cells import cell_len
        from rich.table import Table

        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_row(as_text(label, style), as_text(words))
        self._print(grid, cell_len(label) + 1 + longest_command(words))

    def way(self, path: Path, beside: str = "") -> None:
        """Print the full way to a file, and what stands `beside`, on a line that is never broken; as a link on a terminal."""
        whole = os.path.abspath(path)
        words, more = visible(quoted(whole)), f"  {beside}" if beside else ""
        if not self._tints:
            self._write([f"  {words}{more}"])
            return
        from rich.text import Text

        link = Text("  ").append(words, style=f"link {Path(whole).as_uri()}").append(more)
        self._print(link, cells(link.plain))

    def gap(self) -> None:
        """Print an empty line."""
        self._write([""])

    def table(
        self, columns: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[str] = (), narrow: Sequence[str] = ()
    ) -> None:
        """Print a table without lines; the columns named in `right` are set to the right and never broken.

        Where it would be squeezed each row is said in the lines of `narrow` instead, which name its cells by number; on a plain
        screen each row is one line that names its cells by their columns.
        """
        if self._plain:
            self._write(_record(columns, row) for row in rows)
        elif self.narrow and narrow:
            self._say_rows(rows, narrow)
        else:
            places = {place for place, column in enumerate(columns) if column in right}
            self._align([[*map(visible, row)] for row in (columns, *rows)], places)

    def _align(self, shown: Sequence[Sequence[str]], right: set[int]) -> None:
        laid = aligned(shown, right, self._width - BETWEEN, BETWEEN)
        if laid is None:
            self._print(folding(shown, right))
            return
        lines = [(" " * BETWEEN + line).rstrip() for line in laid[0]]
        if self._tints:
            self._print(_tinted(lines, laid[1]), max(map(cells, lines)))
        else:
            self._write(lines)

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


def _record(columns: Sequence[str], row: Sequence[str]) -> str:
    """Say a row in a line, which no width breaks: what is searched for stands beside what it is about."""
    named = [f"{column}: {cell.strip()}" if column else cell.strip() for column, cell in zip(columns, row, strict=True)]
    return visible("; ".join(filter(None, named)))


def _tinted(lines: Sequence[str], headings: int) -> Text:
    from rich.text import Text

    above = [Text(line, "bold") for line in lines[:headings]]
    return Text("\n").join([*above, *map(as_text, lines[headings:])])


def show_json(noun: Any) -> None:
    """Print a noun, or a ready text, as JSON: in plain UTF-8, and nothing else."""
    from cxmatch.records.codec import dumps  # Here: `--help` is not to load it.

    end()
    text = noun if isinstance(noun, str) else dumps(noun)
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", errors="replace"))
    sys.stdout.buffer.flush()


def show_error(problem: CxmatchError) -> None:
    """Print what happened and what to type next, on standard error."""
    screen = Screen(error=True, urgent=True)
    first, *others = problem.what.split("\n")
    screen.headline("Error: ", "bold red", first)
    for line in others:
        screen.say(line.strip(), indent=2)
    screen.say(*filter(None, [spelled(problem.next_step)]))


def tame_streams() -> None:
    """Let a name that the terminal's encoding cannot show come out as "?" instead of ending the program."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")
