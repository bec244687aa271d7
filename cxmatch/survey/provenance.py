"""Where a cohort came from: the files, the day of the last answer, and which attributes are private."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from cxmatch.domain.cohort import Source
from cxmatch.domain.findings import Finding
from cxmatch.survey.columns.further import holds_contacts, is_free_text
from cxmatch.survey.columns.plan import Plan
from cxmatch.survey.headings.form import Heading
from cxmatch.survey.headings.uses import Kind
from cxmatch.survey.offices.times import last_day


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
