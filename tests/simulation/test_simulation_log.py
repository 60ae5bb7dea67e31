"""Simulated logs: the same bytes for the same seed, real exports in all they show, their faults counted."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest
from simulated_businesses import core_rulebook, incidents_of, is_spoken, log_of, rows_of, simulated, written

from cxaudit.incidents import ReadingOptions, open_sources
from cxaudit.matchers import Repeat, Series
from cxaudit.simulation import BUSINESSES, Chance, make_messy, simulated_log
from cxaudit.simulation.fields import SHOWN_BY_FIELDS

if TYPE_CHECKING:
    from pathlib import Path

WORKAROUND = "Reset by hand as in the list of known errors"


@pytest.mark.parametrize("name", BUSINESSES)
def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(name: str) -> None:
    again = simulated_log(name, core_rulebook(), 300, 5)
    assert again == log_of(name, 300, 5)
    assert again.log != log_of(name, 300, 6).log


def test_the_incidents_can_be_gone_through_again() -> None:
    assert tuple(simulated("telecom").incidents()) == incidents_of("telecom")


@pytest.mark.parametrize("name", BUSINESSES)
def test_every_column_is_recognised_without_being_told(name: str, tmp_path: Path) -> None:
    (source,) = open_sources([str(written(name, tmp_path))], ReadingOptions())
    wanted = {header: "text" if name == "subject" else name for name, header in BUSINESSES[name].headers.items()}
    assert {column.original: column.column for column in source.recognised} == wanted


@pytest.mark.parametrize("name", BUSINESSES)
def test_broken_rows_are_rejected_and_counted_and_the_others_read(name: str, tmp_path: Path) -> None:
    (source,) = open_sources([str(written(name, tmp_path))], ReadingOptions())
    reasons: Counter[str] = Counter()
    dated = 0
    for chunk in source.chunks(frozenset()):
        reasons.update("broken" for _ in chunk.rejected)
        dated += chunk.batch.num_rows - chunk.batch.column("opened_at").null_count
    finished = source.finished()
    assert finished.read == finished.used + finished.rejected == rows_of(name)
    assert finished.rejected == reasons["broken"]
    assert 0 < finished.rejected < 0.005 * finished.read
    assert 0.99 * finished.used < dated < finished.used


@pytest.mark.parametrize("name", BUSINESSES)
def test_a_few_rows_are_messy_and_well_under_one_in_a_hundred_is_lost(name: str) -> None:
    business = BUSINESSES[name]
    clean = [incident.fields for incident in incidents_of(name)]
    messy = list(make_messy(clean, business.date_format, Chance(7, name, "messiness")))
    ids = Counter(row["id"] for row in messy)
    doubled, broken = sum(count > 1 for count in ids.values()), sum("_broken" in row for row in messy)
    assert set(ids.values()) == {1, 2}
    assert 0 < doubled + broken < 0.01 * len(messy)
    assert any(row["opened_at"] == "n/a" for row in messy)
    assert any(not row["text"] for row in messy)
    assert any("&#39;" in row["text"] for row in messy)
    assert any(row["channel"] != row["channel"].strip() for row in messy)


def test_a_row_that_appears_twice_appears_last_in_its_final_state() -> None:
    clean = [incident.fields for incident in incidents_of("bank")]
    messy = list(make_messy(clean, "%Y-%m-%dT%H:%M", Chance(7, "bank", "messiness")))
    last = {row["id"]: row["status"] for row in messy}
    assert last == {row["id"]: row["status"] for row in clean}


@pytest.mark.parametrize("name", BUSINESSES)
def test_contacts_come_all_year_more_in_season_and_unevenly_from_week_to_week(name: str) -> None:
    found = simulated(name)
    assert len(found.opened) == pytest.approx(4_000, rel=0.15)
    assert (np.diff(found.opened).astype(int) >= 0).all()
    week = (found.opened - np.datetime64("2025-01-06")).astype("timedelta64[D]").astype(int) // 7
    counts = np.bincount(week, minlength=52)
    assert len(counts) == 52
    assert counts.min() > 0
    near = [(found.business.peak + shift) % 52 for shift in range(-6, 7)]
    far = [(week + 26) % 52 for week in near]
    assert counts[near].mean() > counts[far].mean() * (1 + found.business.season / 2)
    neighbours = np.diff(counts) ** 2 / (counts[1:] + counts[:-1])
    assert neighbours.mean() > 1.5, "the difference of two weeks has more variance than that of two Poisson counts"


@pytest.mark.parametrize("name", BUSINESSES)
def test_customers_who_came_back_truly_did(name: str) -> None:
    found, incidents = simulated(name), incidents_of(name)
    rules = {
        key: symptom.detect for key, symptom in core_rulebook().symptoms.items() if isinstance(symptom.detect, Repeat)
    }
    returned = 0
    for index, incident in enumerate(incidents):
        for key in rules.keys() & set(incident.shown):
            if index not in found.contacts.about:
                continue  # nobody had complained before
            earlier = incidents[found.contacts.about[index]]
            assert earlier.fields["customer"] == incident.fields["customer"]
            apart = _time(incident.fields["opened_at"]) - _time(earlier.fields["opened_at"])
            assert apart <= timedelta(days=rules[key].within_days)
            assert incident.mentioned[:1] == earlier.mentioned[:1] or not earlier.mentioned
            assert not rules[key].other_channel or earlier.fields["channel"] != incident.fields["channel"]
            returned += 1
    assert returned > 50
    customers = Counter(incident.fields["customer"] for incident in incidents)
    assert 0.05 < sum(count > 1 for count in customers.values()) / len(customers) < 0.3


def test_all_symptoms_of_the_rulebook_that_stand_in_fields_are_simulated() -> None:
    kept_apart = {
        key
        for key, symptom in core_rulebook().symptoms.items()
        if not is_spoken(symptom) and not isinstance(symptom.detect, Repeat | Series)
    }
    assert kept_apart == SHOWN_BY_FIELDS


@pytest.mark.parametrize(
    ("symptom", "column", "shows"),
    [
        ("sla-breached", "sla_breached", lambda value: value == "yes"),
        ("reopened", "reopens", lambda value: int(value) >= 1),
        ("many-handoffs", "handoffs", lambda value: int(value) >= 2),
        ("escalated-case", "escalated", lambda value: value == "yes"),
        ("low-satisfaction", "satisfaction", lambda value: value != "" and int(value) <= 2),
        ("shared-workaround", "resolution", lambda value: value in {WORKAROUND, ""}),
    ],
)
def test_symptoms_in_fields_stand_there_and_only_there(symptom: str, column: str, shows: object) -> None:
    assert callable(shows)
    incidents = incidents_of("telecom")
    assert any(symptom in incident.shown for incident in incidents)
    closed = [incident for incident in incidents if incident.fields["closed_at"]]
    for incident in closed:
        assert bool(shows(incident.fields[column])) == (symptom in incident.shown)


@pytest.mark.parametrize("name", BUSINESSES)
def test_cases_still_open_were_opened_lately_but_for_a_few(name: str) -> None:
    open_cases = [incident.fields for incident in incidents_of(name) if not incident.fields["closed_at"]]
    lately = [fields for fields in open_cases if fields["opened_at"] > "2026-01-01"]
    assert lately
    assert len(open_cases) - len(lately) < 0.003 * len(incidents_of(name))
    closed = [incident.fields for incident in incidents_of(name) if incident.fields["closed_at"]]
    assert all(_time(fields["closed_at"]) > _time(fields["opened_at"]) for fields in closed)


def test_the_truth_names_the_business_the_seed_and_what_each_cause_is_worth() -> None:
    truth = json.loads(log_of("bank").truth)
    assert (truth["business"], truth["seed"]) == ("Fenwick & Marsh Bank", 7)
    assert truth["incidents"] == len(incidents_of("bank"))
    assert truth["failing"] == sum(bool(incident.shown) for incident in incidents_of("bank"))
    assert list(truth["prevented"].values()) == sorted(truth["prevented"].values(), reverse=True)
    assert truth["prevented"].keys() == truth["active"].keys() == {cause.cause for cause in BUSINESSES["bank"].causes}


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
