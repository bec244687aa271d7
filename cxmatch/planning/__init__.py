"""What the pairs and the cohort do next: gaps, the agenda of the sessions, and progress when the survey is asked again."""
