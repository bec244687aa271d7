"""What gaps and an agenda say as a paper; their words are the nouns' own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cxmatch.domain.findings import Finding
from cxmatch.domain.rows import Column
from cxmatch.domain.series import Agenda, AreaGap, Gaps, Session
from cxmatch.domain.voices import Moment, in_place
from cxmatch.exports.paper import ORGANIZERS, Block, Event, Paper, Section, Table, Told, part, steps, tabled
from cxmatch.records.codec import dumps
from cxmatch.records.text import first_lines, listed, some

_PRESENTERS_SHOWN, _PAIRS_SHOWN = 8, 20


# Gaps.


def gaps_paper(found: Gaps) -> Paper:
    """Return gaps as a paper."""
    helpers = [(gap, name) for gap in found.areas for name in dict.fromkeys([*gap.presenters, *gap.givers])]
    table = tabled("Practice areas", "", _ON_AREA, found.areas)
    return Paper(
        title="Where help is short",
        reader=f"{ORGANIZERS} it adds up what offices said of themselves.",
        brief=(found.words, _SHORTFALL),
        sections=(
            Section(heading="Side by side", blocks=(table,)),
            *(Section(heading=gap.area, blocks=tuple(_on_gap(gap))) for gap in found.areas),
            *_to_fix(found.findings),
        ),
        tables=(
            tabled("Gaps", _SHORTFALL, (*_ON_AREA, *_MORE_ON_AREA), found.areas),
            tabled("Offices", "Who could help where.", _ON_HELPER, helpers),
            *_findings(found.findings),
        ),
        record=dumps(found),
    )


_SHORTFALL = "The shortfall is how many would find no mentor even if every mentor seat went to that practice area."
_WANTED: Told[AreaGap] = (
    (Column("Practice area", 26), lambda gap: gap.area),
    (Column("Want help", 9, "number"), lambda gap: gap.wanting),
)
_GIVEN: Told[AreaGap] = (
    (Column("Could give it", 9, "number"), lambda gap: len(gap.givers)),
    (Column("Seats", 8, "number"), lambda gap: gap.seats),
    (Column("Shortfall", 11, "number"), lambda gap: gap.shortfall),
)
_ON_AREA: Told[AreaGap] = (*_WANTED, (Column("Need", 8, "number"), lambda gap: steps(gap.need, gap.unit)), *_GIVEN)
_MORE_ON_AREA: Told[AreaGap] = (
    (Column("Nobody is ahead", 9, "number"), lambda gap: gap.alone),
    (Column("What it comes to", 80), lambda gap: gap.finding),
    (Column("What was heard, not scored", 80), lambda gap: gap.heard.words if gap.heard else ""),
)
_ON_HELPER: Told[tuple[AreaGap, str]] = (
    (Column("Practice area", 26), lambda helper: helper[0].area),
    (Column("Office", 40), lambda helper: helper[1]),
    (Column("Could give it", 9), lambda helper: "yes" if helper[1] in helper[0].givers else "no"),
    (Column("Would present well", 9), lambda helper: "yes" if helper[1] in helper[0].presenters else "no"),
)


def short_table(gaps: Sequence[AreaGap]) -> Table:
    """Return a table of the practice areas in which help is wanted."""
    return tabled("Help wanted", _SHORTFALL, (*_WANTED, *_GIVEN), [gap for gap in gaps if gap.wanting])


def _on_gap(gap: AreaGap) -> Iterator[Block]:
    yield gap.finding
    if gap.presenters:
        yield f"Would present well: {some(gap.presenters, _PRESENTERS_SHOWN)}."
    if gap.heard:
        yield gap.heard.words


def _to_fix(findings: Sequence[Finding]) -> list[Section]:
    """Return, where there is any, a section with what was noticed in lists of speakers and evidence."""
    return part(_TO_FIX, tuple(map(in_place, findings)), when=findings)


def _findings(findings: Sequence[Finding]) -> list[Table]:
    return [tabled(_TO_FIX, "What was noticed in the lists.", _ON_FINDING, findings)] if findings else []


_TO_FIX = "To fix in the lists"
_ON_FINDING: Told[Finding] = (
    (Column("Code", 9), lambda finding: finding.code),
    (Column("What was noticed", 90), in_place),
)


# The agenda.


def agenda_paper(plan: Agenda, *, for_all: bool) -> Paper:
    """Return an agenda as a paper; `for_all` without what the survey shows of offices."""
    pairs = [(session, mentor, protege) for session in plan.sessions for mentor, protege in session.pairs]
    sections = (Section(heading=_title(each), blocks=tuple(_on_session(each, for_all=for_all))) for each in plan.sessions)
    told = _ON_SESSION if for_all else (*_ON_SESSION, *_MORE_ON_SESSION)
    return Paper(
        title="Sessions",
        reader=_FOR_ALL if for_all else _FOR_ORGANIZERS,
        brief=() if for_all else (plan.again_words, *plan.more_words),
        sections=(*sections, *([] if for_all else _to_fix(plan.findings))),
        tables=(
            tabled("Sessions", "A row a session.", told, plan.sessions),
            *([] if for_all else [tabled("Pairs", "Who works on it anyway.", _ON_PAIR, pairs), *_findings(plan.findings)]),
        ),
        events=tuple(_event(plan, session) for session in plan.sessions if session.starts),
        record="" if for_all else dumps(plan),
    )


_FOR_ALL = "For all offices that take part."
_FOR_ORGANIZERS = f"{ORGANIZERS} it says who wants help and who is ahead. The calendar may go to everybody."
_ON_SESSION: Told[Session] = (
    (Column("Session", 9, "number"), lambda session: session.number),
    (Column("When", 30), lambda session: session.when),
    (Column("Practice area", 26), lambda session: session.area),
    (Column("Questions", 60), lambda session: "; ".join(session.questions)),
    (Column("In groups, and at the end", 60), lambda session: f"{session.in_groups} {session.close}"),
)
_MORE_ON_SESSION: Told[Session] = (
    (Column("Opens on", 50), lambda session: session.finding),
    (Column("What was heard, not scored", 50), lambda session: session.heard.words if session.heard else ""),
    (Column("Speaker to ask", 36), lambda session: session.speaker.words if session.speaker else ""),
    (Column("Who could show how they do it", 36), lambda session: "; ".join(session.presenters)),
    (Column("A practice to look at", 60), lambda session: session.practice.words if session.practice else ""),
    (Column("A step to propose", 60), lambda session: session.next_step),
)
_ON_PAIR: Told[tuple[Session, str, str]] = (
    (Column("Session", 9, "number"), lambda pair: pair[0].number),
    (Column("Practice area", 26), lambda pair: pair[0].area),
    (Column("Mentor", 40), lambda pair: pair[1]),
    (Column("Protege", 40), lambda pair: pair[2]),
)


def _title(session: Session) -> str:
    return f"Session {session.number}: {session.area}"


def _on_session(session: Session, *, for_all: bool) -> Iterator[Block]:
    yield from filter(None, [session.when])
    yield from [] if for_all else session.opens_on
    if session.questions:
        yield session.questions
    yield from [session.in_groups, session.close] if for_all else _for_organizers(session)


def _for_organizers(session: Session) -> Iterator[Block]:
    yield from session.speaks
    yield f"Who could show how they do it: {listed(session.presenters) or 'nobody of this cohort'}."
    yield from (*session.looks_at, session.in_groups, *session.closes_on)
    if session.pairs:
        yield "Pairs on it:"
        yield tuple(first_lines([f"{mentor} mentors {protege}" for mentor, protege in session.pairs], _PAIRS_SHOWN))


def _event(plan: Agenda, session: Session) -> Event:
    """Return a session for a calendar, which goes to everybody: nothing of what the survey shows of offices."""
    return Event(
        key=f"{plan.made_from} session {session.number}",
        starts=Moment.of(session.starts),
        title=_title(session),
        text="\n".join(session.questions),
    )
