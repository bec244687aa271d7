"""How many examples of a property are tried, measured by what the profiles of `conftest.py` say."""

from typing import Any

from hypothesis import settings


def often(of_hundred: int, **wishes: Any) -> settings:
    """Try so many examples where other properties try a hundred: fewer where one takes long, more where few find much."""
    return settings(max_examples=max(1, settings().max_examples * of_hundred // 100), **wishes)
