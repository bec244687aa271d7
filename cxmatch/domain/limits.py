"""How large settings files and records may be; past these no program's own file goes, and refusing takes no time.

`docs/policy.md` states them.
"""

from __future__ import annotations

SETTINGS_BYTES = 1_000_000
ENTRIES = 10_000
CHARACTERS = 10_000
DIGITS = 15
PARTS = 8
DEPTH = 8
SHOWN = 20

RECORD_BYTES, RECORD_DEPTH, LONGEST_NUMBER = 200_000_000, 32, 40
RECORD_ENTRIES, LARGEST_NUMBER = 100_000, 2**62
