"""How the answers of a table are laid out, and the way from there to one row per office."""
