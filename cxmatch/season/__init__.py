"""The commands of a season, in its order: before the kickoff, in the round that runs, and after it. Importing this makes them."""

from cxmatch.season import after, before, during

__all__ = ["after", "before", "during"]
