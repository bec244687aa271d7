"""A folder of hazards, one file each, may lie beside the project; every file ends as its manifest says."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from cxmatch.domain.findings import Severity
from cxmatch.survey.reader import check

FOLDER = Path(__file__).parents[3] / "shared" / "hazards"
KINDS = ("enc", "del", "num", "str", "nam", "xls")
BETTER = {
    "enc04_utf16le_nobom.csv": "UTF-16 without its mark is told by its zero bytes, and the reading says so",
    "nam22_fold_special.csv": "the names that compare as one come from two departments, so they are two offices; it is warned of",
    "xls06_wrong_dimension.xlsx": "no row is lost, and the formula without a result in it is refused",
}


def _manifest() -> list[tuple[str, str]]:
    if not FOLDER.is_dir():
        return []
    with (FOLDER / "MANIFEST.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [(row["file"], row["expected"]) for row in rows if row["file"].startswith(KINDS)]


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the folder of hazards does not lie beside the project")
@pytest.mark.parametrize(("name", "expected"), _manifest())
def test_a_hazard_ends_as_its_manifest_says(name: str, expected: str) -> None:
    """Refused, accepted, or accepted with a warning; and what was decided is in the record."""
    reading = check(FOLDER / name)
    severities = {finding.severity for finding in reading.findings}
    if name not in BETTER:
        assert reading.ready == (expected != "refuse"), [finding.message for finding in reading.findings]
    if expected == "accept+warn":
        assert Severity.WARNING in severities
    if expected == "accept+repair":
        assert Severity.NOTE in severities
    assert all(letter.isprintable() or letter == "\u200d" for finding in reading.findings for letter in finding.message)
