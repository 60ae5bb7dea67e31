"""The nouns. Every other module is a verb on them."""

from cxaudit.model.audit import AUDIT_VERSION, Audit, Entry, RulebookStamp, Settings
from cxaudit.model.diagnosis import (
    Alarm,
    Attribution,
    CauseStatus,
    ChainLink,
    Diagnosis,
    FailurePaths,
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
from cxaudit.model.incident import (
    COLUMNS,
    ROW,
    SOURCE,
    Column,
    ColumnKind,
    RecognisedColumn,
    Rejection,
    Source,
)
from cxaudit.model.inspection import InspectedColumn, Inspection, MissingColumn
from cxaudit.model.location import Location, Severity, Violation
from cxaudit.model.measure import Basis, Interval, Measure, Measures, Signal, Table, TableRow
from cxaudit.model.node import MappingNode, Node, Report, ScalarNode, SequenceNode
from cxaudit.model.plan import Action, FrontierPoint, LeftOut, Plan, PlanFlag, PlanLimits
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
