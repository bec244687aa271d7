"""Briefs in Word: ours, or in a template of the organizers' own, whose fields are filled in; nothing else in it is run."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.oxml import OxmlElement
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import SandboxedEnvironment

from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.exports.briefs import Brief, brief_files
from cxmatch.exports.documents import briefs_document, picture, saved, say_in, set_up
from cxmatch.exports.fields import FIELDS, starter_lines, values_of
from cxmatch.exports.handout import Handout
from cxmatch.records.text import listed, short

if TYPE_CHECKING:
    from docxtpl import DocxTemplate, InlineImage

LARGEST, LARGEST_UNPACKED = 20_000_000, 200_000_000
_FILTERS = ("capitalize", "first", "join", "last", "length", "lower", "title", "trim", "upper")
_ROOTS = tuple(dict.fromkeys(name.partition(".")[0] for name in FIELDS))
_RUN = (
    *(nodes.Call, nodes.BinExpr, nodes.UnaryExpr, nodes.Concat),
    *(nodes.Macro, nodes.CallBlock, nodes.FilterBlock, nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends, nodes.Block),
)
_LOGICAL = (nodes.And, nodes.Or, nodes.Not)


def document_files(handout: Handout) -> dict[str, bytes]:
    """Write the briefs as Word documents: in the template of the hand-out, where it has one.

    Raises SettingsError where that is no Word document, has none of the fields, or asks for what is no field.
    """
    write = partial(_filled, handout) if handout.template else partial(briefs_document, handout.cover)
    return brief_files(handout, ".docx", write)


def _filled(handout: Handout, made: Sequence[Brief], _: str) -> bytes:
    """Return briefs in the template of a hand-out: a page each, or the only one where each is a file of its own."""
    environment, template = _environment(), _opened(handout.template)
    around = [_parsed(environment, template, text) for text in _headers_and_footers(template)]
    _refuse_all_but_fields([_parsed(environment, template, template.get_xml()), *around])
    given: dict[str, Any] = {"cover": {**values_of(handout.cover), "logo": _logo(handout, template)}}
    if handout.split:
        given["brief"] = values_of(made[0])
    else:
        _refuse_fields_of_a_page(around)
        given["briefs"] = [*map(values_of, made)]
        _a_page_each(template)
    return _rendered(template, given, environment)


def starter() -> bytes:
    """Return a template to begin with."""
    made: Any = Document()
    set_up(made, "Mentor and protege brief")
    top = made.sections[0].header.paragraphs[0]
    top.paragraph_format.space_after = Pt(10)
    top.add_run("{{ cover.logo }}  {{ cover.title }}   {{ cover.date }}")
    for style, text in starter_lines():
        say_in(made, style, text)
    return saved(made)


class _Fields(SandboxedEnvironment):
    """Refuses what would be run wherever it stands: the library fills in footnotes and properties of a document as well."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed = super()._parse(source, name, filename)
        _refuse_what_runs(parsed)
        return parsed


def _environment() -> SandboxedEnvironment:
    """Return what reads the fields of a template: no function, no loader, and only filters that cannot swell."""
    made = _Fields(autoescape=True, undefined=StrictUndefined)
    made.globals.clear()
    made.filters = {name: made.filters[name] for name in _FILTERS}
    return made


