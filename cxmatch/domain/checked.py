"""What checking a run folder came to: what holds, what does not, and what could not be checked."""

from __future__ import annotations

from dataclasses import dataclass

from cxmatch.domain.matching import TIES, gap_words
from cxmatch.domain.policy import Objective
from cxmatch.domain.repair import Proof
from cxmatch.domain.run import Run
from cxmatch.records.text import counted, decimal_text

HOLDS, FAILS, IN_PART = 0, 1, 5


_EARLIER = "What offices gave up before, and who mentored, is the record's own word; on earlier runs the command regret tells it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The verdict on a run: what does not hold of the record (`differences`), and files beside it that somebody `edited`.

    `missing` is the id of a run that it goes back to and that is not there.
    """

    run: Run
    differences: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    missing: str = ""
    against_survey: bool = False
    explained: bool = False

    @property
    def fails(self) -> bool:
        """Whether anything does not hold."""
        return bool(self.problems)

    @property
    def facts(self) -> dict[str, object]:
        """What JSON says of it: the verdict in words and as the exit code, what does not hold, and what was not checked."""
        whole = not self.problems
        return {
            "run": self.run.id,
            "verdict": "".join(self.headline),
            "exit_code": self.exit_code,
            "differences": list(self.differences),
            "edited": list(self.edited),
            "gap": self.gap,
            "holds": self.holds if whole else "",
            "not_checked": list(self.unchecked) if whole else [],
        }

    @property
    def problems(self) -> tuple[str, ...]:
        """Everything that does not hold."""
        return (*self.differences, *self.edited)

    @property
    def exit_code(self) -> int:
        """What the command ends with: 5 where all that can be checked holds, and not all is proven."""
        if self.problems:
            return FAILS
        return IN_PART if self.gap or self.missing else HOLDS

    @property
    def gap(self) -> str:
        """By how much at most another pairing could be better, "" where the pairing is proven."""
        return gap_words(self.run.matching.prices, self.run.unit)

    @property
    def headline(self) -> tuple[str, str]:
        """The verdict in a word or two, and the rest of its line."""
        if self.problems:
            return "Not verified", f": {counted(len(self.problems), 'difference')}."
        if self.gap:
            return "Checked, not proven best", f": at most {self.gap} better."
        matching = self.run.matching
        total = decimal_text(matching.points, self.run.unit)
        word = "Checked in part" if self.missing else "Verified"
        return word, f": {counted(len(matching.pairings), 'pairing')}, total fit {total}."

    @property
    def holds(self) -> str:
        """Say what was recomputed, and what the proof proves."""
        recomputed = "The ledger, every must-have rule, the seats, the waiting list and the bill were recomputed and agree."
        explained = " So do the figures of explain." if self.explained else ""
        return f"{recomputed}{explained} {self._proof}"

    @property
    def unchecked(self) -> tuple[str, ...]:
        """Say what could not be checked, and how it can be."""
        story = (
            f"Not checked, since run {self.missing[:8]} is not here: the pairings before, who left and who joined, and why"
            " pairings changed. Give the run it repairs with  --parent"
        )
        source = "Where the answers were read from is the record's own word; the survey checks it:  --survey FILE"
        policy = self.run.policy
        return (
            *[story] * bool(self.missing),
            *[source] * (not self.against_survey),
            *[_EARLIER] * bool(policy.regret.counts or policy.mentored),
        )

    @property
    def _proof(self) -> str:
        repair = self.run.repair
        if repair is None:
            return self._best
        doubtful = [line.letter for line in repair.options if line.proof is Proof.BOUND]
        menu = f"Every plan of the menu is proven{', up to a gap: ' + ', '.join(doubtful) if doubtful else ''}."
        taken = repair.taken
        if taken is repair.options[-1]:
            said = self._best
        elif self.gap:
            said = f"With at most {counted(taken.upto, 'changed pairing')} no more is proven of the plan taken, {taken.letter}."
        else:
            said = f"Plan {taken.letter} is the best with at most {counted(taken.upto, 'changed pairing')}."
        refused = f" {counted(len(repair.refused), 'change')} of it {'was' if len(repair.refused) == 1 else 'were'} refused."
        whole = f"Of the whole plan {taken.letter}: " if repair.refused and taken is repair.options[-1] else ""
        return f"{menu} {whole}{said}{refused if repair.refused else ''}"

    @property
    def _best(self) -> str:
        prices = self.run.matching.prices
        if self.gap:
            return "The bounds hold, and leave that gap."
        what = "The cases leave nothing out, and their prices" if any(rung.cases for rung in prices) else "The prices"
        better = f"{what} prove that no other pairing within the rules {_BETTER[self.run.policy.objective]}"
        if not any(rung.aim == TIES for rung in prices):
            return f"{better}."
        if any(rung.gap for rung in prices if rung.aim == TIES):
            return f"{better}; that ties follow the public key is not proven."
        return f"{better}, and that ties follow the public key."


_BETTER = {
    Objective.EVERYONE_FIRST: "is better",
    Objective.TOTAL_FIRST: "has a higher total fit",
    Objective.WORST_OFF_FIRST: "raises the worst-off higher",
}
