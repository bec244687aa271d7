"""Whether anybody could help anybody: asked before the survey is called ready, since pairing would only find out later."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from cxmatch.domain.cohort import Office
from cxmatch.domain.findings import Finding
from cxmatch.domain.framework import Framework
from cxmatch.records.text import fold


def about_leads(offices: Sequence[Office], framework: Framework) -> Iterator[Finding]:
    """Warn where no mentor is ahead of a protege that wants help, or only within departments, which the usual rules forbid."""
    if not any(office.protege_slots and office.capability for office in offices):
        yield Finding(code="CX313")
    elif not _somebody_leads(offices, framework, lambda office: office.id):
        yield Finding(code="CX121")
    elif not _somebody_leads(offices, framework, lambda office: fold(office.department) or office.id):
        yield Finding(code="CX122")


def _somebody_leads(offices: Sequence[Office], framework: Framework, home: Callable[[Office], str]) -> bool:
    return any(_leads_in(area.id, offices, framework.need_scale.bottom, home) for area in framework.areas)


def _leads_in(area: str, offices: Sequence[Office], lowest: int, home: Callable[[Office], str]) -> bool:
    """Tell whether a mentor is ahead of a protege of another home in an area that this one wants help in."""
    best: dict[str, int] = {}
    for office in offices:
        if office.mentor_slots and area in office.capability:
            best[home(office)] = max(best.get(home(office), office.capability[area]), office.capability[area])
    first, *rest = sorted(best.items(), key=lambda each: -each[1])[:2] or [("", 0)]
    wanting = (office for office in offices if office.protege_slots and office.need.get(area, lowest) > lowest)
    return any(
        top > office.capability[area]
        for office in wanting
        if area in office.capability
        for where, top in (first, *rest)
        if where != home(office) and where in best
    )
