"""Need is asked in six ways; each comes to steps, and the reading says which way it was."""

from __future__ import annotations

from cxmatch.domain.cohort import Cohort
from cxmatch.survey.reader import check


def _cohort(text: str) -> Cohort:
    reading = check(text.encode())
    assert [finding.message for finding in reading.errors] == []
    assert reading.cohort is not None
    return reading.cohort


def _needs(text: str) -> list[dict[str, int]]:
    return [dict(office.need) for office in _cohort(text).offices]


def test_a_rating_is_its_level() -> None:
    """A rating beside the capability is taken as it is."""
    assert _needs("Office,Cap: Hiring,Need: Hiring\nA,1,4\nB,5,1\n") == [{"hiring": 4}, {"hiring": 1}]


def test_a_required_level_counts_the_steps_above_the_current_one() -> None:
    """Required minus current, never below nothing, and nothing where one of the two is open."""
    text = "Office,Current: Hiring,Required: Hiring\nA,1.5,4\nB,5,2\nC,,4\n"
    assert _needs(text) == [{"hiring": 25}, {"hiring": 0}, {}]
    assert (_cohort(text).framework.need_scale.low, _cohort(text).framework.need_scale.high) == (0, 4)


def test_picks_with_one_column_a_choice() -> None:
    """A mark or the words of the choice count one step; who picked nothing answered nothing."""
    text = "Office,Cap: Hiring,Cap: Culture,Need: Hiring,Need: Culture\nA,1,2,x,\nB,2,1,,Culture\nC,2,1,,\n"
    assert _needs(text) == [{"hiring": 1, "culture-measurement": 0}, {"hiring": 0, "culture-measurement": 1}, {}]


def test_picks_joined_by_semicolons() -> None:
    """The mark at the end of the list is no pick."""
    text = "Office,Cap: Hiring,Cap: Governance,Top priorities\nA,1,5,Hiring;\nB,3,2,Governance;Hiring;\nC,3,2,\n"
    picked = [{area for area, level in need.items() if level} for need in _needs(text)]
    assert picked == [{"hiring"}, {"hiring", "governance"}, set()]


def test_picks_joined_by_commas_that_options_hold_too() -> None:
    """Options with commas in them are known by the areas, the longest first."""
    text = 'Office,"Cap: Pay, grades",Cap: Pay,Top priorities\nA,1,5,"Pay, grades, Pay"\nB,3,2,"Pay, grades"\n'
    picked = [sum(need.values()) for need in _needs(text)]
    assert picked == [2, 1]


def test_an_unknown_pick_is_refused_with_the_line_to_write() -> None:
    """A picked option that is no area is never dropped without a word."""
    reading = check(b"Office,Cap: Hiring,Top priorities\nA,1,Hiring;Parking;\nB,3,Hiring;\n")
    assert [(f.place.row, f.place.column, f.code) for f in reading.errors] == [(2, "C", "CX114")]
    assert reading.errors[0].facts["line"] == '"Parking" = "not answered"'


def test_ranks_count_from_the_most_wanted() -> None:
    """Of two ranked areas the first counts two steps, the second one, and an open one none."""
    text = "Office,Cap: Hiring,Cap: Governance,Rank: Hiring,Rank: Governance\nA,1,2,1,2\nB,2,1,,1\n"
    assert _needs(text) == [{"hiring": 2, "governance": 1}, {"hiring": 0, "governance": 2}]


def test_a_rank_given_twice_is_refused() -> None:
    """Two areas cannot both come first."""
    reading = check(b"Office,Cap: Hiring,Cap: Governance,Rank: Hiring,Rank: Governance\nA,1,2,1,1\nB,2,1,3,1\n")
    assert [(f.place.row, f.place.column, f.code) for f in reading.errors] == [(2, "", "CX116"), (3, "D", "CX115")]


def test_a_wish_asks_for_every_area() -> None:
    """Who only says that it wants help asks for one step in every area, and takes no partner if it says no."""
    text = "Office,Cap: Hiring,Can you mentor?,Would you like a mentor?\nA,1,No,Yes\nB,5,Yes,No\n"
    assert _needs(text) == [{"hiring": 1}, {"hiring": 1}]
    assert [(office.mentor_slots, office.protege_slots) for office in _cohort(text).offices] == [(0, 1), (1, 0)]


