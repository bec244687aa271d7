"""What a command writes is open to nobody who may not open the survey that it was made from."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cxmatch.cli import app
from cxmatch.records.files import write_new
from cxmatch.records.meanwhile import made_from, within_rights
from cxmatch.survey.template import sample

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
OTHERS = 0o077


@contextmanager
def umask(mask: int) -> Iterator[None]:
    old = os.umask(mask)
    try:
        yield
    finally:
        os.umask(old)


def survey(folder: Path, mode: int) -> Path:
    path = folder / "survey.csv"
    shutil.copyfile(sample(), path)
    path.chmod(mode)
    return path


def run(*words: str | Path) -> None:
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == 0, done.output


def open_to(folder: Path) -> tuple[set[int], set[int]]:
    """What others may do with the files below a folder, and with its folders."""
    every = [folder, *folder.rglob("*")]
    modes = [{path.stat().st_mode & OTHERS for path in every if path.is_dir() is kind} for kind in (False, True)]
    return modes[0], modes[1]


@pytest.mark.parametrize(
    ("mode", "mask", "files", "folders"),
    [
        pytest.param(0o600, 0o022, 0o000, 0o000, id="the owner's alone"),
        pytest.param(0o400, 0o022, 0o000, 0o000, id="the owner's, not to be written"),
        pytest.param(0o640, 0o022, 0o040, 0o050, id="a group reads"),
        pytest.param(0o660, 0o002, 0o060, 0o070, id="a group writes"),
        pytest.param(0o644, 0o022, 0o044, 0o055, id="everybody reads"),
        pytest.param(0o666, 0o077, 0o000, 0o000, id="the umask says less"),
    ],
)
def test_what_is_written_is_no_more_open_than_the_survey(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int, mask: int, files: int, folders: int
) -> None:
    """The folder of a run and all in it have the permissions of the survey, less what the umask takes; its owner may write."""
    monkeypatch.chdir(tmp_path)
    with umask(mask):
        run("pair", survey(tmp_path, mode), "--out", "out")
    assert open_to(tmp_path / "out") == ({files}, {folders})
    assert all(os.access(path, os.W_OK) for path in (tmp_path / "out").iterdir())


def test_it_holds_from_file_to_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rerun, an export, a copy with marks, a columns file and a paper are made from closed files, and are closed."""
    monkeypatch.chdir(tmp_path)
    with umask(0o022):
        closed = survey(tmp_path, 0o600)
        run("pair", closed, "--out", "out")
        run("rerun", "out", "--without", "Kite Registry")
        run("export", "out", "--to", "kickoff")
        run("check", closed, "--marked", "marked.xlsx", "--save", "columns.toml")
        run("gaps", closed, "--to", "gaps.docx")
    every = [path for path in tmp_path.rglob("*") if path != closed]
    assert {path.suffix for path in every} >= {".xlsx", ".toml", ".docx", ".json", ".html", ".eml"}
    assert not [path for path in every if path.stat().st_mode & OTHERS]


def test_a_file_that_is_there_keeps_what_its_owner_gave_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who opened a run to a group after it was written finds it open to the group after it is written again."""
    monkeypatch.chdir(tmp_path)
    with umask(0o022):
        closed = survey(tmp_path, 0o600)
        run("pair", closed, "--out", "out")
        (tmp_path / "out/pairings.csv").chmod(0o640)
        run("pair", closed, "--out", "out", "--policy", _other(tmp_path), "--overwrite")
    assert (tmp_path / "out/pairings.csv").stat().st_mode & OTHERS == 0o040
    assert (tmp_path / "out/run.json").stat().st_mode & OTHERS == 0


@pytest.mark.parametrize("name", ["policy.toml", "cxmatch.toml"])
def test_a_closed_policy_closes_what_is_made_by_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Rules say who does not want whom: a closed policy, named or beside the survey, closes the run as the survey does."""
    monkeypatch.chdir(tmp_path)
    rules = tmp_path / name
    rules.write_text('[policy]\ntie_seed = "another"\n' if name == "cxmatch.toml" else 'tie_seed = "another"\n', encoding="utf-8")
    rules.chmod(0o600)
    with umask(0o022):
        run("pair", survey(tmp_path, 0o644), "--out", "out", *(["--policy", rules] if name == "policy.toml" else []))
    assert open_to(tmp_path / "out") == ({0}, {0})


def _other(folder: Path) -> Path:
    path = folder / "policy.toml"
    path.write_text('tie_seed = "another"\n', encoding="utf-8")
    return path


def test_one_command_says_nothing_about_the_next(tmp_path: Path) -> None:
    """What was read for one command closes no file of another, and outside of commands the umask alone decides."""
    closed = survey(tmp_path, 0o600)
    with umask(0o022):
        with within_rights():
            made_from(closed.stat())
            write_new(tmp_path / "closed", b"")
        with within_rights():
            write_new(tmp_path / "open", b"")
        write_new(tmp_path / "outside", b"")
    modes = {path.name: path.stat().st_mode & OTHERS for path in tmp_path.iterdir()}
    assert modes == {"survey.csv": 0, "closed": 0, "open": 0o044, "outside": 0o044}


def test_a_pipe_says_nothing(tmp_path: Path) -> None:
    """The permissions of a pipe are not those of the survey that comes through it."""
    read, write = os.pipe()
    with umask(0o022), within_rights():
        made_from(os.fstat(read))
        write_new(tmp_path / "open", b"")
    os.close(read)
    os.close(write)
    assert (tmp_path / "open").stat().st_mode & OTHERS == 0o044
