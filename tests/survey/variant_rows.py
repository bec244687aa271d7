"""What survey variants are drawn from: a table a dimension, a row a wording, a layout, a scale or a habit of a survey tool.

The first row of a dimension is the plain one. `only` names, by dimension, the rows that a row goes with; what else a row has is
for the generator in `variants.py`. A new wording is one more row. Offices, departments and answers are invented.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

OFFICES = (
    *("Harbor Permits Office", "Ferry Tickets Office", "Lantern Visitor Service", "Orchard Grants Office", "Museum Hours Desk"),
    *("Kite Registry", "Se\u00f1al Help Desk", "Meadow Licensing Team", "Tide Tables Office", "Beacon Claims Office"),
)
# In full, and the ways of writing it that mean the same.
DEPARTMENTS = (
    ("Department of Harbors", "Department of Harbors (DOH)", "DOH", "Dept. of Harbors"),
    ("Department of Orchards", "Department of Orchards (DOO)", "DOO", "Dept. of Orchards"),
    ("Department of Lanterns", "Department of Lanterns (DOL)", "DOL", "Dept. of Lanterns"),
)
PEOPLE = (
    "Ada Fern",
    "Bo Quill",
    "Cy Marsh",
    "Dee Loft",
    "Eli Stone",
    "Fay Brook",
    "Gus Thorn",
    "Hal Reed",
    "Ivy Moss",
    "Jo Vale",
)


@dataclass(frozen=True)
class Row:
    """One row of a table."""

    name: str
    only: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Any:
        return self.data.get(key, "")


def row(name: str, only: Mapping[str, str] | None = None, **data: Any) -> Row:
    """Make a row; the names in `only` are separated by " | "."""
    return Row(name, only or {}, data)


def rows(names: str, only: Mapping[str, str] | None = None, **data: Any) -> list[Row]:
    """Make rows that differ by their names alone, separated by " | "."""
    return [row(name, only, **data) for name in names.split(" | ")]


# Survey tools. `before` and `after`: the tool's own columns, each with name, label and what stands in it. `grid`: the heading
# of a part of a question, with {q} question, {a} area, {c} and {n} code and number of the question, {i} of the part; `choice`:
# that of a choice; `one`: that of a question without parts. `heads`: how many header rows there are, and of what kind. `marks`,
# `formats` and `needs`: what it writes of those dimensions. `slug`: names of variables for headings. `both`: picks joined by
# that, too. `quoted`: quotation marks around every cell.
_ANY = "csv | csv bom | csv cp1252 | csv utf-16 | csv semicolon | tsv | xlsx | zip | gz | ods"
_ALL = "rating | required | ranks | choices | order | picks"
_MARKS = (
    "; | ;trailing | comma | comma blank | line break | bar | slash | list"
    " | bullets | dashes | numbered | plus | double semicolon | Ja or Nein | Oui or Non | S\u00ed or No | Selected | check sign"
    " | own name | x | TRUE | check marks | 1 | Yes | Yes or No | 1 or 0"
)
_SENTENCES = "how strong in | rate capability in | could help with"
_WISHES = "how much help with | support with | trained in sentence"
_QUALTRICS = (
    "StartDate=Start Date={iso}|EndDate=End Date={iso}|Status=Response Type=IP Address|IPAddress=IP Address=198.51.100.{n}"
    "|Progress=Progress=100|Duration (in seconds)=Duration (in seconds)=24{n}|Finished=Finished=True"
    "|RecordedDate=Recorded Date={iso}|ResponseId=Response ID=R_3kq{n}Zt7|RecipientLastName=Recipient Last Name="
    "|RecipientFirstName=Recipient First Name=|RecipientEmail=Recipient Email=|ExternalReference=External Data Reference="
    "|LocationLatitude=Location Latitude=38.9|LocationLongitude=Location Longitude=-77.0"
    "|DistributionChannel=Distribution Channel=anonymous|UserLanguage=User Language=EN"
)
_MONKEY = (
    "Respondent ID==1189{n}|Collector ID==4410|Start Date=={us}|End Date=={us}|IP Address==198.51.100.{n}|Email Address=="
    "|First Name==|Last Name==|Custom Data 1=="
)
_LIME = "id=Response ID={n}|submitdate=Date submitted={iso}|lastpage=Last page=3|startlanguage=Start language=en|seed=Seed=81{n}"
_KOBO = (
    "_id=_id=7720{n}|_uuid=_uuid=9f1c-{n}|_submission_time=_submission_time={t}|_validation_status=_validation_status="
    "|_notes=_notes=|_status=_status=submitted_via_web|_submitted_by=_submitted_by=|__version__=__version__=vKq2|_tags=_tags="
    "|_index=_index={n}"
)
_TYPEFORM = (
    "Response Type==completed|Start Date (UTC)=={iso}|Stage Date (UTC)==|Submit Date (UTC)=={iso}|Network ID==ab12cd{n}|Tags=="
)
_ALCHEMER = (
    "Response ID=={n}|Time Started=={iso}|Date Submitted=={iso}|Status==Complete|Contact ID==|Legacy Comments==|Comments=="
    "|Language==English|Referer==|SessionID==1772_{n}|User Agent==Mozilla/5.0|Tags==|IP Address==198.51.100.{n}"
    "|Longitude==-77.0|Latitude==38.9|Country==United States|City==|State/Region==|Postal=="
)
# Headings are names of variables there, and answers codes.
_CODED = {"role": "none", "where": "none", "scale": "1-5 | 0-4 | 1-10 | 1-7"}
TOOLS = [
    row("plain", formats=_ANY, needs=_ALL, marks=_MARKS),
    row(
        "Microsoft Forms",
        before="ID=={n}|Start time=={us}|Completion time=={us}|Email==anonymous|Name==|Last modified time==",
        grid="{q}: {a}",
        formats="xlsx | csv bom",
        needs="rating | required | choices | order | picks",
        marks=";trailing",
    ),
    row(
        "Google Forms",
        before="Timestamp=={google}",
        quoted=True,
        grid="{q} [{a}]",
        formats="csv | zip",
        needs=_ALL,
        marks=";",
    ),
    row(
        "Google Sheet",
        before="Timestamp=={us}",
        grid="{q} [{a}]",
        formats="csv | xlsx | ods",
        needs=_ALL,
        marks="comma blank",
    ),
    row(
        "Qualtrics",
        before=_QUALTRICS,
        heads="qualtrics 3",
        grid="{q} - {a}",
        choice="{q} - Selected Choice - {a}",
        formats="csv bom | csv | tsv",
        needs="rating | required | ranks | picks",
        marks="comma | own name | 1",
    ),
    row(
        "Qualtrics, 2 rows",
        before=_QUALTRICS,
        heads="qualtrics 2",
        grid="{q} - {a}",
        formats="csv bom | xlsx",
        needs="rating | required | ranks | picks",
        marks="comma",
    ),
    row(
        "Qualtrics, 1 row",
        before=_QUALTRICS,
        heads="qualtrics 1",
        grid="{q} - {a}",
        formats="csv | xlsx",
        needs="rating | required | picks",
        marks="comma",
    ),
    row(
        "SurveyMonkey",
        before=_MONKEY,
        heads="monkey",
        formats="csv | xlsx | zip",
        needs="rating | required | ranks | picks",
        marks="own name",
    ),
    row(
        "SurveyMonkey, condensed",
        {"ask_cap": _SENTENCES, "cap": "rating"},
        before=_MONKEY,
        formats="csv | xlsx",
        needs="rating | picks",
        marks="comma blank",
    ),
    row(
        "KoBo, labels",
        before="start=start={t}|end=end={t}",
        quoted=True,
        after=_KOBO,
        heads="labels",
        grid="{q}/{a}",
        both=" ",
        formats="csv semicolon | xlsx",
        needs="rating | required | order | picks",
        marks="1 or 0",
    ),
    row(
        "KoBo, XML names",
        {
            "areas": "built in | own",
            "ask_cap": "Capability",
            "ask_need": "Need | Target level | Top needs",
            "who": "office and department",
            **_CODED,
        },
        before="start=start={t}|end=end={t}",
        quoted=True,
        after=_KOBO,
        heads="names",
        grid="{q}/{a}",
        slug=True,
        both=" ",
        formats="csv semicolon | xlsx",
        needs="rating | required | picks",
        marks="1 or 0",
    ),
    row(
        "Jotform",
        before="Submission Date=={us}",
        after="Submission ID==6042{n}|Last Update Date==",
        grid="{q} >> {a}",
        formats="csv | xlsx",
        needs="rating | required | picks",
        marks="line break",
    ),
    row(
        "Smartsheet",
        after="Created=={us}|Created By==web-form@example.gov",
        grid="{q} - {a}",
        formats="csv | xlsx",
        needs="rating | required | picks",
        marks="line break | true or false",
    ),
    row(
        "LimeSurvey, text",
        before=_LIME,
        quoted=True,
        heads="labels",
        grid="{q} [{a}]",
        formats="csv | csv semicolon | xlsx",
        needs="rating | required | limeranks | picks",
        marks="Yes or No | Y",
    ),
    row(
        "LimeSurvey, code and text",
        before=_LIME,
        quoted=True,
        heads="code and text",
        grid="{c}[SQ00{i}]. {q} [{a}]",
        one="{c}. {q}",
        formats="csv | xlsx",
        needs="rating | required | limeranks | picks",
        marks="Yes or No | Y",
    ),
    row(
        "Typeform",
        {"ask_cap": _SENTENCES, "cap": "rating"},
        before="#==k{n}j2h3",
        after=_TYPEFORM,
        choice="{a}",
        formats="csv | xlsx",
        needs="rating | picks",
        marks="own name",
    ),
    row(
        "REDCap, labels",
        before="Record ID=={n}|Survey Identifier==|Survey Timestamp=={iso}",
        after="Complete?==Complete",
        grid="{q}: {a}",
        choice="{q} (choice={a})",
        formats="csv",
        needs="rating | required | picks",
        marks="check marks",
    ),
    row(
        "REDCap, raw",
        {
            "areas": "built in | own",
            "ask_cap": "Capability",
            "ask_need": "Need | Target level",
            "who": "office and department",
            **_CODED,
            "cap": "rating",
        },
        before="record_id=={n}|redcap_survey_identifier==|cx_discovery_timestamp=={iso}",
        after="cx_discovery_complete==2",
        grid="{q}_{a}",
        slug=True,
        formats="csv",
        needs="rating | required",
        marks="1 or 0",
    ),
    row(
        "Alchemer",
        before=_ALCHEMER,
        grid="{a}:{q}",
        formats="csv | csv bom | xlsx",
        needs="rating | required | ranks | picks",
        marks="own name",
    ),
    row("Airtable", grid="{q}: {a}", formats="csv bom | csv", needs=_ALL, marks="comma | checked"),
]

_BY_HAND = {"tool": "plain", "cap": "rating", "need": "rating | required", "role": "none", "doubt": "none"}
_TITLED = {**_BY_HAND, "strangers": "none", "where": "none | title"}  # their headings are words of their own
_GAP = {**_TITLED, "need": "required"}
LAYOUTS = [
    row("wide"),
    *rows("office, question, answer", {**_BY_HAND, "strangers": "none"}),
    *rows("area, capability, need | two stacked tables | two heading rows", _TITLED),
    *rows("area, current, target | area, section, score | current and target rows", _GAP),
    *rows("offices across", {**_BY_HAND, "strangers": "none", "who": "office and department | office"}),
    *rows("texts below names", {**_BY_HAND, "strangers": "none"}),
]

_HAND = {"tool": "plain", "doubt": "none"}
FRAMES = [
    row("none"),
    row("title above", _HAND, above=[["CX discovery survey, autumn"]]),
    row("title and blank row above", _HAND, above=[["CX discovery survey"], ["Exported by the programme team"], []]),
    row("headings repeated in the middle", {**_HAND, "layout": "wide | office, question, answer"}),
    row("headings repeated at the end", {**_HAND, "layout": "wide | office, question, answer"}),
    row("source below", {**_HAND, "layout": "wide | two heading rows"}, below=["Source: CX discovery survey, autumn round"]),
    row("footnote below", {**_HAND, "layout": "wide"}, below=["* Answers are self-reported by the offices."]),
    row("note in German below", {**_HAND, "layout": "wide"}, below=["Quelle: Umfrage der Gesch\u00e4ftsstelle"]),
    row("blank row and note below", {**_HAND, "layout": "wide"}, below=["", "Note: 1 office did not answer."]),
]

# Scales. `words`: what stands in the cells, lowest first. `need`: those of the need, where they are others. `high`: for numbers.
_NUMBERS = ["1", "2", "3", "4", "5"]


def scale(name: str, words: str, only: Mapping[str, str] | None = None, **data: Any) -> Row:
    """Make a scale of words, lowest first, separated by ", "."""
    return row(name, only, words=words.split(", "), **data)


_OUTER = {"need": "rating | order | picks | choices"}
SCALES = [
    row("1-5", words=_NUMBERS, low=1, high=5),
    row("0-4", words=["0", "1", "2", "3", "4"], low=0, high=4),
    row("1-10", words=[*map(str, range(1, 11))], low=1, high=10),
    row("0-10", words=[*map(str, range(11))], low=0, high=10),
    row("1-7", words=[*map(str, range(1, 8))], low=1, high=7),
    row("halves", words=["1", "1.5", "2", "2.5", "3", "3.5", "4", "4.5", "5"], low=1, high=5),
    row("hundredths", words=["1", "1.25", "2.75", "3.33", "4.5", "5"], low=1, high=5),
    scale("agree", "Strongly disagree, Disagree, Neutral, Agree, Strongly agree"),
    scale("agree, neither", "Strongly disagree, Disagree, Neither agree nor disagree, Agree, Strongly agree"),
    scale("frequency", "Never, Rarely, Sometimes, Often, Always"),
    scale("Novice to Expert", "Novice, Beginner, Intermediate, Advanced, Expert", need=_NUMBERS),
    scale("Dreyfus", "Novice, Advanced Beginner, Competent, Proficient, Expert", need=_NUMBERS),
    scale("Beginner to Advanced", "Beginner, Intermediate, Advanced", need=["Low", "Medium", "High"]),
    scale("Poor to Excellent", "Poor, Fair, Good, Very good, Excellent", need=_NUMBERS),
    scale("Not at all to Extremely", "Not at all, Slightly, Moderately, Very, Extremely"),
    scale("Not at all to Very much", "Not at all, A little, Somewhat, Quite a bit, Very much"),
    scale("CMMI", "Initial, Managed, Defined, Quantitatively Managed, Optimizing", need=_NUMBERS),
    scale("Level N", "Level 1, Level 2, Level 3, Level 4, Level 5"),
    scale("L N", "L1, L2, L3, L4, L5"),
    scale("H M L", "L, M, H"),
    scale("Low Medium High", "Low, Medium, High"),
    scale("Low Moderate High", "Low, Moderate, High"),
    scale("None Low Medium High", "None, Low, Medium, High"),
    scale("Very low to Very high", "Very low, Low, Medium, High, Very high"),
    scale("No Maybe Yes", "No, Maybe, Yes"),
    scale("No Yes", "No, Yes"),
    scale("German agree", "trifft nicht zu, trifft eher nicht zu, teils/teils, trifft eher zu, trifft zu"),
    scale("German frequency", "nie, selten, manchmal, oft, immer"),
    scale(
        "Spanish agree",
        "Totalmente en desacuerdo, En desacuerdo, Ni de acuerdo ni en desacuerdo, De acuerdo, Totalmente de acuerdo",
    ),
    scale("Spanish frequency", "Nunca, Rara vez, A veces, A menudo, Siempre"),
    scale(
        "French agree",
        "Pas du tout d'accord, Plut\u00f4t pas d'accord, Ni d'accord ni pas d'accord,"
        " Plut\u00f4t d'accord, Tout \u00e0 fait d'accord",
    ),
    scale("French frequency", "Jamais, Rarement, Parfois, Souvent, Toujours"),
    scale("German low to high", "sehr gering, gering, mittel, hoch, sehr hoch"),
    scale("German skill", "Anf\u00e4nger, Fortgeschritten, Experte", need=["gering", "mittel", "hoch"]),
    scale("German school", "mangelhaft, ausreichend, befriedigend, gut, sehr gut"),
    scale("Spanish low to high", "Muy bajo, Bajo, Medio, Alto, Muy alto"),
    scale("Spanish skill", "Principiante, Intermedio, Avanzado, Experto", need=_NUMBERS),
    scale("Spanish nothing to much", "Nada, Poco, Algo, Bastante, Mucho"),
    scale("French low to high", "Tr\u00e8s faible, Faible, Moyen, Fort, Tr\u00e8s fort"),
    scale("French skill", "D\u00e9butant, Interm\u00e9diaire, Avanc\u00e9, Expert", need=_NUMBERS),
    scale("French nothing to much", "Pas du tout, Un peu, Moyennement, Beaucoup, \u00c9norm\u00e9ment"),
    scale(
        "label with a sentence",
        "1 - Novice (we just started), 2 - Beginner (we try), 3 - Competent (we do it), 4 - Expert (we teach it)",
    ),
    scale(
        "label and sentence",
        "Beginning: we just started; Developing: we try; Established: we do it; Leading: we teach it".replace(";", ","),
    ),
    scale("colors beside", "\U0001f534 Low, \U0001f7e1 Medium, \U0001f7e2 High", {"format": "csv | csv bom | xlsx | zip | ods"}),
    scale("arrows beside", "Low \u2193, Medium \u2192, High \u2191", {"format": "csv | csv bom | xlsx | zip | ods"}),
    scale("percent", "0%, 25%, 50%, 75%, 100%", {"format": "csv | csv bom | zip | gz"}),
    scale("points", "1 pt, 2 pts, 3 pts, 4 pts, 5 pts"),
    scale("letters before", "a) Low, b) Medium, c) High"),
    scale("decimals", "1.0, 2.0, 3.0, 4.0, 5.0", {"format": "csv | csv bom | zip | gz"}),
    scale("Yes with a hedge", "No, Not yet, Partly, Mostly, Yes"),
    scale("5 - Expert", "1 - Novice, 2 - Beginner, 3 - Intermediate, 4 - Advanced, 5 - Expert"),
    scale("Expert (5)", "Novice (1), Beginner (2), Competent (3), Proficient (4), Expert (5)"),
    scale("5: very strong", "1: very weak, 2: weak, 3: fair, 4: strong, 5: very strong"),
    scale("4 = Strong", "1 = Weak, 2 = Fair, 3 = Good, 4 = Strong"),
    scale("1 (low)", "1 (low), 2, 3, 4, 5 (high)"),
    scale("N out of 5", "1 out of 5, 2 out of 5, 3 out of 5, 4 out of 5, 5 out of 5"),
    scale("N/5", "1/5, 2/5, 3/5, 4/5, 5/5", {"format": "csv | csv bom | zip | gz | xlsx"}),
    scale(
        "stars",
        ", ".join("\u2605" * level + "\u2606" * (5 - level) for level in range(1, 6)),
        {"format": "csv | csv bom | csv utf-16 | xlsx | zip | ods"},
    ),
    scale(
        "stars alone",
        "\u2b50, \u2b50\u2b50, \u2b50\u2b50\u2b50, \u2b50\u2b50\u2b50\u2b50, \u2b50\u2b50\u2b50\u2b50\u2b50",
        {"format": "csv | csv bom | csv utf-16 | xlsx | zip | ods"},
    ),
    scale("Harvey balls", "\u25cb, \u25d4, \u25d1, \u25d5, \u25cf", {"format": "csv | csv bom | csv utf-16 | xlsx | zip | ods"}),
    scale("Smartsheet stars", "Empty, One, Two, Three, Four, Five", {"tool": "Smartsheet"}),
    scale("Smartsheet balls", "Empty, Quarter, Half, Three Quarter, Full", {"tool": "Smartsheet"}),
    scale("TRUE FALSE", "FALSE, TRUE", _OUTER),
    scale("Checked Unchecked", "Unchecked, Checked", _OUTER),
    row("x or blank", {**_OUTER, "layout": "wide | two heading rows", "absent": "none"}, words=["", "x"]),
]

# What is said about the scale. "same" agrees with 1 to 5, "turned" says that 1 is best, else the lowest and highest number.
_ON = {"scale": "1-5", "cap": "rating", "need": "rating", "doubt": "none", "where": "heading | question | title"}


def said(kind: str, texts: str, **only: str) -> list[Row]:
    """Make rows of what is said about a scale, separated by " | "."""
    return [row(text, {**_ON, **only}, kind=kind) for text in texts.split(" | ")]


STATEMENTS = [
    row("none", {"where": "none"}),
    *said(
        "same",
        "1 = low, 5 = high | 1 (very weak) to 5 (very strong) | 1-5, 5 = best | where 5 is the strongest | on a scale of 1 to 5",
    ),
    *said("turned", "1 = best, 5 = worst | where 1 is the strongest | 1 being the best | lower is better | 1 = best"),
    *said("turned", "from 1 (very strong) to 5 (very weak) | 1: expert ... 5: novice | scale 1 (best) - 5 (worst)"),
    *said(
        "turned", "rate 1 to 5 with 1 highest | 1=Strongly Agree, 5=Strongly Disagree | with 5 being the weakest | 5 = not at all"
    ),
    *said(
        "turned",
        "1 is the highest | the lower the number, the stronger | as in school: 1 = very good, 5 = poor | best = 1, worst = 5",
    ),
    *said("turned", "5 (beginner) to 1 (expert) | Rang 1 = am besten | 1st = strongest, 5th = weakest"),
    *said("0 4", "[0-4] | 0 to 4 | 0 = none, 4 = full"),
    *said("0 10", "from 0 (none) to 10 (full) | 0-10 | on a scale of 0 to 10 | 0 = not at all, 10 = extremely"),
    *said("1 10", "out of 10 | rate 1-10 | 1 = low, 10 = high"),
    *said("1 4", "1 = low, 4 = high | from 1 to 4"),
]
WHERE = [
    row("none"),
    row("heading", text="{h} ({s})"),
    row("question", text="{h} ({s})"),
    row("title", {"tool": "plain"}, text="{h}"),
]

CAPABILITY = [row("rating"), row("picks", {"layout": "wide", "scale": "1-5"})]
NEEDS = [
    row("rating"),
    row("required", {"cap": "rating"}),
    row("ranks", {"layout": "wide"}),
    row("choices", {"layout": "wide"}),
    row("order", {"layout": "wide"}),
    row("limeranks", {"layout": "wide"}),
    row("picks", {"layout": "wide"}),
]
# How picks are written: joined by something, or a column a choice with what says yes and no; "{a}" is the name of the choice.
MARKS = [
    row(";trailing", join=";", end=";"),
    row(";", join=";"),
    row("comma", join=","),
    row("comma blank", join=", "),
    row("line break", join="\n"),
    row("bar", join=" | "),
    row("slash", join=" / "),
    row("bullets", start="\u2022 ", join="\n\u2022 "),
    row("dashes", start="- ", join="\n- "),
    row("numbered", join="; ", number=True),
    row("plus", join=" + "),
    row("double semicolon", join=";;"),
    row("Ja or Nein", yes="Ja", no="Nein"),
    row("Oui or Non", yes="Oui", no="Non"),
    row("S\u00ed or No", yes="S\u00ed", no="No"),
    row("Selected", yes="Selected", no="Not selected"),
    row("check sign", yes="\u2713", no=""),
    row("list", join="', '", start="['", end="']"),
    row("own name", yes="{a}", no=""),
    row("x", yes="x", no=""),
    row("TRUE", yes="TRUE", no="FALSE"),
    row("true or false", yes="true", no="false"),
    row("check marks", yes="Checked", no="Unchecked"),
    row("checked", yes="checked", no=""),
    row("1", yes="1", no=""),
    row("1 or 0", yes="1", no="0"),
    row("Yes or No", yes="Yes", no="No"),
    row("Y", yes="Y", no=""),
    row("Yes", yes="Yes", no=""),
]
# How choices by place are asked: a column a place.
PLACES = [
    row(
        "First choice",
        {"need": "choices"},
        words=[
            "First choice of area where you want help",
            "Second choice of area where you want help",
            "Third choice of area where you want help",
        ],
    ),
    row(
        "1st choice",
        {"need": "choices"},
        words=[
            "Where do you want help? [1st choice]",
            "Where do you want help? [2nd choice]",
            "Where do you want help? [3rd choice]",
        ],
    ),
    row("Top need", {"need": "choices"}, words=["Top need", "Second need", "Third need"]),
    row("Need #1", {"need": "choices"}, words=["Need #1", "Need #2", "Need #3"]),
    row("Priority 1", {"need": "choices"}, words=["Priority 1 for help", "Priority 2 for help", "Priority 3 for help"]),
    row(
        "Most wanted",
        {"need": "choices"},
        words=[
            "Area in which you most want help",
            "Area in which you want help second most",
            "Area in which you want help third most",
        ],
    ),
]
# What is asked, and by which way; "{a}" is the area. `short` ones may stand behind the area.
ASK_CAPABILITY = [
    row("Capability", short=True),
    *rows("Current level | Maturity", {"cap": "rating"}, short=True),
    *rows(
        "How strong is your office? | Our capability in | Rate your current maturity | Proficiency in | Our expertise",
        {"cap": "rating"},
    ),
    *rows("We want to help others with | I want to mentor others in | Which areas could your office help others with?"),
    *rows("Strengths | What could your office teach others? | Areas in which you could mentor", {"cap": "picks"}),
    *rows(
        "Wie stark ist Ihre Dienststelle? | Kompetenz | \u00bfQu\u00e9 tan fuerte es su oficina? | Capacidad", {"cap": "rating"}
    ),
    *rows("Points forts de votre bureau | Comp\u00e9tence", {"cap": "rating"}),
    row("wie stark in", {"cap": "rating"}, q="Wie stark ist Ihre Dienststelle in {a}?"),
    row("nivel en", {"cap": "rating"}, q="\u00bfQu\u00e9 tan fuerte es su oficina en {a}?"),
    row("niveau en", {"cap": "rating"}, q="Quelle est la comp\u00e9tence de votre bureau en {a} ?"),
    row("how strong in", {"cap": "rating"}, q="How strong is your office in {a}?"),
    row("rate capability in", {"cap": "rating"}, q="How would you rate your office's capability in {a}?"),
    row("could help with", {"cap": "rating"}, q="We could help others with {a}"),
]
_RATED, _GAPS, _RANKED, _PICKED = ({"need": way} for way in ("rating", "required", "ranks | limeranks", "picks"))
ASK_NEED = [
    row("Need", _RATED, short=True),
    *rows("Priority for help | Help wanted", _RATED, short=True),
    *rows(
        "How much help do you want? | I want to learn about | Interest in learning more about | We would like support in", _RATED
    ),
    *rows("We would like to be mentored in | We want to be trained in | We need to be coached on", {"need": "rating | picks"}),
    *rows("In which areas would your office like to be supported? | Would like to be mentored in", {"need": "rating | picks"}),
    *rows(
        "Bedarf | Wie viel Hilfe brauchen Sie? | \u00bfCu\u00e1nta ayuda necesita? | Necesidad | Besoin | Besoin d'aide", _RATED
    ),
    row("hilfe bei", _RATED, q="Wie viel Unterst\u00fctzung brauchen Sie bei {a}?"),
    row("ayuda en", _RATED, q="\u00bfCu\u00e1nta ayuda necesita su oficina en {a}?"),
    row("aide en", _RATED, q="De combien d'aide avez-vous besoin en {a} ?"),
    row("how much help with", _RATED, q="How much help do you want with {a}?"),
    row("support with", _RATED, q="We would like support with {a}"),
    row("trained in sentence", _RATED, q="How much would your office like to be trained in {a}?"),
    *rows("Target level | Required level | Target", _GAPS, short=True),
    row("Where should your office be?", _GAPS),
    *rows("Rank | Rank of need", _RANKED, short=True),
    *rows("Rank your needs | Please rank the areas by need", {"need": "ranks | limeranks | order"}),
    row("Rank the areas where you want help, most wanted first", {"need": "order"}),
    row("choices by place", {"need": "choices"}),
    *rows("Where do you want help? | Top needs | Which areas would you like help with? | Pick your top priorities", _PICKED),
    *rows("In which areas does your office want a mentor? | What do you want to learn?", _PICKED),
]
# How a plain table puts question and area together.
SHAPES = [
    row("{q}: {a}"),
    row("{a} ({q})"),
    row("{q} [{a}]"),
    row("{q} - {a}"),
    row("{a} - {q}"),
    row("{a}: {q}"),
    row("{q} \u2013 {a}"),
    row("{q} \u2014 {a}"),
    row("{q} | {a}"),
    row("{q} > {a}"),
    row("{q} / {a}"),
    row("{q} \u2192 {a}"),
    row("{q}\n{a}"),
    row("Q{n}. {q}: {a}"),
    row("Q{n}_{i} {q} - {a}"),
    row("{q} \u00bb {a}"),
]
AREAS = [
    row("built in", names=["Hiring", "Governance", "Funding for Scale", "Organization Design"]),
    row("own", names=["Queue Design", "Harbor Signage", "Plain Letters", "Lantern Care"]),
    row("needs and gaps", names=["Understanding customer needs", "Closing service gaps", "Plain letters"]),
    row("learning and target", names=["Learning from feedback", "Target group research", "Queue design"]),
    row("priority and rank", names=["Priority queues", "Frank conversations", "Current accounts"]),
    row("commas and ands", names=["Diversity, Equity & Inclusion", "Culture & Measurement", "Hiring"]),
    row("long", names=["Designing services with the people who use them", "Measuring what matters to customers", "Hiring"]),
]
# What stands beside an area in a heading; `side`: on that side only.
DECORATIONS = [
    row("none"),
    row("year", text="{a} (2026)"),
    row("year of the capability", {"cap": "rating", "need": "rating | required"}, text="{a} (2025)", side="capability"),
    row("(self)", {"cap": "rating"}, text="{a} (self)", side="capability"),
    row("number", text="{i}. {a}"),
    row("code", text="A{i} {a}"),
    row("source", {"cap": "rating"}, text="{a} (self-assessment)", side="capability"),
    row("required mark", text="{a} *"),
    row("emoji before", text="\U0001f4cc {a}"),
    row("quotation marks", text='"{a}"'),
    row("capitals", text="{a!u}"),
    row("definition", text="{a} (what the office does about it)"),
    row("letters", text="{l}) {a}"),
]

WHO = [
    row("office and department"),
    row("office"),
    row("department first"),
    row("department on the first row of its group", {"tool": "plain", "layout": "wide"}),
    row("department abbreviated"),
    row("first and last name beside", {"layout": "wide"}),
    row("person beside", {"layout": "wide"}),
    row("agency and component", {"layout": "wide"}),
    row("two office columns", {"layout": "wide"}),
    row("question about the office", {"layout": "wide"}),
    row("German", {"layout": "wide"}),
    row("Spanish", {"layout": "wide"}),
    row("French", {"layout": "wide"}),
    row("number beside", {"layout": "wide"}),
    row("headcount beside", {"layout": "wide"}),
]
# What an office says about its role: (heading, what it truly is, what mentors, proteges and both say); "#" is a number of seats.
_WIDE = {"layout": "wide"}
ROLES = [
    row("none"),
    row("words", _WIDE, asks=[("Role", "role", "Mentor", "Protege", "Both")]),
    row("mentee", _WIDE, asks=[("Would you like to be a mentor, a mentee or both?", "role", "Mentor", "Mentee", "Both")]),
    row(
        "sentences",
        _WIDE,
        asks=[("Role", "role", "We would like to be a mentor", "We would like to have a mentor", "We would like to be both")],
    ),
    row(
        "I want sentences",
        _WIDE,
        asks=[
            ("What would you like to be?", "role", "I want to mentor another office", "I want to be mentored", "Both of these")
        ],
    ),
    row("both: yes", _WIDE, asks=[("Mentor", "can mentor", "Yes", "No", "Yes"), ("Mentee", "wants help", "No", "Yes", "Yes")]),
    row(
        "yes and no",
        _WIDE,
        asks=[
            ("Would you like to be a mentor?", "can mentor", "Yes", "No", "Yes"),
            ("Would you like a mentor?", "wants help", "No", "Yes", "Yes"),
        ],
    ),
    row(
        "both mentor and mentee",
        _WIDE,
        asks=[
            ("Role", "role", "Mentor", "Mentee", "Mentor"),
            ("Would you like to be both mentor and mentee?", "not used", "No", "No", "Yes"),
        ],
    ),
    row("seats", _WIDE, seats=["1", "2", "3"], asks=[("Mentor seats", "mentor seats", "#", "0", "#")]),
    row("seats in words", _WIDE, seats=["one", "two", "three"], asks=[("Mentor seats", "mentor seats", "#", "none", "#")]),
    row(
        "seats in a question",
        _WIDE,
        seats=["1", "2", "3"],
        asks=[("How many offices could you mentor?", "mentor seats", "#", "0", "#")],
    ),
]

_OPEN = {"cap": "rating", "need": "rating", "layout": "wide", "doubt": "none", "strangers": "none", "said": "none"}
# What stands where an office did not answer.
ABSENT = [
    row("none"),
    *rows(
        "N/A | n/a | Don't know | Not applicable | - | \u2014 | No answer | Prefer not to say | Not sure | None given | ? | .",
        _OPEN,
    ),
    *rows("keine Angabe | k. A. | k.A. | wei\u00df nicht | entf\u00e4llt | nicht beurteilbar", _OPEN),
    *rows("No sabe | N/C | No aplica | ns/nc | sin respuesta | Ne sait pas | Sans objet | NSP | Non concern\u00e9", _OPEN),
    *rows("999 | -99 | 99 | 0", {**_OPEN, "scale": "1-5"}),
    row("blank", _OPEN, blank=True),
]

# Rows of no office: what stands where the office should, and what beside it.
_TOTAL = {
    "scale": "1-5 | 0-4 | halves",
    "tool": "plain | Airtable",
    "need": "rating",
    "cap": "rating",
    "layout": "wide",
    "doubt": "none",
    "frame": "none",
    "role": "none | words",
    "who": "office and department | office",
}
_TEST = {
    "layout": "wide",
    "doubt": "none",
    "frame": "none | title above",
    "need": "rating | picks | ranks",
    "who": "office and department | office",
}
STRANGERS = [
    row("none"),
    *rows(
        "Total | Average | Mean | Sum | Overall average | Average score | TOTAL RESPONSES | Column average: | All offices",
        _TOTAL,
        kind="total",
    ),
    *rows(
        "Summe | Durchschnitt | Mittelwert | Gesamt | Gesamtdurchschnitt | Anzahl | Promedio | Media | Total general",
        _TOTAL,
        kind="total",
    ),
    *rows(
        "Moyenne | Ensemble | Somme | Moyenne g\u00e9n\u00e9rale | Department average | Overall score | n = 7",
        _TOTAL,
        kind="total",
    ),
    *rows(
        "TEST - please ignore | asdf | Test Office | xxx | test | Sample Office | Example Name",
        _TEST,
        kind="test",
    ),
    *rows("Test Test | delete me | ignore this", _TEST, kind="test"),
]

FORMATS = [
    row("csv", encoding="utf-8", delimiter=","),
    row("csv bom", encoding="utf-8-sig", delimiter=","),
    row(
        "csv cp1252",
        {"scale": "1-5 | 0-4 | Low Medium High | French agree | agree", "doubt": "none"},
        encoding="cp1252",
        delimiter=",",
    ),
    row("csv utf-16", encoding="utf-16", delimiter=","),
    row("csv semicolon", encoding="utf-8-sig", delimiter=";"),
    row("tsv", encoding="utf-8", delimiter="\t"),
    row("xlsx"),
    row("ods"),
    row("zip", encoding="utf-8", delimiter=","),
    row("gz", encoding="utf-8", delimiter=","),
]

# What even a person could not know: the only right outcome is a question. How each is made says `DOUBTS` in `variants.py`.
_DOUBT = {
    "tool": "plain",
    "layout": "wide",
    "scale": "1-5",
    "cap": "rating",
    "need": "rating",
    "frame": "none",
    "strangers": "none",
    "deco": "none",
    "who": "office and department",
    "role": "none",
    "ask_cap": "Capability",
    "ask_need": "Need",
    "where": "none",
}
DOUBTS = [
    row("none"),
    *rows("bare areas twice", _DOUBT),  # as REDCap writes two matrices, and pandas the second with ".1"
    *rows("codes for headings", _DOUBT),  # Q1_1 .. Q2_3 of Qualtrics, SQ001 of LimeSurvey: the question texts are lost
    *rows("two years", _DOUBT),  # "Capability: Hiring (2024)" and "(2025)": which counts?
    *rows("self and manager", _DOUBT),  # two ratings of one thing by two people
    *rows("person only", _DOUBT),  # first and last name, and no office
    *rows("two columns called Office", _DOUBT),
    *rows("letters A to E", _DOUBT),  # a grade, or an order?
    *rows("emoji", _DOUBT),
    *rows("two statements", _DOUBT),  # the title says 1 = best, the headings 5 = best
    *rows("several answers for an office", _DOUBT),
    *rows("numbers where areas should be", _DOUBT),  # picks as codes: "1;3;"
    *rows("JSON", _DOUBT),
    *rows("number words", _DOUBT),  # "four" among numbers
    *rows("date for a level", _DOUBT),  # Excel made 4-May of 4/5
]

# The one area that matters most, beside other questions about need; `second`: what comes second, `ticked`: a column an area.
_BESIDE = {"layout": "wide", "need": "rating | required", "deco": "none", "doubt": "none"}
FIRSTS = [
    row("none"),
    row("matters most", _BESIDE, q="Which one area matters most this year?", second="Which area comes second?"),
    row("top priority", _BESIDE, q="Top priority", second="Second priority"),
    row("help most", _BESIDE, q="Where do you need help most?"),
    row("first choice", _BESIDE, q="First choice", second="Second choice"),
    row("matters most, ticked", _BESIDE | {"tool": "plain | Google Forms"}, q="Which one area matters most?", ticked="x"),
    row("German", _BESIDE, q="Welcher Bereich ist Ihnen am wichtigsten?", second="Zweite Priorit\u00e4t"),
    row("Spanish", _BESIDE, q="\u00bfQu\u00e9 \u00e1rea le importa m\u00e1s?", second="Segunda prioridad"),
    row("French", _BESIDE, q="Quel domaine compte le plus pour vous ?", second="Deuxi\u00e8me priorit\u00e9"),
    row("of the agency", _BESIDE, q="Top priority of the agency", others="true"),
]


DIMENSIONS: dict[str, list[Row]] = {
    "tool": TOOLS,
    "layout": LAYOUTS,
    "frame": FRAMES,
    "scale": SCALES,
    "said": STATEMENTS,
    "where": WHERE,
    "cap": CAPABILITY,
    "need": NEEDS,
    "mark": MARKS,
    "place": PLACES,
    "ask_cap": ASK_CAPABILITY,
    "ask_need": ASK_NEED,
    "shape": SHAPES,
    "areas": AREAS,
    "deco": DECORATIONS,
    "who": WHO,
    "role": ROLES,
    "strangers": STRANGERS,
    "absent": ABSENT,
    "format": FORMATS,
    "doubt": DOUBTS,
    "first": FIRSTS,
}
