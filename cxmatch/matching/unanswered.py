"""Unanswered ratings: which of them could change the pairing, whatever the answer were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cxmatch.assignment.problem import Ints
from cxmatch.domain.cohort import Office
from cxmatch.domain.overview import OpenRating
from cxmatch.matching.answers import Answers, Rating, ratings
from cxmatch.matching.plan import Plan


def open_ratings(plan: Plan) -> tuple[tuple[OpenRating, ...], bool]:
    """Say for each rating that was not given whether some answer to it alone would change the pairing that cxmatch gives.

    Only areas in which some office gave an answer on that side are counted. Where the prices settle nothing and there is more
    to try than `Answers.most_trials`, what is open stays open: `matters` is None.

    Returns
    -------
    ratings : tuple of OpenRating
    together : bool
        Whether those that cannot change it alone are proven not to change it together either.

    """
    answers = Answers(plan=plan)
    empty = [one for one in ratings(plan.run.cohort) if one.area not in getattr(one.office, one.side)]
    trials = _trials(answers, empty) if plan.is_paired else {}
    found = [(one, _matters(answers, one, trials.get(place))) for place, one in enumerate(empty)]
    idle = [one for one, matters in found if matters is False]
    return tuple(_named(one, matters) for one, matters in found), bool(idle) and _harmless_together(answers, idle)


def _trials(answers: Answers, empty: Sequence[Rating]) -> dict[int, list[int]]:
    """Give by its place which levels of each rating must be tried; ratings are left out where that is too much."""
    open_ = {place for place, one in enumerate(empty) if not answers.never_matters(one)}
    levels: dict[int, list[int] | None] = {place: None if place in open_ else [] for place in range(len(empty))}
    if len(open_) <= answers.most_trials:
        tried = {place: _levels(answers, empty[place]) for place in open_}
        if sum(map(len, tried.values())) <= answers.most_trials:
            levels.update(tried)
    return {place: some for place, some in levels.items() if some is not None}


def _levels(answers: Answers, rating: Rating) -> list[int]:
    return [level for level in answers.levels(rating) if not answers.is_harmless(rating, level)]


def _matters(answers: Answers, rating: Rating, levels: list[int] | None) -> bool | None:
    return None if levels is None else any(answers.changes(rating, level) for level in levels)


def _named(rating: Rating, matters: bool | None) -> OpenRating:
    return OpenRating(office=rating.office.id, side=rating.side, area=rating.area, matters=matters)


def _harmless_together(answers: Answers, idle: Sequence[Rating]) -> bool:
    """Tell by prices whether no answers to these ratings together change the pairing."""
    rows, columns = (range(size) for size in answers.plan.chosen.shape)
    return answers.harmless(most_together(answers, idle), rows, columns)


def most_together(answers: Answers, idle: Sequence[Rating]) -> Ints:
    """Give the most that the areas could bring each pair with any answers to these ratings, shape (mentors, proteges).

    An answer never lowers a fit, so it is at its highest with a mentor's capability at the top, a protege's at the bottom, and
    its need at the top.
    """
    matrix = answers.plan.matrix
    return matrix.ledger.area_points(
        tuple(_answered(answers, office, idle, as_mentor=True) for office in matrix.mentors),
        tuple(_answered(answers, office, idle, as_mentor=False) for office in matrix.proteges),
    )


def _answered(answers: Answers, office: Office, idle: Sequence[Rating], *, as_mentor: bool) -> Office:
    for rating in idle:
        if rating.office.id == office.id:
            scale = rating.scale(answers.plan.run.cohort.framework)
            low = rating.side == "capability" and not as_mentor
            office = replace(rating, office=office).answered(scale.bottom if low else scale.top)
    return office
