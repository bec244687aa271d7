"""Bytes to text: decided by rule, said, and refused where two readings are possible."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxmatch.domain.findings import Place
from cxmatch.errors import CxmatchError, SettingsError, SurveyError
from cxmatch.survey.files.encoding import _as_encoding, decode

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


MANY = "".join(f"Café {number} – “Überblick”,{number % 5}\n" for number in range(20))


@pytest.mark.parametrize(("most", "few"), [("cp1252", "utf-8"), ("utf-8", "cp1252")])
def test_a_few_letters_in_another_encoding(most: str, few: str) -> None:
    """What is mostly Windows-1252 or mostly UTF-8 is read as that, the few others as what they are, and their rows are said."""
    data = b"Office,Score\n" + MANY.encode(most) + "Père’s Desk,3\n".encode(few) + MANY.encode(most)
    text, [note] = decode(data, PLACE)
    assert text == f"Office,Score\n{MANY}Père’s Desk,3\n{MANY}"
    assert (note.code, note.facts["count"], note.facts["rows"]) == ("CX055", "2", "row 22")
    assert "--encoding" in note.remedy
    assert "Père’s Desk" in note.message


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("Café ".encode() * 3 + "Café ".encode("cp1252") * 3, "CX010"),
        ("Café ".encode() * 30 + b"the office\xd5s", "CX011"),
        ("Café ".encode() * 30 + "Büro \u2013".encode()[:-1], "CX010"),
        ("Café ".encode() * 30 + b"\xe2\x80 cut", "CX010"),
        ("Café ".encode("cp1252") * 30 + "Café ".encode() + b"\x81", "CX011"),
    ],
    ids=["half and half", "Mac Roman", "cut off", "cut letter", "no letter"],
)
def test_mixed_encodings_that_nobody_can_tell_apart(data: bytes, code: str) -> None:
    """Where neither is clearly the usual one, or the others fit in none, the row is refused."""
    with pytest.raises(SurveyError) as caught:
        decode(b"Office\n" + data + b"\n" if b"cut" in data or data[-1] < 0x80 else b"Office\n" + data, PLACE)
    assert [finding.code for finding in caught.value.findings] == [code]


def test_one_blank_left_out_does_not_put_a_whole_file_in_doubt() -> None:
    """A quotation mark amid a word is a slip among very many letters; where such words are many the encoding is another."""
    letters, slip = (
        "the office\u2019s \u2013 plan \u201cis ready\u201d\n".encode("cp1252"),
        "staff\u201dwho test\n".encode("cp1252"),
    )
    text, notes = decode(letters * 20 + slip, PLACE)
    assert "staff\u201dwho" in text
    assert [note.code for note in notes] == ["CX016"]
    with pytest.raises(SurveyError) as caught:
        decode(letters * 20 + slip * 3, PLACE)
    assert caught.value.findings[0].code == "CX011"


def test_the_encoding_that_a_refusal_names_works() -> None:
    """Half and half is refused with an encoding that reads it all; what it makes of the other half is warned of."""
    data = b"Office\n" + "Café\n".encode() + "Cafés\n".encode("cp1252")
    with pytest.raises(SurveyError) as caught:
        decode(data, PLACE)
    assert "--encoding cp1252" in caught.value.findings[0].remedy
    text, notes = decode(data, PLACE, "cp1252")
    assert text == "Office\nCafÃ©\nCafés\n"
    assert codes(notes) == ["CX017"]


def test_capitals_before_a_sign_are_two_letters() -> None:
    """In Windows-1252 a capital and the sign behind it look like one letter of UTF-8, and are not."""
    text, notes = decode("Office\nCAFÉ™ and LYCÉE\n".encode("cp1252"), PLACE)
    assert text == "Office\nCAFÉ™ and LYCÉE\n"
    assert codes(notes) == ["CX016"]


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
