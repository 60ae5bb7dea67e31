"""The language of scenario files, in the same tables as that of rulebooks."""

from __future__ import annotations

from cxaudit.rulebook.kinds import Key, ListOf, MappingOf, Number, Reference, Table, Text
from cxaudit.rulebook.schema import EXAMPLES

MOST_TIMES = 1000  # incidents that one of a scenario may stand for

_SHOWS = "symptoms that {} must show"
_NOT_SHOWS = "symptoms that {} must not show"
_SYMPTOMS = ListOf(Reference("symptom"), at_least=1)
_CAUSES = ListOf(Reference("cause"), at_least=1)

INCIDENT = Table(
    "incident",
    "an incident; any column of a log may stand beside these keys",
    (
        Key("text", Text(), "what the customer wrote"),
        Key("times", Number(1, MOST_TIMES, whole=True), "how many incidents alike it stands for; one if not said"),
        Key("shows", _SYMPTOMS, _SHOWS.format("this incident")),
        Key("not_shows", _SYMPTOMS, _NOT_SHOWS.format("this incident")),
    ),
    others=Text(),
)
SCENARIO = Table(
    "scenario",
    "a story: some incidents together, and what must be concluded from just these",
    (
        Key("name", Text(), "what reports call it", required=True),
        Key("description", Text(), "more for whoever maintains it"),
        Key("incidents", ListOf(INCIDENT, at_least=1), "what happened", required=True),
        Key("shows", _SYMPTOMS, _SHOWS.format("at least one incident")),
        Key("not_shows", _SYMPTOMS, _NOT_SHOWS.format("any incident")),
        Key("causes", _CAUSES, "causes that must lead their kind, root or proximate, best first"),
        Key("not_causes", _CAUSES, "causes that must not be among those that lead their kind"),
        Key("first_remedy", Reference("remedy"), "the remedy that the plan must begin with"),
    ),
)
SCENARIO_FILE = Table(
    "scenario file",
    "tests of a rulebook, apart from its rules",
    (
        Key("examples", MappingOf(Reference("symptom"), EXAMPLES), "further examples of symptoms, by id"),
        Key("scenarios", ListOf(SCENARIO), "stories, and what must be concluded from them"),
    ),
)

# The keys of a scenario, and those of its incidents, that say what must come out.
EXPECTATIONS = ("shows", "not_shows", "causes", "not_causes", "first_remedy")
EXPECTATIONS_OF_INCIDENT = ("shows", "not_shows")
