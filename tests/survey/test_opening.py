"""Opening: what a source is, what its first bytes say, and that nothing but our own errors comes out."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import subprocess
import sys
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxmatch.errors import CxmatchError, FileError, SettingsError, SurveyError
from cxmatch.survey.files import Limits
from cxmatch.survey.files.opening import open_source, open_table, workbook_sheets

CSV = b"Office,Score\nAlpha,5\n"
ROWS = [["Office", "Score"], ["Alpha", "5"]]
HAZARDS = Path(__file__).parents[2].parent / "shared" / "hazards"


def xlsx() -> bytes:
    """Make a small workbook."""
    book = openpyxl.Workbook()
    for row in ROWS:
        book.worksheets[0].append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def refusal(data: bytes, limits: Limits | None = None) -> str:
    """Give the code of the finding that refuses these bytes."""
    with pytest.raises(SurveyError) as caught:
        open_table(data, limits=limits)
    assert caught.value.next_step
    return caught.value.findings[0].code


def test_every_kind_of_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path, its text, standard input, bytes and a DataFrame give the same cells."""
    path = tmp_path / "survey.csv"
    path.write_bytes(CSV)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(CSV)))
    frame = pd.DataFrame({"Office": ["Alpha"], "Score": [5]}, index=[7])
    tables = [open_table(source) for source in (path, str(path), "-", CSV, frame)]
    assert [table.rows for table in tables] == [ROWS] * 5
    assert [table.name for table in tables] == ["survey.csv", "survey.csv", "standard input", "survey", "DataFrame"]
    assert {table.sha256 for table in tables[:4]} == {hashlib.sha256(CSV).hexdigest()}


def test_frame_values() -> None:
    """Values of a DataFrame become what a person would have typed; missing ones become nothing."""
    frame = pd.DataFrame(
        {
            "a": [5.0, float("nan")],
            "b": [4.5, None],
            "c": pd.array([1, pd.NA], dtype="Int64"),
            "d": [datetime(2026, 3, 4), pd.NaT],
            "e": [np.bool_(True), np.int64(7)],
            "f": [Decimal("4.50"), np.float32(0.5)],
            "g": ["NA", None],
            8: ["x", "y"],
        }
    )
    table = open_table(frame)
    assert table.rows[0] == ["a", "b", "c", "d", "e", "f", "g", "8"]
    assert table.rows[1] == ["5", "4.5", "1", "2026-03-04T00:00:00", "TRUE", "4.50", "NA", "x"]
    assert table.rows[2] == ["", "", "", "", "7", "0.5", "", "y"]
    assert table.numbers == [1, 2, 3]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "CX001"),
        (b"\n\r\n \n", "CX002"),
        (b"\xef\xbb\xbf\n", "CX002"),
        (b",,\n,,\n", "CX002"),
        (b"%PDF-1.7\n", "CX003"),
        (b"\xef\xbb\xbf <!DOCTYPE html><table>", "CX004"),
        (b"<?xml version='1.0'?><Workbook/>", "CX004"),
        (gzip.compress(CSV, mtime=0)[:-9], "CX053"),
        (b"BZh91AY&SY", "CX005"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "CX006"),
        (b"version https://git-lfs.github.com/spec/v1\n", "CX007"),
        (b"PK\x03\x04" + b"\0" * 99, "CX008"),
        (b"PK\x05\x06" + b"\0" * 18, "CX008"),
        (b"\x89PNG\r\n\x1a\n", "CX009"),
    ],
)
def test_wrong_kinds(data: bytes, code: str) -> None:
    """What is no table is called by its name, whatever the file is called."""
    assert refusal(data) == code


def test_too_large() -> None:
    """No more is read than the limit allows."""
    assert refusal(CSV, Limits(bytes=10)) == "CX030"


@pytest.mark.parametrize("bound", [0, -1, 2**40])
def test_senseless_limits(bound: int) -> None:
    """A limit that makes no sense is a mistake of usage."""
    with pytest.raises(SettingsError):
        Limits(bytes=bound)


