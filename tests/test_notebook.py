"""cxmatch in a notebook and in a program: what is shown, what verbs take, and that all else is refused in words."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import fields, replace
from functools import cache
from html.parser import HTMLParser
from inspect import Parameter, isclass, isfunction, signature
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from examples import often
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

import cxmatch as cx
from cxmatch.records.nouns import MOST_ROWS, Noun, Shown

ROOT = Path(__file__).parent.parent
VERBS = [name for name in cx.__all__ if isfunction(getattr(cx, name))]
NOUNS = [name for name in cx.__all__ if isclass(getattr(cx, name)) and issubclass(getattr(cx, name), Noun)]
NUMBERS = ("int64", "float64", "bool")
HOSTILE = '<img src=x onerror="alert(1)">'


@cache
def run() -> cx.Run:
    return cx.pair(cx.sample("roundtable-14"))


@cache
def wide() -> cx.Run:
    return cx.pair(cx.sample("roundtable-40"))


@cache
def later() -> cx.Run:
    return cx.rerun(run(), without="Kite Registry")


@cache
def seen() -> list[Shown]:
    first = run().matching.pairings[0]
    explained = cx.explain(run(), (first.mentor, first.protege))
    menu, reported = later().repair, cx.report(run())
    assert menu
    found = [run().cohort, run(), run().matching, reported, explained, menu, cx.gaps(run().cohort), cx.agenda(run())]
    heard, said = cx.CheckIns(answers=()), cx.answers(ROOT / "data/samples/season/answers.csv", run())
    rounds = [cx.handover([run()]), cx.published([run()]), cx.trail([run()]), cx.silos([run()]), cx.regret([run()])]
    found += [heard, cx.status(run(), heard), cx.progress(run(), run().cohort), said, cx.candidates(run(), 3, within=2), *rounds]
    return [*found, run().cohort.framework, cx.refusals(run())]


class Tags(HTMLParser):
    """The tags of a page, and its texts."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def read(html: str) -> Tags:
    tags = Tags()
    tags.feed(html)
    return tags


def test_a_repr_is_a_short_line() -> None:
    """What is looked at says in one line what it is, and its class; no repr of a noun runs on."""
    for noun in seen():
        assert re.fullmatch(rf"<{type(noun).__name__}: .+>", repr(noun))
        assert len(repr(noun)) < 300, noun
    office, policy = run().cohort.offices[0], cx.Policy(tie_seed="x")
    assert repr(policy) == "Policy(tie_seed='x')"
    assert len(repr(office)) < 400
    assert repr(cx.Must()) == "Must()"


def test_every_verb_refuses_in_words(tmp_path: Path) -> None:
    """No name of the face is a verb that escapes: each refuses a word that it does not know, as `frameworks` had not."""
    assert {name for name in cx.__all__ if not isclass(getattr(cx, name)) and callable(getattr(cx, name))} == {*VERBS}
    for name in VERBS:
        with pytest.raises(cx.SettingsError, match=f"^{name} knows no"):
            getattr(cx, name)(no_such_word=tmp_path)


def test_a_repr_of_an_office_tells_no_contact_and_no_own_words() -> None:
    """Contacts and free text that were kept on request stay out of what a prompt shows."""
    office = replace(run().cohort.offices[0], attributes={"Email": "canary@agency.gov"})
    assert "canary" not in repr(office)
    assert "canary" not in repr(replace(run().cohort, offices=(office,)))


def test_a_notebook_shows_a_table_of_up_to_twenty_rows() -> None:
    """Of more rows it is said how many there are."""
    html = wide().cohort._repr_html_()
    assert read(html).tags.count("tr") == 1 + MOST_ROWS
    assert f"and {len(wide().cohort.offices) - MOST_ROWS} more" in html
    for noun in seen():
        told = read(noun._repr_html_())
        assert set(told.tags) <= {"p", "table", "tr", "th", "td"}
        assert told.texts[0] == noun.glance.words


