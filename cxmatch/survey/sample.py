"""The sample surveys: invented offices to try the program on."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.records.files import write_new


def sample(name: str = "roundtable-14") -> Path:
    """Return the path of a sample survey by its name, without the ending.

    Raises
    ------
    SettingsError
        There is no sample of that name.
    """
    folder = _folder()
    path = folder / f"{name}.csv"
    if not path.is_file():
        known = sorted(entry.stem for entry in folder.glob("*.csv"))
        raise SettingsError(f'There is no sample "{name}".{did_you_mean(name, known)}', "The samples: " + ", ".join(known))
    return path


def copy_sample(name: str, target: Path, *, overwrite: bool = False) -> None:
    """Copy a sample survey to a file; a file that is already there and differs is left alone.

    Raises
    ------
    FileError
        The file is there with other content, or cannot be written.
    """
    write_new(target, sample(name).read_bytes(), overwrite=overwrite)


def _folder() -> Path:
    """Return the folder of samples: inside an installed package, or beside the package in a checkout."""
    package = Path(str(files("cxmatch")))
    inside = package / "samples"
    return inside if inside.is_dir() else package.parent / "data" / "samples"
