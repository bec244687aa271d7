"""What is printed as JSON: every command that prints data has it, one document, and nothing else on standard output."""

import json
import shlex
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

import cxmatch as cx
from cxmatch.cli import app
from cxmatch.domain.run import SCHEMA

COMMANDS = get_command(app).commands  # type: ignore[attr-defined]  # a group, as every Typer app with commands
WORDS = ("help",)  # prints words about words
SAID = (
    "pair survey.csv",
    "check survey.csv",
    "template --out blank.xlsx",
    "template --kind checkin --run out --out checkin.csv",
    "template --out brief.docx",
    "verify out",
    "policy --weight Hiring=2",
    "explain out",
    "explain out 'Kite Registry'",
    "explain out 'Footpath Access Office' 'Ferry Tickets Office'",
    "explain out --all",
    "rerun out --without 'Kite Registry'",
    "runs out",
    "compare out 1 2",
    "export out --to kickoff",
    "demo",
    "frameworks",
    "gaps survey.csv",
    "agenda out",
    "practices",
    "ask out",
    "answers out 'asking/hand out/answers.xlsx'",
    "final out",
    "status out checkin.csv",
    "progress out survey.csv",
)


def told(words: list[str]) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, words)
    return done.exit_code, done.stdout, done.stderr


def test_every_command_that_prints_data_prints_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each prints one object, or a list of them, and nothing else."""
    monkeypatch.chdir(tmp_path)
    cx.copy_sample("roundtable-14", tmp_path / "survey.csv")
    told(["pair", "survey.csv", "--out", "out"])
    told(["ask", "out", "--to", "asking"])
    for words in SAID:
        code, out, _ = told([*shlex.split(words), "--json"])
        found = json.loads(out)
        assert code == 0, words
        assert isinstance(found, dict) or (found and all(isinstance(each, dict) for each in found)), words


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - set(WORDS)))
def test_no_command_is_without_it(name: str) -> None:
    """Whatever a command prints, a program can read it."""
    assert "json" in {param.name for param in COMMANDS[name].params}


def test_what_was_written_is_said_with_its_full_ways(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`template` and `export` list files that are there; `demo` and `final` print the record that they wrote, as `pair` does."""
    monkeypatch.chdir(tmp_path)
    demo = told(["demo", "--json"])[1]
    folder = tmp_path / "cxmatch sample pairings"
    assert demo == (folder / "run.json").read_text(encoding="utf-8")
    final = json.loads(told(["final", str(folder), "--out", "done", "--json"])[1])
    assert (final["schema"], final["policy"]["report"]["status"]) == (SCHEMA, "final")
    for words in (["template", "--out", "blank.txt"], ["export", str(folder), "--to", "kickoff"]):
        found = json.loads(told([*words, "--json"])[1])
        assert found["written"]
        assert all(Path(file).is_absolute() and Path(file).is_file() for file in found["written"])
    assert found["run"] == cx.load(folder).id
