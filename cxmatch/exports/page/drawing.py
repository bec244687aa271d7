"""The drawing of who mentors whom: a column of mentors, a column of proteges, a line a pairing, a row a name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from cxmatch.domain.rows import Pairing
from cxmatch.exports.handout import Audience, Handout
from cxmatch.exports.page.columns import (
    MOST_OFFICES,
    NO_DEPARTMENT,
    OTHER,
    ROW,
    Columns,
    Drawing,
    Label,
    Rows,
    Stroke,
    curve,
    pieces,
    style_of,
)
from cxmatch.exports.page.flows import flows
from cxmatch.records.text import counted, fold, grouped

_THICKEST, _THINNEST = 7, 1.5
_LAST = "\U0010ffff"  # so that offices without a department come after all that have one


def drawn(handout: Handout, pairs: Sequence[Pairing]) -> Drawing | None:
    """Return the drawing of all pairings: of offices or, where these are many, of departments; None where there is no pairing."""
    departments = {office.id: office.department for office in handout.run.cohort.offices}
    ends = [(pair.fit.mentor, pair.fit.protege) for pair in pairs]
    if len({name for both in ends for name in both}) > MOST_OFFICES:
        return flows(departments, ends)
    return _of_offices(handout, pairs, _rows(departments, ends)) if pairs else None


def _of_offices(handout: Handout, pairs: Sequence[Pairing], sides: tuple[Rows, Rows]) -> Drawing:
    left, right = sides
    mentors, proteges = (sum(bool(label and not label.heading) for label in side) for side in (left, right))
    words = f"{counted(mentors, 'mentor')} on the left, {counted(proteges, 'protege')} on the right, a line for each pairing."
    return Drawing(
        left=left,
        right=right,
        strokes=tuple(_lines(handout, pairs, _places(left), _places(right))),
        words=words,
        heads=("Mentors", "Proteges"),
        areas=tuple(_areas(handout, pairs)),
        fits=_fits(handout, pairs),
    )


def _rows(departments: Mapping[str, str], pairs: Sequence[tuple[str, str]]) -> tuple[Rows, Rows]:
    """Return both columns: part below part, and mentors of one department that follow each other below its name."""
    group = {name: fold(department) or _LAST for name, department in departments.items()}
    parts = [*in_chains(pieces(dict.fromkeys(pairs, 1), group), group)]
    labels = _labels([name for mentors, _ in parts for name in mentors], departments, group)
    left, right = list[Label | None](), list[Label | None]()
    for mentors, proteges in parts:
        own = [label for name in mentors for label in labels[name]]
        band = own[:1] if own[0].heading else []
        sides = _side_by_side(own[len(band) :], [Label(text=name, note=departments[name]) for name in proteges], pairs)
        left += [*band, *sides[0]]
        right += [*(None for _ in band), *sides[1]]
    return tuple(left), tuple(right)


def _labels(names: Sequence[str], departments: Mapping[str, str], group: Mapping[str, str]) -> dict[str, list[Label]]:
    """Return the label of each name: with that of its department above the first of several, and behind a single one."""
    labels, known = dict[str, list[Label]](), any(departments.values())
    for _, run in groupby(names, group.__getitem__):
        first, *more = run
        department = departments[first]
        several = known and bool(more)
        heading = [Label(text=department or NO_DEPARTMENT, heading=True)] * several
        note = "" if more or not known else department or NO_DEPARTMENT
        labels[first] = [*heading, Label(text=first, note=note, inside=several)]
        labels |= {name: [Label(text=name, inside=several)] for name in more}
    return labels


def in_chains(parts: Sequence[Columns], group: Mapping[str, str]) -> Iterator[Columns]:
    """Give the parts department by department of their first mentors, each after the one whose last protege it has as a mentor.

    So a chain can be read downward, and no line crosses another for that.
    """
    rest, home, last = [*parts], "", ""
    while rest:
        same = [part for part in rest if group[part[0][0]] == home] or rest
        part = next((each for each in same if last in each[0]), same[0])
        yield part
        rest.remove(part)
        home, last = group[part[0][-1]], part[1][-1]


def _side_by_side(left: Sequence[Label], right: Sequence[Label], pairs: Sequence[tuple[str, str]]) -> tuple[Rows, Rows]:
    """Return a part as rows: one side fills them, and the other stands as near as can be to what its lines go to."""
    turned = [(protege, mentor) for mentor, protege in pairs]
    if len(left) < len(right):
        return _spread(left, tuple(right), turned), tuple(right)
    return tuple(left), _spread(right, tuple(left), pairs)


def _spread(labels: Sequence[Label], fixed: Rows, pairs: Sequence[tuple[str, str]]) -> Rows:
    places, row = _places(fixed), -1
    rows: list[Label | None] = [None for _ in fixed]
    for place, want in enumerate(_wanted(labels, places, pairs)):
        row = min(max(row + 1, round(want)), len(fixed) - len(labels) + place)
        rows[row] = labels[place]
    return tuple(rows)


def _wanted(labels: Sequence[Label], places: Mapping[str, int], pairs: Sequence[tuple[str, str]]) -> list[float]:
    """Return the middle of the rows that each name is tied to; a heading wants the row above the name below it."""
    tied = grouped((free, places[fixed]) for fixed, free in pairs if fixed in places)
    middles = [-1.0 if label.heading else sum(tied[label.text]) / len(tied[label.text]) for label in labels]
    return [below - 1 if label.heading else own for label, (own, below) in zip(labels, pairwise([*middles, 0.0]), strict=True)]


def _places(rows: Rows) -> dict[str, int]:
    return {label.text: row for row, label in enumerate(rows) if label and not label.heading}


def _lines(handout: Handout, pairs: Sequence[Pairing], left: Mapping[str, int], right: Mapping[str, int]) -> Iterator[Stroke]:
    names, widths = [*handout.prompts], _widths(handout, pairs)
    for pair in sorted(pairs, key=lambda pair: (left[pair.fit.mentor], right[pair.fit.protege])):
        start, end = (ROW * row + ROW / 2 for row in (left[pair.fit.mentor], right[pair.fit.protege]))
        topic, points = "".join(pair.topics[:1]), pair.fit.points
        fit = f", fit {handout.report.fit_text(points)}" * bool(widths)
        words = f"{pair.fit.mentor} mentors {pair.fit.protege}{f': {topic}' * bool(topic)}{fit}"
        yield Stroke(path=curve(start, end), style=style_of(names, topic), words=words, width=widths.get(points, 0))


def _widths(handout: Handout, pairs: Sequence[Pairing]) -> dict[int, float]:
    """Return how wide a line is by its points: none for participants, from whom scores are kept."""
    if handout.audience is Audience.PARTICIPANTS:
        return {}
    points = sorted({pair.fit.points for pair in pairs})
    return {each: round(max(_THINNEST, _THICKEST * each / max(points[-1], 1)), 1) for each in points}


def _areas(handout: Handout, pairs: Sequence[Pairing]) -> Iterator[tuple[str, str]]:
    """Give the key of colors and dashes, in the order of the framework; last the lines of what has none of its own."""
    names, topics = [*handout.prompts], {"".join(pair.topics[:1]) for pair in pairs}
    known = {name: style_of(names, name) for name in names if name in topics}
    yield from ((style, name) for name, style in known.items() if style != OTHER)
    if OTHER in known.values() or "" in topics:
        yield OTHER, "other, or no practice area"


def _fits(handout: Handout, pairs: Sequence[Pairing]) -> tuple[tuple[str, float], ...]:
    """Return the key of widths: the thinnest line and the thickest."""
    widths = _widths(handout, pairs)
    return tuple((handout.report.fit_text(points), widths[points]) for points in dict.fromkeys([*widths][:1] + [*widths][-1:]))
