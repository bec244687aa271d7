"""Verbs that take what one has, and what comes out as a table: the face of other rooms, for programs and notebooks."""
