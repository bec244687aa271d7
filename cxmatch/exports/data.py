"""What other programs read: the tables of a spreadsheet, the lists of a mail merge, the record, and graphs of several runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any, TypeAlias

from cxmatch.domain.asked import first_need
from cxmatch.domain.matching import Side
from cxmatch.domain.rows import areas_of, pairing_rows, written
from cxmatch.domain.run import ChangeKind, Run
from cxmatch.domain.silos import Silos
from cxmatch.exports.handout import Audience, Handout
from cxmatch.records import RECORD
from cxmatch.records.text import defused, visible

Table: TypeAlias = tuple[tuple[str, ...], Sequence[tuple[str, ...]]]


def csv_files(handout: Handout) -> dict[str, bytes]:
    """Write the pairings and who waits; after a rerun the change notices too."""
    columns = written(handout.run.cohort)
    # `points` is the whole number that decides, `fit` the same in the survey's own steps.
    pairings = tuple(column.heading.lower() for column in columns), pairing_rows(handout.report, columns)
    return {"pairings.csv": csv_bytes(pairings), "waiting.csv": csv_bytes(waiting(handout)), **_notice_files(handout)}


def record_files(handout: Handout) -> dict[str, bytes]:
    """Write the run record."""
    return {RECORD: handout.run.to_json().encode()}


def waiting(handout: Handout) -> Table:
    """Return the waiting offices, each with the reason."""
    rows = [
        (entry.office, handout.department(entry.office), entry.side.value, entry.reason) for entry in handout.run.matching.waiting
    ]
    return ("office", "department", "waits as", "reason"), rows


def changes(handout: Handout) -> Table:
    """Return the offices that a rerun changes something for, each with what it is told."""
    told = (change for change in handout.report.changes if change.kind is not ChangeKind.NONE)
    return ("office", "change", "notice"), [(change.office, change.kind.value, change.notice) for change in told]


def participants(handout: Handout) -> Table:
    """Return every office of the cohort, with its mentor and its protege."""
    told = {change.office: change.notice for change in handout.report.changes}
    headings = (
        *("office", "department", "mentor", "mentor department", "get help with", handout.first_heading),
        *("protege", "protege department", "give help with", "notice"),
    )
    rows = [
        (
            *(office.id, office.department),
            *(*_partners(handout, office.id, Side.PROTEGE), _asked_first(handout, office.id, Side.PROTEGE)),
            *_partners(handout, office.id, Side.MENTOR),
            *(told.get(office.id, ""), *handout.contact(office.id)),
        )
        for office in handout.run.cohort.offices
    ]
    return (*headings, *handout.contact_headings), rows


def mailing_files(handout: Handout) -> dict[str, bytes]:
    """Write a list of the mentors and one of the proteges, a row a participant; after a rerun the change notices too.

    What participants get names nobody who waits: the lists are of those who are paired, and change notices are left out.
    """
    lists = {f"{side.value}s.csv": _side_list(handout, side) for side in Side}
    if handout.audience is Audience.PARTICIPANTS:
        return {name: csv_bytes(_of_the_paired(table)) for name, table in lists.items()}
    return {**{name: csv_bytes(table) for name, table in lists.items()}, **_notice_files(handout)}


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
        *(*_partners(handout, office, side), _asked_first(handout, office, side), asked),
        *(*handout.contact(office), *theirs),
    )


def _partners(handout: Handout, office: str, side: Side) -> tuple[str, str, str]:
    """Return whom an office that stands on a side is paired with: their names, their departments, and what to talk about."""
    pairs = handout.pairs(office, side)
    names = [getattr(fit, side.partner.value) for fit in pairs]
    talk = [", ".join(handout.topics(fit)) for fit in pairs]
    return "; ".join(names), "; ".join(map(handout.department, names)), "; ".join(talk)


def _asked_first(handout: Handout, office: str, side: Side) -> str:
    """Return what an office asked for first, in words for everybody, or what its proteges asked for first."""
    pairs = handout.pairs(office, side)
    asked = [pairs] if side is Side.PROTEGE else [[fit] for fit in pairs]
    needs = [handout.first(*fits) for fits in asked if fits]
    return "; ".join(need.for_all if need else "" for need in needs)


def _notice_files(handout: Handout) -> dict[str, bytes]:
    """Write the change notices after a rerun; nothing for a first run."""
    return {"changes.csv": csv_bytes(changes(handout))} if handout.run.repair else {}


def csv_bytes(table: Table) -> bytes:
    """Write a CSV file that Excel opens as it is: UTF-8 with a byte order mark, CRLF, formulas defused."""
    headings, rows = table
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([*map(defused, row)] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8", errors="replace")


def graph_files(handout: Handout) -> dict[str, bytes]:
    """Write runs as GraphML, an office a node and a pairing an arrow from mentor to protege; and the departments that met."""
    import networkx as nx  # Here: 60 ms that nothing else needs.

    graphs: dict[str, Any] = {"pairings.graphml": nx.MultiDiGraph(name="Mentors and proteges")}
    for number, run in enumerate([*handout.past, handout.run], start=1):
        _add_run(graphs["pairings.graphml"], number, run)
    if isinstance(handout.silos, Silos):
        graphs["departments.graphml"] = nx.Graph(name="Departments that met")
        _add_departments(graphs["departments.graphml"], handout.silos)
    texts = {name: io.BytesIO() for name in graphs}
    for name, graph in graphs.items():
        nx.write_graphml_xml(graph, texts[name], encoding="utf-8")
    return {name: text.getvalue() for name, text in texts.items()}


def _add_run(graph: Any, number: int, run: Run) -> None:
    for office in run.cohort.offices:
        graph.add_node(visible(office.id), department=visible(office.department))
    homes = {office.id: visible(office.department) for office in run.cohort.offices}
    same = {"cohort": number, "run": run.id[:8], "date": visible(run.policy.report.date), "unit": run.unit}
    for fit in run.matching.pairings:
        first = first_need(run.rated, fit.protege, [fit])
        facts = {"points": fit.points, "areas": visible(", ".join(areas_of(fit))), "first": visible(first.words if first else "")}
        facts |= {"mentor_department": homes[fit.mentor], "protege_department": homes[fit.protege]}
        graph.add_edge(visible(fit.mentor), visible(fit.protege), key=str(number), **same, **facts)


def _add_departments(graph: Any, found: Silos) -> None:
    graph.add_nodes_from(map(visible, found.departments))
    for met in found.met:
        first, last = met.rounds[0], met.rounds[-1]
        dates = {"first_date": visible(first.date), "last_date": visible(last.date)}
        graph.add_edge(*map(visible, met.departments), pairs=met.pairs, first=first.number, last=last.number, **dates)
