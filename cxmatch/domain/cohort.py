"""A cohort: the CX offices that answered one survey; and the reading that it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import ClassVar, Self

from cxmatch.domain.findings import ColumnUse, Finding, Question, Severity, catalogue
from cxmatch.domain.framework import Framework, PracticeArea
from cxmatch.domain.parts import MOST_SEATS
from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.records.nouns import Glance, Noun, Shown
from cxmatch.records.text import counted, fold, grouped, short


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Office(Noun):
    """One CX office and its answers.

    `id` is the name as the survey has it, or name and department where two offices share a name.
    `capability` and `need` hold a level per practice area id, in units of the scale; an area that was not answered is
    absent, never 0. `mentor_slots` and `protege_slots` count the partners it can take on each side; `assumed` names the
    sides ("mentor", "protege") where the survey gives no number, so that a policy may set it. `asked_first` and
    `asked_second` are the areas it names as those that matter most, by id: several where it names them alike.
    """

    id: str
    name: str
    department: str = ""
    capability: Mapping[str, int] = field(default_factory=dict)
    need: Mapping[str, int] = field(default_factory=dict)
    mentor_slots: int = 1
    protege_slots: int = 1
    assumed: tuple[str, ...] = field(default=(), compare=False)
    attributes: Mapping[str, str] = field(default_factory=dict, repr=False)  # contacts and own words may be among them
    asked_first: tuple[str, ...] = ()
    asked_second: tuple[str, ...] = ()
    silent: ClassVar[tuple[str, ...]] = ("asked_first", "asked_second")

    @property
    def answered(self) -> bool:
        """Whether it answered anything that pairing can use."""
        return bool(self.capability or self.need)

    def is_called(self, name: str) -> bool:
        """Tell whether a name is this office's id or name, without regard to case and blanks."""
        return fold(name) in (fold(self.id), fold(self.name))

    @property
    def home(self) -> tuple[str, str]:
        """What two offices of one department share; an office that gives none is a department of its own."""
        return (fold(self.department), "") if self.department else ("", self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a cohort was read from, and what reading decided; nothing here decides a pairing.

    `answered` is the day of the last answer. `contacts` and `own_words` name attributes that are kept on request only: how to
    reach people, and free text. `rounded` says that ratings were to be rounded.
    """

    name: str = ""
    sha256: str = ""
    layout: str = ""
    answered: str = ""
    contacts: tuple[str, ...] = ()
    own_words: tuple[str, ...] = ()
    notes: tuple[Finding, ...] = ()
    rounded: bool = False
    silent: ClassVar[tuple[str, ...]] = ("rounded",)

    def __post_init__(self) -> None:
        unknown = [note.code for note in self.notes if note.code not in catalogue()]
        if unknown:
            raise SettingsError(f'There is no finding with the code "{short(unknown[0])}".')


@dataclass(frozen=True, kw_only=True, repr=False)  # no slots: what the offices are called is worked out once
class Cohort(Shown):
    """The offices, ordered by id so that the order of a survey's rows never matters."""

    framework: Framework
    offices: tuple[Office, ...]
    source: Source = field(default_factory=Source)

    def __post_init__(self) -> None:
        object.__setattr__(self, "offices", tuple(sorted(self.offices, key=lambda office: (office.id.casefold(), office.id))))
        if len({office.id for office in self.offices}) < len(self.offices):
            raise SettingsError("Two offices of the cohort have the same id.")
        areas = {area.id for area in self.framework.areas}
        capability, need = ((scale.bottom, scale.top) for scale in (self.framework.capability_scale, self.framework.need_scale))
        for office in self.offices:
            _check_levels(office, "capability", office.capability, areas, *capability)
            _check_levels(office, "need", office.need, areas, *need)
            if unknown := {*office.asked_first, *office.asked_second} - areas:
                raise SettingsError(f'"{office.id}": it asks first for "{min(unknown)}", which is no area of the framework.')
            if not (0 <= office.mentor_slots <= MOST_SEATS and 0 <= office.protege_slots <= MOST_SEATS):
                raise SettingsError(f'"{office.id}": seats are whole numbers from 0 to {MOST_SEATS}.')

    @property
    def mentors(self) -> tuple[Office, ...]:
        """The offices that can take a protege."""
        return tuple(office for office in self.offices if office.mentor_slots > 0)

    @property
    def proteges(self) -> tuple[Office, ...]:
        """The offices that can take a mentor."""
        return tuple(office for office in self.offices if office.protege_slots > 0)

    @property
    def departments(self) -> int:
        """How many departments the offices come from; an office that gives none counts as one of its own."""
        return len({office.home for office in self.offices})

    @cached_property
    def by_id(self) -> Mapping[str, Office]:
        """The offices by id, to the letter."""
        return {office.id: office for office in self.offices}

    @property
    def ids(self) -> frozenset[str]:
        """The ids of the offices."""
        return frozenset(office.id for office in self.offices)

    def office(self, name: str) -> Office:
        """Find an office by id or name, without regard to case and blanks; raises SettingsError where none or several have it."""
        ids, names = self._called
        found = ids.get(fold(name)) or names.get(fold(name), [])
        if len(found) > 1:
            raise SettingsError(f'Several offices are called "{name}": ' + ", ".join(f'"{office.id}"' for office in found) + ".")
        if not found:
            parts = [office.id for office in self.offices if fold(name) and fold(name) in fold(office.id)]
            hint = did_you_mean(name, [office.id for office in self.offices])
            hint = " Did you mean " + " or ".join(f'"{part}"' for part in parts[:3]) + "?" if parts else hint
            raise SettingsError(f'No office of this cohort is called "{name}".{hint}')
        return found[0]

    def has(self, name: str) -> bool:
        """Tell whether any office of the cohort is called so."""
        return any(fold(name) in called for called in self._called)

    @cached_property
    def _called(self) -> tuple[dict[str, list[Office]], dict[str, list[Office]]]:
        """The offices by their folded ids, and by their folded names: a large cohort is asked for thousands."""
        ids, names = (grouped((fold(getattr(office, name)), office) for office in self.offices) for name in ("id", "name"))
        return ids, names

    @property
    def words(self) -> str:
        """Say how many offices there are, of how many departments, and how many seats the survey gives."""
        mentor_seats = sum(office.mentor_slots for office in self.offices)
        protege_seats = sum(office.protege_slots for office in self.offices)
        return (
            f"{counted(len(self.offices), 'CX office')} in {counted(self.departments, 'department')}:"
            f" {counted(mentor_seats, 'mentor seat')}, {counted(protege_seats, 'protege seat')}."
        )

    @property
    def glance(self) -> Glance:
        """What is seen first of it: the offices with their seats."""
        rows = tuple((each.id, each.department, str(each.mentor_slots), str(each.protege_slots)) for each in self.offices)
        return Glance(words=self.words, headings=("Office", "Department", "Mentor seats", "Protege seats"), rows=rows)

    def wanted(self, office: Office) -> tuple[PracticeArea, ...]:
        """Return the practice areas in which an office wants help: need above the lowest rung."""
        lowest = self.framework.need_scale.bottom
        return tuple(area for area in self.framework.areas if office.need.get(area.id, lowest) > lowest)

    @cached_property
    def asks_first(self) -> bool:
        """Whether the survey asks which area matters most: some office named one."""
        return any(office.asked_first for office in self.offices)

    def first_areas(self, office: Office) -> tuple[PracticeArea, ...]:
        """Return the areas with help wanted that an office asked for first; where nobody was asked, those of its highest need."""
        wanted = self.wanted(office)
        if self.asks_first:
            return tuple(area for area in wanted if area.id in office.asked_first)
        highest = max((office.need[area.id] for area in wanted), default=0)
        return tuple(area for area in wanted if office.need[area.id] == highest)

    def with_seats(self, seats: Mapping[str, tuple[int, int]]) -> Self:
        """Return the cohort with other numbers of mentor and protege seats for some offices, by id."""
        offices = (
            replace(office, mentor_slots=seats[office.id][0], protege_slots=seats[office.id][1]) if office.id in seats else office
            for office in self.offices
        )
        return replace(self, offices=tuple(offices))

    def without(self, *names: str) -> Self:
        """Return the cohort without these offices."""
        gone = {self.office(name).id for name in names}
        return replace(self, offices=tuple(office for office in self.offices if office.id not in gone))


def _check_levels(office: Office, side: str, levels: Mapping[str, int], areas: set[str], low: int, high: int) -> None:
    for area, level in levels.items():
        if area not in areas or not low <= level <= high:
            raise SettingsError(f'"{office.id}": the {side} {level} in "{area}" is no level of the framework.')


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Reading(Noun):
    """A survey as it was read, by what tool (`layout`), with all findings; the cohort is None exactly if one is an error.

    `hopeless`: the answers leave nobody whom another could help.
    """

    name: str
    sheet: str = ""
    layout: str = ""
    answers: int = 0
    columns: tuple[ColumnUse, ...] = ()
    findings: tuple[Finding, ...] = field(default_factory=tuple)
    questions: tuple[Question, ...] = ()
    cohort: Cohort | None = None
    hopeless: bool = False
    silent: ClassVar[tuple[str, ...]] = ("questions",)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that keep the survey from being paired."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)

    @property
    def verdict(self) -> str:
        """Whether it can be paired, and how much there is to look at."""
        errors, warnings, notes = (sum(finding.severity is kind for finding in self.findings) for kind in Severity)
        rest = f" To look at: {warnings}." if warnings else ""
        rest += f" Noted: {notes}." if notes else ""
        if self.ready and self.hopeless:
            return f"Read, but as it stands nobody can be paired.{rest}"
        return f"Ready to pair.{rest}" if self.ready else f"Not ready yet. To fix: {errors}.{rest}"

    @property
    def ready(self) -> bool:
        """Whether the survey can be paired as it stands."""
        return self.cohort is not None
