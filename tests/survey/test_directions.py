"""Directions in the words of questions: what is offered, what is asked for, what should be reached, and what nobody can say."""

from __future__ import annotations

import pytest

from cxmatch.domain.cohort import Reading
from cxmatch.survey.headings import Kind
from cxmatch.survey.headings.wording import worded_direction
from cxmatch.survey.reader import check


def _grid(first: str, second: str) -> Reading:
    head = ",".join(f'"{question} [{area}]"' for question in (first, second) for area in ("Hiring", "Governance"))
    return check(f"Office,{head}\nA,5,1,2,3\nB,1,3,3,4\n".encode())


@pytest.mark.parametrize(
    ("first", "second", "uses"),
    [
        (
            "How much help could your office provide?",
            "How strong is your interest in learning more?",
            ["capability, Hiring", "capability, Governance", "need, Hiring", "need, Governance"],
        ),
        (
            "What could other offices learn from you?",
            "Where would another office's strengths be most useful to you?",
            ["capability, Hiring", "capability, Governance", "need, Hiring", "need, Governance"],
        ),
        (
            "Where we are now",
            "Where we want to be",
            ["capability, Hiring", "capability, Governance", "required level, Hiring", "required level, Governance"],
        ),
    ],
)
def test_both_sides_of_a_form_are_told_apart_with_notes(first: str, second: str, uses: list[str]) -> None:
    """What is given and what is wanted are never swapped, and every direction from words is noted."""
    reading = _grid(first, second)
    assert [column.use for column in reading.columns][1:] == uses
    assert [finding.code for finding in reading.findings].count("CX474") == 4


@pytest.mark.parametrize(
    "question",
    [
        *("Where do you not need help?", "Rank your strengths", "Strengths you need help with"),
        *("Lack of capability", "How low a priority is", "How satisfied are you with the help you get in"),
        *("Immaturity", "Incapability"),
    ],
)
def test_contradictory_words_are_refused_with_the_line(question: str) -> None:
    """A negation, and words of both directions, are asked about."""
    reading = _grid("Capability", question)
    assert [finding.code for finding in reading.errors if finding.code == "CX309"] == ["CX309", "CX309"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("What can we help you with?", None),
        ("What help could you give others?", Kind.CAPABILITY),
        ("Where would you like to learn from others?", Kind.NEED),
        ("How valuable to your office is training in this area?", Kind.NEED),
        ("How good should we be?", Kind.REQUIRED),
    ],
)
def test_phrases_count_before_words(text: str, kind: Kind | None) -> None:
    """Who gives and who gets is in the phrase, not in the verb."""
    assert worded_direction(text) is kind
