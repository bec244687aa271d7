"""Messages: each participant has one, with what concerns it and nothing else, and mail programs read it as it was meant."""

import re
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cxmatch as cx
from cxmatch.domain.parts import Cover
from cxmatch.domain.report import Report
from cxmatch.errors import SettingsError
from cxmatch.exports.formats import FORMATS
from cxmatch.exports.handout import Audience, Handout
from cxmatch.exports.messages import Message, Part
from cxmatch.exports.wording import STANDARD, Wording, standard, words
from cxmatch.records.text import visible


class Words(HTMLParser):
    """The tags of a page, and its text without them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.said: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def read(report: Report, **wishes: object) -> dict[str, EmailMessage]:
    """The messages by the names of their files, as a mail program reads them."""
    files = FORMATS["eml"].files(Handout(report=report, **wishes))  # type: ignore[arg-type]
    return {name.removeprefix("mail/"): message_from_bytes(content, policy=default) for name, content in files.items()}  # type: ignore[misc]


def plain(message: EmailMessage) -> str:
    return str(message.get_body(("plain",)).get_content()).replace("\r\n", "\n")  # type: ignore[union-attr]


def page(message: EmailMessage) -> str:
    return str(message.get_body(("html",)).get_content())  # type: ignore[union-attr]


def by_office(report: Report, **wishes: object) -> dict[str, EmailMessage]:
    found = {plain(message).splitlines()[0][6:-1]: message for message in read(report, **wishes).values()}
    assert len(found) == len(read(report, **wishes))
    return found


def test_everybody_is_told_of_its_own_partners_and_of_nobody_elses(crowd: Report) -> None:
    """Each office that is paired or waits has one message: it names all its partners, and no other office."""
    matching = crowd.run.matching
    sent = by_office(crowd)
    pairs = [(fit.mentor, fit.protege) for fit in matching.pairings]
    assert set(sent) == {name for pair in pairs for name in pair} | {entry.office for entry in matching.waiting}
    for office, message in sent.items():
        own = {office} | {name for pair in pairs if office in pair for name in pair}
        named = set(re.findall(r"Invented Office \d+", plain(message)))
        assert named == own
        assert set(re.findall(r"Invented Office \d+", page(message))) == own


def test_a_draft_has_no_sender_no_day_and_no_address(crowd: Report) -> None:
    """Programs open it as a draft that is to be sent; nothing in it was made by the clock."""
    for message in read(crowd).values():
        assert set(message.keys()) == {"Subject", "X-Unsent", "MIME-Version", "Content-Type"}
        assert (message["X-Unsent"], message.defects) == ("1", [])
        assert message.get_content_type() == "multipart/alternative"


def test_both_forms_say_the_same(crowd: Report) -> None:
    """The page has the words of the plain text, tags that only shape it, and loads nothing."""
    for message in read(crowd).values():
        shown = Words(page(message))
        assert shown.tags <= {"html", "head", "meta", "title", "body", "h2", "p"}
        said = " ".join(" ".join(shown.said).split())
        assert said == " ".join([message["Subject"], *plain(message).split()])


def test_nobody_reads_a_number_or_that_others_wait(crowd: Report) -> None:
    """No fit, share, rating or waiting list: no digit but those of names, and no word of it."""
    for message in read(crowd).values():
        text = re.sub(r"(Invented Office|Department) \d+", "", plain(message))
        assert not re.search(r"\d|%", text)
        assert not re.search(r"(?i)\b(fit|points?|score|rating|capability|waits?|waiting|list)\b", text)


def test_who_has_no_partner_is_told_so_kindly(crowd: Report) -> None:
    """Whoever waits is told what cannot be named today, without the reason; whoever has a partner is told of that too."""
    sent = by_office(crowd)
    alone = [
        entry for entry in crowd.run.matching.waiting if not any(entry.office in (f.mentor, f.protege) for f in _fits(crowd))
    ]
    assert alone
    for entry in alone:
        text = plain(sent[entry.office])
        assert f"We cannot name {'a mentor' if entry.side == 'protege' else 'an office'}" in text
        assert entry.reason not in text
        assert "Your mentor:" not in text


def _fits(report: Report) -> list[cx.Fit]:
    return list(report.run.matching.pairings)


def test_after_a_rerun_those_who_must_know_are_told_first(crowd: Report) -> None:
    """Change notices stand by the names of their files; each opens with what changes, and nobody else has one."""
    again = cx.report(cx.rerun(crowd.run, without=[_fits(crowd)[0].mentor]))
    told = {change.office: change.notice for change in again.changes if change.kind != "no change"}
    sent = read(again)
    notices = {name: message for name, message in sent.items() if name.startswith("change for ")}
    assert len(notices) == len(told)
    for message in notices.values():
        office = plain(message).splitlines()[0][6:-1]
        assert told[office] in plain(message)
        assert message["Subject"] == "A change in your pairing in the mentor program"
    assert all(name.startswith("to ") for name in sent if name not in notices)
    assert [name for name, message in sent.items() if "You have left the program." in plain(message)] == [
        f"change for {_fits(crowd)[0].mentor.lower().replace(' ', '-')}.eml"
    ]


def test_an_address_stands_there_only_when_asked_for() -> None:
    """With contacts a message goes to the first mail address of its office, and says how to reach the partner."""
    rows = [f"Office {n},Department {n},{n + 1},{5 - n},Person {n} <lee.{n}@example.org>" for n in range(4)]
    survey = "\n".join(["Office,Department,Capability: Hiring,Need: Hiring,Email", *rows])
    report = cx.report(cx.pair(cx.read_survey(survey.encode(), keep_email=True)))
    assert not any(message["To"] or "example.org" in message.as_string() for message in read(report).values())
    for office, message in by_office(report, contacts=True).items():
        partners = [
            fit.mentor if fit.protege == office else fit.protege for fit in _fits(report) if office in (fit.mentor, fit.protege)
        ]
        assert message["To"] == f"lee.{office[-1]}@example.org"
        assert all(f"To reach them: Person {name[-1]} <lee.{name[-1]}@example.org>" in plain(message) for name in partners)


@pytest.mark.parametrize(
    "address", ["a@example.org\r\nBcc: b@example.org", "<script>@example", "@example.org", "a@b", "\u00e9@example.org"]
)
def test_what_is_no_address_is_left_out(crowd: Report, address: str) -> None:
    """A cell that is more or less than an address does not become a header."""
    run = crowd.run
    source = replace(run.cohort.source, contacts=("Email",))
    offices = tuple(replace(one, attributes={**one.attributes, "Email": address}) for one in run.cohort.offices)
    made = cx.report(replace(run, cohort=replace(run.cohort, offices=offices, source=source)))
    for message in read(made, contacts=True).values():
        assert message["Bcc"] is None
        assert message["To"] in (None, "a@example.org")


@given(st.text(), st.text())
def test_whatever_a_title_or_a_name_is_the_message_is_read_back(title: str, name: str) -> None:
    """No letter makes a header, ends a part or becomes a tag."""
    lines = [visible(name), "From here", "--part-0"]
    made = Message(office=name, subject=visible(" ".join(title.split())), parts=(Part(heading=visible(title), lines=lines),))
    message = message_from_bytes(made.content, policy=default)
    assert [part.get_content_type() for part in message.walk()][1:] == ["text/plain", "text/html"]
    assert plain(message) == made.text  # type: ignore[arg-type]
    assert Words(page(message)).tags <= {"html", "head", "meta", "title", "body", "h2", "p"}  # type: ignore[arg-type]
    assert "Bcc" not in message


@pytest.mark.parametrize("code", ["q?A=0D=0ABcc:_spy@example.org?=", "b?QQpCY2M6IHNweUBleGFtcGxlLm9yZw==?="])
def test_a_title_that_looks_encoded_is_not_decoded(crowd: Report, code: str) -> None:
    """A mail program would make any letters of it, also the end of a line and another header."""
    for message in read(crowd, cover=Cover(title=f"Round =?utf-8?{code}")).values():
        assert message["Bcc"] is None
        assert message["Subject"].replace("= ?", "=?").endswith(f"Round =?utf-8?{code}")


def test_the_title_of_the_cover_stands_for_the_program(crowd: Report) -> None:
    """Where organizers gave a title it is in the subject and in the text."""
    for message in read(crowd, cover=Cover(title="Spring \u8ca1 Round")).values():
        assert message["Subject"] == "Your pairing in Spring \u8ca1 Round"
        assert "taking part in Spring \u8ca1 Round." in plain(message)


def test_organizers_word_it_as_they_like(crowd: Report, tmp_path: Path) -> None:
    """What a wording leaves out stays as it is; nobody else's files change."""
    file = tmp_path / "wording.toml"
    file.write_text('greeting = "Dear {office}:"\nclosing = "{{Ask}} us."\n')
    cx.export(crowd, tmp_path / "ours", formats=["eml"], wording=file)
    cx.export(crowd, tmp_path / "plain", formats=["eml"])
    for path in (tmp_path / "ours" / "mail").iterdir():
        text, before = (
            plain(message_from_bytes(file.read_bytes(), policy=default))
            for file in (path, tmp_path / "plain" / "mail" / path.name)
        )  # type: ignore[arg-type]
        assert text.startswith("Dear Invented Office")
        assert text.endswith("\n\n{Ask} us.\n")
        assert text.splitlines()[1:-1] == before.splitlines()[1:-1]
    with pytest.raises(SettingsError, match="--wording would change nothing"):
        cx.export(crowd, tmp_path / "x", formats=["csv"], wording=file)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('greeting = "Hi {ofice}"', 'Did you mean "office"'),
        ('greeting = "Hi {partner}"', "stands for nothing"),
        ('program = "{program}"', "Words of program: none"),
        ('talk = "{area.__class__}"', "stands for nothing"),
        ('talk = "{area[0]}"', "stands for nothing"),
        ('talk = "{area!r}"', "stands for nothing"),
        ('talk = "{area:>999999999}"', "stands for nothing"),
        ('talk = "{}"', "stands for nothing"),
        ('talk = "{0}"', "stands for nothing"),
        ('talk = "{"', "opens or closes nothing"),
        ('greting = "Hi"', 'Did you mean "greeting"'),
        ("greeting = 5", "is a text"),
        ("greeting = ", "not a TOML file"),
    ],
)
def test_a_wording_that_makes_no_sense_is_refused(text: str, told: str) -> None:
    """With what is wrong and what may stand there; nothing in braces reaches into the program."""
    with pytest.raises(SettingsError) as problem:
        Wording.parse(text)
    assert told in f"{problem.value.what} {problem.value.next_step}"


def test_each_text_of_the_standard_wording_can_be_filled() -> None:
    """Every text says something with every word that may stand in it, and the file explains each of these words."""
    explained = set(
        re.findall(r"\{(\w+)\}", "\n".join(line for line in STANDARD.read_text().splitlines() if line.startswith("#")))
    )
    for name in Wording.__dataclass_fields__:
        said = standard().say(name, dict.fromkeys(words(name), "something"))
        assert said
        assert "{" not in said
        assert set(words(name)) <= explained


def test_participants_get_the_same_messages(crowd: Report) -> None:
    """They say nothing that an organizer only may read."""
    made = [FORMATS["eml"].files(Handout(report=crowd, audience=audience)) for audience in Audience]
    assert made[0] == made[1]


def test_the_guide_shows_the_standard_wording() -> None:
    """What may be changed stands in the guide, word for word."""
    guide = Path(__file__).parents[2] / "docs" / "guide.md"
    assert f"```ini\n{STANDARD.read_text()}```" in guide.read_text()
