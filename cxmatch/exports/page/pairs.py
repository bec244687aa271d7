"""The pairings one by one: the ledger of each, as a table and as bars of one common scale."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment

from cxmatch.domain.rows import Pairing, ledger_lines
from cxmatch.exports.handout import Handout

PROMPTS = 2
_BAR, _HIGH = 300, 18


def prompts_of(handout: Handout, made: Environment) -> dict[str, str]:
    """Return the questions of each practice area that has some, once for all pairings that are led in it."""
    write: Any = made.get_template("parts.html.j2").module
    return {area: write.prompts(area, asked[:PROMPTS]) for area, asked in handout.prompts.items() if asked}


def view(
    handout: Handout, number: int, pair: Pairing, prompts: Mapping[str, str], scale: int, *, explained: bool
) -> dict[str, Any]:
    """Return what the page shows of a pairing; the mentors that the protege did not get only where they are `explained`."""
    fit, topic = pair.fit, "".join(pair.topics[:1])
    others = handout.report.alternatives.get(fit.protege, ()) if explained else ()
    return {
        "number": number,
        "told": pair,
        "fit": fit,
        "named": [_named(handout, fit.mentor), _named(handout, fit.protege)],
        "score": handout.report.fit_text(fit.points),
        "share": fit.need_met,
        "first": pair.on_first,
        "topic": topic,
        "lines": ledger_lines(fit, handout.run),
        "bars": (bars := _bars(pair, scale)),
        "made_of": "; ".join(f"{term} {points}" for term, points, _, _ in bars),
        "alternatives": [f"{other.mentor}, fit {handout.report.fit_text(other.points)}: {other.price}" for other in others],
        "prompts": [prompts[topic]] if topic in prompts else [],
    }


def _named(handout: Handout, office: str) -> str:
    department = handout.department(office)
    return f"{office} ({department})" if department else office


def scale_of(handout: Handout) -> int:
    """Return the points of the longest bar of all pairings: lengths say the same from pair to pair."""
    fits = handout.run.matching.pairings
    return max((part.points for fit in fits for part in fit.contributions), default=0) or 1


def _bars(pair: Pairing, scale: int) -> list[tuple[str, str, int, int]]:
    """Return the bars of the picture of a fit: the entry, its points as people read them, its length of 300, and where it is."""
    parts = [part for part in pair.fit.contributions if part.points]
    return [
        (part.term, pair.report.fit_text(part.points), max(part.points, 0) * _BAR // scale, place * _HIGH)
        for place, part in enumerate(parts)
    ]
