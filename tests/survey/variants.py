"""Survey variants of known content: what survey tools and people make of one set of answers, and what the reading makes of it.

    python -m tests.survey.variants                    200 variants: a line for each that is not right, then the counts
    python -m tests.survey.variants 500 --seed 3       others
    python -m tests.survey.variants --show 17          one of them, as a table, with what was read
    python -m tests.survey.variants --keep DIR         the files of those that are not right, to be looked at

A variant is drawn by its seed and number from the tables in `variant_rows.py`: each number takes its turn with one row, and the
other dimensions are mostly plain. It ends as *right* (the content it was made from, or a question where only that is right),
*refused*, *silent* (read otherwise without a word) or *traceback*. Where it is refused, the way out is tried: the lines that the
findings propose and that `save_columns` writes. Ends in 1 where anything is silent or a traceback.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import tomllib
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import cxmatch as cx
from cxmatch.domain.cohort import Cohort, Reading
from cxmatch.domain.findings import Finding, Severity

from .variant_maker import NUMBER, Chosen, Made, Maker, draw, norm, used, written
from .variant_rows import DIMENSIONS

VERDICTS = ("right", "refused", "silent", "traceback")
WAYS_OUT = ("works", "works when corrected by hand", "leads to a wrong reading", "failed", "none")


# The judge.


def differences(reading: Reading, made: Made) -> list[str]:
    """Say what a reading has otherwise than the content; a shift of all levels of a side by a constant is no difference."""
    cohort = reading.cohort
    if cohort is None:
        return ["no cohort"]
    offices = {office.name: office for office in cohort.offices}
    warnings = [finding for finding in reading.findings if finding.severity is Severity.WARNING]
    found = [f"no office {name}" for name in made.offices if name not in offices]
    for name in offices.keys() - {*made.offices}:
        warned = name in made.strangers and any(_mentions(finding, made, name) for finding in warnings)
        found += [] if warned else [f"{name} is read as an office"]
    for name in made.strangers:
        told = name in offices or any(_mentions(finding, made, name) for finding in reading.findings)
        found += [] if told else [f"{name} is set aside without a word"]
    names, mapped = _areas(cohort, made)
    found += names
    for side in ("capability", "need"):
        found += _sided_differences(cohort, made, side, mapped)
    return found + _firsts(cohort, made, mapped) + _homes(reading, made) + _stated(cohort, made)


def _about_strangers(reading: Reading, made: Made) -> bool:
    """Tell whether a refusal is about rows of no office alone."""
    return bool(made.strangers) and all(
        any(_mentions(finding, made, name) for name in made.strangers) for finding in reading.errors
    )


def _mentions(finding: Finding, made: Made, name: str) -> bool:
    """Tell whether a finding speaks of a row that is no office's, by its name or its number."""
    numbers = {number for number, cells in enumerate(made.rows, start=1) if name in cells}
    by_number = finding.place.row in numbers or any(re.search(rf"\brows?\b.*\b{number}\b", finding.message) for number in numbers)
    return by_number or norm(name[:40]) in norm(finding.message)


def _areas(cohort: Cohort, made: Made) -> tuple[list[str], dict[str, str]]:
    """Map the areas that were read, by id, to the true ones; none must be split, and none added that anything is said of."""
    mapped = {}
    for area in cohort.framework.areas:
        own = [name for name, ways in made.areas.items() if {norm(area.name), norm(area.id)} & ways]
        if own:
            mapped[area.id] = own[0]
    used = {area for office in cohort.offices for area, level in (*office.capability.items(), *office.need.items()) if level}
    split = [
        f"{name} is read as several areas" for name, count in Counter(mapped[a] for a in mapped if a in used).items() if count > 1
    ]
    return [*(f"unexpected area {area}" for area in sorted(used - mapped.keys())), *split], mapped


def _sided_differences(cohort: Cohort, made: Made, side: str, mapped: dict[str, str]) -> list[str]:
    scale = getattr(cohort.framework, f"{side}_scale")
    shifts, pairs, found = set(), set(), []
    lowest = min((level for levels in made.levels[side].values() for level in levels.values() if level is not None), default=None)
    for office in cohort.offices:
        if office.name not in made.offices:
            continue
        have = {mapped[area]: Fraction(level, scale.unit) for area, level in getattr(office, side).items() if area in mapped}
        want = {area: levels[office.name] for area, levels in made.levels[side].items()}
        if not have and scale.high - scale.low == 1 and set(want.values()) == {lowest}:
            continue  # Who ticked nothing answered nothing.
        if made.ranked and side == "need":
            have, want = _placed(have, Fraction(scale.bottom, scale.unit)), _placed(want, Fraction(0))
        for area, level in want.items():
            shift = None if (area in have) != (level is not None) else "same" if level is None else have[area] - level
            shifts.add(shift)
            pairs |= {(level, have[area])} if level is not None and area in have else set()
            if shift not in (0, "same"):
                found.append(f"{office.name}: {side} {area} {have.get(area)}, true {level}")
    return [] if None not in shifts and (len(shifts - {"same"}) <= 1 or _one_step(pairs)) else found or [f"{side} differs"]


