"""The closing document as a paper, once for organizers and once for everybody; its words are the nouns' own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cxmatch.domain.checkin import CheckIn, PairStatus
from cxmatch.domain.handover import HandedPair, Handover, Round
from cxmatch.domain.matching import Side
from cxmatch.domain.progress import Count, Group, by_question, tallies
from cxmatch.domain.published import FEWEST, PublicArea, PublicPair, Published, Said
from cxmatch.domain.rows import Column
from cxmatch.exports.paper import ORGANIZERS, Block, Paper, Section, Table, Told, part, tabled
from cxmatch.exports.paper.progress import noticed, noticed_table, own_words
from cxmatch.exports.paper.season import short_table
from cxmatch.records.codec import dumps
from cxmatch.records.text import counted

_NOT_SHOWN = "not shown"


def handover_paper(found: Handover) -> Paper:
    """Return the closing document for organizers as a paper."""
    pairs, short = _pairs(found), short_table(found.gaps.areas)
    words = own_words(found.status.pairs if found.status else (), _ON_WORDS)
    return Paper(
        title="Closing document",
        reader=f"{ORGANIZERS} it says of each office what it answered. The version for everybody is made with  --publish.",
        brief=found.verdict,
        sections=(
            Section(heading="Who worked with whom, and on what", blocks=(pairs,)),
            *_changed(found),
            *_taken_up(found, words),
            Section(heading="What is still short", blocks=(short, *_waiting(found))),
            Section(heading="What it would take", blocks=tuple(_it_would_take(found))),
            Section(heading="Still open", blocks=(found.open_ends or ("Nothing.",),)),
            Section(heading="To go on", blocks=(tuple(_to_go_on(found)),)),
            *noticed(found.findings),
        ),
        tables=(pairs, short, *words, *noticed_table(found.findings)),
        record=dumps(found),
    )


def _pairs(found: Handover) -> Table:
    heard = {(each.mentor, each.protege): each for each in (found.status.pairs if found.status else ())}
    rows = [
        (each, pair, heard.get((pair.mentor, pair.protege)) if each is found.last else None)
        for each in found.rounds
        for pair in each.pairs
    ]
    told = _ON_PAIR if len(found.rounds) > 1 else _ON_PAIR[1:]
    return tabled("Pairs", "Own rating: how the protege rates itself in what the pair began with, then and now.", told, rows)


def _changed(found: Handover) -> Iterator[Section]:
    if found.progress is None:
        return
    counts = [(group, count) for group, count in found.progress.groups.items() if count.known or count.unknown]
    told = [line for effect in found.progress.effects for line in (effect.lines[:2] if effect.chance else effect.lines[:1])]
    table = tabled("Ratings", "How many of the proteges' own ratings rose, stayed and fell.", _ON_COUNT, counts)
    yield Section(heading="What changed, by the proteges' own ratings", blocks=(table, tuple(told), found.progress.warning))


def _taken_up(found: Handover, words: Sequence[Table]) -> Iterator[Section]:
    if found.status is None:
        return
    counts = by_question(tallies([pair.answers for pair in found.status.pairs]))
    heard = sum(bool(pair.answers) for pair in found.status.pairs)
    told = f"By check-ins of {heard:,} of {counted(len(found.status.pairs), 'pair')}; whoever is not counted did not say it."
    yield Section(heading="What was taken up", blocks=(told, counts, *words) if counts else (told, *words))


def _waiting(found: Handover) -> Iterator[Block]:
    if found.last.waiting:
        yield f"Without a mentor at the end: {counted(len(found.last.waiting), 'protege')}, each with its reason below."


def _it_would_take(found: Handover) -> Iterator[Block]:
    if found.seats or found.advice:
        yield "In the last round one more seat, or one more mentor, would have brought:"
        gains = [f"{each.words(found.unit)}." for each in found.seats] + [each.words(found.unit) for each in found.advice]
        yield tuple(gains)
        yield "The total fit adds up, over all pairs, how far mentors are ahead where their proteges want help."
    yield from found.left_out
    if found.topics:
        yield "To take up next, in sessions and pairs:"
        yield tuple(topic.words for topic in found.topics)


def _to_go_on(found: Handover) -> Iterator[str]:
    yield "Keep the folder of each run: its run.json is the record, and  cxmatch verify RUN  checks it without a solver."
    yield "So that no pair is repeated, pair the next survey with  cxmatch pair SURVEY --past RUN"
    yield "Ask each office before launch whether it says yes:  cxmatch ask RUN"
    if found.progress is None:
        yield "Ask the survey again before the offices part:  cxmatch template --again"
    yield f"This document was made from {'; '.join(f'round {each.number}: run {each.run[:12]}' for each in found.rounds)}."


def published_paper(found: Published) -> Paper:
    """Return the closing document for everybody as a paper."""
    told = _ON_PUBLIC if found.rounds > 1 else _ON_PUBLIC[1:]
    pairs, areas = tabled("Pairs", "", told, found.pairs), _areas(found)
    more = [f"{counted(found.more_pairs, 'more pair')}: not shown."] * bool(found.more_pairs)
    said = tabled("Check-ins", "", _ON_SAID, found.said)
    return Paper(
        title="What came of the mentor program",
        reader="For everybody: it has no office's ratings and no score.",
        brief=(*found.verdict, _HONEST),
        sections=(
            Section(heading="Practice area by practice area", blocks=(areas, *_explained(found))),
            *part("What the pairs say", tuple(each.sentence for each in found.said), when=found.said),
            *_next(found),
            Section(heading="Who worked with whom", blocks=(pairs, *more)),
            Section(heading="What cannot be worked out of this", blocks=tuple(_promised(found))),
        ),
        tables=(areas, pairs, *([said] * bool(found.said))),
        record=dumps(found),
    )


_HONEST = (
    "These are counts of ratings that offices gave of themselves. They do not show that the program is the reason for a change."
)


def _areas(found: Published) -> Table:
    every = _ON_AREA if found.asked_again else tuple(each for each in _ON_AREA if each[0].heading not in _ON_CHANGES)
    return tabled("Practice areas", "", every, found.areas)


def _explained(found: Published) -> Iterator[Block]:
    yield "Pairs: how many began with it. Wanted help: how many offices asked for help there."
    if found.asked_again:
        yield "Rose, stayed, fell: the proteges' own ratings in what they began with; steps: how far these moved, all added up."
        yield f"The scale: {found.scale}."
    if found.hidden:
        yield f'"{_NOT_SHOWN.capitalize()}": of fewer than {FEWEST} offices, or a rating could be worked out of it.'


def _next(found: Published) -> list[Section]:
    wanted = [each for each in found.areas if each.wanted_now or (not found.asked_again and each.wanted)]
    texts = [f"{each.area}: {each.practice.in_brief}" for each in wanted[:3] if each.practice]
    return part("A first practice for what is wanted most", tuple(texts), when=texts)


def _promised(found: Published) -> Iterator[Block]:
    yield found.promise
    if found.hidden:
        yield f"Left out for that reason, or since it would be about fewer than {FEWEST} offices:"
        yield tuple(found.hidden)
    yield (
        "What the check does not know: what readers learn elsewhere, from other documents on the same offices, or from several"
        " offices that put their ratings together."
    )


def _heard(pair: PairStatus | None, side: Side, name: str) -> str:
    said = next((each for each in pair.answers if each.by is side), None) if pair else None
    value = getattr(said, name) if said else None
    return "" if value is None else str(value)


_Row = tuple[Round, HandedPair, PairStatus | None]
_ON_PAIR: Told[_Row] = (
    (Column("Round", 9, "number"), lambda row: row[0].number),
    (Column("Mentor", 25), lambda row: row[1].mentor),
    (Column("Protege", 25), lambda row: row[1].protege),
    (Column("Began with", 24), lambda row: row[1].topic),
    (Column("Own rating", 15), lambda row: row[1].ratings),
    (Column("Meetings", 16), lambda row: _heard(row[2], Side.PROTEGE, "meetings") or _heard(row[2], Side.MENTOR, "meetings")),
    (Column("Would keep", 15), lambda row: _heard(row[2], Side.PROTEGE, "keep")),
)
_ON_COUNT: Told[tuple[Group, Count]] = (
    (Column("Whose ratings", 44), lambda row: row[0].value.capitalize()),
    (Column("Rose", 8, "number"), lambda row: row[1].rose),
    (Column("Stayed", 9, "number"), lambda row: row[1].stayed),
    (Column("Fell", 8, "number"), lambda row: row[1].fell),
    (Column("Not known", 9, "number"), lambda row: row[1].unknown),
)
_ON_WORDS: Told[tuple[CheckIn, str]] = (
    (Column("Pair", 40), lambda row: f"{row[0].mentor} mentoring {row[0].protege}"),
    (Column("Who says it", 10), lambda row: row[0].by.value.capitalize()),
    (Column("Question", 16), lambda row: row[1]),
    (Column("In own words", 60), lambda row: row[0].words[row[1]]),
)
_ON_PUBLIC: Told[PublicPair] = (
    (Column("Round", 7, "number"), lambda pair: pair.round),
    (Column("Mentor", 32), lambda pair: pair.mentor),
    (Column("Protege", 32), lambda pair: pair.protege),
    (Column("Began with", 26), lambda pair: pair.topic or _NOT_SHOWN),
)
_ON_SAID: Told[Said] = (
    (Column("What they say", 60), lambda said: said.words),
    (Column("How many", 9, "number"), lambda said: said.number),
    (Column("Of those that answered", 9, "number"), lambda said: said.answered),
)


def _count(area: PublicArea, name: str) -> int | str:
    return getattr(area.change, name) if area.change else _NOT_SHOWN if area.pairs else ""


def _wanted(area: PublicArea, number: int | None) -> int | str:
    """Return how many want help; all areas together have no such number."""
    return "" if area.is_all else _NOT_SHOWN if number is None else number


_ON_AREA: Told[PublicArea] = (
    (Column("Practice area", 26), lambda area: area.area),
    (Column("Pairs", 10, "number"), lambda area: area.pairs),
    (Column("Rose", 10, "number"), lambda area: _count(area, "rose")),
    (Column("Stayed", 11, "number"), lambda area: _count(area, "stayed")),
    (Column("Fell", 10, "number"), lambda area: _count(area, "fell")),
    (Column("Steps", 10, "number"), lambda area: area.steps or (_NOT_SHOWN if area.pairs else "")),
    (Column("Wanted help", 12, "number"), lambda area: _wanted(area, area.wanted)),
    (Column("Want it now", 12, "number"), lambda area: _wanted(area, area.wanted_now)),
)
_ON_CHANGES = ("Rose", "Stayed", "Fell", "Steps", "Want it now")
