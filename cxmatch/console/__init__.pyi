"""Every screen, and where it lives: a command loads its own alone, and `--help` none."""

from .asking import settle as settle
from .checkin import show_progress as show_progress, show_status as show_status
from .consent import (
    show_answers as show_answers,
    show_asked as show_asked,
    show_choices as show_choices,
    show_final as show_final,
    show_heeded as show_heeded,
)
from .explaining import (
    offer_swapped as offer_swapped,
    say_short as say_short,
    show_agenda as show_agenda,
    show_gaps as show_gaps,
    show_office as show_office,
    show_overview as show_overview,
    show_pair as show_pair,
    show_paper as show_paper,
)
from .lists import (
    show_checkin as show_checkin,
    show_exit_codes as show_exit_codes,
    show_finding_kind as show_finding_kind,
    show_frameworks as show_frameworks,
    show_init as show_init,
    show_policy as show_policy,
    show_practices as show_practices,
    show_settings as show_settings,
    show_starter as show_starter,
    show_template as show_template,
    show_verified as show_verified,
    show_welcome as show_welcome,
)
from .pairing import ended as ended, show_report as show_report, whole as whole
from .reading import show_reading as show_reading, show_refusal as show_refusal
from .repair import show_difference as show_difference, show_rerun as show_rerun, show_runs as show_runs
from .rounds import (
    show_handover as show_handover,
    show_published as show_published,
    show_regret as show_regret,
    show_silos as show_silos,
    show_trail as show_trail,
)
from .running import at_work as at_work, mistake_advice as mistake_advice, versions as versions
from .written import open_page as open_page, show_exported as show_exported, show_written as show_written
