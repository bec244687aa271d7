"""The house rules: who may import whom, how far, how much a room may hold, where third parties live, and that help is light."""

import ast
import subprocess
import sys
from collections import Counter
from graphlib import TopologicalSorter
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "cxmatch"
BEHIND = {
    "__main__": 7,
    "cli": 6,
    "commands": 5,
    "": 4,
    "verbs": 3,
    "history": 2.5,
    "domain": 1,
    "assignment": 1,
    "records": 0,
    "errors": -1,
} | dict.fromkeys(("survey", "matching", "planning", "exports", "console"), 2)
MAY = {
    "__main__": {"cli", "console"},
    "cli": {"", "commands", "console", "domain"},
    "commands": {"", "console", "domain"},
    "": {"domain", "survey", "matching", "planning", "exports", "history", "verbs"},
    "verbs": {"domain", "exports", "history", "matching", "planning", "survey"},
    "survey": {"domain"},
    "matching": {"domain", "assignment"},
    "planning": {"assignment", "domain"},
    "exports": {"domain"},
    "history": {"domain", "matching"},
    "console": {"domain"},
    "domain": set(),
    "records": {"errors"},
    "errors": set(),
    "assignment": set(),
}
# The rooms of the survey wing in the order of its story: each may import those before it.
STORY = (
    *("knowledge", "files", "headings", "layouts", "columns", "answers", "offices", "questions", "returning"),
    *("reader", "blank", "template", "filled_in", "decisions", "slips", "returned"),
    *("kept_lists", "checkins", "settings"),
)
GROUND = {"records", "errors"}  # every room stands on them, but assignment, which knows nothing of ours
HOMES = {
    "pandas": {"survey", "verbs"},
    "ortools": {"assignment"},
    "scipy": {"assignment"},
    "networkx": {"exports"},
    "numpy": {"assignment", "exports", "matching"},
    "rich": {"console"},
    "jinja2": {"exports"},
    "docx": {"exports"},
    "docxtpl": {"exports"},
    "icalendar": {"exports"},
    "typer": {"cli", "commands"},
    "lazy_loader": {"", "console"},
    "xlsxwriter": {"survey", "exports"},
    "python_calamine": {"survey"},
    "rapidfuzz": {"survey"},
}
# The most files and lines of each room, and of what stands at the top: what stood in decision 25, and a twentieth more.
BUDGET = {
    "survey": (64, 11_450),
    "domain": (36, 7_250),
    "matching": (30, 5_690),
    "exports": (33, 5_040),
    "assignment": (23, 4_390),
    "console": (16, 2_560),
    "records": (12, 1_910),
    "commands": (10, 1_660),
    "planning": (10, 1_510),
    "verbs": (6, 830),
    "": (5, 750),
}
LONGEST = 12  # modules, of which each imports the next


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0].replace("__init__", "")


def below(here: str) -> set[str]:
    return MAY[here] | (set() if here in {"assignment", *GROUND} else GROUND)


