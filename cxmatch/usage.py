"""What all commands share: their options, and how a mistake becomes words and an exit code."""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer
from typer.core import TyperGroup

import cxmatch as cx
from cxmatch.console.commands import command, given, typed
from cxmatch.console.screen import show_error, tame_streams
from cxmatch.domain.policy_entries import split_pair, split_weight
from cxmatch.errors import CxmatchError, FileError, SettingsError
from cxmatch.records.text import quoted

INTERRUPTED, OUR_MISTAKE = 130, 70
LIMITS = cx.Limits()


class Commands(TyperGroup):
    """Turns what goes wrong in any command into words and an exit code; never a traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command and end with its exit code."""
        tame_streams()
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except CxmatchError as problem:
            show_error(problem)
            raise typer.Exit(problem.exit_code) from None
        except KeyboardInterrupt as stop:
            left = getattr(stop, "__notes__", ["Nothing was left half written."])
            show_error(CxmatchError(" ".join(["Interrupted.", *left])))
            raise typer.Exit(INTERRUPTED) from None
        except MemoryError:
            show_error(FileError("There is not enough memory for this. Nothing was left half written.", "Close other programs."))
            raise typer.Exit(FileError.exit_code) from None
        except BrokenPipeError:
            _close_pipe()
            raise typer.Exit(0) from None
        except (typer.Exit, typer.Abort, ImportError):
            raise  # a library that is missing is said in one place, `__main__`
        except OSError as problem:
            show_error(FileError(f"The result cannot be printed: {problem.strerror or problem}."))
            raise typer.Exit(FileError.exit_code) from None
        except Exception as problem:
            if hasattr(problem, "exit_code"):
                raise  # wrong usage, which Typer words itself
            show_error(CxmatchError(f"This is a mistake in cxmatch, not yours: {type(problem).__name__}: {problem}"))
            raise typer.Exit(OUR_MISTAKE) from None


def folder_for(survey: str) -> Path:
    """Name the folder of a run after its survey, in the current folder."""
    return Path(f"{'survey' if survey == '-' else Path(survey).stem} pairings")


def survey_of(survey: str, options: dict[str, Any]) -> cx.Cohort:
    """Read a survey; where that is refused, the advice has the options that were typed."""
    try:
        return cx.read_survey(survey, **options)
    except cx.SurveyError as problem:
        advice = f"See them all:  {command(f'check {typed(survey, options)}')}"
        raise cx.SurveyError(problem.what, problem.findings, advice) from None


def again(ctx: typer.Context, parent: Path) -> Callable[..., str]:
    """Give what spells the rerun that is running, of the very run that it repairs, with other options; None leaves one out."""
    return functools.partial(_retyped, ctx, run=parent if parent.is_file() else parent / "run.json")


def _retyped(ctx: typer.Context, **instead: Any) -> str:
    words = []
    for param in ctx.command.params:
        given = {**ctx.params, **instead}.get(param.name or "")
        values = given if isinstance(given, (list, tuple)) else [given]
        flag = [param.opts[0]] if param.param_type_name == "option" else []
        for value in values:
            if value is True:
                words += flag
            elif value not in (None, False, "", param.default):
                words += [*flag, quoted(value)]
    return command(" ".join([ctx.info_name or "", *words]))


def option(flag: str, text: str, metavar: str | None = None) -> Any:
    """Make an option as all commands have them: no environment variable in its help."""
    return typer.Option(flag, help=text, metavar=metavar, show_envvar=False)


def place(flag: str, text: str, metavar: str) -> Any:
    """Make an option that says where results go; what no result can go to is refused before any work is done."""
    return typer.Option(flag, help=text, metavar=metavar, show_envvar=False, callback=_possible)


def _possible(value: str | None) -> str | None:
    if value is not None:
        cx.is_file_name(value)
    return value


def argument(metavar: str, text: str) -> Any:
    """Make an argument as all commands have them."""
    return typer.Argument(metavar=metavar, help=text, show_envvar=False)


