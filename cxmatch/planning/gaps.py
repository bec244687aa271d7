"""gaps(cohort): where help is wanted, who could give it, and what no capacity meets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import networkx as nx

from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.framework import PracticeArea
from cxmatch.domain.series import AreaGap, Gaps

Kind = tuple[int, tuple[str, str]]


def gaps(cohort: Cohort) -> Gaps:
    """Look at a cohort practice area by practice area, the most pressing first.

    An office wants help where its need is above the lowest rung; it can be helped by an office of another department that is
    ahead of it. The shortfall of an area is what is left when as many of them as possible have a mentor there, every mentor
    seat being used for this area alone: a maximum flow (networkx), so that it is exact. Other areas and the rules of a policy
    are left out of account.

    Examples
    --------
    >>> import cxmatch as cx
    >>> worst = cx.gaps(cx.read_survey(cx.sample("roundtable-14"))).areas[0]
    >>> worst.shortfall <= worst.wanting
    True

    """
    found = [_gap(cohort, area) for area in cohort.framework.areas]
    ordered = sorted(found, key=lambda gap: (-gap.shortfall, -gap.need, -gap.wanting, gap.area))
    return Gaps(offices=len(cohort.offices), areas=tuple(ordered))


def _gap(cohort: Cohort, area: PracticeArea) -> AreaGap:
    bottom = cohort.framework.need_scale.bottom
    wanting = [office for office in cohort.proteges if area in cohort.wanted(office)]
    givers = _strongest([office for office in cohort.mentors if _ahead_of(office, wanting, area)], area)
    return AreaGap(
        area=area.name,
        wanting=len(wanting),
        need=sum(office.need[area.id] - bottom for office in wanting),
        unit=cohort.framework.need_scale.unit,
        givers=tuple(office.id for office in givers),
        seats=sum(office.mentor_slots for office in givers),
        served=_most_served(givers, wanting, area),
        alone=sum(not any(_leads(giver, office, area) for giver in givers) for office in wanting),
        presenters=_presenters(cohort, wanting, area),
        questions=area.prompts,
    )


def _leads(giver: Office, office: Office, area: PracticeArea) -> bool:
    levels = giver.capability.get(area.id), office.capability.get(area.id)
    return None not in levels and levels[0] > levels[1] and giver.home != office.home  # type: ignore[operator]  # both are there


def _ahead_of(giver: Office, wanting: Sequence[Office], area: PracticeArea) -> bool:
    return any(_leads(giver, office, area) for office in wanting)


def _strongest(offices: Sequence[Office], area: PracticeArea) -> list[Office]:
    return sorted(offices, key=lambda office: (-office.capability[area.id], office.id.casefold(), office.id))


def _presenters(cohort: Cohort, wanting: Sequence[Office], area: PracticeArea) -> tuple[str, ...]:
    """Name who stands in the upper half of the scale and ahead of somebody who wants help, strongest first."""
    scale = cohort.framework.capability_scale
    able = [office for office in cohort.offices if 2 * office.capability.get(area.id, scale.bottom) > scale.bottom + scale.top]
    return tuple(office.id for office in _strongest(able, area) if not wanting or _ahead_of(office, wanting, area))


def _most_served(givers: Sequence[Office], wanting: Sequence[Office], area: PracticeArea) -> int:
    """Count the offices that can have a mentor at once, by a maximum flow over offices of one level and department."""
    supply: Counter[Kind] = Counter()
    for office in givers:
        supply[office.capability[area.id], office.home] += office.mentor_slots
    demand = Counter((office.capability[area.id], office.home) for office in wanting if area.id in office.capability)
    graph = nx.DiGraph()
    graph.add_nodes_from(("from", "to"))
    graph.add_edges_from(("from", ("giver", kind), {"capacity": seats}) for kind, seats in supply.items())
    graph.add_edges_from((("wanting", kind), "to", {"capacity": count}) for kind, count in demand.items())
    graph.add_edges_from(
        (("giver", giver), ("wanting", kind))  # without a capacity: as many as there are
        for giver in supply
        for kind in demand
        if giver[0] > kind[0] and giver[1] != kind[1]
    )
    return int(nx.maximum_flow_value(graph, "from", "to"))
