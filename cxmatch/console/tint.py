"""What is tinted on a terminal with color: what is found in a line, each with lines that show it. Words say it all as well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cxmatch.console.commands import UNBROKEN


@dataclass(frozen=True, slots=True)
class Tint:
    """A style and what has it; in `shows` that stands between angle quotes, and a line without them has none of it."""

    style: str
    pattern: re.Pattern[str]
    shows: tuple[str, ...]


def _row(style: str, pattern: str, *shows: str) -> Tint:
    return Tint(style, re.compile(pattern), shows)


# A row goes before those below it where both find the same letters. Magenta is not seen on the blue of an old PowerShell.
TINTS = (
    _row("bold", rf"\S*{UNBROKEN}\S*[^\s,;]", f"Next: «cxmatch{UNBROKEN}runs{UNBROKEN}out», then", "To tell: nobody."),
    _row(
        "bold",
        r"(?<=  )--[a-z][a-z-]*(?: (?:[A-Z][\w.|]*|[\w-]+\.[a-z]{3,5}))?",
        "Plans were not all looked at:  «--max-moves N»  looks at N.",
        "write it down, and add  «--columns columns.toml»",
        "Give the same options, such as --scale, here.",
    ),
    _row(
        "bold",
        r"^[A-Z][a-z']*(?: [a-z']+){0,6}:(?=\s|$)",
        "«Led in what they rated highest:» 14 of 14.",
        "«Next:»",
        "Kite Registry: for a mentor",
    ),
    _row(
        "yellow",
        r"\b(?:[Nn]ot (?:proven|led|paired|answered|ready|checked)|waits?|[Ww]aiting|slight lead)\b",
        "3 proteges, «not led» in what they asked for",
        "Almanac Desk joins the «waiting» list",
        "No other pairing is better.",
    ),
    _row(
        "red",
        r"\b(?:[Rr]efused|[Nn]ot verified|never met)\b",
        "«Refused», and left as it was",
        "«Not verified»: 3 differences",
        "It refuses a plan.",
    ),
    _row(
        "green",
        r"\b(?:(?:best found and )?proven|firm|[Cc]lear leads?|Verified|Ready to pair|all are accepted)\b(?! of)",
        "8 pairings are «firm»",
        "«Clear leads» (2 steps or more): 10.",
        "Harbor Firm Office",
    ),
    _row(
        "cyan",
        r"(?<![\w.,:/#\"<-])[+-]?\d+(?:,\d{3})*(?:\.\d+)?(?=$|[\s,;:)%]|\.(?:\s|$))",
        "total fit «122», lowest fit «3».",
        "(«+6» fit, «1» pairing changed)",
        "«1,204» of «2,000» paired, share «0.5».",
        "2027-01-14, CX104, run 98dda356, v1.2-rc",
    ),
)


def spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Return what of a text is tinted: from where to where, and how; no letter twice."""
    taken: list[tuple[int, int]] = []
    for row in TINTS:
        for found in row.pattern.finditer(text):
            start, end = found.span()
            if all(end <= first or last <= start for first, last in taken):
                taken.append((start, end))
                yield start, end, row.style
