"""The rated columns of one direction: which scale they are on, and the level of every different answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cxmatch.domain.findings import Finding
from cxmatch.domain.scale import Scale
from cxmatch.records.text import clean, visible
from cxmatch.survey.answers.cells import MOST_SHOWN, Understood, shown, understand
from cxmatch.survey.answers.scales import LabelScale, scale_of_words
from cxmatch.survey.columns.known import Plan
from cxmatch.survey.headings.mapping import toml_line
from cxmatch.survey.headings.survey import Heading, Kind

MOST_LISTED, MOST_WORDS = 5, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratings:
    """The final scale of a direction, the level of each cell text (None where it is not answered), and what was noticed.

    `absent` counts the ways of not answering.
    """

    scale: Scale
    levels: Mapping[str, int | None] = field(default_factory=dict)
    absent: Mapping[str, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def read_ratings(plans: Sequence[Plan], kinds: Sequence[Kind], scale: Scale, words: Mapping[str, str]) -> Ratings:
    """Read every different cell of these columns once.

    `scale` is the framework's; a survey that answers in the words of another known scale is read by that one. `words`
    are the answers that a columns file explains.
    """
    counts = _counts(plans, kinds)
    own = _scale_in_words(counts, scale, words)
    if own:
        scale, words = own.scale, {**own.same, **words}
    commas = any(plan.form.table.decimal_comma for plan in plans)
    said = {text: understand(text, scale, words, decimal_comma=commas) for text in counts}
    scale, levels = _coarsened(said, scale)
    findings = [
        *_announced(own, kinds),
        *_places_of_labels(said, scale),
        *_troubles(plans, kinds, said),
        *_repairs(plans, kinds, said),
    ]
    return Ratings(scale=scale, levels=levels, absent=_absent(counts, said), findings=tuple(findings))


def _counts(plans: Sequence[Plan], kinds: Sequence[Kind]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for plan in plans:
        for heading, _ in plan.of(*kinds):
            counts.update(plan.form.column(heading))
    return counts


def _scale_in_words(counts: Iterable[str], scale: Scale, words: Mapping[str, str]) -> LabelScale | None:
    """Return the known scale of words the answers are on, unless the framework's own scale reads as many of them."""
    texts = [text for text in counts if text.strip()]
    found = scale_of_words(texts) if not words else None
    if not found or found.scale == scale:
        return None
    readable = sum(scale.read(text) is not None for text in texts)
    return found if sum(map(found.knows, texts)) > readable else None


def _coarsened(said: Mapping[str, Understood], scale: Scale) -> tuple[Scale, dict[str, int | None]]:
    """Convert levels to the largest unit that is exact for all of them, so that whole ratings have no decimals."""
    found = {answer.level for answer in said.values() if answer.level is not None}
    factor = next(size for size in (100, 10, 1) if scale.unit % size == 0 and not any(level % size for level in found))
    levels = {text: None if answer.level is None else answer.level // factor for text, answer in said.items()}
    return scale.with_decimals(scale.decimals - len(str(factor)) + 1), levels


def _announced(own: LabelScale | None, kinds: Sequence[Kind]) -> list[Finding]:
    facts = {"name": own.name, "levels": own.scale.describe(), "direction": str(kinds[0])} if own else {}
    return [Finding(code="CX473", facts=facts)] if own else []


def _places_of_labels(said: Mapping[str, Understood], scale: Scale) -> list[Finding]:
    """Return a note if numbers were read on a scale of words, where 3 is the third label."""
    numbers = sorted(text.strip() for text, answer in said.items() if answer.level is not None and text.strip().isdecimal())
    if not (scale.labels and numbers):
        return []
    return [Finding(code="CX475", facts={"numbers": ", ".join(numbers[:MOST_LISTED]), "levels": scale.describe()})]


def _troubles(plans: Sequence[Plan], kinds: Sequence[Kind], said: Mapping[str, Understood]) -> list[Finding]:
    """Return a finding for each cell that cannot be read."""
    bad = {text: answer for text, answer in said.items() if answer.code}
    columns = [(plan, heading) for plan in plans for heading, _ in plan.of(*kinds)] if bad else []
    strange = {id(heading): facts for plan, heading in columns if (facts := _strange(plan, heading, said))}
    whole = [(plan, heading) for plan, heading in columns if id(heading) in strange]
    return [Finding(code="CX117", place=plan.form.place(heading), facts=strange[id(heading)]) for plan, heading in whole] + [
        Finding(code=bad[text].code, place=plan.form.place(heading, row), facts=bad[text].facts)
        for text, plan, heading, row in _cells_with(plans, kinds, bad)
        if id(heading) not in strange
    ]


def _strange(plan: Plan, heading: Heading, said: Mapping[str, Understood]) -> dict[str, str]:
    """Return the [levels] lines for a column of unknown words only, such as Beginner and Expert; nothing for any other."""
    answers = {clean(text): said[text] for text in set(plan.form.column(heading)) if not said[text].absent}
    if not (1 < len(answers) <= MOST_WORDS and all(text[:1].isalpha() and _is_strange(one) for text, one in answers.items())):
        return {}
    numbers = {text: re.findall(r"\d+", text) for text in sorted(answers)}
    lines = [toml_line(shown(text), found[0] if len(found) == 1 else "?") for text, found in numbers.items()]
    return {"value": ", ".join(map(shown, numbers)), "lines": ", ".join(lines), "levels": answers[min(answers)].facts["levels"]}


def _is_strange(answer: Understood) -> bool:
    return answer.code == "CX104" and not answer.facts["hint"]


def _cells_with(
    plans: Sequence[Plan], kinds: Sequence[Kind], texts: Mapping[str, Understood]
) -> list[tuple[str, Plan, Heading, int]]:
    if not texts:
        return []
    return [
        (text, plan, heading, row)
        for plan in plans
        for heading, _ in plan.of(*kinds)
        for row, text in enumerate(plan.form.column(heading))
        if text in texts
    ]


def _repairs(plans: Sequence[Plan], kinds: Sequence[Kind], said: Mapping[str, Understood]) -> list[Finding]:
    """Return one note that lists the answers read without the blanks or footnote marks around them."""
    forgiven = {text: answer for text, answer in said.items() if answer.repaired and answer.level is not None}
    cells = _cells_with(plans, kinds, forgiven)
    if not cells:
        return []
    listed = ((plan.form.place(heading, row), text) for text, plan, heading, row in cells)
    places = [f'row {place.row}, column {place.column}: "{visible(text[:MOST_SHOWN])}"' for place, text in listed]
    more = f" and {len(places) - MOST_LISTED} more" if len(places) > MOST_LISTED else ""
    return [Finding(code="CX451", facts={"count": str(len(places)), "cells": "; ".join(places[:MOST_LISTED]) + more})]


def _absent(counts: Mapping[str, int], said: Mapping[str, Understood]) -> dict[str, int]:
    absent: Counter[str] = Counter()
    for text, answer in said.items():
        if answer.absent:
            absent[answer.absent] += counts[text]
    return dict(absent)