def _refuse_other_files(content: bytes) -> None:
    """Refuse what is no Word document, before a library unpacks it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            size, names = sum(part.file_size for part in packed.infolist()), packed.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        size, names = 0, []
    if "[Content_Types].xml" not in names or "word/document.xml" not in names:
        raise SettingsError("The template is no Word document (.docx).", "Save it in Word as a document, not as .doc or .dotx.")
    if len(content) > LARGEST or size > LARGEST_UNPACKED:
        raise SettingsError(f"The template is too large: at most {LARGEST:,} bytes, {LARGEST_UNPACKED:,} unpacked.")


def _opened(content: bytes) -> DocxTemplate:
    from docxtpl import DocxTemplate  # Here: 70 ms that no brief of ours needs.

    _refuse_other_files(content)
    try:
        template = DocxTemplate(io.BytesIO(content))
        template.init_docx()
        if template.docx.element.body is None:
            raise ValueError("it has no text")
    except MemoryError:
        raise
    except Exception as problem:  # whatever a damaged document makes the libraries stumble over
        raise SettingsError(f"The template cannot be opened as a Word document: {short(str(problem))}") from None
    return template


def _headers_and_footers(template: DocxTemplate) -> Iterator[str]:
    for kind in (template.HEADER_URI, template.FOOTER_URI):
        yield from (template.get_part_xml(part) for _, part in template.get_headers_footers(kind))


def _parsed(environment: SandboxedEnvironment, template: DocxTemplate, text: str) -> nodes.Template:
    try:
        return environment.parse(template.patch_xml(text))
    except TemplateSyntaxError as problem:
        raise SettingsError(f"The template cannot be read: {short(problem.message or '')}", _there_are()) from None


def _refuse_all_but_fields(parts: Sequence[nodes.Template]) -> None:
    """Refuse a template that has none of the fields, or anything else in braces than fields, `if`, `for` and some filters."""
    asked = dict.fromkeys(name for part in parts for name in _asked(part))
    for name in asked:
        if name not in FIELDS:
            near = did_you_mean(name, list(FIELDS))
            raise SettingsError(f'The template asks for "{short(name)}", which is no field.{near}', _there_are())
    if not asked:
        raise SettingsError("The template has none of the fields, so all briefs would be alike.", _there_are())


def _refuse_what_runs(part: nodes.Template) -> None:
    """Refuse calls and sums before anything looks closer: the library works out what is constant when it does."""
    for node in part.find_all((*_RUN, nodes.Filter)):
        if not isinstance(node, _LOGICAL) and getattr(node, "name", "") not in _FILTERS:
            raise SettingsError(
                f"The template has something in braces that would be run: {short(_named(node))}.",
                f"Beside fields there may be  if,  for,  set  and the filters {', '.join(_FILTERS)}.",
            )


def _refuse_fields_of_a_page(parts: Sequence[nodes.Template]) -> None:
    there = [name for part in parts for name in _asked(part) if not name.startswith("cover.")]
    if there:
        raise SettingsError(
            f"The header or the footer has {listed(there)}, which differs from page to page.", "Add  --split  for a file each."
        )


def _there_are() -> str:
    return f"The fields: {', '.join(FIELDS)}. A template to begin with:  cxmatch template --out brief.docx"


def _named(node: nodes.Node) -> str:
    return str(getattr(node, "name", None) or type(node).__name__.lower())


def _asked(parsed: nodes.Template) -> Iterator[str]:
    """Return what a part of a template asks for, by its name: fields, names that are none, and parts of what has no parts."""
    known, inner = {*_ROOTS}, set[int]()
    parts: Iterator[Any] = parsed.find_all((nodes.Getattr, nodes.Getitem))
    for node in parts:
        inner.add(id(node.node))
        if isinstance(node.node, nodes.Name) and node.node.name in known:
            yield f"{node.node.name}.{_key(node)}"
        elif not _is_place(node):
            yield _key(node)
    yield from sorted(find_undeclared_variables(parsed) - known)
    yield from (node.name for node in parsed.find_all(nodes.Name) if node.name in known and id(node) not in inner)


def _is_place(node: nodes.Getattr | nodes.Getitem) -> bool:
    """Tell whether it is one line of several, or how far a loop has come."""
    if isinstance(node, nodes.Getitem):
        return isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, int)
    return isinstance(node.node, nodes.Name) and node.node.name == "loop" and node.attr in ("first", "last", "index")


def _key(node: nodes.Getattr | nodes.Getitem) -> str:
    return node.attr if isinstance(node, nodes.Getattr) else str(getattr(node.arg, "value", "[...]"))


def _logo(handout: Handout, template: DocxTemplate) -> InlineImage | str:
    from docxtpl import InlineImage

    logo = picture(handout.cover)
    return InlineImage(template, *logo) if logo else ""


def _a_page_each(template: DocxTemplate) -> None:
    """Put what goes through the briefs around the body of a template: a page each."""
    body = template.docx.element.body
    page = _paragraph("")
    page.paragraph_format.page_break_before = True
    page.paragraph_format.space_before = page.paragraph_format.space_after = Pt(0)
    page.paragraph_format.line_spacing = Pt(1)  # it stands above what the template begins with
    before = [_paragraph("{%p for brief in briefs %}"), _paragraph("{%p if not loop.first %}"), page, _paragraph("{%p endif %}")]
    for paragraph in reversed(before):
        body.insert(0, paragraph._p)
    body.insert(len(body) - (body.sectPr is not None), _paragraph("{%p endfor %}")._p)  # it says how the page is set up


def _paragraph(text: str) -> Paragraph:
    made = Paragraph(OxmlElement("w:p"), None)  # type: ignore[arg-type]  # its part is where it is put
    made.add_run(text)
    return made


def _rendered(template: DocxTemplate, given: Mapping[str, Any], environment: SandboxedEnvironment) -> bytes:
    try:
        template.render({**given}, environment, autoescape=True)
        return saved(template)
    except (MemoryError, SettingsError):
        raise
    except Exception as problem:  # whatever else a template asks for
        raise SettingsError(f"The template cannot be filled in: {short(str(problem))}") from None
