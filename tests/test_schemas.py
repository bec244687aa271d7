"""The schemas say what cxmatch reads and writes: what it takes they take, and what they refuse it refuses."""

from __future__ import annotations

import ast
import copy
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any

import checkins
import pytest
from invent import cohort as invented_cohort
from test_every_setting import CHANGED
from typer.testing import CliRunner

import cxmatch as cx
from cxmatch.cli import app
from cxmatch.errors import CxmatchError
from cxmatch.records.codec import encode
from cxmatch.survey.headings.mapping import ColumnsFile

ROOT = Path(__file__).parent.parent
STARTER = (ROOT / "cxmatch" / "survey" / "starter.toml").read_text(encoding="utf-8")
SAMPLE = str(cx.sample("roundtable-14"))


@cache
def checker(name: str) -> Any:
    return kind_of_schema()(json.loads(cx.schema(name)))


def kind_of_schema() -> Any:
    """Checkers of draft 2020-12; loaded here, since all that jsonschema knows takes a second, in each process that collects."""
    import jsonschema

    return jsonschema.Draft202012Validator


def tree_of(text: str) -> Any:
    """The tree of a TOML text as a checker of schemas has it: days as texts."""
    return json.loads(json.dumps(tomllib.loads(text), default=lambda day: str(day) if isinstance(day, (date, time)) else day))


def uncommented(text: str) -> str:
    return "\n".join(line[1:] if line[:1] == "#" and line[1:2] not in (" ", ":", "") else line for line in text.splitlines())


def settings_of(tree: Any) -> bool:
    """Whether a tree can be read as settings; written as TOML only far enough for this."""
    return accepts(lambda: cx.Settings.parse(toml(tree)))


def toml(tree: dict[str, Any]) -> str:
    return "".join(f"{json.dumps(key)} = {_inline(value)}\n" for key, value in tree.items())


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {_inline(each)}" for key, each in value.items()) + "}"
    return "[" + ", ".join(map(_inline, value)) + "]" if isinstance(value, list) else json.dumps(value)


def accepts(read: Any) -> bool:
    try:
        read()
    except (CxmatchError, ValueError):
        return False
    return True


