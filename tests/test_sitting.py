"""`check --ask`: a sitting on a terminal, question by question, and what is kept of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sittings import CAPABILITY, FORMS, NEED
from typer.testing import CliRunner

import cxmatch as cx
from cxmatch.cli import app
from cxmatch.console.asking import ask_all
from cxmatch.console.screen import Screen
from cxmatch.survey.reader import Sitting

LEVELS = {label: str(level) for labels in (CAPABILITY, NEED) for level, label in enumerate(labels, start=1)}
TWO = "Group,Agency,Cap: A,Cap: A,Need: A\nx,1st,5,1,1\ny,2nd,2,2,4\nz,2nd,3,3,4\n"
Answer = str | BaseException


def _spelled(path: Path) -> str:
    return f"survey.csv --columns {path}"


def _scripted(answers: Sequence[Answer], screen: pytest.CaptureFixture[str]) -> tuple[Callable[[str], str], list[str]]:
    """Return what types these answers, and the list of what stood on the screen before each."""
    shown: list[str] = []
    typed = iter(answers)

    def read(_: str) -> str:
        shown.append(screen.readouterr().out)
        answer = next(typed)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    return read, shown


@pytest.fixture
def survey(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The Forms export in the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "survey.csv").write_text(FORMS, encoding="utf-8")
    return tmp_path / "survey.csv"


def _answer(shown: str) -> str:
    """What somebody answers who knows the scale: the level of a label; Enter, the likely answer, for all else."""
    return next((level for label, level in LEVELS.items() if f'Which level is "{label}"?' in shown), "")


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of a script is a thing of Unix")
def test_a_forms_export_takes_thirteen_questions_and_one_columns_file_on_a_terminal(survey: Path) -> None:
    """On a real terminal: thirteen answers at most, the file is written, the next command is named, and it pairs."""
    import pty  # there is none on Windows

    terminal, its = pty.openpty()
    place = {"PYTHONPATH": str(Path(cx.__file__).parent.parent), "TERM": "xterm", "COLUMNS": "80", "LINES": "50"}
    command = [sys.executable, "-m", "cxmatch", "check", survey.name, "--ask"]
    process = subprocess.Popen(command, stdin=its, stdout=its, stderr=its, env={**os.environ, **place})  # noqa: S603  # our own
    os.close(its)
    shown, answered, seen = "", 0, 0
    while chunk := _next_of(terminal):
        shown += chunk
        if shown[seen:].endswith("> "):
            os.write(terminal, f"{_answer(shown[seen:])}\n".encode())
            seen, answered = len(shown), answered + 1
    os.close(terminal)
    assert (process.wait(), answered) == (0, 13), shown
    assert f"pair {survey.name} --columns survey.columns.toml" in shown
    assert {path.name for path in survey.parent.iterdir()} == {"survey.csv", "survey.columns.toml"}
    result = CliRunner().invoke(app, ["pair", "survey.csv", "--columns", "survey.columns.toml"])
    assert result.exit_code == 0, result.output


def _next_of(terminal: int) -> str:
    try:
        return os.read(terminal, 65536).decode(errors="replace")
    except OSError:
        return ""


def test_what_was_answered_is_what_is_read(survey: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The levels of the file are those that were typed, the role sentences are roles, and "1 or 2" is one seat."""
    sitting = Sitting(survey.name)
    read, shown = _scripted([LEVELS.get(question.answer, "") for question in sitting.left], capsys)
    assert ask_all(sitting, Path("c.toml"), _spelled, Screen(), read=read) == Path("c.toml")
    assert len(shown) == 13
    cohort = cx.read_survey(survey, columns="c.toml")
    assert cohort.office("Office 4").mentor_slots == 0
    assert (cohort.office("Office 9").mentor_slots, cohort.office("Office 9").protege_slots) == (1, 0)
    first = dict(zip(*(line.split(",") for line in FORMS.splitlines()[:2]), strict=True))
    said = {area: int(LEVELS[first[f"Capability: {area}"]]) for area in ("Hiring", "Governance", "Research")}
    assert {cohort.framework.area(area).name: level for area, level in cohort.office("Office 1").capability.items()} == said


