"""The commands after a round: what offices gave up and gave in earlier ones, for the next cohort."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import cxmatch as cx
from cxmatch import console
from cxmatch.endings import verb
from cxmatch.errors import SettingsError
from cxmatch.options import argument, with_tables
from cxmatch.season.tables import PaperOptions

Rounds = Annotated[list[Path] | None, argument("RUN...", "One run of each round, the oldest first: folders that pair wrote.")]


@verb(with_tables, "What offices gave up and gave, over rounds.")
def regret(paper: PaperOptions, runs: Rounds = None) -> None:
    """Say what each office could have had in earlier rounds and gave up for the others, and what it gave as a mentor."""
    places = runs or [place for place in [cx.here()] if place]
    if survey := next((place for place in places if not cx.is_run(place)), None):
        raise SettingsError(f"{survey} is no run.", "Name the folders that pair wrote.")
    paper.answer(cx.regret(cx.past_runs(places)), console.show_regret, places)
