"""Writes docs/licenses.md from docs/licenses.toml, or checks that it is up to date and true of what is installed here."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

from docs.made import write_or_check

PAGE = Path(__file__).with_suffix(".md")
LOCK = PAGE.parents[1] / "uv.lock"
OPENING = """# Licenses

cxmatch itself is dedicated to the public domain ([CC0-1.0](../LICENSE)). It is installed with the libraries below:
those that it asks for, and those that they ask for, on any system. None of them is part of what cxmatch is shipped as;
pip or uv fetch each from its own authors.

All are permissive but one, which has its reason beside it. `python -m docs.licenses --check` holds this table to the lock file
and to what the installed packages say of themselves, in each run of the tests and of CI.

| library | license | for |
|---|---|---|
"""
_SPELLINGS = {  # how packages without a license expression name theirs
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
}


def table() -> dict[str, Any]:
    """Give what is known: the permissive licenses, and of each library its license, what it is for, and a reason."""
    return tomllib.loads(PAGE.with_suffix(".toml").read_text(encoding="utf-8"))


def page() -> str:
    """Give the whole page."""
    libraries = table()["library"]
    reasons = (f"## {name}\n\n{row['reason']}\n" for name, row in libraries.items() if "reason" in row)
    rows = (f"| {name} | {row['license']} | {row['for']} |" for name, row in libraries.items())
    return "\n".join([OPENING + "\n".join(rows), "", *reasons])


def locked() -> set[str]:
    """Give every library that the lock file installs with cxmatch on some system, by its name."""
    packages = {one["name"]: one for one in tomllib.loads(LOCK.read_text(encoding="utf-8"))["package"]}
    found, left = {"cxmatch"}, ["cxmatch"]
    while left:
        needs = {one["name"] for one in packages[left.pop()].get("dependencies", ())} - found
        found |= needs
        left += needs
    return found - {"cxmatch"}


def said(name: str) -> str | None:
    """Give the license that an installed library names, None where it is not installed."""
    try:
        facts = metadata(name)
    except PackageNotFoundError:
        return None
    classes = (line.rpartition(" :: ")[2] for line in facts.get_all("Classifier") or () if line.startswith("License :: "))
    named = (facts.get("License-Expression"), facts.get("License"), *classes)
    return next((_SPELLINGS.get(one, one) for one in named if one and len(one) < 100), None)  # longer ones are whole texts


def objections() -> Iterator[str]:
    """Give what is wrong with the table: a library that is missing or too many, or a license that is not permitted."""
    known = table()
    listed = known["library"]
    yield from (f"{name} is not in the table" for name in sorted(locked() - listed.keys()))
    yield from (f"{name} is in the table and not in the lock file" for name in sorted(listed.keys() - locked()))
    for name, row in listed.items():
        for license_ in {row["license"], said(name) or row["license"]}:
            if not _parts(license_) <= set(known["permissive"]) and row["license"] != license_:
                yield f"{name} is licensed {license_}, which is not permitted"
            elif not _parts(license_) <= set(known["permissive"]) and "reason" not in row:
                yield f"{name} is licensed {license_}, without a reason"


def _parts(expression: str) -> set[str]:
    return set(re.split(r" AND | OR |[()]", expression)) - {""}


if __name__ == "__main__":
    sys.exit(
        write_or_check(
            "docs/licenses.md is", {PAGE: page()}, "licenses", wrong=objections(), also=", and all licenses are permitted"
        )
    )
