"""Whether anybody could help anybody: asked before the survey is called ready, since pairing would only find out later."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter

from cxmatch.domain.cohort import Office
from cxmatch.domain.findings import Finding
from cxmatch.domain.framework import Framework


def about_leads(offices: Sequence[Office], framework: Framework) -> Iterator[Finding]:
    """Warn where no mentor is ahead of a protege that wants help, or only within departments, which the usual rules forbid."""
    if not any(office.protege_slots and office.capability for office in offices):
        yield Finding(code="CX313")
    elif not _somebody_leads(offices, framework, attrgetter("home")):
        within = _somebody_leads(offices, framework, attrgetter("id"))
        yield Finding(code="CX122" if within else "CX121")


def _somebody_leads(offices: Sequence[Office], framework: Framework, home: Callable[[Office], str]) -> bool:
    return any(_leads_in(area.id, offices, framework.need_scale.bottom, home) for area in framework.areas)


def _leads_in(area: str, offices: Sequence[Office], lowest: int, home: Callable[[Office], str]) -> bool:
    """Tell whether a mentor is ahead of a protege of another home in an area that this one wants help in."""
    best: dict[str, int] = {}
    for office in offices:
        level = office.capability.get(area)
        if level is not None and office.mentor_slots:
            where = home(office)
            best[where] = max(best.get(where, level), level)
    ahead = sorted(best.items(), key=lambda each: -each[1])[:2]
    wanting = (office for office in offices if office.protege_slots and office.need.get(area, lowest) > lowest)
    return any(
        top > office.capability[area]
        for office in wanting
        for where, top in ahead
        if area in office.capability and where != home(office)
    )
