"""Mailing lists: one row a participant, flat, for a mail merge."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cxmatch.domain.matching import Fit, Side
from cxmatch.domain.report import notices
from cxmatch.exports.handout import Handout, areas_of
from cxmatch.exports.tables import csv_bytes, notice_files

Rows = list[tuple[str, ...]]


def mailing_files(handout: Handout) -> dict[str, bytes]:
    """Write a list of the mentors and one of the proteges; after a rerun the change notices too."""
    lists = {f"{side.value}s.csv": csv_bytes(*side_list(handout, side)) for side in Side}
    return {**lists, **notice_files(handout)}


def side_list(handout: Handout, side: Side) -> tuple[tuple[str, ...], Rows]:
    """Give the mailing list of one side as columns and rows: an office a row, paired or waiting, in the order of names."""
    partner = side.partner.value
    own, theirs = _contact_headings(handout), [f"{partner} {heading}" for heading in _contact_headings(handout)]
    columns = ("office", "department", "status", partner, f"{partner} department", "talk about", "first question")
    offices = [
        office for office in handout.run.cohort.offices if _pairs(handout, office.id, side) or _waits(handout, office.id, side)
    ]
    return (*columns, *own, *theirs), [_side_row(handout, office.id, side) for office in offices]


def participants(handout: Handout) -> tuple[tuple[str, ...], Rows]:
    """Give one row for each office of the cohort, with its mentor and its protege."""
    columns = (
        *("office", "department", "mentor", "mentor department", "get help with"),
        *("protege", "protege department", "give help with", "notice"),
    )
    told = {change.office: change.notice for change in notices(handout.run)}
    rows = [_row(handout, office.id, told.get(office.id, "")) for office in handout.run.cohort.offices]
    return (*columns, *_contact_headings(handout)), rows


def _row(handout: Handout, office: str, notice: str) -> tuple[str, ...]:
    return (
        *(office, handout.department(office)),
        *_partner_cells(handout, _pairs(handout, office, Side.PROTEGE), Side.MENTOR),
        *_partner_cells(handout, _pairs(handout, office, Side.MENTOR), Side.PROTEGE),
        *(notice, *handout.contact(office).values()),
    )


def _side_row(handout: Handout, office: str, side: Side) -> tuple[str, ...]:
    pairs, other = _pairs(handout, office, side), side.partner
    asked = next((question for fit in pairs for area in areas_of(fit) for question in handout.prompts.get(area, ())), "")
    contacts = [handout.contact(getattr(fit, other.value)) for fit in pairs]
    theirs = ["; ".join(contact[heading] for contact in contacts) for heading in _contact_headings(handout)]
    return (
        *(office, handout.department(office), "paired" if pairs else "waiting"),
        *(*_partner_cells(handout, pairs, other), asked),
        *(*handout.contact(office).values(), *theirs),
    )


def _partner_cells(handout: Handout, pairs: Sequence[Fit], side: Side) -> tuple[str, str, str]:
    """Give the names of the partners on a side, their departments, and what to talk about."""
    return (
        _joined(pairs, lambda fit: str(getattr(fit, side.value))),
        _joined(pairs, lambda fit: handout.department(getattr(fit, side.value))),
        _joined(pairs, lambda fit: ", ".join(areas_of(fit))),
    )


def _joined(pairs: Sequence[Fit], said: Callable[[Fit], str]) -> str:
    return "; ".join(map(said, pairs))


def _pairs(handout: Handout, office: str, side: Side) -> Sequence[Fit]:
    return (handout.by_mentor if side is Side.MENTOR else handout.by_protege).get(office, ())


def _waits(handout: Handout, office: str, side: Side) -> bool:
    return (office, side) in handout.waiting


def _contact_headings(handout: Handout) -> tuple[str, ...]:
    return handout.run.cohort.source.contacts if handout.contacts else ()
