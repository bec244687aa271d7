"""report.html: one page, complete without JavaScript, that loads nothing and may run nothing but its own script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from cxmatch.domain.rows import LEDGER_COLUMNS, Column, for_all, pairings, settings, shown
from cxmatch.exports.handout import Audience, Handout
from cxmatch.exports.page.changes import Changed
from cxmatch.exports.page.drawing import drawn
from cxmatch.exports.page.glance import MOST_TO_DECIDE, fit_on_sheet, numbers
from cxmatch.exports.page.heat import heat_maps
from cxmatch.exports.page.pairs import prompts_of, scale_of, view
from cxmatch.exports.page.what_if import embedded
from cxmatch.exports.practices import by_area
from cxmatch.records.progress import told
from cxmatch.records.text import listed, visible

STYLES, SCRIPTS = ("page.css", "drawings.css", "what_if.css", "practices.css"), ("page.js", "drawings.js")
PLANNING = ("board.js", "solver.js", "keys.js", "decisions.js", "what_if.js")  # for organizers only
_TEMPLATES = Path(__file__).parents[1] / "templates"
# From so many letters on a word may be split, lest a table grow wider than the page.
LONG_WORD = 19
# Above so many pairings so many are shown entry by entry.
MOST_DETAILED, DETAILED = 1_000, 100


def page_files(handout: Handout) -> dict[str, bytes]:
    """Write the page, for organizers or for participants."""
    if handout.audience is Audience.PARTICIPANTS:
        return {"participants.html": _render("participants.html.j2", handout, for_all(handout.run.cohort))}
    mentor, protege, *rest = shown(handout.run.cohort)
    protege_first = (protege, mentor, *rest)
    return {"report.html": _render("report.html.j2", handout, protege_first, **_for_organizers(handout))}


def _render(template: str, handout: Handout, shown: tuple[Column, ...], **more: Any) -> bytes:
    style, script = _assets(STYLES), _assets((*SCRIPTS, *(PLANNING if "board" in more else ())))
    allowed = f"style-src '{_digest(style)}'; script-src '{_digest(script)}'"
    paired, detailed = pairings(handout.report), _detailed(handout)
    made = _environment()
    page, prompts, scale = made.get_template(template), prompts_of(handout, made), scale_of(handout)
    text = page.render(
        run=handout.run,
        origin=handout.report.origin,
        style=style,
        script=script,
        policy=f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'",
        drawing=drawn(handout, paired),
        shown=shown,
        long_words=_has_long_words(handout),
        pairs=[
            view(handout, number, pair, prompts, scale, explained=number <= detailed)
            for number, pair in enumerate(told("Writing the page", paired), start=1)
        ],
        **more,
    )
    return text.encode("utf-8", errors="replace")


def _for_organizers(handout: Handout) -> dict[str, Any]:
    run, report, brief = handout.run, handout.report, handout.report.in_brief[:-1]
    return {
        "report": report,
        "brief": brief,
        "changed": Changed.by(run, run.repair) if run.repair else None,
        "numbers": numbers(handout),
        "on_sheet": fit_on_sheet(report, [sentence for _, sentence in brief]),
        "to_look_at": report.look_at_first,
        "to_decide": report.look_at_first[:MOST_TO_DECIDE],
        "places": {(fit.mentor, fit.protege): number for number, fit in enumerate(run.matching.pairings, start=1)},
        "ledger": (*LEDGER_COLUMNS[:-1], "Remark"),
        "heat_maps": heat_maps(run.rated),
        "detailed": _detailed(handout),
        "board": embedded(handout),
        "practices_by_area": list(by_area(handout)),
        "notes": run.cohort.source.notes,
        "settings": [row[:2] for row in settings(run.policy)],
    }


def _has_long_words(handout: Handout) -> bool:
    """Whether a name of an office or of a practice area has a word that a narrow column cannot hold."""
    names = [*handout.offices, *handout.prompts]
    return any(len(word) >= LONG_WORD for name in names for word in name.split())


def _detailed(handout: Handout) -> int:
    """Return how many pairings are shown entry by entry."""
    pairs = len(handout.run.matching.pairings)
    return 0 if handout.audience is Audience.PARTICIPANTS else DETAILED if pairs > MOST_DETAILED else pairs


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("cxmatch.exports"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters |= {"visible": visible, "listed": listed}
    return made


def _assets(names: Sequence[str]) -> str:
    return "".join((_TEMPLATES / name).read_text(encoding="utf-8") for name in names)


def _digest(text: str) -> str:
    """Name a style or a script by its hash, as a Content Security Policy (CSP level 2) allows it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def still(template: str, styles: Sequence[str], **values: Any) -> bytes:
    """Return a page without a script, made of a template and of styles by name."""
    style = _assets(styles)
    policy = f"default-src 'none'; style-src '{_digest(style)}'; base-uri 'none'; form-action 'none'"
    made = _environment().get_template(template).render(style=style, policy=policy, **values)
    return made.encode("utf-8", errors="replace")
