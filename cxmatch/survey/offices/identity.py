"""From replies to offices: one per name and department, each with an id of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from cxmatch.domain.cohort import Office
from cxmatch.domain.findings import Finding
from cxmatch.records.text import clean, fold
from cxmatch.survey.answers.cells import shown
from cxmatch.survey.columns.known import Plan
from cxmatch.survey.headings.mapping import toml_line
from cxmatch.survey.headings.survey import Kind
from cxmatch.survey.headings.units import unit_of
from cxmatch.survey.offices.lookalikes import hidden_characters, look_alikes
from cxmatch.survey.offices.replies import Reply
from cxmatch.survey.offices.times import Orders, latest, orders_in

MOST_NAME = 200
MOST_HINTS = 3
NO_DEPARTMENT = "no department"
_SUMMARIES = frozenset(
    {"total", "totals", "grand total", "subtotal", "sub-total", "sum", "average", "averages", "mean", "median", "overall"}
    | {"count", "max", "maximum", "min", "minimum", "std dev", "std. dev.", "stdev", "std", "standard deviation", "benchmark"}
    | {"grand totals", "sub total", "avg", "mode", "range", "variance"}
)
_FIRST_LETTERS = frozenset({word[:2] for word in _SUMMARIES} | {"n", "n=", "n "})
_LONGEST_SUMMARY = 32
_AMOUNT = re.compile(r"\s*(?:[(\[].*|[=:]?\s*[\d.,%]*)$")
_COUNT = re.compile(r"n\s*=.*")
Key = tuple[str, str]


@dataclass(slots=True, kw_only=True)
class Roll:
    """The replies by folded name and department, in the order of the rows, and what was noticed."""

    replies: dict[Key, list[Reply]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    orders: dict[int, Orders] = field(default_factory=dict)

    def orders_of(self, first: Plan, other: Plan) -> Orders:
        """Return the orders of month and day that fit the times of both forms."""
        for plan in (first, other):
            heading = plan.only(Kind.TIME)
            if id(plan) not in self.orders:
                self.orders[id(plan)] = orders_in(plan.form.column(heading) if heading else ())
        return tuple(order for order in self.orders[id(first)] if order in self.orders[id(other)])

    def notice(self, code: str, reply: Reply, facts: Mapping[str, str], kind: Kind = Kind.OFFICE) -> None:
        """Note something about the row of a reply."""
        heading = reply.plan.only(kind)
        self.findings.append(Finding(code=code, place=reply.plan.form.place(heading, reply.row), facts=facts))


def offices_of(replies: Sequence[Reply], duplicates: str) -> tuple[list[Office], list[Finding]]:
    """Return the offices, and everything noticed about names, duplicates and look-alikes."""
    roll = Roll()
    folded = cache(fold)
    for reply in replies:
        if _is_named(roll, reply, folded):
            roll.replies.setdefault((folded(reply.name), folded(reply.department)), []).append(reply)
    kept = {key: _settle(roll, twins, duplicates) for key, twins in roll.replies.items()}
    _warn_look_alikes(roll, kept)
    offices = _named(kept)
    _refuse_same_ids(roll, offices, list(kept.values()))
    return offices, roll.findings


def _refuse_same_ids(roll: Roll, offices: Sequence[Office], replies: Sequence[Reply]) -> None:
    """Refuse two offices that end up with the same id, such as "A (B)" and office A of department B."""
    taken: dict[str, Reply] = {}
    for office, reply in zip(offices, replies, strict=True):
        first = taken.setdefault(office.id, reply)
        if first is not reply:
            roll.notice("CX214", reply, {"value": office.id, "first": str(first.number), "second": str(reply.number)})


def set_totals_aside(plan: Plan) -> None:
    """Refuse the rows that hold totals or averages, and leave them out of the form."""
    heading = plan.only(Kind.OFFICE)
    if heading is None:
        return
    names = plan.form.column(heading)
    totals = [row for row, name in enumerate(names) if _is_summary(name)]
    for row in totals:
        place = plan.form.place(heading, row)
        plan.findings.append(Finding(code="CX203", place=place, facts={"value": clean(names[row])}))
    plan.form = plan.form.without(totals)


def _is_summary(name: str) -> bool:
    """Tell whether this is what people write before a total, such as "Total (n=3)", "Std Dev" or "N = 14"."""
    if len(name) >= _LONGEST_SUMMARY or (name.isascii() and name.strip()[:2].lower() not in _FIRST_LETTERS):
        return False  # Nearly every name ends here: this is asked of each row.
    plain = fold(name)
    return bool(plain) and (_AMOUNT.sub("", plain) in _SUMMARIES or plain in _SUMMARIES or bool(_COUNT.fullmatch(plain)))


def _is_named(roll: Roll, reply: Reply, folded: Callable[[str], str]) -> bool:
    """Tell whether a row has a name that an office can have; note what is wrong with it, or was removed from it."""
    if not folded(reply.name):
        roll.notice("CX202", reply, {})
    elif len(reply.name) > MOST_NAME or len(reply.department) > MOST_NAME:
        kind = Kind.OFFICE if len(reply.name) > MOST_NAME else Kind.DEPARTMENT
        text = reply.name if kind is Kind.OFFICE else reply.department
        roll.notice("CX204", reply, {"length": f"{len(text):,}", "most": str(MOST_NAME), "value": shown(text)}, kind)
    else:
        if not (reply.name.isascii() and reply.name.isprintable() and reply.department.isascii()):
            _note_repairs(roll, reply)
        for kind, text in ((Kind.OFFICE, reply.name), (Kind.DEPARTMENT, reply.department)):
            if text.count('"') % 2:
                roll.notice("CX215", reply, {"value": clean(text)}, kind)
        return True
    return False


def _note_repairs(roll: Roll, reply: Reply) -> None:
    for kind, text in ((Kind.OFFICE, reply.name), (Kind.DEPARTMENT, reply.department)):
        if text.isascii() and text.isprintable():
            continue
        hidden = hidden_characters(text)
        if hidden:
            roll.notice("CX452", reply, {"value": clean(text), "shown": hidden}, kind)


def _settle(roll: Roll, twins: list[Reply], duplicates: str) -> Reply:
    """Return the one reply that counts for an office, of all that it gave."""
    first, *others = twins
    for other in others:
        first = _one_of(roll, first, other, duplicates)
    return first


def _one_of(roll: Roll, first: Reply, other: Reply, duplicates: str) -> Reply:
    rows = {"first": _where(first, other), "second": _where(other, first), "value": clean(other.name)}
    if first.plan.form.side != other.plan.form.side:
        joined = _joined(first, other)
        if joined:
            return joined
    elif _answers(first) == _answers(other):
        roll.notice("CX454", other, rows)
        return first
    elif duplicates == "latest" and (newest := latest(first, other, roll.orders_of(first.plan, other.plan))):
        roll.notice("CX455", other, {**rows, "kept": str(newest.number), "time": clean(newest.time)})
        return newest
    hint = _spelled(first, other) or _parts_of_one(first, other)
    roll.notice("CX205" if duplicates == "latest" else "CX201", other, {**rows, **hint})
    return first


def _parts_of_one(first: Reply, other: Reply) -> dict[str, str]:
    """Say what tells two answers of an agency apart: they may come from two offices of it."""
    heading = other.plan.only(Kind.OFFICE)
    unit = unit_of(heading.text) if heading else None
    said = sorted(first.attributes.keys() | other.attributes.keys()) if unit and unit.rung else []
    apart = [name for name in said if first.attributes.get(name) != other.attributes.get(name)]
    if not apart or not heading:
        return {}
    named, line = ", ".join(f'"{name}"' for name in apart[:MOST_HINTS]), toml_line(apart[0], str(Kind.OFFICE))
    hint = f" They differ in {named}: if that names the office, write  {line}  below [columns] in a columns file."
    return {"hint": f"{hint} Do so before you remove a row."}


def _where(reply: Reply, other: Reply) -> str:
    """Name a row, with its sheet where the two stand in different ones."""
    table, there = reply.plan.form.table, other.plan.form.table
    if (table.name, table.sheet) == (there.name, there.sheet):
        return str(reply.number)
    return f"{reply.number} of {table.sheet or table.name}"


def _spelled(first: Reply, other: Reply) -> dict[str, str]:
    """Explain why two differently spelled names count as one."""
    if clean(first.name) == clean(other.name) and first.name.strip() == other.name.strip():
        return {}
    marks = hidden_characters(other.name) or hidden_characters(first.name)
    return {"hint": f" The names are spelled differently{f' ({marks})' if marks else ''} and count as one."}


def _answers(reply: Reply) -> tuple[dict[str, int], dict[str, int], int, int]:
    return reply.capability, reply.need, reply.mentor_slots, reply.protege_slots


def _joined(first: Reply, other: Reply) -> Reply | None:
    """Join what an office says as a mentor and as a protege, unless the two contradict each other."""
    for one, two in ((first.capability, other.capability), (first.need, other.need)):
        if any(one[area] != two[area] for area in one.keys() & two.keys()):
            return None
    return Reply(
        first.plan,
        first.row,
        first.name,
        first.department,
        {**first.capability, **other.capability},
        {**first.need, **other.need},
        max(first.mentor_slots, other.mentor_slots),
        max(first.protege_slots, other.protege_slots),
        first.time,
        {**other.attributes, **first.attributes},
        tuple(side for side in first.assumed if side in other.assumed),
    )


def _warn_look_alikes(roll: Roll, kept: Mapping[Key, Reply]) -> None:
    spelled: dict[str, Reply] = {}
    for (name, _), reply in kept.items():
        first = spelled.setdefault(name, reply)
        if first is not reply and clean(first.name) != clean(reply.name):
            facts = {"first": str(first.number), "second": str(reply.number), "value": clean(reply.name)}
            roll.notice("CX213", reply, {**facts, "other": clean(first.name)})
        if name.isdecimal() and reply.plan.form.table.sheet:
            roll.notice("CX211", reply, {"value": clean(reply.name)})
    for first, other in look_alikes(list(kept.values())):
        scripts = hidden_characters(other.name + first.name, everything=True)
        facts = {"first": str(first.number), "second": str(other.number), "value": clean(other.name), "scripts": scripts}
        roll.notice("CX207", other, facts)


def _named(kept: Mapping[Key, Reply]) -> list[Office]:
    """Return the offices. The id of one is its name, or name and department where offices share a name."""
    shared: dict[str, int] = {}
    for name, _ in kept:
        shared[name] = shared.get(name, 0) + 1
    cleaned = cache(clean)  # departments repeat
    return [_office(reply, cleaned(reply.department), shared[name] > 1) for (name, _), reply in kept.items()]


def _office(reply: Reply, department: str, with_department: bool) -> Office:
    name = clean(reply.name)
    return Office(
        id=f"{name} ({department or NO_DEPARTMENT})" if with_department else name,
        name=name,
        department=department,
        capability=reply.capability,
        need=reply.need,
        mentor_slots=reply.mentor_slots,
        protege_slots=reply.protege_slots,
        assumed=tuple(side for side in reply.assumed if getattr(reply, f"{side}_slots")),
        attributes=reply.attributes,
    )
