"""Causes: what happened between two runs, office by office and rule by rule."""

from __future__ import annotations

from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.policy import Policy
from cxmatch.domain.run import Run
from cxmatch.matching.chains import Causes
from cxmatch.matching.fit import FitMatrix


def causes_of(run: Run, matrix: FitMatrix) -> Causes:
    """Say what happened since a run: who left, who joined, whose answers changed, which rules are new."""
    offices = {**_offices(run, matrix.cohort), **_barred(run, matrix)}
    return Causes(offices=offices, pairs=_pairs(run.policy, matrix))


def _offices(run: Run, now: Cohort) -> dict[str, str]:
    before = {office.id: office for office in run.cohort.offices}
    said = {office.id: f"{office.id} joined" for office in now.offices if office.id not in before}
    said |= {office.id: f"{office.id} changed its answers" for office in now.offices if _edited(before.get(office.id), office)}
    for fit in run.matching.pairings:
        for gone, partner in ((fit.mentor, fit.protege), (fit.protege, fit.mentor)):
            if gone not in now.ids:
                said[partner] = f"{gone} left"
    return said


def _barred(run: Run, matrix: FitMatrix) -> dict[str, str]:
    """Name the pairings that a rule bars now, at both of their offices."""
    said: dict[str, str] = {}
    for fit in run.matching.pairings:
        row, column = matrix.row.get(fit.mentor), matrix.column.get(fit.protege)
        if row is not None and column is not None and not matrix.allowed[row, column]:
            words = f"{fit.mentor} may not mentor {fit.protege} any more ({', '.join(matrix.bars(row, column))})"
            said |= {fit.mentor: words, fit.protege: words}
    return said


def _edited(before: Office | None, now: Office) -> bool:
    return before is not None and (before.capability, before.need) != (now.capability, now.need)


def _pairs(before: Policy, matrix: FitMatrix) -> dict[tuple[str, str], str]:
    """Name the locks and bans that are new, by the pairs they are about."""
    now = matrix.policy
    said = {}
    for kind, words in (("forbidden", "{} with {} is forbidden now"), ("locked", "{} with {} is locked now")):
        for rule in [rule for rule in getattr(now, kind) if rule not in getattr(before, kind)]:
            for mentor, protege in matrix.pairs(matrix.rules.cells(rule)):
                said[mentor, protege] = words.format(mentor, protege)
    return said
