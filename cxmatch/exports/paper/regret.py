"""What a regret ledger says as a paper; its words are the noun's own."""

from __future__ import annotations

from cxmatch.domain.regret import HOW, Given, OfficeRegret, Regret, Share
from cxmatch.domain.rows import Column
from cxmatch.exports.paper import ORGANIZERS, Paper, Section, Told, tabled
from cxmatch.records.codec import dumps
from cxmatch.records.text import listed


def regret_paper(found: Regret) -> Paper:
    """Return a regret ledger as a paper."""
    tells = (
        "What offices gave up over all rounds, in fit and in percent of their need; and whom they mentored, how often in a row."
    )
    offices = tabled("Offices", tells, _ON_OFFICE, found.offices)
    shares = [(entry.office, share) for entry in found.offices for share in entry.shares]
    given = [(entry.office, gift) for entry in found.offices for gift in entry.given]
    rounds = tabled("Rounds", "What each office that wanted help could have had in each round, and got.", _ON_SHARE, shares)
    mentors = tabled("Mentors", "What each office with a mentor seat gave in each round.", _ON_GIVEN, given)
    return Paper(
        title="What offices gave up, and what they gave",
        reader=f"{ORGANIZERS} it says of each office whom it could have had.",
        brief=(found.words, HOW, *found.load),
        sections=(
            Section(heading="Who gave up most", blocks=(offices,)),
            Section(heading="Round by round", blocks=(rounds,)),
            Section(heading="Who mentored", blocks=(mentors,)),
        ),
        tables=(offices, rounds, mentors),
        record=dumps(found),
    )


def _steps(points: int, unit: int) -> int | float:
    return points if unit == 1 else points / unit


_ON_OFFICE: Told[OfficeRegret] = (
    (Column("Office", 36), lambda entry: entry.office),
    (Column("Gave up", 10, "number"), lambda entry: _steps(*entry.in_all) if entry.in_all else None),
    (Column("Of its need, %", 12, "number"), lambda entry: entry.percent),
    (Column("Mentored", 11, "number"), lambda entry: entry.mentored),
    (Column("Seats", 9, "number"), lambda entry: entry.seats),
    (Column("In a row", 9, "number"), lambda entry: entry.in_a_row),
)
_ON_SHARE: Told[tuple[str, Share]] = (
    (Column("Office", 32), lambda row: row[0]),
    (Column("Round", 14, "number"), lambda row: row[1].round),
    (Column("Could have had", 32), lambda row: listed(row[1].best) or "nobody"),
    (Column("Best fit", 10, "number"), lambda row: _steps(row[1].could, row[1].unit)),
    (Column("Got", 32), lambda row: listed(row[1].mentors) or "waited"),
    (Column("Fit got", 10, "number"), lambda row: _steps(row[1].got, row[1].unit)),
    (Column("Gave up, %", 12, "number"), lambda row: row[1].percent),
)
_ON_GIVEN: Told[tuple[str, Given]] = (
    (Column("Office", 36), lambda row: row[0]),
    (Column("Round", 12, "number"), lambda row: row[1].round),
    (Column("Mentored", 60), lambda row: listed(row[1].proteges)),
    (Column("Proteges", 10, "number"), lambda row: len(row[1].proteges)),
    (Column("Seats", 9, "number"), lambda row: row[1].seats),
)
