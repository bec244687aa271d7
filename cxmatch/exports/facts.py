"""The facts about a run that the workbook and the page open with, in plain sentences."""

from __future__ import annotations

from cxmatch.exports.handout import Handout
from cxmatch.records.text import counted
from cxmatch.records.version import __version__


def in_brief(handout: Handout) -> list[tuple[str, str]]:
    """Say what was read, what came out, how well it is proven, and who waits, as topics and sentences."""
    return [
        ("The survey", handout.run.cohort.words),
        ("The result", result_sentence(handout)),
        ("The proof", proof_sentence(handout)),
        ("Who waits", waiting_sentence(handout)),
        ("Made from", origin_line(handout)),
    ]


def result_sentence(handout: Handout) -> str:
    """Count the pairings and give the total."""
    matching, report, proteges = handout.run.matching, handout.report, counted(len(handout.run.cohort.proteges), "protege")
    have = "has" if matching.paired == 1 else "have"
    return (
        f"{counted(len(matching.pairings), 'pairing')}: {matching.paired} of {proteges} {have} a mentor."
        f" The total fit is {report.fit_text(matching.points)}, the lowest fit of a pairing {report.fit_text(matching.lowest)}."
    )


def proof_sentence(handout: Handout) -> str:
    """Say what the proof proves, and how many pairings are firm."""
    report, pairs = handout.report, len(handout.run.matching.pairings)
    proven = "It is proven that" if report.proven else "The best pairing found so far is"
    firm = (
        f" {counted(len(report.firm), 'pairing')} of {pairs} would be in every equally good result." if report.firm_known else ""
    )
    return f"{proven} {report.verdict}.{firm}"


def waiting_sentence(handout: Handout) -> str:
    """Count who waits, on each side."""
    waiting = handout.run.matching.waiting
    sides = [entry.side.value for entry in waiting]
    if not waiting:
        return "Nobody waits."
    proteges, mentors = counted(sides.count("protege"), "protege"), counted(sides.count("mentor"), "mentor")
    return f"Waiting: {proteges} for a mentor, {mentors} for a protege."


def origin_line(handout: Handout) -> str:
    """Name the survey, its day, the counts, the version, and the first digits of the hashes of the input and of the run."""
    cohort, source = handout.run.cohort, handout.run.cohort.source
    said = [
        source.name or "A survey without a file name",
        f"last answer {source.answered}" if source.answered else "no dates in the survey",
        counted(len(cohort.offices), "office"),
        counted(len(handout.run.matching.pairings), "pairing"),
        f"cxmatch {__version__}",
        f"input {source.sha256[:8]}" if source.sha256 else "",
        f"run {handout.run.id[:8]}",
    ]
    return ", ".join(filter(None, said))
