"""What must not get out does not get out, and names that try to do harm arrive as names."""

import csv
import io
import re
import zipfile
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import docx
import networkx as nx
import openpyxl
import pytest
from invent import called, framework
from pages import read
from sheets import refusing

import cxmatch as cx
from cxmatch.domain.report import Report
from cxmatch.errors import SettingsError
from cxmatch.exports.briefs import Brief, named
from cxmatch.exports.filling import starter
from cxmatch.exports.formats import FORMATS
from cxmatch.exports.handout import Audience, Handout
from cxmatch.records.text import clean

CANARIES = {
    "Email": "canary-mail@example.org",
    "Your name": "Canary Person",
    "Phone": "202-555-0147",
    "Comments": "canary comment on our director",
    "What is your biggest challenge?": "canary challenge with the backlog of letters",
    "Story": "canary story " + "that goes on and on " * 20,
    "IP Address": "203.0.113.7",
    # Under headings that say nothing, or say it in passing.
    "Further": "(202) 555-0199",
    "Item 7": "900-12-3456",
    "Day": "1971-03-09",
    "Seen from": "2001:db8::7334",
    "Mark": "Jane Canary",
    "Desk": "canary-desk@example.org",
    "Form filled in by": "Canary Filler",
    "Supervisor": "Canary Boss",
    "Slack": "canary.slack",
    "Employee ID": "canary-77341",
    "Executive sponsor": "Dr. Canary Sponsor",
}
HOSTILE = (
    '=HYPERLINK("https://example.org","x")',
    "<script>alert(1)</script>",
    "Office \u202egnp.exe",
    "Red \x1b[31m Office",
    "[/] [bold]Office[/bold]",
    "../../etc/passwd",
    "CON",
    "con",
    "A" * 200,
    "\u4eba\u4e8b\u5c40",
    "\u8ca1\u653f\u5c40",
    "Office of A/B",
    "Office of A-B",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }} {% raw %}",
    '+1 & Sons\' "Best"',
    "1. Office *of* _Marks_ `and` | pipes",
    "_x0041_ Office",
    "Zo\u00eb \U0001f600 Office",
    "@SUM(A1) -- office",
)


def survey(columns: dict[str, str]) -> bytes:
    """A survey of four offices in which every further column holds its text."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Office", "Department", "Capability: Hiring", "Need: Hiring", "Region", *columns])
    for number in range(4):
        writer.writerow([f"Office {number}", f"Department {number}", number + 1, 5 - number, "North", *columns.values()])
    return text.getvalue().encode()


def texts(report: Report, **wishes: object) -> dict[str, str]:
    """Every file of every format as text; packed files unpacked."""
    files = {}
    for made in FORMATS.values():
        if wishes.get("audience") == Audience.PARTICIPANTS and not made.for_participants:
            continue
        for name, content in made.files(Handout(report=report, **wishes)).items():  # type: ignore[arg-type]
            if content[:2] == b"PK":
                packed = zipfile.ZipFile(io.BytesIO(content))
                content = b"\n".join(packed.read(part) for part in packed.namelist())
            if name.endswith(".eml"):
                content = as_read(content)
            files[name] = content.decode("utf-8", errors="replace")
    return files


def as_read(content: bytes) -> bytes:
    """A message as its reader sees it: without the marks by which mail programs break lines."""
    message = message_from_bytes(content, policy=default)
    texts = [part.get_content() for part in message.walk() if not part.is_multipart()]  # type: ignore[attr-defined]
    return "\n".join([*map(str, message.values()), *texts]).encode()


def test_canaries_stay_inside() -> None:
    """Contacts, free text, names and numbers of people that a survey holds are in no file of any format by default."""
    report = cx.report(cx.pair(cx.read_survey(survey(CANARIES))))
    for name, text in texts(report).items():
        for canary in CANARIES.values():
            assert canary not in text, name
        assert "canary" not in text.casefold(), name
    assert "North" in texts(report)["run.json"]


def test_kept_contacts_are_handed_out_on_request_only() -> None:
    """Kept in the record and in the organizers' workbook, for mail merge; in lists, briefs and messages only with contacts."""
    report = cx.report(cx.pair(cx.read_survey(survey(CANARIES), keep_email=True)))
    kept = texts(report)
    assert [name for name, text in kept.items() if "canary-mail" in text] == ["pairings.xlsx", "run.json"]
    asked = texts(report, contacts=True)
    holders = {name.partition("/")[0] for name, text in asked.items() if "canary-mail" in text}
    assert holders == {"run.json", "pairings.xlsx", "briefs.docx", "briefs.md", "mentors.csv", "proteges.csv", "mail"}


