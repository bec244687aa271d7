"""A sitting: a survey whose questions are answered one by one, and which is read again by the answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cxmatch.domain.cohort import Reading
from cxmatch.domain.findings import Place
from cxmatch.domain.questions import Proposal, Question
from cxmatch.survey.headings.mapping import ColumnsFile, ReadingOptions
from cxmatch.survey.marking import mark
from cxmatch.survey.reader import check
from cxmatch.survey.saving import save_columns


class Sitting:
    """The questions of a survey, each asked once; the source and the options are those of `check`."""

    def __init__(self, source: Any, **options: Any) -> None:
        self._source, self._options = source, options
        self._columns = ColumnsFile.of(options.get("columns"))
        self._read = check(source, **options)
        self._asked: set[tuple[Place, str]] = set()
        self._stale = False

    @property
    def reading(self) -> Reading:
        """What is understood with the answers given so far."""
        if self._stale:
            self._read = check(self._source, **{**self._options, "columns": self._columns})
            self._stale = False
        return self._read

    @property
    def left(self) -> tuple[Question, ...]:
        """The questions that were not asked yet; where none is, the survey is read again, which may raise others."""
        return self._open(self._read) or self._open(self.reading)

    def _open(self, reading: Reading) -> tuple[Question, ...]:
        return tuple(each for each in reading.questions if (each.place, each.asks) not in self._asked)

    def answer(self, question: Question, proposal: Proposal | None) -> Reading | None:
        """Settle a question by one of its proposals, or leave it open. What a column is changes what is asked next."""
        self._asked.add((question.place, question.asks))
        if proposal is None:
            return None
        self._columns, self._stale = self._columns.settled(question.section, proposal.lines.values()), True
        return None if question.answer else self.reading

    def save(self, path: Path, *, overwrite: bool = False) -> Path:
        """Write the columns file with the answers; what is open stands in it as a comment. Raises as `save_columns` does."""
        return save_columns(self.reading, path, self._columns, overwrite=overwrite)

    def mark(self, path: Path, *, overwrite: bool = False) -> Path:
        """Write a copy of the survey with the cells to fix marked. Raises as `mark` does."""
        options = ReadingOptions(**{**self._options, "columns": self._columns})
        return mark(self.reading, self._source, path, options, overwrite=overwrite)
