"""Reminders: a ready message for each office that owes an answer to a check-in. It says about whom, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from cxmatch.domain.checkin import Owed, RoundStatus
from cxmatch.domain.run import Run
from cxmatch.errors import FileError, SettingsError
from cxmatch.exports.briefs import apart, slug
from cxmatch.exports.messages import Message, Part, address_in
from cxmatch.exports.wording import OFFICE, PROGRAM, Wording, standard
from cxmatch.records.files import TakenError, write_folder


def remind(
    found: RoundStatus, run: Run, folder: str | Path, *, contacts: bool = False, wording: str | Path | None = None
) -> tuple[Path, ...]:
    """Write a message for each office that owes an answer into a new folder, and return the files.

    `contacts` adds addresses, where the run has them; `wording` is a TOML file with the words of the messages.

    Raises SettingsError where nobody owes an answer or the run has no contacts, FileError where the folder is there already: in
    it could be reminders for offices that have answered since.
    """
    if not found.owed:
        raise SettingsError("Nobody owes an answer, so there is nobody to remind.")
    if contacts and not run.cohort.source.contacts:
        raise SettingsError("There are no contacts in this run.", "Pair the survey again with  --keep-email")
    made = [*reminders(found, run, contacts=contacts, wording=Wording.load(wording) if wording else standard())]
    names = apart(f"remind {slug(each.office)}" for each in made)
    files = {f"{name}.eml": each.content for name, each in zip(names, made, strict=True)}
    try:
        write_folder(Path(folder), files)
    except TakenError:
        what = f"{folder} is there already; reminders of another day would be mixed up. Nothing was changed."
        raise FileError(what, "Name another folder.") from None
    return tuple(Path(folder) / name for name in files)


def reminders(found: RoundStatus, run: Run, *, contacts: bool, wording: Wording) -> Iterator[Message]:
    """Return the message of each office that owes an answer, in the order of names."""
    for office, owed in groupby(found.owed, key=lambda each: each.office):
        yield _message(office, [*owed], run, contacts=contacts, wording=wording)


def _message(office: str, owed: Sequence[Owed], run: Run, *, contacts: bool, wording: Wording) -> Message:
    given = {PROGRAM: run.policy.report.title or wording.program, OFFICE: office}
    about = [wording.say("owed", {**given, "partner": _partner(each, run)}) for each in owed]
    opening = Part(lines=[wording.say("greeting", given), wording.say("reminder", given)])
    headings = run.cohort.source.contacts if contacts else ()
    return Message(
        office=office,
        subject=wording.say("reminder_subject", given),
        parts=(opening, Part(lines=about), Part(lines=[wording.say("reminder_closing", given)])),
        to=address_in(run.offices[office].attributes.get(heading, "") for heading in headings),
    )


def _partner(owed: Owed, run: Run) -> str:
    department = run.offices[owed.partner].department
    return ", ".join(filter(None, [owed.partner, department, f"your {owed.role.value}"]))