def test_a_maybe_is_said_to_count_as_yes() -> None:
    """Who may mentor or may want help is counted in, and a note names the rows."""
    text = 'Office,Cap: Hiring,Can you mentor?,Would you like a mentor?\nA,1,Maybe,Yes\nB,5,Yes,no\nC,3,"maybe, later",x\n'
    notes = [(f.place.column, f.message) for f in check(text.encode()).findings if f.code == "CX477"]
    assert notes == [("C", '"Maybe" was counted as yes: rows 2, 4.')]
    assert [office.mentor_slots for office in _cohort(text).offices] == [1, 1, 1]


def test_roles_and_seats() -> None:
    """A role leaves out a side; seats count partners; one is assumed."""
    text = "Office,Role,Mentor seats,Protege seats,Cap: Hiring,Need: Hiring\n"
    text += "A,Mentor,3,,5,1\nB,Prot\u00e9g\u00e9,,2,1,5\nC,,,,2,2\nD,mentee,,,2,2\n"
    slots = [(office.mentor_slots, office.protege_slots) for office in _cohort(text).offices]
    assert slots == [(3, 0), (0, 2), (1, 1), (0, 1)]


def test_how_many_proteges_an_office_can_take() -> None:
    """The question of a form is understood as seats, and what is no number is refused."""
    text = "Office,How many proteges can you take?,Role,Cap: Hiring,Need: Hiring\nA,2,Boss,5,1\nB,a few,Both,1,5\n"
    reading = check(text.encode())
    assert [(f.place.row, f.place.column, f.code) for f in reading.errors] == [(2, "C", "CX112"), (3, "B", "CX111")]


def test_a_survey_that_asks_no_need_is_refused() -> None:
    """Without need, role or wish nobody could be a protege."""
    assert [f.code for f in check(b"Office,Cap: Hiring\nA,1\nB,2\n").errors] == ["CX304"]


def test_need_asked_in_two_ways() -> None:
    """A rating is used before a rank, and the reading says that the rank is not."""
    reading = check(b"Office,Cap: Hiring,Need: Hiring,Rank: Hiring\nA,1,4,1\nB,5,1,1\n")
    assert [finding.facts["others"] for finding in reading.findings if finding.code == "CX459"] == ["rank"]


def test_ranks_of_a_matrix() -> None:
    """A ranking question with a column an area is known by its words."""
    text = "Office,Cap: Hiring,Cap: Governance,Please rank the areas - Hiring,Please rank the areas - Governance\n"
    assert _needs(text + "A,1,2,1,2\nB,2,1,2,1\n") == [{"hiring": 2, "governance": 1}, {"hiring": 1, "governance": 2}]


def test_a_role_counts_before_seats() -> None:
    """Seats on a side that the role leaves out are warned of."""
    reading = check(b"Office,Role,Mentor seats,Cap: Hiring,Need: Hiring\nA,Protege,2,1,4\nB,Mentor,2,5,1\n")
    assert [(f.place.row, f.place.column) for f in reading.findings if f.code == "CX212"] == [(2, "C")]
    assert reading.cohort is not None
    assert [office.mentor_slots for office in reading.cohort.offices] == [0, 2]


def test_numbers_on_a_scale_of_words_are_told() -> None:
    """A recoded export gives places of labels; that is read, and said."""
    reading = check(b"Office,Cap: Hiring,Need: Hiring\nA,3,4\nB,Reactive,1\n", framework="cx-maturity")
    assert reading.cohort is not None
    assert [office.capability["hiring"] for office in reading.cohort.offices] == [3, 1]
    assert [finding.facts["numbers"] for finding in reading.findings if finding.code == "CX475"] == ["3"]


def test_lowest_ratings_are_no_ticks() -> None:
    """Under the plain heading "Need: Hiring" a column of 1 and blanks is the lowest rating: nobody wants help."""
    assert _needs("Office,Cap: Hiring,Need: Hiring\nA,1,1\nB,5,\n") == [{"hiring": 1}, {}]
