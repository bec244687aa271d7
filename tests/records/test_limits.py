"""Settings and records past all sense are refused at once, with the line where there is one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cxmatch import errors
from cxmatch.domain.framework import Framework
from cxmatch.domain.policy import Policy
from cxmatch.errors import CxmatchError, FileError, SettingsError
from cxmatch.records import codec, toml
from cxmatch.records.codec import loads
from cxmatch.survey.headings.mapping import ColumnsFile

PAIRS = '[[locked]]\nmentor = "A{0}"\nprotege = "B{0}"\n'
TEXTS = {
    "digits": ("\n[weights]\nHiring = " + "9" * 6000, "line 3: a number has more than 15 digits"),
    "hexadecimal digits": ("a = 0x" + "f" * 6000, "line 1: a number has more than"),
    "parts of a key": ("a." * 20_000 + "a = 1", "line 1: a key has more than 8 parts"),
    "parts in quotes": ('"a" . ' * 20_000 + "a = 1", "line 1: a key has more than 8 parts"),
    "parts of a heading": ("\n\n[" + "a." * 20_000 + "a]", "line 3: a key has more than 8 parts"),
    "a table in a table": ("a = " + "{a = " * 100_000, "line 1: brackets stand more than 8 deep"),
    "lists in lists": ("a = " + "[" * 100_000, "line 1: brackets stand more than 8 deep"),
    "pairs": ("".join(PAIRS.format(number) for number in range(200_000)), "larger than any settings file"),
    "short pairs": ("\nlocked = [" + '["A","B"],' * 90_000 + "]", "line 2: 90,000 entries in one list"),
    "tables": ("".join(f"[t{number}]\n" for number in range(100_000)), "100,000 entries in one list"),
    "a name": ('"' + "x" * 900_000 + '" = 1', "line 1: a text has more than"),
    "quotation marks": ('"""\\' * 200_000, "line 1: a text has more than"),
}
READERS: dict[str, Callable[[str, Path], object]] = {
    "a policy": lambda text, folder: Policy.parse(text),
    "a framework": lambda text, folder: Framework.parse(text, "own.toml"),
    "columns": lambda text, folder: ColumnsFile.load(_file(folder, text)),
}


def _file(folder: Path, text: str) -> Path:
    path = folder / "columns.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("what", READERS)
@pytest.mark.parametrize("limit", TEXTS)
def test_settings_past_a_limit_are_refused_at_once(limit: str, what: str, tmp_path: Path) -> None:
    """Each limit holds for each kind of settings file."""
    text, words = TEXTS[limit]
    with pytest.raises(SettingsError, match=words):
        READERS[what](text, tmp_path)


def test_what_stands_in_quotes_or_comments_is_never_a_number_or_a_key() -> None:
    """Digits, points and brackets inside texts and comments count for nothing."""
    text = 'tie_seed = """1.2.3.4.5.6.7.8.9.10 99999999999999999999\n[[[[[[[[[[[[""" # 1.1.1.1.1.1.1.1.1.1.1 [[[[[[[[[[[['
    assert Policy.parse(text).tie_seed.startswith("1.2.3")


def test_as_many_pairs_as_are_allowed_are_read_with_their_lines() -> None:
    """At the limit every pair is there, and the last one knows its line."""
    policy = Policy.parse("".join(PAIRS.format(number) for number in range(toml.ENTRIES)))
    assert len(policy.locked) == toml.ENTRIES
    assert max(int(policy.where("locked", pair).split()[-1]) for pair in policy.locked) == 3 * toml.ENTRIES - 2


def test_many_mistakes_show_20_and_a_count() -> None:
    """A file with 5,000 mistakes names the first 20."""
    with pytest.raises(SettingsError, match="5000 things to fix") as refused:
        Policy.parse("".join(f"rule{number} = 1\n" for number in range(5000)))
    assert refused.value.what.endswith("... and 4980 more")
    assert len(refused.value.what.splitlines()) == errors.SHOWN + 2


def test_a_settings_file_is_never_read_whole_when_it_is_too_large(tmp_path: Path) -> None:
    """A file past the limit is refused by its size, whatever is in it; a folder and a missing file are file errors."""
    (tmp_path / "large.toml").write_bytes(b"\xff" * (toml.SETTINGS_BYTES + 1))
    with pytest.raises(SettingsError, match="larger than any settings file"):
        Policy.load(tmp_path / "large.toml")
    for path in (tmp_path, tmp_path / "nowhere.toml"):
        with pytest.raises(FileError):
            Policy.load(path)


@pytest.mark.parametrize(
    "text", ['{"a": ' + "9" * 5000 + "}", '{"a": 1e999}', "[" * 33 + "]" * 33, '{"a": ' * 40 + "1" + "}" * 40]
)
def test_json_past_a_limit_is_refused(text: str) -> None:
    """Numbers without end, infinities and deep nesting are no record."""
    with pytest.raises(CxmatchError):
        loads(text)


def test_the_docs_state_the_limits() -> None:
    """docs/policy.md names each limit as it is."""
    page = (Path(__file__).parents[2] / "docs" / "policy.md").read_text(encoding="utf-8").split("## How large settings may be")[1]
    said = [toml.SETTINGS_BYTES, toml.ENTRIES, toml.CHARACTERS, toml.DIGITS, toml.PARTS, toml.DEPTH]
    assert [line.split("|")[2].split()[0] for line in page.splitlines() if line.startswith("| ")][2:] == [
        f"{n:,}" for n in said[1:]
    ]
    assert all(f"{number:,}" in page for number in (toml.SETTINGS_BYTES, codec.RECORD_BYTES, codec.RECORD_DEPTH))
