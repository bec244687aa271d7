"""Practices: those that come with cxmatch have a source each, and the one to ask about follows from area and level alone."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invent import cohort as invented_cohort

import cxmatch as cx
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.framework import PracticeArea, Scale
from cxmatch.domain.practice import Practice, Step, built_in, parsed
from cxmatch.domain.practices import TO_SHOW, Practices, shown_in, standing, to_show
from cxmatch.errors import SettingsError

ROOT = Path(__file__).parents[2]
WHOLE = {
    "title": "Weekly calls",
    "areas": ["Hiring"],
    "about": "We call.",
    "step": "Tactical",
    "source": "Notes",
    "date": "May 2026",
}


def practice(title: str, step: Step, *areas: str) -> Practice:
    return Practice(title=title, areas=areas, about="It is done.", step=step, source="Notes", date="May 2026")


def toml(*entries: dict[str, object]) -> str:
    """Entries as a file."""
    lines = (["[[practices]]", *(f"{name} = {written(value)}" for name, value in each.items())] for each in entries)
    return "\n".join(line for each in lines for line in each)


def written(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def test_each_practice_has_its_source_and_says_what_it_is_in_few_sentences() -> None:
    """Title, date and publisher of a source; two to four sentences; an effect, reported or meant, and who does it."""
    assert len(built_in()) >= 20
    assert len({each.title for each in built_in()}) == len(built_in())
    for each in built_in():
        assert all((each.source, each.date, each.where, each.who)), each.title
        assert 2 <= len(re.findall(r"[.?!](?= [A-Z]|$)", each.about.replace("U.S. ", "US "))) <= 4, each.title
        assert each.effect.startswith(("As reported, ", "Meant to ")), each.title


def test_a_practice_names_no_office_and_makes_no_figure_up() -> None:
    """What comes with cxmatch holds no percentage and no amount; the only digits are those of years."""
    for each in built_in():
        said = " ".join((each.title, each.about, each.effect, each.who))
        assert set(re.findall(r"\d+", said)) <= {"2024"}, each.title
        assert not re.search(r"[%$]", said), each.title


def test_every_area_of_every_built_in_framework_has_a_practice() -> None:
    """No area is without one, and each practice belongs to an area of some framework under every name that it gives."""
    for framework in cx.frameworks():
        assert all(Practices.of(framework).areas.values()), framework.id
    areas = [area for framework in cx.frameworks() for area in framework.areas]
    assert all(any(area.answers_to(name) for area in areas) for each in built_in() for name in each.areas)


def test_the_practices_lie_in_the_package() -> None:
    """The files stand where the wheel takes everything: below `cxmatch`, which is packed whole."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == ["cxmatch"]
    files = sorted((Path(cx.__file__).parent / "practices").glob("*.toml"))
    assert sum(len(tomllib.loads(file.read_text(encoding="utf-8"))["practices"]) for file in files) == len(built_in())


@given(low=st.integers(-3, 3), size=st.integers(1, 9), decimals=st.integers(0, 2), place=st.integers(0, 1000))
def test_a_level_stands_on_the_step_that_its_share_of_the_scale_has_reached(
    low: int, size: int, decimals: int, place: int
) -> None:
    """The lowest level is on the lowest of five steps, the highest on the highest, and a level between two on the lower one."""
    scale = Scale(low=low, high=low + size, decimals=decimals)
    level = scale.bottom + place * (scale.top - scale.bottom) // 1000
    found = standing(level, scale)
    assert found <= 4 * (level - scale.bottom) / (scale.top - scale.bottom) < found + 1
    assert (standing(scale.bottom, scale), standing(scale.top, scale)) == (0, 4)


@given(data=st.data())
def test_the_practice_to_ask_about_is_the_nearest_further_step(data: st.DataObject) -> None:
    """None leads less far among those that lead further; one's own goes before others of the step; who is unrated gets none."""
    steps = data.draw(st.lists(st.sampled_from(Step), max_size=6))
    level = data.draw(st.integers(1, 5))
    own = [practice(f"Own {place}", step, "Hiring") for place, step in enumerate(steps)]
    known = Practices.of(cx.Framework.load("roundtable"), own)
    level_in_units = level * known.scale.unit
    found = known.next_for("Hiring", level_in_units)
    further = [each for each in (*own, *built_in()) if "Hiring" in each.areas and each.step.rank > level - 1]
    nearest = min((each.step.rank for each in further), default=None)
    assert found == next((each for each in further if each.step.rank == nearest), None)
    assert known.next_for("Hiring", None) is None
    assert known.next_for("No such area", level_in_units) is None


