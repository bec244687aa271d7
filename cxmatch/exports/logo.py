"""The logo on top of hand-outs: a small PNG, JPEG or SVG picture, looked at before it is put into anything."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from cxmatch.domain.parts import Cover, Logo, ReportSettings
from cxmatch.errors import CxmatchError, FileError, SettingsError
from cxmatch.records.text import clean

LOGO_BYTES, LOGO_PIXELS = 200_000, 2_000
_SMALLER = f"Save it smaller: at most {LOGO_BYTES:,} bytes and {LOGO_PIXELS:,} pixels a side."
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # the segments of a JPEG file that say how large it is
_SVG = "{http://www.w3.org/2000/svg}svg"
_LENGTH = re.compile(r"\s*([0-9]{1,7})(?:\.[0-9]+)?(?:px)?\s*")
_UNSAID = ("300", "150")  # what browsers take where an SVG picture has no size


def cover_of(settings: ReportSettings) -> Cover:
    """Return what stands on top of hand-outs; without the logo where that cannot be used any more."""
    try:
        return settings.cover(read_logo(settings.logo) if settings.logo else None)
    except CxmatchError:
        return settings.cover(None)


def lost_logo(settings: ReportSettings) -> Iterator[str]:
    """Say in a line that hand-outs have no logo though one is wanted, and why."""
    try:
        read_logo(settings.logo) if settings.logo else None
    except CxmatchError as problem:
        yield f"The hand-outs are written without a logo. {problem.what} Another one:  --logo FILE"


def read_logo(path: str, where: str = "") -> Logo:
    """Read a logo; `where` says where its name stands.

    Raises FileError where it cannot be read; SettingsError where it is no picture or too large, with its bytes and pixels.
    """
    name = f'{where}: the logo "{clean(path)}"' if where else f'The logo "{clean(path)}"'
    content, size = _content(path, name)
    looked_at = _vectors if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else _pixels
    found = looked_at(content) if len(content) == size else None
    pixels = f"{found.width:,} by {found.height:,} pixels and " if found else ""
    if size > LOGO_BYTES or (found and max(found.width, found.height) > LOGO_PIXELS):
        raise SettingsError(f"{name} is too large: {pixels}{size:,} bytes.", _SMALLER)
    if found is None:
        raise SettingsError(f"{name} is no PNG, JPEG or SVG picture, or not whole.", "Save it again as one of these.")
    return found


def _content(path: str, name: str) -> tuple[bytes, int]:
    """Return a file up to many times what a logo may have, and how many bytes it has."""
    try:
        if not Path(path).is_file():
            raise FileError(f"{name} is not there.", "Write the way to it from this folder.")
        with Path(path).open("rb") as file:
            return file.read(100 * LOGO_BYTES), Path(path).stat().st_size
    except (OSError, ValueError) as problem:
        raise FileError(f"{name} cannot be read: {getattr(problem, 'strerror', problem)}.") from None


def _pixels(content: bytes) -> Logo | None:
    """Return a PNG or JPEG picture that is whole, of a kind that a Word document can hold too."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR" and b"IEND\xaeB`\x82" in content[-100:]:
        kind, (width, height) = "image/png", struct.unpack(">II", content[16:24])
    elif content[6:10] in (b"JFIF", b"Exif") and b"\xff\xd9" in content[-100:]:
        kind, (width, height) = "image/jpeg", _frame(content)
    else:
        return None
    return Logo(content=content, media_type=kind, width=width, height=height, shows="Logo") if width and height else None


def _frame(content: bytes) -> tuple[int, int]:
    """Return width and height as the frame of a JPEG file says them, 0 and 0 where it has none."""
    place = 2
    while content[place : place + 1] == b"\xff" and place + 9 <= len(content):
        if content[place + 1] in _FRAMES:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        place += 2 + int.from_bytes(content[place + 2 : place + 4])
    return 0, 0


def _vectors(content: bytes) -> Logo | None:
    """Return an SVG picture; one with entities, which could grow without end, is none."""
    try:
        grows = len(content) > LOGO_BYTES or b"<!ENTITY" in content or b"\0" in content
        root = None if grows else ElementTree.fromstring(content)  # noqa: S314 -- without entities
    except (ElementTree.ParseError, ValueError, LookupError):
        return None
    if root is None or root.tag != _SVG:
        return None
    box = [*root.get("viewBox", "").replace(",", " ").split(), "", "", *_UNSAID][2:4]
    sides = [_length(root.get(side, "")) or _length(own) or 1 for side, own in zip(("width", "height"), box, strict=True)]
    return Logo(content=content, media_type="image/svg+xml", width=sides[0], height=sides[1], shows="Logo")


def _length(text: str) -> int:
    """Read a length in pixels, 0 where it is in something else."""
    found = _LENGTH.fullmatch(text)
    return int(found[1]) if found else 0
