"""What `rules explain` says of checks and of definitions."""

from pathlib import Path

import pytest
from rules_command import RULES, rules, run

from cxaudit.checks.pages import is_suppressible, slugs
from cxaudit.errors import RulebookError, UsageError

SOUND = str(Path(__file__).parent / "sound.yaml")


@pytest.mark.parametrize("slug", slugs())
def test_every_check_has_its_page(slug: str) -> None:
    code, shown, _ = run("explain", slug)
    assert code == 0
    assert shown.startswith(f"{slug}\n\n")
    assert (f"# cxaudit: ignore[{slug}] until=" in shown) == is_suppressible(slug)
    assert ("No comment suppresses it" in shown) != is_suppressible(slug)


def test_a_page_shows_what_is_bad_and_what_is_good() -> None:
    _, shown, _ = run("explain", "undefined-cause")
    bad, good = shown.split("\nGood:\n")
    assert "caused_by: {no-ownr: often}" in bad
    assert "caused_by: {no-owner: often}" in good


def test_without_a_name_all_checks_are_listed() -> None:
    _, shown, _ = run("explain")
    assert [line.split()[0] for line in shown.splitlines()] == list(slugs())


def test_a_symptom_is_told_with_its_causes_up_to_the_root() -> None:
    _, shown, _ = run("explain", "--rules", SOUND, "slow-reply")
    assert shown.startswith("symptom slow-reply: The reply took too long\n")
    assert f"  defined at {Path(SOUND).as_posix()}:3:5\n" in shown
    assert "    often: too-few-people, Fewer people than contacts (" in shown
    assert "    too-few-people → slow-reply\n    too-few-people → no-owner → slow-reply\n" in shown
    assert "2 that match, 1 that do not" in shown


def test_a_cause_is_told_with_what_it_produces_and_its_remedies() -> None:
    _, shown, _ = run("explain", "--rules", SOUND, "too-few-people")
    assert "    rarely: no-owner, Nobody owns the case\n" in shown
    assert "    often: slow-reply, The reply took too long\n" in shown
    assert "    plan-by-demand, Plan the roster from demand (reduces it by 40%)\n" in shown
    assert "    Do queues follow the roster?\n" in shown


def test_a_remedy_is_told_with_its_effect_and_how_to_see_it() -> None:
    _, shown, _ = run("explain", "--rules", SOUND, "plan-by-demand")
    assert "    too-few-people by 40% (20% to 60%)\n" in shown
    assert "rate of slow-reply changes by -30% in 90 days" in shown
    assert "10 person-days (5 to 20)" in shown


def test_a_standard_is_told_with_what_breaks_it() -> None:
    _, shown, _ = run("explain", "--rules", SOUND, "prompt-reply")
    assert "1 day" in shown
    assert "slow-reply" in shown


def test_definitions_of_one_id_are_all_told(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(RULES.replace("cap-workload", "rude-staff"))
    _, shown, _ = run("explain", "--rules", str(path), "rude-staff")
    assert "symptom rude-staff:" in shown
    assert "\nremedy rude-staff:" in shown


def test_a_name_that_is_nothing_is_told_with_what_was_meant() -> None:
    with pytest.raises(UsageError, match="'slow-repli'; did you mean 'slow-reply'"):
        run("explain", "--rules", SOUND, "slow-repli")


def test_definitions_of_a_broken_rulebook_are_not_explained(tmp_path: Path) -> None:
    with pytest.raises(RulebookError):
        run("explain", "--rules", rules(tmp_path, "severity: major", "severity: grave"), "rude-staff")
