"""How a command takes whole tables of options: each field of a table becomes an option of its own."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import Field, dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Annotated, Any, ClassVar, get_args, get_origin, get_type_hints

import typer

from cxmatch import console
from cxmatch.commands.beside import Found
from cxmatch.commands.helping import ALWAYS
from cxmatch.commands.options import RUNS, LatestRun, option, spelled
from cxmatch.console.commands import command
from cxmatch.console.screen import Screen
from cxmatch.errors import CxmatchError, SettingsError
from cxmatch.records.disk import here, later_run
from cxmatch.records.meanwhile import made_from

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
        return {"quiet": self.quiet, "verbose": self.verbose, "log": self.log, "rehearse": getattr(self, "dry_run", False)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rehearsed(_Always):
    """What every command that writes files takes."""

    dry_run: Annotated[bool, ("Write nothing, and say which files would be written.",)] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settled:
    """What every command takes that reads a survey or rules: its defaults."""

    settings: Annotated[
        Path | None, ("The settings file, or none; by default cxmatch.toml, beside the survey or here.", "FILE")
    ] = None


def with_tables(function: Callable[..., None]) -> Callable[..., None]:
    """Let a command take whole tables of options: each field of a table is an option of its own."""
    own = inspect.signature(function, eval_str=True).parameters
    tables: dict[str, Any] = {name: each.annotation for name, each in own.items() if is_dataclass(each.annotation)}
    takes = _takes(own, tables)
    first = [name for name, each in own.items() if _is_first(name, each.annotation)]

    shown = [_left_out(each).replace(kind=each.KEYWORD_ONLY) for name, each in own.items() if name not in tables]
    shown += _parameters(_Settled) if takes["names"] else []  # before the tables, whose defaults hang on it
    shown += [row for table in tables.values() for row in _parameters(table)]
    shared = _Rehearsed if any(each.name in _WRITES for each in shown) else _Always
    shown += _parameters(shared)
    shown += [] if "ctx" in own else [inspect.Parameter("ctx", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)]

    @functools.wraps(function)
    def run(**given: Any) -> None:
        ctx = given["ctx"] if "ctx" in own else given.pop("ctx")
        how = shared(**{each.name: given.pop(each.name) for each in fields(shared)})
        with console.at_work(**how.keywords, plain=how.no_color or bool(given.get("plain")), aside=bool(given.get("json"))):
            beside = _said_beside(ctx.default_map, given)
            made = {name: _made(table, given, beside) for name, table in tables.items()}
            _say_later(_meant(name, given) for name in first if given[name])
            try:
                function(**given, **made)
            except CxmatchError as problem:
                problem.next_step = _named(problem.next_step, given, made.get("options"))
                raise

    run.__signature__ = inspect.Signature(shown)  # type: ignore[attr-defined]  # what Typer reads
    run.__annotations__ = {each.name: each.annotation for each in shown}
    run.takes = takes  # type: ignore[attr-defined]  # what `Found` is made with
    return run


def _takes(own: Mapping[str, inspect.Parameter], tables: Mapping[str, Any]) -> dict[str, Any]:
    """Return which options of a command a settings file knows; a policy none where there is a run, which has its own."""
    by_run = any(each.annotation in RUNS for each in own.values())
    names = {row.name for table in tables.values() for row in _parameters(table) if row.name in _settled(table)}
    return {"names": names - {"policy"} if by_run else names, "by_run": by_run}


def _is_first(name: str, kind: Any) -> bool:
    """Tell whether a parameter is a run, and a folder that it names stands for the first run in it."""
    return kind is not LatestRun and (kind in RUNS or name == "run")


def _settled(table: Any) -> Collection[str]:
    """Return the options of a table that a settings file knows: those it names, or all where it is told what holds beside it."""
    return table.__dataclass_fields__ if "beside" in table.__dataclass_fields__ else getattr(table, "settled", ())


def _said_beside(found: Found | None, given: dict[str, Any]) -> dict[str, Any]:
    """Return what holds where nothing is typed, and say which file says it."""
    if not isinstance(found, Found):
        return {}
    found.refuse_unread()
    Screen(error=True).say(*found.words)
    if found.file:
        made_from(found.file.stat())  # it was read before the command began
    return {**found.typed(given), "settings": given.pop("settings")}


def _meant(name: str, given: Mapping[str, Any]) -> Path | None:
    """Return the run that is meant: the one that is here, where its place has the word that comes after it."""
    place = Path(given[name])
    return here() if not place.exists() or (name == "before" and given["after"] is None) else place


def _say_later(places: Iterable[Path | None]) -> None:
    """Say of a folder that stands for the first run in it that there is a later one, lest the first is handed out unawares."""
    for folder in (place for place in places if place and place.is_dir()):
        if later := later_run(folder):
            said = f'This is the first run in that folder; the latest one is "{later.name}". All of them:'
            Screen(error=True).say(f"{said}  {command('runs', folder)}")


def _made(table: Any, given: dict[str, Any], beside: Mapping[str, Any]) -> Any:
    values = {row.name: given.pop(row.name) for row in _parameters(table)}
    return table(**values, beside=beside) if "beside" in table.__dataclass_fields__ else table(**values)


def _named(advice: str, given: Mapping[str, Any], reading: Any) -> str:
    """Return advice with the survey as it was typed, but for a columns file, which may be what is wrong."""
    survey = next(filter(None, map(given.get, ("survey", "source", "after"))), None)
    return advice.replace("SURVEY", replace(reading, columns=None).typed(str(survey))) if survey and reading else advice


def _left_out(each: inspect.Parameter) -> inspect.Parameter:
    """Return a parameter that need not be given where it is a run: its callback finds the one that is here."""
    return each.replace(default=None) if each.annotation in RUNS else each


@functools.cache
def _parameters(table: Any) -> list[inspect.Parameter]:
    hints = get_type_hints(table, include_extras=True)
    options = [each for each in fields(table) if get_origin(hints[each.name]) is Annotated]
    return [_parameter(table, each, *get_args(hints[each.name])) for each in options]


def _parameter(table: Any, field: Field[Any], kind: Any, row: Sequence[Any]) -> inspect.Parameter:
    flag, panel = f"--{field.name.replace('_', '-')}", getattr(table, "panel", None)
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
            flag, name = param.opts[0] if param.param_type_name == "option" else "", param.name or ""
            words += spelled(flag, given.get(name), beside.get(name, param.default))
        return command(" ".join(words))

    return retyped
