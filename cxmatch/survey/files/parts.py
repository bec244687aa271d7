"""The parts of a workbook that is a zip file: unpacked in memory, once they are found harmless, and never to disk."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from posixpath import join, normpath
from xml.etree import ElementTree

from cxmatch.domain.findings import Place
from cxmatch.records.text import clean
from cxmatch.survey.files.table import Limits, refuse

UNPACKED_TIMES = 3  # how much larger than the file's own limit its contents may be
_SWOLLEN_TIMES, _SWOLLEN_SHARE = 200, 5  # answers shrink to a fiftieth at most, the same tag again and again to a thousandth
_MOST_PARTS, _LISTING_BYTES, _SLICE_BYTES = 10_000, 10_000_000, 1 << 20
# What a reader takes in as a whole before any sheet.
_LISTINGS = frozenset(
    f"xl/{name}.{kind}" for name in ("workbook", "_rels/workbook", "styles") for kind in ("xml", "bin", "xml.rels", "bin.rels")
)
_DECLARATION = re.compile(rb"<!(?!--|\[CDATA\[)")
_WIDE_STARTS = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")


def unpack(data: bytes, place: Place, limits: Limits) -> dict[str, bytes]:
    """Return the parts of a workbook by name, once all of them have been found harmless.

    Raises SurveyError if it is damaged, too large, protected, or holds what no spreadsheet program writes.
    """
    if data.count(b"PK\x01\x02") > _MOST_PARTS:
        refuse("CX008", place, reason=f"it has more than {_MOST_PARTS:,} parts")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            # Two parts of one name could be read as one by the guard and as the other by the library.
            if len({name.casefold().replace("\\", "/") for name in names}) < len(names):
                refuse("CX008", place, reason="it holds two parts of the same name")
            parts = dict(_parts(archive, place, UNPACKED_TIMES * limits.bytes))
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        # RuntimeError is zipfile's word for a part under a password.
        refuse("CX008", place, reason="it is damaged, or a part of it is protected")
    for name, part in parts.items():
        if name.casefold() in _LISTINGS and len(part) > _LISTING_BYTES:
            refuse("CX035", place, limit=f"{_LISTING_BYTES:,}", part=clean(name))
        if part.startswith(_WIDE_STARTS) and not name.endswith(".bin"):
            refuse("CX008", place, reason="a part of it is not written in UTF-8")
        if part.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") and _DECLARATION.search(part):
            refuse("CX041", place, part=clean(name))
    return parts


def _parts(archive: zipfile.ZipFile, place: Place, limit: int) -> Iterator[tuple[str, bytes]]:
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
        end = part.find(b"<", at + _SLICE_BYTES)
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


def linked(parts: Mapping[str, bytes], kind: str, place: Place) -> dict[str, str]:
    """Return the name of the part behind each link of the workbook, whose own parts end in `kind` ("xml" or "bin")."""
    links = tree(parts.get(f"xl/_rels/workbook.{kind}.rels", b""), place)
    return {link.get("Id", ""): normpath(join("/xl", link.get("Target", "")))[1:] for link in links}


def tree(part: bytes, place: Place) -> ElementTree.Element:
    """Return the XML of a part that lists the sheets."""
    try:
        return ElementTree.fromstring(part)  # noqa: S314 - the guard let no declaration through
    except (ElementTree.ParseError, LookupError, ValueError):
        refuse("CX008", place, reason="its list of sheets is damaged")


def refuse_shared(names: list[str], place: Place) -> None:
    """Refuse one part behind several sheets: behind a thousand it would be read a thousand times."""
    if len(set(names)) < len(names):
        refuse("CX008", place, reason="two of its sheets are the same part")
