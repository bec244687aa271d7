"""A program of a user, as typed as can be: it is checked by mypy in strict mode, and run."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

import cxmatch as cx


def pairs(run: cx.Run) -> list[tuple[str, str, int]]:
    return [(fit.mentor, fit.protege, fit.points) for fit in run.matching.pairings]


def main(folder: Path) -> None:
    survey: Path = cx.sample("roundtable-14")
    reading: cx.Reading = cx.check(survey, framework="roundtable", round=True)
    cohort: cx.Cohort = cx.read_survey(survey)
    policy = cx.Policy(
        objective=cx.Objective.TOTAL_FIRST,
        must=cx.Must(different_department=True),
        capacity=cx.Capacity(mentor=2, offices={"Kite Registry": cx.Seats(mentor=1)}),
        forbidden=(cx.Pair(mentor="Kite Registry", protege="Clock Repair Claims"),),
        past=(cx.Past(mentor="Kite Registry", protege="Beekeeper Services", points_off=2),),
        fit=cx.FitSettings(lead_at_most=3),
        asked_first=cx.AskedFirst(use=cx.Asked.OFF),
    )
    run: cx.Run = cx.pair(cohort, policy)
    same: cx.Run = cx.pair(pd.read_csv(survey), {"capacity": {"mentor": 2}, "locked": [("Kite Registry", "Windy Day Notes")][:0]})
    mentor, protege, points = pairs(run)[0]
    explained: cx.Explanation = cx.explain(run, (mentor, protege))
    assert explained.points == points
    assert reading.ready
    assert same.parent is None
    later: cx.Run = cx.rerun(run, without="Kite Registry", max_moves=3)
    written: tuple[Path, ...] = cx.export(cx.report(later), folder / "pairings.csv")
    total: int = int(cx.pairings_frame(later)["points"].sum())
    frames: list[pd.DataFrame] = [cx.fits_frame(run), cx.prices_frame(run), cx.ledger_frame(run), cx.menu_frame(later)]
    assert total == later.matching.points
    assert all(len(frame) for frame in frames)
    assert written[0].exists()
    try:
        cx.pair("no such survey.csv")
    except cx.FileError as problem:
        words: str = problem.next_step or problem.what
        assert words


if __name__ == "__main__":
    main(Path.cwd())
