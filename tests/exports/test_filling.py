"""Briefs in Word: in a template of the organizers' own, whose fields are filled in and nothing else; and with a cover."""

import io
import re
import struct
import zipfile
import zlib
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.shared import Inches
from invent import cohort as invented_cohort

import cxmatch as cx
from cxmatch.domain.parts import Cover, Logo, Status
from cxmatch.domain.report import Report
from cxmatch.errors import FileError, SettingsError
from cxmatch.exports.fields import FIELDS
from cxmatch.exports.filling import starter
from cxmatch.exports.formats import FORMATS
from cxmatch.exports.handout import Handout


def png(width: int = 12, height: int = 6) -> bytes:
    """A picture of one color."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\x16\x2e\x51" * width) * height
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


COVER = Cover(
    title="Spring & <Round>",
    subtitle="Kickoff",
    date="12 March",
    status=Status.DRAFT,
    logo=Logo(content=png(), media_type="image/png", width=12, height=6, shows="A seal"),
)


def template(*lines: str, header: str = "") -> bytes:
    """A Word document of these paragraphs."""
    made = docx.Document()
    for line in lines:
        made.add_paragraph(line)
    if header:
        made.sections[0].header.paragraphs[0].text = header
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def briefs(report: Report, content: bytes, **wishes: Any) -> dict[str, Any]:
    files = FORMATS["docx"].files(Handout(report=report, template=content, **wishes))
    return {name: docx.Document(io.BytesIO(file)) for name, file in files.items()}


def lines(document: Any) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text]


def pairs(report: Report) -> list[tuple[str, str]]:
    return [(fit.mentor, fit.protege) for fit in report.run.matching.pairings]


def test_a_template_is_filled_a_page_a_pair(sample: Report) -> None:
    """All in one document, each pair after a page break, in the words around the fields."""
    (made,) = briefs(sample, template("Dear {{ brief.protege }}", "meet {{ brief.mentor }}.")).values()
    assert lines(made) == [line for mentor, protege in pairs(sample) for line in (f"Dear {protege}", f"meet {mentor}.")]
    breaks = [paragraph.paragraph_format.page_break_before for paragraph in made.paragraphs]
    assert breaks.count(True) == len(pairs(sample)) - 1


def test_split_templates_are_one_file_each(sample: Report) -> None:
    """A header may then say what differs from pair to pair."""
    made = briefs(sample, template("{{ brief.title }}", header="For {{ brief.protege }}"), split=True)
    assert [lines(document) for document in made.values()] == [[f"{one} mentors {other}"] for one, other in pairs(sample)]
    assert [document.sections[0].header.paragraphs[0].text for document in made.values()] == [
        f"For {p}" for _, p in pairs(sample)
    ]


def test_the_template_to_begin_with_says_what_our_own_brief_says(sample: Report) -> None:
    """Every sentence of our briefs but the table to fill in, and nothing else but its own lines."""
    (ours,) = (docx.Document(io.BytesIO(file)) for file in FORMATS["docx"].files(Handout(report=sample)).values())
    (filled,) = briefs(sample, starter(), cover=COVER).values()
    said = {re.sub(r" ?_{5,}$", "", line) for line in lines(filled)}
    assert {re.sub(r" ?_{5,}$", "", line).replace(" and ", ", ") for line in lines(ours)} <= {
        s.replace(" and ", ", ") for s in said
    }
    assert [p.text for p in filled.paragraphs if p.style.name == "Heading 1"] == [f"{a} mentors {b}" for a, b in pairs(sample)]
    assert filled.sections[0].header.paragraphs[0].text.split() == ["Spring", "&", "<Round>", "12", "March"]


def test_every_field_can_be_shown(sample: Report) -> None:
    """Each field that is documented is one; those of several lines show one below the other."""
    for field in FIELDS:
        made = briefs(sample, template(f"Here: {{{{ {field} }}}}", "{{ cover.title }}"), cover=COVER)
        assert all(line.startswith("Here: ") for line in lines(*made.values())[::2])
    (made,) = briefs(sample, template("{{ brief.agreement }}")).values()
    assert lines(made)[0].splitlines()[:2] == ["Purpose", "How often and how long we meet"]


def test_the_guide_has_a_row_for_every_field() -> None:
    """The table of fields in the guide is that of the program."""
    guide = (Path(__file__).parents[2] / "docs" / "guide.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `((?:brief|cover)\.\w+)` \| (.*) \|$", guide, re.MULTILINE) == [*FIELDS.items()]


def test_a_logo_is_a_picture(sample: Report) -> None:
    """Once in the file however many pages show it; without one the field is empty, and a drawing in lines is left out."""
    (content,) = (
        FORMATS["docx"]
        .files(Handout(report=sample, template=template("{{ cover.logo }}{{ brief.title }}"), cover=COVER))
        .values()
    )
    assert [name for name in zipfile.ZipFile(io.BytesIO(content)).namelist() if "media" in name] == ["word/media/image1.png"]
    assert len(docx.Document(io.BytesIO(content)).inline_shapes) == len(pairs(sample))
    drawn = Cover(logo=Logo(content=b"<svg/>", media_type="image/svg+xml", width=1, height=1))
    for cover in (Cover(), drawn):
        (made,) = briefs(sample, template("{{ cover.logo }}{{ brief.title }}"), cover=cover).values()
        assert not len(made.inline_shapes)
        (plain,) = FORMATS["docx"].files(Handout(report=sample, cover=cover)).values()
        assert plain == FORMATS["docx"].files(Handout(report=sample))["briefs.docx"]


def test_our_own_briefs_have_the_cover_above_every_page(sample: Report) -> None:
    """Title, subtitle, date and status in the header, beside the logo and what it shows; the briefs stay as they are."""
    (content,) = FORMATS["docx"].files(Handout(report=sample, cover=COVER)).values()
    made = docx.Document(io.BytesIO(content))
    header = made.sections[0].header
    assert header.paragraphs[0].text.split() == ["Spring", "&", "<Round>", "|", "Kickoff", "|", "12", "March", "|", "DRAFT"]
    assert 'descr="A seal"' in header._element.xml
    plain = docx.Document(io.BytesIO(FORMATS["docx"].files(Handout(report=sample))["briefs.docx"]))
    assert lines(made) == lines(plain)


def test_the_same_template_gives_the_same_bytes(sample: Report) -> None:
    """Twice alike, with the logo, in one file and in many."""
    for split in (False, True):
        once, again = (
            FORMATS["docx"].files(Handout(report=sample, template=starter(), cover=COVER, split=split)) for _ in range(2)
        )
        assert once == again
    assert starter() == starter()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("{{ brief.titel }}", 'Did you mean "brief.title"'),
        ("{{ title }}", '"title", which is no field'),
        ("{{ brief.title }}{{ brief.points }}", '"brief.points", which is no field'),
        ("{{ brief }}", '"brief", which is no field'),
        ("{% set x = brief %}{{ x.title }}", "which is no field"),
        ("{{ briefs }}", '"briefs", which is no field'),
        ("Nothing to fill in", "none of the fields"),
        ("", "none of the fields"),
        ("{{ brief.title", "cannot be read"),
        ("{% for line in brief.why %}{{ line }}", "cannot be read"),
        ("{{ brief.title.__class__ }}", "which is no field"),
        ("{{ brief['__class__'] }}", "which is no field"),
        ("{{ brief.title }}{{ ''.__class__.__mro__ }}", "which is no field"),
        ("{{ brief.title.format(1) }}", "would be run"),
        ("{{ brief.title }}{{ range(9) }}", "would be run"),
        ("{{ brief.title }}{{ lipsum() }}", "would be run"),
        ("{{ brief.title * 999999999 }}", "would be run"),
        ("{{ brief.title }}{{ 9 ** 999999999 }}", "would be run"),
        ("{{ brief.title | center(999999999) }}", "would be run"),
        ("{{ brief.title | attr('__class__') }}", "would be run"),
        ("{{ brief.title | map(attribute='x') }}", "would be run"),
        ("{{ brief.title }}{% include '/etc/passwd' %}", "would be run"),
        ("{{ brief.title }}{% import 'os' as os %}", "would be run"),
        ("{{ brief.title }}{% macro m() %}{% endmacro %}", "would be run"),
        ("{{ brief.title }}{{ 1 / 0 }}", "would be run"),
        ("{{ '%999999999d' % 1 }}", "would be run"),
        ("{{ brief.title ~ brief.title }}", "would be run"),
        ("{% filter center(9) %}{% endfilter %}", "would be run"),
        ("{{ brief.title }}{{ brief.why[99] }}", "cannot be filled in"),
    ],
)
def test_a_template_that_asks_for_more_is_refused(sample: Report, words: str, told: str) -> None:
    """It is said what is no field and which there are; nothing of it is run, in the text or in a header."""
    for content in (template(words), template("{{ brief.title }}", header=words)):
        if told == "none of the fields" and content != template(words):
            continue
        with pytest.raises(SettingsError) as problem:
            briefs(sample, content, split=True)
        assert told in f"{problem.value.what} {problem.value.next_step}"
        if "field" in told:
            assert all(field in problem.value.next_step for field in FIELDS)


def test_a_header_cannot_say_what_differs_from_page_to_page(sample: Report) -> None:
    """In one document a header is the same on every page."""
    with pytest.raises(SettingsError, match="differs from page to page"):
        briefs(sample, template("{{ brief.title }}", header="{{ brief.mentor }}"))
    (made,) = briefs(sample, template("{{ brief.title }}", header="{{ cover.title }}"), cover=COVER).values()
    assert made.sections[0].header.paragraphs[0].text == COVER.title


def packed(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr({"types": "[Content_Types].xml", "document": "word/document.xml"}.get(name, name), content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"no document",
        b"PK\x03\x04",
        packed(other=b""),
        packed(types=b"", document=b""),
        packed(types=b"<a/>", document=b"<w:document/>"),
        template("{{ brief.title }}")[:-900],
        packed(types=b"", document=b"0" * 201_000_000),
    ],
    ids=["text", "beginning", "zip", "empty", "tags", "cut", "bomb"],
)
def test_what_is_no_word_document_is_refused(sample: Report, content: bytes, tmp_path: Path) -> None:
    """In a sentence, and nothing is written."""
    file = tmp_path / "agency.docx"
    file.write_bytes(content)
    with pytest.raises(SettingsError, match="The template"):
        cx.export(sample, tmp_path / "kickoff", template=file)
    assert not (tmp_path / "kickoff").exists()


def test_a_template_that_is_not_there(sample: Report, tmp_path: Path) -> None:
    """It is said that it cannot be read."""
    with pytest.raises(FileError, match=r"nothing\.docx cannot be read"):
        cx.export(sample, tmp_path / "kickoff", template=tmp_path / "nothing.docx")


def test_what_is_written_to_begin_with_can_be_used(tmp_path: Path) -> None:
    """The template and the wording are taken back by an export, and a file that somebody changed is not replaced."""
    report = cx.report(cx.pair(invented_cohort(1, 8)))
    word, wording = cx.starter(tmp_path / "brief.docx"), cx.starter(tmp_path / "wording.toml")
    cx.export(report, tmp_path / "kickoff", template=word, wording=wording)
    cx.export(report, tmp_path / "plain")
    mail = {path.name: path.read_bytes() for path in (tmp_path / "plain" / "hand out" / "mail").iterdir()}
    assert {path.name: path.read_bytes() for path in (tmp_path / "kickoff" / "hand out" / "mail").iterdir()} == mail
    wording.write_text("# mine\n")
    with pytest.raises(FileError, match="is there already"):
        cx.starter(wording)
    with pytest.raises(SettingsError, match=r"There is nothing to begin with"):
        cx.starter(tmp_path / "brief.pdf")


@pytest.mark.parametrize("place", ["title", "subject", "comments"])
def test_nothing_is_run_in_the_properties_of_a_template(sample: Report, place: str) -> None:
    """The library fills in the properties of a document too: a field may stand there, a sum that would not end is refused."""
    made = docx.Document(io.BytesIO(template("{{ brief.title }}")))
    for words, told in (
        ("{{ cover.title }}", ""),
        ("{{ 9 ** 999999999 }}", "would be run: pow"),
        ("{{ range(9) }}", "run: call"),
    ):
        setattr(made.core_properties, place, words)
        made.save(buffer := io.BytesIO())
        with pytest.raises(SettingsError, match=told) if told else nullcontext():
            briefs(sample, buffer.getvalue(), cover=COVER)


def test_nothing_is_run_in_the_footnotes_of_a_template(sample: Report) -> None:
    """Whatever part the library fills in, a sum in it is refused."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    text = (
        '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{{ 9 ** 999999999 }}</w:footnotes>'
    )
    made = docx.Document(io.BytesIO(template("{{ brief.title }}")))
    part = Part(PackURI("/word/footnotes.xml"), kind, text.encode(), made.part.package)
    made.part.relate_to(part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes")
    made.save(buffer := io.BytesIO())
    with pytest.raises(SettingsError, match="would be run"):
        briefs(sample, buffer.getvalue())


def test_a_template_without_a_set_up_page_is_filled(sample: Report) -> None:
    """Other programs leave that out: each pair still has its page, whole."""
    made = docx.Document(io.BytesIO(template("{{ brief.title }}", "meet {{ brief.mentor }}.")))
    made.element.body.remove(made.element.body.sectPr)
    made.save(buffer := io.BytesIO())
    (filled,) = briefs(sample, buffer.getvalue()).values()
    assert lines(filled)[1::2] == [f"meet {mentor}." for mentor, _ in pairs(sample)]
    made.element.remove(made.element.body)
    made.save(buffer := io.BytesIO())
    with pytest.raises(SettingsError, match="cannot be opened as a Word document: it has no text"):
        briefs(sample, buffer.getvalue())


@pytest.mark.parametrize(
    "content",
    [
        png()[:33] + b"\xff\xff\xff\x00ABCD" + png()[33:],
        png()[:33] + struct.pack(">I", 9) + b"pHYs" + struct.pack(">IIB", 1, 1, 1) + b"\0" * 4 + png()[33:],
        png(2000, 1),
    ],
    ids=["parts that do not follow each other", "one dot a meter", "a line"],
)
def test_any_picture_that_a_page_shows_leaves_briefs_whole(sample: Report, content: bytes) -> None:
    """Word has it half an inch high and 3 inches wide at most, or not at all where the library cannot make it out."""
    width, height = struct.unpack(">II", content[16:24])
    cover = Cover(title="Round", logo=Logo(content=content, media_type="image/png", width=width, height=height))
    for given in (b"", template("{{ cover.logo }}{{ brief.title }}")):
        (file,) = FORMATS["docx"].files(Handout(report=sample, template=given, cover=cover)).values()
        made = docx.Document(io.BytesIO(file))
        shown = [each for part in (made.element, made.sections[0].header.part.element) for each in part.iter(qn("wp:extent"))]
        assert all(0 < int(each.get("cx")) <= Inches(3) and 0 < int(each.get("cy")) <= Inches(0.5) for each in shown)
