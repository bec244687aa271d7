"""A mistake of ours, written down for whoever mends it: versions, command and where it happened, no word of the survey."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from traceback import walk_tb

from cxmatch.console.running import versions
from cxmatch.errors import FileError

NAME = "cxmatch mistake.txt"
_FLAG = re.compile(r"--?[a-z][a-z-]*")


def keep_mistake(problem: BaseException) -> Path | None:
    """Write down a mistake in this folder or, where that cannot be, in that for temporary files; None where neither can.

    Values of options, messages and paths outside of programs may have words of a survey: of each only what is sure to have none.
    """
    from cxmatch.records.files import write_new

    text = "\n".join([*versions(), f"Command: {_command(sys.argv[1:])}", "", *_story(problem), ""])
    for folder in (Path(), Path(tempfile.gettempdir())):
        try:
            write_new(folder / NAME, text.encode(), overwrite=True)
        except FileError:
            continue
        return folder / NAME
    return None


def mistake_advice(problem: BaseException) -> str:
    """Write down a mistake, and say where that is, what is in it, and to whom it goes."""
    file = keep_mistake(problem)
    if file is None:
        return "Please tell who gave you cxmatch: the command, and these words."
    holds = "version, command, platform and where it happened, and no word of your survey"
    return f'It is written down in "{file}": {holds}. Please send that file to {_whom()}.'


def _whom() -> str:
    """Return where the project takes reports, as its package says, or who is sure to know."""
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        links = metadata("cxmatch").get_all("Project-URL") or []
    except PackageNotFoundError:
        links = []
    named = {name.strip().casefold(): link.strip() for name, _, link in (each.partition(",") for each in links)}
    return next((named[name] for name in ("issues", "bug tracker", "repository") if name in named), "whoever gave you cxmatch")


def _command(words: Sequence[str]) -> str:
    """Return the command and the options that were typed, without their values."""
    typed = words[: words.index("--")] if "--" in words else words
    flags = [word.partition("=")[0] for word in typed[1:] if _FLAG.fullmatch(word.partition("=")[0])]
    return " ".join([*(word for word in typed[:1] if word.isascii() and word.isalpha()), *flags])


def _story(problem: BaseException) -> Iterator[str]:
    """Tell where it happened, what led to it last; a message may quote an answer, the kind of a mistake does not."""
    told: BaseException | None = problem
    while told is not None:
        yield f"{type(told).__module__}.{type(told).__qualname__}"
        for frame, line in walk_tb(told.__traceback__):
            yield f"  {_place(frame.f_code.co_filename)}:{line} {frame.f_code.co_qualname}"
        told = told.__cause__ or (None if told.__suppress_context__ else told.__context__)


def _place(name: str) -> str:
    """Return a file of a program from its package on, not from the home of whoever runs it."""
    parts = Path(name).parts
    known = [place for place, part in enumerate(parts) if part in ("cxmatch", "site-packages") or part.startswith("python3")]
    return "/".join(parts[known[-1] :] if known else parts[-1:])
