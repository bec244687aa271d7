"""The recipes of CONTRIBUTING: each is followed in a copy of the project with a toy, in just the files that it names."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
END = ""  # what an edit at the end of a file stands after
# Run by the program of a recipe at its end: one start of Python is enough for both.
TESTED = """
import pytest
raise SystemExit(pytest.main(["-q", "-x", "-p", "no:cacheprovider", *{tests}]))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What a newcomer does: for each file, texts put after a place that is there; then a program, and tests that know the toy."""

    name: str
    edits: Mapping[str, Mapping[str, str]]
    program: str
    tests: tuple[str, ...] = ()


FINDING = Recipe(
    name="A finding",
    edits={
        "cxmatch/domain/findings.toml": {
            END: '\n[CX999]\nseverity = "note"\ntitle = "A toy"\nmessage = "There are {count} toys."\nremedy = "Nothing to do."\n'
        },
        "cxmatch/survey/reader.py": {
            "    offices, about_offices = offices_of(surveys, answers, options.duplicates)\n": (
                '    noticed.append(Finding(code="CX999", facts={"count": "7"}))\n'
            ),
        },
        "docs/findings.md": {},
    },
    program="""
import subprocess, sys
import cxmatch as cx
subprocess.run([sys.executable, "-m", "docs.findings"], check=True)
found = [f for f in cx.check(cx.sample("roundtable-14")).findings if f.code == "CX999"]
assert [f.message for f in found] == ["There are 7 toys."], found
assert "CX999" in open("docs/findings.md", encoding="utf-8").read()
""",
    tests=("tests/domain/test_findings.py", "tests/test_docs.py::test_every_finding_is_in_the_docs"),
)
FORMAT = Recipe(
    name="An export format",
    edits={
        "cxmatch/exports/handout.py": {
            END: (
                "\n\ndef toy_files(handout: Handout) -> dict[str, bytes]:\n"
                '    """Write a toy."""\n    return {"toy.toy": b"a toy"}\n'
            )
        },
        "cxmatch/exports/formats.py": {
            "    for made in (\n": '        Format(name="toy", home="handout:toy_files", writes=("toy.toy",)),\n'
        },
    },
    program="""
import cxmatch as cx
from pathlib import Path
from typer.testing import CliRunner
from cxmatch.cli import app
report = cx.report(cx.pair(cx.read_survey(cx.sample("roundtable-14"))))
cx.export(report, "all")
assert Path("all/keep/toy.toy").read_bytes() == b"a toy"
Path("all/keep/toy.toy").write_bytes(b"edited")
assert [told for told in cx.edited("all") if "toy.toy" in told], cx.edited("all")
cx.export(report, "one.toy")
assert "toy" in CliRunner().invoke(app, ["export", "--help"], env={"COLUMNS": "200"}).output
assert "toy" in CliRunner().invoke(app, ["export", "all", "--to", "b", "--format", "tox"]).output
refused = CliRunner().invoke(app, ["export", "all", "--to", "b", "--format", "toy", "--audience", "participants"])
assert refused.exit_code == 2, refused.output
""",
    tests=("tests/exports/test_private_and_hostile.py::test_participants_see_no_score_and_no_rating",),
)
MASK = Recipe(
    name="A must-have rule that bars pairs",
    edits={
        "cxmatch/domain/policy.py": {"    no_exchange: bool = False\n": "    other_initial: bool = False\n"},
        "cxmatch/matching/rules.py": {
            "        bans = {SAME_OFFICE: same}\n": (
                "        if policy.must.other_initial:\n"
                '            bans["same initial"] = _same([o.name[0] for o in mentors], [o.name[0] for o in proteges]) & ~same\n'
            )
        },
        "cxmatch/matching/charges.py": {
            '    "no_exchange": "no exchange of roles",\n': '    "other_initial": "another initial",\n'
        },
        "docs/policy.md": {
            "no_exchange = false\n": "other_initial = false\n",
            "- `no_exchange`: not A mentoring B and B mentoring A.\n": "- `other_initial`: a toy.\n",
        },
        "cxmatch/survey/starter.toml": {"#no_exchange = false\n": "\n# A toy.\n#other_initial = false\n"},
        "tests/test_every_setting.py": {'"no_exchange": True, ': '"other_initial": True, '},
    },
    program="""
