"""Writes docs/commands.md, every command with its options, from the program, or checks that it is up to date."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any

from typer.main import get_command

from cxmatch.cli import app
from cxmatch.commands.helping import EXAMPLES
from cxmatch.console.lists import EXIT_CODES
from docs.made import write_or_check

PAGE = Path(__file__).with_suffix(".md")
OPENING = """# Commands

Every command with its options, as `cxmatch help COMMAND` says them in the terminal.

This page is made from the program by `python -m docs.commands`.
"""


class Sections:
    """What a command writes its help to: keeps the rows by their headings, in the order of the help."""

    def __init__(self) -> None:
        self.rows: dict[str, list[tuple[str, str]]] = {}
        self._heading = ""

    @contextmanager
    def section(self, heading: str) -> Iterator[None]:
        """Take the rows that follow for those of a heading."""
        self._heading = heading
        yield

    def write_dl(self, rows: list[tuple[str, str]]) -> None:
        """Keep rows of flags and what they do."""
        self.rows[self._heading] = rows


def page() -> str:
    """Give the whole page."""
    root: Any = get_command(app)
    with root.make_context("cxmatch", [], resilient_parsing=True) as ctx:
        commands = (_command(ctx, name, shown) for name, shown in root.commands.items())
        return "\n".join([OPENING, *commands, _exit_codes()])


def _command(root: Any, name: str, shown: Any) -> str:
    sections = Sections()
    with shown.make_context(name, [], parent=root, resilient_parsing=True) as ctx:
        shown.format_options(ctx, sections)
    told = f"## {name}\n\n{_cell(' '.join(shown.help.split()))}\n\n```sh\ncxmatch {EXAMPLES[name]}\n```\n"
    return "\n".join([told, *(_table(heading, rows) for heading, rows in sections.rows.items() if rows)])


def _exit_codes() -> str:
    rows = (f"| {code} | {_cell(meaning)} |" for code, meaning in EXIT_CODES)
    return "\n".join(["## Exit codes\n", "| Exit code | Meaning |", "|---|---|", *rows, ""])


def _table(heading: str, rows: list[tuple[str, str]]) -> str:
    lines = (f"| {_code(flags)} | {_cell(text)} |" for flags, text in rows)
    return "\n".join([f"| {heading} | |", "|---|---|", *lines, ""])


def _code(flags: str) -> str:
    """Spell flags as code: a bar would end the cell, whatever stands before it, and the type that Typer names helps nobody."""
    return f"<code>{escape(re.sub(r' <[a-z]+>', '', flags)).replace('|', '&#124;')}</code>"


def _cell(text: str) -> str:
    """Spell a text so that Markdown takes no sign of it for its own."""
    spelled = " ".join(text.split())
    for sign in "\\*_<[|":
        spelled = spelled.replace(sign, "\\" + sign)
    return spelled


if __name__ == "__main__":
    sys.exit(write_or_check("docs/commands.md is", {PAGE: page()}, "commands"))
