"""Typed reading of nodes: each function returns the value, or None with a violation that says what was expected."""

from __future__ import annotations

import re
from difflib import get_close_matches
from math import isfinite
from typing import TYPE_CHECKING

from cxaudit.model import MappingNode, Node, Report, ScalarNode, SequenceNode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cxaudit.model import Location

# What YAML 1.1 reads as a truth value or as nothing when it is not quoted.
_TRUE, _FALSE = frozenset({"y", "yes", "on", "true"}), frozenset({"n", "no", "off", "false"})
_AMBIGUOUS = _TRUE | _FALSE | {"null", "~"}
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_SHOWN = 40  # characters of a value that a message repeats
_ALIKE = 0.8  # share of letters in common (Ratcliff and Metzener 1988) from which two words are very alike


def expect_mapping(node: Node, what: str, report: Report) -> MappingNode | None:
    """`node` as a mapping; `what` names it in the message, as in ``'effort'``."""
    if isinstance(node, MappingNode):
        return node
    _report_wrong(node, what, "a mapping of keys to values", report)
    return None


def expect_sequence(node: Node, what: str, report: Report) -> SequenceNode | None:
    """`node` as a list."""
    if isinstance(node, SequenceNode):
        return node
    _report_wrong(node, what, "a list", report)
    return None


def expect_scalar(node: Node, what: str, wanted: str, report: Report) -> ScalarNode | None:
    """`node` as a scalar that is not empty; `wanted` says what it should have been."""
    if not isinstance(node, ScalarNode):
        _report_wrong(node, what, wanted, report)
        return None
    if not node.text.strip():
        report.error("wrong-type", node.location, f"{what} is empty; it must be {wanted}")
        return None
    return node


def expect_text(node: Node, what: str, report: Report) -> str | None:
    """`node` as a text, spaces at its ends dropped."""
    scalar = expect_scalar(node, what, "a text", report)
    return scalar.text.strip() if scalar else None


def expect_number(node: Node, what: str, report: Report) -> float | None:
    """`node` as a decimal number."""
    scalar = expect_scalar(node, what, "a number", report)
    if scalar is None:
        return None
    if _NUMBER.fullmatch(scalar.text) and isfinite(float(scalar.text)):
        return float(scalar.text)
    _report_wrong(scalar, what, "a number", report)
    return None


def expect_boolean(node: Node, what: str, report: Report) -> bool | None:
    """`node` as ``true`` or ``false``, and nothing else: readers of YAML disagree on ``yes`` and ``on``."""
    scalar = expect_scalar(node, what, "true or false", report)
    if scalar is None:
        return None
    if scalar.text in {"true", "false"}:
        return scalar.text == "true"
    if is_ambiguous(scalar):
        meant = "true" if scalar.text.lower() in _TRUE else "false" if scalar.text.lower() in _FALSE else ""
        _report_ambiguous(scalar, what, f"write {meant or 'true or false'}", report, meant)
        return None
    _report_wrong(scalar, what, "true or false", report)
    return None


def expect_word(node: Node, what: str, allowed: Iterable[str], report: Report) -> str | None:
    """`node` as one of the `allowed` words."""
    scalar = expect_scalar(node, what, "one word", report)
    if scalar is None:
        return None
    words = tuple(allowed)
    if scalar.text in words:
        return scalar.text
    if is_ambiguous(scalar):
        _report_ambiguous(scalar, what, f"write one of: {', '.join(words)}", report)
        return None
    report.error(
        "not-one-of",
        scalar.location,
        f"{what} is '{_shown(scalar.text)}', which is not one of: {', '.join(words)}",
        help=suggestion(scalar.text, words),
        subject=scalar.text,
        replacement=certain(scalar.text, words),
    )
    return None


def expect_keys(mapping: MappingNode, what: str, allowed: Iterable[str], report: Report) -> bool:
    """Whether every key of `mapping` is `allowed`; each that is not is reported."""
    known = tuple(allowed)
    unknown = [key for key, _ in mapping.entries if key.text not in known]
    for key in unknown:
        report.error(
            "unknown-key",
            key.location,
            f"{what} has no key '{_shown(key.text)}'",
            help=suggestion(key.text, known) or f"its keys are: {', '.join(known)}",
            subject=key.text,
            replacement=_free(certain(key.text, known), mapping),
        )
    return not unknown


def is_ambiguous(scalar: ScalarNode) -> bool:
    """Whether YAML readers disagree if this is a text: ``no``, ``on``, ``yes`` or the like, unquoted."""
    return not scalar.quoted and scalar.text.lower() in _AMBIGUOUS


def closest(word: str, candidates: Iterable[str]) -> str:
    """The candidate most like `word`, or nothing when none is."""
    return next(iter(get_close_matches(word, sorted(set(candidates)), n=1, cutoff=0.6)), "")


def certain(word: str, candidates: Iterable[str]) -> str:
    """The candidate that `word` was surely meant to be: very like it, and no other is; or nothing."""
    near = get_close_matches(word, sorted(set(candidates)), n=2, cutoff=_ALIKE)
    return near[0] if len(near) == 1 else ""


def suggestion(word: str, candidates: Iterable[str], where: Location | None = None) -> str:
    """``did you mean 'x'?``, with the place where x is defined if that is known, or nothing."""
    near = closest(word, candidates)
    if not near:
        return ""
    return f"did you mean '{near}'?" + (f" ({where})" if where else "")


def _free(key: str, mapping: MappingNode) -> str:
    """The key, unless the mapping has it already."""
    return key if key and mapping.get(key) is None else ""


def _report_ambiguous(scalar: ScalarNode, what: str, advice: str, report: Report, meant: str = "") -> None:
    report.error(
        "ambiguous-scalar",
        scalar.location,
        f"{what} is an unquoted '{scalar.text}', which some readers of YAML take for a truth value or for nothing",
        help=advice,
        subject=scalar.text,
        replacement=meant,
    )


def _report_wrong(node: Node, what: str, wanted: str, report: Report) -> None:
    match node:
        case MappingNode():
            found = "a mapping"
        case SequenceNode():
            found = "a list"
        case ScalarNode(text=text):
            found = f"'{_shown(text)}'"
    subject = node.text if isinstance(node, ScalarNode) else ""
    report.error("wrong-type", node.location, f"{what} must be {wanted}, not {found}", subject=subject)


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
