"""Reads single values as the kinds say: each function yields the value, or None with a violation."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from cxaudit.configuration import (
    certain,
    expect_number,
    expect_scalar,
    expect_sequence,
    is_ambiguous,
    suggestion,
)

if TYPE_CHECKING:
    from cxaudit.model import Node, Report
    from cxaudit.rulebook.kinds import Number, Probability, Range

SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
_SLUG = re.compile(SLUG, re.ASCII)
_DAYS = re.compile(r"(\d{1,5}) days?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_CHANGE = re.compile(r"([+-]\d{1,4}(?:\.\d+)?) ?%", re.ASCII)


def read_slug(node: Node, what: str, report: Report) -> str | None:
    """An id: small letters, digits and hyphens."""
    scalar = expect_scalar(node, what, "an id", report)
    if scalar is None:
        return None
    if is_ambiguous(scalar):
        report.error(
            "ambiguous-scalar",
            scalar.location,
            f"{what} is an unquoted '{scalar.text}', which some readers of YAML take for a truth value or for nothing",
            help=f"write '{scalar.text}' between quotes, or better another word",
            subject=scalar.text,
            replacement=f'"{scalar.text}"',
        )
        return None
    if _SLUG.fullmatch(scalar.text):
        return scalar.text
    better = "-".join(re.findall(r"[a-z0-9]+", scalar.text.lower()))
    report.error(
        "wrong-type",
        scalar.location,
        f"{what} must be small letters and digits with hyphens between, not '{scalar.text[:60]}'",
        help=f"write '{better}'" if better else "",
        subject=scalar.text,
    )
    return None


def read_number(node: Node, what: str, kind: Number, report: Report) -> float | None:
    """A number within the bounds of `kind`."""
    value = expect_number(node, what, report)
    if value is not None and kind.whole and not value.is_integer():
        report.error("wrong-type", node.location, f"{what} must be a whole number, not {value:g}")
        return None
    if value is None or (kind.low <= value <= kind.high and not (kind.below_high and value == kind.high)):
        return value
    upper = f"below {kind.high:g}" if kind.below_high else f"at most {kind.high:g}"
    report.error("out-of-range", node.location, f"{what} is {value:g}; it must be at least {kind.low:g} and {upper}")
    return None


def read_probability(node: Node, what: str, kind: Probability, report: Report) -> tuple[float, str] | None:
    """A probability and the word it was written as (or the number as written)."""
    words = ", ".join(kind.words)
    scalar = expect_scalar(node, what, f"one of {words}, or a probability", report)
    if scalar is None:
        return None
    if scalar.text in kind.words:
        return kind.words[scalar.text], scalar.text
    if not scalar.text[:1].isdigit() and scalar.text[:1] not in "+-.":
        report.error(
            "not-one-of",
            scalar.location,
            f"{what} is '{scalar.text[:60]}', which is not a probability, nor one of: {words}",
            help=suggestion(scalar.text, kind.words),
            subject=scalar.text,
            replacement=certain(scalar.text, kind.words),
        )
        return None
    value = expect_number(scalar, what, report)
    if value is None:
        return None
    if 0.0 < value < 1.0:
        return value, scalar.text
    message = f"{what} is {value:g}; a probability here must be above 0 and below 1"
    report.error("out-of-range", scalar.location, message, subject=scalar.text)
    return None


def read_days(node: Node, what: str, report: Report) -> int | None:
    """A window such as ``90 days``."""
    scalar = expect_scalar(node, what, "a number of days, such as 90 days", report)
    if scalar is None:
        return None
    found = _DAYS.fullmatch(scalar.text)
    if found and int(found[1]) > 0:
        return int(found[1])
    message = f"{what} must be a number of days such as '90 days', not '{scalar.text[:60]}'"
    report.error("wrong-type", scalar.location, message, subject=scalar.text)
    return None


def read_day(node: Node, what: str, report: Report) -> str | None:
    """A day such as ``2030-01-31``, as it is written."""
    scalar = expect_scalar(node, what, "a day such as 2030-01-31", report)
    if scalar is None:
        return None
    try:
        if _DAY.fullmatch(scalar.text):
            return date.fromisoformat(scalar.text).isoformat()
    except ValueError:
        pass  # the thirtieth of February, told as any other text that is no day
    message = f"{what} must be a day such as '2030-01-31', not '{scalar.text[:60]}'"
    report.error("wrong-type", scalar.location, message, subject=scalar.text)
    return None


def read_change(node: Node, what: str, report: Report) -> float | None:
    """A relative change such as ``-30%``, as a fraction (-0.3)."""
    scalar = expect_scalar(node, what, "a change such as -30%", report)
    if scalar is None:
        return None
    found = _CHANGE.fullmatch(scalar.text)
    if found and float(found[1]) != 0.0:
        return float(found[1]) / 100
    message = f"{what} must be a change with its sign, such as '-30%', not '{scalar.text[:60]}'"
    report.error("wrong-type", scalar.location, message, subject=scalar.text)
    return None


def read_range(node: Node, what: str, kind: Range, report: Report) -> tuple[float, float, float] | None:
    """Three numbers ``[low, likely, high]`` that do not fall and stay within the bounds of `kind`."""
    sequence = expect_sequence(node, what, report)
    if sequence is None:
        return None
    if len(sequence.items) != 3:
        message = f"{what} must be three numbers [low, likely, high], not {len(sequence.items)}"
        report.error("wrong-type", sequence.location, message)
        return None
    numbers = [expect_number(item, what, report) for item in sequence.items]
    low, likely, high = numbers
    if low is None or likely is None or high is None:
        return None
    if kind.low <= low <= likely <= high <= kind.high:
        return low, likely, high
    bounds = f"low, likely and high, not falling, from {kind.low:g} to {kind.high:g}"
    report.error("out-of-range", sequence.location, f"{what} is {low:g}, {likely:g}, {high:g}; it must be {bounds}")
    return None
