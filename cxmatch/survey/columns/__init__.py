"""What each column is used as, and which practice areas the survey has."""
