"""What all pairs say in their check-ins, counted question by question, each side for itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from cxmatch.domain.checkin import GOAL, LEVELS, MEETINGS, OWN_WORDS, PRACTICE, REACHED, STORY, USEFUL, WOULD_KEEP, CheckIn
from cxmatch.domain.matching import Side
from cxmatch.records.text import counted

QUESTIONS = (MEETINGS, GOAL, REACHED, USEFUL, PRACTICE, STORY, WOULD_KEEP)
_TOLD = {GOAL: "set", PRACTICE: "named", STORY: "told"}  # what is counted of own words


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How often each answer to a question was given, by one side of the pairs; `silent_pairs` are those that did not say.

    Of meetings the answers are numbers, of own words it is counted that there are some.
    """

    question: str
    by: Side
    answers: Mapping[str, int]
    silent_pairs: int
    derived: ClassVar[tuple[str, ...]] = ("words",)

    @property
    def words(self) -> str:
        """Say it: "6 proteges say 2 no, 1 partly, 3 yes", of own words "told by 2 proteges"."""
        number = sum(self.answers.values())
        if self.question in _TOLD:
            return f"{_TOLD[self.question]} by {counted(number, self.by.value)}"
        said = ", ".join(self._meetings() if self.question == MEETINGS else self._counts())
        return f"{counted(number, self.by.value)} say{'s' * (number == 1)} {said}"

    def _counts(self) -> Iterator[str]:
        return (f"{number:,} {answer}" for answer, number in self.answers.items())

    def _meetings(self) -> Iterator[str]:
        yield f"{sum(int(times) * number for times, number in self.answers.items()):,} in all"
        if never := self.answers.get("0"):
            yield f"{never:,} never met"


def tallies(pairs: Sequence[Sequence[CheckIn]]) -> tuple[Tally, ...]:
    """Return what both sides of all pairs say, in the order of the questions; nothing where nobody says anything."""
    heard = [each for answers in pairs for each in answers]
    found = [_tally(question, side, heard, len(pairs)) for question in QUESTIONS for side in Side]
    return tuple(tally for tally in found if tally.answers)


def by_question(found: Sequence[Tally]) -> tuple[str, ...]:
    """Say it, a line a question with both sides."""
    asked = dict.fromkeys(tally.question for tally in found)
    return tuple(f"{question}: {'; '.join(each.words for each in found if each.question == question)}." for question in asked)


def _tally(question: str, side: Side, heard: Sequence[CheckIn], pairs: int) -> Tally:
    given = Counter(answer for each in heard if each.by is side and (answer := _answer(each, question)))
    order = [*LEVELS.get(question, ()), *sorted(given, key=lambda answer: (len(answer), answer))]
    answers = {answer: given[answer] for answer in dict.fromkeys(order) if given[answer]}
    return Tally(question=question, by=side, answers=answers, silent_pairs=pairs - given.total())


def _answer(said: CheckIn, question: str) -> str:
    """Return what is counted of an answer, "" where there is none."""
    if question in OWN_WORDS:
        return _TOLD[question] * (question in said.words)
    return said.chosen.get(question, "")
