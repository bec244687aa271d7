"""The commands of a season, in its order: before the kickoff, and in the round that runs. Importing this makes them."""

from cxmatch.season import before, during

__all__ = ["before", "during"]
