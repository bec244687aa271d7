"""Every screen, and where it lives: a command loads its own alone, and `--help` none."""

from .asking import settle as settle
from .checkin import show_checkin as show_checkin
from .checkin import show_status as show_status
from .consent import show_answers as show_answers
from .consent import show_asked as show_asked
from .consent import show_choices as show_choices
from .consent import show_final as show_final
from .consent import show_heeded as show_heeded
from .explaining import (
    show_agenda as show_agenda,
)
from .explaining import (
    show_gaps as show_gaps,
)
from .explaining import (
    show_office as show_office,
)
from .explaining import (
    show_overview as show_overview,
)
from .explaining import (
    show_pair as show_pair,
)
from .explaining import (
    show_paper as show_paper,
)
from .handover import show_handover as show_handover
from .handover import show_published as show_published
from .lists import (
    show_exit_codes as show_exit_codes,
)
from .lists import (
    show_finding_kind as show_finding_kind,
)
from .lists import (
    show_frameworks as show_frameworks,
)
from .lists import (
    show_init as show_init,
)
from .lists import (
    show_policy as show_policy,
)
from .lists import (
    show_settings as show_settings,
)
from .lists import (
    show_starter as show_starter,
)
from .lists import (
    show_template as show_template,
)
from .lists import (
    show_verified as show_verified,
)
from .lists import (
    show_welcome as show_welcome,
)
from .meaning import offer_swapped as offer_swapped
from .meaning import say_short as say_short
from .meaning import whole as whole
from .mistake import mistake_advice as mistake_advice
from .pairing import ended as ended
from .pairing import show_report as show_report
from .practices import show_practices as show_practices
from .reading import show_reading as show_reading
from .reading import show_refusal as show_refusal
from .regret import show_regret as show_regret
from .repair import show_difference as show_difference
from .repair import show_rerun as show_rerun
from .repair import show_runs as show_runs
from .results import show_progress as show_progress
from .rounds import show_silos as show_silos
from .rounds import show_trail as show_trail
from .running import at_work as at_work
from .running import versions as versions
from .written import open_page as open_page
from .written import show_exported as show_exported
from .written import show_written as show_written
