"""What customers say: sentences for every symptom, in the words of people who have never read the rulebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.configuration import parse_file
from cxaudit.errors import UsageError
from cxaudit.model import MappingNode, Report, ScalarNode, SequenceNode

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np

    from cxaudit.simulation.business import Business

_MENTIONED = 0.92  # probability that a customer speaks of a symptom
_MOST = 3  # symptoms that a customer speaks of at most
_OPENING, _CLOSING, _SUBJECT = "opening", "closing", "subject"


@dataclass(frozen=True, slots=True)
class Sentences:
    """`spoken` maps a symptom to ways of saying it; `around` holds openings, closings and subjects."""

    spoken: Mapping[str, tuple[str, ...]]
    around: Mapping[str, tuple[str, ...]]

    @classmethod
    def load(cls, path: Path) -> Sentences:
        """Read a sentences file: under `symptoms` and `around`, a name and its list of sentences."""
        report = Report()
        node = parse_file(path, str(path), report)
        if report.violations or not isinstance(node, MappingNode):
            raise UsageError(f"{path}: is not a file of sentences; restore the shipped one")
        return cls(_lists(node.get("symptoms")), _lists(node.get("around")))

    def write(
        self,
        business: Business,
        symptoms: Sequence[str],
        place: Mapping[str, str],
        name: str,
        generator: np.random.Generator,
    ) -> tuple[str, str]:
        """Subject and text of a contact about `symptoms`; an ordinary question if there are none."""
        told = [symptom for symptom in symptoms if generator.random() < _MENTIONED]
        told = [told[index] for index in sorted(generator.permutation(len(told))[:_MOST].tolist())]
        if not told:
            return "Question", _filled(_pick(business.quiet_contacts, generator), place, name, generator)
        said = [_pick(self.spoken[symptom], generator) for symptom in told]
        parts = [_maybe(self.around[_OPENING], 0.4, generator), *said, _maybe(self.around[_CLOSING], 0.4, generator)]
        text = _filled(" ".join(part for part in parts if part), place, name, generator)
        return _filled(_pick(self.around[_SUBJECT], generator), place, name, generator), text


def _lists(node: object) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(node, MappingNode):
        return {}
    return {
        key.text: tuple(item.text for item in value.items if isinstance(item, ScalarNode))
        for key, value in node.entries
        if isinstance(value, SequenceNode)
    }


def _pick(choices: Sequence[str], generator: np.random.Generator) -> str:
    return choices[int(generator.integers(len(choices)))]


def _maybe(choices: Sequence[str], probability: float, generator: np.random.Generator) -> str:
    return _pick(choices, generator) if generator.random() < probability else ""


def _filled(text: str, place: Mapping[str, str], name: str, generator: np.random.Generator) -> str:
    """Fill in what differs from one customer to the next."""
    return text.format(
        product=place["product"],
        site=place["site"],
        channel=place["channel"],
        name=name,
        days=generator.integers(3, 15),
        weeks=generator.integers(2, 9),
        minutes=5 * generator.integers(4, 19),
        amount=generator.integers(12, 480),
        phone=f"+44 20 7946 {generator.integers(0, 1000):04d}",
        mail=f"{name.split(maxsplit=1)[0].lower()}{generator.integers(10, 99)}@example.org",
    )
