"""245 real offices, where the data lie beside the project; skipped elsewhere."""

from pathlib import Path

import numpy as np
import pytest

import cxmatch as cx
from cxmatch.domain.policy import Policy
from cxmatch.domain.run import Run
from cxmatch.matching.fit import FitMatrix

HERE = Path(__file__).parent
SURVEY = HERE.parent.parent.parent / "shared" / "data" / "fy24-offices-capability-need.csv"
pytestmark = pytest.mark.skipif(not SURVEY.exists(), reason=f"needs {SURVEY.name} in ../shared/data")


@pytest.fixture(scope="module")
def run() -> Run:
    return cx.pair(cx.read_survey(SURVEY, framework=HERE / "offices.toml"))


def test_all_offices_are_read_and_the_name_that_stands_twice_is_told_apart(run: Run) -> None:
    """245 offices, two-decimal ratings held exactly, one name in two departments."""
    assert len(run.cohort.offices) == 245
    assert run.cohort.framework.capability_scale.decimals == 2
    twins = [office.id for office in run.cohort.offices if office.name == "Office of Inspector General"]
    assert twins == [
        f"Office of Inspector General ({home})" for home in ("Department of Homeland Security", "Department of the Treasury")
    ]


def test_the_pairing_is_proven_and_verified(run: Run) -> None:
    """The proof holds, and nobody waits who could be paired with a free mentor."""
    assert cx.verify(run) == ()
    matrix = FitMatrix.of(run.cohort, Policy())
    chosen = matrix.chosen(run.matching)
    idle = ~chosen.any(axis=1)
    alone = ~chosen.any(axis=0)
    assert not matrix.allowed[np.ix_(idle, alone)].any()


def test_the_survey_needs_no_framework_of_its_own(run: Run) -> None:
    """With only the scale named, the headings make the areas and the answers are the same."""
    cohort = cx.read_survey(SURVEY, scale="0-5")
    assert cx.pair(cohort).matching.points == run.matching.points
