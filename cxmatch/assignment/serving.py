"""Who can be led, and whose turn it is: small flows that are worked out directly, without a library."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeAlias, TypeVar

Name = TypeVar("Name", bound=Hashable)
Kinds: TypeAlias = Mapping[tuple[int, Hashable], int]  # how many there are of a level and a home
Change: TypeAlias = tuple[int, Name | None, Name]  # at a task: who is let go, if anybody, and who is asked


def most_led(seats: Kinds, wanting: Kinds) -> int:
    r"""Return how many of those who want it can be led at once, each by a seat of a higher level and another home.

    Notes
    -----
    By Hall's theorem (1935) as many are left as the worst set of them exceeds the seats that could lead any of the set. Let its
    lowest be of home :math:`h`, from level :math:`a` on, and the others from :math:`b \ge a` on: it has
    :math:`W_h(\ge a) + W_{\ne h}(\ge b)` members for :math:`S_{\ne h}(> a) + S_h(> b)` seats. So each home is gone through once,
    from the highest level down. O(homes x levels).
    """
    theirs, homes = _by_home(seats), _by_home(wanting)
    wanted = _by_level(wanting)
    above = {level: _above(_by_level(seats), level) for level in wanted}
    left = (_left(wanted, above, theirs.get(home, Counter()), own) for home, own in homes.items())
    return sum(wanting.values()) - max(left, default=0)


def _by_home(kinds: Kinds) -> dict[Hashable, Counter[int]]:
    homes: dict[Hashable, Counter[int]] = {}
    for (level, home), count in kinds.items():
        homes.setdefault(home, Counter())[level] += count
    return homes


def _by_level(kinds: Kinds) -> Counter[int]:
    """Count whatever the home, the highest level first."""
    levels: Counter[int] = Counter()
    for (level, _), count in sorted(kinds.items(), key=lambda kind: -kind[0][0]):
        levels[level] += count
    return levels


def _above(seats: Mapping[int, int], level: int) -> int:
    return sum(count for other, count in seats.items() if other > level)


def _left(wanted: Counter[int], above: Mapping[int, int], seats: Counter[int], own: Counter[int]) -> int:
    """Return how many are left of the worst set whose lowest are of one home, which has these `seats` and these of its `own`."""
    worst = rest = lowest = others = 0
    for level, count in wanted.items():
        lowest, others = lowest + own[level], others + count - own[level]
        inside = _above(seats, level)
        rest = max(rest, others - inside)
        worst = max(worst, lowest - (above[level] - inside) + rest)
    return worst


def take_turns(able: Sequence[Sequence[Name]], each: int) -> list[list[Name]]:
    """Choose among those who are able for every task, so that turns are spread as evenly as can be.

    Parameters
    ----------
    able
        Who could do each task, the best first; nobody twice.
    each
        How many are wanted for a task; where fewer are able, all of these.

    Returns
    -------
    list of list
        Those chosen for each task, in the order of `able`. No other choice has fewer turns taken again (a third turn counts
        twice, and so on), and none with as few has a lower sum of places in `able`. Of those that are equal so far it is the one
        in which the first task does without its last, then without the one before that, and so on, task by task.

    Notes
    -----
    One cheapest path after the other, in the order of the tasks (Ahuja, Magnanti, Orlin, *Network Flows*, 1993, section 9.7).
    Whoever stands behind as many as there are turns in all is never needed: one of those before has no turn at all. What decides
    between equals is a bit a place, below all places and turns, so that only one choice is best.
    """
    costs, dear = _costs([names[: each * len(able)] for names in able])
    chosen: list[list[Name]] = [[] for _ in costs]
    for task, names in enumerate(costs):
        for _ in range(min(each, len(names))):
            for place, gone, come in _cheapest(task, costs, chosen, dear):
                chosen[place] = [name for name in chosen[place] if name != gone] + [come]
    return [[name for name in names if name in picked] for names, picked in zip(costs, chosen, strict=True)]


def _costs(able: Sequence[Sequence[Name]]) -> tuple[list[dict[Name, int]], int]:
    """Return what each costs at each task, and what a turn taken again costs, which is more than all of that together."""
    bit = bits = sum(map(len, able))
    costs: list[dict[Name, int]] = []
    for names in able:
        bit -= len(names)
        costs.append({name: (place << bits) + (1 << bit + place) for place, name in enumerate(names)})
    return costs, 1 + sum(cost for task in costs for cost in task.values())


def _cheapest(task: int, costs: Sequence[Mapping[Name, int]], chosen: Sequence[Sequence[Name]], dear: int) -> list[Change[Name]]:
    """Return the changes that bring one more to a task at the least cost."""
    ways: dict[Name, tuple[int, list[Change[Name]]]] = {}
    ends: deque[tuple[int, int, Name | None, list[Change[Name]]]] = deque([(0, task, None, [])])
    while ends:
        cost, at, gone, before = ends.popleft()
        for name, more in costs[at].items():
            if name not in chosen[at] and (name not in ways or cost + more < ways[name][0]):
                ways[name] = cost + more, [*before, (at, gone, name)]
                freed = [other for other, names in enumerate(chosen) if name in names]
                ends.extend((cost + more - costs[other][name], other, name, ways[name][1]) for other in freed)
    often = Counter(name for names in chosen for name in names)
    return min(ways.items(), key=lambda way: way[1][0] + dear * often[way[0]])[1][1]


def spread(able: Sequence[Sequence[Name]], chosen: Sequence[Name | None]) -> list[Name | None]:
    """Return a choice of one for each task that spreads turns as evenly as can be, from a choice that may not.

    `able` are those who could do each task; a task that nobody can do has None, and keeps it.

    Notes
    -----
    A turn moves along a path of tasks from one with two turns more to one with two less, as long as there is such a path; where
    there is none, no choice is more even (Harvey, Ladner, Lovasz, Tamir, "Semi-matchings for bipartite graphs", 2006).
    """
    made = list(chosen)
    while path := _lighter(able, made):
        for task, name in path:
            made[task] = name
    return made


def taken_again(chosen: Sequence[Name | None]) -> int:
    """Count the turns that are taken again: a second one is one, a third one two more, and so on.

    >>> taken_again(["A", "B", None, "A", "A"])
    3
    """
    return sum(turns * (turns - 1) // 2 for name, turns in Counter(chosen).items() if name is not None)


def _lighter(able: Sequence[Sequence[Name]], chosen: Sequence[Name | None]) -> list[tuple[int, Name]]:
    """Return the changes, each a task and who has it then, that move a turn to one with two less; none where there is nobody."""
    tasks: dict[Name, list[int]] = {}
    for task, name in enumerate(chosen):
        if name is not None:
            tasks.setdefault(name, []).append(task)
    heavy = (name for name, own in tasks.items() if len(own) > 1)
    return next(filter(None, (_path(name, able, tasks) for name in heavy)), [])


def _path(start: Name, able: Sequence[Sequence[Name]], tasks: Mapping[Name, Sequence[int]]) -> list[tuple[int, Name]]:
    ways: dict[Name, list[tuple[int, Name]]] = {start: []}
    ends = deque([start])
    while ends:
        at = ends.popleft()
        new = {name: task for task in tasks.get(at, ()) for name in able[task] if name not in ways}
        for name in new:
            ways[name] = [*ways[at], (new[name], name)]
            if len(tasks.get(name, ())) <= len(tasks[start]) - 2:
                return ways[name]
            ends.append(name)
    return []