def test_own_words_are_in_the_briefs_without_addresses() -> None:
    """Free text that was kept stands in the briefs alone, and mail addresses and telephone numbers in it are left out."""
    words = {"Comments": "We drown in letters, write to lee@example.org or 202-555-0147"}
    report = cx.report(cx.pair(cx.read_survey(survey(words), keep_words=True)))
    made = texts(report)
    assert {name for name, text in made.items() if "drown in letters" in text} == {"run.json", "briefs.docx", "briefs.md"}
    assert "lee@example.org" not in made["briefs.md"] + made["briefs.docx"]
    assert "202-555" not in made["briefs.md"] + made["briefs.docx"]
    assert "[left out]" in made["briefs.docx"]
    assert report.run.matching == cx.pair(cx.read_survey(survey(words))).matching


def test_participants_see_no_score_and_no_rating() -> None:
    """The participants' page has the pairings and none of the words that go with scores, ratings and waiting."""
    report = cx.report(cx.pair(cx.read_survey(cx.sample("roundtable-14"))))
    page = texts(report, audience=Audience.PARTICIPANTS)["participants.html"]
    body = page[page.index("<main") : page.index("<footer")]
    visible = re.sub(r"<svg.*?</svg>|<[^>]*>", " ", body, flags=re.DOTALL)
    assert all(fit.mentor in visible and fit.protege in visible for fit in report.run.matching.pairings)
    for word in ("fit", "points", "%", "waits", "capability", "lead", "alternative", "heat"):
        assert not re.search(rf"(?<!\w){word}(?!\w)", re.sub(r"How might we .*?\?", "", visible)), word
    assert re.findall(r"\d+", re.sub(r"How might we .*?\?", "", visible)) == ["14"]


@pytest.fixture(scope="module")
def hostile() -> Report:
    """A cohort whose names try to do harm; half as the reader leaves them, as they come otherwise."""
    return cx.report(cx.pair(called(HOSTILE, framework())))


def shown(name: str) -> str:
    """A name as files hold it: what would act is shown by its number."""
    return "".join(f"<U+{ord(letter):04X}>" if letter in "\u202e\x1b" else letter for letter in name)


def test_hostile_names_survive_to_the_letter(hostile: Report, tmp_path: Path) -> None:
    """Workbook, page, graph, tables and documents give each name back as it is, and nothing of it acts."""
    wanted = {(shown(fit.mentor), shown(fit.protege)) for fit in hostile.run.matching.pairings}
    assert len(wanted) == len(HOSTILE)
    made = {name: each.files(Handout(report=hostile)) for name, each in FORMATS.items()}
    book = openpyxl.load_workbook(io.BytesIO(made["xlsx"]["pairings.xlsx"]))
    read_back = {row[:2] for row in book["Pairings"].iter_rows(min_row=2, values_only=True)}
    unescaped = {tuple(openpyxl.utils.escape.unescape(name) for name in pair) for pair in read_back}
    assert wanted in (read_back, unescaped)
    assert all(cell.data_type != "f" and cell.hyperlink is None for sheet in book for row in sheet.iter_rows() for cell in row)
    page = read(made["html"]["report.html"])
    assert {(row[1], row[0]) for row in page.rows[1:]} == wanted
    assert sum(tag == "script" for tag, _ in page.tags) == 1
    assert not any(tag in ("img", "bold") for tag, _ in page.tags)
    assert set(nx.read_graphml(io.BytesIO(made["graphml"]["pairings.graphml"])).edges()) == wanted
    heads = [p.text for p in docx.Document(io.BytesIO(made["docx"]["briefs.docx"])).paragraphs if p.style.name == "Heading 1"]
    assert set(heads) == {f"{mentor} mentors {protege}" for mentor, protege in wanted}


