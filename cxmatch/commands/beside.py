"""What holds for options that were not typed: the environment, then the settings file beside the survey.

`Found` is what a command hands to the parser of its options as defaults, so that what is typed goes before it.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import cxmatch as cx
from cxmatch.errors import SettingsError
from cxmatch.records.text import quoted

NONE = "none"  # instead of a settings file
Options = TypeVar("Options", bound=Any)
_BY_HEADINGS = ("CX470", "CX471")  # what is noted where the headings of a survey decided its framework
_SURVEYS = ("survey", "source", "after", "before")  # the parameters that may name a survey


class Found(Mapping[str, Any]):
    """The defaults of the command that is running; `names` are its options that a settings file knows.

    A mapping, since parsers of other versions ask in other ways: by `get`, or by `in` and by the name.
    `by_run`: it goes by a run, and reads a survey only where one is named. `origins` say where each value came from that was
    asked for: a variable, or a line of the file.
    """

    def __init__(self, ctx: Any, names: Collection[str], *, by_run: bool) -> None:
        self._ctx, self.names, self._by_run = ctx, names, by_run
        self.origins: dict[str, str] = {}

    def __getitem__(self, name: str) -> Any:
        """Return what holds where an option is not typed; nothing is there before the arguments are known, as for `--help`."""
        if name not in self.names or "settings" not in self._ctx.params or self._ctx.resilient_parsing:
            raise KeyError(name)
        variable = f"CXMATCH_{name.upper()}"
        if self.reads and (value := os.environ.get(variable)):
            self.origins[name] = variable
            return value.split() if name in self._several else value
        value = self.said[name]
        self.origins[name] = self.place(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return (name for name in self.names if name in self)

    def __len__(self) -> int:
        return len(list(iter(self)))

    def place(self, name: str) -> str:
        """Say where the file says an option, "cxmatch.toml, line 3"."""
        return self.settings.origins.get("survey.limits" if name == "limit" else f"survey.{name}", str(self.file))

    @cached_property
    def said(self) -> Mapping[str, Any]:
        """What the file says, by the names of options; the policy as the file that has it."""
        if self.file is None:
            return {}  # and nothing is loaded that reads one
        policy = {"policy": self.file} if self.settings.policy is not None else {}
        return {name: value for name, value in (self.settings.survey.said | policy).items() if name in self.names}

    @cached_property
    def settings(self) -> cx.Settings:
        """What the file says, where there is one. Raises as `Settings.load` does."""
        return cx.Settings.load(self.file or "cxmatch.toml")

    @cached_property
    def file(self) -> Path | None:
        """The settings file that holds, None where there is none, none is wanted, or no survey is read."""
        named = self._ctx.params.get("settings") or os.environ.get("CXMATCH_SETTINGS")
        if not self.reads or str(named) == NONE:
            return None
        return Path(named) if named else cx.find_settings(self._survey)

    @property
    def reads(self) -> bool:
        """Whether a survey is read, or rules are taken from nowhere else: what goes by a run alone is as its record says."""
        return bool(self.names) and (not self._by_run or self._survey is not None)

    @cached_property
    def _survey(self) -> str | None:
        """The file of the survey; None where there is none, "" where it comes from standard input."""
        named = (str(value) for name in _SURVEYS if (value := self._ctx.params.get(name)) is not None)
        survey = next((value for value in named if value == "-" or not cx.is_run(value)), None)
        return "" if survey == "-" else survey

    @property
    def words(self) -> Iterator[str]:
        """Say which file holds, and where an option goes before its policy; nothing where there is none."""
        if self.file:
            policy = "policy" in self.said and self._ctx.params.get("policy") != self.file
            yield f"Settings: {quoted(self.file)}" + ", but for its policy: --policy goes before it." * policy

    def typed(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """Return what holds where nothing is typed, by the names of options; of `params` those that were not typed."""
        return {**self.said, **{name: params[name] for name in self.origins if name in params}}

    def refuse_unread(self) -> None:
        """Refuse `--settings` where nothing would be taken from the file."""
        if self._ctx.params.get("settings") and not self.reads:
            raise SettingsError(
                "--settings: this is for reading a survey, and none is read.", "Leave it out, or name the survey."
            )

    @cached_property
    def _several(self) -> set[str]:
        return {param.name for param in self._ctx.command.params if param.multiple}


def by_run(options: Options, run: cx.Run) -> Options:
    """Return options of reading in which a run goes before the settings, where only these say another framework or scale.

    `options` have the fields `framework`, `scale` and `beside`. What was typed stays.
    """
    said = {name: getattr(options, name) for name in ("framework", "scale")}
    typed = any(value not in (None, options.beside.get(name)) for name, value in said.items())
    if typed or not _differs(options.framework, options.scale, run.cohort.framework):
        return options
    theirs = _read_as(run.cohort)
    return replace(options, **theirs, beside={**options.beside, **theirs})


def _differs(framework: str | None, scale: str | None, recorded: cx.Framework) -> bool:
    """Tell whether a framework or a scale is another one than that of a run."""
    other = framework is not None and cx.Framework.load(framework).id != recorded.id
    return other or (scale is not None and _ends(cx.Scale.of_range(scale)) != _ends(recorded.capability_scale))


def _read_as(cohort: cx.Cohort) -> dict[str, Any]:
    """Return the framework and the scale by which a cohort was read, as its record tells them."""
    if not any(note.code in _BY_HEADINGS for note in cohort.source.notes):
        return {"framework": cohort.framework, "scale": None}
    built_in = [_ends(each.capability_scale) for each in cx.frameworks() if each.id == cohort.framework.id]
    ends = _ends(cohort.framework.capability_scale)
    return {"framework": None, "scale": None if ends in built_in or not built_in else "{}-{}".format(*ends)}


def _ends(scale: cx.Scale) -> tuple[int, int]:
    return scale.low, scale.high
