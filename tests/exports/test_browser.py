"""The page in Chromium: nothing for axe to find, nothing loaded, everything within reach of the keyboard, a tidy print."""

import io
import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from invent import cohort as invented_cohort
from pages import CHROMIUM, faults, sheets, ways

import cxmatch as cx

pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium here (Debian package chromium)")
# One page is looked at in three ways in each run of the tests, its kin in one of them each; a campaign looks at all in all ways.
ONE_WAY = {"participants": [1], "rerun": [2], "gaps": [0], "agenda": [1], "progress": [2], "sample": [], "crowd": []}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages of the sample and of a crowd, and with few offices, some of whom wait, all that there is to look at."""
    folder = tmp_path_factory.mktemp("pages")
    sample = cx.report(cx.pair(cx.read_survey(cx.sample("roundtable-14"))))
    crowd = cx.report(cx.pair(invented_cohort(4, 40, seats=2)))
    few = cx.report(cx.pair(invented_cohort(4, 12, seats=2)))
    made = {
        "few": cx.export(few, folder / "few", formats=["html"])[0],
        "sample": cx.export(sample, folder / "sample", formats=["html"])[0],
        "crowd": cx.export(crowd, folder / "crowd", formats=["html"])[0],
        "participants": cx.export(few, folder / "all", formats=["html"], audience="participants")[0],
    }
    rerun = cx.report(cx.rerun(few.run, without=[few.run.matching.pairings[0].mentor]))
    made |= {"rerun": cx.export(rerun, folder / "rerun", formats=["html"])[0]}
    season = {"gaps": cx.gaps(few.run.cohort), "agenda": cx.agenda(few.run, first="2027-01-14")}
    season["progress"] = cx.progress(few.run, few.run.cohort)
    return made | {name: cx.write(noun, folder / f"{name}.html") for name, noun in season.items()}


def opened(browser: object, path: Path, *, width: int = 1280, script: bool = True, **look: str) -> object:
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script, **look)  # type: ignore[attr-defined]
    page = context.new_page()
    page.asked = []
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(path.as_uri())
    return page


@pytest.fixture(scope="module")
def sizes(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """The pages of cohorts of three sizes, the smallest with names as long as those of real offices."""
    folder = tmp_path_factory.mktemp("sizes")
    cohorts = {offices: invented_cohort(1, offices) for offices in (14, 40, 245)}
    named = [replace(one, id=f"{one.id} of the Chief Customer Experience Lead") for one in cohorts[14].offices]
    cohorts[14] = replace(cohorts[14], offices=tuple(named))
    reports = {offices: cx.report(cx.pair(cohort)) for offices, cohort in cohorts.items()}
    return {offices: cx.export(report, folder / str(offices), formats=["html"])[0] for offices, report in reports.items()}


@pytest.mark.parametrize(
    ("name", "look", "width"), [*ways("few"), *(way for name, of in ONE_WAY.items() for way in ways(name, of=of))]
)
def test_axe_finds_nothing(browser: object, pages: dict[str, Path], name: str, look: dict[str, str], width: int) -> None:
    """No violation of WCAG 2.0, 2.1 and 2.2, A and AA, with every part unfolded; no sideways scroll."""
    page = opened(browser, pages[name], width=width, **look)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")  # type: ignore[attr-defined]
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width  # type: ignore[attr-defined]
    page.context.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("offices", [14, 40, 245])
@pytest.mark.parametrize("size", ["Letter", "A4"])
def test_the_first_printed_sheet_stands_on_its_own(browser: object, sizes: dict[int, Path], offices: int, size: str) -> None:
    """From the title to the last sentence of the result in brief it is one sheet; the appendix begins on the next one."""
    page = opened(browser, sizes[offices], script=False)
    first, second = sheets(page, size, "1-2")
    assert first.startswith("Mentor and protege pairings: report for organizers For the organizers only")
    for words in (
        f"{offices} CX offices in",
        "proteges have a mentor",
        "of the need is met",
        "to look at first",
        "To decide",
        "In brief",
    ):
        assert words in first, words
    assert "This sheet stands on its own. What follows is an appendix, with a line for each pairing." in first
    assert second.startswith("Look at these too" if offices == 245 else "All pairings")
    page.context.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("script", [True, False])
def test_headings_repeat_on_every_printed_sheet(browser: object, sizes: dict[int, Path], *, script: bool) -> None:
    """Each sheet with rows of the table of pairings begins with, or has, its headings; with the script and without it."""
    page = opened(browser, sizes[245], script=script)
    every = sheets(page)
    rows = [text for text in every if re.search(r"Invented Office \d+ Invented Office \d+ \d+ \w", text)]
    assert 3 < len(rows) < 8
    assert "Protege Mentor Fit Need met Rated highest" in rows[0]
    assert all(text.startswith("Protege Mentor Fit Need met Rated highest") for text in rows[1:])
    page.context.close()  # type: ignore[attr-defined]


SPLIT = """() => {
  const split = [];
  for (const head of document.querySelectorAll("h1, h2, h3, thead th, .numbers strong")) {
    const walk = document.createTreeWalker(head, NodeFilter.SHOW_TEXT);
    for (let text = walk.nextNode(); text; text = walk.nextNode()) {
      for (const word of text.data.matchAll(/\\S+/g)) {
        const range = document.createRange();
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        if (new Set(Array.from(range.getClientRects(), (one) => one.top)).size > 1) split.push(word[0]);
      }
    }
  }
  return split;
}"""


@pytest.mark.parametrize("width", [1280, 721, 320])
@pytest.mark.parametrize("areas", [5, 12])
def test_no_word_of_a_heading_is_split(browser: object, tmp_path: Path, areas: int, width: int) -> None:
    """On a screen and on paper; where names of areas do not fit side by side they are numbered; no sideways scroll."""
    names = ("Organization Design", "Culture & Measurement", "Hiring", "Funding for Scale", "Governance")
    headings = [*names, *(f"Intergovernmental Telecommunications{'x' * 30} {number}" for number in range(areas - len(names)))]
    rows = [[f"Office {n}", f"Department {n}", *(str(1 + (n + a) % 5) for a in range(2 * areas))] for n in range(30)]
    sides = [f"{side}: {area}" for area in headings for side in ("Capability", "Need")]
    text = "\n".join(",".join(row) for row in [["Office", "Department", *sides], *rows])
    report = cx.report(cx.pair(cx.read_survey(text.encode())))
    page = opened(browser, cx.export(report, tmp_path / "out", formats=["html"])[0], width=width)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")  # type: ignore[attr-defined]
    assert page.evaluate(SPLIT) == []  # type: ignore[attr-defined]
    assert page.evaluate("document.documentElement.scrollWidth") <= width  # type: ignore[attr-defined]
    page.emulate_media(media="print")  # type: ignore[attr-defined]
    if width == 721:
        page.set_viewport_size({"width": 680, "height": 900})  # type: ignore[attr-defined]  # A4 without its margins
        assert page.evaluate(SPLIT) == []  # type: ignore[attr-defined]
        assert page.evaluate("document.documentElement.scrollWidth") <= 680  # type: ignore[attr-defined]
    page.context.close()  # type: ignore[attr-defined]


def test_nothing_is_loaded_and_nothing_is_refused(browser: object, pages: dict[str, Path]) -> None:
    """The page asks for itself alone, and its policy refuses none of its own styles and scripts."""
    page = opened(browser, pages["sample"])
    assert page.asked == [pages["sample"].as_uri()]  # type: ignore[attr-defined]
    assert page.evaluate("getComputedStyle(document.body).margin") == "0px"  # type: ignore[attr-defined]
    assert page.locator("th button").count() == 5  # type: ignore[attr-defined]
    page.context.close()  # type: ignore[attr-defined]


def test_the_table_sorts_and_filters(browser: object, pages: dict[str, Path]) -> None:
    """A heading sorts by its column both ways; the filter leaves the rows that hold its words, and says how many."""
    page = opened(browser, pages["sample"])
    cells = page.locator("#pairings tbody tr:visible td:nth-child(3)")  # type: ignore[attr-defined]
    page.get_by_role("button", name="Fit").click()  # type: ignore[attr-defined]
    up = [float(text) for text in cells.all_inner_texts()]
    page.get_by_role("button", name="Fit").click()  # type: ignore[attr-defined]
    down = [float(text) for text in cells.all_inner_texts()]
    assert up == sorted(up)
    assert down == sorted(down, reverse=True)
    page.get_by_label("Show only rows with").fill("kite")  # type: ignore[attr-defined]
    assert cells.count() == 2
    assert page.get_by_role("status").inner_text() == "2 of 14 pairings shown"  # type: ignore[attr-defined]
    page.context.close()  # type: ignore[attr-defined]


def test_the_keyboard_reaches_everything(browser: object, pages: dict[str, Path]) -> None:
    """Tab goes through every link, field, heading and fold, first the skip link; Enter opens a fold."""
    page = opened(browser, pages["sample"])
    single = ["a[href]", "button", "input:not([type=radio])", "input[type=radio]:checked", "select", "summary"]  # a group is one
    wanted = page.locator(", ".join(f"{one}:visible" for one in single)).count()  # type: ignore[attr-defined]
    reached = []
    for _ in range(wanted):
        page.keyboard.press("Tab")  # type: ignore[attr-defined]
        reached.append(page.evaluate("document.activeElement.tagName + ' ' + document.activeElement.textContent"))  # type: ignore[attr-defined]
    assert reached[0] == "A Skip to the main content"
    assert sum(text.startswith(("A ", "BUTTON ", "INPUT ", "SELECT ", "SUMMARY ")) for text in reached) == wanted
    fold = page.locator("#pair-1 summary")  # type: ignore[attr-defined]
    fold.focus()
    page.keyboard.press("Enter")  # type: ignore[attr-defined]
    assert page.locator("#pair-1 table").is_visible()  # type: ignore[attr-defined]
    page.context.close()  # type: ignore[attr-defined]


def test_it_is_complete_without_javascript(browser: object, pages: dict[str, Path]) -> None:
    """Every pairing, with its ledger, can be read with scripts switched off; what needs a script is not shown."""
    page = opened(browser, pages["sample"], script=False)
    assert page.locator("#pairings tbody tr").count() == 14  # type: ignore[attr-defined]
    assert not page.locator("#filter").is_visible()  # type: ignore[attr-defined]
    page.locator("#pair-1 summary").click()  # type: ignore[attr-defined]
    assert page.locator("#pair-1 table").is_visible()  # type: ignore[attr-defined]
    page.context.close()  # type: ignore[attr-defined]


def test_it_prints_to_a_tagged_and_titled_pdf(browser: object, pages: dict[str, Path]) -> None:
    """The PDF is tagged, has the title of the page and its language, and on request holds the ledgers that were folded."""
    page = opened(browser, pages["sample"])
    page.locator("#print-all").check()  # type: ignore[attr-defined]
    page.evaluate("dispatchEvent(new Event('beforeprint'))")  # type: ignore[attr-defined]
    pdf = pypdf.PdfReader(io.BytesIO(page.pdf(tagged=True, outline=True)))  # type: ignore[attr-defined]
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-US"
    assert pdf.metadata.title == "Mentor and protege pairings: report for organizers"
    text = unicodedata.normalize("NFKC", " ".join(sheet.extract_text() for sheet in pdf.pages))
    assert text.count("The fit, entry by entry") == 14
    page.context.close()  # type: ignore[attr-defined]
