"""The refusal table as a paper: what a single no would come to, for the organizers alone."""

from __future__ import annotations

from collections.abc import Callable

from cxmatch.domain.foretold import Refusal, Refusals
from cxmatch.domain.matching import Side
from cxmatch.domain.rows import Cell, Column
from cxmatch.exports.paper import Paper, Section, Table
from cxmatch.records.codec import dumps
from cxmatch.records.text import listed

_TELLS = "One no to one pairing, whoever of the two says it: the plan that a rerun would take then. The dearest stands first."


def refusals_paper(found: Refusals) -> Paper:
    """Return the refusal table as a paper."""
    table = _table(found)
    return Paper(
        title="If one says no",
        reader="For the organizers only: it says what each no would cost, and was worked out before anybody was asked.",
        brief=(found.words,),
        sections=(Section(heading="No by no", blocks=(_TELLS, table)),),
        tables=(table,),
        record=dumps(found),
    )


def _table(found: Refusals) -> Table:
    told = _told(found.unit)
    rows = [tuple(tell(row) for _, tell in told) for row in found.dearest_first]
    return Table(name="Refusals", tells=_TELLS, columns=tuple(column for column, _ in told), rows=rows)


def _told(unit: int) -> tuple[tuple[Column, Callable[[Refusal], Cell]], ...]:
    return (
        (Column("Who says no", 28), lambda row: row.office),
        (Column("As", 9), lambda row: "mentor" if row.by is Side.MENTOR else "protege"),
        (Column("To", 28), lambda row: row.partner),
        (Column("What it costs", 30), lambda row: row.price(unit)),
        (Column("Proteges fewer", 10, "number"), lambda row: None if row.impossible else row.paired),
        (Column("Total fit lower by", 10, "number"), lambda row: _steps(row, unit)),
        (Column("Other pairings changed", 10, "number"), lambda row: None if row.impossible else row.changed),
        (Column("The plan then", 60), lambda row: row.plan),
        (Column("Whom to phone", 50), lambda row: listed(row.phone)),
    )


def _steps(row: Refusal, unit: int) -> Cell:
    if row.impossible:
        return None
    return row.points if unit == 1 else row.points / unit
