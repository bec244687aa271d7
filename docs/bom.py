"""Writes what stands in an installation of cxmatch and nothing else, as CycloneDX: python -m docs.bom dist/cxmatch.cdx.json."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from docs.licenses import table

ROOT = Path(__file__).resolve().parent.parent
BASE = getattr(sys, "_base_executable", sys.executable)  # an environment of the README's has no pip of its own


def installed(folder: Path) -> None:
    """Install cxmatch into a fresh environment, as the README does."""
    _run(BASE, "-m", "venv", "--without-pip", str(folder))
    _run(BASE, "-m", "pip", "--python", str(folder), "install", "-q", str(ROOT))


def written(environment: Path, target: Path) -> set[str]:
    """Write the list of an environment, the same one for the same environment, and give the names in it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    how = ["--pyproject", str(ROOT / "pyproject.toml"), "--output-reproducible", "--output-format", "JSON"]
    _run(sys.executable, "-m", "cyclonedx_py", "environment", str(environment), *how, "--output-file", str(target))
    return {one["name"].lower().replace("_", "-") for one in json.loads(target.read_text("utf-8")).get("components", ())}


def _run(*words: str) -> None:
    subprocess.run(words, check=True)  # noqa: S603 -- our own tools


def main(target: str) -> int:
    """Write the list, and say what in it has no row in the table of licenses."""
    with TemporaryDirectory() as folder:
        installed(Path(folder))
        names = written(Path(folder), Path(target))
    strangers = sorted(names - table()["library"].keys() - {"cxmatch"})
    print(f"{len(names)} components in {target}" + (f"; without a known license: {', '.join(strangers)}" if strangers else ""))
    return 1 if strangers or not names else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
