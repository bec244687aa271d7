"""Mailing lists: of each side a row a participant, for a mail merge."""

from __future__ import annotations

from cxmatch.domain.matching import Side
from cxmatch.exports.handout import Audience, Handout, Table, asked_first, csv_bytes, notice_files, partners


def mailing_files(handout: Handout) -> dict[str, bytes]:
    """Write a list of the mentors and one of the proteges, a row a participant; after a rerun the change notices too.

    What participants get names nobody who waits: the lists are of those who are paired, and change notices are left out.
    """
    lists = {f"{side.value}s.csv": _side_list(handout, side) for side in Side}
    if handout.audience is Audience.PARTICIPANTS:
        return {name: csv_bytes(_of_the_paired(table)) for name, table in lists.items()}
    return {**{name: csv_bytes(table) for name, table in lists.items()}, **notice_files(handout)}


def _side_list(handout: Handout, side: Side) -> Table:
    """Return the offices of one side, paired or waiting, in the order of names."""
    partner, contacts = side.partner.value, handout.contact_headings
    talk = ("talk about", handout.first_heading, "first question")
    headings = ("office", "department", "status", partner, f"{partner} department", *talk)
    waits = {entry.office for entry in handout.run.matching.waiting if entry.side is side}
    there = [office.id for office in handout.run.cohort.offices if handout.pairs(office.id, side) or office.id in waits]
    theirs = [f"{partner} {heading}" for heading in contacts]
    return (*headings, *contacts, *theirs), [_side_row(handout, office, side) for office in there]


def _of_the_paired(table: Table) -> Table:
    """Return a list without who waits, and without the column that would say so."""
    place = table[0].index("status")
    headings, *rows = ((*row[:place], *row[place + 1 :]) for row in (table[0], *table[1]) if row[place] != "waiting")
    return headings, rows


def _side_row(handout: Handout, office: str, side: Side) -> tuple[str, ...]:
    pairs = handout.pairs(office, side)
    topics = (area for fit in pairs for area in handout.topics(fit)[:1])
    asked = next((question for area in topics for question in handout.prompts.get(area, ())), "")
    contacts = [handout.contact(getattr(fit, side.partner.value)) for fit in pairs]
    theirs = ["; ".join(contact[place] for contact in contacts) for place in range(len(handout.contact_headings))]
    return (
        *(office, handout.department(office), "paired" if pairs else "waiting"),
        *(*partners(handout, office, side), asked_first(handout, office, side), asked),
        *(*handout.contact(office), *theirs),
    )
