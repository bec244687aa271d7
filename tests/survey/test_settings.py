"""A settings file beside a survey: what it says, what is wrong with it, where it is looked for, and the one to begin with."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
from test_every_setting import fields_of

import cxmatch as cx
from cxmatch.domain.policy import Policy
from cxmatch.survey.headings.mapping import ReadingOptions
from cxmatch.survey.settings import SurveySettings, policy_in

STARTER = (Path(cx.__file__).parent / "survey" / "starter.toml").read_text(encoding="utf-8")


def test_both_parts_are_read_with_where_each_value_stands() -> None:
    """The reading options and the policy, each value with its line."""
    made = cx.Settings.parse(
        '[survey]\nscale = "0-5"\nlimits = { rows = 9 }\n[policy]\nobjective = "total-first"\n[policy.must]\neveryone = true\n'
    )
    assert made.survey.said == {"scale": "0-5", "limit": ["rows=9"]}
    assert made.policy is not None
    assert (made.policy.objective.value, made.policy.must.everyone) == ("total-first", True)
    assert made.policy.where("must", "everyone") == "cxmatch.toml, line 7"
    assert made.origins["survey.scale"] == "cxmatch.toml, line 2"


def test_a_file_without_a_policy_has_none() -> None:
    """No policy part is another thing than an empty one: it replaces nothing."""
    assert cx.Settings.parse("[survey]\nround = true\n").policy is None
    assert cx.Settings.parse("[policy]\n").policy == Policy()


def test_every_option_of_reading_can_be_set() -> None:
    """The survey part has the options of reading by their names, and no other."""
    assert {each.name for each in fields(SurveySettings)} == {each.name for each in fields(ReadingOptions)}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[survey]\nframwork = 'x'\n", 'line 2: there is no setting "framwork". Did you mean "framework"?'),
        ("[surwey]\n", 'line 1: there is no setting "surwey". Did you mean "survey"?'),
        ("[weights]\nHiring = 2\n", 'line 1: there is no setting "weights". It belongs under [policy].'),
        ("framework = 'x'\n", 'line 1: there is no setting "framework". It belongs under [survey].'),
        ("[policy]\n[policy.mst]\n", 'line 2: there is no setting "mst". Did you mean "must"?'),
        ("[survey]\nheader_row = 0\n", "line 2: header_row is a whole number from 1"),
        ("[survey]\nround = 1\n", "line 2: round is true or false, not 1."),
        ("[survey]\nduplicates = 'lastest'\n", 'line 2: "lastest" is no duplicates. Did you mean "latest"?'),
        ("[survey]\nscale = '1_5'\n", 'line 2: "1_5" is not a scale.'),
        ("[survey]\nscale = 5\n", 'line 2: "scale" is a text in quotes'),
        ("[survey.limits]\nrow = 5\n", 'line 2: there is no setting "row". Did you mean "rows"?'),
        ("[survey.limits]\nrows = 0\n", "The limit of rows is a whole number from 1"),
        ("survey = 3\n", '"survey" is a table'),
        ("[survey\n", "is not a TOML file"),
    ],
)
def test_what_makes_no_sense_is_named_with_its_line(text: str, words: str) -> None:
    """An unknown key with the nearest or the table it belongs to, a value that cannot be."""
    with pytest.raises(cx.SettingsError) as problem:
        cx.Settings.parse(text)
    assert words.replace("line", "cxmatch.toml, line", 1) in str(problem.value) or words in str(problem.value)


def test_all_mistakes_are_named_at_once() -> None:
    """Of both parts, in the order of the lines."""
    with pytest.raises(cx.SettingsError) as problem:
        cx.Settings.parse("[survey]\nsheets = 'x'\n[policy]\nobjektive = 'x'\n[policy.must]\neveryone = 1\n")
    assert re.findall(r"line \d", str(problem.value)) == ["line 2", "line 4", "line 6"]


def test_files_are_named_from_the_folder_of_the_settings(tmp_path: Path) -> None:
    """Columns, proteges, a logo and a framework that is a file; a built-in framework and a whole path stay."""
    text = '[survey]\nframework = "{}"\ncolumns = "c.toml"\nproteges = "{}/p.csv"\n[policy.report]\nlogo = "l.png"\n'
    for framework, meant in (("own.toml", tmp_path / "own.toml"), ("omb-a11", "omb-a11")):
        (tmp_path / "cxmatch.toml").write_text(text.format(framework, tmp_path.as_posix()), encoding="utf-8")
        made = cx.Settings.load(tmp_path / "cxmatch.toml")
        assert made.survey.said["framework"] == str(meant)
        assert (Path(made.survey.said["columns"]), Path(made.survey.said["proteges"])) == (
            tmp_path / "c.toml",
            tmp_path / "p.csv",
        )
        assert made.policy is not None
        assert Path(made.policy.report.logo) == tmp_path / "l.png"


def test_a_policy_is_read_from_either_kind_of_file(tmp_path: Path) -> None:
    """A policy file as it is, the policy part of a settings file, the default where that has none; a mistake is named as ever."""
    file = tmp_path / "file.toml"
    for text, objective in (
        ('objective = "total-first"', "total-first"),
        ('[policy]\nobjective = "total-first"', "total-first"),
        ("[survey]\nround = true", "everyone-first"),
        ("", "everyone-first"),
    ):
        file.write_text(text, encoding="utf-8")
        assert policy_in(file).objective.value == objective
    file.write_text("objektive = 1", encoding="utf-8")
    with pytest.raises(cx.SettingsError, match=r"file.toml, line 1: there is no setting"):
        policy_in(file)


def test_the_nearest_file_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the survey first, then here, then above; a folder of that name is none."""
    here = tmp_path / "a" / "b"
    aside = tmp_path / "c"
    for folder in (here, aside, here / "cxmatch.toml"):
        folder.mkdir(parents=True)
    monkeypatch.chdir(here)
    (tmp_path / "cxmatch.toml").touch()
    assert cx.find_settings() == Path("../../cxmatch.toml")
    (tmp_path / "a" / "cxmatch.toml").touch()
    assert cx.find_settings(here / "survey.csv") == Path("../cxmatch.toml")
    assert cx.find_settings(aside / "survey.csv") == Path("../cxmatch.toml")
    (aside / "cxmatch.toml").touch()
    assert cx.find_settings(aside / "survey.csv") == aside / "cxmatch.toml"
    (here / "cxmatch.toml").rmdir()
    (here / "cxmatch.toml").touch()
    assert cx.find_settings() == cx.find_settings("survey.csv") == Path("cxmatch.toml")


