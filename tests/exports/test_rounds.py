"""A trail and silos as files, on a page and as a graph: each form says the same, nothing acts, and no own word gets out."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import networkx as nx
import openpyxl
import pytest
from checkins import drawn, row, table
from invent import cohort as invented_cohort
from pages import WAYS, faults
from typer.testing import CliRunner

import cxmatch as cx
from cxmatch.cli import app
from cxmatch.domain.parts import ReportSettings
from cxmatch.domain.policy import Policy
from cxmatch.errors import SettingsError
from cxmatch.exports.formats import FORMATS
from cxmatch.exports.handout import Audience, Handout

ENDINGS = (".xlsx", ".docx", ".md", ".html", ".json")


@pytest.fixture(scope="module")
def runs() -> list[cx.Run]:
    """Two rounds of the same offices, with dates, in which no pair is made twice."""
    first = cx.pair(invented_cohort(3, 14, departments=9), Policy(report=ReportSettings(date="2026-03-12")))
    return [first, cx.pair(first.cohort, Policy(past=cx.past_pairs([first]), report=ReportSettings(date="2027-03-12")))]


@pytest.fixture
def files(runs: list[cx.Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with both runs and check-ins of the first, in which commands are typed."""
    for name, run in zip(("one", "two"), runs, strict=True):
        cx.export(cx.report(run), tmp_path / name, formats=["json"])
    (tmp_path / "c.csv").write_bytes(table(row(each) for each in drawn(runs[0], 2)))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def typed(*words: str, code: int = 0, width: int = 100) -> str:
    result = CliRunner().invoke(app, list(words), env={"COLUMNS": str(width)})
    assert result.exit_code == code, result.output
    return result.output


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("verb", ["trail", "silos"])
def test_a_file_is_the_same_bytes_and_for_organizers_alone(runs: list[cx.Run], verb: str, ending: str, tmp_path: Path) -> None:
    """Every form can be written twice alike; participants get none."""
    found = getattr(cx, verb)(runs)
    one, two = (cx.write(found, tmp_path / f"{name}{ending}").read_bytes() for name in "ab")
    assert one == two
    with pytest.raises(SettingsError, match="for organizers"):
        cx.write(found, tmp_path / f"x{ending}", audience="participants")


def test_a_workbook_has_every_row(runs: list[cx.Run], tmp_path: Path) -> None:
    """What was carried, the departments that met with their numbers, and those that never did, as many rows as there are."""
    trail, silos = cx.trail(runs), cx.silos(runs)
    book = openpyxl.load_workbook(cx.write(trail, tmp_path / "t.xlsx"))
    assert book["Trail"].max_row == len(trail.carried) + 1
    book = openpyxl.load_workbook(cx.write(silos, tmp_path / "s.xlsx"))
    met = [tuple(cell.value for cell in line) for line in book["Met"].iter_rows(min_row=2)]
    assert met == [(*each.departments, each.pairs, each.first, each.last) for each in silos.met]
    assert book["Never met"].max_row == len(silos.never) + 1


def test_the_policy_file_of_silos_pairs_the_next_cohort(runs: list[cx.Run], files: Path) -> None:
    """`--to links.toml` writes what `pair --policy` takes; nothing else has such lines, nor silos where all have met."""
    typed("silos", "one", "two", "--to", "links.toml")
    assert Policy.load(files / "links.toml").prefer[0].links
    with pytest.raises(SettingsError, match="no lines of a policy"):
        cx.write(cx.trail(runs), files / "t.toml")
    with pytest.raises(SettingsError, match="no lines of a policy"):
        cx.write(replace(cx.silos(runs), never=()), files / "s.toml")


@pytest.mark.parametrize("width", [40, 80])
def test_the_screens_fit_and_say_the_same_as_the_record(runs: list[cx.Run], files: Path, width: int) -> None:
    """No line but a command, or a name of the lines to paste, is wider than the screen; --json is the noun."""
    for verb in ("trail", "silos"):
        lines = typed(verb, "one", "two", width=width).splitlines()
        wide = [
            line for line in lines if len(line) > width and "cxmatch " not in line and not line.lstrip().startswith(("[", '"'))
        ]
        assert not wide
        found = getattr(cx, verb)(runs)
        assert found.summary.split(":")[0] in " ".join(lines[:2])
        assert json.loads(typed(verb, "one", "two", "--json"))["summary"] == found.summary


def test_no_own_word_gets_out_without_being_kept(runs: list[cx.Run], files: Path) -> None:
    """Goals and stories are in no answer at all; a practice in own words only where that is asked for."""
    for ending in ENDINGS:
        typed("trail", "one", "two", "--checkins", "c.csv", "--to", f"t{ending}")
    said = typed("trail", "one", "two", "--checkins", "c.csv", "--json")
    assert "a practice taken up" in said
    assert not re.search("canary|shared|Friday", said + typed("trail", "one", "two", "--checkins", "c.csv"))
    kept = typed("trail", "one", "two", "--checkins", "c.csv", "--keep-words", "--json")
    assert "shared" in kept
    assert not re.search("canary|Friday", kept)


