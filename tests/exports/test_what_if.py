"""What if: the page plans as the program does under any decisions, says what it says, and is worked by keyboard alone."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from enumeration import Plans
from invent import asking
from invent import cohort as invented_cohort
from invent import policy as invented_policy
from oracles import made
from pages import CHROMIUM, WAYS, faults
from what_ifs import Case, case

import cxmatch as cx
from cxmatch.domain.decisions import Choice, Decision, decided, without_changes
from cxmatch.domain.rows import ledger_lines
from cxmatch.domain.run import Run
from cxmatch.domain.weighing import RegretSettings
from cxmatch.exports.handout import Handout
from cxmatch.exports.page import PLANNING
from cxmatch.exports.page.what_if import board_of_page
from cxmatch.matching.fit import FitMatrix

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium here (Debian package chromium)")
TEMPLATES = Path(cx.__file__).parent / "exports" / "templates"
ASK = """([board, decisions, fewest]) => {
  try { const { cells, ...plan } = plannerOf(boardOf(board)).plan(decisions, { fewest }); return plan; }
  catch (problem) { return { error: problem.message }; }
}"""


@pytest.fixture(scope="module")
def solver(browser: Any) -> Iterator[Any]:
    """An empty page that has the scripts of the planner, and not the panel."""
    page = browser.new_page()
    for name in PLANNING:
        if name != "what_if.js":
            page.add_script_tag(content=(TEMPLATES / name).read_text(encoding="utf-8"))
    yield page
    page.close()


def page_plan(solver: Any, one: Case, *, fewest: bool = False) -> dict[str, Any]:
    """What the page makes of the decisions of a case, as JSON gives it."""
    found: dict[str, Any] = solver.evaluate(ASK, [json.loads(json.dumps(one.board)), one.asked, fewest])
    return found


def agrees(plan: dict[str, Any], said: Run | str) -> str:
    """Say how a plan of the page differs from what the program says; "" where it does not."""
    if isinstance(said, str) or "error" in plan:
        first = said.partition("\n")[0] if isinstance(said, str) else "a run"
        whole = said if "everyone must be paired" not in first and "no mentor may be" not in first else first
        return "" if str(plan.get("error", "a plan")).startswith(whole) else f"{plan.get('error')} is not {said}"
    taken = next(line for line in said.repair.options if line.letter == said.repair.chosen)
    wanted = (said.matching.paired, said.matching.points, taken.moves)
    pairs = {(fit.mentor, fit.protege): fit.points for fit in said.matching.pairings}
    found = {(pair["mentor"], pair["protege"]): pair["points"] for pair in plan["pairings"]}
    same = (plan["paired"], plan["points"], plan["moves"]) == wanted
    return (
        "" if same and found == pairs else f"{plan['paired']}, {plan['points']}, {plan['moves']} is not {wanted}: {found} {pairs}"
    )


def compare(solver: Any, seeds: range) -> dict[str, int]:
    """Hold the page against the program for invented cases, both plans of each; gives how many were compared."""
    counts = {"planned": 0, "refused": 0, "searched": 0}
    for one in filter(None, map(case, seeds)):
        board = json.loads(json.dumps(one.board))
        for fewest in (False, True):
            plan, said = solver.evaluate(ASK, [board, one.asked, fewest]), one.rerun(afresh=not fewest)
            if "why" in plan:
                counts["searched"] += 1
                continue
            assert agrees(plan, said) == "", (one.seed, fewest)
            counts["refused" if isinstance(said, str) else "planned"] += 1
    return counts


def test_the_page_plans_as_rerun_does(solver: Any) -> None:
    """Paired, points, moves and every pair are those of a fresh start, and with the fewest changes those of the default."""
    counts = compare(solver, range(12))
    assert counts["planned"] >= 9


@pytest.mark.campaign
def test_the_page_plans_as_rerun_does_500_times(solver: Any) -> None:
    """The same for some 500 cohorts whose policy is planned in the page; refusals have the words of the command line."""
    counts = compare(solver, range(1_000, 1_900))
    print(counts)  # for the log of a campaign
    assert counts["planned"] + counts["refused"] >= 1_000  # two plans a cohort
    assert counts["refused"] >= 20


def enumerated(one: Case) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Count every plan under decisions: paired, led, points and pairings kept of the best, and kept before led of the nearest."""
    rules = decided(without_changes(one.run.policy), one.decisions, one.run.cohort)
    matrix = FitMatrix.of(one.run.cohort, rules)
    plans, kept = Plans(matrix), matrix.still_there(one.run.matching.pairings)
    stay = (plans.cells & kept).sum(axis=(1, 2)).tolist()
    led = plans.led.tolist() if plans.use == "rung" else [0] * len(stay)
    each = list(zip(plans.paired.tolist(), led, plans.points.tolist(), stay, strict=True))
    everyone_first = bool(matrix.first_bonus)
    best = max(each, key=lambda plan: (plan[0] * everyone_first, *plan[1:]))
    nearest = max(each, key=lambda plan: (plan[0], plan[3], plan[1], plan[2]))
    moves = int(kept.sum())
    return (best[0], best[2], moves - best[3]), (nearest[0], nearest[2], moves - nearest[3])