def test_a_hostile_name_is_shown_and_never_acts() -> None:
    """Names with markup and with characters that turn the line around stand in a notebook as what they are."""
    survey = pd.DataFrame(
        {"Office": [HOSTILE, "B\u202e"], "Department": ["A", "B"], "Capability: Hiring": [5, 1], "Need: Hiring": [1, 5]}
    )
    paired = cx.pair(survey)
    explained = cx.explain(paired, (HOSTILE, paired.matching.pairings[0].protege))
    for noun in (paired, paired.cohort, paired.matching, cx.report(paired), explained, cx.gaps(paired.cohort)):
        told = read(noun._repr_html_())
        assert "img" not in told.tags
        assert "\u202e" not in noun._repr_html_()
    assert HOSTILE in "".join(read(paired._repr_html_()).texts)


def test_completion_offers_what_is_public() -> None:
    """Neither the face nor a noun offers a private name, or what only records and settings files need to know."""
    assert set(dir(cx)) == set(cx.__all__)
    for name in NOUNS:
        offered = dir(_made(name))
        assert not {"derived", "silent", "unwritten", "spelled", "from_setting"} & set(offered), name
        assert not [each for each in offered if each.startswith("_") and not each.startswith("__")], name


def _made(name: str) -> Any:
    kind = getattr(cx, name)
    return kind.__new__(kind)


def test_the_face_is_light() -> None:
    """`import cxmatch` loads no number library, no noun and nothing that is not needed to find a name."""
    code = "import sys, cxmatch; print(*sorted(name for name in sys.modules if name.startswith('cxmatch')), *sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)  # noqa: S603  # our own
    loaded = set(done.stdout.split())
    assert {name for name in loaded if name.startswith("cxmatch")} == {"cxmatch"}
    assert not loaded & {"numpy", "pandas", "typing_extensions", "inspect", "dataclasses"}


# Frames


def frames() -> Iterator[tuple[str, pd.DataFrame]]:
    verbs: list[Callable[[cx.Run], pd.DataFrame]] = [getattr(cx, name) for name in VERBS if name.endswith("_frame")]
    yield from ((verb.__name__, verb(each)) for verb in verbs for each in (run(), wide(), later()))


def test_a_column_of_a_frame_is_always_of_one_kind() -> None:
    """Whatever a run holds, the columns of a frame and their kinds are the same, numbers being numbers."""
    kinds: dict[str, set[tuple[tuple[str, str], ...]]] = {}
    for verb, frame in frames():
        numbers = [(str(name), str(kind)) for name, kind in frame.dtypes.items() if str(kind).lower() in NUMBERS]
        kinds.setdefault(verb, set()).add(tuple(numbers))
    assert len(kinds) == 7
    assert all(len(each) == 1 for each in kinds.values()), kinds


def test_the_frames_agree_with_the_run_and_with_each_other() -> None:
    """Points of the fits, the ledger, the prices and the menu are those of the run."""
    for each in (run(), wide(), later()):
        fits, ledger, prices = cx.fits_frame(each), cx.ledger_frame(each), cx.prices_frame(each)
        total = each.matching.points
        assert int(fits.loc[fits["paired"], "points"].sum()) == int(ledger["points"].sum()) == total
        assert int(prices.loc[prices["verdict"] == "paired", "points"].sum()) == total
        assert int(fits["allowed"].sum()) == len(prices)
        assert ((fits["barred by"] == "") == fits["allowed"]).all()
        factors = ledger[["weight", "need", "lead"]].prod(axis=1)
        assert (ledger.loc[ledger["unanswered"] == "", "points"] == factors[ledger["unanswered"] == ""]).all()
        assert len(cx.waiting_frame(each)) == len(each.matching.waiting)
    menu = cx.menu_frame(later())
    assert menu.loc[menu["taken"], "plan"].item() == later().repair.chosen  # type: ignore[union-attr]


