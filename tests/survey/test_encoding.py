"""Bytes to text: decided by rule, said, and refused where two readings are possible."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxmatch.domain.findings import Place
from cxmatch.errors import CxmatchError, SettingsError, SurveyError
from cxmatch.survey.files.delimited import _as_encoding, decode

PLACE = Place(file="survey.csv")
TEXT = "Office,Agency\nCafé Affairs – “CX”,Lanterns\n"


def codes(findings: object) -> list[str]:
    """Give the codes of findings."""
    return [finding.code for finding in findings]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("codec", "mark", "expected"),
    [
        ("utf-8", b"", []),
        ("utf-8-sig", b"", []),
        ("utf-16-le", b"\xff\xfe", ["CX401"]),
        ("utf-16-be", b"\xfe\xff", ["CX401"]),
        ("utf-16-le", b"", ["CX401"]),
        ("utf-16-be", b"", ["CX401"]),
        ("cp1252", b"", ["CX016"]),
    ],
)
def test_recognized(codec: str, mark: bytes, expected: list[str]) -> None:
    """Each usual encoding gives the same text, without its mark, and says what was decided."""
    text, notes = decode(mark + TEXT.encode(codec), PLACE)
    assert text == TEXT
    assert codes(notes) == expected


@pytest.mark.parametrize(
    ("data", "code", "row"),
    [
        (b"\xff\xfe\0\0O\0\0\0", "CX012", None),
        (b"\0\0\xfe\xff\0\0\0O", "CX012", None),
        (b"a,b\nCaf\x8e Qu\x8ebec,1\n", "CX011", 2),
        (b"a,b\n1,2\nthe office\xd5s work,1\n", "CX011", 3),
        (b"a\n\xd0\xf3\xf1\xf1\xea\xe8\xe9\n", "CX011", 2),
        (b"a\nx\x81y\n", "CX011", 2),
        (b'a,b\nCaf\xc3\xa9,1\n"x\n y",2\nCaf\xe9,3\n', "CX010", 4),
        (b"a,b\nx\xed\xa0\x80,1\n", "CX013", 2),
        (b"\xff\xfeO\0f", "CX015", 1),
        (b"\xff\xfeO\0\x00\xd8O\0", "CX015", 1),
    ],
)
def test_refused(data: bytes, code: str, row: int | None) -> None:
    """What could be read in two ways, or in none, is refused with its row."""
    with pytest.raises(SurveyError) as caught:
        decode(data, PLACE)
    assert [(finding.code, finding.place.row) for finding in caught.value.findings] == [(code, row)]


def test_a_doubt_shows_the_word_it_is_about() -> None:
    """A refusal shows words of the file, and no bytes."""
    for data, code, words in (
        (b"a,b\nCaf\x8e Qu\x8ebec,1\n", "CX011", '"CafŽ QuŽbec"'),
        (b"a\nx\x81y\n", "CX011", '"x\ufffdy"'),
        (b"a,b\nCaf\xc3\xa9,1\nCaf\xe9 Desk,3\n", "CX010", '"Caf\ufffd Desk"'),
    ):
        with pytest.raises(SurveyError) as caught:
            decode(data, PLACE)
        assert caught.value.findings[0].code == code
        assert words in caught.value.findings[0].message


def test_windows_warning_shows_an_example() -> None:
    """The warning shows the words it is about, so that a person can judge."""
    _, notes = decode(TEXT.encode("cp1252"), PLACE)
    assert "Windows-1252" in notes[0].message
    assert "Café Affairs – “CX”" in notes[0].message


def test_letters_converted_twice() -> None:
    """Text that went through two conversions is warned of and left as it is."""
    broken = "Café Office".encode().decode("cp1252")
    text, notes = decode(f"a,b\n{broken},1\n".encode(), PLACE)
    assert broken in text
    assert codes(notes) == ["CX017"]
    assert notes[0].place.row == 2


def test_asked_for() -> None:
    """The encoding that the organizer names is used, and nothing else is tried."""
    assert decode("a\nCafé\n".encode("mac-roman"), PLACE, "macroman") == ("a\nCafé\n", [])
    with pytest.raises(SurveyError, match="cannot be read as UTF-8"):
        decode(b"a\nCaf\xe9\n", PLACE, "utf8")


@pytest.mark.parametrize("name", ["utf-9", "base64", "unicode_escape", "", "x\0y", "é" * 500, "../utf-8", "undefined"])
def test_unknown_name(name: str) -> None:
    """A name that is no encoding of texts is a mistake of usage."""
    with pytest.raises(SettingsError):
        _as_encoding(name)


def test_near_name() -> None:
    """A misspelt encoding gets the nearest one suggested."""
    with pytest.raises(SettingsError, match=r'Did you mean "mac-roman"\?'):
        _as_encoding("mac-romann")


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "utf-16", "cp1252", "shift_jis"]))
def test_any_bytes(data: bytes, encoding: str | None) -> None:
    """Arbitrary bytes give a text or an error of ours."""
    with suppress(CxmatchError):
        assert isinstance(decode(data, PLACE, encoding)[0], str)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=100))
def test_utf8_is_identity(text: str) -> None:
    """Whatever is written in UTF-8 comes back to the letter."""
    assert decode(b"\xef\xbb\xbf" + text.encode(), PLACE)[0] == text
