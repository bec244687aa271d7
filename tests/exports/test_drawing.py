"""The drawing of who mentors whom says what the pairings say, and no score to participants."""

import random
import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from examples import often
from hypothesis import assume, given
from hypothesis import strategies as st
from invent import cohort as invented_cohort
from pages import read

import cxmatch as cx
from cxmatch.domain.policy import Policy
from cxmatch.domain.rows import pairings
from cxmatch.exports.handout import Audience, Handout
from cxmatch.exports.page import page_files
from cxmatch.exports.page.columns import COLORS, DASHES, OTHER, ROW, Drawing, Rows, style_of
from cxmatch.exports.page.drawing import drawn

ANY_DEPARTMENT = "[must]\ndifferent_department = false\n"


def drawing_of(report: cx.Report, audience: Audience = Audience.ORGANIZERS) -> Drawing:
    """The drawing of a report."""
    made = drawn(Handout(report=report, audience=audience), pairings(report))
    assert made is not None
    return made


def bare(run: cx.Run) -> cx.Report:
    """A report without what takes long to work out, and what a drawing does not say."""
    return cx.Report(run=run, firm=frozenset(), weakest=())


def report_of(seed: int, offices: int, *, seats: int = 2, departments: int = 4) -> cx.Report:
    """The report of an invented cohort in which somebody can be paired."""
    try:
        return bare(cx.pair(invented_cohort(seed, offices, seats=seats, departments=departments)))
    except cx.NoPairingError:
        assume(False)
        raise


def places(rows: Rows) -> dict[str, int]:
    """The row of each name."""
    return {label.text: row for row, label in enumerate(rows) if label and not label.heading}


def edges(path: str) -> list[tuple[float, float]]:
    """The heights of the edges of a line or band, from the upper down: at the left and at the right."""
    numbers = [[float(each) for each in re.findall(r"[\d.]+", edge)] for edge in path.split("V")]
    first = (numbers[0][1], numbers[0][-1] if "C" in path.split("V")[0] else numbers[0][1])
    return [first, *((edge[-1], edge[0]) for edge in numbers[1:])]


@given(seed=st.integers(0, 10**6), offices=st.integers(2, 40), seats=st.integers(1, 3))
def test_a_line_a_pairing_from_the_row_of_the_mentor_to_that_of_the_protege(seed: int, offices: int, seats: int) -> None:
    """Each office stands once a side, on a row of its own; lines join the middles of the rows of those who are paired."""
    report = report_of(seed, offices, seats=seats)
    drawing, fits = drawing_of(report), report.run.matching.pairings
    assert len(drawing.left) == len(drawing.right)
    left, right = places(drawing.left), places(drawing.right)
    assert (sorted(left), sorted(right)) == (sorted({fit.mentor for fit in fits}), sorted({fit.protege for fit in fits}))
    assert sum(map(bool, drawing.right)) == len(right)
    wanted = [(ROW * left[fit.mentor] + ROW / 2, ROW * right[fit.protege] + ROW / 2) for fit in fits]
    assert sorted(edge for line in drawing.strokes for edge in edges(line.path)) == sorted(wanted)
    said = sorted(re.split(r"[:,] ", line.words)[0] for line in drawing.strokes)
    assert said == sorted(f"{fit.mentor} mentors {fit.protege}" for fit in fits)


@given(seed=st.integers(0, 10**6), offices=st.integers(2, 40))
def test_every_mentor_has_its_department_above_or_behind_it(seed: int, offices: int) -> None:
    """Several mentors of a department stand inside it, below its heading; single ones, and proteges, have it as a note."""
    report = report_of(seed, offices)
    homes = {office.id: office.department for office in report.run.cohort.offices}
    drawing, heading = drawing_of(report), ""
    known = any(homes.values())
    for label in filter(None, drawing.left):
        if label.heading:
            heading = label.text
        elif known:
            told = label.note or heading
            assert label.inside == (not label.note)
            assert told == (homes[label.text] or "No department given")
            heading = "" if label.note else heading
    assert all(label.note == homes[label.text] for label in drawing.right if label)


