"""What an earlier cohort leaves for the next: its pairs, and who waited."""

from __future__ import annotations

from collections.abc import Iterable

from cxmatch.domain.matching import Side
from cxmatch.domain.policy import Past
from cxmatch.domain.run import Run


def past_pairs(runs: Iterable[Run]) -> tuple[Past, ...]:
    """Give the pairs of earlier runs, as the policy of the next cohort takes them."""
    pairs = {(fit.mentor, fit.protege) for run in runs for fit in run.matching.pairings}
    return tuple(Past(mentor=mentor, protege=protege) for mentor, protege in sorted(pairs))


def waited_in(runs: Iterable[Run], points: int) -> dict[str, int]:
    """Give the offices that asked for a mentor and waited in earlier runs so many points each; nothing for 0 points."""
    names = {entry.office for run in runs for entry in run.matching.waiting if entry.side is Side.PROTEGE}
    return dict.fromkeys(sorted(names), points) if points else {}
