"""Offices on one side, numbers on the other. Read `pair` first: it tells the story."""
