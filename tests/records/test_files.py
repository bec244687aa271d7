"""Files appear whole or not at all, and what is said about a failure is true."""

import errno
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from cxmatch.errors import FileError
from cxmatch.records import files, holding
from cxmatch.records.disk import inside, put_all
from cxmatch.records.files import TakenError, change_folder, write_folder, write_new, writing_in
from cxmatch.records.holding import alone, settle


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def change(folder: Path, wanted: dict[str, bytes]) -> None:
    with writing_in(folder):
        change_folder(folder, wanted)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two files."""
    write_folder(tmp_path / "out", {"a": b"old a", "b": b"old b"})
    return tmp_path / "out"


def test_a_folder_of_folders_appears_with_what_is_missing_above_it(tmp_path: Path) -> None:
    """Files in folders of their own, below folders that are not there yet."""
    write_folder(tmp_path / "x" / "y", {"a": b"1", "briefs/b": b"2"})
    assert (tmp_path / "x" / "y" / "briefs" / "b").read_bytes() == b"2"
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_a_folder_that_is_taken_stays(folder: Path) -> None:
    """A new folder never takes the place of one with files in it."""
    with pytest.raises(TakenError):
        write_folder(folder, {"a": b"new"})
    assert content(folder) == {"a": b"old a", "b": b"old b"}
    assert [path.name for path in folder.parent.iterdir()] == ["out"]


def test_nothing_is_left_above_a_place_that_cannot_be(tmp_path: Path) -> None:
    """Where a file stands in the way, no folder and no other file appears."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FileError, match=r"file.*cannot be written.*Nothing was changed"):
        write_new(tmp_path / "file" / "b", b"")
    with pytest.raises(FileError, match="Nothing was changed"):
        change(tmp_path / "file", {"b": b""})
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_the_users_own_permissions_are_kept_to(tmp_path: Path) -> None:
    """A new file has the permissions that any program of this user would give it; a changed one keeps its own."""
    old = os.umask(0o077)
    try:
        write_new(tmp_path / "a", b"secret")
    finally:
        os.umask(old)
    assert (tmp_path / "a").stat().st_mode & 0o077 == 0
    for number, write in enumerate(
        (partial(write_new, tmp_path / "a", overwrite=True), lambda new: change(tmp_path, {"a": new}))
    ):
        write(b"more %d" % number)
        assert (tmp_path / "a").stat().st_mode & 0o077 == 0
    change(tmp_path, {"b": b"public"})
    assert (tmp_path / "b").stat().st_mode & 0o077 == 0o066 & ~old


def test_other_content_is_left_alone_unless_asked(tmp_path: Path) -> None:
    """A file with other content stays; the same content and --overwrite are fine."""
    path = tmp_path / "a"
    write_new(path, b"one")
    write_new(path, b"one")
    with pytest.raises(FileError, match="left as it is"):
        write_new(path, b"two")
    assert path.read_bytes() == b"one"
    write_new(path, b"two", overwrite=True)
    assert content(tmp_path) == {"a": b"two"}


def test_the_same_content_touches_nothing(folder: Path) -> None:
    """Writing what is there already changes no file, not even its time."""
    before = (folder / "a").stat()
    change(folder, {"a": b"old a"})
    after = (folder / "a").stat()  # to look at it may change when it was looked at last
    assert (after.st_ino, after.st_mode, after.st_mtime_ns, after.st_ctime_ns) == (
        *(before.st_ino, before.st_mode, before.st_mtime_ns, before.st_ctime_ns),
    )


