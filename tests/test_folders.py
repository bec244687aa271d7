"""Folders of a cohort: a crash never blocks it, two people at once lose nothing, and an edited file is named."""

import errno
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from invent import cohort as invented_cohort
from invent import survey_csv
from typer.testing import CliRunner

import cxmatch as cx
from cxmatch.cli import app
from cxmatch.domain.report import Report
from cxmatch.errors import FileError
from cxmatch.exports.formats import FOLDERS, FORMATS, HANDOUTS
from cxmatch.records import holding


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cohort in a folder: its first run and a rerun."""
    root = tmp_path_factory.mktemp("cohort") / "out"
    first = cx.pair(invented_cohort(1, 8))
    again = cx.rerun(first, without=["Invented Office 3"])
    cx.export(cx.report(first), root, formats=("csv", "json"))
    cx.export(cx.report(again), root / "run 2", formats=("csv", "json"))
    return root


@pytest.fixture
def root(written: Path, tmp_path: Path) -> Path:
    """A copy of the cohort, for one test."""
    return Path(shutil.copytree(written, tmp_path / "out"))


def broken(root: Path, number: int, record: str | None = None) -> None:
    (root / f"run {number}").mkdir()
    if record is not None:
        (root / f"run {number}" / "run.json").write_text(record)


def test_a_folder_without_a_record_is_no_run(root: Path) -> None:
    """The latest run is the latest that can be read; the others are named, and no folder of theirs is used again."""
    broken(root, 3)
    broken(root, 4, "{")
    (root / "run 5").write_text("a note of mine")
    assert cx.latest(root) == root / "run 2"
    first, second = cx.passed_over(root / "run 3" / "run.json")
    assert first.startswith('Passed over "run 4": ')
    assert "not a usable run record" in first
    assert second == 'Passed over "run 3": there is no run record in it.'
    assert cx.next_folder(root) == root / "run 6"
    assert [(kept.number, bool(kept.run), bool(kept.trouble)) for kept in cx.runs(root)] == [
        (1, True, False),
        (2, True, False),
        (3, False, True),
        (4, False, True),
    ]


def test_rerun_goes_on_after_a_crash_and_says_so(root: Path) -> None:
    """A folder that a crash left does not stop the next rerun, which says on standard error what it passed over."""
    broken(root, 3)
    done = CliRunner().invoke(app, ["rerun", str(root), "--without", "Invented Office 4", "--json"])
    assert done.exit_code == 0
    assert 'Passed over "run 3": there is no run record in it.' in done.stderr
    assert cx.load(root / "run 4").parent == cx.load(root / "run 2").id
    assert CliRunner().invoke(app, ["rerun", str(root / "run 3")]).exit_code == FileError.exit_code
    shown = CliRunner().invoke(app, ["runs", str(root)], env={"COLUMNS": "200"})
    assert "run 3: there is no run record in it." in shown.stdout
    assert f"{root / 'run 4'}" in shown.stdout.splitlines()[-1]
    listed = CliRunner().invoke(app, ["runs", str(root), "--json"])
    assert '"trouble": "there is no run record in it."' in listed.stdout


@pytest.mark.parametrize(("note", "words"), [("", "Nothing was left half written."), ("The files of out lie in x.", "lie in x.")])
def test_what_an_interrupt_leaves_is_said(root: Path, monkeypatch: pytest.MonkeyPatch, note: str, words: str) -> None:
    """Nothing half written, where that is so; otherwise where the old files lie."""

    def interrupted(*_: object, **__: object) -> None:
        stop = KeyboardInterrupt()
        if note:
            stop.add_note(note)
        raise stop

    monkeypatch.setattr(cx, "export", interrupted, raising=False)
    done = CliRunner().invoke(app, ["export", str(root), "--to", "x"])
    assert done.exit_code == 130
    assert words in done.output
    assert ("Nothing" in done.output) is not bool(note)


def test_memory_that_runs_out_is_no_mistake_of_ours(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever it does: one sentence, and no word of a mistake in cxmatch."""

    def full(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(cx, "report", full, raising=False)
    done = CliRunner().invoke(app, ["export", str(root), "--to", "x"])
    assert done.exit_code == FileError.exit_code
    assert "not enough memory" in done.output
    assert "mistake" not in done.output


def test_a_record_of_another_name_is_its_own_latest(root: Path) -> None:
    """A copy of a record beside another run is rerun itself, not the run that lies beside it."""
    copy = root / "copy.json"
    copy.write_bytes((root / "run 2" / "run.json").read_bytes())
    assert cx.latest(copy) == copy
    assert cx.passed_over(copy) == ()


def test_a_change_that_was_cut_short_is_taken_back_by_whoever_reads(root: Path) -> None:
    """A folder between two states is read as it was before, also through the run beside it."""
    old = (root / "run.json").read_bytes()
    change = root / ".cxmatch-change"
    (change / "old").mkdir(parents=True)
    (change / "names").write_text('{"made": ["new.csv"], "kept": ["run.json"]}')
    (change / "old" / "run.json").write_bytes(old)
    (root / "run.json").write_bytes((root / "run 2" / "run.json").read_bytes())
    (root / "new.csv").write_text("")
    assert cx.load(root / "run.json").parent is None
    assert (root / "run.json").read_bytes() == old
    assert not change.exists()
    assert not (root / "new.csv").exists()


def test_a_taken_name_is_asked_for_again(root: Path) -> None:
    """Where another program takes the folder between naming and writing, the next is taken; nothing is written over."""
    report = cx.report(cx.load(root / "run 2"))
    names = iter([root, root / "run 2", root / "run 3"])
    before = {path: path.read_bytes() for path in (root / "run 2").iterdir()}
    written = cx.export(report, lambda: next(names), formats=("json",))
    assert {path.parent for path in written} == {root / "run 3"}
    assert {path: path.read_bytes() for path in (root / "run 2").iterdir()} == before
    with pytest.raises(FileError, match="run 3 is taken"):
        cx.export(report, lambda: root / "run 3", formats=("json",))


def test_the_names_of_handouts_are_all_known(tmp_path: Path) -> None:
    """Whatever a format writes, split or not, for whomever, has a name by which a folder without a list is known."""
    first = cx.pair(invented_cohort(1, 8))
    report = cx.report(cx.rerun(first, without=["Invented Office 3"]))
    found: set[str] = set()
    flat = {"formats": FORMATS}
    for number, wishes in enumerate(
        (
            {**flat, "past": [cx.pair(invented_cohort(2, 8))]},
            {**flat, "split": True, "first": "2027-01-14"},
            {"audience": "participants"},
            {"split": True},
        )
    ):
        written = cx.export(report, tmp_path / str(number), **wishes)  # type: ignore[arg-type]
        found |= {path.relative_to(tmp_path / str(number)).parts[0] for path in written}
        assert cx.edited(tmp_path / str(number)) == ()
        (tmp_path / str(number) / "checksums.txt").write_text(f"# run {report.run.id}\n")
        assert len(cx.edited(tmp_path / str(number))) == len(written) - 1
    assert found == {*HANDOUTS, *FOLDERS, "run.json", "checksums.txt", "hand out", "keep"}


def flaws(root: Path, change: str | bytes | None) -> tuple[str, ...]:
    """Say what is found where the list of a folder is another."""
    file = root / "checksums.txt"
    file.unlink()
    if change is not None:
        file.write_bytes(change if isinstance(change, bytes) else change.encode())
    return cx.edited(root)


def test_an_untouched_folder_has_no_flaw(root: Path) -> None:
    """Neither the folder nor its record; nor a record that lies elsewhere, of which nothing is known."""
    assert [cx.edited(path) for path in (root, root / "run.json", root / "run 2")] == [(), (), ()]
    assert cx.edited(root.parent / "elsewhere.json") == ()


def test_an_edited_and_a_missing_file_are_named(root: Path) -> None:
    """A byte more, and a file that is gone; whoever wrote it knows."""
    with (root / "pairings.csv").open("ab") as file:
        file.write(b" ")
    (root / "waiting.csv").unlink()
    assert cx.edited(root) == (
        "pairings.csv is not as it was written: somebody has edited it.",
        "waiting.csv is listed in checksums.txt and is not there.",
    )


def test_without_a_list_handouts_are_not_vouched_for(root: Path) -> None:
    """A folder of hand-outs whose list is gone, or lists none of them, says so; a record alone needs no list."""
    (only,) = flaws(root, None)
    assert only == "There is no checksums.txt beside pairings.csv and waiting.csv: nothing says whether somebody has edited them."
    (root / "checksums.txt").write_text(f"# run {cx.load(root).id}\n")
    assert [words.split(" is not listed")[0] for words in cx.edited(root)] == ["run.json", "pairings.csv", "waiting.csv"]
    (root / "alone").mkdir()
    (root / "run.json").rename(root / "alone" / "run.json")
    assert cx.edited(root / "alone") == ()


def test_a_list_of_another_run_is_named(root: Path) -> None:
    """The list names its run in its first line; it is held against the record, whatever id that gives itself."""
    text = (root / "checksums.txt").read_text()
    ours, theirs = cx.load(root).id, cx.load(root / "run 2").id
    assert flaws(root, text.replace(ours, theirs)) == (f"checksums.txt is of run {theirs[:8]}, and run.json is run {ours[:8]}.",)
    assert flaws(root, text.partition("\n")[2]) == ("checksums.txt does not say in its first line which run it is of.",)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("nonsense", 'line 2, names no file: "nonsense"'),
        (f"{'0' * 63}  pairings.csv", "line 2, names no file"),
        (f"{'0' * 64}  ../secret", 'lists "../secret", which does not lie in this folder; it was not opened'),
        (f"{'0' * 64}  /etc/passwd", "does not lie in this folder; it was not opened"),
        (f"{'0' * 64}  C:secret", "does not lie in this folder; it was not opened"),
        (f"{'0' * 64}  link", "does not lie in this folder; it was not opened"),
        (f"{'0' * 64}  pairings.csv", "lists pairings.csv 2 times"),
        (f"{'0' * 64}  ./pairings.csv", "lists pairings.csv 2 times"),
        (f"{'0' * 64}  run 2", "run 2 is listed in checksums.txt and is no file"),
        (f"{'0' * 64}  {'x' * 5000}", "cannot be read: File name too long"),
    ],
)
def test_an_odd_line_of_the_list_is_named(root: Path, line: str, words: str) -> None:
    """Lines that are none, that name a file twice, or one outside of the folder, which is never opened."""
    (root / "link").symlink_to("/etc/passwd")
    text = (root / "checksums.txt").read_text()
    first, _, others = text.partition("\n")
    found = flaws(root, f"{first}\n{line}\n{others}")
    assert any(words in sentence for sentence in found)
    assert all(len(sentence) < 200 for sentence in found)