def test_no_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard input that cannot be read is said to be so."""
    for absent in (None, io.StringIO("a,b")):
        monkeypatch.setattr(sys, "stdin", absent)
        with pytest.raises(FileError):
            open_table("-")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """A missing file gets the nearest name, a folder and an impossible name a plain sentence."""
    (tmp_path / "survey.csv").write_bytes(CSV)
    with pytest.raises(FileError, match=r'Did you mean "survey\.csv"\?'):
        open_table(tmp_path / "survy.csv")
    for path in (tmp_path, tmp_path / "a\0b", tmp_path / ("x" * 400), tmp_path / "survey.csv" / "x"):
        with pytest.raises(FileError):
            open_table(path)
    with pytest.raises(SettingsError):
        open_table(42)  # type: ignore[arg-type]


def test_name_and_contents_differ(tmp_path: Path) -> None:
    """A workbook named .csv and a text named .xlsx are read as what they are, and it is said."""
    for name, data in (("survey.csv", xlsx()), ("survey.xlsx", CSV)):
        (tmp_path / name).write_bytes(data)
        table = open_table(tmp_path / name)
        assert (table.rows, [note.code for note in table.notes]) == (ROWS, ["CX411"])


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="pipes have no names here")
def test_a_pipe_is_read_once_though_its_sheets_are_asked_for() -> None:
    """A pipe can be read once only: its sheets and its cells are asked of what was opened."""
    end, start = os.pipe()
    os.write(start, CSV)
    os.close(start)
    opened = open_source(f"/dev/fd/{end}", Limits())
    assert workbook_sheets(opened) == []
    assert open_table(opened).rows == ROWS
    os.close(end)


def test_sheets() -> None:
    """Only workbooks have sheets."""
    assert workbook_sheets(open_source(xlsx(), Limits())) == ["Sheet"]
    assert workbook_sheets(open_source(CSV, Limits())) == []
    assert open_table(xlsx(), sheet="sheet").rows == ROWS
    with pytest.raises(SettingsError, match="has no sheet"):
        open_table(CSV, sheet="Sheet")


def test_reading_text_loads_no_workbook_library() -> None:
    """Start-up time: neither pandas nor the workbook library is loaded for a text file."""
    code = (
        "import sys; from cxmatch.survey.files.opening import open_table; open_table(b'a,b\\n1,2\\n'); "
        "assert not {'pandas', 'numpy', 'python_calamine'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603


@given(st.binary(max_size=200), st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", b"a,b\n"]))
def test_any_bytes(data: bytes, start: bytes) -> None:
    """Arbitrary bytes give a table or an error of ours."""
    try:
        table = open_table(start + data)
    except CxmatchError:
        return
    assert table.rows
    assert len(table.rows) == len(table.numbers)


REFUSED_HERE = {
    *(
        "enc06_macroman.csv",
        "enc07_mixed.csv",
        "enc09_utf32.csv",
        "del05_ambiguous.csv",
        "nam19_surrogate.csv",
        "str00_empty.csv",
    ),
    *("str01_only_newlines.csv", "str17_unterminated_quote.csv", "str18_stray_quote.csv", "str22_nul_in_cell.csv"),
    *("str27_field_200k.csv", "str28_xlsx_named_csv.csv", "str29_html_named_xls.csv", "str30_pdf_named_csv.csv"),
    *("str31_gzip_named_csv.csv", "str32_git_lfs_pointer.csv", "xls01_corner_cell.xlsx", "xls02_billion_laughs.xlsx"),
    *("xls03_xxe.xlsx", "xls04_zip_bomb_200MB.xlsx", "xls05_million_rows.xlsx", "xls07_formula_no_cache.xlsx"),
    *("xls11_hidden_first_sheet.xlsx", "xls14_encrypted_header.xlsx", "xls15_empty_zip.xlsx", "xls16_not_a_workbook.xlsx"),
    *("xls17_empty_sheet.xlsx",),
    # The sheet's dimension is not believed, but its only answer is a formula without a result, which is never blank.
    "xls06_wrong_dimension.xlsx",
}


@pytest.mark.skipif(not HAZARDS.is_dir(), reason="the hazard files are not here")
@pytest.mark.parametrize(
    "path",
    [path for kind in ("enc", "del", "str", "num", "nam", "xls") for path in sorted(HAZARDS.glob(f"{kind}*"))],
    ids=lambda path: path.name,
)
def test_hazards(path: Path) -> None:
    """Each hazard that concerns bytes and cells ends as its list says, as far as cells go."""
    if path.name in REFUSED_HERE:
        with pytest.raises(SurveyError):
            open_table(path)
    else:
        assert open_table(path).rows
