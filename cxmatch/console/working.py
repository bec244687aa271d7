"""What is being done, on a terminal, while it takes long: a line on standard error that goes before anything else is said."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock, Timer
from typing import TYPE_CHECKING

from cxmatch.records import RECORD
from cxmatch.records.meanwhile import listen

if TYPE_CHECKING:
    from rich.progress import Progress

SOON, LATE = 0.05, 0.8  # seconds until the line comes: for what will take long, and for what most often does not
_LARGE = {".json": 1_000_000, ".xlsx": 40_000}
_LARGE_TEXT = 20_000


def wants_plain() -> bool:
    """Tell whether the environment asks for plain lines: by our own word, or by that of other programs, for a screen reader."""
    return any(os.environ.get(name, "0") not in ("", "0", "false") for name in ("CXMATCH_PLAIN", "ACCESSIBLE"))


class _Working:
    """The line that says what is being done: it comes by itself, and `end` takes it away until something is told, or for good."""

    def __init__(self, words: Sequence[str]) -> None:
        self._now = ("Starting", 0, 0)
        self._line: Progress | None = None
        self._lock, self._ended = Lock(), False
        self._wait = SOON if any(map(_is_large, words)) else LATE
        self._timer: Timer | None = None
        listen(self._hear)
        self._hear(*self._now)

    def end(self, *, for_good: bool) -> None:
        """Take the line away."""
        with self._lock:
            if self._timer:
                self._timer.cancel()
            if self._line:
                self._line.stop()
            self._timer, self._line, self._ended = None, None, self._ended or for_good

    def _hear(self, words: str, done: int, of: int) -> None:
        self._now = (words, done, of)
        if self._line:
            self._draw(self._line)
        elif not (self._timer or self._ended):
            self._timer = Timer(self._wait, self._show)
            self._timer.daemon = True
            self._timer.start()

    def _show(self) -> None:
        if wants_plain():
            sys.stderr.write(f"{self._now[0]} ...\n")  # once, and nothing is painted over
            return
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description}", markup=False), BarColumn(20), TimeElapsedColumn())
        there = Console(stderr=True, legacy_windows=False)
        line = Progress(*columns, console=there, transient=True, redirect_stdout=False, redirect_stderr=False)
        line.add_task("", total=None)
        with self._lock:
            if self._timer:
                self._draw(line)
                line.start()
                self._line = line

    def _draw(self, line: Progress) -> None:
        words, done, of = self._now
        line.update(line.task_ids[0], description=words, completed=done, total=of or None)


_running: list[_Working] = []


def begin(words: Sequence[str]) -> None:
    """Say from now on what is being done, where somebody sits at a terminal; `words` are what was typed."""
    if sys.stderr is not None and sys.stderr.isatty():
        _running[:] = [_Working(words)]


def end(*, for_good: bool = True) -> None:
    """Take the line away: something else is to be said, or nothing is left to do."""
    for working in _running:
        working.end(for_good=for_good)


def _is_large(word: str) -> bool:
    """Tell whether a word names a file, or the folder of a run, that takes its time."""
    path = Path(word)
    with suppress(OSError, ValueError):
        file = path / RECORD if path.is_dir() else path
        return file.is_file() and file.stat().st_size > _LARGE.get(file.suffix.lower(), _LARGE_TEXT)
    return False
