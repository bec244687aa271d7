"""Headings of practice areas that no known name settles: taken by their words where that is safe, asked about where not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cxmatch.domain.framework import Framework, builtin_frameworks
from cxmatch.records.text import clean, fold
from cxmatch.survey.answers.cells import unanswered
from cxmatch.survey.answers.picks import split_options
from cxmatch.survey.columns.framework import recognized
from cxmatch.survey.columns.known import Plan, ask, take
from cxmatch.survey.columns.singles import demote, guess_singles
from cxmatch.survey.headings.directions import is_negated, worded_direction
from cxmatch.survey.headings.survey import BY_AREA, Heading, Kind, Use
from cxmatch.survey.headings.units import unit_of
from cxmatch.survey.headings.wording import key, nearest, spelled, without_scale_hint

_ASKS_NEED = (Kind.NEED, Kind.REQUIRED, Kind.RANK, Kind.PICKS, Kind.WANTS_HELP, Kind.ROLE)
_COPY = re.compile(r"(.*\D)\d{1,2}")
_LONGEST_HEADING, _LONGEST_PREFIX = 300, 40
_OFFICE_WORDS = ("office", "office name", "cx office", "your office", "name of your office", "which office are you answering for")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A practice area found in a heading, and the rest of the heading's text."""

    heading: Heading
    area: str
    rest: str


@dataclass(slots=True, kw_only=True)
class Vocabulary:
    """The names of practice areas to look for in headings: each folded name or alias, with the area it means."""

    words: dict[str, str] = field(default_factory=dict)

    def add(self, framework: Framework) -> None:
        """Add the names and aliases of a framework's areas."""
        for area in framework.areas:
            for word in (area.name, *area.aliases):
                self.words.setdefault(fold(word), area.name)

    def seen_in(self, text: str) -> tuple[str, str] | None:
        """Return the area with the longest name found in a text, and the rest of the text; None if no area is found."""
        folded = fold(text)
        for word in sorted((word for word in self.words if word in folded), key=len, reverse=True):
            found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", folded)
            if found:
                return self.words[word], f"{folded[: found.start()]} {folded[found.end() :]}"
        return None


def guess_columns(plans: Sequence[Plan], framework: Framework | None) -> None:
    """Settle the columns that are left where it is safe; refuse those that may matter and are not sure."""
    for plan in plans:
        _guess_office(plan)
        guess_singles(plan)
    vocabulary = _vocabulary(plans, framework)
    for plan in plans:
        for sighting in sorted(_sightings(plan, vocabulary), key=lambda one: worded_direction(one.rest) is None):
            _settle(plan, sighting)
        _guess_prefixes(plan, vocabulary)
    named = {fold(use.area): use.area for plan in plans for _, use in plan.of(*BY_AREA)}
    known = area_ids(named, framework or recognized([set(named)])) if named else {}
    for plan in plans:
        guess_picks(plan, known)


def _vocabulary(plans: Sequence[Plan], framework: Framework | None) -> Vocabulary:
    vocabulary = Vocabulary(words={fold(use.area): use.area for plan in plans for _, use in plan.of(*BY_AREA)})
    known = any(plan.of(Kind.CAPABILITY) for plan in plans) and any(plan.of(*_ASKS_NEED) for plan in plans)
    frameworks: Iterable[Framework] = (framework,) if framework else () if known else builtin_frameworks()
    for each in frameworks:
        vocabulary.add(each)
    return vocabulary


def _sightings(plan: Plan, vocabulary: Vocabulary) -> Iterator[Sighting]:
    texts = {fold(heading.text) for heading in plan.form.headings}
    for heading in plan.unsettled():
        if not heading.text or len(heading.text) > _LONGEST_HEADING:
            continue
        copy = _COPY.fullmatch(heading.text)
        text = copy[1] if copy and fold(copy[1]) in texts else heading.text
        seen = vocabulary.seen_in(without_scale_hint(text))
        if seen:
            yield Sighting(heading=heading, area=seen[0], rest=seen[1])


def _settle(plan: Plan, sighting: Sighting) -> None:
    """If the words say capability or need, use the column so. If not, and one of the two is missing for this area, ask."""
    open_kinds = [kind for kind in (Kind.CAPABILITY, Kind.NEED) if not _is_covered(plan, kind, sighting.area)]
    side = {"mentors": Kind.CAPABILITY, "proteges": Kind.NEED}.get(plan.form.side) if not key(sighting.rest) else None
    kind = side or worded_direction(sighting.rest)
    if kind in (Kind.REQUIRED, Kind.RANK) or (kind and kind in open_kinds):
        take(plan, sighting.heading, Use(kind=kind, area=sighting.area))
    elif kind is None and open_kinds:
        asked = open_kinds[len(_asked(plan, sighting.area)) % len(open_kinds)]
        ask(plan, sighting.heading, Use(kind=asked, area=sighting.area))


