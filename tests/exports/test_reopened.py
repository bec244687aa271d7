"""Each export is opened again by a library that did not write it, and gives back the facts of the run."""

import csv
import hashlib
import io
import shutil
import subprocess
import textwrap
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import docx
import networkx as nx
import openpyxl
import pytest
from invent import cohort as invented_cohort
from pages import read
from python_calamine import CalamineWorkbook
from workbooks import widths_of

import cxmatch as cx
from cxmatch.domain.decisions import Choice
from cxmatch.domain.parts import Cover, Status
from cxmatch.domain.practice import built_in
from cxmatch.domain.report import Report
from cxmatch.errors import FileError, SettingsError
from cxmatch.exports.formats import FORMATS
from cxmatch.exports.handout import Handout

SHEETS = ["Start here", "Pairings", "By mentor", "Mail merge", "Waiting", "Fit grid", "Findings", "Settings"]


def made(report: Report, name: str, **wishes: object) -> bytes:
    """The first file of a format."""
    return next(iter(FORMATS[name].files(Handout(report=report, **wishes)).values()))  # type: ignore[arg-type]


def pairs(report: Report) -> list[tuple[str, str]]:
    return [(fit.mentor, fit.protege) for fit in report.run.matching.pairings]


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_report_gives_the_same_bytes(sample: Report, name: str) -> None:
    """Every format is made twice alike, from the run and from its record."""
    again = cx.report(type(sample.run).from_json(sample.run.to_json()))
    assert FORMATS[name].files(Handout(report=again)) == FORMATS[name].files(Handout(report=sample))


@pytest.mark.parametrize("which", ["sample", "crowd"])
def test_the_workbook_gives_back_the_pairings(which: str, request: pytest.FixtureRequest) -> None:
    """The sheets, their headings in A1, every pairing with its points, and no formula anywhere."""
    report = request.getfixturevalue(which)
    book = openpyxl.load_workbook(io.BytesIO(made(report, "xlsx")))
    assert book.sheetnames == SHEETS
    heads, *rows = book["Pairings"].iter_rows(values_only=True)
    wanted = [(fit.mentor, fit.protege, report.steps(fit.points)) for fit in report.run.matching.pairings]
    assert [(*row[:2], row[heads.index("Fit")]) for row in rows] == wanted
    points = [fit.points for fit in report.run.matching.pairings]
    assert report.run.unit == 1 or [row[heads.index("Points")] for row in rows] == points
    assert ("Points" in heads) == (report.run.unit != 1)
    for sheet in book:
        assert all(cell.value for cell in sheet[1]), sheet.title
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes
        assert list(sheet.tables)
        assert (sheet.page_setup.fitToHeight, sheet.print_title_rows) == (0, "$1:$1")
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert book.properties.title == "Mentor and protege pairings"
    assert book.properties.created == datetime(2000, 1, 1)


@pytest.mark.parametrize("which", ["sample", "crowd"])
def test_no_row_of_the_workbook_is_lower_than_its_texts(which: str, request: pytest.FixtureRequest) -> None:
    """Every text has the lines that it takes in its column, headings besides room for their button; few pages are wide."""
    for sheet in openpyxl.load_workbook(io.BytesIO(made(request.getfixturevalue(which), "xlsx"))):
        turned = sheet["B1"].alignment.textRotation == 90
        widths = widths_of(sheet)
        for row in sheet.iter_rows(min_row=1 + turned):
            height = sheet.row_dimensions[row[0].row].height or 15
            for cell in row:
                if isinstance(cell.value, str) and cell.alignment.wrap_text:
                    width = widths[cell.column]
                    assert height >= min(400, 15 * len(textwrap.wrap(cell.value, int(width)))), (sheet.title, cell.coordinate)
        assert sheet.print_title_cols
        assert sheet.page_setup.fitToWidth in (None, 1) or sheet.title in ("Mail merge", "Fit grid")


