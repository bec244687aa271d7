"""Values to bytes and back: codec, settings files, texts, whole-or-nothing writing. Knows no noun."""

__version__ = "0.1.0"
RECORD = "run.json"  # the file of a run
PARTS = HAND_OUT, KEEP = "hand out", "keep"  # the parts of a kickoff folder: what is forwarded, and what is not
SPLIT, MAIL = "briefs", "mail"  # folders of files that are alike: split briefs, and messages
