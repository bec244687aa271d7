"""What a heading says: aliases, directions, areas, and the columns file that has the last word."""
