"""The network of pairings as GraphML, over several cohorts where earlier runs are given."""

from __future__ import annotations

import io

import networkx as nx

from cxmatch.domain.run import Run
from cxmatch.exports.handout import Handout, areas_of
from cxmatch.records.text import visible


def graph_files(handout: Handout) -> dict[str, bytes]:
    """Write the network: an office a node, a pairing an arrow from mentor to protege."""
    text = io.BytesIO()
    nx.write_graphml_xml(_network([*handout.past, handout.run]), text, encoding="utf-8")
    return {"pairings.graphml": text.getvalue()}


def _network(runs: list[Run]) -> nx.MultiDiGraph:
    """Give the network of several runs, first to last; the last one is cohort number `len(runs)`."""
    graph = nx.MultiDiGraph(name="Mentors and proteges")
    for number, run in enumerate(runs, start=1):
        for office in run.cohort.offices:
            graph.add_node(visible(office.id), department=visible(office.department))
        same = {"cohort": number, "run": run.id[:8], "unit": run.cohort.framework.point_unit}
        for fit in run.matching.pairings:
            facts = {"points": fit.points, "areas": visible(", ".join(areas_of(fit)))}
            graph.add_edge(visible(fit.mentor), visible(fit.protege), key=str(number), **same, **facts)
    return graph
