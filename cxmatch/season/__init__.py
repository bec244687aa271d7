"""The commands of a season: its settings, before the kickoff, in the round that runs, and after it. Importing this makes them."""

from cxmatch.season import after, before, during, settings

__all__ = ["after", "before", "during", "settings"]
