"""The tables of options: how a survey is read, and the rules. A row is a field, its help and what stands for its value beside it.

Keyword arguments, the lines that screens say to type, and the refusal of what would be ignored derive from the rows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

import cxmatch as cx
from cxmatch import console
from cxmatch.commands.beside import by_run
from cxmatch.commands.helping import SIZE
from cxmatch.commands.options import refuse_alone, spelled
from cxmatch.console.commands import command
from cxmatch.console.screen import Screen
from cxmatch.errors import SettingsError, did_you_mean
from cxmatch.records.text import fold, quoted

if TYPE_CHECKING:
    from cxmatch.domain.policy import Pair

MONTHLY = "month"
LIMITS = {each.name.replace("_", "-"): each.name for each in fields(cx.Limits)}
_LIMITS_SAID = ", ".join(f"{word}={getattr(cx.Limits(), name)}" for word, name in LIMITS.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyOptions:
    """How a survey is to be read; the fields are the keyword arguments of `cx.check`, but for `limit`."""

    framework: Annotated[str | None, ("A built-in framework or a TOML file.", "NAME|FILE")] = None
    scale: Annotated[str | None, ("The rating scale, such as 0-5; two decimals are exact.", "LOW-HIGH")] = None
    columns: Annotated[Path | None, ("A columns file, from  check --save.", "FILE")] = None
    encoding: Annotated[str | None, ("The text encoding, where it cannot be decided.", "NAME")] = None
    delimiter: Annotated[str | None, ("What separates the cells: comma, semicolon, tab, pipe.", "CHARACTER")] = None
    sheet: Annotated[str | None, ("The sheet of a workbook.", "NAME")] = None
    header_row: Annotated[int | None, ("The row of the headings, as a spreadsheet counts.", "ROW")] = None
    duplicates: Annotated[str, ("An office that answered twice: refuse it, or keep its latest.", "refuse|latest")] = "refuse"
    unrated: Annotated[str, ("Proteges that rate no capability: leave it open, or count the lowest.", "open|lowest")] = "open"
    round: Annotated[bool, ("Round ratings that have more decimals than count; it is said which.",)] = False
    proteges: Annotated[str | None, ("A second file that holds the proteges.", "FILE")] = None
    keep_email: Annotated[bool, ("Keep contacts as attributes of an office.",)] = False
    keep_words: Annotated[bool, ("Keep free text, for the brief of the office that wrote it.",)] = False
    limit: Annotated[list[str] | None, (f"How large a survey may be; once for each of {_LIMITS_SAID}.", "NAME=N", None, SIZE)] = (
        None
    )
    beside: Mapping[str, Any] = field(default_factory=dict)  # what holds where nothing is typed: not to be typed again
    panel: ClassVar[str] = "How the survey is read"

    @property
    def keywords(self) -> dict[str, Any]:
        """The keyword arguments for `cx.check` and `cx.read_survey`."""
        given = {each.name: getattr(self, each.name) for each in fields(self) if each.name not in ("limit", "beside")}
        return {**given, "limits": cx.Limits(**dict(map(_limit, self.limit or ())))}

    @property
    def given(self) -> list[str]:
        """The options that are not at their default, nor as the settings beside the survey say, as they can be typed again."""
        values = {each.name: (getattr(self, each.name), each.default) for each in fields(self) if each.name != "beside"}
        values = {name: (value, self.beside.get(name, default)) for name, (value, default) in values.items()}
        values["settings"] = self.beside.get("settings"), None
        return [words for name, pair in values.items() for words in spelled(f"--{name.replace('_', '-')}", *pair)]

    def typed(self, survey: str, columns: Path | None = None) -> str:
        """Return a survey and these options as they can be typed again, with a columns file that was written since."""
        again = replace(self, columns=columns) if columns else self
        return " ".join([quoted(survey if survey == "-" else Path(survey)), *again.given])

    def refuse_unread(self, *, read: bool) -> None:
        """Refuse these options where no survey is read: they would be ignored."""
        if self.given and not read:
            flags = " and ".join(each.split()[0] for each in self.given)
            raise SettingsError(f"{flags}: this is for reading a survey, and none is read.", "Leave it out, or name the survey.")

    def like(self, run: cx.Run) -> Self:
        """Return the options with which a survey is read like that of a run; of settings beside it, its own go first."""
        return replace(by_run(self, run), round=self.round or run.cohort.source.rounded)

    def cohort(self, survey: str) -> cx.Cohort:
        """Read a survey; where that is refused, the advice has the options that were typed."""
        try:
            return cx.read_survey(survey, **self.keywords)
        except cx.SurveyError as problem:
            advice = f"See them all:  {command(f'check {self.typed(survey)}')}"
            raise cx.SurveyError(problem.what, problem.findings, advice) from None


def _limit(text: str) -> tuple[str, int]:
    """Read "rows=5000" as the name of a limit and its number."""
    name, _, number = text.partition("=")
    if name.strip() not in LIMITS:
        raise SettingsError(f'There is no limit "{name}".{did_you_mean(name, list(LIMITS))}', f"Limits: {', '.join(LIMITS)}")
    if not re.fullmatch(r"\s*[0-9]{1,15}\s*", number):
        raise SettingsError(f'--limit "{text}" has no number.', f"Write  --limit {name.strip()}=5000")
    return LIMITS[name.strip()], int(number)


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeOptions:
    """An organizer's own practices, beside those that come with cxmatch."""

    practices: Annotated[Path | None, ("Practices of your own: TOML, or a table such as CSV.", "FILE")] = None

    def of(self, source: cx.Run | cx.Cohort) -> cx.Practices | None:
        """Return the practices for the areas of a run or a cohort; None where no file is given."""
        cohort = source.cohort if isinstance(source, cx.Run) else source
        return cx.practices(cohort.framework, self.practices) if self.practices else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPractices(PracticeOptions):
    """The practices of one framework."""

    framework: Annotated[str, ("A built-in framework or a TOML file.", "NAME|FILE")] = "roundtable"

    def found(self, area: str) -> cx.Practices:
        """Return them; with an area only those that belong to it."""
        return cx.practices(self.framework, self.practices, area=area)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleOptions:
    """What the command line adds to the policy file or, where there is none, to the rules in force."""

    policy: Annotated[Path | None, ("A TOML file of rules, weights, seats and pairs.", "FILE")] = None
    lock: Annotated[list[str] | None, ("A pair that must be made; once for each.", "MENTOR>PROTEGE")] = None
    forbid: Annotated[list[str] | None, ("A pair that must not be made; once for each.", "MENTOR>PROTEGE")] = None
    weight: Annotated[list[str] | None, ("What a practice area counts; once for each.", "AREA=N")] = None
    past: Annotated[list[Path] | None, ("A run or a table of pairs not to be repeated; once for each.", "RUN|FILE")] = None
    waited: Annotated[int, ("With  --past:  points of fit for who waited in those runs.", "N")] = 0
    regret: Annotated[int, ("With  --past:  up to so many points of fit for who gave something up.", "N")] = 0
    allow_waiting: Annotated[bool, ("Let proteges wait even where the policy wants everyone paired.",)] = False
    panel: ClassVar[str] = "Rules"
    settled: ClassVar[tuple[str, ...]] = ("policy",)

    def on(self, in_force: cx.Policy) -> cx.Policy:
        """Return the policy with these rules: they go before the file."""
        policy = cx.policy_in(self.policy) if self.policy else in_force
        locked = [_pair("--lock", text) for text in self.lock or ()]
        forbidden = [_pair("--forbid", text) for text in self.forbid or ()]
        weights, owed = dict(map(_weight, self.weight or ())), {"regret.weight": "--regret"} if self.regret else {}
        origins = {f"locked.{pair}": "--lock" for pair in locked} | {f"forbidden.{pair}": "--forbid" for pair in forbidden}
        kept = {name: weight for name, weight in policy.weights.items() if fold(name) not in set(map(fold, weights))}
        amended = replace(
            policy,
            locked=_with(policy.locked, locked),
            forbidden=_with(policy.forbidden, forbidden),
            weights={**kept, **weights},
            regret=replace(policy.regret, weight=self.regret or policy.regret.weight),
            origins={**policy.origins, **origins, **{f"weights.{name}": "--weight" for name in weights}, **owed},
        )
        return self._after_rounds(amended.with_waiting() if self.allow_waiting else amended)

    def _after_rounds(self, policy: cx.Policy) -> cx.Policy:
        tables = [path for path in self.past or () if not cx.is_run(path)]
        for flag, given in {"--waited": self.waited, "--regret": self.regret}.items():
            refuse_alone(flag, given, "--past RUN", self.past)
            if given and tables == self.past:
                raise SettingsError(f"{flag} goes by an earlier run: a table does not say who waited or why.", "Add  --past RUN")
        runs = cx.past_runs(self.past or (), checked=policy.regret.weight > 0)
        listed = {pair: place for path in tables for pair, place in cx.read_past(path).items()}
        return cx.after_rounds(policy, runs, waited=self.waited, pairs=listed)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverOptions:
    """What stands on top of hand-outs, before what the policy says of it, and whether the page is opened."""

    title: Annotated[str | None, ("What the hand-outs are called.", "TEXT")] = None
    subtitle: Annotated[str | None, ("A line below the title.", "TEXT")] = None
    date: Annotated[str | None, ("The date on the hand-outs.", "TEXT")] = None
    logo: Annotated[str | None, ("A small PNG, JPEG or SVG picture.", "FILE")] = None
    status: Annotated[str | None, ("Whether they may still change.", "draft|final")] = None
    open: Annotated[bool, ("Open the page when it is written.",)] = False

    @property
    def words(self) -> dict[str, Any]:
        """What was typed, by the names of the policy."""
        given = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "open"}
        return {name: said.strip().lower() if name == "status" else said for name, said in given.items() if said is not None}

    def on(self, policy: cx.Policy) -> cx.Policy:
        """Return the policy with these words.

        Raises where a logo that is named now, here or in a policy file, cannot be used; of one that was named before it is said.
        """
        origins = {f"report.{name}": f"--{name}" for name in self.words}
        said = replace(policy, report=replace(policy.report, **self.words), origins={**policy.origins, **origins})
        if said.report.logo and (where := said.where("report", "logo")):
            cx.read_logo(said.report.logo, where)
        elif said.report.logo:
            Screen(error=True).say(*cx.lost_logo(said.report))
        return said

    def opened(self, written: Sequence[Path]) -> Sequence[Path]:
        """Return the files that were written, the page of them opened where that is wished."""
        if self.open:
            console.open_page(written, Screen(error=True))
        return written


