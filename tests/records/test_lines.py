"""Where settings stand in a TOML file, whatever its formatting."""

from cxmatch.records.lines import line_with, lines_of

LINES = ("\ufeff# comment", "'a b' = 1 # x", "", ' [ t . "u v" ]', "k.l = 2")
LISTS = ("[[list]]", "m = 1", "[list.inner]", "n = 1", "[[list]]", "m = 2")
TEXT = "\r\n".join((*LINES, *LISTS))


def test_odd_formatting_is_followed() -> None:
    """Quoted and dotted keys, blanks in headers, comments, CRLF, a byte order mark, and tables inside list entries."""
    lines = lines_of(TEXT)
    assert lines["a b",] == 2
    assert lines["t", "u v"] == 4
    assert lines["t", "u v", "k", "l"] == 5
    assert (lines["list", 0, "m"], lines["list", 0, "inner", "n"], lines["list", 1, "m"]) == (7, 9, 11)


def test_a_line_is_found_by_its_words() -> None:
    """The first line from a start that holds all the words, or the start itself."""
    assert line_with(["a", '["x", "y"]', '["x", "z"]'], 1, "x", "z") == 3
    assert line_with(["a", "b"], 2, "nowhere") == 2
