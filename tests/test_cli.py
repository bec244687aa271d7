"""The command line: what comes out, what is written, which exit code; never a traceback."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from forked import command as cxmatch_process
from invent import cohort as invented_cohort
from invent import survey_csv
from typer.testing import CliRunner

import cxmatch as cx
from cxmatch.cli import app

Done = subprocess.CompletedProcess[str]
Run = Callable[..., Done]


@pytest.fixture
def cxmatch(tmp_path: Path) -> Run:
    """Run `python -m cxmatch ...` in an empty folder, with what comes from standard input."""

    def run(*arguments: str, stdin: bytes = b"", **environment: str) -> Done:
        text = cxmatch_process(list(arguments), tmp_path, environment, stdin)
        assert "Traceback" not in text.stdout + text.stderr
        assert "\x1b" not in text.stdout + text.stderr
        return text

    return run


@pytest.fixture
def survey(tmp_path: Path) -> str:
    """A survey in the folder, with a name that needs quotes."""
    shutil.copy(cx.sample("roundtable-14"), tmp_path / "my survey.csv")
    return "my survey.csv"


def test_pair_prints_and_writes_what_the_contract_says(cxmatch: Run, survey: str, tmp_path: Path) -> None:
    """The verdict, the table and the next command; pairings.csv and run.json in a folder named after the survey."""
    done = cxmatch("pair", survey)
    assert done.returncode == 0
    assert done.stderr == ""
    assert "Best pairing found and proven" in done.stdout
    assert 'explain "my survey pairings"' in done.stdout
    folder = tmp_path / "my survey pairings"
    rows = list(csv.reader(io.StringIO((folder / "pairings.csv").read_text(encoding="utf-8-sig"))))
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert rows[0][:3] == ["mentor", "protege", "points"]
    assert [(row[0], row[1], int(row[2])) for row in rows[1:]] == [
        (pairing["mentor"], pairing["protege"], pairing["points"]) for pairing in record["matching"]["pairings"]
    ]
    assert not list(folder.glob(".*"))


def test_json_is_the_record_and_nothing_else(cxmatch: Run, survey: str, tmp_path: Path) -> None:
    """With --json standard output is the run record to the byte, and standard error is empty."""
    done = cxmatch("pair", survey, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (tmp_path / "my survey pairings" / "run.json").read_text(encoding="utf-8")


def test_the_same_survey_gives_the_same_bytes(cxmatch: Run, survey: str, tmp_path: Path) -> None:
    """Two runs into two folders write identical files."""
    for folder in ("one", "two"):
        assert cxmatch("pair", survey, "--out", folder).returncode == 0
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_a_survey_comes_through_standard_input(cxmatch: Run) -> None:
    """A dash reads the survey from standard input."""
    done = cxmatch("pair", "-", "--out", "here", stdin=cx.sample().read_bytes())
    assert done.returncode == 0


def test_verify_accepts_the_run_and_refuses_a_changed_one(cxmatch: Run, survey: str, tmp_path: Path) -> None:
    """The folder or the file verify, alone and against the survey; a changed record fails with up to three differences."""
    cxmatch("pair", survey, "--out", "out")
    assert cxmatch("verify", "out").returncode == 0
    assert cxmatch("verify", "out/run.json", "--survey", survey).returncode == 0
    record = tmp_path / "out" / "run.json"
    record.write_text(record.read_text(encoding="utf-8").replace('"points": ', '"points": 1'), encoding="utf-8")
    done = cxmatch("verify", "out")
    assert done.returncode == 1
    assert "Not verified" in done.stdout
    assert re.search(r"\.\.\. and \d+ more", done.stdout)


def test_verify_against_another_survey_names_the_difference(cxmatch: Run, survey: str, tmp_path: Path) -> None:
    """When the survey has another rating than the record, verify says where."""
    cxmatch("pair", survey, "--out", "out")
    rows = list(csv.reader(io.StringIO((tmp_path / survey).read_text(encoding="utf-8-sig"))))
    column = rows[0].index("Need: Hiring")
    rows[1][column] = "5" if rows[1][column] != "5" else "4"
    with (tmp_path / "other.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    done = cxmatch("verify", "out", "--survey", "other.csv")
    assert done.returncode == 1
    assert "need" in done.stdout


def test_a_file_somebody_edited_is_not_overwritten(cxmatch: Run, survey: str, tmp_path: Path) -> None:
    """An edited table stops the run before anything changes; --overwrite replaces it; an untouched one is replaced freely."""
    cxmatch("pair", survey, "--out", "out")
    before = (tmp_path / "out" / "run.json").read_bytes()
    table = tmp_path / "out" / "pairings.csv"
    table.write_bytes(table.read_bytes() + b"a note\r\n")
    refused = cxmatch("pair", survey, "--out", "out", "--scale", "1-6")
    assert refused.returncode == 4
    assert "--overwrite" in refused.stderr
    assert (tmp_path / "out" / "run.json").read_bytes() == before
    assert cxmatch("pair", survey, "--out", "out", "--overwrite").returncode == 0
    (tmp_path / "policy.toml").write_text("[weights]\nHiring = 3\n", encoding="utf-8")
    assert cxmatch("pair", survey, "--out", "out", "--policy", "policy.toml").returncode == 0


def test_an_output_folder_that_is_a_file_is_a_file_error(cxmatch: Run, survey: str, tmp_path: Path) -> None:
    """Where the folder cannot be made, nothing is written and the exit code says so."""
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    done = cxmatch("pair", survey, "--out", "taken")
    assert done.returncode == 4
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"", 1, "empty"),
        (b"Office,Department,Capability: Data,Need: Data\n", 1, "no"),
        (b"Office,Department,Capability: Data,Need: Data\nA,X,5,1\n", 1, "one office|two"),
        (b"Office,Department,Color\nA,X,red\nB,Y,blue\n", 1, "apabilit"),
        (b"Office,Department,Capability: Data,Need: Data\nA,X,9,1\nB,Y,2,7\n", 1, '"9"'),
        (b"Office,Department,Capability: Data,Need: Data\nA,X,5,1\nA,X,2,5\nB,Y,1,1\n", 1, "CX2"),
        (b"Office,Department,Capability: Data,Need: Data\nA,X,5,1\nB,Y,5,1\n", 3, "No pairing"),
        (b"%PDF-1.7\n%\xe2\xe3", 1, "PDF"),
    ],
)
def test_bad_surveys_are_refused_with_nothing_written(
    cxmatch: Run, tmp_path: Path, content: bytes, code: int, words: str
) -> None:
    """Empty, header only, one office, no capability, no level, duplicates, nobody eligible: said, and nothing written."""
    (tmp_path / "bad.csv").write_bytes(content)
    done = cxmatch("pair", "bad.csv")
    assert done.returncode == code
    assert re.search(words, done.stderr, re.IGNORECASE)
    assert done.stdout == ""
    assert [path.name for path in tmp_path.iterdir()] == ["bad.csv"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["pair", "nowhere.csv"], 4, "nowhere.csv"),
        (["pair"], 2, "SURVEY"),
        (["pair", "my survey.csv", "--framework", "roundtabel"], 2, 'Did you mean "roundtable"'),
        (["pair", "my survey.csv", "--scale", "5"], 2, "--scale 0-5"),
        (["pair", "my survey.csv", "--policy", "none.toml"], 4, "none.toml"),
        (["pair", "my survey.csv", "--duplicates", "lates"], 2, "latest"),
        (["verify", "nowhere"], 4, "no run record"),
        (["verify", "my survey.csv"], 4, "not a usable run record"),
        (["help", "CX9999"], 2, "no help"),
        (["paar", "my survey.csv"], 2, "paar"),
    ],
)
@pytest.mark.quick
def test_wrong_usage_says_what_to_type(cxmatch: Run, survey: str, arguments: list[str], code: int, words: str) -> None:
    """Missing files, unknown names and wrong options: the right exit code and the nearest name or next step."""
    done = cxmatch(*arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in " ".join(done.stderr.split())


def test_an_office_without_answers_waits_with_the_reason(cxmatch: Run) -> None:
    """An office that left everything blank is read, paired with nobody, and said to wait."""
    rows = b"Office,Department,Capability: Data,Need: Data\nA,X,5,1\nB,Y,2,4\nSilent,Z,,\n"
    done = cxmatch("pair", "-", "--json", stdin=rows)
    waiting = {entry["office"]: entry["reason"] for entry in json.loads(done.stdout)["matching"]["waiting"]}
    assert waiting["Silent"] == "It gave no answers that pairing can use."


def test_demo_works_in_an_empty_folder_and_twice(cxmatch: Run, tmp_path: Path) -> None:
    """The demo writes a sample and pairs it, and can be repeated."""
    assert cxmatch("demo").returncode == 0
    assert (tmp_path / "cxmatch sample pairings" / "run.json").exists()
    assert cxmatch("demo").returncode == 0


def test_frameworks_lists_all_with_levels_in_order(cxmatch: Run) -> None:
    """All five frameworks with their areas, and maturity labels low to high."""
    words = " ".join(cxmatch("frameworks").stdout.split())
    assert "Reactive < Tactical < Strategic < Foundational < Customer-centric" in words
    assert len(json.loads(cxmatch("frameworks", "--json").stdout)) == 5


def test_lines_fit_the_width(cxmatch: Run, survey: str) -> None:
    """At 80 and at 40 columns no line is longer but a command or a path, which are never broken; and none ends in blanks."""
    for width in (80, 40):
        for arguments in (["pair", survey], ["check", survey], ["frameworks"], ["help"]):
            lines = cxmatch(*arguments, COLUMNS=str(width)).stdout.splitlines()
            assert all(len(line) <= width or "-m cxmatch" in line or "/my survey pairings/" in line for line in lines)
            assert all(line == line.rstrip() for line in lines)


def test_names_outside_the_terminals_encoding_do_not_stop_the_run(cxmatch: Run) -> None:
    """On a cp1252 stream a name such as Lukasz with a stroke, Hebrew or an emoji is printed as far as it can be."""
    rows = "Office,Department,Capability: Data,Need: Data\n\u0141ukasz,X,5,1\n\u05de\u05e9\u05e8\u05d3,Y,2,4\n".encode()
    assert cxmatch("pair", "-", "--out", "o", stdin=rows, PYTHONIOENCODING="cp1252").returncode == 0


def test_hostile_names_reach_neither_screen_nor_table(cxmatch: Run, tmp_path: Path) -> None:
    """Escapes, markup and formulas in names: no control characters on the screen, formulas defused in the table."""
    names = ["\x1b[31mRed", "[bold]Two[/bold]", "=1+1", "[/]", "@SUM(1)"]
    rows = "Office,Department,Capability: Data,Need: Data\n"
    rows += "".join(f'"{name}",D{place},{place % 5 + 1},{5 - place % 5}\n' for place, name in enumerate(names))
    done = cxmatch("pair", "-", "--out", "o", stdin=rows.encode())
    assert done.returncode == 0
    assert "[bold]Two[/bold]" in done.stdout
    table = (tmp_path / "o" / "pairings.csv").read_text(encoding="utf-8-sig")
    assert "'=1+1" in table
    assert not any(cell.startswith(("=", "@")) for row in csv.reader(io.StringIO(table)) for cell in row)


def test_a_closed_pipe_ends_quietly(survey: str, tmp_path: Path) -> None:
    """`cxmatch pair ... | head -1` ends without a word of complaint."""
    command = f'"{sys.executable}" -m cxmatch pair "{survey}" | head -n 1'
    environment = {**os.environ, "PYTHONPATH": str(Path(cx.__file__).parent.parent)}
    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, check=False, env=environment)  # noqa: S602
    assert done.stderr == b""


def test_a_large_survey_of_invented_offices_pairs(cxmatch: Run, tmp_path: Path) -> None:
    """250 offices with seats on both sides go through the whole program and verify."""
    (tmp_path / "large.csv").write_bytes(survey_csv(invented_cohort(1, 250, seats=3, departments=20)))
    assert cxmatch("pair", "large.csv").returncode == 0
    assert cxmatch("verify", "large pairings").returncode == 0


def test_verify_does_not_take_the_scale_from_a_forged_record(cxmatch: Run, survey: str, tmp_path: Path) -> None:
    """A record whose scale was shifted and paired anew is refused when the survey itself is read."""
    honest = cx.pair(cx.read_survey(tmp_path / survey))
    fw = honest.cohort.framework
    forged = cx.pair(replace(honest.cohort, framework=fw.with_scales(fw.capability_scale, cx.Scale(low=0, high=5))))
    (tmp_path / "forged.json").write_text(forged.to_json(), encoding="utf-8")
    assert cxmatch("verify", "forged.json").returncode == 0
    done = cxmatch("verify", "forged.json", "--survey", survey)
    assert (done.returncode, "need_scale" in done.stdout) == (1, True)


def test_a_record_that_no_run_can_have_written_is_not_verified(cxmatch: Run, survey: str, tmp_path: Path) -> None:
    """A rating off its scale in a record is answered with no (1), and half a character in a name is no record (4)."""
    cxmatch("pair", survey, "--out", "out")
    text = (tmp_path / "out" / "run.json").read_text(encoding="utf-8")
    (tmp_path / "nine.json").write_text(text.replace('"hiring": 1', '"hiring": 9', 1), encoding="utf-8")
    assert cxmatch("verify", "nine.json").returncode == 1
    (tmp_path / "half.json").write_text(text.replace("Ferry Tickets", "\\ud800 Tickets"), encoding="utf-8")
    assert cxmatch("verify", "half.json").returncode == 4


@pytest.mark.parametrize("width", ["abc", "3.5", "-1", "0", "99999"])
def test_a_width_that_is_no_width_is_ignored(cxmatch: Run, width: str) -> None:
    """Nonsense in COLUMNS does not matter."""
    assert cxmatch("frameworks", COLUMNS=width).returncode == 0


def test_a_name_too_long_for_a_file_is_a_file_error(cxmatch: Run, survey: str) -> None:
    """An output folder that no file system takes is refused with the right exit code."""
    assert cxmatch("pair", survey, "--out", "x" * 300).returncode == 4


def test_an_interrupt_is_one_line_and_130(survey: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while a survey is read ends with one line, exit code 130, and nothing written."""

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cx, "check", interrupted, raising=False)
    result = CliRunner().invoke(app, ["pair", str(tmp_path / survey), "--out", str(tmp_path / "out")])
    assert result.exit_code == 130
    assert len(result.output.splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_export_writes_what_is_asked_for(cxmatch: Run, survey: str, tmp_path: Path) -> None:
    """A kickoff folder of two parts, one file by its ending, one for participants; a wrong name says what there is."""
    cxmatch("pair", survey, "--out", "out")
    assert cxmatch("export", "out", "--to", "kickoff", "--split").returncode == 0
    assert {path.name for path in (tmp_path / "kickoff").iterdir()} == {"hand out", "keep", "checksums.txt"}
    assert {path.name for path in (tmp_path / "kickoff" / "hand out").iterdir()} >= {"briefs", "participants.html"}
    assert {path.name for path in (tmp_path / "kickoff" / "keep").iterdir()} >= {"report.html", "pairings.graphml", "run.json"}
    assert cxmatch("export", "out", "--to", "brief.docx").returncode == 0
    assert cxmatch("export", "out", "--to", "theirs", "--audience", "participants").returncode == 0
    assert not (tmp_path / "theirs" / "pairings.csv").exists()
    done = cxmatch("export", "out", "--to", "x", "--format", "exel")
    assert done.returncode == 2
    assert "Formats: csv, xlsx" in done.stderr
    assert not (tmp_path / "x").exists()


def test_pair_writes_only_the_formats_asked_for(cxmatch: Run, survey: str, tmp_path: Path) -> None:
    """With --format the other files stay away; without it there are tables, workbook, page and record."""
    cxmatch("pair", survey, "--out", "few", "--format", "json")
    assert {path.name for path in (tmp_path / "few").iterdir()} == {"run.json", "checksums.txt"}
    cxmatch("pair", survey, "--out", "all")
    wanted = {"pairings.csv", "waiting.csv", "pairings.xlsx", "report.html", "run.json", "checksums.txt"}
    assert {path.name for path in (tmp_path / "all").iterdir()} == wanted


def test_a_run_that_does_not_verify_is_not_handed_out(cxmatch: Run, survey: str, tmp_path: Path) -> None:
    """Nothing is exported or planned from a record that somebody changed."""
    cxmatch("pair", survey, "--out", "out")
    record = tmp_path / "out" / "run.json"
    record.write_text(record.read_text(encoding="utf-8").replace('"points": ', '"points": 1'), encoding="utf-8")
    for command in (("export", "out", "--to", "x"), ("agenda", "out"), ("progress", "out", survey), ("handover", "out")):
        done = cxmatch(*command)
        assert done.returncode == 1
        assert "does not verify" in done.stderr
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("command", ["gaps", "agenda", "handover", "progress"])
def test_planning_speaks_json_and_fits_a_narrow_screen(cxmatch: Run, survey: str, command: str) -> None:
    """Each says the same as JSON, and no line is longer than the screen is wide."""
    cxmatch("pair", survey, "--out", "out")
    arguments = {"gaps": [survey], "agenda": ["out"], "handover": ["out"], "progress": ["out", survey]}[command]
    assert json.loads(cxmatch(command, *arguments, "--json").stdout)
    for width in ("40", "80"):
        done = cxmatch(command, *arguments, COLUMNS=width)
        assert done.returncode == 0
        assert all(len(line) <= int(width) or "-m cxmatch" in line for line in done.stdout.splitlines())


def test_a_folder_that_cannot_be_written_is_a_file_error(cxmatch: Run, survey: str, tmp_path: Path) -> None:
    """A file in the place of the folder: exit code 4, one sentence, and nothing half written."""
    cxmatch("pair", survey, "--out", "out")
    (tmp_path / "taken").write_text("mine")
    done = cxmatch("export", "out", "--to", "taken")
    assert done.returncode == 4
    assert (tmp_path / "taken").read_text() == "mine"


def test_a_parent_is_not_ignored_and_a_lone_rerun_is_checked_in_part(cxmatch: Run, survey: str, tmp_path: Path) -> None:
    """A first run repairs nothing, so that a parent given for it is refused; without its parent a rerun ends in 5."""
    assert cxmatch("pair", survey, "--out", "out").returncode == 0
    assert cxmatch("rerun", "out", "--without", "Kite Registry").returncode == 0
    refused = cxmatch("verify", "out", "--parent", "out/run 2")
    assert refused.returncode == 1
    assert "not the one it repairs" in " ".join(refused.stdout.split())
    shutil.copytree(tmp_path / "out" / "run 2", tmp_path / "alone")
    assert cxmatch("verify", "alone").returncode == 5
    assert cxmatch("verify", "alone", "--parent", "out").returncode == 0
    assert cxmatch("verify", "out/run 2").returncode == 0
