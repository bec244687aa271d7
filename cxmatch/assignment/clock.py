"""How long searches may take: a bound on the wall clock, which all searches within it share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from math import inf
from time import monotonic

_END: ContextVar[float] = ContextVar("end", default=inf)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """End every search that begins in this context after so many seconds from now, with the best that it has found by then."""
    token = _END.set(min(_END.get(), monotonic() + seconds))
    try:
        yield
    finally:
        _END.reset(token)


def share(part: float) -> AbstractContextManager[None]:
    """End every search that begins in this context when so much of the time that is left is over."""
    return within(left() * part)


def left() -> float:
    """Return the seconds that are left, 0 where time is over and infinity where nothing bounds it."""
    return max(0.0, _END.get() - monotonic())
