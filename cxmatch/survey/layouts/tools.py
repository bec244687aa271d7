"""The survey tools we recognize. Each function looks at the rows from `at` on and returns the tool's header, or None."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cxmatch.survey.headings.directions import words_of
from cxmatch.survey.headings.survey import Heading, heading_text
from cxmatch.survey.headings.wording import LONGEST_HEADING, is_called, key

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The headings of a table, and the index of its last header row. `layout` is the name of the layout for people."""

    layout: str
    last: int
    headings: tuple[Heading, ...]


_GOOGLE_FILE = re.compile(r"\d{4}/\d{1,2}/\d{1,2} \d{1,2}:\d{2}:\d{2}( [AP]M)? (GMT|UTC)\S*|\d{4}/\d{1,2}/\d{1,2} .*(GMT|UTC).*")
_GOOGLE_SHEET = re.compile(r"\d{1,2}[/.]\d{1,2}[/.]\d{4} \d{1,2}[:.]\d{2}[:.]\d{2}( [AP]M)?")
_IMPORT_ID = re.compile(r"""\s*\{\s*["']ImportId["']""")
_GRID = re.compile(r"(.+?)\s*\[(.+)\]", re.DOTALL)


_QUALTRICS_NAMES = words_of(
    "startdate enddate status ipaddress progress durationinseconds finished recordeddate responseid recipientlastname "
    "recipientfirstname recipientemail externalreference externaldatareference locationlatitude locationlongitude "
    "distributionchannel userlanguage responseset emailaddress name qrecaptchascore"
)
_SIGNS_OF_QUALTRICS = words_of("startdate enddate recordeddate responseid ipaddress progress distributionchannel userlanguage")
_DIGITS_BELOW = words_of("startdate enddate recordeddate ipaddress")
_MONKEY_NAMES = words_of(
    "respondentid collectorid startdate enddate ipaddress emailaddress firstname lastname customdata1 datecreated datemodified"
)
_TOUCHPOINTS_NAMES = words_of(
    "id uuid locationcode useragent status archived flagged spam deleted deletedat page querystring hostname referrer "
    "createdat ipaddress tags aasmstate language externalid"
)
_MICROSOFT_NAMES = words_of(
    "id starttime completiontime email name lastmodifiedtime totalpoints quizfeedback gradepostedtime language"
)
_WHOLE_ANSWER = frozenset({"", "response", "openendedresponse"})
_QUIZ = ("points - ", "feedback - ")


def microsoft_forms(rows: Rows, at: int) -> Header | None:
    """Recognize Microsoft Forms: columns ID, Start time, Completion time."""
    if not {"id", "starttime", "completiontime"} <= set(map(key, rows[at])):
        return None
    headings = [
        Heading(index=index, text=text, technical=key(text) in _MICROSOFT_NAMES or text.casefold().startswith(_QUIZ))
        for index, text in enumerate(map(heading_text, rows[at]))
    ]
    return Header(layout="Microsoft Forms export", last=at, headings=tuple(headings))


def google_forms(rows: Rows, at: int) -> Header | None:
    """Recognize Google Forms: a first column of times, written in one of the two ways that Google writes them."""
    if not rows[at] or not is_called(rows[at][0], "google time") or at + 1 >= len(rows):
        return None
    times = [row[0].strip() for row in rows[at + 1 :] if row[0].strip()][:5]
    kinds = ((_GOOGLE_FILE, "Google Forms export"), (_GOOGLE_SHEET, "Google Forms export, saved from a Google Sheet"))
    layout = next((name for pattern, name in kinds if times and all(map(pattern.fullmatch, times))), "")
    headings = [_grid_heading(index, heading_text(cell)) for index, cell in enumerate(rows[at])]
    return Header(layout=layout, last=at, headings=tuple(headings)) if layout else None


def _grid_heading(index: int, text: str) -> Heading:
    grid = _GRID.fullmatch(text) if len(text) <= LONGEST_HEADING else None
    if not grid:
        return Heading(index=index, text=text)
    return Heading(index=index, text=text, question=grid[1], item=grid[2])


def touchpoints(rows: Rows, at: int) -> Header | None:
    """Recognize GSA Touchpoints: columns UUID, Created at and one such as User Agent; or the columns of its upload file."""
    keys = set(map(key, rows[at]))
    exported = {"uuid", "createdat"} <= keys and bool(keys & {"useragent", "hostname", "referrer", "flagged", "archived"})
    upload = "externalid" in keys and any(word.startswith("positiveeffectiveness") for word in keys)
    if not (exported or upload):
        return None
    headings = [
        Heading(index=index, text=text, technical=key(text) in _TOUCHPOINTS_NAMES)
        for index, text in enumerate(map(heading_text, rows[at]))
    ]
    layout = "GSA Touchpoints export" if exported else "GSA Touchpoints upload file"
    return Header(layout=layout, last=at, headings=tuple(headings))


