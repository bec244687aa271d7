"""The screen of `policy`: every setting in force, and where it came from."""

from __future__ import annotations

from cxmatch.console.screen import Screen
from cxmatch.domain.known import settings
from cxmatch.domain.policy import Policy


def show_policy(policy: Policy, screen: Screen) -> None:
    """Print a policy, a setting a line."""
    rows = list(settings(policy))
    if screen.narrow:
        for setting, value, origin in rows:
            screen.say(f"{setting} = {value}")
            screen.say(f"from: {origin}", indent=2)
        return
    screen.table(("Setting", "Value", "From"), rows)
