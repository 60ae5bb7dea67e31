"""What customers say: sentences for every symptom, in the words of people who have never read the rulebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.configuration import parse_file
from cxaudit.errors import UsageError
from cxaudit.model import MappingNode, Node, Report, ScalarNode, SequenceNode
from cxaudit.simulation.typing_habits import as_typed

if TYPE_CHECKING:
    from pathlib import Path

    from cxaudit.simulation.chance import Chance

_MENTIONED = 0.92  # probability that a customer speaks of a symptom
_MOST = 3  # symptoms that a customer speaks of at most
_FRAMED = 0.4  # probability of an opening, and of a closing
_EVERYWHERE = "symptoms"


@dataclass(frozen=True, slots=True)
class Message:
    """What a customer wrote, and the symptoms it speaks of."""

    subject: str
    text: str
    mentioned: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentences:
    """`spoken` maps a symptom to ways of saying it; the others stand around them."""

    spoken: Mapping[str, tuple[str, ...]]
    openings: tuple[str, ...]
    closings: tuple[str, ...]
    subjects: tuple[str, ...]

    @classmethod
    def load(cls, path: Path, business: str) -> Sentences:
        """Read a sentences file: what is said of any business and what is said of `business` only.

        Raises UsageError when the file is not of this form.
        """
        report = Report()
        node = parse_file(path, str(path), report)
        if report.violations or not isinstance(node, MappingNode):
            raise UsageError(f"{path}: is not a file of sentences; restore the shipped one")
        everywhere, own = _lists(node.get(_EVERYWHERE)), _lists(node.get(business))
        spoken = {name: everywhere.get(name, ()) + own.get(name, ()) for name in sorted({*everywhere, *own})}
        around = _lists(node.get("around"))
        return cls(spoken, *(around.get(name, ("",)) for name in ("openings", "closings", "subjects")))

    def told(self, symptoms: Sequence[str], chance: Chance) -> tuple[str, ...]:
        """Which of the symptoms a customer speaks of, in their order."""
        spoken = [name for name in symptoms if name in self.spoken and chance.happens(_MENTIONED)]
        while len(spoken) > _MOST:
            del spoken[chance.between(0, len(spoken) - 1)]
        return tuple(spoken)

    def message(self, told: Sequence[str], quiet: Sequence[str], place: Mapping[str, str], chance: Chance) -> Message:
        """A message about the symptoms `told`, or one of the `quiet` questions if there are none.

        `place` fills in the names in braces: product, site, channel and customer_name.
        """
        if not told:
            return Message("Question", as_typed(_filled(chance.one_of(quiet), place, chance), chance), ())
        parts = [
            chance.one_of(self.openings) if chance.happens(_FRAMED) else "",
            *(chance.one_of(self.spoken[name]) for name in told),
            chance.one_of(self.closings) if chance.happens(_FRAMED) else "",
        ]
        text = _filled(" ".join(part for part in parts if part), place, chance)
        return Message(_filled(chance.one_of(self.subjects), place, chance), as_typed(text, chance), tuple(told))


def _lists(node: Node | None) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(node, MappingNode):
        return {}
    return {
        key.text: tuple(item.text for item in value.items if isinstance(item, ScalarNode))
        for key, value in node.entries
        if isinstance(value, SequenceNode)
    }


def _filled(text: str, place: Mapping[str, str], chance: Chance) -> str:
    """Fill in what differs from one customer to the next."""
    name = place["customer_name"]
    return text.format(
        product=place["product"],
        site=place["site"],
        name=name,
        days=chance.between(3, 14),
        weeks=chance.between(2, 8),
        years=chance.between(2, 15),
        minutes=5 * chance.between(4, 18),
        amount=chance.between(12, 479),
        phone=f"+44 20 7946 {chance.between(0, 999):04d}",
        mail=f"{name.split(maxsplit=1)[0].lower()}{chance.between(10, 99)}@example.org",
    )
