"""The tables that organizers open in a spreadsheet, as rows of text."""

from __future__ import annotations

import csv
import io
import unicodedata

from cxmatch.domain.cohort import Office
from cxmatch.domain.matching import Fit
from cxmatch.domain.report import ChangeKind, notices
from cxmatch.domain.run import RECORD, Run
from cxmatch.domain.scale import decimal_text
from cxmatch.exports.handout import Handout

PAIRING_COLUMNS = (
    *("mentor", "protege", "points", "fit", "need met", "mostly on"),
    *("mentor department", "protege department", "decision", "notes"),
)
CHANGE_COLUMNS = ("office", "change", "notice")
WAITING_COLUMNS = ("office", "department", "waits as", "reason")


def csv_files(handout: Handout) -> dict[str, bytes]:
    """Write the pairings and who waits; after a rerun the change notices too."""
    run = handout.run
    files = {
        "pairings.csv": csv_bytes(PAIRING_COLUMNS, pairing_rows(run)),
        "waiting.csv": csv_bytes(WAITING_COLUMNS, waiting_rows(run)),
    }
    return {**files, **notice_files(handout)}


def notice_files(handout: Handout) -> dict[str, bytes]:
    """Write the change notices of a rerun; a first run has none."""
    run = handout.run
    return {"changes.csv": csv_bytes(CHANGE_COLUMNS, change_rows(run))} if run.repair else {}


def record_files(handout: Handout) -> dict[str, bytes]:
    """Write the run record."""
    return {RECORD: handout.run.to_json().encode()}


def pairing_rows(run: Run) -> list[tuple[str, ...]]:
    """Give a row for each pairing, in the order of `PAIRING_COLUMNS`; `decision` and `notes` are for the organizer.

    `points` is the whole number that decides; `fit` is the same in the survey's own steps.
    """
    offices = {office.id: office for office in run.cohort.offices}
    return [_pairing_row(fit, offices, run.cohort.framework.point_unit) for fit in run.matching.pairings]


def waiting_rows(run: Run) -> list[tuple[str, ...]]:
    """Give a row for each waiting office, in the order of `WAITING_COLUMNS`."""
    return [
        (entry.office, run.cohort.office(entry.office).department, entry.side.value, entry.reason)
        for entry in run.matching.waiting
    ]


def change_rows(run: Run) -> list[tuple[str, ...]]:
    """Give a row for each office that a rerun changes something for, in the order of `CHANGE_COLUMNS`."""
    told = (change for change in notices(run) if change.kind is not ChangeKind.NONE)
    return [(change.office, change.kind.value, change.notice) for change in told]


def mostly_on(fit: Fit) -> str:
    """Name the practice area that counts most in a fit."""
    return fit.leading[0].term if fit.leading else ""


def csv_bytes(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> bytes:
    """Write a CSV file that Excel opens as it is: UTF-8 with a byte order mark, CRLF, formulas defused."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([defused(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8", errors="replace")


def defused(cell: str) -> str:
    """Keep a spreadsheet from running a cell as a formula: such a cell gets an apostrophe in front.

    >>> defused("=1+1"), defused("Office of CX")
    ("'=1+1", 'Office of CX')
    """
    first = unicodedata.normalize("NFKC", cell[:1])
    return f"'{cell}" if first and first in "=+-@\t\r" else cell


def _pairing_row(fit: Fit, offices: dict[str, Office], unit: int) -> tuple[str, ...]:
    return (
        fit.mentor,
        fit.protege,
        str(fit.points),
        decimal_text(fit.points, unit),
        f"{fit.share:.0%}",
        mostly_on(fit),
        offices[fit.mentor].department,
        offices[fit.protege].department,
        "",
        "",
    )
