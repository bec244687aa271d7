"""report(run): what the wings know about a run, gathered for readers."""

from __future__ import annotations

from cxmatch.domain.report import Report
from cxmatch.domain.run import Run
from cxmatch.matching.explain import highlights


def report(run: Run) -> Report:
    """Gather what readers of a run are shown: which pairings are firm, and which to look at first."""
    firm, weakest = highlights(run)
    return Report(run=run, firm=firm, weakest=weakest)
