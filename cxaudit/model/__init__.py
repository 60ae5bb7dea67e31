"""The nouns. Every other module is a verb on them.

Those of logs and rulebooks are there at once. Those of an audit are loaded when the first of them is asked for, so that
who checks rules does not wait for them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from cxaudit.model.incident import (
    COLUMNS,
    MESSAGE_COLUMNS,
    ROW,
    ROWS_PER_SOURCE,
    SOURCE,
    TURNS,
    Column,
    ColumnKind,
    KeptRow,
    RecognisedColumn,
    Rejection,
    Source,
)
from cxaudit.model.location import Location, Severity, Violation
from cxaudit.model.node import MappingNode, Node, Report, ScalarNode, SequenceNode
from cxaudit.model.rulebook import (
    Cause,
    Condition,
    Confirmation,
    Effect,
    Example,
    Gravity,
    Lens,
    LensGroup,
    Lifecycle,
    Link,
    Remedy,
    Rulebook,
    Standard,
    Status,
    Symptom,
    Verification,
)

if TYPE_CHECKING:
    from cxaudit.model.audit import AUDIT_VERSION, Audit, Entry, KeptEvents, RulebookStamp, Settings
    from cxaudit.model.diagnosis import (
        Alarm,
        Attribution,
        CauseStatus,
        ChainLink,
        Diagnosis,
        FailurePaths,
        FoundArrow,
        Hypothesis,
        Importance,
        Parameter,
        SiteCheck,
        Steadiness,
    )
    from cxaudit.model.explanation import (
        ArrowEffect,
        CauseExplanation,
        FiredPath,
        IncidentCause,
        IncidentExplanation,
        Rival,
        Weight,
    )
    from cxaudit.model.inspection import InspectedColumn, Inspection, MissingColumn
    from cxaudit.model.joining import Doubled, IdsCompared, Joining, Match, SourceCustomers
    from cxaudit.model.measure import Basis, Interval, Measure, Measures, Signal, Table, TableRow
    from cxaudit.model.plan import Action, FrontierPoint, LeftOut, Plan, PlanFlag, PlanLimits
    from cxaudit.model.tally import (
        Customers,
        Distribution,
        Evidence,
        Margin,
        Profile,
        ProfileCount,
        Series,
        Tally,
    )
else:
    _LATER = ("audit", "diagnosis", "explanation", "inspection", "joining", "measure", "plan", "tally")

    def __getattr__(name: str) -> object:
        """Load the nouns of an audit, all at once."""
        if name.startswith("_"):
            raise AttributeError(name)
        for module in _LATER:
            found = vars(import_module(f"{__name__}.{module}"))
            globals().update({noun: found[noun] for noun in found if noun[0].isupper()})
        if name not in globals():
            message = f"there is no noun '{name}'"
            raise AttributeError(message)
        return globals()[name]
