"""What a report opens with: what was read, the verdict, and the key figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.model import CauseStatus
from cxaudit.render import figures
from cxaudit.render.markdown_text import Grid, Markdown, code
from cxaudit.render.view.lookup import sentence
from cxaudit.render.view.ties import tied_causes, together

if TYPE_CHECKING:
    from cxaudit.model import Alarm, Diagnosis, Hypothesis, Measure
    from cxaudit.render.view.lookup import Lookup

_INDICES = frozenset({"rescue-mode-index"})  # scores put together from other figures, not for the first page
_HALF = 0.5  # below which a cause that comes first in the draws does not lead, and causes do not explain most


@dataclass(frozen=True, slots=True)
class Cover:
    """Period, scope and accounting of rows; `rejections` is empty when nothing was rejected."""

    facts: Grid
    rejections: Grid
    redacted: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """The audit in numbers for one sentence; `case` says which sentence fits.

    `case` is ``empty`` (no incident), ``quiet`` (no symptom), ``undecided`` (no cause has sufficient evidence),
    ``tied`` (causes that cannot be told apart account for most), ``doubtful`` (the model does not fit, or most is
    explained by no cause), ``contested`` (none clearly leads) or ``found``. `mostly_unexplained` says that causes
    account for less than half, `single` which share of the failing incidents shows one symptom only.
    """

    case: str
    incidents: str
    failing: str
    verb: str
    silence: str
    share: str
    unexplained: str
    cause: str
    status: str
    grade: str
    prevented: str
    prevented_incidents: str
    level: str
    first: str
    mostly_unexplained: bool
    single: str


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """The headline measures that have a value, and what their notes say; indices stand further down."""

    grid: Grid
    notes: tuple[tuple[str, str], ...]
    indices: Grid
    index_notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A sign that the ranking may mislead, with what was found and the limit it passed."""

    message: str
    id: Markdown
    value: str
    limit: str


def make_cover(look: Lookup) -> Cover:
    """The facts of the run; rows read are the used and the rejected."""
    audit = look.audit
    read, used, rejected = (figures.count(n) for n in (audit.rows_read, audit.rows_used, audit.rows_rejected))
    stamp = audit.rulebook
    size = f"{stamp.symptoms} symptoms, {stamp.causes} causes, {stamp.remedies} remedies"
    facts = [
        ("Period", period(look)),
        ("Sources", figures.plural(len(audit.sources), "file")),
        ("Row" if audit.rows_read == 1 else "Rows", f"{read} read = {used} used + {rejected} rejected"),
        ("Incidents", _incidents(look)),
        ("Rulebook", f"{stamp.name} {stamp.version} ({size})"),
        ("Rulebook hash", code(f"sha256 {stamp.content_hash}")),
        ("Cut-off", audit.settings.cutoff or "none: every row counts"),
        ("Personal data", "hidden in quotes" if audit.settings.redacted else "shown as it stands in the log"),
        ("Program", audit.program),
    ]
    rows = tuple((reason, figures.count(n)) for reason, n in sorted(audit.rejections.items(), key=_by_count))
    return Cover(
        Grid(("Audit", ""), ("left", "left"), tuple((Markdown(f"**{name}**"), value) for name, value in facts)),
        Grid(("Why rows were rejected", "Rows"), ("left", "right"), rows),
        audit.settings.redacted,
    )


def period(look: Lookup) -> str:
    """The days of the first and the last incident, or that no row is dated."""
    first, last = (day[:10] for day in look.audit.settings.period)
    if not first or not last:
        return "not known: no row is dated"
    undated = look.audit.tally.undated
    note = f" ({figures.plural(undated, 'incident')} without a date)" if undated else ""
    return f"{first} to {last}{note}"


def make_verdict(look: Lookup) -> Verdict:
    """Which sentence sums the audit up, and its numbers."""
    diagnosis = look.audit.diagnosis
    leading = leading_cause(look)
    failing = diagnosis.failing
    return Verdict(
        case=_case(look, leading),
        incidents=figures.plural(diagnosis.incidents, "incident"),
        failing=figures.count(failing),
        silence=_silence(diagnosis.incidents),
        verb="shows" if failing == 1 else "show",
        share=figures.share(failing / diagnosis.incidents) if diagnosis.incidents else "–",
        unexplained=figures.share(diagnosis.unexplained),
        cause=look.title("cause", leading.cause) if leading else "",
        status=leading.status.value if leading else "",
        grade=leading.grade if leading else "",
        prevented=figures.share_with_span(leading.prevented, leading.prevented_interval) if leading else "",
        prevented_incidents=figures.count(leading.incidents) if leading else "",
        level=figures.level(leading.prevented_interval) if leading else "",
        first=figures.share(leading.probability_first) if leading else "",
        mostly_unexplained=diagnosis.unexplained > _HALF,
        single=_single(look),
    )


