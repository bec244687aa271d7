"""Whatever bytes arrive: one of four exit codes, no traceback, and nothing that commands a terminal."""

import csv
import io
import json
import unicodedata
from pathlib import Path

import pytest
from examples import often
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from cxmatch.cli import app

CELLS = st.text(max_size=12) | st.sampled_from(
    ["1", "5", "4.5", "N/A", "x", "=1+1", "\x1b[2J", "\u202eA", "[/]", "Total", "#REF!"]
)
HEADINGS = st.sampled_from(
    ["Office", "Department", "Role", "Capability: Data", "Need: Data", "Cap: Hiring", "Mentor seats", "Comment"]
)


def looked_at(content: bytes, folder: Path, *options: str) -> Result:
    """Check these bytes from a file, and hold what every outcome must hold."""
    path = folder / "survey.csv"
    path.write_bytes(content)
    result = CliRunner().invoke(app, ["check", str(path), *options])
    assert result.exit_code in {0, 1, 2, 4}, result.output
    assert "Traceback" not in result.output
    assert not [c for c in result.output if unicodedata.category(c) in {"Cc", "Cf"} and c != "\n" and c != "\u200d"]
    return result


@often(150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=400))
def test_arbitrary_bytes_are_read_or_refused(content: bytes, tmp_path: Path) -> None:
    """Bytes of any kind end in an answer or a refusal."""
    looked_at(content, tmp_path)


@often(150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    head=st.lists(HEADINGS | st.text(max_size=10), min_size=1, max_size=6),
    rows=st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=6),
)
def test_arbitrary_cells_are_read_or_refused(head: list[str], rows: list[list[str]], tmp_path: Path) -> None:
    """A table of any cells ends in an answer or a refusal, on the screen and as JSON."""
    text = io.StringIO()
    csv.writer(text).writerows([head, *rows])
    content = text.getvalue().encode("utf-8", errors="surrogatepass")
    looked_at(content, tmp_path)
    json_only = CliRunner().invoke(app, ["check", str(tmp_path / "survey.csv"), "--json"])
    assert isinstance(json.loads(json_only.stdout), dict) or json_only.exit_code == 4


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A survey with 500 ratings that are no levels, all different."""
    rows = "".join(f"Office {n},Dept {n % 7},wrong{n},3\n" for n in range(500))
    path = tmp_path / "broken.csv"
    path.write_text(f"Office,Department,Capability: Data,Need: Data\n{rows}", encoding="utf-8")
    return path


def test_500_errors_show_20_and_a_count(broken: Path) -> None:
    """The terminal shows the first 20 findings and counts the rest."""
    result = CliRunner().invoke(app, ["check", str(broken)])
    assert result.exit_code == 1
    assert result.output.count("Error CX104") == 20
    assert "To fix: 500." in result.output
    hidden = len(json.loads(CliRunner().invoke(app, ["check", str(broken), "--json"]).stdout)["findings"]) - 20
    assert f"... and {hidden} more" in result.output


def test_json_has_all_500_with_their_places(broken: Path) -> None:
    """With --json every finding is there, with code, severity, message, row and column."""
    result = CliRunner().invoke(app, ["check", str(broken), "--json"])
    errors = [finding for finding in json.loads(result.stdout)["findings"] if finding["severity"] == "error"]
    assert [(finding["place"]["row"], finding["place"]["column"]) for finding in errors] == [(n + 2, "C") for n in range(500)]
    assert all(finding["message"].startswith(f'"wrong{n}"') for n, finding in enumerate(errors))


def test_help_explains_every_code() -> None:
    """`cxmatch help CODE` says what a code means and what to do."""
    result = CliRunner().invoke(app, ["help", "cx104"])
    assert result.exit_code == 0
    assert "CX104" in result.output
