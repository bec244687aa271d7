"""The files by which a project is known and kept: they are there, agree with the program, and name no place that is not known."""

import re
import tomllib
from pathlib import Path

import pytest

import cxmatch as cx

ROOT = Path(__file__).parent.parent
WORKFLOW = ROOT / ".github/workflows/ci.yml"
IN_WORDS = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md", "CITATION.cff", "LICENSE")


@pytest.mark.parametrize("name", IN_WORDS)
def test_the_files_of_a_project_are_there(name: str) -> None:
    """Each is there and says something."""
    assert len((ROOT / name).read_text(encoding="utf-8")) > 500


def test_the_citation_is_of_this_version() -> None:
    """It has what a citation needs, the version and the license of the package, and no address or number that was made up."""
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = dict(re.findall(r"^([a-z-]+): *(.*)$", text, re.MULTILINE))
    assert {"cff-version", "message", "title", "authors"} <= found.keys()
    assert (found["version"], found["license"]) == (cx.__version__, project["license"])
    assert not {"doi", "url", "repository-code"} & found.keys()


def test_removing_stands_below_installing() -> None:
    """The README says how cxmatch is removed right after how it is installed."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert 0 < text.index("pipx install") < text.index("**Remove:**") < text.index("The tests are set up")


@pytest.mark.skipif(not WORKFLOW.exists(), reason="the source package has no workflow")
def test_the_workflow_runs_the_readmes_own_commands() -> None:
    """Linux and macOS run the very test command of the README, Windows its own, on every Python that is kept up; one runs all."""
    workflow = WORKFLOW.read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    command = re.search(r"^python3 -m venv .*pytest.*$", readme, re.MULTILINE)
    assert command
    assert command[0] in workflow
    for line in (
        r".venv\Scripts\python -m pip install -q \".[test]\"".replace('\\"', '"'),
        r".venv\Scripts\python -m pytest -n auto",
    ):
        assert line in readme
        assert line in workflow
    assert re.search(r"os: \[ubuntu-latest, macos-latest, windows-latest\]", workflow)
    assert re.search(r'python: \["3.11", "3.12", "3.13", "3.14"\]', workflow)
    assert "bash .ci/run" in workflow


def test_each_file_of_a_wheel_is_named_where_it_is_made() -> None:
    """Samples and license are put into the wheel by name, and the source package has the files that this test has."""
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]
    assert tool["wheel"]["force-include"] == {"data/samples": "cxmatch/samples"}
    assert {*IN_WORDS, "mkdocs.yml"} <= {*tool["sdist"]["include"]}


@pytest.mark.skipif(not WORKFLOW.exists(), reason="the source package has no workflow")
def test_the_workflow_tries_the_lowest_versions() -> None:
    """One job has the lowest version of each library that is allowed, and runs the quick tests; all others have the newest."""
    assert "uv run --resolution lowest-direct --extra test python -m pytest" in WORKFLOW.read_text(encoding="utf-8")
