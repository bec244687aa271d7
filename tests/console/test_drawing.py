"""Tints: what each row says it shows is tinted so, and a terminal, a pipe and the environment decide whether anything is."""

import re
import sys
from collections.abc import Iterable
from io import StringIO
from itertools import pairwise

import pytest

from cxmatch.console import screen as screens
from cxmatch.console.drawing import TINTS, spans
from cxmatch.console.screen import Screen

EVERY = sorted({line for row in TINTS for line in row.shows})


class Terminal(StringIO):
    """A terminal that keeps what it got."""

    def isatty(self) -> bool:
        return True


def printed(monkeypatch: pytest.MonkeyPatch, stream: StringIO, environment: Iterable[str] = (), *, plain: bool = False) -> str:
    """What a screen writes of a line and a table, in an environment of such settings."""
    for name in ("NO_COLOR", "FORCE_COLOR", "CXMATCH_PLAIN", "ACCESSIBLE", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr(screens, "_bare", [])
    for setting in environment:
        monkeypatch.setenv(*setting.split("="))
    monkeypatch.setattr(sys, "stdout", stream)
    screen = Screen(plain=plain)
    screen.headline("Best", "bold green", ": total fit 12.")
    screen.say("8 pairings are firm, total fit 122. Next:")
    screen.table(("Mentor", "Fit"), [("Harbor Desk", "7")], right=("Fit",))
    return stream.getvalue()


@pytest.mark.parametrize("row", TINTS, ids=lambda row: row.style)
def test_each_row_finds_what_it_shows(row: object) -> None:
    """Between the quotes of an example all is found, and nothing else."""
    for line in row.shows:  # type: ignore[attr-defined]
        bared = line.replace("«", "").replace("»", "")
        marked = row.pattern.sub(lambda found: f"«{found[0]}»", bared)  # type: ignore[attr-defined]
        assert marked == line


@pytest.mark.parametrize("line", EVERY)
def test_no_letter_is_tinted_twice(line: str) -> None:
    """Rows that find the same letters: the first of them has them."""
    found = sorted(spans(line.replace("«", "").replace("»", "")))
    assert all(end <= start for (_, end, _), (start, *_) in pairwise(found))


def test_a_terminal_has_color_and_a_pipe_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same words both times; color is never all that tells them apart."""
    shown, piped = printed(monkeypatch, Terminal()), printed(monkeypatch, StringIO())
    assert "\x1b[36m122\x1b[0m" in shown
    assert "\x1b[32mfirm\x1b[0m" in shown
    assert re.search(r"\x1b\[1m +Mentor +Fit\x1b\[0m", shown)
    assert "\x1b" not in piped
    assert re.sub(r"\x1b\[[\d;]*m", "", shown) == piped


@pytest.mark.parametrize("setting", ["TERM=dumb", "CXMATCH_PLAIN=1", "ACCESSIBLE=1"])
def test_an_environment_without_color_is_heeded(monkeypatch: pytest.MonkeyPatch, setting: str) -> None:
    """A dumb terminal and a wish for plain lines get no sign that commands a terminal."""
    assert "\x1b" not in printed(monkeypatch, Terminal(), [setting])


def test_no_color_leaves_bold_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """NO_COLOR is about colors: words stay bold."""
    shown = printed(monkeypatch, Terminal(), ["NO_COLOR=1"])
    assert set(re.findall(r"\x1b\[([\d;]*)m", shown)) <= {"", "0", "1"}


def test_forced_color_reaches_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    """FORCE_COLOR tints what is piped, at the width of a pipe; --plain goes before it."""
    assert "\x1b[36m122\x1b[0m" in printed(monkeypatch, StringIO(), ["FORCE_COLOR=1"])
    assert "\x1b" not in printed(monkeypatch, StringIO(), ["FORCE_COLOR=1"], plain=True)


@pytest.mark.parametrize("width", ["20", "40", "200"])
def test_a_plain_table_is_one_line_a_row(monkeypatch: pytest.MonkeyPatch, width: str) -> None:
    """At any width: each cell beside the name of its column, so that a search finds the whole row."""
    shown = printed(monkeypatch, StringIO(), [f"COLUMNS={width}"], plain=True)
    assert shown.splitlines()[-1] == "Mentor: Harbor Desk; Fit: 7"
