"""How many examples are tried: so few in each run of the tests, and many more in a campaign."""

from typing import Any

import pytest
from hypothesis import settings


def often(of_hundred: int, **wishes: Any) -> settings:
    """Try so many examples where other properties try a hundred: fewer where one takes long, more where few find much."""
    return settings(max_examples=max(1, settings().max_examples * of_hundred // 100), **wishes)


def daily(few: int, every: int) -> list[Any]:
    """The numbers from 0 up to `every`, all but the first `few` of them in a campaign."""
    return [*range(few), *(pytest.param(number, marks=pytest.mark.campaign) for number in range(few, every))]