def _firsts(cohort: Cohort, made: Made, mapped: dict[str, str]) -> list[str]:
    """Compare what is asked for first, and second: as it is named, or as the order of ranked areas says; else nothing."""
    found = []
    for office in (office for office in cohort.offices if office.name in made.offices):
        order = sorted(((levels[office.name] or 0, area) for area, levels in made.levels["need"].items()), reverse=True)
        ranked = [*(area if made.ranked and level else "" for level, area in order), "", ""]
        for place, (rank, have) in enumerate((("first", office.asked_first), ("second", office.asked_second))):
            want = made.firsts[place][office.name] if made.firsts else ranked[place]
            if [mapped.get(area, area) for area in have] != [*filter(None, [want])]:
                found.append(f"{office.name}: asks {rank} for {have}, true {want or 'nothing'}")
    return found


def _one_step(pairs: set[tuple[Fraction, Fraction]]) -> bool:
    """Tell whether a side has two levels and was read as two: how wide their one step is, is no difference either."""
    return len(pairs) == 2 and len({want for want, _ in pairs}) == 2 and max(pairs)[1] > min(pairs)[1]


def _placed(levels: dict[str, Any], bottom: Fraction) -> dict[str, Any]:
    """Return the places of ranked areas, the most wanted first; those that are not ranked are left out."""
    order = sorted({level for level in levels.values() if level is not None and level > bottom}, reverse=True)
    return {area: Fraction(order.index(level)) for area, level in levels.items() if level in order}


def _homes(reading: Reading, made: Made) -> list[str]:
    """Compare who shares a department, and the seats. Where a warning speaks of departments, the organizer was asked."""
    offices = {office.name: office for office in (reading.cohort.offices if reading.cohort else ())}
    there = [
        (offices[name], home, seats)
        for name, home, seats in zip(made.offices, made.homes, made.seats, strict=True)
        if name in offices
    ]
    found = [
        f"{office.name}: seats {(office.mentor_slots, office.protege_slots)}, true {seats}"
        for office, _, seats in there
        if (office.mentor_slots, office.protege_slots) != seats
    ]
    split = [
        f"{one.name} ({one.department}) and {two.name} ({two.department}): departments {'joined' if first != second else 'split'}"
        for place, (one, first, _) in enumerate(there)
        for two, second, _ in there[:place]
        if (one.home == two.home) != (bool(first) and first == second)
    ]
    warned = any(
        "department" in finding.message.casefold() for finding in reading.findings if finding.severity is Severity.WARNING
    )
    return found + ([] if warned else split)


def _stated(cohort: Cohort, made: Made) -> list[str]:
    lows = {scale.low for scale in (cohort.framework.capability_scale, cohort.framework.need_scale) if not scale.labels}
    return (
        []
        if made.lowest is None or lows <= {made.lowest}
        else [f"read from {min(lows)} up, though the survey says from {made.lowest}"]
    )


# The way out.

_LINE = re.compile(r'"(?:[^"\\\n]|\\.)*" = "(?:[^"\\\n]|\\.)*"')
_OPTION = re.compile(r"--(scale|encoding|delimiter|sheet) +\"?([\w.-]*\w)\"?")


def _proposed(reading: Reading, saved: str) -> Iterator[tuple[str, str, str]]:
    """Yield section, name and value of every line that a reading proposes: what is saved first, then what the findings say."""
    section = "columns"
    for text in saved.splitlines():
        section = text.strip("[]") if text.startswith("[") else section
        line = text.replace("# decide: ", "").strip().lstrip("# ")
        for match in _LINE.findall(line):
            yield (section, *_parsed(match))
    for finding in reading.errors:
        section = "levels" if "[levels]" in finding.message + finding.remedy and "[columns]" not in finding.message else "columns"
        for text in finding.facts.values():
            for match in _LINE.findall(text):
                yield (section, *_parsed(match))


def _parsed(line: str) -> tuple[str, str]:
    return next(iter(tomllib.loads(line).items()))