def is_doubtful(diagnosis: Diagnosis) -> bool:
    """Whether causes can only be leads: the model does not fit the log, or most of it is explained by no cause."""
    return bool(diagnosis.alarms) or diagnosis.unexplained > _HALF


def _case(look: Lookup, leading: Hypothesis | None) -> str:
    diagnosis, ties = look.audit.diagnosis, tied_causes(look)
    if not diagnosis.incidents:
        return "empty"
    if not diagnosis.failing:
        return "quiet"
    if leading is None and not ties:
        return "undecided"
    if is_doubtful(diagnosis):
        return "doubtful"
    if leading is None or ties_lead(look):
        return "tied"
    return "found" if leading.probability_first >= _HALF else "contested"


def ties_lead(look: Lookup) -> bool:
    """Whether causes that cannot be told apart account for more than the leading cause does."""
    leading, ties = leading_cause(look), tied_causes(look)
    return bool(ties) and (leading is None or together(ties[0]) > leading.prevented)


def _silence(incidents: int) -> str:
    if incidents == 1:
        return "The one incident shows no symptom that the rulebook knows."
    return f"None of the {figures.plural(incidents, 'incident')} shows a symptom that the rulebook knows."


def _single(look: Lookup) -> str:
    """The share of failing incidents that show one symptom only, from which causes can hardly be told."""
    failing = [entry for entry in look.audit.tally.profiles if entry.profile.asserted]
    single = sum(entry.count for entry in failing if len(entry.profile.asserted) == 1)
    return figures.share(single / sum(entry.count for entry in failing)) if failing else "–"


def leading_cause(look: Lookup) -> Hypothesis | None:
    """The root cause ranked first among those the log says something about."""
    return next((root for root in look.audit.diagnosis.roots if is_shown(root)), None)


def is_shown(hypothesis: Hypothesis) -> bool:
    """Whether a cause is a finding at all."""
    dropped = {CauseStatus.INSUFFICIENT, CauseStatus.REFUTED}
    return hypothesis.status not in dropped and hypothesis.incidents >= 0.5


def make_key_figures(look: Lookup) -> KeyFigures:
    """The headline measures with a value, in their own order; indices put together from them stand further down."""
    known = [entry for entry in look.audit.measures.headline if entry.value is not None]
    first = [entry for entry in known if entry.id not in _INDICES]
    later = [entry for entry in known if entry.id in _INDICES]
    return KeyFigures(_figures_grid(first), _figure_notes(first), _figures_grid(later), _figure_notes(later))


def _figures_grid(measures: list[Measure]) -> Grid:
    headers = ("Figure", "Value", "Range", "n", "Basis")
    rows = tuple(figure_row(measure.title, measure) for measure in measures)
    return Grid(headers, ("left", "right", "right", "right", "left"), rows)


def _figure_notes(measures: list[Measure]) -> tuple[tuple[str, str], ...]:
    return tuple((measure.title, sentence(measure.note)) for measure in measures if measure.note)


def figure_row(label: str, measure: Measure) -> tuple[str, ...]:
    """A measure as five cells: label, value, range with its level, n, basis."""
    interval = measure.interval
    span = f"{figures.span(interval, measure.unit)} ({figures.level(interval)})" if interval else "–"
    return (label, figures.measured(measure), span, figures.count(measure.n), measure.basis.value)


def make_alarms(look: Lookup) -> tuple[Doubt, ...]:
    """Signs that the ranking may mislead, the worst first."""
    alarms = sorted(look.audit.diagnosis.alarms, key=lambda alarm: (-_excess(alarm), alarm.id))
    return tuple(
        Doubt(look.named(alarm.message), code(alarm.id), f"{alarm.value:.3g}", f"{alarm.limit:.3g}") for alarm in alarms
    )


def _excess(alarm: Alarm) -> float:
    return alarm.value / alarm.limit if alarm.limit else alarm.value


def _incidents(look: Lookup) -> str:
    incidents = look.audit.tally.incidents
    note = "" if incidents == look.audit.rows_used else "; several rows of one incident count once"
    return f"{figures.count(incidents)}{note}"


def _by_count(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]