def test_a_list_that_is_no_text_or_too_large(root: Path) -> None:
    """It is said, or refused, and never read on."""
    assert flaws(root, b"\xff\xfe\x00") == ("checksums.txt is not text in UTF-8.",)
    with pytest.raises(FileError, match="larger than any list"):
        flaws(root, b"#" * 4_000_001)


def test_line_ends_of_windows_are_no_edit(root: Path) -> None:
    """A list that went through an editor there says the same."""
    text = (root / "checksums.txt").read_text()
    assert flaws(root, text.replace("\n", "\r\n")) == ()


def test_a_single_handout_joins_the_list_of_its_folder(root: Path) -> None:
    """`export --to out/briefs.md` is known to the folder; of another run it is refused there."""
    cx.export(cx.report(cx.load(root)), root / "briefs.md")
    assert cx.edited(root) == ()
    assert "briefs.md" in (root / "checksums.txt").read_text()
    with pytest.raises(FileError, match="hand-outs of another run"):
        cx.export(cx.report(cx.load(root / "run 2")), root / "briefs.md", overwrite=True)


def test_a_new_run_has_a_list_of_its_own(root: Path) -> None:
    """Files of the run before that were removed, and names that lead out of the folder, are not listed again."""
    cx.export(cx.report(cx.load(root)), root, formats=("md",))
    (root / "briefs.md").unlink()
    file = root / "checksums.txt"
    file.write_text(file.read_text() + f"{'0' * 64}  ../secret\n")
    assert len(cx.edited(root)) == 2
    cx.export(cx.report(cx.load(root)), root, formats=("csv",))
    assert cx.edited(root) == ("briefs.md is listed in checksums.txt and is not there.",)
    cx.export(cx.report(cx.load(root / "run 2")), root, formats=("csv", "json"))
    assert cx.edited(root) == ()


