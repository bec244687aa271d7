"""Questions: what reading cannot know and only the organizer can say, each with the lines of a columns file that say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cxmatch.domain.findings import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One answer to a question: what it says in words, and the lines of a columns file that would settle it so.

    The lines stand by the letter of the column that each is about, or by the answer that it explains.
    """

    words: str
    lines: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What reading cannot know, and a columns file can say: what a column is, or what an answer stands for.

    `answer` is the answer that is asked about, empty for a question about columns; it stands in so many cells (`times`) of so
    many `columns`. `cells` are the first ones of the column. The first proposal is the likely one, unless none is (`likely`).
    """

    asks: str
    place: Place
    proposals: tuple[Proposal, ...]
    cells: tuple[str, ...] = ()
    answer: str = ""
    times: int = 0
    columns: int = 1
    likely: bool = True

    @property
    def section(self) -> str:
        """The part of a columns file that its lines belong to."""
        return "levels" if self.answer else "columns"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnUse:
    """What one column of the survey is used as, in plain words ("capability, Hiring", "not used")."""

    column: str
    heading: str
    use: str