@pytest.mark.parametrize("start", [0, *(pytest.param(start, marks=pytest.mark.campaign) for start in range(30, 300, 30))])
def test_no_plan_that_is_as_good_moves_fewer(solver: Any, start: int) -> None:
    """Every plan of small cohorts is looked at: none is better or as good with fewer changes, and so the other way round."""
    looked = 0
    for seed in range(start, start + 30):
        cohort = invented_cohort(seed, 5, seats=1 + seed % 2)
        cohort = asking(cohort, seed) if seed % 3 == 0 else cohort
        try:
            run = cx.pair(cohort, replace(invented_policy(seed, cohort), capacity=cx.Policy().capacity))
            never = [decision(fit.mentor, fit.protege, Choice.NEVER) for fit in run.matching.pairings[: 1 + seed % 2]]
            one = Case(seed=seed, run=run, decisions=tuple(never))
            wanted = enumerated(one)
        except (cx.NoPairingError, cx.SettingsError):
            continue
        plans = [page_plan(solver, one, fewest=fewest) for fewest in (False, True)]
        if all("paired" in plan for plan in plans):
            assert tuple((plan["paired"], plan["points"], plan["moves"]) for plan in plans) == wanted, seed
            looked += 1
    assert looked >= 10


def decision(mentor: str, protege: str, choice: Choice, row: int = 2) -> Decision:
    return Decision(mentor=mentor, protege=protege, choice=choice, place=f"decisions.csv, row {row}")


def test_it_refuses_in_the_words_of_the_command_line(solver: Any) -> None:
    """What contradicts, has no seat, is barred or is too much for the seats is said as  rerun --decisions  says it."""
    cohort = invented_cohort(3, 8, departments=2)
    first, *others = cohort.offices
    alone = replace(first, mentor_slots=0)
    run = cx.pair(replace(cohort, offices=(alone, *others)))
    one, two = run.matching.pairings[:2]
    grid = cx.report(run).grid
    barred = next(
        (mentor, protege)
        for row, protege in zip(grid.points, grid.proteges, strict=True)
        for mentor, points in zip(grid.mentors, row, strict=True)
        if points is None and mentor != protege
    )
    further = next(
        m
        for m, points in zip(grid.mentors, grid.points[grid.proteges.index(one.protege)], strict=True)
        if points is not None and m != one.mentor
    )
    sets = [
        [decision(one.mentor, one.protege, Choice.KEEP), decision(one.mentor, one.protege, Choice.NEVER, 3)],
        [decision(first.id, two.protege, Choice.KEEP)],
        [decision(*barred, Choice.KEEP)],
        [decision(one.mentor, one.protege, Choice.KEEP), decision(further, one.protege, Choice.KEEP, 3)],
        [decision(one.mentor, one.mentor, Choice.NEVER)],
    ]
    twins = replace(cohort.offices[1], id=cohort.offices[0].id.upper(), name="Another")
    two_alike = cx.pair(replace(cohort, offices=(*cohort.offices, twins)))
    asked = Case(seed=0, run=two_alike, decisions=(decision(cohort.offices[0].id, cohort.offices[2].id, Choice.NEVER),))
    assert page_plan(solver, asked)["error"] == asked.rerun(afresh=True)
    for decisions in sets:
        asked = Case(seed=0, run=run, decisions=tuple(decisions))
        said = asked.rerun(afresh=True)
        assert isinstance(said, str)
        assert page_plan(solver, asked)["error"] == said


