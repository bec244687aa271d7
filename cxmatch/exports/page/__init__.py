"""The pages, each one file, complete without JavaScript, that loads nothing and may run nothing but its own script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from cxmatch.domain.parts import Logo
from cxmatch.domain.rows import LEDGER_COLUMNS, Column, for_all, pairings, settings, shown
from cxmatch.exports.handout import Audience, Handout
from cxmatch.exports.page.drawing import drawn
from cxmatch.exports.page.glance import glance
from cxmatch.exports.page.lists import Changed, by_area, one_by_one
from cxmatch.exports.page.maps import heat_maps, met_by
from cxmatch.exports.page.what_if import embedded
from cxmatch.exports.paper import Paper
from cxmatch.records.text import listed, visible

_STYLES = ("page.css", "glance.css", "drawings.css", "what_if.css", "practices.css")
_SCRIPTS = ("page.js", "drawings.js")
PLANNING = ("board.js", "solver.js", "keys.js", "decisions.js", "what_if.js")  # for organizers only
_TEMPLATES = Path(__file__).parents[1] / "templates"
# From so many letters on a word may be split, lest a table grow wider than the page.
_LONG_WORD = 19
# Above so many pairings so many are shown entry by entry.
MOST_DETAILED, DETAILED = 1_000, 100
# What the contents name, in the order of the page, where the page has it.
_SECTIONS = {
    "glance": "At a glance",
    "who": "Who mentors whom",
    "pairings": "All pairings",
    "what-if": "What if",
    "waiting": "Waiting",
    "gaps": "Where help is short",
    "sessions": "Sessions",
    "silos": "Which departments have met",
    "changes": "What changed",
    "maps": "Who can do what",
    "pair-by-pair": "Pair by pair",
    "practices": "Practices to ask about",
    "how": "How a fit is computed",
    "settings": "Settings and data notes",
}


def page_files(handout: Handout) -> dict[str, bytes]:
    """Write the page, for organizers or for participants."""
    if handout.audience is Audience.PARTICIPANTS:
        return {"participants.html": _render("participants.html.j2", handout, for_all(handout.run.cohort))}
    mentor, protege, *rest = shown(handout.run.cohort)
    protege_first = (protege, mentor, *rest)
    return {"report.html": _render("report.html.j2", handout, protege_first, **_for_organizers(handout))}


def summary_files(handout: Handout) -> dict[str, bytes]:
    """Write the first sheet alone, for executives."""
    return {"summary.html": _render("summary.html.j2", handout, (), alone=True, sections={}, **glance(handout))}


def page_of(paper: Paper) -> bytes:
    """Return a paper as a page that loads nothing and runs nothing."""
    style = _assets(("page.css", "paper.css"))
    made = _environment().get_template("paper.html.j2").render(style=style, policy=_allowed(style, "", None), paper=paper)
    return made.encode("utf-8", errors="replace")


def _render(template: str, handout: Handout, shown: tuple[Column, ...], **more: Any) -> bytes:
    scripts = () if more.get("alone") else (*_SCRIPTS, *(PLANNING if "board" in more else ()))
    style, script = _assets((*_STYLES, *["silos.css"] * bool(more.get("silos")))), _assets(scripts)
    paired, detailed = pairings(handout.report), 0 if more.get("alone") else _detailed(handout)
    made = _environment()
    parts: Any = made.get_template("parts.html.j2").module
    about = {
        "run": handout.run,
        "cover": handout.cover,
        "alone": False,
        "sections": _SECTIONS,
        "origin": handout.report.origin,
        "style": style,
        "script": script,
        "policy": _allowed(style, script, handout.cover.logo),
        "drawing": drawn(handout, paired),
        "shown": shown,
        "long_words": _has_long_words(handout),
        "pairs": [*one_by_one(handout, paired, detailed, parts.prompts)],
    }
    return made.get_template(template).render({**about, **more}).encode("utf-8", errors="replace")


def _allowed(style: str, script: str, logo: Logo | None) -> str:
    """Return the Content Security Policy of a page: its own style, script and logo, and nothing else."""
    own = [f"style-src '{_digest(style)}'", *[f"script-src '{_digest(script)}'"] * bool(script), *["img-src data:"] * bool(logo)]
    return "; ".join(["default-src 'none'", *own, "base-uri 'none'", "form-action 'none'"])


def _for_organizers(handout: Handout) -> dict[str, Any]:
    run = handout.run
    return {
        **glance(handout),
        "changed": Changed.by(run, run.repair) if run.repair else None,
        "ledger": (*LEDGER_COLUMNS[:-1], "Remark"),
        "heat_maps": heat_maps(run.rated),
        "detailed": _detailed(handout),
        "board": embedded(handout),
        "silos": met_by(handout),
        "practices_by_area": list(by_area(handout)),
        "notes": run.cohort.source.notes,
        "settings": [row[:2] for row in settings(run.policy)],
    }


def _has_long_words(handout: Handout) -> bool:
    """Whether a name of an office or of a practice area has a word that a narrow column cannot hold."""
    names = [*handout.offices, *handout.prompts]
    return any(len(word) >= _LONG_WORD for name in names for word in name.split())


def _detailed(handout: Handout) -> int:
    """Return how many pairings are shown entry by entry."""
    pairs = len(handout.run.matching.pairings)
    return 0 if handout.audience is Audience.PARTICIPANTS else DETAILED if pairs > MOST_DETAILED else pairs


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("cxmatch.exports"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters |= {"visible": visible, "listed": listed, "data_url": _data_url}
    return made


def _assets(names: Sequence[str]) -> str:
    return "".join((_TEMPLATES / name).read_text(encoding="utf-8") for name in names)


def _data_url(logo: Logo) -> str:
    return f"data:{logo.media_type};base64,{base64.b64encode(logo.content).decode()}"


def _digest(text: str) -> str:
    """Name a style or a script by its hash, as a Content Security Policy (CSP level 2) allows it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
