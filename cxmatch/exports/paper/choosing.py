"""What stars could cost as a paper: each mentor that a protege may choose, with its price, for the organizers alone."""

from __future__ import annotations

from collections.abc import Callable

from cxmatch.domain.foretold import STAR_POINTS, Candidate, Candidates
from cxmatch.domain.rows import Cell, Column
from cxmatch.exports.paper import Paper, Section, Table
from cxmatch.records.codec import dumps

_TELLS = (
    "Each mentor that a protege may star, and what the total fit would lose if just that pair were forced. The dearest stand"
    " first; those of the plan cost nothing."
)


def candidates_paper(found: Candidates) -> Paper:
    """Return what stars could cost as a paper."""
    table = _table(found)
    return Paper(
        title="What a star may cost",
        reader="For the organizers only: it says what each pair would cost, and which are those of the plan.",
        brief=(found.words, found.at_most(STAR_POINTS)),
        sections=(Section(heading="Mentor by mentor", blocks=(_TELLS, table)),),
        tables=(table,),
        record=dumps(found),
    )


def _table(found: Candidates) -> Table:
    told = _told(found.unit)
    planned = [row for row in found.rows if row.planned]
    rows = [tuple(tell(row) for _, tell in told) for row in (*found.dearest_first, *planned)]
    return Table(name="Stars", tells=_TELLS, columns=tuple(column for column, _ in told), rows=rows)


def _told(unit: int) -> tuple[tuple[Column, Callable[[Candidate], Cell]], ...]:
    return (
        (Column("Protege", 28), lambda row: row.protege),
        (Column("Could have", 28), lambda row: row.mentor),
        (Column("In the plan", 10), lambda row: "yes" if row.planned else ""),
        (Column("Total fit lower by", 10, "number"), lambda row: row.points if unit == 1 else row.points / unit),
        (Column("What it is ahead in", 30), lambda row: row.topic),
    )
