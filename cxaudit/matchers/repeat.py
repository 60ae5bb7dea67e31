"""`repeat`: the customer was in touch before; found by the pass over each customer's incidents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.matchers.node_values import as_mapping, as_scalars, duration_days, known_keys, one_of, required
from cxaudit.model import Location, Node

if TYPE_CHECKING:
    from cxaudit.matchers.reading import Reading

_SAME = ("customer", "customer and symptom")
_CHANNELS = ("any", "other")


@dataclass(frozen=True, slots=True)
class Repeat:
    """An earlier incident of the same customer within `within_days`.

    With `same_symptom` it shows one of the same symptoms (of `symptoms` if any are named); with `other_channel` it
    came by another channel.
    """

    location: Location
    within_days: float
    same_symptom: bool = False
    other_channel: bool = False
    symptoms: tuple[str, ...] = ()


def parse_repeat(node: Node, reading: Reading) -> Repeat | None:
    """``repeat: {same: customer, within: 14 days, channel: other}``."""
    report = reading.report
    mapping = as_mapping(node, "repeat", report)
    allowed = ("same", "within", "channel", "symptoms")
    if mapping is None or not known_keys(mapping, "repeat", allowed, report):
        return None
    same_node, within_node = required(mapping, "same", "repeat", report), required(mapping, "within", "repeat", report)
    channel_node, symptoms_node = mapping.get("channel"), mapping.get("symptoms")
    channel = "any" if channel_node is None else one_of(channel_node, "channel", _CHANNELS, report)
    symptoms = () if symptoms_node is None else as_scalars(symptoms_node, "symptoms", report)
    if same_node is None or within_node is None:
        return None
    same, within = one_of(same_node, "same", _SAME, report), duration_days(within_node, "within", report)
    if same is None or within is None or channel is None:
        return None
    names = tuple(scalar.text.strip() for scalar in symptoms)
    return Repeat(node.location, within, same == _SAME[1], channel == "other", names)
