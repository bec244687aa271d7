"""A report in, bytes out. Each format is one entry of the registry in `formats`."""