def test_decisions_on_offices_that_are_not_there_are_passed_over(solver: Any) -> None:
    """They are named with their row, and the plan is that of the others; a word that is no decision is refused."""
    run = cx.pair(invented_cohort(3, 8))
    fit = run.matching.pairings[0]
    known = decision(fit.mentor.upper(), f" {fit.protege}", Choice.NEVER)
    absent = decision("No Such Office", fit.protege, Choice.KEEP, 3)
    plan = page_plan(solver, Case(seed=0, run=run, decisions=(known, absent)))
    assert plan["passed"] == ['decisions.csv, row 3: Keep is passed over, since no office is called "No Such Office".']
    assert agrees(plan, cx.rerun(run, decisions=[known], afresh=True)) == ""
    board = json.loads(json.dumps(board_of_page(Handout(report=cx.report(run)))))
    said = solver.evaluate(ASK, [board, [{"mentor": fit.mentor, "protege": fit.protege, "decision": "Maybe"}], False])
    assert said["error"] == 'decisions.csv:\n  row 2: "Maybe" is no decision. Write Keep, Change or Never.'


@pytest.mark.parametrize("name", ["Stra\u00dfe", "\u1e9e", "\u03a3\u0391\u03a3", "\u1fb3", "\u0130zmir", "\u0131", "\ufb01n"])
def test_names_are_known_however_they_are_written(solver: Any, name: str) -> None:
    """In capitals, small letters or folded, an office of a decision is the one that the command line takes."""
    cohort = invented_cohort(5, 8)
    first, *rest = cohort.offices
    run = cx.pair(replace(cohort, offices=(replace(first, id=name, name=name), *rest)))
    pair = next(fit for fit in run.matching.pairings if name in (fit.mentor, fit.protege))
    for written in (str.upper, str.lower, str.casefold):
        one = Case(seed=0, run=run, decisions=(decision(written(pair.mentor), written(pair.protege), Choice.NEVER),))
        if all(run.cohort.has(each) for each in (one.decisions[0].mentor, one.decisions[0].protege)):
            assert agrees(page_plan(solver, one), one.rerun(afresh=True)) == "", written


def test_the_page_counts_as_the_ledger_does(solver: Any) -> None:
    """Points, what is allowed, and every line of the ledger of every pair are those of the fit matrix."""
    lines = """(board) => { const made = boardOf(board), all = [];
      for (let i = 0; i < made.n; i += 1) for (let j = 0; j < made.m; j += 1) {
        const parts = made.ledger(i, j).map((line) => [line.term, line.points, line.lead ?? 0]), cell = made.at([i, j]);
        all.push([made.points[cell], made.bars(cell), made.led[cell], parts]);
      } return all; }"""
    for seed in range(12):
        cohort = asking(invented_cohort(seed, 7, seats=2), seed)
        policy = replace(invented_policy(seed, cohort), forbidden=())
        policy = replace(policy, waited={cohort.offices[0].id: 2}) if seed % 2 else policy
        owed = {cohort.offices[0].id: 80, cohort.offices[1].id: 35}
        policy = replace(policy, regret=RegretSettings(weight=20, offices=owed)) if seed % 3 == 0 else policy
        policy = cx.Policy.parse("[fit]\nalike = true\nlead_at_most = 2") if seed % 4 == 3 else policy
        try:
            run = cx.pair(cohort, policy)
        except cx.NoPairingError:
            continue
        matrix = FitMatrix.of(run.cohort, run.policy)
        board = json.loads(json.dumps(board_of_page(Handout(report=cx.report(run)))))
        fits = [matrix[mentor.id, protege.id] for mentor in matrix.mentors for protege in matrix.proteges]
        wanted = [
            [
                fit.points,
                list(fit.barred_by),
                int(matrix.led[matrix.row[fit.mentor], matrix.column[fit.protege]]),
                [[part.term, part.points, part.lead] for part in fit.contributions if "need" in part.factors or part.unanswered],
            ]
            for fit in fits
        ]
        found = solver.evaluate(lines, board)
        areas = len(cohort.framework.areas)
        for told, fit, (points, bars, led, _) in zip(found, fits, wanted, strict=True):
            assert [told[0], told[2]] == [points, led]
            assert told[1] == (bars if fit.mentor != fit.protege else bars[:1])
            assert sum(part[1] for part in told[3]) == points
            assert [part[:2] for part in told[3][:areas]] == [[part.term, part.points] for part in fit.contributions[:areas]]
            rest = {part.term: part.points for part in fit.contributions[areas:] if part.points}
            assert {term: value for term, value, _ in told[3][areas:] if value} == rest


