"""Speakers and evidence in files: all of it for organizers, nothing of it for participants."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from pages import text_of

import cxmatch as cx
from cxmatch.domain.findings import Finding, Place
from cxmatch.domain.practices import next_step
from cxmatch.domain.voices import Evidence, Evidences, Kind, Speaker, Speakers
from cxmatch.exports.paper.writing import WAYS

CANARIES = ("canary speaker", "canary house", "canary words", "canary source", "canary finding")
HOSTILE = '=HYPERLINK("x") <script>alert(1)</script> [/] *b* {{ 7 * 7 }}'


def plans(run: cx.Run, text: str = "canary words") -> tuple[cx.Gaps, cx.Agenda]:
    """Gaps and an agenda in which each area was heard of, and each session has a speaker."""
    areas = tuple(area.name for area in run.cohort.framework.areas)
    heard = tuple(Evidence(area=area, text=text, source="canary source", kind=Kind.COMPLAINT) for area in areas)
    finding = Finding(code="CX501", place=Place(file="canary finding.csv", row=3), facts={"what": "name"})
    evidence = Evidences(listed=heard, findings=(finding,))
    speakers = Speakers(listed=(Speaker(name="canary speaker", organization="canary house", areas=areas),))
    return cx.gaps(run.cohort, evidence), cx.agenda(run, first="2027-01-14", speakers=speakers, evidence=evidence)


@pytest.mark.parametrize("ending", [ending for ending in WAYS if ending not in (".ics", ".toml")])
def test_files_for_organizers_hold_all_of_it(ending: str, run: cx.Run, tmp_path: Path) -> None:
    """Who is asked, what was heard and that it is not scored, what is to be fixed, what groups do and the next step."""
    found, plan = plans(run)
    said = text_of(cx.write(plan, tmp_path / f"agenda{ending}").read_bytes())
    for words in (*CANARIES, "not scored", "In groups: make a prototype", "Close on a next step", "Toward Strategic: "):
        assert words in said, words
    said = text_of(cx.write(found, tmp_path / f"gaps{ending}").read_bytes())
    assert all(words in said for words in (*CANARIES[2:], "not scored"))


@pytest.mark.parametrize("ending", [ending for ending in WAYS if ending not in (".json", ".toml")])
def test_participants_get_nothing_of_it(ending: str, run: cx.Run, tmp_path: Path) -> None:
    """No name, no quotation, no finding, no level; but what groups do and the close, where there is more than a calendar."""
    _, plan = plans(run)
    said = text_of(cx.write(plan, tmp_path / f"agenda{ending}", audience="participants").read_bytes())
    assert not [words for words in (*CANARIES, "Toward Strategic", "scored") if words in said]
    assert ending == ".ics" or ("In groups: make a prototype" in said and "Close on a next step" in said)


def test_nothing_in_a_quotation_acts(run: cx.Run, tmp_path: Path) -> None:
    """A page shows it as text, Markdown with each mark set aside, and a workbook has no formula."""
    found, plan = plans(run, HOSTILE)
    for noun in (found, plan):
        assert "<script>alert" not in text_of(cx.write(noun, tmp_path / "a.html", overwrite=True).read_bytes())
        assert "*b*" not in text_of(cx.write(noun, tmp_path / "a.md", overwrite=True).read_bytes()).replace(r"\*", "")
        assert "<f>" not in text_of(cx.write(noun, tmp_path / "a.xlsx", overwrite=True).read_bytes())


def test_a_step_leads_from_each_level_to_the_next() -> None:
    """By the labels of a scale that has them, by the steps of maturity on numbers, by words of its own; none at the top."""
    maturity, roundtable = map(cx.Framework.load, ("cx-maturity", "roundtable"))
    labels = maturity.capability_scale.labels
    assert [next_step(maturity, level).partition(":")[0] for level in range(1, 6)] == [
        *(f"From {one} to {other}" for one, other in pairwise(labels)),
        "",
    ]
    assert next_step(roundtable, 250) == next_step(maturity, 2).replace("From Tactical to", "Toward")
    assert (next_step(roundtable, 500), next_step(roundtable, None)) == ("", "")
    assert next_step(replace(roundtable, steps=("One", "Two")), 100) == "One"
    assert next_step(replace(roundtable, steps=("One", "Two")), 499) == "Two"


def test_a_record_has_the_steps_of_a_framework_that_has_some(run: cx.Run) -> None:
    """A framework without steps is written as ever; with steps it comes back with them."""
    assert '"steps"' not in run.to_json()
    cohort = replace(run.cohort, framework=replace(run.cohort.framework, steps=("One", "Two")))
    again = cx.Run.from_json(cx.pair(cohort).to_json())
    assert again.cohort.framework.steps == ("One", "Two")
    assert "One" in str(cx.agenda(again).sessions[0].closes_on)