def test_markdown_keeps_marks_as_text(hostile: Report) -> None:
    """No tag, link, emphasis or list comes from a name: every mark of Markdown in it is escaped."""
    text = FORMATS["md"].files(Handout(report=hostile))["briefs.md"].decode()
    heads = [line[2:] for line in text.splitlines() if line.startswith("# ")]
    plain = {re.sub(r"\\(.)", r"\1", head) for head in heads}
    assert plain == {f"{shown(fit.mentor)} mentors {shown(fit.protege)}" for fit in hostile.run.matching.pairings}
    assert not re.search(r"(?<!\\)[<\[`|]", re.sub(r"(?m)^> ", "", text))


def test_messages_and_templates_take_names_to_the_letter(hostile: Report) -> None:
    """No name is a field of a template, a tag, a header or a second address."""
    wanted = {(shown(fit.mentor), shown(fit.protege)) for fit in hostile.run.matching.pairings}
    names = [shown(office.id) for office in hostile.run.cohort.offices]
    sent = [message_from_bytes(content, policy=default) for content in FORMATS["eml"].files(Handout(report=hostile)).values()]
    for message, name in zip(sent, names, strict=True):
        text = message.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
        page = read(message.get_body(("html",)).get_content().encode())  # type: ignore[attr-defined]
        assert text.splitlines()[0] == f"Hello {name},"
        assert {tag for tag, _ in page.tags} == {"html", "head", "meta", "title", "body", "h2", "p"}
        assert set(message.keys()) == {"Subject", "X-Unsent", "MIME-Version", "Content-Type"}
    files = FORMATS["docx"].files(Handout(report=hostile, template=starter()))
    heads = [p.text for p in docx.Document(io.BytesIO(files["briefs.docx"])).paragraphs if p.style.name == "Heading 1"]
    assert set(heads) == {f"{mentor} mentors {protege}" for mentor, protege in wanted}


def test_split_files_have_safe_names_of_their_own(hostile: Report, tmp_path: Path) -> None:
    """No part of a path, no reserved name, no two alike whatever the case; all stay inside the folder."""
    written = cx.export(hostile, tmp_path / "out", split=True)
    mail = [path for path in written if path.parent.name == "mail"]
    assert len({path.name.casefold() for path in mail}) == len(mail) == len(HOSTILE)
    assert all(re.fullmatch(r"to [a-z0-9-]+( \d+)?\.eml", path.name) for path in mail)
    briefs = [path for path in written if path.parent.name == "briefs"]
    assert len(briefs) == 2 * len(HOSTILE)
    assert len({path.name.casefold() for path in briefs}) == len(briefs)
    for path in briefs:
        assert re.fullmatch(r"[a-z0-9-]+ mentors [a-z0-9-]+( \d+)?\.(docx|md)", path.name)
        assert path.resolve().is_relative_to((tmp_path / "out").resolve())


def test_two_names_with_one_slug_get_two_files() -> None:
    """Names that differ only in marks do not overwrite each other."""
    one = Brief(mentor="A/B", protege="C", who=(), why=(), talk=(), quotes=())
    assert list(named([one, replace(one, mentor="A-B")])) == ["a-b mentors c", "a-b mentors c 2"]


def test_what_xml_cannot_hold_does_not_stop_an_export(hostile: Report) -> None:
    """Control characters and noncharacters, which no reader of surveys lets through, come out by their number."""
    run = hostile.run
    odd = replace(
        run.cohort,
        offices=tuple(replace(one, department="\uffff\x00\ufffe") for one in run.cohort.offices[:1]) + run.cohort.offices[1:],
    )
    report = cx.report(cx.pair(odd))
    for name, text in texts(report).items():
        assert "\uffff" not in text or name.endswith((".json", ".csv")), name
    assert clean("A\uffffB") == "AB"