def test_beside_each_fit_stands_what_the_best_mentor_would_bring(crowd: Report) -> None:
    """The best fit of a protege is the highest of its row in the grid, and a mentor named beside it has that fit there."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(made(crowd, "xlsx")))
    grid, table = (book.get_sheet_by_name(name).to_python() for name in ("Fit grid", "Pairings"))
    fits = {row[0]: {mentor: cell for mentor, cell in zip(grid[0][1:], row[1:], strict=True) if cell != "x"} for row in grid[1:]}
    protege, fit, most, best = (table[0].index(name) for name in ("Protege", "Fit", "Best fit", "Best mentor"))
    for row in table[1:]:
        theirs = fits[row[protege]]
        assert row[most] == max(theirs.values()) >= row[fit]
        assert all(theirs[name] == row[most] for name in row[best].partition(" and ")[0].split(", "))
        assert row[fit] < row[most] or row[best] == row[0]


def test_the_cover_is_told_in_the_workbook(sample: Report) -> None:
    """Title, date and status stand in the first row of the first sheet, and the title in the properties; none where none is."""
    cover = Cover(title="Mentor round 2027", date="March 3", status=Status.DRAFT)
    book = openpyxl.load_workbook(io.BytesIO(made(sample, "xlsx", cover=cover)))
    assert [cell.value for cell in book["Start here"][2]] == ["Title", "Mentor round 2027, March 3, DRAFT"]
    assert book.properties.title == "Mentor round 2027"


@pytest.mark.parametrize("kept", [True, False])
def test_the_mail_merge_has_addresses_where_they_were_kept_and_says_how(kept: bool) -> None:
    """Addresses stand in the sheet Mail merge of a survey read with keep_email; of any other, the first sheet says how."""
    rows = ["Office,Department,Contact email,Capability: Hiring,Need: Hiring", "A,D,a@example.org,5,2", "B,E,b@example.org,1,5"]
    run = cx.pair(cx.read_survey("\n".join(rows).encode(), keep_email=kept))
    book = openpyxl.load_workbook(io.BytesIO(made(cx.report(run), "xlsx")))
    heads, *rest = book["Mail merge"].iter_rows(values_only=True)
    told = next(row[1] for row in book["Start here"].iter_rows(values_only=True) if row[0] == "Sheet Mail merge")
    assert ("Contact email" in heads, "--keep-email" in told) == (kept, not kept)
    assert not kept or [row[heads.index("Contact email")] for row in rest] == ["a@example.org", "b@example.org"]


def test_calamine_reads_the_same_cells(crowd: Report) -> None:
    """Another reader sees what the grid and the waiting list say."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(made(crowd, "xlsx")))
    grid = book.get_sheet_by_name("Fit grid").to_python()
    assert crowd.grid is not None
    assert tuple(grid[0][1:]) == crowd.grid.mentors
    for row, points in zip(grid[1:], crowd.grid.points, strict=True):
        assert [None if cell == "x" else cell for cell in row[1:]] == list(points)
    waiting = book.get_sheet_by_name("Waiting").to_python()[1:]
    assert [(row[0], row[3]) for row in waiting] == [(entry.office, entry.reason) for entry in crowd.run.matching.waiting]


def test_the_grid_marks_the_pairings_and_bars_what_rules_bar(crowd: Report) -> None:
    """Bold with a border is a pairing and nothing else is; x stands exactly where the pair is not allowed."""
    grid = openpyxl.load_workbook(io.BytesIO(made(crowd, "xlsx")))["Fit grid"]
    strong = {
        (grid.cell(1, cell.column).value, grid.cell(cell.row, 1).value)
        for row in grid.iter_rows(min_row=2, min_col=2)
        for cell in row
        if cell.font.bold and cell.border.top.style
    }
    assert strong == set(pairs(crowd))
    allowed = {(price.mentor, price.protege) for price in cx.price_list(crowd.run)} | strong
    for row in grid.iter_rows(min_row=2, min_col=2):
        for cell in row:
            pair = (grid.cell(1, cell.column).value, grid.cell(cell.row, 1).value)
            assert (cell.value == "x") == (pair not in allowed)


