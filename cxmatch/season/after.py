"""The commands after a round: what is handed over, to those who follow and to everybody."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import cxmatch as cx
from cxmatch import console
from cxmatch.endings import end_with, verb
from cxmatch.errors import SettingsError
from cxmatch.options import argument, with_tables
from cxmatch.records.text import quoted
from cxmatch.season.tables import AfterOptions, PaperOptions, PublishOptions
from cxmatch.tables import SurveyOptions


@verb(with_tables, "Write the closing document of a round.")
def handover(
    again: AfterOptions,
    public: PublishOptions,
    paper: PaperOptions,
    options: SurveyOptions,
    runs: Annotated[list[Path] | None, argument("RUN...", "The folder that pair wrote; several for several rounds.")] = None,
) -> None:
    """Write the closing document: who worked with whom, what came of it, what is short, what it would take, and what is open.

    The survey asked again and the check-ins belong to the last round. With  --publish  it has no office's ratings, and nothing
    that a rating can be worked out of.
    """
    runs = runs or _here()
    rounds = [cx.load_verified(run if run.is_file() else cx.latest(run)) for run in runs]
    after, checkins = again.read(rounds[-1], options, public)
    typed = " ".join(["handover", *map(quoted, runs), *again.typed(options), *public.typed])
    if public.publish:
        paper.answer(cx.published(rounds, after, checkins, width=public.width), console.show_published, typed)
    else:
        paper.answer(cx.handover(rounds, after, checkins), console.show_handover, typed)
    end_with(1 if checkins and checkins.unread else 0)


def _here() -> list[Path]:
    here = cx.here()
    if here is None:
        raise SettingsError("RUN is missing, and this folder is no run.", "Name the folder that pair wrote.")
    return [here]