def test_a_frame_goes_back_in() -> None:
    """A survey is paired and checked as a DataFrame; decisions beside exported pairings, and earlier pairs, are read from one."""
    survey = pd.read_csv(cx.sample("roundtable-14"))
    assert cx.pair(survey).matching == run().matching
    assert cx.check(survey).ready
    frame = cx.pairings_frame(run())
    frame.loc[0, "decision"] = "Never"
    (decision,) = cx.read_decisions(frame, [run()])
    assert (decision.mentor, decision.protege) == (frame.loc[0, "mentor"], frame.loc[0, "protege"])
    again = cx.rerun(run(), decisions=frame)
    assert (frame.loc[0, "mentor"], frame.loc[0, "protege"]) not in {(fit.mentor, fit.protege) for fit in again.matching.pairings}
    assert {(past.mentor, past.protege) for past in cx.read_past(frame)} == set(
        zip(frame["mentor"], frame["protege"], strict=True)
    )


# What verbs take


def test_pair_takes_a_cohort_a_file_or_a_frame_and_a_policy_in_any_form(tmp_path: Path) -> None:
    """A cohort, its file, its bytes and a frame of it give one run; so do a policy, its file and what stands in it as a dict."""
    survey = cx.sample("roundtable-14")
    fit = run().matching.pairings[0]
    ways = [cx.read_survey(survey), survey, str(survey), survey.read_bytes()]
    assert {cx.pair(way).id for way in ways} == {run().id}
    file = tmp_path / "policy.toml"
    file.write_text(f'forbidden = [["{fit.mentor}", "{fit.protege}"]]\n[must]\none_role = true\n[weights]\nhiring = 3\n')
    said = {"forbidden": [(fit.mentor, fit.protege)], "must": {"one_role": True}, "weights": {"hiring": 3}}
    pair = cx.Pair(mentor=fit.mentor, protege=fit.protege)
    noun = cx.Policy(forbidden=(pair,), must=cx.Must(one_role=True), weights={"hiring": 3})
    mixed = {"forbidden": (pair,), "must": cx.Must(one_role=True), "weights": {"hiring": 3}}
    assert len({cx.pair(survey, way).id for way in (file, str(file), said, noun, mixed)}) == 1


def test_a_run_may_be_given_as_its_folder(tmp_path: Path) -> None:
    """Verbs on a run take the folder that was written, and refuse one whose record does not hold."""
    cx.export(run(), tmp_path / "out", formats=["json"])
    fit = run().matching.pairings[0]
    assert cx.explain(tmp_path / "out", (fit.mentor, fit.protege)) == cx.explain(run(), mentor=fit.mentor, protege=fit.protege)
    assert cx.rerun(tmp_path / "out", without="Kite Registry").id == later().id
    assert cx.pairings_frame(str(tmp_path / "out")).equals(cx.pairings_frame(run()))
    record = tmp_path / "out" / "run.json"
    record.write_text(record.read_text().replace('"points": 14', '"points": 15'))
    with pytest.raises(cx.CxmatchError, match="does not verify"):
        cx.report(tmp_path / "out")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: cx.pair(run().cohort, polcy=None), r'pair knows no "polcy"\. Did you mean "policy"\?'),  # type: ignore[call-arg]
        (lambda: cx.read_survey("a.csv", framwork="x"), r'Did you mean "framework"\?'),  # type: ignore[call-arg]
        (lambda: cx.pair(), r"missing a required argument: 'cohort'"),  # type: ignore[call-arg]
        (lambda: cx.pair(3), r"pair: cohort is a Cohort, a text, a path, bytes or a DataFrame, not 3\."),  # type: ignore[arg-type]
        (lambda: cx.rerun(run(), max_moves=True), r"max_moves is a whole number or None, not True"),
        (lambda: cx.rerun(run(), earlier=[3]), r"earlier is a list, each entry a Run, not \[3\]"),  # type: ignore[list-item]
        (lambda: cx.pair(run().cohort, {"objectiv": "total-first"}), r'no setting "objectiv"\. Did you mean "objective"\?'),
        (lambda: cx.pair(run().cohort, {"must": {"one_rol": True}}), r'no setting "one_rol"\. Did you mean "one_role"\?'),
        (lambda: cx.pair(run().cohort, {"weights": {"hiring": "much"}}), r"whole number"),
        (lambda: cx.pair(run().cohort, {"locked": [("A",)]}), r"an entry of \"locked\""),
        (lambda: cx.explain(run(), ("Kite Registry", "Nobody")), r'called "Nobody"'),
        (lambda: cx.explain(run()), r"Two offices are needed"),
    ],
)
def test_what_is_not_understood_is_refused_in_words(call: Callable[[], Any], said: str) -> None:
    """An unknown keyword names the nearest, a wrong type what is taken, a setting the nearest; each is a SettingsError."""
    with pytest.raises(cx.SettingsError, match=said):
        call()


