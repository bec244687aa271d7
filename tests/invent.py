"""Invented cohorts and problems for tests, from a seed."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from cxmatch.assignment.problem import Problem
from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.framework import Framework, Scale
from cxmatch.domain.parts import Capacity, Seats
from cxmatch.domain.policy import Must, Objective, Pair, Past, Policy
from cxmatch.domain.weighing import Preference, Wish

AREAS = ("Data", "Hiring", "Research")


def problem(rng: np.random.Generator, n: int, m: int, *, seats: int = 3, values: int = 5) -> Problem:
    """Invent a problem with bans, ties and 0 to `seats` seats everywhere."""
    return Problem(
        value=rng.integers(0, values, (n, m)),
        allowed=rng.random((n, m)) < 0.8,
        supply=rng.integers(0, seats + 1, n),
        demand=rng.integers(0, seats + 1, m),
        bonus=np.full(m, int(rng.choice([0, 1, 3, values * n * seats + 1]))),
    )


def framework(*areas: str) -> Framework:
    """Make a framework on whole ratings from 1 to 5."""
    return Framework.of_survey(areas or AREAS, Scale(), Scale())


def cohort(seed: int, offices: int, *, seats: int = 1, departments: int = 4) -> Cohort:
    """Invent a cohort with ties, gaps, and offices without a department."""
    rng = random.Random(seed)
    return Cohort(framework=framework(), offices=tuple(_office(rng, n, seats, departments) for n in range(offices)))


def _office(rng: random.Random, number: int, seats: int, departments: int) -> Office:
    ids = [area.id for area in framework().areas]
    return Office(
        id=f"Invented Office {number}",
        name=f"Invented Office {number}",
        department=rng.choice(["", *(f"Department {d}" for d in range(departments))]),
        capability={area: rng.randint(1, 5) for area in ids if rng.random() < 0.9},
        need={area: rng.randint(1, 5) for area in ids if rng.random() < 0.9},
        mentor_slots=rng.randint(0, seats) if seats > 1 else 1,
        protege_slots=rng.randint(0, seats) if seats > 1 else 1,
        attributes={"Region": str(rng.randint(1, 4))} if number == 0 or rng.random() < 0.8 else {},
    )


def called(names: Sequence[str], framework: Framework) -> Cohort:
    """A cohort of offices of these names, each in a department of its own, no two rated alike in a row."""
    areas = [area.id for area in framework.areas]
    offices = tuple(
        Office(
            id=name,
            name=name,
            department=f"{name} Department",
            capability={area: 1 + (number + place) % 5 for place, area in enumerate(areas)},
            need={area: 1 + (number * 3 + place) % 5 for place, area in enumerate(areas)},
        )
        for number, name in enumerate(names)
    )
    return Cohort(framework=framework, offices=offices)


def asking(cohort: Cohort, seed: int) -> Cohort:
    """Let most offices of a cohort name an area that they want help with, some two alike, and some nothing."""
    rng = random.Random(f"asking {seed}")

    def named(office: Office) -> tuple[str, ...]:
        wanted = [area.id for area in cohort.wanted(office)]
        return tuple(rng.sample(wanted, min(rng.choice([0, 1, 1, 1, 2]), len(wanted))))

    return replace(cohort, offices=tuple(replace(office, asked_first=named(office)) for office in cohort.offices))


def policy(seed: int, cohort: Cohort) -> Policy:
    """Invent a policy over a cohort: weights, seats, rules, forbidden and past pairs, preferences."""
    rng = random.Random(seed)
    names = [office.id for office in cohort.offices]

    def pairs(count: int) -> list[tuple[str, str]]:
        return [tuple(rng.sample(names, 2)) for _ in range(count)]  # type: ignore[misc]  # two of them

    return Policy(
        weights={area.name: rng.randint(1, 3) for area in cohort.framework.areas},
        capacity=Capacity(offices={name: Seats(mentor=rng.randint(0, 3)) for name in rng.sample(names, min(2, len(names)))}),
        must=Must(different_department=rng.random() < 0.7, minimum_fit=rng.choice([0, 0, 2, 5])),
        forbidden=tuple(Pair(mentor=m, protege=p) for m, p in pairs(rng.randint(0, 3))),
        past=tuple(Past(mentor=m, protege=p, points_off=rng.choice([None, 1, 3])) for m, p in pairs(rng.randint(0, 3))),
        prefer=tuple(
            Preference(attribute="Region", want=want, points=rng.randint(1, 4))
            for want in rng.sample(list(Wish), rng.randint(0, 2))
        ),
    )


def any_policy(seed: int, cohort: Cohort) -> Policy:
    """Invent a policy with anything a policy can have: objectives, must-have rules, locked pairs, points for who waited."""
    rng = random.Random(seed)
    names = [office.id for office in cohort.offices]
    base = policy(seed, cohort)
    capacity = replace(
        base.capacity,
        mentor=rng.choice([1, 1, 2]),
        protege=rng.choice([1, 1, 2]),
        mentor_at_least=rng.choice([0, 0, 0, 1, 2]),
        each=rng.random() < 0.2,
    )
    must = replace(base.must, one_role=rng.random() < 0.25, no_exchange=rng.random() < 0.25, everyone=rng.random() < 0.25)
    locks = [tuple(rng.sample(names, 2)) for _ in range(rng.choice([0, 0, 1]))]
    return replace(
        base,
        objective=rng.choice(list(Objective)),
        capacity=capacity,
        must=must,
        locked=tuple(Pair(mentor=m, protege=p) for m, p in locks),
        waited={name: rng.randint(1, 6) for name in rng.sample(names, rng.choice([0, 0, 1]))},
        tie_seed=f"seed {seed}",
    )


def survey_csv(cohort: Cohort, *, shuffle: random.Random | None = None) -> bytes:
    """Write a cohort as a plain wide survey, with rows and columns in another order where `shuffle` is given."""
    areas = list(cohort.framework.areas)
    columns = ["Office", "Department", "Mentor seats", "Protege seats", "Region"]
    columns += [f"{side}: {area.name}" for side in ("Capability", "Need") for area in areas]
    rows = [_row(office, areas) for office in cohort.offices]
    if shuffle:
        shuffle.shuffle(columns)
        shuffle.shuffle(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _row(office: Office, areas: list) -> dict[str, str]:  # type: ignore[type-arg]
    row = {"Office": office.name, "Department": office.department}
    row |= {"Mentor seats": str(office.mentor_slots), "Protege seats": str(office.protege_slots)}
    row |= {"Region": office.attributes.get("Region", "")}
    row |= {f"Capability: {area.name}": str(office.capability.get(area.id, "")) for area in areas}
    return row | {f"Need: {area.name}": str(office.need.get(area.id, "")) for area in areas}


def renamed(cohort: Cohort, prefix: str) -> Cohort:
    """Give the same answers under other names."""
    offices = (replace(office, id=f"{prefix}{office.id}", name=f"{prefix}{office.name}") for office in cohort.offices)
    return replace(cohort, offices=tuple(offices))


def wanting(cohort: Cohort, area: str) -> list[Office]:
    """Give the proteges that want help in an area."""
    lowest = cohort.framework.need_scale.bottom
    return [office for office in cohort.offices if office.protege_slots and office.need.get(area, lowest) > lowest]
