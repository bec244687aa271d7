"""Two flows that are worked out directly, against networkx and by trying all choices."""

import itertools
from collections import Counter

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from cxmatch.assignment.serving import most_led, take_turns

KINDS = st.dictionaries(st.tuples(st.integers(1, 5), st.sampled_from("ABCD")), st.integers(0, 4), max_size=12)
ABLE = st.lists(st.permutations("ABCDE").flatmap(lambda names: st.integers(0, 5).map(lambda most: names[:most])), max_size=4)
Cost = tuple[int, int]


@given(seats=KINDS, wanting=KINDS)
def test_most_led_is_a_maximum_flow(seats: dict[tuple[int, str], int], wanting: dict[tuple[int, str], int]) -> None:
    """As many are led as flow from seats to those of a lower level and another home."""
    graph = nx.DiGraph()
    graph.add_nodes_from(("from", "to"))
    graph.add_edges_from(("from", ("seat", kind), {"capacity": count}) for kind, count in seats.items())
    graph.add_edges_from((("wants", kind), "to", {"capacity": count}) for kind, count in wanting.items())
    for (level, home), (own, lives) in itertools.product(seats, wanting):
        if level > own and home != lives:
            graph.add_edge(("seat", (level, home)), ("wants", (own, lives)))
    assert most_led(seats, wanting) == nx.maximum_flow_value(graph, "from", "to")


def cost(able: list[list[str]], chosen: list[list[str]]) -> Cost:
    """Turns taken again, then the sum of places."""
    often = Counter(name for names in chosen for name in names)
    places = sum(names.index(name) for names, picked in zip(able, chosen, strict=True) for name in picked)
    return sum(times * (times - 1) // 2 for times in often.values()), places


@given(able=ABLE, each=st.integers(1, 3))
def test_turns_cost_what_a_flow_of_least_cost_does(able: list[list[str]], each: int) -> None:
    """A solver finds no choice with fewer turns taken again, nor one with as few and a lower sum of places."""
    dear = 1 + sum(len(names) ** 2 for names in able)
    graph = nx.DiGraph()
    graph.add_nodes_from(("from", "to"))
    for task, names in enumerate(able):
        graph.add_edge("from", task, capacity=each, weight=0)
        graph.add_edges_from((task, name, {"capacity": 1, "weight": place}) for place, name in enumerate(names))
    for name, times in itertools.product({name for names in able for name in names}, range(len(able))):
        graph.add_edge(name, (name, times), capacity=1, weight=times * dear)
        graph.add_edge((name, times), "to", capacity=1, weight=0)
    least = nx.cost_of_flow(graph, nx.max_flow_min_cost(graph, "from", "to"))
    again, places = cost(able, take_turns(able, each))
    assert again * dear + places == least


@given(able=ABLE, each=st.integers(1, 2))
def test_of_equal_choices_one_is_best(able: list[list[str]], each: int) -> None:
    """The first task does without its last, and so on: what is chosen follows from the rule, not from how it was found."""
    choices = itertools.product(*(itertools.combinations(names, min(each, len(names))) for names in able))
    every = [[list(picked) for picked in choice] for choice in choices]

    def rule(chosen: list[list[str]]) -> tuple[Cost, list[bool]]:
        asked = [name in picked for names, picked in zip(able, chosen, strict=True) for name in reversed(names)]
        return cost(able, chosen), asked

    assert take_turns(able, each) == min(every, key=rule)


def test_who_stands_far_behind_is_asked_where_all_before_are_busy() -> None:
    """A long list is looked at as far as there are turns, and that is far enough."""
    able = [list("ABCDEFGH")] * 4
    assert sorted(name for names in take_turns(able, 2) for name in names) == list("ABCDEFGH")
