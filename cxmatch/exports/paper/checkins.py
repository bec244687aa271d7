"""What a status says as a paper; its words are the noun's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cxmatch.domain.checkin import CheckIn, Course, Owed, PairStatus, Repaired, RoundStatus
from cxmatch.domain.findings import Finding
from cxmatch.domain.matching import Side
from cxmatch.domain.rows import Column
from cxmatch.exports.paper import ORGANIZERS, Paper, Points, Section, Table, Told, tabled
from cxmatch.records.codec import dumps
from cxmatch.records.text import counted, listed

PAIRINGS = "Pairings"  # the sheet that `rerun --decisions` reads
_TELLS = (
    "What the two sides of each pair say. Change stands beside those that never met: with  cxmatch rerun RUN --decisions FILE"
    "  they get other partners. You decide: empty the cell, or write Keep, Change or Never."
)


def status_paper(found: RoundStatus) -> Paper:
    """Return the status of a round as a paper."""
    plans = tabled(
        "Other partners", "What it would cost to give those who never met other partners.", _on_plan(found), found.plans
    )
    return Paper(
        title="How the pairs go",
        reader=f"{ORGANIZERS} it says of each pair what both sides answered.",
        brief=(found.verdict, *_phone(found)),
        sections=tuple(_sections(found)),
        tables=(
            _decided(found),
            *([plans] * bool(found.plans)),
            tabled("Owe an answer", "Who has not answered, and about whom.", _ON_OWED, found.owed),
            *noticed_table(found.findings),
        ),
        record=dumps(found),
    )


def _decided(found: RoundStatus) -> Table:
    """Return the pairs with a column for decisions, which is there for organizers also where it is empty."""
    table = tabled(PAIRINGS, _TELLS, _ON_PAIR, found.pairs)
    said = ["Change" if pair.course is Course.NEVER_MET else "" for pair in found.pairs]
    rows = [(*row, decision) for row, decision in zip(table.rows, said, strict=True)]
    return replace(table, columns=(*table.columns, _DECISION), rows=rows)


def _phone(found: RoundStatus) -> list[str]:
    return [f"To phone first: {listed(found.to_phone)}."] if found.to_phone else []


def _sections(found: RoundStatus) -> Iterator[Section]:
    for course in Course:
        if pairs := found.of(course):
            table = tabled("What both sides say", "", (*_ON_NAMES, *_ON_ANSWERS), pairs)
            yield Section(heading=f"{course.value.capitalize()}: {counted(len(pairs), 'pair')}", blocks=(table,))
    if found.plans or found.no_plan:
        yield Section(heading="Other partners for those who never met", blocks=tuple(_on_plans(found)))
    if found.owed:
        owed = tuple(f"{each.office}, about its {each.role.value} {each.partner}" for each in found.owed)
        yield Section(heading="Owe an answer", blocks=(Points(texts=owed),))
    yield from noticed(found.findings)


def _on_plans(found: RoundStatus) -> Iterator[str | Points]:
    if found.no_plan:
        yield f"There is no way: {found.no_plan}"
    for plan in found.plans:
        what = f"Plan {plan.letter} changes {counted(plan.others, 'other pairing')} and costs {plan.costs(found.unit)}."
        yield f"{what} To tell: {listed(plan.to_tell)}."
        yield Points(texts=tuple(map(str, plan.moves)))


def noticed(findings: Sequence[Finding]) -> Iterator[Section]:
    """Yield, where there is any, a section with what was noticed in check-ins."""
    if findings:
        told = tuple(f"{each.code}: {_where(each)}{each.message} {each.remedy}".strip() for each in findings)
        yield Section(heading="Noticed in the check-ins", blocks=(Points(texts=told),))


def noticed_table(findings: Sequence[Finding]) -> list[Table]:
    """Return, where there is any, a table with what was noticed in check-ins."""
    return [tabled("Findings", "What was noticed in the check-ins.", _ON_FINDING, findings)] if findings else []


def said_by(answers: Sequence[CheckIn], side: Side) -> str:
    """Say what one side says of a pairing."""
    return next((each.told for each in answers if each.by is side), "no answer")


def _where(each: Finding) -> str:
    place = each.place
    row, column = f", row {place.row}" if place.row else "", f", column {place.column}" if place.column else ""
    return f"{place.file}{row}{column}: " if place.file else ""


_ON_NAMES: Told[PairStatus] = (
    (Column("Mentor", 30), lambda pair: pair.mentor),
    (Column("Protege", 30), lambda pair: pair.protege),
)
_ON_ANSWERS: Told[PairStatus] = (
    (Column("The mentor says", 46), lambda pair: said_by(pair.answers, Side.MENTOR)),
    (Column("The protege says", 46), lambda pair: said_by(pair.answers, Side.PROTEGE)),
    (Column("They differ on", 20), lambda pair: listed(pair.differ)),
)
_ON_PAIR: Told[PairStatus] = (
    *_ON_NAMES,
    (Column("How it goes", 20), lambda pair: pair.course.value),
    *_ON_ANSWERS,
)
_DECISION = Column("Decision", 10)
_ON_OWED: Told[Owed] = (
    (Column("Office", 34), lambda owed: owed.office),
    (Column("Partner", 34), lambda owed: owed.partner),
    (Column("Partner is", 10), lambda owed: owed.role.value),
)
_ON_FINDING: Told[Finding] = (
    (Column("Code", 8), lambda each: each.code),
    (Column("File", 24), lambda each: each.place.file),
    (Column("Row", 8, "number"), lambda each: each.place.row),
    (Column("What was noticed", 60), lambda each: each.message),
    (Column("What to do", 60), lambda each: each.remedy),
)


def _on_plan(found: RoundStatus) -> Told[Repaired]:
    return (
        (Column("Plan", 8), lambda plan: plan.letter),
        (Column("Other pairings changed", 12, "number"), lambda plan: plan.others),
        (Column("More proteges paired", 12, "number"), lambda plan: plan.paired),
        (Column("It costs", 30), lambda plan: plan.costs(found.unit)),
        (Column("What changes", 60), lambda plan: "; ".join(map(str, plan.moves))),
        (Column("To tell", 60), lambda plan: ", ".join(plan.to_tell)),
    )
