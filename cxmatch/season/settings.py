"""The commands of the settings of a season: the file to fill in, and what is in force."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import cxmatch as cx
from cxmatch import console
from cxmatch.console.screen import answer, show_json
from cxmatch.endings import verb
from cxmatch.errors import SettingsError
from cxmatch.options import Context, JsonOption, PlainOption, ShownOptions, argument, option
from cxmatch.tables import RuleOptions, SurveyOptions
from cxmatch.taking import with_tables


@verb(with_tables, "Write a settings file to fill in.")
def init(
    shown: ShownOptions,
    out: Annotated[Path, option("--out", "The file.", "FILE")] = Path("cxmatch.toml"),
    overwrite: Annotated[bool, option("--overwrite", "Replace a file that has other content.")] = False,
) -> None:
    """Write cxmatch.toml, in which every line is a comment, and beside it the schema by which an editor completes and checks."""
    if out.suffix.lower() != ".toml":
        raise SettingsError(f"{out} is no settings file: its name ends in .toml.", "Type  cxmatch init --out cxmatch.toml")
    shown.wrote(cx.init(out, overwrite=overwrite), console.show_init)


@verb(with_tables, "Show every setting in force and where it came from.")
def settings(
    ctx: Context,
    rules: RuleOptions,
    options: SurveyOptions,
    survey: Annotated[str | None, argument("SURVEY", "The survey that they hold for.")] = None,
    schema: Annotated[str | None, option("--schema", "Print a JSON Schema instead, such as settings or run.", "SCHEMA")] = None,
    json: JsonOption = False,
    plain: PlainOption = False,
) -> None:
    """Show how a survey is read and every rule, and where each value came from."""
    if schema:
        show_json(cx.schema(schema))
    else:
        origins = {name: _origin(ctx, name) for name in (*options.keywords, "limit") if name != "limits"}
        found = cx.settings(options.keywords, {**origins, "limits": origins["limit"]}, rules.on(cx.Policy()))
        answer(found, console.show_settings, json=json, plain=plain)


def _origin(ctx: Any, name: str) -> str:
    """Say where the value of an option came from."""
    typed = {"COMMANDLINE": f"--{name.replace('_', '-')}", "ENVIRONMENT": f"{ctx.auto_envvar_prefix}_{name.upper()}"}
    source = ctx.get_parameter_source(name).name
    return typed.get(source) or ctx.default_map.origins.get(name, "default")
