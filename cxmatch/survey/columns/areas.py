"""Which framework a survey follows: the one that was asked for, the one its headings name, or one of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cxmatch.domain.findings import Finding
from cxmatch.domain.framework import OWN, Framework, PracticeArea, Scale, frameworks
from cxmatch.records.text import fold, some
from cxmatch.survey.columns.cells import Explained, named_options, never_apart
from cxmatch.survey.headings import BY_AREA, NOT_USED, Column, Kind, Step, Survey, Use
from cxmatch.survey.headings.mapping import toml_line
from cxmatch.survey.headings.wording import SURE, nearest

ASKS_NEED = (Kind.NEED, Kind.REQUIRED, Kind.RANK, Kind.PICKS)  # the way that counts where there are several comes first
_CHOICES = (Kind.PICKS, Kind.STRENGTHS)
_OWN_SCALE, _MOST_NAMED = "1-5", 12
Levels = list[int | None]
ByArea = dict[str, Levels]


@dataclass(frozen=True, slots=True, kw_only=True)
class Areas:
    """A framework, and for each folded area text of the survey's headings the id of the area it means."""

    framework: Framework
    ids: dict[str, str]

    @property
    def own(self) -> bool:
        """Tell whether they are areas of the survey's own."""
        return self.framework.id == OWN

    def id_of(self, area: str) -> str | None:
        """Return the id of the area a heading names, or None."""
        return self.ids.get(fold(area))

    def columns(self, survey: Survey, kind: Kind) -> list[tuple[str, Column]]:
        """Return the columns of one kind with the id of their area, in the order of the framework."""
        columns = {self.id_of(column.area): column for column in survey.of(kind)}
        return [(area.id, columns[area.id]) for area in self.framework.areas if area.id in columns]

    def levels(self, survey: Survey, kind: Kind, levels: Mapping[str, int | None]) -> ByArea:
        """Return the levels of a survey's columns of one kind by area id, in the order of the framework."""
        return {area: [levels[text] for text in column.cells] for area, column in self.columns(survey, kind)}

    def named_in(self, survey: Survey) -> Step:
        """Replace the areas in the uses of a survey by their names in the framework."""
        names = {area.id: area.name for area in self.framework.areas}
        known = ((column, column.use, self.id_of(column.area)) for column in survey.of(*BY_AREA))
        return survey.using({column.index: Use(kind=use.kind, area=names[id_]) for column, use, id_ in known if use and id_}), ()


def settle_areas(
    surveys: Sequence[Survey], wanted: Framework | None, scale: str | None, answers: Explained
) -> tuple[Areas, list[Finding]]:
    """Decide on the framework, and which of its areas each heading means.

    Raises SettingsError if `scale` is no scale.
    """
    # The areas that headings name by their folded form, sorted, so that the order of the columns does not matter.
    texts = sorted(column.area for survey in surveys for column in survey.of(*BY_AREA))
    words = {fold(text): text for text in reversed(texts)}
    # Where no heading names one, the choices do.
    words = words or named_options([column for survey in surveys for column in survey.of(*_CHOICES)], answers)
    words = dict(sorted(words.items()))
    if wanted is not None:
        return _looked_up(surveys, _opened(wanted, words), words, scale)
    by_kind: list[Collection[str]] = [{fold(c.area) for survey in surveys for c in survey.of(kind)} for kind in BY_AREA]
    by_kind = by_kind if any(by_kind) else [words, (), ()]
    framework = (recognized(by_kind) or _nearly(words, by_kind)) if words else frameworks()[0]
    if framework is None:
        own = Framework.of_survey(tuple(words.values()), *[Scale.of_range(scale or _OWN_SCALE)] * 2)
        facts = {"areas": some(list(words.values()), _MOST_NAMED), "count": str(len(words))}
        areas = Areas(framework=own, ids=_ids(own))
        return areas, [Finding(code="CX471", facts=facts), *_about_together(surveys, areas, answers)]
    areas, noticed = _looked_up(surveys, framework, words, scale)
    facts = {"framework": framework.name, "id": framework.id}
    return areas, [Finding(code="CX470", facts=facts), *noticed] if words else []


