"""A run that lies in a folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cxmatch.domain.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A run in a folder. `number` counts the runs of its cohort from 1; `trouble` says why it cannot be read."""

    number: int
    folder: Path
    run: Run | None = None
    trouble: str = ""

    @property
    def id(self) -> str | None:
        """The id of the run; None where it cannot be read."""
        return self.run.id if self.run else None

    @property
    def parent(self) -> str | None:
        """The id of the run it repairs, if any."""
        return self.run.parent if self.run else None

    @property
    def facts(self) -> dict[str, object]:
        """What JSON says of it; `trouble` only where there is some."""
        told = {"run": self.number, "folder": str(self.folder), "id": self.id, "parent": self.parent}
        return {**told, "trouble": self.trouble} if self.trouble else told
