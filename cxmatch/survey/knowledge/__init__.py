"""What surveys say, as data. Each row of a table has texts that it must recognise (`examples`) and must not (`not`).

A new wording is a row here, or a word in one; `tests/survey/test_knowledge.py` runs every example of every table.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any


@cache
def table(name: str) -> Mapping[str, Any]:
    """Return the table of this name."""
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8"))


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text that blanks separate."""
    return frozenset(text.split())