def test_a_practice_belongs_to_the_areas_that_answer_to_its_names() -> None:
    """By id, name or alias, whatever the framework: also an area of one's own that calls itself so."""
    framework = cx.Framework.load("roundtable")
    areas = (PracticeArea(id="crew", name="Crew", aliases=("Hiring",)), PracticeArea(id="finance", name="Money"))
    own = Practices.of(replace(framework, areas=areas))
    assert "Hire as a pool" in [each.title for each in own.areas["Crew"]]
    assert "Show the financial benefit" in [each.title for each in own.areas["Money"]]
    assert {each.title for each in own.elsewhere} == {each.title for each in built_in()} - {
        each.title for entries in own.areas.values() for each in entries
    }


def test_ones_own_stands_in_the_place_of_one_with_its_title() -> None:
    """The built-in practice of the same title, in whatever case, is not listed beside it."""
    known = Practices.of(cx.Framework.load("roundtable"), [practice("hire AS a pool", Step.STRATEGIC, "Hiring")])
    assert [each.title for each in known.areas["Hiring"]].count("Hire as a pool") == 0
    assert known.areas["Hiring"][1].title == "hire AS a pool"


WRONG = [
    ({"source": ""}, ["names no source"]),
    ({"source": "", "date": "", "areas": []}, ["names no areas, source or date"]),
    ({"areas": ["Hirring"]}, ['"Hirring" is no practice area. Did you mean "Hiring"?']),
    ({"areas": [3]}, ['"3" is no practice area']),
    ({"areas": 7}, ['"areas" is a list of names']),
    ({"step": "Reactive"}, ['"Reactive" is no step', "Choose one of: Tactical, Strategic"]),
    ({"step": 3}, ["3 is no step"]),
    ({"title": 5}, ['"title" is a text in quotes, not 5']),
    ({"about": "x" * 700}, ['"about" has 700 characters; at most 600']),
    ({"effekt": "x"}, ['there is no setting "effekt". Did you mean "effect"?']),
    ({"step": "x", "source": "", "areas": ["Hirring"], "page": 3}, ["no step", "names no source", "no practice area", '"page"']),
]


@pytest.mark.parametrize(("change", "words"), WRONG)
def test_all_that_is_wrong_in_a_file_is_said_at_once_with_its_line(change: dict[str, object], words: list[str]) -> None:
    """Each fault of an entry is named, in whatever other entry there is one too."""
    text = toml(WHOLE, {**WHOLE, "title": "Other", **change}, {**WHOLE, "title": "Third", "date": ""})
    with pytest.raises(SettingsError) as caught:
        parsed(text, "ours.toml")
    told = str(caught.value)
    assert all(word in told for word in words), told
    assert f'line {text.count(chr(10), 0, text.index("Third"))}: "Third" names no date.' in told
    assert all(int(line) >= 8 for line in re.findall(r"line (\d+):", told))


def test_two_of_one_title_are_refused_whatever_their_case() -> None:
    """The second and the third are named, each with its line."""
    text = toml(WHOLE, {**WHOLE, "title": "weekly  CALLS"}, WHOLE)
    with pytest.raises(SettingsError, match=r"(?s)line 9: .*twice.*line 16: .*twice"):
        parsed(text, "ours.toml")


@pytest.mark.parametrize(
    "text", ["", "practices = 3", "[[practice]]\ntitle = 'A'", "practices = []", "[practices]\ntitle = 'A'", "x = 1"]
)
def test_a_file_without_practices_is_none(text: str) -> None:
    """Whatever else it holds, it is said what to write."""
    with pytest.raises(SettingsError, match="is no file of practices") as caught:
        parsed(text, "ours.toml")
    assert "[[practices]]" in caught.value.next_step


def test_an_entry_that_is_no_table_is_refused() -> None:
    """A list of texts is no list of practices."""
    with pytest.raises(SettingsError, match="line 1: a practice has lines of"):
        parsed('practices = ["A"]', "ours.toml")


