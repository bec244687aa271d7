"""Where headings stand and what they say: aliases, directions, areas, and the columns file that has the last word."""
