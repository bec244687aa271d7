"""Bytes in, a Cohort out: the survey wing."""
