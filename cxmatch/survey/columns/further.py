"""Further columns: kept as attributes of an office, unless they hold free text or tell of a person."""

from __future__ import annotations

import re

from cxmatch.records.text import fold
from cxmatch.survey.columns.known import Plan
from cxmatch.survey.columns.private import private_answers, private_heading
from cxmatch.survey.headings.survey import NOT_USED, Heading, Kind, Use
from cxmatch.survey.headings.wording import is_called

MOST_ATTRIBUTES = 40
MOST_ATTRIBUTE, MOST_WORDS, FEW_WORDS = 200, 12, 6
_OPEN_QUESTION = re.compile(r"(?:please )?(?:what|why|how(?! many| much| often| large| big)|describe|tell|explain|share|list)\b")


def settle_attributes(plan: Plan) -> None:
    """Keep the columns that have no use yet as attributes if they hold short texts; drop the others, with a finding."""
    left, further = plan.unsettled(), too_many(plan)
    for heading in left:
        plan.uses[heading.index] = NOT_USED
    if further:
        plan.notice("CX308", count=str(len(further)), most=str(MOST_ATTRIBUTES))
        return
    for heading in left:
        _settle_attribute(plan, heading)


def too_many(plan: Plan) -> list[int]:
    """Return the columns without a use if there are too many of them to keep; an empty list otherwise."""
    further = [heading.index for heading in plan.unsettled() if heading.text]
    return further if len(further) > MOST_ATTRIBUTES else []


def _settle_attribute(plan: Plan, heading: Heading) -> None:
    why = _why_left_out(plan, heading) if heading.text else ""
    if not heading.text:
        plan.notice("CX307", heading)
    elif why:
        plan.notice("CX461", heading, value=heading.text, why=why)
    else:
        plan.uses[heading.index] = Use(kind=Kind.ATTRIBUTE)


def _why_left_out(plan: Plan, heading: Heading) -> str:
    """Return why a column is not kept; "" if it is. What was asked to be kept is kept for what its heading says."""
    cells = plan.form.column(heading)
    asked = private_heading(heading.text, cells)
    if asked:
        return "" if asked.contact and plan.keep_email else asked.why
    if is_free_text(plan, heading):
        return "" if plan.keep_words else "it holds free text"
    held = private_answers(heading.text, cells)
    return held.why if held else ""


def is_free_text(plan: Plan, heading: Heading) -> bool:
    """Tell whether a column holds what people wrote in their own words, rather than a choice or a name."""
    cells = plan.form.column(heading)
    words = FEW_WORDS if _OPEN_QUESTION.match(fold(heading.text)) else MOST_WORDS
    return is_called(heading.text, "comments") or any(len(cell) > MOST_ATTRIBUTE or len(cell.split()) >= words for cell in cells)


def holds_contacts(plan: Plan, heading: Heading) -> bool:
    """Tell whether a column that is kept says how to reach a person, or who it is: only what was asked for can."""
    if heading.index not in plan.mapped and not plan.keep_email:
        return False
    cells = plan.form.column(heading)
    return bool(private_heading(heading.text, cells) or private_answers(heading.text, cells))
