"""Stars in a sheet that came back: which one of the mentors that an office may choose from it would like most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cxmatch.domain.consent import Reply, Said, Star, Veto
from cxmatch.domain.findings import Finding
from cxmatch.domain.matching import Side
from cxmatch.domain.run import Run
from cxmatch.errors import did_you_mean
from cxmatch.records.text import listed


def flaw_of(
    office: str, stars: Sequence[str], offered: Sequence[str], own: Sequence[str]
) -> tuple[str, Mapping[str, str]] | None:
    """Return the code and the facts of what keeps stars of an office from counting as one; None where nothing does.

    The mentors that a protege has are always offered, so a choice without them was written for another run.
    """
    strange = [name for name in stars if name not in offered]
    if strange:
        said, near = listed(offered, "or") or "none", did_you_mean(strange[0], offered)
        return "CX614", {"value": strange[0], "office": office, "offered": said, "near": near}
    if len(stars) > 1:
        return "CX615", {"office": office, "one": f'"{stars[0]}"', "other": f'"{stars[1]}"'}
    missing = [name for name in own if name not in offered]
    if missing or not own:
        return "CX617", {
            "office": office,
            "own": f'it has "{missing[0]}", which was not offered' if missing else "it has no mentor",
        }
    return None


def two_stars(later: Star, first: Star) -> Finding | None:
    """Return a finding where an office stars another mentor in another row."""
    if later.mentor == first.mentor:
        return None
    facts = {"office": later.protege, "one": f'"{first.mentor}"', "other": f'"{later.mentor}"'}
    return Finding(code="CX615", place=later.place, facts=facts)


def without_refused(stars: Sequence[Star], vetoes: Sequence[Veto]) -> tuple[list[Star], list[Veto], list[Finding]]:
    """Leave out stars on mentors that the same office refuses, and these refusals, with a finding for each star."""
    both = {(star.protege, star.mentor) for star in stars} & {(each.office, each.other) for each in vetoes}
    clashes = [star for star in stars if (star.protege, star.mentor) in both]
    said = ({"office": star.protege, "mentor": star.mentor} for star in clashes)
    findings = [Finding(code="CX616", place=star.place, facts=facts) for star, facts in zip(clashes, said, strict=True)]
    left = [each for each in vetoes if (each.office, each.other) not in both]
    return [star for star in stars if star not in clashes], left, findings


def accepting(stars: Sequence[Star], run: Run) -> list[Reply]:
    """Return the stars on mentors that an office has already, as its yes to them."""
    pairs = {(fit.mentor, fit.protege) for fit in run.matching.pairings}
    there = (star for star in stars if (star.mentor, star.protege) in pairs)
    return [Reply(mentor=star.mentor, protege=star.protege, by=Side.PROTEGE, said=Said.YES, place=star.place) for star in there]
