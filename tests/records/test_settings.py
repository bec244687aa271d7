"""Settings into any noun, by its annotations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, ClassVar

import pytest

from cxmatch.errors import SettingsError
from cxmatch.records.settings import Within, fill, in_bounds
from cxmatch.records.toml import tree_of


class Color(StrEnum):
    """A word among several."""

    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A noun that is written as a text."""

    word: str

    @staticmethod
    def from_setting(value: Any) -> Any:
        """Read a word alone."""
        if value == "nonsense":
            raise SettingsError('"nonsense" is no use.')
        return {"word": value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An entry of a list."""

    name: str
    size: Annotated[int, Within(1, 9)] = 1
    once: ClassVar[bool] = True

    def __post_init__(self) -> None:
        in_bounds(self)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table in which every other key is an entry of `sizes`."""

    wide: bool = False
    sizes: Mapping[str, Annotated[int, Within(0, 9)]] = field(default_factory=dict)
    others: ClassVar[str] = "sizes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that an annotation can say."""

    title: str
    color: Color = Color.RED
    number: int = 0
    words: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    table: Table = field(default_factory=Table)
    uses: Mapping[str, Use] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    also_called: ClassVar[Mapping[str, str]] = {"pieces": "parts"}


def read(text: str) -> tuple[Settings, dict[str, str]]:
    return fill(Settings, tree_of(text, "own.toml"), text, "own.toml")


def wrong(text: str) -> str:
    with pytest.raises(SettingsError) as refused:
        read(text)
    return refused.value.what


WHOLE = """
title = "A"
color = "blue"
words = ["a", "b"]
[table]
wide = true
small = 1
[table.sizes]
large = 9
[uses]
"Column one" = "this"
[[pieces]]
name = "first"
[[pieces]]
name = "second"
size = 2
"""


def test_every_kind_of_value_is_read() -> None:
    """Texts, words, numbers, lists, tables, nouns that are written as a text, and other words for a field."""
    made, _ = read(WHOLE)
    assert made == Settings(
        title="A",
        color=Color.BLUE,
        words=("a", "b"),
        parts=(Part(name="first"), Part(name="second", size=2)),
        table=Table(wide=True, sizes={"small": 1, "large": 9}),
        uses={"Column one": Use(word="this")},
    )


def test_every_value_knows_where_it_stands() -> None:
    """By its dotted name; an entry of a list by what it is called, and what a table takes besides its fields right below it."""
    _, origins = read(WHOLE)
    lines = {name: int(place.removeprefix("own.toml, line ")) for name, place in origins.items()}
    assert {name: lines[name] for name in ("title", "table.small", "table.large", "uses.Column one", "parts.second")} == {
        "title": 2,
        "table.small": 7,
        "table.large": 9,
        "uses.Column one": 11,
        "parts.second": 14,
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "own.toml: it names no title."),
        ('title = " "', "it names no title"),
        ("title = 1", 'line 1: "title" is a text in quotes.'),
        ('title = "A"\ncolor = "blu"', 'line 2: "blu" is no color. Did you mean "blue"?'),
        ('title = "A"\nnumber = "1"', 'number is a whole number, not "1".'),
        ('title = "A"\nwords = "a"', 'line 2: "words" is a list:  words = ["..."]'),
        ('title = "A"\nwords = [1]', '"words" is a list'),
        ('title = "A"\nparts = 1', '"parts" is a list of entries:  [[parts]]'),
        ('title = "A"\nparts = [1]', 'an entry of "parts" names no name: 1.'),
        ('title = "A"\n[[parts]]\nname = "a"\nsize = 10', "line 4: size is a whole number from 1 to 9, not 10."),
        ('title = "A"\n[[parts]]\nname = "a"\n[[pieces]]\nname = "b"', '"pieces" and "parts" are the same setting'),
        ('title = "A"\n[[parts]]\nname = "a"\n[[parts]]\nname = "a"', "line 4: a stands twice under parts."),
        ('title = "A"\n[[parts]]\nsize = 1\n[[parts]]\nsize = 2', "own.toml has 2 things to fix"),
        ('title = "A"\n[texts]\na = 1', 'line 3: "a" is a text in quotes.'),
        ('title = "A"\ntable = 1', '"table" is a table'),
        ('title = "A"\n[table]\nsmall = -1', 'line 3: "small" is a whole number from 0 to 9, not -1.'),
        ('title = "A"\nwide = true', 'there is no setting "wide". It belongs under [table].'),
        ('titel = "A"', 'line 1: there is no setting "titel". Did you mean "title"?'),
        ('title = "A"\n[uses]\na = "this"\nb = "nonsense"', 'line 4: "nonsense" is no use.'),
    ],
)
def test_what_makes_no_sense_is_said_with_its_line(text: str, words: str) -> None:
    """Each kind of mistake has its words."""
    assert words in wrong(text)


def test_all_mistakes_are_said_at_once() -> None:
    """In the order of the lines; of very many only the first."""
    text = "\n".join(["title = 1", *(f"wrong{number} = 1" for number in range(30))])
    first, *lines = wrong(text).split("\n  ")
    assert first == "own.toml has 31 things to fix:"
    assert [line.partition(":")[0] for line in lines] == [*(f"line {number}" for number in range(1, 21)), "... and 11 more"]
