"""Answer sheets: written, filled in, read back unchanged; what is wrong in one is said with its row, and the rest counts."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import openpyxl
import pytest
from invent import cohort as invented_cohort
from oracles import made
from seasons import Row
from sheets import codes, read, table

import cxmatch as cx
from cxmatch.domain.consent import DECLINED, Said, State
from cxmatch.domain.matching import Side
from cxmatch.domain.parts import Capacity, Seats
from cxmatch.domain.policy import Policy
from cxmatch.domain.run import Run
from cxmatch.errors import SurveyError

HEADS = ["Office", "Role", "Partner", "Talk about first", "Answer", "Not with", "How many after all", "A word"]


def sheet(run: Run, folder: Path, form: str) -> Path:
    """Write an answer sheet as `ask` does."""
    return cx.ask(cx.report(run), cx.refusals(run), folder, form=form)[0]


def rows_of(path: Path) -> list[Row]:
    """The rows of an answer sheet as it was written."""
    if path.suffix == ".csv":
        return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    page = openpyxl.load_workbook(path)["Answers"]
    heads, *rows = [[str(cell or "") for cell in row] for row in page.iter_rows(values_only=True)]
    return [dict(zip(heads, row, strict=True)) for row in rows]


def fill(path: Path, answers: dict[tuple[str, str, str], Row], to: Path) -> Path:
    """Write answers into a sheet, by office, role and partner."""
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        page = book["Answers"]
        columns = {cell.value: cell.column for cell in page[1]}
        for row in range(2, page.max_row + 1):
            key = tuple(page.cell(row, columns[name]).value for name in HEADS[:3])
            for name, text in answers.get(key, {}).items():
                page.cell(row, columns[name]).value = int(text) if text.isdigit() else text
        book.save(to)
        return to
    return table(to, [row | answers.get((row["Office"], row["Role"], row["Partner"]), {}) for row in rows_of(path)])


def row(office: str, role: str = "", partner: str = "", answer: str = "", **more: str) -> Row:
    """One row of a sheet."""
    return {"Office": office, "Role": role, "Partner": partner, "Answer": answer, **more}


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_sheet_comes_back_as_it_was_filled_in(form: str, run: Run, tmp_path: Path) -> None:
    """Each office has a row for each of its pairings; yes, no, words, vetoes and numbers come back to the letter."""
    rng, blank = random.Random(form), sheet(run, tmp_path / "out", form)
    asked = {(each["Office"], each["Role"], each["Partner"]) for each in rows_of(blank)}
    pairs = [(fit.mentor, fit.protege) for fit in run.matching.pairings]
    assert asked == {(m, "mentor", p) for m, p in pairs} | {(p, "protege", m) for m, p in pairs}
    wanted = {key: rng.choice(["Yes", "No", "No longer"]) for key in sorted(asked)}
    first, other = sorted(asked)[0], sorted({name for pair in pairs for name in pair} - set(sorted(asked)[0]))[-1]
    filled = {key: {"Answer": said, "A word": f"So says {key[0]}; = 1"} for key, said in wanted.items()}
    filled[first] |= {"Not with": other, "How many after all": "3"}
    found = cx.answers(fill(blank, filled, tmp_path / f"back.{form}"), run)
    assert found.findings == ()
    said = {
        ((each.mentor, "mentor", each.protege) if each.by is Side.MENTOR else (each.protege, "protege", each.mentor)): each
        for each in found.replies
    }
    assert {key: each.said for key, each in said.items()} == {key: Said(text.lower()) for key, text in wanted.items()}
    assert {key: each.words for key, each in said.items()} == {key: f"So says {key[0]}; = 1" for key in wanted}
    assert [(each.office, each.other) for each in found.vetoes] == [(first[0], other)]
    assert [(each.office, each.side, each.number) for each in found.offers] == [(first[0], first[1], 3)]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_sheet_that_nobody_filled_in_says_nothing(form: str, run: Run, tmp_path: Path) -> None:
    """Every pairing is silent, both owe an answer, and a rerun would have nothing to heed."""
    found = cx.answers(sheet(run, tmp_path, form), run)
    assert (found.findings, found.replies, found.change) == ((), (), False)
    assert {(each.state, len(each.owing)) for each in found.standings} == {(State.SILENT, 2)}


def test_where_a_pairing_stands(run: Run, tmp_path: Path) -> None:
    """Accepted by both, proposed where one owes an answer, refused by either; a yes that is taken back is a no."""
    (a, b), (c, d), (e, f), (g, h), *_ = [(fit.mentor, fit.protege) for fit in run.matching.pairings]
    found = read(
        run,
        tmp_path,
        *(row(a, "mentor", b, "Yes"), row(b, "protege", a, "ok")),
        row(c, "mentor", d, "YES!"),
        *(row(e, "mentor", f, "yes"), row(f, "protege", e, "declined")),
        *(row(g, "mentor", h, "Yes"), row(g, "mentor", h, "no longer")),
    )
    assert found.findings == ()
    states = {(each.mentor, each.protege): each.state for each in found.standings}
    wanted = {(a, b): State.ACCEPTED, (c, d): State.PROPOSED, (e, f): State.REFUSED, (g, h): State.REFUSED}
    assert {pair: states[pair] for pair in wanted} == wanted
    assert sum(found.counts.values()) == len(run.matching.pairings)
    assert next(each for each in found.standings if each.mentor == c and each.protege == d).owing == (d,)


def test_a_mentor_of_several_accepts_some_and_refuses_others() -> None:
    """Each of its pairings has a row of its own; without a partner a row speaks of all."""
    cohort = invented_cohort(3, 9, departments=9)
    first = cohort.offices[0].id
    policy = Policy(capacity=Capacity(offices={office.id: Seats(mentor=3) for office in cohort.offices}))
    run = cx.pair(cohort, policy)
    mentor = max(cohort.offices, key=lambda office: sum(fit.mentor == office.id for fit in run.matching.pairings)).id
    theirs = [fit.protege for fit in run.matching.pairings if fit.mentor == mentor]
    assert len(theirs) > 1, first
    some = cx.answers(_csv([row(mentor, "mentor", theirs[0], "Yes"), row(mentor, "mentor", theirs[1], "No")]), run)
    states = {each.protege: each.by_mentor for each in some.standings if each.mentor == mentor}
    assert (states[theirs[0]], states[theirs[1]]) == (Said.YES, Said.NO)
    every = cx.answers(_csv([row(mentor, "mentor", "", "Yes")]), run)
    assert {each.by_mentor for each in every.standings if each.mentor == mentor} == {Said.YES}


def _csv(rows: list[Row]) -> Path:
    import tempfile

    return table(Path(tempfile.mkdtemp()) / "in.csv", rows)


def test_what_is_wrong_is_said_with_its_row_and_the_rest_counts(run: Run, tmp_path: Path) -> None:
    """Unknown offices and pairings, two answers, yes and no at once, and what is no answer: each a finding, none guessed at."""
    (a, b), (c, d), (e, f), (g, h), (i, j), *_ = [(fit.mentor, fit.protege) for fit in run.matching.pairings]
    stranger = next(name for name in sorted(run.cohort.ids) if name not in (a, b) and (a, name) not in made(run))
    found = read(
        run,
        tmp_path,
        row("Nobody Known", "mentor", b, "Yes"),
        row(a, "mentor", stranger, "Yes"),
        *(row(c, "mentor", d, "Yes"), row(c, "mentor", d, "No")),
        row(f, "protege", e, "Yes", **{"Not with": e}),
        row(g, "mentor", h, "maybe"),
        row(a, "mentor", b, "", **{"Not with": "Nobody At All"}),
        row(i, "mentor", j, "Yes", **{"How many after all": "many"}),
        row(j, "boss", i, "Yes"),
        row(a, "mentor", b, "Yes"),
    )
    assert codes(found) == [
        ("CX602", 2, "Office"),
        ("CX603", 3, "Partner"),
        ("CX607", 7, "Answer"),
        ("CX608", 8, "Not with"),
        ("CX609", 9, "How many after all"),
        ("CX612", 10, "Role"),
        ("CX605", 5, ""),
        ("CX606", 6, ""),
    ]
    assert [(each.mentor, each.protege, each.said) for each in found.replies] == [(i, j, Said.YES), (a, b, Said.YES)]
    assert (found.vetoes, found.offers, found.change) == ((), (), False)
    with pytest.raises(SurveyError, match="8 errors"):
        found.require_understood()


def test_numbers_that_contradict_count_for_nothing(run: Run, tmp_path: Path) -> None:
    """Two numbers of one office, and a yes to more than it takes after all."""
    (a, b), (c, d), *_ = sorted(made(run))
    many = "How many after all"
    found = read(
        run,
        tmp_path,
        *(row(a, "mentor", b, "", **{many: "2"}), row(a, "mentor", b, "", **{many: "3"})),
        row(c, "mentor", d, "Yes", **{many: "0"}),
    )
    assert codes(found) == [("CX610", 3, ""), ("CX611", 4, "")]
    assert found.offers == ()


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"Office,Partner\nA,B\n", "CX600"), (b"%PDF-1.4", "CX601"), (b"", "CX601"), (b"\n\n", "CX601")],
)
def test_a_file_that_is_no_answer_sheet_is_named_and_the_others_are_read(
    content: bytes, code: str, run: Run, tmp_path: Path
) -> None:
    """One finding a file; what stands in the other counts."""
    (tmp_path / "odd.csv").write_bytes(content)
    (a, b), *_ = sorted(made(run))
    good = table(tmp_path / "good.csv", [row(a, "mentor", b, "No")])
    found = cx.answers([tmp_path / "odd.csv", good], run)
    assert [(each.code, each.place.file) for each in found.findings] == [(code, "odd.csv")]
    assert found.counts[State.REFUSED] == 1


def test_a_sheet_of_another_run_says_so(run: Run, tmp_path: Path) -> None:
    """Its rows are read where the run has such a pairing; of pairings that were there before a note says that they are gone."""
    filled = sheet(run, tmp_path / "out", "xlsx")
    (a, b), *_ = sorted(made(run))
    said = cx.answers(fill(filled, {(a, "mentor", b): {"Answer": "No"}}, tmp_path / "back.xlsx"), run)
    later = cx.rerun(run, **said.heeded(run))
    found = cx.answers(tmp_path / "back.xlsx", later)
    assert [each.code for each in found.findings] == ["CX613", "CX604"]
    assert not found.errors
    assert not found.change


def test_a_rerun_heeds_what_was_said(run: Run, tmp_path: Path) -> None:
    """Refused pairs and vetoes, both ways, are never made; seats are those that offices offer; no ban says why."""
    (a, b), (c, d), (e, f), *_ = sorted(made(run))
    said = read(
        run,
        tmp_path,
        row(a, "mentor", b, "No", **{"A word": "canary why"}),
        row(c, "mentor", d, "", **{"Not with": f"{e}; {f}", "How many after all": "2"}),
    )
    later = cx.rerun(run, **said.heeded(run))
    bans = {(pair.mentor, pair.protege) for pair in later.policy.forbidden}
    assert bans == {(a, b), (c, e), (e, c), (c, f), (f, c)}
    assert {pair.reason for pair in later.policy.forbidden} == {DECLINED}
    assert not bans & made(later)
    assert later.policy.capacity.offices == {c: Seats(mentor=2)}
    own = Policy(capacity=Capacity(offices={c.upper(): Seats(mentor=1, protege=3)}))
    assert said.on(own).capacity.offices == {c.upper(): Seats(mentor=2, protege=3)}
    assert "canary" not in later.to_json()
    assert cx.verify(later, parent=run) == ()


def test_the_rerun_after_one_no_is_the_row_of_the_refusal_table(run: Run, tmp_path: Path) -> None:
    """What was foretold before anybody was asked is what comes of the answer."""
    for refusal in cx.refusals(run).rows[:6]:
        said = read(run, tmp_path, row(refusal.office, refusal.by.value, refusal.partner, "No"))
        later = cx.rerun(run, **said.heeded(run))
        assert cx.compare(run, later).moves == refusal.moves
        assert run.matching.points - later.matching.points == refusal.points


@pytest.mark.parametrize(("second", "expected"), [("Yes", ["CX618"]), ("", ["CX618"]), ("No", [])])
def test_two_columns_of_answers_that_differ_are_refused(run: Run, tmp_path: Path, second: str, expected: list[str]) -> None:
    """Neither of them is taken for the answer; where both say the same, it counts."""
    mentor, protege = run.matching.pairs[0]
    lines = [["Office", "Partner", "Answer", "Answer"], [protege, mentor, "No", second]]
    (tmp_path / "twice.csv").write_text("\n".join(",".join(f'"{cell}"' for cell in line) for line in lines), encoding="utf-8")
    found = cx.answers([tmp_path / "twice.csv"], run)
    assert [finding.code for finding in found.findings] == expected
    assert len(found.replies) == 1 - len(expected)