def test_the_proof_adds_up_and_a_changed_number_shows(solver: Any) -> None:
    """Prices of seats and what pairs bring above them come to what the plan is worth; with another price they do not."""
    sums = """(board) => { const sum = proofOf(boardOf(board)); return sum && [String(sum.most), String(sum.plan)]; }"""
    checked = 0
    for one in filter(None, map(case, range(40, 60))):
        board, rung = json.loads(json.dumps(one.board)), one.run.matching.prices[0]
        found = solver.evaluate(sums, board)
        if board["proof"] is None:
            assert found is None
            continue
        assert found == [str(rung.most), str(rung.total)]
        board["proof"]["mentors"][0] += 10**6
        assert int(solver.evaluate(sums, board)[0]) > rung.most
        checked += 1
    assert checked >= 8


@pytest.fixture(scope="module")
def folder(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("what if") / "spring pairings"
    cx.export(cx.report(run), made, formats=["html"])
    return made


@pytest.fixture
def page(browser: Any, folder: Path) -> Iterator[Any]:
    context = browser.new_context(accept_downloads=True)
    opened = context.new_page()
    opened.goto((folder / "report.html").as_uri())
    yield opened
    context.close()


def told(page: Any) -> str:
    text: str = page.locator("#what-if .wi-told").inner_text()
    return text


def decide(page: Any, mentor: str, protege: str, word: str = "Keep") -> None:
    """Make a decision with the mouse's ways."""
    panel = page.locator("#what-if")
    panel.get_by_label("Protege", exact=True).first.select_option(label=protege)
    options = panel.get_by_label("Mentor", exact=True).locator("option").all_inner_texts()
    panel.get_by_label("Mentor", exact=True).select_option(
        label=next(text for text in options if text.startswith(f"{mentor}, fit"))
    )
    panel.get_by_role("button", name=f"{word} this pair").click()


def test_keyboard_alone_decides_undoes_and_proves(page: Any, run: Run) -> None:
    """Every control is reached by Tab and worked by keys; what is said is what the program makes of it."""

    def reach(test: str) -> None:
        for _ in range(400):
            page.keyboard.press("Tab")
            if page.evaluate(f"document.activeElement.matches({json.dumps(test)})"):
                return
        raise AssertionError(test)

    reach("#wi-protege")
    page.keyboard.press("ArrowDown")
    protege = page.evaluate("document.activeElement.selectedOptions[0].textContent")
    reach("#what-if button")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    own = next(fit for fit in run.matching.pairings if fit.protege == protege)
    again = cx.rerun(run, decisions=[decision(own.mentor, protege, Choice.NEVER)], afresh=True)
    lost = run.matching.points - again.matching.points
    assert told(page).startswith(f"{again.matching.paired} of 14 proteges paired, total fit {lost} lost; ")
    assert page.locator("#what-if .wi-made li").all_inner_texts() == [f"Never: {own.mentor} with {protege} Undo"]
    reach("#what-if summary")
    page.keyboard.press("Enter")
    page.wait_for_selector(".wi-pairs")
    reach(".wi-pairs input")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.value") == "Keep"
    assert page.locator("#what-if .wi-made li").count() == 2
    reach("input[name=wi-plan]")
    page.keyboard.press("ArrowDown")
    assert "changes fewer pairings" in told(page)
    reach("#wi-whom")
    page.keyboard.press("ArrowDown")
    assert page.locator("#what-if table").last.locator("caption").inner_text().count("first") == 1
    reach("#what-if button")
    page.keyboard.press("Enter")
    assert "The two are equal: no plan is better." in page.locator("#what-if").inner_text()
    page.locator("#what-if h2").click()
    reach("#what-if .wi-made button")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert page.locator("#what-if .wi-made li").count() == 0
    assert told(page) == "With no decision the plan stays as it is."


def test_it_lists_everybody_who_moves(page: Any, run: Run) -> None:
    """A mentor chosen for a protege is kept, and each protege with another mentor than before stands there with both."""
    grid, row = cx.report(run).grid, 0
    protege = grid.proteges[row]
    mentor = next(
        m
        for m, points in zip(grid.mentors, grid.points[row], strict=True)
        if points is not None and (m, protege) not in {(fit.mentor, fit.protege) for fit in run.matching.pairings}
    )
    decide(page, mentor, protege)
    again = cx.rerun(run, decisions=[decision(mentor, protege, Choice.KEEP)], afresh=True)
    moved = [(move.protege, move.mentor_before or "waits", move.mentor_after or "waits") for move in cx.compare(run, again).moves]
    rows = page.locator("#what-if table", has_text="Everybody who moves").locator("tbody tr").all()
    assert sorted(tuple(one.locator("th, td").all_inner_texts()[:3]) for one in rows) == sorted(moved)


def test_decisions_survive_a_reload_and_are_undone(page: Any, run: Run) -> None:
    """They are there when the page is opened again, in their order; one is undone, then all, and that stays so too."""
    for fit in run.matching.pairings[:3]:
        decide(page, fit.mentor, fit.protege, "Never")
    page.get_by_label("The fewest changes that pair as many proteges").check()
    before = told(page)
    page.reload()
    assert told(page) == before
    assert page.get_by_label("The fewest changes that pair as many proteges").is_checked()
    made = page.locator("#what-if .wi-made li")
    assert made.count() == 3
    page.get_by_role("button", name="Undo the last").click()
    assert made.count() == 2
    page.get_by_role("button", name="Undo all").click()
    page.reload()
    assert made.count() == 0


def saved(page: Any, to: Path) -> Path:
    """The file of decisions that the page saves."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save decisions.csv").click()
    waiting.value.save_as(to / waiting.value.suggested_filename)
    return to / "decisions.csv"


def test_saved_decisions_make_the_same_run(page: Any, run: Run, tmp_path: Path) -> None:
    """decisions.csv is read by the program; the line beside it names the record, and reaches the plan that was shown."""
    first, second, third = run.matching.pairings[:3]
    wanted = [(first.mentor, first.protege, "Never"), (second.mentor, second.protege, "Keep")]
    for mentor, protege, word in wanted:
        decide(page, mentor, protege, word)
    path = saved(page, tmp_path)
    assert told(page).startswith("1")  # what comes of it stays
    assert page.get_by_text("decisions.csv is saved, with 2 decisions.").is_visible()
    assert path.read_bytes().startswith(b"\xef\xbb\xbfmentor,protege,decision\r\n")
    read = cx.read_decisions(path, [run])
    assert [(one.mentor, one.protege, one.choice.value) for one in read] == wanted
    line = 'cxmatch rerun "spring pairings/run.json" --decisions decisions.csv'
    assert page.locator("#what-if code").inner_text() == f"{line} --afresh"
    shown = page.evaluate("(made) => window.cxmatch.plan(made)", Case(seed=0, run=run, decisions=read).asked)
    assert agrees(shown, cx.rerun(run, decisions=read, afresh=True)) == ""
    page.get_by_label("The fewest changes that pair as many proteges").check()
    assert page.locator("#what-if code").inner_text() == line
    grid = cx.report(run).grid
    other = next(
        mentor
        for mentor, points in zip(grid.mentors, grid.points[grid.proteges.index(third.protege)], strict=True)
        if points is not None and mentor != third.mentor
    )
    decide(page, other, third.protege, "Never")
    read = cx.read_decisions(saved(page, tmp_path), [run])
    assert [(one.mentor, one.protege, one.choice.value, one.typed) for one in read] == [
        *((*each, False) for each in wanted),
        (other, third.protege, "Never", False),
    ]


def test_names_that_would_do_harm_are_saved_as_they_are(browser: Any, tmp_path: Path) -> None:
    """A formula, quotes, marks and a script come back from decisions.csv to the letter, and nothing of them acts in the page."""
    names = ['=HYPERLINK("https://example.org","x")', '+1 & Sons\' "Best"', "</script><script>alert(1)</script>", "'><img src=x>"]
    cohort = invented_cohort(5, 10)
    renamed = [replace(one, id=name, name=name) for one, name in zip(cohort.offices, names, strict=False)]
    run = cx.pair(replace(cohort, offices=(*renamed, *cohort.offices[len(names) :])))
    cx.export(cx.report(run), tmp_path / "out", formats=["html"])
    page = browser.new_page()
    page.goto((tmp_path / "out" / "report.html").as_uri())
    assert page.locator("#what-if img").count() == 0
    for fit in run.matching.pairings:
        decide(page, fit.mentor, fit.protege, "Keep")
    read = cx.read_decisions(saved(page, tmp_path), [run])
    assert [(one.mentor, one.protege) for one in read] == [(fit.mentor, fit.protege) for fit in run.matching.pairings]
    page.context.close()


def test_two_mentors_stand_side_by_side_by_the_ledger(page: Any, run: Run) -> None:
    """For one protege each area has the need, the levels, the leads and the points that  explain  tells of both mentors."""
    grid = cx.report(run).grid
    protege = grid.proteges[3]
    able = [mentor for mentor, points in zip(grid.mentors, grid.points[3], strict=True) if points is not None]
    page.locator("#wi-whom").select_option(label=protege)
    for field, mentor in (("#wi-one", able[0]), ("#wi-other", able[-1])):
        options = page.locator(f"{field} option").all_inner_texts()
        page.locator(field).select_option(label=next(text for text in options if text.startswith(f"{mentor}, fit")))
    table = page.locator("#what-if table", has_text=f"{protege}: first {able[0]}, second {able[-1]}")
    found = [row.locator("th, td").all_inner_texts() for row in table.locator("tbody tr").all()]
    one, other = (cx.explain(run, mentor=mentor, protege=protege).fit for mentor in (able[0], able[-1]))
    for row, left, right in zip(found, ledger_lines(one, run), ledger_lines(other, run), strict=False):
        for (term, need, mentor_level, own, lead, points, remark), cells in ((left, row[3:6]), (right, row[6:9])):
            assert row[0] == term
            if not remark.startswith("not answered"):
                assert [row[1].replace("0", "-"), row[2]] == [need, own]
                assert cells == [mentor_level, lead, points]
            else:
                assert cells[2] == "not answered"
    assert found[-1][0] == "Fit"
    assert [found[-1][5], found[-1][8]] == [str(one.points), str(other.points)]


def test_contradictions_are_shown_and_nothing_is_planned(page: Any, run: Run) -> None:
    """Two proteges kept for one seat: the sentence of the command line stands where the plan would; undoing brings that back."""
    one, two = run.matching.pairings[:2]
    grid = cx.report(run).grid
    both = next(
        (m, one.protege, two.protege)
        for m in grid.mentors
        if m not in (one.protege, two.protege)
        and None not in (grid.points[grid.proteges.index(p)][grid.mentors.index(m)] for p in (one.protege, two.protege))
    )
    for protege in both[1:]:
        decide(page, both[0], protege)
    made = Case(
        seed=0,
        run=run,
        decisions=tuple(decision(both[0], protege, Choice.KEEP, row) for row, protege in enumerate(both[1:], start=2)),
    )
    assert told(page) == made.rerun(afresh=True)
    assert page.locator("#what-if table", has_text="Everybody who moves").count() == 0
    page.get_by_role("button", name="Undo the last").click()
    assert "proteges paired" in told(page)


@pytest.mark.parametrize(("look", "width"), WAYS)
def test_axe_finds_nothing_while_deciding(browser: Any, folder: Path, look: dict[str, str], width: int) -> None:
    """With decisions made, the pairings unfolded and the proof added up: no violation, no sideways scroll."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **look)
    page = context.new_page()
    page.goto((folder / "report.html").as_uri())
    page.get_by_role("button", name="Never this pair").click()
    page.get_by_role("button", name="Add up the prices").click()
    page.locator("#what-if summary").click()
    page.wait_for_selector(".wi-pairs")
    assert faults(page, "#what-if") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_policies_that_need_a_search_say_so(browser: Any, tmp_path: Path) -> None:
    """The page does not plan, says why, shows what single mentors cost, and still keeps and saves decisions."""
    run = cx.pair(cx.read_survey(cx.sample("roundtable-14")), cx.Policy.parse("must.one_role = true"))
    report = cx.report(run)
    cx.export(report, tmp_path / "out", formats=["html"])
    page = browser.new_page()
    page.goto((tmp_path / "out" / "report.html").as_uri())
    assert told(page).startswith("The policy needs a search: each office has one role. The page does not plan again;")
    text = page.locator("#what-if").inner_text()
    assert all(weak.alternative.price in text for weak in report.look_at_first if weak.alternative)
    assert page.evaluate("window.cxmatch.plan([])")["why"] == "The policy needs a search: each office has one role."
    page.get_by_role("button", name="Never this pair").click()
    assert page.locator("#what-if .wi-made li").count() == 1
    page.context.close()


def test_a_rerun_that_moved_few_says_what_a_fresh_start_would_do(browser: Any, tmp_path: Path) -> None:
    """With no decision the plan stays; where it is not the best one, the changes and the gain of the best one are named."""
    run = cx.pair(invented_cohort(4, 30))
    kept = cx.rerun(run, without=[office.id for office in run.cohort.offices[:5]])
    best = kept.repair.options[-1]
    cx.export(cx.report(kept), tmp_path / "out", formats=["html"])
    page = browser.new_page()
    page.goto((tmp_path / "out" / "report.html").as_uri())
    afresh = made(cx.rerun(kept, afresh=True))
    moves = sum((fit.mentor, fit.protege) not in afresh for fit in kept.matching.pairings)
    gained = best.points - kept.matching.points
    assert (moves, gained) > (0, 0)
    assert told(page) == (
        f"With no decision the plan stays as it is. A fresh start would change {moves} pairings: total fit {gained} gained."
    )
    page.context.close()


def test_it_works_where_nothing_may_be_kept(browser: Any, folder: Path) -> None:
    """With storage barred decisions last as long as the page, and what somebody else wrote there is left aside."""
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('barred'); } });")
    page.goto((folder / "report.html").as_uri())
    page.get_by_role("button", name="Never this pair").click()
    assert page.locator("#what-if .wi-made li").count() == 1
    other = context.new_page()
    other.goto((folder / "report.html").as_uri())
    other.get_by_role("button", name="Never this pair").click()
    other.evaluate("localStorage.setItem(localStorage.key(0), JSON.stringify({ decisions: [{ mentor: 1 }], fewest: true }))")
    other.reload()
    assert other.locator("#what-if .wi-made li").count() == 0
    context.close()


