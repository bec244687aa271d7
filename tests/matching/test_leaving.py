"""A plan that is mended when an office leaves, against the cohort without it paired from the start."""

import invent
import numpy as np
import pytest

import cxmatch as cx
from cxmatch.errors import CxmatchError
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
    mending = plan.leaving
    assert mending.is_plain or ruled
    for office in plan.matrix.cohort.offices if mending.is_plain else ():
        again, found = without_office(plan, office.id), mending.nearest(office.id, told=True)
        assert (again is None) == (found is None)
        if again is not None and found is not None:
            assert found.exact
            for part in ("chosen", "sure", "possible"):
                assert np.array_equal(getattr(found, part), getattr(again[1], part))
