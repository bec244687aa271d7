"""What is noticed about a survey as a whole, and the one place where everything that was noticed comes together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

from cxmatch.domain.cohort import Office, Source
from cxmatch.domain.findings import Finding, Place, Severity, once_a_column
from cxmatch.domain.framework import Framework
from cxmatch.domain.reading import ColumnUse
from cxmatch.domain.scale import Scale
from cxmatch.records.text import clean, fold
from cxmatch.survey.answers.needs import Needs, Way
from cxmatch.survey.answers.ratings import Ratings
from cxmatch.survey.columns.areas import Areas
from cxmatch.survey.columns.further import holds_contacts, is_free_text
from cxmatch.survey.files.table import some_of
from cxmatch.survey.headings.survey import NOT_USED, Column, Kind, Step, Survey
from cxmatch.survey.headings.wording import LONGEST_HEADING
from cxmatch.survey.knowledge import table
from cxmatch.survey.offices.replies import Reply
from cxmatch.survey.offices.times import last_day

TO_DECIDE = "to decide"
_RANGE = re.compile(
    r"[(\[](?:on a |scale |rate |rated |of |from |[:, ])*(\d{1,3})\s*(?:-|\u2013|\u2014|to|\.\.)\s*(\d{1,3})(?: scale)?[)\]]"
    r"|\bscale (?:of |from )?(\d{1,3})\s*(?:-|\u2013|to)\s*(\d{1,3})\b"
)
_PAIR = re.compile(r"(?<!\w)(\d{1,3})\s*(?:=|\bis\b|\bmeans\b)\s*([^\d,;/()\[\]=]+)")
_APART = re.compile(r"[\W_]+")
_ECHOES, _ECHOES_OF_ALL, _WHOLE_COLUMNS = frozenset({"CX210", "CX305"}), frozenset({"CX313"}), frozenset({"CX117"})
Value = TypeVar("Value")


class Collector:
    """Everything that the steps of a reading notice: about each table in turn, then about the survey as a whole."""

    def __init__(self) -> None:
        self._by_table: list[list[Finding]] = []
        self._of_whole: list[Finding] = []

    def each(self, steps: Iterable[Step]) -> list[Survey]:
        """Take a step for each table, and hand on what it made."""
        surveys = []
        for place, (survey, noticed) in enumerate(steps):
            if place == len(self._by_table):
                self._by_table.append([])
            self._by_table[place] += noticed
            surveys.append(survey)
        return surveys

    def of(self, step: tuple[Value, Iterable[Finding]]) -> Value:
        """Take a step about the whole, and hand on what it made."""
        value, noticed = step
        self._of_whole += noticed
        return value

    def add(self, noticed: Iterable[Finding]) -> None:
        """Take findings about the whole."""
        self._of_whole += noticed

    def in_order(self) -> tuple[Finding, ...]:
        """Return everything as a person goes through a survey: the whole first, then sheet, row, left to right.

        "No answers" and "no need" are not said of a row with errors, nor where a whole column could not be read.
        """
        everything = [*chain(*self._by_table), *self._of_whole]
        errors = [each for each in everything if each.severity is Severity.ERROR]
        wrong = {(each.place.sheet, each.place.row) for each in errors if each.place.row is not None}
        unread = any(each.place.row is None and each.code in _WHOLE_COLUMNS for each in errors)
        echoes = _ECHOES | _ECHOES_OF_ALL if unread else _ECHOES
        kept = (e for e in everything if e.code not in echoes or not (unread or (e.place.sheet, e.place.row) in wrong))
        return tuple(once_a_column(sorted(kept, key=lambda each: _in_reading(each.place))))


def _in_reading(at: Place) -> tuple[bool, str, str, int, int, str]:
    file, sheet = (at.file, at.sheet) if at.row is not None else ("", "")
    return at.row is not None, file, sheet, at.row or 0, len(at.column), at.column


def missing_columns(surveys: Sequence[Survey]) -> Iterator[Finding]:
    """Refuse a survey without a column for the office or for capability, naming its layout and its headings."""
    for survey in surveys:
        if not survey.of(Kind.OFFICE) and not survey.asks_for_office():
            yield _lacking("CX300", survey)
    if not any(survey.of(Kind.CAPABILITY) for survey in surveys):
        yield _lacking("CX303", surveys[0])


def _lacking(code: str, survey: Survey) -> Finding:
    headings = [column.heading for column in survey.columns if column.heading and not column.technical]
    return survey.finding(code, layout=survey.layout, headings=some_of([f'"{text[:40]}"' for text in headings], 8))


def about_answers(
    surveys: Sequence[Survey], areas: Areas, current: Ratings, needs: Needs, turned: Mapping[str, str], *, numeric: bool
) -> Iterator[Finding]:
    """Say how questions were asked and left open; warn of areas without capability; refuse headings that contradict the scale.

    `turned` are the answers that a columns file explains; `numeric` says that a scale of numbers was asked for.
    """
    yield from _ways(current, needs)
    rated = {areas.id_of(column.area) for survey in surveys for column in survey.of(Kind.CAPABILITY)}
    needed = {area for columns in needs.columns for area in columns}
    alone = [area.name for area in areas.framework.areas if area.id in needed and area.id not in rated]
    if rated and alone and needs.way is not Way.JOINED:
        yield Finding(code="CX311", facts={"areas": ", ".join(alone)})
    yield from _hints(surveys, current, needs, turned)
    for side, scale in ((Kind.CAPABILITY, current.scale), (Kind.NEED, needs.scale)) if numeric else ():
        if scale.labels:
            yield Finding(code="CX476", facts={"side": str(side), "labels": scale.describe()})


def _ways(current: Ratings, needs: Needs) -> Iterator[Finding]:
    """Say how need was asked, and in which ways questions were left open."""
    if needs.way is not Way.NONE:
        scales = {"scale": needs.scale.describe(), "current": current.scale.describe()}
        yield Finding(code="CX453", facts={"way": str(needs.way), **scales})
    if needs.besides:
        yield Finding(code="CX459", facts={"others": ", ".join(needs.besides)})
    absent = Counter(current.absent) + Counter(needs.absent)
    if absent:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(absent.items()))
        yield Finding(code="CX450", facts={"count": str(sum(absent.values())), "kinds": kinds})


def _hints(surveys: Sequence[Survey], current: Ratings, needs: Needs, turned: Mapping[str, str]) -> Iterator[Finding]:
    """Refuse headings that state another scale than the one in use, or one that runs the other way and is not turned."""
    scales = {Kind.CAPABILITY: current.scale, Kind.REQUIRED: current.scale}
    scales |= {Kind.NEED: needs.scale} if needs.way is Way.RATING else {}
    for survey in surveys:
        for column in survey.of(*scales):
            hint, scale = _hint_in(column.heading), scales[column.use.kind] if column.use else current.scale
            if hint and not (scale.labels and not any(text.strip().isdecimal() for text in column.cells)):
                fits = hint.fits(scale)
                if not fits or hint.runs_down(scale.low, scale.high, turned):
                    yield _of_hint("CX315" if fits else "CX314", survey, column, hint, scale.describe())
        ranked = survey.of(Kind.RANK)
        for column in ranked if len(ranked) > 1 else ():
            hint = _hint_in(column.heading)
            if hint and hint.runs_down(1, len(ranked), {}, best_first=True):
                yield _of_hint("CX315", survey, column, hint, f"1 to {len(ranked)}, 1 being the most wanted")


def _of_hint(code: str, survey: Survey, column: Column, hint: _Hint, levels: str) -> Finding:
    ends = f"{hint.low} to {hint.high}" if hint.low < hint.high else ""
    said = ", ".join(f"{number} = {word}" for number, word in sorted(hint.words.items())) or ends
    facts = {"value": column.heading, "said": said, "scale": f"{hint.low}-{hint.high}", "levels": levels}
    return survey.finding(code, column, **facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hint:
    """The ends of the scale that a heading states, and the words it gives some of its numbers."""

    low: int
    high: int
    words: Mapping[int, str]

    def fits(self, scale: Scale) -> bool:
        """Tell whether these are the ends of a scale; a single number with a word may be any of its levels."""
        if len(self.words) == 1 and self.low == self.high:
            return scale.low <= self.low <= scale.high
        return (self.low, self.high) == (scale.low, scale.high)

    def runs_down(self, low: int, high: int, turned: Mapping[str, str], *, best_first: bool = False) -> bool:
        """Tell whether a low number has a word of the top, or a high number a word of the bottom. Ranks have the best first.

        `turned` are the answers that a columns file explains.
        """
        top, bottom = ("low", "high") if best_first else ("high", "low")
        for number, text in self.words.items():
            level = turned.get(str(number), str(number))
            beyond = 2 * int(level) - (low + high) if level.isdecimal() else 0
            if (beyond < 0 and _end_of(text) == top) or (beyond > 0 and _end_of(text) == bottom):
                return True
        return False


def _end_of(text: str) -> str:
    """Return the end of a scale that a word stands for, "low" or "high"; "" if none. A word of the low end counts first."""
    words = set(_APART.split(text))
    return next((end for end, row in table("answers")["end"].items() if not words.isdisjoint(row["words"])), "")


def _hint_in(text: str) -> _Hint | None:
    """Return what a heading says about its scale, or None if it says nothing.

    >>> _hint_in("Need: Hiring (0 = none, 5 = most)")
    _Hint(low=0, high=5, words={0: 'none', 5: 'most'})
    """
    plain = fold(text[:LONGEST_HEADING])
    words = {int(number): clean(word) for number, word in _PAIR.findall(plain)}
    ranges = [(int(one or three), int(two or four)) for one, two, three, four in _RANGE.findall(plain)]
    ends = [number for pair in ranges for number in pair] + list(words)
    return _Hint(low=min(ends), high=max(ends), words=words) if ends else None


def about_offices(replies: Sequence[Reply], offices: Sequence[Office], framework: Framework) -> Iterator[Finding]:
    """Refuse a survey of fewer than two offices; warn of offices that answered nothing or ask for nobody."""
    if len(offices) < 2:
        yield Finding(code="CX206" if replies else "CX209", facts={"count": str(len(offices))})
    if not any(office.protege_slots and office.capability for office in offices):
        yield Finding(code="CX313")
    lowest = framework.need_scale.bottom
    for reply in replies:
        office = {"office": clean(reply.name)}
        if not (reply.capability or reply.need):
            yield Finding(code="CX210", place=reply.place(), facts=office)
        elif reply.protege_slots and all(level <= lowest for level in reply.need.values()):
            can = "can mentor and " if reply.mentor_slots else ""
            yield Finding(code="CX305", place=reply.place(), facts={**office, "can": can})


def column_uses(survey: Survey, asked: Collection[str]) -> Iterator[ColumnUse]:
    """Return each column with its use, in the words of a columns file; `asked` are the letters that there is a question about."""
    for column in survey.columns:
        use = TO_DECIDE if column.letter in asked else str(column.use or NOT_USED)
        yield ColumnUse(column=column.letter, heading=column.heading, use=use)


def source_of(surveys: Sequence[Survey], layout: str, notes: tuple[Finding, ...], *, keep_email: bool) -> Source:
    """Return where a cohort came from: the files, the day of the last answer, and which attributes are private."""

    def headings(is_one: Callable[[Column], bool]) -> tuple[str, ...]:
        columns = (column for survey in surveys for column in survey.of(Kind.ATTRIBUTE))
        return tuple(dict.fromkeys(column.heading for column in columns if is_one(column)))

    words = headings(is_free_text)
    contacts = headings(lambda column: holds_contacts(column, keep_email=keep_email))
    return Source(
        name=" and ".join(dict.fromkeys(survey.file for survey in surveys)),
        sha256=" ".join(dict.fromkeys(survey.sha256 for survey in surveys)),
        layout=layout,
        answered=max(last_day(survey.cells(Kind.TIME)) for survey in surveys),
        contacts=tuple(heading for heading in contacts if heading not in words),
        own_words=words,
        notes=notes,
    )
