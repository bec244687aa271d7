"""A table: the cells of a survey as text, with the row numbers a spreadsheet shows. Nothing is interpreted yet."""

from __future__ import annotations

from dataclasses import dataclass

from cxmatch.domain.findings import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How large a survey may be. Each bound is an option of the command line."""

    bytes: int = 50_000_000
    rows: int = 200_000
    columns: int = 16_384
    cell_characters: int = 32_767


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The cells of one sheet. `rows[k]` stands in row `numbers[k]` of the file, as a spreadsheet shows it.

    `name` is the file's name without its folders; `sha256` the digest of the bytes read; `notes` every decision
    made on the way (encoding, delimiter, sheet, dropped rows).
    """

    name: str
    rows: list[list[str]]
    numbers: list[int]
    sheet: str = ""
    sha256: str = ""
    notes: tuple[Finding, ...] = ()
