"""What holds for every command: how much it says, its log, what it would write, and a mistake of ours, written down."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from time import perf_counter, strftime

from cxmatch.console.screen import Screen, bare, hush
from cxmatch.console.working import end
from cxmatch.errors import FileError
from cxmatch.records import __version__
from cxmatch.records.meanwhile import heard, within_rights

_LOG = "cxmatch log\n"
MISTAKE = "cxmatch mistake.txt"
_FLAG = re.compile(r"--?[a-z][a-z-]*")


def versions() -> tuple[str, ...]:
    """Return the versions that an answer may hang on: ours, Python's, the platform's and the solver's."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        solver = f"OR-Tools {version('ortools')}"
    except PackageNotFoundError:
        solver = "no OR-Tools"
    return f"cxmatch {__version__}", f"Python {platform.python_version()}", platform.platform(), solver


@contextmanager
def at_work(*, quiet: bool, verbose: bool, log: Path | None, rehearse: bool, aside: bool, plain: bool) -> Iterator[None]:
    """Run a command as it is asked for: saying errors only, or each step; keeping a log; without color; or writing nothing.

    `aside`: standard output is for data, and what would be written is said on standard error.
    """
    hush(quiet or rehearse)
    bare(plain)  # for good: what is said of a mistake comes after this
    steps: list[str] = []
    begun, last = perf_counter(), [""]

    def hear(words: str, done: int, of: int) -> None:
        if words != last[0]:
            last[0] = words
            steps.append(f"{perf_counter() - begun:7.1f} s  {words}")
            if verbose:
                end()
                Screen(error=True, urgent=True).say(steps[-1].strip())

    try:
        hearing, rehearsing = heard(hear) if verbose or log else nullcontext(), _rehearsed(aside) if rehearse else nullcontext()
        with within_rights(), hearing, rehearsing:
            yield
    finally:
        hush(False)
        if log:
            _keep(log, [*steps, f"{perf_counter() - begun:7.1f} s  Ended{_how(sys.exc_info()[1])}"])


def _how(problem: BaseException | None) -> str:
    code = getattr(problem, "exit_code", 0 if problem is None else 70)
    return f" with exit code {code}" + (f": {problem}" if problem is not None and str(problem) != str(code) else "")


def _keep(path: Path, steps: Sequence[str]) -> None:
    """Add what a command did to a log. Raises FileError for a file that is none."""
    from cxmatch.records.files import existing, is_there, write_new

    before = existing(path).decode("utf-8", "replace") if is_there(path) else _LOG
    if not before.startswith(_LOG):
        raise FileError(f"{path} is there already and is no log of cxmatch.", "Choose another name for  --log")
    head = f"\n{strftime('%Y-%m-%d %H:%M:%S')}  {', '.join(versions())}\n{' '.join(sys.argv[1:])}\n"
    write_new(path, f"{before}{head}{chr(10).join(steps)}\n".encode(), overwrite=True)


@contextmanager
def _rehearsed(aside: bool) -> Iterator[None]:
    """Let a command write nothing, and say what it would have written, also where its answer is no."""
    from cxmatch.records.meanwhile import rehearsal

    with rehearsal() as noted:
        try:
            yield
        except BaseException as problem:
            if not hasattr(problem, "exit_code") or hasattr(problem, "what"):
                raise
            _say_noted(noted, aside)
            raise
        _say_noted(noted, aside)


def _say_noted(noted: dict[Path, bool], aside: bool) -> None:
    screen = Screen(error=aside, urgent=True)
    screen.say("Nothing was written. It would be:" if noted else "Nothing was written, and nothing would be.")
    screen.say(*(f"{path} ({'replaced' if there else 'new'})" for path, there in noted.items()), indent=2)


def keep_mistake(problem: BaseException) -> Path | None:
    """Write down a mistake in this folder or, where that cannot be, in that for temporary files; None where neither can.

    Values of options, messages and paths outside of programs may have words of a survey: of each only what is sure to have none.
    """
    import tempfile  # Here, as below: what is loaded for mistakes only.

    from cxmatch.records.files import write_new

    text = "\n".join([*versions(), f"Command: {_command(sys.argv[1:])}", "", *_story(problem), ""])
    for folder in (Path(), Path(tempfile.gettempdir())):
        try:
            write_new(folder / MISTAKE, text.encode(), overwrite=True)
        except FileError:
            continue
        return folder / MISTAKE
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
    from traceback import walk_tb

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
