"""The plan alone as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxaudit.model import Audit


def render_plan_json(audit: Audit) -> bytes:
    """One object: the version of the audit's form, its program and rulebook, the failing incidents, and the plan.

    The plan has the form that it has in an audit, with `frontier` as data for a plot.
    """
    import msgspec  # noqa: PLC0415 - only needed when something is written

    found = {
        "version": audit.version,
        "program": audit.program,
        "rulebook": audit.rulebook,
        "failing": audit.diagnosis.failing,
        "plan": audit.plan,
    }
    return msgspec.json.format(msgspec.json.encode(found, order="deterministic"), indent=1) + b"\n"
