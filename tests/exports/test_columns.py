"""Two columns are ordered so that their lines cross little, and departments stand together where that costs no crossing."""

import random
from itertools import pairwise, permutations

from hypothesis import given
from hypothesis import strategies as st

from cxmatch.exports.page.columns import arranged, breaks, crossings, pieces
from cxmatch.exports.page.drawing import in_chains

Lines = dict[tuple[str, str], int]


def invented(seed: int, left: int, right: int, lines: int) -> tuple[Lines, dict[str, str]]:
    """Lines between two columns, each with a weight, and three departments."""
    rng = random.Random(seed)
    ends = [(f"a{one}", f"b{other}") for one in range(left) for other in range(right)]
    made = {each: rng.choice([1, 1, 1, 2, 5]) for each in rng.sample(ends, min(lines, len(ends)))}
    return made, {name: str(rng.randrange(3)) for ends in made for name in ends}


def fewest(lines: Lines) -> int:
    """The least number of crossings, by trying all orders of both columns."""
    left, right = ({ends[side] for ends in lines} for side in (0, 1))
    return min(crossings(([*a], [*b]), lines) for a in permutations(left) for b in permutations(right))


def test_few_names_cross_as_little_as_can_be() -> None:
    """In 100 small drawings the crossings are the fewest that any order has; with weights, at most 1 % more over all of them."""
    for seed in range(100):
        lines, group = invented(seed, 4, 3 + seed % 3, 4 + seed % 7)
        alike = dict.fromkeys(lines, 1)
        assert crossings(arranged(alike, group), alike) == fewest(alike), seed
    cohorts = [invented(seed, 4, 3 + seed % 2, 4 + seed % 7) for seed in range(60)]
    assert sum(crossings(arranged(*each), each[0]) for each in cohorts) <= 1.01 * sum(fewest(lines) for lines, _ in cohorts)


@given(seed=st.integers(0, 10**6), left=st.integers(1, 20), right=st.integers(1, 20), many=st.integers(1, 50))
def test_every_name_stands_once_whatever_the_order_of_the_lines(seed: int, left: int, right: int, many: int) -> None:
    """Both columns hold the names of their side, each once; lines that come in another order give the same columns."""
    lines, group = invented(seed, left, right, many)
    columns = arranged(lines, group)
    for side, names in enumerate(columns):
        assert sorted(names) == sorted({ends[side] for ends in lines})
    assert arranged(dict(sorted(lines.items(), reverse=True)), group) == columns


@given(seed=st.integers(0, 10**6), left=st.integers(1, 12), right=st.integers(1, 12), many=st.integers(1, 20))
def test_parts_that_no_line_connects_never_cross(seed: int, left: int, right: int, many: int) -> None:
    """Below each other the parts cross as often as each of them does by itself."""
    lines, group = invented(seed, left, right, many)
    parts = pieces(lines, group)
    whole = ([name for part in parts for name in part[0]], [name for part in parts for name in part[1]])
    alone = [{ends: weight for ends, weight in lines.items() if ends[0] in part[0]} for part in parts]
    assert sum(map(len, alone)) == len(lines)
    assert crossings(whole, lines) == sum(crossings(part, own) for part, own in zip(parts, alone, strict=True))


@given(partners=st.permutations(range(12)), departments=st.lists(st.sampled_from("ABCD"), min_size=12, max_size=12))
def test_with_one_partner_each_nothing_crosses_and_departments_stand_together(
    partners: list[int], departments: list[str]
) -> None:
    """Mentors of a department follow each other; within one, and from one to the next, a chain goes on where it can."""
    group = {f"office {number}": department for number, department in enumerate(departments)}
    lines = {(f"office {mentor}", f"office {protege}"): 1 for mentor, protege in enumerate(partners)}
    parts = [*in_chains(pieces(lines, group), group)]
    mentors, proteges = [part[0][0] for part in parts], [part[1][0] for part in parts]
    assert crossings((mentors, proteges), lines) == 0
    assert breaks(mentors, group) == len(set(departments)) - 1
    for place, (mentor, after) in enumerate(pairwise(mentors)):
        rest = [name for name in mentors[place + 1 :] if group[name] == group[mentor]] or mentors[place + 1 :]
        assert (proteges[place] == after) == (proteges[place] in rest)


def test_where_it_costs_no_crossing_names_of_a_department_stand_together() -> None:
    """One mentor with proteges of two departments: they are sorted by department."""
    lines = {("m", name): 1 for name in "abcdef"}
    group = {"m": "", **dict(zip("abcdef", "121212", strict=True))}
    _, right = arranged(lines, group)
    assert breaks(right, group) == 1
