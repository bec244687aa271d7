"""From records to offices: one an office, each with an id of its own. An office is its name and its department."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cxmatch.domain.cohort import Office
from cxmatch.domain.findings import Finding
from cxmatch.domain.names import clean, fold
from cxmatch.survey.answers.cells import shown
from cxmatch.survey.columns.plan import Plan
from cxmatch.survey.headings.uses import Kind
from cxmatch.survey.offices.lookalikes import hidden_characters, look_alikes
from cxmatch.survey.offices.records import Record
from cxmatch.survey.offices.times import latest

MOST_NAME = 200
NO_DEPARTMENT = "no department"
_SUMMARIES = frozenset(
    {"total", "totals", "grand total", "subtotal", "sub-total", "sum", "average", "averages", "mean", "median", "overall"}
)
_LONGEST_SUMMARY = 20
Key = tuple[str, str]


@dataclass(slots=True, kw_only=True)
class Roll:
    """The records by folded name and department, in the order of the rows, and what was noticed."""

    records: dict[Key, list[Record]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def notice(self, code: str, record: Record, facts: Mapping[str, str], kind: Kind = Kind.OFFICE) -> None:
        """Note something about the row of a record."""
        heading = record.plan.only(kind)
        self.findings.append(Finding(code=code, place=record.plan.form.place(heading, record.row), facts=facts))


def offices_of(records: Sequence[Record], duplicates: str) -> tuple[list[Office], list[Finding]]:
    """Give the offices, and everything noticed about names, duplicates and look-alikes."""
    roll = Roll()
    folded = _Folds()
    for record in records:
        if _is_named(roll, record, folded):
            roll.records.setdefault((folded[record.name], folded[record.department]), []).append(record)
    kept = {key: _settle(roll, twins, duplicates) for key, twins in roll.records.items()}
    _warn_look_alikes(roll, kept)
    offices = _named(kept)
    _refuse_same_ids(roll, offices, list(kept.values()))
    return offices, roll.findings


def _refuse_same_ids(roll: Roll, offices: Sequence[Office], records: Sequence[Record]) -> None:
    """Refuse the rare name that spells out what another office's name and department make together."""
    taken: dict[str, Record] = {}
    for office, record in zip(offices, records, strict=True):
        first = taken.setdefault(office.id, record)
        if first is not record:
            roll.notice("CX214", record, {"value": office.id, "first": str(first.number), "second": str(record.number)})


def set_totals_aside(plan: Plan) -> None:
    """Refuse the rows that sum up others, and read nothing else of them."""
    heading = plan.only(Kind.OFFICE)
    if heading is None:
        return
    names = plan.form.column(heading)
    totals = [row for row, name in enumerate(names) if len(name) < _LONGEST_SUMMARY and fold(name) in _SUMMARIES]
    for row in totals:
        place = plan.form.place(heading, row)
        plan.findings.append(Finding(code="CX203", place=place, facts={"value": clean(names[row])}))
    plan.form = plan.form.without(totals)


class _Folds(dict[str, str]):
    """The folded form of each text, worked out once."""

    def __missing__(self, text: str) -> str:
        self[text] = found = fold(text)
        return found


def _is_named(roll: Roll, record: Record, folded: Mapping[str, str]) -> bool:
    """Tell whether a row has a name that an office can have; note what is wrong with it, or was removed from it."""
    name = folded[record.name]
    if not name:
        roll.notice("CX202", record, {})
    elif len(record.name) > MOST_NAME or len(record.department) > MOST_NAME:
        kind = Kind.OFFICE if len(record.name) > MOST_NAME else Kind.DEPARTMENT
        text = record.name if kind is Kind.OFFICE else record.department
        roll.notice("CX204", record, {"length": f"{len(text):,}", "most": str(MOST_NAME), "value": shown(text)}, kind)
    else:
        if not (record.name.isascii() and record.name.isprintable() and record.department.isascii()):
            _note_repairs(roll, record)
        return True
    return False


def _note_repairs(roll: Roll, record: Record) -> None:
    for kind, text in ((Kind.OFFICE, record.name), (Kind.DEPARTMENT, record.department)):
        if text.isascii() and text.isprintable():
            continue
        hidden = hidden_characters(text)
        if hidden:
            roll.notice("CX452", record, {"value": clean(text), "shown": hidden}, kind)


