"""The catalogue of findings: in order, each code in use, and remedies that can be printed after a message."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from cxmatch.domain.findings import Severity, catalogue

PACKAGE = Path(__file__).parents[2] / "cxmatch"


def test_the_catalogue_is_sorted() -> None:
    """The codes stand in the file in their order."""
    codes = list(tomllib.loads((PACKAGE / "domain" / "findings.toml").read_text(encoding="utf-8")))
    assert codes == sorted(codes)


def test_every_code_is_raised_and_every_raised_code_is_listed() -> None:
    """Nothing in the catalogue is dead, and nothing is missing from it."""
    sources = [*PACKAGE.rglob("*.py"), *(PACKAGE / "survey" / "knowledge").glob("*.toml")]
    raised = {code for path in sources for code in re.findall(r'"(CX\d{3})"', path.read_text(encoding="utf-8"))}
    assert raised == set(catalogue())


def test_a_remedy_can_follow_its_message() -> None:
    """A message of an error or a warning ends as a sentence, and its remedy says what to do."""
    kinds = [kind for kind in catalogue().values() if kind.severity is not Severity.NOTE]
    assert [kind.code for kind in kinds if kind.message[-1] not in ".}"] == []
    assert [kind.code for kind in kinds if not re.match(r"[A-Z][a-z]+ ", kind.remedy) or kind.remedy.startswith("If ")] == []
