"""The command line: one command a verb. Parse, call, show, exit; no arithmetic and no wording here."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

import cxmatch as cx
import cxmatch.commands.after  # its commands come first
import cxmatch.commands.round  # and then these
from cxmatch import console
from cxmatch.commands.endings import VERBS, Commands, verb
from cxmatch.commands.helping import completion_script, help_of, install_completion, man_page
from cxmatch.commands.options import (
    TIME_LIMIT,
    FormatOption,
    JsonOption,
    LatestRun,
    OverwriteOption,
    PlainOption,
    RunPath,
    ShownOptions,
    Survey,
    TimeOption,
    argument,
    checkin_of,
    later_place,
    latest,
    option,
    place,
    refuse_alone,
    shifted,
)
from cxmatch.commands.seasonal import AnswerOptions
from cxmatch.commands.tables import CoverOptions, KickoffOptions, PracticeOptions, RuleOptions, SurveyOptions
from cxmatch.commands.taking import again
from cxmatch.console.screen import Screen, show_json
from cxmatch.errors import SettingsError, did_you_mean

app = typer.Typer(
    cls=Commands,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "CXMATCH"},
    help="Pair mentor and protege CX offices from a discovery survey, and explain every pair.",
)


@app.callback(invoke_without_command=True)
def main(
    ctx: typer.Context,
    version: Annotated[bool, option("--version", "Print the version, and those of Python, platform and solver.")] = False,
    show: Annotated[str, option("--show-completion", "Print what lets bash, zsh, fish or powershell complete.", "SHELL")] = "",
    install: Annotated[str, option("--install-completion", "Add that to the start of the shell.", "SHELL")] = "",
) -> None:
    """Pair mentor and protege CX offices from a discovery survey, and explain every pair."""
    if version:
        typer.echo(", ".join(console.versions()))
    elif show or install:
        typer.echo(completion_script(show) if show else install_completion(install))
    elif ctx.invoked_subcommand is None:
        console.show_welcome(Screen(), list(VERBS))


@verb("Pair a survey, prove it, write the result.")
def pair(
    survey: Survey,
    rules: RuleOptions,
    cover: CoverOptions,
    options: SurveyOptions,
    shown: ShownOptions,
    out: Annotated[str | None, place("--out", "The folder to write; by default named after the survey.", "DIR")] = None,
    formats: FormatOption = None,
    overwrite: OverwriteOption = False,
    time_limit: TimeOption = TIME_LIMIT,
) -> None:
    """Find the best pairing of a survey, prove it, and write it down."""
    from cxmatch.domain.decisions import without_effect  # Here, as below: what a command needs, no other one is to load.

    policy = cover.on(rules.on(cx.Policy()))
    reading = cx.check(survey, **options.keywords)
    if reading.cohort is None:
        console.show_refusal(reading, options.typed(survey), Screen(plain=shown.plain, error=True, urgent=True))
        raise typer.Exit(1)
    run = cx.pair(reading.cohort, console.whole(policy, reading.cohort))
    Screen(error=True).say(*without_effect(run.policy, run.cohort), *console.ended(run, time_limit))
    report = cx.report(run)
    folder = out or f"{'survey' if survey == '-' else Path(survey).stem} pairings"
    written = cover.opened(cx.export(report, folder, formats=formats or cx.OF_A_RUN, overwrite=overwrite))
    shown.record(run, console.show_report, report, written, options.typed(survey))


@verb("Read a survey without pairing it.")
def check(
    survey: Survey,
    options: SurveyOptions,
    shown: ShownOptions,
    save: Annotated[Path | None, option("--save", "Write what each column is used as, for  --columns.", "FILE")] = None,
    ask: Annotated[bool, option("--ask", "Ask what is open, one question at a time, and write  --save.")] = False,
    marked: Annotated[Path | None, option("--marked", "Write a copy of the survey, cells to fix colored.", "FILE.xlsx")] = None,
    overwrite: Annotated[bool, option("--overwrite", "Replace a file that has other content.")] = False,
) -> None:
    """Read a survey without pairing it: what each column is used as, and what to fix."""
    refuse_alone("--overwrite", overwrite, "--save columns.toml", save or ask or marked)
    sitting, typed = cx.Sitting(survey, **options.keywords), partial(options.typed, survey)
    saved = console.settle(sitting, typed, save, options.columns, shown.screen, ask=ask, overwrite=overwrite, json=shown.json)
    if marked:
        sitting.mark(marked, overwrite=overwrite)
    shown.answer(sitting.reading, console.show_reading, typed(saved), saved, marked)
    raise typer.Exit(0 if sitting.reading.ready else 1)


@verb("Write the survey to hand out, or a template.")
def template(
    shown: ShownOptions,
    framework: Annotated[
        str | None, option("--framework", "A built-in framework or a TOML file; by default roundtable.", "NAME|FILE")
    ] = None,
    kind: Annotated[str, option("--kind", "The survey, or the check-in in the middle of a round.", "survey|checkin")] = "survey",
    run: Annotated[Path | None, option("--run", "With  --kind checkin:  the run whose pairs are asked.", "RUN")] = None,
    out: Annotated[
        Path | None, option("--out", "The file: .xlsx (KIND.xlsx by default), .csv, or .txt for a form builder.", "FILE")
    ] = None,
    again: Annotated[bool, option("--again", "For the end of a round: asks about meetings and the partner too.")] = False,
    overwrite: Annotated[bool, option("--overwrite", "Replace a file that has other content.")] = False,
) -> None:
    """Write the discovery survey to hand out; or a Word template for briefs (.docx), or the words of messages (.toml)."""
    out = out or Path(f"{kind}.xlsx")
    if run := checkin_of(kind, run, {"--framework": framework, "--again": again}):
        return shown.wrote(cx.checkin_template(cx.load_verified(run), out, overwrite=overwrite), console.show_checkin, run)
    if out.suffix.lower() in cx.STARTERS:
        refuse_alone("--again", again, "--out survey.xlsx", there=False)
        return shown.wrote(cx.starter(out, overwrite=overwrite), console.show_starter)
    chosen = cx.Framework.load(framework or "roundtable")
    return shown.wrote(cx.template(chosen, out, again=again, overwrite=overwrite), console.show_template, chosen, again)


@verb("Recompute a run and check its proof.")
def verify(
    run: RunPath,
    options: SurveyOptions,
    shown: ShownOptions,
    survey: Annotated[str | None, option("--survey", "Recompute from this survey instead of the record.", "FILE")] = None,
    parent: Annotated[
        Path | None, option("--parent", "The run that a rerun repairs; by default looked for beside it.", "RUN")
    ] = None,
    explanations: Annotated[bool, option("--explanations", "Check every figure that explain gives as well.")] = False,
) -> None:
    """Recompute a run and check its proof. Ends in 5 where all holds but is not proven whole: a gap, or no parent to check by."""
    options.refuse_unread(read=bool(survey))
    cohort = options.like(cx.load(run)).cohort(survey) if survey else None
    checked = cx.verify_folder(run, cohort=cohort, parent=cx.load(parent) if parent else None, explanations=explanations)
    screen = Screen(plain=shown.plain, urgent=checked.fails)
    show_json(checked.facts) if shown.json else console.show_verified(checked, run, screen, survey=survey)
    raise typer.Exit(checked.exit_code)


@verb("Show every rule in force and where it came from.")
def policy(
    rules: RuleOptions,
    shown: ShownOptions,
    show: Annotated[bool, option("--show", "Show it; this is what the command does anyway.")] = True,
) -> None:
    """Show every setting of the policy in force, and where each value came from."""
    shown.answer(rules.on(cx.Policy()), console.show_policy)


@verb("Why this pair, and why not that one.")
def explain(
    run: RunPath,
    shown: ShownOptions,
    office: Annotated[str | None, argument("OFFICE", "An office; or the mentor of a pair.")] = None,
    protege: Annotated[str | None, argument("PROTEGE", "The protege of the pair.")] = None,
    every: Annotated[bool, option("--all", "With --json: the price of every pair that is allowed.")] = False,
    time_limit: TimeOption = TIME_LIMIT,
) -> None:
    """Explain a run as a whole, one office of it, or one pair: why, why not, and what another plan would cost."""
    run, office, protege = shifted(run, office, protege)
    recorded = cx.load_verified(run)
    refuse_alone("--all", every, "--json", shown.json)
    if every and office:
        raise SettingsError("--all gives the prices of every pair.", "Name no office, or leave --all out.")
    console.say_short(recorded.cohort, (office, protege))
    if every:
        show_json(cx.price_list(recorded))
    elif office is None:
        shown.answer(cx.overview(recorded), console.show_overview, recorded, run)
    elif protege is None:
        shown.answer(cx.explain_office(recorded, office), console.show_office, recorded, run)
    else:
        console.offer_swapped(recorded, run, office, protege)
        shown.answer(cx.explain(recorded, mentor=office, protege=protege), console.show_pair, recorded)


@verb("Repair a run after dropouts and other changes.")
def rerun(
    ctx: typer.Context,
    run: LatestRun,
    rules: RuleOptions,
    cover: CoverOptions,
    options: SurveyOptions,
    said: AnswerOptions,
    without: Annotated[list[str] | None, option("--without", "An office that has left; give it once for each.", "OFFICE")] = None,
    survey: Annotated[str | None, option("--survey", "The survey as it is now.", "FILE")] = None,
    decisions: Annotated[Path | None, option("--decisions", "An exported table with your wishes and decisions.", "FILE")] = None,
    max_moves: Annotated[int | None, option("--max-moves", "The most pairings to change.", "N")] = None,
    plan: Annotated[str, option("--plan", "A plan of the menu, by its letter.", "LETTER")] = "",
    afresh: Annotated[bool, option("--afresh", "The best plan, whatever it moves.")] = False,
    refuse: Annotated[list[int] | None, option("--refuse", "A group of changes not to make; once for each.", "N")] = None,
    out: Annotated[str | None, place("--out", "The folder to write; by default the next run beside this one.", "DIR")] = None,
    json: JsonOption = False,
    time_limit: TimeOption = TIME_LIMIT,
    plain: PlainOption = False,
) -> None:
    """Repair the latest run of a cohort: a menu from the fewest changes to a fresh start, and the plan that is taken."""
    from cxmatch.domain.decisions import known_ones, told, without_changes

    options.refuse_unread(read=bool(survey))
    parent = latest(run)
    recorded, earlier = cx.load_verified(parent), cx.earlier_runs(parent)
    cohort = options.like(recorded).cohort(survey) if survey else None
    runs = (recorded, *earlier)
    console.say_short(recorded.cohort, [name for name in without or () if not cohort or not cohort.has(name)])
    decided, unknown = known_ones(cx.read_decisions(decisions, runs) if decisions else (), cohort, runs)
    heard = said.heard(recorded)
    repaired = cx.rerun(
        recorded,
        without=without or (),
        cohort=cohort,
        policy=console.whole(heard.on(cover.on(rules.on(without_changes(recorded.policy)))), cohort or recorded.cohort, runs),
        decisions=(*decided, *heard.decisions),
        max_moves=max_moves,
        plan=plan,
        afresh=afresh or heard.takes_best(plan, max_moves),
        refuse=refuse or (),
        earlier=earlier,
    )
    Screen(error=True).say(
        *cx.passed_over(run), *unknown, *heard.left_out, *told(decided, repaired), *console.ended(repaired, time_limit)
    )
    report = cx.report(repaired)
    written = cover.opened(cx.export(report, later_place(out, run, report.run), formats=cx.OF_A_RUN))
    shown = ShownOptions(json=json, plain=plain)
    shown.record(report.run, console.show_rerun, report, written, parent, again(ctx, parent))


@verb("List the runs of a cohort.")
def runs(folder: LatestRun, shown: ShownOptions) -> None:
    """List the runs of a cohort: the first, and every rerun with what it came from."""
    kept = cx.runs(folder)
    shown.answer(kept, console.show_runs, facts=[entry.facts for entry in kept])


@verb("Say what differs between two runs.")
def compare(
    shown: ShownOptions,
    words: Annotated[list[str] | None, argument("RUN RUN", "Two folders; or one, and numbers as runs shows them.")] = None,
) -> None:
    """Say what differs between two runs: offices, answers, settings and pairings."""
    before, after = cx.two_runs(words or ())
    shown.answer(cx.compare(cx.load(before), cx.load(after)), console.show_difference, after)


@verb("Write the hand-outs of a run.")
def export(
    run: RunPath,
    own: PracticeOptions,
    to: Annotated[str, place("--to", "A folder; or a file, whose ending says the format.", "FILE|DIR")],
    cover: CoverOptions,
    kickoff: KickoffOptions,
    shown: ShownOptions,
    formats: FormatOption = None,
    audience: Annotated[str, option("--audience", "Who reads it; participants get no score.", "organizers|participants")] = (
        "organizers"
    ),
    split: Annotated[bool, option("--split", "Write each brief as a file of its own.")] = False,
    contacts: Annotated[bool, option("--contacts", "Add contacts, where the survey was read with  --keep-email.")] = False,
    past: Annotated[list[Path] | None, option("--past", "A run of an earlier cohort, for the graph.", "RUN")] = None,
    overwrite: OverwriteOption = False,
    time_limit: TimeOption = TIME_LIMIT,
) -> None:
    """Write the hand-outs of a run: tables, workbook, page, summary, briefs, messages, mailing lists, record and graph."""
    earlier, words = [cx.load(folder) for folder in past or ()], cover.on((checked := cx.load_verified(run)).policy).report
    wishes: dict[str, Any] = {"audience": audience, "split": split, "contacts": contacts, "past": earlier, "words": words}
    report = cx.report(checked, own.of(checked))
    written = cover.opened(cx.export(report, to, formats=formats, overwrite=overwrite, **wishes, **kickoff.keywords))
    shown.wrote(written, partial(console.show_exported, run), run=checked.id)


@verb("Write a sample survey here and pair it.")
def demo(
    cover: CoverOptions,
    shown: ShownOptions,
    overwrite: Annotated[bool, option("--overwrite", "Replace files of an earlier demo that somebody edited.")] = False,
) -> None:
    """Write a sample survey of invented offices into this folder, and pair it."""
    survey = Path("cxmatch sample.csv")
    cx.copy_sample("roundtable-14", survey, overwrite=overwrite)
    read = cx.read_survey(survey if survey.exists() else cx.sample("roundtable-14"))
    report = cx.report(cx.pair(read, cover.on(cx.Policy())))
    written = cover.opened(cx.export(report, f"{survey.stem} pairings", formats=cx.OF_A_RUN, overwrite=overwrite))
    shown.record(report.run, console.show_report, report, written, SurveyOptions().typed(str(survey)))


@verb("List the built-in frameworks.")
def frameworks(shown: ShownOptions) -> None:
    """List the built-in frameworks: practice areas, and levels low to high."""
    shown.answer(cx.frameworks(), console.show_frameworks)


@verb("Help on a command, a code such as CX104, or exit-codes.", "help")
def explain_topic(
    ctx: typer.Context, topic: Annotated[str, argument("TOPIC", "A command, a code such as CX104, or exit-codes.")] = ""
) -> None:
    """Say what a command takes, or what a finding's code or an exit code means."""
    from cxmatch.domain.findings import catalogue

    if not topic:
        console.show_welcome(Screen(), list(VERBS))
    elif topic == "exit-codes":
        console.show_exit_codes(Screen())
    elif topic in VERBS or topic == "man":
        typer.echo(man_page(ctx) if topic == "man" else help_of(ctx, topic))
    elif topic.upper() in catalogue():
        console.show_finding_kind(catalogue()[topic.upper()], Screen())
    else:
        near = did_you_mean(topic, [*VERBS, "exit-codes", "man", *catalogue()])
        advice = f"Topics: commands, exit-codes, and codes such as {next(iter(catalogue()))}"
        raise SettingsError(f'There is no help on "{topic}".{near}', advice)
