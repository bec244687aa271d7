"""What the proof of a run proves, in words: the order of the ladder, and within what."""

from __future__ import annotations

from cxmatch.domain.asked import heading
from cxmatch.domain.matching import TIES, gap_words
from cxmatch.domain.policy import Objective
from cxmatch.domain.run import Run
from cxmatch.domain.weighing import Asked
from cxmatch.records.text import counted

_BEST = {
    Objective.EVERYONE_FIRST: (
        "no other pairing within your rules serves more proteges, and none that serves as many has a higher total fit"
    ),
    Objective.TOTAL_FIRST: "no other pairing within your rules has a higher total fit",
    Objective.WORST_OFF_FIRST: (
        "no other pairing within your rules serves more proteges, and none that serves as many raises the worst-off higher"
    ),
}


_SERVES = "no other pairing within your rules serves more proteges, none that serves as many leads more of them in {what}, "
_BEST_LED = {
    Objective.EVERYONE_FIRST: f"{_SERVES}and none that does as well in both has a higher total fit",
    Objective.TOTAL_FIRST: (
        "no other pairing within your rules leads more proteges in {what}, and none that leads as many has a higher total fit"
    ),
    Objective.WORST_OFF_FIRST: f"{_SERVES}and none that does as well in both raises the worst-off higher",
}


def verdict(run: Run) -> str:
    """Say what the proof of a run proves; where it leaves a gap, only how much better another pairing could be."""
    gap = gap_words(run.matching.prices, run.unit)
    if gap:
        return f"not proven to be the best; {_refused(run)}another one{_within(run)} could be better by at most {gap}"
    return f"{_refused(run)}{_best(run)}{_within(run)}{_ties(run)}"


def _best(run: Run) -> str:
    asks = run.cohort.asks_first
    best = _BEST_LED if run.policy.asked(asks) is Asked.RUNG else _BEST
    return best[run.policy.objective].format(what=f"what they {heading(named=asks).lower()}")


def _within(run: Run) -> str:
    repair = run.repair
    if repair is None or repair.chosen == repair.options[-1].letter:
        return ""
    return f", of those with at most {counted(repair.taken.upto, 'changed pairing')}"


def _refused(run: Run) -> str:
    """Say first what the rest of the verdict is about: with its refusals a pairing is not the plan that was proven."""
    return f"before changes of plan {run.repair.chosen} were refused, " if run.repair and run.repair.refused else ""


def _ties(run: Run) -> str:
    open_ = any(rung.gap for rung in run.matching.prices if rung.aim == TIES)
    return "; which of several equally good ones it is was not settled by the public key" if open_ else ""