def way_out(path: Path, made: Made, refused: Reading) -> str:
    """Follow what a refusal proposes, as it stands and then corrected by who knows the survey; return one of `WAYS_OUT`."""
    proposed, by_hand = (Follower(path, made, corrected).follow(refused) for corrected in (False, True))
    ways = dict(
        zip(WAYS_OUT, ("right" in proposed, "right" in by_hand, "wrong" in proposed, "lines" in proposed, True), strict=True)
    )
    return next(way for way, there in ways.items() if there)


@dataclass
class Follower:
    """Who does what findings propose: as it stands or, `corrected`, as one does who knows the survey."""

    path: Path
    made: Made
    corrected: bool

    def follow(self, reading: Reading) -> set[str]:
        """Read again with the lines and the options that are proposed, as long as there are new ones; say what came of it."""
        told, lines, options = set[str](), dict[tuple[str, str], str](), dict[str, Any]()
        told_absent = {word for word, level in self.made.answers.items() if level == "not answered"}
        lines |= {("levels", word): "not answered" for word in told_absent if self.corrected}
        if self.corrected and not any(map(NUMBER.fullmatch, self.made.answers)):
            lines |= {("levels", word): level for word, level in self.made.answers.items() if word}
        file = self.path.with_suffix(".columns.toml")
        for _ in range(6):
            before = (dict(lines), dict(options))
            saved = cx.save_columns(reading, file, overwrite=True).read_text(encoding="utf-8") if reading.columns else ""
            lines |= {(section, name): self.decided(section, name, value) for section, name, value in _proposed(reading, saved)}
            options |= self.options(reading)
            told |= (
                {"lines"}
                if options or any(_LINE.search(text) for one in reading.errors for text in one.facts.values())
                else set()
            )
            if (lines, options) == before:
                return told
            file.write_text(_columns_file(lines), encoding="utf-8")
            try:
                reading = cx.check(self.path, columns=file, **options)
            except (cx.SettingsError, cx.FileError):
                return told
            if reading.ready:
                return told | {"wrong" if differences(reading, self.made) else "right"}
        return told

    def decided(self, section: str, name: str, value: str) -> str:
        """Return what stands in a line; the level in place of a question mark is known to everyone."""
        table = self.made.answers if section == "levels" else self.made.uses
        known = {key.casefold(): meant for key, meant in table.items()}
        ours = value == "?" or (self.corrected and value != "not answered")
        return known.get(name.casefold(), value) if ours else value

    def options(self, reading: Reading) -> dict[str, Any]:
        """Return the options that remedies name; what the scale and the encoding are is known."""
        named = [pair for finding in reading.errors for pair in _OPTION.findall(finding.remedy)]
        known = {"scale": self.made.scale, "encoding": self.made.encoding}
        given = {
            name: value if re.fullmatch(r"\d+-\d+", value) and not self.corrected else known.get(name, value)
            for name, value in named
        }
        return {name: value for name, value in given.items() if value}


def _columns_file(lines: dict[tuple[str, str], str]) -> str:
    sections = {
        section: [toml_line(name, value) for (own, name), value in lines.items() if own == section]
        for section in ("columns", "levels")
    }
    return "".join(f"[{section}]\n" + "\n".join(own) + "\n" for section, own in sections.items())


