"""The incidents of a scenario are counted as the same incidents in a log are."""

import csv
from dataclasses import replace
from pathlib import Path

from scenario_trial import read

from cxaudit.detection import compile_detector
from cxaudit.engines import ENGINES, CountOptions
from cxaudit.incidents import open_sources
from cxaudit.model import Tally
from cxaudit.scenarios.counting import ScenarioCounter, Seen

STORY = """\
scenarios:
  - name: Of all sorts
    incidents:
      - {text: It was late., customer: ann, opened_at: 2025-03-03, channel: phone, id: A1}
      - {text: He was rude., customer: ann, opened_at: "2025-03-09T10:00:00+02:00", channel: chat, times: 2}
      - {id: B7, satisfaction: 1, Shop: Leeds, customer: bob, opened_at: 2025-03-04}
      - {text: Was not late., satisfaction: 5, Shop: York, customer: cat, opened_at: 2025-06-04, times: 3}
      - {text: x, resolution: Please restart the box, opened_at: 2025-03-05, closed_at: 2025-03-06, times: 3}
      - {text: He was rude., id: A1, customer: ann, opened_at: 2025-03-03, updated_at: 2025-03-20}
    shows: [came-back]
"""


def seen(folder: Path, text: str = STORY) -> tuple[Seen, Tally]:
    """The scenario as it is counted, and the same incidents as the engine counts them in a file."""
    examination, found = read(folder, text)
    assert found.violations == ()
    rulebook = examination.rulebook
    assert rulebook is not None
    (scenario,) = found.found.scenarios
    counter = ScenarioCounter.of(rulebook, compile_detector(rulebook))
    rows = [
        {"text": incident.text, **incident.fields} for incident in scenario.incidents for _ in range(incident.times)
    ]
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with (folder / "log.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    counted = ENGINES["local"].count(open_sources([str(folder / "log.csv")]), rulebook, CountOptions())
    return counter.seen(scenario), counted.tally


def test_a_scenario_gives_the_tally_that_a_log_of_its_incidents_gives(tmp_path: Path) -> None:
    found, expected = seen(tmp_path)
    assert replace(found.tally, evidence=()) == replace(expected, evidence=())
    assert found.tally.incidents == 10


def test_each_incident_is_known_by_what_it_shows_with_its_history(tmp_path: Path) -> None:
    found, _ = seen(tmp_path)
    assert found.shown == (
        frozenset(),  # replaced by its later state, which stands last
        frozenset({"rude-staff", "came-back"}),
        frozenset({"low-score"}),
        frozenset({"came-back"}),
        frozenset({"one-answer"}),
        frozenset({"rude-staff"}),
    )
    assert "late-delivery" in found.denied[3]
    assert "low-score" in found.hidden[1]


def test_copies_of_an_incident_with_an_id_are_incidents_of_their_own(tmp_path: Path) -> None:
    examination, found = read(
        tmp_path, "scenarios: [{name: a, shows: [rude-staff], incidents: [{text: rude, id: X1, times: 4}]}]"
    )
    assert examination.rulebook is not None
    counter = ScenarioCounter.of(examination.rulebook, compile_detector(examination.rulebook))
    assert counter.seen(found.found.scenarios[0]).tally.incidents == 4
