"""Whatever fails while a report is written: afterwards the old is there or the new, and nothing else."""

import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from faults import ERRORS, Faults, restore, snapshot
from invent import cohort as invented_cohort

import cxmatch as cx
from cxmatch.domain.report import Report
from cxmatch.errors import CxmatchError
from cxmatch.exports import write
from cxmatch.records.holding import settle

MOST = 400  # operations that are tried; how many there are depends on how deep the folder lies
Tree = dict[str, bytes | None]
Act = Callable[[Path], object]


@pytest.fixture(scope="module")
def reports() -> tuple[Report, Report]:
    """Two reports of two cohorts."""
    return cx.report(cx.pair(invented_cohort(1, 8))), cx.report(cx.pair(invented_cohort(2, 8)))


@pytest.fixture(autouse=True)
def _no_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the waiting for a disk, which changes nothing that a test can see."""
    monkeypatch.setattr(os, "fsync", lambda handle: None)


@pytest.fixture
def rendered(reports: tuple[Report, Report], monkeypatch: pytest.MonkeyPatch) -> None:
    """Render what is written once, since only its writing is tried here."""
    first, second = reports
    few = _files(first, ("csv", "json"))
    more = _files(second, ("csv", "json", "md"), split=True)
    parted = {f"hand out/{name}" if "/" in name else name: content for name, content in more.items()}
    made = {first.run.id: few, second.run.id: dict(list(parted.items())[:6])}
    monkeypatch.setattr(write, "_in_parts", lambda handout: made[handout.run.id])
    monkeypatch.setattr(write, "_all_files", lambda handout, _: made[handout.run.id])


def _files(report: Report, formats: tuple[str, ...], *, split: bool = False) -> dict[str, bytes]:
    handout = write.Handout(report=report, split=split)
    return write._all_files(handout, write.chosen(formats, for_participants=False))


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
        except (CxmatchError, OSError, MemoryError, KeyboardInterrupt) as problem:
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

    def fails_to_recover(self, at: int, strike: Callable[[], BaseException], *, forever: bool) -> bool:
        """Let an operation of the recovery fail, and tell whether one did; what is read after it is refused or whole."""
        faults = Faults(at, strike, forever=forever)
        try:
            with faults.on():
                settle(self.root / "out")
        except (CxmatchError, OSError, MemoryError, KeyboardInterrupt):
            return faults.struck
        return faults.struck

    def recovers(self) -> None:
        """Whoever reads next sees the old or the new, whoever writes next leaves the new and nothing else."""
        settle(self.root / "out")
        assert self.visible() in (self.old, self.new)
        if snapshot(self.root) != self.new:
            self.act(self.root)
            assert snapshot(self.root) == self.new


def _once(stage: Stage, name: str, *, late: bool = False, step: int = 1) -> int:
    """Let each operation fail once: old or new at once, nothing left, and what is said is true."""
    for at in range(1, MOST, step):
        faults = Faults(at, ERRORS[name], late=late)
        problem = stage.fails(faults)
        if not faults.struck:
            return at
        now = snapshot(stage.root)
        assert now in (stage.old, stage.new), (at, sorted(now))
        assert problem is not None or now == stage.new, at
        assert "Nothing was changed" not in str(problem) or now == stage.old, at
    return MOST


def _forever(stage: Stage, name: str, *, step: int = 1) -> int:
    """Let everything fail from an operation on: what is said is true, and the next command puts all right."""
    for at in range(1, MOST, step):
        faults = Faults(at, ERRORS[name], forever=True)
        problem = stage.fails(faults)
        if not faults.struck:
            return at
        assert "Nothing was changed." not in str(problem) or snapshot(stage.root) == stage.old, at
        stage.recovers()
    return MOST


def _power(stage: Stage, *, step: int = 1) -> int:
    """Let the power go at each operation: the next command puts all right."""
    for at in range(1, MOST, step):
        if not stage.loses_power(at):
            return at
        stage.recovers()
    return MOST


def _recoveries(stage: Stage, name: str, *, forever: bool, step: int) -> int:
    """Let the power go within a change, then operations of the recovery fail: a second recovery puts all right."""
    tried = 0
    for at in range(1, MOST, step):
        if not stage.loses_power(at):
            break
        left = snapshot(stage.root)
        if "out/.cxmatch-change" not in left:
            continue
        for then in range(1, MOST, step):
            stage.reset(left)
            if not stage.fails_to_recover(then, ERRORS[name], forever=forever):
                break
            tried += 1
            stage.recovers()
    return tried


@pytest.mark.usefixtures("rendered")
def test_a_recovery_that_fails_too_loses_nothing(tmp_path: Path, reports: tuple[Report, Report]) -> None:
    """The old files are kept until they are back, whatever fails on the way."""
    _, before, act = list(_scenes(reports))[2]
    assert _recoveries(Stage(tmp_path, before, act), "EACCES", forever=False, step=9) > 20


@pytest.mark.campaign
@pytest.mark.parametrize("forever", [False, True])
@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.usefixtures("rendered")
def test_every_error_in_every_recovery(tmp_path: Path, reports: tuple[Report, Report], error: str, forever: bool) -> None:
    """Each operation of a recovery, after every third operation of a change."""
    _, before, act = list(_scenes(reports))[2]
    assert _recoveries(Stage(tmp_path, before, act), error, forever=forever, step=3) > 100


@pytest.mark.parametrize("scene", range(7))
@pytest.mark.usefixtures("rendered")
def test_a_failure_or_power_cut_leaves_old_or_new(tmp_path: Path, reports: tuple[Report, Report], scene: int) -> None:
    """A full disk, Ctrl-C and a power cut at every operation of every kind of writing."""
    name, before, act = list(_scenes(reports))[scene]
    stage = Stage(tmp_path, before, act)
    assert stage.new != stage.old, name
    _once(stage, "ENOSPC")
    _once(stage, "KeyboardInterrupt", late=True, step=3)
    _forever(stage, "EIO", step=3)
    assert 10 < _power(stage, step=3) < MOST, name


@pytest.mark.campaign
@pytest.mark.parametrize("scene", range(7))
@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.usefixtures("rendered")
def test_every_error_at_every_operation(tmp_path: Path, reports: tuple[Report, Report], scene: int, error: str) -> None:
    """Six errors, once and for ever, and a power cut; Ctrl-C also after the operation was done."""
    _, before, act = list(_scenes(reports))[scene]
    stage = Stage(tmp_path, before, act)
    tried = [_once(stage, error), _forever(stage, error)]
    if error == "KeyboardInterrupt":
        tried += [_once(stage, error, late=True), _power(stage)]
    assert min(tried) > 10
    assert max(tried) < MOST
