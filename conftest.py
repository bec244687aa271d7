"""Pages are tested in a folder of their own, so that what they write does not stay."""

import shutil
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# How many examples of a property are tried; how long one takes is no promise of the product. Every day tries the same ones, so
# that a change is judged by what it changes; a campaign draws new ones.
settings.register_profile("daily", max_examples=25, deadline=None, derandomize=True)
settings.register_profile("campaign", max_examples=400, deadline=None)
settings.load_profile("daily")

ROOT = Path(__file__).parent
collect_ignore = ["docs/signatures.py"]  # a plug-in of the docs' own tools, which the tests do without
# Files whose tests run the program many times; all others are quick, and so is what is marked so in these.
SLOW = [
    "assignment/test_deduction",
    "assignment/test_large",
    "assignment/test_leximin",
    "assignment/test_residual",
    "assignment/test_search",
    "assignment/test_shortage",
    "assignment/test_solver",
    "assignment/test_stability",
    "assignment/test_steps",
    "commands/test_beside",
    "commands/test_endings",
    "commands/test_helping",
    "console/test_pairing",
    "console/test_working",
    "console/test_written",
    "docs/test_commands",
    "docs/test_licenses",
    "docs/test_site",
    "docs/test_wheel",
    "domain/test_parts",
    "domain/test_silos",
    "domain/test_wishes",
    "exports/test_asked",
    "exports/test_asking",
    "exports/test_browser",
    "exports/test_choosing",
    "exports/test_columns",
    "exports/test_drawing",
    "exports/test_drawing_seen",
    "exports/test_faults",
    "exports/test_filling",
    "exports/test_glance",
    "exports/test_handover",
    "exports/test_kickoff",
    "exports/test_maps",
    "exports/test_messages",
    "exports/test_page",
    "exports/test_paper",
    "exports/test_practices",
    "exports/test_private_and_hostile",
    "exports/test_progress",
    "exports/test_reopened",
    "exports/test_rounds",
    "exports/test_season",
    "exports/test_status",
    "exports/test_what_if",
    "exports/test_write",
    "matching/test_answers",
    "matching/test_asked_first",
    "matching/test_attacks",
    "matching/test_best",
    "matching/test_by_enumeration",
    "matching/test_explain",
    "matching/test_forgery",
    "matching/test_large",
    "matching/test_links",
    "matching/test_missing_names",
    "matching/test_not_led",
    "matching/test_overview",
    "matching/test_pair",
    "matching/test_parting",
    "matching/test_prices",
    "matching/test_regret",
    "matching/test_rerun",
    "matching/test_rules",
    "matching/test_stars",
    "matching/test_verify",
    "matching/test_waiting",
    "matching/test_weighing",
    "planning/test_effect",
    "planning/test_publishing",
    "planning/test_round",
    "planning/test_trail",
    "real/test_offices",
    "records/test_codec",
    "records/test_limits",
    "records/test_meanwhile",
    "survey/test_any_shape",
    "survey/test_assessments",
    "survey/test_checkins",
    "survey/test_decisions",
    "survey/test_exports_agree",
    "survey/test_extra_cells",
    "survey/test_floods",
    "survey/test_hazards",
    "survey/test_kinds_of_workbook",
    "survey/test_pages",
    "survey/test_private",
    "survey/test_reader",
    "survey/test_returned",
    "survey/test_rounding",
    "survey/test_rounds",
    "survey/test_stars",
    "survey/test_template",
    "survey/test_units",
    "survey/test_variants",
    "survey/test_workbook",
    "test_any_input",
    "test_any_record",
    "test_cli",
    "test_conventions",
    "test_docs",
    "test_first_lines",
    "test_folders",
    "test_here",
    "test_json",
    "test_mutants",
    "test_net",
    "test_notebook",
    "test_nothing_is_sent",
    "test_order",
    "test_recipes",
    "test_schemas",
    "test_season",
    "test_simulation",
    "test_sitting",
    "test_typed",
    "test_windows",
]


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path: Path) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """Look for examples in the docstrings of the package alone: those of tests have none, and looking takes each process long."""
    found = yield
    return [each for each in found if type(each).__name__ != "DoctestModule" or ROOT / "tests" not in file_path.parents]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what belongs to the inner loop: `python -m pytest -m quick`."""
    slow = {ROOT / "docs" / "reference.md", *(ROOT / "tests" / f"{name}.py" for name in SLOW)}
    for item in items:
        if item.path not in slow and not item.get_closest_marker("campaign"):
            item.add_marker("quick")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep tests of a file together, since they share what takes long to make; who has no more of them takes from the others."""
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log) if config.getoption("dist") == "load" else None


@pytest.fixture(autouse=True)
def _pages_run_elsewhere(request: pytest.FixtureRequest) -> None:
    if isinstance(request.node, pytest.DoctestItem) and request.node.path.suffix == ".md":
        place: Path = request.getfixturevalue("tmp_path")
        for folder in ("data", "docs"):
            shutil.copytree(ROOT / folder, place / folder)
        request.getfixturevalue("monkeypatch").chdir(place)