Survey = Annotated[
    str, typer.Argument(metavar="SURVEY", help="CSV, TSV, Excel workbook, or - for standard input.", show_envvar=False)
]
RunPath = Annotated[Path, typer.Argument(metavar="RUN", help="The folder that pair wrote, or its run.json.", show_envvar=False)]
JsonOption = Annotated[bool, option("--json", "Print JSON on standard output, and nothing else there.")]
OverwriteOption = Annotated[bool, option("--overwrite", "Replace files that somebody edited since.")]
FormatOption = Annotated[
    list[str] | None, option("--format", "What to write; once for each: csv, xlsx, html, json, docx, md, mail, graphml.", "NAME")
]
PlainOption = Annotated[bool, option("--plain", "No color.")]

FrameworkOption = Annotated[str | None, option("--framework", "A built-in framework or a TOML file.", "NAME|FILE")]
ScaleOption = Annotated[str | None, option("--scale", "The rating scale, such as 0-5; two decimals are exact.", "LOW-HIGH")]
ColumnsOption = Annotated[Path | None, option("--columns", "A columns file, from  check --save.", "FILE")]
EncodingOption = Annotated[str | None, option("--encoding", "The text encoding, where it cannot be decided.", "NAME")]
DelimiterOption = Annotated[
    str | None, option("--delimiter", "What separates the cells: comma, semicolon, tab, pipe.", "CHARACTER")
]
SheetOption = Annotated[str | None, option("--sheet", "The sheet of a workbook.", "NAME")]
HeaderOption = Annotated[int | None, option("--header-row", "The row of the headings, as a spreadsheet counts.", "ROW")]
DuplicatesOption = Annotated[
    str, option("--duplicates", "An office that answered twice: refuse it, or keep its latest.", "refuse|latest")
]
ProtegesOption = Annotated[str | None, option("--proteges", "A second file that holds the proteges.", "FILE")]
EmailOption = Annotated[bool, option("--keep-email", "Keep contacts as attributes of an office.")]
WordsOption = Annotated[bool, option("--keep-words", "Keep free text, for the brief of the office that wrote it.")]
BytesOption = Annotated[int, option("--max-bytes", "The largest survey file, in bytes.", "N")]
RowsOption = Annotated[int, option("--max-rows", "The most rows a survey may have.", "N")]
WidthOption = Annotated[int, option("--max-columns", "The most columns a survey may have.", "N")]
CellsOption = Annotated[int, option("--max-cells", "The most cells a survey may have.", "N")]
CharactersOption = Annotated[int, option("--max-cell-characters", "The longest cell, in characters.", "N")]


def _options(
    framework: FrameworkOption = None,
    scale: ScaleOption = None,
    columns: ColumnsOption = None,
    encoding: EncodingOption = None,
    delimiter: DelimiterOption = None,
    sheet: SheetOption = None,
    header_row: HeaderOption = None,
    duplicates: DuplicatesOption = "refuse",
    proteges: ProtegesOption = None,
    keep_email: EmailOption = False,
    keep_words: WordsOption = False,
    max_bytes: BytesOption = LIMITS.bytes,
    max_rows: RowsOption = LIMITS.rows,
    max_columns: WidthOption = LIMITS.columns,
    max_cells: CellsOption = LIMITS.cells,
    max_cell_characters: CharactersOption = LIMITS.cell_characters,
) -> dict[str, Any]:
    """Gather the options of reading a survey, as `cx.check` takes them."""
    limits = cx.Limits(bytes=max_bytes, rows=max_rows, columns=max_columns, cells=max_cells, cell_characters=max_cell_characters)
    how = {"encoding": encoding, "delimiter": delimiter, "sheet": sheet, "header_row": header_row, "limits": limits}
    what = {"framework": framework, "scale": scale, "columns": columns, "proteges": proteges}
    return {**how, **what, "duplicates": duplicates, "keep_email": keep_email, "keep_words": keep_words}


