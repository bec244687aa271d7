"""report.html: one page, complete without JavaScript, that loads nothing and may run nothing but its own script; its drawings."""

from __future__ import annotations

import base64
import hashlib
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Self

import networkx as nx
from jinja2 import Environment, PackageLoader, StrictUndefined

from cxmatch.domain.cohort import Cohort
from cxmatch.domain.framework import Scale
from cxmatch.domain.rows import LEDGER_COLUMNS, SHOWN, Column, Pairing, areas_of, columns, ledger_lines, pairings, settings
from cxmatch.domain.run import Run
from cxmatch.exports.handout import Audience, Handout
from cxmatch.records.text import listed, visible

PROMPTS = 2
_BAR = 300
_ROOM, _DOT = 15, 4
_LONGEST_LABEL, _LETTER = 36, 6
_CELL, _NAMES = 14, 240
_SHADES = 5


def page_files(handout: Handout) -> dict[str, bytes]:
    """Write the page, for organizers or for participants."""
    if handout.audience is Audience.PARTICIPANTS:
        return {"participants.html": _render("participants.html.j2", handout, columns("Protege", "Mentor", "Talk about first"))}
    protege_first = (SHOWN[1], SHOWN[0], *SHOWN[2:])
    return {"report.html": _render("report.html.j2", handout, protege_first, **_for_organizers(handout))}