def test_the_starter_has_every_setting() -> None:
    """Each field of the policy and each option of reading stands there as a comment, with a line that explains it."""
    keys = set(re.findall(r"^#\"?(\w+)\"? = ", STARTER, re.MULTILINE)) | set(
        re.findall(r"^#\[+(?:\w+\.)*(\w+)", STARTER, re.MULTILINE)
    )
    wanted = {name.rpartition(".")[2] for name in fields_of(Policy)} | {each.name for each in fields(SurveySettings)}
    assert wanted - keys == {"each"}  # stands in the line of mentor_at_least


def test_the_starter_shows_the_defaults() -> None:
    """Where a line of the starter is no example of an office, taking its # off changes nothing."""
    text = "\n".join(line[1:] if re.match(r"#\w+ = |#\[[\w.]+\]$", line) else line for line in STARTER.splitlines())
    survey = text.partition("[policy]")[0]
    made = cx.Settings.parse(
        "\n".join(
            line for line in survey.splitlines() if not re.match("columns|encoding|delimiter|sheet|header|proteges|scale", line)
        )
    )
    defaults = ReadingOptions()
    given = {name: value for name, value in made.survey.said.items() if name not in ("framework", "limit")}
    assert given == {name: getattr(defaults, name) for name in given}
    assert made.survey.limits == cx.Limits()


def test_init_writes_a_file_that_sets_nothing_and_its_schema(tmp_path: Path) -> None:
    """Both stand side by side, the first line names the second; what somebody filled in stays."""
    file, schema = cx.init(tmp_path / "cxmatch.toml")
    assert cx.Settings.load(file) == cx.Settings()
    assert file.read_text(encoding="utf-8").splitlines()[0] == f"#:schema ./{schema.name}"
    assert schema.read_text(encoding="utf-8") == cx.schema("settings")
    assert cx.init(file) == (file, schema)
    file.write_text("[survey]\nround = true\n", encoding="utf-8")
    with pytest.raises(cx.FileError):
        cx.init(file)
    assert file.read_text(encoding="utf-8") == "[survey]\nround = true\n"
    cx.init(file, overwrite=True)
    assert cx.Settings.load(file) == cx.Settings()
