"""Names that are not taken as they stand: short ones as they are typed, and those of the ratings that a policy corrects.

Short is any unique beginning or acronym of an office, its department or a practice area, and only where the answer says at once
what was meant. A name that is stored (in a survey, a policy file, a table of decisions) is whole: a wrong guess there would be
silent.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.framework import Framework, PracticeArea, Scale
from cxmatch.domain.parts import Corrected, Rated
from cxmatch.domain.policy import ANY_OFFICE, Pair, Policy
from cxmatch.errors import SettingsError, did_you_mean, refuse_any
from cxmatch.records.text import fold, some

_SHOWN = 5
_SMALL = frozenset(("a", "an", "and", "at", "by", "for", "in", "of", "on", "or", "the", "to", "with"))
_PART = re.compile(r"[,;:()\[\]/|\u2013\u2014]|\s-\s")
_WORD = re.compile(r"[^\W_]+")


def is_short(typed: str, name: str) -> bool:
    """Tell whether what was typed begins a name, or is its acronym or that of a part of it.

    >>> is_short("foot", "Footpath Access Office"), is_short("GSA", "General Services Administration")
    (True, True)
    >>> is_short("DVA", "Department of Veterans Affairs"), is_short("FSA", "Farm Service (FSA)"), is_short("ice", "Service")
    (True, True, False)
    """
    word = fold(typed)
    return bool(word) and (fold(name).startswith(word) or "".join(_WORD.findall(word)) in _acronyms(name))


def _acronyms(name: str) -> set[str]:
    parts = [_WORD.findall(fold(part)) for part in (name, *_PART.split(name))]
    long = [words for part in parts for words in (part, [word for word in part if word not in _SMALL])]
    single = {part[0] for part in parts[1:] if len(part) == 1}
    return single | {"".join(word[0] for word in words) for words in long if len(words) > 1}


def meant(cohort: Cohort, typed: str) -> Office:
    """Return the office that a name means, whole or short, also by its department where no office's own name is meant.

    Raises SettingsError with all that it could mean, or with the nearest name.
    """
    if cohort.has(typed):
        return cohort.office(typed)
    offices = _could_be(cohort, typed)
    _refuse_several(typed, "offices", [office.id for office in offices])
    return offices[0] if offices else cohort.office(typed)


def _could_be(cohort: Cohort, typed: str) -> list[Office]:
    own = [office for office in cohort.offices if is_short(typed, office.id) or is_short(typed, office.name)]
    return own or [office for office in cohort.offices if is_short(typed, office.department)]


def meant_area(framework: Framework, typed: str) -> PracticeArea | None:
    """Return the practice area that a name means, whole or short, or None; raises SettingsError with all that it could mean."""
    areas = framework.areas
    could_be = [area for area in areas if any(is_short(typed, name) for name in (area.id, area.name, *area.aliases))]
    there = framework.area(typed)
    _refuse_several(typed, "practice areas", [] if there else [area.name for area in could_be])
    return there or next(iter(could_be), None)


def _refuse_several(typed: str, what: str, names: Sequence[str]) -> None:
    if len(names) > 1:
        listed = some([f'"{name}"' for name in names], _SHOWN)
        raise SettingsError(f'"{typed}" could mean several {what}: {listed}.', "Type more of its name.")


def said_short(cohort: Cohort, typed: Sequence[str]) -> tuple[str, ...]:
    """Say of each short name which office it means; nothing of whole ones. Raises as `meant` does."""
    return tuple(f'"{name}" is {meant(cohort, name).id}.' for name in typed if not cohort.has(name))


def whole_names(policy: Policy, cohort: Cohort, known: Collection[str] = ()) -> tuple[Policy, tuple[str, ...]]:
    """Return a policy whose pairs and weights of the command line have whole names, and say which short ones were meant.

    Names that nothing answers to stay, and are refused where names are checked; so do those in `known`, folded: offices that
    have left. Raises SettingsError for a name that could mean several.
    """
    said = dict(_short_ones(policy, cohort, known))
    if not said:
        return policy, ()
    made = replace(
        policy,
        locked=tuple(_renamed(policy, "locked", pair, said) for pair in policy.locked),
        forbidden=tuple(_renamed(policy, "forbidden", pair, said) for pair in policy.forbidden),
        weights={said.get(("weights", name), name): weight for name, weight in policy.weights.items()},
        origins=_origins(policy, said),
    )
    return made, tuple(dict.fromkeys(f'"{typed}" is {whole}.' for (_, typed), whole in said.items()))


def _short_ones(policy: Policy, cohort: Cohort, known: Collection[str]) -> Iterator[tuple[tuple[str, str], str]]:
    """Return each short name of the command line, with the kind of setting, and the whole name that it means."""
    for kind in ("locked", "forbidden"):
        for pair in getattr(policy, kind):
            for name in (pair.mentor, pair.protege) if _is_typed(policy, kind, pair) else ():
                if name != ANY_OFFICE and not cohort.has(name) and fold(name) not in known and _could_be(cohort, name):
                    yield (kind, name), meant(cohort, name).id
    for name in policy.weights:
        area = meant_area(cohort.framework, name) if _is_typed(policy, "weights", name) else None
        if area and not area.answers_to(name):
            yield ("weights", name), area.name


def _is_typed(policy: Policy, kind: str, what: object) -> bool:
    return policy.where(kind, what).startswith("--")


def _renamed(policy: Policy, kind: str, pair: Pair, said: dict[tuple[str, str], str]) -> Pair:
    if not _is_typed(policy, kind, pair):
        return pair
    mentor, protege = (said.get((kind, name), name) for name in (pair.mentor, pair.protege))
    return replace(pair, mentor=mentor, protege=protege)


def _origins(policy: Policy, said: dict[tuple[str, str], str]) -> dict[str, str]:
    pairs = {
        f"{kind}.{pair}": f"{kind}.{_renamed(policy, kind, pair, said)}"
        for kind in ("locked", "forbidden")
        for pair in getattr(policy, kind)
    }
    again = pairs | {f"weights.{typed}": f"weights.{whole}" for (kind, typed), whole in said.items() if kind == "weights"}
    return {again.get(place, place): origin for place, origin in policy.origins.items()}


def _scale_of(framework: Framework, side: Rated) -> Scale:
    return framework.capability_scale if side is Rated.CAPABILITY else framework.need_scale


def corrected(cohort: Cohort, policy: Policy) -> Cohort:
    """Return the cohort with the corrected levels; an office that is not there is passed over.

    Raises SettingsError for each area or level that is none, with the nearest.
    """
    refuse_any(wrong(cohort, policy))
    levels: dict[str, dict[str, dict[str, int]]] = {}
    for entry in policy.corrected:
        area, level = _rating(cohort.framework, entry)
        if area and level is not None and cohort.has(entry.office):
            levels.setdefault(cohort.office(entry.office).id, {}).setdefault(entry.side.value, {})[area.id] = level
    offices = tuple(_with_levels(office, levels.get(office.id, {})) for office in cohort.offices)
    return replace(cohort, offices=offices) if levels else cohort


def _rating(framework: Framework, entry: Corrected) -> tuple[PracticeArea | None, int | None]:
    """Return the area and the level that an entry names, None for what is none."""
    return framework.area(entry.area), _scale_of(framework, entry.side).read(entry.level)


def _with_levels(office: Office, levels: dict[str, dict[str, int]]) -> Office:
    changed: dict[str, Any] = {side: {**getattr(office, side), **own} for side, own in levels.items()}
    return replace(office, **changed) if changed else office


def wrong(cohort: Cohort, policy: Policy) -> Iterator[str]:
    """Name every entry that no rating is, or that corrects one twice: where it stands, and the nearest that is right."""
    seen: set[tuple[str, Rated, str]] = set()
    for entry in policy.corrected:
        said, (area, level) = policy.place("corrected", entry), _rating(cohort.framework, entry)
        if area is None:
            near = did_you_mean(entry.area, [known.name for known in cohort.framework.areas])
            yield f'{said}: there is no practice area "{entry.area}".{near}'
            continue
        if level is None:
            scale = _scale_of(cohort.framework, entry.side).describe()
            yield f'{said}: "{entry.level}" is no level of {entry.side.value}, which is rated {scale}.'
        if (rating := (_called(cohort, entry), entry.side, area.id)) in seen:
            yield f"{said}: the {entry.side.value} in {area.name} is corrected twice."
        seen.add(rating)


def _called(cohort: Cohort, entry: Corrected) -> str:
    """Return the id of its office, or the name where it has left, or where the name stands for several."""
    try:
        return cohort.office(entry.office).id
    except SettingsError:
        return fold(entry.office)


def said_of(framework: Framework, policy: Policy, side: Rated, office: Office, area: str) -> Iterator[str]:
    """Say of one rating of an office what it answered where it is corrected, and why."""
    scale = _scale_of(framework, side)
    for entry in policy.corrected:
        known = framework.area(entry.area)
        if entry.side is side and known and known.id == area and office.is_called(entry.office):
            answered = getattr(office, side.value).get(area)
            was = "not answered" if answered is None else f"{scale.say(answered)} by its own answer"
            yield f"{side.value} of {office.id} corrected ({was}): {entry.reason}"
