"""What the keyed pass looks for, and what counts as words, taken from a rulebook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.matchers import Expression, Near, Phrase, Repeat, Shared, fields_used, leaves
from cxaudit.tally import RepeatRule, SharedRule

if TYPE_CHECKING:
    from cxaudit.model import Condition, Rulebook


@dataclass(frozen=True, slots=True)
class KeyedRules:
    """The rules by symptom index; `textual` are the symptoms seen in what customers say.

    `conditions` pairs the index of every keyed symptom with its condition.
    """

    repeats: tuple[RepeatRule, ...]
    shared: tuple[SharedRule, ...]
    textual: tuple[int, ...]
    conditions: tuple[tuple[int, Repeat | Shared], ...]


def keyed_rules(rulebook: Rulebook) -> KeyedRules:
    """The keyed rules of a rulebook; a repeat of "the same symptom" means one that customers put into words."""
    index = {name: place for place, name in enumerate(rulebook.symptoms)}
    textual = tuple(index[symptom.id] for symptom in rulebook.symptoms.values() if _in_words(symptom.detect))
    repeats: list[RepeatRule] = []
    shared: list[SharedRule] = []
    conditions: list[tuple[int, Repeat | Shared]] = []
    for symptom in rulebook.symptoms.values():
        place, condition = index[symptom.id], symptom.detect
        match condition:
            case Repeat():
                named = tuple(index[name] for name in condition.symptoms if name in index)
                among = named or (textual if condition.same_symptom else ())
                repeats.append(RepeatRule(place, condition.within_days, condition.other_channel, among))
                conditions.append((place, condition))
            case Shared():
                shared.append(SharedRule(place, condition.at_least, condition.within_days))
                conditions.append((place, condition))
            case _:
                continue
    return KeyedRules(tuple(repeats), tuple(shared), textual, tuple(conditions))


def fields_looked_at(rulebook: Rulebook) -> tuple[tuple[str, ...], ...]:
    """The columns that each symptom's field conditions look at."""
    return tuple(tuple(sorted(fields_used(symptom.detect))) for symptom in rulebook.symptoms.values())


def explain_keyed(condition: Repeat | Shared) -> str:
    """What stands in place of a quote, as no words of the incident show such a symptom."""
    match condition:
        case Repeat():
            days = f"within {condition.within_days:g} days"
            what = " about the same thing" if condition.same_symptom or condition.symptoms else ""
            where = " on another channel" if condition.other_channel else ""
            return f"the same customer had been in touch{what}{where} {days}"
        case Shared():
            others, days = condition.at_least - 1, f"within {condition.within_days:g} days"
            return f"closed with the same words as at least {others} others {days}"


def _in_words(condition: Condition) -> bool:
    return any(isinstance(leaf, Phrase | Near | Expression) for leaf in leaves(condition))
