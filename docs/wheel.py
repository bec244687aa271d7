"""Builds what cxmatch is shipped as, twice, and says whether it came out the same, byte for byte: python -m docs.wheel."""

from __future__ import annotations

import sys
import tarfile
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent


def wheel(source: Path, folder: Path) -> Path:
    """Build the wheel of a source folder into another folder, without a network, and give its place."""
    from hatchling.builders.wheel import WheelBuilder

    return Path(next(WheelBuilder(str(source)).build(directory=str(folder), versions=["standard"])))


def source_package(source: Path, folder: Path) -> Path:
    """Build the source package of a source folder into another folder, and give its place."""
    from hatchling.builders.sdist import SdistBuilder

    return Path(next(SdistBuilder(str(source)).build(directory=str(folder), versions=["standard"])))


def unpacked(package: Path, folder: Path) -> Path:
    """Unpack a source package, and give the source folder in it."""
    with tarfile.open(package) as files:
        files.extractall(folder, filter="data")
    return next(folder.iterdir())


def main() -> int:
    """Build both into dist/, the wheel again from the source package, and say the digests."""
    made = [wheel(ROOT, ROOT / "dist"), source_package(ROOT, ROOT / "dist")]
    with TemporaryDirectory() as folder:
        again = wheel(unpacked(made[1], Path(folder, "source")), Path(folder, "wheel")).read_bytes()
    for path in made:
        print(f"{sha256(path.read_bytes()).hexdigest()}  {path.relative_to(ROOT).as_posix()}")
    same = made[0].read_bytes() == again
    print("The source package gives the same wheel." if same else "The source package gives another wheel.")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
