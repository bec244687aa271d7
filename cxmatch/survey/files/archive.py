"""Zip and gzip files: the one table inside, unpacked in memory and bounded, never to disk."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import NoReturn

from cxmatch.domain.findings import Finding, Place
from cxmatch.records.text import clean, some
from cxmatch.survey.files.kinds import GZIP, ZIP, refuse_document, workbook_kind
from cxmatch.survey.files.limits import Limits
from cxmatch.survey.files.table import finding, refuse

_MOST_MEMBERS, _MOST_SHOWN, _PIECE_BYTES = 10_000, 5, 1 << 20
_TABLES = (".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_BESIDES = ("thumbs.db", "desktop.ini")  # what operating systems put beside the files
_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


def unwrapped(data: bytes, place: Place, limits: Limits) -> tuple[bytes, list[Finding]]:
    """Return the bytes of the one table that a zip or gzip file holds, with a note; other bytes as they are.

    Raises SurveyError if there is none or more than one, or it cannot be unpacked within the limits.
    """
    if data.startswith(GZIP):
        inside, name, rest = _inflated(data, place, limits), "", list[str]()
    elif data.startswith(ZIP) and not workbook_kind(members(data, place)):
        inside, name, rest = _only_table(data, place, limits)
    else:
        return data, []
    if inside.startswith(GZIP) or (inside.startswith(ZIP) and not workbook_kind(members(inside, place))):
        refuse("CX053", place, reason="it holds another compressed file")
    named = f' "{clean(name)}"' if name else ""
    besides = f" Beside it, and not read: {some(rest, _MOST_SHOWN)}." if rest else ""
    return inside, [finding("CX416", place, name=named, besides=besides)]


def members(data: bytes, place: Place) -> list[str]:
    """Return the names of what a zip file holds.

    Raises SurveyError if it is damaged, or the document of another program.
    """
    try:
        if data.count(b"PK\x01\x02") > _MOST_MEMBERS:
            _refuse(place, f"it holds more than {_MOST_MEMBERS:,} files")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
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
    pieces, size, rest = list[bytes](), 0, data
    while rest.startswith(GZIP):
        unpacking = zlib.decompressobj(31)  # 31 tells zlib to expect gzip's own marks
        try:
            while rest and not unpacking.eof:
                pieces.append(unpacking.decompress(rest, _PIECE_BYTES))
                rest, size = unpacking.unconsumed_tail, size + len(pieces[-1])
                if size > limits.bytes:
                    refuse("CX030", place, limit=f"{limits.bytes:,}")
        except zlib.error:
            refuse("CX053", place, reason="it is damaged")
        if not unpacking.eof:
            refuse("CX053", place, reason="it is cut off")
        rest = unpacking.unused_data
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