@pytest.mark.parametrize(
    ("code", "wanted", "unwanted"),
    [
        ("ENOSPC", "no room", "Excel"),
        ("EDQUOT", "no room", "Excel"),
        ("EROFS", "no right", "Excel"),
        ("EACCES", "no right", "Excel"),
        ("EPERM", "no right", "Excel"),
        ("EBUSY", "Excel", "right"),
        ("ETXTBSY", "Excel", "right"),
        ("ENAMETOOLONG", "shorter", "Excel"),
        ("EIO", "another place", "Excel"),
    ],
)
def test_advice_fits_what_happened(folder: Path, monkeypatch: pytest.MonkeyPatch, code: str, wanted: str, unwanted: str) -> None:
    """A full disk does not blame Excel, a read-only one does not ask for room, a file held open says so."""

    def fail(*_: object) -> None:
        raise OSError(getattr(errno, code), os.strerror(getattr(errno, code)))

    monkeypatch.setattr(files, "put_all", fail)
    with pytest.raises(FileError, match="Nothing was changed") as told:
        change(folder, {"a": b"new a"})
    assert wanted in told.value.next_step
    assert unwanted not in told.value.next_step


def test_on_windows_a_refusal_may_be_excel(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There a file that is open in another program is refused as if there were no right to it."""

    def fail(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(files, "put_all", fail)
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(FileError) as told:
        change(folder, {"a": b"new a"})
    assert "Excel" in told.value.next_step


@pytest.mark.parametrize(("name", "far"), [("a", False), ("x" * 150, True)])
def test_on_windows_a_way_may_be_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, *, far: bool) -> None:
    """There a file is not found where the way to it has too many letters: where it may be so, that is said."""

    def fail(*_: object) -> None:
        raise FileNotFoundError(errno.ENOENT, "The system cannot find the path specified")

    monkeypatch.setattr(files, "put_all", fail)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(files, "FAR", len(str(tmp_path)) + 100)
    with pytest.raises(FileError) as told:
        files.write_folder(tmp_path / name, {"a": b"new a"})
    assert ("longer than Windows takes" in told.value.next_step) == far
    assert list(tmp_path.iterdir()) == []


def test_memory_that_runs_out_is_no_mistake_of_ours(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said, and everything is as it was."""

    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(files, "sync", fail)
    with pytest.raises(FileError, match=r"not enough memory\. Nothing was changed"):
        change(folder, {"a": b"new a", "c": b"new c"})
    assert content(folder) == {"a": b"old a", "b": b"old b"}


@pytest.mark.parametrize("first", [OSError(errno.EIO, "Input/output error"), KeyboardInterrupt()])
def test_when_putting_back_fails_too_it_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch, first: BaseException) -> None:
    """Never "Nothing was changed": where the old files lie is said, and the next command puts them back."""
    true, moves = os.replace, []

    def replace(source: Path, target: Path) -> None:
        moves.append(target)
        if len(moves) > 1:
            raise first if len(moves) == 2 else OSError(errno.EIO, "Input/output error")
        true(source, target)

    with monkeypatch.context() as broken:
        broken.setattr(os, "replace", replace)
        with pytest.raises(FileError) as told:
            change(folder, {"a": b"new a", "b": b"new b"})
    assert "Nothing was changed" not in told.value.what
    assert str(folder / ".cxmatch-change" / "old") in told.value.what
    assert content(folder / ".cxmatch-change" / "old") == {"a": b"old a", "b": b"old b"}
    settle(folder)
    assert content(folder) == {"a": b"old a", "b": b"old b"}


