"""What is sent out to ask for a yes or no: a row for each office and pairing, without a score, as a workbook or a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cxmatch.domain.consent import Said
from cxmatch.domain.foretold import Candidate, Candidates, Refusals
from cxmatch.domain.matching import Side
from cxmatch.domain.report import Report
from cxmatch.domain.rows import Column
from cxmatch.domain.wishes import ANSWER_SHEET, RUN_DIGITS, RUN_SHEET, RUN_TOPIC, STAR_SHEET
from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.exports.data import csv_bytes
from cxmatch.exports.handout import Handout
from cxmatch.exports.paper.costs import candidates_paper, refusals_paper
from cxmatch.exports.sheets import Sheet, book_of, workbook_of
from cxmatch.records import HAND_OUT, KEEP
from cxmatch.records.files import write_files

_COLUMNS = (
    *(Column("Office"), Column("Role", 11), Column("Partner"), Column("Talk about first", 26), Column("Answer", 12)),
    *(Column("Not with", 30), Column("How many after all", 11), Column("A word", 44)),
)
_TELLS = (
    ("This workbook", "Asks each office for a yes or no before the pairings are final. It holds no score."),
    ("Before you send it", "What one office answers is not for others: give each its own rows, or type in what it tells you."),
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
_FIRST_MENTOR = 2  # the place of the column of the first of them
_STAR_TELLS = (
    (
        f"Sheet {STAR_SHEET}",
        "Each of these mentors could be yours; they stand in order of name. A wish is no promise: others wish too.",
    ),
    ("First wish", "The one that you would like most. Leave it empty if you would be glad of each."),
    ("Not this one", "One that you would rather not be paired with. You need not say why."),
)


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
    if form not in _FORMS:
        raise SettingsError(f'There is no form "{form}".{did_you_mean(form, list(_FORMS))}', f"Forms: {', '.join(_FORMS)}")
    asked = _FORMS[form](report, _sheets(Handout(report=report), candidates))
    papers = {"refusals": refusals_paper(refusals), **({"stars": candidates_paper(candidates)} if candidates else {})}
    files = {f"{HAND_OUT}/{name}": content for name, content in asked.items()}
    for name, paper in papers.items():
        files |= {f"{KEEP}/{name}.xlsx": workbook_of(paper), f"{KEEP}/{name}.json": paper.record.encode()}
    write_files(Path(to), files, overwrite=overwrite)
    return tuple(Path(to) / name for name in files)


def _sheets(handout: Handout, found: Candidates | None) -> list[Sheet]:
    """Return the sheet of answers and, where a protege has a choice, that of stars."""
    asked = Sheet(name=ANSWER_SHEET, columns=_COLUMNS, rows=_rows(handout, found), choices={"Answer": _ANSWER})
    return [asked, _star_sheet(found)] if found and found.rows else [asked]


def _rows(handout: Handout, found: Candidates | None) -> list[tuple[str, ...]]:
    """Return a row for each office and pairing, by the name of the office, as a protege first where it has no choice."""
    rows, choosing = [], found.by_protege if found else {}
    for office in handout.run.cohort.offices:
        for side in [Side.MENTOR] if office.id in choosing else [*reversed(Side)]:
            for fit in handout.pairs(office.id, side):
                partner = getattr(fit, side.partner.value)
                rows.append((office.id, side.value, partner, "".join(handout.topics(fit)[:1]), *[""] * 4))
    return rows


def _star_sheet(found: Candidates) -> Sheet:
    """Return a row for each protege that has a choice: its mentors in order of name, no score, no mark on those of the plan."""
    most = found.most_for_one
    mentors = (Column(f"Mentor {number}", 24) for number in range(1, most + 1))
    asked = (Column("First wish", 24), Column("Not this one", 24), Column("How many after all", 11), Column("A word", 40))
    columns = (Column("Office", 26), Column("Role", 11), *mentors, Column("What each is ahead in", 46), *asked)
    rows = [_star_row(office, offered, most) for office, offered in found.by_protege.items()]
    return Sheet(name=STAR_SHEET, columns=columns, rows=rows, held=2, choices=_star_choices(most))


def _star_row(office: str, offered: Sequence[Candidate], most: int) -> tuple[str, ...]:
    names = [row.mentor for row in offered] + [""] * (most - len(offered))
    ahead = "; ".join(f"{row.mentor}: {row.topic}" for row in offered if row.topic)
    return (office, Side.PROTEGE.value, *names, ahead, *[""] * 4)


def _star_choices(most: int) -> Mapping[str, Mapping[str, Any]]:
    """Return what is offered in the two cells to fill in: the mentors of the row they stand in."""
    first, last = (chr(ord("A") + place) for place in (_FIRST_MENTOR, _FIRST_MENTOR + most - 1))
    offered = {"source": f"=${first}2:${last}2", "error_message": "Choose one of the mentors of this row, or leave it empty."}
    told = {"First wish": "The mentor that you would like most.", "Not this one": "A mentor that you would rather not have."}
    return {heading: {**offered, "input_title": heading, "input_message": text} for heading, text in told.items()}


def _workbook(report: Report, sheets: Sequence[Sheet]) -> dict[str, bytes]:
    mark = (RUN_TOPIC, f"{report.run.id[:RUN_DIGITS]}. The answers are held against it.")
    told = [*_TELLS, *(_STAR_TELLS if len(sheets) > 1 else ()), mark]
    start = Sheet(name=RUN_SHEET, columns=(Column("Topic", 24), Column("What it says", 100)), rows=told)
    return {"answers.xlsx": book_of("Answers", [start, *sheets])}


def _tables(_: Report, sheets: Sequence[Sheet]) -> dict[str, bytes]:
    tables = [
        (tuple(column.heading for column in sheet.columns), [tuple(map(str, row)) for row in sheet.rows]) for sheet in sheets
    ]
    return dict(zip(("answers.csv", "first wish.csv"), map(csv_bytes, tables), strict=False))


_FORMS: Mapping[str, Callable[[Report, Sequence[Sheet]], dict[str, bytes]]] = {"xlsx": _workbook, "csv": _tables}
