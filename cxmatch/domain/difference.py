"""What differs between two runs."""

from __future__ import annotations

from dataclasses import dataclass, fields

from cxmatch.domain.matching import Move
from cxmatch.domain.policy import Policy
from cxmatch.domain.run import Run
from cxmatch.domain.scale import decimal_text
from cxmatch.domain.wording import counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Two runs compared: who is new or gone, whose answers and which settings changed, and every move."""

    before: str
    after: str
    joined: tuple[str, ...]
    left: tuple[str, ...]
    edited: tuple[str, ...]
    settings: tuple[str, ...]
    moves: tuple[Move, ...]
    paired: tuple[int, int]
    points: tuple[int, int]
    unit: int = 1

    @property
    def words(self) -> str:
        """Say in a line what came of it."""
        before, after = (decimal_text(points, self.unit) for points in self.points)
        return (
            f"{counted(self.paired[0], 'protege')} paired, total fit {before}; then {self.paired[1]} paired, total fit {after}."
        )


def compare(before: Run, after: Run) -> Difference:
    """Compare two runs, by the names of their offices."""
    one, two = ({office.id: office for office in run.cohort.offices} for run in (before, after))
    same = [name for name in one if name in two]
    return Difference(
        before=before.id,
        after=after.id,
        joined=tuple(name for name in two if name not in one),
        left=tuple(name for name in one if name not in two),
        edited=tuple(name for name in same if one[name] != two[name]),
        settings=_settings(before, after),
        moves=_moves(before, after),
        paired=(before.matching.paired, after.matching.paired),
        points=(before.matching.points, after.matching.points),
        unit=after.cohort.framework.point_unit,
    )


def _settings(before: Run, after: Run) -> tuple[str, ...]:
    names = [field.name for field in fields(Policy) if field.name not in Policy.unwritten]
    changed = [name for name in names if getattr(before.policy, name) != getattr(after.policy, name)]
    return (*(["framework"] if before.cohort.framework != after.cohort.framework else []), *changed)


def _moves(before: Run, after: Run) -> tuple[Move, ...]:
    one, two = ({(fit.protege, fit.mentor) for fit in run.matching.pairings} for run in (before, after))
    gone, come = sorted(one - two), sorted(two - one)
    found = []
    for protege in sorted({name for name, _ in (*gone, *come)}):
        was = [mentor for name, mentor in gone if name == protege]
        now = [mentor for name, mentor in come if name == protege]
        for place in range(max(len(was), len(now))):
            found.append(
                Move(
                    protege=protege,
                    mentor_before=was[place] if place < len(was) else None,
                    mentor_after=now[place] if place < len(now) else None,
                )
            )
    return tuple(found)
