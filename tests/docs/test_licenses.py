"""Every library that comes with cxmatch is listed with its license, and each license is permitted or has its reason."""

import subprocess
import sys
from pathlib import Path

import pytest

from docs import licenses

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(not licenses.LOCK.exists(), reason="the lock file is not here")


def test_the_page_is_the_table() -> None:
    """docs/licenses.md is what is made from docs/licenses.toml today."""
    assert licenses.PAGE.read_text(encoding="utf-8") == licenses.page()


def test_the_table_is_true_of_the_lock_file_and_of_what_is_installed() -> None:
    """It has every library of every system and no other, and what an installed one says of itself is permitted."""
    assert list(licenses.objections()) == []


@pytest.mark.parametrize("said", ["GPL-3.0-only", "MIT AND LGPL-2.1-only", "Proprietary"])
def test_a_license_that_is_not_permitted_is_noticed(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    """A library that comes under another license one day fails the check by its name."""
    true = licenses.said
    monkeypatch.setattr(licenses, "said", lambda name: said if name == "rich" else true(name))
    assert list(licenses.objections()) == [f"rich is licensed {said}, which is not permitted"]


def test_a_library_without_a_row_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new library, or one that is gone, fails the check by its name."""
    monkeypatch.setattr(licenses, "locked", lambda: licenses.table()["library"].keys() - {"rich"} | {"newcomer"})
    assert list(licenses.objections()) == ["newcomer is not in the table", "rich is in the table and not in the lock file"]


def test_all_but_one_output_do_without_the_library_that_is_not_permissive(tmp_path: Path) -> None:
    """Where docxtpl may not be installed, pairing and every hand-out that needs no template of one's own work."""
    code = (
        "import sys; sys.modules['docxtpl'] = None\n"
        "import cxmatch as cx\n"
        "written = cx.export(cx.report(cx.pair(cx.read_survey(cx.sample()))), sys.argv[1])\n"
        "assert {'.docx', '.html', '.xlsx', '.eml'} <= {path.suffix for path in written}\n"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "kickoff")], cwd=ROOT, check=True)  # noqa: S603
