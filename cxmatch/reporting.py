"""report(run): what the wings know about a run, gathered for readers."""

from __future__ import annotations

from cxmatch.domain.report import Report
from cxmatch.domain.run import Run
from cxmatch.matching.explain import Plan, firm_pairs
from cxmatch.matching.highlights import weakest


def report(run: Run) -> Report:
    """Gather what readers of a run are shown: which pairings are firm, and which to look at first."""
    plan = Plan.of(run)
    return Report(run=run, firm=firm_pairs(plan), weakest=weakest(plan))