def test_decisions_in_the_workbook_are_read_back(sample: Report, tmp_path: Path) -> None:
    """The Decision column offers Keep, Change and Never, and the rerun reads what was chosen."""
    path = tmp_path / "pairings.xlsx"
    path.write_bytes(made(sample, "xlsx"))
    book = openpyxl.load_workbook(path)
    sheet = book["Pairings"]
    offered = sheet.data_validations.dataValidation[0]
    assert offered.formula1 == '"Keep,Change,Never"'
    column = next(cell.column for cell in sheet[1] if cell.value == "Decision")
    sheet.cell(3, column).value = "Never"
    sheet.cell(3, column + 1).value = "they asked us"
    book.save(path)
    (decision,) = cx.read_decisions(path)
    assert (decision.mentor, decision.protege) == pairs(sample)[1]
    assert (decision.choice, decision.notes) == (Choice.NEVER, "they asked us")


def test_the_page_gives_back_the_pairings(sample: Report) -> None:
    """A parser finds each pairing with its fit, and no address to load anything from."""
    page = read(made(sample, "html"))
    fits = sample.run.matching.pairings
    wanted = [[fit.protege, fit.mentor, sample.fit_text(fit.points), fit.need_met] for fit in fits]
    assert [row[:4] for row in page.rows[1:]] == wanted
    policy = next(given["content"] for tag, given in page.tags if given.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    for tag, given in page.tags:
        assert tag not in ("link", "img", "iframe", "object", "form", "base")
        assert not given.keys() & {"src", "style"}
        assert not any(name.startswith("on") for name in given)
        assert (given.get("href") or "#").startswith("#")


def test_word_documents_hold_a_page_a_pair(sample: Report) -> None:
    """Each pair opens with a heading on a page of its own; headings go down in order; tables have a heading row."""
    document = docx.Document(io.BytesIO(made(sample, "docx")))
    heads = [paragraph for paragraph in document.paragraphs if paragraph.style.name == "Heading 1"]
    assert [head.text for head in heads] == [f"{mentor} mentors {protege}" for mentor, protege in pairs(sample)]
    assert [head.paragraph_format.page_break_before for head in heads] == [False] + [True] * (len(heads) - 1)
    assert len(document.tables) == len(heads)
    assert all("w:tblHeader" in table._tbl.xml for table in document.tables)
    assert (document.core_properties.title, document.core_properties.language) == ("Mentor and protege briefs", "en-US")


def test_split_briefs_are_one_file_each(crowd: Report) -> None:
    """As many files as pairings, each with the heading of its pair, in Word and in Markdown."""
    for name, ending in (("docx", ".docx"), ("md", ".md")):
        files = FORMATS[name].files(Handout(report=crowd, split=True))
        assert len(files) == len(pairs(crowd))
        assert all(path.startswith("briefs/") and path.endswith(ending) for path in files)
    titles = [docx.Document(io.BytesIO(content)).paragraphs[0].text for content in _split(crowd)]
    assert titles == [f"{mentor} mentors {protege}" for mentor, protege in pairs(crowd)]


def _split(report: Report) -> list[bytes]:
    return list(FORMATS["docx"].files(Handout(report=report, split=True)).values())


def test_no_brief_holds_a_score_or_another_offices_name(sample: Report) -> None:
    """A brief names its own pair only, and no fit, share or rating: no digit but of the clock and of a practice's source."""
    names = {office.id for office in sample.run.cohort.offices}
    for (mentor, protege), content in zip(pairs(sample), _split(sample), strict=True):
        document = docx.Document(io.BytesIO(content))
        lines = [paragraph.text for paragraph in document.paragraphs]
        text = "\n".join(line for line in lines if " minutes: " not in line)
        assert not any(name in text for name in names - {mentor, protege})
        for practice in built_in():
            text = text.replace(practice.in_brief, "")
        assert not any(letter.isdigit() for letter in text)


def test_the_graph_gives_back_the_network(sample: Report) -> None:
    """Networkx reads every office with its department, and every pairing with its points; earlier cohorts come first."""
    earlier = cx.pair(invented_cohort(3, 9))
    graph = nx.read_graphml(io.BytesIO(made(sample, "graphml", past=(earlier,))), force_multigraph=True)
    now = [(one, other, facts["points"]) for one, other, facts in graph.edges(data=True) if facts["cohort"] == 2]
    then = [(one, other) for one, other, facts in graph.edges(data=True) if facts["cohort"] == 1]
    assert sorted(now) == sorted((fit.mentor, fit.protege, fit.points) for fit in sample.run.matching.pairings)
    assert sorted(then) == sorted((fit.mentor, fit.protege) for fit in earlier.matching.pairings)
    assert all(graph.nodes[office.id]["department"] == office.department for office in sample.run.cohort.offices)


def test_mailing_lists_have_a_row_a_participant(crowd: Report) -> None:
    """Each side's list holds every office that is paired or waits there, once, with its partners."""
    files = FORMATS["mail"].files(Handout(report=crowd))
    matching = crowd.run.matching
    for side, other in (("mentor", "protege"), ("protege", "mentor")):
        rows = list(csv.DictReader(io.StringIO(files[f"{side}s.csv"].decode("utf-8-sig"))))
        partners = {row["office"]: row[other] for row in rows}
        assert len(partners) == len(rows)
        for office, said in partners.items():
            wanted = [getattr(fit, other) for fit in matching.pairings if getattr(fit, side) == office]
            assert said == "; ".join(wanted)
        waiting = {entry.office for entry in matching.waiting if entry.side == side}
        assert {row["office"] for row in rows if row["status"] == "waiting"} == waiting - {
            row["office"] for row in rows if row[other]
        }


def test_checksums_are_those_of_the_files(sample: Report, tmp_path: Path) -> None:
    """checksums.txt lists every file as `sha256sum` does."""
    cx.export(sample, tmp_path, split=True)
    first, *lines = (tmp_path / "checksums.txt").read_text().splitlines()
    assert first == f"# run {sample.run.id}"
    listed = dict(reversed(line.split("  ", 1)) for line in lines)
    there = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert set(listed) == there - {"checksums.txt"}
    for name, digest in listed.items():
        assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == digest


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum here")
def test_sha256sum_reads_the_checksums(sample: Report, tmp_path: Path) -> None:
    """The common tool checks the folder without a complaint."""
    cx.export(sample, tmp_path)
    done = subprocess.run(["sha256sum", "--strict", "-c", "checksums.txt"], cwd=tmp_path, capture_output=True, check=False)  # noqa: S607
    assert (done.returncode, done.stderr) == (0, b"")


def test_one_file_is_written_by_its_ending(sample: Report, tmp_path: Path) -> None:
    """A file's ending says the format; a .csv file named as one of the folder's has that table, any other the pairings."""
    cx.export(sample, tmp_path / "all", formats=FORMATS)
    for name, same in (("mine.xlsx", "pairings.xlsx"), ("mine.csv", "pairings.csv"), ("mentors.csv", "mentors.csv")):
        (path,) = cx.export(sample, tmp_path / name)
        assert path.read_bytes() == (tmp_path / "all" / same).read_bytes()
    (mine,) = cx.export(sample, tmp_path / "lists.csv", formats=["mail"])
    assert mine.read_bytes() == (tmp_path / "all" / "mentors.csv").read_bytes()


def test_a_file_does_not_become_a_folder(sample: Report, tmp_path: Path) -> None:
    """What does not go into one file is refused; a folder may have a point in its name."""
    for name, wishes in (("x.docx", {"formats": ["docx", "html"]}), ("x.docx", {"split": True}), ("x.pdf", {})):
        with pytest.raises(SettingsError):
            cx.export(sample, tmp_path / name, **wishes)  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())
    assert len(cx.export(sample, tmp_path / "survey v1.2 kickoff", formats=["csv"])) == 3


