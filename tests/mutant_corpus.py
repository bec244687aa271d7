"""The records that mutants of `verify` are held against: honest ones of every method and rule, and forged ones."""

from __future__ import annotations

import copy
import hashlib
import json
import random
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from itertools import combinations, permutations, product
from typing import Any

import numpy as np
from invent import AREAS, any_policy, asking
from invent import cohort as invented_cohort
from mutants import limited

import cxmatch as cx
from cxmatch.assignment import search
from cxmatch.assignment.market import Chunk
from cxmatch.assignment.solver import solve_ladder
from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.findings import catalogue
from cxmatch.domain.framework import Framework, Scale
from cxmatch.domain.matching import Case as PriceCase
from cxmatch.domain.matching import Move, Prices
from cxmatch.domain.parts import Capacity, Corrected, Rated, Seats
from cxmatch.domain.policy import Must, Objective, Pair, Past, Policy, Starred
from cxmatch.domain.run import Run
from cxmatch.domain.weighing import Asked, AskedFirst, FitSettings, Link, Preference, RegretSettings, Wish
from cxmatch.errors import CxmatchError
from cxmatch.matching.charges import NOT_FOUND, NOT_WITHOUT
from cxmatch.matching.fit import FitMatrix
from cxmatch.matching.large import _matching
from cxmatch.matching.largefit import LargeFit
from cxmatch.matching.proof import Solved, kept_problem, recorded, recorded_ties
from cxmatch.matching.repair import Line, Start
from cxmatch.matching.rules import Method, seated
from cxmatch.matching.waiting import outcome
from cxmatch.records.codec import encode

