"""A plan that is mended when an office leaves, against the cohort without it paired from the start."""

import invent
import numpy as np
import pytest

import cxmatch as cx
from cxmatch.errors import CxmatchError
from cxmatch.matching.best import leaves_plain, mended_without
from cxmatch.matching.explain import without_office
from cxmatch.matching.plan import Plan


@pytest.mark.parametrize("ruled", [False, True])
@pytest.mark.parametrize("seed", range(24))
def test_mending_gives_what_pairing_again_gives(seed: int, ruled: bool) -> None:
    """Cells, those that every equally near plan has, and those that some have; where the rules allow mending at all."""
    cohort = invent.cohort(seed, 4 + seed % 9, seats=1 + seed % 3)
    try:
        plan = Plan.of(cx.pair(cohort, invent.policy(seed, cohort) if ruled else None))
    except CxmatchError:
        return
    offices = [office.id for office in plan.matrix.cohort.offices if leaves_plain(plan.matrix, office.id)]
    assert ruled or len(offices) == len(plan.matrix.cohort.offices)
    for office in offices:
        again, found = without_office(plan, office), mended_without(plan.matrix, plan.chosen, plan.best, office, told=True)
        assert (again is None) == (found is None)
        if again is not None and found is not None:
            assert found.exact
            for part in ("chosen", "sure", "possible"):
                assert np.array_equal(getattr(found, part), getattr(again[1], part))