def test_an_area_of_ones_own_framework_is_known_and_of_open_areas_any() -> None:
    """What the framework names may stand in the file; where the survey names the areas, any may."""
    own = replace(cx.Framework.load("roundtable"), areas=(PracticeArea(id="pilotage", name="Pilotage"),))
    text = toml({**WHOLE, "areas": ["Pilotage"]})
    assert parsed(text, "ours.toml", own)[0].areas == ("Pilotage",)
    assert parsed(text, "ours.toml", cx.Framework.load("cx-maturity"))[0].areas == ("Pilotage",)
    with pytest.raises(SettingsError, match="no practice area"):
        parsed(text, "ours.toml")


def offering(cohort: Cohort, words: dict[str, str]) -> Cohort:
    """Let offices offer to show something."""
    offices = (replace(office, attributes={**office.attributes, TO_SHOW: words.get(office.id, "")}) for office in cohort.offices)
    return replace(cohort, offices=tuple(offices))


@pytest.mark.parametrize(
    ("words", "areas"),
    [
        ("Our way of hiring", ["Hiring"]),
        ("HIRING, and research too", ["Hiring", "Research"]),
        ("How we hire", []),
        ("Database of letters", []),
        ("", []),
    ],
)
def test_an_offer_belongs_to_the_areas_that_it_names_and_to_no_other(words: str, areas: list[str]) -> None:
    """Whole names count, in any case; a word that only begins so does not, and nothing is guessed from ratings."""
    cohort = offering(invented_cohort(3, 4), {"Invented Office 0": words})
    assert shown_in(cohort.framework, cohort.by_id["Invented Office 0"]) == areas


def test_an_offer_is_told_without_addresses_and_cut_to_length() -> None:
    """Mail addresses and telephone numbers of people are left out wherever it is shown."""
    cohort = offering(invented_cohort(3, 4), {"Invented Office 0": "Ask pat@example.org, (202) 555-0147. " + "Long. " * 100})
    said = to_show(cohort.by_id["Invented Office 0"])
    assert said.startswith("Ask [left out] [left out]. Long.")
    assert len(said) <= 300


@given(seed=st.integers(0, 10**6), offices=st.integers(2, 12), sessions=st.integers(1, 9))
def test_a_session_looks_at_an_offer_or_at_a_practice_that_somebody_can_show(seed: int, offices: int, sessions: int) -> None:
    """An offer once, of a mentor that names the area; else a practice, by a mentor that rates itself so far."""
    cohort = invented_cohort(seed, offices, seats=2)
    words = {office.id: f"Our way of {cohort.framework.areas[place % 3].name}" for place, office in enumerate(cohort.offices[:4])}
    cohort = offering(cohort, {name: text for place, (name, text) in enumerate(words.items()) if (seed >> place) & 1})
    plan = cx.agenda(cohort, sessions=sessions)
    shown = [session.practice.office for session in plan.sessions if session.practice and session.practice.own]
    assert len(set(shown)) == len(shown)
    mentors = {office.id: office for office in cohort.mentors}
    offers = {name for name, office in mentors.items() if to_show(office)}
    assert {study.office for study in plan.offered} == offers - set(shown)
    for session in plan.sessions:
        study, [area] = session.practice, [each for each in cohort.framework.areas if each.name == session.area]
        if study is None:
            continue
        assert not study.office or study.office in mentors
        if study.own:
            assert session.area in shown_in(cohort.framework, mentors[study.office])
        elif study.practice:
            assert study.practice.is_of(area)
            able = {
                n: o.capability[area.id] for n, o in mentors.items() if o.capability.get(area.id, 0) > study.practice.step.rank
            }
            assert bool(study.office) == bool(able)
            first = [name for name in session.presenters if name in able]
            assert not study.office or study.office == (first or sorted(able, key=lambda n: (-able[n], n)))[0]


def test_an_area_that_comes_again_gets_the_next_practice() -> None:
    """No practice is looked at twice while the area has another that fits."""
    cohort = cx.read_survey(cx.sample("roundtable-14"))
    plan, known = cx.agenda(cohort, sessions=15), Practices.of(cohort.framework)
    titles = [
        (session.area, session.practice.practice.title)
        for session in plan.sessions
        if session.practice and session.practice.practice
    ]
    assert len(titles) == 15
    for area in known.areas:
        seen = [title for where, title in titles if where == area]
        assert len(set(seen)) == len(seen) or area == "Hiring"
