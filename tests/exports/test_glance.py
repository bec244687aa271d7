"""The top of the page and the summary: words that the organizers gave, contents that lead somewhere, and one printed sheet."""

import base64
import html
import re
from dataclasses import replace
from pathlib import Path

import pytest
from invent import cohort as invented_cohort
from pages import CHROMIUM, WAYS, faults, sheets
from pictures import SVG, png

import cxmatch as cx
from cxmatch.domain.parts import Cover, Logo, ReportSettings, Status
from cxmatch.exports.formats import FORMATS
from cxmatch.exports.handout import Audience, Handout

COVER = Cover(title="Spring & <Friends>", subtitle="Kickoff", date="12 March", status=Status.DRAFT)
HOSTILE = (
    '"><img src=x onerror=alert(1)>',
    "</title><script>alert(1)</script>",
    "{{ 7 * 7 }} {% raw %}",
    "A" * 150,
    "\u202egnp.exe",
)
PAGES = ("report.html", "summary.html", "participants.html")


@pytest.fixture(scope="module")
def report() -> cx.Report:
    """The report of the sample."""
    return cx.report(cx.pair(cx.read_survey(cx.sample("roundtable-14"))))


def made(report: cx.Report, cover: Cover | None = None) -> dict[str, str]:
    """The three pages."""
    files: dict[str, bytes] = {}
    for name, audience in (("html", Audience.ORGANIZERS), ("summary", Audience.ORGANIZERS), ("html", Audience.PARTICIPANTS)):
        files |= FORMATS[name].files(Handout(report=report, audience=audience, cover=cover or Cover()))
    return {name: files[name].decode() for name in PAGES}


def test_nothing_is_invented(report: cx.Report) -> None:
    """Without words there is no status, no date, no picture and no subtitle, and pages are called as ever."""
    for name, page in made(report).items():
        header = page[page.index("<header>") : page.index("</header>")]
        assert header.count("<p") == 1, name
        assert "<img" not in page
        assert "img-src" not in page
    titles = [re.search("<h1>(.*?)</h1>", page)[1] for page in made(report).values()]  # type: ignore[index]  # there is one
    assert titles == [
        "Mentor and protege pairings: report for organizers",
        "Mentor and protege pairings: summary",
        "Mentors and proteges",
    ]


def test_the_words_stand_on_every_page(report: cx.Report) -> None:
    """Title, subtitle, date and status in the header, and the title with the kind of page as that of the document."""
    for name, page in made(report, COVER).items():
        header = html.unescape(page[page.index("<header>") : page.index("</header>")])
        for words in ("<h1>Spring & <Friends></h1>", "Kickoff \u00b7 12 March</p>", ">DRAFT</p>"):
            assert words in header, name
        assert re.search(r"<title>Spring &amp; &lt;Friends&gt; \([a-z ]+\)</title>", page)


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_words_arrive_as_words(report: cx.Report, title: str) -> None:
    """No tag, no template and no direction mark of a title acts."""
    said = ReportSettings(title=title, subtitle=title[:100], date=title[:90]).cover(None)
    for page in made(report, said).values():
        assert f"<h1>{html.escape(said.title).replace('&#x27;', '&#39;').replace('&quot;', '&#34;')}</h1>" in page
        assert page.count("<script>") == ("participants" in page or 'id="pairings"' in page)
        assert "<img" not in page
        assert "\u202e" not in page


@pytest.mark.parametrize(("content", "kind"), [(png(40, 20), "image/png"), (SVG.format("").encode(), "image/svg+xml")])
def test_a_logo_is_a_part_of_each_page(report: cx.Report, content: bytes, kind: str) -> None:
    """The picture itself, with words for who does not see it; the policy of the page allows nothing else to be loaded."""
    cover = replace(COVER, logo=Logo(content=content, media_type=kind, width=40, height=20, shows="Logo"))
    for page in made(report, cover).values():
        (source,) = re.findall(r'<img src="data:([^"]+)" alt="Logo" width="40" height="20">', page)
        assert source == f"{kind};base64,{base64.b64encode(content).decode()}"
        (policy,) = re.findall('http-equiv="Content-Security-Policy" content="([^"]+)"', page)
        assert policy.startswith("default-src &#39;none&#39;; style-src &#39;sha256-")
        assert "img-src data:;" in policy


def test_every_link_leads_somewhere(report: cx.Report) -> None:
    """Contents and links name parts that the page has, each once; the contents of a rerun name what changed."""
    rerun = cx.report(cx.rerun(report.run, without=["Kite Registry"]))
    for each in (report, rerun):
        for name, page in made(each).items():
            ids = re.findall(r' id="([^"]+)"', page)
            assert len(ids) == len(set(ids))
            assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids), name
    nav = made(rerun)["report.html"].partition("<nav")[2].partition("</nav>")[0]
    wanted = ["glance", "who", "pairings", "waiting", "changes", "pair-by-pair", "how", "settings"]
    assert [each for each in re.findall('href="#([^"]+)"', nav) if each in wanted] == wanted
    assert "changes" not in made(report)["report.html"].partition("</nav>")[0]


def test_the_summary_is_small_and_runs_nothing(report: cx.Report) -> None:
    """No script, no ledger, no table of pairings; participants do not get it."""
    page = made(report)["summary.html"]
    assert "<script" not in page
    assert "script-src" not in page
    assert "<table" not in page
    assert len(page) < 40_000
    assert report.origin in html.unescape(page[page.index("<footer>") :])
    with pytest.raises(cx.SettingsError, match="for organizers"):
        cx.export(report, "nowhere", formats=["summary"], audience="participants")


