"""report.html: one page, complete without JavaScript, that loads nothing and may run nothing but its own script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from cxmatch.domain.explanation import Explanation
from cxmatch.domain.known import settings
from cxmatch.domain.matching import Fit
from cxmatch.domain.report import LEDGER_COLUMNS, ledger_lines
from cxmatch.exports.facts import in_brief, origin_line
from cxmatch.exports.handout import Audience, Handout, areas_of
from cxmatch.exports.pictures import heat_maps, network
from cxmatch.records.text import listed, visible

PROMPTS = 2
_BAR = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of the picture of a fit: the entry, its points as people read them, and its length of 300."""

    term: str
    fit: str
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PairView:
    """One pairing as the page shows it."""

    number: int
    fit: Fit
    score: str
    share: str
    areas: tuple[str, ...]
    lines: Sequence[tuple[str, ...]]
    bars: tuple[Bar, ...]
    alternatives: tuple[Explanation, ...]
    prompts: tuple[tuple[str, tuple[str, ...]], ...]


def page_files(handout: Handout) -> dict[str, bytes]:
    """Write the page, for organizers or for participants."""
    if handout.audience is Audience.PARTICIPANTS:
        return {"participants.html": _render("participants.html.j2", handout)}
    return {"report.html": _render("report.html.j2", handout, **_for_organizers(handout))}


def _render(template: str, handout: Handout, **more: Any) -> bytes:
    style, script = _asset("page.css"), _asset("page.js")
    allowed = f"style-src '{_digest(style)}'; script-src '{_digest(script)}'"
    page = _environment().get_template(template)
    text = page.render(
        run=handout.run,
        department=handout.department,
        origin=origin_line(handout),
        style=style,
        script=script,
        policy=f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'",
        network=network(handout.run),
        pairs=[_pair_view(handout, number, fit) for number, fit in enumerate(handout.run.matching.pairings, start=1)],
        **more,
    )
    return text.encode("utf-8", errors="replace")


def _for_organizers(handout: Handout) -> dict[str, Any]:
    run, report = handout.run, handout.report
    return {
        "report": report,
        "brief": in_brief(handout),
        "places": {(fit.mentor, fit.protege): number for number, fit in enumerate(run.matching.pairings, start=1)},
        "columns": (*LEDGER_COLUMNS[:-1], "Remark"),
        "heat_maps": heat_maps(run.cohort),
        "notes": run.cohort.source.notes,
        "settings": [row[:2] for row in settings(run.policy)],
    }


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("cxmatch.exports"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters |= {"visible": visible, "listed": listed}
    return made


def _asset(name: str) -> str:
    return (files("cxmatch.exports") / "templates" / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    """Name a style or a script by its hash, as a Content Security Policy (CSP level 2) allows it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _pair_view(handout: Handout, number: int, fit: Fit) -> PairView:
    report, framework = handout.report, handout.run.cohort.framework
    most = max((part.points for part in fit.contributions), default=0) or 1
    bars = (
        Bar(term=part.term, fit=report.fit_text(part.points), length=max(part.points, 0) * _BAR // most)
        for part in fit.contributions
        if part.points
    )
    return PairView(
        number=number,
        fit=fit,
        score=report.fit_text(fit.points),
        share=f"{fit.share:.0%}",
        areas=tuple(areas_of(fit)),
        lines=ledger_lines(fit, framework, handout.offices[fit.mentor], handout.offices[fit.protege]),
        bars=tuple(bars),
        alternatives=report.alternatives.get(fit.protege, ()),
        prompts=tuple((area, handout.prompts[area][:PROMPTS]) for area in areas_of(fit, 2) if handout.prompts.get(area)),
    )
