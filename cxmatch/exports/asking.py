"""What is sent out to ask for a yes or no: a row for each office and pairing, without a score, as a workbook or a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from cxmatch.domain.consent import Said
from cxmatch.domain.foretold import Candidates, Refusals
from cxmatch.domain.matching import Side
from cxmatch.domain.report import Report
from cxmatch.domain.rows import Column
from cxmatch.domain.wishes import ANSWER_SHEET, RUN_DIGITS, RUN_SHEET, RUN_TOPIC
from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.exports.choosing import TELLS, star_sheet, star_table
from cxmatch.exports.handout import Handout, csv_bytes
from cxmatch.exports.paper import Paper
from cxmatch.exports.paper.book import book_of, workbook
from cxmatch.exports.paper.choosing import candidates_paper
from cxmatch.exports.paper.refusing import refusals_paper
from cxmatch.exports.sheets import Sheet
from cxmatch.records import HAND_OUT, KEEP
from cxmatch.records.files import write_files

COLUMNS = (
    *(Column("Office"), Column("Role", 11), Column("Partner"), Column("Talk about first", 26), Column("Answer", 12)),
    *(Column("Not with", 30), Column("How many after all", 11), Column("A word", 44)),
)
_TELLS = (
    ("This workbook", "Asks each office for a yes or no before the pairings are final. It holds no score."),
    (
        "Before you send it",
        "What one office answers is not for others: give each its own rows, or type in what it tells you.",
    ),
    ("Answer", "Yes or no to this pairing. Who takes a yes back writes: no longer."),
    ("Not with", "Offices that this one is not to be paired with, several with semicolons between them. It need not say why."),
    ("How many after all", "Only if it is another number than before: how many partners it takes in this role."),
    ("A word", "Whatever it wants to say. It stays in this file, and is in nothing that is handed out."),
    ("When it comes back", "cxmatch answers RUN answers.xlsx"),
)
_ANSWER: Mapping[str, Any] = {
    "source": [said.value.capitalize() for said in Said],
    "input_title": "Answer",
    "input_message": "Yes, no, or no longer where an earlier yes is taken back.",
    "error_message": "Choose Yes, No or No longer, or leave it empty.",
}


def ask(
    report: Report,
    refusals: Refusals,
    to: str | Path,
    *,
    form: str = "xlsx",
    overwrite: bool = False,
    candidates: Candidates | None = None,
) -> tuple[Path, ...]:
    """Write what is asked with into a folder, and return the files written; the same run gives the same bytes.

    In `hand out` lies the answer sheet (`form` is "xlsx" or "csv"), in `keep`, for organizers alone, the refusal table. With
    `candidates` a protege that has a choice is asked which mentor it would like most, and not about those of the plan.

    Raises
    ------
    SettingsError
        There is no such form.
    FileError
        A file cannot be written, or is there with other content, such as answers; nothing has been changed then.

    """
    if form not in FORMS:
        raise SettingsError(f'There is no form "{form}".{did_you_mean(form, list(FORMS))}', f"Forms: {', '.join(FORMS)}")
    sheets = {f"{HAND_OUT}/{name}": content for name, content in FORMS[form](Handout(report=report), candidates).items()}
    files = {**sheets, **_kept("refusals", refusals_paper(refusals))}
    if candidates:
        files |= _kept("stars", candidates_paper(candidates))
    write_files(Path(to), files, overwrite=overwrite)
    return tuple(Path(to) / name for name in files)


def _kept(name: str, paper: Paper) -> dict[str, bytes]:
    return {f"{KEEP}/{name}.xlsx": workbook(paper), f"{KEEP}/{name}.json": paper.record.encode()}


def _rows(handout: Handout, found: Candidates | None) -> list[tuple[str, ...]]:
    """Return a row for each office and pairing, by the name of the office, as a protege first where it has no choice."""
    rows, choosing = [], found.by_protege if found else {}
    for office in handout.run.cohort.offices:
        for side in [Side.MENTOR] if office.id in choosing else [*reversed(Side)]:
            for fit in handout.pairs(office.id, side):
                partner = getattr(fit, side.partner.value)
                rows.append((office.id, side.value, partner, "".join(handout.topics(fit)[:1]), *[""] * 4))
    return rows


def _workbook(handout: Handout, found: Candidates | None) -> dict[str, bytes]:
    mark = (RUN_TOPIC, f"{handout.run.id[:RUN_DIGITS]}. The answers are held against it.")
    more = TELLS if found and found.rows else ()
    start = Sheet(name=RUN_SHEET, columns=(Column("Topic", 24), Column("What it says", 100)), rows=[*_TELLS, *more, mark])
    asked = Sheet(name=ANSWER_SHEET, columns=COLUMNS, rows=_rows(handout, found), choices={"Answer": _ANSWER})
    return {"answers.xlsx": book_of("Answers", [start, asked, *([star_sheet(found)] if found and found.rows else [])])}


def _table(handout: Handout, found: Candidates | None) -> dict[str, bytes]:
    answers = csv_bytes((tuple(column.heading for column in COLUMNS), _rows(handout, found)))
    stars = {"first wish.csv": star_table(found)} if found and found.rows else {}
    return {"answers.csv": answers, **stars}


FORMS: Mapping[str, Callable[[Handout, Candidates | None], dict[str, bytes]]] = {"xlsx": _workbook, "csv": _table}
