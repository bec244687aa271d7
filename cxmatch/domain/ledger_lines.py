"""A fit line by line, in the words that people read."""

from __future__ import annotations

from collections.abc import Mapping

from cxmatch.domain.cohort import Office
from cxmatch.domain.framework import Framework
from cxmatch.domain.matching import Contribution, Fit
from cxmatch.domain.scale import decimal_text

LEDGER_COLUMNS = ("Practice area", "Need", "Mentor", "Protege", "Lead", "Fit", "")


def ledger_lines(fit: Fit, framework: Framework, mentor: Office, protege: Office) -> list[tuple[str, ...]]:
    """Give a line for each entry of the fit of two offices, in the order of `LEDGER_COLUMNS`; the last cell is a remark."""
    return [_entry(part, framework, mentor.capability, protege.capability) for part in fit.contributions]


def _entry(part: Contribution, framework: Framework, mentor: Mapping[str, int], protege: Mapping[str, int]) -> tuple[str, ...]:
    if part.unanswered:
        return (part.term, "-", "", "", "", "", f"not answered: {', '.join(part.unanswered)}")
    if "need" not in part.factors:
        return (part.term, "", "", "", "", decimal_text(part.points, framework.point_unit), "preference of the policy")
    area = framework.area(part.term)
    levels = [side[area.id] if area else 0 for side in (mentor, protege)]
    say, steps = framework.capability_scale.say, framework.capability_scale.unit
    need = part.factors["need"]
    note = "" if need else "no help wanted"
    weight = part.factors.get("weight", 1)
    note = f"weight {weight}" if weight != 1 and need else note
    return (
        part.term,
        decimal_text(need, framework.need_scale.unit) if need else "-",
        say(levels[0]),
        say(levels[1]),
        decimal_text(part.factors["lead"], steps),
        decimal_text(part.points, framework.point_unit),
        note,
    )
