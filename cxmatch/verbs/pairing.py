"""Pair, rerun, explain: of a cohort or the survey of one, a run or its folder, a policy or what says it.

Each loads the rooms it needs when it is called: a command that explains a run is not to load what reads surveys.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from cxmatch.domain.cohort import Cohort
from cxmatch.domain.decisions import Decision
from cxmatch.domain.explanation import Explanation
from cxmatch.domain.policy import Policy
from cxmatch.domain.run import Run
from cxmatch.errors import SettingsError
from cxmatch.history import run_of
from cxmatch.records.kinds import File, Readable, told

Rules: TypeAlias = Policy | Mapping[str, Any] | File


def pair(cohort: Cohort | Readable, policy: Rules | None = None) -> Run:
    """Find the best pairing of a cohort, and prove it.

    Best means, by default and in this order: as many proteges with a mentor as can be, the highest total of points, the
    public tie key. The policy may ask for another ladder.

    Parameters
    ----------
    cohort
        The offices, from `read_survey`; or the survey itself, which is read as `read_survey` does without options: a file,
        "-" for standard input, bytes, or a DataFrame.
    policy
        The rules; by default other departments only, at least one point, everyone first. A `Policy`, a TOML file, or a dict with
        what stands in such a file; pairs may be tuples.

    Returns
    -------
    Run
        Inputs, pairings, waiting offices, prices, and what each rule costs, already verified.

    Raises
    ------
    NoPairingError
        No pair is allowed at all, or the rules contradict each other.
    SettingsError
        The policy names an office or practice area the cohort does not have, or cannot be used.
    SurveyError, FileError
        A survey was given, and cannot be paired as it stands, or not be read.

    Examples
    --------
    >>> import cxmatch as cx
    >>> run = cx.pair(cx.read_survey(cx.sample("roundtable-14")))
    >>> cx.verify(run)
    ()
    >>> pair = run.matching.pairings[0]
    >>> other = cx.pair(cx.sample("roundtable-14"), {"forbidden": [(pair.mentor, pair.protege)], "must": {"one_role": True}})
    >>> other.matching.paired
    7

    """
    from cxmatch.matching import pair as room

    return room.pair(_cohort_of(cohort), _policy_of(policy))


def rerun(
    run: Run | File,
    *,
    without: str | Iterable[str] = (),
    cohort: Cohort | Readable | None = None,
    policy: Rules | None = None,
    decisions: Sequence[Decision] | Readable = (),
    max_moves: int | None = None,
    plan: str = "",
    afresh: bool = False,
    refuse: int | Iterable[int] = (),
    earlier: Iterable[Run] = (),
) -> Run:
    """Repair a run: with the same ledger, and as few broken pairings as you like.

    A pairing is kept when both its offices remain and the rules still allow it, unless the chosen plan moves it.

    Parameters
    ----------
    run
        The run to repair, or its folder. It is not changed.
    without
        The office that has left, or several, by name; any unique beginning or acronym will do.
    cohort
        The survey read again, with late joiners and edited answers, or the survey itself; by default the cohort of the run.
    policy
        Changed rules, as `pair` takes them; by default those of the run.
    decisions
        What the organizer typed and decided in the exported pairings: the table, or what `read_decisions(table, [run])` gave.
    max_moves, plan, afresh
        Which plan of the menu to take: the best with at most so many moves, one by its letter, or the last. By default the
        one that pairs as many proteges as can be with the fewest moves.
    refuse
        Numbers of chains of the plan that are not to be made.
    earlier
        Runs of the cohort before this one: decisions and rules may name offices that have left since.

    Raises
    ------
    SettingsError
        An office is not in the run, everybody left, the framework is another one, or a decision names nobody or contradicts
        another.
    NoPairingError
        No pairing can meet the must-have rules any more.

    Examples
    --------
    >>> import cxmatch as cx
    >>> run = cx.pair(cx.sample("roundtable-14"))
    >>> later = cx.rerun(run, without="Kite Registry")
    >>> later.parent == run.id, cx.verify(later)
    (True, ())

    """
    from cxmatch.matching import rerun as room

    before = run_of(run)
    return room.rerun(
        before,
        without=[without] if isinstance(without, str) else without,
        cohort=None if cohort is None else _cohort_of(cohort),
        policy=_policy_of(policy),
        decisions=_decisions_of(decisions, [before, *(earlier := tuple(earlier))]),
        max_moves=max_moves,
        plan=plan,
        afresh=afresh,
        refuse=[refuse] if isinstance(refuse, int) else refuse,
        earlier=earlier,
    )


def explain(run: Run | File, pair: tuple[str, str] | None = None, *, mentor: str = "", protege: str = "") -> Explanation:
    """Explain one pair of offices, made or not: why, or why not and what it would cost.

    The pair is a tuple, mentor first, or given by `mentor` and `protege`; any unique beginning or acronym of a name will do. The
    run may be given as its folder, which is verified first.

    Raises
    ------
    SettingsError
        A name means no office or several, or the office has no seat on that side.

    Examples
    --------
    >>> import cxmatch as cx
    >>> run = cx.pair(cx.sample("roundtable-14"))
    >>> made = run.matching.pairings[0]
    >>> cx.explain(run, mentor=made.mentor, protege=made.protege).cost_of_forcing
    Cost(paired=0, points=0)
    >>> print(cx.explain(run, ("Footpath", "Beekeeper")).words)  # doctest: +ELLIPSIS
    Footpath Access Office mentoring Beekeeper Services, fit 11. Not paired: it would lower the total fit by 2 and ...

    """
    from cxmatch.matching import explain as room

    if bool(pair) == bool(mentor or protege) or not (pair or (mentor and protege)):
        raise SettingsError("Two offices are needed to explain a pair.", 'Write  explain(run, ("MENTOR", "PROTEGE"))')
    first, second = pair or (mentor, protege)
    return room.explain(run_of(run), mentor=first, protege=second)


def _cohort_of(given: Cohort | Readable) -> Cohort:
    if isinstance(given, Cohort):
        return given
    from cxmatch.survey.reader import read_survey

    return read_survey(given)


def _decisions_of(given: Sequence[Decision] | Readable, runs: Sequence[Run]) -> Sequence[Decision]:
    if isinstance(given, Sequence) and not isinstance(given, str | bytes):
        return given
    from cxmatch.survey.decisions import read_decisions

    return read_decisions(given, runs)


def _policy_of(given: Rules | None) -> Policy | None:
    """Return a policy as it is, of a file, or of a table that says what a file would; raises SettingsError and FileError."""
    if given is None or isinstance(given, Policy):
        return given
    if not isinstance(given, Mapping):
        return Policy.load(Path(given))
    return told(Policy, given, "the policy")
