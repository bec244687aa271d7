"""The documentation site: built without a warning, whole, and the same from a folder without a network."""

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from pages import CHROMIUM, faults

import cxmatch as cx

ROOT = Path(__file__).parents[2]
NEEDED = ("mkdocs", "material", "mkdocstrings", "nbconvert")
pytestmark = pytest.mark.skipif(not all(map(find_spec, NEEDED)), reason="the extra docs is not installed")
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


class Links(HTMLParser):
    """What a page points to and loads, and what can be pointed to in it."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.loaded: list[str] = []
        self.ids: set[str] = set()
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        self.ids |= {has[name] for name in ("id", "name") if name in has}
        if tag == "a":
            self.targets.append(has.get("href", ""))
        elif tag != "base":
            self.loaded += [has[name] for name in ("href", "src", "srcset") if name in has]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The site, and everything that was said while it was built."""
    folder = tmp_path_factory.mktemp("site")
    line = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(line, cwd=ROOT, capture_output=True, encoding="utf-8", check=False, env=quiet)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr
    return folder, done.stdout + done.stderr


@pytest.fixture(scope="module")
def linked(built: tuple[Path, str]) -> dict[Path, Links]:
    """The pages of the site; that of a wrong address is shown by servers only."""
    return {page: Links(page) for page in built[0].rglob("*.html") if page.name != "404.html"}


def test_it_is_built_without_a_warning(built: tuple[Path, str]) -> None:
    """No page, link, anchor or docstring gives reason for a warning."""
    assert not re.search("warning|error", built[1], re.IGNORECASE), built[1]


def test_every_link_leads_to_what_is_there(linked: dict[Path, Links]) -> None:
    """Each link inside the site leads to a file and, where it names one, to a place in it."""
    broken = [
        f"{page.name}: {link}" for page, links in linked.items() for link in links.targets if not _leads(page, link, linked)
    ]
    assert broken == []
    assert sum(len(links.targets) for links in linked.values()) > 1000


def _leads(page: Path, link: str, linked: dict[Path, Links]) -> bool:
    parts = urlsplit(link)
    if parts.scheme:
        return parts.scheme in ("https", "mailto")
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    known = linked.get(target)
    return target.is_file() and (not parts.fragment or known is None or unquote(parts.fragment) in known.ids)


def test_a_page_loads_nothing_from_elsewhere(linked: dict[Path, Links]) -> None:
    """Scripts, styles, fonts and pictures lie in the folder of the site."""
    for page, links in linked.items():
        assert not [place for place in links.loaded if urlsplit(place).netloc], page.name
        assert all((page.parent / unquote(urlsplit(place).path)).exists() for place in links.loaded), page.name


def test_every_public_name_is_in_the_reference(linked: dict[Path, Links]) -> None:
    """What `import cxmatch` gives stands in the Python reference, at a place of its own."""
    ids = set().union(*(links.ids for page, links in linked.items() if page.parent.name == "reference"))
    shown = {name.rpartition(".")[2] for name in ids if re.fullmatch(r"cxmatch(\.\w+)+", name)}
    assert set(cx.__all__) - {"__version__"} <= shown


def test_every_decision_is_listed(linked: dict[Path, Links]) -> None:
    """The list of decisions links to each of them."""
    listed = next(links for page, links in linked.items() if page.parts[-2:] == ("decisions", "index.html"))
    wanted = {path.with_suffix(".html").name for path in (ROOT / "docs/decisions").glob("*.md")}
    assert wanted <= set(listed.targets)


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium here (Debian package chromium)")
@pytest.mark.parametrize("page", ["index.html", "reference/reading.html"])
def test_the_search_works_from_a_folder(built: tuple[Path, str], browser: object, page: str) -> None:
    """Opened as a file and without a network, a page finds what is searched for and asks nobody."""
    shown = browser.new_page()  # type: ignore[attr-defined]
    asked, thrown = [], []
    shown.on("request", lambda request: asked.append(request.url))
    shown.on("pageerror", lambda problem: thrown.append(problem))
    shown.goto((built[0] / page).as_uri())
    shown.click(".md-search__input")
    shown.keyboard.type("forbidden pair")
    shown.wait_for_selector(".md-search-result__item")
    shown.locator(".md-search-result__link").first.click()
    shown.wait_for_url(re.compile(r"file://.*\.html\?h="))
    assert thrown == []
    assert not [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium here (Debian package chromium)")
def test_no_page_scrolls_sideways_on_a_phone(linked: dict[Path, Links], browser: object) -> None:
    """At 390 pixels wide tables and lines of code scroll in their own box, never the page."""
    shown = browser.new_page(viewport={"width": 390, "height": 800})  # type: ignore[attr-defined]
    for page in linked:
        shown.goto(page.as_uri())
        assert not shown.evaluate(SIDEWAYS), page.name


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium here (Debian package chromium)")
@pytest.mark.parametrize("look", ["light", "dark"])
def test_axe_finds_nothing_in_the_site(built: tuple[Path, str], browser: object, look: str) -> None:
    """No violation of WCAG 2.0, 2.1 and 2.2, A and AA, on pages with text, tables, code, output and the reference."""
    shown = browser.new_page(color_scheme=look)  # type: ignore[attr-defined]
    for name in ("guide", "from-export-to-pairing", "commands", "reference/nouns", "conventions"):
        shown.goto((built[0] / f"{name}.html").as_uri())
        assert faults(shown) == [], name
