"""The face: every public verb and noun of cxmatch, and where it lives. `__init__.py` fetches each on first use."""

from .domain.checkin import CheckIn as CheckIn, CheckIns as CheckIns, RoundStatus as RoundStatus
from .domain.cohort import Cohort as Cohort, Office as Office, Reading as Reading
from .domain.consent import Answers as Answers
from .domain.decisions import Choice as Choice, Decision as Decision
from .domain.explanation import Explanation as Explanation
from .domain.findings import Finding as Finding
from .domain.foretold import Candidates as Candidates, Refusals as Refusals
from .domain.framework import Framework as Framework, PracticeArea as PracticeArea, Scale as Scale, frameworks as frameworks
from .domain.handover import Handover as Handover
from .domain.matching import Contribution as Contribution, Fit as Fit, Matching as Matching
from .domain.parts import (
    Capacity as Capacity,
    Corrected as Corrected,
    Rated as Rated,
    ReportSettings as ReportSettings,
    Seats as Seats,
)
from .domain.policy import Must as Must, Objective as Objective, Pair as Pair, Past as Past, Policy as Policy, Starred as Starred
from .domain.practice import Practice as Practice
from .domain.practices import Practices as Practices
from .domain.progress import Progress as Progress
from .domain.published import Published as Published
from .domain.regret import Regret as Regret
from .domain.report import Report as Report
from .domain.rounds import compare as compare
from .domain.run import Run as Run, final as final, mentored_in as mentored_in, past_pairs as past_pairs, waited_in as waited_in
from .domain.series import Agenda as Agenda, Gaps as Gaps
from .domain.silos import Silos as Silos, silos as silos
from .domain.trail import Trail as Trail
from .domain.voices import Evidence as Evidence, Evidences as Evidences, Speaker as Speaker, Speakers as Speakers
from .domain.weighing import (
    Asked as Asked,
    AskedFirst as AskedFirst,
    FitSettings as FitSettings,
    Link as Link,
    Preference as Preference,
    RegretSettings as RegretSettings,
    Wish as Wish,
)
from .errors import (
    CxmatchError as CxmatchError,
    FileError as FileError,
    NoPairingError as NoPairingError,
    SettingsError as SettingsError,
    SurveyError as SurveyError,
)
from .exports.asking import ask as ask
from .exports.checksums import edited as edited
from .exports.formats import FORMATS as FORMATS, OF_A_RUN as OF_A_RUN, STARTERS as STARTERS, is_file_name as is_file_name
from .exports.logo import lost_logo as lost_logo, read_logo as read_logo
from .exports.messages import remind as remind
from .exports.paper.writing import paper_file as paper_file, write as write
from .exports.write import starter as starter
from .history import (
    earlier_runs as earlier_runs,
    is_run as is_run,
    latest as latest,
    load as load,
    load_record as load_record,
    load_verified as load_verified,
    next_folder as next_folder,
    parent_of as parent_of,
    passed_over as passed_over,
    past_runs as past_runs,
    run_at as run_at,
    runs as runs,
    two_runs as two_runs,
)
from .matching.explain import explain_office as explain_office
from .matching.overview import overview as overview
from .matching.pair import within as within
from .matching.parting import refusals as refusals, status as status
from .matching.prices import candidates as candidates, price_list as price_list
from .matching.regret import after_rounds as after_rounds, regret as regret
from .matching.verify import verify as verify
from .planning.agenda import agenda as agenda, gaps as gaps
from .planning.trail import trail as trail
from .records import __version__ as __version__
from .records.disk import here as here
from .survey.checkins import read_checkins as read_checkins, read_rounds as read_rounds
from .survey.decisions import read_decisions as read_decisions, read_past as read_past
from .survey.files import Limits as Limits
from .survey.headings.mapping import ColumnsFile as ColumnsFile
from .survey.kept_lists import practices as practices, read_evidence as read_evidence, read_speakers as read_speakers
from .survey.reader import Sitting as Sitting, check as check, read_survey as read_survey
from .survey.returned import answers as answers
from .survey.returning import save_columns as save_columns
from .survey.settings import (
    Settings as Settings,
    find_settings as find_settings,
    init as init,
    policy_in as policy_in,
    schema as schema,
    schemas as schemas,
    settings as settings,
)
from .survey.template import (
    checkin_template as checkin_template,
    copy_sample as copy_sample,
    sample as sample,
    template as template,
)
from .verbs.checking import verify_explanations as verify_explanations, verify_folder as verify_folder
from .verbs.frames import (
    fits_frame as fits_frame,
    gaps_frame as gaps_frame,
    ledger_frame as ledger_frame,
    menu_frame as menu_frame,
    pairings_frame as pairings_frame,
    prices_frame as prices_frame,
    waiting_frame as waiting_frame,
)
from .verbs.pairing import explain as explain, pair as pair, rerun as rerun
from .verbs.reporting import export as export, report as report
from .verbs.results import handover as handover, progress as progress, published as published
