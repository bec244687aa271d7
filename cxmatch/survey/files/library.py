"""The library that reads Excel workbooks, called so that nothing but a finding of ours comes out."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import python_calamine as calamine

from cxmatch.domain.findings import Place
from cxmatch.survey.files.sheets import Range
from cxmatch.survey.files.table import refuse

_Result = TypeVar("_Result")


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the library from writing where it gives up to standard error, which is for findings."""
    try:
        kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    except OSError:  # Standard error is closed: nothing can be written there.
        yield
        return
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


class Library:
    """A workbook as the library reads it, once the guard has let it through."""

    def __init__(self, data: bytes, place: Place) -> None:
        self._place = place
        self._book = self._call(lambda: calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)))

    def _call(self, action: Callable[[], _Result]) -> _Result:
        """Call the library. It is written in Rust, and its panics derive from BaseException."""
        try:
            with _quiet():
                return action()
        except BaseException as problem:
            if isinstance(problem, KeyboardInterrupt | SystemExit | MemoryError):
                raise
            refuse("CX008", self._place, reason="it is damaged")

    def listed(self) -> list[tuple[str, bool]]:
        """Return the name of each sheet, and whether it is one of cells that a person sees."""
        seen = (calamine.SheetVisibleEnum.Visible, calamine.SheetTypeEnum.WorkSheet)
        return [(about.name, (about.visible, about.typ) == seen) for about in self._book.sheets_metadata]

    def values(self, index: int) -> tuple[list[list[Any]], Sequence[Range]]:
        """Return the values of a sheet and its merged cells, where this kind of workbook tells them."""
        sheet = self._call(lambda: self._book.get_sheet_by_index(index))
        return self._call(lambda: sheet.to_python(skip_empty_area=False)), self._call(lambda: sheet.merged_cell_ranges) or ()
