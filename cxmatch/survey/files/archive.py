"""Zip and gzip files: what documents are by what they hold, the one table inside, or the parts of a workbook.

All is unpacked in memory and bounded, never to disk.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Any, NoReturn

from cxmatch.domain.findings import Finding, Place
from cxmatch.records.text import clean, some
from cxmatch.survey.files import GZIP, ZIP, Limits
from cxmatch.survey.files.table import finding, refuse
from cxmatch.survey.knowledge import table as knowledge

UNPACKED_TIMES = 3  # how much larger than the file's own limit the contents of a workbook may be
_MOST_MEMBERS, _MOST_SHOWN, _PIECE_BYTES, _GZIP_BYTES, _LISTING_BYTES = 10_000, 5, 1 << 20, 1 << 14, 10_000_000
_SWOLLEN_TIMES, _SWOLLEN_SHARE = 200, 5  # answers shrink to a fiftieth at most, the same tag again and again to a thousandth
_TABLES = (".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_BESIDES = ("thumbs.db", "desktop.ini")  # what operating systems put beside the files
# RuntimeError is zipfile's word for a part under a password.
_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)
# What a reader takes in as a whole before any sheet.
_LISTINGS = frozenset(
    f"xl/{name}.{kind}" for name in ("workbook", "_rels/workbook", "styles") for kind in ("xml", "bin", "xml.rels", "bin.rels")
)
# How a zip file keeps the cells of a workbook, by what it holds.
_WORKBOOKS = {
    "xlsx": ("xl/workbook.xml", "[Content_Types].xml"),
    "xlsb": ("xl/workbook.bin", "[Content_Types].xml"),
    "ods": ("content.xml", "META-INF/manifest.xml"),
}
_DECLARATION = re.compile(rb"<!(?!--|\[CDATA\[)")
_WIDE_STARTS = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")


def unwrapped(data: bytes, place: Place, limits: Limits) -> tuple[bytes, list[Finding]]:
    """Return the bytes of the one table that a zip or gzip file holds, with a note; other bytes as they are.

    Raises SurveyError if there is none or more than one, or it cannot be unpacked within the limits.
    """
    if data.startswith(GZIP):
        inside, name, rest = _inflated(data, place, limits), "", list[str]()
    elif data.startswith(ZIP) and not workbook_kind(_members(data, place)):
        inside, name, rest = _only_table(data, place, limits)
    else:
        return data, []
    if inside.startswith(GZIP) or (inside.startswith(ZIP) and not workbook_kind(_members(inside, place))):
        refuse("CX053", place, reason="it holds another compressed file")
    named = f' "{clean(name)}"' if name else ""
    besides = f" Beside it, and not read: {some(rest, _MOST_SHOWN)}." if rest else ""
    return inside, [finding("CX416", place, name=named, besides=besides)]


def _members(data: bytes, place: Place) -> list[str]:
    """Return the names of what a zip file holds.

    Raises SurveyError if it is damaged, or the document of another program.
    """
    try:
        if data.count(b"PK\x01\x02") > _MOST_MEMBERS:
            _refuse(place, f"it holds more than {_MOST_MEMBERS:,} files")
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except _DAMAGED:
        _refuse(place, "it is damaged or cut off")
    if not names:
        _refuse(place, "it is empty")
    if any(".." in PurePosixPath(name.replace("\\", "/")).parts or name.startswith(("/", "\\")) for name in names):
        _refuse(place, "the name of a file in it leads outside of it")
    refuse_document("member", names, place)
    return names


def _refuse(place: Place, reason: str) -> NoReturn:
    """Refuse a zip file as what its name says it is: most are workbooks that were cut off on the way."""
    refuse("CX053" if place.file.lower().endswith(".zip") else "CX008", place, reason=reason)


def _inflated(data: bytes, place: Place, limits: Limits) -> bytes:
    """Unpack gzip members one after the other, no more than the limit and one byte."""
    pieces, room, at = list[bytes](), limits.bytes + 1, 0
    while data.startswith(GZIP, at):
        unpacking = zlib.decompressobj(31)  # 31 tells zlib to expect gzip's own marks
        while at < len(data) and not unpacking.eof:
            given = data[at : at + _GZIP_BYTES]  # not all of the rest, which zlib copies for each of a million members
            try:
                pieces.append(unpacking.decompress(given, room))
            except zlib.error:
                refuse("CX053", place, reason="it is damaged")
            at, room = at + len(given) - len(unpacking.unused_data or unpacking.unconsumed_tail), room - len(pieces[-1])
            if not room:
                refuse("CX030", place, limit=f"{limits.bytes:,}")
        if not unpacking.eof:
            refuse("CX053", place, reason="it is cut off")
    return b"".join(pieces)


def _only_table(data: bytes, place: Place, limits: Limits) -> tuple[bytes, str, list[str]]:
    """Return the one table in a zip file, its name, and what else is in it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = [info for info in archive.infolist() if not info.filename.endswith(("/", "\\")) and not _is_beside(info.filename)]
        tables = [info for info in files if info.filename.lower().endswith(_TABLES)]
        tables = tables or [info for info in files if info.filename.lower().endswith(".txt")]
        names = [f'"{clean(info.filename)}"' for info in tables or files]
        if not tables:
            refuse("CX051", place, files=some(names, _MOST_SHOWN) or "nothing")
        if len(tables) > 1:
            refuse("CX049", place, files=some(names, _MOST_SHOWN))
        [chosen] = tables
        if chosen.flag_bits & 1:
            refuse("CX050", place, kind="The zip file", way="Unpack it with its password, and give the file that was in it.")
        chosen.file_size = limits.bytes + 2  # zipfile stops at the declared size, which may be a lie
        try:
            with archive.open(chosen) as file:
                inside = file.read(limits.bytes + 1)
        except _DAMAGED:
            refuse("CX053", place, reason="it is damaged, or packed in an unusual way")
        if len(inside) > limits.bytes:
            refuse("CX030", place, limit=f"{limits.bytes:,}")
        rest = [f'"{clean(info.filename)}"' for info in files if info is not chosen]
    return inside, PurePosixPath(chosen.filename).name, rest


