"""The options that commands share, and what a shell offers for their values: offices and areas of a run, names, choices."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Any, ClassVar

import typer

import cxmatch as cx
from cxmatch.commands.helping import ALWAYS, SHELLS, SIZE
from cxmatch.console.screen import Screen, show_json
from cxmatch.errors import FileError, SettingsError, did_you_mean
from cxmatch.records.codec import loads
from cxmatch.records.disk import record_in
from cxmatch.records.text import quoted

TIME_LIMIT = 60.0  # seconds
_CHOICES = re.compile(r"[a-z]+(\|[a-z]+)+")
Source = Callable[[Any], Iterator[str]]


def option(
    flag: str, text: str, metavar: str | None = None, callback: Callable[..., Any] | None = None, panel: str | None = None
) -> Any:
    """Return an option as all commands have them: no environment variable in its help. `flag` may be several, with blanks."""
    attrs: dict[str, Any] = {"help": text, "metavar": metavar, "callback": callback, "rich_help_panel": panel}
    return typer.Option(*flag.split(), show_envvar=False, autocompletion=_offered(metavar), **attrs)


def place(flag: str, text: str, metavar: str) -> Any:
    """Return an option that says where results go; what no result can go to is refused before any work is done."""
    return option(flag, text, metavar, _possible)


def _possible(value: str | None) -> str | None:
    if value is not None:
        cx.is_file_name(value)
    return value


def _bounded(ctx: typer.Context, value: float) -> float:
    if not ctx.resilient_parsing:  # else a shell only asks how to go on
        ctx.with_resource(cx.within(value))
    return value


def argument(metavar: str, text: str) -> Any:
    """Return an argument as all commands have them."""
    return typer.Argument(metavar=metavar, help=text, show_envvar=False, autocompletion=_offered(metavar))


def _run_argument(metavar: str, text: str, kind: Callable[..., Any]) -> Any:
    """Return an argument that may be left out inside the folder of a run, where a number that `runs` shows names one as well."""

    def meant(value: Any) -> Any:
        here = cx.here()
        if value is None and here is None:
            raise SettingsError(f"{metavar} is missing, and this folder is no run.", "Name the folder that pair wrote.")
        return kind(here) if value is None else kind(cx.run_at(value, here)) if str(value).isdigit() else value

    return typer.Argument(metavar=metavar, help=text, show_envvar=False, callback=meant, autocompletion=_offered(metavar))


def shifted(run: Path, *names: str | None, needed: bool = False) -> tuple[Any, ...]:
    """Return a run and names, all `needed` or none; where RUN was left out inside its folder, its place has the first name."""
    here = cx.here()
    if here in (None, run) or (run.exists() and not needed) or names[-1] is not None:
        return (run, *names)
    return (here, run.as_posix(), *names[:-1])


def _offered(metavar: str | None) -> Callable[..., list[str]] | None:
    """Return what completes a value whose help says `metavar`; None where the names of files are enough."""
    source = _SOURCES.get(metavar or "")
    if source is None and _CHOICES.fullmatch(metavar or ""):
        choices = str(metavar).split("|")
        source = lambda ctx: iter(choices)  # noqa: E731
    return _completer(source) if source else None


def _completer(source: Source) -> Callable[..., list[str]]:
    def complete(ctx: Any, incomplete: str) -> list[str]:
        head, mark, typed = incomplete.rpartition(">")  # of a pair what comes last is still to be typed
        try:
            return [head + mark + typed + name[len(typed) :] for name in source(ctx) if _begins(name, typed)]
        except Exception:
            return []

    return complete


def _begins(name: str, typed: str) -> bool:
    """Tell whether a name begins with what was typed, in whatever case: what was typed stays as it is, and the rest is added."""
    return name[: len(typed)].casefold() == typed.casefold()


def _tree(ctx: Any) -> Any:
    """Return the cohort of the run that is named, or of this folder, as its record has it: decoding it would take too long."""
    words = [*(ctx.params.get(name) for name in ("run", "before", "source")), *ctx.args]
    named = next((Path(word) for word in words if word is not None and Path(word).exists()), cx.here())
    if named is None:
        return {}
    file = record_in(named) if named.is_dir() else named
    return loads(file.read_text(encoding="utf-8-sig"))["cohort"]


def _offices(ctx: Any) -> Iterator[str]:
    return (office["id"] for office in _tree(ctx).get("offices", ()))


def _runs(ctx: Any) -> Iterator[str]:
    """Offer the offices of this run where RUN may be left out; files are offered by the shell."""
    return _offices(ctx) if cx.here() and ctx.info_name == "explain" else iter(())


def _areas(ctx: Any) -> Iterator[str]:
    tree = _tree(ctx)
    if tree:
        return (area["name"] for area in tree["framework"]["areas"])
    return (area.name for area in cx.Framework.load(ctx.params.get("framework") or "roundtable").areas)


def _topics(ctx: Any) -> Iterator[str]:
    from cxmatch.domain.findings import catalogue

    return iter((*ctx.find_root().command.commands, "exit-codes", "man", *catalogue()))


_SOURCES: dict[str, Source] = {
    "RUN": _runs,
    "OFFICE": _offices,
    "PROTEGE": _offices,
    "MENTOR>PROTEGE": _offices,
    "AREA": _areas,
    "AREA=N": lambda ctx: (f"{name}=" for name in _areas(ctx)),
    "NAME|FILE": lambda ctx: (framework.id for framework in cx.frameworks()),
    "SCHEMA": lambda ctx: iter(cx.schemas()),
    "SHELL": lambda ctx: iter(SHELLS),
    "TOPIC": _topics,
    "NAME": lambda ctx: iter(cx.FORMATS if ctx.info_name in ("pair", "export") else ()),
}


Context = typer.Context  # what a command is given that asks how its options were set
Survey = Annotated[str, argument("SURVEY", "CSV, TSV, Excel or OpenDocument workbook, or - for standard input.")]
RunOrSurvey = Annotated[str, _run_argument("RUN|SURVEY", "The folder that pair wrote, or a survey.", str)]
RunPath = Annotated[Path, _run_argument("RUN", "The folder that pair wrote, or its run.json.", Path)]
LatestRun = Annotated[Path, _run_argument("RUN", "The folder that pair wrote, for the latest run in it; or a run.json.", Path)]
RUNS = (RunPath, LatestRun, RunOrSurvey)
AreaName = Annotated[str, argument("AREA", "A practice area, to see all that is known of its practices.")]
JsonOption = Annotated[bool, option("--json", "Print JSON on standard output, and nothing else there.", panel=ALWAYS)]
OverwriteOption = Annotated[bool, option("--overwrite", "Replace files that somebody edited since.")]
FormatOption = Annotated[list[str] | None, option("--format", f"What to write; once for each: {', '.join(cx.FORMATS)}.", "NAME")]
TimeOption = Annotated[float, option("--time-limit", "How long to search, at most.", "SECONDS", _bounded, SIZE)]
PLAIN = "No color, and each row of a table in one line, its columns named."
PlainOption = Annotated[bool, option("--plain", PLAIN, panel=ALWAYS)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOptions:
    """How it is shown what a command found or wrote: on a screen, or as JSON."""

    json: Annotated[bool, ("Print JSON on standard output, and nothing else there.",)] = False
    plain: Annotated[bool, (PLAIN,)] = False
    panel: ClassVar[str] = ALWAYS

    @property
    def screen(self) -> Screen:
        """The screen that answers go to."""
        return Screen(plain=self.plain)

    def answer(self, noun: Any, show: Callable[..., None], *more: object, facts: Any = None) -> None:
        """Print a noun, as JSON (its `facts`, where they are others) or as `show` puts it with `more`."""
        show_json(noun if facts is None else facts) if self.json else show(noun, *more, self.screen)

    def record(self, run: cx.Run, show: Callable[..., None], *more: object) -> None:
        """Print the record of a run that was written, or show it as `show` puts the rest."""
        show_json(run.to_json()) if self.json else show(*more, self.screen)

    def wrote(self, written: Path | Sequence[Path], show: Callable[..., None], *more: object, **facts: object) -> None:
        """Print the full ways to the files that were written, and what else there is to know, or show them and `more`."""
        files = [written] if isinstance(written, Path) else written
        self.answer(written, show, *more, facts={**facts, "written": [os.path.abspath(file) for file in files]})


def spelled(flag: str, value: Any, default: Any = None) -> Iterator[str]:
    """Spell an option, or an argument by no flag, as it is typed again, once for each value; not where it is at its default."""
    for each in value if isinstance(value, (list, tuple)) and value != default else [value]:
        if each is False and default is True:
            yield flag.replace("--", "--no-", 1)
        elif each is True and each is not default:
            yield flag
        elif type(each) is not bool and each not in (None, "", default):
            typed = "tab" if each == "\t" else quoted(each)
            yield f"{flag} {typed}" if flag else typed


def latest(run: Path) -> Path:
    """Return the latest run of the cohort in a folder; a file is the run that is meant."""
    return run if run.is_file() else cx.latest(run)


def later_place(out: str | None, run: Path, made: cx.Run) -> str | Callable[[], Path]:
    """Return where a later run goes: the next folder, or the one that is named; one that holds another run is refused."""
    if out is None:
        return partial(cx.next_folder, run)
    with suppress(FileError):  # no run lies there, or none that can be read, which is never written over unasked
        if (there := cx.load(out)).id != made.id:
            raise SettingsError(f"{out} holds run {there.id[:8]}, and no run is written over.", "Name another folder with  --out")
    return out


def refuse_alone(flag: str, given: object, other: str, there: object) -> None:
    """Refuse an option that does nothing without another one."""
    if given and not there:
        raise SettingsError(f"{flag} does nothing without {other.split()[0]}.", f"Add  {other}  or leave {flag} out.")


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
