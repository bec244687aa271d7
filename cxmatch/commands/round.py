"""The commands of a round: where help is short, sessions, who says yes, how pairs go and what came of it; and its settings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import cxmatch as cx
from cxmatch import console
from cxmatch.commands.endings import end_with, verb
from cxmatch.commands.options import (
    TIME_LIMIT,
    AreaName,
    Context,
    LatestRun,
    OverwriteOption,
    RunOrSurvey,
    RunPath,
    ShownOptions,
    Survey,
    TimeOption,
    argument,
    later_place,
    latest,
    option,
    place,
    refuse_alone,
    shifted,
    spelled,
)
from cxmatch.commands.seasonal import (
    STAR_POINTS,
    WITHIN,
    AgendaOptions,
    EvidenceOptions,
    PaperOptions,
    ReminderOptions,
    StarOption,
    VoiceOptions,
)
from cxmatch.commands.tables import ListedPractices, PracticeOptions, RuleOptions, SurveyOptions
from cxmatch.console.screen import Screen, show_json
from cxmatch.errors import SettingsError
from cxmatch.records.text import quoted


@verb("Where help is wanted and who could give it.")
def gaps(survey: Survey, options: SurveyOptions, voices: EvidenceOptions, paper: PaperOptions) -> None:
    """Look at a cohort practice area by practice area: who wants help, who could give it, and what no capacity meets."""
    cohort = options.cohort(survey)
    paper.answer(cx.gaps(cohort, voices.heard(cohort)), console.show_gaps, voices.typed(options.typed(survey)))


@verb("Plan the sessions in the order of shortfall.")
def agenda(source: RunOrSurvey, options: SurveyOptions, own: PracticeOptions, voices: VoiceOptions, paper: AgendaOptions) -> None:
    """Plan the monthly sessions: what each opens on, what groups work on, who shows how it is done, and the next step."""
    options.refuse_unread(read=not cx.is_run(source))
    cohort = cx.load_verified(Path(source)) if cx.is_run(source) else options.cohort(source)
    then = f"ask {quoted(source)}" if cx.is_run(source) else f"pair {options.typed(source)}"
    paper.show(cx.agenda(cohort, practices=own.of(cohort), **voices.of(cohort), **paper.keywords), then)


@verb("List practices to ask about, or check your own.")
def practices(own: ListedPractices, shown: ShownOptions, area: AreaName = "") -> None:
    """List the practices of each practice area with their sources, or check a file of your own."""
    shown.answer(own.found(area), console.show_practices)


@verb("Before launch: what each no would come to.")
def ask(
    run: LatestRun,
    shown: ShownOptions,
    to: Annotated[Path | None, option("--to", "A folder for the answer sheet and the refusal table.", "DIR")] = None,
    form: Annotated[str, option("--form", "With  --to:  the answer sheet as a workbook or a table.", "xlsx|csv")] = "xlsx",
    choices: Annotated[int | None, option("--choices", "Let each protege star one of up to so many mentors.", "N")] = None,
    within: Annotated[int, option("--within", "With  --choices:  the most total fit that one may cost.", "POINTS")] = WITHIN,
    overwrite: OverwriteOption = False,
    time_limit: TimeOption = TIME_LIMIT,
) -> None:
    """Work out, before anybody is asked, what each no would come to; and write the sheet on which offices answer yes or no."""
    refuse_alone("--form", form != "xlsx", "--to FOLDER", to)
    refuse_alone("--overwrite", overwrite, "--to FOLDER", to)
    refuse_alone("--within", within != WITHIN, "--choices 3", choices is not None)
    recorded = cx.load_verified(parent := latest(run))
    offered = None if choices is None else cx.candidates(recorded, choices, within=within)
    found = cx.refusals(recorded) if to or not offered else None
    written = cx.ask(cx.report(recorded), found, to, form=form, overwrite=overwrite, candidates=offered) if to and found else ()
    shown.answer(offered or found, console.show_choices if offered else console.show_asked, written, parent)


@verb("Read who says yes and who says no.")
def answers(
    run: LatestRun,
    files: Annotated[list[Path], argument("FILE...", "Answer sheets that came back.")],
    shown: ShownOptions,
    star_points: StarOption = STAR_POINTS,
    time_limit: TimeOption = TIME_LIMIT,
) -> None:
    """Read the answer sheets that came back: where each pairing stands, and the plans that heed what was said."""
    recorded = cx.load_verified(parent := latest(run))
    found = cx.answers(files, recorded, star_points=star_points)
    shown.answer(found, console.show_answers)
    if found.change and not shown.json:
        later = cx.rerun(recorded, **found.heeded(recorded), earlier=cx.earlier_runs(parent))
        console.show_heeded(found, later, parent, files, shown.screen)
    found.require_understood()


@verb("Freeze a run: its hand-outs say FINAL.")
def final(
    run: LatestRun,
    shown: ShownOptions,
    out: Annotated[str | None, place("--out", "The folder to write; by default the next run beside this one.", "DIR")] = None,
) -> None:
    """Freeze the latest run of a cohort: the same pairings in a folder of their own, where all hand-outs say FINAL."""
    made = cx.final(cx.load_verified(latest(run)))
    written = cx.export(cx.report(made), later_place(out, run, made), formats=cx.OF_A_RUN)
    shown.record(made, console.show_final, made, written)


@verb("How the pairs go, and who owes an answer.")
def status(
    run: RunPath,
    files: Annotated[list[str], argument("FILE...", "The check-ins that came back: tables, or exports of a survey tool.")],
    paper: PaperOptions,
    letters: ReminderOptions,
    keep_words: Annotated[bool, option("--keep-words", "Keep goals, practices and stories in own words.")] = False,
    time_limit: TimeOption = TIME_LIMIT,
) -> None:
    """Say how the pairs go by their check-ins, what other partners would cost those who never met, and who owes an answer."""
    checked = cx.load_verified(run)
    found = cx.status(checked, cx.read_checkins(files, checked, keep_words=keep_words))
    paper.answer(found, console.show_status, run, files, bool(letters.reminders))
    letters.write(found, checked, Screen(plain=paper.plain, error=paper.json))
    end_with(1 if found.unread else 0)


@verb("Compare the survey asked again with a run.")
def progress(
    before: RunPath,
    options: SurveyOptions,
    paper: PaperOptions,
    after: Annotated[str | None, argument("AFTER", "The survey asked again.")] = None,
    checkins: Annotated[list[str] | None, option("--checkins", "Check-ins that came back; once for each.", "FILE")] = None,
) -> None:
    """Say what came of a round: meetings, goals and ratings, paired against waiting, and how easily chance does the same.

    With  --keep-words  goals, practices and stories of the check-ins are kept in own words, for organizers alone.
    """
    before, after = shifted(before, after, needed=True)
    if after is None:
        raise SettingsError("AFTER is missing: the survey asked again.", "Name it after the run.")
    first, files = cx.load_verified(before), checkins or []
    cohort = options.like(first).cohort(after)
    found = cx.progress(first, cohort, cx.read_checkins(files, first, keep_words=options.keep_words))
    checked = [quoted(before), *spelled("--checkins", files)]
    typed, then = " ".join(["progress", checked[0], options.typed(after), *checked[1:]]), " ".join(["trail", *checked])
    closing = " ".join(["handover", checked[0], "--after", options.typed(after), *checked[1:]])
    paper.answer(found, console.show_progress, typed, then, closing)
    end_with(1 if found.unread else 0)


@verb("Write a settings file to fill in.")
def init(
    shown: ShownOptions,
    out: Annotated[Path, option("--out", "The file.", "FILE")] = Path("cxmatch.toml"),
    overwrite: Annotated[bool, option("--overwrite", "Replace a file that has other content.")] = False,
) -> None:
    """Write cxmatch.toml, in which every line is a comment, and beside it the schema by which an editor completes and checks."""
    if out.suffix.lower() != ".toml":
        raise SettingsError(f"{out} is no settings file: its name ends in .toml.", "Type  cxmatch init --out cxmatch.toml")
    shown.wrote(cx.init(out, overwrite=overwrite), console.show_init)


@verb("Show every setting in force and where it came from.")
def settings(
    ctx: Context,
    rules: RuleOptions,
    options: SurveyOptions,
    shown: ShownOptions,
    survey: Annotated[str | None, argument("SURVEY", "The survey that they hold for.")] = None,
    schema: Annotated[str | None, option("--schema", "Print a JSON Schema instead, such as settings or run.", "SCHEMA")] = None,
) -> None:
    """Show how a survey is read and every rule, and where each value came from."""
    if schema:
        show_json(cx.schema(schema))
    else:
        origins = {name: _origin(ctx, name) for name in (*options.keywords, "limit") if name != "limits"}
        found = cx.settings(options.keywords, {**origins, "limits": origins["limit"]}, rules.on(cx.Policy()))
        shown.answer(found, console.show_settings)


def _origin(ctx: Any, name: str) -> str:
    typed = {"COMMANDLINE": f"--{name.replace('_', '-')}", "ENVIRONMENT": f"{ctx.auto_envvar_prefix}_{name.upper()}"}
    source = ctx.get_parameter_source(name).name
    return typed.get(source) or ctx.default_map.origins.get(name, "default")
