"""What a discovery survey asks: one question per column, each with a heading that no other question has."""

from __future__ import annotations

from dataclasses import dataclass

from cxmatch.domain.framework import Framework, PracticeArea
from cxmatch.domain.scale import Scale
from cxmatch.records.text import clean

ROLES = ("Both", "Mentor", "Protege")
SEATS = ("0", "1", "2", "3")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question, in the two forms it is handed out.

    `heading` stands above the column of a spreadsheet, `statement` is what a form builder asks; both are headings that
    the reader knows. `asks` explains, `levels` names the drop-down list of the answer, empty for free text.
    """

    heading: str
    statement: str
    asks: str
    levels: str = ""


def questions(framework: Framework) -> tuple[Question, ...]:
    """Return the questions in the order of the columns: who answers, in which role, then the areas in both directions."""
    return (*_WHO, *map(_capability, framework.areas), *map(_need, framework.areas))


def answer_lists(framework: Framework) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the drop-down lists by name: each answer with its meaning, levels from low to high."""
    return {
        "Capability": _levels(framework.capability_scale, "we are just starting", "we could show others how"),
        "Need": _levels(framework.need_scale, "no help wanted", "help wanted most"),
        "Role": tuple(zip(ROLES, ("give and get help", "give help only", "get help only"), strict=True)),
        "Seats": tuple((number, "none in this round" if number == "0" else "") for number in SEATS),
    }


_WHO = (
    Question(
        heading="Office",
        statement="Which office are you answering for?",
        asks="The name of your customer experience (CX) office as it should be printed. One row for each office.",
    ),
    Question(
        heading="Department",
        statement="Department or agency",
        asks="The department that the office belongs to. Leave it empty if it stands alone. "
        "Partners come from different departments.",
    ),
    Question(
        heading="Role",
        statement="Would you like to be a mentor, a protege or both?",
        asks="Mentor gives help, Protege gets help, Both does both. Empty means Both.",
        levels="Role",
    ),
    Question(
        heading="Mentor seats",
        statement="How many proteges could you take?",
        asks="How many proteges your office could help in this round. Empty means 1 if your role allows it.",
        levels="Seats",
    ),
    Question(
        heading="Protege seats",
        statement="How many mentors would you like?",
        asks="How many mentors your office could work with in this round. Empty means 1 if your role allows it.",
        levels="Seats",
    ),
)


def _capability(area: PracticeArea) -> Question:
    return Question(
        heading=f"Capability: {clean(area.name)}",
        statement=f"Can share: {clean(area.name)}",
        asks=_about(area, "How far is your office in this area today?"),
        levels="Capability",
    )


def _need(area: PracticeArea) -> Question:
    return Question(
        heading=f"Need: {clean(area.name)}",
        statement=f"Want help: {clean(area.name)}",
        asks=_about(area, "How much would your office like help in this area?"),
        levels="Need",
    )


def _about(area: PracticeArea, question: str) -> str:
    return f"{question} {clean(area.summary)}".strip()


def _levels(scale: Scale, lowest: str, highest: str) -> tuple[tuple[str, str], ...]:
    """Return the levels to choose from: whole steps only, because a list of hundredths would help nobody."""
    names = scale.labels or tuple(str(step) for step in range(scale.low, scale.high + 1))
    return tuple((name, {names[0]: lowest, names[-1]: highest}.get(name, "")) for name in names)
