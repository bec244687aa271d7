"""What a trail of practices and silos say as papers; their words are the nouns' own."""

from __future__ import annotations

from collections.abc import Iterator

from cxmatch.domain.rows import Column
from cxmatch.domain.silos import Met, Silos
from cxmatch.domain.trail import AreaTrail, Carried, NextPair, Trail
from cxmatch.domain.voices import in_place
from cxmatch.exports.paper import ON_NAME, ORGANIZERS, Block, Paper, Section, Told, part, tabled
from cxmatch.records.codec import dumps
from cxmatch.records.text import counted, some

_NAMES_SHOWN = 40


def trail_paper(found: Trail) -> Paper:
    """Return a trail of practices as a paper."""
    onward = [f"Next pair: {found.farthest.words}" if found.farthest else "", found.on_session]
    noticed = tuple(map(in_place, found.findings))
    farthest = [area.next for area in found.areas if area.next]
    reach = [(area, name, how) for area in found.areas for how, names in _reach(area) for name in names]
    return Paper(
        title="Where practices went",
        reader=f"{ORGANIZERS} it says of offices what they could show, want and took up.",
        brief=tuple(filter(None, [found.summary, found.warning, *onward])),
        sections=(
            *(Section(heading=area.area, blocks=tuple(_on_area(area))) for area in found.areas),
            *part("Reached by nothing in any run", found.unreached, when=found.unreached),
            *part("Noticed in the check-ins", noticed, when=found.findings),
        ),
        tables=(
            tabled("Trail", "What went from whom to whom, run by run.", (*_ON_CARRIED, *_ON_CARRIED_AREA), found.carried),
            tabled("Practice areas", "How far each went.", _ON_AREA, found.areas),
            tabled("Offices", "Who can show what, whom it reached, and who is left.", _ON_REACH, reach),
            tabled("Next pairs", "For each area the pair that carries it farthest.", _ON_NEXT, farthest),
            tabled("Reached by nothing", "Offices of the last run.", ON_NAME, found.unreached),
        ),
        record=dumps(found),
    )


def _on_area(area: AreaTrail) -> Iterator[Block]:
    yield f"It {area.summary}."
    if area.carried:
        yield tabled("Carried", "", _ON_CARRIED, area.carried)
    for how, names in _reach(area):
        if names:
            yield f"{how}: {some(names, _NAMES_SHOWN)}."
    if area.next:
        yield f"Next pair: {area.next.words}"


def _reach(area: AreaTrail) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return ("Can show it", area.show), ("Reached", area.reached), ("Wants help, not reached", area.open)


_ON_CARRIED: Told[Carried] = (
    (Column("Round", 18), lambda each: each.round.when),
    (Column("Mentor", 34), lambda each: each.mentor),
    (Column("Protege", 34), lambda each: each.protege),
    (Column("What is known", 40), lambda each: each.how),
)
_ON_CARRIED_AREA: Told[Carried] = ((Column("Practice area", 26), lambda each: each.area),)
_ON_AREA: Told[AreaTrail] = (
    (Column("Practice area", 26), lambda area: area.area),
    (Column("Went", 9, "number"), lambda area: len(area.carried)),
    (Column("Taken up", 9, "number"), lambda area: sum(each.taken for each in area.carried)),
    (Column("Can show it", 9, "number"), lambda area: len(area.show)),
    (Column("Want help, not reached", 11, "number"), lambda area: len(area.open)),
    (Column("Session", 9, "number"), lambda area: area.session or None),
)
_ON_REACH: Told[tuple[AreaTrail, str, str]] = (
    (Column("Practice area", 26), lambda reach: reach[0].area),
    (Column("Office", 40), lambda reach: reach[1]),
    (Column("How it stands", 24), lambda reach: reach[2]),
)
_ON_NEXT: Told[NextPair] = (
    (Column("Practice area", 26), lambda pair: pair.area),
    (Column("Mentor", 32), lambda pair: pair.mentor),
    (Column("Protege", 32), lambda pair: pair.protege),
    (Column("Opens the department", 30), lambda pair: pair.department),
    (Column("Offices that want help", 10, "number"), lambda pair: pair.offices),
    (Column("To ask about", 40), lambda pair: pair.practice),
)


def silos_paper(found: Silos) -> Paper:
    """Return silos as a paper."""
    pasted = (" ".join(line.strip() for line in found.lines),)
    never = tabled("Never met", "Departments that never met in a pairing.", _ON_NEVER, found.never)
    met = tabled("Met", "How many pairings two departments had, and when first and last.", _ON_MET, found.met)
    return Paper(
        title="Which departments have met",
        reader="For the organizers: it says which departments were paired, and no score.",
        brief=(found.summary,),
        sections=(
            *part("Have met", met, when=found.met),
            *part(f"Never met: {counted(len(found.never), 'pair')}", never, when=found.never),
            *part("For the next policy", _TO_PASTE, pasted, when=found.lines),
        ),
        tables=(met, never, tabled("For the next policy", _TO_PASTE, _ON_LINE, found.lines)),
        record=dumps(found),
        settings="".join(f"{line}\n" for line in found.lines),
    )


_TO_PASTE = "Lines to paste into the policy of the next cohort: points for each pairing that would be a new link."
_ON_MET: Told[Met] = (
    (Column("Department", 36), lambda met: met.departments[0]),
    (Column("Has met", 36), lambda met: met.departments[1]),
    (Column("Pairings", 12, "number"), lambda met: met.pairs),
    (Column("First", 18), lambda met: met.first),
    (Column("Last", 18), lambda met: met.last),
)
_ON_NEVER: Told[tuple[str, ...]] = (
    (Column("Department", 40), lambda ends: ends[0]),
    (Column("Never met", 40), lambda ends: ends[1]),
)
_ON_LINE: Told[str] = ((Column("Line", 90), lambda line: line),)
