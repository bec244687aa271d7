"""Zip and gzip files: the one table inside is read, everything else is named, and nothing is unpacked without bounds."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from workbooks import KINDS, Sheet, zipped

from cxmatch.errors import CxmatchError, SurveyError
from cxmatch.survey.files import Limits
from cxmatch.survey.files.opening import open_table
from cxmatch.survey.reader import check

CSV = b"Office,Score\nAlpha,5\n"
ROWS = [["Office", "Score"], ["Alpha", "5"]]
BOOK = KINDS["xlsx"](Sheet([["Office", "Score"], ["Alpha", 5]]))

squeezed = partial(gzip.compress, mtime=0)  # the same bytes in every process that collects these tests


def refusal(data: bytes, limits: Limits | None = None) -> tuple[str, str]:
    """Give code and message of the finding that refuses these bytes."""
    with pytest.raises(SurveyError) as caught:
        open_table(data, limits=limits)
    [found] = caught.value.findings
    return found.code, found.message


@pytest.mark.parametrize("inside", [CSV, BOOK, KINDS["xls"](Sheet(ROWS)), KINDS["ods"](Sheet(ROWS))])
@pytest.mark.parametrize("pack", [squeezed, lambda data: zipped({"Responses.csv": data})], ids=["gzip", "zip"])
def test_the_one_table_inside_is_read(inside: bytes, pack: object) -> None:
    """A table in a zip or gzip file is read, said so, and the record keeps the digest of the file as it was given."""
    data = pack(inside)  # type: ignore[operator]
    read = open_table(data)
    assert read.rows == ROWS
    assert read.notes[0].code == "CX416"
    assert read.sha256 == hashlib.sha256(data).hexdigest()


def test_what_lies_beside_the_table_is_said() -> None:
    """What operating systems put into a zip file is passed over, a form or a text beside the table is named."""
    members = {"a/Responses.csv": CSV, "__MACOSX/._Responses.csv": b"x", ".DS_Store": b"x", "README.txt": b"x", "form.pdf": b"x"}
    read = open_table(zipped(members))
    assert read.rows == ROWS
    assert read.notes[0].message == (
        'The one table in the compressed file was read "Responses.csv". Beside it, and not read: "README.txt", "form.pdf".'
    )
    assert open_table(zipped({"answers.txt": CSV})).rows == ROWS


def test_several_tables_are_named_and_each_can_be_given(tmp_path: Path) -> None:
    """Which of several files is the survey is asked, and the way out works: unpack it, and give one of them."""
    members = {"Spring.csv": CSV, "Autumn.xlsx": BOOK}
    assert refusal(zipped(members)) == (
        "CX049",
        'The zip file holds several files that could be the survey: "Spring.csv", "Autumn.xlsx".',
    )
    with zipfile.ZipFile(io.BytesIO(zipped(members))) as archive:
        archive.extractall(tmp_path)
    assert [open_table(tmp_path / name).rows for name in members] == [ROWS, ROWS]


def test_an_archive_keeps_its_name_in_findings(tmp_path: Path) -> None:
    """The file that was given is the one that is named, and its ending needs no note."""
    path = tmp_path / "survey.zip"
    path.write_bytes(zipped({"Responses.csv": CSV}))
    assert open_table(path).name == "survey.zip"
    assert [note.code for note in open_table(path).notes] == ["CX416"]
    path.write_bytes(path.read_bytes()[:-9])
    assert [found.code for found in check(path).findings] == ["CX053"]


def encrypted() -> bytes:
    """Give a zip file that says its one member is encrypted."""
    data = bytearray(zipped({"a.csv": CSV}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (zipped({}), "CX008"),
        (zipped({"a.pdf": b"x"}), "CX051"),
        (zipped({"folder/": b""}), "CX051"),
        (zipped({"#": b"x"}).replace(b"#", b"\0"), "CX051"),
        (zipped({"a.csv": squeezed(CSV)}), "CX053"),
        (zipped({"a.csv": zipped({"b.csv": CSV})}), "CX053"),
        (squeezed(squeezed(CSV)), "CX053"),
        (squeezed(zipped({"b.csv": CSV})), "CX053"),
        (squeezed(CSV)[:-9], "CX053"),
        (squeezed(CSV)[:15] + b"\xff" * 20, "CX053"),
        (zipped({"../a.csv": CSV}), "CX008"),
        (zipped({"/a.csv": CSV}), "CX008"),
        (zipped({"a.csv": CSV})[:-30], "CX008"),
        (zipped({"a.csv": b""}), "CX001"),
        (zipped({"a.csv": b"%PDF-1.7"}), "CX003"),
        (encrypted(), "CX050"),
    ],
)
def test_what_cannot_be_read_is_named(data: bytes, code: str) -> None:
    """Empty, damaged, nested and protected archives end in one finding that says so."""
    assert refusal(data)[0] == code


@pytest.mark.parametrize("pack", [squeezed, lambda data: zipped({"a.csv": data})], ids=["gzip", "zip"])
def test_no_more_is_unpacked_than_a_file_may_have(pack: object) -> None:
    """Ten megabytes in ten kilobytes are refused by the limit for files, and so are two gzip files one after the other."""
    assert refusal(pack(b"a,b\n" * 2_500_000), Limits(bytes=1_000_000))[0] == "CX030"  # type: ignore[operator]
    assert refusal(squeezed(b"a" * 600_000) * 2, Limits(bytes=1_000_000))[0] == "CX030"


def test_very_many_gzip_files_one_after_the_other_are_one() -> None:
    """A hundred thousand members, a row each, are read as one table: what stands behind a member is not copied for it."""
    assert len(open_table(squeezed(b"a,b\n1,2\n") + squeezed(b"3,4\n") * 99_999).rows) == 100_001


def test_a_size_that_an_archive_declares_is_not_believed() -> None:
    """A member that says it is small is cut off where the limit is, or found damaged."""
    data = zipped({"a.csv": b"a,b\n" * 100_000})
    lying = data.replace((400_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert refusal(lying, Limits(bytes=100_000))[0] in ("CX030", "CX053", "CX008")


@given(st.binary(max_size=120), st.integers(0, 160), st.booleans())
def test_any_archive(data: bytes, place: int, zip_file: bool) -> None:
    """An archive of anything, with a byte changed, gives a table or an error of ours."""
    packed = bytearray(zipped({"a.csv": data}) if zip_file else squeezed(data))
    packed[place % len(packed)] ^= 0x55
    with suppress(CxmatchError):
        open_table(bytes(packed))
