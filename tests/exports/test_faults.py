"""Whatever fails while a report is written, and wherever the power goes: what was there is there, or the new, and nothing else."""

import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from faults import ERRORS, Faults, restore, snapshot
from invent import cohort as invented_cohort

import cxmatch as cx
from cxmatch.domain.errors import CxmatchError, FileError
from cxmatch.domain.report import Report
from cxmatch.exports import write

Tree = dict[str, bytes | None]
Act = Callable[[Path], object]


@pytest.fixture(scope="module")
def reports() -> tuple[Report, Report]:
    """Two reports of two cohorts."""
    return cx.report(cx.pair(invented_cohort(1, 8))), cx.report(cx.pair(invented_cohort(2, 8)))


@pytest.fixture
def rendered(reports: tuple[Report, Report], monkeypatch: pytest.MonkeyPatch) -> None:
    """Render what is written once, since only its writing is tried here."""
    first, second = reports
    few = {name: content for name, content in _files(first, ("csv", "json")).items()}
    more = {name: content for name, content in _files(second, ("csv", "json", "md"), split=True).items()}
    made = {first.run.id: few, second.run.id: dict(list(more.items())[:6])}
    monkeypatch.setattr(write, "_all_files", lambda handout, _: made[handout.run.id])


def _files(report: Report, formats: tuple[str, ...], *, split: bool = False) -> dict[str, bytes]:
    handout = write.Handout(report=report, split=split)
    return write._all_files(handout, write.chosen(formats, write.Audience.ORGANIZERS))


def _scenes(reports: tuple[Report, Report]) -> Iterator[tuple[str, Act | None, Act]]:
    """Give what is written before, and what is written while something fails."""
    old, new = (partial(cx.export, report) for report in reports)
    yield "new folder", None, lambda root: new(root / "out")
    yield "deep folder", None, lambda root: new(root / "a" / "b" / "out")
    yield "other run", lambda root: old(root / "out"), lambda root: new(root / "out")
    yield "rerun", lambda root: old(root / "out"), lambda root: new(partial(cx.next_folder, root / "out"))
    yield "new file", None, lambda root: new(root / "saved.json")
    yield "same file", lambda root: old(root / "saved.json"), lambda root: new(root / "saved.json", overwrite=True)
    yield "listed file", lambda root: old(root / "out"), lambda root: old(root / "out" / "briefs.md")


class Stage:
    """A folder in which one thing is written again and again, each time from the same beginning."""

    def __init__(self, base: Path, before: Act | None, act: Act) -> None:
        self.root, self.act = base / "stage", act
        self.old = self._after(*filter(None, [before]))
        self.new = self._after(*filter(None, [before, act]))

    def _after(self, *acts: Act) -> Tree:
        self.reset({})
        for act in acts:
            act(self.root)
        return snapshot(self.root)

    def reset(self, tree: Tree) -> None:
        shutil.rmtree(self.root, ignore_errors=True)
        self.root.mkdir()
        restore(self.root, tree)

    def visible(self) -> Tree:
        return {name: content for name, content in snapshot(self.root).items() if ".cxmatch-" not in name}

    def fails(self, faults: Faults) -> BaseException | None:
        """Write while something fails, and give what was raised."""
        self.reset(self.old)
        try:
            with faults.on():
                self.act(self.root)
        except (CxmatchError, MemoryError, KeyboardInterrupt) as problem:
            return problem
        return None

    def loses_power(self, at: int) -> bool:
        """Write in a process that ends at an operation, and tell whether it did."""
        self.reset(self.old)
        child = os.fork()
        if not child:
            try:
                with Faults(at, None).on():
                    self.act(self.root)
            finally:
                os._exit(0)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0

    def recovers(self) -> None:
        """Whoever reads next sees the old or the new, whoever writes next leaves the new and nothing else."""
        for path in (self.root / "out", self.root / "saved.json"):
            try:
                cx.load(path)
            except FileError:
                pass
        assert self.visible() in (self.old, self.new)
        if snapshot(self.root) != self.new:
            self.act(self.root)
            assert snapshot(self.root) in (self.new, *([] if "out/run 2" not in self.new else [self.new]))


def _once(stage: Stage, name: str, *, late: bool = False) -> int:
    """Let each operation fail once: old or new at once, nothing left, and what is said is true."""
    for at in range(1, 251):
        faults = Faults(at, ERRORS[name], late=late)
        problem = stage.fails(faults)
        if not faults.struck:
            return at - 1
        now = snapshot(stage.root)
        assert now in (stage.old, stage.new), (at, sorted(now))
        assert problem is not None or now == stage.new, at
        assert "Nothing was changed" not in str(problem) or now == stage.old, at
    return 250


def _forever(stage: Stage, name: str) -> int:
    """Let everything fail from an operation on: what is said is true, and the next command puts all right."""
    for at in range(1, 251):
        faults = Faults(at, ERRORS[name], forever=True)
        problem = stage.fails(faults)
        if not faults.struck:
            return at - 1
        assert "Nothing was changed." not in str(problem) or snapshot(stage.root) == stage.old, at
        stage.recovers()
    return 250


def _power(stage: Stage) -> int:
    for at in range(1, 251):
        if not stage.loses_power(at):
            return at - 1
        stage.recovers()
    return 250


@pytest.mark.parametrize("scene", range(7))
@pytest.mark.usefixtures("rendered")
def test_a_failure_or_power_cut_leaves_old_or_new(tmp_path: Path, reports: tuple[Report, Report], scene: int) -> None:
    """A full disk, Ctrl-C and a power cut at every operation of every kind of writing."""
    name, before, act = list(_scenes(reports))[scene]
    stage = Stage(tmp_path, before, act)
    assert stage.new != stage.old, name
    counts = _once(stage, "ENOSPC"), _once(stage, "KeyboardInterrupt", late=True), _forever(stage, "EIO"), _power(stage)
    assert min(counts) > 10, name


@pytest.mark.campaign
@pytest.mark.parametrize("scene", range(7))
@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.usefixtures("rendered")
def test_every_error_at_every_operation(tmp_path: Path, reports: tuple[Report, Report], scene: int, error: str) -> None:
    """Six errors, once and for ever, before and after the operation."""
    _, before, act = list(_scenes(reports))[scene]
    stage = Stage(tmp_path, before, act)
    _once(stage, error)
    _forever(stage, error)
    if error == "KeyboardInterrupt":
        _once(stage, error, late=True)
