"""Headings that say a direction and an area: by a known prefix, in words that others make likely, or in a shared sentence."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations

from cxmatch.records.text import fold
from cxmatch.survey.columns.twins import original
from cxmatch.survey.headings import BY_AREA, Column, Kind, Step, Survey, Use, through
from cxmatch.survey.headings.splitting import Parts, asks_for_comment, bare_name, without_scale_hint
from cxmatch.survey.headings.wording import is_doubtful, key, worded_direction

_MOST_HEADINGS, _LONGEST_HEADING = 150, 300
_SIGNS = "?.!:;,- "
_NUMBERED = re.compile(r"^(?:[A-Za-z]{1,2} ?)?\d{1,3}[a-z]?[.):]\s+(?=\S)")  # "12. How strong is ...?"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """What stands before and after the area in a question, as folded words, and the area of each heading by its column."""

    kind: Kind
    before: tuple[str, ...]
    after: tuple[str, ...]
    areas: Mapping[int, str]
    doubtful: bool = False

    def shared(self, names: Collection[str]) -> int:
        """Count the areas that are among these folded names."""
        return sum(_is_named(area, names) for area in {fold(area) for area in self.areas.values()})


def take_frames(survey: Survey, names: Collection[str]) -> Step:
    """Take the headings of a question whose areas are known, or are asked about in the other direction too.

    Two of its areas have to be; the others are the survey's own. Of several ways to cut the headings the one with most such
    areas counts, and of those the one with the longest question. Where one area is known, the others are asked about.
    """
    texts = {fold(column.heading) for column in survey.columns}
    once = [column for column in survey.unused() if texts.isdisjoint({original(column.heading)} - {fold(column.heading)})]
    words = {column.index: _words(column) for column in once if _could_be(column)}
    found = list(_frames(words)) if len(words) <= _MOST_HEADINGS else []
    areas = [column.area for column in survey.of(Kind.CAPABILITY, Kind.NEED, Kind.REQUIRED, Kind.RANK)]
    named = {*names, *map(fold, areas), *(fold(bare_name(area)) for area in areas)}
    weights = [(_weight(frame, found, named), frame) for frame in found]
    best = sorted(((weight, frame) for weight, frame in weights if weight[0]), key=lambda each: each[0], reverse=True)
    uses: dict[int, tuple[Use, bool]] = {}
    for weight, frame in best:
        for index, area in frame.areas.items():
            if weight[0] > 1 or not _is_named(area, named):
                uses.setdefault(index, (Use(kind=frame.kind, area=area), frame.doubtful or weight[0] == 1))
    return through(survey, (partial(_taken, index=index, use=use, doubtful=doubtful) for index, (use, doubtful) in uses.items()))


def _is_named(area: str, names: Collection[str]) -> bool:
    """Tell whether an area is one of these folded names, with or without a number or a sign."""
    return fold(area) in names or fold(bare_name(area)) in names


def _taken(survey: Survey, index: int, use: Use, doubtful: bool) -> Step:
    column = survey.columns[index]
    if doubtful:
        return survey if use in column.asked else survey.asking([column], use), ()
    return survey.taking(column, use)


def _could_be(column: Column) -> bool:
    return (
        bool(column.heading)
        and not column.item
        and len(column.heading) <= _LONGEST_HEADING
        and not asks_for_comment(column.heading)
    )


def _words(column: Column) -> list[str]:
    return without_scale_hint(_NUMBERED.sub("", column.heading)).split()


def _frames(headings: Mapping[int, list[str]]) -> Iterator[_Frame]:
    """Yield every question that two headings share, with all headings that ask it."""
    folded = {index: tuple(fold(word).strip(_SIGNS) for word in words) for index, words in headings.items()}
    for before, after in dict.fromkeys(_around(one, two) for one, two in combinations(folded.values(), 2)):
        text = " ".join([*before, *after])
        doubtful = is_doubtful(text)
        kind = Kind.REQUIRED if doubtful else worded_direction(text) if before or after else None
        areas = {
            index: " ".join(headings[index][len(before) : len(words) - len(after)]).strip(_SIGNS)
            for index, words in folded.items()
            if len(words) > len(before) + len(after)
            and words[: len(before)] == before
            and words[len(words) - len(after) :] == after
        }
        if kind and len(areas) > 1 and all(areas.values()):
            yield _Frame(kind=kind, before=before, after=after, areas=areas, doubtful=doubtful)


def _around(one: Sequence[str], two: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words that two headings share at the beginning and at the end; at least one of each is left between."""
    most = min(len(one), len(two)) - 1
    before = next((place for place in range(max(most, 0)) if one[place] != two[place]), max(most, 0))
    after = next((place for place in range(most - before) if one[-1 - place] != two[-1 - place]), max(most - before, 0))
    return tuple(one[:before]), tuple(one[len(one) - after :])