NAME = "Invented Office {}".format
EVERYONE, TOTAL, WORST = Objective.EVERYONE_FIRST, Objective.TOTAL_FIRST, Objective.WORST_OFF_FIRST


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What verify is asked: the text of a record, and where they are given what it says otherwise, the parent and a survey.

    A survey is the text of a run of its cohort; limits are numbers of modules that are others meanwhile.
    """

    name: str
    record: str
    said: str = ""
    parent: str = ""
    survey: str = ""
    limits: str = ""


Honest = tuple[str, Run, Run | None]


def corpus() -> list[Case]:
    """Give every case, the same each time."""
    return [*filter(_is_kept, _aimed()), *_at_random()]


def _at_random() -> list[Case]:
    """Give honest records and two forged ones of each, where they are short: a mutant is held against many of them."""
    cases, few = [], []
    for number, (name, run, parent) in enumerate(honest_runs()):
        cases.append(_case(name, encode(run), parent))
        forged = [_case(f"{name}: {what}", tree, parent) for what, tree in _forged(random.Random(number), run, 7, 3)]
        few += random.Random(number).sample(forged, min(len(forged), 2))
    return sorted(filter(_is_short, cases + few), key=lambda case: (": " in case.name, len(case.record)))


def _is_short(case: Case) -> bool:
    return len(case.record) <= (9_000 if case.name.startswith("seed") else 12_500)


def _is_kept(case: Case) -> bool:
    """Keep a few of the many that are alike."""
    alike = case.name.startswith(("small", "menu", "lock"))
    whole = case.name.startswith(("small 0, cases", "small 1, cases", "small 6, cases")) and len(case.record) < 30_000
    whole |= "fewest" in case.name and case.name.startswith(("menu 3", "menu 7", "lock 0"))
    honest = not any(part in case.name for part in (": ", ", cases", "fewest"))
    return not alike or whole or honest or hashlib.sha256(case.name.encode()).digest()[0] < 16


def _case(name: str, tree: Any, parent: Run | None = None) -> Case:
    return Case(name=name, record=json.dumps(tree), parent=parent.to_json() if parent else "")


# What one place of the program is about.


def _two() -> tuple[Run, Run]:
    """A run of five offices, and a rerun of it."""
    run = cx.pair(invented_cohort(6, 5, departments=6))
    return run, cx.rerun(run, cohort=_late(run.cohort), without=[run.matching.pairings[0].mentor])


def _brief() -> Iterator[Case]:
    """Give cases that are about one line each."""
    run, later = _two()
    yield from _surveys(run, later)
    yield from _words(run)
    yield from _strangers(run)
    yield from _lineages(run, later)
    yield from _odd_prices(run)


def _aimed() -> Iterator[Case]:
    """Give cases that are about one rule, one proof or one part of a menu each."""
    yield from _brief()
    yield from _small()
    yield from _asked()
    yield from _menus()
    yield from _empty()
    yield from _equal_keys()
    yield from _scaled(*_two())
    yield from _odd_levels()
    yield from _cut_menus()
    yield from _refusals()
    yield from _one_sided()
    yield from _each()
    yield from _odd_lines()
    yield from _bills()
    yield from _equal_keys_of_two()
    yield from _split_cases()
    yield from _last()
    yield from _waits()
    yield from _largest()
    yield from _most()
    yield from _prefers()
    yield from _first_by_name()
    yield from _loose_menus()
    yield from _doubts()
    yield from _last_lines()
    yield from _sorted_menu()
    yield from _returns()
    yield from _both_sides()
    yield from _untied()
    yield from _nobody()
    yield from _odd_weights()
    yield from _odd_rules()
    yield from _odd_scales()
    yield from _no_records()
    yield from _nobody_there()
    yield from _odd_menus()
    yield from _odd_bills()
    yield from _few()
    yield from _loose_bills()
    yield from _odd_cohorts()
    yield from _too_many()
    yield from _odd_texts()
    yield from _row_by_row()
    yield from _odd_policies()
    yield from _idle()
    yield from _barred_in_bills()
    yield from _weighings()
    yield from _large()
    yield from _large_rules()
    yield from _large_homes()
    yield from _large_locks()
    yield from _large_weighings()
    yield from _large_edges()
    yield from _large_sums()
    yield from _large_parts()


def _surveys(run: Run, later: Run) -> Iterator[Case]:
    source = replace(run.cohort.source, name="other.csv", sha256="ab" * 32)
    renamed = replace(run.cohort.source, name="other.csv")
    cohorts = {
        "the same": run.cohort,
        "of another name": replace(run.cohort, source=renamed),
        "of other bytes": replace(run.cohort, source=source),
        "with other answers": _late(run.cohort),
        "with one less": run.cohort.without(run.cohort.offices[-1].id),
    }
    for name, cohort in cohorts.items():
        survey = replace(run, cohort=cohort).to_json()
        yield Case(name=f"survey {name}", record=run.to_json(), survey=survey)
        yield Case(name=f"survey {name}, again", record=later.to_json(), parent=run.to_json(), survey=survey)


def _words(run: Run) -> Iterator[Case]:
    """Records that say something else than the run that was read from them, and ones that leave keys out."""
    tree = encode(run)
    cohort = tree["cohort"]
    sources: tuple[Any, ...] = (3, None, [], {}, {"name": "x", "more": 1}, {**cohort["source"], "sha256": "ab" * 32})
    said: tuple[Any, ...] = (
        *([], 3, None, {}, {"cohort": 3}, {**tree, "more": 1}, {**tree, "id": 7}, {**tree, "bill": []}, {**tree, "bill": {}}),
        *({**tree, "cohort": {**cohort, "source": source}} for source in sources),
        *({key: value for key, value in tree.items() if key != left} for left in ("id", "bill", "matching", "schema")),
        {**tree, "bill": [{**tree["bill"][0], "points": True}, *tree["bill"][1:]]},
        {**tree, "parent": "x" * 57},
        {**tree, "parent": "x" * 58},
        {**tree, "parent": "x" * 59},
        {**tree, "parent": "x" * 70},
    )
    for number, one in enumerate(said):
        yield Case(name=f"other words {number}", record=run.to_json(), said=json.dumps(one))
    less = replace(run, matching=replace(run.matching, waiting=()))
    yield from (Case(name=f"no words {n}", record=one.to_json(), said="null") for n, one in enumerate((run, less)))


def _strangers(run: Run) -> Iterator[Case]:
    """Pairings that stand twice, or of offices that are not there on that side."""
    tree, first = encode(run), encode(run)["matching"]["pairings"][0]
    lists = (
        [first, first],
        [first, first, first],
        [{**first, "mentor": "Nobody"}],
        [{**first, "protege": "Nobody"}],
        [{**first, "mentor": "Nobody", "protege": "No one"}] * 2,
        [first, {**first, "mentor": "Nobody"}],
        [],
    )
    for number, pairings in enumerate(lists):
        changed = {**tree, "matching": {**tree["matching"], "pairings": pairings}}
        yield _case(f"strangers {number}", _with_id(copy.deepcopy(changed)))


def _lineages(run: Run, later: Run) -> Iterator[Case]:
    other = cx.pair(run.cohort.without(run.cohort.offices[0].id))
    yield _case("a first run with a parent", encode(run), run)
    yield _case("a first run that names one", encode(replace(run, parent=run.id)))
    yield _case("a rerun that names none", encode(replace(later, parent=None)))
    yield _case("a rerun that names none, with it", encode(replace(later, parent=None)), run)
    yield _case("a rerun of another", encode(later), other)
    yield _case("a rerun of another, said so", encode(replace(later, parent=other.id)), other)
    yield _case("a rerun alone", encode(later))
    tree = encode(later)
    for options in ([], tree["repair"]["options"][:1], tree["repair"]["options"][1:]):
        yield _case("a menu cut", _with_id({**tree, "repair": {**tree["repair"], "options": options}}), run)


def _odd_prices(run: Run) -> Iterator[Case]:
    """Prices that are no prices, and rungs that are none of this ladder."""
    points, *among, ties = run.matching.prices
    name = run.matching.pairings[0].mentor
    odd = (
        *(
            (replace(points, scale=scale, keep=keep), *among, ties)
            for scale, keep in ((0, 0), (1, -1), (2, 0), (1, 1), (0, 1), (2, 3))
        ),
        *((replace(points, mentors={**points.mentors, name: price}), *among, ties) for price in (-1, 2**53 - 1, 2**53, -(2**53))),
        *((replace(points, proteges={**points.proteges, name: price}), *among, ties) for price in (-1, 2**53 - 1, 2**53, 2**60)),
        *((points, *among, replace(ties, mentors={**ties.mentors, name: price})) for price in (-1, 2**53, 1)),
        *((points, *among, replace(ties, proteges={**ties.proteges, name: price})) for price in (-1, 2**53, 1)),
        *(
            (replace(points, mentors={"Nobody": 1}), *among, ties),
            (replace(points, proteges={"Nobody": 1, "No one": 1}), *among, ties),
        ),
        *(
            (),
            (points,),
            (ties,),
            (ties, *among, points),
            (points, *among, ties, ties),
            (points, ties),
            (points, *among, *among, ties),
        ),
        *((points, *(replace(rung, proteges={**rung.proteges, name: 1}) for rung in among), ties) for _ in among),
        (replace(points, led=points.led + 1), *among, ties),
        (replace(points, total=points.total + 1), *among, ties),
        (replace(points, most=points.most + 1), *among, ties),
        (replace(points, bonus=0), *among, replace(ties, bonus=1, level=1)),
    )
    for number, prices in enumerate(odd):
        yield _case(f"odd prices {number}", encode(replace(run, matching=replace(run.matching, prices=prices))))


def _asked() -> Iterator[Case]:
    """Four offices of which some name an area, in every use of it, with one mentor or two; and what was forged in each."""
    uses = (AskedFirst(), AskedFirst(use=Asked.RUNG), AskedFirst(use=Asked.TIES), AskedFirst(points=2), AskedFirst(use=Asked.OFF))
    for number, (asked, objective, seats) in enumerate(product(uses, Objective, (1, 2))):
        rng, plain = random.Random(number), _unsaid(invented_cohort(60 + number, 4, departments=3))
        named = [replace(office, asked_first=("data",) if rng.random() < 0.6 else ()) for office in plain.offices]
        cohort = plain if number % 7 == 6 else replace(plain, offices=tuple(named))
        with suppress(CxmatchError):
            run = cx.pair(cohort, Policy(asked_first=asked, objective=objective, capacity=Capacity(protege=seats)))
            yield _case(f"asked {number}", encode(run))
            for what, tree in _forged(rng, run, 4, 4):
                yield _case(f"asked {number}: {what}", tree)


def _small() -> Iterator[Case]:
    """Four offices under every rule, each with a dozen other plans and as many changes of its record."""
    for number, (seed, policy) in enumerate(_small_policies()):
        cohort = _unsaid(invented_cohort(seed, 4, departments=3))
        with suppress(CxmatchError):
            run, rng = cx.pair(cohort, policy), random.Random(number)
            yield _case(f"small {number}", encode(run))
            for what, tree in _forged(rng, run, 3, 3):
                yield _case(f"small {number}: {what}", tree)
            yield from _spoiled_run(f"small {number}", run) if number < 24 else ()
            gone = run.matching.pairings[0].mentor if run.matching.pairings else cohort.offices[0].id
            later = cx.rerun(run, without=[gone] if number % 2 else [], cohort=_late(cohort), afresh=True)
            yield _case(f"small {number}, again", encode(later), run)
            for what, tree in _forged(rng, later, 2, 2):
                yield _case(f"small {number}, again: {what}", tree, run)


def _small_policies() -> Iterator[tuple[int, Policy]]:
    two, three = Capacity(mentor=2, protege=2), Capacity(mentor=3)
    musts = (
        *(Must(one_role=True), Must(no_exchange=True), Must(everyone=True), Must(minimum_fit=3)),
        *(Must(different_department=False), Must(one_role=True, no_exchange=True, everyone=True)),
    )
    for number, must in enumerate(musts):
        for objective in Objective:
            yield 10 + number, Policy(must=must, objective=objective, capacity=three if must.everyone else two)
            yield 20 + number, Policy(must=replace(must, everyone=False), objective=objective)
    for seed in (30, 31, 32, 33):
        for objective in Objective:
            for least, each in ((2, False), (1, True), (2, True)):
                yield seed, Policy(objective=objective, capacity=Capacity(mentor=3, protege=2, mentor_at_least=least, each=each))
        pairs = cx.pair(_unsaid(invented_cohort(seed, 4, departments=3))).matching.pairings
        locked = tuple(Pair(mentor=fit.mentor, protege=fit.protege) for fit in pairs[:1])
        banned = tuple(Pair(mentor=fit.mentor, protege=fit.protege) for fit in pairs[1:2])
        yield seed, Policy(locked=locked, forbidden=banned, capacity=two)
        yield seed, Policy(locked=locked, must=Must(no_exchange=True))
        yield seed, Policy(locked=locked, objective=WORST, waited={NAME(1): 2})
        yield seed, Policy(forbidden=(*banned, Pair(mentor=NAME(2), protege="*")), weights={"Data": 2})


def _menus() -> Iterator[Case]:
    """Menus with a proof that no plan has fewer moves, and with that proof spoiled."""
    for name, run, parent in _with_menus():
        assert run.repair
        tree = encode(run)
        yield _case(name, tree, parent)
        rungs = tree["repair"].get("fewest") or []
        for number, fewest in enumerate(_spoiled(rungs)):
            yield _case(f"{name}, fewest {number}", _with_id({**tree, "repair": {**tree["repair"], "fewest": fewest}}), parent)
        for place, line in enumerate(tree["repair"]["options"] if len(tree["repair"]["options"]) > 1 else ()):
            for number, changed in enumerate(_spoiled_line(line)):
                lines = [changed if place == where else other for where, other in enumerate(tree["repair"]["options"])]
                yield _case(
                    f"{name}, {place}: {number}", _with_id({**tree, "repair": {**tree["repair"], "options": lines}}), parent
                )


def _spoiled_run(name: str, run: Run) -> Iterator[Case]:
    """A first run whose cases are spoiled, the first that it has."""
    tree = encode(run)
    rungs = tree["matching"]["prices"]
    place = next((at for at, rung in enumerate(rungs) if rung["cases"]), None)
    if place is not None:
        cases, more = rungs[place]["cases"], ([], rungs[place]["cases"][1:])
        lists = [*more, cases * 2, cases[:1] * 1000, cases[:1] * 1001, cases[::-1]]
        lists += [[case, *cases[1:]] for case in _spoiled_case(cases[0])]
        for number, other in enumerate(lists):
            changed = [{**rung, "cases": other} if at == place else rung for at, rung in enumerate(rungs)]
            yield _case(f"{name}, cases {number}", _with_id({**tree, "matching": {**tree["matching"], "prices": changed}}))


def _spoiled(rungs: list[Any]) -> Iterator[list[Any]]:
    other = {"aim": "none", "total": 0, "most": 0, "keep": 1, "scale": 1, "mentors": {}, "proteges": {}, "cases": [], "level": 0}
    yield from ([], rungs * 2, [{**other, "bonus": 0}])
    for rung in rungs:
        yield from ([{**rung, name: value}] for name in ("keep", "scale") for value in (rung[name] + 1, rung[name] - 1, 0, -1))
        yield from ([{**rung, "aim": aim}] for aim in ("points", "none", "ties"))
        yield [{**rung, "mentors": {"Nobody": 1}}]
        yield [{**rung, "mentors": {name: price + 1 for name, price in rung["mentors"].items()}}]
        yield from ([{**rung, "cases": cases}] for cases in (rung["cases"][1:], rung["cases"] * 2) if rung["cases"])
        for case in rung["cases"][:1]:
            for changed in _spoiled_case(case):
                yield [{**rung, "cases": [changed, *rung["cases"][1:]]}]


def _spoiled_case(case: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from ({**case, "scale": scale} for scale in (0, -1, 1, case["scale"] + 1))
    yield {**case, "prices": {}}
    yield from ({**case, "prices": {**case["prices"], key: 1}} for key in ("row 99", "nothing"))
    for key, price in list(case["prices"].items())[:2]:
        yield from ({**case, "prices": {**case["prices"], key: other}} for other in (-1, price + 1, price - 1, 2**62, 2**70))
    for decisions in ([], ["one nothing"], ["two cell 0 0"], ["zero"], ["one cell 0 0", *case["decisions"]]):
        yield {**case, "decisions": decisions}


def _spoiled_line(line: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from ({**line, name: value} for name in ("prices", "beyond") for value in ([], line["prices"], line["prices"][:-1]))
    yield {**line, "beyond": line["beyond"][:-1] if line.get("beyond") else []}
    for place, rung in enumerate(line["prices"][:2]):
        changes = ({"scale": rung["scale"] + 1}, {"keep": rung["keep"] + 1}, {"keep": 0}, {"scale": 1, "keep": 0}, {"cases": []})
        for change in changes:
            yield {**line, "prices": [{**rung, **change} if place == at else other for at, other in enumerate(line["prices"])]}


def _scaled(run: Run, later: Run) -> Iterator[Case]:
    """Prices of a menu that are all twice or three times as high, and lines that mix prices with cases."""
    tree = encode(later)
    for times, keep in ((2, 0), (3, 1)):
        again = copy.deepcopy(tree)
        for line in again["repair"]["options"]:
            rung = line["prices"][0]
            rung.update(
                {name: rung[name] * times for name in ("scale", "total", "most", "bonus")}, keep=rung["keep"] * times + keep
            )
            for side in ("mentors", "proteges"):
                rung[side] = {name: price * times for name, price in rung[side].items()}
        again["matching"]["prices"] = next(o["prices"] for o in again["repair"]["options"] if o["letter"] == later.repair.chosen)
        yield _case(f"prices {times} times", _with_id(again), run)
    for name, one, parent in _with_menus():
        mixed = encode(one)
        for line in mixed["repair"]["options"]:
            line["prices"] += [{**rung, "cases": []} for rung in line["prices"][:1] if rung["cases"]]
        yield _case(f"mixed {name}", _with_id(mixed), parent)


def _odd_levels() -> Iterator[Case]:
    """Rungs of the worst-off-first ladder that are out of order, or that price what is settled."""
    cohort = _unsaid(invented_cohort(6, 5, departments=6))
    for name, policy in (
        ("one seat", Policy(objective=WORST)),
        ("two seats", Policy(objective=WORST, capacity=Capacity(protege=2))),
    ):
        run = cx.pair(cohort, policy)
        first, *middle, last = run.matching.prices
        mentors = {office.id: 1 for office in FitMatrix.of(run.cohort, run.policy).mentors}
        level = middle[0]
        odd = (
            *(
                (replace(first, level=1), *middle, last),
                (first, *middle, replace(last, level=1)),
                (first, *middle, replace(last, aim="level")),
            ),
            *((replace(first, aim="level"), *middle, last), (replace(first, aim="points"), *middle, last), (first,), (last,), ()),
            *((first, *middle), (*middle, last), (first, last), (first, *middle[1:], last), (first, *middle[:-1], last)),
            *((first, *reversed(middle), last), (first, level, *middle, last), (first, *middle, middle[-1], last)),
            *((first, replace(level, level=other), *middle[1:], last) for other in (-2, -1, 0, level.level - 1, level.level + 1)),
            *((first, replace(level, level=other), *middle, last) for other in (-2, -1, 0, level.level - 1)),
            *((first, *middle, replace(middle[-1], level=other), last) for other in (middle[-1].level + 1, 99)),
            *(
                (first, *middle, replace(last, mentors={**mentors, **last.mentors})),
                (first, replace(level, mentors=mentors), *middle[1:], last),
            ),
            *(
                (replace(first, mentors={**first.mentors, name: price}), *middle, last)
                for name in mentors
                for price in (1, -1, 2**53 - 1)
            ),
            *(
                (first, replace(level, proteges={name: price}), *middle[1:], last)
                for name in mentors
                for price in (1, -1, 1 - 2**53)
            ),
        )
        for number, prices in enumerate(odd):
            try:
                yield _case(f"odd levels {name} {number}", encode(replace(run, matching=replace(run.matching, prices=prices))))
            except CxmatchError:
                continue


def _cut_menus() -> Iterator[Case]:
    """Menus with a line less, a line twice, or in another order; each with the chains of the plan that is taken."""
    for name, run, parent in _with_menus():
        assert run.repair
        lines = run.repair.options
        lists = [lines[:place] + lines[place + 1 :] for place in range(len(lines)) if len(lines) > 1]
        lists += [lines[::-1], (*lines, lines[-1]), (lines[0], *lines)]
        lists += [tuple(replace(line, beyond=()) for line in lines)]
        for number, some in enumerate(lists):
            named = tuple(replace(line, letter="ABCDEFGH"[place]) for place, line in enumerate(some))
            fewest = run.repair.fewest if named[0].moves else ()
            for how, rungs in (("", fewest), (" with a proof", run.repair.fewest or named[0].prices[:1])):
                repair = replace(run.repair, options=named, chosen=named[-1].letter, fewest=rungs)
                yield _case(f"cut {name} {number}{how}", encode(replace(run, repair=repair)), parent)


def _refusals() -> Iterator[Case]:
    """Reruns with changes refused: each alone, and halves and strangers among them."""
    run = cx.pair(invented_cohort(4, 9, departments=5))
    gone = [fit.mentor for fit in run.matching.pairings[:2]]
    whole = cx.rerun(run, without=gone, afresh=True)
    assert whole.repair
    yield _case("refused nothing", encode(whole), run)
    yield _case("refused nothing, alone", encode(whole))
    for chain in whole.repair.chains:
        with suppress(CxmatchError):
            yield _case(f"refused {chain.number}", encode(cx.rerun(run, without=gone, afresh=True, refuse=[chain.number])), run)
        back = tuple(replace(m, mentor_before=m.mentor_after, mentor_after=m.mentor_before) for m in chain.exchange)
        for number, moves in enumerate((back[:1], back, back * 2, chain.exchange)):
            repair = replace(whole.repair, refused=moves)
            yield _case(f"refused {chain.number}, {number}", encode(replace(whole, repair=repair)), run)
    tree = encode(whole)
    for name, value in (("chosen", "Z"), ("left", gone[::-1]), ("left", []), ("joined", gone[:1])):
        yield _case(f"refused, {name}", _with_id({**tree, "repair": {**tree["repair"], name: value}}), run)


def _one_sided() -> Iterator[Case]:
    """Offices with seats on one side only, under rules that look at both; a locked protege with a price."""
    framework = Framework.of_survey(("Data",), Scale(), Scale())
    levels = {"A": (5, 2), "B": (4, 3), "C": (3, 4), "Z": (1, 5)}
    whole = {name: Office(id=name, name=name, capability={"data": c}, need={"data": n}) for name, (c, n) in levels.items()}
    sides = (
        (replace(whole["A"], protege_slots=0), whole["B"], replace(whole["Z"], mentor_slots=0)),
        (whole["A"], replace(whole["B"], protege_slots=0), replace(whole["Z"], mentor_slots=0)),
        (replace(whole["A"], mentor_slots=2), replace(whole["B"], mentor_slots=2, protege_slots=0), whole["C"], whole["Z"]),
        tuple(whole.values()),
    )
    for number, offices in enumerate(sides):
        cohort = Cohort(framework=framework, offices=offices)
        for must in (Must(no_exchange=True), Must(one_role=True), Must()):
            run = cx.pair(cohort, Policy(must=must))
            matrix = FitMatrix.of(run.cohort, run.policy)
            cells = list(product(range(len(matrix.mentors)), range(len(matrix.proteges))))
            for place, two in enumerate(combinations(cells, 2)):
                chosen = np.zeros(matrix.points.shape, dtype=bool)
                chosen[tuple(np.array(two).T)] = True
                matching = outcome(Solved(matrix=matrix, chosen=chosen, prices=run.matching.prices))
                if number < 3 or place % 7 == 0:
                    yield _case(f"one side {number}, {_on(must)}: {place}", encode(replace(run, matching=matching)))
    locked = cx.pair(Cohort(framework=framework, offices=sides[3]), Policy(locked=(Pair(mentor="A", protege="Z"),)))
    points, *among, ties = locked.matching.prices
    for name, prices in (
        ("plain", (points, *among, ties)),
        ("points", (replace(points, proteges={**points.proteges, "Z": 3}), *among, ties)),
        ("ties", (points, *among, replace(ties, proteges={**ties.proteges, "Z": 3}))),
    ):
        yield _case(f"locked, {name}", encode(replace(locked, matching=replace(locked.matching, prices=prices))))
    matrix = FitMatrix.of(locked.cohort, locked.policy)
    less = matrix.chosen(locked.matching)
    less[matrix.row["A"], matrix.column["Z"]] = False
    matching = outcome(Solved(matrix=matrix, chosen=less, prices=locked.matching.prices))
    yield _case("locked, without it", encode(replace(locked, matching=matching)))


def _on(must: Must) -> str:
    return "no exchange" if must.no_exchange else "one role" if must.one_role else "plain"


def _each() -> Iterator[Case]:
    """Every mentor, or every mentor that is used, must get so many; cases in rungs that say more than they may."""
    for seed in (6, 9, 12):
        cohort = _unsaid(invented_cohort(seed, 4, departments=0))
        for least, each in ((1, True), (2, True), (2, False)):
            capacity = Capacity(mentor=3, protege=3, mentor_at_least=least, each=each)
            with suppress(CxmatchError):
                run = cx.pair(cohort, Policy(capacity=capacity, must=Must(minimum_fit=0), objective=TOTAL))
                tree = encode(run)
                yield _case(f"each {seed} {least} {each}", tree)
                rungs = tree["matching"]["prices"]
                for place in {0, len(rungs) - 1} if rungs else ():
                    for number, change in enumerate(({"keep": 1}, {"scale": 2}, {"bonus": 1}, {"mentors": {NAME(0): 1}})):
                        other = [{**rung, **change} if at == place else rung for at, rung in enumerate(rungs)]
                        changed = {**tree, "matching": {**tree["matching"], "prices": other}}
                        yield _case(f"each {seed} {least} {each}, {place} {number}", _with_id(changed))


def _odd_lines() -> Iterator[Case]:
    """Lines of a menu without prices, with rungs of both kinds, and with other keeps."""
    for name, run, parent in _with_menus():
        tree = encode(run)
        lines = tree["repair"]["options"]
        for place, line in enumerate(lines):
            rungs, beyond = line["prices"], line.get("beyond") or []
            lists = [
                [],
                rungs[:1],
                beyond,
                [*beyond[:1], *rungs],
                [*rungs[:-1], {**rungs[-1], "keep": 7}] if rungs else [],
                rungs[::-1],
            ]
            for number, other in enumerate(lists):
                changed = [{**one, "prices": other} if at == place else one for at, one in enumerate(lines)]
                again = _with_id({**tree, "repair": {**tree["repair"], "options": changed}})
                yield _case(f"line {place} of {name}: {number}", again, parent)


def _bills() -> Iterator[Case]:
    """Bills with rules that cannot be left out alone, said truly and falsely, and with rules about single pairs."""
    runs = []
    cohort = _unsaid(invented_cohort(327, 4, seats=random.Random(327).choice([1, 2]), departments=3))
    runs.append(cx.pair(cohort, any_policy(327, cohort)))
    four = _unsaid(invented_cohort(12, 4, departments=0))
    every = cx.pair(four).matching.pairings
    one, two = every[0], every[-1]
    lock, ban = Pair(mentor=one.mentor, protege=one.protege), Pair(mentor=two.mentor, protege=two.protege)
    runs.append(cx.pair(four, Policy(locked=(lock,), waited={one.protege: 9}, must=Must(minimum_fit=one.points + 5))))
    past = (Past(mentor=two.mentor, protege=two.protege), Past(mentor=one.mentor, protege=one.protege, points_off=1))
    bans = (ban, Pair(mentor=one.mentor, protege="*"), Pair(mentor=one.mentor, protege=one.protege))
    for objective in Objective:
        runs.append(cx.pair(four, Policy(forbidden=(ban,), past=past, objective=objective)))
        runs.append(cx.pair(four, Policy(forbidden=bans, past=past[1:], objective=objective)))
        runs.append(cx.pair(four, Policy(forbidden=(ban,), weights={"Data": 2}, waited={one.protege: 2}, objective=objective)))
        owed = RegretSettings(weight=30, offices={one.protege: 70, two.protege: 45, "Nobody": 9})
        runs.append(cx.pair(four, Policy(regret=owed, mentored={one.mentor: 2, two.mentor: 1}, objective=objective)))
    for policy in (
        Policy(must=Must(everyone=True), capacity=Capacity(mentor=3)),
        Policy(must=Must(one_role=True), weights={"Data": 2}),
    ):
        with suppress(CxmatchError):
            runs.append(cx.pair(four, policy))
    for number, run in enumerate(runs):
        tree = encode(run)
        yield _case(f"bill {number}", tree)
        proof = [rung for entry in tree["bill"] if entry.get("tied") for rung in entry["prices"]]
        for place, entry in enumerate(tree["bill"] if number in (0, 1, 2, 11, 12) else ()):
            if place > 3 and not entry.get("tied"):
                continue
            for tied, prices in product(("", NOT_WITHOUT, NOT_FOUND, "x"), ([], entry["prices"], proof, proof * 2)):
                bill = [{"rule": entry["rule"], "tied": tied, "prices": prices}]
                again = [{**old, **bill[0]} if at == place else old for at, old in enumerate(tree["bill"])]
                yield _case(f"bill {number}, {place} {tied} {len(prices)}", _with_id({**tree, "bill": again}))


def _equal_keys_of_two() -> Iterator[Case]:
    """The same where an office has two seats: two of three partners, and two of them have equal keys."""
    sides = (
        (("Alder Office",), ("Office 1", "Office 3574", "Office 4630"), 2, 1),
        (("Alder Office",), ("Office 3574", "Office 4630", "Office 9"), 2, 1),
        (("Alder Office", "Office 4040", "Office 4063"), ("Zinc Office",), 1, 2),
        (("Office 4040", "Office 4063", "Office 9"), ("Zinc Office",), 1, 2),
        (("Alder Office", "Birch Office"), ("Office 1633", "Office 4942"), 2, 2),
        (("Alder Office", "Birch Office"), ("Office 1633", "Office 4942"), 1, 2),
        (("Alder Office", "Birch Office"), ("Office 1633", "Office 4942"), 2, 1),
    )
    for number, (mentors, proteges, given, taken) in enumerate(sides):
        framework = Framework.of_survey(("Data",), Scale(), Scale())
        first = {"mentor_slots": given, "protege_slots": 0, "capability": {"data": 5}, "need": {"data": 1}}
        second = {"mentor_slots": 0, "protege_slots": taken, "capability": {"data": 1}, "need": {"data": 5}}
        offices = [Office(id=name, name=name, **first) for name in mentors]  # type: ignore[arg-type]
        offices += [Office(id=name, name=name, **second) for name in proteges]  # type: ignore[arg-type]
        for objective in Objective:
            run = cx.pair(Cohort(framework=framework, offices=tuple(offices)), Policy(objective=objective))
            cells = list(product(range(len(mentors)), range(len(proteges))))
            for place, some in enumerate(combinations(cells, len(run.matching.pairings))):
                chosen = np.zeros((len(mentors), len(proteges)), dtype=bool)
                chosen[tuple(np.array(some).T)] = True
                matching = outcome(Solved(matrix=FitMatrix.of(run.cohort, run.policy), chosen=chosen, prices=run.matching.prices))
                yield _case(f"equal keys of two {number}, {objective.value}: {place}", encode(replace(run, matching=matching)))


def _split_cases() -> Iterator[Case]:
    """A proof by cases in which one case is split by something that is there, by nothing, and three ways."""
    run = cx.pair(_unsaid(invented_cohort(20, 4, departments=3)), Policy(must=Must(one_role=True)))
    tree = encode(run)
    rungs = tree["matching"]["prices"]
    place = next(at for at, rung in enumerate(rungs) if rung["cases"])
    case = rungs[place]["cases"][-1]
    for name in ("cell 0 1", "first 0", "role 0", "role 1", "nothing"):
        for ways in (
            ("one", "zero"),
            ("one", "zero", "two"),
            ("one",),
            ("zero",),
            ("two",),
            ("one", "two"),
            ("one", "zero", "one"),
        ):
            split = [{**case, "decisions": [*case["decisions"], f"{how} {name}"]} for how in ways]
            changed = [{**rung, "cases": rung["cases"][:-1] + split} if at == place else rung for at, rung in enumerate(rungs)]
            again = {**tree, "matching": {**tree["matching"], "prices": changed}}
            yield _case(f"split by {name}, {ways}", _with_id(again))


def _last() -> Iterator[Case]:
    """Proofs of three cases, every mentor with a protege, prices twice as high, numbers of another kind or past all sense."""
    run, later = _two()
    tree = encode(run)
    said = {**tree, "bill": [{**tree["bill"][0], "points": False}, *tree["bill"][1:]]}
    yield Case(name="False for 0", record=run.to_json(), said=json.dumps(said))
    for scale in (2**50, 2**52, 2**62):
        huge = encode(later)
        huge["repair"]["options"][-1]["prices"][0]["scale"] = scale
        yield _case(f"a scale of {scale}", _with_id(huge), run)
    framework = Framework.of_survey(("Data",), Scale(), Scale())
    sides = {"A": (5, 1, 2, 0), "B": (4, 1, 2, 0), "Y": (1, 5, 0, 1), "Z": (1, 4, 0, 1)}
    offices = tuple(
        Office(id=name, name=name, capability={"data": can}, need={"data": needs}, mentor_slots=gives, protege_slots=takes)
        for name, (can, needs, gives, takes) in sides.items()
    )
    for objective, (least, each) in product(Objective, ((1, True), (2, False), (1, False))):
        policy = Policy(objective=objective, capacity=Capacity(mentor_at_least=least, each=each))
        every = cx.pair(Cohort(framework=framework, offices=offices), policy)
        yield _case(f"A and B, {least} {each} {objective.value}", encode(every))
        yield from _worse_cases(f"A and B, {least} {each} {objective.value}", every)
    yield from _three_cases()
    for seed in range(12):
        with suppress(CxmatchError):
            base, what = changed(seed)
            again = cx.rerun(base, afresh=True, **what)
            fresh, repair = cx.pair(again.cohort, again.policy), again.repair
            matrix = FitMatrix.of(again.cohort, again.policy)
            same = np.array_equal(matrix.chosen(fresh.matching), matrix.chosen(again.matching))
            if repair and same and not repair.refused and not any(rung.cases for rung in fresh.matching.prices):
                points, *among = fresh.matching.prices
                double = {name: getattr(points, name) * 2 for name in ("total", "most", "bonus", "scale")}
                seats = {side: {n: 2 * price for n, price in getattr(points, side).items()} for side in ("mentors", "proteges")}
                prices = (replace(points, **double, **seats), *among)
                options = (*repair.options[:-1], replace(repair.options[-1], prices=prices, upto=repair.options[-1].upto))
                twice = replace(again, repair=replace(repair, options=options), matching=replace(again.matching, prices=prices))
                yield _case(f"double {seed}", encode(twice), base)


def _worse_cases(name: str, run: Run) -> Iterator[Case]:
    for what, tree in _worse(random.Random(0), run, 4):
        yield _case(f"{name}: {what}", tree)


def _three_cases() -> Iterator[Case]:
    """One case split in three, either side first."""
    run = cx.pair(_unsaid(invented_cohort(20, 4, departments=3)), Policy(must=Must(one_role=True)))
    tree = encode(run)
    rungs = tree["matching"]["prices"]
    place = next(at for at, rung in enumerate(rungs) if rung["cases"])
    case = rungs[place]["cases"][-1]
    for one, other in (("one", "zero"), ("zero", "one")):
        ways = ([f"{one} first 0"], [f"{other} first 0", "one first 1"], [f"{other} first 0", "zero first 1"])
        split = [{**case, "decisions": [*case["decisions"], *way]} for way in ways]
        changed = [{**rung, "cases": rung["cases"][:-1] + split} if at == place else rung for at, rung in enumerate(rungs)]
        yield _case(f"three cases, {one}", _with_id({**tree, "matching": {**tree["matching"], "prices": changed}}))


def _equal_keys() -> Iterator[Case]:
    """Plans with equal points and equal sums of keys under the usual seed: one of them comes first by name."""
    given, wanted = ("Alder Office", "Birch Office", "Cedar Office"), ("Zinc Office",)
    sides = (
        (given[:1], ("Office 3574", "Office 4630")),
        (("Office 4040", "Office 4063"), wanted),
        (given[:2], ("Office 1633", "Office 4942")),
        (given, ("Office 1048", "Office 4208", "Office 5722")),
        (given, ("Office 1633", "Office 4587", "Office 4942")),
    )
    for number, (mentors, proteges) in enumerate(sides):
        framework = Framework.of_survey(("Data",), Scale(), Scale())
        offices = [Office(id=name, name=name, capability={"data": 5}, need={"data": 1}, protege_slots=0) for name in mentors]
        offices += [Office(id=name, name=name, capability={"data": 1}, need={"data": 5}, mentor_slots=0) for name in proteges]
        for objective in Objective:
            run = cx.pair(Cohort(framework=framework, offices=tuple(offices)), Policy(objective=objective))
            matrix = FitMatrix.of(run.cohort, run.policy)
            for place, ways in enumerate(permutations(range(max(len(mentors), len(proteges))))):
                chosen = np.zeros((len(mentors), len(proteges)), dtype=bool)
                for row, column in enumerate(ways):
                    if row < len(mentors) and column < len(proteges):
                        chosen[row, column] = True
                matching = outcome(Solved(matrix=matrix, chosen=chosen, prices=run.matching.prices))
                yield _case(f"equal keys {number}, {objective.value}: {place}", encode(replace(run, matching=matching)))


def _empty() -> Iterator[Case]:
    """Records without offices, without seats on a side, without pairs that are allowed."""
    run = cx.pair(_unsaid(invented_cohort(6, 5, departments=6)))
    tree = encode(run)
    nothing = {**tree["matching"], "pairings": [], "points": 0}
    for objective in Objective:
        for name, capacity in (("mentor", {"mentor": 0}), ("protege", {"protege": 0}), ("both", {"mentor": 0, "protege": 0})):
            policy = {**tree["policy"], "capacity": {**tree["policy"]["capacity"], **capacity}, "objective": objective.value}
            prices = [{**rung, "mentors": {}, "proteges": {}} for rung in nothing["prices"]]
            if objective is WORST:
                prices = [{**prices[0], "aim": "pairs"}, prices[1]]
            changed = {**tree, "policy": policy, "matching": {**nothing, "prices": prices}}
            yield _case(f"no {name} seats, {objective.value}", _with_id(changed))
        policy = {**tree["policy"], "must": {**tree["policy"]["must"], "minimum_fit": 999}, "objective": objective.value}
        yield _case(f"nobody, {objective.value}", _with_id({**tree, "policy": policy, "matching": {**nothing, "prices": prices}}))
    yield _case("no offices", _with_id({**tree, "cohort": {**tree["cohort"], "offices": []}, "matching": nothing}))


# Honest runs and reruns.


def _pairs(*numbers: tuple[int, int]) -> tuple[Pair, ...]:
    return tuple(Pair(mentor=NAME(m), protege=NAME(p)) for m, p in numbers)


def _decimals() -> Cohort:
    rng = random.Random(7)
    framework = Framework.of_survey(AREAS, Scale(decimals=2), Scale(low=0, high=4, decimals=1))
    ids = [area.id for area in framework.areas]
    offices = [
        Office(
            id=NAME(n),
            name=NAME(n),
            capability={area: rng.randint(100, 500) for area in ids},
            need={area: rng.randint(0, 40) for area in ids},
        )
        for n in range(4)
    ]
    return Cohort(framework=framework, offices=tuple(offices))


def _unsaid(cohort: Cohort) -> Cohort:
    """The cohort of a survey that says nothing of seats: the policy sets them."""
    return replace(cohort, offices=tuple(replace(office, assumed=("mentor", "protege")) for office in cohort.offices))


def _equal() -> Cohort:
    """Offices that are two and two alike, so that ties are many."""
    cohort = invented_cohort(3, 6, departments=0)
    alike = (replace(cohort.offices[n % 3], id=NAME(n), name=NAME(n), attributes={}) for n in range(6))
    return _unsaid(replace(cohort, offices=tuple(alike)))


def _hand_made() -> Iterator[tuple[str, Cohort, Policy]]:
    six, two_seats = _unsaid(invented_cohort(6, 6, departments=6)), _unsaid(invented_cohort(8, 5, departments=3))
    yield "plain", six, Policy()
    yield "decimals", _decimals(), Policy(must=Must(minimum_fit=1), prefer=())
    yield "decimals, worst-off first", _decimals(), Policy(objective=WORST, weights={"Data": 3})
    yield "ties", _equal(), Policy()
    yield "ties, worst-off first", _equal(), Policy(objective=WORST, capacity=Capacity(protege=2))
    yield "ties, one role", _equal(), Policy(must=Must(one_role=True))
    yield "two seats", two_seats, Policy(capacity=Capacity(mentor=2, protege=2))
    yield "two seats, total first", two_seats, Policy(objective=TOTAL, capacity=Capacity(mentor=2, protege=2))
    yield "two seats, worst-off first", two_seats, Policy(objective=WORST, capacity=Capacity(mentor=2, protege=2))
    yield "one role", six, Policy(must=Must(one_role=True), capacity=Capacity(mentor=2, protege=2))
    yield "one role, one seat", six, Policy(must=Must(one_role=True))
    yield "no exchange", six, Policy(must=Must(no_exchange=True), objective=TOTAL)
    yield "no exchange, worst-off first", six, Policy(must=Must(no_exchange=True), objective=WORST)
    yield "minimum load", six, Policy(capacity=Capacity(mentor=3, protege=2, mentor_at_least=2))
    yield (
        "minimum load, each",
        six,
        Policy(
            must=Must(different_department=False),
            capacity=Capacity(mentor=2, protege=2, mentor_at_least=1, each=True, offices={NAME(2): Seats(mentor=0)}),
        ),
    )
    three = Capacity(mentor=3)
    yield "everyone", six, Policy(must=Must(everyone=True), capacity=three)
    yield "everyone, total first", six, Policy(must=Must(everyone=True), capacity=three, objective=TOTAL)
    yield "everyone, worst-off first", six, Policy(must=Must(everyone=True), capacity=three, objective=WORST)
    yield "everyone, no exchange", six, Policy(must=Must(everyone=True, no_exchange=True), capacity=three)
    yield (
        "rules on pairs",
        six,
        Policy(
            locked=_pairs((4, 1)),
            forbidden=(*_pairs((1, 2)), Pair(mentor=NAME(3), protege="*", reason="moved")),
            past=(Past(mentor=NAME(2), protege=NAME(4)), Past(mentor=NAME(5), protege=NAME(2), points_off=2)),
            must=Must(minimum_fit=2),
        ),
    )
    yield (
        "weighings",
        six,
        Policy(
            weights={"Data": 2, "Hiring": 0},
            waited={NAME(3): 4, NAME(5): 1},
            prefer=(
                Preference(attribute="Region", want=Wish.SAME, points=3),
                Preference(attribute="Region", want=Wish.DIFFERENT, points=1),
                Preference(attribute="Region", want=Wish.NEAR, points=2),
            ),
            objective=TOTAL,
        ),
    )


def _late(cohort: Cohort) -> Cohort:
    """The cohort later: one office more, one with other answers."""
    offices = list(cohort.offices)
    offices[1] = replace(offices[1], capability={**offices[1].capability, "data": cohort.framework.capability_scale.top})
    new = replace(offices[2], id="Late Office", name="Late Office", department="")
    return replace(cohort, offices=(*offices, new))


def _reruns(name: str, run: Run, number: int) -> Iterator[Honest]:
    gone = run.matching.pairings[0].mentor if run.matching.pairings else run.cohort.offices[0].id
    last = run.matching.pairings[-1] if run.matching.pairings else None
    ban = replace(run.policy, forbidden=(*run.policy.forbidden, Pair(mentor=last.mentor, protege=last.protege))) if last else None
    ways: tuple[dict[str, Any], ...] = (
        {"without": [gone], "afresh": bool(number % 2)},
        {"cohort": _late(run.cohort), "policy": ban, "afresh": True},
        {"cohort": _late(run.cohort), "without": [gone], "afresh": True, "refuse": [1]},
    )
    for way, what in enumerate(ways):
        with suppress(CxmatchError):
            yield f"{name}, again {way}", cx.rerun(run, **what), run


def honest_runs() -> Iterator[Honest]:
    """Runs and reruns as the program makes them, with their parents."""
    for number, (name, cohort, policy) in enumerate(_hand_made()):
        run = cx.pair(cohort, policy)
        yield name, run, None
        yield from _reruns(name, run, number)
    for seed in range(24):
        cohort = invented_cohort(seed, 5, seats=random.Random(seed).choice([1, 2]), departments=3)
        cohort = _unsaid(cohort) if seed % 2 else cohort
        with suppress(CxmatchError):
            run = cx.pair(cohort, any_policy(seed, cohort))
            yield f"seed {seed}", run, None
            yield from _reruns(f"seed {seed}", run, seed)
    yield from _with_gaps()
    yield from _with_menus()


def _with_gaps() -> Iterator[Honest]:
    """Runs whose proofs stop early, so that bounds leave a gap, and bills that rest on such."""
    usual, search.MOST_CASES = search.MOST_CASES, 1
    try:
        for seed, must, least in ((16, True, 0), (22, True, 0), (47, True, 0), (106, True, 0), (23, False, 2), (134, False, 2)):
            cohort = invented_cohort(seed, 6, seats=random.Random(seed).choice([1, 2]), departments=3)
            capacity = Capacity(mentor=3 if least else 1, mentor_at_least=least)
            run = cx.pair(cohort, Policy(must=Must(one_role=must), capacity=capacity, objective=list(Objective)[seed % 3]))
            yield f"gap {seed}", run, None
            yield from _reruns(f"gap {seed}", run, seed)
    finally:
        search.MOST_CASES = usual


def _with_menus() -> Iterator[Honest]:
    """Reruns with lines that are proven for more moves than their own, and with proofs that none has fewer."""
    for seed in (6, 108, 216, 3, 7, 15, 21, 29):
        run, what = changed(seed)
        if seed % 2:
            what["policy"] = replace(run.policy, must=Must(one_role=True, different_department=False))
            del what["without"]
        yield f"menu {seed}", cx.rerun(run, **what), run
    for seed in (0, 2, 5):
        cohort = invented_cohort(seed, 6, departments=4)
        run = cx.pair(cohort)
        matrix, fit = FitMatrix.of(run.cohort, run.policy), run.matching.pairings[0]
        other = next(
            p for p in matrix.proteges if p.id != fit.protege and matrix.allowed[matrix.row[fit.mentor], matrix.column[p.id]]
        )
        policy = Policy(locked=(Pair(mentor=fit.mentor, protege=other.id),))
        yield f"lock {seed}", cx.rerun(run, policy=policy), run


def changed(seed: int) -> tuple[Run, dict[str, Any]]:
    """A run of five offices, and what happened since: dropouts, a joiner, edited answers."""
    rng = random.Random(seed)
    cohort = invented_cohort(seed, 6, seats=rng.choice([1, 2]), departments=4)
    first = replace(cohort, offices=cohort.offices[:5])
    run = cx.pair(first, Policy(objective=rng.choice([EVERYONE, TOTAL])))
    offices = list(cohort.offices if rng.random() < 0.5 else first.offices)
    if rng.random() < 0.5:
        place = rng.randrange(len(offices))
        offices[place] = replace(offices[place], capability={"data": rng.randint(1, 5), "hiring": rng.randint(1, 5)})
    without = [rng.choice(first.offices).id] if rng.random() < 0.7 else []
    return run, {"cohort": replace(cohort, offices=tuple(offices)), "without": without}


# Forged ones.


def _forged(rng: random.Random, run: Run, changes: int, plans: int) -> Iterator[tuple[str, Any]]:
    tree = encode(run)
    every = list(_spots(tree))
    kinds: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for path in every:
        kinds.setdefault(tuple("*" if isinstance(key, int) else key for key in path), []).append(path)
    for kind in rng.sample(sorted(kinds), min(changes, len(kinds))):
        path = rng.choice(kinds[kind])
        yield f"{'.'.join(map(str, path))} changed", _with_id(_edited(rng, tree, path, run))
    yield from _worse(rng, run, plans)
    yield from _priced(rng, tree)


def _with_id(tree: Any) -> Any:
    """Give a record the id that its content has now."""
    with suppress(CxmatchError):
        tree["id"] = Run.from_tree(tree).id
    return tree


def _spots(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ():
        yield (*path, key)
        yield from _spots(value, (*path, key))


def _edited(rng: random.Random, tree: Any, path: tuple[Any, ...], run: Run) -> Any:
    """Give a copy of a tree with another value in one place."""
    tree = place = copy.deepcopy(tree)
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = _another(rng, place[path[-1]], [office.id for office in run.cohort.offices])
    return tree


def _another(rng: random.Random, value: Any, names: list[str]) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + rng.choice([1, -1, 2, -value, 7])
    if isinstance(value, str):
        return rng.choice([*names, value + "x"])
    if isinstance(value, list) and value:
        return rng.choice([value[1:], value[:-1], [*value, value[0]], value[::-1]])
    if isinstance(value, dict) and value:
        gone = rng.choice(sorted(value))
        return {key: inside for key, inside in value.items() if key != gone}
    return rng.choice([None, 0, 1, "", [], {}, names[0]])


def _worse(rng: random.Random, run: Run, plans: int) -> Iterator[tuple[str, Any]]:
    """Other plans with the prices of the best one, and with a waiting list that fits."""
    matrix = FitMatrix.of(run.cohort, run.policy)
    chosen = matrix.chosen(run.matching)
    cells = [tuple(cell) for cell in np.argwhere(matrix.allowed | chosen).tolist()]
    for number in range(plans if cells else 0):
        other = chosen.copy()
        for cell in rng.sample(cells, min(len(cells), 1 + number % 3)):
            other[cell] = not other[cell]
        matching = outcome(Solved(matrix=matrix, chosen=other, prices=run.matching.prices))
        yield f"another plan {number}", encode(replace(run, matching=matching))


def _priced(rng: random.Random, tree: Any) -> Iterator[tuple[str, Any]]:
    """The same plan with prices that are a little off, or of rungs fewer or in another order."""
    numbers = [path for path in _spots(tree) if "prices" in path[:-1] and path[-2] in ("mentors", "proteges", "prices")]
    numbers = [path for path in numbers if isinstance(path[-1], str)]
    for path in rng.sample(numbers, min(2, len(numbers))):
        changed = place = copy.deepcopy(tree)
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] += rng.choice([-1, 1, 2**53])
        yield f"{'.'.join(map(str, path))} off", _with_id(changed)
    if tree["matching"]["prices"]:
        changed = copy.deepcopy(tree)
        rungs = changed["matching"]["prices"]
        rng.choice([rungs.pop, rungs.reverse, lambda: rungs.append(rungs[0])])()
        yield "other rungs", _with_id(changed)


def as_json(*, brief: bool = False) -> list[dict[str, str]]:
    """Give the corpus as plain texts; the brief one is made in a second or two."""
    return [asdict(case) for case in (_brief() if brief else corpus())]


def _idle() -> Iterator[Case]:
    """Rules of which none costs anything, each alone and all together."""
    for seed in (11, 16, 18, 20):
        cohort = _unsaid(invented_cohort(seed, 5, departments=0))
        run = cx.pair(cohort, Policy(objective=TOTAL))
        matrix = FitMatrix.of(run.cohort, run.policy)
        free = matrix.allowed & ~matrix.chosen(run.matching)
        least = sorted(np.argwhere(free).tolist(), key=lambda cell: matrix.points[tuple(cell)])[:2]
        named = [(matrix.mentors[row].id, matrix.proteges[column].id) for row, column in least]
        past = tuple(Past(mentor=mentor, protege=protege) for mentor, protege in named[:1])
        bans = tuple(Pair(mentor=mentor, protege=protege) for mentor, protege in named[1:])
        yield _case(f"idle {seed}", encode(cx.pair(cohort, Policy(past=past, forbidden=bans, objective=TOTAL))))


def _of(offices: Mapping[str, tuple[int, int, int, int]], **more: dict[str, Any]) -> Cohort:
    """Give a cohort of one practice area: capability, need, and seats on both sides; `more` says what else an office has."""
    made = (
        Office(id=name, name=name, capability={"data": can}, need={"data": needs}, mentor_slots=gives, protege_slots=takes)
        for name, (can, needs, gives, takes) in offices.items()
    )
    framework = Framework.of_survey(("Data",), Scale(), Scale())
    return Cohort(framework=framework, offices=tuple(replace(office, **more.get(office.id, {})) for office in made))


def _waits() -> Iterator[Case]:
    """Offices on one side that wait for every reason there is."""
    here: dict[str, Any] = {"attributes": {"Region": "1"}}
    silent: dict[str, Any] = {"capability": {}, "need": {}}
    sides = {"A": (5, 1, 1, 0), "B": (2, 1, 1, 0), "C": (1, 1, 1, 0), "D": (3, 1, 1, 0), "Mute": (1, 1, 1, 0)}
    sides |= {"Q": (1, 2, 0, 1), "R": (5, 5, 0, 1), "Quiet": (1, 1, 0, 1)}
    home = {"department": "One"}
    cohort = _of(sides, C=here, D=home, Q={**here, **home}, Mute=silent, Quiet=silent)
    wish = Preference(attribute="Region", want=Wish.SAME, points=5)
    for objective in Objective:
        policy = Policy(must=Must(minimum_fit=2), prefer=(wish,), objective=objective)
        yield _case(f"waits, {objective.value}", encode(cx.pair(cohort, policy)))
    both = Policy(capacity=Capacity(offices={"A": Seats(mentor=2), "Q": Seats(protege=2)}))
    yield _case("seats of both sides", encode(cx.pair(cohort, both)))


def _largest() -> Iterator[Case]:
    """Reruns whose scale and keep come to just under what is added exactly, and to just that."""
    run, _ = _two()
    for objective in (EVERYONE, TOTAL):
        first = cx.pair(_unsaid(run.cohort), Policy(objective=objective))
        later = cx.rerun(first, afresh=True)
        yield from _at_the_limit(f"{objective.value}", encode(later), first)
        for change in ({"must": Must(minimum_fit=999)}, {"capacity": Capacity(mentor=0)}, {"capacity": Capacity(protege=0)}):
            yield from _at_the_limit(f"{objective.value}, {change}", _emptied(later, change), first)


def _emptied(run: Run, change: dict[str, Any]) -> Any:
    """Give a rerun without any pairing, and with one line that says so."""
    tree = encode(replace(run, policy=replace(run.policy, **change)))
    tree["matching"]["pairings"] = []
    tree["repair"]["options"] = tree["repair"]["options"][-1:]
    rungs = [{**rung, "mentors": {}, "proteges": {}} for rung in tree["matching"]["prices"]]
    tree["repair"]["options"][0].update(exchange=[], prices=rungs)
    return tree


def _at_the_limit(name: str, tree: Any, parent: Run) -> Iterator[Case]:
    run = Run.from_tree(tree)
    problem = FitMatrix.of(run.cohort, run.policy).problem
    most = problem.largest_value + int(problem.bonus.max(initial=0))
    for scale, over in product((1, 2), (-1, 0)):
        changed = copy.deepcopy(tree)
        for line in changed["repair"]["options"]:
            line["prices"][0].update(scale=scale, keep=2**53 - most * scale + over)
        yield _case(f"at the limit, {name}: {scale} {over}", _with_id(changed), parent)


def _most() -> Iterator[Case]:
    """One pair whose fit times all seats is just under what is added exactly, and just that or a little more."""
    sizes = {"under": (94_502_191, 23_828_017), "at": (2**26, 2**25), "over": (2**26, 12_000_000)}
    for (name, (lead, need)), objective in product(sizes.items(), (TOTAL, EVERYONE)):
        scales = (Scale(low=0, high=-(-most // 100), decimals=2) for most in (lead, need))
        one = Office(id="A", name="A", capability={"data": lead}, need={"data": 0}, mentor_slots=3, protege_slots=0)
        two = Office(id="B", name="B", capability={"data": 0}, need={"data": need}, mentor_slots=0, protege_slots=2)
        cohort = Cohort(framework=Framework.of_survey(("Data",), *scales), offices=(one, two))
        small = replace(cohort, offices=(one, replace(two, need={"data": 1})))
        run = cx.pair(small, Policy(objective=objective))
        yield _case(f"most, {name} {objective.value}", encode(replace(run, cohort=cohort)))


def _prefers() -> Iterator[Case]:
    """Attributes that nobody has, of many spellings, and that are no numbers; earlier pairs of offices without seats."""
    regions = {"A": "1", "B": "North", "C": "2", "Y": "1", "Z": "South"}
    sides = {"A": (5, 1, 1, 0), "B": (4, 1, 1, 0), "C": (3, 1, 1, 0), "Y": (1, 5, 0, 1), "Z": (1, 4, 0, 1), "E": (1, 1, 0, 0)}
    more = {name: {"attributes": {"Region": region}} for name, region in regions.items()}
    cohort, known = _of(sides, **more), _of(sides, **more, E={"attributes": {"Nothing": "1"}})
    wishes = [Preference(attribute=name, want=want, points=2) for name in ("Nothing", " region") for want in Wish]
    past = (Past(mentor="Y", protege="Z", points_off=3), Past(mentor="A", protege="C", points_off=3))
    for objective in Objective:
        run = replace(cx.pair(known, Policy(prefer=tuple(wishes), past=past, objective=objective)), cohort=cohort)
        yield _case(f"prefers, {objective.value}", encode(run))
        for side in ("mentor_slots", "protege_slots"):
            tree = encode(run)
            for office in tree["cohort"]["offices"]:
                office.update({"mentor_slots": 0, "protege_slots": 0, side: 1})
            rungs = [{**rung, "mentors": {}, "proteges": {}} for rung in tree["matching"]["prices"]]
            nothing = {**tree["matching"], "pairings": [], "points": 0, "prices": rungs}
            yield _case(f"prefers, {objective.value}, {side}", _with_id({**tree, "matching": nothing}))
    homes = {"A": "Ports", "B": "Roads", "C": "", "Y": "Letters", "Z": "Roads"}
    placed = _of(sides, **{name: {"department": home, "attributes": {"Department": "Ports"}} for name, home in homes.items()})
    links = (Link(department="Ports", ends=("Letters", "Roads")), Link(department="Roads", ends=("Letters",)))
    linked = Preference(attribute="Department", want=Wish.DIFFERENT, points=2, links=links)
    yield _case("prefers, links", encode(cx.pair(placed, Policy(prefer=(linked,)))))
    words = ("region", "site_name", "sector", "agency_type")
    ways = [{f"{word[:n].upper()}{word[n:]}": "1" for word in words} for n in range(6)]
    sides = {name: (5, 1, 1, 0) if name < "N" else (1, 5, 0, 1) for name in "ABCXYZ"}
    cohort = _of(sides, **{name: {"attributes": way} for name, way in zip(sides, ways, strict=True)})
    alike = tuple(Preference(attribute=word, want=Wish.SAME, points=1) for word in words)
    yield _case("prefers, of many spellings", encode(cx.pair(cohort, Policy(prefer=alike))))


def _first_by_name() -> Iterator[Case]:
    """Every plan of the highest sum of keys, where several have it: names chosen so that longer ways lead from one to another."""
    sides: tuple[tuple[dict[str, int], dict[str, int]], ...] = (
        # two with a seat to spare, and one mentor that is the same to both
        ({"Alder Office": 1, "Birch Office": 1, "Elm Office": 1}, {"Office 3574": 2, "Office 4630": 2}),
        # a mentor of two may exchange with either of two others
        (
            {"Alder Office": 2, "Birch Office": 1, "Cedar Office": 1},
            dict.fromkeys(("Office 1633", "Office 1688", "Office 4942", "Office 6488"), 1),
        ),
        # three in a ring, past a protege who has two of them
        ({"Alder Office": 1, "Birch Office": 1, "Cedar Office": 2}, {"Office 131074": 1, "Office 133444": 2, "Office 170221": 1}),
        ({"Alder Office": 1, "Birch Office": 1, "Cedar Office": 2}, {"Office 155246": 1, "Office 188010": 2, "Office 260466": 1}),
    )
    for number, (mentors, proteges) in enumerate(sides):
        seats = {name: (5, 1, count, 0) for name, count in mentors.items()}
        cohort = _of(seats | {name: (1, 5, 0, count) for name, count in proteges.items()})
        for objective in Objective:
            run = cx.pair(cohort, Policy(objective=objective))
            matrix = FitMatrix.of(run.cohort, run.policy)
            keys = matrix.keys(matrix.allowed)
            best = matrix.chosen(run.matching)
            for place, some in enumerate(combinations(np.argwhere(matrix.allowed).tolist(), int(best.sum()))):
                chosen = np.zeros_like(best)
                chosen[tuple(np.array(some).T)] = True
                kept = (chosen.sum(axis=1) <= matrix.supply).all() and (chosen.sum(axis=0) <= matrix.demand).all()
                if not kept or chosen.any(axis=0).sum() < best.any(axis=0).sum() or keys[chosen].sum() < keys[best].sum():
                    continue
                matching = outcome(Solved(matrix=matrix, chosen=chosen, prices=run.matching.prices))
                other = replace(run, matching=matching)
                yield _case(f"first by name {number}, {objective.value}: {place}", encode(other))
                *rungs, ties = matching.prices
                for name, price in [*ties.mentors.items(), *ties.proteges.items()][: 2 * (number < 2)]:
                    side = "mentors" if name in ties.mentors else "proteges"
                    off = replace(ties, **{side: {**getattr(ties, side), name: price + 1}})
                    yield _case(
                        f"first by name {number}, {objective.value}: {place}, {name} off",
                        encode(replace(run, matching=replace(matching, prices=(*rungs, off)))),
                    )


def _loosely(*names: str, keep: int = 0) -> tuple[Prices, ...]:
    """Give the weakest proof by cases that there is: no price at all, so that it leaves the largest gap."""
    whole = PriceCase(decisions=(), scale=1, prices={})
    return tuple(Prices(aim=name, total=0, most=0, cases=(whole,), keep=keep) for name in names)


def _loose_menus() -> Iterator[Case]:
    """Menus of two lines that are only bounded, the second with more, fewer or as many moves, and better, worse or as good."""
    run = cx.pair(invented_cohort(6, 5, departments=6), Policy(objective=TOTAL))
    later = cx.rerun(run, afresh=True)
    matrix, repair = FitMatrix.of(run.cohort, run.policy), later.repair
    start = matrix.chosen(run.matching)
    plans: dict[tuple[int, Any], Any] = {}
    for some in combinations(np.argwhere(matrix.allowed).tolist(), int(start.sum())):
        chosen = np.zeros_like(start)
        chosen[tuple(np.array(some).T)] = True
        if (chosen.sum(axis=1) <= matrix.supply).all() and (chosen.sum(axis=0) <= matrix.demand).all():
            plans.setdefault((int((start & ~chosen).sum()), matrix.rank(chosen)), chosen)
    found: dict[tuple[Any, ...], tuple[Any, Any]] = {}
    for one, two in product(sorted(plans), repeat=2):
        how = (one[0] < two[0], one[0] == two[0], one[1] < two[1], one[1] == two[1])
        found.setdefault(how, (plans[one], plans[two]))
    assert repair
    for number, two_plans in enumerate(found.values()):
        lines = [
            Line(solved=Solved(matrix=matrix, chosen=plan, prices=_loosely("points"))).option(Start(matrix=matrix, kept=start), n)
            for n, plan in enumerate(two_plans)
        ]
        lines = [replace(line, moves=n) for n, line in enumerate(lines)]
        changed = replace(repair, options=tuple(lines), chosen="B", chains=(), refused=())
        yield _case(f"loose menu {number}", encode(replace(later, repair=changed)), run)


def _doubts() -> Iterator[Case]:
    """Menus with a gap after a line that is only bounded, or whose proof for more moves is."""
    for name, run, parent in _with_menus():
        assert run.repair
        lines, every = run.repair.options, int(FitMatrix.of(run.cohort, run.policy).still_there(run.repair.before).sum())
        for place, (one, last) in enumerate(zip(lines, lines[2:] or lines[1:], strict=False)):
            for names, keep in product((("points",), ("served", "points")), (0, every - one.moves)):
                loose = _loosely(*names, keep=keep)
                for number, left in enumerate((replace(one, prices=loose, beyond=()), replace(one, beyond=loose))):
                    options = (replace(left, letter="A"), replace(last, letter="B"))
                    turned = (replace(last, letter="A", prices=()), replace(left, letter="B"))
                    wrong = replace(run.repair, options=turned, chosen="B")
                    yield _case(f"turned {name}, {place} {number} {names} {keep}", encode(replace(run, repair=wrong)), parent)
                    repair = replace(run.repair, options=options, chosen="B", fewest=run.repair.fewest if place == 0 else ())
                    yield _case(f"doubt {name}, {place} {number} {names} {keep}", encode(replace(run, repair=repair)), parent)


def _sorted_menu() -> Iterator[Case]:
    """A menu whose lines are better only when the fits of each are put in order, the worst first."""
    cohort = invented_cohort(5, 7, departments=6)
    run = cx.pair(cohort, Policy(objective=Objective.WORST_OFF_FIRST))
    yield _case("sorted menu", encode(cx.rerun(run, without=[cohort.offices[5].id])), run)


def _last_lines() -> Iterator[Case]:
    """Lines without any price, and lines in which all kept pairings together count just as much as one point."""
    one = cx.pair(_of({"A": (5, 1, 1, 0), "Y": (1, 5, 0, 1)}), Policy(objective=TOTAL))
    tree = encode(cx.rerun(one, afresh=True))
    tree["matching"]["prices"] = []
    for line in tree["repair"]["options"]:
        line["prices"] = []
    yield _case("no prices", _with_id(tree), one)
    for cohort in (one.cohort, invented_cohort(6, 5, departments=6)):
        run = cx.pair(cohort, Policy(objective=TOTAL))
        later = cx.rerun(run, afresh=True)
        matrix, repair = FitMatrix.of(run.cohort, run.policy), later.repair
        start = matrix.chosen(run.matching)
        assert repair
        for keep, over in product((1, 2), (-1, 0, 1)):
            how = {"scale": keep * int(start.sum()) + over, "keep": keep}
            if how["scale"]:
                problem = kept_problem(matrix, start, **how)
                found, steps = solve_ladder(problem, *matrix.ties)
                prices = (recorded(matrix, "points", problem, found, **how), *recorded_ties(matrix, steps))
                line = Line(solved=Solved(matrix=matrix, chosen=found.chosen, prices=prices)).option(
                    Start(matrix=matrix, kept=start), 0
                )
                changed = replace(repair, options=(line,), chosen="A")
                yield _case(f"a scale of all, {keep} {over}", encode(replace(later, repair=changed)), run)


def _returns() -> Iterator[Case]:
    """A rule that is as old as the run before, about an office that was away in it."""
    cohort = _of({"A": (5, 1, 1, 0), "B": (4, 1, 1, 0), "Y": (1, 5, 0, 1), "Z": (1, 4, 0, 1)})
    for policy in (Policy(locked=(Pair(mentor="A", protege="Z"),)), Policy(forbidden=(Pair(mentor="A", protege="Z"),))):
        first = cx.pair(cohort, policy)
        away = cx.rerun(first, without=["Z"], afresh=True)
        yield _case("away", encode(away), first)
        yield _case("back", encode(cx.rerun(away, cohort=cohort, afresh=True)), away)


def _both_sides() -> Iterator[Case]:
    """Reruns in which changes hang together by an office that has partners on both sides."""
    for seed, must in product(range(6), (Must(no_exchange=True), Must(one_role=True, no_exchange=True), Must(one_role=True))):
        cohort = _unsaid(invented_cohort(seed, 7, departments=0))
        run = cx.pair(cohort, Policy(must=must, objective=TOTAL))
        gone = [fit.mentor for fit in run.matching.pairings[:2]]
        with suppress(CxmatchError):
            yield _case(f"both sides {seed}, {must}", encode(cx.rerun(run, without=gone, afresh=True)), run)


def _untied() -> Iterator[Case]:
    """Points for waiting without which no pairing meets the other rules, or so the bill says, with every proof of it."""
    cohort = _of({"A": (5, 1, 2, 0), "B": (5, 1, 1, 0), "Y": (1, 5, 0, 1), "Z": (4, 2, 0, 1)})
    without = cohort.without("B")
    ways = (
        (without, Policy(must=Must(everyone=True, minimum_fit=6), waited={"Z": 9})),
        (without, Policy(must=Must(minimum_fit=6), waited={"Z": 9})),
        (cohort, Policy(must=Must(minimum_fit=6), capacity=Capacity(mentor_at_least=1, each=True), waited={"Z": 9})),
        (without, Policy(must=Must(minimum_fit=6, one_role=True), waited={"Z": 9})),
    )
    rows = ("row 0", "everyone 0", "everyone 1", "column 0", "first 1", "least 0", "least 1")
    for number, (some, policy) in enumerate(ways):
        run = cx.pair(some, policy)
        yield _case(f"untied {number}", encode(run))
        for place, entry in enumerate(run.bill):
            for tied, keys in [(NOT_FOUND, ()), *((NOT_WITHOUT, keys) for size in (1, 2) for keys in combinations(rows, size))]:
                proof = PriceCase(decisions=(), scale=1, prices=dict.fromkeys(keys, 1))
                prices = (Prices(aim="none", total=0, most=0, cases=(proof,)),) if keys else ()
                changed = replace(entry, tied=tied, prices=prices, exchange=(), paired=0, points=0, lowest=0)
                bill = tuple(changed if at == place else old for at, old in enumerate(run.bill))
                if keys == rows[:1] and number == 0:
                    kept = tuple(replace(rung, keep=3) for rung in run.bill[place].prices)
                    again = tuple(replace(changed, prices=kept) if at == place else old for at, old in enumerate(run.bill))
                    yield _case(f"untied {number}, {place} kept", encode(replace(run, bill=again)))
                if not keys or entry.rule.startswith("points for"):
                    yield _case(f"untied {number}, {place} {keys}", encode(replace(run, bill=bill)))


def _nobody() -> Iterator[Case]:
    """A run without a pairing since no fit reaches the minimum, and what that costs."""
    for objective in Objective:
        run = cx.pair(invented_cohort(6, 5, departments=6), Policy(must=Must(minimum_fit=1), objective=objective))
        pairs = [(fit.mentor, fit.protege) for fit in run.matching.pairings]
        made = tuple(Move(protege=protege, mentor_before=None, mentor_after=mentor) for mentor, protege in pairs)
        bare = tuple(replace(rung, mentors={}, proteges={}) for rung in run.matching.prices[:: len(run.matching.prices) - 1])
        bill = tuple(
            replace(entry, exchange=made, prices=run.matching.prices) if entry.rule == "minimum fit" else entry
            for entry in run.bill
        )
        policy = replace(run.policy, must=Must(minimum_fit=999))
        nobody = replace(run, policy=policy, matching=replace(run.matching, pairings=(), prices=bare), bill=bill)
        yield _case(f"nobody but for the minimum, {objective.value}", encode(nobody))


def _odd_weights() -> Iterator[Case]:
    """Weights of areas that are not there, or there twice; and as much as is added exactly."""
    framework = Framework.of_survey(tuple("ABCDEFGHI"), Scale(), Scale())
    areas = tuple(replace(area, aliases=(f"{area.name}{area.name}",)) for area in framework.areas)
    framework = replace(framework, areas=areas)
    small = _of({"A": (5, 1, 1, 0), "Y": (1, 5, 0, 1)})
    offices = tuple(
        replace(office, capability={"a": office.capability["data"]}, need={"a": office.need["data"]}) for office in small.offices
    )
    run = cx.pair(Cohort(framework=framework, offices=offices), Policy(weights=dict.fromkeys("BCDEFGHI", 1000) | {"A": 192}))
    yield _case("nine weights", encode(run))
    for weights in ({"Nothing": 2}, {"A": 2, "AA": 3}, {"AA": 3}, {"A": 0, "B": 1}):
        yield _case(f"weights {weights}", encode(replace(run, policy=Policy(weights=weights))))
    for high in (948_576, 948_575):
        scales = (Scale(low=-100_000, high=948_576), Scale(low=-100_000, high=high))
        wide = replace(framework, capability_scale=scales[0], need_scale=scales[1])
        yield _case(f"scales up to {high}", encode(replace(run, cohort=Cohort(framework=wide, offices=offices))))


def _odd_rules() -> Iterator[Case]:
    """Rules on pairs that cannot be: of names that several offices have, of offices without a seat, of one office twice."""
    sides = {"A": (5, 1, 1, 0), "B": (4, 1, 2, 0), "C (One)": (3, 2, 1, 1), "C (Two)": (3, 2, 1, 1), "Y": (1, 5, 0, 1)}
    cohort = _of(sides | {"Z": (1, 4, 0, 2)}, **{name: {"name": "C"} for name in ("C (One)", "C (Two)")})
    run = cx.pair(cohort)

    def pairs(kind: type[Pair] | type[Past], *named: str) -> tuple[Any, ...]:
        return tuple(kind(mentor=name.split(">")[0], protege=name.split(">")[1]) for name in named)

    rules: tuple[dict[str, Any], ...] = (
        *({"locked": pairs(Pair, *named)} for named in (["A>C"], ["A>C", "Y>B"], ["C>A", "B>Z"], ["A>B"], ["Y>Z"], ["Y>B"])),
        *({"locked": pairs(Pair, *named)} for named in (["C (One)>c (one)"], ["A>Y", "A>Z"], ["A>Y", "B>Y"], ["A>Y", "B>Z"])),
        *(
            {"forbidden": pairs(Pair, *named)}
            for named in (["A>C"], ["C>*", "*>C", "B>b"], ["B>b", "C (Two)>c (two)"], ["B>Nobody"])
        ),
        *({"past": pairs(Past, *named)} for named in (["A>C"], ["C>*", "*>C", "B>b"], ["B>Nobody", "*>Nobody"], ["Y>A"])),
        {"forbidden": pairs(Pair, "A>Y"), "must": Must(minimum_fit=999)},
        {"forbidden": pairs(Pair, "A>Y"), "past": pairs(Past, "A>Y", "B>Z")},
        {"forbidden": pairs(Pair, "A>Y"), "locked": pairs(Pair, "A>Y", "B>Z"), "past": pairs(Past, "A>Y", "B>Z")},
        {"past": (Past(mentor="B", protege="Z", points_off=9), Past(mentor="A", protege="Y", points_off=16))},
    )
    for number, rule in enumerate(rules):
        yield _case(f"odd rules {number}", encode(replace(run, policy=replace(run.policy, **rule))))
        with suppress(CxmatchError):
            yield _case(f"odd rules {number}, honest", encode(cx.pair(cohort, replace(run.policy, **rule))))


def _odd_scales() -> Iterator[Case]:
    """Scales that are none, scales that a record leaves out, labels, and totals of very few hundredths."""
    run = cx.pair(_of({"A": (5, 1, 1, 0), "Y": (1, 5, 0, 1)}))
    tree = encode(run)
    labels, far = list("abcde"), 999_999
    scales: tuple[dict[str, Any], ...] = (
        *({}, {"low": 1}, {"high": 5}, {"decimals": 0}, {"labels": labels}, {"labels": labels[:3]}),
        *({"low": low, "high": high} for low, high in ((5, 5), (6, 5), (-far, 5), (-far - 1, 5), (1, far), (1, far + 1))),
        *({"low": low, "high": 5, "labels": labels} for low in (0, 2)),
        *({"low": 1, "high": 5, "labels": labels, "decimals": decimals} for decimals in (-1, 1, 2)),
        *({"low": 0, "high": 5, "decimals": decimals} for decimals in (-1, 1, 2, 3)),
    )
    for number, scale in enumerate(scales):
        for side in ("capability_scale", "need_scale"):
            framework = {**tree["cohort"]["framework"], side: scale}
            yield _case(f"odd scales {number}, {side}", _with_id({**tree, "cohort": {**tree["cohort"], "framework": framework}}))
    named = Framework.of_survey(("Data",), Scale.of_labels(*labels), Scale.of_labels(*labels[:3]))
    offices = tuple(replace(office, need={"data": min(office.need["data"], 3)}) for office in run.cohort.offices)
    yield _case("labels", encode(cx.pair(Cohort(framework=named, offices=offices))))
    fine = Framework.of_survey(("Data",), Scale(low=0, decimals=2), Scale(low=0, decimals=1))
    for lead, need in ((1, 1), (1, 30), (10, 1), (100, 10), (100, 20)):
        levels = {"A": (200 + lead, 0), "Y": (200, need)}
        offices = tuple(
            replace(office, capability={"data": levels[office.id][0]}, need={"data": levels[office.id][1]})
            for office in run.cohort.offices
        )
        yield _case(f"fine {lead} {need}", encode(cx.pair(Cohort(framework=fine, offices=offices))))


def _no_records() -> Iterator[Case]:
    """What is no record of this version, and what has more offices than can be weighed."""
    few = encode(cx.pair(_of({"A": (5, 1, 1, 0), "Y": (1, 5, 0, 1)})))
    offices = [{"id": f"{number:04}", "name": ""} for number in range(5_001)]
    yield _case("too many offices", {**few, "cohort": {**few["cohort"], "offices": offices}})
    for number, tree in enumerate((3, [], {}, {"schema": ""}, {"schema": 7}, {"schema": "cxmatch-run/2"}, None, "x")):
        yield Case(name=f"no record {number}", record=json.dumps(tree))


def _nobody_there() -> Iterator[Case]:
    """Runs and reruns without offices on a side, under the rules that look at both."""
    run = cx.pair(_unsaid(invented_cohort(6, 5, departments=6)))
    later = cx.rerun(run, afresh=True)
    for change, must in product(
        tuple({"capacity": capacity} for capacity in (Capacity(mentor=0), Capacity(protege=0), Capacity(mentor=0, protege=0))),
        (Must(everyone=True), Must(one_role=True), Must(no_exchange=True)),
    ):
        tree = _emptied(later, {**change, "must": must})
        yield _case(f"nobody there, {_on(must)}, {change}", _with_id(tree), run)
        tree["matching"]["prices"] = tree["repair"]["options"][0]["prices"] = []
        yield _case(f"nobody there, {_on(must)}, {change}, no prices", _with_id(copy.deepcopy(tree)), run)
        tree = {**tree, "repair": None, "parent": None}
        yield _case(f"nobody there at first, {_on(must)}, {change}", _with_id(tree))


def _odd_menus() -> Iterator[Case]:
    """Rungs that are only bounded, one at a time; menus of very many lines; lines that leave out how far they are proven."""
    for name, run, parent in list(_with_menus())[:4]:
        tree = encode(run)
        lines = tree["repair"]["options"]
        for place, line in enumerate(lines):
            for which, rung in enumerate(line["prices"]):
                loose = {**rung, "cases": [{"decisions": [], "scale": 1, "prices": {}}]}
                rungs = [loose if at == which else other for at, other in enumerate(line["prices"])]
                for short in (rungs, rungs[: which + 1]):
                    changed = [{**one, "prices": short} if at == place else one for at, one in enumerate(lines)]
                    again = {**tree, "repair": {**tree["repair"], "options": changed, "chosen": lines[place]["letter"]}}
                    yield _case(f"odd {name}, {place} {which} {len(short)}", _with_id(again), parent)
                    again = {**again, "matching": {**tree["matching"], "prices": short}}
                    yield _case(f"odd {name}, {place} {which} {len(short)}, taken", _with_id(again), parent)
            bare = [{key: value for key, value in one.items() if at != place or key != "upto"} for at, one in enumerate(lines)]
            yield _case(f"odd {name}, {place} bare", _with_id({**tree, "repair": {**tree["repair"], "options": bare}}), parent)
    run, later = _two()
    tree = encode(later)
    line = {"letter": later.repair.chosen if later.repair else "A", "moves": 0, "paired": 0, "points": 0, "proof": "prices"}
    for many in (2_000, 2_001):
        yield _case(f"{many} lines", {**tree, "repair": {**tree["repair"], "options": [line] * many}}, run)
    assert later.repair
    for refused in (later.repair.options[-1].exchange[:1], later.repair.options[-1].exchange):
        back = [{"protege": move.protege, "from": move.mentor_after, "to": move.mentor_before} for move in refused]
        for chosen in [line.letter for line in later.repair.options]:
            again = {**tree["repair"], "chosen": chosen, "refused": back}
            yield _case(f"back {len(back)}, {chosen}", {**tree, "repair": again}, run)
    first = encode(run)
    points, *among, ties = first["matching"]["prices"]
    more, open_ = {**ties, "most": ties["most"] + 1}, {**points, "most": 999}
    pairs, level = ({**open_, "aim": "pairs"}, {**open_, "aim": "level", "level": 3, "most": points["total"] + 1})
    lists = (
        [points, *among, ties, more],
        [points, *among, more],
        [open_, *among, ties],
        [points],
        [pairs],
        [level],
        [pairs, level],
        [level, pairs, ties],
    )
    below = ([{**points, "most": points["total"] - 1}], [{**points, "most": points["total"] - 12}])
    for number, rungs in enumerate((*lists, *below)):
        yield _case(f"two ties {number}", _with_id({**first, "matching": {**first["matching"], "prices": rungs}}))
    for line in later.repair.options:
        again = {**tree, "repair": {**tree["repair"], "chosen": line.letter}}
        yield _case(f"open, {line.letter}", {**again, "matching": {**tree["matching"], "prices": [open_, ties]}}, run)


def _odd_bills() -> Iterator[Case]:
    """Bills that say more, less and nothing, each as far as it may be known; and chains of every length that gain and lose."""
    run, later = _two()
    tree, again = encode(run), encode(later)
    figures = (
        (0, 0, 0),
        (1, 0, 0),
        (2, 5, 3),
        (0, 7, 1),
        (0, 0, 1),
        (0, 0, 4),
        (0, -1, 0),
        (0, -6, 2),
        (1, -4, 0),
        (0, 1, 0),
        (0, 2, 0),
        (-1, 3, 0),
    )
    for known in ("exactly", "at least", "at most", "roughly"):
        entries = [dict(zip(("paired", "points", "lowest"), some, strict=True)) for some in figures]
        for part in (entries[:1], entries[:2], entries[-3:], entries, entries[::-1]):
            bill = [{"rule": f"rule {number}", **entry, "known": known} for number, entry in enumerate(part)]
            yield _case(f"odd bill, {known} {len(part)}", _with_id({**tree, "bill": bill}))
    yield _case("odd bill, tied", _with_id({**tree, "bill": [{"rule": "one", "tied": "so"}, {"rule": "other"}]}))
    for gain, moves in product((-2, -1, 0, 1, 7), (0, 1, 2)):
        chains = [{**chain, "gain": gain, "moves": moves} for chain in again["repair"]["chains"]]
        yield _case(f"odd chains {gain} {moves}", _with_id({**again, "repair": {**again["repair"], "chains": chains}}), run)
    for first, upto, last, fewest in product((0, 1, 2, 6), (0, 1, 2), (2, 4), (True, False)):
        lines = [dict(again["repair"]["options"][-1], letter="A", moves=first, upto=upto)]
        lines.append(dict(again["repair"]["options"][-1], letter=later.repair.chosen if later.repair else "", moves=last))
        proof = lines[0]["prices"][:1] if fewest else []
        changed = {**again["repair"], "options": lines, "fewest": proof}
        yield _case(f"odd menu {first} {upto} {last} {fewest}", _with_id({**again, "repair": changed}), run)


def _few() -> Iterator[Case]:
    """Proofs that no plan has fewer moves, by a bonus on what is kept that is large enough, or not, or all there is."""
    for name, run, parent in (*_with_menus(), *_with_locks()):
        repair = run.repair
        if not repair or not repair.fewest or repair.fewest[0].cases:
            continue
        matrix = FitMatrix.of(run.cohort, run.policy)
        start, lines = matrix.still_there(repair.before), repair.options
        plans = [matrix.moved(start, line.exchange) & ~matrix.rules.locked for line in (lines[0], lines[-1])]
        first, last = (matrix.problem.worth(plan) for plan in plans)
        for scale, keep in (
            (0, 1),
            (0, 5),
            (1, first),
            (1, first + 1),
            (1, last),
            (1, last + 1),
            (2, 2 * last),
            (2, 2 * last + 1),
        ):
            problem = kept_problem(matrix, start, scale=scale, keep=keep)
            found, _ = solve_ladder(problem, *matrix.ties)
            rung = recorded(matrix, "points", problem, found, scale=scale, keep=keep)
            for options in (lines, lines[:1]):
                other = replace(repair, options=options, fewest=(rung,), chosen=options[-1].letter)
                yield _case(f"few {name}, {scale} {keep} {len(options)}", encode(replace(run, repair=other)), parent)
        for place, names in product((0, -1), (("points",), ("served", "points"))):
            loose = [replace(line, prices=_loosely(*names), beyond=()) if line is lines[place] else line for line in lines]
            yield _case(
                f"few {name}, {place} {names}", encode(replace(run, repair=replace(repair, options=tuple(loose)))), parent
            )


def _with_locks() -> Iterator[Honest]:
    """Reruns with a new lock, whose menus have two and three lines: none without a move, and all proven by prices."""
    for seed, protege in ((0, 4), (4, 4), (7, 2)):
        cohort = invented_cohort(seed, 6, departments=4)
        run = cx.pair(cohort)
        lock = Pair(mentor=run.matching.pairings[0].mentor, protege=NAME(protege))
        later = _late(cohort) if seed == 4 else cohort
        yield f"two locks {seed}", cx.rerun(run, cohort=later, policy=Policy(locked=(lock,))), run


def _loose_bills() -> Iterator[Case]:
    """Rungs of a run and of its bill that are only bounded, one at a time: how well each charge is known then."""
    cohort = _unsaid(invented_cohort(20, 4, departments=3))
    wish = Preference(attribute="Region", want=Wish.SAME, points=1)
    for objective in Objective:
        policy = Policy(must=Must(one_role=True, minimum_fit=1), prefer=(wish,), objective=objective)
        run = cx.pair(cohort, policy)
        for place, rung in enumerate(run.matching.prices):
            some = (*run.matching.prices[:place], _loose(rung), *run.matching.prices[place + 1 :])
            yield _case(f"loose, {objective.value} {place}", encode(replace(run, matching=replace(run.matching, prices=some))))
        every = tuple(map(_loose, run.matching.prices))
        yield _case(f"loose, {objective.value}", encode(replace(run, matching=replace(run.matching, prices=every))))
        for at, entry in enumerate(run.bill):
            for place, rung in enumerate(entry.prices):
                some = (*entry.prices[:place], _loose(rung), *entry.prices[place + 1 :])
                bill = tuple(replace(entry, prices=some) if one == at else old for one, old in enumerate(run.bill))
                yield _case(f"loose bill, {objective.value} {at} {place}", encode(replace(run, bill=bill)))


def _loose(rung: Prices) -> Prices:
    return replace(rung, cases=(PriceCase(decisions=(), scale=1, prices={}),))


def _odd_cohorts() -> Iterator[Case]:
    """Offices with very many seats and fewer than none, with half of their answers, and with what a record leaves out."""
    run = cx.pair(_of({"A": (5, 1, 1, 0), "B": (2, 1, 1, 1), "Y": (1, 5, 0, 1)}))
    tree = encode(run)

    def changed(name: str, *offices: dict[str, Any], **more: Any) -> Case:
        cohort = {**tree["cohort"], **more, "offices": [*tree["cohort"]["offices"], *offices]}
        return _case(f"odd cohort: {name}", _with_id({**tree, "cohort": cohort}))

    new = {"id": "N", "name": "N"}
    for side, seats in product(("mentor_slots", "protege_slots"), (-1, 0, 1, 2, 1000, 1001)):
        yield changed(f"{side} {seats}", {**new, side: seats})
        yield changed(f"{side} {seats}, mute", {**new, "mentor_slots": 0, "protege_slots": 0, side: seats})
    answers: tuple[dict[str, Any], ...] = ({"data": 3}, {"data": 0}, {"data": 6}, {"other": 3}, {})
    for part, given in product(("capability", "need"), answers):
        for side in ("mentor_slots", "protege_slots"):
            yield changed(f"{part} {given} {side}", {**new, "mentor_slots": 0, "protege_slots": 0, side: 1, part: given})
    yield changed("the same id", new, new)
    yield changed("another of the id", {**new, "id": "A"})
    yield changed("first by id", {**new, "id": "0"})
    yield changed("small letters", {**new, "id": "a1"}, {**new, "id": "B1"})
    for key in ("department", "assumed", "attributes", "capability", "need", "mentor_slots", "protege_slots", "name"):
        offices = [{name: value for name, value in office.items() if name != key} for office in tree["cohort"]["offices"]]
        yield _case(f"odd cohort: without {key}", _with_id({**tree, "cohort": {**tree["cohort"], "offices": offices}}))
    notes: tuple[list[dict[str, Any]], ...] = (
        *([{"code": "nothing"}], [{"code": "nothing"}, {"code": "other"}], [{"code": next(iter(catalogue()))}]),
        [{"code": next(iter(catalogue()))}, {"code": "x" * 70}],
    )
    for number, some in enumerate(notes):
        yield changed(f"notes {number}", source={**tree["cohort"]["source"], "notes": some})
    named = _of(
        {"A": (5, 1, 1, 0), "B": (4, 1, 1, 0), "Y": (1, 5, 0, 1), "Z": (1, 4, 0, 1)},
        A={"name": "First Office"},
        Y={"name": "Office of Y"},
    )
    for mentor, protege in (("First Office", "Y"), ("A", "office of  y"), ("a", "y"), ("A", "Z"), ("Office of Y", "A")):
        for kind in ("locked", "forbidden"):
            with suppress(CxmatchError):
                ruled = Policy(**{kind: (Pair(mentor=mentor, protege=protege),)})  # type: ignore[arg-type]
                yield _case(f"named {kind} {mentor} {protege}", encode(cx.pair(named, ruled)))
    seats = Capacity(offices={"First Office": Seats(mentor=2), "B": Seats(mentor=0)})
    yield _case("named seats", encode(cx.pair(named, Policy(capacity=seats, waited={"office of Y": 2}))))


def _too_many() -> Iterator[Case]:
    """As many entries as are read, and one more."""
    run = cx.pair(_unsaid(invented_cohort(20, 4, departments=3)), Policy(must=Must(one_role=True)))
    tree = encode(run)
    rungs = tree["matching"]["prices"]
    case = {"decisions": [], "scale": 1, "prices": {}}
    lists = (
        [case] * 5000,
        [case] * 5001,
        [{**case, "decisions": ["one cell 0 1"] * 500}],
        [{**case, "decisions": ["one x"] * 501}],
    )
    for number, cases in enumerate((*lists, [{**case, "prices": {"row 0": 2**62 + 1}}])):
        matching = {**tree["matching"], "prices": [{**rungs[0], "cases": cases}, *rungs[1:]]}
        yield _case(f"too many {number}", {**tree, "matching": matching})
    for many in (8, 9):
        first = {**tree["matching"]["pairings"][0]}
        factors = {f"factor {number}": 1 for number in range(many)}
        first["contributions"] = [{**first["contributions"][0], "factors": factors}]
        pairings = [first, *tree["matching"]["pairings"][1:]]
        yield _case(f"{many} factors", {**tree, "matching": {**tree["matching"], "pairings": pairings}})
    bare = [{key: value for key, value in fit.items() if key != "full_points"} for fit in tree["matching"]["pairings"]]
    yield _case("no full points", {**tree, "matching": {**tree["matching"], "pairings": bare}})


def _odd_texts() -> Iterator[Case]:
    """Texts that are no JSON of a record: keys twice, numbers that are none or too long, nesting, halves of characters."""
    tree = encode(cx.pair(_of({"A": (5, 1, 1, 0), "Y": (1, 5, 0, 1)})))
    whole = json.dumps(tree)
    texts = ["", "{", '{"a": 1, "b": 1, "b": 2, "a": 3, "a": 2}', "[" * 100_000, "NaN", "[Infinity]", "-Infinity", "1.5", "1e999"]
    texts += ["[" * depth + "]" * depth for depth in (31, 32, 33, 34)]
    texts += ['{"a": ' * depth + "1" + "}" * depth for depth in (31, 32, 33, 34)]
    texts += ["1" * 40, "1" * 41, "-" + "1" * 39, "-" + "1" * 40]
    names = ("\\ud7ff", "\\ud800", "\\udfff", "\\ue000", "\\u00e9", "\\ud83d\\ude00", "x\\udc00", "\\ud800\\u00e9", "caf\u00e9")
    texts += [whole.replace('"version": "1"', f'"version": "{name}"') for name in names]
    numbers = (
        "1.0",
        "1.5",
        "true",
        "null",
        '"1"',
        "[]",
        f"{2**62}",
        f"{2**62 + 1}",
        f"-{2**62}",
        f"-{2**62 + 1}",
        "1e2",
        "1e999",
    )
    texts += [whole.replace('"bonus": 0', f'"bonus": {number}') for number in numbers]
    for number, text in enumerate(texts):
        yield Case(name=f"odd text {number}", record=text)
        if number > 20:
            yield Case(name=f"odd words {number}", record=whole, said=text)
    for level in (2**62, 2**62 + 1, -(2**62), -(2**62) - 1, True, "1", None, 1.0):
        rungs = [{**rung, "level": level} for rung in tree["matching"]["prices"]]
        yield _case(f"a level of {level!r}", {**tree, "matching": {**tree["matching"], "prices": rungs}})
    changes: tuple[dict[str, Any], ...] = (
        *({"zz": 1, "aa": 2}, {"bill": {}}, {"bill": 3}, {"cohort": []}, {"parent": 3}, {"repair": 3}, {"schema": None}),
        *({"policy": {**tree["policy"], "objective": word}} for word in ("best", "", 3, None, "caf\u00e9")),
        *({"policy": {name: value for name, value in tree["policy"].items() if name != left}} for left in tree["policy"]),
        {"policy": {}},
        *({"policy": {**tree["policy"], "weights": weights}} for weights in ([], {"Data": "1"}, {"Data": None})),
    )
    for number, change in enumerate(changes):
        yield _case(f"odd parts {number}", {**tree, **change})
    yield _case("two keys less", {key: value for key, value in tree.items() if key not in ("cohort", "policy")})
    yield _case("no key", {"schema": tree["schema"]})
    for many in (100_000, 100_001):
        bare = {"before": [], "options": [], "chosen": "A", "left": [""] * many}
        yield _case(f"{many} entries", {**tree, "repair": bare})
    yield _case("many entries", {**tree, "policy": {**tree["policy"], "weights": {str(n): 1 for n in range(100_001)}}})


def _row_by_row() -> Iterator[Case]:
    """The first rung of a proof by cases, priced by one row of the program alone: what each row says shows in the bound."""
    two, cohort = Capacity(mentor=2, protege=2), _unsaid(invented_cohort(20, 4, departments=3))
    lock, free = cx.pair(cohort).matching.pairings[0], Must(different_department=False)
    policies = (
        Policy(must=Must(one_role=True, no_exchange=True), objective=TOTAL),
        Policy(must=Must(one_role=True), objective=TOTAL),
        *(
            Policy(must=Must(one_role=True), capacity=some, objective=TOTAL)
            for some in (two, Capacity(mentor=2), Capacity(protege=2))
        ),
        Policy(capacity=Capacity(mentor_at_least=1), objective=TOTAL),
        Policy(must=Must(one_role=True), capacity=replace(two, mentor=3, mentor_at_least=2), objective=TOTAL),
        Policy(must=replace(free, no_exchange=True), capacity=replace(two, mentor_at_least=1, each=True), objective=TOTAL),
        Policy(must=replace(free, no_exchange=True, everyone=True), capacity=replace(two, mentor=3), objective=TOTAL),
        Policy(must=Must(no_exchange=True), locked=(Pair(mentor=lock.mentor, protege=lock.protege),), objective=TOTAL),
    )
    sided = replace(cohort, offices=tuple(replace(office, protege_slots=n % 2) for n, office in enumerate(cohort.offices)))
    asked = [(policy, cohort) for policy in policies] + [(policy, sided) for policy in policies[:2]]
    for number, (policy, some) in enumerate(asked):
        try:
            run = cx.pair(some, policy)
        except CxmatchError:
            continue
        first, *rest = run.matching.prices or _loosely("points")
        run = replace(run, bill=())
        program = FitMatrix.of(run.cohort, run.policy).program()
        variables = [name for name in program.variables if not name.startswith("cell")]
        cells = [name.removeprefix("cell ") for name in program.variables if name.startswith("cell")]
        named = [f"{kind} {cell}" for kind in ("mentor", "protege", "used", "exchange") for cell in cells]
        absent = [key for key in ("pairs", *named) if key not in program.constraints.names]
        for key, price in (*product(program.constraints.names, (1, 1000)), *((key, 1) for key in absent)):
            case = PriceCase(decisions=(), scale=1, prices={key: price})
            prices = (replace(first, cases=(case,)), *rest)
            yield _case(
                f"row by row {number}, {key} {price}", encode(replace(run, matching=replace(run.matching, prices=prices)))
            )
        for name in variables:
            cases = tuple(PriceCase(decisions=(f"{how} {name}",), scale=1, prices={}) for how in ("one", "zero"))
            prices = (replace(first, cases=cases), *rest)
            yield _case(f"row by row {number}, {name}", encode(replace(run, matching=replace(run.matching, prices=prices))))


def _odd_policies() -> Iterator[Case]:
    """Policies whose numbers, names and lists are just what is read, or just not, and that leave out what has a default."""
    sides = {"A": (5, 1, 1, 0), "B": (4, 1, 1, 0), "Y": (1, 5, 0, 1), "Z": (1, 4, 0, 1)}
    regions = {"A": "1", "B": "3", "Y": "2", "Z": "3"}
    run = cx.pair(_of(sides, **{name: {"attributes": {"Region": region}} for name, region in regions.items()}))
    tree = encode(run)
    usual = tree["policy"]
    pair, wish = {"mentor": "A", "protege": "Y"}, {"attribute": "Region", "want": "near", "points": 2}
    millions, thousands, fits = (-1, 0, 1, 10**6, 10**6 + 1), (-1, 0, 1, 2, 1000, 1001), (-1, 0, 1, 2**31, 2**31 + 1)
    policies: list[dict[str, Any]] = [{}, {"origins": {}}, {"schema": 1}]
    policies += [{"weights": {"Data": weight}} for weight in thousands]
    policies += [
        {"weights": weights} for weights in ({"Data": 0, " data": 1}, {"Data": 2, "DATA": 2}, {"*": 1}, {"B": 0, "A": 0})
    ]
    policies += [{"waited": {"A": points}} for points in millions]
    policies += [
        {"waited": waited} for waited in ({"*": 1}, {"*": 0}, {"a": 1, "A": 1}, {"Y": 3, "Nobody": 2, "B": 1}, {"Z": 2, "B": 1})
    ]
    policies += [{"past": [{**pair, "points_off": points}]} for points in (*millions, None, True)]
    policies += [{"past": [pair]}, {"past": [pair, pair, {**pair, "points_off": 3}]}, {"past": [{**pair, "points_off": 3}, pair]}]
    for one, other in (("*", "Y"), ("A", "*"), ("*", "*"), ("A", "A"), ("Y", "A"), ("", "")):
        named = {"mentor": one, "protege": other}
        policies += [{kind: [named]} for kind in ("locked", "forbidden", "past")]
        policies += [{"past": [{**named, "points_off": 2}]}, {"forbidden": [{**named, "reason": "so"}, named]}]
    others = [{"mentor": "B", "protege": "Z"}, pair, {"mentor": "A", "protege": "Z", "reason": "b"}, {**pair, "reason": "a"}]
    policies += [{kind: others} for kind in ("locked", "forbidden")] + [{kind: others[::-1]} for kind in ("locked", "forbidden")]
    strangers = [{"mentor": f"M{number}", "protege": f"P{number}"} for number in range(10)]
    policies += [{"past": [*strangers, *({**one, "points_off": 1} for one in strangers)]}]
    policies += [{"forbidden": [pair] * 10_000}, {"forbidden": [pair] * 10_001}, {"locked": [pair] * 10_001}]
    policies += [{"prefer": [{**wish, "points": points}]} for points in millions]
    policies += [{"prefer": [{**wish, "within": within}]} for within in (*millions, 2)]
    policies += [{"prefer": [wish]}, {"prefer": [{**wish, "want": "same"}]}, {"prefer": [{**wish, "want": "alike"}]}]
    wishes = [
        {**wish, "want": want, "points": points, "within": within} for want, points, within in product(Wish, (2, 1), (2, 1))
    ]
    policies += [{"prefer": wishes}, {"prefer": wishes[::-1]}, {"prefer": [{**wish, "attribute": "Other"}, *wishes[:2]]}]
    policies += [{"prefer": [wish] * 2}, {"prefer": [wish] * 10_001}]
    policies += [{"must": {"minimum_fit": fit}} for fit in fits]
    policies += [
        {"must": {**usual["must"], name: value}} for name, value in (("everyone", True), ("one_role", True), ("other", True))
    ]
    policies += [{"must": {}}, {"must": {"different_department": False}}, {"capacity": {}}]
    for name, number in product(("mentor", "protege", "mentor_at_least"), thousands):
        policies.append({"capacity": {**usual["capacity"], name: number}})
    for name, number in product(("mentor", "protege"), (*thousands, None)):
        policies.append({"capacity": {**usual["capacity"], "offices": {"A": {name: number}, "Y": {name: number}}}})
    for offices in ({"A": {}, "a": {}}, {"Z": {"mentor": 1}, "A": {"mentor": 1}}, {"Nobody": {"mentor": 1}}):
        policies.append({"capacity": {**usual["capacity"], "offices": offices}})
    many = [f"{number:05}" for number in range(10_001)]
    policies += [{"weights": dict.fromkeys(many, 1)}, {"waited": dict.fromkeys(many, 1)}, {"waited": dict.fromkeys(many[1:], 1)}]
    policies += [{"capacity": {**usual["capacity"], "offices": {name: {} for name in many}}}]
    policies += [{"objective": word} for word in ("total-first", "Total-first", "everyone", "first", "")]
    policies += [{"tie_seed": seed} for seed in ("", "other", 3)]
    for number, policy in enumerate(policies):
        yield _case(f"odd policy {number}", _with_id({**tree, "policy": {**usual, **policy}}))
    for left in usual:
        policy = {name: value for name, value in usual.items() if name != left}
        yield _case(f"a policy without {left}", {**tree, "policy": policy})
    for part in ("must", "capacity"):
        for left in usual[part]:
            less = {name: value for name, value in usual[part].items() if name != left}
            yield _case(f"a policy without {part}.{left}", {**tree, "policy": {**usual, part: less}})
    both = Capacity(mentor=2, protege=2, mentor_at_least=1)
    sure = cx.pair(_unsaid(run.cohort), Policy(capacity=both, must=Must(no_exchange=True)))
    for left in ("mentor", "protege", "mentor_at_least", "each", "offices"):
        again = encode(sure)
        del again["policy"]["capacity"][left]
        yield _case(f"a capacity without {left}", again)


def _barred_in_bills() -> Iterator[Case]:
    """Bills of a policy that needs a search, whose pairing without a rule has one pair more that another rule bars."""
    policy = Policy(must=Must(no_exchange=True, minimum_fit=1), capacity=Capacity(mentor=3, protege=3), objective=TOTAL)
    run = cx.pair(_unsaid(invented_cohort(20, 4, departments=3)), policy)
    matrix = FitMatrix.of(run.cohort, run.policy)
    served = matrix.chosen(run.matching).any(axis=0)
    for row, column in np.argwhere(~matrix.allowed & served):
        more = (Move(protege=matrix.proteges[column].id, mentor_before=None, mentor_after=matrix.mentors[row].id),)
        for at, entry in enumerate(run.bill):
            changed = replace(entry, exchange=(*entry.exchange, *more))
            bill = tuple(changed if one == at else old for one, old in enumerate(run.bill))
            yield _case(f"barred in the bill {row} {column} {at}", encode(replace(run, bill=bill)))


# Large cohorts, whose pairs are looked at without a matrix: small ones for which few pairs are many.

LARGE = {"matching.fit.LARGE": 0}
SHARED = {**LARGE, "matching.largefit.HASHED": 0}
BLOCKS = {
    "assignment.pricing.WIDTH": 3,
    "assignment.market.WIDTH": 3,
    "assignment.market.BLOCK": 6,
    "assignment.pricing.CHUNK": 4,
    "assignment.pricing._MOST_KEPT": 2,
    "matching.large.FEW": 2,
}


def _weighings() -> Iterator[Case]:
    """Policies that weigh otherwise, each rule of them on the bill: leads and needs, what is owed, stars, corrected answers."""
    for seed in (11, 16, 20):
        cohort = _unsaid(invented_cohort(seed, 5, departments=0))
        names = [office.id for office in cohort.offices]
        policies = (
            *(
                Policy(fit=FitSettings(alike=True)),
                Policy(fit=FitSettings(lead_at_most=1)),
                Policy(fit=FitSettings(alike=True, lead_at_most=2)),
            ),
            Policy(regret=RegretSettings(weight=3, offices={names[0]: 40, names[1]: 90})),
            Policy(starred=tuple(Starred(mentor=one, protege=names[0], points=3) for one in names[1:3])),
            Policy(corrected=tuple(Corrected(office=names[0], side=s, area="Data", level="3", reason="seen") for s in Rated)),
            Policy(prefer=(Preference(attribute="Region", want=Wish.SAME, points=2),)),
            Policy(capacity=Capacity(mentor=2, protege=2, mentor_at_least=2, each=True)),
        )
        for number, policy in enumerate(policies):
            with suppress(CxmatchError):
                yield _case(f"weighing {seed} {number}", encode(cx.pair(cohort, policy)))


def _large() -> Iterator[Case]:
    """Records of large cohorts, honest and forged; in some, mentors of one kind share what their kind gets."""
    for seed in range(40):
        limits = {**(SHARED if seed % 4 > 1 else LARGE), **(BLOCKS if seed % 2 else {})}
        cohort = _alike(seed) if seed % 4 > 1 else invented_cohort(seed, 4 + seed % 5, seats=1 + seed % 3)
        policy, cohort = _large_policy(seed, cohort), asking(cohort, seed)
        if Method.of(seated(cohort, policy), policy) is Method.PRICES:
            yield from _large_cases(f"large {seed}", seed, cohort, policy, limits)
    first, later = _two()
    yield Case(name="large, again", record=later.to_json(), parent=first.to_json(), limits=json.dumps(LARGE))


def _large_rules() -> Iterator[Case]:
    """Large cohorts in which everyone must be paired, nobody waits, or another plan has the same sum of keys."""
    mentors = {"A": (5, 1, 2, 0), "B": (4, 1, 1, 0), "L": (5, 1, 1, 0), "U": (5, 1, 1, 0)}
    proteges = {"V": (1, 5, 0, 1), "X": (1, 5, 0, 1), "Y": (1, 4, 0, 1), "Z": (1, 1, 0, 1)}
    everyone = _of({**mentors, **proteges}, U={"capability": {}, "need": {}})
    policy = Policy(must=Must(everyone=True), locked=(Pair(mentor="L", protege="V"),))
    yield from _large_cases("large, everyone", 0, everyone, policy, LARGE)
    yield from _large_cases("large, nobody waits", 0, _of({"A": (5, 1, 1, 0), "X": (1, 5, 0, 1)}), Policy(), LARGE)
    given = ("Alder Office", "Birch Office", "Cedar Office")
    for names in (("Office 1633", "Office 4942"), ("Office 1048", "Office 4208", "Office 5722")):
        offices = dict.fromkeys(given[: len(names)], (5, 1, 1, 0)) | dict.fromkeys(names, (1, 5, 0, 1))
        yield from _large_cases(f"large, equal keys {len(names)}", 0, _of(offices), Policy(), LARGE)


def _large_locks() -> Iterator[Case]:
    """A large cohort whose record locks pairs that another rule bars, or more of them than an office has seats."""
    sides = {"A": (5, 1, 2, 0), "B": (4, 1, 2, 0), "X": (1, 5, 0, 1), "Y": (1, 4, 0, 2), "Z": (3, 5, 0, 1)}
    home = {"department": "One"}
    with limited(LARGE):
        run = cx.pair(_of(sides, B=home, Z=home), Policy(locked=_locks("AX")))
    policies = (
        *(
            Policy(locked=_locks(*pairs))
            for pairs in (("AX", "AY", "AZ"), ("AX", "BX"), ("AX", "BZ"), ("AX", "BY"), ("AX", "AY"))
        ),
        *(Policy(locked=_locks("AX"), forbidden=_locks(other)) for other in ("AX", "AY", "BX")),
        *(Policy(locked=_locks("AX"), must=Must(minimum_fit=least)) for least in (20, 21, 17, 16)),
    )
    for number, policy in enumerate(policies):
        changed = encode(replace(run, policy=policy))
        yield Case(name=f"large locks {number}", record=json.dumps(changed), limits=json.dumps(LARGE))


def _large_weighings() -> Iterator[Case]:
    """Large cohorts that weigh otherwise: preferences, stars, what is owed, points off, who waited, what was asked first."""
    for seed, limits in product((11, 16, 20, 21), ({**LARGE, **BLOCKS}, {**SHARED, **BLOCKS})):
        cohort = invented_cohort(seed, 7, departments=4) if seed % 2 else _alike(seed)
        names = [office.id for office in cohort.offices]
        one, two, three, *_ = names
        again = (Past(mentor=two, protege=one, points_off=2), Past(mentor=three, protege="Gone"), Past(mentor=three, protege=two))
        best = next((fit for fit in cx.pair(cohort).matching.pairings), None)
        assert best
        lock, owed = (Pair(mentor=best.mentor, protege=best.protege),), RegretSettings(weight=3, offices={one: 40, two: 90})
        prefer = (Preference(attribute="Region", want=Wish.SAME, points=2),)
        rung = AskedFirst(use=Asked.RUNG)
        policies = (
            *(Policy(prefer=prefer), Policy(prefer=prefer, objective=TOTAL, asked_first=AskedFirst(use=Asked.OFF))),
            *(Policy(regret=owed), Policy(regret=owed, must=Must(minimum_fit=4)), Policy(past=again), Policy(waited={one: 3})),
            Policy(starred=tuple(Starred(mentor=name, protege=one, points=3) for name in names[1:3])),
            Policy(forbidden=(Pair(mentor=two, protege="*"), Pair(mentor="*", protege=three), Pair(mentor="Gone", protege=one))),
            Policy(locked=lock, asked_first=rung, weights={"Data": 3}),
            Policy(locked=lock, objective=TOTAL, must=Must(different_department=False), capacity=Capacity(mentor=2)),
            Policy(asked_first=rung, must=Must(minimum_fit=5), objective=TOTAL),
            Policy(asked_first=AskedFirst(points=3), prefer=prefer, regret=owed, past=again, locked=lock),
            Policy(must=Must(everyone=True), objective=TOTAL, asked_first=rung),
        )
        cohort = asking(cohort, seed)
        for number, policy in enumerate(policies):
            if Method.of(seated(cohort, policy), policy) is not Method.PRICES:
                continue
            with suppress(CxmatchError), limited(limits):
                run = cx.pair(cohort, policy)
                yield Case(name=f"large weighing {seed} {number}", record=run.to_json(), limits=json.dumps(limits))
                for what, tree in [*_large_plans(random.Random(seed), run)][-2:]:
                    yield Case(name=f"large weighing {seed} {number}: {what}", record=json.dumps(tree), limits=json.dumps(limits))


def _large_edges() -> Iterator[Case]:
    """Large cohorts at the edge of what is large, alike, locked, led or just enough; and ones that lock what cannot be."""
    sides = {"A": (5, 1, 2, 0), "B": (4, 1, 1, 0), "C": (3, 1, 1, 0), "X": (1, 5, 0, 1), "Y": (1, 4, 0, 1), "Z": (2, 3, 0, 1)}
    asked = {"asked_first": ("data",)}
    cohort, rung, off = _of(sides, X=asked, Z=asked), AskedFirst(use=Asked.RUNG), AskedFirst(use=Asked.OFF)
    policies = (
        *(Policy(must=Must(minimum_fit=least), asked_first=rung) for least in (1, 3, 6, 9, 12, 16, 20, 21)),
        *(Policy(locked=_locks(*pairs), asked_first=rung) for pairs in (("AX",), ("AX", "BY"), ("BZ",), ("CZ", "AX"))),
        *(Policy(must=Must(everyone=True), objective=objective) for objective in (TOTAL, EVERYONE)),
        *(Policy(forbidden=_locks("BX"), past=(Past(mentor="C", protege="Gone"),)), Policy(starred=_stars("CX", "BZ"))),
    )
    for number, policy in enumerate(policies):
        for limits in (LARGE, {**SHARED, **BLOCKS}):
            yield from _large_honest(f"large edge {number}", cohort, policy, limits)
    for hashed in (7, 8, 9):
        yield from _large_honest(f"large from {hashed}", cohort, Policy(), {**LARGE, "matching.largefit.HASHED": hashed})
    two = _of({**sides, "X": (1, 5, 0, 2), "Y": (1, 4, 0, 2)})
    for locked in (_locks("AX"), _locks("AX", "BY"), _locks("BX", "AY")):
        yield from _large_honest("large, a seat left", two, Policy(locked=locked, asked_first=off), LARGE)
    alike = _of({**{f"M{number}": (5, 1, 1, 0) for number in range(9)}, "X": (1, 5, 0, 1), "Y": (1, 4, 0, 1), "Z": (2, 3, 0, 1)})
    singled = (Policy(), *(Policy(forbidden=_named_pairs(f"M{n}", "X")) for n in range(3)), Policy(starred=_stars_of("M1", "Y")))
    for number, policy in enumerate(singled):
        for limits in (LARGE, SHARED, {**SHARED, **BLOCKS}):
            yield from _large_honest(f"large, nine alike {number}", alike, policy, limits)
    yield from _large_swaps(alike)
    with limited(LARGE):
        run = cx.pair(_of({**sides, "W": (5, 5, 0, 1)}), Policy(locked=_locks("AX")))
    odd = (
        *(Policy(locked=_locks("AX", "AW"), starred=_stars("AW")), Policy(locked=_locks("AW"))),
        *(Policy(locked=_locks(*pairs)) for pairs in (("AX", "XA"), ("AX", "XY"))),
        *(Policy(locked=_locks(*pairs), must=Must(minimum_fit=30)) for pairs in permutations(("AX", "BY", "CZ", "AZ", "CX"), 2)),
        *(Policy(locked=_locks("AX"), **{kind: _locks("XA")}) for kind in ("forbidden",)),
    )
    for number, policy in enumerate(odd):
        changed = encode(replace(run, policy=policy))
        yield Case(name=f"large, odd locks {number}", record=json.dumps(changed), limits=json.dumps(LARGE))
    nobody = _of({"A": (1, 1, 1, 0), "B": (2, 1, 1, 0), "X": (3, 5, 0, 1), "Y": (4, 4, 0, 1)})
    for bonus in (0, 1, 3):
        rungs = tuple(Prices(aim=aim, total=0, most=0, bonus=bonus) for aim in ("points", "ties"))
        tree = encode(replace(run, cohort=nobody, policy=Policy(), matching=replace(run.matching, pairings=(), prices=rungs)))
        yield Case(name=f"large, nobody {bonus}", record=json.dumps(tree), limits=json.dumps(LARGE))


def _large_swaps(alike: Cohort) -> Iterator[Case]:
    """A large cohort of mentors that are alike, each with its own keys, in which another of them has the first protege."""
    with limited(LARGE):
        run = cx.pair(alike)
        fit, free = LargeFit.of(run.cohort, run.policy), run.matching.prices
        cells = [(fit.row[one.mentor], fit.column[one.protege]) for one in run.matching.pairings]
        bare = tuple(replace(rung, mentors={}) for rung in free)
        for row, prices in product({*range(len(fit.mentors))} - {row for row, _ in cells}, (free, bare)):
            some = np.array(sorted([(row, cells[0][1]), *cells[1:]]), dtype=np.int64).T
            matching = _matching(fit, Chunk(some[0], some[1], np.zeros_like(some[0])), prices)
            yield Case(name=f"large swap {row}", record=replace(run, matching=matching).to_json(), limits=json.dumps(LARGE))


def _large_parts() -> Iterator[Case]:
    """Large cohorts of mentors of one kind, of one department or several, some of them just enough to be taken together."""
    for many, homes, seats in product((5, 6, 7, 12, 14), (1, 2, 20), (1, 9)):
        limits = {**SHARED, **BLOCKS} if many % 2 else SHARED
        mentors = {f"M{number:02}": (5, 1, 1, 0) for number in range(many)}
        proteges = {"W": (1, 5, 0, 1), "X": (1, 5, 0, min(seats, 2)), "Y": (1, 4, 0, 1), "Z": (2, 3, 0, seats)}
        home = {f"M{number:02}": {"department": f"Home {number % homes}"} for number in range(many)}
        cohort = _of({**mentors, **proteges}, **home, W={"department": "Home 0"}, X={"department": "Home 1"})
        policy = Policy(asked_first=AskedFirst(use=Asked.OFF), objective=(EVERYONE, TOTAL)[many % 2])
        with suppress(CxmatchError), limited(limits):
            run = cx.pair(cohort, policy)
            first, ties = run.matching.prices
            cheaper = dict.fromkeys((*first.proteges, *ties.proteges), 1)
            odd = ((first, ties), (replace(first, proteges=cheaper), ties), (first, replace(ties, proteges=cheaper)))
            for number, prices in enumerate(odd):
                other = replace(run, matching=replace(run.matching, prices=prices))
                name = f"large parts {many} {homes} {seats}, {number}"
                yield Case(name=name, record=other.to_json(), limits=json.dumps(limits))


def _large_sums() -> Iterator[Case]:
    """Records of large cohorts whose sums are just exact, and just not."""
    scales = Scale(low=0, high=999_999, decimals=2), Scale(low=0, high=999_999, decimals=1)
    others = [f"Y{number:02}" for number in range(13)]  # so that seats and offices are 16 in all
    plain = _of({"A": (5, 1, 1, 0), "X": (1, 5, 0, 1), **dict.fromkeys(others, (1, 2, 0, 1))})
    cohorts = {}
    for need in (2**23, 2**23 - 1, 2**18):
        levels = {"A": (2**26, 0), "X": (0, need)}
        sides = {one.id: levels.get(one.id, (0, 1)) for one in plain.offices}
        offices = [replace(one, capability={"data": sides[one.id][0]}, need={"data": sides[one.id][1]}) for one in plain.offices]
        cohorts[need] = Cohort(framework=Framework.of_survey(("Data",), *scales), offices=tuple(offices))
    for objective, need in product((TOTAL, EVERYONE), (2**23 - 1, 2**18)):
        with suppress(CxmatchError, OverflowError), limited(LARGE):
            run = cx.pair(cohorts[need], Policy(objective=objective))
            for some in (run, replace(run, cohort=cohorts[2**23])):
                yield Case(name=f"large sums {objective} {need}", record=some.to_json(), limits=json.dumps(LARGE))


def _large_honest(name: str, cohort: Cohort, policy: Policy, limits: Mapping[str, int]) -> Iterator[Case]:
    with suppress(CxmatchError), limited(limits):
        yield Case(name=name, record=cx.pair(cohort, policy).to_json(), limits=json.dumps(limits))


def _named_pairs(mentor: str, protege: str) -> tuple[Pair, ...]:
    return (Pair(mentor=mentor, protege=protege),)


def _stars(*names: str) -> tuple[Starred, ...]:
    return tuple(star for mentor, protege in names for star in _stars_of(mentor, protege))


def _stars_of(mentor: str, protege: str) -> tuple[Starred, ...]:
    return (Starred(mentor=mentor, protege=protege, points=3),)


def _locks(*names: str) -> tuple[Pair, ...]:
    return tuple(Pair(mentor=mentor, protege=protege) for mentor, protege in names)


def _large_homes() -> Iterator[Case]:
    """Large cohorts of few departments, so that many mentors that are cheapest are barred; and one of wide scales."""
    for seed in range(60, 84):
        cohort, limits = _alike(seed), {**(LARGE, SHARED)[seed % 2], **BLOCKS}
        cohort = replace(cohort, offices=tuple(replace(one, asked_first=()) for one in cohort.offices))
        with suppress(CxmatchError), limited(limits):
            yield Case(name=f"large homes {seed}", record=cx.pair(cohort).to_json(), limits=json.dumps(limits))
    scale = Scale(low=0, high=999_999, decimals=2)
    cohort = _of({"A": (5, 1, 1, 0), "B": (4, 1, 1, 0), "X": (1, 4, 0, 1), "Y": (1, 3, 0, 1)})
    levels = {"A": {"data": 90_000_001}, "B": {"data": 90_000_000}}
    offices = tuple(replace(one, capability=levels.get(one.id, one.capability)) for one in cohort.offices)
    wide = replace(cohort, framework=Framework.of_survey(("Data",), scale, Scale()), offices=offices)
    yield from _large_cases("large, wide scales", 4, wide, Policy(regret=RegretSettings(weight=3, offices={"X": 40})), LARGE)


def _alike(seed: int) -> Cohort:
    """Invent a cohort whose offices answer like one of two or three, so that there are kinds that share."""
    rng, cohort = random.Random(seed), invented_cohort(seed, 12 + seed % 5, seats=1 + seed % 2, departments=1 + seed % 3)
    like = rng.choices(cohort.offices[: 2 + seed % 2], k=len(cohort.offices))
    pairs = zip(cohort.offices, like, strict=True)
    return replace(cohort, offices=tuple(replace(one, capability=other.capability, need=other.need) for one, other in pairs))


def _large_policy(seed: int, cohort: Cohort) -> Policy:
    """Invent a policy that prices prove."""
    policy = any_policy(seed, cohort)
    must = replace(policy.must, one_role=False, no_exchange=False, everyone=seed % 6 == 0)
    objective = (EVERYONE, TOTAL)[seed % 3 % 2]
    capacity = replace(policy.capacity, protege=1, mentor_at_least=0, each=False)
    asked = (AskedFirst(use=Asked.OFF), AskedFirst(use=Asked.RUNG), AskedFirst(points=2))[seed % 3 if seed % 5 else 0]
    return replace(policy, must=must, objective=objective, capacity=capacity, asked_first=asked)


def _large_cases(name: str, seed: int, cohort: Cohort, policy: Policy, limits: Mapping[str, int]) -> Iterator[Case]:
    """Give the record of a cohort paired as a large one, and forged ones of it."""
    with suppress(CxmatchError), limited(limits):
        run, rng = cx.pair(cohort, policy), random.Random(seed)
        prices = _large_prices(run) if seed % 5 == 4 else ()
        for what, tree in (("honest", encode(run)), *_large_plans(rng, run), *prices, *_forged(rng, run, 2, 0)):
            yield Case(name=f"{name}: {what}", record=json.dumps(tree), limits=json.dumps(limits))


def _large_plans(rng: random.Random, run: Run) -> Iterator[tuple[str, Any]]:
    """Give other plans, and pairs that stand twice, with the prices of the best plan and a waiting list that fits."""
    fit, said = LargeFit.of(run.cohort, run.policy), run.matching
    cells = [(fit.row[one.mentor], fit.column[one.protege]) for one in said.pairings]
    every = list(product(range(len(fit.mentors)), range(len(fit.proteges))))
    others = [cells[:1] + cells, cells[1:], cells[:-1], []]
    others += [_toggled(cells, rng.sample(every, min(len(every), 1 + number % 3))) for number in range(6)]
    swaps = [(one, other) for one, other in combinations(cells, 2) if one[0] != other[0] and one[1] != other[1]]
    for one, other in rng.sample(swaps, min(6, len(swaps))):
        others.append(_toggled(cells, [one, other, (one[0], other[1]), (other[0], one[1])]))
    for number, plan in enumerate(others):
        row, column = np.array(sorted(plan), dtype=np.int64).reshape(-1, 2).T
        listed = Chunk(row, column, np.zeros_like(row))
        matching = _matching(replace(fit, policy=replace(fit.policy, locked=())), listed, said.prices)
        yield f"another plan {number}", encode(replace(run, matching=matching))


def _toggled(cells: list[tuple[int, int]], changed: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return sorted({*cells} ^ {*changed})


def _large_prices(run: Run) -> Iterator[tuple[str, Any]]:
    """Give the plan with prices that are off, too large, of nobody, or of rungs fewer or in another order."""
    said, names = run.matching.prices, [office.id for office in run.cohort.offices]
    for at, rung in enumerate(said):
        for side in ("mentors", "proteges"):
            prices: dict[str, int] = getattr(rung, side)
            odd = [{**prices, "Nobody": 1}, {}, *({**prices, names[0]: most} for most in (-1, 2**51 - 1, 2**51, 2**53))]
            odd += [{**prices, name: price + more} for name, price in [*prices.items()][:2] for more in (-1, 1)]
            changed = [replace(rung, **{side: prices}) for prices in odd]
            yield from ((f"{at} {side} {n}", _with_rungs(run, at, one)) for n, one in enumerate(changed))
        for field in ("total", "most", "bonus", "led"):
            yield f"{at} {field}", _with_rungs(run, at, replace(rung, **{field: getattr(rung, field) + 1}))


def _with_rungs(run: Run, at: int, rung: Prices) -> Any:
    rungs = tuple(rung if place == at else other for place, other in enumerate(run.matching.prices))
    return encode(replace(run, matching=replace(run.matching, prices=rungs)))
