"""The screens of `gaps`, `agenda` and `progress`."""

from __future__ import annotations

from cxmatch.console.commands import command
from cxmatch.console.screen import Screen
from cxmatch.domain.series import Agenda, AreaGap, Count, Gaps, Group, Progress

NAMES_SHOWN = 3


def show_gaps(found: Gaps, typed: str, screen: Screen) -> None:
    """Print the cohort by practice area: a table, then what each area comes to."""
    screen.say(f"{found.offices} CX offices, practice area by practice area, the most pressing first.")
    screen.gap()
    if not screen.narrow:
        columns = ("Practice area", "Want help", "Need", "Could give it", "Seats", "Shortfall")
        screen.table(columns, map(_gap_row, found.areas), right=frozenset(columns[1:]))
        screen.gap()
    for gap in found.areas:
        screen.say(gap.finding)
        if gap.presenters:
            screen.say(f"Would present well: {_names(gap.presenters)}", indent=2)
    screen.gap()
    screen.say(f"Next: {command(f'agenda {typed}')}")


def _gap_row(gap: AreaGap) -> tuple[str, ...]:
    return (gap.area, str(gap.wanting), gap.need_text, str(len(gap.givers)), str(gap.seats), str(gap.shortfall))


def show_agenda(plan: Agenda, screen: Screen) -> None:
    """Print the sessions in their order."""
    for session in plan.sessions:
        screen.headline(f"Session {session.number}", "bold", f": {session.area}")
        screen.say(session.finding, indent=2)
        for question in session.questions:
            screen.say(question, indent=2)
        screen.say(f"Who could show how they do it: {', '.join(session.presenters) or 'nobody of this cohort'}", indent=2)
        for mentor, protege in session.pairs[:NAMES_SHOWN]:
            screen.say(f"A pair on it: {mentor} mentors {protege}", indent=2)
        screen.gap()
    if plan.asked_twice:
        screen.say(f"Asked more than once, since nobody else could: {', '.join(plan.asked_twice)}.")
    else:
        screen.say("Nobody is asked to present twice.")


def show_progress(found: Progress, screen: Screen) -> None:
    """Print the counts group by group, then area by area, and what they do not say."""
    screen.say("How the proteges rate themselves now, compared with before:")
    _show_groups(found.groups, screen, 2)
    screen.gap()
    for area in found.areas:
        if any(count.known for count in area.groups.values()):
            screen.say(area.area)
            _show_groups(area.groups, screen, 2)
    if found.gone:
        screen.say(f"Did not answer again: {', '.join(found.gone)}.")
    screen.gap()
    screen.headline("Mind", "yellow", f": {found.warning}")


def _show_groups(groups: dict[Group, Count], screen: Screen, indent: int) -> None:
    for group, count in groups.items():
        if count.known or count.unknown:
            screen.say(f"{group.value.capitalize()}: {count.words}.", indent=indent)


def _names(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    return ", ".join(names[:NAMES_SHOWN]) + more
