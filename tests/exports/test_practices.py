"""Practices in hand-outs: one in each brief that has one for the next step, all of them on the page, and no rating in any."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from invent import cohort as invented_cohort

import cxmatch as cx
from cxmatch.domain.practice import Practice, Step, built_in
from cxmatch.domain.practices import TO_SHOW, Practices
from cxmatch.domain.report import Report
from cxmatch.exports.briefs import Brief
from cxmatch.exports.formats import FORMATS
from cxmatch.exports.handout import Audience, Handout
from cxmatch.exports.page import _environment
from cxmatch.exports.page.lists import by_area


def listed(handout: Handout) -> str:
    """The practices as the page has them."""
    page = _environment().get_template("report/practices.html.j2").module
    return str(page.listed_by_area(list(by_area(handout))))  # type: ignore[attr-defined]  # a macro of the template


def test_a_brief_names_the_practice_of_its_first_topic_and_of_the_next_step(sample: Report) -> None:
    """It leads further than the protege is in that topic, with its source; and no step of maturity is told."""
    handout, known = Handout(report=sample), Practices.of(sample.run.cohort.framework)
    for fit in sample.run.matching.pairings:
        brief = Brief.of(handout, fit)
        area = sample.run.cohort.framework.area(brief.topic)
        assert area is not None
        found = known.next_for(brief.topic, sample.run.offices[fit.protege].capability.get(area.id))
        assert found is not None
        assert brief.practice == f"A practice to ask about: {found.in_brief}"
        assert found.source in brief.practice
        assert not any(step in brief.practice for step in ("Reactive", *Step))


@pytest.mark.parametrize("name", ["md", "docx"])
def test_the_practice_stands_in_both_forms_of_a_brief(name: str, sample: Report) -> None:
    """One paragraph in each brief, below the questions of the first topic; with a file of one's own that of the file."""
    areas = tuple(area.name for area in sample.run.cohort.framework.areas)
    own = Practice(title="Weekly calls", areas=areas, about="C", step=Step.CUSTOMER_CENTRIC, source="Notes", date="May")
    known = Practices(areas=dict.fromkeys(areas, (own,)), scale=sample.run.cohort.framework.capability_scale)
    for handout, words in (
        (Handout(report=sample), ""),
        (Handout(report=replace(sample, practices=known)), "Weekly calls. C Source"),
    ):
        for content in FORMATS[name].files(replace(handout, split=True)).values():
            lines = text_of(name, content)
            assert sum(line.startswith(f"A practice to ask about: {words}") for line in lines) == 1


def text_of(name: str, content: bytes) -> list[str]:
    if name == "md":
        return content.decode().splitlines()
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs]


def test_what_a_mentor_offers_to_show_goes_first_in_its_brief() -> None:
    """Where it names the first topic of the pair; else the practice for the next step stands there."""
    cohort = invented_cohort(5, 10)
    offices = (replace(office, attributes={TO_SHOW: "Our way of hiring, pat@example.org"}) for office in cohort.offices)
    report = cx.report(cx.pair(replace(cohort, offices=tuple(offices))))
    handout = Handout(report=report, audience=Audience.PARTICIPANTS)
    briefs = [Brief.of(handout, fit) for fit in report.run.matching.pairings]
    assert {brief.topic for brief in briefs} > {"Hiring"}
    for brief in briefs:
        offered = f'A practice to ask about: {brief.mentor} says that it could show "Our way of hiring, [left out]".'
        assert (brief.practice == offered) == (brief.topic == "Hiring")


def test_a_pair_without_a_practice_has_no_line_on_it() -> None:
    """An area that nobody knows a practice for leaves the brief as it was."""
    report = cx.report(cx.pair(invented_cohort(5, 10)))
    briefs = [Brief.of(Handout(report=report), fit) for fit in report.run.matching.pairings]
    without = [brief for brief in briefs if brief.topic in ("Data", "Research")]
    assert without
    assert all(brief.practice == "" and not any("practice to ask" in line for line in brief.after) for brief in without)


def test_the_page_tells_each_practice_once_by_area_with_its_source(sample: Report) -> None:
    """Every practice of the framework's areas in full once, folded; further up it is told by its title."""
    page = listed(Handout(report=sample))
    known = Practices.of(sample.run.cohort.framework)
    titles = {each.title for entries in known.areas.values() for each in entries}
    assert page.count("<dt>") == len(titles)
    assert page.count("<details>") == len([entries for entries in known.areas.values() if entries])
    assert page.count("Source: ") == len(titles)
    assert len(page) < 20_000


def test_the_page_shows_hostile_words_of_offices_as_words() -> None:
    """Markup in an offer arrives as text, addresses are left out, and an offer without an area has a place of its own."""
    cohort = invented_cohort(5, 6)
    words = ["<script>Hiring</script> pat@example.org", "=1+1 nothing named"]
    offices = [replace(office, attributes={TO_SHOW: words[n]} if n < 2 else {}) for n, office in enumerate(cohort.offices)]
    page = listed(Handout(report=cx.report(cx.pair(replace(cohort, offices=tuple(offices))))))
    assert "&lt;script&gt;Hiring" in page
    assert "<script>" not in page
    assert "pat@" not in page
    assert "Named with no practice area" in page
    assert "=1+1 nothing named" in page


def test_the_list_is_empty_where_nothing_is_known() -> None:
    """No heading stands over nothing."""
    report = cx.report(cx.pair(invented_cohort(5, 6)))
    known = Practices(areas={}, scale=report.run.cohort.framework.capability_scale)
    assert listed(Handout(report=replace(report, practices=known))).strip() == ""


def test_no_practice_counts_for_a_pairing(sample: Report) -> None:
    """The record of a run knows no practice, and so nothing that is decided can depend on one."""
    record = sample.run.to_json()
    assert not any(each.title in record for each in built_in())


def test_sessions_on_the_page_look_at_a_practice_and_lose_no_offer() -> None:
    """In a session on the area that an offer names; one that names none stands below the sessions, as words and not as markup."""
    cohort = invented_cohort(5, 10)
    words = ["Our way of hiring", "A form <b>of ours</b>"]
    offices = [replace(office, attributes={TO_SHOW: words[n]} if n < 2 else {}) for n, office in enumerate(cohort.offices)]
    report = cx.report(cx.pair(replace(cohort, offices=tuple(offices))))
    assert report.agenda is not None
    page = FORMATS["html"].files(Handout(report=report))["report.html"].decode()
    assert "A practice to look at: Invented Office 0 says that it could show &#34;Our way of hiring&#34;." in page
    assert "Invented Office 1 says that it could show &#34;A form &lt;b&gt;of ours&lt;/b&gt;&#34;." in page
    assert [each.office for each in report.agenda.offered] == ["Invented Office 1"]


def test_the_agenda_for_all_says_nothing_of_who_rates_itself_how_far(tmp_path: Path) -> None:
    """What participants are handed names no office beside a practice; what organizers are handed does."""
    plan = cx.agenda(cx.pair(cx.read_survey(cx.sample("roundtable-14"))))
    said = {}
    for audience in ("organizers", "participants"):
        cx.write(plan, tmp_path / f"{audience}.md", audience=audience)
        said[audience] = (tmp_path / f"{audience}.md").read_text(encoding="utf-8")
    assert said["organizers"].count("which rates itself that far") == len(plan.sessions)
    assert "rates itself" not in said["participants"]
    assert not any(office.id in said["participants"] for office in cx.read_survey(cx.sample("roundtable-14")).offices)