def test_participants_carry_nothing_of_it(run: Run, tmp_path: Path) -> None:
    """Neither the board nor the scripts of the planner are in their page."""
    text = cx.export(cx.report(run), tmp_path / "all", formats=["html"], audience="participants")[0].read_text(encoding="utf-8")
    assert "what-if" not in text.partition("</style>")[2]
    assert "plannerOf" not in text


def test_without_a_script_it_says_what_the_command_line_does(browser: Any, folder: Path) -> None:
    """No control is there that would do nothing."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "report.html").as_uri())
    assert page.locator("#what-if button, #what-if select").count() == 0
    assert "cxmatch rerun" in page.locator("#what-if").inner_text()
    context.close()


@pytest.mark.parametrize(
    ("name", "formats", "named"),
    [
        ("kickoff", None, '"kickoff/keep/run.json"'),
        ("spring pairings/run 2", ["html", "json"], '"spring pairings/run 2/run.json"'),
        ("a `id` $(id) b", ["html", "json"], "RUN"),
        ("100% %E9", ["html", "json"], '"100% %E9/run.json"'),
    ],
)
def test_the_line_names_a_record_that_is_there(browser: Any, tmp_path: Path, name: str, formats: Any, named: str) -> None:
    """In a kickoff folder, in a rerun, and under names that a shell would act on, which it leaves out."""
    run = cx.pair(invented_cohort(5, 6))
    written = cx.export(cx.report(run), tmp_path / name, formats=formats)
    page = browser.new_page()
    page.goto(next(path for path in written if path.name == "report.html").as_uri())
    decide(page, run.matching.pairings[0].mentor, run.matching.pairings[0].protege)
    assert page.locator("#what-if code").inner_text() == f"cxmatch rerun {named} --decisions decisions.csv --afresh"
    assert named == "RUN" or (tmp_path / named.strip('"')).is_file()
    page.close()
