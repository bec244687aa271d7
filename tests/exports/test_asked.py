"""Every hand-out says what a protege asked for first, and each sentence is true of the answers."""

import csv
import io
import re
from dataclasses import replace

import docx
import openpyxl
import pytest
from invent import asking
from invent import cohort as invented_cohort
from pages import read

import cxmatch as cx
from cxmatch.domain.matching import Fit
from cxmatch.domain.parts import Corrected
from cxmatch.domain.report import Report
from cxmatch.exports.briefs import Brief
from cxmatch.exports.formats import FORMATS
from cxmatch.exports.handout import Audience, Handout
from cxmatch.records.text import listed


@pytest.fixture(scope="module")
def report() -> Report:
    """A cohort that asks, with several seats, free mentors and offices that named nothing."""
    return cx.report(cx.pair(asking(invented_cohort(9, 24, seats=2), 9)))


def files(report: Report, name: str, **wishes: object) -> dict[str, bytes]:
    return FORMATS[name].files(Handout(report=report, **wishes))


def told(report: Report) -> list[str]:
    """What tables say of each pairing, from the answers."""
    said = []
    cohort = report.run.cohort
    for fit in report.run.matching.pairings:
        one, other = cohort.office(fit.mentor).capability, cohort.office(fit.protege)
        asked = cohort.first_areas(other)
        by = {a.name: one[a.id] - other.capability[a.id] for a in asked if a.id in one and a.id in other.capability}
        lead = max([0, *by.values()])
        area = next((name for name, ahead in by.items() if ahead == lead > 0), " or ".join(a.name for a in asked))
        said.append("named nothing" if not asked else f"{area}, led by {lead}" if lead else f"{area}, not led")
    assert {"named nothing"} < set(said)
    return said


@pytest.mark.parametrize("asks", [True, False])
def test_tables_have_a_column_for_it_that_names_what_it_is(*, asks: bool) -> None:
    """The first columns stay what they were; the column says asked for first only where the survey asks."""
    cohort = invented_cohort(9, 24, seats=2)
    made = cx.report(cx.pair(asking(cohort, 9) if asks else cohort))
    heading = "asked for first" if asks else "rated highest"
    rows = list(csv.reader(io.StringIO(files(made, "csv")["pairings.csv"].decode("utf-8-sig"))))
    assert rows[0][:3] == ["mentor", "protege", "points"]
    assert rows[0][-2:] == ["decision", "notes"]
    column = rows[0].index(heading)
    sheet = list(openpyxl.load_workbook(io.BytesIO(files(made, "xlsx")["pairings.xlsx"]))["Pairings"].values)
    page = read(files(made, "html")["report.html"])
    assert page.rows[0][-1] == heading.capitalize()
    for cells in ([row[column] for row in rows[1:]], [row[sheet[0].index(heading.capitalize())] for row in sheet[1:]]):
        assert cells == (told(made) if asks else [row[-1] for row in page.rows[1:]])
    assert cx.pairings_frame(made.run)[heading].tolist() == [row[column] for row in rows[1:]]


def test_mailing_lists_and_the_mail_merge_say_it_without_a_number(report: Report) -> None:
    """A protege with several mentors is told that one is ahead, where one is."""
    lists = files(report, "mail")
    needs = cx.report(report.run).run.matching.pairings
    for row in csv.DictReader(io.StringIO(lists["proteges.csv"].decode("utf-8-sig"))):
        own = Handout(report=report).first(*[fit for fit in needs if fit.protege == row["office"]]) if row["mentor"] else None
        assert row["asked for first"] == (own.for_all if own else "")
        assert not re.search(r"led by|\d", row["asked for first"])
    merged = openpyxl.load_workbook(io.BytesIO(files(report, "xlsx")["pairings.xlsx"]))["Mail merge"]
    assert "Asked for first" in [cell.value for cell in merged[1]]


def said_of(report: Report, fit: Fit) -> str:
    """What a brief has to say of who is ahead in what its protege asked for first, from the answers."""
    cohort, fits, protege = report.run.cohort, report.run.matching.pairings, report.run.cohort.office(fit.protege)
    asked = {area.id: protege.capability.get(area.id) for area in cohort.first_areas(protege)}

    def leads(mentor: str) -> bool:
        return any(own is not None and cohort.office(mentor).capability.get(area, 0) > own for area, own in asked.items())

    free = [one.id for one in cohort.mentors if one.mentor_slots > sum(other.mentor == one.id for other in fits)]
    if not asked:
        return "You named no area first: start with"
    if leads(fit.mentor):
        return "this mentor is ahead"
    if any(leads(other.mentor) for other in fits if other.protege == fit.protege):
        return "another mentor of yours is ahead there: here start with"
    if not any(asked.values()):
        return "you did not say where you stand there"
    if {*asked.values()} - {None} == {cohort.framework.capability_scale.top}:
        return "you rate yourself at the top there, so nobody can be ahead"
    return "this mentor is not ahead there" if any(map(leads, free)) else "no mentor free this round is ahead there"


