"""The columns an incident can have. An incident is a row of a table, never an object."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class ColumnKind(StrEnum):
    """How the values of a canonical column are stored."""

    TEXT = "text"  # string
    CATEGORY = "category"  # string, spaces trimmed
    TIME = "time"  # timestamp in microseconds, UTC
    NUMBER = "number"  # float64
    FLAG = "flag"  # bool


@dataclass(frozen=True, slots=True)
class Column:
    """A canonical column: its name, how its values are stored, and what they mean (with the unit)."""

    name: str
    kind: ColumnKind
    meaning: str
    personal: bool = False


_COLUMNS = (
    Column("id", ColumnKind.CATEGORY, "number of the incident, unique within its source"),
    Column("opened_at", ColumnKind.TIME, "when the incident was opened"),
    Column("updated_at", ColumnKind.TIME, "when the row was last changed"),
    Column("closed_at", ColumnKind.TIME, "when it was resolved or closed"),
    Column("due_at", ColumnKind.TIME, "when it was due"),
    Column("customer", ColumnKind.CATEGORY, "id, e-mail or phone of the customer", personal=True),
    Column("customer_email", ColumnKind.CATEGORY, "mail address of the customer", personal=True),
    Column("customer_phone", ColumnKind.CATEGORY, "phone number of the customer", personal=True),
    Column("customer_name", ColumnKind.CATEGORY, "name of the customer", personal=True),
    Column("channel", ColumnKind.CATEGORY, "how the customer made contact"),
    Column("segment", ColumnKind.CATEGORY, "group the customer belongs to"),
    Column("product", ColumnKind.CATEGORY, "product or service concerned"),
    Column("site", ColumnKind.CATEGORY, "branch, location or region"),
    Column("agent", ColumnKind.CATEGORY, "member of staff who handled it", personal=True),
    Column("agent_group", ColumnKind.CATEGORY, "team, queue or partner that handled it"),
    Column("status", ColumnKind.CATEGORY, "state of the incident"),
    Column("priority", ColumnKind.CATEGORY, "priority given to it"),
    Column("category", ColumnKind.CATEGORY, "category or reason code given to it"),
    Column("tags", ColumnKind.CATEGORY, "tags, separated by semicolons"),
    Column("stage", ColumnKind.CATEGORY, "stage of the customer journey"),
    Column("reopens", ColumnKind.NUMBER, "times it was reopened"),
    Column("handoffs", ColumnKind.NUMBER, "times it went from one person or team to another"),
    Column("satisfaction", ColumnKind.NUMBER, "customer satisfaction, 1 (worst) to 5 (best)"),
    Column("recommend", ColumnKind.NUMBER, "likelihood to recommend, 0 to 10"),
    Column("effort", ColumnKind.NUMBER, "customer effort score, 1 (hard) to 7 (easy)"),
    Column("first_response_minutes", ColumnKind.NUMBER, "minutes to the first response"),
    Column("resolution_minutes", ColumnKind.NUMBER, "minutes from opening to resolution"),
    Column("sla_breached", ColumnKind.FLAG, "whether an agreed time was missed"),
    Column("escalated", ColumnKind.FLAG, "whether it was escalated"),
    Column("churned", ColumnKind.FLAG, "whether the customer left"),
    Column("resolution", ColumnKind.TEXT, "what staff wrote when closing it, or the closing code"),
    Column("cause", ColumnKind.CATEGORY, "cause established by hand, as an id of the rulebook"),
    Column("agent_text", ColumnKind.TEXT, "what staff wrote to the customer"),
    Column("customer_turns", ColumnKind.NUMBER, "messages by the customer"),
    Column("agent_turns", ColumnKind.NUMBER, "messages by staff to the customer"),
    Column("text", ColumnKind.TEXT, "what the customer wrote or said, subject first"),
    # These tell of one message where a log has one row a message; such rows become one incident a conversation.
    Column("speaker", ColumnKind.CATEGORY, "of a message: whether the customer, staff, a bot or a note speaks"),
    Column("author", ColumnKind.CATEGORY, "of a message: who wrote it", personal=True),
    Column("internal", ColumnKind.FLAG, "of a message: whether it is a note the customer does not see"),
    Column("sent_at", ColumnKind.TIME, "of a message: when it was written"),
    Column("action", ColumnKind.CATEGORY, "of a message: what was done with the incident, such as close or reopen"),
    Column("reply_to", ColumnKind.CATEGORY, "of a message: id of the message it answers"),
)

COLUMNS: MappingProxyType[str, Column] = MappingProxyType({column.name: column for column in _COLUMNS})

# Bookkeeping columns that batches carry beside the canonical ones, the first two always.
SOURCE = "_source"  # path of the file, string
ROW = "_row"  # number of the record in its file, counting from 1 without the header, int64
TURNS = "_turns"  # of an incident made of messages: where each one's words end in `text`, and its row

# The `order` of a row among all sources is its source's number times this, plus its row. Where the messages of one
# incident come from several sources, rows of one behind that of the batch, or in `TURNS` behind that of the incident
# itself, are greater by this for every source between (and smaller, where it is one before).
ROWS_PER_SOURCE = 1 << 40

# The columns that tell of one message; the incidents made of messages have none of them.
MESSAGE_COLUMNS = ("speaker", "author", "internal", "sent_at", "action", "reply_to")


@dataclass(frozen=True, slots=True)
class KeptRow:
    """The row that is used in place of another: its file, and its number there."""

    source: str
    row: int


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that was read but not used; `excerpt` is the beginning of the row as it stood.

    `excluded` tells a sound row that is left out on purpose, such as a deleted ticket, from a faulty one. `kept` is the
    row that is used instead, where there is one.
    """

    source: str
    row: int
    reason: str
    excerpt: str = ""
    excluded: bool = False
    kept: KeptRow | None = None


@dataclass(frozen=True, slots=True)
class RecognisedColumn:
    """Which column of the file became which canonical column, and why we think so.

    `column` is a canonical name, or empty for a column that was left aside; `how` is one of
    ``mapped`` (the user said so), ``shape`` (a known export), ``name``, ``content``.
    """

    original: str
    column: str
    how: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One input file: what it was recognised as, and how its rows were used (read = used + rejected).

    `sha256` names the bytes that were read; `shape` is the help desk recognised, or ``generic``. With `messages` its
    rows are messages, not incidents; `strange_dates` counts the rows with a date that cannot be meant, and `unread` the
    values of each canonical column that mean nothing.
    """

    path: str
    format: str
    shape: str
    sha256: str
    size: int
    columns: tuple[RecognisedColumn, ...]
    notes: tuple[str, ...] = ()
    read: int = 0
    used: int = 0
    rejected: int = 0
    messages: bool = False
    strange_dates: int = 0
    unread: dict[str, int] = field(default_factory=dict)
