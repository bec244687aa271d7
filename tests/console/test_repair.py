"""The screens of reruns: what a menu says of its plans."""

from dataclasses import replace
from pathlib import Path

import pytest
from invent import cohort as invented_cohort

import cxmatch as cx
from cxmatch.console.repair import show_rerun
from cxmatch.console.screen import Screen


def test_a_menu_says_how_many_are_led_where_that_is_a_rung(capsys: pytest.CaptureFixture[str]) -> None:
    """Beside how many are paired; without it a plan that has a lower total would look worse than one that it betters."""
    plain = invented_cohort(3, 12)
    asking = replace(plain, offices=tuple(replace(office, asked_first=("data",)) for office in plain.offices))
    for cohort, says in ((asking, True), (plain, False)):
        run = cx.pair(cohort)
        later = cx.rerun(run, without=[run.matching.pairings[0].mentor])
        show_rerun(cx.report(later), [Path("folder/run.json")], Path("folder"), lambda **_: "cxmatch rerun", Screen(plain=True))
        shown = capsys.readouterr().out
        options = later.repair.options if later.repair else ()
        assert all((f"{option.paired} ({option.led} led)" in shown) == says for option in options)
