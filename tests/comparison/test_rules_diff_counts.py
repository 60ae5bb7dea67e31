"""One pass under two rulebooks tells exactly what two passes tell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from comparison_samples import HEADER, RULES, changed
from hypothesis import given, settings
from hypothesis import strategies as st

from cxaudit.comparison import Comparing, Version, compare_rulebooks
from cxaudit.comparison.counting import count_both
from cxaudit.comparison.joint import join
from cxaudit.engines import ENGINES, CountOptions
from cxaudit.incidents import ReadingOptions, open_sources
from cxaudit.rulebook import Examination, Given, examine_rulebook
from cxaudit.rulebook.sources import STANDARD_INPUT

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from cxaudit.model import Tally
    from cxaudit.render.comparison_report import RulebookComparison

# Each is a rulebook that differs from the others in what it finds, some in what a customer's history tells.
BOOKS = (
    RULES,
    changed(("[late, never arrived]", "[late, delayed]")),
    changed(("[late, never arrived]", "[never arrived]"), ('">= 1"', '">= 2"')),
    changed(("id: late-delivery", "id: late-parcel"), ("within: 14 days", "within: 2 days")),
    changed(
        ("detect: {phrase: [rude]}", "detect: {phrase: [was late]}"),
        ("[late, never arrived]", "[rude]"),
        ("[was late]", "[late, never arrived]"),
    ),
    changed(("same: customer and symptom, within", "same: customer, within"), ("at_least: 2", "at_least: 3")),
    changed(("{repeat: {same: customer and symptom, within: 14 days}}", "{phrase: [again]}")),
    changed(("{phrase: [rude]}", "{phrase: [rude], unless: [{phrase: [late]}]}"), ("id: workaround", "id: stopgap")),
)
TEXTS = ("late", "rude and late", "it was delayed", "never arrived again", "not late", "", "thanks", "rude")
ROW = st.tuples(
    st.integers(0, 5),  # id: some appear twice
    st.integers(1, 20),
    st.sampled_from(("ann", "bob", "")),
    st.sampled_from(("", "0", "1", "2")),
    st.sampled_from(("reset the whole box", "wrote to the customer", "")),
    st.sampled_from(TEXTS),
)


def examined(text: str) -> Examination:
    found = examine_rulebook([STANDARD_INPUT], Given(standard_input=text.encode()))
    assert found.rulebook is not None, found.violations
    return found


EXAMINED = tuple(examined(book) for book in BOOKS)


def alone(path: Path, book: Examination) -> Tally:
    assert book.rulebook is not None
    return ENGINES["local"].count(open_sources([str(path)], ReadingOptions()), book.rulebook, CountOptions()).tally


def shown(tally: Tally) -> dict[str, set[str]]:
    """The incidents that show each symptom; all of them, as long as there are no more than are kept as evidence."""
    return {
        symptom: {entry.incident for entry in tally.evidence if entry.symptom == symptom} for symptom in tally.symptoms
    }


@settings(max_examples=40)
@given(
    rows=st.lists(ROW, min_size=1, max_size=7),
    old=st.sampled_from(EXAMINED),
    new=st.sampled_from(EXAMINED),
)
def test_gained_and_lost_are_the_incidents_that_two_separate_passes_tell_apart(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[int, int, str, str, str, str]],
    old: Examination,
    new: Examination,
) -> None:
    path = tmp_path_factory.mktemp("log") / "log.csv"
    lines = [f"T{id_},2025-03-{day:02d},{who},,{reopens},{fix},{text}" for id_, day, who, reopens, fix, text in rows]
    path.write_text("\n".join([HEADER, *lines]) + "\n")
    before, after = alone(path, old), alone(path, new)
    both = count_both(open_sources([str(path)], ReadingOptions()), join(old, new), CountOptions())
    assert both.old == replace(before, evidence=())
    assert both.new == replace(after, evidence=())
    comparing = Comparing((str(path),), ReadingOptions(), max_rejected=1, diagnosing=False)
    found = compare_rulebooks(Version("old", old), Version("new", new), comparing)
    olds, news = shown(before), shown(after)
    assert {change.was or change.id for change in found.symptoms} >= set(olds)
    for change in found.symptoms:
        was, now = olds.get(change.was or change.id, set()), news.get(change.id, set())
        assert (change.gained, change.lost) == (len(now - was), len(was - now))
        assert change.gained - change.lost == change.new - change.old
        assert {entry.incident for entry in change.gained_examples} == now - was
        assert {entry.incident for entry in change.lost_examples} == was - now
    unmatched_before, unmatched_after = set().union(*olds.values()), set().union(*news.values())
    assert found.matched.old == len(unmatched_before)
    assert found.matched.newly == len(unmatched_after - unmatched_before)
    assert found.matched.no_longer == len(unmatched_before - unmatched_after)


def compared(path: Path, old: Examination, new: Examination) -> RulebookComparison:
    comparing = Comparing((str(path),), ReadingOptions(), diagnosing=False)
    return compare_rulebooks(Version("old", old), Version("new", new), comparing)


def test_the_examples_are_those_of_the_smallest_hashes_whatever_the_order_of_the_rows(tmp_path: Path) -> None:
    lines = [f"T{number},2025-03-01,c{number},,,,it was delayed" for number in range(300)]
    old, new = EXAMINED[0], EXAMINED[1]
    seen = []
    for name, rows in (("one", lines), ("two", lines[::-1])):
        path = tmp_path / f"{name}.csv"
        path.write_text("\n".join([HEADER, *rows]) + "\n")
        change = next(entry for entry in compared(path, old, new).symptoms if entry.id == "late-delivery")
        seen.append([(entry.incident, entry.quote, entry.rank) for entry in change.gained_examples])
        assert change.gained == 300
    assert seen[0] == seen[1]
    assert len(seen[0]) == 8


def test_a_symptom_under_another_id_is_renamed_only_if_it_looks_for_word_for_word_the_same(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(f"{HEADER}\nT1,2025-03-01,ann,,,,it was late\n")
    renamed = changed(("id: late-delivery", "id: late-parcel"))
    rewritten = changed(("id: late-delivery", "id: late-parcel"), ("[late, never arrived]", "[late]"))
    fates = {
        (entry.id, entry.was, entry.fate.value, entry.gained, entry.lost)
        for book in (renamed, rewritten)
        for entry in compared(path, EXAMINED[0], examined(book)).moved
    }
    assert fates == {
        ("late-parcel", "late-delivery", "renamed", 0, 0),
        ("late-parcel", "", "added", 1, 0),
        ("late-delivery", "", "removed", 0, 1),
    }


def test_two_symptoms_that_exchange_what_they_look_for_exchange_their_incidents(tmp_path: Path) -> None:
    lines = ["T1,2025-03-01,ann,,,,late", "T2,2025-03-01,bob,,,,rude", "T3,2025-03-01,cyd,,,,never arrived"]
    path = tmp_path / "log.csv"
    path.write_text("\n".join([HEADER, *lines]) + "\n")
    found = {change.id: change for change in compared(path, EXAMINED[0], EXAMINED[4]).moved}
    assert set(found) == {"late-delivery", "rude-staff"}
    late, rude = found["late-delivery"], found["rude-staff"]
    assert [entry.incident for entry in late.gained_examples] == ["T2"]
    assert (
        {entry.incident for entry in late.lost_examples}
        == {"T1", "T3"}
        == {entry.incident for entry in rude.gained_examples}
    )
    assert [entry.incident for entry in rude.lost_examples] == ["T2"]
