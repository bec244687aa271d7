"""The ways in which surveys ask what an office needs, all brought to steps of need.

A rating is its level. A required level counts the steps it lies above the current one. A pick counts 1 and no pick 0. Of
K ranked areas the first counts K and the last 1. An office that only says it wants help asks for 1 step in every area.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from cxmatch.domain.findings import Finding
from cxmatch.domain.scale import Scale
from cxmatch.records.text import fold
from cxmatch.survey.answers.cells import NOT_ANSWERED, Understood, shown, unanswered
from cxmatch.survey.answers.picks import option_ids, split_options
from cxmatch.survey.answers.ratings import Ratings, read_ratings
from cxmatch.survey.columns.framework import Areas
from cxmatch.survey.columns.known import Plan
from cxmatch.survey.headings.mapping import toml_line
from cxmatch.survey.headings.survey import Heading, Kind

Levels = list[int | None]
_RANK = re.compile(r"#?(\d{1,3})(?:\.0{1,2}|st|nd|rd|th|\.)?", re.ASCII)
_MARKS = frozenset({"1", "x", "yes", "true", "y", "checked", "selected", "picked", "\u2713", "\u2714", "\u2611"})
_ASKING = (Kind.NEED, Kind.REQUIRED, Kind.RANK, Kind.PICKS)
_WISHES = (Kind.ROLE, Kind.WANTS_HELP, Kind.PROTEGE_SEATS)


class Way(StrEnum):
    """How a survey asks for need, in the words of the note that says so."""

    RATING = "a rating of each area"
    REQUIRED = "the required level minus the current one"
    RANKS = "ranks: the first of them counts most, and an area without a rank is not needed"
    MARKS = "picks, one column per choice: a picked area counts one step"
    JOINED = "picks, joined in one cell: a picked area counts one step"
    WISH = "the wish for help as such: one step in every area"
    NONE = "nothing"


@dataclass(slots=True, kw_only=True)
class Needs:
    """The need of every form's rows by area id, in steps of `scale`, and what was noticed.

    `besides` names the other ways in which the survey asks for need too; they are not used.
    """

    way: Way
    scale: Scale
    columns: list[dict[str, Levels]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    absent: Mapping[str, int] = field(default_factory=dict)
    besides: tuple[str, ...] = ()


def way_of(plans: Sequence[Plan], areas: Areas) -> Way:
    """Decide how the survey asks for need; a rating says most and is taken first."""
    if any(plan.of(Kind.NEED) for plan in plans):
        return Way.MARKS if _are_marks(plans, areas) else Way.RATING
    for kind, way in ((Kind.REQUIRED, Way.REQUIRED), (Kind.RANK, Way.RANKS), (Kind.PICKS, Way.JOINED)):
        if any(plan.of(kind) for plan in plans):
            return way
    return Way.WISH if any(plan.of(*_WISHES) for plan in plans) else Way.NONE


def _are_marks(plans: Sequence[Plan], areas: Areas) -> bool:
    """Tell whether the need columns hold marks ("x", "1", the choice's own words) rather than levels."""
    texts, blanks = set[str](), False
    for plan in plans:
        for heading, use in plan.of(Kind.NEED):
            for text in map(fold, set(plan.form.column(heading))):
                blanks = blanks or bool(unanswered(text))
                own = text in (fold(heading.item), fold(heading.text)) or areas.ids.get(text) == areas.id_of(use.area)
                texts.add("x" if text and own else text)
    said = {text for text in texts if not unanswered(text)}
    if said <= {"0", "1"} and "0" in said:
        return areas.framework.need_scale.low > 0
    if said == {"1"} and all(_asks_a_rating(heading) for plan in plans for heading, _ in plan.of(Kind.NEED)):
        return False
    return blanks and bool(said) and said <= _MARKS


def _asks_a_rating(heading: Heading) -> bool:
    """Tell whether a heading is the plain "Need: Hiring", where 1 is the lowest rating and not a tick."""
    return fold(heading.text).partition(":")[0].strip() == "need"


def read_needs(plans: Sequence[Plan], areas: Areas, current: Ratings, words: Mapping[str, str]) -> Needs:
    """Read the need of every office, in whichever way it was asked."""
    way = way_of(plans, areas)
    if way is Way.RATING:
        needs = _rated(plans, areas, areas.framework.need_scale, words)
    elif way is Way.REQUIRED:
        needs = _required(plans, areas, current)
    else:
        needs = _counted(way, plans, areas, words)
    asked = [kind for kind in _ASKING if any(plan.of(kind) for plan in plans)]
    needs.besides = tuple(map(str, asked[1:]))
    return needs


def _counted(way: Way, plans: Sequence[Plan], areas: Areas, words: Mapping[str, str]) -> Needs:
    """Read every way but ratings and required levels; each returns steps of need."""
    read = {Way.RANKS: _ranked, Way.MARKS: _marked, Way.JOINED: _joined, Way.WISH: _wished}.get(way)
    needs = Needs(way=way, scale=Scale(low=0, high=1))
    if read is None:
        needs.columns = [{} for _ in plans]
        needs.findings.append(Finding(code="CX304"))
        return needs
    for plan in plans:
        needs.columns.append(read(plan, areas, words, needs))
    return needs


def _rated(plans: Sequence[Plan], areas: Areas, scale: Scale, words: Mapping[str, str]) -> Needs:
    ratings = read_ratings(plans, [Kind.NEED], scale, words)
    columns = [levels_by_area(plan, Kind.NEED, areas, ratings.levels) for plan in plans]
    findings = list(ratings.findings)
    return Needs(way=Way.RATING, scale=ratings.scale, columns=columns, findings=findings, absent=ratings.absent)


def levels_by_area(plan: Plan, kind: Kind, areas: Areas, levels: Mapping[str, int | None]) -> dict[str, Levels]:
    """Return the levels of a form's columns of one kind by area id, in the order of the framework."""
    return {area: [levels[text] for text in plan.form.column(heading)] for area, heading in by_area(plan, kind, areas)}


def by_area(plan: Plan, kind: Kind, areas: Areas) -> list[tuple[str, Heading]]:
    """Return the columns of one kind with the id of their area, in the order of the framework."""
    found = {areas.id_of(use.area): heading for heading, use in plan.of(kind)}
    return [(area.id, found[area.id]) for area in areas.framework.areas if area.id in found]


def _required(plans: Sequence[Plan], areas: Areas, current: Ratings) -> Needs:
    scale = current.scale
    gaps = Scale(low=0, high=scale.high - scale.low, decimals=scale.decimals)
    needs = Needs(way=Way.REQUIRED, scale=gaps)
    for plan in plans:
        wanted = levels_by_area(plan, Kind.REQUIRED, areas, current.levels)
        held = levels_by_area(plan, Kind.CAPABILITY, areas, current.levels)
        needs.columns.append({area: _gaps(levels, held.get(area)) for area, levels in wanted.items()})
    return needs


def _gaps(required: Levels, current: Levels | None) -> Levels:
    pairs = zip(required, current or [None] * len(required), strict=True)
    return [None if want is None or have is None else max(0, want - have) for want, have in pairs]


def _ranked(plan: Plan, areas: Areas, words: Mapping[str, str], needs: Needs) -> dict[str, Levels]:
    columns = by_area(plan, Kind.RANK, areas)
    most = max(len(columns), needs.scale.high)
    needs.scale = Scale(low=0, high=most)
    ranks = {area: _steps(plan, heading, most, needs) for area, heading in columns}
    _refuse_shared_ranks(plan, ranks, most, needs)
    return _filled(ranks, len(plan.form.rows))


def _steps(plan: Plan, heading: Heading, most: int, needs: Needs) -> Levels:
    said: dict[str, int | None] = {str(rank): most + 1 - rank for rank in range(1, most + 1)}
    levels: Levels = []
    for row, text in enumerate(plan.form.column(heading)):
        rank = _RANK.fullmatch(text.strip().casefold())
        said_rank = rank[1] if rank else text.strip()
        if said_rank not in said and not unanswered(text):
            answer = Understood.trouble("CX115", text, most=str(most))
            needs.findings.append(Finding(code=answer.code, place=plan.form.place(heading, row), facts=answer.facts))
        levels.append(said.get(said_rank))
    return levels


def _refuse_shared_ranks(plan: Plan, ranks: Mapping[str, Levels], most: int, needs: Needs) -> None:
    for row in range(len(plan.form.rows)):
        given = [levels[row] for levels in ranks.values() if levels[row] is not None]
        if len(set(given)) < len(given):
            twice = next(level for level in given if level is not None and given.count(level) > 1)
            needs.findings.append(Finding(code="CX116", place=plan.form.place(None, row), facts={"rank": str(most + 1 - twice)}))


def _filled(columns: Mapping[str, Levels], rows: int) -> dict[str, Levels]:
    """Count an open area as not needed (0) if the office answered the question for another area."""
    answered = [any(levels[row] is not None for levels in columns.values()) for row in range(rows)]
    return {
        area: [0 if level is None and said else level for level, said in zip(levels, answered, strict=True)]
        for area, levels in columns.items()
    }


def _marked(plan: Plan, areas: Areas, words: Mapping[str, str], needs: Needs) -> dict[str, Levels]:
    columns: dict[str, Levels] = {}
    for area, heading in by_area(plan, Kind.NEED, areas):
        columns[area] = [None if unanswered(text) or text.strip() == "0" else 1 for text in plan.form.column(heading)]
    return _filled(columns, len(plan.form.rows))


def _joined(plan: Plan, areas: Areas, words: Mapping[str, str], needs: Needs) -> dict[str, Levels]:
    heading = plan.only(Kind.PICKS)
    if heading is None:
        return {}
    known, cells = option_ids(areas, words), plan.form.column(heading)
    by_semicolon = any(";" in text for text in cells)
    options = {
        text: () if unanswered(text) else tuple(split_options(text, known, by_semicolon=by_semicolon)) for text in set(cells)
    }
    unknown = {text: [shown(option) for option in picks if fold(option) not in known] for text, picks in options.items()}
    for row, text in enumerate(cells):
        for option in unknown[text]:
            facts = {"value": option, "line": toml_line(option, NOT_ANSWERED)}
            needs.findings.append(Finding(code="CX114", place=plan.form.place(heading, row), facts=facts))
    picked = {text: {known.get(fold(option), "") for option in picks} - {""} for text, picks in options.items()}
    ids = [area.id for area in areas.framework.areas]
    return {area: [int(area in picked[text]) if picked[text] else None for text in cells] for area in ids}


def _wished(plan: Plan, areas: Areas, words: Mapping[str, str], needs: Needs) -> dict[str, Levels]:
    """Count one step of need in every area: the survey only asks whether help is wanted. Roles are handled by seats."""
    rows = len(plan.form.rows)
    return {area: [1] * rows for area, _ in by_area(plan, Kind.CAPABILITY, areas)}
