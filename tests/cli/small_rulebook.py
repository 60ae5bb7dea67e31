"""The parts of the small rulebooks that tests are run with, as YAML to be put together."""

from __future__ import annotations

LATE_AND_RUDE = """\
  - id: late-delivery
    title: It came late
    severity: major
    detect: {phrase: [late, never arrived]}
    caused_by: {no-alarm: often}
    examples: {match: ["It was late."], no_match: ["It was on time."]}
  - id: rude-staff
    title: Staff were rude
    severity: critical
    detect: {phrase: [rude], unless: [{phrase: [not rude]}]}
    caused_by: {nobody-hired-for-manners: often}
    examples: {match: ["He was rude."], no_match: ["She was not rude."]}
"""
LATE = """\
  - id: late-delivery
    title: It came late
    severity: major
    detect: {phrase: [late]}
    caused_by: {no-alarm: often}
    examples: {match: ["It was late."], no_match: ["It was on time."]}
"""
REOPENED = """\
  - id: reopened
    title: It was reopened
    severity: minor
    detect: {field: {reopens: ">= 1"}}
    caused_by: {no-alarm: sometimes}
    examples: {match: [{text: x, reopens: 1}], no_match: [{text: x, reopens: 0}]}
"""
CAME_BACK = """\
  - id: came-back
    title: They came back
    severity: major
    detect: {repeat: {same: customer and symptom, within: 14 days}}
    caused_by: {no-alarm: sometimes}
"""
NO_ALARM = """\
  - {id: no-alarm, title: Nobody is warned, family: process, area: communication, prior: common, remedies: [set-alarm]}
"""
NO_MANNERS = """\
  - id: nobody-hired-for-manners
    title: Nobody is hired for manners
    family: culture
    area: customer-engagement-skills
    prior: common
    remedies: [hire-well]
"""
SET_ALARM = """\
  - id: set-alarm
    title: Set an alarm
    kind: process
    action: preventive
    strength: stronger
    phase: system-shift
    owner: Operations manager
    effort: {days: [1, 2, 4]}
    effect: {reduces: no-alarm, by: [0.3, 0.5, 0.7]}
"""
HIRE_WELL = """\
  - id: hire-well
    title: Hire for manners
    kind: people
    action: preventive
    strength: intermediate
    phase: system-shift
    owner: HR director
    effort: {days: [5, 10, 20]}
    effect: {reduces: nobody-hired-for-manners, by: [0.2, 0.3, 0.5]}
"""


def alarm_rules(name: str, symptoms: str) -> str:
    """A rulebook with these symptoms, all of which come of a missing alarm."""
    return (
        f"\nrulebook: {{name: {name}, version: 1.0.0}}\nsymptoms:\n{symptoms}causes:\n{NO_ALARM}remedies:\n{SET_ALARM}"
    )