def _render(template: str, handout: Handout, shown: tuple[Column, ...], **more: Any) -> bytes:
    style, script = _asset("page.css"), _asset("page.js")
    allowed = f"style-src '{_digest(style)}'; script-src '{_digest(script)}'"
    page = _environment().get_template(template)
    text = page.render(
        run=handout.run,
        department=handout.department,
        origin=handout.report.origin,
        style=style,
        script=script,
        policy=f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'",
        network=Network.of(handout.run),
        shown=shown,
        pairs=[_view(handout, number, pair) for number, pair in enumerate(pairings(handout.report), start=1)],
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


def _view(handout: Handout, number: int, pair: Pairing) -> dict[str, Any]:
    """Return what the page shows of a pairing."""
    fit, framework = pair.fit, handout.run.cohort.framework
    return {
        "number": number,
        "told": pair,
        "fit": fit,
        "score": handout.report.fit_text(fit.points),
        "share": f"{fit.share:.0%}",
        "areas": areas_of(fit),
        "lines": ledger_lines(fit, framework, handout.offices[fit.mentor], handout.offices[fit.protege]),
        "bars": _bars(pair),
        "alternatives": handout.report.alternatives.get(fit.protege, ()),
        "prompts": [(area, handout.prompts[area][:PROMPTS]) for area in areas_of(fit, 2) if handout.prompts.get(area)],
    }


def _bars(pair: Pairing) -> list[tuple[str, str, int]]:
    """Return the bars of the picture of a fit: the entry, its points as people read them, and its length of 300."""
    parts = [part for part in pair.fit.contributions if part.points]
    most = max((part.points for part in pair.fit.contributions), default=0) or 1
    return [(part.term, pair.report.fit_text(part.points), max(part.points, 0) * _BAR // most) for part in parts]


def graph_files(handout: Handout) -> dict[str, bytes]:
    """Write the network of several runs as GraphML: an office a node, a pairing an arrow from mentor to protege."""
    runs, text = [*handout.past, handout.run], io.BytesIO()
    graph = nx.MultiDiGraph(name="Mentors and proteges")
    for number, run in enumerate(runs, start=1):
        for office in run.cohort.offices:
            graph.add_node(visible(office.id), department=visible(office.department))
        same = {"cohort": number, "run": run.id[:8], "unit": run.unit}
        for fit in run.matching.pairings:
            facts = {"points": fit.points, "areas": visible(", ".join(areas_of(fit)))}
            graph.add_edge(visible(fit.mentor), visible(fit.protege), key=str(number), **same, **facts)
    nx.write_graphml_xml(graph, text, encoding="utf-8")
    return {"pairings.graphml": text.getvalue()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    """An office on the ring: its place, and how its label is turned so that it reads outward."""

    name: str
    x: float
    y: float
    turn: float
    anchor: str
    shift: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The drawing of who mentors whom: its half side, the offices, and the arrows from mentor to protege, each a path."""

    half: int
    nodes: tuple[_Node, ...]
    arrows: tuple[str, ...]

    @classmethod
    def of(cls, run: Run) -> Self:
        """Draw the paired offices on a ring (networkx, circular layout), partners beside each other as far as can be."""
        graph = nx.DiGraph((fit.mentor, fit.protege) for fit in run.matching.pairings)
        order = [name for part in nx.weakly_connected_components(graph) for name in _chain(graph, part)]
        radius = max(70, round(_ROOM * len(order) / math.tau))
        places = nx.circular_layout(order, scale=radius) if len(order) > 1 else {}
        spots = {name: (round(float(x), 1), round(float(y), 1)) for name, (x, y) in places.items()}
        arrows = tuple(_arrow(spots[mentor], spots[protege]) for mentor, protege in sorted(graph.edges))
        label = 20 + _LETTER * min(_LONGEST_LABEL, max(map(len, order), default=0))
        return cls(half=radius + label, nodes=tuple(_node(name, *spots[name]) for name in order), arrows=arrows)


def _chain(graph: nx.DiGraph, part: set[str]) -> list[str]:
    """Order the offices of one component so that a mentor is followed by its protege."""
    starts = sorted(part, key=lambda name: (graph.in_degree(name) > 0, name))
    found: dict[str, None] = {}
    for start in starts:
        found |= dict.fromkeys(name for name in nx.dfs_preorder_nodes(graph, start) if name not in found)
    return list(found)


def _node(name: str, x: float, y: float) -> _Node:
    degrees = round(math.degrees(math.atan2(y, x)), 1)
    left = abs(degrees) > 90
    turn = round(degrees + 180, 1) if left else degrees
    return _Node(name=name, x=x, y=y, turn=turn, anchor="end" if left else "start", shift=-10 if left else 10)


def _arrow(one: tuple[float, float], other: tuple[float, float]) -> str:
    """Draw a curve that bends toward the middle, more the further it goes, and stops short of the dot it points to."""
    inward = max(0.5, 1 - math.dist(one, other) / math.hypot(*one)) / 2
    bend = [round((a + b) * inward, 1) for a, b in zip(one, other, strict=True)]
    away = math.hypot(other[0] - bend[0], other[1] - bend[1]) or 1
    end = [round(b - (b - m) * (_DOT + 3) / away, 1) for b, m in zip(other, bend, strict=True)]
    return f"M{one[0]:g} {one[1]:g}Q{bend[0]:g} {bend[1]:g} {end[0]:g} {end[1]:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _HeatMap:
    """What the offices can do, or want, area by area: in words, "" where not answered; and the cells of each level as a path."""

    title: str
    names: tuple[str, ...]
    areas: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    tiles: Mapping[int, str]

    @property
    def width(self) -> int:
        """The width of the drawing."""
        return _NAMES + _CELL * len(self.areas)

    @property
    def height(self) -> int:
        """The height of the drawing; a row of numbers for the areas stands above the cells."""
        return _CELL * (len(self.names) + 1)


def heat_maps(cohort: Cohort) -> list[_HeatMap]:
    """Draw capability and need of every office in every practice area."""
    framework = cohort.framework
    return [
        _heat_map("Capability", cohort, [office.capability for office in cohort.offices], framework.capability_scale),
        _heat_map("Need", cohort, [office.need for office in cohort.offices], framework.need_scale),
    ]


def _heat_map(title: str, cohort: Cohort, answers: Sequence[Mapping[str, int]], scale: Scale) -> _HeatMap:
    areas, tiles = cohort.framework.areas, dict[int, str]()
    for row, given in enumerate(answers, start=1):
        for column, area in enumerate(areas):
            if area.id in given:
                shade = (given[area.id] - scale.bottom) * (_SHADES - 1) // (scale.top - scale.bottom)
                tiles[shade] = tiles.get(shade, "") + f"M{_NAMES + column * _CELL} {row * _CELL}h12v12h-12z"
    return _HeatMap(
        title=title,
        names=tuple(office.id for office in cohort.offices),
        areas=tuple(area.name for area in areas),
        rows=tuple(tuple(scale.say(given[area.id]) if area.id in given else "" for area in areas) for given in answers),
        tiles=dict(sorted(tiles.items())),
    )
