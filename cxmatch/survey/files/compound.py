"""Compound files, in which old Office programs keep their documents: one stream out of one, and a plain one made of a stream.

A crafted chain of sectors could keep the library reading for ever, so it never sees any chain but ours.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

from cxmatch.domain.findings import Place
from cxmatch.survey.files import COMPOUND
from cxmatch.survey.files.table import refuse

_SECTOR, _MINI, _ENTRY, _CUTOFF = 512, 64, 128, 4_096
_END, _FREE, _TABLE, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
_HEADER_LINKS = 109
_STREAM, _ROOT = 2, 5


class CompoundFile:
    """A compound file that is read with every chain followed once at most.

    Raises SurveyError if it is damaged or cut off.
    """

    def __init__(self, data: bytes, place: Place) -> None:
        self._data, self._place = data, place
        if len(data) < _SECTOR or data[30] not in (9, 12):
            self._refuse()
        self._size = 1 << data[30]
        directory, _, _, small, count, more, _ = struct.unpack_from("<7I", data, 48)
        links = [*struct.unpack_from(f"<{_HEADER_LINKS}I", data, 76), *self._further(more)]
        self._next = self._numbers(b"".join(map(self._sector, (link for link in links if link < _TABLE))))
        self._entries = list(_entries(self._chained(directory)))
        if not self._entries or self._entries[0][1] != _ROOT:
            self._refuse()
        self._minis = self._numbers(self._chained(small)) if count else []
        self._root = self._entries[0]

    def _refuse(self) -> None:
        refuse("CX006", self._place, kind="an old Excel file (.xls) or one with a password, and it is damaged or cut off")

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        if start >= len(self._data):
            self._refuse()
        return self._data[start : start + self._size]

    def _numbers(self, data: bytes) -> Sequence[int]:
        return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])

    def _further(self, link: int) -> Iterator[int]:
        """Yield the links to the table of sectors that have no room in the header."""
        for _ in range(len(self._data) // self._size):
            if link >= _TABLE:
                return
            *links, link = self._numbers(self._sector(link)) or (_END,)
            yield from links

    def _chain(self, first: int, following: Sequence[int]) -> Iterator[int]:
        """Yield the numbers of a chain; one that comes back to itself is damaged."""
        for _ in range(len(following) + 1):
            if first >= _TABLE:
                return
            yield first
            if first >= len(following):
                break
            first = following[first]
        self._refuse()

    def _chained(self, first: int) -> bytes:
        return b"".join(map(self._sector, self._chain(first, self._next)))

    def streams(self) -> dict[str, int]:
        """Return the streams and folders of the first level by name, each with the index of its entry."""
        indices, waiting, seen = dict[str, int](), [self._root[2][2]], set[int]()
        while waiting:
            index = waiting.pop()
            if index in seen or index >= len(self._entries):
                continue
            seen.add(index)
            name, _, (before, after, _), _, _ = self._entries[index]
            indices[name] = index
            waiting += [before, after]
        return indices

    def stream(self, index: int) -> bytes:
        """Return the bytes of a stream."""
        _, _, _, first, size = self._entries[index]
        if size >= _CUTOFF:
            data = self._chained(first)
        else:
            whole = self._chained(self._root[3])
            data = b"".join(whole[at * _MINI : (at + 1) * _MINI] for at in self._chain(first, self._minis))
        if len(data) < size:
            self._refuse()
        return data[:size]


def _entries(data: bytes) -> Iterator[tuple[str, int, tuple[int, int, int], int, int]]:
    """Yield name, kind, the neighbours and the first within, the first sector and the size of each entry of the directory."""
    for start in range(0, len(data) - _ENTRY + 1, _ENTRY):
        length, kind = struct.unpack_from("<HB", data, start + 64)
        name = data[start : start + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
        within = struct.unpack_from("<3I", data, start + 68)
        yield name, kind, within, *struct.unpack_from("<II", data, start + 116)


def plain(name: str, stream: bytes) -> bytes:
    """Return a compound file that holds nothing but this stream."""
    size = max(-(-len(stream) // _SECTOR) * _SECTOR, _CUTOFF)
    sectors = size // _SECTOR
    tables = -(-(sectors + 1) // (_SECTOR // 4 - 1))  # a table has room for 128 sectors, its own among them
    further = max(-(-(tables - _HEADER_LINKS) // (_SECTOR // 4 - 1)), 0)
    count = further + tables + 1 + sectors
    links = range(further, further + tables)
    following = [*[_TABLE - 1] * further, *[_TABLE] * tables, _END, *range(count - sectors + 1, count), _END]
    header = COMPOUND + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<9I", 0, tables, further + tables, 0, _CUTOFF, _END, 0, 0 if further else _END, further)
    header += _packed(links[:_HEADER_LINKS], _HEADER_LINKS)
    steps = [links[at : at + 127] for at in range(_HEADER_LINKS, len(links), 127)]
    onward = [*range(1, further), _END]
    more = b"".join(_packed(step, 127) + _packed([link], 1) for step, link in zip(steps, onward, strict=False))
    entries = _entry("Root Entry", _ROOT, 1, _END, 0) + _entry(name, _STREAM, _NONE, further + tables + 1, size)
    return header + more + _packed(following, tables * _SECTOR // 4) + entries.ljust(_SECTOR, b"\0") + stream.ljust(size, b"\0")


def _packed(numbers: Sequence[int], room: int) -> bytes:
    return struct.pack(f"<{room}I", *numbers, *[_FREE] * (room - len(numbers)))


def _entry(name: str, kind: int, within: int, first: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    head = text.ljust(64, b"\0") + struct.pack("<HBB3I", len(text), kind, 1, _NONE, _NONE, within)
    return head + bytes(36) + struct.pack("<IIQ", first, size, 0)[:12]