def test_what_can_be_gone_through_is_a_list(tmp_path: Path) -> None:
    """A table gives its names where a list is wanted, such as all formats; a set and an iterator do as well."""
    assert cx.export(run(), tmp_path / "a", formats={"json": 1})
    assert cx.rerun(run(), without={"Kite Registry"}).id == cx.rerun(run(), without=iter(["Kite Registry"])).id


def test_a_number_out_of_a_frame_is_a_number() -> None:
    """A weight or a number of seats that was taken out of a DataFrame counts as the number that it is."""
    table = pd.DataFrame({"weight": [2], "name": ["hiring"]})
    said = cx.pair(run().cohort, {"weights": {table.loc[0, "name"]: table.loc[0, "weight"]}})
    assert said.id == cx.pair(run().cohort, {"weights": {"hiring": 2}}).id


def test_a_number_out_of_a_frame_is_one_for_verbs_and_nouns_too() -> None:
    """Such a number may also be given by itself, to a verb or to a noun; a broken one is refused as ever."""
    two, broken = pd.Series([2, 1]).max(), pd.Series([2.5]).max()
    assert cx.rerun(run(), without="Kite Registry", max_moves=two).id == cx.rerun(run(), without="Kite Registry", max_moves=2).id
    assert cx.Must(minimum_fit=two) == cx.Must(minimum_fit=2)
    with pytest.raises(cx.SettingsError, match=r"max_moves is a whole number or None, not 2\.5\."):
        cx.rerun(run(), max_moves=broken)


def test_a_policy_as_a_dict_is_told_without_lines() -> None:
    """What is wrong in a dict is said without a line that it does not have."""
    with pytest.raises(cx.SettingsError) as told:
        cx.pair(run().cohort, {"objective": "x", "tie_seed": 3})
    assert "line" not in str(told.value)
    assert "the policy" in str(told.value)


def test_a_policy_is_made_of_what_says_its_parts() -> None:
    """Pairs may be tuples, tables dicts, and objectives words; a policy made so is the one that nouns make."""
    said = cx.Policy(locked=[("A", "B")], must={"one_role": True}, objective="total-first", capacity={"offices": {"A": 2}})  # type: ignore[arg-type]
    made = cx.Policy(
        locked=(cx.Pair(mentor="A", protege="B"),),
        must=cx.Must(one_role=True),
        objective=cx.Objective.TOTAL_FIRST,
        capacity=cx.Capacity(offices={"A": cx.Seats(mentor=2)}),
    )
    assert said == made


@often(200)
@given(name=st.sampled_from([each.name for each in fields(cx.Policy)]), junk=st.deferred(lambda: JUNK))
def test_no_policy_breaks_whatever_it_is_made_of(name: str, junk: Any) -> None:
    """Whatever stands for a setting, in a policy or in a dict, it is taken or refused in words."""
    for make in (lambda: cx.Policy(**{name: junk}), lambda: cx.pair(run().cohort, {name: junk})):
        with suppress(cx.CxmatchError):
            make()