import cxmatch as cx
from dataclasses import replace
cohort = cx.read_survey(cx.sample("roundtable-14"))
policy = cx.Policy.parse("[must]\\nother_initial = true\\n")
run = cx.pair(cohort, policy)
assert run.matching.pairings and all(fit.mentor[0] != fit.protege[0] for fit in run.matching.pairings)
assert not cx.verify(run), cx.verify(run)
assert "another initial" in [charge.rule for charge in run.bill], run.bill
plain = cx.pair(cohort)
assert any(fit.mentor[0] == fit.protege[0] for fit in plain.matching.pairings)
assert cx.verify(replace(plain, policy=run.policy))
""",
    tests=("tests/test_every_setting.py", "tests/survey/test_settings.py"),
)
PROGRAM = Recipe(
    name="A must-have rule on several pairs together",
    edits={
        "cxmatch/domain/policy.py": {"    no_exchange: bool = False\n": "    few: bool = False\n"},
        "cxmatch/matching/rules.py": {"        if policy.must.one_role or ": "policy.must.few or "},
        "cxmatch/matching/fit.py": {"            no_exchange=must.no_exchange,\n": "            few=must.few,\n"},
        "cxmatch/assignment/program.py": {
            "    no_exchange: bool = False\n": "    few: bool = False\n",
            "    at, to = program.cells\n    by_row": "",
            "    yield from _seats(program, by_row, by_column)\n": (
                '    if program.few:\n        yield "few", [(np.arange(len(at)), 1)], 2\n'
            ),
        },
        "cxmatch/matching/waiting.py": {
            "    given, taken = chosen.sum(axis=1), chosen.sum(axis=0)\n": (
                '    if must.few and chosen.sum() > 2:\n        yield "there are more than two pairs"\n'
            )
        },
        "cxmatch/matching/charges.py": {'    "no_exchange": "no exchange of roles",\n': '    "few": "at most two pairs",\n'},
        "docs/policy.md": {
            "no_exchange = false\n": "few = false\n",
            "- `no_exchange`: not A mentoring B and B mentoring A.\n": "- `few`: a toy.\n",
        },
        "cxmatch/survey/starter.toml": {"#no_exchange = false\n": "\n# A toy.\n#few = false\n"},
        "tests/oracles.py": {
            "    policy = matrix.policy\n": "    if policy.must.few and len(pairs) > 2:\n        return False\n"
        },
        "tests/test_every_setting.py": {'"no_exchange": True, ': '"few": True, '},
    },
    program="""
import sys
sys.path.insert(0, "tests")
import cxmatch as cx, invent, oracles
from dataclasses import replace
from cxmatch.matching.fit import FitMatrix
for seed in range(6):
    cohort = invent.cohort(seed, 4, departments=6)
    run = cx.pair(cohort, cx.Policy.parse("[must]\\nfew = true\\n"))
    matrix = FitMatrix.of(run.cohort, run.policy)
    assert oracles.rank(matrix, oracles.made(run)) == max(oracles.rank(matrix, plan) for plan in oracles.plans(matrix))
    assert not cx.verify(run), cx.verify(run)
run = cx.pair(cx.read_survey(cx.sample("roundtable-14")), run.policy)
assert len(run.matching.pairings) == 2
assert "at most two pairs" in [charge.rule for charge in run.bill], run.bill
assert cx.verify(replace(cx.pair(run.cohort), policy=run.policy))
""",
    tests=("tests/test_every_setting.py", "tests/survey/test_settings.py"),
)
TOOL = Recipe(
    name="A survey tool",
    edits={
        "cxmatch/survey/knowledge/tools.toml": {
            END: (
                '\n[[tool]]\nlayout = "Toy Forms export"\nall = [["toyid", "toytime"]]\ntechnical = "toyid toytime toymood"\n'
                'examples = ["Toy ID,Toy time,Office"]\nnot = ["Toy ID,Office"]\n'
            )
        }
    },
    program="""
import cxmatch as cx
text = b"Toy ID,Toy time,Toy mood,Office,Cap: Hiring,Need: Hiring\\n1,9:00,3,A,5,1\\n2,9:01,4,B,2,5\\n"
reading = cx.check(text)
assert reading.layout == "Toy Forms export", reading.layout
assert [use.use for use in reading.columns if use.heading == "Toy mood"] == ["not used"], reading.columns
""",
    tests=("tests/survey/test_knowledge.py",),
)
LABELS = Recipe(
    name="A label scale",
    edits={
        "cxmatch/survey/knowledge/scales.toml": {
            END: (
                '\n[toy]\nname = "Acorn to Oak"\nlevels = [["Acorn"], ["Sapling"], ["Oak|Tree"]]\n'
                'examples = ["Acorn", "Tree"]\nnot = ["Pine"]\n'
            )
        }
    },
    program="""
