"""The pictures say what the tables say, and the top of the page what the report says."""

import html
import re
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st
from invent import cohort as invented_cohort

import cxmatch as cx
from cxmatch.domain.policy import Policy
from cxmatch.exports.handout import Audience, Handout
from cxmatch.exports.page import page_files


def page_of(report: cx.Report, audience: Audience = Audience.ORGANIZERS) -> str:
    """The page as one text."""
    (content,) = page_files(Handout(report=report, audience=audience)).values()
    return html.unescape(content.decode())


@given(seed=st.integers(0, 10**6), offices=st.integers(2, 30), seats=st.integers(1, 2))
def test_four_numbers_and_what_to_decide_come_first(seed: int, offices: int, seats: int) -> None:
    """Offices, paired of all proteges, the need met in quarters and pairings to look at; at most five of these to decide on."""
    try:
        report = cx.report(cx.pair(invented_cohort(seed, offices, seats=seats)))
    except cx.NoPairingError:
        assume(False)
    page = page_of(report)
    fits, proteges = report.run.matching.pairings, len(report.run.cohort.proteges)
    numbers = re.findall("<strong>([^<]*)</strong>", page)
    paired = len({fit.protege for fit in fits})
    weak = len(report.look_at_first)
    assert numbers == [str(offices), f"{paired} of {proteges}", report.need_met, str(weak)]
    assert page.index("<strong>") < page.index("To decide") < page.index("In brief") < page.index("<h2>All pairings")
    top = page[page.index("To decide") : page.index("<h2>Who mentors whom")]
    assert top.count("<li>") == min(weak, 5)
    for told in report.look_at_first:
        assert f"{told.reason} {told.advice}" in (top if told in report.look_at_first[:5] else page)


@given(seed=st.integers(0, 10**6), offices=st.integers(4, 30))
def test_the_need_that_all_pairings_meet_is_the_nearest_quarter(seed: int, offices: int) -> None:
    """Where every pairing of its own is said alike, so are all together; the share is at most an eighth from what is said."""
    try:
        report = cx.report(cx.pair(invented_cohort(seed, offices)))
    except cx.NoPairingError:
        assume(False)
    fits = report.run.matching.pairings
    full = sum(fit.full_points for fit in fits)
    assume(full)
    words = {"none": 0, "little": 0, "about a quarter": 1, "about half": 2, "about three quarters": 3, "nearly all": 4, "all": 4}
    share = Fraction(sum(part.points for fit in fits for part in fit.leading), full)
    assert abs(share - Fraction(words[report.need_met], 4)) <= Fraction(1, 8)
    if len(said := {fit.need_met for fit in fits}) == 1:
        assert {report.need_met} == said


@given(seed=st.integers(0, 10**6), offices=st.integers(4, 20))
def test_all_bars_have_one_scale(seed: int, offices: int) -> None:
    """Two bars anywhere on the page are as long as their points are many, to a unit; the longest fills its room."""
    try:
        report = cx.report(cx.pair(invented_cohort(seed, offices)))
    except cx.NoPairingError:
        assume(False)
    bars = re.findall(r'<svg class="bars".*?</svg>', page_of(report), flags=re.DOTALL)
    lengths = [int(length) for bar in bars for length in re.findall(r"h(\d+)v13", bar)]
    points = [part.points for fit in report.run.matching.pairings for part in fit.contributions if part.points]
    assert lengths == [300 * each // max(points) for each in points]


def test_the_first_lines_are_for_people_and_hashes_come_last() -> None:
    """Neither page says before its end what it was made from; the end says it once."""
    report = cx.report(cx.pair(cx.read_survey(cx.sample("roundtable-14"))))
    for audience in Audience:
        page = page_of(report, audience)
        assert page.index(report.origin) > page.index("<footer>")
        assert page.count(report.run.id[:8]) == page.count(report.origin) == 1


def test_one_of_anything_is_said_so() -> None:
    """One office, one pairing, one protege, one point: no plural."""
    survey = "Office,Department,Role,Capability: Hiring,Need: Hiring\nA,X,mentor,5,1\nB,X,protege,1,5\n"
    policy = Policy.parse("[must]\ndifferent_department = false\n[waited]\nB = 1\n")
    report = cx.report(cx.pair(cx.read_survey(survey.encode()), policy))
    page = page_of(report)
    assert "1 of 1</strong> protege has a mentor" in page
    assert "CX offices in 1 department</li>" in page
    assert "1 pairing: 1 of 1 protege has a mentor." in page
    assert "1</strong> pairing to look at first" in page
    text = re.sub(r"<[^>]*>", " ", page[page.index("<main") :])
    assert (
        re.findall(r"(?<![\d.] )(?<![\d.])\b1 (?:pairing|office|protege|mentor|department|point|seat|step|area|other)s\b", text)
        == []
    )