def _is_beside(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.parts[:1] == ("__MACOSX",) or path.name.startswith(".") or path.name.lower() in _BESIDES


def refuse_document(part: str, names: Sequence[str], place: Place) -> None:
    """Refuse the document of another program that is made of these parts."""
    row = _document(part, names)
    if row:
        refuse("CX048", place, kind=row["kind"], way=row["way"])


def _document(part: str, names: Sequence[str]) -> Mapping[str, Any] | None:
    """Return the row of the table of kinds to which a file belongs that is made of these parts, each a "member" or a "stream"."""
    rows = knowledge("files")[part]
    return next((row for row in rows if any(fnmatchcase(name, form) for name in names for form in row["names"])), None)


def workbook_kind(names: Sequence[str]) -> str:
    """Return which kind of workbook a zip file with these members is; nothing where it is none."""
    return next((kind for kind, needed in _WORKBOOKS.items() if set(needed) <= set(names)), "")


def unpack(data: bytes, place: Place, limits: Limits) -> dict[str, bytes]:
    """Return the parts of a workbook by name, once all of them have been found harmless.

    Raises SurveyError if it is damaged, too large, protected, or holds what no spreadsheet program writes.
    """
    if data.count(b"PK\x01\x02") > _MOST_MEMBERS:
        refuse("CX008", place, reason=f"it has more than {_MOST_MEMBERS:,} parts")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            # Two parts of one name could be read as one by the guard and as the other by the library.
            if len({name.casefold().replace("\\", "/") for name in names}) < len(names):
                refuse("CX008", place, reason="it holds two parts of the same name")
            parts = dict(_unpacked(archive, place, UNPACKED_TIMES * limits.bytes))
    except _DAMAGED:
        refuse("CX008", place, reason="it is damaged, or a part of it is protected")
    for name, part in parts.items():
        if name.casefold() in _LISTINGS and len(part) > _LISTING_BYTES:
            refuse("CX035", place, limit=f"{_LISTING_BYTES:,}", part=clean(name))
        if part.startswith(_WIDE_STARTS) and not name.endswith(".bin"):
            refuse("CX008", place, reason="a part of it is not written in UTF-8")
        if part.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") and _DECLARATION.search(part):
            refuse("CX041", place, part=clean(name))
    if len({needed[0] for needed in _WORKBOOKS.values()} & set(map(str.casefold, parts))) > 1:  # we and the library could differ
        refuse("CX008", place, reason="it is two kinds of workbook at once")
    return parts


def _unpacked(archive: zipfile.ZipFile, place: Place, limit: int) -> Iterator[tuple[str, bytes]]:
    """Unpack part by part and count what really comes out: the sizes that a file declares may be a lie."""
    room = limit
    if sum(info.file_size for info in archive.infolist()) > limit:
        refuse("CX040", place, limit=f"{limit:,}")
    for info in archive.infolist():
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            refuse("CX008", place, reason="it is packed in a way that workbooks are not")
        declared, info.file_size = info.file_size, room + 2  # zipfile stops at the declared size; the library may not.
        with archive.open(info) as file:
            part = file.read(room + 1)
        room -= len(part)
        if room < 0:
            refuse("CX040", place, limit=f"{limit:,}")
        if len(part) != declared:
            refuse("CX008", place, reason="a part of it does not have the size it says")
        yield info.filename, part


def without(empty: re.Pattern[bytes], part: bytes, instead: Callable[[re.Match[bytes]], bytes] | bytes = b"") -> bytes:
    """Return XML without what a pattern finds; slice by slice, each up to a tag, since every find takes memory."""
    pieces, at = list[bytes](), 0
    while at < len(part):
        end = part.find(b"<", at + _PIECE_BYTES)
        end = end if end > 0 else len(part)
        pieces.append(empty.sub(instead, part[at:end]))
        at = end
    return b"".join(pieces)


def refuse_swollen(parts: Iterable[bytes], packed: int, place: Place, limits: Limits) -> None:
    """Refuse parts that are large and were very small: they repeat one thing by the million, and reading them takes minutes.

    `parts` come without what is cheap to pass over; `packed` is how many bytes the file has.
    """
    limit = max(_SWOLLEN_TIMES * packed, limits.bytes // _SWOLLEN_SHARE)
    if sum(map(len, parts)) > limit:
        refuse("CX040", place, limit=f"{limit:,}")
