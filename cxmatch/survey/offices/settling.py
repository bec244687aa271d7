"""What is set right before rows become replies: rows that are no office are left out, and departments called as they are meant.

Totals and averages are refused, lines below the table set aside, test submissions warned of. The rule that partners come from
different departments hangs on these, so none is joined with another or left apart without a word.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import combinations

from cxmatch.domain.findings import Finding
from cxmatch.records.text import clean, fold, some
from cxmatch.survey.columns.cells import NOT_ANSWERED, Explained, answers_in, shown, unanswered
from cxmatch.survey.columns.roles import declining
from cxmatch.survey.columns.strangers import LONGEST, is_stranger
from cxmatch.survey.files.table import some_rows
from cxmatch.survey.headings import Kind, Step, Survey, through
from cxmatch.survey.headings.mapping import toml_line
from cxmatch.survey.headings.wording import SURE, nearest
from cxmatch.survey.knowledge import table

_WITH_SHORT = re.compile(r"(?P<name>.*\S)\s*[(\[]\s*(?P<short>[^\W\d_]{2,8})\s*[)\]]")
_SHORT_FIRST = re.compile(r"(?P<short>[A-Z]{2,8})\s*(?:[-\u2013\u2014:]\s*|\()(?P<name>[^()]*[^()\s])\)?")
_WORD = re.compile(r"[^\W_]+")
_SAME_WORDS = {"dept": "department", "dpt": "department", "us": "", "the": "", "of": "", "and": "", "for": ""}
_COMMON = frozenset({"department", "ministry", "agency", "office", "bureau", "administration"})
_DEPARTMENTS = frozenset({"department", "dept", "ministry"})
_LEAST_BLANKS, _MOST_COMPARED = 2, 200


def settle_rows(surveys: Sequence[Survey], words: Explained) -> tuple[list[Survey], list[Finding]]:
    """Return the surveys without the rows that are no office, with their departments as they are meant, and what was noticed."""
    steps = [
        through(survey, (_without_notes, _without_totals, _about_tests, _about_declining, _about_groups)) for survey in surveys
    ]
    filled = [_filled_down(_with(survey, {}, words)) for survey, _ in steps]
    given: Counter[str] = Counter()
    for text, count in Counter(text for survey, _ in filled for text in survey.cells(Kind.DEPARTMENT)).items():
        given[clean(text)] += count if not unanswered(text) else 0
    given = +given
    same = {text: name for text, name in _same(given).items() if fold(text) not in words}
    doubts = list(_doubts(sorted({same.get(name, name) for name in given}), words))
    about_rows = [finding for _, noticed in steps for finding in noticed]
    noticed = [finding for survey, found in filled for finding in (*found, *_about(survey, same, doubts))]
    return [_with(survey, same) for survey, _ in filled], [*about_rows, *noticed]


def _without_totals(survey: Survey) -> Step:
    column = survey.only(Kind.OFFICE)
    totals = {row: name for row, name in enumerate(column.cells if column else ()) if is_stranger("total", name)}
    noticed = [survey.finding("CX203", column, row, value=clean(name)) for row, name in totals.items()]
    return survey.without(totals.keys()), noticed


def _about_tests(survey: Survey) -> Step:
    """Warn of the offices that are called as people call a test of their form; they stay."""
    column = survey.only(Kind.OFFICE)
    tests = {row: name for row, name in enumerate(column.cells if column else ()) if is_stranger("test", name)}
    return survey, [survey.finding("CX230", column, row, value=shown(name)) for row, name in tests.items()]


def _about_groups(survey: Survey) -> Step:
    """Refuse rows that hold the name of a department and nothing else, where no column names departments: they head groups."""
    column = survey.only(Kind.OFFICE)
    if column is None or survey.of(Kind.DEPARTMENT):
        return survey, ()
    named = [row for row, name in enumerate(column.cells) if not _DEPARTMENTS.isdisjoint(_WORD.findall(fold(name[:LONGEST])))]
    others = [each.cells for each in survey.columns if each is not column]
    heads = [row for row in named if not any(cells[row].strip() for cells in others)]
    return survey, [survey.finding("CX221", column, row, value=shown(column.cells[row])) for row in heads if len(heads) > 1]


def _about_declining(survey: Survey) -> Step:
    """Refuse the offices that say that they do not take part; a columns file that keeps the question keeps them."""
    said = [(column, declining(column)) for column in survey.of(Kind.ATTRIBUTE) if not column.given]
    return survey, [
        survey.finding("CX222", column, row, value=shown(text), line=toml_line(column.heading, str(Kind.ATTRIBUTE)))
        for column, answers in said
        for row, text in enumerate(column.cells)
        if text in answers
    ]


def _without_notes(survey: Survey) -> Step:
    """Set aside the lines that stand below the last answer: one cell, and what it says is no name."""
    column = survey.only(Kind.OFFICE)
    last, notes = len(survey.numbers), dict[int, str]()
    filled = [(column.index, column.cells) for column in survey.columns]
    while last and (alone := [(index, cells[last - 1]) for index, cells in filled if cells[last - 1].strip()]):
        [(index, text), *more] = alone
        if more or not (_is_note(text) or (column and index != column.index)):
            break
        last -= 1
        notes[last] = text
    noticed = [survey.finding("CX440", None, row, value=shown(text)) for row, text in notes.items()]
    kept = replace(survey, remarks=(*survey.remarks, *notes.values())) if notes else survey
    return kept.without(notes), noticed


def _is_note(text: str) -> bool:
    """Tell whether a text says where figures come from, as lines below a table do."""
    return bool(re.fullmatch(table("strangers")["note"]["pattern"], fold(text), re.DOTALL)) or len(text) > 2 * LONGEST


def _with(survey: Survey, same: Mapping[str, str], words: Explained | None = None) -> Survey:
    """Return the survey with its departments called so."""
    column, words = survey.only(Kind.DEPARTMENT), words or {}
    if column is None or not (same or words):
        return survey
    meant = {text: same.get(clean(text), words.get(fold(text), text)) for text in set(column.cells)}
    cells = ["" if fold(meant[text]) == NOT_ANSWERED else meant[text] for text in column.cells]
    return survey.changed([replace(column, cells=cells)])


def _filled_down(survey: Survey) -> Step:
    """Fill blanks from above where each department stands once, on the first row of its group; else say that some are blank.

    The rows of a form come as they are sent in, so nothing is filled where the survey has times.
    """
    column = survey.only(Kind.DEPARTMENT)
    cells = column.cells if column else ()
    open_ones = {text for text in set(cells) if unanswered(text)}
    blank = [row for row, text in enumerate(cells) if text in open_ones] if open_ones else []
    named = [fold(text) for text in cells if text not in open_ones] if blank else []
    if not (column and blank and named):
        return survey, ()
    facts = {"count": str(len(blank)), "rows": some_rows([survey.numbers[row] for row in blank])}
    grouped = 0 not in blank and len(set(named)) == len(named) and len(blank) >= max(_LEAST_BLANKS, len(named) // 2)
    if not grouped or survey.of(Kind.TIME):
        return survey, [survey.finding("CX443", column, **facts)]
    filled = list(cells)
    for row in blank:
        filled[row] = filled[row - 1]
    return survey.changed([replace(column, cells=filled)]), [survey.finding("CX442", column, **facts)]


def _parts(text: str) -> tuple[str, str]:
    """Return the name and the short name that a text gives a department.

    >>> _parts("Department of Harbors (DOH)"), _parts("DOH - Department of Harbors"), _parts("DOH")
    (('Department of Harbors', 'doh'), ('Department of Harbors', 'doh'), ('DOH', ''))
    """
    found = _WITH_SHORT.fullmatch(text) or _SHORT_FIRST.fullmatch(text)
    return (found["name"], fold(found["short"])) if found else (text, "")


def _normal(name: str) -> str:
    """Return the words of a name that tell departments apart."""
    words = [_SAME_WORDS.get(word, word) for word in (text.strip(".,") for text in fold(name).replace("u.s.", "us").split())]
    return " ".join(filter(None, words)) if {*words} - _COMMON - {""} else fold(name)


def _same(given: Mapping[str, int]) -> dict[str, str]:
    """Return for each text that is surely another spelling of a department the text that stands for it."""
    groups: dict[str, list[str]] = defaultdict(list)
    shorts: dict[str, set[str]] = defaultdict(set)
    for text in sorted(given):
        name, short = _parts(text)
        groups[_normal(name)].append(text)
        shorts[short].add(_normal(name))
    for normal in [normal for normal in groups if len(shorts.get(normal, ())) == 1 and not shorts[normal] & {normal}]:
        groups[next(iter(shorts[normal]))] += groups.pop(normal)
    called = {normal: _title(texts, given) for normal, texts in groups.items()}
    return {text: called[normal] for normal, texts in groups.items() for text in texts if text != called[normal]}


def _title(texts: Sequence[str], given: Mapping[str, int]) -> str:
    """Return the spelling that stands for a department: a full name, the one that is used most."""
    names = {_parts(text)[0]: 0 for text in texts}
    for text in texts:
        names[_parts(text)[0]] += given[text]
    longest = max(len(_normal(name)) for name in names)
    full = [name for name in names if len(_normal(name)) == longest]
    return min(full, key=lambda name: ("dept" in fold(name) or "dpt" in fold(name), -names[name], name))


def _doubts(names: Sequence[str], words: Explained) -> Iterator[tuple[str, str]]:
    """Yield the pairs of names that may be one department: initials of another, or nearly the same letters."""
    for one, other in combinations(names[:_MOST_COMPARED], 2):
        short, long = sorted((one, other), key=len)
        if not {fold(one), fold(other)} & words.keys() and (fold(short) in _initials(long) or _are_near(short, long)):
            yield short, long


def doubtful(surveys: Sequence[Survey], words: Explained) -> list[tuple[str, str]]:
    """Return the pairs of departments that may be one, once they are settled."""
    names = {clean(text) for survey in surveys for text in answers_in(survey.cells(Kind.DEPARTMENT))}
    return list(_doubts(sorted(names), words))


def _are_near(one: str, other: str) -> bool:
    """Tell whether two names differ in a letter or so, beside the words that all departments have, and not in a number."""
    (bare, numbers), (also, others) = _bare(one), _bare(other)
    return numbers == others and bool(bare and also and nearest(bare, [also], SURE))


@lru_cache(maxsize=1024)
def _bare(name: str) -> tuple[str, list[str]]:
    """Return the words of a name that not all departments have, and its numbers."""
    bare = " ".join(word for word in _normal(name).split() if word not in _COMMON)
    return bare, re.findall(r"\d+", bare)


@lru_cache(maxsize=1024)
def _initials(name: str) -> set[str]:
    """Return the first letters of the words of a name, all of them and those that count; none of a single word."""
    words = _WORD.findall(fold(name))
    counting = (words, [word for word in words if _SAME_WORDS.get(word, word)])
    return {"".join(word[0] for word in some) for some in counting} if len(words) > 1 else set()


def _about(survey: Survey, same: Mapping[str, str], doubts: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    """Say which spellings were joined, and which may be one department and were not."""
    column = survey.only(Kind.DEPARTMENT)
    there = {clean(text) for text in column.cells} if column else set()
    for name in sorted(set(same.values())):
        others = [f'"{shown(text)}"' for text in sorted(there) if same.get(text) == name]
        if others:
            yield survey.finding("CX441", column, name=name, others=some(others, 5))
    for short, long in doubts:
        if {short, long} & (there | {same.get(text, text) for text in there}):
            yield survey.finding("CX231", column, value=shown(short), other=shown(long), line=toml_line(short, long))
