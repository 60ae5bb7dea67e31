"""What is true of a simulated business, against evaluating each incident by hand."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import pytest
from simulated_businesses import core_rulebook, simulated

from cxaudit.rulebook import load_rulebook
from cxaudit.simulation import BUSINESSES, Truth, truth_of
from cxaudit.simulation.business import Business, TrueCause
from cxaudit.simulation.world import World, make_world

if TYPE_CHECKING:
    from pathlib import Path

    from cxaudit.model import Rulebook

SIZE = 3_000
SHARES = MappingProxyType({"deep": 0.2, "middle": 0.1, "other": 0.15, "lonely": 0.3})
RULES = """
rulebook: {name: tiny, version: "1"}
symptoms:
  - {id: first, title: First, severity: minor, detect: {phrase: first}, caused_by: {middle: usually, other: sometimes}}
  - {id: second, title: Second, severity: minor, detect: {phrase: second}, caused_by: {leaf: often, elsewhere: often}}
  - {id: third, title: Third, severity: minor, detect: {phrase: third}, caused_by: {elsewhere: often}}
causes:
  - {id: deep, title: Deep, family: culture, area: communication, prior: common}
  - {id: other, title: Other, family: culture, area: communication, prior: common}
  - {id: lonely, title: Lonely, family: culture, area: communication, prior: common}
  - {id: elsewhere, title: Elsewhere, family: culture, area: communication, prior: common}
  - {id: middle, title: Middle, family: process, area: communication, prior: rare, caused_by: {deep: often}}
  - {id: leaf, title: Leaf, family: process, area: communication, prior: rare, caused_by: {middle: often, other: often}}
"""


def tiny_world(tmp_path: Path, symptoms: tuple[str, ...] = ("first", "second", "third")) -> tuple[Rulebook, World]:
    path = tmp_path / "tiny.yaml"
    path.write_text(RULES, encoding="utf-8")
    rulebook = load_rulebook([path])
    return rulebook, make_world(rulebook, {root: np.full(SIZE, share) for root, share in SHARES.items()}, symptoms, 3)


def shows_by_hand(rulebook: Rulebook, world: World, incident: int, off: str) -> bool:
    """Whether an incident shows a symptom, worked out from the symptom upwards."""
    links = {name: entry.caused_by for name, entry in rulebook.causes.items()}
    links |= {name: entry.caused_by for name, entry in rulebook.symptoms.items()}

    @cache
    def on(node: str) -> bool:
        if node == off or node not in world.alone:
            return False
        fired = (link.cause for link in links[node] if (link.cause, node) in world.fires)
        return bool(
            world.alone[node][incident] or any(world.fires[cause, node][incident] and on(cause) for cause in fired)
        )

    return any(on(symptom) for symptom in ("first", "second", "third"))


def test_what_each_cause_prevents_is_what_evaluating_every_incident_by_hand_finds(tmp_path: Path) -> None:
    rulebook, world = tiny_world(tmp_path)
    truth = truth_of(_business_with(tuple(SHARES)), world)
    failing = [incident for incident in range(SIZE) if shows_by_hand(rulebook, world, incident, "")]
    assert truth.failing == len(failing)
    for cause in SHARES:
        saved = sum(not shows_by_hand(rulebook, world, incident, cause) for incident in failing)
        assert truth.prevented[cause] == pytest.approx(saved / len(failing))
    assert truth.prevented["lonely"] == 0
    assert truth.prevented["deep"] > 0


def test_a_cause_with_causes_of_its_own_comes_up_by_itself_and_through_them(tmp_path: Path) -> None:
    _, world = tiny_world(tmp_path)
    truth = truth_of(_business_with(tuple(SHARES)), world)
    assert truth.active["deep"] == pytest.approx(SHARES["deep"], abs=0.03)
    assert truth.active["middle"] > SHARES["middle"] + 0.03
    assert truth.prevented["middle"] > truth.prevented["deep"]


def test_causes_that_no_root_reaches_stay_out_of_the_world(tmp_path: Path) -> None:
    _, world = tiny_world(tmp_path)
    assert "elsewhere" not in world.order
    assert world.symptoms == ("first", "second")


def test_leaving_out_a_symptom_does_not_change_what_happens_to_the_others(tmp_path: Path) -> None:
    _, all_of_them = tiny_world(tmp_path)
    _, fewer = tiny_world(tmp_path, ("second",))
    assert np.array_equal(all_of_them.on["second"], fewer.on["second"])


def test_a_twin_world_shows_nothing_that_the_world_does_not() -> None:
    world = simulated("bank").world
    for cause in BUSINESSES["bank"].causes:
        twin = world.without(cause.cause)
        assert not twin[cause.cause].any()
        assert all((twin[node] <= world.on[node]).all() for node in world.order)


@pytest.mark.parametrize("name", BUSINESSES)
def test_every_cause_of_a_business_is_in_the_rulebook_and_prevents_something(name: str) -> None:
    truth = simulated(name).truth
    assert truth.prevented.keys() <= core_rulebook().causes.keys()
    assert min(truth.prevented.values()) > 0
    assert sum(truth.prevented.values()) < 1
    assert 0.3 < truth.failing / truth.incidents < 0.6


def test_trends_remedies_and_places_are_told_in_words() -> None:
    assert simulated("telecom").truth.story == (
        "no-error-proofing-of-billing: its odds are 1.8 times as high at 'enterprise'",
        "weak-release-and-monitoring: its odds grow by 3.5% a week from 2025-05-12 on",
        "partners-outside-the-standards: its odds are 9 times as high at 'Northgate Contact Partners'",
        "status-messages-not-designed-in: remedied on 2025-09-01; 30% of its odds remain",
    )


@pytest.mark.parametrize("name", BUSINESSES)
def test_a_decline_a_remedy_and_a_place_are_visible_in_what_happens(name: str) -> None:
    found = simulated(name)
    days = (found.opened - found.opened[0]).astype("timedelta64[D]").astype(int)
    for cause in found.business.causes:
        on = found.world.on[cause.cause]
        if cause.trend > 1:
            assert on[days >= 300].mean() > 1.5 * on[days < 7 * cause.since].mean()
        if cause.remedied is not None:
            assert on[days >= 7 * cause.remedied].mean() < 0.7 * on[days < 7 * cause.remedied].mean()
        for place, factor in cause.where.items():
            here = np.any([values == place for values in found.places.values()], axis=0)
            assert on[here].mean() > (1 + (factor - 1) / 4) * on[~here].mean()


def _business_with(causes: tuple[str, ...]) -> Business:
    nowhere = (("here", 1.0),)
    return Business(
        name="tiny", title="Tiny", headers={}, date_format="%Y", channels=nowhere, segments=nowhere, products=nowhere,
        sites=nowhere, teams=nowhere, causes=tuple(TrueCause(cause, SHARES[cause]) for cause in causes),
        quiet_contacts=("Hello",), peak=0, season=0.0,
    )  # fmt: skip


def test_the_truth_counts_whole_incidents(tmp_path: Path) -> None:
    _, world = tiny_world(tmp_path)
    truth: Truth = truth_of(_business_with(("deep",)), world)
    assert truth.incidents == SIZE
    assert truth.shown == {symptom: int(world.on[symptom].sum()) for symptom in ("first", "second")}
    assert max(truth.shown.values()) <= truth.failing <= sum(truth.shown.values())
