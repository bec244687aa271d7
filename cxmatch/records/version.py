"""The version of cxmatch, as files that it writes name it."""

__version__ = "0.1.0"