@pytest.mark.parametrize("name", ["pairings.csv", "pairings.xlsx"])
def test_a_table_of_hostile_names_read_back_decides_nothing(name: str, hostile: Report, tmp_path: Path) -> None:
    """Each name is known again as the table writes it, so that none counts as typed."""
    cx.export(hostile, tmp_path / name)
    assert cx.read_decisions(tmp_path / name, [hostile.run]) == ()


QUARREL = "canary quarrel with the director"


def test_why_an_office_refuses_is_in_no_hand_out(tmp_path: Path) -> None:
    """Not in a table, page, workbook, brief, message or record, whoever reads it; nor in what the run came to be known by."""
    run = cx.pair(cx.read_survey(cx.sample("roundtable-14")))
    said = cx.answers(refusing(run, tmp_path, QUARREL), run)
    assert [reply.words for reply in said.replies] == [QUARREL]
    later = cx.rerun(run, **said.heeded(run))
    assert len(later.policy.forbidden) == 3
    for audience in Audience:
        for name, text in texts(cx.report(later), audience=audience).items():
            assert "canary" not in text.casefold(), name
    assert "canary" not in repr(later).casefold()


def test_participants_do_not_learn_of_a_veto(tmp_path: Path) -> None:
    """What they have says who mentors whom and what changes, and nothing of bans or of answers."""
    run = cx.pair(cx.read_survey(cx.sample("roundtable-14")))
    said = cx.answers(refusing(run, tmp_path, QUARREL), run)
    later = cx.rerun(run, **said.heeded(run))
    for name, text in texts(cx.report(later), audience=Audience.PARTICIPANTS).items():
        assert "forbidden" not in text.casefold(), name
        assert "office's answer" not in text, name


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_sheet_of_hostile_names_is_read_back(form: str, hostile: Report, tmp_path: Path) -> None:
    """No name acts in it, and each is known again when it comes back with an answer."""
    path = cx.ask(hostile, cx.refusals(hostile.run), tmp_path / "out", form=form)[0]
    if form == "xlsx":
        book = openpyxl.load_workbook(path)
        page = book["Answers"]
        assert all(cell.data_type != "f" and cell.hyperlink is None for row in page.iter_rows() for cell in row)
        for row in range(2, page.max_row + 1):
            page.cell(row, 5).value = "Yes"
            for cell in (page.cell(row, 1), page.cell(row, 3)):
                cell.value = cell.value.replace("_x0041_", "_x005F_x0041_")  # as a spreadsheet does, and openpyxl does not
                cell.data_type = "s"
        book.save(path)
    else:
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
        text = io.StringIO()
        csv.writer(text).writerows([rows[0], *([*row[:4], "Yes", *row[5:]] for row in rows[1:])])
        path.write_text(text.getvalue(), encoding="utf-8")
    found = cx.answers(path, hostile.run)
    assert found.findings == ()
    assert found.words.startswith(f"{len(hostile.run.matching.pairings)} pairings: {len(hostile.run.matching.pairings)} accepted")
    assert all(clean(shown(reply.mentor)) for reply in found.replies)


def test_a_final_run_says_so_everywhere() -> None:
    """Page, workbook and briefs say FINAL, of the same pairings with the same proof; it holds on its own."""
    run = cx.pair(cx.read_survey(cx.sample("roundtable-14")))
    made = cx.final(run)
    assert (made.id, made.matching, made.cohort, made.parent) == (run.id, run.matching, run.cohort, run.parent)
    assert cx.verify(made) == ()
    assert cx.compare(run, made).settings == ("report",)
    cover = made.policy.report.cover(None)
    files = texts(cx.report(made), cover=cover)
    for name in ("report.html", "pairings.xlsx", "briefs.docx"):
        assert "FINAL" in files[name], name
        assert "FINAL" not in texts(cx.report(run))[name], name
    assert "FINAL" in texts(cx.report(made), audience=Audience.PARTICIPANTS, cover=cover)["participants.html"]
    with pytest.raises(SettingsError, match="final already"):
        cx.final(made)
