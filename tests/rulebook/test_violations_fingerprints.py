"""A fingerprint names a violation, whatever lines move."""

from dataclasses import replace

import pytest
from hypothesis import given
from violations_sample import ERROR, VIOLATIONS, WARNING

from cxaudit.model import Location, Violation
from cxaudit.render.violations_report import fingerprints


def test_a_fingerprint_stays_when_lines_move_or_the_definition_goes_to_another_file() -> None:
    moved = replace(ERROR, location=Location("rules/other.yaml", 40, 9), help="", related=())
    assert fingerprints([ERROR]) == fingerprints([moved])


@pytest.mark.parametrize(
    "changed", [replace(ERROR, check="x"), replace(ERROR, owner="symptom y"), replace(ERROR, subject="z")]
)
def test_a_fingerprint_changes_with_what_is_wrong(changed: Violation) -> None:
    assert fingerprints([ERROR]) != fingerprints([changed])


def test_what_stands_in_no_definition_is_known_by_its_file() -> None:
    assert fingerprints([WARNING]) != fingerprints([replace(WARNING, location=Location("b.yaml", 2, 1))])


@given(VIOLATIONS)
def test_fingerprints_all_differ(violations: list[Violation]) -> None:
    assert len(set(fingerprints(violations))) == len(violations)