@given(seed=st.integers(0, 10**6), offices=st.integers(2, 30))
def test_lines_are_as_wide_as_fits_are_high(seed: int, offices: int) -> None:
    """The highest fit has the widest line, any other is wide in proportion, or as thin as lines are; the key has both ends."""
    report = report_of(seed, offices)
    fits = {f"{fit.mentor} mentors {fit.protege}": fit.points for fit in report.run.matching.pairings}
    drawing, most = drawing_of(report), max(fits.values())
    for line in drawing.strokes:
        points = fits[re.split(r"[:,] ", line.words)[0]]
        assert line.width == round(max(1.5, 7 * points / max(most, 1)), 1)
    widths = [width for _, width in drawing.fits]
    assert widths[-1] == max(line.width for line in drawing.strokes)
    assert widths[0] == min(line.width for line in drawing.strokes)


@given(seed=st.integers(0, 10**6), offices=st.integers(2, 40))
def test_participants_see_the_same_drawing_without_any_fit(seed: int, offices: int) -> None:
    """Rows, lines, colors and dashes are those that organizers see; no width, no key of widths and no words tell a fit."""
    report = report_of(seed, offices)
    organizers, participants = drawing_of(report), drawing_of(report, Audience.PARTICIPANTS)
    plain = [replace(line, width=0, words=re.sub(", fit [^,]*$", "", line.words)) for line in organizers.strokes]
    assert participants == replace(organizers, strokes=tuple(plain), fits=())


def test_the_drawing_does_not_depend_on_how_high_fits_are() -> None:
    """With weights that multiply every fit, and the same pairs, participants are shown the same bytes."""
    cohort = cx.read_survey(cx.sample("roundtable-14"))
    weights = {area.name: 3 for area in cohort.framework.areas}
    reports = [cx.report(cx.pair(cohort, policy)) for policy in (Policy(), Policy(weights=weights))]
    assert len({report.run.matching.pairings[0].points for report in reports}) == 2
    assert drawing_of(reports[0], Audience.PARTICIPANTS) == drawing_of(reports[1], Audience.PARTICIPANTS)


def test_no_two_areas_have_the_same_color_and_dash() -> None:
    """Six colors and six dashes tell 36 areas apart, neighbors by both; any further area is drawn as "other"."""
    areas = [f"Area {number}" for number in range(40)]
    styles = [style_of(areas, area) for area in areas]
    assert len(set(styles[: COLORS * DASHES])) == COLORS * DASHES
    assert set(styles[COLORS * DASHES :]) == {OTHER}
    assert all(not {*one.split()} & {*other.split()} for one, other in pairwise(styles[:6]))


@given(seed=st.integers(0, 10**6), offices=st.integers(2, 30))
def test_the_key_names_the_area_of_every_line(seed: int, offices: int) -> None:
    """What a line's color and dash stand for is what the pair is told to talk about first."""
    drawing = drawing_of(report_of(seed, offices))
    key = dict(drawing.areas)
    for line in drawing.strokes:
        topic = re.search(r": ([^,]*)", line.words)
        assert key[line.style] == (topic[1] if topic else "other, or no practice area")
    assert set(key) == {line.style for line in drawing.strokes}


def many(seed: int, offices: int, departments: int) -> cx.Report:
    """The report of a cohort that is too large to be drawn office by office, with one very large department."""
    cohort, rng = invented_cohort(seed, offices), random.Random(seed)
    homes = [rng.choice(["", "Department 0", f"Department {rng.randrange(departments)}"]) for _ in cohort.offices]
    settled = tuple(replace(one, department=home) for one, home in zip(cohort.offices, homes, strict=True))
    return bare(cx.pair(replace(cohort, offices=settled), Policy.parse(ANY_DEPARTMENT)))


