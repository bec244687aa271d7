"""The screens of `pair` and `explain` at the widths of terminals: what was asked for first is there, and no line is too long."""

import sys
from io import StringIO
from pathlib import Path

import pytest
from invent import asking
from invent import cohort as invented_cohort

import cxmatch as cx
from cxmatch.console.explaining import show_office, show_overview, show_pair
from cxmatch.console.pairing import show_report
from cxmatch.console.screen import Screen


@pytest.mark.parametrize("width", [80, 40])
@pytest.mark.parametrize("asks", [True, False])
def test_every_screen_says_what_was_asked_for_first(width: int, monkeypatch: pytest.MonkeyPatch, *, asks: bool) -> None:
    """Pairings, overview, office and pair say it, and who is not led is named to be looked at first."""
    cohort = invented_cohort(7, 14)
    run = cx.pair(asking(cohort, 7) if asks else cohort)
    report, fit = cx.report(run), run.matching.pairings[0]
    monkeypatch.setenv("COLUMNS", str(width))
    heading, what = ("Asked for first", "asked for first") if asks else ("Rated highest", "rated highest")
    shows = (
        (lambda screen: show_report(report, [Path("out/run.json")], "x.csv", screen), f"Led in what they {what}: "),
        (lambda screen: show_overview(cx.overview(run), run, Path("out"), screen), f"Led in what they {what}: "),
        (lambda screen: show_office(cx.explain_office(run, fit.protege), run, Path("out"), screen), ""),
        (lambda screen: show_pair(cx.explain(run, mentor=fit.mentor, protege=fit.protege), run, screen), ""),
    )
    printed = []
    for show, count in shows:
        out = StringIO()
        monkeypatch.setattr(sys, "stdout", out)
        show(Screen())
        text = " ".join(out.getvalue().split())
        assert count in text
        assert all(len(line) <= width or "cxmatch explain" in line for line in out.getvalue().splitlines())
        printed.append(text)
    assert heading in printed[0]
    for weak in report.not_led:
        assert f"{weak.fit.protege}, mentored by {weak.fit.mentor}" in printed[0]
        assert weak.advice in printed[0]
    told = cx.explain(run, mentor=fit.mentor, protege=fit.protege)
    assert all(sentence in text for sentence in told.on_first for text in printed[2:])
    assert "rely on the firm pairings and on the clear leads" in printed[1]


def test_one_firm_pairing_is_said_in_the_singular(monkeypatch: pytest.MonkeyPatch) -> None:
    """One pairing is firm, several are; on the screens of a run and of its explanation."""
    survey = "Office,Department,Role,Capability: Hiring,Need: Hiring\nA,X,mentor,5,1\nB,Y,protege,1,5\n"
    run = cx.pair(cx.read_survey(survey.encode()))
    monkeypatch.setattr(sys, "stdout", out := StringIO())
    show_report(cx.report(run), [Path("out/run.json")], "x.csv", Screen())
    show_overview(cx.overview(run), run, Path("out"), Screen())
    assert out.getvalue().count("1 pairing is firm") == 2
    assert "1 pairings" not in out.getvalue()
