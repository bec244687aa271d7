"""What the pairs and the cohort do next: gaps, the agenda, and the survey asked again."""
