"""Opening a survey: what the source is, what its first bytes say it is, and who reads it."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from cxmatch.domain.findings import Finding, Place
from cxmatch.errors import FileError, SettingsError, did_you_mean
from cxmatch.survey.files import delimited
from cxmatch.survey.files.table import NARROW, Limits, Spare, Table, cell_text, finding, refuse, tidy
from cxmatch.survey.knowledge import table as knowledge

STANDARD_INPUT = "standard input"

_UNNAMED = re.compile(r"^Unnamed: \d+$")  # what pandas calls a column without a heading
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_WORKBOOK_NAMES = (".xlsx", ".xlsm", ".xltx", ".xltm")


def open_table(
    source: Any,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    besides: Collection[str] = (),
    limits: Limits | None = None,
    spare: Spare | None = None,
) -> Table:
    """Open a survey, a file, "-" for standard input, bytes or a pandas DataFrame, and return its cells as text.

    `encoding` and `delimiter` are decided from a text file when None; a workbook needs neither, and a `sheet` only when several
    could be meant. `besides` are the sheets that are read too, so that none of them is said to be left out; `spare` tells from
    the first rows which columns of a text file need not be kept in memory.

    Raises FileError if it cannot be read; SurveyError if it holds no usable table, and its findings say why; SettingsError if the
    encoding, the delimiter or the sheet is unknown.
    """
    limits = limits or Limits()
    if _is_frame(source):
        table = tidy(_rows(source), Place(file="DataFrame"), limits)
        data = repr(table.rows).encode("utf-8", "surrogatepass")
    else:
        data, place = _bytes(source, limits)
        if data.startswith(_ZIP):
            from cxmatch.survey.files import workbook  # Start-up time: reading a CSV file must not load the workbook library.

            table, decided = workbook.read(data, place, limits, sheet, besides), list[Finding]()
        elif sheet is not None:
            raise SettingsError(f'{place.file} is a text file and has no sheet "{sheet}".', "Leave out --sheet.")
        else:
            body, decided = delimited.decode(data, place, encoding)
            table = delimited.read(body, place, limits, delimiter, spare)
        table = replace(table, notes=(*_about_name(place, data.startswith(_ZIP)), *decided, *table.notes))
    if not table.rows:
        refuse("CX002", Place(file=table.name))
    return replace(table, sha256=hashlib.sha256(data).hexdigest())


def workbook_sheets(source: Any, limits: Limits | None = None) -> list[str]:
    """Return the names of the visible sheets of a workbook that hold something; none of what can be read only once (a pipe).

    Raises what `open_table` raises.
    """
    is_path = isinstance(source, str | os.PathLike)
    if _is_frame(source) or (is_path and (source == "-" or not os.path.isfile(source))):
        return []
    data, place = _bytes(source, limits or Limits())
    if not data.startswith(_ZIP):
        return []
    from cxmatch.survey.files import workbook  # as in `open_table`

    return workbook.sheets(data, place, limits or Limits())


def _is_frame(source: object) -> bool:
    """Tell whether this is a DataFrame by what it offers: importing pandas to ask would double the start-up time."""
    return hasattr(source, "columns") and hasattr(source, "itertuples")


def _rows(frame: Any) -> Iterator[list[str]]:
    """Yield the cells of a DataFrame; the headings stand in row 1, the index is left out."""
    yield [_UNNAMED.sub("", cell_text(heading)) for heading in frame.columns]
    # Going through the rows would widen 4.1 of a column with less than double precision.
    narrow = {place: kind.type for place, kind in enumerate(getattr(frame, "dtypes", ())) if str(kind).lower() in NARROW}
    for values in frame.itertuples(index=False, name=None):
        row = enumerate(values) if narrow else ()
        exact = [narrow[place](value) if place in narrow and isinstance(value, float) else value for place, value in row]
        yield [cell_text(value) for value in exact or values]


def _bytes(source: Any, limits: Limits) -> tuple[bytes, Place]:
    """Return what a source holds, unless its first bytes say that it is no survey, and its name."""
    if isinstance(source, bytes):
        data, place = source, Place(file="survey")
    elif isinstance(source, str) and source == "-":
        data, place = _standard_input(limits), Place(file=STANDARD_INPUT)
    elif isinstance(source, str | os.PathLike):
        data, place = _file_bytes(Path(source), limits), Place(file=Path(source).name)
    else:
        raise SettingsError(f"A survey is a file name, bytes or a DataFrame, not {type(source).__name__}.")
    if len(data) > limits.bytes:
        refuse("CX030", place, limit=f"{limits.bytes:,}")
    if not data.strip(b" \t\r\n\x0b\x0c"):
        refuse("CX002" if data else "CX001", place)
    for row in knowledge("files")["kind"]:
        if data.startswith(row["start"].encode("latin-1")):
            refuse(row["code"], place, kind=row["kind"])
    begins = data[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower().decode("latin-1")
    if begins.startswith(tuple(knowledge("files")["page"]["starts"])):
        refuse("CX004", place)
    return data, place


def _standard_input(limits: Limits) -> bytes:
    try:
        return sys.stdin.buffer.read(limits.bytes + 1)
    except (OSError, ValueError, AttributeError):  # It may be closed, a folder, or absent.
        raise FileError("Nothing can be read from standard input.", "Give the name of the survey file instead of -") from None


def _file_bytes(path: Path, limits: Limits) -> bytes:
    """Read no more than the limit and one byte, whatever the file claims to be."""
    try:
        with path.open("rb") as file:
            return file.read(min(os.fstat(file.fileno()).st_size or limits.bytes, limits.bytes) + 1)
    except FileNotFoundError:
        raise FileError(f"There is no file {path}.{_near(path)}") from None
    except (OSError, ValueError) as problem:
        if os.path.isdir(path):
            raise FileError(f"{path} is a folder, not a file.", "Give the name of the survey file in it.") from None
        if isinstance(problem, PermissionError):
            raise FileError(f"{path} may not be read.", "Close it in other programs, and see who may open it.") from None
        raise FileError(f"{path} cannot be read: {getattr(problem, 'strerror', None) or problem}.") from None


def _near(path: Path) -> str:
    with suppress(OSError, ValueError):
        return did_you_mean(path.name, [entry.name for entry in path.parent.iterdir()])
    return ""


def _about_name(place: Place, is_workbook: bool) -> list[Finding]:
    """Note a file whose name says workbook and whose contents say text, or the other way round."""
    suffix = Path(place.file).suffix.lower()
    if not suffix or is_workbook == (suffix in _WORKBOOK_NAMES):
        return []
    kind = "an Excel workbook" if is_workbook else "a text file"
    return [finding("CX411", place, kind=kind, suffix=suffix)]
