"""Makes survey variants from the rows of their dimensions: draws them, invents what the offices say, and writes the file."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import random
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from html import escape
from pathlib import Path
from typing import Any, TypeAlias

from xlsxwriter import Workbook

from .variant_rows import DEPARTMENTS, DIMENSIONS, OFFICES, PEOPLE, Row

Chosen = dict[str, Row]
Levels = dict[str, dict[str, Fraction | None]]  # by area and office
TOOL_TABLES = {"need": "needs", "mark": "marks", "format": "formats"}  # what a tool says of other dimensions
ORDER = [
    "doubt",
    "strangers",
    "tool",
    "layout",
    "need",
    "cap",
    *(name for name in DIMENSIONS if name not in ("doubt", "strangers", "tool", "layout", "need", "cap")),
]
UNSIDED = ("area, capability, need", "area, current, target", "area, section, score", "current and target rows")
PLAIN = 0.88  # how often a dimension that is not the variant's own is plain
PLAINNESS = {"tool": 0.5, "need": 0.7, "ask_cap": 0.5, "ask_need": 0.5, "shape": 0.5, "place": 0, "mark": 0}


# What is drawn.


def turn(seed: int, number: int) -> tuple[str, Row]:
    """Return whose turn it is: a dimension and one of its rows. The others keep their order when a row is added."""
    turns = [(name, one) for name, table in DIMENSIONS.items() for one in table]
    turns.sort(key=lambda each: hashlib.sha256(f"{seed} {each[0]} {each[1].name}".encode()).digest())
    return turns[number % len(turns)]


def draw(seed: int, number: int) -> tuple[Chosen, random.Random]:
    """Draw the rows of a variant: the one whose turn it is, and others that go with it."""
    dimension, lead = turn(seed, number)
    chance = random.Random(f"{seed} {dimension} {lead.name} {number // sum(map(len, DIMENSIONS.values()))}")
    for _ in range(2_000):
        chosen = {dimension: lead}
        for name in sorted(DIMENSIONS.keys() - {dimension}, key=ORDER.index):
            chosen[name] = _any(name, chosen, chance)
        chosen = {name: chosen[name] for name in DIMENSIONS}
        if _fits(chosen) and used(dimension, chosen):
            return chosen, chance
    raise ValueError(f"nothing goes with {dimension}: {lead.name}")


def _any(dimension: str, chosen: Chosen, chance: random.Random) -> Row:
    """Draw a row that goes with those that are chosen, mostly the plain one."""
    there = [one for one in DIMENSIONS[dimension] if all(_together(dimension, one, other, row) for other, row in chosen.items())]
    there = there or DIMENSIONS[dimension]
    return there[0] if chance.random() < PLAINNESS.get(dimension, PLAIN) else chance.choice(there)


def _together(dimension: str, one: Row, other: str, row: Row) -> bool:
    own = TOOL_TABLES.get(dimension) if other == "tool" else None
    tools = TOOL_TABLES.get(other) if dimension == "tool" else None
    return (
        (other not in one.only or row.name in one.only[other].split(" | "))
        and (dimension not in row.only or one.name in row.only[dimension].split(" | "))
        and (own is None or one.name in row[own].split(" | "))
        and (tools is None or row.name in one[tools].split(" | "))
    )


def _fits(chosen: Chosen) -> bool:
    tool = chosen["tool"]
    every = all(
        chosen[other].name in names.split(" | ")
        for name, one in chosen.items()
        if used(name, chosen)
        for other, names in one.only.items()
    )
    own = chosen["need"].name in tool["needs"].split(" | ") and chosen["format"].name in tool["formats"].split(" | ")
    marks = not used("mark", chosen) or chosen["mark"].name in tool["marks"].split(" | ")
    asks = [chosen["ask_cap"]] * (chosen["cap"].name == "rating") + [chosen["ask_need"]] * (chosen["need"].name == "rating")
    parts = tool.name == "plain" or tool["grid"] or tool["heads"] == "monkey" or all(ask["q"] for ask in asks)
    stated = (chosen["said"].name == "none") == (chosen["where"].name == "none")
    sentences = not (chosen["cap"].name == "picks" and chosen["ask_cap"]["q"])
    apart = chosen["ask_cap"]["short"] or chosen["shape"].name in ("{q}: {a}", "{q} [{a}]", "{q} - {a}") or tool.name != "plain"
    nested = chosen["where"].name != "question" or chosen["shape"].name in ("{q}: {a}", "{q} [{a}]", "{q} - {a}")
    nested &= tool["heads"] != "monkey" or chosen["where"].name != "heading"  # its headings are the bare questions
    lines = chosen["mark"].name != "line break" or not used("mark", chosen) or chosen["format"].name != "tsv"
    return bool(every and own and marks and parts and stated and sentences and apart and nested and lines)


def used(dimension: str, chosen: Chosen) -> bool:
    """Tell whether a dimension says anything in a variant."""
    return {
        "mark": "picks" in (chosen["cap"].name, chosen["need"].name),
        "place": chosen["need"].name == "choices",
        "shape": chosen["tool"].name == "plain" and not chosen["ask_cap"]["q"] and _asking(chosen["layout"].name),
        "scale": chosen["cap"].name == "rating" or chosen["need"].name == "rating",
        "deco": not (chosen["deco"]["side"] and chosen["layout"].name in UNSIDED),
        "ask_cap": _asking(chosen["layout"].name),
        "ask_need": _asking(chosen["layout"].name),
    }.get(dimension, True)


def _asking(layout: str) -> bool:
    """Tell whether a layout has a heading, or a cell, for each question."""
    return layout in ("wide", "office, question, answer", "offices across", "texts below names")


# What it is made from.


@dataclass
class Column:
    """A column of a wide table; `kind` is "one", "grid" or "choice", `use` what it truly is, for who decides by hand."""

    q: str
    cells: list[str]
    a: str = ""
    kind: str = "one"
    use: str = "not used"
    heads: tuple[str, ...] = ()


Firsts: TypeAlias = dict[str, str]


@dataclass
class Made:
    """A survey with its true content: the rows of the file, and what a right reading says."""

    rows: list[list[str]]
    offices: list[str]
    areas: dict[str, set[str]]
    levels: dict[str, Levels]
    homes: list[str]
    seats: list[tuple[int, int]]
    strangers: list[str] = field(default_factory=list)
    uses: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    lowest: int | None = None
    scale: str = ""
    encoding: str = ""
    ranked: bool = False
    turned: bool = False
    asked: bool = False
    firsts: tuple[Firsts, Firsts] | None = None


def norm(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


@dataclass
class Maker:
    """Makes the survey of a variant, step by step."""

    chosen: Chosen
    chance: random.Random

    def __post_init__(self) -> None:
        self.offices = self.chance.sample(OFFICES, self.chance.randint(6, 8))
        self.areas = self.chosen["areas"]["names"][:]
        self.departments = [DEPARTMENTS[self.chance.randrange(3)] for _ in self.offices]
        self.departments[:3] = DEPARTMENTS
        if self.chosen["who"].name == "department on the first row of its group":
            self.departments.sort()
        self.texts: dict[str, dict[str, list[str]]] = {}  # by side and area, an answer for each office
        self.levels: dict[str, Levels] = {"capability": {}, "need": {}}
        self.answers: dict[str, str] = {}

    def name(self, area: str, side: str) -> str:
        """Return what an area is called in the headings of a side."""
        deco = self.chosen["deco"]
        ours = deco["text"] and (not deco["side"] or deco["side"] == side)
        place = self.areas.index(area)
        text = area.upper() if "!u" in deco["text"] else area
        return deco["text"].replace("!u", "").format(a=text, i=place + 1, l="abcdefgh"[place]) if ours else area

    # The answers.

    def words(self, side: str) -> tuple[list[str], list[Fraction]]:
        """Return the answers that a side can have, lowest first, and their levels."""
        scale, said = self.chosen["scale"], self.chosen["said"]
        words = (scale["need"] if side == "need" and self.chosen["need"].name == "rating" else "") or scale["words"]
        if said["kind"] not in ("", "same", "turned"):
            low, high = map(int, said["kind"].split())
            words = [str(level) for level in range(low, high + 1)]
            words = words if self.full else [word for word in words if 1 <= int(word) <= 5]
        numbers = all(re.fullmatch(r"\d+(\.\d+)?", word) for word in words)
        return words, [Fraction(word) if numbers else Fraction(place + 1) for place, word in enumerate(words)]

    def rate(self, side: str, *, turned: bool = False) -> None:
        """Invent ratings in which every level of the scale is used, as far as there are answers enough."""
        words, levels = self.words(side)
        places = [*range(len(words))] * 9
        count = len(self.offices) * len(self.areas)
        drawn = places[:count] if count <= len(words) else [*range(len(words)), *self.chance.choices(range(len(words)), k=count)]
        drawn = drawn[:count]
        self.chance.shuffle(drawn)
        self.answers |= {word: str(int(level)) for word, level in zip(words, levels, strict=True) if level.denominator == 1}
        for area in self.areas:
            own = [drawn.pop() for _ in self.offices]
            self.texts.setdefault(side, {})[area] = [words[place] for place in own]
            self.levels[side][area] = {
                office: levels[-1] + levels[0] - levels[place] if turned else levels[place]
                for office, place in zip(self.offices, own, strict=True)
            }
            self.leave_open(side, area)

    def leave_open(self, side: str, area: str) -> None:
        """Let some offices answer nothing."""
        absent = self.chosen["absent"]
        for place, office in enumerate(self.offices if absent.name != "none" else ()):
            if self.chance.random() < 0.2:
                self.texts[side][area][place] = "" if absent["blank"] else absent.name
                self.levels[side][area][office] = None
                self.answers |= {} if absent["blank"] else {absent.name: "not answered"}

    def target(self) -> None:
        """Invent required levels; the need is what is missing to them."""
        words, levels = self.words("capability")
        for area in self.areas:
            held = [words.index(text) for text in self.texts["capability"][area]]
            aims = [min(len(words) - 1, place + self.chance.choice((0, 0, 1, 2))) for place in held]
            self.texts.setdefault("need", {})[area] = [words[place] for place in aims]
            gaps = [levels[aim] - levels[place] for aim, place in zip(aims, held, strict=True)]
            self.levels["need"][area] = dict(zip(self.offices, gaps, strict=True))

    def pick(self, side: str) -> list[list[str]]:
        """Invent picks: some areas for each office, not all."""
        picks = [
            sorted(self.chance.sample(self.areas, self.chance.randint(1, len(self.areas) - 1)), key=self.areas.index)
            for _ in self.offices
        ]
        for area in self.areas:
            self.levels[side][area] = {office: Fraction(area in own) for office, own in zip(self.offices, picks, strict=True)}
        return picks

    def order(self) -> list[list[str]]:
        """Invent an order of the areas for each office."""
        most = len(self.areas) if self.chosen["need"].name == "ranks" else min(3, len(self.areas))
        orders = [self.chance.sample(self.areas, len(self.areas))[:most] for _ in self.offices]
        for area in self.areas:
            self.levels["need"][area] = {
                office: Fraction(most - own.index(area) if area in own else 0)
                for office, own in zip(self.offices, orders, strict=True)
            }
        return orders

    # The columns.

    def question(self, side: str) -> tuple[str, str]:
        """Return what is asked on a side, with what is said of the scale if that stands there, and what stands in headings."""
        ask = self.chosen["ask_cap" if side == "capability" else "ask_need"]
        said, where = self.chosen["said"], self.chosen["where"].name
        text = "" if said.name == "none" or (side == "need" and said["kind"] in ("same", "turned")) else said.name
        text = text if not text or text.startswith("[") else f"({text})"
        q = ask["q"] or ask.name
        return f"{q} {text}".strip() if where == "question" else q, text if where == "heading" else ""

    def grid(self, side: str, use: str) -> list[Column]:
        """Return a column an area with ratings or ranks."""
        q, _ = self.question(side)
        return [
            Column(
                q.format(a=self.name(area, side)),
                self.texts[side][area],
                "" if "{a}" in q else self.name(area, side),
                "one" if "{a}" in q else "grid",
                f"{use}, {area}",
            )
            for area in self.areas
        ]

    def picked(self, side: str, picks: Sequence[Sequence[str]], use: str) -> list[Column]:
        """Return the column or the columns of picks."""
        mark, (q, _) = self.chosen["mark"], self.question(side)
        if mark["join"]:
            listed = [
                [f"{place}. {area}" if mark["number"] else area for place, area in enumerate(own, start=1)] for own in picks
            ]
            cells = [mark["start"] + mark["join"].join(own) + mark["end"] for own in listed]
            return [Column(q, cells, use=use)]
        both = self.chosen["tool"]["both"]
        named = [[slug(area) if self.chosen["tool"]["slug"] else area for area in own] for own in picks]
        joined = [Column(q, [both.join(own) for own in named])] if both else []
        each = "capability" if side == "capability" else "need"
        return joined + [
            Column(
                q,
                [(mark["yes"] if area in own else mark["no"]).format(a=area) for own in picks],
                self.name(area, side),
                "choice",
                f"{each}, {area}",
            )
            for area in self.areas
        ]

    def capability(self) -> list[Column]:
        """Return the columns that say what offices can share."""
        if self.chosen["cap"].name == "picks":
            return self.picked("capability", self.pick("capability"), "capability")
        self.rate("capability", turned=self.chosen["said"]["kind"] == "turned")
        return self.grid("capability", "capability")

    def need(self) -> list[Column]:
        """Return the columns that say where offices want help."""
        way, (q, _) = self.chosen["need"].name, self.question("need")
        if way == "rating":
            self.rate("need")
            return self.grid("need", "need")
        if way == "required":
            self.target()
            return self.grid("need", "required level")
        if way == "picks":
            return self.picked("need", self.pick("need"), "picks")
        orders = self.order()
        if way == "ranks":
            cells = {area: [str(own.index(area) + 1) for own in orders] for area in self.areas}
            self.texts["need"] = cells
            return self.grid("need", "rank")
        if way == "order":
            mark = self.chosen["tool"]["marks"].split(" | ")[0]
            join, end = {";trailing": (";", ";"), "comma blank": (", ", ""), "1 or 0": (" ", "")}.get(mark, (";", ""))
            return [Column(q, [join.join(own) + end for own in orders], use="picks")]
        if way == "limeranks":
            return [Column(q, [own[place] for own in orders], f"Ranking {place + 1}", "grid") for place in range(len(orders[0]))]
        return [
            Column(text, [own[place] for own in orders], use="picks")
            for place, text in enumerate(self.chosen["place"]["words"][: len(orders[0])])
        ]

    def firsts(self) -> tuple[list[Column], tuple[Firsts, Firsts] | None]:
        """Return the columns that name the area that matters most, and the one that comes second, with what is true."""
        row, orders = self.chosen["first"], [self.chance.sample(self.areas, len(self.areas)) for _ in self.offices]
        named = [own if place % 4 else ["", ""] for place, own in enumerate(orders)]
        truth: tuple[Firsts, Firsts] = ({}, {})
        for office, own in zip(self.offices, named, strict=True):
            truth[0][office], truth[1][office] = own[0], own[1] if row["second"] else ""
        if row["ticked"]:
            marks = {area: [row["ticked"] if own[0] == area else "" for own in named] for area in self.areas}
            return [Column(row["q"], cells, area, "choice") for area, cells in marks.items()], truth
        asked = [(row["q"], "asked first", 0), (row["second"], "asked second", 1)]
        columns = [Column(q, [own[place] for own in named], use=use) for q, use, place in asked if q]
        return columns, None if row["others"] or not columns else truth

    def who(self) -> list[Column]:
        """Return the columns that say who answers."""
        name, slugs = self.chosen["who"].name, self.chosen["tool"]["slug"]
        full = [names[0] for names in self.departments]
        blank = [text if place == 0 or full[place - 1] != text else "" for place, text in enumerate(full)]
        ways = [names[place % 3 and 1 + self.chance.randrange(3)] for place, names in enumerate(self.departments)]
        first, last = ([person.split()[part] for person in PEOPLE[: len(self.offices)]] for part in (0, 1))
        initials = ["".join(word[0] for word in office.split()) for office in self.offices]
        office = Column("office" if slugs else "Office", self.offices, use="office")
        department = Column("department" if slugs else "Department", full, use="department")
        return {
            "office": [office],
            "department first": [department, office],
            "department on the first row of its group": [Column("Department", blank, use="department"), office],
            "department abbreviated": [office, Column("Department", ways, use="department")],
            "first and last name beside": [Column("First name", first), Column("Last name", last), office, department],
            "person beside": [
                Column("Your name", [*PEOPLE[: len(self.offices)]]),
                Column("Your email", [f"{n.lower()}@example.gov" for n in last]),
                office,
                department,
            ],
            "agency and component": [Column("Agency", full, use="department"), Column("Component", self.offices, use="office")],
            "two office columns": [office, department, Column("Office (short name)", initials, use="not used")],
            "German": [Column("Dienststelle", self.offices, use="office"), Column("Ministerium", full, use="department")],
            "Spanish": [Column("Oficina", self.offices, use="office"), Column("Ministerio", full, use="department")],
            "French": [Column("Nom du bureau", self.offices, use="office"), Column("Minist\u00e8re", full, use="department")],
            "number beside": [
                Column("Office ID", [str(100 + place) for place, _ in enumerate(self.offices)]),
                office,
                department,
            ],
            "headcount beside": [
                office,
                department,
                Column("How many people work in your office?", list(map(str, range(1, 1 + len(self.offices))))),
            ],
            "question about the office": [
                Column("Which office are you answering for?", self.offices, use="office"),
                Column("Which department is your office part of?", full, use="department"),
            ],
        }.get(name, [office, department])

    def roles(self) -> tuple[list[Column], list[tuple[int, int]]]:
        """Return the columns that say in which role, and the seats on both sides."""
        role = self.chosen["role"]
        drawn = [0, 1, 2, *(self.chance.randrange(3) for _ in self.offices)][: len(self.offices)]
        counts = [self.chance.randrange(3) for _ in self.offices]
        columns = [
            Column(
                heading,
                [
                    says[own].replace("#", role["seats"][count]) if role["seats"] else says[own]
                    for own, count in zip(drawn, counts, strict=True)
                ],
                use=use,
            )
            for heading, use, *says in role["asks"] or ()
        ]
        if role["seats"]:
            return columns, [(0 if own == 1 else count + 1, 1) for own, count in zip(drawn, counts, strict=True)]
        return columns, [((1, 0), (0, 1), (1, 1))[own if columns else 2] for own in drawn]

    # The table.

    def scale(self) -> str:
        """Return the scale as it is given by hand; words are counted from 1."""
        scale = self.chosen["scale"]
        return f"{scale['low']}-{scale['high']}" if scale["high"] else f"1-{max(5, len(scale['words']))}"

    def make(self) -> Made:
        """Return the survey, with what is true of it."""
        self.full = self.chance.random() < 0.4
        who, (roles, seats) = self.who(), self.roles()
        capability = self.capability()
        need, (firsts, truth) = self.need(), self.firsts()
        said = self.chosen["said"]
        stated = said["kind"] not in ("", "same", "turned")
        made = Made(
            rows=[],
            offices=self.offices,
            areas={area: {norm(area), *(norm(self.name(area, side)) for side in ("capability", "need"))} for area in self.areas},
            levels=self.levels,
            homes=["" if self.chosen["who"].name == "office" else names[0] for names in self.departments],
            seats=seats,
            answers=self.answers,
            lowest=int(said["kind"].split()[0]) if stated else None,
            scale="-".join(said["kind"].split()) if stated else self.scale(),
            encoding=self.chosen["format"]["encoding"],
            ranked=self.chosen["need"].name in ("ranks", "choices", "order", "limeranks"),
            turned=said["kind"] == "turned",
            firsts=truth,
        )
        columns = [*self.own("before"), *who, *roles, *capability, *need, *firsts, *self.own("after")]
        self.head(columns)
        if self.chosen["doubt"].name != "none":
            made.asked = True
            columns = DOUBTS[self.chosen["doubt"].name](self, columns)
        made.uses = {column.heads[-1 if len(column.heads) < 3 else 1]: column.use for column in columns}
        made.uses |= {f"{column.q} - {column.a}": column.use for column in columns if self.chosen["tool"]["heads"] == "monkey"}
        made.rows = (
            LAYOUTS[self.chosen["layout"].name](self, who, capability, need)
            if self.chosen["layout"].name != "wide"
            else _wide(columns)
        )
        self.strangers(made, columns)
        self.frame(made, columns)
        return made

    def own(self, place: str) -> list[Column]:
        """Return the columns that the tool adds, before or after the questions."""
        columns = []
        for text in filter(None, self.chosen["tool"][place].split("|")):
            name, label, cell = text.split("=", 2)
            cells = [_stamped(cell, number) for number, _ in enumerate(self.offices, start=1)]
            columns.append(Column(name, cells, label or name, "own"))
        return columns

    def head(self, columns: Sequence[Column]) -> None:
        """Give the columns the headings that the tool writes."""
        tool, numbers, before = self.chosen["tool"], dict[str, int](), ""
        for column in columns:
            number = numbers.setdefault(column.q, len(numbers) + 1) if column.kind != "own" else 0
            part = sum(1 for other in columns[: columns.index(column)] if other.q == column.q) + 1
            text = self.heading(column, number, part)
            code = f"Q{number}" + (f"_{part}" if column.kind in ("grid", "choice") else "")
            column.heads = HEADS[tool["heads"] or "one"](column, text, code, column.q == before)
            before = column.q

    def heading(self, column: Column, number: int, part: int) -> str:
        """Return the text of a heading."""
        tool, slugs = self.chosen["tool"], self.chosen["tool"]["slug"]
        grid = tool["grid"] or self.chosen["shape"].name
        shape = {"grid": grid, "choice": tool["choice"] or grid, "one": tool["one"] or "{q}"}.get(column.kind, "{q}")
        code = {"one": f"q{number}", "grid": f"g{number}", "choice": f"m{number}"}.get(column.kind, "")
        q, a = (slug(column.q), slug(column.a)) if slugs and column.kind != "own" else (column.q, column.a)
        text = shape.format(q=q, a=a, c=code, i=part, n=number)
        side = column.use.split(",")[0]
        after = (
            self.question("capability" if side == "capability" else "need")[1]
            if side in ("capability", "need", "required level")
            else ""
        )
        return f"{text} {after}".strip() if self.chosen["where"].name == "heading" else text

    def strangers(self, made: Made, columns: Sequence[Column]) -> None:
        """Add a row that is no office's."""
        stranger = self.chosen["strangers"]
        if stranger.name == "none":
            return
        made.strangers.append(stranger.name)
        place = [column.use for column in columns].index("office")
        if stranger["kind"] == "total":
            cells = [_mean(column.cells) if column.use.partition(",")[1] else "" for column in columns]
        else:
            cells = [column.cells[1] for column in columns]
            cells = ["test" if column.use == "department" else cell for column, cell in zip(columns, cells, strict=True)]
        cells[place] = stranger.name
        at = (
            len(made.rows)
            if stranger["kind"] == "total"
            else self.chance.randint(len(made.rows) - len(self.offices), len(made.rows))
        )
        made.rows.insert(at, cells)

    def frame(self, made: Made, columns: Sequence[Column]) -> None:
        """Add what stands around the table, and headings that are repeated in it."""
        frame, head = self.chosen["frame"], made.rows[0]
        if frame.name == "headings repeated in the middle":
            made.rows.insert(len(made.rows) // 2, [*head])
        if frame.name == "headings repeated at the end":
            made.rows.append([*head])
        made.rows += [[text] for text in frame["below"] or ()]
        made.strangers += [text for text in frame["below"] or () if text]
        above = [[f"CX discovery survey ({self.chosen['said'].name})"]] if self.chosen["where"].name == "title" else []
        made.rows[:0] = [*above, *(frame["above"] or ())]


def slug(text: str) -> str:
    """Return a text as the name of a variable."""
    return re.sub(r"\W+", "_", text.lower()).strip("_")


def _stamped(cell: str, number: int) -> str:
    day = f"{number:02}"
    times = {
        "iso": f"2026-03-{day} 10:0{number}:00",
        "us": f"3/{number}/2026 10:0{number}:00",
        "t": f"2026-03-{day}T10:0{number}:00.000-05:00",
    }
    times |= {"google": f"2026/03/{day} 10:0{number}:00 AM GMT-5", "n": str(number)}
    for name, text in times.items():
        cell = cell.replace(f"{{{name}}}", text)
    return cell


def _mean(cells: Sequence[str]) -> str:
    try:
        return str(round(sum(map(float, cells)) / len(cells)))
    except ValueError:
        return ""


HEADS: dict[str, Callable[[Column, str, str, bool], tuple[str, ...]]] = {
    "one": lambda column, text, code, again: (text,),
    "names": lambda column, text, code, again: (text,),
    "labels": lambda column, text, code, again: (column.a if column.kind == "own" else text,),
    "code and text": lambda column, text, code, again: (f"{column.q}. {column.a}" if column.kind == "own" else text,),
    "qualtrics 1": lambda column, text, code, again: (column.a if column.kind == "own" else text,),
    "qualtrics 2": lambda column, text, code, again: (column.q, column.a) if column.kind == "own" else (code, text),
    "qualtrics 3": lambda column, text, code, again: (
        *((column.q, column.a) if column.kind == "own" else (code, text)),
        '{"ImportId":"%s"}' % (column.q if column.kind == "own" else code.replace("Q", "QID")),
    ),
    "monkey": lambda column, text, code, again: (
        (column.q, "")
        if column.kind == "own"
        else (column.q, "Response")
        if column.kind == "one"
        else ("" if again else column.q, column.a)
    ),
}


def _wide(columns: Sequence[Column]) -> list[list[str]]:
    heads = [list(cells) for cells in zip(*(column.heads for column in columns), strict=True)]
    return heads + [list(cells) for cells in zip(*(column.cells for column in columns), strict=True)]


Parts = Sequence[Column]


def _by_area(maker: Maker, who: Parts, need: Parts, heads: Sequence[str]) -> list[list[str]]:
    texts = maker.texts
    rows = [[*(column.q for column in who), *heads]]
    for place, _ in enumerate(maker.offices):
        for area in maker.areas:
            rows.append(
                [
                    *(column.cells[place] for column in who),
                    maker.name(area, ""),
                    texts["capability"][area][place],
                    texts["need"][area][place],
                ]
            )
    return rows


def _by_section(maker: Maker, who: Parts, capability: Parts, need: Parts) -> list[list[str]]:
    rows = [[*(column.q for column in who), "Area", "Section", "Score"]]
    for *head, area, now, aim in _by_area(maker, who, need, [])[1:]:
        rows += [[*head, area, "Current", now], [*head, area, "Future", aim]]
    return rows


def _by_question(maker: Maker, who: Parts, capability: Parts, need: Parts) -> list[list[str]]:
    asked = [*capability, *need]
    rows = [
        [column.cells[place] for column in who] + [each.heads[0], each.cells[place]]
        for place, _ in enumerate(maker.offices)
        for each in asked
    ]
    return [[*(column.q for column in who), "Question", "Answer"], *rows]


def _by_level(maker: Maker, who: Parts, capability: Parts, need: Parts) -> list[list[str]]:
    rows = [[*(column.q for column in who), "Level", *(maker.name(area, "") for area in maker.areas)]]
    for place, _ in enumerate(maker.offices):
        head = [column.cells[place] for column in who]
        rows += [
            [*head, label, *(each.cells[place] for each in part)] for label, part in (("Current", capability), ("Target", need))
        ]
    return rows


def _across(maker: Maker, who: Parts, capability: Parts, need: Parts) -> list[list[str]]:
    departments = [["Department", *column.cells] for column in who if column.use == "department"]
    return [["Practice area", *maker.offices], *departments, *([each.heads[0], *each.cells] for each in (*capability, *need))]


def _stacked(maker: Maker, who: Parts, capability: Parts, need: Parts) -> list[list[str]]:
    tables = []
    for title, part in (("Capability", capability), ("Need" if maker.chosen["need"].name == "rating" else "Target level", need)):
        heads = [*(column.q for column in who), *(maker.name(area, title.lower()) for area in maker.areas)]
        tables += [
            [title],
            heads,
            *([column.cells[place] for column in (*who, *part)] for place, _ in enumerate(maker.offices)),
            [],
        ]
    return tables[:-1]


def _grouped(maker: Maker, who: Parts, capability: Parts, need: Parts) -> list[list[str]]:
    above = ["" for _ in who]
    below = [column.q for column in who]
    for title, part in (("Capability", capability), ("Need" if maker.chosen["need"].name == "rating" else "Target level", need)):
        above += [title, *("" for _ in part[1:])]
        below += [maker.name(area, title.lower()) for area in maker.areas]
    return [
        above,
        below,
        *([column.cells[place] for column in (*who, *capability, *need)] for place, _ in enumerate(maker.offices)),
    ]


def _texts_below(maker: Maker, who: Parts, capability: Parts, need: Parts) -> list[list[str]]:
    columns = [*who, *capability, *need]
    texts = [column.heads[0] for column in columns]
    return [[f"Q{number}" for number, _ in enumerate(columns, start=1)], texts, *_wide(columns)[1:]]


LAYOUTS: dict[str, Callable[[Maker, Parts, Parts, Parts], list[list[str]]]] = {
    "office, question, answer": _by_question,
    "area, capability, need": lambda maker, who, _, need: _by_area(
        maker, who, need, ["Area", "Capability", "Need" if maker.chosen["need"].name == "rating" else "Target level"]
    ),
    "area, current, target": lambda maker, who, _, need: _by_area(maker, who, need, ["Area", "Current", "Target"]),
    "area, section, score": _by_section,
    "current and target rows": _by_level,
    "offices across": _across,
    "two stacked tables": _stacked,
    "two heading rows": _grouped,
    "texts below names": _texts_below,
}


# What even a person could not know.


def _sided(columns: Iterable[Column]) -> list[Column]:
    return [column for column in columns if column.use.partition(",")[1]]


def _renamed(columns: list[Column], names: Callable[[Column, int], str]) -> list[Column]:
    for place, column in enumerate(_sided(columns)):
        column.heads = (names(column, place),)
    return columns


def _mapped(columns: list[Column], cells: Callable[[str], str]) -> list[Column]:
    for column in _sided(columns):
        column.cells = [cells(cell) for cell in column.cells]
    return columns


def _doubled(maker: Maker, columns: list[Column], first: str, second: str) -> list[Column]:
    """Ask for the capability twice, with other answers."""
    ours = [column for column in columns if column.use.startswith("capability")]
    again = [
        Column(column.q, column.cells[1:] + column.cells[:1], column.a, use="not used", heads=(f"{column.heads[0]} {second}",))
        for column in ours
    ]
    for column in ours:
        column.heads = (f"{column.heads[0]} {first}",)
    at = columns.index(ours[-1]) + 1
    return columns[:at] + again + columns[at:]


def _one_cell(columns: list[Column], text: str) -> list[Column]:
    column = _sided(columns)[0]
    column.cells = [text, *column.cells[1:]]
    return columns


def _persons(maker: Maker, columns: list[Column]) -> list[Column]:
    first, last = ([person.split()[part] for person in PEOPLE[: len(maker.offices)]] for part in (0, 1))
    people = [Column("First name", first, heads=("First name",)), Column("Last name", last, heads=("Last name",))]
    return people + [column for column in columns if column.use != "office"]


def _two_offices(maker: Maker, columns: list[Column]) -> list[Column]:
    return [*columns, Column("Office", maker.offices[1:] + maker.offices[:1], heads=("Office",))]


def _twice(maker: Maker, columns: list[Column]) -> list[Column]:
    for column in columns:
        named = column.use in ("office", "department")
        column.cells = [*column.cells, column.cells[0] if named else column.cells[1]]
    different = _sided(columns)[0]
    different.cells = ["1", *different.cells[1:-1], "5"]
    return columns


def _as_json(maker: Maker, columns: list[Column]) -> list[Column]:
    ours = _sided(columns)
    texts = [
        "{" + ", ".join(f'"{column.heads[0]}": {column.cells[place]}' for column in ours) + "}"
        for place, _ in enumerate(maker.offices)
    ]
    return [column for column in columns if column not in ours] + [Column("Results", texts, heads=("Skill matrix results",))]


def _codes(maker: Maker, columns: list[Column]) -> list[Column]:
    ours = [column for column in columns if column.use.startswith("need")]
    picks = ["".join(f"{place};" for place in sorted(maker.chance.sample(range(1, 4), 2))) for _ in maker.offices]
    return [column for column in columns if column not in ours] + [Column("Top needs", picks, heads=("Top needs",))]


def _contradicting(maker: Maker, columns: list[Column]) -> list[Column]:
    """Let some headings say that 1 is best and others that 5 is."""
    return _renamed(columns, lambda column, place: f"{column.heads[0]} ({'1 = best' if place % 2 else '5 = best'})")


DOUBTS: dict[str, Callable[[Maker, list[Column]], list[Column]]] = {
    "bare areas twice": lambda maker, columns: _renamed(
        columns, lambda column, place: column.a + (".1" if place >= len(maker.areas) and maker.full else "")
    ),
    "codes for headings": lambda maker, columns: _renamed(
        columns, lambda column, place: f"Q{1 + place // len(maker.areas)}_{1 + place % len(maker.areas)}"
    ),
    "two years": lambda maker, columns: _doubled(maker, columns, "(2024)", "(2025)"),
    "self and manager": lambda maker, columns: _doubled(maker, columns, "(self)", "(manager)"),
    "person only": _persons,
    "two columns called Office": _two_offices,
    "letters A to E": lambda maker, columns: _mapped(columns, lambda cell: "ABCDE"[int(cell) - 1]),
    "emoji": lambda maker, columns: _mapped(
        columns, lambda cell: "\U0001f534\U0001f7e0\U0001f7e1\U0001f7e2\U0001f535"[int(cell) - 1]
    ),
    "two statements": _contradicting,
    "several answers for an office": _twice,
    "numbers where areas should be": _codes,
    "JSON": _as_json,
    "number words": lambda maker, columns: _one_cell(columns, "four"),
    "date for a level": lambda maker, columns: _one_cell(columns, "4-May"),
}


# The file.

NUMBER = re.compile(r"-?(0|[1-9]\d{0,8})(\.\d+)?")
_ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.2"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="Sheet1">{rows}</table:table></office:spreadsheet></office:body>'
    "</office:document-content>"
)
_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_ODS_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def _text(rows: Sequence[Sequence[str]], shape: Row, quoting: int) -> bytes:
    width = max(map(len, rows))
    out = io.StringIO()
    csv.writer(out, delimiter=shape["delimiter"], lineterminator="\r\n", quoting=quoting).writerows(
        [*cells, *[""] * (width - len(cells))] for cells in rows
    )
    return out.getvalue().encode(shape["encoding"])


