"""Sheets with a first wish: written, filled in, read back; what is wrong in one is said with its row, and the rest counts."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from invent import cohort as invented_cohort
from seasons import Row
from sheets import codes, read, table

import cxmatch as cx
from cxmatch.domain.consent import DECLINED, Said
from cxmatch.domain.foretold import STAR_POINTS
from cxmatch.domain.matching import Side
from cxmatch.domain.policy import Must, Starred
from cxmatch.domain.run import Run
from cxmatch.errors import SettingsError, SurveyError

STARS, REFUSES = "First wish", "Not this one"


def sheets(run: Run, folder: Path, form: str) -> list[Path]:
    """Write what is filled in as `ask --choices` does."""
    written = cx.ask(cx.report(run), cx.refusals(run), folder, form=form, candidates=cx.candidates(run, 3, within=2))
    return [path for path in written if path.parent.name == "hand out"]


def rows_of(paths: list[Path]) -> list[Row]:
    """The rows with a first wish as they were written."""
    if paths[-1].suffix == ".csv":
        return list(csv.DictReader(io.StringIO(paths[-1].read_text(encoding="utf-8-sig"))))
    heads, *rows = openpyxl.load_workbook(paths[0])["First wish"].iter_rows(values_only=True)
    return [dict(zip(heads, (cell or "" for cell in row), strict=True)) for row in rows]


def filled(paths: list[Path], said: dict[str, Row], to: Path) -> list[Path]:
    """Write what offices said into copies of the sheets."""
    to.mkdir(exist_ok=True)
    if paths[-1].suffix == ".csv":
        return [table(to / "wishes.csv", [row | said.get(row["Office"], {}) for row in rows_of(paths)])]
    book = openpyxl.load_workbook(paths[0])
    page = book["First wish"]
    columns = {cell.value: cell.column for cell in page[1]}
    for row in range(2, page.max_row + 1):
        for name, text in said.get(page.cell(row, columns["Office"]).value, {}).items():
            cell = page.cell(row, columns[name])
            cell.value, cell.data_type = text, "s"  # as a choice from a list is
    book.save(to / "answers.xlsx")
    return [to / "answers.xlsx"]


@pytest.fixture(scope="module")
def blank(run: Run, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Row]:
    """The rows that nobody has filled in, by office."""
    return {row["Office"]: row for row in rows_of(sheets(run, tmp_path_factory.mktemp("blank"), "csv"))}


def mentors(row: Row) -> list[str]:
    return [text for name, text in row.items() if name.startswith("Mentor ") and text]


def own(run: Run, office: str) -> str:
    return next(fit.mentor for fit in run.matching.pairings if fit.protege == office)


def other(run: Run, row: Row) -> str:
    return next(name for name in mentors(row) if name != own(run, row["Office"]))


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_stars_and_refusals_come_back_as_they_were_filled_in(form: str, run: Run, tmp_path: Path) -> None:
    """Each star is one, each refusal bars both ways, a star on a mentor that it has is a yes, and nothing else is heard."""
    rng, paths = random.Random(form), sheets(run, tmp_path / "out", form)
    said: dict[str, Row] = {}
    for row in rows_of(paths):
        star, refused = rng.sample(mentors(row), 2)
        said[row["Office"]] = {STARS: star, REFUSES: refused, "A word": "canary"} if rng.random() < 0.7 else {STARS: star}
    found = cx.answers(filled(paths, said, tmp_path / "back"), run)
    assert found.findings == ()
    assert {star.protege: star.mentor for star in found.stars} == {office: cells[STARS] for office, cells in said.items()}
    vetoes = {(each.office, each.other) for each in found.vetoes}
    assert vetoes == {(office, cells[REFUSES]) for office, cells in said.items() if REFUSES in cells}
    yes = {(each.protege, each.mentor) for each in found.replies if each.said is Said.YES}
    assert yes == {(office, cells[STARS]) for office, cells in said.items() if cells[STARS] == own(run, office)}
    assert {each.by for each in found.replies if each.said is Said.YES} <= {Side.PROTEGE}


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_sheets_that_nobody_filled_in_say_nothing(form: str, run: Run, tmp_path: Path) -> None:
    """Neither star nor answer nor finding."""
    found = cx.answers(sheets(run, tmp_path, form), run)
    assert (found.findings, found.stars, found.replies, found.change) == ((), (), (), False)


def test_what_is_wrong_with_a_star_is_said_with_its_row_and_the_rest_counts(
    run: Run, blank: dict[str, Row], tmp_path: Path
) -> None:
    """Not offered, unknown, two stars, a star that is refused, a choice of another run, an unknown office: none is guessed at."""
    a, b, c, d, e, f, g, *_ = blank.values()
    stranger = next(name for name in sorted(run.cohort.ids) if name not in (*mentors(a), a["Office"]))
    gone = {name: text for name, text in e.items() if text != own(run, e["Office"])}
    found = read(
        run,
        tmp_path,
        a | {STARS: stranger},
        b | {STARS: mentors(b)[0][:-1]},
        c | {STARS: "; ".join(mentors(c)[:2])},
        *(d | {STARS: name} for name in mentors(d)[:2]),
        gone | {STARS: other(run, e)},
        f | {STARS: other(run, f), REFUSES: other(run, f)},
        g | {"Office": "Nobody Known", STARS: mentors(g)[0]},
        g | {STARS: other(run, g), REFUSES: "Nobody At All"},
    )
    assert codes(found) == [
        ("CX614", 2, STARS),
        ("CX614", 3, STARS),
        ("CX615", 4, STARS),
        ("CX617", 7, STARS),
        ("CX602", 9, "Office"),
        ("CX608", 10, REFUSES),
        ("CX615", 6, ""),
        ("CX616", 8, ""),
    ]
    assert f'Did you mean "{mentors(b)[0]}"' in found.findings[1].message
    assert 'below "not this one"' in found.findings[5].message
    assert [(star.mentor, star.protege) for star in found.stars] == [(other(run, g), g["Office"])]
    assert (found.vetoes, found.replies) == ((), ())
    with pytest.raises(SurveyError, match="8 errors"):
        found.require_understood()


def test_a_star_in_other_letters_or_in_two_rows_is_one(run: Run, blank: dict[str, Row], tmp_path: Path) -> None:
    """Names are known as everywhere; the same star in two rows is one."""
    row = next(iter(blank.values()))
    found = read(run, tmp_path, row | {STARS: f" {other(run, row).upper()} "}, row | {STARS: other(run, row)})
    assert found.findings == ()
    assert {(star.mentor, star.protege) for star in found.stars} == {(other(run, row), row["Office"])}


def test_a_star_of_an_earlier_run_is_said_to_be_one(run: Run, tmp_path: Path) -> None:
    """The workbook says for which run it was written; stars of who has another mentor since count for nothing."""
    paths = sheets(run, tmp_path / "out", "xlsx")
    said = {row["Office"]: {STARS: other(run, row)} for row in rows_of(paths)}
    back = filled(paths, said, tmp_path / "back")
    later = cx.rerun(run, **cx.answers(back, run).heeded(run))
    found = cx.answers(back, later)
    assert "CX613" in {each.code for each in found.findings}
    offered = {row["Office"]: mentors(row) for row in rows_of(paths)}
    gone = {office for office, names in offered.items() if own(later, office) not in names}
    assert {each.facts["office"] for each in found.findings if each.code == "CX617"} == gone
    assert {star.protege for star in found.stars} == {*said} - gone


def test_a_rerun_heeds_stars_and_refusals(run: Run, blank: dict[str, Row], tmp_path: Path) -> None:
    """Points for the pair, a ban without a word of why, the best plan of all; on the bill, and recomputed by verify."""
    a, b, *_ = blank.values()
    found = read(run, tmp_path, a | {STARS: other(run, a), "A word": "canary"}, b | {REFUSES: own(run, b["Office"])})
    later = cx.rerun(run, **found.heeded(run))
    assert later.policy.starred == (Starred(mentor=other(run, a), protege=a["Office"], points=STAR_POINTS),)
    assert {pair.reason for pair in later.policy.forbidden} == {DECLINED}
    assert {(pair.mentor, pair.protege) for pair in later.policy.forbidden} == {
        (own(run, b["Office"]), b["Office"]),
        (b["Office"], own(run, b["Office"])),
    }
    assert later.repair is not None
    assert later.repair.is_afresh
    assert found.granted_by(later)[later.repair.chosen] == 1
    assert [entry.rule for entry in later.bill if entry.rule.startswith("stars")] == ["stars: 1 pair"]
    assert "canary" not in later.to_json()
    assert cx.verify(later, parent=run) == ()


def test_a_later_star_takes_the_place_of_an_earlier_one(run: Run, blank: dict[str, Row], tmp_path: Path) -> None:
    """An office has one star; those of others stay."""
    a, b, *_ = blank.values()
    first = cx.answers(table(tmp_path / "in.csv", [row | {STARS: other(run, row)} for row in (a, b)]), run, star_points=5)
    policy = first.on(run.policy)
    again = cx.answers(table(tmp_path / "in.csv", [a | {STARS: own(run, a["Office"])}]), run).on(policy)
    assert {(star.protege, star.mentor, star.points) for star in again.starred} == {
        (a["Office"], own(run, a["Office"]), STAR_POINTS),
        (b["Office"], other(run, b), 5),
    }
    assert (
        again.where("starred", again.starred[0]) == "in.csv, row 2" or again.where("starred", again.starred[1]) == "in.csv, row 2"
    )
    for points in (0, 10**7):
        with pytest.raises(SettingsError, match="from 1"):
            cx.answers(tmp_path / "in.csv", run, star_points=points)


def test_how_many_stars_each_plan_grants(run: Run, blank: dict[str, Row], tmp_path: Path) -> None:
    """Every plan of the menu is held against the rerun that takes it."""
    found = read(run, tmp_path, *(row | {STARS: other(run, row)} for row in blank.values()))
    granted = found.granted_by(cx.rerun(run, **found.heeded(run)))
    for letter, number in granted.items():
        taken = cx.rerun(run, policy=found.on(run.policy), plan=letter)
        made = {(fit.mentor, fit.protege) for fit in taken.matching.pairings}
        assert number == sum((star.mentor, star.protege) in made for star in found.stars)
        assert found.granted_by(taken) == granted


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_names_that_try_to_do_harm_are_starred_and_refused_as_names(form: str, tmp_path: Path) -> None:
    """Formulas, semicolons, commas, marks, invisible characters and names of 200 letters come back as the offices they are."""
    names = (
        '=HYPERLINK("https://example.org","x")',
        "Parks; Rivers",
        "Parks, Lakes",
        "Office \u202egnp.exe",
        "+1 & Sons",
        "A" * 200,
    )
    level = {"data": 5, "hiring": 5, "research": 1}
    offices = tuple(
        replace(office, id=name, name=name, department=name, capability=level, need={"data": 1 + place % 2, "hiring": 2})
        for place, (name, office) in enumerate(zip(names, invented_cohort(3, 6).offices, strict=True))
    )
    low = {"data": 1, "hiring": 2}
    learning = tuple(replace(office, id=f"{office.id} 2", name=f"{office.id} 2", capability=low) for office in offices)
    mentors_only = tuple(replace(office, protege_slots=0) for office in offices)
    cohort = replace(invented_cohort(3, 6), offices=(*mentors_only, *(replace(office, mentor_slots=0) for office in learning)))
    run = cx.pair(cohort, cx.Policy(must=Must(different_department=False)))
    paths = sheets(run, tmp_path / "out", form)
    said = {row["Office"]: {STARS: mentors(row)[0], REFUSES: mentors(row)[1]} for row in rows_of(paths)}
    assert len(said) == 6
    found = cx.answers(filled(paths, said, tmp_path / "back"), run)
    assert found.findings == ()
    assert (len(found.stars), len(found.vetoes)) == (6, 6)
    assert {star.mentor for star in found.stars} | {each.other for each in found.vetoes} <= {*names}
