"""What each column of a form is used as: a columns file first, known names next, a careful guess last."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from cxmatch.domain.findings import Finding
from cxmatch.records.text import clean, fold
from cxmatch.survey.columns.private import dropped_at_once
from cxmatch.survey.headings.mapping import LINES_BETWEEN, ColumnsFile, toml_line
from cxmatch.survey.headings.survey import BY_AREA, NOT_USED, ONE_COLUMN, Form, Heading, Kind, Use
from cxmatch.survey.headings.wording import Parts, aliases, is_called, key, name_in, parts_of, split_heading, without_scale_hint

MOST_NAMED = 12
_COPY = re.compile(r"(.*?[^\W\d])[._ ]?\d{1,2}")


@dataclass(slots=True, kw_only=True)
class Plan:
    """The use of every column of one form, and what was noticed while settling it.

    `keep_email` and `keep_words` say whether contacts and free text are kept as attributes.
    """

    form: Form
    keep_email: bool = False
    keep_words: bool = False
    uses: dict[int, Use] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    mapped: set[int] = field(default_factory=set)

    def of(self, *kinds: Kind) -> list[tuple[Heading, Use]]:
        """Return the columns of these kinds, in the order of the survey."""
        return [(self.form.headings[index], use) for index, use in sorted(self.uses.items()) if use.kind in kinds]

    def only(self, kind: Kind) -> Heading | None:
        """Return the one column of a kind, or None."""
        return next((heading for heading, _ in self.of(kind)), None)

    def unsettled(self) -> list[Heading]:
        """Return the columns that have no use yet."""
        return [heading for heading in self.form.headings if heading.index not in self.uses]

    def asks_for_office(self) -> bool:
        """Tell whether several columns could name the office, and the organizer is asked which."""
        return any(finding.code == "CX317" for finding in self.findings)

    def notice(self, code: str, heading: Heading | None = None, **facts: str) -> None:
        """Note something about a column, or about the columns as a whole."""
        self.findings.append(Finding(code=code, place=self.form.place(heading), facts=facts))


def plan_columns(form: Form, mapping: ColumnsFile, *, keep_email: bool = False, keep_words: bool = False) -> Plan:
    """Settle what the headings alone can settle. Areas are still named as the survey names them."""
    plan = Plan(form=form, keep_email=keep_email, keep_words=keep_words)
    _take_mapped(plan, mapping)
    _take_technical(plan)
    _take_named(plan)
    _take_directions(plan)
    return plan


def _take_mapped(plan: Plan, mapping: ColumnsFile) -> None:
    """Use the columns that a columns file names as it says; they are neither guessed about nor dropped later."""
    for heading in plan.form.headings:
        use = mapping.use_of(heading)
        if use:
            plan.uses[heading.index] = use
            plan.mapped.add(heading.index)
    unknown = mapping.unknown(plan.form.headings)
    if unknown:
        plan.notice("CX312", headings=", ".join(f'"{name}"' for name in unknown[:8]))


def _take_technical(plan: Plan) -> None:
    """Drop what survey tools add, contacts and free text; keep one time column, which tells the later of two answers."""
    times = aliases()["time of answer"]
    timed = sorted((times[key(heading.text)], heading.index) for heading in plan.unsettled() if key(heading.text) in times)
    if timed and not plan.of(Kind.TIME):
        plan.uses[timed[0][1]] = Use(kind=Kind.TIME)
    asked = ((plan.keep_email, _is_contact), (plan.keep_words, _is_comment))
    kept = [heading for heading in plan.unsettled() if any(keep and is_one(heading) for keep, is_one in asked)]
    plan.uses.update({heading.index: Use(kind=Kind.ATTRIBUTE) for heading in kept})
    dropped = [heading for heading in plan.unsettled() if _is_private(heading)]
    plan.uses.update({heading.index: NOT_USED for heading in dropped})
    if dropped:
        more = f" and {len(dropped) - MOST_NAMED} more" if len(dropped) > MOST_NAMED else ""
        plan.notice("CX460", headings=", ".join(f'"{heading.text}"' for heading in dropped[:MOST_NAMED]), more=more)


def _is_contact(heading: Heading) -> bool:
    reason = dropped_at_once(heading.text)
    return bool(reason and reason.contact)


def _is_comment(heading: Heading) -> bool:
    return is_called(heading.text, "comments")


def _is_private(heading: Heading) -> bool:
    groups = ("technical", "time of answer", "comments")
    named = any(is_called(heading.text, group) for group in groups)
    return heading.technical or named or dropped_at_once(heading.text) is not None


def _take_named(plan: Plan) -> None:
    """For each use that only one column may have, pick the heading highest in aliases.toml."""
    for kind in ONE_COLUMN:
        if plan.of(kind):
            continue
        names = _names_of(kind, plan.form.side)
        known = ((name_in(heading.text, names), heading) for heading in plan.unsettled() if not heading.item)
        called = [(names[name], heading) for name, heading in known if name]
        best = min((place for place, _ in called), default=-1)
        winners = [heading for place, heading in called if place == best]
        if len(winners) > 1:
            _refuse_same(plan, winners, [str(kind), str(Kind.ATTRIBUTE)])
        elif winners:
            plan.uses[winners[0].index] = Use(kind=kind)


def _names_of(kind: Kind, side: str) -> Mapping[str, int]:
    known = aliases()[kind]
    return {**{word: len(known) for word in aliases()["office of a side"]}, **known} if side and kind is Kind.OFFICE else known


def _take_directions(plan: Plan) -> None:
    """Take the headings that say a direction and an area.

    Known prefixes ("Capability:") are accepted. Other wordings are accepted only if two columns share them or the area is
    already known. Known prefixes go first, so that a second rating of an area ("Level: Hiring") stays a further column.
    """
    found = {heading.index: parts for heading in plan.unsettled() if (parts := _parts(heading))}
    asked = Counter(parts.prefix for parts in found.values())
    sure = {index: Use(kind=parts.kind, area=parts.area) for index, parts in found.items() if parts.named}
    plan.uses.update(sure)
    taken = {(use.kind, key(use.area)) for _, use in plan.of(*BY_AREA)}
    areas = {area for _, area in taken}
    for index, parts in found.items():
        likely = asked[parts.prefix] > 1 or key(parts.area) in areas
        if index not in sure and likely and (parts.kind, key(parts.area)) not in taken:
            take(plan, plan.form.headings[index], Use(kind=parts.kind, area=parts.area))


def take(plan: Plan, heading: Heading, use: Use) -> None:
    """Settle a column by its words, and say so."""
    plan.uses[heading.index] = use
    plan.notice("CX474", heading, value=heading.text, use=str(use))


def ask(plan: Plan, heading: Heading, use: Use, code: str = "CX309", **facts: str) -> None:
    """Refuse a column whose use is not sure, with the line that would settle it."""
    twice = sum(fold(other.text) == fold(heading.text) for other in plan.form.headings) > 1
    line = toml_line(f"column {heading.column}" if twice else heading.text, str(use))
    plan.notice(code, heading, value=heading.text, use=str(use), line=line, **facts)


def _parts(heading: Heading) -> Parts | None:
    if not heading.item:
        return split_heading(heading.text)
    question = without_scale_hint(heading.question)
    return parts_of(question, heading.item, named=True) or parts_of(question, heading.item, named=False)


def refuse_twins(plan: Plan) -> None:
    """Refuse two columns with the same use, and "X.1"/"X2" beside "X", the name a program gives a repeated heading."""
    groups: dict[tuple[Kind, str], list[Heading]] = {}
    for heading, use in plan.of(*BY_AREA):
        groups.setdefault((use.kind, fold(use.area)), []).append(heading)
    for (kind, area), twins in groups.items():
        spelled = plan.uses[twins[0].index].area
        if len(twins) > 1:
            _refuse_same(plan, twins, [f"{kind}, {spelled}", str(NOT_USED)])
        copy = _COPY.fullmatch(area)
        if copy and (kind, copy[1]) in groups and twins[0].index not in plan.mapped:
            line = f'"column {twins[0].column}" = "{NOT_USED}"'
            plan.notice("CX310", twins[0], value=twins[0].text, stem=copy[1], line=line)


def _refuse_same(plan: Plan, twins: list[Heading], uses: list[str]) -> None:
    """Refuse headings with the same use, and propose a line of a columns file for each."""
    wanted = [clean(uses[min(place, len(uses) - 1)]) for place in range(len(twins))]
    lines = [toml_line(f"column {twin.column}", use) for twin, use in zip(twins, wanted, strict=True)]
    plan.notice(
        "CX302",
        twins[-1],
        value=twins[-1].text,
        columns=" and ".join(twin.column for twin in twins),
        lines=LINES_BETWEEN.join(lines),
    )
