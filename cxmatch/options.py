"""The options of the command line: what all commands share, and how whole tables of options become parameters of one."""

from __future__ import annotations

import functools
import inspect
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import Field, dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Annotated, Any, ClassVar, get_args, get_type_hints

import typer

import cxmatch as cx
from cxmatch import console
from cxmatch.completing import offered
from cxmatch.console.commands import command
from cxmatch.console.screen import Screen, show_json
from cxmatch.errors import CxmatchError, SettingsError, did_you_mean
from cxmatch.helping import ALWAYS
from cxmatch.records.text import quoted


def option(
    flag: str, text: str, metavar: str | None = None, callback: Callable[..., Any] | None = None, panel: str | None = None
) -> Any:
    """Return an option as all commands have them: no environment variable in its help. `flag` may be several, with blanks."""
    said: dict[str, Any] = {"help": text, "metavar": metavar, "callback": callback, "rich_help_panel": panel}
    return typer.Option(*flag.split(), show_envvar=False, autocompletion=offered(metavar), **said)


def place(flag: str, text: str, metavar: str) -> Any:
    """Return an option that says where results go; what no result can go to is refused before any work is done."""
    return option(flag, text, metavar, _possible)


def _possible(value: str | None) -> str | None:
    if value is not None:
        cx.is_file_name(value)
    return value


def argument(metavar: str, text: str) -> Any:
    """Return an argument as all commands have them."""
    return typer.Argument(metavar=metavar, help=text, show_envvar=False, autocompletion=offered(metavar))


def _run_argument(metavar: str, text: str, kind: Callable[..., Any]) -> Any:
    """Return an argument that may be left out inside the folder of a run, where a number that `runs` shows names one as well."""

    def meant(value: Any) -> Any:
        here = cx.here()
        if value is None and here is None:
            raise SettingsError(f"{metavar} is missing, and this folder is no run.", "Name the folder that pair wrote.")
        return kind(here) if value is None else kind(cx.run_at(value, here)) if str(value).isdigit() else value

    return typer.Argument(metavar=metavar, help=text, show_envvar=False, callback=meant, autocompletion=offered(metavar))


def shifted(run: Path, *names: str | None, needed: bool = False) -> tuple[Any, ...]:
    """Return a run and names, all `needed` or none; where RUN was left out inside its folder, its place has the first name."""
    here = cx.here()
    if here in (None, run) or (run.exists() and not needed) or names[-1] is not None:
        return (run, *names)
    return (here, run.as_posix(), *names[:-1])


