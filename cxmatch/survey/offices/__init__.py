"""Rows to offices: one per name and department, each with an id of its own; names that look the same are said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import TypeAlias

from cxmatch.domain.cohort import Office
from cxmatch.domain.findings import Finding
from cxmatch.records.text import clean, fold, visible
from cxmatch.survey.answers import Answers
from cxmatch.survey.columns.cells import shown
from cxmatch.survey.headings import Kind, Survey
from cxmatch.survey.headings.mapping import toml_line
from cxmatch.survey.headings.wording import Unit
from cxmatch.survey.offices.advice import about_asked
from cxmatch.survey.offices.likeness import about_likeness
from cxmatch.survey.offices.replies import Reply, replies_of
from cxmatch.survey.offices.times import Times

_MOST_NAME = 200
_MOST_HINTS = 3
_NO_DEPARTMENT = "no department"
_CYRILLIC = dict(zip("аеорсхуіјѕԁһԛԝкмтнвгпԍ", "aeopcxyijsdhqwkmthbrng", strict=True))
_GREEK = dict(zip("αβεηικμνορτυχγ", "abenikuvoptuxy", strict=True))
_OTHER = dict(zip("ıłøđɑɡոӀӏ՝’‐–", "ilodagoll''--", strict=True))
_SAME = str.maketrans({**_CYRILLIC, **_GREEK, **_OTHER})
_ANSWERS = ("capability", "need", "mentor_slots", "protege_slots", "asked_first", "asked_second")
_Key: TypeAlias = tuple[str, str]


def offices_of(surveys: Sequence[Survey], answers: Answers, duplicates: str) -> tuple[list[Office], list[Finding]]:
    """Return the offices, and everything noticed about rows, names, duplicates and look-alikes.

    There are none where a column is missing or not sure, or no need is asked for. `duplicates` says what counts where an office
    answered twice differently: "refuse" or "latest".
    """
    named = all(survey.of(Kind.OFFICE) for survey in surveys)
    if not (named and answers.need and any(answers.capability)):
        return [], []
    replies, noticed = list[Reply](), list[Finding]()
    for survey, capability, need, firsts in zip(surveys, answers.capability, answers.need, answers.firsts, strict=True):
        given, about_cells = replies_of(survey, capability, need, firsts, answers.words)
        replies += given
        noticed += about_cells
    kept, about_names = _kept(replies, duplicates)
    offices = _offices(kept)
    looks = _look_alikes(kept)
    twins = {each.place for each in looks if each.code == "CX207"}
    near = [each for each in about_likeness(kept.values()) if each.place not in twins]
    noticed += [*about_names, *looks, *near, *_same_ids(offices, kept.values())]
    noticed += [
        *_left_open(replies, offices, answers.framework.need_scale.bottom),
        *about_asked(kept.values(), answers.framework),
    ]
    return offices, noticed


def _kept(replies: Iterable[Reply], duplicates: str) -> tuple[dict[_Key, Reply], list[Finding]]:
    """Return the reply that counts for each folded name and department."""
    kept, noticed = dict[_Key, Reply](), list[Finding]()
    folded, times = cache(fold), cache(lambda survey: Times.of(survey.cells(Kind.TIME)))
    for reply in replies:
        key = folded(reply.name), folded(reply.department)
        is_named, about_name = _named(reply, key[0])
        noticed += about_name
        if is_named and key in kept:
            kept[key], about_both = _one_of(kept[key], reply, times if duplicates == "latest" else None)
            noticed += about_both
        elif is_named:
            kept[key] = reply
    return kept, noticed


def _named(reply: Reply, folded: str) -> tuple[bool, list[Finding]]:
    """Tell whether a row has a name that an office can have, with what is wrong with it or was removed from it."""
    if not folded:
        return False, [reply.finding("CX202")]
    texts = ((Kind.OFFICE, reply.name), (Kind.DEPARTMENT, reply.department))
    for kind, text in texts:
        if len(text) > _MOST_NAME:
            return False, [reply.finding("CX204", kind, length=f"{len(text):,}", most=str(_MOST_NAME), value=shown(text))]
    plain = reply.name.isascii() and reply.name.isprintable() and reply.department.isascii()
    marks = [] if plain else [(kind, text, _hidden_characters(text)) for kind, text in texts]
    noticed = [reply.finding("CX452", kind, value=clean(text), shown=hidden) for kind, text, hidden in marks if hidden]
    return True, noticed + [reply.finding("CX215", kind, value=clean(text)) for kind, text in texts if text.count('"') % 2]


def _one_of(first: Reply, other: Reply, times: Callable[[Survey], Times] | None) -> tuple[Reply, list[Finding]]:
    """Return what counts of two answers of one office; `times` is there where the later one may."""
    facts = {"first": _where(first, other), "second": _where(other, first), "value": clean(other.name)}
    if first.survey.side != other.survey.side:
        if joined := _joined(first, other):
            return joined, []
    elif all(getattr(first, name) == getattr(other, name) for name in _ANSWERS):
        return first, [other.finding("CX454", **facts)]
    elif times and (is_later := times(first.survey).is_later(first.time, other.time)) is not None:
        newest = first if is_later else other
        return newest, [other.finding("CX455", **facts, kept=str(newest.number), time=clean(newest.time))]
    hint = _spelled(first, other) or _parts_of_one(first, other)
    return first, [other.finding("CX205" if times else "CX201", **facts, **hint)]


def _parts_of_one(first: Reply, other: Reply) -> dict[str, str]:
    """Say what tells two answers of an agency apart: they may come from two offices of it."""
    column = other.survey.only(Kind.OFFICE)
    unit = Unit.of(column.heading) if column else None
    names = sorted(first.attributes.keys() | other.attributes.keys()) if unit and unit.rung else []
    apart = [name for name in names if first.attributes.get(name) != other.attributes.get(name)]
    if not apart:
        return {}
    named, line = ", ".join(f'"{name}"' for name in apart[:_MOST_HINTS]), toml_line(apart[0], str(Kind.OFFICE))
    hint = f" They differ in {named}: if that names the office, write  {line}  below [columns] in a columns file."
    return {"hint": f"{hint} Do so before you remove a row."}


def _where(reply: Reply, other: Reply) -> str:
    """Name a row, with its sheet where the two stand in different ones."""
    here, there = reply.survey, other.survey
    if (here.file, here.sheet) == (there.file, there.sheet):
        return str(reply.number)
    return f"{reply.number} of {here.sheet or here.file}"


def _spelled(first: Reply, other: Reply) -> dict[str, str]:
    """Explain why two differently spelled names count as one."""
    if clean(first.name) == clean(other.name) and first.name.strip() == other.name.strip():
        return {}
    marks = _hidden_characters(other.name) or _hidden_characters(first.name)
    return {"hint": f" The names are spelled differently{f' ({marks})' if marks else ''} and count as one."}


def _joined(first: Reply, other: Reply) -> Reply | None:
    """Join what an office says as a mentor and as a protege, unless the two contradict each other."""
    for one, two in ((first.capability, other.capability), (first.need, other.need)):
        if any(one[area] != two[area] for area in one.keys() & two.keys()):
            return None
    return replace(
        first,
        capability={**first.capability, **other.capability},
        need={**first.need, **other.need},
        asked_first=first.asked_first or other.asked_first,
        asked_second=first.asked_second or other.asked_second,
        mentor_slots=max(first.mentor_slots, other.mentor_slots),
        protege_slots=max(first.protege_slots, other.protege_slots),
        attributes={**other.attributes, **first.attributes},
        assumed=tuple(side for side in first.assumed if side in other.assumed),
    )


def _look_alikes(kept: Mapping[_Key, Reply]) -> list[Finding]:
    """Warn of names that differ in department only and are spelled differently, that are numbers, or that look the same."""
    noticed: list[Finding] = []
    spelled: dict[str, Reply] = {}
    looks: dict[str, tuple[str, Reply]] = {}
    for (name, _), reply in kept.items():
        first = spelled.setdefault(name, reply)
        if first is not reply and clean(first.name) != clean(reply.name):
            noticed.append(reply.finding("CX213", **_rows(first, reply), other=clean(first.name)))
        if name.isdecimal() and reply.survey.sheet:
            noticed.append(reply.finding("CX211", value=clean(reply.name)))
        alike, twin = looks.setdefault(name if name.isascii() else name.translate(_SAME), (name, reply))
        if alike != name:
            scripts = _hidden_characters(reply.name + twin.name, everything=True)
            noticed.append(reply.finding("CX207", **_rows(twin, reply), scripts=scripts))
    return noticed


def _rows(first: Reply, second: Reply) -> dict[str, str]:
    return {"first": str(first.number), "second": str(second.number), "value": clean(second.name)}


def _same_ids(offices: Sequence[Office], replies: Iterable[Reply]) -> Iterator[Finding]:
    """Refuse two offices that end up with the same id, such as "A (B)" and office A of department B."""
    taken: dict[str, Reply] = {}
    for office, reply in zip(offices, replies, strict=True):
        first = taken.setdefault(office.id, reply)
        if first is not reply:
            yield reply.finding("CX214", value=office.id, first=str(first.number), second=str(reply.number))


def _offices(kept: Mapping[_Key, Reply]) -> list[Office]:
    """Return the offices. The id of one is its name, or name and department where offices share a name."""
    shared = Counter(name for name, _ in kept)
    cleaned = cache(clean)  # departments repeat
    return [_office(reply, cleaned(reply.department), shared[name] > 1) for (name, _), reply in kept.items()]


def _office(reply: Reply, department: str, with_department: bool) -> Office:
    name = clean(reply.name)
    return Office(
        id=f"{name} ({department or _NO_DEPARTMENT})" if with_department else name,
        name=name,
        department=department,
        capability=reply.capability,
        need=reply.need,
        asked_first=reply.asked_first,
        asked_second=reply.asked_second,
        mentor_slots=reply.mentor_slots,
        protege_slots=reply.protege_slots,
        assumed=tuple(side for side in reply.assumed if getattr(reply, f"{side}_slots")),
        attributes=reply.attributes,
    )


def _left_open(replies: Sequence[Reply], offices: Sequence[Office], lowest: int) -> Iterator[Finding]:
    """Refuse a survey of fewer than two offices; warn of offices that answered nothing or ask for nobody."""
    if len(offices) < 2:
        yield Finding(code="CX206" if replies else "CX209", facts={"count": str(len(offices))})
    for reply in replies:
        office = {"office": clean(reply.name)}
        if not (reply.capability or reply.need):
            yield reply.finding("CX210", None, **office)
        elif reply.protege_slots and all(level <= lowest for level in reply.need.values()):
            can = "can mentor and " if reply.mentor_slots else ""
            yield reply.finding("CX305", None, **office, can=can)


def _hidden_characters(text: str, *, everything: bool = False) -> str:
    """Name the characters of a text that nobody sees, or all that are not ASCII, as <U+202E>."""
    unseen = {letter for letter in text if visible(letter) != letter or (letter != " " and letter.isspace())}
    hidden = (letter for letter in text if letter in unseen or (everything and not letter.isascii()))
    return " ".join(f"<U+{ord(letter):04X}>" for letter in dict.fromkeys(hidden))