def test_checking_loads_no_number_library() -> None:
    """What `verify` asks about a folder needs neither pandas nor a solver."""
    code = "import cxmatch, sys; cxmatch.edited('.'); assert not {'pandas', 'numpy', 'scipy', 'networkx'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, env=environment())  # noqa: S603  # our own interpreter


# Without locks a refusal has, rarely, other words than that another command writes: a known fault, tried by campaigns.
@pytest.mark.parametrize(
    ("locks", "worded"), [(True, True), (False, False), pytest.param(False, True, marks=pytest.mark.campaign)]
)
def test_thirty_at_once_lose_nothing(root: Path, monkeypatch: pytest.MonkeyPatch, locks: bool, worded: bool) -> None:
    """Thirty reruns are thirty folders, also where the file system has no locks; two pairings of a folder do not mix."""
    if not locks:
        monkeypatch.setattr(holding, "_take", without_locks)
    reports = [cx.report(cx.load(place)) for place in (root, root / "run 2")]
    wishes = [(reports[1], partial(cx.next_folder, root))] * 30 + [(report, root / "both") for report in reports * 4]

    def one(wish: tuple[Report, Callable[[], Path] | Path]) -> str:
        try:
            cx.export(*wish, formats=("json",))
        except FileError as problem:
            return problem.what
        return ""

    with ThreadPoolExecutor(38) as people:
        told = list(people.map(one, wishes))
    assert told[:30] == [""] * 30
    assert not worded or all("Another cxmatch command" in words or not words for words in told[30:])
    assert not locks or told[30:] == [""] * 8
    assert [kept.number for kept in cx.runs(root) if kept.run] == list(range(1, 33))
    assert [cx.edited(place) for place in (root / "both", *root.glob("run *"))] == [()] * 32
    assert not list(root.rglob(".cxmatch-*"))


