"""Which framework a survey follows: the one that was asked for, the one its headings name, or one of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cxmatch.domain.findings import Finding
from cxmatch.domain.framework import Framework, PracticeArea, builtin_names
from cxmatch.domain.scale import Scale
from cxmatch.records.text import fold
from cxmatch.survey.columns.known import Plan
from cxmatch.survey.headings.mapping import toml_line
from cxmatch.survey.headings.survey import BY_AREA, NOT_USED, Use
from cxmatch.survey.headings.wording import nearest

OWN_SCALE = "1-5"


@dataclass(frozen=True, slots=True, kw_only=True)
class Areas:
    """A framework, and for each folded area text of the survey's headings the id of the area it means."""

    framework: Framework
    ids: dict[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def id_of(self, area: str) -> str | None:
        """Return the id of the area a heading names, or None."""
        return self.ids.get(fold(area))


def wanted_framework(wanted: str | Path | Framework | None) -> Framework | None:
    """Return the framework that was asked for, or None when the headings are to decide.

    Raises
    ------
    SettingsError
        There is no such framework.
    """
    return wanted if wanted is None or isinstance(wanted, Framework) else Framework.load(wanted)


def settle_areas(plans: Sequence[Plan], wanted: Framework | None, scale: str | None) -> Areas:
    """Decide on the framework, and which of its areas each heading means.

    Raises
    ------
    SettingsError
        `scale` is no scale.
    """
    words = _area_words(plans)
    if wanted is not None:
        return _given(plans, _opened(wanted, words), words, scale)
    known = recognized(_words_by_kind(plans)) if words else Framework.load(builtin_names()[0])
    if known:
        facts = {"framework": known.name, "id": known.id}
        notes = (Finding(code="CX470", facts=facts),) if words else ()
        return Areas(framework=_rescaled(known, scale), ids=_ids(known), findings=notes)
    return _nearly(plans, words, scale) or _own(words, scale)


def _nearly(plans: Sequence[Plan], words: dict[str, str], scale: str | None) -> Areas | None:
    """If capability and need headings name different areas, look for a misspelled one."""
    capability, need, *_ = _words_by_kind(plans)
    if capability == need or not (capability and need):
        return None
    for name in builtin_names():
        framework = Framework.load(name)
        strange = [word for word in words if word not in _ids(framework)]
        if framework.open_areas or not strange or len(strange) * 2 > len(words):
            continue
        found = _given(plans, framework, words, scale)
        named = [{found.ids.get(word) for word in of_kind} for of_kind in (capability, need)]
        if all(word in found.ids for word in words) and not any(map(_fewer, named, (capability, need))):
            note = Finding(code="CX470", facts={"framework": framework.name, "id": framework.id})
            return replace(found, findings=(note, *found.findings))
    return None


def _area_words(plans: Sequence[Plan]) -> dict[str, str]:
    """Return the areas named in headings by their folded form, sorted, so that the order of the columns does not matter."""
    words: dict[str, str] = {}
    for plan in plans:
        for _, use in plan.of(*BY_AREA):
            spelled = words.setdefault(fold(use.area), use.area)
            words[fold(use.area)] = min(spelled, use.area)
    return dict(sorted(words.items()))


def _words_by_kind(plans: Sequence[Plan]) -> list[set[str]]:
    return [{fold(use.area) for plan in plans for _, use in plan.of(kind)} for kind in BY_AREA]


def recognized(words_by_kind: Sequence[set[str]]) -> Framework | None:
    """Return the built-in framework that has every named area (each once) and the fewest other areas; None if there is none."""
    best: tuple[int, Framework] | None = None
    for name in builtin_names():
        framework = Framework.load(name)
        ids = _ids(framework)
        named = [{ids.get(word) for word in words} for words in words_by_kind]
        everything = set[str | None]().union(*named)
        if framework.open_areas or None in everything or any(map(_fewer, named, words_by_kind)):
            continue
        others = len(framework.areas) - len(everything)
        if not others:
            return framework
        best = min(best or (others, framework), (others, framework), key=lambda pair: pair[0])
    return best[1] if best else None


def _fewer(ids: set[str | None], words: set[str]) -> bool:
    return len(ids) < len(words)


def name_areas(plan: Plan, areas: Areas) -> None:
    """Replace the areas in the uses of a plan by their names in the framework."""
    names = {area.id: area.name for area in areas.framework.areas}
    for heading, use in plan.of(*BY_AREA):
        found = areas.id_of(use.area)
        if found is not None:
            plan.uses[heading.index] = Use(kind=use.kind, area=names[found])


def _ids(framework: Framework) -> dict[str, str]:
    """Return every folded name and alias of the framework's areas, with the id of its area."""
    words: dict[str, str] = {}
    for area in framework.areas:
        words.update(dict.fromkeys(map(fold, (area.id, area.name, *area.aliases)), area.id))
    return words


def _opened(framework: Framework, words: dict[str, str]) -> Framework:
    """If the framework leaves its areas open, return it with the areas that the survey names."""
    if not framework.open_areas or not words or all(fold_word in _ids(framework) for fold_word in words):
        return framework
    return replace(framework, areas=tuple(_area(name, framework) for name in words.values()))


def _area(name: str, framework: Framework) -> PracticeArea:
    return framework.area(name) or PracticeArea(id=fold(name).replace(" ", "-"), name=name)


def _own(words: dict[str, str], scale: str | None) -> Areas:
    """Make the framework of a survey with areas of its own."""
    both = Scale.of_range(scale or OWN_SCALE)
    framework = Framework.of_survey(tuple(words.values()), both, both)
    facts = {"areas": ", ".join(words.values()), "count": str(len(words))}
    return Areas(framework=framework, ids=_ids(framework), findings=(Finding(code="CX471", facts=facts),))


def _rescaled(framework: Framework, scale: str | None) -> Framework:
    """Replace the numeric scales by the one that was asked for; labels stay."""
    if scale is None:
        return framework
    asked = Scale.of_range(scale)
    kept = [asked if not old.labels else old for old in (framework.capability_scale, framework.need_scale)]
    return framework.with_scales(*kept)


def _given(plans: Sequence[Plan], framework: Framework, words: dict[str, str], scale: str | None) -> Areas:
    """Look up the survey's areas in a framework; a near spelling is accepted with a note, anything else is refused."""
    ids = _ids(framework)
    findings: list[Finding] = []
    for word, text in words.items():
        if word not in ids:
            near = nearest(text, [area.name for area in framework.areas])
            findings.extend(_strange(plans, text, framework, near.word if near else "", sure=bool(near and near.sure)))
            if near and near.sure:
                ids[word] = ids[fold(near.word)]
    return Areas(framework=_rescaled(framework, scale), ids=ids, findings=tuple(findings))


def _strange(plans: Sequence[Plan], text: str, framework: Framework, near: str, *, sure: bool) -> Iterable[Finding]:
    for plan in plans:
        for heading, use in plan.of(*BY_AREA):
            if fold(use.area) == fold(text):
                line = toml_line(heading.text, f"{use.kind}, {near}" if near else str(NOT_USED))
                facts = {"value": text, "framework": framework.name, "near": near, "line": line, "use": f"{use.kind}, {near}"}
                facts["areas"] = ", ".join(area.name for area in framework.areas)
                yield Finding(code="CX472" if sure else "CX306", place=plan.form.place(heading), facts=facts)