def imports(path: Path) -> set[str]:
    """Every module a file names in an import, wherever in the file it stands."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add("cxmatch." * node.level + node.module)
    return found


def named(path: Path) -> set[str]:
    """Every module a file may name in an import: what is imported from, and each name that may be a module there."""
    froms = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ImportFrom)]
    return imports(path) | {f"{node.module}.{alias.name}" for node in froms for alias in node.names}


def test_arrows_run_down_only() -> None:
    """A room imports only itself, rooms its row of the table names, the standard library, and third parties at home."""
    wrong = []
    for path in [*sorted(PACKAGE.rglob("*.py")), PACKAGE / "__init__.pyi"]:
        here = room(path)
        for name in imports(path):
            top, _, rest = name.partition(".")
            there = rest.split(".")[0]
            if top == "cxmatch" and there not in below(here) | {here}:
                wrong.append(f"{here} imports {name}")
            elif top != "cxmatch" and top not in sys.stdlib_module_names and here not in HOMES.get(top, set()):
                wrong.append(f"{top} is not at home in {here} ({path.name})")
    assert wrong == []


def test_every_allowed_arrow_runs_down() -> None:
    """The table itself has no arrow up and none between rooms of one floor."""
    assert all(BEHIND[there] < BEHIND[here] for here in MAY for there in below(here))


def test_the_rooms_of_the_survey_wing_stand_in_the_order_of_its_story() -> None:
    """Bytes, headings, layouts, columns, answers, offices: arrows between them run one way, and no room is left out."""
    wrong = []
    for path in sorted((PACKAGE / "survey").rglob("*.py")):
        here = path.relative_to(PACKAGE / "survey").with_suffix("").parts[0]
        for name in imports(path) if here != "__init__" else ():
            there = name.removeprefix("cxmatch.survey.").split(".")[0] if name.startswith("cxmatch.survey.") else here
            if there != here and STORY.index(there) > STORY.index(here):
                wrong.append(f"{path.name} imports {name}")
    assert wrong == []


def test_the_table_stands_in_contributing() -> None:
    """CONTRIBUTING quotes both tables as they are enforced."""
    text = (PACKAGE.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for here, allowed_rooms in MAY.items():
        allowed = ", ".join(f"`{there or 'the face'}`" for there in sorted(allowed_rooms)) or "nothing"
        assert f"| `{here or 'the face'}` | {allowed} |" in text
    for library, homes in HOMES.items():
        assert f"| `{library}` | {', '.join(f'`{home}`' if home else 'the face' for home in sorted(homes))} |" in text


def test_help_is_light() -> None:
    """`cxmatch --help` loads no number library, nothing that draws, and no noun."""
    code = (
        "import sys\nfrom cxmatch.__main__ import main\nsys.argv = ['cxmatch', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'numpy', 'pandas', 'ortools', 'scipy', 'networkx', 'jinja2', 'docx', 'xlsxwriter', 'rich'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "ours = {name for name in sys.modules if name.startswith(('cxmatch.domain', 'cxmatch.survey.headings'))}\n"
        "assert not ours, ours\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)  # noqa: S603  # our own interpreter


def test_pair_loads_only_what_it_writes_with(tmp_path: Path) -> None:
    """With tables and record nothing that draws, validates or makes documents is loaded; with all of a run what makes these."""
    found = {}
    for name, formats in (("few", ["--format", "csv", "--format", "json"]), ("all", [])):
        code = (
            "import sys\nfrom cxmatch.__main__ import main\n"
            "try:\n    main()\nexcept SystemExit:\n    print(*sorted(sys.modules), file=sys.stderr)\n"
        )
        survey = str(PACKAGE.parent / "data" / "samples" / "roundtable-14.csv")
        words = ["pair", survey, "--out", str(tmp_path / name), *formats]
        done = subprocess.run([sys.executable, "-c", code, *words], check=True, capture_output=True, text=True)  # noqa: S603
        found[name] = set(done.stderr.splitlines()[-1].split())
    never = {"pydantic", "rich", "networkx", "pandas", "docx", "python_calamine", "cxmatch.survey.files.workbook"}
    assert not never & (found["few"] | found["all"])
    assert {"jinja2", "xlsxwriter"} & found["few"] == set()
    assert {"jinja2", "xlsxwriter"} <= found["all"]


def test_rooms_are_not_crowded() -> None:
    """No file is over 250 lines (cli.py: 350), no function body over 40."""
    crowded = []
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if len(text.splitlines()) > (350 if path.name == "cli.py" else 250):
            crowded.append(path.name)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                if body and body[-1].end_lineno - body[0].lineno + 1 > 40:  # type: ignore[operator]  # always known here
                    crowded.append(f"{path.name}: {node.name}")
    assert crowded == []


def test_a_room_grows_by_decision() -> None:
    """No room holds more files or lines than the table gives it: who needs more changes the table, and says why."""
    files, lines = Counter[str](), Counter[str]()
    for path in PACKAGE.rglob("*.py"):
        here = path.relative_to(PACKAGE).parts[0].removesuffix(path.name)
        files[here] += 1
        lines[here] += len(path.read_text(encoding="utf-8").splitlines())
    assert files.keys() == BUDGET.keys()
    over = {here: (files[here], lines[here]) for here, (most, long) in BUDGET.items() if files[here] > most or lines[here] > long}
    assert over == {}


def test_no_module_hangs_on_itself_and_chains_are_short() -> None:
    """Imports make no circle, wherever in a file they stand, and no module stands on more than eleven others in a row."""
    dotted = {path: ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts) for path in PACKAGE.rglob("*.py")}
    modules = {name.removesuffix(".__init__"): path for path, name in dotted.items() if name != "cxmatch.__init__"}
    below = {name: named(path) & modules.keys() - {name} for name, path in modules.items()}
    depth: dict[str, int] = {}
    for name in TopologicalSorter(below).static_order():
        depth[name] = 1 + max((depth[other] for other in below[name]), default=0)
    assert max(depth.values()) <= LONGEST
