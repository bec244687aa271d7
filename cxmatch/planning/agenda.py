"""agenda(run or cohort): the monthly sessions in the order of shortfall, and who shows how it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import networkx as nx

from cxmatch.domain.cohort import Cohort
from cxmatch.domain.run import Run
from cxmatch.domain.series import Agenda, AreaGap, Session
from cxmatch.errors import SettingsError
from cxmatch.planning.gaps import gaps

MOST_SESSIONS, PRESENTERS, QUESTIONS = 60, 2, 2


def agenda(source: Run | Cohort, *, sessions: int | None = None) -> Agenda:
    """Plan the sessions of a series, the area with the largest shortfall first.

    Parameters
    ----------
    source
        A cohort; or a run, whose pairs are then named in the sessions on their areas.
    sessions
        How many; by default one for each area in which help is wanted. When there are more than areas, the areas come
        again in the same order, with further questions.

    Raises
    ------
    SettingsError
        The number of sessions is not from 1 to 60.

    Notes
    -----
    Two offices show how they do it in each session where there are two. They are chosen by a flow of least cost (networkx) in
    which every further time that an office is asked costs more than any choice of stronger offices saves: so nobody is asked
    twice in place of one who could do it and was not asked yet.

    """
    cohort = source.cohort if isinstance(source, Run) else source
    areas = [gap for gap in gaps(cohort).areas if gap.wanting] or list(gaps(cohort).areas)
    count = len(areas) if sessions is None else sessions
    if not 1 <= count <= MOST_SESSIONS:
        raise SettingsError(f"A series has 1 to {MOST_SESSIONS} sessions, not {count}.", "Give another number after  --sessions")
    topics = [areas[place % len(areas)] for place in range(count)]
    asked = _asked(topics)
    made = [_session(source, topic, place, place // len(areas), asked[place]) for place, topic in enumerate(topics)]
    often = Counter(name for names in asked for name in names)
    return Agenda(sessions=tuple(made), asked_twice=tuple(sorted(name for name, times in often.items() if times > 1)))


def _session(source: Run | Cohort, gap: AreaGap, place: int, round_: int, presenters: Sequence[str]) -> Session:
    first = round_ * QUESTIONS % max(1, len(gap.questions))
    turned = gap.questions[first:] + gap.questions[:first]
    return Session(
        number=place + 1,
        area=gap.area,
        finding=gap.finding,
        questions=turned[:QUESTIONS],
        presenters=tuple(presenters),
        pairs=_pairs(source, gap.area) if isinstance(source, Run) else (),
    )


def _pairs(run: Run, area: str) -> tuple[tuple[str, ...], ...]:
    """Name the pairs whose fit comes mostly from an area."""
    return tuple((fit.mentor, fit.protege) for fit in run.matching.pairings if fit.leading and fit.leading[0].term == area)


def _asked(topics: Sequence[AreaGap]) -> list[list[str]]:
    """Choose who presents in each session."""
    graph, dear = nx.DiGraph(), 1 + len(topics) * PRESENTERS * max(len(topic.presenters) for topic in topics)
    graph.add_nodes_from(("from", "to"))
    for place, topic in enumerate(topics):
        graph.add_edge("from", place, capacity=PRESENTERS, weight=0)
        for rank, name in enumerate(topic.presenters):
            graph.add_edge(place, ("office", name), capacity=1, weight=rank)
    for name in sorted({name for topic in topics for name in topic.presenters}):
        for times in range(len(topics)):
            graph.add_edge(("office", name), ("asked", name, times), capacity=1, weight=times * dear)
            graph.add_edge(("asked", name, times), "to", capacity=1, weight=0)
    flow = nx.max_flow_min_cost(graph, "from", "to")
    return [[name for name in topic.presenters if flow[place][("office", name)]] for place, topic in enumerate(topics)]