@dataclass(frozen=True, slots=True, kw_only=True)
class KickoffOptions:
    """How briefs and messages are worded and look, and when sessions are; the fields are keyword arguments of `cx.export`."""

    template: Annotated[Path | None, ("A Word document that the briefs are filled into.", "FILE.docx")] = None
    wording: Annotated[Path | None, ("A TOML file with the words of the messages.", "FILE")] = None
    first: Annotated[str, ("Add a calendar, the first session then:  2027-01-14 13:00", "DATE")] = ""
    every: Annotated[str, ("With  --first:  how sessions come again: week, 2 weeks, month, ...", "TIME")] = MONTHLY
    panel: ClassVar[str] = "Words and dates"

    def __post_init__(self) -> None:
        refuse_alone("--every", self.every != MONTHLY, "--first DATE", self.first)

    @property
    def keywords(self) -> dict[str, Any]:
        """The keyword arguments for `cx.export`."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


def _pair(flag: str, text: str) -> Pair:
    """Read "Mentor>Protege" as a pair."""
    from cxmatch.domain.policy import Pair  # Here: 10 ms that no help is to take.

    names = [name.strip() for name in text.split(">")]
    if len(names) != 2 or not all(names):
        advice = f'Write  {flag} "Mentor office>Protege office"  or put it into a policy file.'
        raise SettingsError(f'{flag} "{text}" is no pair.', advice)
    return Pair(mentor=names[0], protege=names[1])


def _with(pairs: Sequence[Pair], added: Sequence[Pair]) -> tuple[Pair, ...]:
    """Return pairs with others, which take the place of those of the same two offices."""
    again = {(pair.mentor, pair.protege) for pair in added}
    return (*(pair for pair in pairs if (pair.mentor, pair.protege) not in again), *added)


def _weight(text: str) -> tuple[str, int]:
    """Read "hiring=2" as a practice area and its weight."""
    name, _, number = text.rpartition("=")
    if not name.strip() or not re.fullmatch(r"\s*[0-9]{1,4}\s*", number):
        raise SettingsError(f'--weight "{text}" is no weight.', "Write  --weight hiring=2")
    return name.strip(), int(number)
