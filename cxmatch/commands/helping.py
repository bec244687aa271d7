"""Help in plain text: what is needed daily first, in groups; an example; and completion that never fails loudly."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from typing import Any

from cxmatch.console.commands import UNBROKEN, command
from cxmatch.errors import SettingsError, did_you_mean

DAILY, SIZE, ALWAYS = "Options", "Size and time", "Screen and help"
_COMPLETE = "_CXMATCH_COMPLETE"
_BARE = re.compile(r"[\w./:=+-]*")
SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")
EXAMPLES = {
    "pair": "pair survey.csv --out kickoff",
    "check": "check survey.csv --save columns.toml",
    "template": "template --out survey.xlsx",
    "verify": 'verify "survey pairings"',
    "policy": "policy --policy policy.toml",
    "settings": "settings survey.csv",
    "init": "init",
    "explain": 'explain "survey pairings" FEMA GSA',
    "rerun": 'rerun "survey pairings" --without GSA --max-moves 2',
    "runs": 'runs "survey pairings"',
    "compare": 'compare "survey pairings" 1 2',
    "export": 'export "survey pairings" --to kickoff',
    "demo": "demo",
    "frameworks": "frameworks",
    "help": "help CX104",
    "gaps": "gaps survey.csv --to gaps.docx",
    "agenda": 'agenda "survey pairings" --first 2027-01-14 --to sessions.ics',
    "progress": 'progress "survey pairings" "survey again.csv"',
    "practices": "practices Hiring",
    "ask": 'ask "survey pairings" --to "before launch"',
    "answers": 'answers "survey pairings" answers.xlsx',
    "final": 'final "survey pairings"',
    "trail": 'trail "survey pairings" --checkins checkin.xlsx',
    "silos": 'silos "last year pairings" "survey pairings"',
    "handover": 'handover "survey pairings" --publish --to "what came of it.docx"',
    "status": 'status "survey pairings" checkin.xlsx',
    "regret": 'regret "first pairings" "second pairings"',
}


class Grouped:
    """Help of one command: its example, its options in groups, and where the rest is said; mixed into a command of Typer."""

    name: str | None

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments, then the options group by group: daily ones first, those of size and of every command last."""
        groups: dict[str, list[tuple[str, str]]] = {"Arguments": [], DAILY: []}
        for param in self.get_params(ctx):  # type: ignore[attr-defined]  # of the command that this is mixed into
            row = param.get_help_record(ctx)
            groups.setdefault(_group(param), []).extend([row] if row else [])
        groups |= {last: groups.pop(last) for last in (SIZE, ALWAYS) if last in groups}
        for heading, rows in groups.items():
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        """Write what the command does, and an example."""
        super().format_help_text(ctx, formatter)  # type: ignore[misc]
        if self.name in EXAMPLES:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write(f"{'':>{formatter.current_indent}}Example:  {_plain(EXAMPLES[self.name])}\n")

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write where the rest is said."""
        formatter.write_paragraph()
        formatter.write_text("Exit codes: 0 done, 1 the answer is no, 2 wrong usage, 3 no pairing, 4 a file, 70 our mistake.")
        formatter.write(f"All of them:  {_plain('help exit-codes')}\nMore: README.md and docs/guide.md, a whole round.\n")


def help_of(ctx: Any, name: str) -> str:
    """Return the help of another command than the one that is running."""
    shown = ctx.find_root().command.commands[name]
    with type(ctx)(shown, info_name=name, parent=ctx.parent) as other:
        return str(shown.get_help(other))


def man_page(ctx: Any) -> str:
    """Return the page of `man cxmatch`: what `--help` says of every command."""
    root = ctx.find_root()
    commands = [line for name in root.command.commands for line in _manual_of(root, name)]
    top = ['.TH CXMATCH 1 "" "cxmatch"', ".SH NAME", "cxmatch \\- " + _roff(root.command.help), ".SH SYNOPSIS"]
    return "\n".join([*top, ".B cxmatch", ".I COMMAND", "[OPTIONS] [ARGS]", ".SH COMMANDS", *commands])


def _manual_of(root: Any, name: str) -> Iterator[str]:
    shown = root.command.commands[name]
    with type(root)(shown, info_name=name, parent=root) as ctx:
        rows = [row for param in shown.get_params(ctx) if (row := param.get_help_record(ctx))]
    yield from (f".SS {_roff(name)}", _roff(" ".join(shown.help.split())), ".PP", f"Example: cxmatch {_roff(EXAMPLES[name])}")
    for flags, text in rows:
        yield from (".TP", f".B {_roff(flags)}", _roff(text))


def _roff(text: str) -> str:
    """Spell a text so that no sign in it is taken for a request."""
    spelled = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + spelled if spelled[:1] in (".", "'") else spelled


def _plain(words: str) -> str:
    return command(words).replace(UNBROKEN, " ")


def _group(param: Any) -> str:
    if param.param_type_name == "argument":
        return "Arguments"
    return ALWAYS if "--help" in param.opts else param.rich_help_panel or DAILY


def complete(answer: Callable[[], object]) -> None:
    """Answer a shell that asks how to go on; what goes wrong means that nothing is offered."""
    asked = os.environ.get(_COMPLETE, "")
    if not asked:
        return
    from typer.completion import completion_init  # type: ignore[attr-defined]  # what its own commands use

    completion_init()
    said, code = StringIO(), 0
    try:
        with redirect_stdout(said), redirect_stderr(StringIO()):
            answer()
    except SystemExit as ended:
        code = int(ended.code or 0)
    except Exception:
        said = StringIO()
    sys.stdout.write("".join(f"{_spelled(line, asked)}\n" for line in said.getvalue().splitlines()))
    sys.exit(code)


def _spelled(line: str, asked: str) -> str:
    """Spell a value as the shell that asks needs it where it has blanks; zsh and fish do that themselves."""
    if asked == "complete_bash" and not os.environ.get("COMP_WORDS", "").count('"') % 2:
        return re.sub(r"([^\w@%+=:,./-])", r"\\\1", line)
    if asked in ("complete_powershell", "complete_pwsh"):
        value, mark, text = line.partition(":::")
        return (value if _BARE.fullmatch(value) else "'" + value.replace("'", "''") + "'") + mark + text
    return line


def _require_shell(shell: str) -> None:
    if shell not in SHELLS:
        raise SettingsError(f'There is no completion for "{shell}".{did_you_mean(shell, SHELLS)}', f"Shells: {', '.join(SHELLS)}")


def completion_script(shell: str) -> str:
    """Return the lines by which a shell asks how to go on. Raises SettingsError for one that is not known."""
    _require_shell(shell)
    from typer.completion import get_completion_script  # type: ignore[attr-defined]

    return get_completion_script(prog_name="cxmatch", complete_var=_COMPLETE, shell=shell)


def install_completion(shell: str) -> str:
    """Let a shell ask how to go on from its next start, and return where that was written. Raises as `completion_script` does."""
    _require_shell(shell)
    from typer.completion import install  # type: ignore[attr-defined]

    return str(install(shell=shell, prog_name="cxmatch", complete_var=_COMPLETE)[1])
