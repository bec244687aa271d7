"""How each noun looks in a terminal. The only room that knows rich."""
