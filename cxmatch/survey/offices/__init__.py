"""Rows to offices: identity, duplicates, look-alikes."""
