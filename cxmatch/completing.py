"""What a shell offers where a name is typed, by the word that stands for it in the help: offices and areas of a run, choices."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cxmatch as cx
from cxmatch.helping import SHELLS
from cxmatch.records.codec import loads
from cxmatch.records.disk import record_in

_CHOICES = re.compile(r"[a-z]+(\|[a-z]+)+")
Source = Callable[[Any], Iterator[str]]


def offered(metavar: str | None) -> Callable[..., list[str]] | None:
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


def _weights(ctx: Any) -> Iterator[str]:
    return (f"{name}=" for name in _areas(ctx))


def _frameworks(ctx: Any) -> Iterator[str]:
    return (framework.id for framework in cx.frameworks())


def _topics(ctx: Any) -> Iterator[str]:
    from cxmatch.domain.findings import catalogue

    return iter((*ctx.find_root().command.commands, "exit-codes", "man", *catalogue()))


_SOURCES: dict[str, Source] = {
    "RUN": _runs,
    "OFFICE": _offices,
    "PROTEGE": _offices,
    "MENTOR>PROTEGE": _offices,
    "AREA": _areas,
    "AREA=N": _weights,
    "NAME|FILE": _frameworks,
    "SCHEMA": lambda ctx: iter(cx.schemas()),
    "SHELL": lambda ctx: iter(SHELLS),
    "TOPIC": _topics,
    "NAME": lambda ctx: iter(cx.FORMATS if ctx.info_name in ("pair", "export") else ()),
}
