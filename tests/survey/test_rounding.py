"""Ratings with more decimals than count: refused once a column, or rounded on request, said, and recorded."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import cxmatch as cx
from cxmatch.cli import app
from cxmatch.errors import SettingsError
from cxmatch.survey.reader import check

HEAD = "Office,Department,Capability: Hiring,Need: Hiring\n"
LONG = f"{HEAD}Harbor Desk,Harbors,3.4567891,1\nFerry Desk,Ferries,1.005,4.25\nKite Desk,Kites,2,4.99999\nQuay Desk,Quays,4.1,3\n"


def _codes(text: str, **options: object) -> list[str]:
    return [f"{found.code} {found.place.column}" for found in check(text.encode(), **options).errors]


def test_the_refusal_is_one_finding_a_column_and_names_the_way_out() -> None:
    """However many cells have too many decimals; the first one is shown, the rows of the others are listed."""
    first, second = check(LONG.encode()).errors
    assert (first.code, first.place.row, first.place.column, first.also, first.facts["value"]) == (
        "CX105",
        2,
        "C",
        (3,),
        "3.4567891",
    )
    assert (second.code, second.place.row, second.place.column, second.also) == ("CX105", 4, "D", ())
    assert "--round" in first.remedy
    assert [found.code for found in check(LONG.encode()).findings if found.code in ("CX313", "CX210", "CX121")] == []


def test_ratings_are_rounded_on_request_with_one_note() -> None:
    """Exactly from the digits, half away from zero; how many, in which columns, and the first of them."""
    reading = check(LONG.encode(), round=True)
    assert reading.cohort is not None
    offices = {office.name: [*office.capability.values(), *office.need.values()] for office in reading.cohort.offices}
    assert offices == {"Harbor Desk": [346, 100], "Ferry Desk": [101, 425], "Kite Desk": [200, 500], "Quay Desk": [410, 300]}
    [note] = [found for found in reading.findings if found.code == "CX431"]
    assert "3 answers. Columns: C and D." in note.words
    assert '"3.4567891" in row 2, column C, counts as 3.46' in note.words
    assert reading.cohort.source.rounded


def test_nothing_is_said_where_nothing_had_to_be_rounded() -> None:
    """With the option or without, ratings of two decimals are what they are."""
    text = LONG.replace("3.4567891", "3.45").replace("1.005", "1").replace("4.99999", "5")
    asked, usual = check(text.encode(), round=True), check(text.encode())
    assert asked.findings == usual.findings
    assert asked.cohort
    assert usual.cohort
    assert asked.cohort.offices == usual.cohort.offices


@pytest.mark.parametrize("text", ["5.0001", "0.999", "-3.456", "3.456e0", "3.4567 or so", "3..4567", "2026.123-1"])
def test_only_what_is_a_number_of_the_scale_is_rounded(text: str) -> None:
    """What lies outside of the scale does not come into it by rounding, and the refusal does not name a way that is none."""
    answers = LONG.replace("3.4567891", text)
    [error] = check(answers.encode(), round=True).errors
    assert (error.code in ("CX105", "CX106"), error.place.row, error.place.column) == (False, 2, "C")
    assert "--round" not in error.remedy


def test_a_decimal_comma_is_rounded_too() -> None:
    """3,4567891 is 3.4567891 in a file with decimal commas, refused and rounded like it."""
    text = LONG.replace(",", ";").replace(".", ",")
    assert _codes(text) == ["CX105 C", "CX105 D"]
    usual, comma = check(LONG.encode(), round=True).cohort, check(text.encode(), round=True).cohort
    assert usual
    assert comma
    assert usual.offices == comma.offices


def test_an_answer_that_a_columns_file_explains_is_what_it_says(tmp_path: Path) -> None:
    """A line below [levels] goes before rounding."""
    (tmp_path / "columns.toml").write_text('[levels]\n"3.4567891" = "2"\n', encoding="utf-8")
    cohort = check(LONG.encode(), round=True, columns=tmp_path / "columns.toml").cohort
    assert cohort
    assert cohort.office("Harbor Desk").capability == {"hiring": 200}


def test_required_levels_are_rounded_before_they_are_subtracted() -> None:
    """Current 2.111 and required 4.555 are 2.11 and 4.56: the need is 2.45."""
    text = "Office,Current level: Hiring,Required level: Hiring\nHarbor Desk,2.111,4.555\nFerry Desk,4,4\n"
    cohort = check(text.encode(), round=True).cohort
    assert cohort
    assert cohort.office("Harbor Desk").need == {"hiring": 245}


def test_rounding_is_asked_for_by_yes_or_no() -> None:
    """The option is a truth, not a number of decimals."""
    with pytest.raises(SettingsError, match="True or False"):
        check(LONG.encode(), round=1)


@given(st.lists(st.decimals(1, 5, allow_nan=False, places=9), min_size=3, max_size=8))
def test_every_rating_is_the_nearest_one(ratings: list[Decimal]) -> None:
    """Of any ratings with nine decimals each office has what exact decimal arithmetic gives."""
    rows = "".join(f"Desk {at},Home {at},{rating},{6 - rating}\n" for at, rating in enumerate(ratings))
    cohort = check(f"{HEAD}{rows}".encode(), round=True).cohort
    assert cohort
    for side, scale in (("capability", cohort.framework.capability_scale), ("need", cohort.framework.need_scale)):
        wanted = [rating if side == "capability" else 6 - rating for rating in ratings]
        held = [getattr(cohort.office(f"Desk {at}"), side)["hiring"] for at in range(len(ratings))]
        assert [Decimal(level) / scale.unit for level in held] == [
            each.quantize(Decimal("0.01"), ROUND_HALF_UP) for each in wanted
        ]


def test_a_run_records_that_it_was_rounded_and_rerun_and_verify_do_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The survey given again needs no option: it is rounded as it was for the run, and not for a run that was not."""
    monkeypatch.chdir(tmp_path)
    Path("s.csv").write_text(LONG, encoding="utf-8")
    Path("plain.csv").write_text(
        LONG.replace("3.4567891", "3.46").replace("1.005", "1.01").replace("4.99999", "5"), encoding="utf-8"
    )

    def code(*words: str) -> int:
        return CliRunner().invoke(app, [*words]).exit_code

    assert code("pair", "s.csv") == 1
    assert code("pair", "s.csv", "--round") == 0
    assert cx.load("s pairings").cohort.source.rounded
    assert code("verify", "s pairings", "--survey", "s.csv") == 0
    assert code("rerun", "s pairings", "--survey", "s.csv", "--without", "Quay Desk") == 0
    assert cx.load("s pairings/run 2").cohort.source.rounded
    assert code("verify", "s pairings/run 2", "--survey", "s.csv") == 0
    assert code("progress", "s pairings", "s.csv") == 0
    assert code("pair", "plain.csv") == 0
    assert '"rounded"' not in Path("plain pairings", "run.json").read_text(encoding="utf-8")
    assert code("rerun", "plain pairings", "--survey", "s.csv") == 1
