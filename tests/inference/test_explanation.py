"""Explanations against enumeration: what speaks for a cause, which way was taken, what explains what away."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from fired_worlds import fired_worlds, states
from hypothesis import given, settings
from hypothesis import strategies as st
from inference_clinic import clinic_book, clinic_log
from inference_oracles import enumerate_profile, network_of, profiles, rulebooks
from inference_worlds import HERE, cause, fire, rulebook, symptom, tally_of, tally_of_flags

from cxaudit.errors import InputError
from cxaudit.inference import DiagnosisOptions, diagnose
from cxaudit.inference.explaining.explanation import explain_cause
from cxaudit.inference.explaining.fired_paths import most_probable_path
from cxaudit.inference.explaining.incident_explanation import explain_incident
from cxaudit.inference.explaining.sightings import Sighting, sighted
from cxaudit.inference.fit.budget import mention_budget
from cxaudit.inference.fit.kept_model import KeptModel, kept_model
from cxaudit.inference.fit.posterior import Case, Profiles, believed_without
from cxaudit.model import Diagnosis, Evidence, Profile

QUICK = DiagnosisOptions(draws=200)
BOOK = clinic_book()
LOG = clinic_log(BOOK)


@pytest.fixture(scope="module")
def clinic() -> Diagnosis:
    return diagnose(BOOK, LOG, options=QUICK)


def flags(width: int, listed: list[Profile]) -> Profiles:
    parts = [np.zeros((len(listed), width), dtype=np.bool_) for _ in range(3)]
    for row, profile in enumerate(listed):
        for part, indices in zip(parts, (profile.asserted, profile.denied, profile.hidden), strict=True):
            part[row, list(indices)] = True
    return Profiles(*parts)


def test_the_model_that_an_audit_keeps_gives_the_same_answers_as_the_fit(clinic: Diagnosis) -> None:
    model = kept_model(BOOK, LOG, clinic)
    kept = {(entry.kind, entry.cause, entry.effect): entry for entry in clinic.parameters}
    assert len(kept) == len(model.parameters) == len(clinic.parameters)
    link = next(link for link in clinic.roots[0].chain)
    assert kept["arrow", link.cause, link.effect].fitted == link.fitted
    assert kept["arrow", link.cause, link.effect].written == link.strength
    assert kept["prevalence", "", "no-owner"].written == 0.03
    assert all(entry.deviation > 0.0 for entry in clinic.parameters)


def test_a_model_of_another_rulebook_and_a_missing_one_are_refused(clinic: Diagnosis) -> None:
    smaller = replace(BOOK, symptoms={name: entry for name, entry in BOOK.symptoms.items() if name != "hung-up"})
    with pytest.raises(InputError, match="not of this rulebook"):
        kept_model(smaller, LOG, clinic)
    with pytest.raises(InputError, match="of an older cxaudit"):
        kept_model(BOOK, LOG, replace(clinic, parameters=()))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_leaving_a_symptom_out_equals_enumeration_without_it(data: st.DataObject) -> None:
    book = data.draw(rulebooks())
    names = list(book.symptoms)
    listed = data.draw(st.lists(profiles(len(names)), min_size=1, max_size=3))
    rows = data.draw(st.lists(st.integers(0, len(listed) - 1), min_size=1, max_size=4))
    symptoms = [data.draw(st.integers(0, len(names) - 1)) for _ in rows]
    network = network_of(book)
    whole, left_out = believed_without(
        KeptModel(network, network.mean, None), flags(len(names), listed), rows, symptoms
    )
    for row, profile in enumerate(listed):
        exact = enumerate_profile(book, names, profile).marginals
        assert whole[:, row] == pytest.approx([exact[name] for name in network.nodes], abs=1e-10)
    for place, (row, without) in enumerate(zip(rows, symptoms, strict=True)):
        less = [
            tuple(index for index in part if index != without) for part in (listed[row].asserted, listed[row].denied)
        ]
        exact = enumerate_profile(book, names, Profile(less[0], less[1], (*listed[row].hidden, without))).marginals
        assert left_out[:, place] == pytest.approx([exact[name] for name in network.nodes], abs=1e-10)


LAYERS = rulebook(
    [
        cause("root", 0.2),
        cause("rest", 0.1),
        cause("near", 0.05, {"root": 0.6, "rest": 0.7}),
    ],
    [symptom("s", {"near": 0.8, "root": 0.3}, 0.02), symptom("t", {"rest": 0.4, "near": 0.2}, 0.1)],
)


@pytest.mark.parametrize(("asserted", "symptom_"), [((0,), "s"), ((0, 1), "s"), ((0, 1), "t"), ((1,), "t")])
def test_the_most_probable_way_is_the_best_of_all_ways_by_enumeration(asserted: tuple[int, ...], symptom_: str) -> None:
    ways = {
        "s": [("near", "s"), ("root", "near", "s"), ("rest", "near", "s"), ("root", "s")],
        "t": [("near", "t"), ("root", "near", "t"), ("rest", "near", "t"), ("rest", "t")],
    }[symptom_]
    seen, alone, taken = 0.0, 0.0, dict.fromkeys(ways, 0.0)
    for happened, weight in fired_worlds(LAYERS):
        on = states(LAYERS, happened)
        if [name for name in ("s", "t") if on[name]] != [("s", "t")[index] for index in asserted]:
            continue
        seen += weight
        alone += weight * happened["", symptom_]
        for way in ways:
            arrows = [("", way[0]), *itertools.pairwise(way)]
            taken[way] += weight * all(happened[arrow] for arrow in arrows)
    network = network_of(LAYERS)
    case = Case.of(KeptModel(network, network.mean, None), flags(2, [Profile(asserted)]))
    found = most_probable_path(case, network.symptoms.index(symptom_))
    best = max(taken, key=lambda way: taken[way])
    assert found.nodes == best
    assert found.probability == pytest.approx(taken[best] / seen, abs=1e-8)
    assert found.alone == pytest.approx(alone / seen, abs=1e-8)


def test_what_one_cause_explains_away_comes_back_without_it(clinic: Diagnosis) -> None:
    found = explain_incident(BOOK, LOG, clinic, Sighting("7", ("hung-up", "reopened"), (), (), (), ()))
    told = {entry.cause: entry for entry in found.causes}
    roster = told["no-roster"]
    assert roster.rival == "stale-answers"
    assert roster.posterior < 0.3
    assert roster.without > 0.6
    assert [entry.posterior for entry in found.causes] == sorted((e.posterior for e in found.causes), reverse=True)
    assert {path.nodes for path in found.paths} == {("stale-answers", "hung-up"), ("stale-answers", "reopened")}


def test_silence_and_denial_speak_against_a_cause_and_denial_the_more() -> None:
    weak = replace(BOOK, symptoms={**BOOK.symptoms, "long-wait": replace(BOOK.symptoms["long-wait"], sensitivity=0.5)})
    diagnosis = diagnose(weak, LOG, options=QUICK)
    against = {}
    for state, denied in (("silent", ()), ("denied", ("long-wait",))):
        found = explain_incident(weak, LOG, diagnosis, Sighting("7", ("hung-up",), denied, (), (), ()))
        roster = next(entry for entry in found.causes if entry.cause == "no-roster")
        against[state] = next(w.log_odds for w in roster.weights if (w.symptom, w.state) == ("long-wait", state))
    assert against["denied"] < against["silent"] < 0.0


def test_a_cause_is_explained_by_its_symptoms_and_against_by_what_it_should_have_shown(clinic: Diagnosis) -> None:
    found = explain_cause(BOOK, LOG, clinic, "no-roster")
    assert {(entry.symptom, entry.state) for entry in found.speaking_for} == {
        ("long-wait", "shown"),
        ("hung-up", "shown"),
    }
    assert ("long-wait", "silent") in {(entry.symptom, entry.state) for entry in found.speaking_against}
    assert found.whys == ("no-roster",)
    assert [(rival.cause, rival.same) for rival in found.rivals] == [("stale-answers", False)]
    assert (found.rivals[0].own, found.rivals[0].other) == ("long-wait", "wrong-answer")
    assert all(entry.lower < found.hypothesis.prevented < entry.higher for entry in found.sensitivity)


def test_whys_lead_from_the_symptom_through_the_cause_in_between_to_the_root(clinic: Diagnosis) -> None:
    found = explain_cause(BOOK, LOG, clinic, "no-owner")
    assert (found.whys_symptom, found.whys) == ("reopened", ("dropped-case", "no-owner"))
    between = explain_cause(BOOK, LOG, clinic, "dropped-case")
    assert between.whys[0] == "dropped-case"
    assert between.whys[1] in {"no-owner", "no-standard"}
    assert next(rival for rival in found.rivals if rival.cause == "no-standard").same


def test_a_cause_that_the_log_cannot_show_is_explained_without_numbers() -> None:
    book = replace(BOOK, causes={**BOOK.causes, "unseen": cause("unseen", 0.1)})
    found = explain_cause(book, LOG, diagnose(book, LOG, options=QUICK), "unseen")
    assert (found.looked_at, found.speaking_for, found.rivals, found.whys_symptom) == (0.0, (), (), "")


def quote(incident: str, symptom_: str, rank: int) -> Evidence:
    return Evidence(incident, symptom_, "x", 0, 0, HERE, "log.csv", rank, rank=f"{rank:016x}")


def test_what_the_kept_quotes_say_of_an_incident_also_says_what_it_does_not_show() -> None:
    others = [quote(f"o{number}", "long-wait", 10 + number) for number in range(8)]
    tally = replace(
        tally_of(["long-wait", "hung-up", "reopened"], [Profile((1,))] * 3 + [Profile((0, 1))] * 9 + [Profile((0,))]),
        evidence=(*others, quote("7", "hung-up", 12), quote("8", "hung-up", 99)),
    )
    low, high = sighted(tally, "7"), sighted(tally, "8")
    assert low is not None
    assert high is not None
    assert (low.shown, low.unknown) == (("hung-up",), ())  # it ranks below the last kept quote of a long wait
    assert (high.shown, high.unknown) == (("hung-up",), ("long-wait",))  # a long wait may have been crowded out
    assert sighted(tally, "nobody") is None


def test_who_stopped_after_a_few_mentions_is_heard_so_with_one_mention_less() -> None:
    """Leaving a symptom out must not turn what was not said for want of room into silence that speaks against."""
    book = rulebook(
        [cause("a", 0.2), cause("b", 0.2)],
        [symptom(f"{name}{number}", {name: 0.7}) for name in "ab" for number in range(3)],
    )
    network = network_of(book)
    model = KeptModel(network, network.mean, mention_budget(2))
    given = flags(6, [Profile((0, 3))])
    whole, left_out = believed_without(model, given, [0], [3])
    plain = believed_without(KeptModel(network, network.mean, None), given, [0], [3])[1]
    a, b = (network.nodes.index(name) for name in "ab")
    assert whole[a, 0] == pytest.approx(left_out[a, 0], abs=0.02)
    assert left_out[b, 0] < whole[b, 0]
    assert left_out[b, 0] > plain[b, 0]  # the two other symptoms of b may just not have been mentioned


def test_an_audit_of_people_who_stop_after_two_symptoms_is_explained_so() -> None:
    book = rulebook(
        [cause("a", 0.15), cause("b", 0.15)],
        [symptom(f"{name}{number}", {name: 0.75}) for name in "ab" for number in range(6)],
    )
    shown = fire(book, 2_000, 4).shown()
    order = np.argsort(np.where(shown, np.random.default_rng(5).random(shown.shape), 2.0), axis=1)
    tally = tally_of_flags(list(book.symptoms), shown & (np.argsort(order, axis=1) < 2))
    diagnosis = diagnose(book, tally, options=QUICK)
    budget = kept_model(book, tally, diagnosis).budget
    assert diagnosis.mentions == 2
    assert budget is not None
    assert budget.mentions == 2
    found = explain_incident(book, tally, diagnosis, Sighting("7", ("a0", "b0"), (), (), (), ()))
    assert {entry.cause for entry in found.causes if entry.posterior > 0.9} == {"a", "b"}
