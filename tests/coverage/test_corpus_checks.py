"""The checks that hold a rulebook against a log: what their pages say is run, and `rules check --log` reports it."""

import json
import subprocess
from pathlib import Path

import pytest
import yaml
from coverage_logs import RULES, log_of, repeated, run, small_log, small_rules
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from cxaudit.checks.corpus import CORPUS_CHECKS, CORPUS_SLUGS, Corpus, EarlierHits, run_corpus_checks
from cxaudit.checks.corpus.hit_rate_shift import two_sided
from cxaudit.checks.pages import Page, page_of
from cxaudit.coverage import count_log
from cxaudit.engines import CountOptions
from cxaudit.errors import UsageError
from cxaudit.incidents import open_sources
from cxaudit.rulebook import load_rulebook

SLUGS = sorted(CORPUS_SLUGS)


def page(slug: str) -> Page:
    found = page_of(slug)
    assert found is not None
    return found


def told(log: str, *, earlier: bool) -> dict[str, int]:
    """The log that a page tells: how many incidents say what, in the log or in the earlier one."""
    lines = [line for line in log.splitlines() if line.startswith("earlier, ") == earlier]
    entries = (line.removeprefix("earlier, ").split(" incidents: ") for line in lines)
    return {text: int(number) for number, text in entries}


def found_on(folder: Path, rules: str, log: str) -> set[str]:
    """The checks that find something in the rules of a page on the log it tells."""
    symptoms = [
        {"severity": "minor", "caused_by": {"no-alarm": "often"}, **entry}
        for entry in yaml.safe_load(rules)["symptoms"]
    ]
    causes = yaml.safe_load(RULES)["causes"]
    remedies = [
        {key: part for key, part in entry.items() if key != "verify"} for entry in yaml.safe_load(RULES)["remedies"]
    ]
    path = folder / "page.yaml"
    path.write_text(yaml.safe_dump({"symptoms": symptoms, "causes": causes, "remedies": remedies}))
    rulebook = load_rulebook([path])
    counted = []
    for earlier in (False, True):
        texts = repeated(told(log, earlier=earlier)) or ["nothing"]
        source = log_of(folder, texts, name=f"{earlier}.csv")
        counted.append(count_log(open_sources([str(source)]), rulebook, CountOptions()))
    now, before = counted
    corpus = Corpus(now.counted.tally, now.lacks, EarlierHits.of(before.counted.tally))
    return {violation.check for violation in run_corpus_checks(rulebook, corpus)}


@pytest.mark.parametrize("slug", SLUGS)
def test_what_a_page_calls_bad_is_found_on_its_log_and_what_it_calls_good_is_not(slug: str, tmp_path: Path) -> None:
    assert slug in found_on(tmp_path, page(slug).bad, page(slug).log)
    assert slug not in found_on(tmp_path, page(slug).good, page(slug).log)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_page_shows_the_log_it_speaks_of(slug: str) -> None:
    code, out, _ = run("explain", slug)
    assert code == 0
    assert "On this log (--log):\n    " in out
    assert page(slug).log.splitlines()[0] in out


def test_every_check_is_named_by_its_function() -> None:
    assert {check.__name__.replace("_", "-") for check in CORPUS_CHECKS} == CORPUS_SLUGS == set(SLUGS)


def checked(*arguments: object) -> dict[str, list[str]]:
    """The definitions that each check with a log finds something in."""
    _, out, _ = run("check", "--format", "json", *arguments)
    violations = json.loads(out)["violations"]
    return {
        slug: [entry["owner"] for entry in violations if entry["check"] == slug]
        for slug in SLUGS
        if any(entry["check"] == slug for entry in violations)
    }


def test_with_a_log_a_check_finds_what_is_dead_at_its_place(tmp_path: Path) -> None:
    rules, log = small_rules(tmp_path), small_log(tmp_path)
    assert checked(rules, "--log", log) == {
        "blind": ["symptom tardy-courier", "symptom reopened"],
        "no-hits": ["symptom late-came"],
    }
    code, out, err = run("check", rules, "--log", log, "--format", "concise")
    assert code == 0
    assert f"{rules}:15:5: warning[blind] symptom 'tardy-courier' cannot show in this log: the log never has" in out
    assert "20 rows read: 20 used, 0 rejected" in err


def test_without_a_log_nothing_is_said_of_it(tmp_path: Path) -> None:
    assert checked(small_rules(tmp_path)) == {}


def test_checks_with_a_log_are_selected_ignored_and_failed_on_like_others(tmp_path: Path) -> None:
    rules, log = small_rules(tmp_path), small_log(tmp_path)
    assert set(checked(rules, "--log", log, "--select", "no-hits")) == {"no-hits"}
    assert set(checked(rules, "--log", log, "--ignore", "blind")) == {"no-hits"}
    assert run("check", rules, "--log", log, "--select", "blind", "--fail-on", "warning")[0] == 1
    assert run("check", rules, "--log", log, "--select", "no-hits", "--fail-on", "warning")[0] == 0