def test_what_cannot_be_cleared_away_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that stays aside because it cannot be removed is said to, and the next command removes it."""

    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as broken:
        for name in ("rename", "unlink", "rmdir"):
            broken.setattr(os, name, fail)
        broken.setattr(files, "move", fail)
        with pytest.raises(FileError, match=r"Nothing was changed, but .*\.cxmatch-new-\w+ could not be removed"):
            write_folder(folder.parent / "other", {"a": b""})
    settle(folder)
    assert [path.name for path in folder.parent.iterdir()] == ["out"]


def test_a_living_writer_is_waited_for_and_left_alone(folder: Path) -> None:
    """While another program holds a folder, nothing that lies in it is taken for a leftover."""
    with alone(folder):
        (folder / ".cxmatch-new-0123456789abcdef").write_bytes(b"on its way")
        settle(folder)
        with pytest.raises(FileError, match="Another cxmatch command"), alone(folder, wait=0.05):
            pass
        assert (folder / ".cxmatch-new-0123456789abcdef").exists()
    settle(folder)
    assert not (folder / ".cxmatch-new-0123456789abcdef").exists()


def test_only_names_of_ours_are_removed(folder: Path) -> None:
    """A file of somebody else stays, whatever it begins with."""
    names = [".cxmatch-new-notes", ".cxmatch-old-a", ".cxmatch-new-0123456789abcdef.txt", ".cxmatch"]
    for name in names:
        (folder / name).write_bytes(b"mine")
    settle(folder)
    assert {name for name in content(folder) if name.startswith(".")} == set(names)


def test_without_locks_only_what_is_old_is_dead(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the file system has no locks, a young change is somebody's, an old one is taken back."""

    def none(_: Path) -> int:
        raise OSError(errno.ENOLCK, "No locks available")

    made = folder / ".cxmatch-change"
    put_all(made, {Path("names"): b'{"made": ["c"], "kept": ["a"]}', Path("old/a"): b"old a"})
    (folder / "a").write_bytes(b"new a")
    (folder / "c").write_bytes(b"new c")
    monkeypatch.setattr(holding, "_take", none)
    with pytest.raises(FileError, match="Another cxmatch command"):
        settle(folder)
    long_ago = time.time() - holding.ABANDONED - 60
    os.utime(made, (long_ago, long_ago))
    settle(folder)
    assert content(folder) == {"a": b"old a", "b": b"old b"}


@pytest.mark.parametrize("name", ["../outside", "/outside", "x/../../outside", "link/outside", "C:outside", "x\\y", "", "a\0b"])
@pytest.mark.parametrize(("part", "other"), [("made", "kept"), ("kept", "made")])
def test_a_change_that_somebody_made_up_reaches_no_other_folder(folder: Path, name: str, part: str, other: str) -> None:
    """A folder from elsewhere cannot make a command remove or replace a file outside of it."""
    (folder.parent / "outside").write_bytes(b"mine")
    (folder / "link").symlink_to(folder.parent)
    assert inside(folder, name) is None
    put_all(folder / ".cxmatch-change", {Path("names"): json.dumps({part: [name], other: []}).encode()})
    with pytest.raises(FileError, match="does not lie in the folder"):
        settle(folder)
    assert (folder.parent / "outside").read_bytes() == b"mine"


def test_what_somebody_put_into_a_made_folder_stays(folder: Path) -> None:
    """Taking a change back removes its own files, and its folders only where they are empty."""
    put_all(folder / ".cxmatch-change", {Path("names"): b'{"made": ["briefs/x", "briefs", "more"], "kept": []}'})
    (folder / "briefs").mkdir()
    (folder / "more").mkdir()
    (folder / "briefs" / "x").write_bytes(b"new")
    (folder / "briefs" / "note").write_bytes(b"mine")
    settle(folder)
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*")) == ["a", "b", "briefs", "briefs/note"]


def test_all_is_on_the_disk_before_it_has_its_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file and every folder aside was brought to the disk when the rename comes that makes it count."""
    synced: set[int] = set()
    renamed: list[Path] = []
    true = os.rename

    def rename(source: Path, target: Path) -> None:
        if target.name in ("new", ".cxmatch-change"):
            assert {path.stat().st_ino for path in (source, *source.rglob("*"))} <= synced
            renamed.append(target)
        else:
            assert {path.stat().st_ino for path in (folder, folder / "briefs")} <= synced
        synced.clear()
        true(source, target)

    monkeypatch.setattr(os, "fsync", lambda handle: synced.add(os.fstat(handle).st_ino))
    monkeypatch.setattr(os, "rename", rename)
    write_folder(folder.parent / "new", {"a": b"1", "briefs/b": b"2"})
    assert folder.parent.stat().st_ino in synced
    change(folder, {"a": b"1", "briefs/b": b"2"})
    assert folder.stat().st_ino in synced
    assert [target.name for target in renamed] == ["new", ".cxmatch-change"]


def meanwhile(monkeypatch: pytest.MonkeyPatch, do: Callable[[], object]) -> None:
    """Let another program do something just before a change begins."""
    true = files.move

    def move(source: Path, target: Path) -> None:
        do()
        true(source, target)

    monkeypatch.setattr(files, "move", move)


def test_an_edit_just_before_a_change_is_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not looked at is not written over, even where it is a file that would have stayed."""
    meanwhile(monkeypatch, lambda: (folder / "b").write_bytes(b"edited"))
    with pytest.raises(FileError, match="Another cxmatch command"):
        change(folder, {"a": b"new a", "b": b"old b"})
    assert content(folder) == {"a": b"old a", "b": b"edited"}


