"""A whole season, from the blank survey to the next cohort, as it is typed: each step keeps what it promises."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from seasons import EVIDENCE, PRIVATE, Row, Season, lived, rows_of

import cxmatch as cx

AREAS = [area.name for area in cx.Framework.load("roundtable").areas]
FINAL = "draft/run 3"


@pytest.fixture(scope="module", params=["roundtable-14", "roundtable-40"])
def season(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Season:
    """A season that has been lived."""
    return next(lived(request.param, tmp_path_factory.mktemp(request.param)))


def level(row: Row, side: str, area: str) -> int | None:
    """A rating as the survey has it."""
    text = row[f"{side}: {area}"]
    return int(text) if text.isdigit() else None


def led(mentor: Row, protege: Row, area: str) -> int:
    """What an area adds to the fit of a pair, counted from the survey."""
    need, had, has = level(protege, "Need", area), level(protege, "Capability", area), level(mentor, "Capability", area)
    return (need - 1) * max(0, has - had) if None not in (need, had, has) else 0  # type: ignore[operator]


def pairs_of(folder: Path) -> set[tuple[str, str]]:
    """The pairs that a run has written."""
    return {(row["mentor"], row["protege"]) for row in rows_of(folder / "pairings.csv")}


def test_every_step_ends_well_and_says_what_comes_next(season: Season) -> None:
    """Each command ends in 0, and each that is followed by another one says how it is typed."""
    assert {name: done.exit_code for name, done in season.said.items() if done.exit_code} == {}
    follows = {
        "template": "check blank.csv",
        "check": "pair survey.csv",
        "pair": "explain draft",
        "gaps": "agenda survey.csv --evidence evidence.csv",
        "agenda": "ask draft",
        "ask": 'answers draft "asking/hand out/answers.xlsx"',
        "answers": "rerun draft --answers answers.xlsx",
        "rerun": 'final "draft/run 2"',
        "final": 'export "draft/run 3"',
        "export": 'template --kind checkin --run "draft/run 3"',
        "checkin": 'status "draft/run 3" checkin.xlsx',
        "status": "template --again",
        "again": "help progress",
        "progress": 'trail "draft/run 3" --checkins back.xlsx',
        "trail": "silos draft",
        "silos": "--policy links.toml",
        "regret": "--past draft --regret 10",
        "next": "explain next",
    }
    for name, words in follows.items():
        assert words in season.said[name].output, name
    closing = 'handover "draft/run 3" --after second.csv --checkins back.xlsx --to handover.docx'
    assert closing in season.said["progress"].output
    assert "handover draft --to handover.docx" in season.said["regret"].output


def test_who_mentors_whom_is_said_of_each_pair(season: Season) -> None:
    """Two offices may mentor each other: no screen says "with" of a pair, which could be either way around."""
    pairs = cx.load(season.folder / FINAL).matching.pairings
    told = {name: " ".join(season.said[name].output.split()) for name in ("status", "progress")}
    named = [("status", f"{fit.mentor} mentoring {fit.protege}") for fit in pairs[:20]]
    named += [("progress", f"{fit.protege}, mentored by {fit.mentor}") for fit in pairs[:20]]
    assert sum(words in told[name] for name, words in named) >= len(pairs[:20])
    assert not [each for each in told for fit in pairs if f"{fit.mentor} with {fit.protege} " in told[each]]


def test_pairs_are_what_the_survey_gives(season: Season) -> None:
    """The points of each pair, counted from the sheet that came back; no seat twice, and never within a department."""
    office = {row["Office"]: row for row in season.answered()}
    for row in rows_of(season.folder / "draft/pairings.csv"):
        mentor, protege = office[row["mentor"]], office[row["protege"]]
        assert int(row["points"]) == sum(led(mentor, protege, area) for area in AREAS) > 0
        assert mentor["Department"] != protege["Department"] or not mentor["Department"]
    pairs = pairs_of(season.folder / "draft")
    for side, seats in (0, "Mentor seats"), (1, "Protege seats"):
        taken = Counter(pair[side] for pair in pairs)
        assert all(number <= int(office[name][seats] or 1) for name, number in taken.items())


def test_the_gaps_and_the_sessions_are_those_of_the_survey(season: Season) -> None:
    """Who wants help is counted anew; a session an area, each with a speaker of the list; the calendar has as many entries."""
    wanting = {area: sum((level(row, "Need", area) or 1) > 1 for row in season.answered()) for area in AREAS}
    found = season.facts("gaps survey.csv")["areas"]
    assert {gap["area"]: gap["wanting"] for gap in found} == wanting
    sessions = season.said["agenda"].output
    assert sessions.count("Session ") == len(found) == (season.folder / "sessions.ics").read_text("utf-8").count("BEGIN:VEVENT")
    assert (sessions.count("Speaker to ask: "), "January 14, 2027" in sessions) == (len(found), True)
    assert "Speaker to ask: Dana Example" not in sessions.split("Session 2")[0]  # away that day
    assert EVIDENCE.split(",")[4] in season.said["gaps"].output


def test_answers_are_counted_as_they_were_given(season: Season) -> None:
    """A no is a refusal, a yes alone a proposal, a star on the own mentor a yes; each star is one of those offered."""
    stars = {(row["First wish"], row["Office"]): "Yes" for row in season.wishes if row["First wish"]}
    by_mentor = {(row["Office"], row["Partner"]): row["Answer"] for row in season.mentors if row["Role"] == "mentor"}
    by_protege = {(row["Partner"], row["Office"]): row["Answer"] for row in season.mentors if row["Role"] == "protege"} | stars
    states = Counter(_state(by_mentor.get(pair, ""), by_protege.get(pair, "")) for pair in pairs_of(season.folder / "draft"))
    found = season.facts("answers draft/run.json answers.xlsx")
    assert {state: number for state, number in found["counts"].items() if number} == dict(states)
    assert {(star["mentor"], star["protege"]) for star in found["stars"]} == set(stars)
    assert stars
    assert states["refused"]


def _state(*said: str) -> str:
    return "refused" if "No" in said else ("silent", "proposed", "accepted")[said.count("Yes")]


def test_what_was_refused_is_not_made_and_final_is_what_was_agreed(season: Season) -> None:
    """No refused pair in the rerun; the final run has its pairs and its id, and what is handed out says FINAL."""
    refused = {(row["Office"], row["Partner"]) for row in season.mentors if row["Answer"] == "No" and row["Role"] == "mentor"}
    assert refused <= pairs_of(season.folder / "draft")
    assert not refused & pairs_of(season.folder / "draft/run 2")
    assert pairs_of(season.folder / "draft/run 2") == pairs_of(season.folder / FINAL)
    assert (season.run("draft/run 2").id, season.run(FINAL).is_final) == (season.run(FINAL).id, True)
    assert "FINAL" in (season.folder / "kickoff/hand out/participants.html").read_text("utf-8")


def test_everybody_has_a_message_and_nobody_reads_what_is_private(season: Season) -> None:
    """A message for each who is paired or waits; own words and evidence are in no file of a run or a kickoff."""
    matching = season.run(FINAL).matching
    offices = {name for fit in matching.pairings for name in (fit.mentor, fit.protege)} | {
        each.office for each in matching.waiting
    }
    assert len(list((season.folder / "kickoff/hand out/mail").glob("*.eml"))) == len(offices)
    written = [
        path for name in ("draft", "kickoff", "reminders", "next") for path in (season.folder / name).rglob("*") if path.is_file()
    ]
    assert len(written) > 40
    for path in written:
        assert not any(word.encode() in path.read_bytes() for word in PRIVATE), path
    for name in ("status", "progress", "trail"):
        assert not any(word in season.said[name].output for word in PRIVATE), name


def test_the_round_is_told_as_the_pairs_told_it(season: Season) -> None:
    """A row for each pair and side; who never met, and who owes an answer and has a reminder, counted from the sheet."""
    pairs = pairs_of(season.folder / FINAL)
    by_pair = {pair: [row for row in season.checkins if {row["Office"], row["Partner"]} == set(pair)] for pair in pairs}
    assert len(season.checkins) == 2 * len(pairs)
    mine = {
        pair: [row for row in rows if (row["Partner is"] == "Protege") == (row["Office"] == pair[0])]
        for pair, rows in by_pair.items()
    }
    told = {pair: [row["Meetings held"] for row in rows if row["Meetings held"]] for pair, rows in mine.items()}
    found = season.facts(f"status '{FINAL}' back.xlsx")
    never = {(pair["mentor"], pair["protege"]) for pair in found["pairs"] if pair["course"] == "never met"}
    assert never == {pair for pair, said in told.items() if said and set(said) == {"0"}}
    owing = {row["Office"] for row in season.checkins if not row["Meetings held"]}
    assert {each["office"] for each in found["owed"]} == owing
    assert len(list((season.folder / "reminders").iterdir())) == len(owing) > 0


def test_what_changed_is_counted_from_both_surveys(season: Season) -> None:
    """In the areas of the pairings of each protege: how many ratings rose, stayed and fell; how many pairs met."""
    before = {row["Office"]: row for row in season.answered()}
    after = dict(zip(before, rows_of(season.folder / "second.csv"), strict=True))
    counts = Counter[str]()
    waits = {row["Office"] for row in before.values()} - {protege for _, protege in pairs_of(season.folder / FINAL)}
    for protege in set(before) - waits:
        mentors = [mentor for mentor, other in pairs_of(season.folder / FINAL) if other == protege]
        for area in AREAS:
            if any(led(before[mentor], before[protege], area) for mentor in mentors):
                was, now = (level(rows[protege], "Capability", area) or 0 for rows in (before, after))
                counts["rose" if now > was else "fell" if now < was else "stayed"] += 1
    found = season.facts(f"progress '{FINAL}' second.csv --checkins back.xlsx")["groups"]
    assert Counter({name: found["paired, in the areas of the pairing"][name] for name in ("rose", "stayed", "fell")}) == counts
    assert counts["rose"] > counts["fell"] > 0


def test_what_was_carried_and_who_met_is_recounted(season: Season) -> None:
    """Pairs in which a practice was taken up, pairs of departments that met, and mentors that were given up for others."""
    taken = {(row["Partner"], row["Office"]) for row in season.checkins if row["Practice taken up"]}
    assert f"in {len(taken)} of them a check-in says" in season.said["trail"].output
    home = {row["Office"]: row["Department"] for row in season.answered()}
    met = {frozenset({home[mentor], home[protege]}) for mentor, protege in pairs_of(season.folder / FINAL)}
    assert len(season.facts("silos draft")["met"]) == len({ends for ends in met if "" not in ends})
    assert f"{len(season.facts('regret draft')['offices'])} offices" in season.said["regret"].output


def test_what_is_handed_over_is_of_the_final_run(season: Season) -> None:
    """The closing document names the pairs of the final run, and neither version has own words or evidence."""
    texts = {name: (season.folder / f"{name}.md").read_text("utf-8") for name in ("handover", "published")}
    for pair in pairs_of(season.folder / FINAL):
        assert any(all(name in line for name in pair) for line in texts["handover"].splitlines()), pair
    assert not any(word in text for word in PRIVATE for text in texts.values())


def test_the_next_cohort_makes_no_pair_again(season: Season) -> None:
    """No pair of the final run comes again, and what was given up and new links stand in the policy of the next run."""
    assert not pairs_of(season.folder / FINAL) & pairs_of(season.folder / "next")
    policy = season.run("next").policy
    assert policy.prefer
    assert policy.regret.weight == 10


def test_every_run_of_the_season_is_verified(season: Season) -> None:
    """The draft, the rerun, the final run and the next cohort hold, and so do their files and those of the kickoff folder."""
    for path in ("draft", "draft/run 2", FINAL, "next"):
        season.type(f"verify '{path}'", name="verify")
        assert season.said["verify"].exit_code == 0, season.said["verify"].output
    season.type("verify kickoff")
    assert season.said["verify"].exit_code == 5  # the run that it repairs is not in that folder


def test_the_folder_of_a_cohort_says_that_later_runs_are_there(season: Season) -> None:
    """Whoever names it after the plan was frozen is told where the final run is, on standard error."""
    season.type("agenda draft", name="late")
    assert "first run in that folder" in season.said["late"].stderr
    assert "run 3" in season.said["late"].stderr
    season.type(f"agenda '{FINAL}'", name="late")
    assert "first run" not in season.said["late"].stderr
