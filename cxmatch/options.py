"""The options of the command line: what all commands share, and how whole tables of options become parameters of one."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import Field, dataclass, fields, is_dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar, get_args, get_origin, get_type_hints

import typer

import cxmatch as cx
from cxmatch import console
from cxmatch.beside import Found
from cxmatch.completing import offered
from cxmatch.console.commands import command
from cxmatch.console.screen import Screen
from cxmatch.errors import SettingsError, did_you_mean
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


Context = typer.Context  # what a command is given that asks how its options were set
Survey = Annotated[str, argument("SURVEY", "CSV, TSV, Excel or OpenDocument workbook, or - for standard input.")]
RunOrSurvey = Annotated[str, _run_argument("RUN|SURVEY", "The folder that pair wrote, or a survey.", str)]
RunPath = Annotated[Path, _run_argument("RUN", "The folder that pair wrote, or its run.json.", Path)]
AreaName = Annotated[str, argument("AREA", "A practice area, to see all that is known of its practices.")]
JsonOption = Annotated[bool, option("--json", "Print JSON on standard output, and nothing else there.", panel=ALWAYS)]
OverwriteOption = Annotated[bool, option("--overwrite", "Replace files that somebody edited since.")]
FormatOption = Annotated[list[str] | None, option("--format", f"What to write; once for each: {', '.join(cx.FORMATS)}.", "NAME")]
NO_COLOR = ("--plain --no-color", "No color.")
PlainOption = Annotated[bool, option(*NO_COLOR, panel=ALWAYS)]


def spelled(flag: Sequence[str], value: Any, default: Any = None) -> Iterator[list[str]]:
    """Spell an option as it can be typed again, once for each of its values; not at all where it is at its default."""
    for one in value if isinstance(value, (list, tuple)) and value != default else [value]:
        if one is False and default is True:
            yield [word.replace("--", "--no-", 1) for word in flag]
        elif one is True and one is not default:
            yield [*flag]
        elif type(one) is not bool and one not in (None, "", default):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settled:
    """What every command takes that reads a survey or rules: its defaults."""

    settings: Annotated[
        Path | None, ("The settings file, or none; by default cxmatch.toml, beside the survey or here.", "FILE")
    ] = None


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
    takes = _takes(own, tables)

    shown = [_left_out(each).replace(kind=each.KEYWORD_ONLY) for name, each in own.items() if name not in tables]
    shown += _rows(_Settled) if takes["names"] else []  # before the tables, whose defaults hang on it
    shown += [row for table in tables.values() for row in _rows(table)]
    shared = _Rehearsed if any(each.name in _WRITES for each in shown) else _Always
    shown += _rows(shared)
    shown += [] if "ctx" in own else [inspect.Parameter("ctx", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)]

    @functools.wraps(function)
    def run(**given: Any) -> None:
        ctx = given["ctx"] if "ctx" in own else given.pop("ctx")
        how = shared(**{each.name: given.pop(each.name) for each in fields(shared)})
        with console.at_work(**how.keywords, aside=bool(given.get("json"))):
            beside = _said_beside(ctx.default_map, given)
            made = {name: _made(table, given, beside) for name, table in tables.items()}
            function(**given, **made)

    run.__signature__ = inspect.Signature(shown)  # type: ignore[attr-defined]  # what Typer reads
    run.__annotations__ = {each.name: each.annotation for each in shown}
    run.takes = takes  # type: ignore[attr-defined]  # what `Found` is made with
    return run


def _takes(own: Mapping[str, inspect.Parameter], tables: Mapping[str, Any]) -> dict[str, Any]:
    """Return which options of a command a settings file knows; a policy none where there is a run, which has its own."""
    by_run = any(each.annotation in (RunPath, RunOrSurvey) for each in own.values())
    names = {row.name for table in tables.values() for row in _rows(table) if row.name in _settled(table)}
    return {"names": names - {"policy"} if by_run else names, "by_run": by_run}


def _settled(table: Any) -> Collection[str]:
    """Return the options of a table that a settings file knows: those it names, or all where it is told what holds beside it."""
    return table.__dataclass_fields__ if "beside" in table.__dataclass_fields__ else getattr(table, "settled", ())


def _said_beside(found: Found | None, given: dict[str, Any]) -> dict[str, Any]:
    """Return what holds where nothing is typed, and say which file says it."""
    if not isinstance(found, Found):
        return {}
    found.refuse_unread()
    Screen(plain=bool(given.get("plain")), error=True).say(*found.words)
    return {**found.typed(given), "settings": given.pop("settings")}


def _made(table: Any, given: dict[str, Any], beside: Mapping[str, Any]) -> Any:
    """Make a table of what was given."""
    values = {row.name: given.pop(row.name) for row in _rows(table)}
    return table(**values, beside=beside) if "beside" in table.__dataclass_fields__ else table(**values)


def _left_out(each: inspect.Parameter) -> inspect.Parameter:
    """Return a parameter that need not be given where it is a run: its callback finds the one that is here."""
    return each.replace(default=None) if each.annotation in (RunPath, RunOrSurvey) else each


@functools.cache
def _rows(table: Any) -> list[inspect.Parameter]:
    """Return the fields of a table as parameters of a command."""
    hints = get_type_hints(table, include_extras=True)
    options = [each for each in fields(table) if get_origin(hints[each.name]) is Annotated]
    return [_row(table, each, *get_args(hints[each.name])) for each in options]


def _row(table: Any, field: Field[Any], kind: Any, row: Sequence[Any]) -> inspect.Parameter:
    flag, panel = NO_COLOR[0] if field.name == "plain" else f"--{field.name.replace('_', '-')}", getattr(table, "panel", None)
    if kind is bool and field.name in _settled(table):  # else what the file turns on could not be turned off
        flag += flag.replace("--", "/--no-", 1)
    text, metavar, callback, own = (*row, *(None, None, None))[:4]
    made = option(flag, text, metavar, callback, own or panel)
    made.show_default = "/" not in flag and made.show_default  # "no-round" says nothing that its absence does not
    annotation: Any = Annotated[kind, made]
    return inspect.Parameter(field.name, inspect.Parameter.KEYWORD_ONLY, default=field.default, annotation=annotation)


def again(ctx: typer.Context, parent: Path) -> Callable[..., str]:
    """Return what spells the rerun that is running, of the very run that it repairs, with other options; None leaves one out."""
    run = parent if parent.is_file() else parent / "run.json"

    def retyped(**instead: Any) -> str:
        given, words = {**ctx.params, "run": run, **instead}, [ctx.info_name or ""]
        beside: Mapping[str, Any] = ctx.default_map.typed(ctx.params) if isinstance(ctx.default_map, Found) else {}
        for param in ctx.command.params:
            first, name = param.opts[:1] if param.param_type_name == "option" else [], param.name or ""
            words += [word for part in spelled(first, given.get(name), beside.get(name, param.default)) for word in part]
        return command(" ".join(words))

    return retyped
