"""Cells to levels: ratings, scales, and the six ways of asking need."""
