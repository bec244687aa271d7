"""A survey for a sitting: a Microsoft Forms export with ten labels of no known scale, two role sentences, and one "1 or 2"."""

from itertools import cycle, islice

CAPABILITY = ("Early days", "Room to grow", "On the way", "Going well", "Leading the field")
NEED = ("No help wanted", "A little help", "Some help", "Much help", "Urgent help")
FORMS_LABELS = {*CAPABILITY, *NEED}
_AREAS = ("Hiring", "Governance", "Research")
_ROLES = {4: "Rather the protege side", 9: "Our people know how to mentor"}
_HEAD = (
    *("ID", "Start time", "Completion time", "Email", "Name", "Your office name", "Department", "Role", "Mentor seats"),
    *(f"Capability: {area}" for area in _AREAS),
    *(f"Need: {area}" for area in _AREAS),
)


def _row(number: int) -> str:
    day = f"11/{number % 27 + 1}/2026"
    role, seats = _ROLES.get(number, ("Both", "Mentor", "Protege")[number % 3]), "1 or 2" if number == 9 else ""
    rated = [*islice(cycle(CAPABILITY), number % 5, number % 5 + 3), *islice(cycle(NEED), (number + 2) % 5, (number + 2) % 5 + 3)]
    person = [str(number), f"{day} 9:00:00", f"{day} 9:10:00", "anonymous", "", f"Office {number}", f"Department {number % 4}"]
    return ",".join([*person, role, seats, *rated])


FORMS = "\n".join([",".join(_HEAD), *map(_row, range(1, 25))]) + "\n"
