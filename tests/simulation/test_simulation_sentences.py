"""What the customers of the simulated businesses say, and how much of it the shipped rulebook hears."""

from __future__ import annotations

import string

import pytest
from simulated_businesses import (
    SENTENCES,
    core_rulebook,
    detected,
    filled,
    incidents_of,
    is_spoken,
    plain,
    simulated,
)

from cxaudit.errors import UsageError
from cxaudit.simulation import BUSINESSES, Chance, Sentences

FEWEST = 3  # ways of saying each symptom
# Floors against breakage, not a measure of how well the rulebook hears: its rules and these sentences were written
# side by side, so that figures on simulated logs flatter it. What it hears of other people's words is for benchmarks.
LEAST_RECALL = 0.6  # share of what is said
LEAST_PRECISION = 0.65  # share of what is heard


@pytest.mark.parametrize("name", BUSINESSES)
def test_every_symptom_seen_in_words_can_be_said_in_three_ways(name: str) -> None:
    spoken = Sentences.load(SENTENCES, name).spoken
    seen = {symptom.id for symptom in core_rulebook().symptoms.values() if is_spoken(symptom)}
    assert {symptom for symptom in seen if len(set(spoken.get(symptom, ()))) < FEWEST} == set()
    assert spoken.keys() - seen == set(), "sentences of symptoms that the rulebook does not see in words"


@pytest.mark.parametrize("name", BUSINESSES)
def test_every_sentence_fits_its_blanks(name: str) -> None:
    found = Sentences.load(SENTENCES, name)
    around = (*found.openings, *found.closings, *found.subjects, *BUSINESSES[name].quiet_contacts)
    for sentence in (*around, *(sentence for said in found.spoken.values() for sentence in said)):
        assert filled(sentence)
        assert all(not spec for _, _, spec, _ in string.Formatter().parse(sentence))


def test_no_sentence_is_an_example_of_the_rulebook() -> None:
    examples = {example.text for symptom in core_rulebook().symptoms.values() for example in symptom.examples}
    said = {
        filled(sentence)
        for name in BUSINESSES
        for sentences in Sentences.load(SENTENCES, name).spoken.values()
        for sentence in sentences
    }
    assert plain(said) & plain(examples) == set()


def test_a_business_says_things_that_others_do_not() -> None:
    airline, bank = (Sentences.load(SENTENCES, name).spoken["lost-property"] for name in ("airline", "bank"))
    assert "You lost my luggage." in airline
    assert "You lost my luggage." not in bank


def test_people_speak_of_three_symptoms_at_most_and_never_of_what_they_cannot_see() -> None:
    sentences = Sentences.load(SENTENCES, "telecom")
    symptoms = ("long-wait", "billing-error", "sla-breached", "passed-around", "late-or-missed", "broken-promise")
    for number in range(60):
        told = sentences.told(symptoms, Chance(number))
        assert len(told) <= 3
        assert list(told) == [symptom for symptom in symptoms if symptom in told]
        assert "sla-breached" not in told


def test_a_file_without_sentences_is_refused_by_name(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("sentences") / "sentences.yaml"
    path.write_text("- one\n- two\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"sentences\.yaml: is not a file of sentences"):
        Sentences.load(path, "bank")


@pytest.mark.parametrize("name", BUSINESSES)
def test_most_of_what_is_said_is_heard_and_little_that_is_not(name: str) -> None:
    incidents = incidents_of(name)
    heard = detected([f"{incident.fields['subject']}\n\n{incident.fields['text']}" for incident in incidents])
    pairs = list(zip(incidents, heard, strict=True))
    right = sum(len(found & set(incident.mentioned)) for incident, found in pairs)
    said = sum(len(incident.mentioned) for incident in incidents)
    assert LEAST_RECALL < right / said < 0.99, "some ways of speaking escape any rule"
    assert right / sum(len(found) for found in heard) > LEAST_PRECISION


@pytest.mark.parametrize("name", BUSINESSES)
def test_incidents_speak_only_of_what_they_show_or_came_back_about(name: str) -> None:
    about = simulated(name).contacts.about
    incidents = incidents_of(name)
    for index, incident in enumerate(incidents):
        earlier = incidents[about[index]].mentioned if index in about else ()
        assert set(incident.mentioned) <= {*incident.shown, *earlier}
        assert (incident.fields["subject"] == "Question") == (not incident.mentioned)
