"""The drawings as Chromium shows them: readable at every width and in every scheme, with a search that finds."""

from pathlib import Path
from typing import Any

import pytest
from invent import cohort as invented_cohort
from pages import CHROMIUM, faults, ways

import cxmatch as cx

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium here (Debian package chromium)")
# The labels of a drawing: their boxes, the size of their letters, and the ends of the lines on the screen.
LABELS = """() => Array.from(document.querySelectorAll(".columns > div > p, .columns > div > p > span"))
  .filter((one) => one.textContent).map((one) => { const box = one.getBoundingClientRect();
    return [one.tagName, box.left, box.top, box.right, box.bottom, parseFloat(getComputedStyle(one).fontSize)]; })"""
CELLS = "rows => rows.map((row) => [row.cells[0].textContent, row.cells[1].textContent])"
ENDS = """() => Array.from(document.querySelectorAll(".columns path[stroke-width]")).map((one) => {
  const at = one.getScreenCTM(), places = [0, one.getTotalLength()].map((far) => one.getPointAtLength(far).matrixTransform(at));
  return places.map((place) => [place.x, place.y]); })"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages of a few offices with several partners, and of many, for both kinds of readers."""
    folder = tmp_path_factory.mktemp("drawn")
    few, many = (cx.report(cx.pair(invented_cohort(4, offices, seats=seats))) for offices, seats in ((40, 2), (64, 1)))
    return {
        "few": cx.export(few, folder / "few", formats=["html"])[0],
        "many": cx.export(many, folder / "many", formats=["html"])[0],
        "all": cx.export(many, folder / "all", formats=["html"], audience="participants")[0],
    }


def opened(browser: Any, path: Path, width: int, **look: str) -> Any:
    page = browser.new_context(viewport={"width": width, "height": 900}, **look).new_page()
    page.goto(path.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = !one.id; })")
    return page


@pytest.mark.parametrize(("name", "look", "width"), [*ways("few"), *ways("many", of=[1])])
def test_axe_finds_nothing_in_drawings_and_maps(
    browser: Any, pages: dict[str, Path], name: str, look: dict[str, str], width: int
) -> None:
    """No violation of WCAG 2.0, 2.1 and 2.2, A and AA, with an office searched for; no sideways scroll."""
    page = opened(browser, pages[name], width, **look)
    if name == "many":
        page.get_by_label("One office").fill("Office 1")
    assert faults(page, ".who", "#maps") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


@pytest.mark.parametrize("width", [1280, 572, 320])
@pytest.mark.parametrize("name", ["few", "many"])
def test_labels_stand_apart_and_can_be_read(browser: Any, pages: dict[str, Path], name: str, width: int) -> None:
    """No two rows overlap, no name leaves its row, letters have 11 pixels or more; so too where half a page is left (572)."""
    page = opened(browser, pages[name], width)
    labels = page.evaluate(LABELS)
    rows = [each[1:5] for each in labels if each[0] == "P"]
    assert len(rows) >= 10
    for place, (left, top, right, bottom) in enumerate(rows):
        for other in rows[:place]:
            assert right <= other[0] or left >= other[2] or bottom <= other[1] + 0.5 or top >= other[3] - 0.5
    assert min(each[5] for each in labels) >= 11
    names = [each[1:5] for each in labels if each[0] == "SPAN"]
    assert all(any(row[1] - 1 <= name[1] and name[3] <= row[3] + 1 for row in rows) for name in names)
    page.context.close()


@pytest.mark.parametrize("width", [1280, 320])
def test_lines_end_beside_the_names_they_join(browser: Any, pages: dict[str, Path], width: int) -> None:
    """Each end of a line is at the middle of a row of the column it comes to, at every width."""
    page = opened(browser, pages["few"], width)
    middles = [(top + bottom) / 2 for tag, _, top, _, bottom, _ in page.evaluate(LABELS) if tag == "P"]
    ends = [end for line in page.evaluate(ENDS) for end in line]
    assert len(ends) > 20
    assert all(min(abs(y - middle) for middle in middles) < 1.5 for _, y in ends)
    page.context.close()


@pytest.mark.parametrize("name", ["many", "all"])
def test_the_search_shows_one_office_with_its_partners(browser: Any, pages: dict[str, Path], name: str) -> None:
    """A name brings its mentors and its proteges, as the table has them, each with a way to the pair; part of one, several."""
    page = opened(browser, pages[name], 1280)
    table = page.locator("#pairings tbody tr").evaluate_all(
        "rows => rows.map(r => [r.cells[0].textContent, r.cells[1].textContent])"
    )
    protege, mentor = table[5]
    page.get_by_label("One office").fill(protege.lower())
    shown = page.locator(".one")
    assert shown.count() == 1
    assert shown.locator("strong").inner_text() == protege
    partners = {mentor, *(other for other, own in table if own == protege)}
    assert {*shown.locator("a").all_inner_texts()} == partners
    assert all(
        href.startswith("#pair-") for href in shown.locator("a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    )
    page.get_by_label("One office").fill("office")
    assert shown.count() == 5
    page.get_by_label("One office").fill("nobody of that name")
    assert shown.count() == 0
    assert page.locator("#find-office [role=status]").inner_text() == "0 offices found"
    page.context.close()


def test_without_a_script_the_search_is_not_offered(browser: Any, pages: dict[str, Path]) -> None:
    """The bands stand there, the field does not."""
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(pages["many"].as_uri())
    assert page.locator(".columns").is_visible()
    assert not page.locator("#office").is_visible()
    page.context.close()