def test_two_changes_do_not_begin_in_one_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there are no locks, the name of the change decides, and the other one's is left alone."""
    other = folder / ".cxmatch-change"
    meanwhile(monkeypatch, lambda: put_all(other, {Path("names"): b"{}"}))
    with pytest.raises(FileError, match="Another cxmatch command"):
        change(folder, {"a": b"new a"})
    assert [path.name for path in sorted(folder.iterdir())] == [".cxmatch-change", "a", "b"]
    assert (folder / "a").read_bytes() == b"old a"
    assert (other / "names").exists()


def test_a_parent_that_appears_meanwhile_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two people who write into one folder that is missing both succeed."""

    @contextmanager
    def after_another(place: Path) -> Iterator[None]:
        (tmp_path / "x").mkdir(exist_ok=True)
        (tmp_path / "x" / "b").write_bytes(b"theirs")
        with alone(place):
            yield

    monkeypatch.setattr(files, "alone", after_another)
    write_new(tmp_path / "x" / "a", b"mine")
    assert content(tmp_path / "x") == {"a": b"mine", "b": b"theirs"}


def test_folders_in_folders_are_unmade_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change that made a folder in a folder leaves neither when it is taken back."""
    with monkeypatch.context() as broken:
        broken.setattr(files, "end", lambda *_: files.os.close(-1))
        with pytest.raises(FileError, match="Nothing was changed"):
            change(folder, {"p/q/r": b"", "s": b""})
    assert content(folder) == {"a": b"old a", "b": b"old b"}


def test_old_files_come_back_where_their_folder_is_gone(folder: Path) -> None:
    """Whatever somebody removed between a crash and the next command, the old files are put back."""
    names = b'{"made": [], "kept": ["briefs/x", "a"]}'
    put_all(folder / ".cxmatch-change", {Path("names"): names, Path("old/briefs/x"): b"old x", Path("old/a"): b"old a"})
    settle(folder)
    assert (folder / "briefs" / "x").read_bytes() == b"old x"


def test_no_file_is_written_in_the_folder_above_all_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of ours among those of the system are wanted by nobody, also where the user may write there."""
    monkeypatch.setattr(files, "_change", lambda *_: pytest.fail("written"))
    with pytest.raises(FileError, match="the folder above all others"):
        change_folder(Path(os.sep), {"a": b"1"})


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name here")
@pytest.mark.parametrize("overwrite", [False, True])
def test_a_pipe_is_neither_waited_for_nor_replaced(tmp_path: Path, *, overwrite: bool) -> None:
    """What has no end, such as a device, is not read to its end, and no file takes its place."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileError, match="neither a file nor a folder"):
        write_new(tmp_path / "pipe", b"1", overwrite=overwrite)
    assert (tmp_path / "pipe").is_fifo()


def test_a_disk_that_cannot_be_written_to_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such a disk refuses to remove even what is not there: nothing is said of a file that would have stayed aside."""

    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(files, "put_all", fail)
    monkeypatch.setattr(os, "unlink", fail)
    with pytest.raises(FileError, match=r"Nothing was changed\.$"):
        write_folder(folder.parent / "other", {"a": b""})
