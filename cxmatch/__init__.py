"""cxmatch pairs mentor and protege CX offices from a discovery survey, and explains every pair.

>>> import cxmatch as cx
>>> cohort = cx.read_survey(cx.sample("roundtable-14"))
>>> run = cx.pair(cohort)
>>> len(run.matching.pairings)
14
>>> list(cx.pairings_frame(run).columns[:3])
['mentor', 'protege', 'points']

Every verb and noun is fetched on first use (PEP 562), so that `cxmatch --help` loads none of the number libraries.
"""

from importlib import import_module

from cxmatch.records.version import __version__ as __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any  # noqa: F401  # in type comments

    from cxmatch.checking import verify_folder as verify_folder
    from cxmatch.domain.cohort import Cohort as Cohort
    from cxmatch.domain.cohort import Office as Office
    from cxmatch.domain.explanation import Explanation as Explanation
    from cxmatch.domain.findings import Finding as Finding
    from cxmatch.domain.framework import Framework as Framework
    from cxmatch.domain.framework import PracticeArea as PracticeArea
    from cxmatch.domain.framework import builtin_frameworks as frameworks
    from cxmatch.domain.matching import Contribution as Contribution
    from cxmatch.domain.matching import Fit as Fit
    from cxmatch.domain.matching import Matching as Matching
    from cxmatch.domain.policy import Policy as Policy
    from cxmatch.domain.report import Report as Report
    from cxmatch.domain.run import Run as Run
    from cxmatch.domain.run import compare as compare
    from cxmatch.domain.run import past_pairs as past_pairs
    from cxmatch.domain.run import waited_in as waited_in
    from cxmatch.domain.scale import Scale as Scale
    from cxmatch.domain.series import Agenda as Agenda
    from cxmatch.domain.series import Gaps as Gaps
    from cxmatch.domain.series import Progress as Progress
    from cxmatch.errors import CxmatchError as CxmatchError
    from cxmatch.errors import FileError as FileError
    from cxmatch.errors import NoPairingError as NoPairingError
    from cxmatch.errors import SettingsError as SettingsError
    from cxmatch.errors import SurveyError as SurveyError
    from cxmatch.exports.checksums import edited as edited
    from cxmatch.exports.formats import is_file_name as is_file_name
    from cxmatch.exports.frames import pairings_frame as pairings_frame
    from cxmatch.exports.write import export as export
    from cxmatch.history import earlier_runs as earlier_runs
    from cxmatch.history import is_run as is_run
    from cxmatch.history import latest as latest
    from cxmatch.history import load as load
    from cxmatch.history import load_record as load_record
    from cxmatch.history import next_folder as next_folder
    from cxmatch.history import parent_of as parent_of
    from cxmatch.history import passed_over as passed_over
    from cxmatch.history import runs as runs
    from cxmatch.matching.explain import explain as explain
    from cxmatch.matching.explain import explain_office as explain_office
    from cxmatch.matching.explain import price_list as price_list
    from cxmatch.matching.overview import overview as overview
    from cxmatch.matching.pair import pair as pair
    from cxmatch.matching.rechecking import verify_explanations as verify_explanations
    from cxmatch.matching.rerun import rerun as rerun
    from cxmatch.matching.verify import require_verified as require_verified
    from cxmatch.matching.verify import verify as verify
    from cxmatch.planning.agenda import agenda as agenda
    from cxmatch.planning.gaps import gaps as gaps
    from cxmatch.planning.progress import progress as progress
    from cxmatch.reporting import report as report
    from cxmatch.survey.decisions import read_decisions as read_decisions
    from cxmatch.survey.files.table import Limits as Limits
    from cxmatch.survey.headings.mapping import save_columns as save_columns
    from cxmatch.survey.reader import check as check
    from cxmatch.survey.reader import read_survey as read_survey
    from cxmatch.survey.sample import copy_sample as copy_sample
    from cxmatch.survey.sample import sample as sample
    from cxmatch.survey.template import template as template

_HOMES = {
    "checking": ("verify_folder",),
    "domain.series": ("Agenda", "Gaps", "Progress"),
    "domain.cohort": ("Cohort", "Office"),
    "errors": ("CxmatchError", "FileError", "NoPairingError", "SettingsError", "SurveyError"),
    "domain.findings": ("Finding",),
    "domain.framework": ("Framework", "PracticeArea"),
    "domain.matching": ("Contribution", "Fit", "Matching"),
    "domain.policy": ("Policy",),
    "domain.explanation": ("Explanation",),
    "domain.report": ("Report",),
    "domain.run": ("Run", "compare", "past_pairs", "waited_in"),
    "domain.scale": ("Scale",),
    "exports.checksums": ("edited",),
    "exports.formats": ("is_file_name",),
    "exports.frames": ("pairings_frame",),
    "exports.write": ("export",),
    "history": ("earlier_runs", "is_run", "latest", "load", "load_record", "next_folder", "parent_of", "passed_over", "runs"),
    "matching.explain": ("explain", "explain_office", "price_list"),
    "matching.overview": ("overview",),
    "matching.pair": ("pair",),
    "matching.rechecking": ("verify_explanations",),
    "matching.rerun": ("rerun",),
    "matching.verify": ("require_verified", "verify"),
    "planning.agenda": ("agenda",),
    "planning.gaps": ("gaps",),
    "planning.progress": ("progress",),
    "reporting": ("report",),
    "survey.decisions": ("read_decisions",),
    "survey.headings.mapping": ("save_columns",),
    "survey.reader": ("check", "read_survey"),
    "survey.template": ("template",),
    "survey.files.table": ("Limits",),
    "survey.sample": ("copy_sample", "sample"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = ["frameworks"]
__all__ += sorted(_HOME_OF)


# An old Python must be able to read this file: only then can `python -m cxmatch` say that it is too old.
def __getattr__(name):  # type: (str) -> Any
    if name == "frameworks":
        found = import_module("cxmatch.domain.framework").builtin_frameworks
    elif name in _HOME_OF:
        found = getattr(import_module("cxmatch." + _HOME_OF[name]), name)
    else:
        raise AttributeError("module 'cxmatch' has no attribute " + repr(name))
    globals()[name] = found
    return found


def __dir__():  # type: () -> list[str]
    return sorted(set(globals()) | set(__all__))