def without_locks(_: Path) -> int:
    raise OSError(errno.ENOLCK, "No locks available")


def environment() -> dict[str, str]:
    path = os.pathsep.join([str(Path(cx.__file__).parent.parent), os.environ.get("PYTHONPATH", "")])
    return {**os.environ, "PYTHONPATH": path}


def together(folder: Path, commands: list[list[str]], at_once: int) -> Counter[int]:
    """Run commands at the same time, so many at once, and count how they ended."""
    ended: Counter[int] = Counter()
    waiting, going = list(commands), []
    while waiting or going:
        while waiting and len(going) < at_once:
            line = [sys.executable, "-m", "cxmatch", *waiting.pop()]
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            going.append(subprocess.Popen(line, cwd=folder, env=environment(), **quiet))  # type: ignore[call-overload]  # noqa: S603
        ended[going.pop(0).wait()] += 1
    return ended


def crowd(root: Path, folder: Path, pairs: int, at_once: int) -> None:
    """Pairs of a rerun and something else at once: every rerun has a folder of its own, and no folder is a mixture."""
    (folder / "s.csv").write_bytes(survey_csv(invented_cohort(1, 8)))
    others = (["pair", "s.csv"], ["pair", "s.csv", "--weight", "Data=2"], ["export", "out", "--to", "kickoff", "--format", "md"])
    commands = []
    for number in range(pairs):
        commands += [["rerun", "out"], others[number % 3]]
    ended = together(folder, commands, at_once)
    assert ended == {0: 2 * pairs}
    done = cx.runs(root)
    assert [(kept.number, bool(kept.run)) for kept in done] == [(number, True) for number in range(1, pairs + 3)]
    for place in (*(kept.folder for kept in done), folder / "kickoff", folder / "s pairings"):
        assert not place.exists() or cx.edited(place) == ()
    assert not list(folder.rglob(".cxmatch-*"))


def test_people_at_once_lose_nothing(root: Path, tmp_path: Path) -> None:
    """Two pairs of commands at the same time."""
    crowd(root, tmp_path, 3, 4)


@pytest.mark.campaign
def test_a_hundred_pairs_of_commands_lose_nothing(root: Path, tmp_path: Path) -> None:
    """The same a hundred times, six commands at once."""
    crowd(root, tmp_path, 100, 6)


def test_a_run_that_is_not_there_is_named_as_it_was_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lists runs names the place that was asked for, and not the folder around it."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileError, match="There is no run record at nowhere"):
        cx.runs("nowhere")


def test_no_run_is_written_over_by_a_later_one(root: Path) -> None:
    """The folder of the run that a rerun repairs is refused as its place; of the very same run it is not."""
    before = (root / "run.json").read_bytes()
    words = ["rerun", str(root / "run.json"), "--without", "Invented Office 3", "--out"]
    refused = CliRunner().invoke(app, [*words, str(root)])
    assert (refused.exit_code, (root / "run.json").read_bytes()) == (2, before)
    assert "no run is written over" in refused.output
    frozen = CliRunner().invoke(app, ["final", str(root), "--out", str(root)])
    assert (frozen.exit_code, (root / "run.json").read_bytes()) == (2, before)
    for _ in range(2):
        assert CliRunner().invoke(app, [*words, str(root / "mine")]).exit_code == 0
