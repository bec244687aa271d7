"""The command line: one command a verb. Parse, call, show, exit; no arithmetic and no wording here."""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

import cxmatch as cx
from cxmatch.console.lists import show_exit_codes, show_finding_kind, show_frameworks, show_template, show_verified, show_welcome
from cxmatch.console.pairing import show_report
from cxmatch.console.reading import show_reading, show_refusal
from cxmatch.console.screen import Screen, show_error, show_json, tame_streams, typed
from cxmatch.domain.errors import CxmatchError, FileError, SettingsError
from cxmatch.domain.findings import catalogue

INTERRUPTED, OUR_MISTAKE = 130, 70
LIMITS = cx.Limits()


class _Group(TyperGroup):
    """Turns what goes wrong in any command into words and an exit code; never a traceback."""

    def invoke(self, ctx: Any) -> Any:
        tame_streams()
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except CxmatchError as problem:
            show_error(problem)
            raise typer.Exit(problem.exit_code) from None
        except KeyboardInterrupt:
            show_error(CxmatchError("Interrupted. Nothing was left half written."))
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            _close_pipe()
            raise typer.Exit(0) from None
        except (typer.Exit, typer.Abort):
            raise
        except OSError as problem:
            show_error(FileError(f"The result cannot be printed: {problem.strerror or problem}."))
            raise typer.Exit(FileError.exit_code) from None
        except Exception as problem:
            if hasattr(problem, "exit_code"):
                raise  # wrong usage, which Typer words itself
            show_error(CxmatchError(f"This is a mistake in cxmatch, not yours: {type(problem).__name__}: {problem}"))
            raise typer.Exit(OUR_MISTAKE) from None


app = typer.Typer(
    cls=_Group,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "CXMATCH"},
    help="Pair mentor and protege CX offices from a discovery survey, and explain every pair.",
)


def _option(flag: str, text: str, metavar: str | None = None) -> Any:
    return typer.Option(flag, help=text, metavar=metavar, show_envvar=False)


Survey = Annotated[
    str, typer.Argument(metavar="SURVEY", help="CSV, TSV, Excel workbook, or - for standard input.", show_envvar=False)
]
JsonOption = Annotated[bool, _option("--json", "Print JSON on standard output, and nothing else there.")]
PlainOption = Annotated[bool, _option("--plain", "No color.")]

FrameworkOption = Annotated[str | None, _option("--framework", "A built-in framework or a TOML file.", "NAME|FILE")]
ScaleOption = Annotated[str | None, _option("--scale", "The rating scale, such as 0-5; two decimals are exact.", "LOW-HIGH")]
ColumnsOption = Annotated[Path | None, _option("--columns", "A columns file, from  check --save.", "FILE")]
EncodingOption = Annotated[str | None, _option("--encoding", "The text encoding, where it cannot be decided.", "NAME")]
DelimiterOption = Annotated[
    str | None, _option("--delimiter", "What separates the cells: comma, semicolon, tab, pipe.", "CHARACTER")
]
SheetOption = Annotated[str | None, _option("--sheet", "The sheet of a workbook.", "NAME")]
HeaderOption = Annotated[int | None, _option("--header-row", "The row of the headings, as a spreadsheet counts.", "ROW")]
DuplicatesOption = Annotated[
    str, _option("--duplicates", "An office that answered twice: refuse it, or keep its latest.", "refuse|latest")
]
ProtegesOption = Annotated[str | None, _option("--proteges", "A second file that holds the proteges.", "FILE")]
EmailOption = Annotated[bool, _option("--keep-email", "Keep e-mail addresses as attributes of an office.")]
BytesOption = Annotated[int, _option("--max-bytes", "The largest survey file, in bytes.", "N")]
RowsOption = Annotated[int, _option("--max-rows", "The most rows a survey may have.", "N")]
WidthOption = Annotated[int, _option("--max-columns", "The most columns a survey may have.", "N")]
CellsOption = Annotated[int, _option("--max-cells", "The most cells a survey may have.", "N")]
CharactersOption = Annotated[int, _option("--max-cell-characters", "The longest cell, in characters.", "N")]


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
    return {**how, **what, "duplicates": duplicates, "keep_email": keep_email}


