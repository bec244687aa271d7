"""The command line: one command a verb. Parse, call, show, exit; no arithmetic and no wording here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

import cxmatch as cx
from cxmatch.console.lists import show_exit_codes, show_finding_kind, show_frameworks, show_template, show_verified, show_welcome
from cxmatch.console.pairing import show_report
from cxmatch.console.reading import show_reading, show_refusal
from cxmatch.console.screen import Screen, show_json, typed
from cxmatch.domain.errors import SettingsError
from cxmatch.domain.findings import catalogue
from cxmatch.usage import Commands, JsonOption, PlainOption, Survey, option, reads

app = typer.Typer(
    cls=Commands,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "CXMATCH"},
    help="Pair mentor and protege CX offices from a discovery survey, and explain every pair.",
)


@app.callback(invoke_without_command=True)
def main(ctx: typer.Context, version: Annotated[bool, option("--version", "Print the version and exit.")] = False) -> None:
    """Pair mentor and protege CX offices from a discovery survey, and explain every pair."""
    if version:
        typer.echo(f"cxmatch {cx.__version__}")
    elif ctx.invoked_subcommand is None:
        show_welcome(Screen())


@app.command(short_help="Pair a survey, prove it, write the result.")
@reads
def pair(
    survey: Survey,
    policy: Annotated[Path | None, option("--policy", "A TOML file of rules, weights, seats and pairs.", "FILE")] = None,
    out: Annotated[Path | None, option("--out", "The folder to write; by default named after the survey.", "DIR")] = None,
    json: JsonOption = False,
    overwrite: Annotated[bool, option("--overwrite", "Replace files that somebody edited since.")] = False,
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
@reads
def check(
    survey: Survey,
    save: Annotated[Path | None, option("--save", "Write what each column is used as, for  --columns.", "FILE")] = None,
    overwrite: Annotated[bool, option("--overwrite", "Let  --save  replace a file with other content.")] = False,
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
    framework: Annotated[str, option("--framework", "A built-in framework or a TOML file.", "NAME|FILE")] = "roundtable",
    out: Annotated[Path, option("--out", "The file to write: .xlsx, .csv, or .txt for a form builder.", "FILE")] = Path(
        "survey.xlsx"
    ),
    overwrite: Annotated[bool, option("--overwrite", "Replace a file that has other content.")] = False,
    plain: PlainOption = False,
) -> None:
    """Write the discovery survey to hand out."""
    chosen = cx.Framework.load(framework)
    show_template(chosen, cx.template(chosen, out, overwrite=overwrite), Screen(plain=plain))


@app.command(short_help="Recompute a run and check its proof.")
@reads
def verify(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The folder that pair wrote, or its run.json.", show_envvar=False)],
    survey: Annotated[str | None, option("--survey", "Recompute from this survey instead of the record.", "FILE")] = None,
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
    overwrite: Annotated[bool, option("--overwrite", "Replace files of an earlier demo that somebody edited.")] = False,
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
