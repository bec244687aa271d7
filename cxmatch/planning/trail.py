"""Where practices went: from the pairs of several runs and what check-ins say was taken up; and what would carry them on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product, takewhile

from cxmatch.domain.checkin import PRACTICE, CheckIns
from cxmatch.domain.cohort import Office
from cxmatch.domain.framework import Framework, PracticeArea
from cxmatch.domain.matching import Fit
from cxmatch.domain.policy import ANY_OFFICE, Policy
from cxmatch.domain.practices import Practices, practices_of
from cxmatch.domain.rounds import Round, in_order, rounds_of
from cxmatch.domain.rows import areas_of
from cxmatch.domain.run import Run
from cxmatch.domain.trail import AreaTrail, Carried, NextPair, Trail
from cxmatch.errors import SettingsError
from cxmatch.planning.agenda import agenda
from cxmatch.records.text import fold, grouped, listed


def trail(runs: Iterable[Run], checkins: Mapping[str, CheckIns] | None = None, practices: Practices | None = None) -> Trail:
    """Say which practice area went from whom to whom over several runs, whom it has not reached, and what would carry it on.

    An area goes from a mentor to a protege where a check-in of the pairing says that a practice was taken up: the area that its
    words name, or that of a practice with this title, where they are kept; else, and where no check-in says so, the area that
    counts most in the pairing, which is no more than what they could have talked about. `checkins` are by the id of the run, as
    `read_rounds` gives them.

    An office can show an area where it rates itself above the middle of the scale. It is open where it wants help, cannot show
    the area, and none of the runs brought it there. The next pair is one of the last run's offices: a mentor that can show the
    area or has taken up a practice, a protege that is open and of whom it is ahead, that were never paired and that no rule of
    the last run's policy keeps apart. Farthest goes the one whose protege belongs to the department with the most open offices
    among departments in which nobody can show the area or was reached (else the protege alone counts); then the one with the
    greater need, then with the greater lead, then by name. All pairs are looked at.

    Raises SettingsError where a run stands there twice or repairs another, or they have other practice areas.

    Examples
    --------
    >>> import cxmatch as cx
    >>> run = cx.pair(cx.read_survey(cx.sample("roundtable-14")))
    >>> sum(len(area.carried) for area in cx.trail([run]).areas) == len(run.matching.pairings)
    True

    """
    given, heard = in_order(runs), checkins or {}
    _require_one_framework(given)
    framework, last = given[-1].cohort.framework, given[-1]
    known = practices or practices_of(framework)
    both = [*zip(rounds_of(given), given, strict=True)]
    names = {fold(area.name): area.name for area in framework.areas}  # as the last run spells them
    carried = [each for place, run in both for each in _carried(place, run, heard.get(run.id), known, names)]
    apart = _apart(given)
    sessions = {session.area: session.number for session in reversed(agenda(last).sessions)}
    areas = [_area(area, [each for each in carried if each.area == area.name], last, apart, known) for area in framework.areas]
    reached = {fold(each.protege) for each in carried}
    return Trail(
        rounds=rounds_of(given),
        areas=tuple(
            sorted((replace(each, session=sessions.get(each.area, 0)) for each in areas), key=lambda own: -len(own.open))
        ),
        unreached=tuple(office.id for office in last.cohort.offices if fold(office.id) not in reached),
        findings=tuple(finding for _, run in both if run.id in heard for finding in heard[run.id].findings),
    )


def _require_one_framework(runs: Sequence[Run]) -> None:
    names = [{fold(area.name) for area in run.cohort.framework.areas} for run in runs]
    for number, own in enumerate(names, start=1):
        if own != names[0]:
            strange = [area.name for area in runs[number - 1].cohort.framework.areas if fold(area.name) not in names[0]]
            what = f"Run {number} has other practice areas than run 1{f': {listed(strange)}' * bool(strange)}."
            raise SettingsError(what, "A trail goes through runs of one framework. Pair the surveys again with one  --framework")


def _carried(place: Round, run: Run, heard: CheckIns | None, known: Practices, names: Mapping[str, str]) -> Iterator[Carried]:
    answers = (each for each in (heard.answers if heard else ()) if PRACTICE in each.words)
    said = grouped(((each.mentor, each.protege), each.words[PRACTICE]) for each in answers)
    for fit in run.matching.pairings:
        texts = said.get((fit.mentor, fit.protege))
        for area, words in _taken(fit, texts or [""], run.cohort.framework, known).items():
            practice = "; ".join(dict.fromkeys(filter(None, words)))
            yield Carried(
                round=place,
                area=names.get(fold(area), area),
                mentor=fit.mentor,
                protege=fit.protege,
                taken=texts is not None,
                practice=practice,
            )


def _taken(fit: Fit, texts: Sequence[str], framework: Framework, known: Practices) -> dict[str, list[str]]:
    """Return the areas that a pair took something up in, each with the words that say so."""
    return grouped((_area_of(text, framework, known, areas_of(fit, None)), text) for text in texts)


def _area_of(text: str, framework: Framework, known: Practices, counting: Sequence[str]) -> str:
    """Return the area that words name, or a practice with this title belongs to; else the one that counts most in a pairing."""
    said, first = framework.area(text), [*counting, *known.areas]
    titled = {area for area, entries in known.areas.items() if any(fold(each.title) == fold(text) for each in entries)}
    return said.name if said else next((area for area in first if area in titled), "".join(counting[:1]))


def _area(
    area: PracticeArea, carried: Sequence[Carried], last: Run, apart: Collection[tuple[str, str]], known: Practices
) -> AreaTrail:
    cohort, scale = last.rated, last.cohort.framework.capability_scale
    reached = {fold(each.protege) for each in carried}
    middle = scale.bottom + scale.top
    show = [each for each in cohort.offices if area.id in each.capability and 2 * each.capability[area.id] > middle]
    has = {*map(_key, show), *reached}
    wanting = [office for office in cohort.proteges if area in cohort.wanted(office)]
    still = [office for office in wanting if _key(office) not in has]
    sources = {*map(_key, show), *(fold(each.protege) for each in carried if each.taken)}
    mentors = [office for office in cohort.mentors if _key(office) in sources and area.id in office.capability]
    return AreaTrail(
        area=area.name,
        carried=tuple(carried),
        show=tuple(office.id for office in show),
        open=tuple(office.id for office in still),
        next=min(_steps(area, mentors, still, last, apart, has, known), key=_farthest_first, default=None),
    )


def _key(office: Office) -> str:
    return fold(office.id)


def _farthest_first(pair: NextPair) -> tuple[int, int, int, str, str]:
    return -pair.offices, -pair.need, -pair.lead, pair.mentor, pair.protege


def _apart(runs: Sequence[Run]) -> frozenset[tuple[str, str]]:
    """Return the pairs that were made before, or that the last policy keeps apart, by their folded names or "*"."""
    policy = runs[-1].policy
    made = {(fold(fit.mentor), fold(fit.protege)) for run in runs for fit in run.matching.pairings}
    barred = {(fold(pair.mentor), fold(pair.protege)) for pair in policy.forbidden}
    return frozenset(made | barred | {(fold(pair.mentor), fold(pair.protege)) for pair in policy.past if pair.points_off is None})


def _may(mentor: Office, protege: Office, policy: Policy, apart: Collection[tuple[str, str]]) -> bool:
    """Tell whether two offices were never paired, and no rule keeps them apart."""
    if mentor is protege or (policy.must.different_department and mentor.home == protege.home):
        return False
    one, other = ({_key(office), fold(office.name), ANY_OFFICE} for office in (mentor, protege))
    return not any(pair in apart for pair in product(one, other))


def _steps(
    area: PracticeArea,
    mentors: Sequence[Office],
    still: Sequence[Office],
    last: Run,
    apart: Collection[tuple[str, str]],
    has: Collection[str],
    known: Practices,
) -> Iterator[NextPair]:
    """Give for each open office the pair with the mentor that is furthest ahead, where one is ahead at all."""
    homes = {office.home for office in last.rated.offices if _key(office) in has}
    waiting, bottom = Counter(office.home for office in still), last.cohort.framework.need_scale.bottom
    strongest = sorted(mentors, key=lambda office: (-office.capability[area.id], office.id))
    for protege in (office for office in still if area.id in office.capability):
        level = protege.capability[area.id]
        ahead = takewhile(lambda office: office.capability[area.id] > level, strongest)  # noqa: B023 -- used up in this turn
        mentor = next((office for office in ahead if _may(office, protege, last.policy, apart)), None)
        if mentor is None:
            continue
        opens, asked = bool(protege.department) and protege.home not in homes, known.next_for(area.name, level)
        yield NextPair(
            area=area.name,
            mentor=mentor.id,
            protege=protege.id,
            department=protege.department if opens else "",
            offices=waiting[protege.home] if opens else 1,
            need=protege.need[area.id] - bottom,
            lead=mentor.capability[area.id] - level,
            practice=asked.title if asked else "",
        )