def _settle(roll: Roll, twins: list[Record], duplicates: str) -> Record:
    """Give the one record of an office: two sides joined, equal answers once, else the latest where that was asked for."""
    first, *others = twins
    for other in others:
        first = _one_of(roll, first, other, duplicates)
    return first


def _one_of(roll: Roll, first: Record, other: Record, duplicates: str) -> Record:
    rows = {"first": _where(first, other), "second": _where(other, first), "value": clean(other.name)}
    if first.plan.form.side != other.plan.form.side:
        joined = _joined(first, other)
        if joined:
            return joined
    elif _answers(first) == _answers(other):
        roll.notice("CX454", other, rows)
        return first
    elif duplicates == "latest" and (newest := latest(first, other)):
        roll.notice("CX455", other, {**rows, "kept": str(newest.number), "time": clean(newest.time)})
        return newest
    roll.notice("CX205" if duplicates == "latest" else "CX201", other, {**rows, **_spelled(first, other)})
    return first


def _where(record: Record, other: Record) -> str:
    """Name a row, with its sheet where the two stand in different ones."""
    table, there = record.plan.form.table, other.plan.form.table
    if (table.name, table.sheet) == (there.name, there.sheet):
        return str(record.number)
    return f"{record.number} of {table.sheet or table.name}"


def _spelled(first: Record, other: Record) -> dict[str, str]:
    """Show why two names that look different are the same, or the other way round."""
    if clean(first.name) == clean(other.name) and first.name.strip() == other.name.strip():
        return {}
    marks = hidden_characters(other.name) or hidden_characters(first.name)
    return {"hint": f" They are spelled differently but compare as one name{f' ({marks})' if marks else ''}."}


def _answers(record: Record) -> tuple[dict[str, int], dict[str, int], int, int]:
    return record.capability, record.need, record.mentor_slots, record.protege_slots


def _joined(first: Record, other: Record) -> Record | None:
    """Join what an office says as a mentor and as a protege, unless the two contradict each other."""
    for one, two in ((first.capability, other.capability), (first.need, other.need)):
        if any(one[area] != two[area] for area in one.keys() & two.keys()):
            return None
    return Record(
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
    )


def _warn_look_alikes(roll: Roll, kept: Mapping[Key, Record]) -> None:
    spelled: dict[str, Record] = {}
    for (name, _), record in kept.items():
        first = spelled.setdefault(name, record)
        if first is not record and clean(first.name) != clean(record.name):
            facts = {"first": str(first.number), "second": str(record.number), "value": clean(record.name)}
            roll.notice("CX213", record, {**facts, "other": clean(first.name)})
        if name.isdecimal() and record.plan.form.table.sheet:
            roll.notice("CX211", record, {"value": clean(record.name)})
    for first, other in look_alikes(list(kept.values())):
        scripts = hidden_characters(other.name + first.name, everything=True)
        facts = {"first": str(first.number), "second": str(other.number), "value": clean(other.name), "scripts": scripts}
        roll.notice("CX207", other, facts)


def _named(kept: Mapping[Key, Record]) -> list[Office]:
    """Give each office its id: the name, or name and department where offices share a name."""
    shared: dict[str, int] = {}
    for name, _ in kept:
        shared[name] = shared.get(name, 0) + 1
    departments = _Cleaned()
    return [_office(record, departments[record.department], shared[name] > 1) for (name, _), record in kept.items()]


class _Cleaned(dict[str, str]):
    """The clean form of each text, worked out once: departments repeat."""

    def __missing__(self, text: str) -> str:
        self[text] = found = clean(text)
        return found


def _office(record: Record, department: str, with_department: bool) -> Office:
    name = clean(record.name)
    return Office(
        id=f"{name} ({department or NO_DEPARTMENT})" if with_department else name,
        name=name,
        department=department,
        capability=record.capability,
        need=record.need,
        mentor_slots=record.mentor_slots,
        protege_slots=record.protege_slots,
        attributes=record.attributes,
    )
