"""The logo: what is taken for a picture, what is refused, and that hand-outs are written without one that is lost."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from pictures import SVG, jpeg, png

import cxmatch as cx
from cxmatch.domain.parts import ReportSettings
from cxmatch.errors import CxmatchError, FileError, SettingsError
from cxmatch.exports.logo import LOGO_BYTES, LOGO_PIXELS, cover_of, lost_logo, read_logo


@pytest.mark.parametrize(
    ("content", "kind", "size"),
    [
        (png(120, 60), "image/png", (120, 60)),
        (jpeg(120, 60), "image/jpeg", (120, 60)),
        (SVG.format('width="120" height="60px"').encode(), "image/svg+xml", (120, 60)),
        (SVG.format('viewBox="0 0 120 60"').encode(), "image/svg+xml", (120, 60)),
        (SVG.format('width="100%" height="2in" viewBox="0,0,120.5,60"').encode(), "image/svg+xml", (120, 60)),
        (b"\xef\xbb\xbf" + SVG.format("").encode(), "image/svg+xml", (300, 150)),
    ],
)
def test_a_picture_is_known_with_its_size(tmp_path: Path, content: bytes, kind: str, size: tuple[int, int]) -> None:
    """PNG, JPEG and SVG, whatever the file is called."""
    (tmp_path / "logo").write_bytes(content)
    logo = read_logo(str(tmp_path / "logo"))
    assert (logo.content, logo.media_type, (logo.width, logo.height)) == (content, kind, size)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
        b"<html><svg></svg></html>",
        b"<svg>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>"[:-1],
        b'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        SVG.format("").encode("utf-16"),
        png(9, 9)[:-20],
        png(9, 9)[:20],
        jpeg(9, 9)[:30],
        png(0, 9),
        b"PK\x03\x04 something else",
    ],
)
def test_what_is_no_whole_picture_is_refused(tmp_path: Path, content: bytes) -> None:
    """Another kind of file, a part of one, a picture without an extent, or one that could grow without end."""
    (tmp_path / "logo.png").write_bytes(content)
    with pytest.raises(SettingsError, match="no PNG, JPEG or SVG picture"):
        read_logo(str(tmp_path / "logo.png"))


@pytest.mark.parametrize("length", [0, 1, 8, 30, 60])
def test_no_beginning_of_a_picture_makes_it_fail_in_another_way(tmp_path: Path, length: int) -> None:
    """Cut off anywhere, it is refused in words."""
    for content in (png(9, 9), jpeg(9, 9), SVG.format("").encode()):
        (tmp_path / "logo").write_bytes(content[:length])
        with pytest.raises(CxmatchError):
            read_logo(str(tmp_path / "logo"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (png(9, 9, LOGO_BYTES), rf"too large: 9 by 9 pixels and {len(png(9, 9, LOGO_BYTES)):,} bytes"),
        (png(LOGO_PIXELS + 1, 5), rf"too large: {LOGO_PIXELS + 1:,} by 5 pixels and [0-9,]+ bytes"),
        (SVG.format('width="9000" height="9"').encode(), "too large: 9,000 by 9 pixels"),
        (b"\0" * (LOGO_BYTES + 1), rf"too large: {LOGO_BYTES + 1:,} bytes"),
    ],
)
def test_a_picture_that_is_too_large_is_refused_with_its_size(tmp_path: Path, content: bytes, words: str) -> None:
    """In pixels and in bytes, and with what would do."""
    (tmp_path / "logo.png").write_bytes(content)
    with pytest.raises(SettingsError, match=words) as caught:
        read_logo(str(tmp_path / "logo.png"))
    assert f"{LOGO_BYTES:,} bytes and {LOGO_PIXELS:,} pixels" in caught.value.next_step


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
@pytest.mark.parametrize("make", [lambda path: None, Path.mkdir, lambda path: os.mkfifo(path)])
def test_what_is_no_file_is_refused_at_once(tmp_path: Path, make: Callable[[Path], object]) -> None:
    """Nothing, a folder, and a pipe that nobody writes into."""
    make(tmp_path / "logo.png")
    with pytest.raises(FileError, match="is not there"):
        read_logo(str(tmp_path / "logo.png"))


def test_a_logo_that_is_lost_is_left_out_and_said(tmp_path: Path) -> None:
    """Hand-outs have the words without it; one line says why."""
    settings = ReportSettings(title="Spring", logo=str(tmp_path / "logo.png"))
    assert (cover_of(settings).title, cover_of(settings).logo) == ("Spring", None)
    (said,) = lost_logo(settings)
    assert said.startswith("The hand-outs are written without a logo.")
    assert "logo.png" in said
    (tmp_path / "logo.png").write_bytes(png(9, 9))
    assert cover_of(settings).logo == read_logo(settings.logo)
    assert [*lost_logo(settings), *lost_logo(ReportSettings())] == []
    assert cx.read_logo(settings.logo) == read_logo(settings.logo)