@often(30)
@given(seed=st.integers(0, 10**6), offices=st.integers(70, 110), departments=st.integers(2, 60))
def test_flows_count_every_pairing_once(seed: int, offices: int, departments: int) -> None:
    """Counts of a column, with what is said not to be drawn, add up to all pairings; bands fill their departments exactly."""
    report = many(seed, offices, departments)
    drawing = drawing_of(report)
    assert drawing.search
    left_out = sum(int(number) for number in re.findall(r"(\d+) pairings? between", drawing.words))
    for side in (drawing.left, drawing.right):
        counts = [int(label.note.split()[0]) for label in side if label]
        assert sum(counts) + left_out == len(report.run.matching.pairings)
        assert len({label.text for label in side if label}) == len(counts) <= 14
    bands = [stroke for stroke in drawing.strokes if stroke.style != "bar"]
    said = Counter[str]()
    for stroke in bands:
        mentor, number = re.fullmatch(r"(.*) mentors .*: (\d+) pairings?", stroke.words).groups()  # type: ignore[union-attr]
        said[mentor] += int(number)
    assert said == {label.text: int(label.note.split()[0]) for label in drawing.left if label}


@often(30)
@given(seed=st.integers(0, 10**6), offices=st.integers(70, 110), departments=st.integers(2, 60))
def test_bands_of_a_column_do_not_overlap(seed: int, offices: int, departments: int) -> None:
    """At either end each band begins where the one above it ends, or below; all lie within the drawing."""
    drawing = drawing_of(many(seed, offices, departments))
    bands = [edges(stroke.path) for stroke in drawing.strokes if stroke.style != "bar"]
    for side in (0, 1):
        spans = sorted((upper[side], lower[side]) for upper, lower in bands)
        assert all(above[1] <= below[0] + 0.21 for above, below in pairwise(spans))
        assert 0 <= spans[0][0] < spans[-1][1] <= drawing.height


@pytest.mark.parametrize("home", ["", "own"])
def test_without_departments_of_several_the_search_alone_is_offered(home: str) -> None:
    """Where no office gives a department, or each has one of its own, no bands are drawn."""
    cohort = invented_cohort(3, 80)
    offices = tuple(replace(one, department=home and f"Home of {one.id}") for one in cohort.offices)
    report = cx.report(cx.pair(replace(cohort, offices=offices), Policy.parse(ANY_DEPARTMENT)))
    drawing = drawing_of(report)
    assert drawing.search
    assert not drawing.strokes
    page = page_files(Handout(report=report))["report.html"].decode()
    assert 'class="columns"' not in page
    assert 'id="find-office"' in page


def test_the_same_drawing_whatever_the_order_of_rows() -> None:
    """A survey with its rows turned round is drawn the same."""
    head, *rows = cx.sample("roundtable-40").read_text(encoding="utf-8").splitlines()
    surveys = ["\n".join([head, *each]).encode() for each in (rows, rows[::-1])]
    one, other = (drawing_of(cx.report(cx.pair(cx.read_survey(survey)))) for survey in surveys)
    assert one == other


def test_hostile_departments_stay_text() -> None:
    """Names of departments with marks of HTML arrive as names in bands, labels and the list of the widest."""
    bad = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "A & B", "\u202egnirts"]
    cohort = invented_cohort(3, 90)
    offices = tuple(replace(one, department=bad[place % 4]) for place, one in enumerate(cohort.offices))
    page = page_files(Handout(report=cx.report(cx.pair(replace(cohort, offices=offices)))))["report.html"]
    reader = read(page)
    assert sum(tag == "script" for tag, _ in reader.tags) == 1
    assert not any(tag == "img" for tag, _ in reader.tags)
    assert "\u202e" not in page.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.decode()


@pytest.mark.parametrize(("offices", "most"), [(14, 12_000), (250, 60_000)])
def test_the_drawing_is_small(offices: int, most: int) -> None:
    """So many bytes at most on the page, with its key, its words and its search."""
    page = page_files(Handout(report=cx.report(cx.pair(invented_cohort(1, offices, departments=30)))))["report.html"].decode()
    part = page[page.index('<div class="who">') : page.index('<div class="brief">')]
    assert len(part.encode()) < most
