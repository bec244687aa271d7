"""Conventions of the terminal, of files and of pages that no other test holds; docs/conventions.md lists all with their tests."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from forked import command
from pages import read
from typer.main import get_command

import cxmatch as cx
from cxmatch.cli import app

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "cxmatch"
SAMPLE = str(cx.sample())
DRAWN = re.compile("[\x1b\u2500-\u259f]")
NO_WORDS_OF_OURS = re.compile(
    r"\b(infeasible|nan|dtype|traceback|invalid|illegal|fatal|abort(ed)?|null|stack ?trace)\b", re.IGNORECASE
)
NEEDS = "from cxmatch.__main__ import main; main()"


def ran(words: list[str], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command, run with other variables of the environment, its output in pipes."""
    return command(words, folder, environment)


def on_a_terminal(words: list[str], folder: Path, **environment: str) -> str:
    """What a terminal gets from a command whose input and output it is."""
    master, slave = os.openpty()
    here = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "80", **environment}
    line = [sys.executable, "-c", NEEDS, *words]
    process = subprocess.Popen(line, stdin=slave, stdout=slave, stderr=slave, cwd=folder, env=here)  # noqa: S603
    os.close(slave)
    told = b""
    while piece := _read(master):
        told += piece
    os.close(master)
    process.wait()
    return told.decode("utf-8", "replace")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # so a terminal ends whose other side is closed
        return b""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of the sample in `out`, and its hand-outs in `kickoff`."""
    folder = tmp_path_factory.mktemp("conventions")
    report = cx.report(cx.pair(cx.read_survey(SAMPLE)))
    cx.export(report, folder / "out", formats=cx.OF_A_RUN)
    cx.export(report, folder / "kickoff")
    return folder


@pytest.mark.parametrize(
    "words", [["check", SAMPLE], ["explain", "out"], ["explain", "out", "Tide"], ["runs", "out"], ["help", "pair"]]
)
def test_a_pipe_gets_words_alone(folder: Path, words: list[str]) -> None:
    """Into a pipe go no escapes, no boxes and no bars, on either stream."""
    done = ran(words, folder)
    assert not DRAWN.search(done.stdout + done.stderr)


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of POSIX")
@pytest.mark.parametrize("asked", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_without_color_gets_none(folder: Path, asked: dict[str, str]) -> None:
    """Where the terminal or its owner wants no color there is none; where nobody says so there may be."""
    color = re.compile("\x1b\\[[0-9;]*(3[0-7]|38;[25];[0-9;]+|9[0-7])m")
    assert not color.search(on_a_terminal(["explain", "out"], folder, **asked))


def test_the_bytes_do_not_depend_on_where_it_runs(tmp_path: Path) -> None:
    """Another seed of hashes, language, time zone and folder: every file has the same bytes."""
    here = (
        {"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "UTC"},
        {"PYTHONHASHSEED": "1", "LC_ALL": "de_DE.UTF-8", "TZ": "Asia/Tokyo"},
    )
    trees = []
    for number, environment in enumerate(here):
        folder = tmp_path / f"folder {number}"
        folder.mkdir()
        assert ran(["pair", SAMPLE, "--out", "out"], folder, **environment).returncode == 0
        trees.append({path.name: path.read_bytes() for path in (folder / "out").iterdir()})
    assert trees[0] == trees[1]


@pytest.mark.parametrize("words", [[], ["-h"], ["--help"], ["help"], ["help", "pair"], ["pair", "-h"], ["pair", "--help"]])
def test_help_is_had_however_it_is_asked_for(tmp_path: Path, words: list[str]) -> None:
    """Every usual way to ask for help ends well and names a command."""
    done = ran(words, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "pair" in done.stdout


def test_options_have_long_names_and_no_short_one_but_help() -> None:
    """Each option of each command is spelled out, in small letters with dashes; only -h, known everywhere, is short."""
    for name, shown in get_command(app).commands.items():  # type: ignore[attr-defined]  # a group, as every Typer app with commands
        for param in (param for param in shown.params if param.param_type_name == "option"):
            for flag in (*param.opts, *param.secondary_opts):
                assert flag == "-h" or re.fullmatch(r"--[a-z][a-z-]*", flag), (name, flag)


def test_two_dashes_end_the_options_and_options_may_come_last(folder: Path) -> None:
    """An office whose name begins with a dash can be named after two dashes; options stand before or after the file."""
    before, after = ran(["verify", "--json", "out"], folder), ran(["verify", "out", "--json"], folder)
    assert before.stdout == after.stdout != ""
    asked = ran(["explain", "out", "--", "-nobody"], folder)
    assert (asked.returncode, "No such option" in asked.stderr, "-nobody" in asked.stderr) == (2, False, True)


def test_no_code_of_ours_is_printed_for_a_mistake() -> None:
    """The command line's own way of printing errors with lines of source is off."""
    assert app.pretty_exceptions_enable is False