def test_an_answer_that_cannot_be_read_ends_in_1(runs: list[cx.Run], files: Path) -> None:
    """The finding is shown with its file and row, and the rest counts."""
    content = (files / "c.csv").read_text(encoding="utf-8-sig").splitlines()
    (files / "d.csv").write_text("\n".join([*content, "Nobody Here,Invented Office 1,,2"]) + "\n", encoding="utf-8")
    shown = typed("trail", "one", "two", "--checkins", "d.csv", code=1)
    assert "In d.csv:" in shown
    assert "CX701" in shown


def test_what_cannot_be_counted_is_refused_in_words(files: Path) -> None:
    """The same run twice, and a folder that is none, each with what to type."""
    for verb in ("trail", "silos"):
        assert "are the same one" in typed(verb, "one", "one", code=2)
        assert "RUN is missing" in typed(verb, code=2)


def page_of(runs: list[cx.Run]) -> str:
    """The page of the last run with the others as its past."""
    (content,) = FORMATS["html"].files(Handout(report=cx.report(runs[-1]), past=tuple(runs[:-1]))).values()
    return content.decode()


def test_the_map_of_the_page_equals_silos(runs: list[cx.Run]) -> None:
    """Each cell has the number of pairings of its two departments, both ways round; a page without a past has no map."""
    found, page = cx.silos(runs), page_of(runs)
    body = page[page.index('<table class="heat met">') :]
    rows = re.findall(r'<tr><th scope="row">\d+ (.*?)</th>(.*?)</tr>', body[: body.index("</table>")])
    cells = {name: re.findall(r"<td[^>]*>(.*?)</td>", line) for name, line in rows}
    assert tuple(cells) == found.departments
    for name, own in cells.items():
        for other, cell in zip(cells, own, strict=True):
            assert cell == ("" if name == other else str(found.count.get((name, other), "&ndash;")))
    assert page.count('<table class="heat met">') == 1
    assert 'id="silos"' not in page_of(runs[:1])


def test_why_there_is_no_map_is_said(runs: list[cx.Run]) -> None:
    """An earlier run that is the same one, and offices without departments, leave the reason in the place of the map."""
    page = page_of([runs[0], runs[0]])
    assert "are the same one" in page
    assert "heat met" not in page


def test_the_graph_has_dates_and_departments(runs: list[cx.Run]) -> None:
    """Each arrow has its run, its date and both departments; the departments that met are a graph of their own."""
    made = FORMATS["graphml"].files(Handout(report=cx.report(runs[1]), past=(runs[0],)))
    graph = nx.read_graphml(io.BytesIO(made["pairings.graphml"]), force_multigraph=True)
    edges = {(mentor, protege, facts["date"]) for mentor, protege, facts in graph.edges(data=True)}
    assert edges == {(fit.mentor, fit.protege, run.policy.report.date) for run in runs for fit in run.matching.pairings}
    for mentor, protege, facts in graph.edges(data=True):
        homes = [runs[0].cohort.office(name).department for name in (mentor, protege)]
        assert [facts["mentor_department"], facts["protege_department"]] == homes
    found, links = cx.silos(runs), nx.read_graphml(io.BytesIO(made["departments.graphml"]))
    assert set(links.nodes) == set(found.departments)
    told = {
        (frozenset(ends[:2]), ends[2]["pairs"], ends[2]["first_date"], ends[2]["last_date"]) for ends in links.edges(data=True)
    }
    assert told == {(frozenset(met.departments), met.pairs, met.first, met.last) for met in found.met}
    assert list(FORMATS["graphml"].files(Handout(report=cx.report(runs[1])))) == ["pairings.graphml"]


def test_participants_get_no_map(runs: list[cx.Run]) -> None:
    """Their page does not say which departments have met, whatever past is given."""
    (content,) = (
        FORMATS["html"].files(Handout(report=cx.report(runs[1]), past=(runs[0],), audience=Audience.PARTICIPANTS)).values()
    )
    assert b"departments have met" not in content


@pytest.mark.parametrize(("look", "width"), WAYS)
def test_the_map_can_be_read_in_every_way(
    browser: Any, runs: list[cx.Run], tmp_path: Path, look: dict[str, Any], width: int
) -> None:
    """Axe finds nothing, and the page is no wider than the window."""
    (tmp_path / "report.html").write_text(page_of(runs), encoding="utf-8")
    with browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True, **look) as context:
        page = context.new_page()
        page.goto((tmp_path / "report.html").as_uri())
        page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert faults(page, "section:has(#silos)") == []
