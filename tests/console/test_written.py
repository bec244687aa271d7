"""What was written: every path that is printed can be opened as it stands, and the page is opened on request."""

import re
import shlex
import sys
import webbrowser
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pytest
from typer.testing import CliRunner

import cxmatch as cx
from cxmatch.cli import app
from cxmatch.console.screen import Screen
from cxmatch.console.written import show_written


class Terminal(StringIO):
    """A terminal that shows links."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my survey.csv").write_bytes(cx.sample("roundtable-14").read_bytes())
    monkeypatch.setattr(sys, "argv", ["cxmatch"])


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a browser was asked to open."""
    asked: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: asked.append(address) or True)
    return asked


def run(*words: str, code: int = 0) -> str:
    """What a command prints."""
    done = CliRunner().invoke(app, [*words], prog_name="cxmatch")
    assert done.exit_code == code, done.output
    return done.output


@pytest.mark.parametrize(
    "words",
    [
        ("pair", "my survey.csv"),
        ("demo",),
        ("export", "run", "--to", "kickoff", "--split"),
        ("export", "run", "--to", "a sheet.xlsx"),
        ("rerun", "run", "--without", "Kite Registry"),
        ("template", "--out", "new survey.xlsx"),
        ("check", "my survey.csv", "--save", "the columns.toml", "--marked", "marked copy.xlsx"),
    ],
)
def test_every_path_that_is_printed_can_be_opened(words: tuple[str, ...], tmp_path: Path) -> None:
    """Each stands whole on a line of its own, in quotes where a shell needs them, and is there."""
    run("pair", "my survey.csv", "--out", "run")
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    lines = [line.strip() for line in run(*words).splitlines() if str(tmp_path) in line]
    said = [Path(shlex.split(line)[0]) for line in lines]
    assert said
    assert all(path.is_absolute() and path.exists() for path in said)
    made = {path for path in tmp_path.rglob("*") if path.is_file()} - {*before, tmp_path / "cxmatch sample.csv"}
    assert {path for path in made if path not in said and path.parent not in said} == set()


def test_on_a_terminal_paths_are_links(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each path is a link to its file; without colors, as in a pipe, it is plain text."""
    files = [tmp_path / "a folder" / name for name in ("report.html", "run.json")]
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    printed = {}
    for name, out, plain in (("links", Terminal(), False), ("plain", Terminal(), True), ("pipe", StringIO(), False)):
        monkeypatch.setattr(sys, "stdout", out)
        show_written(files, Screen(plain=plain))
        printed[name] = out.getvalue()
    links = re.findall(r"\x1b\]8;[^;]*;(file:[^\x1b]+)\x1b\\", printed["links"])
    assert [Path(url2pathname(urlsplit(link).path)) for link in links] == files
    assert "\x1b" not in printed["plain"] + printed["pipe"]
    assert printed["plain"] == printed["pipe"]


@pytest.mark.parametrize(
    ("words", "page"),
    [
        (("pair", "my survey.csv", "--open"), "my survey pairings/report.html"),
        (("demo", "--open"), "cxmatch sample pairings/report.html"),
        (("rerun", "run", "--without", "Kite Registry", "--open"), "run/run 2/report.html"),
        (("export", "run", "--to", "kickoff", "--open"), "kickoff/keep/report.html"),
        (("export", "run", "--to", "kickoff", "--format", "summary", "--open"), "kickoff/summary.html"),
        (("export", "run", "--to", "all", "--audience", "participants", "--open"), "all/participants.html"),
    ],
)
def test_the_page_is_opened_on_request(words: tuple[str, ...], page: str, opened: list[str], tmp_path: Path) -> None:
    """The page that was written, by its full address; nothing without the wish."""
    run("pair", "my survey.csv", "--out", "run")
    assert opened == []
    run(*words)
    assert opened == [(tmp_path / page).as_uri()]


def test_where_nothing_can_be_opened_it_is_said(monkeypatch: pytest.MonkeyPatch, opened: list[str], tmp_path: Path) -> None:
    """Without a page, and without a browser: a line, and all is written."""
    assert "No page was written, so none is opened." in run("pair", "my survey.csv", "--format", "csv", "--open")
    assert opened == []
    monkeypatch.setattr(webbrowser, "open", lambda address: False)
    said = run("export", "my survey pairings", "--to", "kickoff", "--format", "html", "--open", code=4)
    assert "run.json" in said
    run("pair", "my survey.csv", "--out", "run")
    said = run("export", "run", "--to", "kickoff", "--format", "html", "--open")
    assert "There is no browser here that could be started." in said
    assert str(tmp_path / "kickoff" / "report.html") in said


def test_words_on_the_command_line_go_before_the_policy() -> None:
    """Title and status as typed, the rest as the policy says; kept for later exports, which may say otherwise."""
    Path("policy.toml").write_text('[report]\ntitle = "Old"\nsubtitle = "Kept"\n', encoding="utf-8")
    run("pair", "my survey.csv", "--policy", "policy.toml", "--title", "New", "--status", "DRAFT", "--out", "run")
    assert dict(cx.load(Path("run")).policy.report.said) == {"title": "New", "subtitle": "Kept", "status": "draft"}
    page = Path("run/report.html").read_text(encoding="utf-8")
    assert "<h1>New</h1>" in page
    assert "DRAFT</p>" in page
    run("export", "run", "--to", "kickoff", "--format", "html", "--status", "final", "--title", "Third")
    page = Path("kickoff/report.html").read_text(encoding="utf-8")
    assert "<h1>Third</h1>" in page
    assert "FINAL</p>" in page
    assert ">Kept</p>" in page
    run("rerun", "run", "--without", "Kite Registry")
    assert "<h1>New</h1>" in Path("run/run 2/report.html").read_text(encoding="utf-8")
    assert "Verified" in run("verify", "run/run 2")


def test_a_lost_logo_is_said_on_standard_error() -> None:
    """It is looked for where cxmatch is started; the hand-outs are written all the same. One named now must be there."""
    logo = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'
    Path("logo.svg").write_text(logo, encoding="utf-8")
    run("pair", "my survey.csv", "--logo", "logo.svg", "--out", "run")
    assert "data:image/svg+xml;base64," in Path("run/report.html").read_text(encoding="utf-8")
    Path("logo.svg").unlink()
    done = CliRunner().invoke(app, ["export", "run", "--to", "kickoff", "--format", "html"])
    assert done.exit_code == 0
    assert "written without a logo" in done.stderr
    assert "data:" not in Path("kickoff/report.html").read_text(encoding="utf-8")
    assert "--logo: the logo" in run("export", "run", "--to", "x", "--logo", "logo.svg", code=4)
    Path("policy.toml").write_text('[report]\nlogo = "logo.svg"\n', encoding="utf-8")
    assert "policy.toml, line 2: the logo" in run("pair", "my survey.csv", "--policy", "policy.toml", code=4)
