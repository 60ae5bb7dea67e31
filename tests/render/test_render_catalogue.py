"""What an audit takes along of the rulebook that made it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cxaudit.catalogue import build_catalogue
from cxaudit.model import (
    Cause,
    Confirmation,
    Effect,
    Gravity,
    Link,
    Location,
    Remedy,
    Rulebook,
    Standard,
    Symptom,
)

PLACE = Location("rules/a.yaml", 4, 3)


@dataclass(frozen=True, slots=True)
class Anything:
    location: Location = PLACE


CAUSE = Cause(
    id="no-owner",
    title="Nobody owns it",
    family="culture",
    area="teamworking",
    location=PLACE,
    prior=0.03,
    prior_word="uncommon",
    lens="software",
    confirm=(
        Confirmation("Who decides?", "nobody", "one person", PLACE),
        Confirmation("Since when?", "ever", "May", PLACE),
    ),
    remedies=("name-owner",),
    preventable=False,
)
SYMPTOM = Symptom(
    id="passed-around",
    title="Passed around",
    severity=Gravity.MAJOR,
    location=PLACE,
    detect=Anything(),
    caused_by=(Link("no-owner", 0.65, "often", PLACE),),
    stage="support",
    breaks=("one-answer",),
)
REMEDY = Remedy(
    id="name-owner",
    title="Name an owner",
    kind="people",
    action="corrective",
    strength="stronger",
    phase="system-shift",
    owner="chief executive",
    location=PLACE,
    effort_days=(1.0, 2.0, 3.0),
    effects=(Effect("no-owner", 0.2, 0.3, 0.4, PLACE),),
    steps=("ask", "decide"),
    message="From now on one person answers for it.",
)
STANDARD = Standard("one-answer", "One answer", "You get one answer.", "contacts", "1", "contact", "respected", PLACE)
RULEBOOK = Rulebook(
    name="small",
    version="1",
    symptoms={SYMPTOM.id: SYMPTOM},
    causes={CAUSE.id: CAUSE},
    remedies={REMEDY.id: REMEDY},
    standards={STANDARD.id: STANDARD},
    lenses={},
    content_hash="00",
)


def test_every_definition_is_in_the_catalogue_in_id_order() -> None:
    catalogue = build_catalogue(RULEBOOK)
    assert list(catalogue) == ["name-owner", "no-owner", "one-answer", "passed-around"]
    assert [entry.what for entry in catalogue.values()] == ["remedy", "cause", "standard", "symptom"]
    assert {entry.location for entry in catalogue.values()} == {PLACE}


def test_a_cause_takes_its_checks_along_side_by_side() -> None:
    cause = build_catalogue(RULEBOOK)["no-owner"]
    assert cause.lists["checks"] == ("Who decides?", "Since when?")
    assert cause.lists["supports"] == ("nobody", "ever")
    assert cause.lists["refutes"] == ("one person", "May")
    assert cause.attributes["area"] == "teamworking"
    assert cause.attributes["preventable"] == "no"


def test_the_other_definitions_take_along_what_reports_say_of_them() -> None:
    catalogue = build_catalogue(RULEBOOK)
    assert catalogue["passed-around"].attributes["severity"] == "major"
    assert catalogue["passed-around"].lists == {"breaks": ("one-answer",), "caused_by": ("no-owner",)}
    assert catalogue["name-owner"].lists["steps"] == ("ask", "decide")
    assert catalogue["name-owner"].lists["reduces"] == ("no-owner",)
    assert catalogue["name-owner"].attributes["message"] == "From now on one person answers for it."
    assert catalogue["one-answer"].attributes["limit"] == "1"


def test_two_kinds_that_share_an_id_are_both_kept() -> None:
    twin = replace(STANDARD, id="no-owner")
    catalogue = build_catalogue(replace(RULEBOOK, standards={twin.id: twin}))
    assert catalogue["no-owner"].what == "cause"
    assert catalogue["standard:no-owner"].what == "standard"
