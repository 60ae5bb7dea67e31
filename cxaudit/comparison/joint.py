"""Two rulebooks as one, so that one pass over a log tells what both find in every incident."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxaudit.comparison.matching import Match, detection_hash, match_symptoms
from cxaudit.engines.rules import KeyedRules, keyed_rules
from cxaudit.matchers import Repeat, Shared
from cxaudit.model import Rulebook

if TYPE_CHECKING:
    from cxaudit.model import Condition, Symptom
    from cxaudit.rulebook import Examination

NOWHERE = -1  # the place of a symptom that a rulebook does not have


@dataclass(frozen=True, slots=True)
class Side:
    """One of the rulebooks; `places` are those of its symptoms among the joint ones, in the order of the rulebook.

    `rules` are its keyed rules with joint places; `textual` are the symptoms seen in words, with places of its own.
    """

    rulebook: Rulebook
    places: tuple[int, ...]
    rules: KeyedRules
    textual: tuple[int, ...]

    def place(self, symptom: str) -> int:
        """The joint place of a symptom; `NOWHERE` for one it does not have."""
        index = dict(zip(self.rulebook.symptoms, self.places, strict=True))
        return index.get(symptom, NOWHERE)


@dataclass(frozen=True, slots=True)
class Joint:
    """Both rulebooks: `rulebook` looks for all that either looks for, once where both look for the same."""

    rulebook: Rulebook
    old: Side
    new: Side
    matches: tuple[Match, ...]

    def condition(self, place: int) -> Condition:
        """What the symptom at a joint place looks for."""
        return self.rulebook.symptoms[_name(place)].detect


def join(old: Examination, new: Examination) -> Joint:
    """The two rulebooks, both of which must be loaded, as one."""
    symptoms: dict[str, Symptom] = {}
    known: dict[str, int] = {}
    # The new rulebook comes first, so that a rule of both is quoted from where it stands now.
    news, olds = (_places(examination, symptoms, known) for examination in (new, old))
    assert old.rulebook is not None
    assert new.rulebook is not None
    rulebook = replace(new.rulebook, symptoms=symptoms)
    return Joint(rulebook, _side(old.rulebook, olds), _side(new.rulebook, news), match_symptoms(old, new))


def _places(examination: Examination, symptoms: dict[str, Symptom], known: dict[str, int]) -> tuple[int, ...]:
    """The joint places of a rulebook's symptoms; those not yet `known` by what they look for are added."""
    assert examination.rulebook is not None
    places = []
    for name, symptom in examination.rulebook.symptoms.items():
        what = detection_hash(examination, name)
        place = known.get(what)
        if place is None or isinstance(symptom.detect, Repeat | Shared):
            # What a keyed symptom finds depends on the other symptoms of its rulebook, so it is never shared.
            place = known[what] = len(symptoms)
            symptoms[_name(place)] = symptom
        places.append(place)
    return tuple(places)


def _side(rulebook: Rulebook, places: tuple[int, ...]) -> Side:
    own = keyed_rules(rulebook)
    rules = KeyedRules(
        tuple(
            replace(rule, symptom=places[rule.symptom], among=tuple(places[index] for index in rule.among))
            for rule in own.repeats
        ),
        tuple(replace(rule, symptom=places[rule.symptom]) for rule in own.shared),
        tuple(places[index] for index in own.textual),
        tuple((places[index], condition) for index, condition in own.conditions),
    )
    return Side(rulebook, places, rules, own.textual)


def _name(place: int) -> str:
    return str(place)
