"""The kickoff folder: what is handed out lies apart from what is kept, and both are of one run."""

import csv
import io
from datetime import datetime
from pathlib import Path

import pytest
from icalendar import Calendar
from invent import cohort as invented_cohort

import cxmatch as cx
from cxmatch.domain.report import Report
from cxmatch.errors import FileError, SettingsError
from cxmatch.exports.formats import FORMATS
from cxmatch.exports.handout import Audience, Handout


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_is_handed_out_is_what_participants_may_have(crowd: Report, tmp_path: Path) -> None:
    """`hand out` holds the very files that an export for participants gives, `keep` all others of the organizers."""
    cx.export(crowd, tmp_path / "kickoff")
    cx.export(crowd, tmp_path / "theirs", audience=Audience.PARTICIPANTS)
    cx.export(crowd, tmp_path / "ours", formats=FORMATS)
    parted = contents(tmp_path / "kickoff")
    theirs, ours = contents(tmp_path / "theirs"), contents(tmp_path / "ours")
    given = {name.removeprefix("hand out/"): content for name, content in parted.items() if name.startswith("hand out/")}
    kept = {name.removeprefix("keep/"): content for name, content in parted.items() if name.startswith("keep/")}
    assert given == {name: content for name, content in theirs.items() if name != "checksums.txt"}
    assert kept == {name: content for name, content in ours.items() if name not in {*theirs, "checksums.txt"}}
    assert {*given} & {*kept} == set()
    assert {*parted} - {f"hand out/{name}" for name in given} - {f"keep/{name}" for name in kept} == {"checksums.txt"}


def test_the_same_export_again_changes_nothing(crowd: Report, tmp_path: Path) -> None:
    """Every byte stays, and the folder holds what its list says."""
    cx.export(crowd, tmp_path)
    before = contents(tmp_path)
    cx.export(crowd, tmp_path)
    assert contents(tmp_path) == before
    assert cx.edited(tmp_path) == cx.edited(tmp_path / "keep") == cx.edited(tmp_path / "hand out") == ()


@pytest.mark.parametrize("name", ["hand out/briefs.md", "keep/run.json"])
def test_a_changed_file_is_named_and_not_replaced(crowd: Report, tmp_path: Path, name: str) -> None:
    """In either part: whoever checks the folder or a part of it is told, and an export leaves all as it is."""
    cx.export(crowd, tmp_path)
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes() + b" ")
    before = contents(tmp_path)
    for place in (tmp_path, tmp_path / "keep", tmp_path / "keep" / "run.json"):
        assert cx.edited(place) == (f"{name} is not as it was written: somebody has edited it.",)
    with pytest.raises(FileError, match="somebody has edited it"):
        cx.export(crowd, tmp_path)
    assert contents(tmp_path) == before
    cx.export(crowd, tmp_path, overwrite=True)
    assert cx.edited(tmp_path) == ()


def test_a_part_that_is_emptied_or_added_to_is_named(crowd: Report, tmp_path: Path) -> None:
    """A page with scores that somebody lays beside what is forwarded is told, and so is what is gone."""
    cx.export(crowd, tmp_path)
    (tmp_path / "keep" / "report.html").rename(tmp_path / "hand out" / "report.html")
    assert cx.edited(tmp_path) == (
        "keep/report.html is listed in checksums.txt and is not there.",
        "hand out/report.html is not listed in checksums.txt.",
    )


def test_a_kickoff_folder_is_a_run(crowd: Report, tmp_path: Path) -> None:
    """It is loaded, verified and repaired like the folder that `pair` wrote, by its name or by what it keeps."""
    cx.export(crowd, tmp_path)
    assert cx.load(tmp_path) == cx.load(tmp_path / "keep") == crowd.run
    assert cx.verify_folder(tmp_path).edited == ()
    again = cx.rerun(crowd.run, without=[crowd.run.cohort.offices[0].id])
    cx.export(cx.report(again), lambda: cx.next_folder(tmp_path), formats=("csv", "json"))
    assert [kept.folder for kept in cx.runs(tmp_path)] == [tmp_path, tmp_path / "run 2"]
    assert cx.latest(tmp_path) == tmp_path / "run 2"
    assert cx.parent_of(tmp_path / "run 2", again) == crowd.run


