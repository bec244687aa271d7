"""What only the organizer can say, as questions: from the columns that are open and the answers that cannot be read.

Each question has the lines of a columns file that would settle it, the likely ones first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import TypeAlias

from cxmatch.domain.findings import Proposal, Question
from cxmatch.records.text import clean, fold, grouped, listed
from cxmatch.survey.answers import Answers
from cxmatch.survey.answers.likely import likely_levels, likely_option, likely_role, likely_seats
from cxmatch.survey.answers.picks import nothing_named, unknown_options
from cxmatch.survey.answers.ratings import Ratings
from cxmatch.survey.columns.areas import Areas, together_in
from cxmatch.survey.columns.cells import NOT_ANSWERED, Explained, answers_in, needs_picked, shown, strengths_picked, unanswered
from cxmatch.survey.columns.singles import settling_line
from cxmatch.survey.columns.twins import copies_in, twins_in
from cxmatch.survey.headings import ASKED, ATTRIBUTE, BY_AREA, NOT_USED, Column, Kind, Survey, Use
from cxmatch.survey.headings.mapping import toml_line
from cxmatch.survey.headings.wording import nearest, place_in
from cxmatch.survey.offices.replies import unread_in
from cxmatch.survey.offices.settling import doubtful

_MOST_OFFICES, _FEWEST_LEVELS, _MOST_LEVELS, _MOST_WORDS = 8, 5, 101, 60
_LONGEST_ANSWER, _FIRST_CELLS, _FEW_CELLS, _LONGEST_CELL = 300, 4, 2, 40
_DOUBTED = "CX119"
_CORRECTED = frozenset({"CX102", "CX103", "CX105", "CX106", "CX107"})  # dates and numbers: to be looked up, not explained
_Cells: TypeAlias = list[tuple[Survey, Column, int]]
_PICKS = Use(kind=Kind.PICKS)
_SEATS = ("0", "1", "2", "3", "4", "5")
_SINGLES: Mapping[Kind, tuple[str, Callable[[str], str], tuple[str, ...]]] = {
    Kind.ROLE: ("Which role is {}?", likely_role, ("Mentor", "Protege", "Both", "Neither")),
    Kind.MENTOR_SEATS: ("How many proteges is {}?", likely_seats, _SEATS),
    Kind.PROTEGE_SEATS: ("How many mentors is {}?", likely_seats, _SEATS),
    Kind.CAN_MENTOR: ("Can mentor: is {} a yes or a no?", lambda _: "", ("Yes", "No")),
    Kind.WANTS_HELP: ("Wants a mentor: is {} a yes or a no?", lambda _: "", ("Yes", "No")),
}


def questions_on(surveys: Sequence[Survey], areas: Areas, answers: Answers) -> Iterator[Question]:
    """Ask what each column is that is not settled, then what each answer means that cannot be read."""
    yield from _about_columns(surveys, areas)
    yield from _about_unread(surveys, areas, answers)


# Questions about columns.


def _about_columns(surveys: Sequence[Survey], areas: Areas) -> Iterator[Question]:
    """Ask in the order of the survey; a column is asked about once."""
    for survey in surveys:
        taken: set[str] = set()
        for question in (*_which(survey), *_twins(survey), *_copies(survey), *_strange(survey, areas), *_asked(survey)):
            letters = {letter for proposal in question.proposals for letter in proposal.lines}
            if not letters & taken:
                yield question
            taken |= letters


def _which(survey: Survey) -> Iterator[Question]:
    """Ask which of several columns is the office, or something else that only one can be."""
    for kind in dict.fromkeys(column.rival for column in survey.columns if column.rival):
        rivals = [column for column in survey.columns if column.rival is kind]
        names = {column.index: len(set(map(fold, column.cells))) for column in rivals}
        rivals.sort(key=lambda column: -names[column.index])
        first, second = (names[column.index] for column in rivals[:2])
        yield _choice(survey, f"Which column is the {kind}?", rivals, Use(kind=kind), likely=first > second)
    if not survey.of(Kind.OFFICE) and not survey.asks_which(Kind.OFFICE):
        could = [column for column in survey.columns if _could_name_offices(column)]
        if could:
            yield _choice(survey, "Which column names the office?", could[:_MOST_OFFICES], Use(kind=Kind.OFFICE))


def _could_name_offices(column: Column) -> bool:
    """Tell whether a column that says nothing else has another name in each row."""
    names = [fold(text) for text in column.cells]
    free = column.use in (None, ATTRIBUTE) and not column.technical and bool(column.heading)
    return free and len(set(names)) == len(names) > 1 and not any(map(unanswered, names)) and not any(map(str.isdecimal, names))


def _choice(
    survey: Survey, asks: str, columns: Sequence[Column], use: Use, rest: Use | None = None, *, likely: bool = True
) -> Question:
    """Ask which of some columns has a use; `rest` is that of the others, where it is settled with it."""
    proposals = []
    for column in columns:
        uses = {each.letter: str(rest) for each in columns if rest} | {column.letter: str(use)}
        lines = {each.letter: settling_line(survey, each, uses[each.letter]) for each in columns if each.letter in uses}
        cells = ", ".join(f'"{cell}"' for cell in _first_cells(column)[:_FEW_CELLS])
        proposals.append(Proposal(words=f'column {column.letter}, "{column.heading}": {cells}', lines=lines))
    return replace(_question(survey, columns[0], asks, proposals, likely=likely), cells=())


def _twins(survey: Survey) -> Iterator[Question]:
    for twins in twins_in(survey):
        use, letters = twins[0].use or NOT_USED, listed([twin.letter for twin in twins])
        yield _choice(survey, f"Columns {letters} are both {use}. Which one counts?", twins, use, NOT_USED)


def _copies(survey: Survey) -> Iterator[Question]:
    for column, stem in copies_in(survey):
        uses = [str(use) for use in (NOT_USED, column.use) if use]
        lines = [{column.letter: toml_line(f"column {column.letter}", use)} for use in uses]  # the heading is the program's
        proposals = [Proposal(words=use, lines=line) for use, line in zip(uses, lines, strict=True)]
        yield _question(survey, column, f'"{column.heading}" looks like a copy of "{stem}". What is it?', proposals)


def _strange(survey: Survey, areas: Areas) -> Iterator[Question]:
    """Ask which practice area a heading means that names none of the framework."""
    names = [area.name for area in areas.framework.areas]
    for column in survey.of(*BY_AREA):
        if column.use and areas.id_of(column.area) is None:
            near = nearest(column.area, names)
            wanted = [Use(kind=column.use.kind, area=name) for name in dict.fromkeys([*filter(None, [near]), *names])]
            uses = [wanted[0], NOT_USED, *wanted[1:]] if near else [NOT_USED, *wanted]
            yield _question(survey, column, f'Which practice area is "{column.area}"?', _uses(survey, column, uses))


def _asked(survey: Survey) -> Iterator[Question]:
    """Ask what a column is that could be something; one that its words settled since is not asked about."""
    for column in survey.columns:
        if column.asked and column.use in (None, ATTRIBUTE, NOT_USED):
            asks, place = f'What is "{column.heading}"?', place_in(column.heading)
            first = [Use(kind=ASKED[place - 1])] if place in (1, 2) and _PICKS in column.asked else []
            yield _question(survey, column, asks, _uses(survey, column, [*column.asked, *first, NOT_USED, ATTRIBUTE]))


def _uses(survey: Survey, column: Column, uses: Iterable[Use]) -> list[Proposal]:
    words = map(str, dict.fromkeys(uses))
    return [Proposal(words=use, lines={column.letter: settling_line(survey, column, use)}) for use in words]


def _question(survey: Survey, column: Column, asks: str, proposals: Sequence[Proposal], *, likely: bool = True) -> Question:
    return Question(asks=asks, place=survey.place(column), proposals=tuple(proposals), cells=_first_cells(column), likely=likely)


def _first_cells(column: Column) -> tuple[str, ...]:
    """Return the first cells of a column that say something, as they are shown."""
    said = list(map(clean, answers_in(column.cells)))[:_FIRST_CELLS]
    return tuple(text if len(text) <= _LONGEST_CELL else f"{text[: _LONGEST_CELL - 3]}..." for text in said)


# Questions about answers.


def _about_unread(surveys: Sequence[Survey], areas: Areas, answers: Answers) -> Iterator[Question]:
    """Ask once about each answer: ratings, then picks, roles and seats, and departments."""
    asked: set[str] = set()
    questions = (
        *(_levels(surveys, ratings) for ratings in answers.ratings),
        *(_picks(survey, areas, answers.words) for survey in surveys),
        *(_single(survey, kind, answers.words) for survey in surveys for kind in _SINGLES),
        *(_together(surveys, areas, answers.words), _departments(surveys, answers.words)),
    )
    for question in chain.from_iterable(questions):
        if fold(question.answer) not in asked:
            yield question
        asked.add(fold(question.answer))


def _levels(surveys: Sequence[Survey], ratings: Ratings) -> Iterator[Question]:
    wanted = {text: [text] for text, code in ratings.unread.items() if _is_explainable(text, code)}
    found = _where(((survey, column) for survey in surveys for column in survey.of(*ratings.kinds)), wanted)
    texts, scale = list(found)[:_MOST_WORDS], ratings.scale
    sure = {clean(text): str(level) for text, level in sorted(ratings.likely.items(), key=lambda each: each[1])}
    likely = sure or likely_levels([text for text in texts if ratings.unread.get(text) != _DOUBTED], scale)
    levels = list(map(scale.say, range(scale.bottom, scale.top + 1, scale.unit)))[:_MOST_LEVELS]
    if sure:  # It is not sure that this is the scale, so the answers are numbers.
        levels = [str(level) for level in range(1, max(len(levels), _FEWEST_LEVELS) + 1)]
    for text in sorted(texts, key=lambda text: list(likely).index(text) if text in likely else len(likely)):
        yield _of_answer("Which level is {}?", text, found[text], likely.get(text, ""), (*levels, NOT_ANSWERED))


def _is_explainable(text: str, code: str) -> bool:
    """Tell whether an answer is words that may stand for a level, rather than a number or a date that slipped in."""
    return code not in _CORRECTED and len(text) <= _LONGEST_ANSWER and not re.fullmatch(r"[\d\s.,+-]*", text)


def _where(columns: Iterable[tuple[Survey, Column]], said: Mapping[str, Iterable[str]]) -> dict[str, _Cells]:
    """Return the cells behind each text that is asked about, as it is shown; `said` are the texts in a cell."""
    cells = ((survey, column, row) for survey, column in (columns if said else ()) for row in range(len(column.cells)))
    return grouped((clean(text), at) for at in cells for text in said.get(at[1].cells[at[2]], ()))


def _picks(survey: Survey, areas: Areas, words: Explained) -> Iterator[Question]:
    """Ask about the options that are no practice area, in the columns of choices that count."""
    columns = [] if survey.of(Kind.NEED, Kind.REQUIRED, Kind.RANK) else needs_picked(survey)
    columns += [] if survey.of(Kind.CAPABILITY, Kind.REQUIRED) else strengths_picked(survey)
    asked = survey.of(*ASKED)
    unknown = unknown_options(columns, areas, words) | unknown_options(asked, areas, nothing_named(words))
    cells = _where(((survey, column) for column in (*columns, *asked)), unknown)
    names = [area.name for area in areas.framework.areas]
    for option, where in list(cells.items())[:_MOST_WORDS]:
        yield _of_answer("Which practice area is {}?", option, where, likely_option(option, names), (NOT_ANSWERED, *names))


def _single(survey: Survey, kind: Kind, words: Explained) -> Iterator[Question]:
    """Ask what the answers about a role, seats or a wish mean that say none."""
    column, (asks, guess, choices) = survey.only(kind), _SINGLES[kind]
    unread = [text for text in unread_in(survey, kind) if fold(text) not in words and len(text) <= _LONGEST_ANSWER]
    found = _where([(survey, column)] if column else [], {text: [text] for text in unread})
    for text, where in list(found.items())[:_MOST_WORDS]:
        yield _of_answer(asks, text, where, guess(text), (*choices, NOT_ANSWERED))


def _together(surveys: Sequence[Survey], areas: Areas, words: Explained) -> Iterator[Question]:
    """Ask whether choices that never stand apart are one practice area."""
    for survey, column, run in together_in(surveys, areas, words):
        whole, rows = ", ".join(run), [(survey, column, row) for row, text in enumerate(column.cells) if run[0] in text]
        ways = {"one practice area": whole, f"{len(run)} practice areas": run[0]}
        proposals = tuple(Proposal(words=way, lines={name: toml_line(name, name)}) for way, name in ways.items())
        yield replace(_of_answer("Is {} one practice area?", whole, rows, "", ()), proposals=proposals, likely=True)


def _departments(surveys: Sequence[Survey], words: Explained) -> Iterator[Question]:
    columns = [(survey, column) for survey in surveys for column in survey.of(Kind.DEPARTMENT)]
    for short, long in doubtful(surveys, words):
        cells = [(survey, c, row) for survey, c in columns for row, text in enumerate(c.cells) if clean(text) == short]
        one = Proposal(words="one department", lines={short: toml_line(short, long)})
        two = Proposal(words="two departments", lines={name: toml_line(name, name) for name in (short, long)})
        question = _of_answer(f'Are {{}} and "{shown(long)}" one department?', short, cells, "", ())
        yield replace(question, proposals=(one, two), likely=True)


def _of_answer(asks: str, text: str, cells: _Cells, likely: str, choices: Sequence[str]) -> Question:
    """Ask what an answer means, the likely meaning first."""
    survey, column, row = cells[0]
    meanings = dict.fromkeys([*filter(None, [likely]), *choices])
    return Question(
        asks=asks.format(f'"{shown(text)}"'),
        place=survey.place(column, row),
        proposals=tuple(Proposal(words=meaning, lines={text: toml_line(text, meaning)}) for meaning in meanings),
        cells=_first_cells(column),
        answer=text,
        times=len(cells),
        columns=len({id(column) for _, column, _ in cells}),
        likely=bool(likely),
    )
