"""How pairs go by their check-ins, and what came of a round, as papers; the words are the nouns' own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from cxmatch.domain.checkin import OWN_WORDS, CheckIn, Course, Owed, PairStatus, Repaired, RoundStatus
from cxmatch.domain.effect import Effect
from cxmatch.domain.findings import Finding
from cxmatch.domain.matching import Side
from cxmatch.domain.progress import Count, Group, PairProgress, Progress, Tally, by_question
from cxmatch.domain.rows import Column
from cxmatch.exports.paper import ON_NAME, ORGANIZERS, Block, Paper, Section, Table, Told, part, tabled
from cxmatch.records.codec import dumps
from cxmatch.records.text import counted, listed

_PAIRINGS = "Pairings"  # the sheet that `rerun --decisions` reads
_TELLS = (
    "What the two sides of each pair say. Change stands beside those that never met: with  cxmatch rerun RUN --decisions FILE"
    "  they get other partners. You decide: empty the cell, or write Keep, Change or Never."
)


def status_paper(found: RoundStatus) -> Paper:
    """Return the status of a round as a paper."""
    tells = "What it would cost to give those who never met other partners."
    plans = tabled("Other partners", tells, _on_plan(found.unit), found.plans)
    return Paper(
        title="How the pairs go",
        reader=f"{ORGANIZERS} it says of each pair what both sides answered.",
        brief=(found.verdict, *([f"To phone first: {listed(found.to_phone)}."] if found.to_phone else [])),
        sections=tuple(_sections(found)),
        tables=(
            _decided(found),
            *([plans] * bool(found.plans)),
            tabled("Owe an answer", "Who has not answered, and about whom.", _ON_OWED, found.owed),
            *noticed_table(found.findings),
        ),
        record=dumps(found),
    )


def _decided(found: RoundStatus) -> Table:
    """Return the pairs with a column for decisions, which is there for organizers also where it is empty."""
    table = tabled(_PAIRINGS, _TELLS, _ON_PAIR, found.pairs)
    said = ["Change" if pair.course is Course.NEVER_MET else "" for pair in found.pairs]
    rows = [(*row, decision) for row, decision in zip(table.rows, said, strict=True)]
    return replace(table, columns=(*table.columns, _DECISION), rows=rows)


def _sections(found: RoundStatus) -> Iterator[Section]:
    for course in Course:
        if pairs := found.of(course):
            table = tabled("What both sides say", "", (*_ON_NAMES, *_ON_ANSWERS), pairs)
            yield Section(heading=f"{course.value.capitalize()}: {counted(len(pairs), 'pair')}", blocks=(table,))
    if found.plans or found.no_plan:
        yield Section(heading="Other partners for those who never met", blocks=tuple(_on_plans(found)))
    if found.owed:
        owed = tuple(f"{each.office}, about its {each.role.value} {each.partner}" for each in found.owed)
        yield Section(heading="Owe an answer", blocks=(owed,))
    yield from noticed(found.findings)


def _on_plans(found: RoundStatus) -> Iterator[Block]:
    if found.no_plan:
        yield f"There is no way: {found.no_plan}"
    for plan in found.plans:
        what = f"Plan {plan.letter} changes {counted(plan.others, 'other pairing')} and costs {plan.costs(found.unit)}."
        yield f"{what} To tell: {listed(plan.to_tell)}."
        yield tuple(map(str, plan.moves))


_ON_NAMES: Told[PairStatus] = (
    (Column("Mentor", 30), lambda pair: pair.mentor),
    (Column("Protege", 30), lambda pair: pair.protege),
)
_ON_ANSWERS: Told[PairStatus] = (
    (Column("The mentor says", 46), lambda pair: _said_by(pair.answers, Side.MENTOR)),
    (Column("The protege says", 46), lambda pair: _said_by(pair.answers, Side.PROTEGE)),
    (Column("They differ on", 20), lambda pair: listed(pair.differ)),
)
_ON_PAIR: Told[PairStatus] = (*_ON_NAMES, (Column("How it goes", 20), lambda pair: pair.course.value), *_ON_ANSWERS)
_DECISION = Column("Decision", 10)
_ON_OWED: Told[Owed] = (
    (Column("Office", 34), lambda owed: owed.office),
    (Column("Partner", 34), lambda owed: owed.partner),
    (Column("Partner is", 10), lambda owed: owed.role.value),
)


def _on_plan(unit: int) -> Told[Repaired]:
    return (
        (Column("Plan", 8), lambda plan: plan.letter),
        (Column("Other pairings changed", 12, "number"), lambda plan: plan.others),
        (Column("More proteges paired", 12, "number"), lambda plan: plan.paired),
        (Column("It costs", 30), lambda plan: plan.costs(unit)),
        (Column("What changes", 60), lambda plan: "; ".join(map(str, plan.moves))),
        (Column("To tell", 60), lambda plan: ", ".join(plan.to_tell)),
    )


def progress_paper(found: Progress) -> Paper:
    """Return progress as a paper."""
    every = [("", group, count) for group, count in found.groups.items()]
    by_area = [(area.area, group, count) for area in found.areas for group, count in area.groups.items()]
    groups = _counted("Ratings", "How many ratings rose, stayed and fell.", every)
    areas = _counted("By practice area", "The same by practice area.", by_area)
    said = [tabled("Pairs", "What each protege says.", (*_ON_PROGRESS_NAMES, *_ON_PROGRESS), found.pairs)] * found.asked
    pairs = tabled("Pairs", "What is said of each pair.", (*_ON_PROGRESS_NAMES, *_ON_PROGRESS, *_ON_BOTH), found.pairs)
    gone = tabled("Did not answer", "Who did not answer again.", ON_NAME, found.gone)
    lines = [(effect, line) for effect in found.effects for line in effect.lines]
    chance = tabled("Chance", "How easily chance alone would move the ratings so.", _ON_CHANCE, lines)
    return Paper(
        title="What came of the round",
        reader=f"{ORGANIZERS} it says of each office what it answered.",
        brief=(found.summary, found.warning),
        sections=(
            *_checked_in(found),
            *(Section(heading="Pair by pair", blocks=(table,)) for table in said),
            Section(heading="How the proteges rate themselves now, compared with before", blocks=(groups,)),
            *(Section(heading=_CHANCE.format(each.asks.value), blocks=(each.lines,)) for each in found.effects),
            Section(heading="The same by practice area", blocks=(areas,)),
            *part("Did not answer again", found.gone, when=found.gone),
            *noticed(found.findings),
        ),
        tables=(
            *_tallied(found),
            *([pairs] * bool(found.asked or found.tallies)),
            *own_words(found.pairs, _ON_WORDS),
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
        yield Section(heading="By the check-ins", blocks=(found.heard, by_question(found.tallies)))
        heard = [pair for pair in found.pairs if pair.answers]
        table = tabled("What both sides say", "", (*_ON_PROGRESS_NAMES, *_ON_BOTH), heard)
        yield Section(heading="The check-ins, pair by pair", blocks=(table,))


def _tallied(found: Progress) -> list[Table]:
    rows = [(tally, answer) for tally in found.tallies or () for answer in tally.answers]
    return [tabled("Check-ins", "How often each answer was given, by each side.", _ON_TALLY, rows)] if rows else []


def _counted(name: str, tells: str, counts: Sequence[tuple[str, Group, Count]]) -> Table:
    return tabled(name, tells, _ON_COUNT, [entry for entry in counts if entry[2].known or entry[2].unknown])


_ON_PROGRESS_NAMES: Told[PairProgress] = (
    (Column("Protege", 34), lambda pair: pair.protege),
    (Column("Mentor", 34), lambda pair: pair.mentor),
)
_ON_PROGRESS: Told[PairProgress] = (
    (Column("Then", 44), lambda pair: pair.then),
    (Column("Comes first now", 26), lambda pair: listed(pair.now)),
    (Column("Meetings held", 15), lambda pair: pair.meetings),
    (Column("Would keep", 10), lambda pair: pair.keep),
)
_ON_BOTH: Told[PairProgress] = (
    (Column("The mentor says", 46), lambda pair: _said_by(pair.answers, Side.MENTOR) if pair.answers else ""),
    (Column("The protege says", 46), lambda pair: _said_by(pair.answers, Side.PROTEGE) if pair.answers else ""),
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


def noticed(findings: Sequence[Finding]) -> list[Section]:
    """Return, where there is any, a section with what was noticed in check-ins."""
    told = tuple(f"{each.code}: {_where(each)}{each.message} {each.remedy}".strip() for each in findings)
    return part("Noticed in the check-ins", told, when=findings)


def noticed_table(findings: Sequence[Finding]) -> list[Table]:
    """Return, where there is any, a table with what was noticed in check-ins."""
    return [tabled("Findings", "What was noticed in the check-ins.", _ON_FINDING, findings)] if findings else []


def own_words(pairs: Iterable[PairStatus | PairProgress], told: Told[tuple[CheckIn, str]]) -> list[Table]:
    """Return, where own words were kept, a table of them: goals, practices taken up and stories."""
    heard = [each for pair in pairs for each in pair.answers]
    rows = [(each, question) for question in OWN_WORDS for each in heard if each.words.get(question)]
    return [tabled("In own words", "Goals, practices taken up and stories. They are private.", told, rows)] if rows else []


def _said_by(answers: Sequence[CheckIn], side: Side) -> str:
    return next((each.told for each in answers if each.by is side), "no answer")


def _where(each: Finding) -> str:
    place = each.place
    row, column = f", row {place.row}" if place.row else "", f", column {place.column}" if place.column else ""
    return f"{place.file}{row}{column}: " if place.file else ""


_ON_FINDING: Told[Finding] = (
    (Column("Code", 8), lambda each: each.code),
    (Column("File", 24), lambda each: each.place.file),
    (Column("Row", 8, "number"), lambda each: each.place.row),
    (Column("What was noticed", 60), lambda each: each.message),
    (Column("What to do", 60), lambda each: each.remedy),
)
