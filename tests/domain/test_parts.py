"""What stands on top of hand-outs: from a policy, kept by the record, and without a say in any pairing."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invent import cohort as invented_cohort

import cxmatch as cx
from cxmatch.domain.parts import ReportSettings, Status
from cxmatch.errors import SettingsError
from cxmatch.records.codec import decode, dumps, loads
from cxmatch.records.text import visible

WORDS = {"title": "Spring cohort", "subtitle": "Kickoff", "date": "2027-03-12", "status": "draft", "logo": "logo.png"}
SAID = cx.Policy.parse("[report]\n" + "".join(f'{name} = "{words}"\n' for name, words in WORDS.items()), "policy.toml")


def test_a_policy_says_what_stands_on_top_and_where_it_says_so() -> None:
    """Each word is read, with its line; a day may stand without quotes, and a status in capitals."""
    assert dict(SAID.report.said) == WORDS
    assert [SAID.where("report", name) for name in WORDS] == [f"policy.toml, line {line}" for line in range(2, 7)]
    plain = cx.Policy.parse('[report]\ndate = 2027-03-12\nstatus = "DRAFT"\n').report
    assert plain == ReportSettings(date="2027-03-12", status=Status.DRAFT)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("title = 5", '"title" is a text in quotes'),
        (f'title = "{"A" * 151}"', "title is a text of at most 150 letters, not of 151"),
        ("subtitle = 2027-03-12", '"subtitle" is a text in quotes'),
        ('date = "2027-02-30"', "there is no day 2027-02-30"),
        ("date = 2027", '"date" is a text in quotes'),
        ('status = "fnal"', '"fnal" is no status. Did you mean "final"?'),
        ('logo = "https://example.org/logo.png"', "is no file of this computer"),
        ('logo = "//server/logo.png"', "is no file of this computer"),
        (r'logo = "\\\\server\\logo.png"', "is no file of this computer"),
        (r'logo = "a\u0000b.png"', "is no file of this computer"),
        ('heading = "A"', 'there is no setting "heading"'),
    ],
)
def test_what_makes_no_sense_is_named_with_its_line(line: str, words: str) -> None:
    """A text that is none or too long, a day that no calendar has, an unknown status, a logo in a network."""
    with pytest.raises(SettingsError) as caught:
        cx.Policy.parse(f"\n[report]\n{line}\n", "policy.toml")
    assert caught.value.what.startswith("policy.toml, line 3: ")
    assert words in caught.value.what


def test_the_statuses_are_named_where_one_is_unknown() -> None:
    """Only words that can be typed are offered."""
    with pytest.raises(SettingsError) as caught:
        ReportSettings(status="later")  # type: ignore[arg-type]  # what a caller may give
    assert caught.value.next_step == "Choose one of: draft, final"


@given(st.text(max_size=150), st.text(max_size=100))
def test_any_title_is_kept_on_one_line_without_what_acts(title: str, date: str) -> None:
    """Whatever is typed, the title has no line break and no character that acts; read again from a record it is the same."""
    try:
        said = ReportSettings(title=title, date=date)
    except SettingsError:
        return
    assert (len(said.title.splitlines()) < 2, visible(said.title)) == (True, said.title)
    assert replace(said) == said
    assert decode(ReportSettings, loads(dumps(said))) == said


def test_a_logo_is_named_from_its_policy_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the file it is found from wherever cxmatch is started."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "policy.toml").write_text('[report]\nlogo = "logo.png"\n', encoding="utf-8")
    assert Path(cx.Policy.load("rules/policy.toml").report.logo) == Path("rules/logo.png")
    assert cx.Policy.load(tmp_path / "rules" / "policy.toml").report.logo == str(tmp_path / "rules" / "logo.png")


@given(st.integers(0, 10**6))
def test_no_pairing_depends_on_it(seed: int) -> None:
    """With and without words the pairings, the proof and the id of the run are the same, and both records verify."""
    cohort = invented_cohort(seed, 8, seats=2)
    try:
        plain = cx.pair(cohort)
    except cx.NoPairingError:
        return
    worded = cx.pair(cohort, replace(cx.Policy(), report=SAID.report))
    assert (worded.matching, worded.bill, worded.id) == (plain.matching, plain.bill, plain.id)
    assert cx.verify(worded) == cx.verify(plain) == ()


def test_a_record_says_only_what_was_wanted() -> None:
    """A run without words has none in its record; a rerun keeps those of the run."""
    cohort = invented_cohort(3, 6, seats=2)
    assert '"report"' not in cx.pair(cohort).to_json()
    run = cx.pair(cohort, replace(cx.Policy(), report=ReportSettings(title="Spring")))
    assert '"report": {\n   "title": "Spring"\n  }' in run.to_json()
    assert cx.rerun(run, without=[cohort.offices[0].id]).policy.report.title == "Spring"
