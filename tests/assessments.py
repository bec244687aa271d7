"""Small stand-ins for yearly self-assessments of many offices: files as a government-wide survey leaves them, all names invented.

Each is built from a seed, so that a test holds the whole way from bytes to pairs without a large file beside it.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator, Sequence

AREAS = ("Plain Letters", "Web Forms", "Call Handling", "Page Testing")
_HOMES = ("Harbors", "Ferries", "Lanterns", "Orchards", "Kites", "Quays", "Mills", "Bridges", "Gardens", "Tides")
_DESKS = ("Permits Office", "Tickets Office", "Visitor Service", "Grants Office", "Registry", "Archive", "Claims Desk", "Branch")
_QUESTIONS = (
    "How often is the office\u2019s work tested?",
    "What percentage of the office\u2019s pages was tested?",
    "Does the office\u2019s policy say who tests?",
)
_OPTIONS = ("a) Never", "b) Sometimes \u2013 when asked", "c) Often", "d) Don\u2019t know")
_FINE = "It\u2019s fine, and the office\u2019s plan is \u201cready\u201d."
_PASTED = "It\u2019s fine, but staff\u201dwho test it need time."  # a blank is missing
_STRAY = "caf\u00e9"  # typed into a program of its own, and pasted: UTF-8 in a file that is not


def offices(count: int) -> Iterator[tuple[str, str]]:
    """Give invented offices and their departments."""
    for at in range(count):
        home = _HOMES[at % len(_HOMES)]
        yield f"{home} {_DESKS[at // len(_HOMES) % len(_DESKS)]}", f"Department of {home}"


def text_of(table: Sequence[Sequence[str]]) -> str:
    """Write a table as CSV."""
    file = io.StringIO()
    csv.writer(file).writerows(table)
    return file.getvalue()


def in_windows_1252(seed: int = 23, count: int = 75, *, placeholders: int = 3) -> bytes:
    """A file of Windows-1252 with some 1,500 letters beyond ASCII, four of which are UTF-8 all the same.

    Long questions marked "(*Required)", lettered options, free text, and levels; in `placeholders` cells of one question stands
    the mark in place of an answer.
    """
    rng = random.Random(seed)
    head = ["Reporting office", "Parent department"]
    head += [f"{at}. How would you rate your office\u2019s capability in {area}? (*Required)" for at, area in enumerate(AREAS, 1)]
    head += [f"{at}. How much help does your office want with {area}? (*Required)" for at, area in enumerate(AREAS, 5)]
    head += [f"{at}. {rng.choice(_QUESTIONS)} \u2013 part {at} of the plan (*Required)" for at in range(9, 40)]
    head += ["40. What else should we know? (*Required)"]
    rows = []
    for at, (office, home) in enumerate(offices(count)):
        levels = [str(rng.randint(1, 5)) for _ in range(8)]
        words = f"{_PASTED if at == 8 else _FINE} {_STRAY if at % 20 == 5 else ''}"
        rows.append([office, home, *levels, *(rng.choice(_OPTIONS) for _ in range(31)), words])
    for at in range(placeholders):
        rows[3 + at][3] = "(*Required)"
    return _STRAY.encode().join(piece.encode("cp1252") for piece in text_of([head, *rows]).split(_STRAY))


def raw(seed: int = 24, count: int = 60, *, others: int = 90) -> bytes:
    """A file with short names in row 1, the questions in row 2, and averages of four to nine decimals among many columns."""
    rng = random.Random(seed)
    names, questions = ["agency", "office_name"], ["Parent department", "Name of the reporting office"]
    for at, area in enumerate(AREAS, 1):
        names += [f"c{at}", f"n{at}"]
        questions += [f"Capability: {area}", f"Need: {area}"]
    for at in range(others):
        names.append(f"q{at}_{rng.choice('abc')}")
        questions.append(f"How many of the office's {rng.choice(['pages', 'forms', 'letters'])} were tested in part {at}?")
    rows = []
    for office, home in offices(count):
        averages = [f"{rng.uniform(1, 5):.{rng.randint(4, 9)}f}" for _ in range(2 * len(AREAS))]
        rows.append([home, office, *averages, *(str(rng.randint(0, 4000)) for _ in range(others))])
    return text_of([names, questions, *rows]).encode()


def with_columns(seed: int = 25, count: int = 50) -> tuple[bytes, str]:
    """A file whose headings do not say which index is a capability and which a need, and the columns file that does."""
    rng = random.Random(seed)
    head = ["Entity", "Parent", *(f"{area} Index" for area in AREAS), *(f"{area} Shortfall" for area in AREAS), "Overall Bracket"]
    head += [f"Q{at} Response Option" for at in range(1, 60)]
    rows = []
    for office, home in offices(count):
        numbers = [f"{rng.uniform(0, 5):.2f}" for _ in range(2 * len(AREAS))]
        bracket = rng.choice(["Low", "Moderate", "High"])
        rows.append([office, home, *numbers, bracket, *(f"{rng.choice('abcde')})" for _ in range(59))])
    lines = ['"Entity" = "office"', '"Parent" = "department"']
    lines += [f'"{area} Index" = "capability, {area}"' for area in AREAS]
    lines += [f'"{area} Shortfall" = "need, {area}"' for area in AREAS]
    return text_of([head, *rows]).encode(), "[columns]\n" + "\n".join(lines) + "\n"
