"""handover(runs) and published(runs): what is handed over in the end, to those who follow and to all, gathered for readers."""

from __future__ import annotations

from collections.abc import Sequence

from cxmatch.domain.checkin import CheckIns
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.handover import Handover
from cxmatch.domain.published import WIDTH, Published
from cxmatch.domain.run import Run
from cxmatch.errors import SettingsError
from cxmatch.matching.overview import overview
from cxmatch.matching.size import is_large
from cxmatch.planning.handover import closed, with_topics
from cxmatch.planning.public import public
from cxmatch.planning.round import require_alike
from cxmatch.records.meanwhile import tell
from cxmatch.reporting import progress


def handover(runs: Sequence[Run], after: Cohort | None = None, checkins: CheckIns | None = None) -> Handover:
    """Gather the closing document of one round or more, for organizers and whoever follows them.

    `runs` are the rounds in their order; `after`, the survey asked again, and `checkins` belong to the last of them.

    Raises SettingsError if there is no run, or as `progress` does.
    """
    rounds = _rounds(runs)
    last, looked = rounds[-1], progress(rounds[-1], after, checkins) if after else None
    tell("Looking at what more seats and mentors would bring")
    return closed(rounds, after, checkins, looked, None if is_large(last.cohort, last.policy) else overview(last))


def published(
    runs: Sequence[Run], after: Cohort | None = None, checkins: CheckIns | None = None, *, width: int = WIDTH
) -> Published:
    """Gather the closing document for everybody: no office's ratings, and nothing that one can be worked out of.

    All that follows from ratings is left out where a reader who knows its own could work out another one to less than `width`
    steps of the scale. docs/method.md says what that covers and what it does not.

    Raises SettingsError if there is no run, the width is below 1, or the two surveys rate on different scales.
    """
    if width < 1:
        raise SettingsError(f"A width is 1 step or more, not {width}.", "Type  --width 2")
    rounds = _rounds(runs)
    if after:
        require_alike(rounds[-1], after)
    return public(with_topics(rounds, after), checkins, width)


def _rounds(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Return runs in their order, each once."""
    if not runs:
        raise SettingsError("There is no run to hand over.", "Name the folder that pair wrote.")
    return tuple({run.id: run for run in runs}.values())