def places(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a tree, the whole first."""
    yield path
    for key, each in tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ():
        yield from places(each, (*path, key))


def changed(tree: Any, path: tuple[Any, ...], change: Any) -> Any:
    made = copy.deepcopy(tree)
    holder: Any = {"": made}
    for key in ("", *path)[:-1]:
        holder = holder[key]
    last = ("", *path)[-1]
    holder[last] = change(holder[last])
    return made if path else holder[""]


def test_the_schemas_are_those_of_the_nouns() -> None:
    """`python -m docs.schemas` would change nothing."""
    done = subprocess.run([sys.executable, "-m", "docs.schemas", "--check"], cwd=ROOT, check=False)
    assert done.returncode == 0


@pytest.mark.parametrize("name", cx.schemas())
def test_a_schema_is_one(name: str) -> None:
    """Each is a schema of draft 2020-12, has a title, and says nothing of a place in the network but which draft it is of."""
    made = json.loads(cx.schema(name))
    kind_of_schema().check_schema(made)
    assert made["title"]
    assert cx.schema(name).count("//") == 1


def test_an_unknown_schema_is_refused_with_the_nearest() -> None:
    """A name that is none is said with those that there are."""
    with pytest.raises(cx.SettingsError, match='Did you mean "policy"'):
        cx.schema("polcy")


def texts_of_tests() -> Iterator[str]:
    """Every text in quotes in the tests, and every block of the docs."""
    for path in sorted((ROOT / "tests").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "=" in node.value:
                yield node.value
    for page in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")):
        yield from (block.partition("```")[0] for block in page.read_text(encoding="utf-8").split("```toml\n")[1:])


@cache
def trees_of_tests() -> list[tuple[str, Any]]:
    found = []
    for text in texts_of_tests():
        try:
            found.append((text, tree_of(text)))
        except (ValueError, TypeError, RecursionError):
            continue
    return [(text, tree) for text, tree in found if tree]


@pytest.mark.parametrize(
    ("name", "read"), [("policy", cx.Policy.parse), ("settings", cx.Settings.parse), ("columns", ColumnsFile._parse)]
)
def test_what_is_read_fits_its_schema(name: str, read: Any) -> None:
    """Of all texts in the tests and the docs: each policy, settings and columns file that is taken is taken by the schema."""
    more = ("tests",) if name == "columns" else ()
    taken = [tree for text, tree in trees_of_tests() if accepts(lambda text=text: read(text, *more))]
    assert len(taken) >= {"policy": 40, "settings": 3, "columns": 8}[name]
    wrong = [(tree, error.message) for tree in taken for error in checker(name).iter_errors(tree)]
    assert wrong == []


def test_a_table_that_is_misspelled_does_not_fit() -> None:
    """Of all texts that no kind of file takes for an unknown setting, none fits the schema of that kind."""
    for text, tree in trees_of_tests():
        for name, read in (("policy", cx.Policy.parse), ("settings", cx.Settings.parse)):
            try:
                read(text)
            except CxmatchError as problem:
                if "there is no setting" in str(problem):
                    assert not checker(name).is_valid(tree), tree


def test_the_starter_fits_as_it_is_and_with_every_line_set() -> None:
    """As it is it sets nothing; with every # taken off it is read, and fits."""
    assert cx.Settings.parse(STARTER) == cx.Settings()
    assert checker("settings").is_valid(tree_of(STARTER))
    full = uncommented(STARTER)
    cx.Settings.parse(full)
    assert list(checker("settings").iter_errors(tree_of(full))) == []


def test_every_wrong_value_of_settings_is_refused_by_both() -> None:
    """With every line of the starter set: a key that is not known, or a value of another kind, anywhere, fits neither."""
    full = tree_of(uncommented(STARTER))
    assert settings_of(full)
    named = ("weights", "waited", "mentored", "regret", "offices", "capacity")  # whose keys are names
    for path in places(full):
        node: Any = full
        for key in path:
            node = node[key]
        if isinstance(node, dict) and path[-1:] not in {(name,) for name in named}:
            worse = changed(full, path, lambda table: {**table, "objektive": 1})
            assert (settings_of(worse), checker("settings").is_valid(worse)) == (False, False), path
        for value in ({"a": []}, [[1.5]], 1.5) if path else ():
            if path[-1] == "level" and value == 1.5:
                continue  # a level may have decimals
            worse = changed(full, path, lambda _, value=value: value)
            assert (settings_of(worse), checker("settings").is_valid(worse)) == (False, False), (path, value)


KINDS = [name for name in CHANGED if name.startswith(("must", "fit", "capacity", "asked"))]


@cache
def runs() -> dict[str, cx.Run]:
    """Runs of many kinds: samples, rules, ways of counting, reruns."""
    first = cx.pair(cx.read_survey(SAMPLE))
    later = cx.rerun(first, without=[first.cohort.offices[0].id])
    small = invented_cohort(6, 7, seats=2, departments=6)
    named = {name: cx.pair(small, replace(CHANGED[name], waited={})) for name in KINDS if name != "must.everyone"}
    moved = cx.rerun(later, without=[later.cohort.offices[0].id], policy=replace(later.policy, tie_seed="other"))
    return {"first": first, "later": later, "again": moved, "dirty": cx.pair(cx.read_survey(cx.sample("maturity-14"))), **named}


def test_a_record_fits() -> None:
    """What is written as run.json fits the schema, whatever the rules and whether it repairs another."""
    assert len(runs()) > 12
    for name, run in runs().items():
        assert list(checker("run").iter_errors(json.loads(run.to_json()))) == [], name


@pytest.mark.parametrize("name", ["first", "later"])
def test_a_record_with_a_strange_key_fits_nowhere(name: str) -> None:
    """A key that is not known, at whatever place that is refused on reading, is refused by the schema as well."""
    tree = json.loads(runs()[name].to_json())
    seen = set()
    for path in places(tree):
        kind = tuple(key if isinstance(key, str) else 0 for key in path)
        node: Any = tree
        for key in path:
            node = node[key]
        if kind in seen or not isinstance(node, dict):
            continue
        seen.add(kind)
        worse = changed(tree, path, lambda table: {**table, "zz": "toy"})
        if not accepts(lambda worse=worse: cx.Run.from_tree(worse)):
            assert not checker("run").is_valid(worse), path


@pytest.mark.parametrize("value", [None, "text", 1.5, [], {}])
def test_a_record_with_values_of_another_kind_fits_nowhere(value: Any) -> None:
    """Each part of a record in turn of another kind: where reading says that it is of a wrong kind, the schema does."""
    tree = json.loads(runs()["later"].to_json())
    for path in [path for path in places(tree) if 0 < len(path) <= 3]:
        worse = changed(tree, path, lambda _: value)
        try:
            cx.Run.from_tree(worse)
        except CxmatchError as problem:
            if "is not of the kind" in str(problem):
                assert not checker("run").is_valid(worse), path


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("run", ["pair", SAMPLE, "--json"]),
        ("check", ["check", SAMPLE, "--json"]),
        ("check", ["check", str(cx.sample("dirty")), "--json"]),
        ("explain", ["explain", "roundtable-14 pairings", "Mooring Permits Office", "Cider Standards Office", "--json"]),
        ("explain", ["explain", "roundtable-14 pairings", "Footpath Access Office", "Almanac Requests Desk", "--json"]),
        ("run", ["rerun", "roundtable-14 pairings", "--without", "Kite Registry", "--json"]),
        ("compare", ["compare", "roundtable-14 pairings", "1", "2", "--json"]),
        ("gaps", ["gaps", SAMPLE, "--json"]),
        ("agenda", ["agenda", "roundtable-14 pairings", "--first", "2027-01-14", "--json"]),
        ("progress", ["progress", "roundtable-14 pairings", SAMPLE, "--json"]),
        ("in-force", ["settings", SAMPLE, "--json"]),
        ("overview", ["explain", "roundtable-14 pairings", "--json"]),
        ("office", ["explain", "roundtable-14 pairings", "Mooring Permits Office", "--json"]),
        ("price-list", ["explain", "roundtable-14 pairings", "--all", "--json"]),
        ("refusals", ["ask", "roundtable-14 pairings", "--to", "asking", "--json"]),
        ("candidates", ["ask", "roundtable-14 pairings", "--choices", "3", "--json"]),
        ("answers", ["answers", "roundtable-14 pairings", "asking/hand out/answers.xlsx", "--json"]),
        ("practices", ["practices", "--json"]),
        ("frameworks", ["frameworks", "--json"]),
        ("trail", ["trail", "roundtable-14 pairings", "--json"]),
        ("silos", ["silos", "roundtable-14 pairings", "--json"]),
        ("regret", ["regret", "roundtable-14 pairings", "--json"]),
        ("handover", ["handover", "roundtable-14 pairings", "--after", SAMPLE, "--json"]),
        ("published", ["handover", "roundtable-14 pairings", "--after", SAMPLE, "--publish", "--json"]),
    ],
)
def test_what_a_command_prints_as_json_fits(
    name: str, arguments: list[str], tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What --json prints fits the schema of that name, and with one key more it does not."""
    place = tmp_path_factory.getbasetemp() / "printed"
    place.mkdir(exist_ok=True)
    monkeypatch.chdir(place)
    if not Path("roundtable-14 pairings").exists() and name != "run":
        cx.export(cx.report(runs()["first"]), "roundtable-14 pairings", formats=["json"])
        cx.export(cx.report(runs()["later"]), "roundtable-14 pairings/run 2", formats=["json"])
    if arguments[0] == "rerun" and not Path(arguments[1]).exists():
        cx.export(cx.report(runs()["first"]), arguments[1], formats=["json"])
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == (1 if "dirty" in arguments[1] else 0), done.output
    tree = json.loads(done.stdout)
    assert list(checker(name).iter_errors(tree)) == []
    worse = [{**tree[0], "zz": 1}, *tree[1:]] if isinstance(tree, list) else {**tree, "zz": 1}
    assert not checker(name).is_valid(worse)


def test_the_status_of_a_round_fits(tmp_path: Path) -> None:
    """What `status --json` prints fits its schema, whatever the check-ins say."""
    run = runs()["first"]
    cx.export(cx.report(run), tmp_path / "out", formats=["json"])
    for seed in range(3):
        file = tmp_path / f"{seed}.csv"
        file.write_bytes(checkins.table(map(checkins.row, checkins.drawn(run, seed))))
        done = CliRunner().invoke(app, ["status", str(tmp_path / "out"), str(file), "--json", "--keep-words"])
        assert list(checker("status").iter_errors(json.loads(done.stdout))) == []


def test_every_setting_in_force_is_in_the_schema() -> None:
    """Settings as a noun have the keys that the schema has."""
    known = json.loads(cx.schema("settings"))["$defs"]
    assert set(encode(cx.Settings())["survey"]) == set(known["SurveySettings"]["properties"])