def test_a_comment_lets_one_stand_and_is_not_unused_when_no_log_is_given(tmp_path: Path) -> None:
    comment = '  # cxaudit: ignore[blind] reason="other logs have it"\n'
    rules = small_rules(tmp_path, RULES.replace("  - id: tardy-courier\n", comment + "  - id: tardy-courier\n"))
    log = small_log(tmp_path)
    assert checked(rules, "--log", log)["blind"] == ["symptom reopened"]
    assert "suppression-unused" not in run("check", rules)[1]
    tardy = log_of(tmp_path, ["A tardy courier", "It came late"], name="tardy.csv")
    assert "suppression-unused" in run("check", rules, "--log", tardy)[1]


def test_a_baseline_made_with_a_log_serves_with_and_without_one(tmp_path: Path) -> None:
    rules, log, known = small_rules(tmp_path), small_log(tmp_path), tmp_path / "known.json"
    run("check", rules, "--log", log, "--write-baseline", known)
    assert checked(rules, "--log", log, "--baseline", known) == {}
    _, _, err = run("check", rules, "--baseline", known)
    assert "no longer found" not in err
    tardy = log_of(tmp_path, ["A tardy courier", "It came late"], name="tardy.csv")
    _, _, err = run("check", rules, "--log", tardy, "--baseline", known)
    assert "of the baseline no longer found" in err


def test_since_a_revision_only_what_is_newly_dead_counts(tmp_path: Path) -> None:
    log = small_log(tmp_path)
    folder = tmp_path / "repository"
    folder.mkdir()
    rules = small_rules(folder)
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first"]):
        identity = ["-c", "user.name=T", "-c", "user.email=t@example.com"]
        subprocess.run(["git", "-C", str(folder), *identity, *command], check=True)
    assert checked(folder, "--log", log, "--changed-since", "HEAD") == {}
    small_rules(folder, rules.read_text().replace("phrase: [was broken]", "phrase: [was shattered]"))
    assert checked(folder, "--log", log, "--changed-since", "HEAD") == {"blind": ["symptom broken-item"]}


def audit_of(rules: Path, log: Path, folder: Path) -> Path:
    """The audit of a log, as `cxaudit analyze` keeps it."""
    from typer.testing import CliRunner  # noqa: PLC0415 - only here

    from cxaudit.cli.application import app  # noqa: PLC0415 - only here

    target = folder / f"{log.stem}.json"
    done = CliRunner().invoke(app, ["analyze", "-q", "--rules", str(rules), str(log), "-o", str(target)])
    assert done.exit_code == 0, done.output
    return target


def test_a_rate_that_doubled_since_an_earlier_audit_is_told_with_its_numbers(tmp_path: Path) -> None:
    rules = small_rules(tmp_path)
    before = log_of(tmp_path, repeated({"It came late": 20, "It was broken": 50, "Thanks": 130}), name="before.csv")
    now = log_of(tmp_path, repeated({"It came late": 60, "It was broken": 55, "Thanks": 85}), name="now.csv")
    audit = audit_of(rules, before, tmp_path)
    arguments = (rules, "--log", now, "--audit", audit)
    assert checked(*arguments)["hit-rate-shift"] == ["symptom late-delivery"]
    _, out, _ = run("check", *arguments, "--select", "hit-rate-shift", "--format", "concise")
    assert "went from 10.00% (20 of 200 incidents) to 30.00% (60 of 200)" in out
    assert "hit-rate-shift" not in checked(*arguments, "--max-shift", "3")
    assert "hit-rate-shift" not in checked(rules, "--log", before, "--audit", audit)


def test_a_shift_that_may_be_chance_is_not_told(tmp_path: Path) -> None:
    rules = small_rules(tmp_path)
    before = log_of(tmp_path, repeated({"It came late": 2, "Thanks": 98}), name="before.csv")
    now = log_of(tmp_path, repeated({"It came late": 6, "Thanks": 94}), name="now.csv")
    assert "hit-rate-shift" not in checked(rules, "--log", now, "--audit", audit_of(rules, before, tmp_path))


def test_what_needs_a_log_says_so_without_one(tmp_path: Path) -> None:
    rules = small_rules(tmp_path)
    with pytest.raises(UsageError, match="blind cannot run without --log"):
        run("check", rules, "--select", "blind")
    with pytest.raises(UsageError, match="name it with --log"):
        run("check", rules, "--audit", tmp_path / "audit.json")
    with pytest.raises(UsageError, match="--max-shift: is no number"):
        run("check", rules, "--log", small_log(tmp_path), "--max-shift", "nan")


def test_a_broken_rulebook_with_a_log_is_told_as_without_one(tmp_path: Path) -> None:
    rules = small_rules(tmp_path, RULES.replace("severity: major", "severity: grave"))
    plain, logged = run("check", rules), run("check", rules, "--log", small_log(tmp_path))
    assert plain[:2] == logged[:2]


@given(st.data())
def test_the_chance_of_a_shift_is_that_of_fishers_exact_test(data: st.DataObject) -> None:
    n, other = data.draw(st.integers(1, 400)), data.draw(st.integers(1, 400))
    hits, other_hits = data.draw(st.integers(0, n)), data.draw(st.integers(0, other))
    table = [[hits, n - hits], [other_hits, other - other_hits]]
    tails = [fisher_exact(table, alternative=side).pvalue for side in ("less", "greater")]
    assert two_sided(hits, n, other_hits, other) == pytest.approx(min(1.0, 2 * min(tails)), rel=1e-6, abs=1e-12)
