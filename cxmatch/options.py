"""The options of the command line: one table for reading a survey, one for the rules, and what all commands share.

A row of a table is a field: its name is the flag, its help and what stands for its value are beside it. Keyword arguments, the
lines that screens say to type, and the refusal of what would be ignored derive from the rows.
"""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Annotated, Any, get_args, get_type_hints

import typer

import cxmatch as cx
from cxmatch.console.commands import command
from cxmatch.domain.policy import Pair
from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.records.text import fold, quoted

LIMITS = {each.name.replace("_", "-"): each.name for each in fields(cx.Limits)}
LIMITS_SAID = ", ".join(f"{word}={getattr(cx.Limits(), name)}" for word, name in LIMITS.items())


def option(flag: str, text: str, metavar: str | None = None, callback: Callable[..., Any] | None = None) -> Any:
    """Return an option as all commands have them: no environment variable in its help."""
    return typer.Option(flag, help=text, metavar=metavar, show_envvar=False, callback=callback)


def _flag(name: str) -> str:
    """Return the flag of a field."""
    return f"--{name.replace('_', '-')}"


def place(flag: str, text: str, metavar: str) -> Any:
    """Return an option that says where results go; what no result can go to is refused before any work is done."""
    return option(flag, text, metavar, _possible)


def _possible(value: str | None) -> str | None:
    if value is not None:
        cx.is_file_name(value)
    return value


def argument(metavar: str, text: str) -> Any:
    """Return an argument as all commands have them."""
    return typer.Argument(metavar=metavar, help=text, show_envvar=False)


Survey = Annotated[str, argument("SURVEY", "CSV, TSV, Excel or OpenDocument workbook, or - for standard input.")]
RunPath = Annotated[Path, argument("RUN", "The folder that pair wrote, or its run.json.")]
JsonOption = Annotated[bool, option("--json", "Print JSON on standard output, and nothing else there.")]
OverwriteOption = Annotated[bool, option("--overwrite", "Replace files that somebody edited since.")]
FormatOption = Annotated[list[str] | None, option("--format", f"What to write; once for each: {', '.join(cx.FORMATS)}.", "NAME")]


def _bounded(ctx: typer.Context, value: float) -> float:
    """Bound the searches of the command that is running."""
    ctx.with_resource(cx.within(value))
    return value


