"""The practice trail: what went from mentors to proteges over several runs, whom it reached, and what would carry it on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cxmatch.domain.findings import Finding, Noticed
from cxmatch.domain.rounds import Round
from cxmatch.records.nouns import Glance, Shown
from cxmatch.records.text import counted

COULD = "they could have talked about it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What went from one mentor to one protege in a round: a practice area.

    `taken`: a check-in says that a practice was taken up, `practice` in its own words, "" where these are not kept. Else the area
    is the one that counts most in the pairing: no more than what the two could have talked about.
    """

    round: Round
    area: str
    mentor: str
    protege: str
    taken: bool = False
    practice: str = ""
    derived: ClassVar[tuple[str, ...]] = ("how",)

    @property
    def how(self) -> str:
        """Say what is known of it."""
        return (f"taken up: {self.practice}" if self.practice else "a practice taken up") if self.taken else COULD

    @property
    def words(self) -> str:
        """Say it, and how where it was taken up."""
        return f"Run {self.round.number}: {self.mentor} to {self.protege}{f', {self.how}' * self.taken}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextPair:
    """A pair that would carry an area on: the protege's `department` has `offices` that want help there and were not reached.

    Where the department has somebody who can show it, or was reached, or gives no name, the protege alone counts. `lead` is how
    far the mentor is ahead, in units of the scale, and `practice` one to ask about, "" where none fits.
    """

    area: str
    mentor: str
    protege: str
    department: str
    offices: int
    need: int
    lead: int
    practice: str = ""
    derived: ClassVar[tuple[str, ...]] = ("words",)

    @property
    def words(self) -> str:
        """Say the pair, and how far it would carry the area."""
        where = f"{self.department}, where nobody can show it or was reached" if self.opens else "one office more"
        reach = f"{where}, and {counted(self.offices, 'office')} want{'s' * (self.offices == 1)} help" if self.opens else where
        about = f" To ask about: {self.practice}." * bool(self.practice)
        return f"{self.mentor} mentoring {self.protege} would carry {self.area} to {reach}.{about}"

    @property
    def opens(self) -> bool:
        """Whether it would bring the area to a department that does not have it."""
        return bool(self.department)


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaTrail:
    """One practice area: what was `carried`, the offices that can `show` it, and those `open` that want help and got none.

    `reached` are the proteges to which it went. `next` is the pair that would carry it farthest, None where none could, and
    `session` the number of the agenda's first session on it, 0 where there is none.
    """

    area: str
    carried: tuple[Carried, ...] = ()
    show: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    next: NextPair | None = None
    session: int = 0
    derived: ClassVar[tuple[str, ...]] = ("reached", "summary")

    @property
    def reached(self) -> tuple[str, ...]:
        """The proteges to which it went, in the order of the runs."""
        return tuple(dict.fromkeys(each.protege for each in self.carried))

    @property
    def summary(self) -> str:
        """Count how often it went, and whom it did not reach."""
        taken = sum(each.taken for each in self.carried)
        went = f"went {counted(len(self.carried), 'time')}, taken up {counted(taken, 'time')}" if self.carried else "went nowhere"
        want = f"{counted(len(self.open), 'office')} that want{'s' * (len(self.open) == 1)} help"
        return f"{went}; {len(self.show)} can show it; {want} not reached"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Trail(Noticed, Shown):
    """The practice areas of several runs, those first in which the most offices are open.

    `unreached` are the offices of the last run to which nothing went in any round. `findings` are what was noticed in check-ins.
    """

    rounds: tuple[Round, ...]
    areas: tuple[AreaTrail, ...]
    unreached: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    silent: ClassVar[tuple[str, ...]] = ("findings",)
    derived: ClassVar[tuple[str, ...]] = ("summary", "warning", "farthest", "on_session")

    @property
    def carried(self) -> tuple[Carried, ...]:
        """All that was carried, by round."""
        every = [each for area in self.areas for each in area.carried]
        return tuple(sorted(every, key=lambda each: (each.round.number, each.area, each.mentor, each.protege)))

    @property
    def summary(self) -> str:
        """Count what was carried, and how much of it is known."""
        pairs = {(each.round, each.mentor, each.protege): False for each in self.carried}
        pairs |= {(each.round, each.mentor, each.protege): True for each in self.carried if each.taken}
        taken = sum(pairs.values())
        said = f"in {taken:,} of them a check-in says that a practice was taken up"
        return f"{counted(len(self.rounds), 'run')}, {counted(len(pairs), 'pairing')}: {said}."

    @property
    def glance(self) -> Glance:
        """What is seen first of it: how far each practice area went."""
        rows = ((area.area, area.summary) for area in self.areas)
        return Glance(words=self.summary, headings=("Practice area", "How far it went"), rows=tuple(rows))

    @property
    def warning(self) -> str:
        """Say what the trail does not know; "" where a check-in of every pairing says what was taken up."""
        guess = sum(not each.taken for each in self.carried)
        told = f"In {guess:,} no check-in says so, and the area that counts most is only what the pair could have talked about."
        return told if guess else ""

    @property
    def farthest(self) -> NextPair | None:
        """The next pair that would carry an area farthest, of all areas; None where there is none."""
        pairs = (area.next for area in self.areas if area.next)
        return max(pairs, key=lambda pair: (pair.offices, pair.need, pair.lead), default=None)

    @property
    def on_session(self) -> str:
        """Say which session of the agenda would carry an area to the most offices that were not reached; "" where none would."""
        on_agenda = (area for area in self.areas if area.session and area.open)
        best = max(on_agenda, key=lambda area: (len(area.open), -area.session), default=None)
        if best is None:
            return ""
        reach = f"{counted(len(best.open), 'office')} that want{'s' * (len(best.open) == 1)} help there"
        return f"Session {best.session} of the agenda, on {best.area}, would carry it to {reach} and no pair has reached."