def test_a_survey_error_names_rows_and_columns() -> None:
    """Its text says where each cell stands, and of very many how many more there are."""
    good = "".join(f"Good {place},3,1\n" for place in range(70))
    rows = "".join(f"Office {place},wrong {place},1\n" for place in range(30))
    with pytest.raises(cx.SurveyError) as told:
        cx.pair(f"Office,Capability: Hiring,Need: Hiring\n{good}{rows}".encode())
    lines = str(told.value).splitlines()
    assert len(lines) == 1 + 20 + 1
    assert 'row 72, column B "Capability: Hiring": "wrong 0" is not a level' in lines[1]
    assert lines[-1].strip() == "and 10 more"


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**20),
    st.floats(),
    st.text(max_size=8),
    st.binary(max_size=8),
    st.lists(st.one_of(st.integers(), st.none(), st.text(max_size=3)), max_size=3),
    st.dictionaries(st.text(max_size=3), st.one_of(st.integers(), st.none(), st.lists(st.integers(), max_size=2)), max_size=2),
    st.tuples(st.text(max_size=3), st.text(max_size=3)),
    st.sampled_from(
        [Path("no such file"), Path("."), pd.DataFrame(), pd.DataFrame({"a": [1, None]}), object, print, cx.Policy()]
    ),
)


def _right(hint: Any) -> Any:
    """What a verb takes for a parameter of this kind, where the name of the kind tells."""
    known: dict[str, Callable[[], Any]] = {
        "Run": run,
        "Cohort": lambda: run().cohort,
        "Report": lambda: cx.report(run()),
        "Framework": lambda: run().cohort.framework,
        "Refusals": lambda: cx.refusals(run()),
        "CheckIns": lambda: cx.CheckIns(answers=()),
        "RoundStatus": lambda: cx.status(run(), cx.CheckIns(answers=())),
        "Reading": lambda: cx.check(cx.sample("roundtable-14")),
        "Written": lambda: cx.gaps(run().cohort),
        "ReportSettings": cx.ReportSettings,
        "float": lambda: 1,
    }
    found = next((make for word, make in known.items() if re.search(rf"\b{word}\b", str(hint))), None)
    return found() if found else "no such thing"


@pytest.mark.parametrize("name", VERBS)
@often(25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_verb_breaks_whatever_it_is_given(name: str, data: st.DataObject, tmp_path: Path) -> None:
    """With anything for one of its parameters, and what is right or nothing for the others, a verb does it or says why not."""
    verb = getattr(cx, name)
    before = os.getcwd()
    os.chdir(tmp_path)
    try:
        parameters = signature(verb).parameters.values()
        wrong = data.draw(st.sampled_from([each.name for each in parameters] or [""]))
        words = {each.name: _right(each.annotation) for each in parameters if each.default is Parameter.empty}
        verb(**{**words, **({wrong: data.draw(JUNK)} if wrong else {})})
    except cx.CxmatchError as problem:
        assert problem.what  # noqa: PT017  # it may well be done
    finally:
        os.chdir(before)


def test_every_verb_has_types() -> None:
    """Each parameter and what is given back has an annotation, and the package says that it has types."""
    assert (ROOT / "cxmatch" / "py.typed").exists()
    for name in VERBS:
        form = signature(getattr(cx, name))
        assert form.return_annotation is not form.empty, name
        assert all(each.annotation is not each.empty for each in form.parameters.values()), name


def test_every_public_name_has_an_entry_with_an_example_that_runs() -> None:
    """Each name of the face stands in the reference with an example; the examples of a page run with the tests."""
    page = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    entries = dict(re.findall(r"^### (\w+)\n(.*?)(?=^##|\Z)", page, re.MULTILINE | re.DOTALL))
    assert {"__version__", *entries} == set(cx.__all__)
    assert [name for name, entry in entries.items() if not re.search(r"^(>>>|\.\.\.) .*", entry, re.MULTILINE)] == []
    assert all(getattr(cx, name).__doc__ for name in entries)
