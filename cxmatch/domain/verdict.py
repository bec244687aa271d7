"""What the proof of a run proves, in words: the order of the ladder, and within what."""

from __future__ import annotations

from cxmatch.domain.asked import heading
from cxmatch.domain.matching import TIES, Matching, gap_words
from cxmatch.domain.policy import Objective, Policy
from cxmatch.domain.repair import Repair
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


def verdict(matching: Matching, policy: Policy, repair: Repair | None, *, asks: bool, unit: int) -> str:
    """Say what the proof of a run proves; where it leaves a gap, only how much better another pairing could be.

    `asks` says that the survey asks what matters most, `unit` how many points one step of fit has.
    """
    gap = gap_words(matching.prices, unit)
    if gap:
        return f"not proven to be the best; {_refused(repair)}another one{_within(repair)} could be better by at most {gap}"
    return f"{_refused(repair)}{_best(policy, asks=asks)}{_within(repair)}{_ties(matching)}"


def _best(policy: Policy, *, asks: bool) -> str:
    best = _BEST_LED if policy.asked(asks) is Asked.RUNG else _BEST
    return best[policy.objective].format(what=f"what they {heading(named=asks).lower()}")


def _within(repair: Repair | None) -> str:
    if repair is None or repair.chosen == repair.options[-1].letter:
        return ""
    return f", of those with at most {counted(repair.taken.upto, 'changed pairing')}"


def _refused(repair: Repair | None) -> str:
    """Say first what the rest of the verdict is about: with its refusals a pairing is not the plan that was proven."""
    return f"before changes of plan {repair.chosen} were refused, " if repair and repair.refused else ""


def _ties(matching: Matching) -> str:
    open_ = any(rung.gap for rung in matching.prices if rung.aim == TIES)
    return "; which of several equally good ones it is was not settled by the public key" if open_ else ""
