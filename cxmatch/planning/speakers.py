"""Which expert from outside is asked to which session."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

from cxmatch.assignment.serving import spread, taken_again
from cxmatch.domain.series import Agenda, Session
from cxmatch.domain.voices import Speaker, Speakers
from cxmatch.records.text import counted, listed

Chosen: TypeAlias = Sequence[int | None]  # speakers by their places in the list
_MOST_TRIES = 1_000


def with_speakers(plan: Agenda, speakers: Speakers) -> Agenda:
    """Give each session of an agenda the speaker to ask, where the list has one for it, and say what that leaves."""
    chosen = asked(plan.sessions, speakers.listed)
    sessions = tuple(replace(session, speaker=each) for session, each in zip(plan.sessions, chosen, strict=True))
    told = tuple(_told(sessions, speakers.listed))
    return replace(plan, sessions=sessions, on_speakers=told, findings=(*speakers.findings, *plan.findings))


def asked(sessions: Sequence[Session], speakers: Sequence[Speaker]) -> list[Speaker | None]:
    """Return the speaker to ask for each session, None where nobody of the list could speak on it that day.

    Every session has one that could have one, and no other choice has fewer turns taken again (a third turn counts twice more,
    and so on): so nobody is asked twice before all were asked who could be in their place. Of those choices it is one in which
    an organization follows itself as seldom as can be; then, session by session, one whose organization spoke least so far goes
    first, then the first of the list.

    Notes
    -----
    The first is a flow (`spread`), asked again for each one who is tried. The second is a search with a bound; where it ends
    without an answer after `_MOST_TRIES`, an organization may follow itself more often than it had to.
    """
    able = [_able(session, speakers) for session in sessions]
    even = spread(able, [next(iter(these), None) for these in able])
    homes = [each.home for each in speakers]
    search = _Search(able=able, homes=homes, onward=_alike_after(able, homes), fewest=taken_again(even))
    return [None if each is None else speakers[each] for each in search.best(even)]


def _able(session: Session, speakers: Sequence[Speaker]) -> list[int]:
    day = session.starts[:10]
    could = (at for at, each in enumerate(speakers) if session.area in each.areas)
    return [at for at in could if not (day and speakers[at].is_away(day))]


def _alike_after(able: Sequence[Sequence[int]], homes: Sequence[str]) -> list[dict[str, int]]:
    """Return for each session, by the organization that speaks there, how often one must follow itself from then on at least."""
    onward, after = list[dict[str, int]](), dict[str, int]()
    for these in reversed(able):
        here = {homes[each] for each in these}
        after = {home: min((more + (home == other) for other, more in after.items()), default=0) for home in here}
        onward.insert(0, after)
    return onward


@dataclass(slots=True, kw_only=True)
class _Search:
    """The search for the choice of speakers, session by session; `tries` are how many more may be tried."""

    able: Sequence[Sequence[int]]
    homes: Sequence[str]
    onward: Sequence[dict[str, int]]
    fewest: int
    tries: int = _MOST_TRIES

    def best(self, even: Chosen) -> Chosen:
        """Return the choice in which an organization follows itself least, from one that is even."""
        every = (self._rest(even, 0, alike) for alike in range(len(even)) if self.tries > 0)
        return next(filter(None, every), None) or self._rest(even, 0, len(even), endless=True) or even

    def _rest(self, chosen: Chosen, place: int, left: int, *, endless: bool = False) -> Chosen | None:
        """Return a choice that is as it is before a place, and in which an organization follows itself so often at most."""
        if place == len(chosen) or not self.able[place]:
            return chosen if place == len(chosen) else self._rest(chosen, place + 1, left, endless=endless)
        before = self.homes[chosen[place - 1]] if place and chosen[place - 1] is not None else ""  # type: ignore[index]
        for each in self._in_turn(chosen[:place], place, before, left):
            self.tries -= 1
            trial = self._with(chosen, place, each) if self.tries >= 0 or endless else chosen
            if taken_again(trial) <= self.fewest and trial[place] == each:
                found = self._rest(trial, place + 1, left - (self.homes[each] == before), endless=endless)
                if found:
                    return found
        return None

    def _in_turn(self, so_far: Chosen, place: int, before: str, left: int) -> list[int]:
        """Return who is tried for a session, in turn: those with whom no organization has to follow itself too often."""
        often = Counter(self.homes[each] for each in so_far if each is not None)
        alike = {each: (self.homes[each] == before) + self.onward[place][self.homes[each]] for each in self.able[place]}
        return sorted(
            (each for each in alike if alike[each] <= left), key=lambda each: (alike[each], often[self.homes[each]], each)
        )

    def _with(self, chosen: Chosen, place: int, one: int) -> Chosen:
        """Return the most even choice that has one speaker at a place, and the same before it."""
        before = [[] if each is None else [each] for each in chosen[:place]]
        return spread([*before, [one], *self.able[place + 1 :]], [*chosen[:place], one, *chosen[place + 1 :]])


def _told(sessions: Sequence[Session], speakers: Sequence[Speaker]) -> Iterator[str]:
    """Say who is asked again, where one organization speaks twice in a row, and who and what is left."""
    often = Counter(session.speaker for session in sessions if session.speaker)
    again = [each.words for each in speakers if often[each] > 1]
    if again:
        yield f"Asked to speak more than once, since the list has nobody else for it: {listed(again)}."
    for one, two in pairwise(sessions):
        if one.speaker and two.speaker and one.speaker != two.speaker and one.speaker.home == two.speaker.home:
            yield f"Sessions {one.number} and {two.number} have speakers of one organization: {one.speaker.organization}."
    bare = [f"{session.number} ({session.area})" for session in sessions if not session.speaker]
    if bare:
        yield f"Nobody of the list could speak in session{'s' * bool(bare[1:])} {listed(bare)}."
    idle = [each.words for each in speakers if not often[each]]
    if idle:
        yield f"Not asked yet, {counted(len(idle), 'speaker')}: {listed(idle)}."
    if any(each.away for each in speakers) and not any(session.starts for session in sessions):
        yield "Dates away count once sessions have dates:  --first 2027-01-14"
