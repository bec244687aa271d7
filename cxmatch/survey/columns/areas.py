"""Which framework a survey follows: the one that was asked for, the one its headings name, or one of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from cxmatch.domain.findings import Finding
from cxmatch.domain.framework import Framework, PracticeArea, builtin_names
from cxmatch.domain.scale import Scale
from cxmatch.records.text import fold
from cxmatch.survey.columns.choices import named_options
from cxmatch.survey.headings.mapping import toml_line
from cxmatch.survey.headings.survey import BY_AREA, NOT_USED, Column, Kind, Step, Survey, Use
from cxmatch.survey.headings.wording import SURE, nearest

OWN_SCALE = "1-5"


@dataclass(frozen=True, slots=True, kw_only=True)
class Areas:
    """A framework, and for each folded area text of the survey's headings the id of the area it means."""

    framework: Framework
    ids: dict[str, str]

    def id_of(self, area: str) -> str | None:
        """Return the id of the area a heading names, or None."""
        return self.ids.get(fold(area))

    def columns(self, survey: Survey, kind: Kind) -> list[tuple[str, Column]]:
        """Return the columns of one kind with the id of their area, in the order of the framework."""
        columns = {self.id_of(column.area): column for column in survey.of(kind)}
        return [(area.id, columns[area.id]) for area in self.framework.areas if area.id in columns]

    def named_in(self, survey: Survey) -> Step:
        """Replace the areas in the uses of a survey by their names in the framework."""
        names = {area.id: area.name for area in self.framework.areas}
        known = ((column, column.use, self.id_of(column.area)) for column in survey.of(*BY_AREA))
        return survey.using({column.index: Use(kind=use.kind, area=names[id_]) for column, use, id_ in known if use and id_}), ()


_Settled: TypeAlias = tuple[Areas, list[Finding]]


def settle_areas(surveys: Sequence[Survey], wanted: Framework | None, scale: str | None) -> _Settled:
    """Decide on the framework, and which of its areas each heading means.

    Raises SettingsError if `scale` is no scale.
    """
    words = _area_words(surveys)
    if wanted is not None:
        return _given(surveys, _opened(wanted, words), words, scale)
    named = [some for some in _words_by_kind(surveys) if some] or [set(words)]
    framework = recognized(named) if words else Framework.load(builtin_names()[0])
    if framework:
        areas = Areas(framework=_rescaled(framework, scale), ids=_ids(framework))
        return areas, [Finding(code="CX470", facts={"framework": framework.name, "id": framework.id})] if words else []
    return _nearly(surveys, words, scale) or _own(words, scale)


def _nearly(surveys: Sequence[Survey], words: dict[str, str], scale: str | None) -> _Settled | None:
    """If capability and need headings name different areas, look for a misspelled one."""
    capability, need, *_ = _words_by_kind(surveys)
    if capability == need or not (capability and need):
        return None
    for name in builtin_names():
        framework = Framework.load(name)
        strange = [word for word in words if word not in _ids(framework)]
        if framework.open_areas or not strange or len(strange) * 2 > len(words):
            continue
        areas, noticed = _given(surveys, framework, words, scale)
        if all(word in areas.ids for word in words) and _are_apart(areas.ids, (capability, need)):
            return areas, [Finding(code="CX470", facts={"framework": framework.name, "id": framework.id}), *noticed]
    return None


def _are_apart(ids: dict[str, str], words_by_kind: Sequence[set[str]]) -> bool:
    """Tell whether no two words of one kind mean one area."""
    return all(len({ids.get(word) for word in words}) == len(words) for words in words_by_kind)


def _area_words(surveys: Sequence[Survey]) -> dict[str, str]:
    """Return the areas named in headings, or else in choices, by their folded form; sorted, as columns come in any order."""
    words: dict[str, str] = {}
    for survey in surveys:
        for column in survey.of(*BY_AREA):
            words[fold(column.area)] = min(words.get(fold(column.area), column.area), column.area)
    words = words or named_options([column for survey in surveys for column in survey.of(Kind.PICKS, Kind.STRENGTHS)])
    return dict(sorted(words.items()))


def _words_by_kind(surveys: Sequence[Survey]) -> list[set[str]]:
    return [{fold(column.area) for survey in surveys for column in survey.of(kind)} for kind in BY_AREA]


def recognized(words_by_kind: Sequence[set[str]]) -> Framework | None:
    """Return the built-in framework that has every named area (each once) and the fewest other areas; None if there is none."""
    fitting: list[tuple[int, Framework]] = []
    for name in builtin_names():
        framework = Framework.load(name)
        ids = _ids(framework)
        named = {ids.get(word) for words in words_by_kind for word in words}
        if framework.open_areas or None in named or not _are_apart(ids, words_by_kind):
            continue
        fitting.append((len(framework.areas) - len(named), framework))
        if len(framework.areas) == len(named):
            return framework
    return min(fitting, key=lambda pair: pair[0])[1] if fitting else None


def _ids(framework: Framework) -> dict[str, str]:
    """Return every folded name and alias of the framework's areas, with the id of its area."""
    words: dict[str, str] = {}
    for area in framework.areas:
        words.update(dict.fromkeys(map(fold, (area.id, area.name, *area.aliases)), area.id))
    return words


def _opened(framework: Framework, words: dict[str, str]) -> Framework:
    """If the framework leaves its areas open, return it with the areas that the survey names."""
    if not framework.open_areas or not words or all(word in _ids(framework) for word in words):
        return framework
    named = (framework.area(name) or PracticeArea(id=fold(name).replace(" ", "-"), name=name) for name in words.values())
    return replace(framework, areas=tuple(named))


def _own(words: dict[str, str], scale: str | None) -> _Settled:
    """Make the framework of a survey with areas of its own."""
    both = Scale.of_range(scale or OWN_SCALE)
    framework = Framework.of_survey(tuple(words.values()), both, both)
    note = Finding(code="CX471", facts={"areas": ", ".join(words.values()), "count": str(len(words))})
    return Areas(framework=framework, ids=_ids(framework)), [note]


def _rescaled(framework: Framework, scale: str | None) -> Framework:
    """Replace the numeric scales by the one that was asked for; labels stay."""
    if scale is None:
        return framework
    asked = Scale.of_range(scale)
    kept = [asked if not old.labels else old for old in (framework.capability_scale, framework.need_scale)]
    return framework.with_scales(*kept)


def _given(surveys: Sequence[Survey], framework: Framework, words: dict[str, str], scale: str | None) -> _Settled:
    """Look up the survey's areas in a framework; a near spelling is accepted with a note, anything else is refused."""
    ids = _ids(framework)
    noticed: list[Finding] = []
    for word, text in words.items():
        if word not in ids:
            named = [area.name for area in framework.areas]
            sure = nearest(text, named, SURE)
            noticed += _strange(surveys, text, framework, sure or nearest(text, named), sure=bool(sure))
            if sure:
                ids[word] = ids[fold(sure)]
    return Areas(framework=_rescaled(framework, scale), ids=ids), noticed


def _strange(surveys: Sequence[Survey], text: str, framework: Framework, near: str, *, sure: bool) -> list[Finding]:
    noticed = []
    for survey in surveys:
        for column in survey.of(*BY_AREA):
            if column.use and fold(column.area) == fold(text):
                use = f"{column.use.kind}, {near}"
                facts = {"value": text, "framework": framework.name, "near": near}
                facts |= {"line": toml_line(column.heading, use if near else str(NOT_USED)), "use": use}
                facts["areas"] = ", ".join(area.name for area in framework.areas)
                noticed.append(survey.finding("CX472" if sure else "CX306", column, **facts))
    return noticed
