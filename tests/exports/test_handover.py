"""The closing document: what stands in it, and what must not get out, in every form and on the screen."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from pathlib import Path

import pytest
from checkins import drawn, row, table
from invent import cohort as invented_cohort
from pages import text_of
from typer.testing import CliRunner

import cxmatch as cx
from cxmatch.cli import app
from cxmatch.domain.checkin import CheckIns
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.matching import Side
from cxmatch.domain.policy import Pair
from cxmatch.domain.published import FEWEST, PublicArea
from cxmatch.errors import SettingsError

ENDINGS = (".xlsx", ".docx", ".md", ".html", ".json")


@pytest.fixture(scope="module")
def run() -> cx.Run:
    """A run in which some offices wait, of a survey that holds what is private."""
    offices = invented_cohort(3, 16).offices
    private = tuple(replace(each, attributes={**each.attributes, "Story": "canary attribute"}) for each in offices)
    veto = Pair(mentor=offices[0].id, protege=offices[1].id, reason="canary veto")
    barred = cx.Policy(forbidden=(veto,))
    return cx.pair(replace(invented_cohort(3, 16), offices=private), barred)


@pytest.fixture(scope="module")
def again(run: cx.Run) -> Cohort:
    """The same offices, asked again."""
    levels = {office.id: office for office in invented_cohort(4, 16).offices}
    now = {name: {"capability": each.capability, "need": each.need} for name, each in levels.items()}
    offices = tuple(replace(each, **now[each.id]) for each in run.cohort.offices)
    return replace(run.cohort, offices=offices)


@pytest.fixture(scope="module")
def published(run: cx.Run, again: Cohort) -> cx.Published:
    """What may be published of that round."""
    return cx.published([run], again, answers(run))


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> cx.Run:
    """A folder with a run, the survey asked again and check-ins, in which commands are typed."""
    (tmp_path / "survey.csv").write_bytes(cx.sample("roundtable-14").read_bytes())
    checked = cx.pair(cx.read_survey(tmp_path / "survey.csv"))
    cx.export(cx.report(checked), tmp_path / "run", formats=["json"])
    (tmp_path / "c.csv").write_bytes(table(row(each) for each in drawn(checked, 2)))
    monkeypatch.chdir(tmp_path)
    return checked


def answers(run: cx.Run, *, words: bool = True) -> CheckIns:
    said = drawn(run, 2)
    return CheckIns(answers=tuple(each if words else replace(each, words=dict.fromkeys(each.words, "")) for each in said))


def written(noun: cx.Handover | cx.Published, path: Path) -> str:
    return text_of(cx.write(noun, path).read_bytes())


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_form_tells_what_was_done_and_what_is_short(run: cx.Run, again: Cohort, tmp_path: Path, ending: str) -> None:
    """Pairs with what they began with, and the areas in which help is short, stand in every form."""
    found = cx.handover([run], again, answers(run))
    content = written(found, tmp_path / f"closing{ending}")
    for fit, pair in zip(run.matching.pairings, found.last.pairs, strict=True):
        assert fit.protege == pair.protege
        assert pair.protege in content
        assert pair.topic in content
    for gap in found.short:
        assert gap.area in content


def test_the_verdict_stands_on_the_nouns(run: cx.Run, again: Cohort) -> None:
    """What it says of ratings, gaps and check-ins is what `progress`, `gaps` and `status` say; it claims no more."""
    found, read = cx.handover([run], again, answers(run)), answers(run)
    assert found.progress == cx.progress(run, again, read)
    assert found.gaps == cx.gaps(again)
    assert found.status
    said = {(pair.mentor, pair.protege): pair.answers for pair in cx.status(run, read).pairs}
    assert {(pair.mentor, pair.protege): pair.answers for pair in found.status.pairs} == said
    assert {each.office for each in found.last.waiting} == {
        each.office for each in run.matching.waiting if each.side is Side.PROTEGE
    }
    told = [line for line in found.open_ends if "for a mentor" in line]
    assert len(told) == len({each.reason for each in found.last.waiting})
    assert all(any(each.office in line for line in told) for each in found.last.waiting)
    assert "was not asked again" in " ".join(cx.handover([run]).verdict)


def test_a_pair_says_what_its_protege_rated(run: cx.Run, again: Cohort) -> None:
    """Then and now are the levels in what the pair began with, as the two surveys have them."""
    for pair in cx.handover([run], again).last.pairs:
        area = run.cohort.framework.area(pair.topic)
        assert area
        then, now = (cohort.by_id[pair.protege].capability.get(area.id, "") for cohort in (run.rated, again))
        assert (pair.then, pair.now) == (str(then), str(now))


def test_several_rounds_stand_in_their_order_each_once(run: cx.Run, again: Cohort, tmp_path: Path) -> None:
    """A run that is named twice is one round; what was asked again belongs to the last."""
    later = cx.pair(again)
    found = cx.handover([run, later, run])
    assert [each.run for each in found.rounds] == [run.id, later.id]
    assert not any(pair.now for each in cx.handover([run, later], again).rounds[:-1] for pair in each.pairs)
    assert "Round 2" in written(found, tmp_path / "two.md")
    published = cx.published([run, later])
    assert {pair.round for pair in published.pairs} == {1, 2}
    with pytest.raises(SettingsError, match="no run"):
        cx.handover([])


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_private_is_in_no_closing_document(
    run: cx.Run, again: Cohort, published: cx.Published, tmp_path: Path, ending: str
) -> None:
    """Vetoes and own words of the survey are in neither version; stories only where they were kept, and never published."""
    full = written(cx.handover([run], again, answers(run, words=True)), tmp_path / f"words{ending}")
    assert "canary story" in full
    without = written(cx.handover([run], again, answers(run, words=False)), tmp_path / f"none{ending}")
    public = written(published, tmp_path / f"public{ending}")
    assert "canary" not in without
    assert "canary" not in public
    assert not any(word in full for word in ("canary veto", "canary attribute"))


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_published_version_is_the_same_whoever_holds_which_rating(run: cx.Run, tmp_path: Path, ending: str) -> None:
    """Where ratings are swapped among offices that began with the same, and all totals stay, not a byte is another."""
    office, other = (run.offices[fit.protege] for fit in run.matching.pairings[:2])
    levels = {office.id: 2, other.id: 4}
    made = []
    for swapped in (False, True):
        now = {name: levels[two if swapped else name] for name, two in ((office.id, other.id), (other.id, office.id))}
        spare = "spare"
        framework = replace(
            run.cohort.framework,
            areas=(*run.cohort.framework.areas, cx.PracticeArea(id=spare, name="Spare")),
        )
        offices = tuple(
            replace(each, capability={**each.capability, spare: now[each.id]}) if each.id in now else each
            for each in run.cohort.offices
        )
        cohort = Cohort(framework=framework, offices=offices)
        made.append(written(cx.published([replace(run, cohort=cohort)]), tmp_path / f"{swapped}{ending}"))
    assert made[0] == made[1]


def test_no_figure_of_an_office_is_in_the_published_record(run: cx.Run, published: cx.Published) -> None:
    """The record holds no rating, no fit, no waiting office, and no check-in of a pair."""
    assert set(published.pairs[0].__slots__) == {"round", "mentor", "protege", "topic"}
    paired = {name for fit in run.matching.pairings for name in (fit.mentor, fit.protege)}
    alone = [each.id for each in run.cohort.offices if each.id not in paired]
    assert not any(f'"{name}"' in str(published) for name in alone)


def test_check_ins_are_counted_from_enough_offices_alone(run: cx.Run) -> None:
    """What fewer than five said is not told, nor what one alone or nobody said; own counts otherwise."""
    said = {each.words: each for each in cx.published([run], None, answers(run)).said}
    for each in said.values():
        assert each.answered >= FEWEST
        assert 1 < each.number <= each.answered
    those = [each for each in answers(run).answers if each.by is Side.PROTEGE and each.meetings is not None]
    met = said["Proteges that met their mentor"]
    assert (met.number, met.answered) == (sum(bool(each.meetings) for each in those), len(those))
    assert cx.published([run], None, CheckIns(answers=tuple(those[: FEWEST - 1]))).said == ()


def test_the_counts_are_those_of_the_ratings(run: cx.Run, again: Cohort, published: cx.Published) -> None:
    """What is shown of an area is what counting the two surveys gives."""
    found = published
    assert [each.area for each in found.areas if each.is_all] == ["All areas"]
    for shown in found.areas:
        pairs = {(each.protege, each.topic) for each in found.pairs if each.topic and (shown.is_all or each.topic == shown.area)}
        levels = [(level(run.rated, *each), level(again, *each)) for each in pairs]
        moves = [now - then for then, now in levels if then is not None and now is not None]
        if shown.change:
            assert len(moves) >= FEWEST
            assert (shown.change.rose, shown.change.fell) == (sum(each > 0 for each in moves), sum(each < 0 for each in moves))
        if shown.steps:
            assert int(shown.steps) == sum(moves)
        wanted(shown, run.rated, again)


def level(cohort: Cohort, office: str, topic: str) -> int | None:
    area = cohort.framework.area(topic)
    return cohort.by_id[office].capability.get(area.id) if area else None


def wanted(shown: PublicArea, then: Cohort, now: Cohort) -> None:
    for cohort, number in ((then, shown.wanted), (now, shown.wanted_now)):
        if number is not None:
            assert number == sum(shown.area in [area.name for area in cohort.wanted(office)] for office in cohort.proteges)


def test_a_width_is_a_step_or_more(run: cx.Run) -> None:
    """A width of nothing is refused."""
    with pytest.raises(SettingsError, match="1 step or more"):
        cx.published([run], width=0)


def test_a_wider_promise_never_tells_what_a_narrower_one_hides(run: cx.Run, again: Cohort) -> None:
    """The promise that is printed is that which was asked for, and more is left out for a wider one."""
    found = [cx.published([run], again, width=width) for width in (1, 3)]
    assert [f"less than {each.width} step" in each.promise for each in found] == [True] * 2
    assert len(found[0].hidden) <= len(found[1].hidden)


def test_participants_get_no_closing_document_but_the_public_one(run: cx.Run, tmp_path: Path) -> None:
    """The full version is for organizers; the one to publish is for everybody."""
    with pytest.raises(SettingsError, match="for organizers"):
        cx.write(cx.handover([run]), tmp_path / "a.md", audience="participants")
    assert cx.write(cx.published([run]), tmp_path / "b.md", audience="participants").exists()


def test_the_command_writes_both(files: cx.Run) -> None:
    """Screen, record and file say the same; what is published has no word and no veto."""
    again = ["--after", "survey.csv", "--checkins", "c.csv"]
    screen = CliRunner().invoke(app, ["handover", "run", *again])
    assert screen.exit_code == 0, screen.output
    assert "Who worked with whom:" in screen.output
    assert "canary" not in screen.output
    record = json.loads(CliRunner().invoke(app, ["handover", "run", *again, "--json"]).stdout)
    assert len(record["rounds"][0]["pairs"]) == len(files.matching.pairings)
    public = CliRunner().invoke(app, ["handover", "run", *again, "--publish"])
    assert "No reader, even one that knows its own office's ratings" in " ".join(public.output.split())
    done = CliRunner().invoke(app, ["handover", "run", *again, "--publish", "--to", "p.docx"])
    assert done.exit_code == 0
    assert "canary" not in text_of(Path("p.docx").read_bytes())
    kept = CliRunner().invoke(app, ["handover", "run", *again, "--keep-words", "--to", "f.md"])
    assert kept.exit_code == 0
    assert "canary story" in Path("f.md").read_text(encoding="utf-8")


def test_what_cannot_be_read_is_said_and_ends_in_1(files: cx.Run) -> None:
    """A check-in of an office that the run has not is a finding; the rest still counts."""
    content = Path("c.csv").read_text(encoding="utf-8-sig")
    Path("c.csv").write_text(content + "Nobody's Office,Nowhere,Mentor,3,,,,,,,\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["handover", "run", "--checkins", "c.csv"])
    assert (done.exit_code, "CX701" in done.output) == (1, True)
    missing = CliRunner().invoke(app, ["handover", "run", "--checkins", "missing.csv"])
    assert missing.exit_code == 4


def test_a_survey_on_another_scale_is_refused(files: cx.Run) -> None:
    """Ratings on another scale cannot be compared, in neither version."""
    other = re.sub(r",(\d),", ",\\1,", Path("survey.csv").read_text(encoding="utf-8-sig"))
    Path("other.csv").write_text(other, encoding="utf-8")
    for public in ([], ["--publish"]):
        done = CliRunner().invoke(app, ["handover", "run", "--after", "other.csv", "--scale", "0-9", *public])
        assert done.exit_code == 2
        assert "cannot be compared" in done.output


def test_names_that_try_to_do_harm_arrive_as_names(run: cx.Run, tmp_path: Path) -> None:
    """Names are shown as they are, in no form as code."""
    rng, hostile = random.Random(1), ["<script>alert(1)</script>", '=HYPERLINK("https://example.org","x")']
    names = {each.id: rng.choice(hostile) + each.id for each in run.cohort.offices}
    offices = tuple(replace(each, id=names[each.id], name=names[each.id]) for each in run.cohort.offices)
    other = cx.pair(replace(run.cohort, offices=offices))
    for noun in (cx.handover([other]), cx.published([other])):
        assert "<script>alert" not in written(noun, tmp_path / f"{type(noun).__name__}.html")
