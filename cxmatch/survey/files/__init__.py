"""Bytes in, cells out: encodings, delimiters, workbooks, frames. Nothing is interpreted yet."""
