"""The headline figures, in the order in which reports show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.measures.headline.backlog_ratio import backlog_ratio
from cxaudit.measures.headline.churn_rate import churn_rate
from cxaudit.measures.headline.customer_effort import customer_effort
from cxaudit.measures.headline.escalation_rate import escalation_rate
from cxaudit.measures.headline.failing_share import failing_share
from cxaudit.measures.headline.failure_demand import failure_demand
from cxaudit.measures.headline.first_contact_resolution import first_contact_resolution
from cxaudit.measures.headline.first_response import first_response
from cxaudit.measures.headline.lukewarm_share import lukewarm_share
from cxaudit.measures.headline.net_promoter import net_promoter
from cxaudit.measures.headline.reopen_rate import reopen_rate
from cxaudit.measures.headline.repeat_rate import repeat_rate
from cxaudit.measures.headline.rescue_mode_index import rescue_mode_index
from cxaudit.measures.headline.resolution_time import resolution_time
from cxaudit.measures.headline.right_first_time import right_first_time
from cxaudit.measures.headline.satisfaction import satisfaction
from cxaudit.measures.headline.sla_attainment import sla_attainment
from cxaudit.measures.headline.slowest_resolutions import slowest_resolutions
from cxaudit.measures.headline.transfer_rate import transfer_rate

if TYPE_CHECKING:
    from collections.abc import Callable

    from cxaudit.model import Measure, Rulebook, Tally

# A measure gives None when the log does not record what it needs.
HEADLINE: tuple[Callable[[Rulebook, Tally], Measure | None], ...] = (
    failing_share,
    failure_demand,
    repeat_rate,
    first_contact_resolution,
    right_first_time,
    reopen_rate,
    transfer_rate,
    escalation_rate,
    sla_attainment,
    first_response,
    resolution_time,
    slowest_resolutions,
    backlog_ratio,
    satisfaction,
    lukewarm_share,
    net_promoter,
    customer_effort,
    churn_rate,
    rescue_mode_index,
)
