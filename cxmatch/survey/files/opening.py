"""Opening a survey: what the source is, what its first bytes say it is, and who reads it."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxmatch.domain.findings import Finding, Place
from cxmatch.errors import FileError, SettingsError, did_you_mean
from cxmatch.records.meanwhile import made_from
from cxmatch.survey.files import delimited
from cxmatch.survey.files.encoding import decode
from cxmatch.survey.files.kinds import COMPOUND, GZIP, ZIP, is_page, refuse_other_kinds
from cxmatch.survey.files.limits import Limits
from cxmatch.survey.files.table import NARROW, Judge, Spare, Table, cell_text, finding, refuse, tidy

if TYPE_CHECKING:
    from cxmatch.survey.files.sheets import Sheet

STANDARD_INPUT = "standard input"

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

    def used_sheets(self) -> list[str]:
        """Return the names of the visible sheets that hold something, in their order; a text file has none.

        Raises SurveyError if it is a workbook that cannot be read.
        """
        return [sheet.name for sheet in self.sheets if sheet.is_used] if self.is_workbook else []


def open_source(source: Any, limits: Limits) -> Opened | Any:
    """Read the bytes of a file, of standard input ("-") or given as such; a pandas DataFrame has none, and comes back as it is.

    Raises FileError if it cannot be read; SurveyError if its first bytes say that it is no survey.
    """
    if _is_frame(source) or isinstance(source, Opened):
        return source
    given, place = _bytes(source, limits)
    refuse_other_kinds(given, place)
    data, packed = _unwrapped(given, place, limits)
    if packed:
        refuse_other_kinds(data, place)
    return Opened(data=data, place=place, limits=limits, digest=hashlib.sha256(given).hexdigest(), packed=tuple(packed))


def _unwrapped(data: bytes, place: Place, limits: Limits) -> tuple[bytes, list[Finding]]:
    if not data.startswith((GZIP, *ZIP)):
        return data, []
    from cxmatch.survey.files.archive import unwrapped  # as in `Opened.sheets`

    return unwrapped(data, place, limits)


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
        elif is_page(opened.data):
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
    """Refuse an option that a source of this kind does not have."""
    for name in (name for name, value in options.items() if value is not None):
        raise SettingsError(f"--{name} is for files that have one, and {kind} is read.", f"Leave out --{name}.")


def _page(opened: Opened, encoding: str | None) -> tuple[Table, list[Finding]]:
    """Read a web page as the sheet that it was saved from."""
    from cxmatch.survey.files import page, workbook  # as in `Opened.sheets`

    cells, decided = page.read_page(opened.data, opened.place, opened.limits, encoding)
    table = workbook.table_of(cells, opened.place, opened.limits)
    return table, [finding("CX417", opened.place), *decided]


def workbook_sheets(source: Any) -> list[str]:
    """Return the names of the visible sheets of a workbook that hold something; none of what can be read only once (a pipe).

    Raises what `open_table` raises.
    """
    is_path = isinstance(source, str | os.PathLike)
    if _is_frame(source) or (is_path and (source == "-" or not os.path.isfile(source))):
        return []
    return open_source(source, Limits()).used_sheets()


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
    """Return what a source holds, and its name."""
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
            made_from(known := os.fstat(file.fileno()))
            return file.read(min(known.st_size or limits.bytes, limits.bytes) + 1)
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
    if not suffix or opened.packed or is_page(opened.data) or opened.is_workbook == (suffix in _WORKBOOK_NAMES):
        return []
    kind = "an Excel workbook" if opened.is_workbook else "a text file"
    return [finding("CX411", opened.place, kind=kind, suffix=suffix)]