def test_a_file_that_is_named_as_the_summary_is_one(report: cx.Report, tmp_path: Path) -> None:
    """Of the two kinds of pages the name or the format decides."""
    for name, wishes, words in (
        ("summary.html", {}, "For executives"),
        ("page.html", {}, "For the organizers only"),
        ("for the director.html", {"formats": ["summary"]}, "For executives"),
    ):
        (path,) = cx.export(report, tmp_path / name, **wishes)  # type: ignore[arg-type]
        assert words in path.read_text(encoding="utf-8")


# In a browser.

chromium = pytest.mark.skipif(CHROMIUM is None, reason="no chromium here (Debian package chromium)")
LONG = ReportSettings(title="Governmentwide " * 10, subtitle="Spring cohort " * 17, date="12 March and " * 7, status=Status.FINAL)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Page and summary of the sample, of many offices, and of few that have very long names, with a long title and a logo."""
    place = tmp_path_factory.mktemp("folders")
    (place / "logo.png").write_bytes(png(400, 300))
    words = replace(LONG, logo=str(place / "logo.png"))
    few = invented_cohort(1, 14)
    long = tuple(
        replace(each, id=f"{each.id} of the Chief Customer Experience and Service Design Lead, Bureau") for each in few.offices
    )
    cohorts = {"few": few, "many": invented_cohort(4, 245, seats=2), "long": replace(few, offices=long)}
    reports = {name: cx.report(cx.pair(cohort)) for name, cohort in cohorts.items()}
    for name, each in reports.items():
        cx.export(each, place / name, formats=["html", "summary"], words=words)
    return {name: place / name for name in reports}


def opened(browser: object, path: Path, width: int = 1280, **look: str) -> object:
    page = browser.new_context(viewport={"width": width, "height": 900}, **look).new_page()  # type: ignore[attr-defined]
    page.goto(path.as_uri())
    return page


@chromium
@pytest.mark.parametrize("name", ["few", "many", "long"])
def test_the_first_sheet_is_one_whatever_stands_on_it(browser: object, folders: dict[str, Path], name: str) -> None:
    """With a title of three lines, a logo and long names, on letter and A4; the summary is that sheet and no other."""
    page, alone = opened(browser, folders[name] / "report.html"), opened(browser, folders[name] / "summary.html")
    for size in ("Letter", "A4"):
        first, second = sheets(page, size, "1-2")
        assert first.startswith("Governmentwide")
        assert "FINAL" in first
        assert "with a line for each pairing." in first
        assert second.startswith(("All pairings", "Look at these too"))
        (sheet,) = sheets(alone, size)
        assert "In brief" in sheet
    page.context.close()  # type: ignore[attr-defined]
    alone.context.close()  # type: ignore[attr-defined]


@chromium
@pytest.mark.parametrize("words", ["CUSTOMER EXPERIENCE ROUNDTABLE ", "\u9867\u5ba2\u9ad4\u9a57"])
def test_a_title_of_wide_letters_leaves_the_summary_one_sheet(browser: object, tmp_path: Path, words: str) -> None:
    """Capitals and Chinese are wider than small letters: they take more lines, and less is put below them."""
    (tmp_path / "logo.png").write_bytes(png(400, 100))
    title, subtitle, date = ((words * 60)[:most] for most in (150, 250, 100))
    said = ReportSettings(title=title, subtitle=subtitle, date=date, status=Status.DRAFT, logo=str(tmp_path / "logo.png"))
    for number in (4, 120):
        made = cx.report(cx.pair(invented_cohort(7, number, departments=4)))
        (path,) = cx.export(made, tmp_path / f"{number}.html", formats=["summary"], words=said)
        page = opened(browser, path)
        assert [len(sheets(page, size)) for size in ("Letter", "A4")] == [1, 1]
        page.context.close()  # type: ignore[attr-defined]


@chromium
def test_pair_by_pair_is_printed_on_request_only(browser: object, folders: dict[str, Path]) -> None:
    """Else the appendix of 245 offices is a few sheets: a line a pairing, who waits, and how a fit is computed."""
    page = opened(browser, folders["many"] / "report.html")
    few = sheets(page)
    assert len(few) < 14
    assert "Pair by pair" not in " ".join(few)
    page.context.close()  # type: ignore[attr-defined]
    page = opened(browser, folders["few"] / "report.html")
    page.locator("#print-all").check()  # type: ignore[attr-defined]
    assert "The fit, entry by entry" in " ".join(sheets(page))
    page.context.close()  # type: ignore[attr-defined]


@chromium
@pytest.mark.parametrize(("look", "width"), WAYS)
def test_axe_finds_nothing_on_a_page_with_words(
    browser: object, folders: dict[str, Path], look: dict[str, str], width: int
) -> None:
    """Light, dark and with forced colors, page and summary; no sideways scroll; contents stand beside where there is room."""
    for name in ("summary.html", "report.html"):
        page = opened(browser, folders["few"] / name, width, **look)
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width  # type: ignore[attr-defined]
        if name == "report.html":
            nav, main = (page.locator(each).bounding_box() for each in (".contents", "main"))  # type: ignore[attr-defined]
            assert (nav["x"] + nav["width"] <= main["x"]) == (width == 1280)
            assert (nav["y"] + nav["height"] <= main["y"]) == (width < 1280)
        page.context.close()  # type: ignore[attr-defined]
