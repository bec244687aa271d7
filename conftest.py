"""Pages are tested in a folder of their own, so that what they write does not stay."""

import shutil
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("untimed", deadline=None)  # how long an example takes is no promise of the product
settings.load_profile("untimed")

ROOT = Path(__file__).parent


@pytest.fixture(autouse=True)
def _pages_run_elsewhere(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if isinstance(request.node, pytest.DoctestItem) and request.node.path.suffix == ".md":
        for folder in ("data", "docs"):
            shutil.copytree(ROOT / folder, tmp_path / folder)
        monkeypatch.chdir(tmp_path)
