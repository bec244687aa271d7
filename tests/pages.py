"""Reading a page with the standard parser, as a test of what it says; and the ways in which pages are looked at."""

import io
import shutil
import unicodedata
import zipfile
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Any

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
CAMPAIGN = pytest.mark.campaign
_RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
_LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced": {"color_scheme": "light", "forced_colors": "active"},
}
_ALWAYS = (("light", 1280), ("dark", 390), ("forced", 320))


def ways(*names: str, of: Sequence[int] = range(len(_ALWAYS))) -> list[Any]:
    """Every width in every color, after some names: those three, or some of them, in each run of the tests, all in a campaign."""
    daily = [_ALWAYS[number] for number in of]
    return [
        pytest.param(
            *names, look, width, id="-".join((*names, f"{name}-{width}")), marks=() if (name, width) in daily else CAMPAIGN
        )
        for name, look in _LOOKS.items()
        for width in (1280, 390, 320)
    ]


WAYS = ways()


def faults(page: Any, *parts: str) -> list[tuple[str, str]]:
    """What axe finds on a page, or in parts of it, of WCAG 2.0, 2.1 and 2.2, A and AA: each rule with its first element."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    found = axe.Axe().run(page, context=[[part] for part in parts] or None, options=_RULES).response["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found]


class Reader(HTMLParser):
    """Collects the elements of a page, and the cells of the table of pairings."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[list[str]] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "table":
            self.inside = dict(attrs).get("id") or ""
        if self.inside == "pairings" and tag == "tr":
            self.rows.append([])
        if self.inside == "pairings" and tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self.inside = ""

    def handle_data(self, text: str) -> None:
        if self.inside == "pairings" and self.rows and self.rows[-1]:
            self.rows[-1][-1] += text.strip("\n")


def read(page: bytes) -> Reader:
    reader = Reader()
    reader.feed(page.decode("utf-8"))
    return reader


def text_of(content: bytes) -> str:
    """A file as text; of a packed one every part that has text."""
    if content[:2] != b"PK":
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return "\n".join(packed.read(name).decode() for name in packed.namelist() if name.endswith((".xml", ".rels")))


def sheets(page: Any, size: str = "Letter", only: str = "") -> list[str]:
    """The text of each sheet that a page prints, or of some alone, one line a sheet."""
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")
    pdf = pypdf.PdfReader(io.BytesIO(page.pdf(format=size, page_ranges=only)))
    return [" ".join(unicodedata.normalize("NFKC", sheet.extract_text()).split()) for sheet in pdf.pages]