def survey_monkey(rows: Rows, at: int) -> Header | None:
    """Recognize SurveyMonkey: a column Respondent ID. A second header row holds the parts of questions, unless condensed."""
    keys = list(map(key, rows[at]))
    if "respondentid" not in keys or len(keys) < 2:
        return None
    below = list(map(heading_text, rows[at + 1])) if at + 1 < len(rows) else []
    spanned = len(below) > keys.index("respondentid") and not below[keys.index("respondentid")]
    if not spanned and not set(keys) & (_MONKEY_NAMES - {"respondentid"}):
        return None
    parts = below if spanned else []
    headings = tuple(_spanned(list(map(heading_text, rows[at])), parts, _MONKEY_NAMES))
    layout = "SurveyMonkey export" if spanned else "SurveyMonkey export, condensed"
    return Header(layout=layout, last=at + spanned, headings=headings)


def _spanned(first: list[str], second: list[str], technical: frozenset[str]) -> Iterator[Heading]:
    """Join two header rows in which a question stands above the first of its columns only."""
    width = max(len(first), len(second))
    question = ""
    for index in range(width):
        above = first[index] if index < len(first) else ""
        below = second[index] if index < len(second) else ""
        question = above or question
        if key(below) in {*_WHOLE_ANSWER, key(question)} or not question:
            text = above or below
            yield Heading(index=index, text=text, technical=key(text) in technical)
        else:
            yield Heading(index=index, text=f"{question} - {below}", question=question, item=below, technical=_is_other(below))


def _is_other(text: str) -> bool:
    """Tell whether a column holds what people typed beside "Other"."""
    return key(text).startswith(("otherpleasespecify", "otherpleasedescribe", "otherplease"))


def merged_headings(first: Sequence[str], second: Sequence[str]) -> tuple[Heading, ...]:
    """Return the headings of a table in which "Capability" stands once in a row above the areas."""
    return tuple(_spanned(list(map(heading_text, first)), list(map(heading_text, second)), frozenset()))


def qualtrics(rows: Rows, at: int) -> Header | None:
    """Recognize Qualtrics: rows of names, question texts and `{"ImportId": ...}`; in old or edited files not all of them."""
    names = [heading_text(cell) for cell in rows[at]]
    ids = next((row for row in (1, 2) if at + row < len(rows) and any(map(_IMPORT_ID.match, rows[at + row]))), 0)
    old = [name.upper() for name in names[:2]] == ["V1", "V2"]
    if not (ids or old or len(_SIGNS_OF_QUALTRICS & set(map(key, names))) >= 2) or at + 1 >= len(rows):
        return None
    labelled = ids == 2 or old or (not ids and _has_labels(names, rows[at + 1]))
    texts = list(map(heading_text, rows[at + 1])) if labelled else names
    kind = _qualtrics_kind(ids, old, labelled)
    return Header(layout=kind, last=at + (ids or int(labelled)), headings=tuple(_qualtrics_headings(names, texts, old)))


def _has_labels(names: list[str], row: Sequence[str]) -> bool:
    """Tell whether this row holds question texts and not the first answer, which has digits below times and addresses."""
    cells = [cell for name, cell in zip(names, row, strict=False) if key(name) in _DIGITS_BELOW]
    return bool(cells) and not any(letter.isdigit() for cell in cells for letter in cell)


def _qualtrics_kind(ids: int, old: bool, labelled: bool) -> str:
    if old:
        return "Qualtrics export of the very old kind (V1, V2)"
    if ids:
        return "Qualtrics export" if labelled else "Qualtrics export without its question texts"
    return "Qualtrics export without its third header row" if labelled else "Qualtrics export with one header row"


def _qualtrics_headings(names: list[str], texts: list[str], old: bool) -> Iterator[Heading]:
    """Return the headings: technical columns by name, which is the same in every language, questions by their text."""
    texts = [_without_choice(texts[index] if index < len(texts) else "") for index in range(len(names))]
    shared = Counter(text.rpartition(" - ")[0] for text in texts)
    for index, (name, text) in enumerate(zip(names, texts, strict=True)):
        known = text if old else name
        if key(known) in _QUALTRICS_NAMES:
            yield Heading(index=index, text=known, technical=True)
            continue
        question, _, item = text.rpartition(" - ")
        parted = bool(question) and shared[question] > 1
        other = name.upper().endswith("_TEXT")
        yield Heading(
            index=index, text=text or name, question=question if parted else "", item=item if parted else "", technical=other
        )


def _without_choice(text: str) -> str:
    """Drop the words that Qualtrics adds to questions with choices."""
    return text.replace(" - Selected Choice", "")


TOOLS = (survey_monkey, qualtrics, touchpoints, microsoft_forms, google_forms)


def technical_cells(headings: Iterable[Heading], word: str) -> int | None:
    """Return the index of the technical column of this name, or None."""
    return next((heading.index for heading in headings if heading.technical and key(heading.text) == word), None)
