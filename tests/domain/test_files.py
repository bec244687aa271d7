"""Files appear whole or not at all."""

import os
from pathlib import Path

import pytest

from cxmatch.domain import files
from cxmatch.domain.errors import FileError
from cxmatch.domain.files import write_new, write_whole


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("failing", [1, 2, 3])
@pytest.mark.parametrize("problem", [PermissionError(13, "Permission denied"), KeyboardInterrupt()])
def test_when_a_move_fails_every_old_file_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int, problem: BaseException
) -> None:
    """Whichever move fails, or is interrupted, the folder is as it was, to the byte, and holds nothing else."""
    wanted = {tmp_path / "a": b"new a", tmp_path / "b": b"new b", tmp_path / "c": b"new c"}
    (tmp_path / "a").write_bytes(b"old a")
    (tmp_path / "b").write_bytes(b"old b")
    before, calls, true_move = content(tmp_path), [0], os.replace

    def move(source: Path, target: Path) -> None:
        calls[0] += 1
        if calls[0] == failing + 1:
            raise problem
        true_move(source, target)

    monkeypatch.setattr(files.os, "replace", move)
    with pytest.raises((FileError, KeyboardInterrupt)):
        write_whole(wanted)
    assert content(tmp_path) == before


def test_a_folder_made_for_nothing_is_taken_away(tmp_path: Path) -> None:
    """When nothing can be written, no empty folder stays behind."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FileError):
        write_whole({tmp_path / "new" / "a": b"", tmp_path / "file" / "b": b""})
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_the_users_own_permissions_are_kept_to(tmp_path: Path) -> None:
    """A new file has the permissions that any program of this user would give it."""
    old = os.umask(0o077)
    try:
        write_whole({tmp_path / "a": b"secret"})
    finally:
        os.umask(old)
    assert (tmp_path / "a").stat().st_mode & 0o077 == 0


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
