"""The commands after a round: where practices went, which departments have met, what offices gave up, what is handed over."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import cxmatch as cx
from cxmatch import console
from cxmatch.commands.endings import end_with, verb
from cxmatch.commands.options import argument, latest, option, refuse_alone, spelled
from cxmatch.commands.seasonal import AfterOptions, PaperOptions, PublishOptions
from cxmatch.commands.tables import PracticeOptions, SurveyOptions
from cxmatch.errors import SettingsError
from cxmatch.records.text import quoted

Runs = Annotated[list[str] | None, argument("RUN...", "One run of each round, the first one first: folders that pair wrote.")]


@verb("Where practices went, and where next.")
def trail(
    own: PracticeOptions,
    paper: PaperOptions,
    runs: Runs = None,
    checkins: Annotated[list[str] | None, option("--checkins", "Check-ins of the rounds; once for each file.", "FILE")] = None,
    keep_words: Annotated[bool, option("--keep-words", "Name practices as offices wrote them.")] = False,
) -> None:
    """Say which practice went from whom to whom over several rounds, whom none has reached, and what would carry it farthest."""
    refuse_alone("--keep-words", keep_words, "--checkins FILE", checkins)
    recorded = _latest_of(runs)
    heard = cx.read_rounds(checkins or (), recorded, keep_words=keep_words)
    found = cx.trail(recorded, heard, own.of(recorded[-1]))
    typed = _typed("trail", runs, checkins=checkins, practices=own.practices, keep_words=keep_words)
    paper.answer(found, console.show_trail, typed, _typed("silos", runs))
    end_with(1 if found.unread else 0)


@verb("Which departments never met in a pair.")
def silos(paper: PaperOptions, runs: Runs = None) -> None:
    """Say which departments have met in the pairings of several rounds, which never did, and how to prefer new links."""
    paper.answer(cx.silos(_latest_of(runs)), console.show_silos, _typed("silos", runs))


@verb("What offices gave up and gave, over rounds.")
def regret(paper: PaperOptions, runs: Runs = None) -> None:
    """Say what each office could have had in earlier rounds and gave up for the others, and what it gave as a mentor."""
    paper.answer(cx.regret(_latest_of(runs)), console.show_regret, _places(runs))


@verb("Write the closing document of a round.")
def handover(again: AfterOptions, public: PublishOptions, paper: PaperOptions, options: SurveyOptions, runs: Runs = None) -> None:
    """Write the closing document: who worked with whom, what came of it, what is short, what it would take, and what is open.

    The survey asked again and the check-ins belong to the last round. With  --publish  it has no office's ratings, and nothing
    that a rating can be worked out of.
    """
    rounds = _latest_of(runs)
    after, checkins = again.read(rounds[-1], options, public)
    typed = " ".join(["handover", *map(quoted, runs or ()), *again.typed(options), *public.typed])
    if public.publish:
        paper.answer(cx.published(rounds, after, checkins, width=public.width), console.show_published, typed)
    else:
        paper.answer(cx.handover(rounds, after, checkins), console.show_handover, typed)
    end_with(1 if checkins and checkins.unread else 0)


def _latest_of(words: Sequence[str] | None) -> list[cx.Run]:
    """Load the latest run of each cohort that is named; of this folder where none is."""
    return [cx.load_verified(latest(place)) for place in _places(words)]


def _places(words: Sequence[str] | None) -> list[Path]:
    """Return where the runs that are named lie; this folder where none is."""
    here = cx.here()
    if not words and here is None:
        raise SettingsError("RUN is missing, and this folder is no run.", "Name the folders that pair wrote.")
    places = [cx.run_at(word, here) for word in words] if words else [Path(str(here))]
    if survey := next((place for place in places if place.exists() and not cx.is_run(place)), None):
        raise SettingsError(f"{survey} is no run.", "Name the folders that pair wrote.")
    return places


def _typed(verb: str, runs: Sequence[str] | None, **options: Any) -> str:
    given = [word for name, value in options.items() for word in spelled(f"--{name.replace('_', '-')}", value)]
    return " ".join([verb, *map(quoted, runs or ()), *given])
