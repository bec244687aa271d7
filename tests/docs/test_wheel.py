"""What cxmatch is shipped as comes out the same whoever builds it, and holds what the program needs."""

import os
import shutil
import zipfile
from pathlib import Path

import pytest

from docs.wheel import source_package, unpacked, wheel

pytest.importorskip("hatchling", reason="the extra release is not installed")
ROOT = Path(__file__).parents[2]
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "build", "dist", "node_modules", "*.egg-info")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this folder."""
    return wheel(ROOT, tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source package of this folder, unpacked."""
    folder = tmp_path_factory.mktemp("package")
    return unpacked(source_package(ROOT, folder / "made"), folder / "source")


def test_the_same_source_gives_the_same_wheel(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In another folder, on another day, with other permissions and another umask: the same bytes."""
    copy = tmp_path / "elsewhere"
    shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
    for path in (path for path in copy.rglob("*") if path.is_file()):
        os.utime(path, (1_000_000_000, 1_000_000_000))
        path.chmod(0o600)
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    old = os.umask(0o077)
    try:
        again = wheel(copy, tmp_path / "again")
    finally:
        os.umask(old)
    assert (again.name, again.read_bytes()) == (built.name, built.read_bytes())


def test_the_source_package_gives_the_same_wheel(built: Path, package: Path, tmp_path: Path) -> None:
    """Who builds from the source package gets what is built from the repository."""
    assert wheel(package, tmp_path).read_bytes() == built.read_bytes()


def test_the_wheel_holds_what_the_program_reads(built: Path) -> None:
    """Every file of the package is in it, the samples, the types' mark and the license; and nothing of the tests."""
    names = set(zipfile.ZipFile(built).namelist())
    wanted = {path.relative_to(ROOT).as_posix() for path in (ROOT / "cxmatch").rglob("*") if path.is_file()}
    wanted = {name for name in wanted if "__pycache__" not in name}
    assert wanted <= names
    samples = ROOT / "data/samples"
    assert {f"cxmatch/samples/{path.relative_to(samples).as_posix()}" for path in samples.rglob("*") if path.is_file()} <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert all(name.startswith(("cxmatch/", "cxmatch-")) for name in names)


def test_the_source_package_holds_what_the_docs_and_the_tests_need(package: Path) -> None:
    """The files beside the program are in it, so that its tests and its site are made from it as from the repository."""
    for name in ("README.md", "CHANGELOG.md", "SECURITY.md", "CODE_OF_CONDUCT.md", "CITATION.cff", "mkdocs.yml", "docs/it.md"):
        assert (package / name).is_file(), name
    assert (package / "tests/docs/test_wheel.py").is_file()
