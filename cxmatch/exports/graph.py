"""Who mentors whom in several runs, as a graph that other programs draw."""

from __future__ import annotations

import io
from typing import Any

from cxmatch.domain.asked import first_need
from cxmatch.domain.rows import areas_of
from cxmatch.domain.run import Run
from cxmatch.domain.silos import Silos
from cxmatch.exports.handout import Handout
from cxmatch.records.text import visible


def graph_files(handout: Handout) -> dict[str, bytes]:
    """Write the network of several runs as GraphML: an office a node, a pairing an arrow from mentor to protege."""
    import networkx as nx  # Here: 60 ms that the page does not need.

    graph, text = nx.MultiDiGraph(name="Mentors and proteges"), io.BytesIO()
    for number, run in enumerate([*handout.past, handout.run], start=1):
        _add(graph, number, run)
    nx.write_graphml_xml(graph, text, encoding="utf-8")
    return {"pairings.graphml": text.getvalue(), **_departments(handout)}


def _departments(handout: Handout) -> dict[str, bytes]:
    """Write the departments that met in several runs: one a node, a line between two that had a pairing."""
    import networkx as nx

    found, text = handout.silos, io.BytesIO()
    if not isinstance(found, Silos):
        return {}
    graph = nx.Graph(name="Departments that met")
    graph.add_nodes_from(map(visible, found.departments))
    for met in found.met:
        first, last = met.rounds[0], met.rounds[-1]
        dates = {"first_date": visible(first.date), "last_date": visible(last.date)}
        graph.add_edge(*map(visible, met.departments), pairs=met.pairs, first=first.number, last=last.number, **dates)
    nx.write_graphml_xml(graph, text, encoding="utf-8")
    return {"departments.graphml": text.getvalue()}


def _add(graph: Any, number: int, run: Run) -> None:
    for office in run.cohort.offices:
        graph.add_node(visible(office.id), department=visible(office.department))
    homes = {office.id: visible(office.department) for office in run.cohort.offices}
    same = {"cohort": number, "run": run.id[:8], "date": visible(run.policy.report.date), "unit": run.unit}
    for fit in run.matching.pairings:
        first = first_need(run.rated, fit.protege, [fit])
        facts = {"points": fit.points, "areas": visible(", ".join(areas_of(fit))), "first": visible(first.words if first else "")}
        facts |= {"mentor_department": homes[fit.mentor], "protege_department": homes[fit.protege]}
        graph.add_edge(visible(fit.mentor), visible(fit.protege), key=str(number), **same, **facts)
