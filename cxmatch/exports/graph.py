"""Who mentors whom in several runs, as a graph that other programs draw."""

from __future__ import annotations

import io
from typing import Any

from cxmatch.domain.asked import first_need
from cxmatch.domain.rows import areas_of
from cxmatch.domain.run import Run
from cxmatch.exports.handout import Handout
from cxmatch.records.text import visible


def graph_files(handout: Handout) -> dict[str, bytes]:
    """Write the network of several runs as GraphML: an office a node, a pairing an arrow from mentor to protege."""
    import networkx as nx  # Here: 60 ms that the page does not need.

    graph, text = nx.MultiDiGraph(name="Mentors and proteges"), io.BytesIO()
    for number, run in enumerate([*handout.past, handout.run], start=1):
        _add(graph, number, run)
    nx.write_graphml_xml(graph, text, encoding="utf-8")
    return {"pairings.graphml": text.getvalue()}


def _add(graph: Any, number: int, run: Run) -> None:
    for office in run.cohort.offices:
        graph.add_node(visible(office.id), department=visible(office.department))
    same = {"cohort": number, "run": run.id[:8], "unit": run.unit}
    for fit in run.matching.pairings:
        first = first_need(run.rated, fit.protege, [fit])
        facts = {"points": fit.points, "areas": visible(", ".join(areas_of(fit))), "first": visible(first.words if first else "")}
        graph.add_edge(visible(fit.mentor), visible(fit.protege), key=str(number), **same, **facts)