def _weight(frame: _Frame, others: Sequence[_Frame], names: Collection[str]) -> tuple[int, int, int]:
    """Return how many of the areas are known or asked about in the other direction, and how much of the headings is shared."""
    partners = (set(map(fold, each.areas.values())) for each in others if _sides(each) != _sides(frame))
    known = max([frame.shared(names), *map(frame.shared, partners)])
    return known, len(frame.areas), len(frame.before) + len(frame.after)


def _sides(frame: _Frame) -> bool:
    return frame.kind is Kind.CAPABILITY


def take_directions(survey: Survey) -> Step:
    """Take the headings that say a direction and an area.

    Known prefixes ("Capability:") are accepted. Other wordings are accepted only if two columns share them or the area is
    already known. Known prefixes go first, so that a second rating of an area ("Level: Hiring") stays a further column.
    """
    ways = {column.index: found for column in survey.unused() if (found := _ways(column))}
    survey = survey.using({index: Use(kind=each[0].kind, area=each[0].area) for index, each in ways.items() if each[0].named})
    taken = {(column.use.kind, key(column.area)) for column in survey.of(*BY_AREA) if column.use}
    worded = {index: each for index, each in ways.items() if not each[0].named}
    likely = {index: parts for index, each in worded.items() if (parts := _likeliest(each, list(worded.values()), taken))}
    uses = {index: (Use(kind=parts.kind, area=parts.area), parts.doubtful) for index, parts in likely.items()}
    return through(survey, (partial(_taken, index=index, use=use, doubtful=doubtful) for index, (use, doubtful) in uses.items()))


def _likeliest(ways: Sequence[Parts], others: Sequence[Sequence[Parts]], taken: Collection[tuple[Kind, str]]) -> Parts | None:
    """Return how a heading is to be split by what the others say; None where that is not sure.

    An area is asked about in both directions, and a question about more than one area.
    """
    areas = {area for _, area in taken}

    def weight(parts: Parts) -> tuple[bool, bool, int]:
        kinds = {each.kind for ways in others for each in ways if key(each.area) == key(parts.area)}
        asked = sum(any(each.prefix == parts.prefix and each.turned == parts.turned for each in ways) for ways in others)
        return key(parts.area) in areas, len(kinds) > 1, asked

    weights = [(weight(parts), parts) for parts in ways if (parts.kind, key(parts.area)) not in taken]
    weights = [(each, parts) for each, parts in weights if each[0] or (each[2] > 1 and (each[1] or not parts.turned))]
    most = max((each for each, _ in weights), default=None)
    best = [parts for each, parts in weights if each == most]
    return best[0] if len({(parts.kind, key(parts.area)) for parts in best}) == 1 else None


def _ways(column: Column) -> list[Parts]:
    """Return the ways in which a heading splits into direction and area, the surest first."""
    if not column.item:
        return list(Parts.ways(column.heading))
    asked = (Parts.of(column.question, column.item, named=named) for named in (True, False))
    return list(filter(None, asked))
