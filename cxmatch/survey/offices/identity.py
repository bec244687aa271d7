"""From replies to offices: one per name and department, each with an id of its own; names that look the same are said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import TypeAlias

from cxmatch.domain.cohort import Office
from cxmatch.domain.findings import Finding
from cxmatch.records.text import clean, fold, visible
from cxmatch.survey.columns.cells import shown
from cxmatch.survey.headings.mapping import toml_line
from cxmatch.survey.headings.survey import Kind, Survey
from cxmatch.survey.headings.wording import Unit
from cxmatch.survey.offices.replies import Reply
from cxmatch.survey.offices.times import Orders, is_later, orders_in

_MOST_NAME = 200
_MOST_HINTS = 3
_NO_DEPARTMENT = "no department"
_Key: TypeAlias = tuple[str, str]


def offices_of(replies: Sequence[Reply], duplicates: str) -> tuple[list[Office], list[Finding]]:
    """Return the offices, and everything noticed about names, duplicates and look-alikes.

    `duplicates` says what counts where an office answered twice differently: "refuse" or "latest".
    """
    noticed: list[Finding] = []
    given: dict[_Key, list[Reply]] = {}
    folded = cache(fold)
    for reply in replies:
        is_named, found = _named(reply, folded)
        noticed += found
        if is_named:
            given.setdefault((folded(reply.name), folded(reply.department)), []).append(reply)
    kept: dict[_Key, Reply] = {}
    orders = cache(lambda survey: orders_in(survey.cells(Kind.TIME)))
    for key, (first, *others) in given.items():
        for other in others:
            first, found = _one_of(first, other, duplicates, orders)
            noticed += found
        kept[key] = first
    offices = _offices(kept)
    return offices, [*noticed, *_look_alikes(kept), *_same_ids(offices, list(kept.values()))]


def _notice(code: str, reply: Reply, kind: Kind = Kind.OFFICE, /, **facts: str) -> Finding:
    return Finding(code=code, place=reply.place(kind), facts=facts)


def _named(reply: Reply, folded: Callable[[str], str]) -> tuple[bool, list[Finding]]:
    """Tell whether a row has a name that an office can have, with what is wrong with it or was removed from it."""
    if not folded(reply.name):
        return False, [_notice("CX202", reply)]
    texts = ((Kind.OFFICE, reply.name), (Kind.DEPARTMENT, reply.department))
    for kind, text in texts:
        if len(text) > _MOST_NAME:
            return False, [_notice("CX204", reply, kind, length=f"{len(text):,}", most=str(_MOST_NAME), value=shown(text))]
    plain = reply.name.isascii() and reply.name.isprintable() and reply.department.isascii()
    marks = [] if plain else [(kind, text, _hidden_characters(text)) for kind, text in texts]
    noticed = [_notice("CX452", reply, kind, value=clean(text), shown=hidden) for kind, text, hidden in marks if hidden]
    return True, noticed + [_notice("CX215", reply, kind, value=clean(text)) for kind, text in texts if text.count('"') % 2]


def _one_of(first: Reply, other: Reply, duplicates: str, orders: Callable[[Survey], Orders]) -> tuple[Reply, list[Finding]]:
    facts = {"first": _where(first, other), "second": _where(other, first), "value": clean(other.name)}
    if first.survey.side != other.survey.side:
        joined = _joined(first, other)
        if joined:
            return joined, []
    elif first.answers == other.answers:
        return first, [_notice("CX454", other, **facts)]
    elif duplicates == "latest":
        both = tuple(order for order in orders(first.survey) if order in orders(other.survey))
        later = is_later(first.time, other.time, both)
        if later is not None:
            newest = first if later else other
            return newest, [_notice("CX455", other, **facts, kept=str(newest.number), time=clean(newest.time))]
    hint = _spelled(first, other) or _parts_of_one(first, other)
    return first, [_notice("CX205" if duplicates == "latest" else "CX201", other, **facts, **hint)]


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
        mentor_slots=max(first.mentor_slots, other.mentor_slots),
        protege_slots=max(first.protege_slots, other.protege_slots),
        attributes={**other.attributes, **first.attributes},
        assumed=tuple(side for side in first.assumed if side in other.assumed),
    )


def _look_alikes(kept: Mapping[_Key, Reply]) -> list[Finding]:
    """Warn of names that differ in department only and are spelled differently, that are numbers, or that look the same."""
    noticed: list[Finding] = []
    spelled: dict[str, Reply] = {}
    for (name, _), reply in kept.items():
        first = spelled.setdefault(name, reply)
        if first is not reply and clean(first.name) != clean(reply.name):
            noticed.append(_notice("CX213", reply, **_rows(first, reply), other=clean(first.name)))
        if name.isdecimal() and reply.survey.sheet:
            noticed.append(_notice("CX211", reply, value=clean(reply.name)))
    for first, other in _twins(list(kept.values())):
        scripts = _hidden_characters(other.name + first.name, everything=True)
        noticed.append(_notice("CX207", other, **_rows(first, other), scripts=scripts))
    return noticed


def _rows(first: Reply, second: Reply) -> dict[str, str]:
    return {"first": str(first.number), "second": str(second.number), "value": clean(second.name)}


def _same_ids(offices: Sequence[Office], replies: Sequence[Reply]) -> list[Finding]:
    """Refuse two offices that end up with the same id, such as "A (B)" and office A of department B."""
    taken: dict[str, Reply] = {}
    firsts = [(taken.setdefault(office.id, reply), reply, office) for office, reply in zip(offices, replies, strict=True)]
    return [
        _notice("CX214", reply, value=office.id, first=str(first.number), second=str(reply.number))
        for first, reply, office in firsts
        if first is not reply
    ]


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
        mentor_slots=reply.mentor_slots,
        protege_slots=reply.protege_slots,
        assumed=tuple(side for side in reply.assumed if getattr(reply, f"{side}_slots")),
        attributes=reply.attributes,
    )


_CYRILLIC = dict(zip("аеорсхуіјѕԁһԛԝкмтнвгпԍ", "aeopcxyijsdhqwkmthbrng", strict=True))
_GREEK = dict(zip("αβεηικμνορτυχγ", "abenikuvoptuxy", strict=True))
_OTHER = dict(zip("ıłøđɑɡοӀӏ՝’‐–", "ilodagoll''--", strict=True))
_SAME = str.maketrans({**_CYRILLIC, **_GREEK, **_OTHER})


def _skeleton(text: str) -> str:
    """Return a name with look-alike letters replaced: equal for names that look the same.

    >>> _skeleton("\u0410lpha Office") == _skeleton("Alpha Office")
    True
    """
    return fold(text).translate(_SAME)


def _twins(replies: Sequence[Reply]) -> list[tuple[Reply, Reply]]:
    """Return the pairs of replies with names that look the same and are not. At least one name of a pair is not ASCII."""
    if all(reply.name.isascii() for reply in replies):
        return []
    first: dict[str, Reply] = {}
    pairs = [(first.setdefault(_skeleton(reply.name), reply), reply) for reply in replies]
    strange = (pair for pair in pairs if not all(reply.name.isascii() for reply in pair))
    return [(twin, reply) for twin, reply in strange if fold(twin.name) != fold(reply.name)]


def _hidden_characters(text: str, *, everything: bool = False) -> str:
    """Name the characters of a text that nobody sees, or all that are not ASCII, as <U+202E>."""
    unseen = {letter for letter in text if visible(letter) != letter or (letter != " " and letter.isspace())}
    hidden = (letter for letter in text if letter in unseen or (everything and not letter.isascii()))
    return " ".join(f"<U+{ord(letter):04X}>" for letter in dict.fromkeys(hidden))
