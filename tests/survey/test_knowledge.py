"""Every row of every table of knowledge recognizes its examples, and none of the texts that it must not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from cxmatch.domain.framework import Scale
from cxmatch.records.text import fold
from cxmatch.survey import knowledge
from cxmatch.survey.answers.hints import _counts, _end_of, _wants_help
from cxmatch.survey.answers.likely import _place_of
from cxmatch.survey.answers.picks import nothing_named
from cxmatch.survey.answers.ratings import _understand
from cxmatch.survey.answers.scales import label_scales, spelled
from cxmatch.survey.checkins import _level_of, _use_of
from cxmatch.survey.columns.cells import seats_in, unanswered, wish_of
from cxmatch.survey.columns.private import _is_known_name, _looks_like_a_name, private_answers, private_heading
from cxmatch.survey.columns.roles import role_of
from cxmatch.survey.columns.strangers import is_stranger
from cxmatch.survey.files.archive import _document
from cxmatch.survey.files.opening import _is_page, _other_kind
from cxmatch.survey.headings import Column
from cxmatch.survey.headings.splitting import _shorter
from cxmatch.survey.headings.tools import of_tool
from cxmatch.survey.headings.wording import (
    Unit,
    _phrases,
    asked_place,
    asks_to_show,
    is_called,
    is_doubtful,
    key,
    place_in,
    worded_direction,
)
from cxmatch.survey.knowledge import table
from cxmatch.survey.offices.settling import _is_note
from cxmatch.survey.slips import _word_of

Row: TypeAlias = Mapping[str, Any]
NAMES, PLACES = ["Pat Invented", "Sam Invented", "Lee Invented"], ["North", "South"]


def _asks_for(row: Row, text: str) -> bool:
    """Tell whether a heading is private for the reason of this row; a text that must not be is so below names of places."""
    reason = private_heading(text, NAMES if text in row["examples"] else PLACES)
    return reason is not None and (text not in row["examples"] or reason.why == f"its heading asks for {row['what']}")


def _holds(row: Row, text: str) -> bool:
    reason = private_answers("Further", [text])
    return reason is not None and (text not in row["examples"] or reason.why == f"it holds {row['what']}")


def _wrote(row: Row, text: str) -> bool:
    cells = text.split(",")
    header = of_tool([cells, ["7"] * len(cells)], 0)
    return header is not None and header.layout == row["layout"]


def _fits(row: Row, text: str) -> bool:
    """Tell whether an answer is spelled as a row says; beside a blank the label has to be a known word."""
    found = re.fullmatch(row["pattern"], fold(text))
    return bool(found) and (not row.get("known") or spelled(text) is not None)


def _finds(row: Row, text: str) -> bool:
    found = re.search(row["pattern"], fold(text))
    return bool(found) and (not row.get("ends") or _counts(row, found["word"]))


RECOGNIZERS: Mapping[str, Callable[[str, Row, str], bool]] = {
    "files": lambda name, row, text: _is_page(text.encode("latin-1")),
    "files/kind": lambda name, row, text: _other_kind(text.encode("latin-1")) == row,
    "files/member": lambda name, row, text: _document("member", [text]) == row,
    "files/stream": lambda name, row, text: _document("stream", [text]) == row,
    "headings": lambda name, row, text: is_called(text, name),
    "directions": lambda name, row, text: worded_direction(text) == name,
    "asides": lambda name, row, text: _shorter(text, name) != text,
    "directions/others": lambda name, row, text: bool(_phrases("others").search(fold(text))),
    "directions/doubtful": lambda name, row, text: is_doubtful(text),
    "units/unit": lambda name, row, text: getattr(Unit.of(text), "rung", None) == row["rung"],
    "scales": lambda name, row, text: next(scale for scale in label_scales() if scale.name == row["name"]).knows(text),
    "private/heading": lambda name, row, text: _asks_for(row, text),
    "private/value": lambda name, row, text: _holds(row, text),
    "private/names": lambda name, row, text: _looks_like_a_name(text) or _is_known_name(text),
    "tools/tool": lambda name, row, text: _wrote(row, text),
    "tools/time": lambda name, row, text: re.fullmatch(row["pattern"], text) is not None,
    "tools/submission": lambda name, row, text: key(text) in row["values"],
    "tools/side": lambda name, row, text: key(text) in row["sheets"],
    "tools/unfinished": lambda name, row, text: key(text) in row["values"],
    "words": lambda name, row, text: Column(index=0, heading=text).says(name),
    "answers/trouble": lambda name, row, text: _understand(text, Scale.of_range("1-5"), {}).code == row["code"],
    "answers/not answered": lambda name, row, text: unanswered(text) == name,
    "answers/role": lambda name, row, text: role_of(text) == tuple(row["seats"]),
    "answers/unsure role": lambda name, row, text: bool(re.search(row["pattern"], fold(text))),
    "answers/unsure wish": lambda name, row, text: bool(re.search(row["pattern"], fold(text))),
    "answers/declines": lambda name, row, text: bool(re.fullmatch(row["pattern"], fold(text))),
    "answers/declines it": lambda name, row, text: bool(re.fullmatch(row["pattern"], fold(text))),
    "answers/seats": lambda name, row, text: seats_in(text) is not None,
    "answers/wish": lambda name, row, text: wish_of(text) == name,
    "answers/mark": lambda name, row, text: fold(text) in row["words"],
    "likely": lambda name, row, text: _place_of(text) == row["place"],
    "strangers": lambda name, row, text: _is_note(text) if name == "note" else is_stranger(name, text),
    "spellings": lambda name, row, text: _fits(row, text),
    "hints/range": lambda name, row, text: _finds(row, text),
    "hints/pair": lambda name, row, text: _finds(row, text),
    "hints/help": lambda name, row, text: _wants_help(fold(text)) is row["wants"],
    "hints/down": lambda name, row, text: _finds(row, text),
    "places/place": lambda name, row, text: place_in(text) == row["place"],
    "firsts/place": lambda name, row, text: asked_place(text) == row["place"],
    "practices/show": lambda name, row, text: asks_to_show(text),
    "firsts": lambda name, row, text: fold(text) in nothing_named({}),
    "places/choice": lambda name, row, text: fold(text) in row["words"],
    "returned/column": lambda name, row, text: _word_of("column", text) == name,
    "returned/answer": lambda name, row, text: _word_of("answer", text) == name,
    "returned/role": lambda name, row, text: _word_of("role", text) == name,
    "checkins/heading": lambda name, row, text: _use_of(text) == row["is"],
    "checkins/answer": lambda name, row, text: _level_of(text, row["below"]) == row["level"],
    "answers/end": lambda name, row, text: _end_of(fold(text)) == name,
}


def _rows(name: str, tree: Any) -> Iterator[tuple[str, str, Row]]:
    """Yield every row below a table with the path of its table and its name."""
    entries = tree.items() if isinstance(tree, dict) else ((str(place), each) for place, each in enumerate(tree))
    for entry, value in entries:
        if isinstance(value, dict) and "examples" in value:
            yield (f"{name}/{entry}" if f"{name}/{entry}" in RECOGNIZERS else name), entry, value
        elif isinstance(value, dict) or (isinstance(value, list) and value and isinstance(value[0], dict)):
            yield from _rows(f"{name}/{entry}", value)


TABLES = sorted(path.stem for path in Path(knowledge.__file__).parent.glob("*.toml"))
ROWS = [row for name in TABLES for row in _rows(name, table(name))]


@pytest.mark.parametrize(("path", "name", "row"), [pytest.param(*row, id=" ".join(row[:2])) for row in ROWS])
def test_a_row_recognizes_its_examples_and_nothing_that_it_must_not(path: str, name: str, row: Row) -> None:
    """A new wording is a row, or a word in one; what it must not take stands beside it."""
    recognizes = RECOGNIZERS[path]
    assert [text for text in row["examples"] if not recognizes(name, row, text)] == []
    assert [text for text in row["not"] if recognizes(name, row, text)] == []


def test_every_table_has_rows_with_examples() -> None:
    """No table is without examples, and no recognizer without a table."""
    assert {path.partition("/")[0] for path, _, _ in ROWS} == set(TABLES)
    assert {path for path, _, _ in ROWS} == set(RECOGNIZERS)


@pytest.mark.parametrize("text", ["Jane Doe", "DOE, JANE", "Dr. Jane Q. Doe"])
def test_names_are_known_by_their_given_name(text: str) -> None:
    """Under an innocent heading only the usual given names count."""
    assert _is_known_name(text)
