"""What progress says as a paper; its words are the noun's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cxmatch.domain.checkin import OWN_WORDS, CheckIn
from cxmatch.domain.effect import Effect
from cxmatch.domain.matching import Side
from cxmatch.domain.progress import Count, Group, PairProgress, Progress, Tally, by_question
from cxmatch.domain.rows import Column
from cxmatch.exports.paper import ORGANIZERS, Paper, Points, Section, Table, Told, tabled
from cxmatch.exports.paper.checkins import noticed, noticed_table, said_by
from cxmatch.records.codec import dumps
from cxmatch.records.text import listed


def progress_paper(found: Progress) -> Paper:
    """Return progress as a paper."""
    every = [("", group, count) for group, count in found.groups.items()]
    by_area = [(area.area, group, count) for area in found.areas for group, count in area.groups.items()]
    groups = _counted("Ratings", "How many ratings rose, stayed and fell.", every)
    areas = _counted("By practice area", "The same by practice area.", by_area)
    said = [tabled("Pairs", "What each protege says.", (*_ON_NAMES, *_ON_PROGRESS), found.pairs)] * found.asked
    pairs = tabled("Pairs", "What is said of each pair.", (*_ON_NAMES, *_ON_PROGRESS, *_ON_ANSWERS), found.pairs)
    gone = tabled("Did not answer", "Who did not answer again.", _ON_NAME, found.gone)
    chance = tabled("Chance", "How easily chance alone would move the ratings so.", _ON_CHANCE, list(_by_line(found.effects)))
    return Paper(
        title="What came of the round",
        reader=f"{ORGANIZERS} it says of each office what it answered.",
        brief=(found.summary, found.warning),
        sections=(
            *_checked_in(found),
            *(Section(heading="Pair by pair", blocks=(table,)) for table in said),
            Section(heading="How the proteges rate themselves now, compared with before", blocks=(groups,)),
            *(Section(heading=_CHANCE.format(each.asks.value), blocks=(Points(texts=each.lines),)) for each in found.effects),
            Section(heading="The same by practice area", blocks=(areas,)),
            *([Section(heading="Did not answer again", blocks=(Points(texts=found.gone),))] * bool(found.gone)),
            *noticed(found.findings),
        ),
        tables=(
            *_tallied(found),
            *([pairs] * bool(found.asked or found.tallies)),
            *_own_words(found),
            groups,
            areas,
            chance,
            gone,
            *noticed_table(found.findings),
        ),
        record=dumps(found),
    )


_CHANCE = "How easily chance alone would do that: {}"


def _checked_in(found: Progress) -> Iterator[Section]:
    if found.tallies:
        yield Section(heading="By the check-ins", blocks=(found.heard, Points(texts=by_question(found.tallies))))
        heard = [pair for pair in found.pairs if pair.answers]
        table = tabled("What both sides say", "", (*_ON_NAMES, *_ON_ANSWERS), heard)
        yield Section(heading="The check-ins, pair by pair", blocks=(table,))


def _tallied(found: Progress) -> list[Table]:
    rows = [(tally, answer) for tally in found.tallies or () for answer in tally.answers]
    return [tabled("Check-ins", "How often each answer was given, by each side.", _ON_TALLY, rows)] if rows else []


def _own_words(found: Progress) -> list[Table]:
    """Return, where own words were kept, a table of them: goals, practices taken up and stories."""
    heard = [each for pair in found.pairs for each in pair.answers]
    rows = [(each, question) for question in OWN_WORDS for each in heard if each.words.get(question)]
    return [tabled("In own words", "Goals, practices taken up and stories. They are private.", _ON_WORDS, rows)] if rows else []


def _by_line(effects: Sequence[Effect]) -> Iterator[tuple[Effect, str]]:
    return ((effect, line) for effect in effects for line in effect.lines)


def _counted(name: str, tells: str, counts: Sequence[tuple[str, Group, Count]]) -> Table:
    return tabled(name, tells, _ON_COUNT, [entry for entry in counts if entry[2].known or entry[2].unknown])


_ON_NAMES: Told[PairProgress] = (
    (Column("Protege", 34), lambda pair: pair.protege),
    (Column("Mentor", 34), lambda pair: pair.mentor),
)
_ON_PROGRESS: Told[PairProgress] = (
    (Column("Then", 44), lambda pair: pair.then),
    (Column("Comes first now", 26), lambda pair: listed(pair.now)),
    (Column("Meetings held", 15), lambda pair: pair.meetings),
    (Column("Would keep", 10), lambda pair: pair.keep),
)
_ON_ANSWERS: Told[PairProgress] = (
    (Column("The mentor says", 46), lambda pair: said_by(pair.answers, Side.MENTOR) if pair.answers else ""),
    (Column("The protege says", 46), lambda pair: said_by(pair.answers, Side.PROTEGE) if pair.answers else ""),
)
_ON_TALLY: Told[tuple[Tally, str]] = (
    (Column("Question", 20), lambda row: row[0].question),
    (Column("Who says it", 14), lambda row: row[0].by.value.capitalize()),
    (Column("Answer", 14), lambda row: row[1].capitalize()),
    (Column("How many", 11, "number"), lambda row: row[0].answers[row[1]]),
)
_ON_WORDS: Told[tuple[CheckIn, str]] = (
    (Column("Mentor", 30), lambda row: row[0].mentor),
    (Column("Protege", 30), lambda row: row[0].protege),
    (Column("Who says it", 14), lambda row: row[0].by.value.capitalize()),
    (Column("Question", 20), lambda row: row[1]),
    (Column("In own words", 80), lambda row: row[0].words[row[1]]),
)
_ON_CHANCE: Told[tuple[Effect, str]] = (
    (Column("What is asked", 24), lambda row: row[0].asks.value.capitalize()),
    (Column("What there is to say", 100), lambda row: row[1]),
)
_ON_COUNT: Told[tuple[str, Group, Count]] = (
    (Column("Practice area", 26), lambda counted: counted[0]),
    (Column("Whose ratings", 44), lambda counted: counted[1].value.capitalize()),
    (Column("Rose", 8, "number"), lambda counted: counted[2].rose),
    (Column("Stayed", 9, "number"), lambda counted: counted[2].stayed),
    (Column("Fell", 8, "number"), lambda counted: counted[2].fell),
    (Column("Not known", 9, "number"), lambda counted: counted[2].unknown),
)
_ON_NAME: Told[str] = ((Column("Office", 40), lambda name: name),)
