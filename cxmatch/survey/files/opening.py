"""Opening a survey: what the source is, what its first bytes say it is, and who reads it."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxmatch.domain.findings import Finding, Place
from cxmatch.errors import FileError, SettingsError, did_you_mean
from cxmatch.records.kinds import Frame
from cxmatch.records.meanwhile import made_from
from cxmatch.records.text import written_name
from cxmatch.survey.files import COMPOUND, GZIP, ZIP, Limits, delimited
from cxmatch.survey.files.encoding import decode
from cxmatch.survey.files.table import NARROW, Judge, Spare, Table, cell_text, finding, refuse, tidy
from cxmatch.survey.knowledge import table as knowledge

if TYPE_CHECKING:
    from cxmatch.survey.files.sheets import Sheet

STANDARD_INPUT = "standard input"

_SNIFFED_BYTES = 1_024
_UNNAMED = re.compile(r"^Unnamed: \d+$")  # what pandas calls a column without a heading
_WORKBOOK_NAMES = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlt", ".xlsb", ".ods", ".ots")


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A survey whose bytes are read: once, though its sheets may be asked for before its cells are.

    `packed` says what archive it was in; `digest` is the SHA-256 of the bytes as they were given.
    """

    data: bytes
    place: Place
    limits: Limits
    digest: str
    packed: tuple[Finding, ...] = ()

    @property
    def is_workbook(self) -> bool:
        """Tell whether it has sheets."""
        return self.data.startswith((*ZIP, COMPOUND))

    @cached_property
    def sheets(self) -> list[Sheet]:
        """The sheets of a workbook."""
        from cxmatch.survey.files import workbook  # Start-up time: reading a CSV file must not load the workbook library.

        return workbook.sheets_of(self.data, self.place, self.limits)


def open_source(source: Any, limits: Limits) -> Opened | Any:
    """Read the bytes of a file, of standard input ("-") or given as such; a pandas DataFrame has none, and comes back as it is.

    Raises FileError if it cannot be read; SurveyError if its first bytes say that it is no survey.
    """
    if isinstance(source, Frame | Opened):
        return source
    given, place = _bytes(source, limits)
    _refuse_other_kinds(given, place)
    data, packed = given, list[Finding]()
    if given.startswith((GZIP, *ZIP)):
        from cxmatch.survey.files.archive import unwrapped  # as in `Opened.sheets`

        data, packed = unwrapped(given, place, limits)
        _refuse_other_kinds(data, place)
    return Opened(data=data, place=place, limits=limits, digest=hashlib.sha256(given).hexdigest(), packed=tuple(packed))


def _refuse_other_kinds(data: bytes, place: Place) -> None:
    """Refuse bytes that hold nothing, or are the document of a program that keeps no tables we can read."""
    if not data.strip(b" \t\r\n\x0b\x0c"):
        refuse("CX002" if data else "CX001", place)
    if not data.strip(b"\0 \t\r\n"):
        refuse("CX059", place)
    row = _other_kind(data)
    if row:
        refuse(row["code"], place, **{fact: row[fact] for fact in ("kind", "way") if fact in row})


def _other_kind(data: bytes) -> Mapping[str, Any] | None:
    """Return the row of the table of kinds that the first bytes of a file belong to, unless they may be a table."""
    text = data[:_SNIFFED_BYTES].decode("latin-1").removeprefix("ï»¿")
    rows = knowledge("files")["kind"]
    return next((row for row in rows if _begins(text, row) or _begins(text.lstrip(" \t\r\n"), row)), None)


def _begins(text: str, row: Mapping[str, Any]) -> bool:
    return text.startswith(tuple(row.get("starts", ()))) or ("pattern" in row and bool(re.match(row["pattern"], text)))