def test_two_runs_are_not_mixed(crowd: Report, tmp_path: Path) -> None:
    """What another run would not replace is named, and nothing is written."""
    other = cx.report(cx.pair(invented_cohort(1, 8)))
    cx.export(crowd, tmp_path, split=True)
    before = contents(tmp_path)
    with pytest.raises(FileError, match="hand-outs of another run"):
        cx.export(other, tmp_path)
    assert contents(tmp_path) == before


def test_one_file_of_a_part_joins_the_list(crowd: Report, tmp_path: Path) -> None:
    """A single file that is written anew into a part is known to the list of the whole."""
    cx.export(crowd, tmp_path)
    cx.export(crowd, tmp_path / "keep" / "pairings.xlsx")
    (tmp_path / "keep" / "pairings.xlsx").unlink()
    cx.export(crowd, tmp_path / "keep" / "pairings.xlsx")
    assert cx.edited(tmp_path) == ()


@pytest.mark.parametrize(
    ("to", "wishes"),
    [("hand out", {}), ("hand out/", {"formats": ["html"]}), ("hand out/report.html", {}), ("hand out/run.json", {})],
)
def test_nothing_of_the_organizers_is_written_into_what_is_handed_out(
    crowd: Report, tmp_path: Path, to: str, wishes: dict[str, list[str]]
) -> None:
    """Neither as a folder nor as a file: what says more is refused, and nothing changes."""
    cx.export(crowd, tmp_path)
    before = contents(tmp_path)
    with pytest.raises(SettingsError, match="what participants get"):
        cx.export(crowd, f"{tmp_path}/{to}", **wishes)  # type: ignore[arg-type]
    assert contents(tmp_path) == before


def test_a_part_that_is_written_alone_is_listed_with_the_other(crowd: Report, tmp_path: Path) -> None:
    """Briefs a file each, new words and single files join the one list, and the folder is whole."""
    cx.export(crowd, tmp_path)
    split = cx.export(crowd, tmp_path / "hand out", audience=Audience.PARTICIPANTS, split=True)
    kept = cx.export(crowd, tmp_path / "keep", formats=["csv"])
    cx.export(crowd, tmp_path / "hand out" / "briefs.docx")
    assert split[-1] == kept[-1] == tmp_path / "checksums.txt"
    assert all(path.is_file() for path in (*split, *kept))
    assert cx.edited(tmp_path) == cx.edited(tmp_path / "keep") == ()
    assert [path.name for path in tmp_path.rglob("checksums.txt")] == ["checksums.txt"]


def test_lists_for_participants_name_nobody_who_waits(crowd: Report) -> None:
    """Of those who are paired each stands there as in the organizers' list; that somebody waits is nowhere."""
    ours, theirs = (FORMATS["mail"].files(Handout(report=crowd, audience=audience)) for audience in Audience)
    assert crowd.run.matching.waiting
    for side in ("mentor", "protege"):
        full, short = (list(csv.DictReader(io.StringIO(files[f"{side}s.csv"].decode("utf-8-sig")))) for files in (ours, theirs))
        paired = [row for row in full if row.pop("status") == "paired"]
        assert short == paired
        assert len(paired) < len(full) or side == "mentor"


def test_a_first_date_gives_a_calendar_for_everybody(crowd: Report, tmp_path: Path) -> None:
    """An entry a session, handed out, without an office in it; without a date there is none, and other formats refuse one."""
    cx.export(crowd, tmp_path / "dated", first="2027-01-14 13:00", every="2 weeks")
    cx.export(crowd, tmp_path / "plain")
    calendar = Calendar.from_ical((tmp_path / "dated" / "hand out" / "calendar.ics").read_bytes())
    starts = [entry.decoded("dtstart") for entry in calendar.walk("VEVENT")]
    assert crowd.agenda is not None
    assert len(starts) == len(crowd.agenda.sessions) > 1
    assert starts[:2] == [datetime(2027, 1, 14, 13), datetime(2027, 1, 28, 13)]
    assert not any(office.id in calendar.to_ical().decode() for office in crowd.run.cohort.offices)
    assert {*contents(tmp_path / "dated")} - {*contents(tmp_path / "plain")} == {"hand out/calendar.ics"}
    assert cx.edited(tmp_path / "dated") == ()
    with pytest.raises(SettingsError, match="--first would change nothing"):
        cx.export(crowd, tmp_path / "x", formats=["csv"], first="2027-01-14")
    with pytest.raises(SettingsError, match="no date"):
        cx.export(crowd, tmp_path / "x", first="soon")