import cxmatch as cx
cohort = cx.read_survey(b"Office,Cap: Hiring,Need: Hiring\\nA,Tree,Acorn\\nB,Sapling,Oak\\nC,Acorn,Sapling\\n")
assert [office.capability["hiring"] for office in cohort.offices] == [3, 2, 1]
""",
    tests=("tests/survey/test_knowledge.py",),
)
COMMAND = Recipe(
    name="A command",
    edits={
        "cxmatch/planning/agenda.py": {
            END: (
                "\n\ndef toys(cohort: Cohort) -> int:\n"
                '    """Return how many toys there are: one an office."""\n    return len(cohort.offices)\n'
            )
        },
        "cxmatch/__init__.pyi": {"from .planning.agenda import agenda as agenda, ": "toys as toys, "},
        "cxmatch/cli.py": {
            END: (
                "\n\n@verb()\n"
                "def toys(survey: Survey, options: SurveyOptions, json: JsonOption = False) -> None:\n"
                '    """Count the toys."""\n    count = cx.toys(options.cohort(survey))\n'
                '    show_json(count) if json else Screen().say(f"{count} toys")\n'
            )
        },
        "cxmatch/commands/helping.py": {"EXAMPLES = {\n": '    "toys": "toys survey.csv",\n'},
        "README.md": {"### frameworks\n": "\n### toys\n\nCounts the toys.\n"},
    },
    program="""
import cxmatch as cx
from typer.testing import CliRunner
from cxmatch.cli import app
assert cx.toys(cx.read_survey(cx.sample("roundtable-14"))) == 14
assert CliRunner().invoke(app, ["toys", str(cx.sample("roundtable-14"))]).output == "14 toys\\n"
assert "toys" in CliRunner().invoke(app, []).output
""",
    tests=(
        "tests/test_house.py::test_arrows_run_down_only",
        "tests/test_house.py::test_rooms_are_not_crowded",
        "tests/test_docs.py::test_every_command_is_in_the_readme",
        "tests/test_every_setting.py::test_every_option_of_every_command_is_known_here",
    ),
)
RECIPES = (FINDING, FORMAT, MASK, PROGRAM, TOOL, LABELS, COMMAND)


def _said(recipe: Recipe) -> str:
    """Give the paragraph of a recipe."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## Recipes")[1]
    return next(part for part in re.split(r"\n\n(?=\*\*)", text) if part.strip().startswith(f"**{recipe.name}.**"))


def _followed(recipe: Recipe, folder: Path) -> dict[str, str]:
    """Copy the project, and do what a recipe says."""
    for name in ("cxmatch", "data", "docs", "tests"):
        shutil.copytree(ROOT / name, folder / name)  # with what is compiled, which holds for what is not edited
    for name in ("README.md", "CONTRIBUTING.md", "pyproject.toml", "conftest.py"):
        shutil.copy(ROOT / name, folder / name)
    for name, edits in recipe.edits.items():
        text = (folder / name).read_text(encoding="utf-8")
        for place, added in edits.items():
            assert place in text, f"{name} has no more: {place}"
            text = text.replace(place, place + added, 1) if place else text + added
        (folder / name).write_text(text, encoding="utf-8")
    return {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_a_recipe_names_every_file_that_is_touched(recipe: Recipe) -> None:
    """No more and no fewer: what the toy needs is what the paragraph says."""
    named = set(re.findall(r"`([\w/]+\.(?:py|pyi|toml|md))`", _said(recipe)))
    assert named == set(recipe.edits)


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_a_recipe_works(recipe: Recipe, tmp_path: Path) -> None:
    """The toy does what it is for, and the tests that know all of its kind know it too."""
    folder = tmp_path / "project"
    folder.mkdir()
    environment = _followed(recipe, folder)
    program = recipe.program + TESTED.format(tests=list(recipe.tests)) * bool(recipe.tests)
    done = subprocess.run(  # noqa: S603  # our own interpreter
        [sys.executable, "-c", program], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