EDITS: dict[str, Callable[[bytes], bytes]] = {
    "pairings.xlsx": lambda content: content + b" ",
    "report.html": lambda content: content.replace(b"In brief", b"In short"),
    "briefs.docx": lambda content: content[:-1],
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edited_export_is_kept(name: str, tmp_path: Path) -> None:
    """A file that somebody changed is not replaced by another run's, and nothing else is either; with overwrite it is."""
    first, second = (cx.report(cx.pair(invented_cohort(seed, 9))) for seed in (1, 2))
    cx.export(first, tmp_path, formats=FORMATS)
    edited = EDITS[name]((tmp_path / name).read_bytes())
    (tmp_path / name).write_bytes(edited)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(FileError, match=name):
        cx.export(second, tmp_path, formats=FORMATS)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    cx.export(second, tmp_path, formats=FORMATS, overwrite=True)
    assert (tmp_path / name).read_bytes() != edited
    cx.export(first, tmp_path, formats=FORMATS)


def test_participants_get_no_format_with_scores(sample: Report, tmp_path: Path) -> None:
    """For participants there are the page, the briefs and lists of pairs; asking for a table with scores is refused."""
    written = cx.export(sample, tmp_path, audience="participants")
    names = ["participants.html", "briefs.docx", "briefs.md", "mentors.csv", "proteges.csv", "checksums.txt"]
    assert [path.name for path in written if path.parent == tmp_path] == names
    assert {path.parent.name for path in written if path.parent != tmp_path} == {"mail"}
    for wrong in ({"formats": ["xlsx"]}, {"formats": ["html", "pdf"]}, {"audience": "everybody"}):
        with pytest.raises(SettingsError):
            cx.export(sample, tmp_path, **{"audience": "participants", **wrong})  # type: ignore[arg-type]
    with pytest.raises(SettingsError):
        cx.export(sample, tmp_path / "x.xlsx", audience="participants")
    with pytest.raises(SettingsError):
        cx.export(sample, tmp_path / "x.pdf")


def test_zips_hold_no_clock(sample: Report) -> None:
    """The parts of the workbook and of the documents have one fixed time each."""
    for name in ("xlsx", "docx"):
        parts = zipfile.ZipFile(io.BytesIO(made(sample, name))).infolist()
        assert len({part.date_time for part in parts}) == 1


def test_hand_outs_of_two_runs_do_not_mix(tmp_path: Path) -> None:
    """Another run is not written beside briefs of the one before, which would be taken for its own."""
    first, second = (cx.report(cx.pair(invented_cohort(seed, 9))) for seed in (1, 2))
    cx.export(first, tmp_path)
    with pytest.raises(FileError, match=r"another run.*briefs\.docx"):
        cx.export(second, tmp_path, formats=["csv", "xlsx", "html", "json"])
    assert cx.load(tmp_path) == first.run
    cx.export(second, tmp_path)
    assert cx.load(tmp_path) == second.run


def test_briefs_of_two_runs_do_not_mix_even_without_a_record(tmp_path: Path) -> None:
    """Split briefs for participants of another run are refused in the same folder, and those of the same run are not."""
    first, second = (cx.report(cx.pair(invented_cohort(seed, 9))) for seed in (1, 2))
    for _ in range(2):
        cx.export(first, tmp_path, audience="participants", split=True)
    with pytest.raises(FileError, match="another run"):
        cx.export(second, tmp_path, audience="participants", split=True)


def test_contacts_that_were_not_kept_cannot_be_handed_out(sample: Report, tmp_path: Path) -> None:
    """Asking for contacts where the survey was read without them says what to do."""
    with pytest.raises(SettingsError, match="no contacts"):
        cx.export(sample, tmp_path, contacts=True)