def _texts(path: Path) -> list[str]:
    """The texts of a module that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    blocks = (node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef))
    docs = {id(node.body[0].value) for node in blocks if node.body and isinstance(node.body[0], ast.Expr)}
    every = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return [node.value for node in every if id(node) not in docs and " " in node.value]


def test_no_words_of_programmers_are_said() -> None:
    """No sentence of the program or of its findings says infeasible, invalid, NaN, fatal and the like."""
    said = [text for path in PACKAGE.rglob("*.py") for text in _texts(path)]
    catalogue = tomllib.loads((PACKAGE / "domain/findings.toml").read_text(encoding="utf-8"))
    said += re.findall(r"'((?:title|message|remedy)': [^}]*)", str(catalogue))
    assert len(said) > 1000
    assert [text for text in said if NO_WORDS_OF_OURS.search(text)] == []


LONG = "/".join(["a folder of a rather long name, as shares have them, with the year and the program"] * 3)


@pytest.mark.parametrize(
    "name", ["My Documents (copy)", "OneDrive - Department of Teapots", "Übersicht – été", "100% & more; $HOME", LONG]
)
def test_any_folder_will_do(tmp_path: Path, name: str) -> None:
    """Blanks, brackets, letters of other languages, signs of shells and more than 200 characters in a path."""
    place = tmp_path / name
    place.mkdir(parents=True)
    shutil.copyfile(SAMPLE, place / "survey of 2027.csv")
    done = ran(["pair", str(place / "survey of 2027.csv"), "--out", str(place / "out")], tmp_path)
    assert (done.returncode, (place / "out/run.json").exists()) == (0, True)
    assert ran(["verify", str(place / "out")], tmp_path).returncode == 0


def test_the_current_folder_need_not_be_written(tmp_path: Path) -> None:
    """Started in a folder without rights, a command writes where it is told to and reads without writing."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o555)
    try:
        assert ran(["check", SAMPLE], closed).returncode == 0
        assert ran(["pair", SAMPLE, "--out", str(tmp_path / "out")], closed).returncode == 0
        assert list(closed.iterdir()) == []
    finally:
        closed.chmod(0o755)


def test_every_text_file_names_its_encoding() -> None:
    """No module opens a text file in whatever encoding the computer happens to have."""
    for path in PACKAGE.rglob("*.py"):
        for call in (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)):
            name = ast.unparse(call.func).rpartition(".")[2]
            words = {word.arg for word in call.keywords}
            if name in ("read_text", "write_text"):
                assert "encoding" in words or call.args, (path.name, call.lineno)
            elif name == "open" and any(isinstance(arg, ast.Constant) and arg.value in ("r", "w", "a", "x") for arg in call.args):
                assert "encoding" in words, (path.name, call.lineno)


def test_each_picture_of_the_page_says_what_it_shows(folder: Path) -> None:
    """Every drawing of the page has a title or a label, or is marked as one that says nothing of its own."""
    for page in (folder / "out/report.html", folder / "kickoff/hand out/participants.html"):
        text = page.read_text(encoding="utf-8")
        drawings = re.findall(r"<svg\b[^>]*>(?:\s*<title\b)?", text)
        assert drawings
        assert [one for one in drawings if not re.search(r"<title|aria-label|aria-hidden", one)] == []
        assert [attrs for tag, attrs in read(page.read_bytes()).tags if tag == "img" and "alt" not in attrs] == []


def test_the_workbook_is_as_readers_of_the_screen_need_it(folder: Path) -> None:
    """A title, short sheet names each once, headings in the first row, no merged cells, the first sheet open at its top."""
    book = openpyxl.load_workbook(folder / "out/pairings.xlsx")
    assert book.properties.title
    assert max(map(len, book.sheetnames)) <= 31
    assert len({name.lower() for name in book.sheetnames}) == len(book.sheetnames)
    assert book.active == book.worksheets[0]
    for sheet in book:
        assert not sheet.merged_cells.ranges, sheet.title
        assert sheet["A1"].value, sheet.title
    assert book.worksheets[0].sheet_view.topLeftCell in (None, "A1")


@pytest.mark.parametrize("name", ["out/pairings.xlsx", "kickoff/hand out/briefs.docx"])
def test_what_offices_open_is_sound(folder: Path, name: str) -> None:
    """Each part of a workbook or document is XML that a parser takes, stands in the list of parts, and has no outside link."""
    with zipfile.ZipFile(folder / name) as parts:
        assert parts.testzip() is None
        xml = [part for part in parts.namelist() if part.endswith((".xml", ".rels"))]
        for part in xml:
            ElementTree.fromstring(parts.read(part))  # noqa: S314 -- what we wrote ourselves
            assert b'TargetMode="External"' not in parts.read(part), part
        listed = parts.read("[Content_Types].xml").decode()
        assert all(f"/{part}" in listed or 'Extension="' + part.rpartition(".")[2] in listed for part in parts.namelist())


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_what_was_written(folder: Path, tmp_path: Path) -> None:
    """The workbook and the briefs open in another office program, which makes a PDF of each."""
    files = [str(folder / "out/pairings.xlsx"), str(folder / "kickoff/hand out/briefs.docx")]
    home = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    line = [str(shutil.which("soffice")), home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *files]
    subprocess.run(line, check=True, capture_output=True, timeout=300)  # noqa: S603
    assert {path.name for path in tmp_path.glob("*.pdf")} == {"pairings.pdf", "briefs.pdf"}


def test_a_document_has_a_title_and_a_language(folder: Path) -> None:
    """Word's readers of the screen know what the briefs are called and in which language they speak."""
    with zipfile.ZipFile(folder / "kickoff/hand out/briefs.docx") as parts:
        assert re.search(rb"<dc:title>[^<]+</dc:title>", parts.read("docProps/core.xml"))
        assert b'w:lang w:val="en-US"' in parts.read("word/styles.xml").replace(b'w:eastAsia="en-US" ', b"")


def test_the_types_are_shipped() -> None:
    """A type checker of a user's program reads cxmatch's own types."""
    assert (PACKAGE / "py.typed").is_file()
    assert 'strict = true\nfiles = ["cxmatch", "benchmarks"]' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
