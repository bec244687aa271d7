"""What earlier cohorts leave to this one: what is owed to whom, and who mentors again and again, said before the third time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cxmatch.domain.cohort import Cohort
from cxmatch.domain.matching import Fit
from cxmatch.domain.policy import Policy
from cxmatch.domain.weighing import GAVE_UP
from cxmatch.records.text import counted, decimal_text, some

# Who was a mentor in so many cohorts in a row is named where it is one again. So many names are said in a sentence.
IN_A_ROW, NAMES_SHOWN = 2, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """An office that mentors in so many `cohorts` in a row, this one included."""

    office: str
    cohorts: int


def load_words(found: Iterable[Load]) -> Iterator[str]:
    """Say who mentors in a third cohort in a row, or in more, and what can be done; a sentence for each number of cohorts."""
    by_number: dict[int, list[str]] = {}
    for load in found:
        by_number.setdefault(load.cohorts, []).append(load.office)
    for number, names in sorted(by_number.items(), reverse=True):
        rest = f'ask whether that is still welcome; in the policy,  [capacity]  "{names[0]}" = 0  gives a rest.'
        yield f"Mentors in {number} cohorts in a row, this one included: {some(names, NAMES_SHOWN)}. Before the kickoff {rest}"


def redress_words(fits: Iterable[Fit], price: str, unit: int) -> Iterator[str]:
    """Say what fits count more for what was given up in earlier rounds, and the price in words; nothing where none does."""
    more = [part.points for fit in fits for part in fit.contributions if part.term == GAVE_UP and part.points]
    if more:
        added = f"count{'s' * (len(more) == 1)} {decimal_text(sum(more), unit)} more"
        why = "since proteges gave something up in earlier rounds"
        yield f"{counted(len(more), 'pairing')} {added}, {why}. What that costs: {price or 'not worked out'}."


def loaded(fits: Iterable[Fit], cohort: Cohort, policy: Policy) -> tuple[Load, ...]:
    """Return the mentors of a cohort, by name, who were mentors in the two cohorts before it as well, or in more."""
    mentors, named = {fit.mentor for fit in fits}, policy.mentored.items()
    before = {cohort.office(name).id: number for name, number in named if number >= IN_A_ROW and cohort.has(name)}
    return tuple(Load(office=name, cohorts=before[name] + 1) for name in sorted(before.keys() & mentors))


def why(term: str, protege: str, cohort: Cohort, policy: Policy) -> str:
    """Return why an entry of a fit that is no practice area counts."""
    if term != GAVE_UP:
        return "preference of the policy"
    named = policy.regret.offices.items()
    given = [percent for name, percent in named if cohort.has(name) and cohort.office(name).id == protege]
    return f"it gave up {given[-1]} % of its need in earlier rounds" if given else ""


def earlier_settings(policy: Policy) -> Iterator[tuple[str, str, str, object]]:
    """Yield what a policy says of earlier rounds, as names and values, and by which kind and thing it knows their origin."""
    yield from ((f"waited: {name}", counted(points, "point"), "waited", name) for name, points in policy.waited.items())
    if policy.regret.weight or policy.regret.offices:
        yield "regret: weight", counted(policy.regret.weight, "point"), "regret", "weight"
    for name, percent in policy.regret.offices.items():
        yield f"regret: {name}", f"gave up {percent} % of its need", "regret", name
    for name, number in policy.mentored.items():
        yield f"mentored: {name}", f"in {counted(number, 'cohort')} in a row before this one", "mentored", name
