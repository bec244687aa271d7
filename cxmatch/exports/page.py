"""report.html: one page, complete without JavaScript, that loads nothing and may run nothing but its own script."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from cxmatch.domain.rows import LEDGER_COLUMNS, SHOWN, Column, Pairing, areas_of, columns, ledger_lines, pairings, settings
from cxmatch.exports.drawings import Network, heat_maps
from cxmatch.exports.handout import Audience, Handout
from cxmatch.records.progress import told
from cxmatch.records.text import listed, visible

PROMPTS = 2
# Above so many pairings nothing is drawn, and so many are shown entry by entry.
MOST_DRAWN, DETAILED = 1_000, 100
_BAR = 300


def page_files(handout: Handout) -> dict[str, bytes]:
    """Write the page, for organizers or for participants."""
    if handout.audience is Audience.PARTICIPANTS:
        return {"participants.html": _render("participants.html.j2", handout, columns("Protege", "Mentor", "Talk about first"))}
    protege_first = (SHOWN[1], SHOWN[0], *SHOWN[2:])
    return {"report.html": _render("report.html.j2", handout, protege_first, **_for_organizers(handout))}


def _render(template: str, handout: Handout, shown: tuple[Column, ...], **more: Any) -> bytes:
    style, script = _asset("page.css"), _asset("page.js")
    allowed = f"style-src '{_digest(style)}'; script-src '{_digest(script)}'"
    paired = told("Writing the page", [*pairings(handout.report)])
    page = _environment().get_template(template)
    text = page.render(
        run=handout.run,
        department=handout.department,
        origin=handout.report.origin,
        style=style,
        script=script,
        policy=f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'",
        network=Network.of(handout.run) if len(handout.run.matching.pairings) <= MOST_DRAWN else None,
        shown=shown,
        pairs=[_view(handout, number, pair) for number, pair in enumerate(paired, start=1)],
        **more,
    )
    return text.encode("utf-8", errors="replace")


def _for_organizers(handout: Handout) -> dict[str, Any]:
    run, report = handout.run, handout.report
    return {
        "report": report,
        "brief": report.in_brief,
        "places": {(fit.mentor, fit.protege): number for number, fit in enumerate(run.matching.pairings, start=1)},
        "ledger": (*LEDGER_COLUMNS[:-1], "Remark"),
        "heat_maps": heat_maps(run.rated) if len(run.matching.pairings) <= MOST_DRAWN else (),
        "detailed": DETAILED if len(run.matching.pairings) > MOST_DRAWN else len(run.matching.pairings),
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
    return (Path(__file__).parent / "templates" / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    """Name a style or a script by its hash, as a Content Security Policy (CSP level 2) allows it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _view(handout: Handout, number: int, pair: Pairing) -> dict[str, Any]:
    """Return what the page shows of a pairing."""
    fit = pair.fit
    return {
        "number": number,
        "told": pair,
        "fit": fit,
        "score": handout.report.fit_text(fit.points),
        "share": f"{fit.share:.0%}",
        "areas": areas_of(fit),
        "lines": ledger_lines(fit, handout.run),
        "bars": _bars(pair),
        "alternatives": handout.report.alternatives.get(fit.protege, ()),
        "prompts": [(area, handout.prompts[area][:PROMPTS]) for area in areas_of(fit, 2) if handout.prompts.get(area)],
    }


def _bars(pair: Pairing) -> list[tuple[str, str, int]]:
    """Return the bars of the picture of a fit: the entry, its points as people read them, and its length of 300."""
    parts = [part for part in pair.fit.contributions if part.points]
    most = max((part.points for part in pair.fit.contributions), default=0) or 1
    return [(part.term, pair.report.fit_text(part.points), max(part.points, 0) * _BAR // most) for part in parts]
