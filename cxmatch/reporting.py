"""report(run): what the wings know about a run, gathered for readers."""

from __future__ import annotations

from cxmatch.domain.notices import notices
from cxmatch.domain.report import Grid, Report
from cxmatch.domain.run import Run
from cxmatch.matching.explain import alternatives
from cxmatch.matching.highlights import weakest
from cxmatch.matching.plan import Plan

ALTERNATIVES = 3
LARGEST_GRID = 300


def report(run: Run) -> Report:
    """Gather what readers of a run are shown: what is firm, what to look at first, and the mentors each protege did not get."""
    plan = Plan.of(run)
    firm = plan.matrix.pairs(plan.firm) if plan.by_prices else []
    others = {
        protege.id: alternatives(plan, column, ALTERNATIVES)
        for column, protege in enumerate(plan.matrix.proteges)
        if plan.by_prices and plan.chosen[:, column].any()
    }
    return Report(
        run=run,
        firm=frozenset(firm),
        weakest=weakest(plan),
        alternatives=others,
        changes=notices(run),
        firm_known=plan.by_prices,
        seats={office.id: office.mentor_slots for office in plan.matrix.mentors},
        grid=_grid(plan),
    )


def _grid(plan: Plan) -> Grid | None:
    matrix = plan.matrix
    if max(len(matrix.mentors), len(matrix.proteges)) > LARGEST_GRID:
        return None
    shown = matrix.allowed | plan.chosen  # a locked pair may be one that the other rules would bar
    columns = zip(matrix.points.T.tolist(), shown.T.tolist(), strict=True)
    return Grid(
        mentors=tuple(office.id for office in matrix.mentors),
        proteges=tuple(office.id for office in matrix.proteges),
        points=tuple(tuple(points if allowed else None for points, allowed in zip(*column, strict=True)) for column in columns),
    )