def refuse_alone(flag: str, given: object, other: str, there: object) -> None:
    """Refuse an option that does nothing without another one."""
    if given and not there:
        raise SettingsError(f"{flag} does nothing without {other.split()[0]}.", f"Add  {other}  or leave {flag} out.")


def refuse_unread(options: dict[str, Any], *, read: bool) -> None:
    """Refuse options of reading a survey where none is read: they would be ignored."""
    if given(options) and not read:
        flags = " and ".join(each.split()[0] for each in given(options))
        raise SettingsError(f"{flags}: this is for reading a survey, and none is read.", "Leave it out, or name the survey.")


Rules: TypeAlias = Callable[[cx.Policy], cx.Policy]
PolicyOption = Annotated[Path | None, option("--policy", "A TOML file of rules, weights, seats and pairs.", "FILE")]
LockOption = Annotated[list[str] | None, option("--lock", "A pair that must be made; once for each.", "MENTOR>PROTEGE")]
ForbidOption = Annotated[list[str] | None, option("--forbid", "A pair that must not be made; once for each.", "MENTOR>PROTEGE")]
WeightOption = Annotated[list[str] | None, option("--weight", "What a practice area counts; once for each.", "AREA=N")]
PastOption = Annotated[list[Path] | None, option("--past", "A run whose pairs are not to be repeated; once for each.", "RUN")]
WaitedOption = Annotated[int, option("--waited", "With  --past:  points of fit for who waited in those runs.", "N")]
WaitingOption = Annotated[bool, option("--allow-waiting", "Let proteges wait even where the policy wants everyone paired.")]


def _rules(
    policy: PolicyOption = None,
    lock: LockOption = None,
    forbid: ForbidOption = None,
    weight: WeightOption = None,
    past: PastOption = None,
    waited: WaitedOption = 0,
    allow_waiting: WaitingOption = False,
) -> Rules:
    """Gather the rules: what the command line adds to the policy file or, where there is none, to the rules in force."""
    refuse_alone("--waited", waited, "--past RUN", past)
    loaded = cx.Policy.load(policy) if policy else None
    locks = [split_pair(text, "--lock") for text in lock or ()]
    bans = [split_pair(text, "--forbid") for text in forbid or ()]
    weights = dict(map(split_weight, weight or ()))
    runs = [cx.load(run) for run in past or ()]
    pairs, points = cx.past_pairs(runs), cx.waited_in(runs, waited)

    def rules(in_force: cx.Policy) -> cx.Policy:
        amended = (loaded or in_force).amended(lock=locks, forbid=bans, weights=weights).after(pairs, points)
        return amended.with_waiting() if allow_waiting else amended

    return rules


def ruled(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command every option of the rules; it receives them gathered as `rules`."""
    return _sharing(command, _rules, "rules")


def reads(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command every option of reading a survey; it receives them gathered as `options`."""
    return _sharing(command, _options, "options")


def _sharing(command: Callable[..., None], gather: Callable[..., Any], name: str) -> Callable[..., None]:
    """Give a command the options of another function, and what that function makes of them."""
    shared = inspect.signature(gather, eval_str=True).parameters
    own = inspect.signature(command, eval_str=True).parameters

    @functools.wraps(command)
    def run(**given: Any) -> None:
        gathered = gather(**{option: given.pop(option) for option in shared})
        command(**given, **{name: gathered})

    together = {**{option: one for option, one in own.items() if option != name}, **shared}
    run.__signature__ = inspect.Signature(list(together.values()))  # type: ignore[attr-defined]  # what Typer reads
    run.__annotations__ = {option: one.annotation for option, one in together.items()}
    return run


def _close_pipe() -> None:
    """Keep Python from complaining at exit that nobody reads its output any more."""
    sys.stdout = open("/dev/null" if sys.platform != "win32" else "nul", "w", encoding="utf-8")  # noqa: SIM115
