"""What pairings cost offices, as papers: a no, a star, and what was given up over rounds; the words are the nouns' own."""

from __future__ import annotations

from cxmatch.domain.foretold import STAR_POINTS, Candidate, Candidates, Refusal, Refusals
from cxmatch.domain.matching import Side
from cxmatch.domain.regret import HOW, Given, OfficeRegret, Regret, Share
from cxmatch.domain.rows import Column
from cxmatch.exports.paper import ORGANIZERS, Paper, Section, Told, steps, tabled
from cxmatch.records.codec import dumps
from cxmatch.records.text import listed


def refusals_paper(found: Refusals) -> Paper:
    """Return the refusal table as a paper: what a single no would come to."""
    table = tabled("Refusals", _NO_TELLS, _on_no(found.unit), found.dearest_first, whole=True)
    return Paper(
        title="If one says no",
        reader=f"{ORGANIZERS} it says what each no would cost, and was worked out before anybody was asked.",
        brief=(found.words,),
        sections=(Section(heading="No by no", blocks=(table.tells, table)),),
        tables=(table,),
        record=dumps(found),
    )


_NO_TELLS = "One no to one pairing, whoever of the two says it: the plan that a rerun would take then. The dearest stands first."


def _on_no(unit: int) -> Told[Refusal]:
    return (
        (Column("Who says no", 28), lambda row: row.office),
        (Column("As", 9), lambda row: "mentor" if row.by is Side.MENTOR else "protege"),
        (Column("To", 28), lambda row: row.partner),
        (Column("What it costs", 30), lambda row: row.price(unit)),
        (Column("Proteges fewer", 10, "number"), lambda row: None if row.impossible else row.paired),
        (Column("Total fit lower by", 10, "number"), lambda row: None if row.impossible else steps(row.points, unit)),
        (Column("Other pairings changed", 10, "number"), lambda row: None if row.impossible else row.changed),
        (Column("The plan then", 60), lambda row: row.plan),
        (Column("Whom to phone", 50), lambda row: listed(row.phone)),
    )


def candidates_paper(found: Candidates) -> Paper:
    """Return what stars could cost as a paper: each mentor that a protege may choose, with its price."""
    rows = [*found.dearest_first, *(row for row in found.rows if row.planned)]
    table = tabled("Stars", _STAR_TELLS, _on_star(found.unit), rows, whole=True)
    return Paper(
        title="What a star may cost",
        reader=f"{ORGANIZERS} it says what each pair would cost, and which are those of the plan.",
        brief=(found.words, found.at_most(STAR_POINTS)),
        sections=(Section(heading="Mentor by mentor", blocks=(table.tells, table)),),
        tables=(table,),
        record=dumps(found),
    )


_STAR_TELLS = (
    "Each mentor that a protege may star, and what the total fit would lose if just that pair were forced. The dearest stand"
    " first; those of the plan cost nothing."
)


def _on_star(unit: int) -> Told[Candidate]:
    return (
        (Column("Protege", 28), lambda row: row.protege),
        (Column("Could have", 28), lambda row: row.mentor),
        (Column("In the plan", 10), lambda row: "yes" if row.planned else ""),
        (Column("Total fit lower by", 10, "number"), lambda row: steps(row.points, unit)),
        (Column("What it is ahead in", 30), lambda row: row.topic),
    )


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


_ON_OFFICE: Told[OfficeRegret] = (
    (Column("Office", 36), lambda entry: entry.office),
    (Column("Gave up", 10, "number"), lambda entry: steps(*entry.in_all) if entry.in_all else None),
    (Column("Of its need, %", 12, "number"), lambda entry: entry.percent),
    (Column("Mentored", 11, "number"), lambda entry: entry.mentored),
    (Column("Seats", 9, "number"), lambda entry: entry.seats),
    (Column("In a row", 9, "number"), lambda entry: entry.in_a_row),
)
_ON_SHARE: Told[tuple[str, Share]] = (
    (Column("Office", 32), lambda row: row[0]),
    (Column("Round", 14, "number"), lambda row: row[1].round),
    (Column("Could have had", 32), lambda row: listed(row[1].best) or "nobody"),
    (Column("Best fit", 10, "number"), lambda row: steps(row[1].could, row[1].unit)),
    (Column("Got", 32), lambda row: listed(row[1].mentors) or "waited"),
    (Column("Fit got", 10, "number"), lambda row: steps(row[1].got, row[1].unit)),
    (Column("Gave up, %", 12, "number"), lambda row: row[1].percent),
)
_ON_GIVEN: Told[tuple[str, Given]] = (
    (Column("Office", 36), lambda row: row[0]),
    (Column("Round", 12, "number"), lambda row: row[1].round),
    (Column("Mentored", 60), lambda row: listed(row[1].proteges)),
    (Column("Proteges", 10, "number"), lambda row: len(row[1].proteges)),
    (Column("Seats", 9, "number"), lambda row: row[1].seats),
)
