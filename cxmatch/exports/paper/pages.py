"""A paper as text: Markdown, a page, lines of a policy, and the record for programs."""

from __future__ import annotations

from cxmatch.errors import SettingsError
from cxmatch.exports.briefs import plain
from cxmatch.exports.page import still
from cxmatch.exports.paper import Block, Paper, Points, Section, Table


def markdown(paper: Paper) -> bytes:
    """Write a paper as Markdown; no mark in a name acts."""
    parts = [f"# {plain(paper.title)}", plain(paper.reader), *map(plain, paper.brief), *map(_section, paper.sections)]
    return ("\n\n".join(parts) + "\n").encode("utf-8", errors="replace")


def _section(section: Section) -> str:
    return "\n\n".join([f"## {plain(section.heading)}", *map(_block, section.blocks)])


def _block(block: Block) -> str:
    if isinstance(block, Points):
        return "\n".join(f"- {plain(text)}" for text in block.texts)
    return _table(block) if isinstance(block, Table) else plain(block)


def _table(table: Table) -> str:
    rule = ["---:" if column.style == "number" else "---" for column in table.columns]
    heads = [plain(column.heading) for column in table.columns]
    return "\n".join(f"| {' | '.join(row)} |" for row in [heads, rule, *(map(plain, row) for row in table.shown)])


def page(paper: Paper) -> bytes:
    """Write a paper as a page that loads nothing and runs nothing."""
    return still("paper.html.j2", ("page.css", "paper.css"), paper=paper)


def settings(paper: Paper) -> bytes:
    """Write the lines of a policy; raises SettingsError where none follow from what the paper says."""
    if not paper.settings:
        raise SettingsError(
            "There are no lines of a policy to write.", "Only  cxmatch silos  has some, where departments never met."
        )
    return paper.settings.encode("utf-8", errors="replace")


def record(paper: Paper) -> bytes:
    """Write the record; raises SettingsError where those for whom the paper is may not have it."""
    if not paper.record:
        raise SettingsError("The record is for organizers: it says more than participants may see.", "Choose another ending.")
    return paper.record.encode("utf-8", errors="replace")
