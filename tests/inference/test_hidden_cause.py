"""A cause that the rulebook lacks is taken in without a name where the log asks for it, and is never a finding."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from inference_worlds import cause, fire, rulebook, symptom, tally_of, tally_of_flags, true_prevention

from cxaudit.inference import DiagnosisOptions, diagnose
from cxaudit.inference.evidence import gather
from cxaudit.inference.explaining.explanation import explain_cause
from cxaudit.inference.explaining.incident_explanation import explain_incident
from cxaudit.inference.explaining.sightings import Sighting
from cxaudit.inference.fit.fitting import fit, pose
from cxaudit.inference.fit.kept_model import kept_model
from cxaudit.inference.found_arrows import UNKNOWN, with_found
from cxaudit.inference.kinds import reads_text
from cxaudit.inference.network import build_network
from cxaudit.model import Diagnosis, FoundArrow, Profile, Rulebook, Tally
from cxaudit.rulebook import load_rulebook

QUICK = DiagnosisOptions(draws=200)
CORE = Path(__file__).parents[2] / "rules" / "core"
INCIDENTS = 6_000
RIVAL = "rival"  # a root with arrows into both effects of the lost one, which plays its part if nothing else does


def whole() -> Rulebook:
    """The lost cause is behind `one` and `two`, to which its rival leads as well, among other things."""
    return rulebook(
        [
            cause(RIVAL, 0.02),
            cause("other", 0.05),
            cause("lost", 0.12),
            cause("one", 0.003, {RIVAL: 0.2, "lost": 0.7}),
            cause("two", 0.003, {RIVAL: 0.2, "other": 0.3, "lost": 0.6}),
            cause("three", 0.003, {RIVAL: 0.7, "other": 0.3}),
        ],
        [
            symptom("s1", {"one": 0.6}), symptom("s2", {"one": 0.5, "three": 0.2}), symptom("s3", {"two": 0.6}),
            symptom("s4", {"two": 0.5}), symptom("s5", {"three": 0.7}), symptom("s6", {"three": 0.5}),
            symptom("s7", {"other": 0.6}),
        ],
    )  # fmt: skip


def lacking() -> Rulebook:
    """The same as written by people who have not thought of the lost cause."""
    book = whole()
    causes = [
        replace(entry, caused_by=tuple(link for link in entry.caused_by if link.cause != "lost"))
        for entry in book.causes.values()
        if entry.id != "lost"
    ]
    return rulebook(causes, book.symptoms.values())


@cache
def log() -> Tally:
    return tally_of_flags(list(whole().symptoms), fire(whole(), INCIDENTS, 7).shown())


@cache
def diagnosed(*, lost: bool) -> Diagnosis:
    return diagnose(lacking() if lost else whole(), log(), options=QUICK)


def test_a_rulebook_that_lacks_nothing_is_given_no_further_cause() -> None:
    found = diagnosed(lost=False)
    assert found.found == ()
    assert "missing-cause" not in {alarm.id for alarm in found.alarms}


def test_a_lost_cause_is_found_behind_its_own_effects_and_told_before_the_ranking() -> None:
    found = diagnosed(lost=True)
    assert {(arrow.cause, arrow.effect) for arrow in found.found} == {(UNKNOWN, "one"), (UNKNOWN, "two")}
    alarm = next(alarm for alarm in found.alarms if alarm.id == "missing-cause")
    assert "'one' and 'two'" in alarm.message
    assert "does not know was taken in behind 2 effects" in found.method
    strengths = {entry.effect: entry.fitted for entry in found.parameters if entry.cause == UNKNOWN}
    assert strengths == {"one": pytest.approx(0.7, abs=0.12), "two": pytest.approx(0.6, abs=0.12)}


def test_no_other_cause_is_blamed_for_what_the_lost_one_does() -> None:
    network = build_network(lacking(), lacking().symptoms)
    plain = fit(pose(network, gather(network, log()), only_failures=False))
    prevalence = network.families[network.nodes.index(RIVAL)].leak
    assert 1.0 / (1.0 + np.exp(-plain.parameters[prevalence])) > 3.0 * whole().causes[RIVAL].prior
    truth = true_prevention(whole(), [RIVAL, "other"], 100_000, 8)
    for root in diagnosed(lost=True).roots:
        assert root.prevented_interval.low <= truth[root.cause] <= root.prevented_interval.high


def test_the_unknown_cause_is_unexplained_and_no_hypothesis() -> None:
    found = diagnosed(lost=True)
    assert {entry.cause for entry in found.roots} == {RIVAL, "other"}
    assert {entry.cause for entry in found.proximate} == {"one", "two", "three"}
    causes = found.attributions[0].causes
    assert set(causes) == {RIVAL, "other", "unexplained"}
    assert sum(causes.values()) == pytest.approx(found.failing, rel=1e-5)
    known = diagnosed(lost=False).attributions[0].causes
    assert causes["unexplained"] == pytest.approx(known["unexplained"] + known["lost"], rel=0.1)
    assert found.unexplained == pytest.approx(causes["unexplained"] / found.failing)
    rivals = {rival for entry in (*found.roots, *found.proximate) for rival in entry.rivals}
    assert UNKNOWN not in rivals | set(found.draws)


def test_incidents_of_the_unknown_cause_are_prevented_at_its_effects_alone() -> None:
    paths = diagnosed(lost=True).paths
    named = {paths.causes[node] for path in paths.paths for node in path}
    assert UNKNOWN not in named
    assert {RIVAL, "one", "two"} <= named


def test_the_kept_model_explains_causes_and_incidents_without_naming_it() -> None:
    found = diagnosed(lost=True)
    assert UNKNOWN in kept_model(lacking(), log(), found).network.nodes
    for name in (RIVAL, "one", "two", "three"):
        explained = explain_cause(lacking(), log(), found, name)
        assert UNKNOWN not in {rival.cause for rival in explained.rivals}
        assert UNKNOWN not in explained.whys
    sighting = Sighting("i1", ("s1", "s2", "s3", "s4"), (), (), (), (), reread=False)
    incident = explain_incident(lacking(), log(), found, sighting)
    assert {"one", "two"} <= {entry.cause for entry in incident.causes}
    assert UNKNOWN not in {entry.cause for entry in incident.causes} | {
        name for way in incident.paths for name in way.nodes
    }


@pytest.mark.parametrize("incidents", [50, 400])
def test_two_rules_that_hear_the_same_words_are_no_lost_cause(incidents: int) -> None:
    book = load_rulebook([CORE])
    names = list(book.symptoms)
    hidden = tuple(place for place, name in enumerate(names) if not reads_text(book.symptoms[name]))
    both = tuple(sorted(names.index(name) for name in ("no-way-to-a-person", "no-complaint-route")))
    one = (names.index("no-way-to-a-person"),)
    profiles = [Profile(both, (), hidden)] * (incidents * 2 // 5) + [Profile(one, (), hidden)] * (incidents * 3 // 5)
    found = diagnose(book, tally_of(names, profiles), options=QUICK)
    assert found.found == ()
    assert found.roots[0].cause == "automation-without-usability-test"


def test_it_is_put_into_a_rulebook_once_and_is_no_id_that_a_rulebook_may_use() -> None:
    more = with_found(lacking(), [FoundArrow(UNKNOWN, "one", 0.3, 9.0), FoundArrow(UNKNOWN, "s5", 0.3, 9.0)])
    assert more.causes[UNKNOWN].is_root
    assert [link.cause for link in more.causes["one"].caused_by] == [RIVAL, UNKNOWN]
    assert [link.cause for link in more.symptoms["s5"].caused_by] == ["three", UNKNOWN]
    assert " " in UNKNOWN
    assert with_found(lacking(), [FoundArrow(UNKNOWN, "gone", 0.3, 9.0)]).causes == lacking().causes


def test_the_same_log_asks_for_the_same_cause_twice() -> None:
    assert diagnose(lacking(), log(), options=QUICK) == diagnosed(lost=True)
