"""The season on the page: where help is short, what the sessions do, and what a rerun changed."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st
from invent import cohort as invented_cohort

import cxmatch as cx
from cxmatch.exports.formats import FORMATS
from cxmatch.exports.handout import Audience, Handout
from cxmatch.exports.page.lists import LEFT, NOBODY, Changed


class Tables(HTMLParser):
    """Collects the rows of every table by its caption, and the texts of each section by its heading."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.sections: dict[str, str] = {"": ""}
        self._tag = ""
        self._rows: list[list[str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._tag = tag
        if tag == "table":
            self._rows = []
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th"):
            self._rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self._tag = ""

    def handle_data(self, text: str) -> None:
        if self._tag == "h2":
            self.sections[text] = ""
        elif self._tag == "caption":
            self.tables[text] = self._rows
        elif self._tag in ("td", "th"):
            self._rows[-1][-1] += text
        last = next(reversed(self.sections))
        self.sections[last] += text


def page_of(report: cx.Report, audience: Audience = Audience.ORGANIZERS) -> str:
    (content,) = FORMATS["html"].files(Handout(report=report, audience=audience)).values()
    return content.decode()


def test_the_page_says_what_gaps_and_agenda_say() -> None:
    """Each practice area with its figures; each session with what it opens on, its questions, who presents, and its pairs."""
    run = cx.pair(cx.read_survey(cx.sample("roundtable-14")))
    page = Tables(page_of(cx.report(run)))
    rows = page.tables["Who wants help, and who could give it"][1:]
    found = cx.gaps(run.cohort)
    assert rows == [
        [gap.area, str(gap.wanting), gap.need_text, str(len(gap.givers)), str(gap.seats), str(gap.shortfall)]
        for gap in found.areas
    ]
    for session in cx.agenda(run).sessions:
        said = page.sections["Sessions"]
        assert f"Session {session.number}: {session.area}" in said
        assert all(text in said for text in (session.finding, *session.questions, *session.presenters))
        assert all(f"{mentor} mentors {protege}" in said for mentor, protege in session.pairs)


def test_participants_see_nothing_of_it() -> None:
    """Their page has no section on where help is short, on sessions, or on what changed."""
    run = cx.rerun(cx.pair(invented_cohort(4, 12, seats=2)), without=["Invented Office 0"])
    sections = Tables(page_of(cx.report(run), Audience.PARTICIPANTS)).sections
    assert not {"Where help is short", "Sessions", "What changed"} & sections.keys()


@given(seed=st.integers(0, 10**6), offices=st.integers(3, 8), seats=st.integers(1, 2))
def test_what_changed_is_every_pairing_that_is_new_or_gone(seed: int, offices: int, seats: int) -> None:
    """A mentor before or now for each, none twice, each row with its cause; an office that left is said to have left."""
    try:
        first = cx.pair(invented_cohort(seed, offices, seats=seats))
        run = cx.rerun(first, without=[f"Invented Office {seed % offices}"])
    except cx.NoPairingError:
        reject()
    assert run.repair is not None
    before = {(fit.mentor, fit.protege) for fit in first.matching.pairings}
    after = {(fit.mentor, fit.protege) for fit in run.matching.pairings}
    changed = Changed.by(run, run.repair)
    gone = [(mentor, protege) for protege, mentor, _, _ in changed.rows if mentor != NOBODY]
    come = [(mentor, protege) for protege, _, mentor, _ in changed.rows if mentor not in (NOBODY, LEFT)]
    assert (sorted(gone), sorted(come)) == (sorted(before - after), sorted(after - before))
    assert all(why for _, _, _, why in changed.rows)
    assert all((now == LEFT) == (protege in run.repair.left) for protege, _, now, _ in changed.rows)
    assert str(len(before & after)) in changed.words


@pytest.mark.parametrize("seed", range(6))
def test_the_page_of_a_rerun_has_its_changes_as_a_table(seed: int) -> None:
    """As they are; what each office is told stands below. A first run has no such section."""
    first = cx.pair(invented_cohort(seed, 12, seats=2))
    run = cx.rerun(first, without=[first.matching.pairings[0].mentor])
    report = cx.report(run)
    page = Tables(page_of(report))
    assert run.repair is not None
    rows = page.tables["Every pairing that is new or gone, and why"][1:]
    assert rows == [list(row) for row in Changed.by(run, run.repair).rows]
    for change in report.changes:
        assert (f"{change.office}: {change.notice}" in page.sections["What changed"]) == (change.kind != "no change")
    assert "What changed" not in Tables(page_of(cx.report(first))).sections


def test_of_very_many_pairs_on_a_session_some_are_named() -> None:
    """Twenty, and how many more; all of them stand in the file of the agenda."""
    run = cx.pair(invented_cohort(1, 120))
    said = Tables(page_of(cx.report(run))).sections["Sessions"]
    for session in cx.agenda(run).sessions:
        named = [pair for pair in session.pairs if re.search(rf"{pair[0]} mentors {pair[1]}\b", said)]
        assert len(named) == min(20, len(session.pairs))
        assert len(session.pairs) <= 20 or f"and {len(session.pairs) - 20} more" in said
