"""What is being done and how far it is: any room may tell it, and who shows it on a terminal listens. It decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeAlias, TypeVar

Thing = TypeVar("Thing")
Listener: TypeAlias = Callable[[str, int, int], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Call a function from now on with the words, how many are done, and of how many (0: nobody knows)."""
    _listeners[:] = [listener]


@contextmanager
def heard(listener: Listener) -> Iterator[None]:
    """Call a function as well, while something is done."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def tell(words: str, done: int = 0, of: int = 0) -> None:
    """Say what is done next; costs nothing where nobody listens."""
    for listener in _listeners:
        listener(words, done, of)


def told(words: str, things: Sequence[Thing]) -> Iterator[Thing]:
    """Yield things, and tell before each of them how many are done."""
    for done, thing in enumerate(things):
        tell(words, done, len(things))
        yield thing