def _is_covered(plan: Plan, kind: Kind, area: str) -> bool:
    kinds = (kind,) if kind is Kind.CAPABILITY else (Kind.NEED, Kind.REQUIRED, Kind.RANK)
    return any(fold(use.area) == fold(area) for _, use in plan.of(*kinds)) or (kind is Kind.NEED and bool(plan.of(Kind.PICKS)))


def _asked(plan: Plan, area: str) -> list[str]:
    return [finding.code for finding in plan.findings if finding.code == "CX309" and finding.facts["use"].endswith(f", {area}")]


def _guess_office(plan: Plan) -> None:
    """Find the office column by a nearly matching heading.

    Nothing is done if an office was already found, and not only an agency or another larger part of an organization.
    """
    found = plan.only(Kind.OFFICE)
    unit = unit_of(found.text) if found else None
    if found and (found.index in plan.mapped or (key(found.text) != "name" and (unit is None or unit.rung == 0))):
        return
    for heading in plan.unsettled():
        near = nearest(heading.text, _OFFICE_WORDS) if 2 < len(heading.text) <= _LONGEST_HEADING else None
        if near and near.sure:
            if found:
                demote(plan, found)
            take(plan, heading, Use(kind=Kind.OFFICE))
            return


def _guess_prefixes(plan: Plan, vocabulary: Vocabulary) -> None:
    """Take headings with a misspelled prefix before the area, such as "Capabilty: Hiring"."""
    for heading in plan.unsettled():
        prefix, _, rest = (heading.question, "", heading.item) if heading.item else heading.text.partition(":")
        area = clean(without_scale_hint(rest))
        area = vocabulary.words.get(fold(area), area)
        if area and 2 < len(prefix) <= _LONGEST_PREFIX and not _is_settled(plan, area):
            _guess_prefix(plan, heading, prefix, area)


def _is_settled(plan: Plan, area: str) -> bool:
    return all(_is_covered(plan, kind, area) for kind in (Kind.CAPABILITY, Kind.NEED))


def _guess_prefix(plan: Plan, heading: Heading, prefix: str, area: str) -> None:
    known = {word: kind for kind in BY_AREA for word in spelled()[kind]}
    near = nearest(prefix, list(known))
    if near and near.sure and not _is_covered(plan, known[near.word], area):
        plan.findings = [one for one in plan.findings if one.code != "CX309" or one.place.column != heading.column]
        take(plan, heading, Use(kind=known[near.word], area=area))


FIRST_CELLS = 200
_NEED_ASKED = (Kind.NEED, Kind.REQUIRED, Kind.RANK, Kind.PICKS)
_PICKS = Use(kind=Kind.PICKS)


def area_ids(named: Mapping[str, str], framework: Framework | None) -> dict[str, str]:
    """Return every text that names an area: those of the survey's headings, and those of the framework they belong to."""
    known = dict(named)
    for area in framework.areas if framework else ():
        known.update(dict.fromkeys(map(fold, (area.name, *area.aliases)), area.name))
    return known


def guess_picks(plan: Plan, known: Mapping[str, str]) -> None:
    """Take the one column of practice areas as picks where need is not asked otherwise; ask where two could be it."""
    if plan.of(*_NEED_ASKED) or not known:
        return
    found = [heading for heading in plan.unsettled() if heading.text and _could_be_picks(plan, heading, known)]
    if len(found) == 1 and worded_direction(found[0].text) is not Kind.RANK and not is_negated(found[0].text):
        take(plan, found[0], _PICKS)
        return
    for heading in found:
        ask(plan, heading, _PICKS)


def _could_be_picks(plan: Plan, heading: Heading, known: Mapping[str, str]) -> bool:
    """Tell whether all answers are areas, or some of them where the words ask for need; never what an office can share."""
    cells = [text for text in dict.fromkeys(plan.form.column(heading)) if not unanswered(text)]
    if not any(_known_options(cells[:FIRST_CELLS], known)):
        return False
    direction = worded_direction(heading.text)
    return direction is Kind.NEED or (direction is not Kind.CAPABILITY and all(_known_options(cells, known)))


def _known_options(cells: Sequence[str], known: Mapping[str, str]) -> Iterator[bool]:
    """Tell of each option in these cells whether it is an area."""
    by_semicolon = any(";" in text for text in cells)
    return (fold(option) in known for text in cells for option in split_options(text, known, by_semicolon=by_semicolon))
