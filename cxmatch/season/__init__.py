"""The commands of a season: its settings, before the kickoff, and in the round that runs. Importing this makes them."""

from cxmatch.season import before, during, settings

__all__ = ["before", "during", "settings"]
