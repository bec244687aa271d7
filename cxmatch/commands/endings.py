"""How a command begins and ends: its options are built when it is run, and what stops it becomes words and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from inspect import getdoc
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn, TypeVar, get_args

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from cxmatch import console
from cxmatch.commands.beside import Found
from cxmatch.commands.helping import Grouped, complete
from cxmatch.commands.taking import with_tables
from cxmatch.console.screen import show_error, tame_streams
from cxmatch.console.working import begin, end
from cxmatch.errors import CxmatchError, FileError, ProofError, SettingsError

INTERRUPTED, OUR_MISTAKE = 130, 70
_HOME = ("~/", "~\\")  # what a shell leaves as it is after a sign of equality, and PowerShell everywhere
_MAY_BE_EMPTY = ("--title", "--subtitle", "--date")  # words on top of a page

Body = TypeVar("Body", bound=Callable[..., None])
VERBS: dict[str, _Verb] = {}


def verb(short_help: str | None = None, name: str = "") -> Callable[[Body], Body]:
    """Make a function a command, named as it is or by `name`; it may take whole tables of options."""

    def keep(body: Body) -> Body:
        called = name or body.__name__
        VERBS[called] = _Verb(body, name=called, help=getdoc(body), short_help=short_help, rich_markup_mode=None)
        return body

    return keep


def end_with(code: int) -> NoReturn:
    """End the command that is running with an exit code."""
    raise typer.Exit(code)


class _Light:
    """Options that take texts, paths and flags as they are: Typer loads pydantic, 80 ms, even for those that are not given.

    It goes by an attribute that Typer keeps for itself; where a Typer has none, its own way is left.
    """

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the options, that of the help among them."""
        params: list[Any] = super().get_params(ctx)  # type: ignore[misc]  # of the command that this is mixed into
        for param in params:
            if getattr(param, "_runtime_param", self) is None:
                param._runtime_param = _AsTyped(param)
        return params


class _AsTyped:
    """Takes what is right as it was typed, and leaves everything else to Typer."""

    def __init__(self, param: Any) -> None:
        self._param, self._kind = param, param.type_descriptor.annotation

    def coerce(self, value: Any, **context: Any) -> Any:
        kind = get_args(self._kind)[0] if get_args(self._kind) else self._kind
        several = isinstance(value, (list, tuple)) and kind is not self._kind
        if value is None:
            return () if self._param.multiple or self._param.nargs == -1 else None
        if all(_is_right(each, kind) for each in (value if several else [value])):
            return [kind(each) for each in value] if several else kind(value)
        self._param._runtime_param = None
        return self._param.get_runtime_param().coerce(value, **context)


def _is_right(value: Any, kind: Any) -> bool:
    """Tell whether nothing is to be said of a value: a text, a number by default, or a path that may be read or is not there."""
    if kind is Path:
        return isinstance(value, (str, Path)) and (not os.path.exists(value) or os.access(value, os.R_OK))
    return type(value) is kind


class _Verb(Grouped, _Light, TyperCommand):
    """A command that has its options when they are first asked for: those of all commands take 15 ms, which no help needs."""

    def __init__(self, body: Callable[..., None], **attrs: Any) -> None:
        super().__init__(**attrs)
        self._body = body
        self.takes: dict[str, Any] = {}
        del self.params, self.callback

    def __getattr__(self, name: str) -> Any:
        if name not in ("params", "callback"):
            raise AttributeError(name)
        alone = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
        shaped = with_tables(self._body)
        alone.command()(shaped)
        whole, self.takes = get_command(alone), vars(shaped)["takes"]
        self.params, self.callback = whole.params, whole.callback
        return getattr(self, name)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read what was typed; what was not is as the environment and the settings file say."""
        if self.params and self.takes["names"]:
            ctx.default_map = Found(ctx, **self.takes)
        words = [os.path.expanduser(word) if word.startswith(_HOME) else _option_at_home(word) for word in args]
        if not ctx.resilient_parsing:
            _refuse_empty(words, ctx.info_name or "")
        return super().parse_args(ctx, words)


def _option_at_home(word: str) -> str:
    """Return  --out=~/kickoff  with the way to the home folder, which most shells leave to the program."""
    flag, mark, value = word.partition("=")
    return flag + mark + os.path.expanduser(value) if flag.startswith("--") and value.startswith(_HOME) else word


def _refuse_empty(words: Sequence[str], command: str) -> None:
    """Refuse a value that is empty, as of a variable that a shell does not know: it would stand for the folder that is open."""
    for before, word in pairwise([command, *words]):
        flag, mark, value = word.partition("=") if word.startswith("--") else (before, "=", word)
        if mark and not value.strip() and flag not in _MAY_BE_EMPTY:
            raise SettingsError(f"What is given after {flag} is empty.", "Type what is meant, or leave it out.")


class Commands(_Light, TyperGroup):
    """Turns what goes wrong in any command into words and an exit code; never a traceback."""

    def __init__(self, **attrs: Any) -> None:
        super().__init__(**{**attrs, "commands": dict(VERBS)})

    def _main_shell_completion(self, *words: Any, **named: Any) -> None:
        complete(partial(super()._main_shell_completion, *words, **named))

    def invoke(self, ctx: Any) -> Any:
        """Run a command and end with its exit code."""
        tame_streams()
        begin(sys.argv[1:])
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except (typer.Exit, typer.Abort, ImportError):
            raise  # a library that is missing is said in one place, `__main__`
        except BrokenPipeError:
            # Keeps Python from complaining at exit that nobody reads its output any more.
            sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
            raise typer.Exit(0) from None
        except (Exception, KeyboardInterrupt) as problem:
            if hasattr(problem, "exit_code") and not isinstance(problem, CxmatchError):
                raise  # wrong usage, which Typer words itself
            said, code = _ending(problem)
            show_error(said)
            raise typer.Exit(code) from None
        finally:
            end()


def _ending(problem: BaseException) -> tuple[CxmatchError, int]:
    match problem:
        case ProofError():
            return CxmatchError(problem.what, console.mistake_advice(problem)), OUR_MISTAKE
        case CxmatchError():
            return problem, problem.exit_code
        case KeyboardInterrupt():
            left = getattr(problem, "__notes__", ["Nothing was left half written."])
            return CxmatchError(" ".join(["Interrupted.", *left])), INTERRUPTED
        case MemoryError():
            what = "There is not enough memory for this. Nothing was left half written."
            return FileError(what, "Close other programs."), FileError.exit_code
        case OSError(filename=str(name)):
            return FileError(f"{name} cannot be used: {problem.strerror}."), FileError.exit_code
        case OSError():
            return FileError(f"The result cannot be printed: {problem.strerror or problem}."), FileError.exit_code
    what = f"This is a mistake in cxmatch, not yours: {type(problem).__name__}: {problem}"
    return CxmatchError(what, console.mistake_advice(problem)), OUR_MISTAKE
