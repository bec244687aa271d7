"""Check-ins of several runs: each file is read as one of the round of whose pairs it says most."""

from __future__ import annotations

from pathlib import Path

import pytest
from checkins import HEADINGS, drawn, row, table
from invent import cohort as invented_cohort

import cxmatch as cx
from cxmatch.domain.checkin import PRACTICE, STORY
from cxmatch.domain.policy import Policy
from cxmatch.errors import SettingsError


@pytest.fixture
def runs() -> list[cx.Run]:
    """Two rounds of the same offices, in which no pair is made twice."""
    first = cx.pair(invented_cohort(3, 14, departments=20))
    return [first, cx.pair(first.cohort, Policy(past=cx.past_pairs([first])))]


def kept(path: Path, run: cx.Run, seed: int, *, marked: bool = False) -> Path:
    """A file of check-ins of a run."""
    path.write_bytes(table(row(each, run.id[:8] if marked else "") for each in drawn(run, seed)))
    return path


@pytest.mark.parametrize("marked", [True, False])
def test_each_file_is_read_as_one_of_its_round(runs: list[cx.Run], tmp_path: Path, marked: bool) -> None:
    """In whatever order files are named, and whether or not they say their run, every answer is read and none twice."""
    files = [kept(tmp_path / f"{place}.csv", run, place, marked=marked) for place, run in enumerate(runs)]
    read = cx.read_rounds([*reversed(files), files[0]][:2], runs)
    for place, run in enumerate(runs):
        assert {(each.mentor, each.protege, each.by) for each in read[run.id].answers} == {
            (each.mentor, each.protege, each.by) for each in drawn(run, place) if any(row(each)[3:-1])
        }
    assert not [finding for each in read.values() for finding in each.findings]


def test_own_words_are_dropped_unless_they_are_kept(runs: list[cx.Run], tmp_path: Path) -> None:
    """Without being asked to keep them it is known only that something was said."""
    file = kept(tmp_path / "c.csv", runs[0], 2)
    assert "canary" not in repr([each.answers for each in cx.read_rounds([file], runs).values()])
    read = cx.read_rounds([file], runs)[runs[0].id]
    assert any(PRACTICE in each.words for each in read.answers)
    assert not any(text for each in read.answers for text in each.words.values())
    assert "canary" in repr([each.answers for each in cx.read_rounds([file], runs, keep_words=True).values()])


@pytest.mark.parametrize("text", ["None", "nothing yet", "No."])
@pytest.mark.parametrize("keep", [True, False])
def test_none_is_no_practice(runs: list[cx.Run], tmp_path: Path, text: str, keep: bool) -> None:
    """Who writes that nothing was taken up has taken nothing up; what else it says is read."""
    fit = runs[0].matching.pairings[0]
    (tmp_path / "c.csv").write_bytes(
        table([(fit.protege, fit.mentor, "Mentor", "2", "", "", "", text, "A story", "", "")], HEADINGS)
    )
    (read,) = cx.read_rounds([tmp_path / "c.csv"], runs, keep_words=keep)[runs[0].id].answers
    assert set(read.words) == {STORY}
    assert not any(each.taken for each in cx.trail(runs, cx.read_rounds([tmp_path / "c.csv"], runs)).carried)


def test_standard_input_is_refused(runs: list[cx.Run]) -> None:
    """It can be read but once, and nobody knows of which round it is."""
    with pytest.raises(SettingsError, match="not from standard input"):
        cx.read_rounds(["-"], runs)


def test_a_file_that_is_none_is_a_finding(runs: list[cx.Run], tmp_path: Path) -> None:
    """The rest is read."""
    (tmp_path / "x.csv").write_text("Something,Else\n1,2\n", encoding="utf-8")
    read = cx.read_rounds([tmp_path / "x.csv", kept(tmp_path / "c.csv", runs[0], 2)], runs)
    assert [finding.code for each in read.values() for finding in each.findings] == ["CX705"]
    assert read[runs[0].id].answers
