"""Commands in words, as they can be typed: standard library alone, so that this can be said before the libraries are there."""

from __future__ import annotations

import os
import re
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from cxmatch.records.text import quoted

UNBROKEN = "\ufdd0"  # stands for a blank at which no line may break; no text may hold this code point
_WINDOWS = os.name == "nt"
_IN_A_TEXT = re.compile(r"""(?<=  )cxmatch(?: (?:"[^"]*"|'[^']*'|[^\s"',;])+)+""")


def command(words: str, *names: object) -> str:
    """Spell a command that no screen breaks: its words, then names of files and offices, quoted where a shell would need that."""
    given = list(map(quoted, names))
    dashed = [place for place, name in enumerate(names) if isinstance(name, str) and name.startswith("-")]
    if dashed:
        given.insert(dashed[0], "--")
    return " ".join([program(), words, *given]).replace(" ", UNBROKEN)


def spelled(text: str, survey: str = "SURVEY") -> str:
    """Spell the commands in a text from a lower floor, after two blanks and `cxmatch`; `survey` is what to type for SURVEY."""

    def respell(found: re.Match[str]) -> str:
        return command(found[0].removeprefix("cxmatch ").replace("SURVEY", survey))

    return _IN_A_TEXT.sub(respell, text)


def program() -> str:
    """Return the words that started the program, as they were typed or as near to them as can be known."""
    script = sys.argv[0]
    folder, name = os.path.split(script)
    if name == "__main__.py" and os.path.basename(folder) == "cxmatch":
        python, *rest = sys.orig_argv[: len(sys.orig_argv) - len(sys.argv) + 1] or [sys.executable, "-m", "cxmatch"]
        return " ".join([_python(python), *map(quoted, rest)])
    return _started(script) if folder and name.removesuffix(".exe") == "cxmatch" else "cxmatch"


def set_up_advice(problem: ImportError) -> str:
    """Say in a line that a library is missing or broken, and what to type."""
    why = (str(problem).strip().splitlines() or ["an ImportError"])[0]
    return f"cxmatch is not set up for this Python: {why.rstrip('.')}. {_set_up(Path(_way_to(_ROOT)))}"


_ROOT = Path(__file__).parents[2]


def _set_up(root: Path) -> str:
    python, environment = _python(sys.orig_argv[0]), quoted(root / ".venv")
    inside = root / ".venv" / ("Scripts/python" if _WINDOWS else "bin/python")
    if not (root / "pyproject.toml").exists():
        return "Install it again."
    if sys.prefix != sys.base_prefix:
        return f"Type  {_install(python, quoted(_way_to(sys.prefix)), quoted(root))}"
    if inside.exists() or inside.with_suffix(".exe").exists():
        return f"Start it as  {quoted(inside)} -m cxmatch"
    if _WINDOWS:
        return f"Type  {python} -m venv {environment}  and then  {quoted(inside)} -m pip install {quoted(root)}"
    return f"Type  {python} -m venv --without-pip {environment} && {_install(python, environment, quoted(root))}"


def _way_to(place: str | Path) -> str:
    try:
        return os.path.relpath(place)
    except (OSError, ValueError):  # another drive, or a folder that is gone
        return str(place)


def _install(python: str, environment: str, root: str) -> str:
    """Spell how to install into an environment; one that is running may have pip itself."""
    if sys.prefix != sys.base_prefix and find_spec("pip"):
        return f"{python} -m pip install {root}"
    return f"{python if sys.prefix == sys.base_prefix else 'python3'} -m pip --python {environment} install {root}"


def _python(first: str) -> str:
    """Return the word that started Python; the launcher of an environment on Windows hides what was typed."""
    return _started(sys.executable if _WINDOWS else first)


def _started(path: str) -> str:
    """Spell a program by the tool that started it, its name where a shell finds that, or its path.

    What a shell finds arrives with its folder, as if typed; Windows makes long what was short: the way from here is enough.
    """
    name = os.path.basename(path).removesuffix(".exe")
    runner, there = _runner(path), shutil.which(name)
    if runner:
        return f"{runner} {name}"
    if os.path.isabs(path) and there and _bare(there) == _bare(path):
        return name
    return quoted(path.removesuffix(".exe").removeprefix(os.path.join(os.getcwd(), ""))) if _WINDOWS else quoted(path)


def _bare(path: str) -> str:
    return os.path.normcase(path).removesuffix(".exe")


def _runner(path: str) -> str:
    """Return the words of a tool that made an environment for this run and started a program of it; empty where none did."""
    if not os.path.isabs(path) or not os.path.normcase(path).startswith(os.path.normcase(os.path.join(sys.prefix, ""))):
        return ""
    if "UV_RUN_RECURSION_DEPTH" in os.environ:
        return _uv_run()
    if "UV" in os.environ:
        return " ".join(filter(None, ["uvx", _source("--from")]))
    prefix = Path(sys.prefix)
    if prefix.parent.name == ".cache" and (prefix / "pipx_metadata.json").exists():
        return " ".join(filter(None, ["pipx run", _source("--spec")]))
    return ""


def _uv_run() -> str:
    """Spell `uv run` for the current folder, which may not be the project's."""
    project, environment = os.path.split(sys.prefix)
    if environment != ".venv":
        return " ".join(filter(None, ["uv run", _source("--with")]))
    inside = os.path.join(os.getcwd(), "").startswith(os.path.join(project, ""))
    return "uv run" if inside else f"uv run --project {quoted(project)}"


def _source(option: str) -> str:
    """Return the option that says where cxmatch was installed from; empty where it came from an index."""
    import json  # Here: 30 ms that only such a tool costs.
    from importlib.metadata import PackageNotFoundError, distribution
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    try:
        url = json.loads(distribution("cxmatch").read_text("direct_url.json") or "{}").get("url", "")
    except PackageNotFoundError:
        return ""
    place = url2pathname(urlsplit(url).path) if url.startswith("file:") else url
    here = place and os.path.exists(place) and os.path.samefile(place, os.curdir)
    return f"{option} {'.' if here else quoted(place)}" if place else ""
