"""What came of rounds, gathered for readers: the progress of one, and what is handed over, to those who follow and to all."""

from __future__ import annotations

from collections.abc import Sequence

from cxmatch.domain.checkin import CheckIns
from cxmatch.domain.cohort import Cohort
from cxmatch.domain.handover import Handover
from cxmatch.domain.progress import Progress
from cxmatch.domain.published import WIDTH, Published
from cxmatch.domain.run import Run
from cxmatch.errors import SettingsError
from cxmatch.matching.fit import is_large
from cxmatch.matching.overview import overview
from cxmatch.matching.prices import draws
from cxmatch.planning.closing import closed, public, with_topics
from cxmatch.planning.round import looked_back, require_alike
from cxmatch.records.meanwhile import tell


def progress(before: Run, after: Cohort, checkins: CheckIns | None = None) -> Progress:
    """Say what came of the pairs of a run by the survey asked again, and by check-ins that `read_checkins` gave.

    A pair's protege says how often they met and whether it would keep the partner, where the survey asks (`template` with
    `again`); both sides say more in check-ins. Offices are the same where their names are. Answers are compared with answers, so
    that a rating that the policy corrected counts as not given. A rating counts in the areas of the pairing (those with points
    in its ledger), in the other areas where the office wanted help, or, for an office that waits, in all where it wanted help.
    `effects` hold the changes of paired and waiting proteges against chance, and those where the tie key drew against fit.

    Raises SettingsError if the two surveys rate capability on different scales.
    """
    return looked_back(before, after, checkins or CheckIns(answers=()), draws(before))


def handover(runs: Sequence[Run], after: Cohort | None = None, checkins: CheckIns | None = None) -> Handover:
    """Gather the closing document of one round or more, for organizers and whoever follows them.

    `runs` are the rounds in their order; `after`, the survey asked again, and `checkins` belong to the last of them.

    Raises SettingsError if there is no run, or as `progress` does.
    """
    rounds = _each_once(runs)
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
    rounds = _each_once(runs)
    if after:
        require_alike(rounds[-1], after)
    return public(with_topics(rounds, after), checkins, width)


def _each_once(runs: Sequence[Run]) -> tuple[Run, ...]:
    if not runs:
        raise SettingsError("There is no run to hand over.", "Name the folder that pair wrote.")
    return tuple({run.id: run for run in runs}.values())
