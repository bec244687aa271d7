"""Short names: any unique beginning or acronym is enough, several meanings are listed, and what is stored is whole."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cxmatch as cx
from cxmatch.commands.tables import RuleOptions
from cxmatch.domain.cohort import Cohort, Office
from cxmatch.domain.naming import is_short, meant, meant_area, said_short, whole_names
from cxmatch.domain.policy import Pair, Policy
from cxmatch.errors import SettingsError

COHORT = cx.read_survey(cx.sample("roundtable-14"))
NAMES = [office.id for office in COHORT.offices]


def cohort_of(*names: tuple[str, str]) -> Cohort:
    first = COHORT.offices[0]
    return replace(COHORT, offices=tuple(replace(first, id=name, name=name, department=home) for name, home in names))


@given(st.sampled_from(NAMES), st.integers(1, 30))
def test_a_beginning_means_the_office_that_alone_begins_so(name: str, letters: int) -> None:
    """Whatever the case, a beginning of one name means it; that of several is refused with each of them."""
    typed = name[:letters].swapcase()
    begun = [other for other in NAMES if other.casefold().startswith(typed.casefold())]
    if len(begun) == 1:
        assert meant(COHORT, typed).id == name
    else:
        with pytest.raises(SettingsError, match="could mean several") as refused:
            meant(COHORT, typed)
        assert all(other in refused.value.what for other in begun[:5])


@pytest.mark.parametrize(
    ("typed", "name", "short"),
    [
        ("GSA", "General Services Administration", True),
        ("g.s.a.", "General Services Administration", True),
        ("DVA", "Department of Veterans Affairs", True),
        ("DOVA", "Department of Veterans Affairs", True),
        ("VBA", "Veterans Benefits Administration - Loan Guaranty", True),
        ("FSA", "Farm Service (FSA)", True),
        ("gen", "General Services Administration", True),
        ("Services", "General Services Administration", False),
        ("G", "Office of Grants", False),
        ("", "Office", False),
        ("  ", "Office", False),
        ("!", "Office", False),
    ],
)
def test_what_is_a_short_name_of_another(typed: str, name: str, short: bool) -> None:
    """A beginning, the acronym with or without small words, that of a part, or what stands in brackets; not any piece."""
    assert is_short(typed, name) is short


def test_a_whole_name_goes_before_short_ones() -> None:
    """An office that is called just so is meant, whatever else begins so."""
    cohort = cohort_of(("Fleet", "A"), ("Fleet Card Office", "B"))
    assert meant(cohort, "fleet").id == "Fleet"


def test_a_department_means_its_office_only_where_it_has_one() -> None:
    """The department of one office means it; that of several names them; an office's own name goes first."""
    cohort = cohort_of(("Benefits", "Veterans Affairs"), ("Loans", "Farm Service"), ("Grants", "Farm Service"))
    assert meant(cohort, "VA").id == "Benefits"
    with pytest.raises(SettingsError, match='several offices: "Grants", "Loans"'):
        meant(cohort, "FS")


def test_what_no_name_begins_with_has_the_nearest_offered() -> None:
    """A misspelled name is never guessed: the nearest is offered."""
    with pytest.raises(SettingsError, match='Did you mean "Kite Registry"'):
        meant(COHORT, "Kyte Registry")


def test_areas_have_short_names() -> None:
    """A unique beginning of a practice area or its acronym means it; a whole name or alias goes first; else none."""
    framework = COHORT.framework
    found = {typed: area.name for typed in ("hir", "FFS", "gov", "staffing") if (area := meant_area(framework, typed))}
    assert found == {"hir": "Hiring", "FFS": "Funding for Scale", "gov": "Governance", "staffing": "Hiring"}
    assert meant_area(framework, "parking") is None


def test_only_short_names_are_spoken_of() -> None:
    """A whole name is not said again."""
    assert said_short(COHORT, ["kite registry", "kite"]) == ('"kite" is Kite Registry.',)


def test_rules_of_the_command_line_are_stored_whole() -> None:
    """Pairs and weights typed short are in the policy, and in what its origins go by, by their whole names."""
    typed = RuleOptions(lock=["foot>kite"], forbid=["*>clock"], weight=["hir=3"]).on(Policy())
    policy, said = whole_names(typed, COHORT)
    assert policy.locked == (Pair(mentor="Footpath Access Office", protege="Kite Registry"),)
    assert policy.forbidden == (Pair(mentor="*", protege="Clock Repair Claims"),)
    assert policy.weights == {"Hiring": 3}
    assert policy.where("locked", policy.locked[0]) == "--lock"
    assert policy.where("weights", "Hiring") == "--weight"
    assert len(said) == 4


def test_rules_of_a_file_are_never_guessed() -> None:
    """A short name in a policy file is refused as one that nobody has."""
    policy = Policy.parse('[[locked]]\nmentor = "foot"\nprotege = "kite"')
    assert whole_names(policy, COHORT) == (policy, ())
    with pytest.raises(SettingsError, match="No office"):
        cx.pair(COHORT, policy)


def test_the_name_of_an_office_that_has_left_stays() -> None:
    """A rule on an office of an earlier run is not taken for another whose name begins so."""
    policy = RuleOptions(forbid=["Kite>Clock Repair Claims"]).on(Policy())
    assert whole_names(policy, COHORT, known={"kite"}) == (policy, ())


def test_the_verbs_take_short_names() -> None:
    """`explain`, `explain_office` and `rerun` mean by a short name what they mean by the whole one."""
    run = cx.pair(COHORT)
    assert cx.explain(run, mentor="foot", protege="kite") == cx.explain(
        run, mentor="Footpath Access Office", protege="Kite Registry"
    )
    assert cx.explain_office(run, "FAO") == cx.explain_office(run, "Footpath Access Office")
    assert cx.rerun(run, without=["kite"]).id == cx.rerun(run, without=["Kite Registry"]).id
    assert list(cx.practices("roundtable", area="hir").areas) == ["Hiring"]


def test_names_that_are_no_words_mean_nothing_by_accident() -> None:
    """An office named by signs alone is found by its whole name, and has no acronym."""
    cohort = replace(COHORT, offices=(*COHORT.offices, Office(id="???", name="???", department="!")))
    assert meant(cohort, "???").id == "???"
