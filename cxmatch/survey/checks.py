"""Checking a survey: the whole reading as a dry run, and the columns file that keeps what it understood."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cxmatch.domain.framework import Framework
from cxmatch.domain.reading import Reading
from cxmatch.errors import SettingsError
from cxmatch.records.files import write_new
from cxmatch.survey.files.table import Limits
from cxmatch.survey.headings.mapping import ColumnsFile, columns_toml, undecided_lines
from cxmatch.survey.options import ReadingOptions
from cxmatch.survey.reader import take_reading


def check(
    source: Any,
    *,
    framework: str | Path | Framework | None = None,
    scale: str | None = None,
    columns: str | Path | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
    duplicates: str = "refuse",
    proteges: Any = None,
    keep_email: bool = False,
    keep_words: bool = False,
    limits: Limits | None = None,
) -> Reading:
    """Read a survey as far as it goes and say everything that was understood and noticed.

    Parameters
    ----------
    source
        A file, "-" for standard input, bytes, or a pandas DataFrame.
    framework
        A built-in name, a TOML file, or a framework; recognized from the headings when None.
    scale
        The lowest and highest rating, "0-5", in place of the framework's numeric scales.
    columns
        A columns file, as `save_columns` writes it.
    encoding, delimiter, sheet, header_row
        How the file is to be opened where it does not say so itself; rows count from 1.
    duplicates
        "refuse" an office that answered twice differently, or keep its "latest" answer.
    proteges
        A second source that holds the proteges, where the first holds the mentors.
    keep_email
        Keep contacts as attributes of an office; they are dropped otherwise.
    keep_words
        Keep free text as attributes of an office, for its brief; it is dropped otherwise.
    limits
        How large the survey may be.

    Raises
    ------
    SettingsError
        An option, a framework or a columns file cannot be used. What is wrong in the survey never raises.
    FileError
        A file cannot be read.
    """
    options = ReadingOptions(
        framework=framework,
        scale=scale,
        columns=columns,
        encoding=encoding,
        delimiter=delimiter,
        sheet=sheet,
        header_row=header_row,
        duplicates=duplicates,
        proteges=proteges,
        keep_email=keep_email,
        keep_words=keep_words,
        limits=limits or Limits(),
    )
    return take_reading(source, options)


def save_columns(reading: Reading, path: str | Path, columns: str | Path | None = None, *, overwrite: bool = False) -> Path:
    """Write the columns file that reads this survey again without asking or guessing.

    `columns` is the columns file that was used, if any: what it says about levels is kept. A column that was refused
    because its use is not sure stands in the file as a comment for the organizer to decide.

    Raises
    ------
    SettingsError
        Nothing was read that has columns, a PDF document for example; or the path is a dash.
    FileError
        The file cannot be written, or is there with other content and `overwrite` is not asked for.
    """
    if not reading.columns:
        raise SettingsError(
            f"No columns of {reading.name} were read, so there is nothing to save.", "Look at the findings first."
        )
    if str(path) == "-":
        raise SettingsError("The columns file is not written to standard output.", "Name a file:  --save columns.toml")
    levels = ColumnsFile.load(columns).levels if columns is not None else {}
    listed = [(use.column, use.heading, use.use) for use in reading.columns]
    text = columns_toml(listed, levels, undecided_lines(reading.findings))
    write_new(Path(path), text.encode(), overwrite=overwrite)
    return Path(path)
