"""A mistake of ours is written down without a word of the survey."""

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import cxmatch as cx
from cxmatch.cli import app
from cxmatch.console import running
from cxmatch.errors import FileError, ProofError

SAMPLE = str(cx.sample("roundtable-14"))


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A program whose pairing fails while it speaks of an office, started in an empty folder; what was typed."""

    def fail(cohort: cx.Cohort, policy: cx.Policy) -> None:
        try:
            raise KeyError(cohort.offices[0].id)
        except KeyError as problem:
            raise RuntimeError(f"no place for {cohort.offices[1].id}") from problem

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cx, "pair", fail, raising=False)
    typed = ["pair", SAMPLE, "--lock", "Kite Registry>Clock Repair Claims", "--out=Kite Registry", "--plain"]
    monkeypatch.setattr(sys, "argv", ["cxmatch", *typed])
    return typed


def test_the_file_says_what_mends_it_and_no_word_of_the_survey(broken: list[str]) -> None:
    """Versions, the command with its options and no values, the kinds of error and their places; no name, no message, no home."""
    done = CliRunner().invoke(app, broken)
    said = " ".join(done.output.split())
    assert done.exit_code == 70
    assert "This is a mistake in cxmatch, not yours" in said
    assert '"cxmatch mistake.txt"' in said
    text = Path(running.MISTAKE).read_text(encoding="utf-8")
    assert f"cxmatch {cx.__version__}" in text
    assert "Command: pair --lock --out --plain\n" in text
    assert "builtins.RuntimeError\n" in text
    assert "builtins.KeyError\n" in text
    assert "cxmatch/cli.py:" in text
    words = {name for office in cx.read_survey(SAMPLE).offices for name in (office.id, office.department)}
    assert [word for word in words if word in text] == []
    assert "roundtable" not in text
    assert str(Path.home()) not in text


def test_where_nothing_can_be_written_the_words_are_enough(broken: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake in a place without rights is still told in a sentence, without another one."""

    def refuse(*_: object, **__: object) -> None:
        raise FileError("no")

    monkeypatch.setattr("cxmatch.records.files.write_new", refuse)
    done = CliRunner().invoke(app, broken)
    assert (done.exit_code, "Please tell who gave you cxmatch" in " ".join(done.output.split())) == (70, True)


def test_a_proof_that_fails_is_a_mistake_of_ours(broken: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """It is written down as well."""

    def fail(cohort: cx.Cohort, policy: cx.Policy) -> None:
        raise ProofError("The proof does not hold.")

    monkeypatch.setattr(cx, "pair", fail, raising=False)
    assert CliRunner().invoke(app, broken).exit_code == 70
    assert "cxmatch.errors.ProofError" in Path(running.MISTAKE).read_text(encoding="utf-8")


def test_what_follows_two_dashes_is_no_option(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The name of an office that looks like an option is not kept."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["cxmatch", "explain", "run", "--json", "--", "--office"])
    running.keep_mistake(ValueError("--office"))
    assert "--office" not in Path(running.MISTAKE).read_text(encoding="utf-8")