Survey = Annotated[str, argument("SURVEY", "CSV, TSV, Excel or OpenDocument workbook, or - for standard input.")]
RunOrSurvey = Annotated[str, _run_argument("RUN|SURVEY", "The folder that pair wrote, or a survey.", str)]
RunPath = Annotated[Path, _run_argument("RUN", "The folder that pair wrote, or its run.json.", Path)]
AreaName = Annotated[str, argument("AREA", "A practice area, to see all that is known of its practices.")]
JsonOption = Annotated[bool, option("--json", "Print JSON on standard output, and nothing else there.", panel=ALWAYS)]
OverwriteOption = Annotated[bool, option("--overwrite", "Replace files that somebody edited since.")]
FormatOption = Annotated[list[str] | None, option("--format", f"What to write; once for each: {', '.join(cx.FORMATS)}.", "NAME")]
PLAIN = "No color, and each row of a table in one line, its columns named."
PlainOption = Annotated[bool, option("--plain", PLAIN, panel=ALWAYS)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOptions:
    """How it is shown what a command wrote: on a screen, or as JSON."""

    json: Annotated[bool, ("Print JSON on standard output, and nothing else there.",)] = False
    plain: Annotated[bool, (PLAIN,)] = False
    panel: ClassVar[str] = ALWAYS

    def record(self, run: cx.Run, show: Callable[..., None], *more: object) -> None:
        """Print the record of a run that was written, or show it as `show` puts the rest."""
        show_json(run.to_json()) if self.json else show(*more, Screen(plain=self.plain))

    def wrote(self, written: Path | Sequence[Path], show: Callable[..., None], *more: object, **facts: object) -> None:
        """Print the full ways to the files that were written, and what else there is to know, or show them and `more`."""
        files = [written] if isinstance(written, Path) else written
        told = {**facts, "written": [os.path.abspath(file) for file in files]}
        show_json(told) if self.json else show(written, *more, Screen(plain=self.plain))


def spelled(flag: Sequence[str], value: Any, default: Any = None) -> Iterator[list[str]]:
    """Spell an option as it can be typed again, once for each of its values; not at all where it is at its default."""
    for one in value if isinstance(value, (list, tuple)) else [value]:
        if one is True:
            yield [*flag]
        elif one not in (None, False, "", default):
            yield [*flag, "tab" if one == "\t" else quoted(one)]


def refuse_alone(flag: str, given: object, other: str, there: object) -> None:
    """Refuse an option that does nothing without another one."""
    if given and not there:
        raise SettingsError(f"{flag} does nothing without {other.split()[0]}.", f"Add  {other}  or leave {flag} out.")


_WRITES = ("out", "to", "save", "overwrite")  # a command that has one of these options writes files


@dataclass(frozen=True, slots=True, kw_only=True)
class _Always:
    """What every command takes."""

    quiet: Annotated[bool, ("Say errors only.",)] = False
    verbose: Annotated[bool, ("Say each step as well, and how long it took.",)] = False
    no_color: Annotated[bool, ("No color.",)] = False
    log: Annotated[Path | None, ("Add what was done, step by step, to this file.", "FILE")] = None
    panel: ClassVar[str] = ALWAYS

    @property
    def keywords(self) -> dict[str, Any]:
        """The keyword arguments for `console.at_work`."""
        if self.quiet and self.verbose:
            raise SettingsError("--quiet and --verbose contradict each other.", "Leave one of them out.")
        return {"quiet": self.quiet, "verbose": self.verbose, "log": self.log, "rehearse": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rehearsed(_Always):
    """What every command that writes files takes."""

    dry_run: Annotated[bool, ("Write nothing, and say which files would be written.",)] = False

    @property
    def keywords(self) -> dict[str, Any]:
        """The keyword arguments for `console.at_work`."""
        return {**_Always.keywords.fget(self), "rehearse": self.dry_run}  # type: ignore[attr-defined]


def checkin_of(kind: str, run: Path | None, others: Mapping[str, object]) -> Path | None:
    """Return the run whose check-in is wanted, None where it is the survey; refuses what the kind of template does not take."""
    if kind not in ("survey", "checkin"):
        raise SettingsError(f'There is no template "{kind}".{did_you_mean(kind, ["survey", "checkin"])}', "survey or checkin")
    if kind == "survey":
        refuse_alone("--run", run, "--kind checkin", there=False)
    elif run is None:
        raise SettingsError("A check-in asks about the pairs of a run.", "Add  --run RUN")
    else:
        for flag, given in others.items():
            refuse_alone(flag, given, "--kind survey", there=False)
    return run


def with_tables(function: Callable[..., None]) -> Callable[..., None]:
    """Let a command take whole tables of options: each field of a table is an option of its own."""
    own = inspect.signature(function, eval_str=True).parameters
    tables: dict[str, Any] = {name: each.annotation for name, each in own.items() if is_dataclass(each.annotation)}

    shown = [_left_out(each).replace(kind=each.KEYWORD_ONLY) for name, each in own.items() if name not in tables]
    shown += [row for table in tables.values() for row in _rows(table)]
    shared = _Rehearsed if any(each.name in _WRITES for each in shown) else _Always
    shown += _rows(shared)

    @functools.wraps(function)
    def run(**given: Any) -> None:
        how = shared(**{each.name: given.pop(each.name) for each in fields(shared)})
        with console.at_work(**how.keywords, plain=how.no_color or bool(given.get("plain")), aside=bool(given.get("json"))):
            made = {name: table(**{each.name: given.pop(each.name) for each in fields(table)}) for name, table in tables.items()}
            try:
                function(**given, **made)
            except CxmatchError as problem:
                problem.next_step = _named(problem.next_step, given, made.get("options"))
                raise

    run.__signature__ = inspect.Signature(shown)  # type: ignore[attr-defined]  # what Typer reads
    run.__annotations__ = {each.name: each.annotation for each in shown}
    return run


def _named(advice: str, given: Mapping[str, Any], reading: Any) -> str:
    """Return advice with the survey as it was typed, but for a columns file, which may be what is wrong."""
    survey = next(filter(None, map(given.get, ("survey", "source", "after"))), None)
    return advice.replace("SURVEY", replace(reading, columns=None).typed(str(survey))) if survey and reading else advice


def _left_out(each: inspect.Parameter) -> inspect.Parameter:
    """Return a parameter that need not be given where it is a run: its callback finds the one that is here."""
    return each.replace(default=None) if each.annotation in (RunPath, RunOrSurvey) else each


@functools.cache
def _rows(table: Any) -> list[inspect.Parameter]:
    """Return the fields of a table as parameters of a command."""
    hints = get_type_hints(table, include_extras=True)
    return [_row(each, getattr(table, "panel", None), *get_args(hints[each.name])) for each in fields(table)]


def _row(field: Field[Any], panel: str | None, kind: Any, row: Sequence[Any]) -> inspect.Parameter:
    flag = f"--{field.name.replace('_', '-')}"
    text, metavar, callback, own = (*row, *(None, None, None))[:4]
    annotation: Any = Annotated[kind, option(flag, text, metavar, callback, own or panel)]
    return inspect.Parameter(field.name, inspect.Parameter.KEYWORD_ONLY, default=field.default, annotation=annotation)


def again(ctx: typer.Context, parent: Path) -> Callable[..., str]:
    """Return what spells the rerun that is running, of the very run that it repairs, with other options; None leaves one out."""
    run = parent if parent.is_file() else parent / "run.json"

    def retyped(**instead: Any) -> str:
        given, words = {**ctx.params, "run": run, **instead}, [ctx.info_name or ""]
        for param in ctx.command.params:
            first = param.opts[:1] if param.param_type_name == "option" else []
            words += [word for part in spelled(first, given.get(param.name or ""), param.default) for word in part]
        return command(" ".join(words))

    return retyped
