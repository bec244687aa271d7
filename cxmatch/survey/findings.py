"""Findings about a survey as a whole, all of them in reading order, and where a cohort came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from cxmatch.domain.cohort import Office, Source
from cxmatch.domain.findings import Finding, Severity
from cxmatch.domain.framework import Framework
from cxmatch.domain.reading import ColumnUse
from cxmatch.records.text import clean
from cxmatch.survey.answers.needs import Needs, Way
from cxmatch.survey.answers.ratings import Ratings
from cxmatch.survey.columns.framework import Areas
from cxmatch.survey.columns.further import holds_contacts, is_free_text
from cxmatch.survey.columns.known import Plan
from cxmatch.survey.headings.survey import NOT_USED, Heading, Kind
from cxmatch.survey.offices.replies import Reply
from cxmatch.survey.offices.times import last_day

TO_DECIDE = "to decide"
_ECHOES = frozenset({"CX210", "CX305"})


def missing_columns(plans: Sequence[Plan]) -> Iterator[Finding]:
    """Refuse a survey without a column for the office or for capability, naming its layout and its headings."""
    for plan in plans:
        if not plan.of(Kind.OFFICE) and not plan.asks_for_office():
            yield _lacking("CX300", plan)
    if not any(plan.of(Kind.CAPABILITY) for plan in plans):
        yield _lacking("CX303", plans[0])


def _lacking(code: str, plan: Plan) -> Finding:
    headings = [heading.text for heading in plan.form.headings if heading.text and not heading.technical]
    shown = ", ".join(f'"{text[:40]}"' for text in headings[:8])
    more = f" and {len(headings) - 8} more" if len(headings) > 8 else ""
    return Finding(code=code, place=plan.form.place(), facts={"layout": plan.form.layout, "headings": shown + more})


def about_answers(current: Ratings, needs: Needs) -> Iterator[Finding]:
    """Say how need was asked, and in which ways questions were left open."""
    if needs.way is not Way.NONE:
        yield Finding(
            code="CX453", facts={"way": str(needs.way), "scale": needs.scale.describe(), "current": current.scale.describe()}
        )
    if needs.besides:
        yield Finding(code="CX459", facts={"others": ", ".join(needs.besides)})
    absent = Counter(current.absent) + Counter(needs.absent)
    if absent:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(absent.items()))
        yield Finding(code="CX450", facts={"count": str(sum(absent.values())), "kinds": kinds})


def in_words(current: Ratings, needs: Needs) -> Iterator[Finding]:
    """Say on which side a scale of numbers that was asked for does not apply."""
    for side, scale in ((Kind.CAPABILITY, current.scale), (Kind.NEED, needs.scale)):
        if scale.labels:
            yield Finding(code="CX476", facts={"side": str(side), "labels": scale.describe()})


def about_offices(replies: Sequence[Reply], offices: Sequence[Office], framework: Framework) -> Iterator[Finding]:
    """Refuse a survey of fewer than two offices; warn of offices that answered nothing or ask for nobody."""
    if len(offices) < 2:
        yield Finding(code="CX206" if replies else "CX209", facts={"count": str(len(offices))})
    if not any(office.protege_slots and office.capability for office in offices):
        yield Finding(code="CX313")
    lowest = framework.need_scale.bottom
    for reply in replies:
        if not (reply.capability or reply.need):
            yield _of_office("CX210", reply)
        elif reply.protege_slots and all(level <= lowest for level in reply.need.values()):
            yield _of_office("CX305", reply, can="can mentor and " if reply.mentor_slots else "")


def unequal_areas(plans: Sequence[Plan], areas: Areas, needs: Needs) -> Iterator[Finding]:
    """Warn of areas where need is asked and capability is not."""
    rated = {areas.id_of(use.area) for plan in plans for _, use in plan.of(Kind.CAPABILITY)}
    needed = {area for columns in needs.columns for area in columns}
    alone = [area.name for area in areas.framework.areas if area.id in needed and area.id not in rated]
    if rated and alone and needs.way is not Way.JOINED:
        yield Finding(code="CX311", facts={"areas": ", ".join(alone)})


def without_echoes(findings: Sequence[Finding]) -> list[Finding]:
    """Drop "no answers"/"no need" warnings for a row with errors: its answers could not be read."""
    wrong = {(finding.place.sheet, finding.place.row) for finding in findings if finding.severity is Severity.ERROR}
    return [one for one in findings if one.code not in _ECHOES or (one.place.sheet, one.place.row) not in wrong]


def _of_office(code: str, reply: Reply, **facts: str) -> Finding:
    return Finding(code=code, place=reply.plan.form.place(None, reply.row), facts={"office": clean(reply.name), **facts})


def column_uses(plan: Plan) -> Iterator[ColumnUse]:
    """Return each column with its use, in the words of a columns file."""
    refused = {(one.place.column, one.place.heading) for one in plan.findings if one.code in ("CX309", "CX317")}
    for heading in plan.form.headings:
        use = plan.uses.get(heading.index, NOT_USED)
        open_one = use.kind in (Kind.ATTRIBUTE, Kind.UNUSED) and (heading.column, heading.text) in refused
        yield ColumnUse(column=heading.column, heading=heading.text, use=TO_DECIDE if open_one else str(use))


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Order findings as a person goes through a survey: the whole first, then sheet by sheet, row by row, left to right."""
    return sorted(findings, key=_reading_order)


def _reading_order(finding: Finding) -> tuple[bool, str, str, int, int, str]:
    place = finding.place
    if place.row is None:
        return False, "", "", 0, len(place.column), place.column
    return True, place.file, place.sheet, place.row, len(place.column), place.column


def source_of(plans: Sequence[Plan], layout: str, notes: Iterable[Finding]) -> Source:
    """Return the source of a cohort that was read by these plans."""
    forms = [plan.form for plan in plans]
    words = _headings(plans, is_free_text)
    return Source(
        name=" and ".join(dict.fromkeys(form.table.name for form in forms)),
        sha256=" ".join(dict.fromkeys(form.table.sha256 for form in forms)),
        layout=layout,
        answered=max(map(_answered, plans)),
        contacts=tuple(heading for heading in _headings(plans, holds_contacts) if heading not in words),
        own_words=words,
        notes=tuple(notes),
    )


def _answered(plan: Plan) -> str:
    heading = plan.only(Kind.TIME)
    return last_day(plan.form.column(heading)) if heading else ""


def _headings(plans: Sequence[Plan], is_one: Callable[[Plan, Heading], bool]) -> tuple[str, ...]:
    found = (heading.text for plan in plans for heading, _ in plan.of(Kind.ATTRIBUTE) if is_one(plan, heading))
    return tuple(dict.fromkeys(found))
