"""Windows as far as it can be tried elsewhere: names that it does not have, quotes of its shells, code pages of its console."""

import shlex
import shutil
from pathlib import Path

import pytest
from forked import printed
from test_first_lines import survey_with

import cxmatch as cx
from cxmatch.errors import SettingsError
from cxmatch.exports import formats
from cxmatch.records import text

NAMES = {"Kite Registry": "\u0141uk\u00f3w \u2192 Desk", "Ferry Tickets Office": "Ferry \u201cTickets\u201d \u4e2d\u6587"}


@pytest.mark.parametrize(
    "name", ["CON", "nul.csv", "out/Com1", "LPT9.x.csv", "a:b", "what?", "a<b", "out.", "out ", "x*/pairings.csv"]
)
def test_a_name_that_windows_does_not_have_is_refused_there(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A device, a sign that no name may hold, a point or a blank at the end, which would be dropped: said before any work."""
    monkeypatch.setattr(formats, "_WINDOWS", True)
    with pytest.raises(SettingsError, match="Windows has no files or folders called"):
        formats.is_file_name(name)
    monkeypatch.setattr(formats, "_WINDOWS", False)
    formats.is_file_name(name.removesuffix("."))


@pytest.mark.parametrize("name", ["../out", "./out", "con pairings", "console", "FY26.Q1", "com10", "a/b/nullify.csv"])
def test_a_name_that_windows_has_is_taken(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """What only looks like one of those is a name."""
    monkeypatch.setattr(formats, "_WINDOWS", True)
    formats.is_file_name(name)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("survey.csv", "survey.csv"),
        (r"C:\\a\\survey.csv", r"C:\\a\\survey.csv"),
        ("St. John's", '"St. John\'s"'),
        ("Office of $avings", "'Office of $avings'"),
        ("O'Neil's $HOME", "'O''Neil''s $HOME'"),
        ("50% & more; (all)", '"50% & more; (all)"'),
    ],
)
def test_a_name_is_quoted_as_powershell_needs_it(monkeypatch: pytest.MonkeyPatch, name: str, typed: str) -> None:
    """Double quotes, which both shells take; single ones where PowerShell would put something else in place of a word."""
    monkeypatch.setattr(text, "_WINDOWS", True)
    assert text.quoted(name) == typed


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a survey whose offices have letters that few code pages have."""
    folder = tmp_path_factory.mktemp("windows")
    survey_with(folder, NAMES)
    shutil.copy(cx.sample("dirty"), folder / "dirty.csv")
    return folder


@pytest.mark.parametrize("page", ["cp1252", "cp437", "cp850", "ascii"])
def test_a_code_page_ends_no_command(there: Path, page: str) -> None:
    """What it does not have comes out as "?"; the record that is written, and JSON, have every letter all the same."""

    def told(words: str, **alone: str) -> bytes:
        done = printed(shlex.split(words), there, {"PYTHONIOENCODING": page, "COLUMNS": "200", **alone})
        assert done.returncode == (words == "check dirty.csv"), words
        assert b"Traceback" not in done.stdout + done.stderr
        return done.stdout

    assert "w ? Desk" in told(f"pair survey.csv --out {page}", PYTHONUTF8="0").decode(page)  # set by Python itself
    assert cx.load(there / page).cohort.has(NAMES["Kite Registry"])
    assert NAMES["Kite Registry"] in told(f"explain {page} --json").decode("utf-8")
    for words in ("check survey.csv", "check dirty.csv", f"explain {page} Ferry", f"agenda {page}", f"ask {page}", "frameworks"):
        told(words).decode(page)


def test_lines_of_windows_are_read_alike(tmp_path: Path) -> None:
    """A survey with CRLF line ends is the same survey, and what is written for spreadsheets has them as well."""
    here, survey = tmp_path / "crlf.csv", cx.sample("roundtable-14").read_bytes().replace(b"\r\n", b"\n")
    here.write_bytes(survey.replace(b"\n", b"\r\n"))
    runs = [cx.pair(cx.read_survey(read)) for read in (here, survey)]
    assert runs[0].matching == runs[1].matching
    cx.export(cx.report(runs[0]), tmp_path / "out", formats=["csv"])
    table = (tmp_path / "out" / "pairings.csv").read_bytes()
    assert table.count(b"\r\n") == table.count(b"\n") > 1
