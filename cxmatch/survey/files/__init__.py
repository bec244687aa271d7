"""Bytes in, cells out: encodings, delimiters, workbooks, frames. Nothing is interpreted yet.

Here stand the marks of files and how large they may be: the help of the command line says that, and is to load nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from cxmatch.errors import SettingsError

# How a zip file begins, a gzip file, and what old Excel wrote, as any Office program does with a password.
ZIP, GZIP, COMPOUND = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"), b"\x1f\x8b", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How large a survey may be. Each bound is an option of the command line."""

    bytes: int = 50_000_000
    rows: int = 200_000
    columns: int = 16_384
    cells: int = 8_000_000
    cell_characters: int = 32_767

    def __post_init__(self) -> None:
        for bound in fields(self):
            if not 1 <= getattr(self, bound.name) <= _MOST:
                raise SettingsError(f"The limit of {bound.name.replace('_', ' ')} is a whole number from 1 to {_MOST:,}.")
