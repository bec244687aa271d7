"""report.html: one page, complete without JavaScript, that loads nothing and may run nothing but its own script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from cxmatch.domain.report import Report
from cxmatch.domain.rows import LEDGER_COLUMNS, Column, Pairing, for_all, ledger_lines, pairings, settings, shown
from cxmatch.exports.drawings import Network, heat_maps
from cxmatch.exports.handout import Audience, Handout
from cxmatch.records.progress import told
from cxmatch.records.text import counted, listed, visible

PROMPTS = 2
MOST_TO_DECIDE = 5
# Lines that the first printed sheet has left for sentences and pairings, and letters of a line of it.
SHEET_LINES, SHEET_LETTERS = 36, 95
# From so many letters on a word may be split, lest a table grow wider than the page.
LONG_WORD = 19
# Above so many pairings nothing is drawn, and so many are shown entry by entry.
MOST_DRAWN, DETAILED = 1_000, 100
_BAR, _HIGH = 300, 18


def page_files(handout: Handout) -> dict[str, bytes]:
    """Write the page, for organizers or for participants."""
    if handout.audience is Audience.PARTICIPANTS:
        return {"participants.html": _render("participants.html.j2", handout, for_all(handout.run.cohort))}
    mentor, protege, *rest = shown(handout.run.cohort)
    protege_first = (protege, mentor, *rest)
    return {"report.html": _render("report.html.j2", handout, protege_first, **_for_organizers(handout))}


def _render(template: str, handout: Handout, shown: tuple[Column, ...], **more: Any) -> bytes:
    style, script = _asset("page.css"), _asset("page.js")
    allowed = f"style-src '{_digest(style)}'; script-src '{_digest(script)}'"
    paired, detailed = told("Writing the page", [*pairings(handout.report)]), _detailed(handout)
    made = _environment()
    page, prompts, scale = made.get_template(template), _prompts(handout, made), _scale(handout)
    text = page.render(
        run=handout.run,
        origin=handout.report.origin,
        style=style,
        script=script,
        policy=f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'",
        network=Network.of(handout.run) if len(handout.run.matching.pairings) <= MOST_DRAWN else None,
        shown=shown,
        long_words=_has_long_words(handout),
        pairs=[
            _view(handout, number, pair, prompts, scale, explained=number <= detailed)
            for number, pair in enumerate(paired, start=1)
        ],
        **more,
    )
    return text.encode("utf-8", errors="replace")


def _for_organizers(handout: Handout) -> dict[str, Any]:
    run, report, brief = handout.run, handout.report, handout.report.in_brief[:-1]
    return {
        "report": report,
        "brief": brief,
        "numbers": _numbers(handout),
        "on_sheet": _fit_on_sheet(report, [sentence for _, sentence in brief]),
        "to_look_at": report.look_at_first,
        "to_decide": report.look_at_first[:MOST_TO_DECIDE],
        "places": {(fit.mentor, fit.protege): number for number, fit in enumerate(run.matching.pairings, start=1)},
        "ledger": (*LEDGER_COLUMNS[:-1], "Remark"),
        "heat_maps": heat_maps(run.rated) if len(run.matching.pairings) <= MOST_DRAWN else (),
        "detailed": _detailed(handout),
        "notes": run.cohort.source.notes,
        "settings": [row[:2] for row in settings(run.policy)],
    }


def _numbers(handout: Handout) -> list[tuple[str, str]]:
    """Return the four large numbers at the top, each with what it means."""
    report, cohort = handout.report, handout.run.cohort
    paired, proteges, weak = handout.run.matching.paired, len(cohort.proteges), len(report.look_at_first)
    offices, _, words = counted(len(cohort.offices), "CX office").partition(" ")
    have = f"{'protege' if proteges == 1 else 'proteges'} {'has' if paired == 1 else 'have'} a mentor"
    look = (f"{weak}", f"{'pairing' if weak == 1 else 'pairings'} to look at first")
    return [
        (offices, f"{words} in {counted(cohort.departments, 'department')}"),
        (f"{paired:,} of {proteges:,}", have),
        (report.need_met, "of the need is met; a mentor at the top of every practice area would meet all of it"),
        look if report.explained else ("not known", "which pairings to look at first, of so many"),
    ]


def _fit_on_sheet(report: Report, said: list[str]) -> bool:
    """Whether the first printed sheet can list who mentors whom, in two columns, below what is `said` and what to decide."""
    weakest = [f"{weak.fit.protege} {weak.fit.mentor} {weak.reason} {weak.advice}" for weak in report.look_at_first]
    pairs = report.run.matching.pairings
    wide = any(len(fit.mentor) + len(fit.protege) > SHEET_LETTERS // 2 - len(" mentors ") for fit in pairs)
    lines = sum(len(text) // SHEET_LETTERS + 2 for text in [*said, *weakest]) + (1 + wide) * (len(pairs) + 1) // 2
    return lines <= SHEET_LINES


def _has_long_words(handout: Handout) -> bool:
    """Whether a name of an office or of a practice area has a word that a narrow column cannot hold."""
    names = [*handout.offices, *handout.prompts]
    return any(len(word) >= LONG_WORD for name in names for word in name.split())


def _detailed(handout: Handout) -> int:
    """Return how many pairings are shown entry by entry."""
    pairs = len(handout.run.matching.pairings)
    return 0 if handout.audience is Audience.PARTICIPANTS else DETAILED if pairs > MOST_DRAWN else pairs


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


def _prompts(handout: Handout, made: Environment) -> dict[str, str]:
    """Return the questions of each practice area that has some, once for all pairings that are led in it."""
    write: Any = made.get_template("parts.html.j2").module
    return {area: write.prompts(area, asked[:PROMPTS]) for area, asked in handout.prompts.items() if asked}


def _view(
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


def _scale(handout: Handout) -> int:
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