def _reads(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command every option of reading a survey; it receives them gathered as `options`."""
    shared = inspect.signature(_options, eval_str=True).parameters
    own = inspect.signature(command, eval_str=True).parameters

    @functools.wraps(command)
    def run(**given: Any) -> None:
        options = _options(**{name: given.pop(name) for name in shared})
        command(**given, options=options)

    together = {**{name: one for name, one in own.items() if name != "options"}, **shared}
    run.__signature__ = inspect.Signature(list(together.values()))  # type: ignore[attr-defined]  # what Typer reads
    run.__annotations__ = {name: one.annotation for name, one in together.items()}
    return run


@app.callback(invoke_without_command=True)
def main(ctx: typer.Context, version: Annotated[bool, _option("--version", "Print the version and exit.")] = False) -> None:
    """Pair mentor and protege CX offices from a discovery survey, and explain every pair."""
    if version:
        typer.echo(f"cxmatch {cx.__version__}")
    elif ctx.invoked_subcommand is None:
        show_welcome(Screen())


@app.command(short_help="Pair a survey, prove it, write the result.")
@_reads
def pair(
    survey: Survey,
    policy: Annotated[Path | None, _option("--policy", "A TOML file of rules, weights, seats and pairs.", "FILE")] = None,
    out: Annotated[Path | None, _option("--out", "The folder to write; by default named after the survey.", "DIR")] = None,
    json: JsonOption = False,
    overwrite: Annotated[bool, _option("--overwrite", "Replace files that somebody edited since.")] = False,
    plain: PlainOption = False,
    options: Any = None,
) -> None:
    """Find the best pairing of a survey, prove it, and write it down."""
    rules = cx.Policy.load(policy) if policy else cx.Policy()
    reading = cx.check(survey, **options)
    if reading.cohort is None:
        show_refusal(reading, typed(survey, options), Screen(plain=plain, error=True))
        raise typer.Exit(1)
    run = cx.pair(reading.cohort, rules)
    report = cx.report(run)
    written = cx.export(report, out or _folder_for(survey), overwrite=overwrite)
    if json:
        show_json(run.to_json())
    else:
        show_report(report, written, Screen(plain=plain))


@app.command(short_help="Read a survey without pairing it.")
@_reads
def check(
    survey: Survey,
    save: Annotated[Path | None, _option("--save", "Write what each column is used as, for  --columns.", "FILE")] = None,
    overwrite: Annotated[bool, _option("--overwrite", "Let  --save  replace a file with other content.")] = False,
    json: JsonOption = False,
    plain: PlainOption = False,
    options: Any = None,
) -> None:
    """Read a survey without pairing it: what each column is used as, and what to fix."""
    reading = cx.check(survey, **options)
    if save:
        cx.save_columns(reading, save, options["columns"], overwrite=overwrite)
    if json:
        show_json(reading)
    else:
        show_reading(reading, typed(survey, options), save, Screen(plain=plain))
    raise typer.Exit(0 if reading.ready else 1)


@app.command()
def template(
    framework: Annotated[str, _option("--framework", "A built-in framework or a TOML file.", "NAME|FILE")] = "roundtable",
    out: Annotated[Path, _option("--out", "The file to write: .xlsx, .csv, or .txt for a form builder.", "FILE")] = Path(
        "survey.xlsx"
    ),
    overwrite: Annotated[bool, _option("--overwrite", "Replace a file that has other content.")] = False,
    plain: PlainOption = False,
) -> None:
    """Write the discovery survey to hand out."""
    chosen = cx.Framework.load(framework)
    show_template(chosen, cx.template(chosen, out, overwrite=overwrite), Screen(plain=plain))


@app.command(short_help="Recompute a run and check its proof.")
@_reads
def verify(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The folder that pair wrote, or its run.json.", show_envvar=False)],
    survey: Annotated[str | None, _option("--survey", "Recompute from this survey instead of the record.", "FILE")] = None,
    plain: PlainOption = False,
    options: Any = None,
) -> None:
    """Recompute a run and check its proof, from its own record or from the survey."""
    recorded, record = cx.load_record(run)
    cohort = cx.read_survey(survey, **options) if survey else None
    differences = cx.verify(recorded, record=record, cohort=cohort)
    show_verified(recorded, differences, Screen(plain=plain), survey=survey)
    raise typer.Exit(1 if differences else 0)


@app.command(short_help="Write a sample survey here and pair it.")
def demo(
    overwrite: Annotated[bool, _option("--overwrite", "Replace files of an earlier demo that somebody edited.")] = False,
    plain: PlainOption = False,
) -> None:
    """Write a sample survey of invented offices into this folder, and pair it."""
    survey = Path("cxmatch sample.csv")
    cx.copy_sample("roundtable-14", survey, overwrite=overwrite)
    report = cx.report(cx.pair(cx.read_survey(survey)))
    show_report(report, cx.export(report, _folder_for(str(survey)), overwrite=overwrite), Screen(plain=plain))


@app.command(short_help="List the built-in frameworks.")
def frameworks(json: JsonOption = False, plain: PlainOption = False) -> None:
    """List the built-in frameworks: practice areas, and levels low to high."""
    known = cx.frameworks()
    if json:
        show_json(known)
    else:
        show_frameworks(known, Screen(plain=plain))


@app.command("help", short_help="Explain a code such as CX104, or exit-codes.")
def explain_topic(
    topic: Annotated[str, typer.Argument(metavar="TOPIC", help="A code such as CX104, or exit-codes.", show_envvar=False)] = "",
) -> None:
    """Say what a finding's code or an exit code means."""
    if not topic:
        show_welcome(Screen())
    elif topic == "exit-codes":
        show_exit_codes(Screen())
    elif topic.upper() in catalogue():
        show_finding_kind(catalogue()[topic.upper()], Screen())
    else:
        raise SettingsError(f'There is no help on "{topic}".', f"Topics: exit-codes, and codes such as {next(iter(catalogue()))}")


def _folder_for(survey: str) -> Path:
    """Name the folder after the survey, in the current folder."""
    return Path(f"{'survey' if survey == '-' else Path(survey).stem} pairings")


def _close_pipe() -> None:
    """Keep Python from complaining at exit that nobody reads its output any more."""
    sys.stdout = open("/dev/null" if sys.platform != "win32" else "nul", "w", encoding="utf-8")  # noqa: SIM115
