"""What a file is: told by its first bytes and by what a zip file holds, never by its name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from cxmatch.domain.findings import Place
from cxmatch.survey.files.table import refuse
from cxmatch.survey.knowledge import table as knowledge

ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
GZIP = b"\x1f\x8b"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old Excel files, and any Office file with a password
_SNIFFED_BYTES = 1_024
# How a zip file keeps the cells of a workbook, by what it holds.
_WORKBOOKS = {
    "xlsx": ("xl/workbook.xml", "[Content_Types].xml"),
    "xlsb": ("xl/workbook.bin", "[Content_Types].xml"),
    "ods": ("content.xml", "META-INF/manifest.xml"),
}


def _other_kind(data: bytes) -> Mapping[str, Any] | None:
    """Return the row of the table of kinds that the first bytes of a file belong to, unless they may be a table."""
    text = data[:_SNIFFED_BYTES].decode("latin-1").removeprefix("ï»¿")
    rows = knowledge("files")["kind"]
    return next((row for row in rows if _begins(text, row) or _begins(text.lstrip(" \t\r\n"), row)), None)


def _begins(text: str, row: Mapping[str, Any]) -> bool:
    return text.startswith(tuple(row.get("starts", ()))) or ("pattern" in row and bool(re.match(row["pattern"], text)))


def refuse_other_kinds(data: bytes, place: Place) -> None:
    """Refuse bytes that hold nothing, or are the document of a program that keeps no tables we can read."""
    if not data.strip(b" \t\r\n\x0b\x0c"):
        refuse("CX002" if data else "CX001", place)
    if not data.strip(b"\0 \t\r\n"):
        refuse("CX059", place)
    row = _other_kind(data)
    if row:
        refuse(row["code"], place, **{fact: row[fact] for fact in ("kind", "way") if fact in row})


def is_page(data: bytes) -> bool:
    """Tell whether this is a web page, or XML."""
    begins = data[:_SNIFFED_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip().lower().decode("latin-1")
    return begins.startswith(tuple(knowledge("files")["page"]["starts"]))


def _document(part: str, names: Sequence[str]) -> Mapping[str, Any] | None:
    """Return the row of the table of kinds to which a file belongs that is made of these parts, each a "member" or a "stream"."""
    rows = knowledge("files")[part]
    return next((row for row in rows if any(fnmatchcase(name, form) for name in names for form in row["names"])), None)


def refuse_document(part: str, names: Sequence[str], place: Place) -> None:
    """Refuse the document of another program that is made of these parts."""
    row = _document(part, names)
    if row:
        refuse("CX048", place, kind=row["kind"], way=row["way"])


def workbook_kind(names: Sequence[str]) -> str:
    """Return which kind of workbook a zip file with these members is; nothing where it is none."""
    return next((kind for kind, needed in _WORKBOOKS.items() if set(needed) <= set(names)), "")


def is_twofold(names: Sequence[str]) -> bool:
    """Tell whether a zip file could be taken for a workbook of one kind by us, and of another by the library."""
    return len({needed[0] for needed in _WORKBOOKS.values()} & set(map(str.casefold, names))) > 1