def toml_line(name: str, value: str) -> str:
    """Return a line of a columns file."""
    quoted = (text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") for text in (name, value))
    return " = ".join(f'"{text}"' for text in quoted)


# The campaign.


@dataclass
class Outcome:
    """How a variant ended, why, and where it was refused how the way out was."""

    number: int
    chosen: Chosen
    verdict: str
    why: str = ""
    out: str = ""
    rows: list[list[str]] = field(default_factory=list)

    @property
    def words(self) -> str:
        """What is not plain in it."""
        parts = [
            f"{name}: {one.name}"
            for name, one in self.chosen.items()
            if one is not DIMENSIONS[name][0] and used(name, self.chosen)
        ]
        return "; ".join(parts) or "plain"


def judged(seed: int, number: int, folder: Path) -> Outcome:
    """Make a variant, read it, and judge what was read."""
    chosen, chance = draw(seed, number)
    made = Maker(chosen, chance).make()
    outcome = Outcome(number, chosen, "right", rows=made.rows)
    try:
        path = written(made.rows, chosen, folder, f"variant-{seed}-{number}")
        reading = cx.check(path)
        if reading.ready and not reading.hopeless:  # else it is said that nobody can be paired so
            wrong = differences(reading, made)
            wrong = ["read without a question, which a person could not"] if made.asked else wrong
            outcome.verdict, outcome.why = ("silent", "; ".join(wrong[:3])) if wrong else ("right", "")
        elif reading.hopeless:
            outcome.verdict, outcome.why, outcome.out = "refused", "it is said that nobody can be paired so", "none"
        elif not (made.asked or made.turned or _about_strangers(reading, made)):
            outcome.verdict, outcome.why = "refused", _first(reading)
            outcome.out = way_out(path, made, reading)
    except UnicodeEncodeError:
        return outcome  # what this encoding cannot say is no survey in it
    except (cx.SettingsError, cx.FileError) as problem:
        outcome.verdict, outcome.why, outcome.out = "refused", f"{type(problem).__name__}: {problem}", "none"
    except Exception:
        outcome.verdict, outcome.why = "traceback", traceback.format_exc().strip().replace("\n", " | ")[-300:]
    return outcome


def _first(reading: Reading) -> str:
    errors = reading.errors
    codes = ", ".join(f"{code} x{count}" if count > 1 else code for code, count in Counter(one.code for one in errors).items())
    return f"{codes}: {errors[0].message[:150]}" if errors else "no error is listed"


def campaign(count: int, seed: int, keep: Path | None = None) -> list[Outcome]:
    """Judge so many variants; keep the files of those that are not right."""
    outcomes = []
    for number in range(count):
        with tempfile.TemporaryDirectory() as work:
            outcome = judged(seed, number, Path(work))
            outcomes.append(outcome)
            for path in Path(work).iterdir() if keep and outcome.verdict != "right" else ():
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{outcome.verdict}-{path.name}").write_bytes(path.read_bytes())
    return outcomes


def counted(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Yield the counts, a line a row of a dimension in which anything is not right, and then the whole."""
    outcomes = list(outcomes)
    for name in DIMENSIONS:
        tally: dict[str, Counter[str]] = defaultdict(Counter)
        for outcome in outcomes:
            if used(name, outcome.chosen):
                tally[outcome.chosen[name].name][outcome.verdict] += 1
        yield f"{name:<10}" + "".join(f"{each:>10}" for each in VERDICTS)
        clean = [row for row, verdicts in tally.items() if set(verdicts) == {"right"}]
        for one in DIMENSIONS[name]:
            if one.name in tally and one.name not in clean:
                verdicts = tally[one.name]
                yield (
                    " " * 10
                    + "".join(f"{verdicts[each]:>{width}}" for each, width in zip(VERDICTS, (7, 9, 8, 11), strict=True))
                    + f"   {one.name}"
                )
        yield f"           all right: {', '.join(sorted(clean)) or 'none'}"
    ways = Counter(outcome.out for outcome in outcomes if outcome.verdict == "refused")
    yield "refused, way out: " + ", ".join(f"{way} {ways[way]}" for way in WAYS_OUT)
    whole = Counter(outcome.verdict for outcome in outcomes)
    yield f"{len(outcomes)} variants: " + ", ".join(f"{whole[verdict]} {verdict}" for verdict in VERDICTS)


def show(seed: int, number: int) -> None:
    """Print a variant, and what was read of it."""
    with tempfile.TemporaryDirectory() as work:
        outcome = judged(seed, number, Path(work))
        path = next(one for one in Path(work).iterdir() if ".columns" not in one.name)
        reading = cx.check(path)
    print(f"{outcome.words}\n\n" + "\n".join(" | ".join(cell.replace("\n", "\\n") for cell in cells) for cells in outcome.rows))
    print(f"\n{outcome.verdict}: {outcome.why}" + (f"\nway out: {outcome.out}" if outcome.out else ""))
    print(
        "\n".join(
            f"{finding.code} {finding.severity.value} {finding.place.row or ''}{finding.place.column}: {finding.message[:300]}"
            for finding in reading.findings
        )
    )
    print("\n".join(f"  {column.column:3} {column.heading[:70]:70} {column.use}" for column in reading.columns))


def main(words: Sequence[str] | None = None) -> int:
    """Run the campaign."""
    parser = argparse.ArgumentParser(description="Survey variants of known content, and what the reading makes of them.")
    parser.add_argument("count", nargs="?", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, metavar="N")
    parser.add_argument("--keep", type=Path, metavar="DIR")
    given = parser.parse_args(words)
    if given.show is not None:
        show(given.seed, given.show)
        return 0
    outcomes = campaign(given.count, given.seed, given.keep)
    for outcome in outcomes:
        if outcome.verdict != "right":
            out = f" [{outcome.out}]" if outcome.out else ""
            print(f"{outcome.number:4} {outcome.verdict:9} {outcome.words} | {outcome.why}{out}")
    print(*counted(outcomes), sep="\n")
    return int(any(outcome.verdict in ("silent", "traceback") for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
