"""The nouns of cxmatch: frozen, complete in themselves, standard library only."""