def _is_page(data: bytes) -> bool:
    """Tell whether this is a web page, or XML."""
    begins = data[:_SNIFFED_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip().lower().decode("latin-1")
    return begins.startswith(tuple(knowledge("files")["page"]["starts"]))


def open_table(
    source: Any,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    besides: Collection[str] = (),
    limits: Limits | None = None,
    spare: Spare | None = None,
    judge: Judge | None = None,
) -> Table:
    """Open a survey, a file, "-" for standard input, bytes, a pandas DataFrame or what is opened, and return its cells as text.

    `encoding` and `delimiter` are decided from a text file when None; a workbook needs neither, and a `sheet` only when several
    could be meant and `judge` cannot tell which one is a survey. `besides` are the sheets that are read too, so that none of them
    is said to be left out; `spare` tells from the first rows which columns of a text file need not be kept in memory.

    Raises FileError if it cannot be read; SurveyError if it holds no usable table, and its findings say why; SettingsError if the
    encoding, the delimiter or the sheet is unknown, or is none of such a source.
    """
    limits = limits or Limits()
    opened = open_source(source, limits)
    if not isinstance(opened, Opened):
        _refuse_options("a DataFrame", encoding=encoding, delimiter=delimiter, sheet=sheet)
        table = tidy(_rows(opened), Place(file="DataFrame"), limits)
        digest = hashlib.sha256(repr(table.rows).encode("utf-8", "surrogatepass")).hexdigest()
    else:
        digest = opened.digest
        if opened.is_workbook:
            from cxmatch.survey.files import workbook  # as in `Opened.sheets`

            table, decided = workbook.read(opened.sheets, opened.place, limits, sheet, besides, judge), list[Finding]()
        elif sheet is not None:
            raise SettingsError(f'{opened.place.file} is a text file and has no sheet "{sheet}".', "Leave out --sheet.")
        elif _is_page(opened.data):
            _refuse_options("a web page", delimiter=delimiter)
            table, decided = _page(opened, encoding)
        else:
            body, decided = decode(opened.data, opened.place, encoding)
            table = delimited.read(body, opened.place, limits, delimiter, spare)
        table = replace(table, notes=(*opened.packed, *_about_name(opened), *decided, *table.notes))
    if not table.rows:
        refuse("CX002", Place(file=table.name))
    return replace(table, sha256=digest)


def _refuse_options(kind: str, **options: str | None) -> None:
    for name in (name for name, value in options.items() if value is not None):
        raise SettingsError(f"--{name} is for files that have one, and {kind} is read.", f"Leave out --{name}.")


def _page(opened: Opened, encoding: str | None) -> tuple[Table, list[Finding]]:
    """Read a web page as the sheet that it was saved from."""
    from cxmatch.survey.files import page, workbook  # as in `Opened.sheets`

    cells, decided = page.read_page(opened.data, opened.place, opened.limits, encoding)
    table = workbook.table_of(cells, opened.place, opened.limits)
    return table, [finding("CX417", opened.place), *decided]


def workbook_sheets(opened: Opened | Any) -> list[str]:
    """Return the names of the visible sheets that hold something, in their order; a text file and a DataFrame have none.

    Raises SurveyError if it is a workbook that cannot be read.
    """
    has_sheets = isinstance(opened, Opened) and opened.is_workbook
    return [sheet.name for sheet in opened.sheets if sheet.is_used] if has_sheets else []


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
    """Return what a source holds, and its name."""
    if isinstance(source, bytes):
        data, place = source, Place(file="survey")
    elif isinstance(source, str) and source == "-":
        data, place = _standard_input(limits), Place(file=STANDARD_INPUT)
    elif isinstance(source, str | os.PathLike):
        data, place = _file_bytes(Path(source), limits), Place(file=written_name(source))
    else:
        raise SettingsError(f"A survey is a file name, bytes or a DataFrame, not {type(source).__name__}.")
    if len(data) > limits.bytes:
        refuse("CX030", place, limit=f"{limits.bytes:,}")
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
            made_from(about := os.fstat(file.fileno()))
            return file.read(min(about.st_size or limits.bytes, limits.bytes) + 1)
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


def _about_name(opened: Opened) -> list[Finding]:
    """Note a file whose name says workbook and whose contents say text, or the other way round."""
    suffix = Path(opened.place.file).suffix.lower()
    if not suffix or opened.packed or _is_page(opened.data) or opened.is_workbook == (suffix in _WORKBOOK_NAMES):
        return []
    kind = "an Excel workbook" if opened.is_workbook else "a text file"
    return [finding("CX411", opened.place, kind=kind, suffix=suffix)]
