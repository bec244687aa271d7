"""What a heading says about its scale, "(0-5)" or "(1 = low, 5 = high)", held against the scale in use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cxmatch.domain.findings import Finding
from cxmatch.domain.scale import Scale
from cxmatch.records.text import clean, fold
from cxmatch.survey.answers.needs import Needs, Way
from cxmatch.survey.answers.ratings import Ratings
from cxmatch.survey.columns.known import Plan
from cxmatch.survey.headings.directions import words_of
from cxmatch.survey.headings.survey import Heading, Kind
from cxmatch.survey.headings.wording import LONGEST_HEADING

_RANGE = re.compile(
    r"[(\[](?:on a |scale |rate |rated |of |from |[:, ])*(\d{1,3})\s*(?:-|\u2013|\u2014|to|\.\.)\s*(\d{1,3})(?: scale)?[)\]]"
    r"|\bscale (?:of |from )?(\d{1,3})\s*(?:-|\u2013|to)\s*(\d{1,3})\b"
)
_PAIR = re.compile(r"(?<!\w)(\d{1,3})\s*(?:=|\bis\b|\bmeans\b)\s*([^\d,;/()\[\]=]+)")
_LOW = words_of(
    "beginner low lower lowest none no not least weak weakest worst never minimal novice starting little poor nothing few"
)
_HIGH = words_of(
    "expert experts high higher highest most strong strongest best excellent always urgent critical top full advanced"
)
_APART = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """The ends of the scale that a heading states, and the words it gives some of its numbers."""

    low: int
    high: int
    words: Mapping[int, str]


def hint_in(text: str) -> Hint | None:
    """Return what a heading says about its scale, or None if it says nothing.

    >>> hint_in("Need: Hiring (0 = none, 5 = most)")
    Hint(low=0, high=5, words={0: 'none', 5: 'most'})
    """
    plain = fold(text[:LONGEST_HEADING])
    words = {int(number): clean(word) for number, word in _PAIR.findall(plain)}
    ranges = [(int(one or three), int(two or four)) for one, two, three, four in _RANGE.findall(plain)]
    ends = [number for pair in ranges for number in pair] + list(words)
    return Hint(low=min(ends), high=max(ends), words=words) if ends else None


def about_hints(plans: Sequence[Plan], current: Ratings, needs: Needs, turned: Mapping[str, str]) -> Iterator[Finding]:
    """Refuse headings that state another scale than the one in use, or one that runs the other way.

    `turned` are the answers that a columns file explains: turned round there, an inverted scale is in order.
    """
    scales = {Kind.CAPABILITY: current.scale, Kind.REQUIRED: current.scale}
    scales |= {Kind.NEED: needs.scale} if needs.way is Way.RATING else {}
    for plan in plans:
        for heading, use in plan.of(*scales):
            yield from _about(plan, heading, scales[use.kind], turned)
        ranked = len(plan.of(Kind.RANK))
        for heading, _ in plan.of(Kind.RANK):
            hint = hint_in(heading.text)
            if hint and ranked > 1 and _runs_down(hint, {}, 1, ranked, top=_LOW, bottom=_HIGH):
                yield _finding("CX315", plan, heading, hint, f"1 to {ranked}, 1 being the most wanted")


def _about(plan: Plan, heading: Heading, scale: Scale, turned: Mapping[str, str]) -> Iterator[Finding]:
    hint = hint_in(heading.text)
    if hint is None or (scale.labels and not any(text.strip().isdecimal() for text in plan.form.column(heading))):
        return
    one_word = len(hint.words) == 1 and hint.low == hint.high
    fits = scale.low <= hint.low <= hint.high <= scale.high if one_word else (hint.low, hint.high) == (scale.low, scale.high)
    if not fits:
        yield _finding("CX314", plan, heading, hint, scale.describe())
    elif _runs_down(hint, turned, scale.low, scale.high, top=_HIGH, bottom=_LOW):
        yield _finding("CX315", plan, heading, hint, scale.describe())


def _runs_down(
    hint: Hint, turned: Mapping[str, str], low: int, high: int, *, top: frozenset[str], bottom: frozenset[str]
) -> bool:
    """Tell whether a low number has a word of the top, or a high number a word of the bottom."""
    for number, text in hint.words.items():
        said = set(_APART.split(text))
        said = said & _LOW or said & _HIGH
        level = turned.get(str(number), str(number))
        place = 2 * int(level) if level.isdecimal() else low + high
        if (place < low + high and said & top) or (place > low + high and said & bottom):
            return True
    return False


def _finding(code: str, plan: Plan, heading: Heading, hint: Hint, levels: str) -> Finding:
    said = f"{hint.low} to {hint.high}" if hint.low < hint.high else ""
    said = ", ".join(f"{number} = {word}" for number, word in sorted(hint.words.items())) or said
    facts = {"value": heading.text, "said": said, "scale": f"{hint.low}-{hint.high}", "levels": levels}
    return Finding(code=code, place=plan.form.place(heading), facts=facts)
