"""Values to bytes and back: codec, settings files, texts, whole-or-nothing writing. Knows no noun."""