def together_in(surveys: Sequence[Survey], areas: Areas, answers: Explained) -> list[tuple[Survey, Column, list[str]]]:
    """Return the areas that may be one, because commas part them and they never stand apart, with the column that says so first.

    They are areas of the survey's own that no heading names; a known framework has its own.
    """
    columns = [(survey, column) for survey in surveys for column in survey.of(*_CHOICES)]
    runs = never_apart([column for _, column in columns], answers) if areas.own else []
    found = [
        (next((survey, column) for survey, column in columns if any(run[0] in cell for cell in column.cells)), run)
        for run in runs
    ]
    return [(*where, run) for where, run in found if all(areas.id_of(option) for option in run)]


def _about_together(surveys: Sequence[Survey], areas: Areas, answers: Explained) -> Iterator[Finding]:
    for survey, column, run in together_in(surveys, areas, answers):
        whole = ", ".join(run)
        parts = " and ".join(f'"{option}"' for option in run)
        yield survey.finding("CX123", column, value=whole, parts=parts, line=toml_line(whole, whole), first=run[0])


def recognized(words_by_kind: Sequence[Collection[str]]) -> Framework | None:
    """Return the built-in framework that has every named area (each once) and the fewest other areas; None if there is none."""
    fitting: dict[int, Framework] = {}
    for framework in frameworks():
        ids = _ids(framework)
        named = {ids.get(word, "") for words in words_by_kind for word in words}
        if not framework.open_areas and "" not in named and _are_apart(ids, words_by_kind):
            fitting.setdefault(len(framework.areas) - len(named), framework)
    return fitting[min(fitting)] if fitting else None


def _nearly(words: Mapping[str, str], words_by_kind: Sequence[Collection[str]]) -> Framework | None:
    """If capability and need headings name different areas, look for a framework of which some are misspelled."""
    capability, need, *_ = words_by_kind
    if capability == need or not (capability and need):
        return None
    for framework in frameworks():
        ids, strange = _meant(framework, words)
        if framework.open_areas or not strange or len(strange) * 2 > len(words):
            continue
        if all(word in ids for word in words) and _are_apart(ids, (capability, need)):
            return framework
    return None


def _are_apart(ids: Mapping[str, str], words_by_kind: Sequence[Collection[str]]) -> bool:
    """Tell whether no two words of one kind mean one area."""
    return all(len({ids.get(word) for word in words}) == len(words) for words in words_by_kind)


def _ids(framework: Framework) -> dict[str, str]:
    """Return every folded name and alias of the framework's areas, with the id of its area."""
    return {fold(word): area.id for area in framework.areas for word in (area.id, area.name, *area.aliases)}


def _opened(framework: Framework, words: Mapping[str, str]) -> Framework:
    """If the framework leaves its areas open, return it with the areas that the survey names."""
    if not framework.open_areas or not words or all(word in _ids(framework) for word in words):
        return framework
    named = (framework.area(name) or PracticeArea(id=fold(name).replace(" ", "-"), name=name) for name in words.values())
    return replace(framework, areas=tuple(named))


def _meant(framework: Framework, words: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the ids of areas by their words, near spellings included; and for each strange word the name it is sure to mean."""
    ids = _ids(framework)
    names = [area.name for area in framework.areas]
    strange = {word: nearest(text, names, SURE) for word, text in words.items() if word not in ids}
    return ids | {word: ids[fold(name)] for word, name in strange.items() if name}, strange


def _looked_up(
    surveys: Sequence[Survey], framework: Framework, words: Mapping[str, str], scale: str | None
) -> tuple[Areas, list[Finding]]:
    """Look up the survey's areas in a framework; a near spelling is accepted with a note, anything else is refused."""
    ids, strange = _meant(framework, words)
    if scale is not None:  # It replaces numeric scales; labels stay.
        asked = Scale.of_range(scale)
        kept = (old if old.labels else asked for old in (framework.capability_scale, framework.need_scale))
        framework = framework.with_scales(*kept)
    return Areas(framework=framework, ids=ids), [
        _about_strange(survey, column, column.use.kind, framework, words[word], sure)
        for word, sure in strange.items()
        for survey in surveys
        for column in survey.of(*BY_AREA)
        if column.use and fold(column.area) == word
    ]


def _about_strange(survey: Survey, column: Column, kind: Kind, framework: Framework, text: str, sure: str) -> Finding:
    names = [area.name for area in framework.areas]
    near = sure or nearest(text, names)
    use = f"{kind}, {near}"
    line = toml_line(column.heading, use if near else str(NOT_USED))
    facts = {"framework": framework.name, "near": near, "line": line, "use": use, "areas": ", ".join(names)}
    return survey.finding("CX472" if sure else "CX306", column, value=text, **facts)
