"""The pictures say what the tables say."""

import math

import networkx as nx
from hypothesis import assume, given
from hypothesis import strategies as st
from invent import cohort as invented_cohort

import cxmatch as cx
from cxmatch.exports.drawings import Network, heat_maps


@given(seed=st.integers(0, 10**6), offices=st.integers(8, 30))
def test_the_network_has_each_office_once_and_an_arrow_a_pairing(seed: int, offices: int) -> None:
    """No two offices share a place, every paired office has one on the ring, and arrows are as many as pairings."""
    try:
        run = cx.pair(invented_cohort(seed, offices, seats=2))
    except cx.NoPairingError:
        assume(False)
    drawn = Network.of(run)
    paired = {name for fit in run.matching.pairings for name in (fit.mentor, fit.protege)}
    assert sorted(node.name for node in drawn.nodes) == sorted(paired)
    assert len({(node.x, node.y) for node in drawn.nodes}) == len(paired)
    assert len(drawn.arrows) == len(run.matching.pairings)
    assert all(math.hypot(node.x, node.y) < drawn.half for node in drawn.nodes)


@given(seed=st.integers(0, 10**6), offices=st.integers(8, 30))
def test_the_ring_is_that_of_a_graph_library(seed: int, offices: int) -> None:
    """Parts of the graph stand together, each in the order of a depth first search, and all on the library's circle."""
    try:
        run = cx.pair(invented_cohort(seed, offices, seats=2))
    except cx.NoPairingError:
        assume(False)
    graph = nx.DiGraph((fit.mentor, fit.protege) for fit in run.matching.pairings)
    found: dict[str, None] = {}
    for part in nx.weakly_connected_components(graph):
        for start in sorted(part, key=lambda name: (graph.in_degree(name) > 0, name)):
            found |= dict.fromkeys(name for name in nx.dfs_preorder_nodes(graph, start) if name not in found)
    drawn = Network.of(run)
    assert [node.name for node in drawn.nodes] == list(found)
    places = nx.circular_layout(found, scale=max(70, round(15 * len(found) / math.tau)))
    assert all((node.x, node.y) == tuple(round(float(each), 1) for each in places[node.name]) for node in drawn.nodes)


@given(seed=st.integers(0, 10**6))
def test_heat_maps_shade_every_answer_and_nothing_else(seed: int) -> None:
    """A cell for each answer, darker for a higher level; the table has the answer in words, and nothing where none was given."""
    cohort = invented_cohort(seed, 9)
    for drawn, answers in zip(heat_maps(cohort), ("capability", "need"), strict=True):
        given_ones = [getattr(office, answers) for office in cohort.offices]
        assert sum(path.count("M") for path in drawn.tiles.values()) == sum(map(len, given_ones))
        for row, levels in zip(drawn.rows, given_ones, strict=True):
            assert row == tuple(str(levels.get(area.id, "")) for area in cohort.framework.areas)
        assert list(drawn.tiles) == sorted({level - 1 for levels in given_ones for level in levels.values()})
