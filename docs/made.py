"""What the scripts beside this one do with what they make: write it or, with --check, say whether it is up to date."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path


def write_or_check(
    what: str, files: Mapping[Path, str], script: str, *, there: Iterable[Path] = (), wrong: Iterable[str] = (), also: str = ""
) -> int:
    """Write files and take away what else is `there` or, with --check, compare; return the exit code.

    `what` names them with a verb, "docs/findings.md is"; `wrong` is what is wrong with them whatever they say, and `also` what
    else holds where nothing is.
    """
    now = {path: path.read_text(encoding="utf-8") for path in {*files, *there} if path.exists()}
    if "--check" in sys.argv:
        faults = [*wrong, *[f"{what} old: run  python -m docs.{script}"] * (now != files)]
        print("\n".join(faults) or f"{what} up to date{also}")
        return int(bool(faults))
    for path in now.keys() - files.keys():
        path.unlink()
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    return 0
