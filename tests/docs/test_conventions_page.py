"""The page of conventions is true: it is whole, each row has a test or a reason, and every test that it names is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/conventions.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+a?) \| (.+?) \| (holds|otherwise) \| (.+) \|$", PAGE, re.MULTILINE)
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
LEAST = 62


def test_the_page_has_every_row_once() -> None:
    """Rows 1 to 64, and the one between."""
    numbers = [number for number, *_ in ROWS]
    assert sorted(numbers, key=lambda one: int(one.rstrip("a"))) == numbers
    assert set(numbers) == {str(number) for number in range(1, 65)} | {"19a"}


def test_what_holds_has_a_test_and_what_does_not_a_reason() -> None:
    """A row that holds names a test; any other says why in a sentence of its own."""
    for number, _, state, held in ROWS:
        assert NAMED.search(held) if state == "holds" else len(NAMED.sub("", held).split()) > 9, number


def test_most_rows_hold() -> None:
    """No row stops holding without this number being lowered by hand."""
    assert sum(state == "holds" for _, _, state, _ in ROWS) >= LEAST


def test_every_test_that_is_named_is_there() -> None:
    """On this page and on that for an IT department: the file is there, and in it a test of that name."""
    named = NAMED.findall(PAGE + (ROOT / "docs/it.md").read_text(encoding="utf-8"))
    assert len(named) > 100
    for file, name in named:
        assert not name or re.search(rf"^def {name}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE), (file, name)
        assert (ROOT / file).is_file()