def _value(cell: str) -> Any:
    return float(cell) if NUMBER.fullmatch(cell) else {"TRUE": True, "FALSE": False}.get(cell, cell)


def _workbook(rows: Sequence[Sequence[str]]) -> bytes:
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("Form1")
        for number, cells in enumerate(rows):
            for place, cell in enumerate(cells):
                if cell:
                    sheet.write(number, place, _value(cell))
    return content.getvalue()


def _cell(cell: str) -> str:
    number = f' office:value-type="float" office:value="{cell}"' if NUMBER.fullmatch(cell) else ' office:value-type="string"'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in cell.split("\n"))
    return f"<table:table-cell{number}>{lines}</table:table-cell>" if cell else "<table:table-cell/>"


def _opendocument(rows: Sequence[Sequence[str]]) -> bytes:
    content = io.BytesIO()
    table = "".join(f"<table:table-row>{''.join(map(_cell, cells)) or '<table:table-cell/>'}</table:table-row>" for cells in rows)
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", _ODS_TYPE)
        archive.writestr("META-INF/manifest.xml", _ODS_MANIFEST)
        archive.writestr("content.xml", _ODS.format(rows=table))
    return content.getvalue()


def written(rows: Sequence[Sequence[str]], chosen: Chosen, folder: Path, stem: str) -> Path:
    """Write the rows in a format; return the file."""
    shape, quoting = chosen["format"], csv.QUOTE_ALL if chosen["tool"]["quoted"] else csv.QUOTE_MINIMAL
    kind = shape.name.split()[0]
    path = folder / f"{stem}.{'csv.gz' if kind == 'gz' else kind}"
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(f"{stem}.csv", _text(rows, shape, quoting))
    else:
        makers = {
            "xlsx": lambda: _workbook(rows),
            "ods": lambda: _opendocument(rows),
            "gz": lambda: gzip.compress(_text(rows, shape, quoting), mtime=0),
        }
        path.write_bytes(makers.get(kind, lambda: _text(rows, shape, quoting))())
    return path