def test_a_question_is_short_and_the_likely_answer_stands_first(survey: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says what is asked, where it stands, the first cells, and what Enter takes."""
    read, shown = _scripted([KeyboardInterrupt()], capsys)
    with pytest.raises(KeyboardInterrupt):
        ask_all(Sitting(survey.name), Path("c.toml"), _spelled, Screen(), read=read)
    question = " ".join(shown[0].split())
    assert question.startswith("13 questions. Enter takes what stands first")
    assert '1 of 13. Which level is "Early days"?' in question or '1 of 13. Which level is "Leading the field"?' in question
    assert 'column J "Capability: Hiring"' in question
    assert "Or type: 1 to 5, n = not answered, l = later" in question


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), EOFError()])
def test_what_is_interrupted_keeps_what_was_answered(
    stop: BaseException, survey: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl-C and Ctrl-D write the answers so far, what is open as comments, and say how to go on."""
    read, _ = _scripted(["5", "l", "3", stop], capsys)
    with pytest.raises(KeyboardInterrupt) as caught:
        ask_all(Sitting(survey.name), Path("c.toml"), _spelled, Screen(), read=read)
    assert caught.value.__notes__ == ['What you answered is in "c.toml".']
    assert "check survey.csv --columns c.toml --ask" in capsys.readouterr().out
    text = Path("c.toml").read_text(encoding="utf-8")
    assert ('"leading the field" = "5"' in text, text.count('\n# "')) == (True, 11)
    assert len(Sitting(survey.name, columns="c.toml").left) == 11


def test_nothing_is_written_where_nothing_was_answered(survey: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Stopped at the first question, or every question left for later: no file."""
    read, _ = _scripted([EOFError()], capsys)
    with pytest.raises(KeyboardInterrupt) as caught:
        ask_all(Sitting(survey.name), Path("c.toml"), _spelled, Screen(), read=read)
    assert caught.value.__notes__ == ["Nothing was written."]
    read, shown = _scripted(["l"] * 13, capsys)
    assert ask_all(Sitting(survey.name), Path("c.toml"), _spelled, Screen(), read=read) is None
    assert len(shown) == 13
    assert not Path("c.toml").exists()


def test_an_answer_that_is_none_is_asked_for_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says what can be typed; columns are settled one after another."""
    (tmp_path / "two.csv").write_text(TWO, encoding="utf-8")
    sitting = Sitting(tmp_path / "two.csv")
    read, shown = _scripted(["9", "2", "2"], capsys)
    ask_all(sitting, tmp_path / "c.toml", _spelled, Screen(), read=read)
    assert "Type one of these: 1, 2, l." in shown[1]
    uses = {use.column: use.use for use in sitting.reading.columns}
    assert (uses["B"], uses["C"], uses["D"]) == ("office", "not used", "capability, A")


def test_other_content_is_not_overwritten_without_asking(survey: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is there is replaced only after a yes; another name may be typed instead."""
    Path("c.toml").write_text("# mine\n", encoding="utf-8")
    rest = ["1"] * 13
    read, shown = _scripted(["", "2", "other.toml", *rest], capsys)
    assert ask_all(Sitting(survey.name), Path("c.toml"), _spelled, Screen(), read=read) == Path("other.toml")
    assert "c.toml is there already" in shown[0]
    assert Path("c.toml").read_text(encoding="utf-8") == "# mine\n"
    read, _ = _scripted(["y", *rest], capsys)
    assert ask_all(Sitting(survey.name), Path("c.toml"), _spelled, Screen(), read=read) == Path("c.toml")
    assert "[levels]" in Path("c.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("also", [[], ["--json"], ["--save", "c.toml"]])
def test_without_a_terminal_it_is_refused_with_the_other_way(also: list[str], survey: Path) -> None:
    """Exit code 2, the line with --save, nothing written."""
    result = CliRunner().invoke(app, ["check", survey.name, "--ask", *also])
    assert result.exit_code == 2
    assert "check survey.csv --save columns.toml" in " ".join(result.output.split())
    assert [path.name for path in survey.parent.iterdir()] == ["survey.csv"]


def test_a_survey_that_is_clear_asks_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No question, no file."""
    read, shown = _scripted([], capsys)
    assert ask_all(Sitting(cx.sample("roundtable-14")), tmp_path / "c.toml", _spelled, Screen(), read=read) is None
    assert (shown, list(tmp_path.iterdir())) == ([], [])


def test_a_page_shows_each_kind_of_error_and_says_alike_things_once(tmp_path: Path) -> None:
    """Many strange words and one date: the date is shown too; what several columns say alike is one line with the count."""
    rows = [f"Office {n},wrong{n},Sometimes,Sometimes,1" for n in range(60)]
    head = "Office,Cap: Hiring,Cap: Data,Cap: Governance,Need: Hiring"
    (tmp_path / "survey.csv").write_text("\n".join([head, *rows, "Office 99,3/4/2026,5,5,1"]) + "\n", encoding="utf-8")
    output = " ".join(CliRunner().invoke(app, ["check", str(tmp_path / "survey.csv")]).output.split())
    assert "Error CX102 Row 62, column B" in output
    assert '"Cap: Data" and 119 more cells in 2 columns: "Sometimes" is not a level' in output
    assert "And 42 more like it." in output
    assert output.count("Correct the cell, or give the scale") == 1
