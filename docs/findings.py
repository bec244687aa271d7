"""Writes docs/findings.md from the catalogue of findings, or checks that it is up to date."""

from __future__ import annotations

import sys
from pathlib import Path

from cxmatch.domain.findings import FindingKind, catalogue
from docs.made import write_or_check

PAGE = Path(__file__).with_suffix(".md")
OPENING = """# Findings

What reading a survey or a check-in can notice. Each has a stable code; `cxmatch help CX104` says the same in the terminal.
An **error** keeps a survey from being paired, and an answer of a check-in from being read.
A **warning** asks for a look, a **note** tells what was decided or repaired.

This page is made from `cxmatch/domain/findings.toml` by `python -m docs.findings`.
"""


def page() -> str:
    """Give the whole page."""
    return "\n".join([OPENING, *map(_entry, catalogue().values())])


def _entry(kind: FindingKind) -> str:
    return f"## {kind.code}\n\n**{kind.title}** ({kind.severity.value})\n\n> {kind.pattern}\n\n{kind.advice}\n"


if __name__ == "__main__":
    sys.exit(write_or_check("docs/findings.md is", {PAGE: page()}, "findings"))
