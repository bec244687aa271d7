"""The docs keep their promises: what they show is what the program prints."""

import re
import shlex
import shutil
from pathlib import Path

import forked
import pytest
from typer.main import get_command

from cxmatch.cli import app
from cxmatch.domain.findings import catalogue
from cxmatch.domain.framework import Framework
from cxmatch.domain.policy import Policy
from cxmatch.domain.practice import parsed
from cxmatch.survey.settings import Settings

ROOT = Path(__file__).parent.parent
HOME = "/home/you"  # the folder that the pages show; its name is that of another one here
BLOCK = re.compile(r"```console\n(\$ cxmatch .*?)```", re.DOTALL)
COMMAND = re.compile(r"^\$ cxmatch (.*)\n", re.MULTILINE)


def shown(page: Path) -> list[tuple[str, str]]:
    """Every command that a page shows with its output."""
    parts = [COMMAND.split(block)[1:] for block in BLOCK.findall(page.read_text(encoding="utf-8"))]
    return [pair for block in parts for pair in zip(block[::2], block[1::2], strict=True)]


def printed(command: str, folder: Path) -> str:
    """What `cxmatch COMMAND` prints, run as `cxmatch` in a folder."""
    done = forked.command(shlex.split(command), folder, {"COLUMNS": "80"}, installed=True)
    return (done.stdout + done.stderr).replace(str(folder), HOME)


def is_shown(output: str, shown: str) -> bool:
    """Whether a page shows an output: line by line, where a line of three points stands for any lines left out."""
    parts = re.split(r"^\.\.\.\n", shown, flags=re.MULTILINE)
    return re.fullmatch(r"(?:.*\n)*?".join(map(re.escape, parts)), output) is not None


@pytest.mark.parametrize("page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=lambda page: page.name)
def test_what_a_page_shows_is_what_is_printed(page: Path, tmp_path: Path) -> None:
    """Each command of a page, run in order in a folder that has the samples, prints what the page shows."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    for command, output in shown(page):
        done = printed(command, tmp_path)
        assert done == output or is_shown(done, output), (command, done)


def test_three_points_stand_for_whole_lines() -> None:
    """What a page leaves out is left out by lines, in order; without three points nothing is."""
    assert is_shown("a\nb\nc\n", "a\n...\nc\n")
    assert is_shown("a\nb\nc\n", "...\nb\n...\n")
    assert not any(is_shown("a\nb\nc\n", shown) for shown in ("a\nc\n", "...\na\nb\n", "...\nc\nb\n...\n", "a\n... b\nc\n"))


@pytest.mark.parametrize("page", ["README.md", "docs/guide.md", "docs/policy.md", "docs/settings.md"])
def test_the_settings_a_page_shows_can_be_used(page: str) -> None:
    """Every TOML block is a policy, settings, a framework or a file of practices as it stands."""
    blocks = re.findall(r"```toml\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)
    assert blocks
    for block in blocks:
        if "[[areas]]" in block:
            Framework.parse(block, page)
        elif "[[practices]]" in block:
            parsed(block, page)
        elif "[survey]" in block:
            Settings.parse(block, page)
        else:
            Policy.parse(block, page)


def test_every_command_is_in_the_readme() -> None:
    """No command is undocumented: each stands in a heading of the README or the guide."""
    headings = " ".join(
        line
        for page in ("README.md", "docs/guide.md")
        for line in (ROOT / page).read_text(encoding="utf-8").splitlines()
        if line.startswith("#")
    )
    for name in get_command(app).commands:  # type: ignore[attr-defined]  # a group, as every Typer app with commands
        assert re.search(rf"\b{name}\b", headings), name


def test_every_finding_is_in_the_docs() -> None:
    """docs/findings.md has a section for each code of the catalogue."""
    page = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (CX\d+)$", page, re.MULTILINE) == list(catalogue())


def test_the_readme_opens_with_two_commands_that_set_up() -> None:
    """The two set-up lines are there, alike in every spelling, and name files that exist."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(re.findall(r"^python3 -m venv .*$", text, re.MULTILINE)) == 2
    assert all((ROOT / path).exists() for path in re.findall(r"data/samples/[\w-]+\.csv", text))