def test_a_brief_has_one_first_topic_and_says_why_it_is_that_one() -> None:
    """What is said of the mentor, of another one, and of all who are free, is so; nothing is said to count most."""
    seen, off = set(), cx.Policy.parse('asked_first = "off"')
    for seed in (9, 16, 20):
        report = cx.report(cx.pair(asking(invented_cohort(seed, 24, seats=2), seed), off))
        for fit in report.run.matching.pairings:
            brief, said = Brief.of(Handout(report=report), fit), said_of(report, fit)
            assert brief.opening.startswith(f"To {fit.protege}: ")
            assert said in brief.opening
            assert f"start with {brief.topic}" in brief.opening or said == "this mentor is ahead"
            assert {area for area, _ in brief.talk} == {brief.topic}
            assert any(brief.topic in step for step in brief.agenda)
            assert "counts most" not in " ".join(brief.why)
            seen.add(said)
    assert len(seen) == 7


def test_an_office_that_wants_no_help_in_what_it_named_is_not_said_to_have_named_nothing() -> None:
    """Tables, count and brief say that it named an area, and rated no need there."""
    cohort = asking(invented_cohort(9, 24, seats=2), 9)
    lowest = cohort.framework.need_scale.bottom
    changed = {fit.protege: cohort.office(fit.protege).asked_first for fit in cx.pair(cohort).matching.pairings}
    offices = [
        replace(office, need={**office.need, **dict.fromkeys(changed.get(office.id, ()), lowest)}) for office in cohort.offices
    ]
    report = cx.report(cx.pair(replace(cohort, offices=tuple(offices))))
    sheet = files(report, "csv")["pairings.csv"].decode("utf-8-sig")
    named = [fit for fit in report.run.matching.pairings if changed.get(fit.protege)]
    assert named
    for fit in named:
        areas = [area.name for area in cohort.framework.areas if area.id in changed[fit.protege]]
        opening = Brief.of(Handout(report=report), fit).opening
        assert opening.startswith(f"To {fit.protege}: You named {listed(areas)} first, and rated no need there: start with ")
        assert f"{listed(areas, 'or')}, but no need rated there" in sheet
    assert "rate no need in" in report.led.words


def test_a_brief_does_not_put_corrected_ratings_in_the_mouth_of_the_protege() -> None:
    """Where organizers corrected what an office answered, what it is said to have rated is said to be as they counted it."""
    cohort = invented_cohort(9, 12)
    area, scale = cohort.framework.areas[0], cohort.framework.need_scale
    known = Corrected(office=cohort.offices[3].id, side="need", area=area.name, level=scale.say(scale.top), reason="asked")
    report = cx.report(cx.pair(cohort, cx.Policy(corrected=(known,))))
    openings = {fit.protege: Brief.of(Handout(report=report), fit).opening for fit in report.run.matching.pairings}
    assert known.office in openings
    for protege, opening in openings.items():
        assert ("as the organizers counted your ratings" in opening) == (protege == known.office)


def test_word_and_markdown_say_the_same(report: Report) -> None:
    """Each opening stands in both, to the letter, and no number with it."""
    text = files(report, "md")["briefs.md"].decode()
    lines = [paragraph.text for paragraph in docx.Document(io.BytesIO(files(report, "docx")["briefs.docx"])).paragraphs]
    for fit in report.run.matching.pairings:
        brief = Brief.of(Handout(report=report), fit)
        assert brief.opening in lines
        assert brief.opening in text.replace("\\", "")
        assert not re.search(r"\d", brief.opening.replace(fit.protege, ""))


def test_participants_see_it_without_a_number(report: Report) -> None:
    """The participants' page says of each pairing whether its mentor is ahead there, else to bring it to the session."""
    page = read(files(report, "html", audience=Audience.PARTICIPANTS)["participants.html"])
    assert page.rows[0] == ["Protege", "Mentor", "Talk about first", "Asked for first"]
    for row, words in zip(page.rows[1:], told(report), strict=True):
        area = words.rpartition(",")[0]
        how = "bring it to the session" if "not led" in words else "its mentor is ahead there"
        assert row[3] == ("" if words == "named nothing" else f"{area}: {how}")
        assert row[2] == area or "led by" not in words


def test_the_page_and_the_workbook_do_not_prove_the_ratings(report: Report) -> None:
    """What is proven is proven for these answers; what to rely on is said beside it."""
    page = files(report, "html")["report.html"].decode()
    assert report.led.words in page
    assert "No proof covers the ratings." in page
    start = openpyxl.load_workbook(io.BytesIO(files(report, "xlsx")["pairings.xlsx"]))["Start here"]
    proof = next(row[1] for row in start.values if row[0] == "The proof")
    assert proof.endswith("rely on the firm pairings and on the clear leads.")


@pytest.mark.parametrize("objective", ["everyone-first", "total-first", "worst-off-first"])
@pytest.mark.parametrize("use", ["rung", "ties", "off", "worth 4"])
def test_the_verdict_names_the_rung_where_it_is_one(objective: str, use: str) -> None:
    """Best is said in the order of the ladder: what was asked for first is in it exactly where it is a rung."""
    policy = cx.Policy.parse(f'objective = "{objective}"\nasked_first = "{use}"')
    for cohort, what in ((asking(invented_cohort(2, 9), 2), "asked for first"), (invented_cohort(2, 9), "rated highest")):
        verdict = cx.report(cx.pair(cohort, policy)).verdict
        assert (f"in what they {what}" in verdict) == (use == "rung")
        assert ("serves more proteges" in verdict) == (objective != "total-first")
        assert verdict.endswith("raises the worst-off higher" if objective == "worst-off-first" else "has a higher total fit")