TimeOption = Annotated[float, option("--time-limit", "How long to search, at most.", "SECONDS", callback=_bounded)]
PlainOption = Annotated[bool, option("--plain", "No color.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyOptions:
    """How a survey is to be read; the fields are the keyword arguments of `cx.check`, but for `limit`."""

    framework: Annotated[str | None, ("A built-in framework or a TOML file.", "NAME|FILE")] = None
    scale: Annotated[str | None, ("The rating scale, such as 0-5; two decimals are exact.", "LOW-HIGH")] = None
    columns: Annotated[Path | None, ("A columns file, from  check --save.", "FILE")] = None
    encoding: Annotated[str | None, ("The text encoding, where it cannot be decided.", "NAME")] = None
    delimiter: Annotated[str | None, ("What separates the cells: comma, semicolon, tab, pipe.", "CHARACTER")] = None
    sheet: Annotated[str | None, ("The sheet of a workbook.", "NAME")] = None
    header_row: Annotated[int | None, ("The row of the headings, as a spreadsheet counts.", "ROW")] = None
    duplicates: Annotated[str, ("An office that answered twice: refuse it, or keep its latest.", "refuse|latest")] = "refuse"
    unrated: Annotated[str, ("Proteges that rate no capability: leave it open, or count the lowest.", "open|lowest")] = "open"
    proteges: Annotated[str | None, ("A second file that holds the proteges.", "FILE")] = None
    keep_email: Annotated[bool, ("Keep contacts as attributes of an office.",)] = False
    keep_words: Annotated[bool, ("Keep free text, for the brief of the office that wrote it.",)] = False
    limit: Annotated[list[str] | None, (f"How large a survey may be; once for each of {LIMITS_SAID}.", "NAME=N")] = None

    @property
    def keywords(self) -> dict[str, Any]:
        """The keyword arguments for `cx.check` and `cx.read_survey`."""
        given = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "limit"}
        return {**given, "limits": cx.Limits(**dict(map(_limit, self.limit or ())))}

    @property
    def given(self) -> list[str]:
        """The options that are not at their default, as they can be typed again."""
        return [
            " ".join(words)
            for each in fields(self)
            for words in spelled([_flag(each.name)], getattr(self, each.name), each.default)
        ]

    def typed(self, survey: str, columns: Path | None = None) -> str:
        """Return a survey and these options as they can be typed again, with a columns file that was written since."""
        again = replace(self, columns=columns) if columns else self
        return " ".join([quoted(survey if survey == "-" else Path(survey)), *again.given])

    def refuse_unread(self, *, read: bool) -> None:
        """Refuse these options where no survey is read: they would be ignored."""
        if self.given and not read:
            flags = " and ".join(each.split()[0] for each in self.given)
            raise SettingsError(f"{flags}: this is for reading a survey, and none is read.", "Leave it out, or name the survey.")

    def cohort(self, survey: str) -> cx.Cohort:
        """Read a survey; where that is refused, the advice has the options that were typed."""
        try:
            return cx.read_survey(survey, **self.keywords)
        except cx.SurveyError as problem:
            advice = f"See them all:  {command(f'check {self.typed(survey)}')}"
            raise cx.SurveyError(problem.what, problem.findings, advice) from None


def spelled(flag: Sequence[str], value: Any, default: Any = None) -> Iterator[list[str]]:
    """Spell an option as it can be typed again, once for each of its values; not at all where it is at its default."""
    for one in value if isinstance(value, (list, tuple)) else [value]:
        if one is True:
            yield [*flag]
        elif one not in (None, False, "", default):
            yield [*flag, "tab" if one == "\t" else quoted(one)]


def _limit(text: str) -> tuple[str, int]:
    """Read "rows=5000" as the name of a limit and its number."""
    name, _, number = text.partition("=")
    if name.strip() not in LIMITS:
        raise SettingsError(f'There is no limit "{name}".{did_you_mean(name, list(LIMITS))}', f"Limits: {', '.join(LIMITS)}")
    if not re.fullmatch(r"\s*[0-9]{1,15}\s*", number):
        raise SettingsError(f'--limit "{text}" has no number.', f"Write  --limit {name.strip()}=5000")
    return LIMITS[name.strip()], int(number)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleOptions:
    """What the command line adds to the policy file or, where there is none, to the rules in force."""

    policy: Annotated[Path | None, ("A TOML file of rules, weights, seats and pairs.", "FILE")] = None
    lock: Annotated[list[str] | None, ("A pair that must be made; once for each.", "MENTOR>PROTEGE")] = None
    forbid: Annotated[list[str] | None, ("A pair that must not be made; once for each.", "MENTOR>PROTEGE")] = None
    weight: Annotated[list[str] | None, ("What a practice area counts; once for each.", "AREA=N")] = None
    past: Annotated[list[Path] | None, ("A run or a table of pairs not to be repeated; once for each.", "RUN|FILE")] = None
    waited: Annotated[int, ("With  --past:  points of fit for who waited in those runs.", "N")] = 0
    allow_waiting: Annotated[bool, ("Let proteges wait even where the policy wants everyone paired.",)] = False

    def on(self, in_force: cx.Policy) -> cx.Policy:
        """Return the policy with these rules: they go before the file."""
        runs = [cx.load(path) for path in self.past or () if cx.is_run(path)]
        refuse_alone("--waited", self.waited, "--past RUN", self.past)
        if self.waited and not runs:
            raise SettingsError("--waited goes by an earlier run: a table does not say who waited.", "Add  --past RUN")
        pairs = dict.fromkeys(cx.past_pairs(runs), "--past")
        for path in self.past or ():
            pairs |= {} if cx.is_run(path) else cx.read_past(path)
        policy = cx.Policy.load(self.policy) if self.policy else in_force
        locked = [_pair("--lock", text) for text in self.lock or ()]
        forbidden = [_pair("--forbid", text) for text in self.forbid or ()]
        weights = dict(map(_weight, self.weight or ()))
        origins = {f"locked.{pair}": "--lock" for pair in locked} | {f"forbidden.{pair}": "--forbid" for pair in forbidden}
        kept = {name: weight for name, weight in policy.weights.items() if fold(name) not in set(map(fold, weights))}
        amended = replace(
            policy,
            locked=_with(policy.locked, locked),
            forbidden=_with(policy.forbidden, forbidden),
            weights={**kept, **weights},
            origins={**policy.origins, **origins, **{f"weights.{name}": "--weight" for name in weights}},
        ).after(pairs, cx.waited_in(runs, self.waited))
        return amended.with_waiting() if self.allow_waiting else amended


def _pair(flag: str, text: str) -> Pair:
    """Read "Mentor>Protege" as a pair."""
    names = [name.strip() for name in text.split(">")]
    if len(names) != 2 or not all(names):
        advice = f'Write  {flag} "Mentor office>Protege office"  or put it into a policy file.'
        raise SettingsError(f'{flag} "{text}" is no pair.', advice)
    return Pair(mentor=names[0], protege=names[1])


def _with(pairs: Sequence[Pair], added: Sequence[Pair]) -> tuple[Pair, ...]:
    """Return pairs with others, which take the place of those of the same two offices."""
    again = {(pair.mentor, pair.protege) for pair in added}
    return (*(pair for pair in pairs if (pair.mentor, pair.protege) not in again), *added)


def _weight(text: str) -> tuple[str, int]:
    """Read "hiring=2" as a practice area and its weight."""
    name, _, number = text.rpartition("=")
    if not name.strip() or not re.fullmatch(r"\s*[0-9]{1,4}\s*", number):
        raise SettingsError(f'--weight "{text}" is no weight.', "Write  --weight hiring=2")
    return name.strip(), int(number)


def refuse_alone(flag: str, given: object, other: str, there: object) -> None:
    """Refuse an option that does nothing without another one."""
    if given and not there:
        raise SettingsError(f"{flag} does nothing without {other.split()[0]}.", f"Add  {other}  or leave {flag} out.")


def with_tables(function: Callable[..., None]) -> Callable[..., None]:
    """Let a command take whole tables of options: each field of a table is an option of its own."""
    own = inspect.signature(function, eval_str=True).parameters
    tables: dict[str, Any] = {name: each.annotation for name, each in own.items() if is_dataclass(each.annotation)}

    @functools.wraps(function)
    def run(**given: Any) -> None:
        made = {name: table(**{each.name: given.pop(each.name) for each in fields(table)}) for name, table in tables.items()}
        function(**given, **made)

    shown = [each.replace(kind=each.KEYWORD_ONLY) for name, each in own.items() if name not in tables]
    shown += [row for table in tables.values() for row in _rows(table)]
    run.__signature__ = inspect.Signature(shown)  # type: ignore[attr-defined]  # what Typer reads
    run.__annotations__ = {each.name: each.annotation for each in shown}
    return run


def _rows(table: Any) -> Iterator[inspect.Parameter]:
    """Return the fields of a table as parameters of a command."""
    hints = get_type_hints(table, include_extras=True)
    for each in fields(table):
        kind, row = get_args(hints[each.name])
        annotation: Any = Annotated[kind, option(_flag(each.name), *row)]
        yield inspect.Parameter(each.name, inspect.Parameter.KEYWORD_ONLY, default=each.default, annotation=annotation)


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
