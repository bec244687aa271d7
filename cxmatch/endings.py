"""How a command ends: whatever stopped it becomes words and an exit code, never a traceback."""

from __future__ import annotations

import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from cxmatch.console.screen import show_error, tame_streams
from cxmatch.errors import CxmatchError, FileError

INTERRUPTED, OUR_MISTAKE = 130, 70


class Commands(TyperGroup):
    """Turns what goes wrong in any command into words and an exit code; never a traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command and end with its exit code."""
        tame_streams()
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


def _ending(problem: BaseException) -> tuple[CxmatchError, int]:
    """Return what to say of whatever stopped a command, and its exit code."""
    match problem:
        case CxmatchError():
            return problem, problem.exit_code
        case KeyboardInterrupt():
            left = getattr(problem, "__notes__", ["Nothing was left half written."])
            return CxmatchError(" ".join(["Interrupted.", *left])), INTERRUPTED
        case MemoryError():
            what = "There is not enough memory for this. Nothing was left half written."
            return FileError(what, "Close other programs."), FileError.exit_code
        case OSError():
            return FileError(f"The result cannot be printed: {problem.strerror or problem}."), FileError.exit_code
    return CxmatchError(f"This is a mistake in cxmatch, not yours: {type(problem).__name__}: {problem}"), OUR_MISTAKE
