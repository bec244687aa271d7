"""The pages that are made from the program say what the program says."""

import json
import re
from importlib.util import find_spec

import pytest
from typer.main import get_command

from cxmatch.cli import app
from cxmatch.console.lists import EXIT_CODES
from docs import commands, findings, notebook

NEEDED = ("nbclient", "nbformat", "ipykernel")


def test_every_command_and_every_option_is_on_the_page() -> None:
    """docs/commands.md has a section for each command, and in it each of its options."""
    parts = re.split(r"^## ", commands.PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for name, shown in get_command(app).commands.items():  # type: ignore[attr-defined]  # a group, as every Typer app with commands
        section = next(part for part in parts if part.startswith(f"{name}\n"))
        flags = [flag for param in shown.params if not param.hidden for flag in param.opts if flag.startswith("--")]
        assert all(flag in section for flag in flags), name


def test_the_exit_codes_are_those_of_the_program() -> None:
    """Each exit code and its meaning stand at the end of the commands."""
    page = commands.PAGE.read_text(encoding="utf-8")
    assert all(f"| {code} | {meaning} |" in page for code, meaning in EXIT_CODES)


@pytest.mark.parametrize("module", [commands, findings])
def test_a_page_that_is_made_is_up_to_date(module: object) -> None:
    """The page in the folder is the one that would be made today."""
    assert module.PAGE.read_text(encoding="utf-8") == module.page()  # type: ignore[attr-defined]


@pytest.mark.skipif(not all(map(find_spec, NEEDED)), reason="the extra docs is not installed")
def test_the_notebook_shows_what_the_program_says() -> None:
    """Run from its first cell to its last, the notebook of the docs gives the outputs that it holds."""
    assert json.loads(notebook.executed()) == json.loads(notebook.PAGE.read_text(encoding="utf-8"))


def test_the_notebook_tells_nothing_of_a_machine() -> None:
    """It holds no path, no time and no name of whoever ran it, and each of its cells has been run."""
    text = notebook.PAGE.read_text(encoding="utf-8")
    assert not re.search(r"/home/|/tmp/|/root|C:\\\\|\d\d:\d\d:\d\d\.\d", text)
    cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
