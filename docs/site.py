"""What the documentation site has beside the pages of this folder: mkdocs calls these hooks by their names.

The files beside mkdocs.yml (README, CONTRIBUTING, ...) become pages, the notebook is shown as one, every name of the face
stands in the Python reference, and a link that is right in the repository is right in the site.
"""

from __future__ import annotations

import ast
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = "from-export-to-pairing"
BESIDE = {  # files outside of docs/, and the pages that they are
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "SECURITY.md": "security.md",
    "CODE_OF_CONDUCT.md": "conduct.md",
    "LICENSE": "license.md",
    "data/samples/README.md": "samples.md",
}
ELSEWHERE = {  # places of the repository to which a page may point, and the pages that stand for them
    "docs/decisions": "decisions/index.md",
    f"docs/{NOTEBOOK}.ipynb": f"{NOTEBOOK}.md",
}
ROOMS = {  # the pages of the Python reference: title, and the rooms whose public names it shows
    "reading": ("Reading", ("survey",)),
    "pairing": ("Pairing, explaining, checking, frames", ("matching", "verbs")),
    "planning": ("Planning", ("planning",)),
    "writing": ("Writing", ("exports",)),
    "runs": ("Runs in folders", ("history", "records")),
    "nouns": ("Nouns", ("domain",)),
    "errors": ("Errors", ("errors",)),
}
_LINK = re.compile(r"(\]\()([^)\s#]+)((?:#[^)\s]*)?\))")


def on_config(config: Any) -> Any:
    """Add the Python reference and the decisions, which nobody is to list twice, to the table of contents."""
    decisions = sorted(path.name for path in (ROOT / "docs/decisions").glob("*.md"))
    parts = {
        "Python reference": ["reference/index.md", *(f"reference/{page}.md" for page in ROOMS)],
        "Decisions": ["decisions/index.md", *(f"decisions/{name}" for name in decisions)],
    }
    config.nav = [{title: parts.get(title, rest)} for part in config.nav for title, rest in part.items()]
    return config


def on_files(files: Any, config: Any) -> Any:
    """Add the pages that are made from something else."""
    from mkdocs.structure.files import File

    for place, text in {**_beside(), **_decisions(), **_notebook(), **reference()}.items():
        files.append(File.generated(config, place, content=text))
    if left := files.get_file_from_path(f"{NOTEBOOK}.ipynb"):
        files.remove(left)
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Give a page the links and the blank lines that the site needs."""
    return _spaced(_linked(markdown, page.file.src_uri))


def _beside() -> dict[str, str]:
    return {page: (ROOT / name).read_text(encoding="utf-8") for name, page in BESIDE.items()}


def _decisions() -> dict[str, str]:
    lines = (f"- [{_title(path)}]({path.name})" for path in sorted((ROOT / "docs/decisions").glob("*.md")))
    return {"decisions/index.md": "# Decisions\n\nThe choices that shaped cxmatch, and their reasons.\n\n" + "\n".join(lines)}


def _title(page: Path) -> str:
    return page.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")


def _notebook() -> dict[str, str]:
    from nbconvert import MarkdownExporter

    text, _ = MarkdownExporter().from_filename(str(ROOT / f"docs/{NOTEBOOK}.ipynb"))
    return {f"{NOTEBOOK}.md": re.sub(r"<style.*?</style>\n?", "", text, flags=re.DOTALL)}


def names() -> dict[str, str]:
    """Return every public name of the face, and the module where it lives."""
    stub = ast.parse((ROOT / "cxmatch/__init__.pyi").read_text(encoding="utf-8"))
    lines = (line for line in stub.body if isinstance(line, ast.ImportFrom))
    found = {name.asname or name.name: str(line.module) for line in lines for name in line.names}
    return {name: module for name, module in sorted(found.items(), key=_verbs_first) if name != "__version__"}


def _verbs_first(item: tuple[str, str]) -> tuple[bool, str]:
    return not item[0].islower(), item[0]


def reference() -> dict[str, str]:
    """Return the pages of the Python reference by their places."""
    pages = {f"reference/{page}.md": _room(title, rooms) for page, (title, rooms) in ROOMS.items()}
    return {"reference/index.md": _contents(), **pages}


def _room(title: str, rooms: tuple[str, ...]) -> str:
    shown = [_entry(name, module) for name, module in names().items() if module.partition(".")[0] in rooms]
    return "\n".join([f"# {title}\n", *shown])


def _entry(name: str, module: str) -> str:
    return f"::: cxmatch.{module}.{name}\n    options:\n      heading: cxmatch.{name}\n      toc_label: {name}\n"


def _contents() -> str:
    opening = "# Python reference\n\nWhat `import cxmatch` gives, by what it is for; made from the docstrings.\n"
    return "\n".join([opening, *(f"## [{title}]({page}.md)\n\n{_list(page, rooms)}\n" for page, (title, rooms) in ROOMS.items())])


def _list(page: str, rooms: tuple[str, ...]) -> str:
    shown = ((name, module) for name, module in names().items() if module.partition(".")[0] in rooms)
    return ", ".join(f"[`{name}`]({page}.md#cxmatch.{module}.{name})" for name, module in shown)


def _linked(text: str, page: str) -> str:
    """Point links from where a file lies in the repository to where its page lies in the site."""
    source = next((name for name, shown in BESIDE.items() if shown == page), f"docs/{page}")
    return _LINK.sub(lambda link: link[1] + _target(link[2], source, page) + link[3], text)


def _target(link: str, source: str, page: str) -> str:
    if ":" in link or page.startswith("reference/"):
        return link
    meant = posixpath.normpath(posixpath.join(posixpath.dirname(source), link))
    shown = BESIDE.get(meant) or ELSEWHERE.get(meant) or meant.removeprefix("docs/")
    return posixpath.relpath(shown, posixpath.dirname(page) or ".")


def _spaced(text: str) -> str:
    """Put a blank line above a list that follows a line of text: GitHub needs none there, Python-Markdown does."""
    return "\n".join(_lines(text.split("\n")))


def _lines(lines: list[str]) -> Iterator[str]:
    fenced, before = False, ""
    for line in lines:
        if not fenced and re.match(r"(-|\d+\.) ", line) and before and not re.match(r"(-|\d+\.) |\s", before):
            yield ""
        yield line
        fenced, before = fenced ^ line.lstrip().startswith("```"), line
