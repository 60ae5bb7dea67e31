"""Plans made from small diagnoses whose right answer can be worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from planning_cases import HERE, cause, diagnosis, each, remedy, rulebook, tally

from cxaudit.model import CauseStatus, Effect, Verification
from cxaudit.planning import make_plan
from cxaudit.planning.effects import Effects
from cxaudit.planning.prospects import Prospects
from cxaudit.planning.verification import baseline_of, smallest_detectable_fall

if TYPE_CHECKING:
    from numpy.typing import NDArray


def test_the_remedy_that_prevents_most_for_its_effort_comes_first() -> None:
    rules = rulebook(
        [cause("slow"), cause("rude")],
        [remedy("fast", "slow", 0.5, 10), remedy("kind", "rude", 0.5, 100), remedy("dear", "slow", 0.6, 400)],
    )
    plan = make_plan(rules, tally(), each(slow=0.4, rude=0.5))
    assert [action.remedy for action in plan.actions] == ["fast", "kind", "dear"]
    assert plan.actions[0].prevented == pytest.approx(0.2, rel=1e-2)
    assert plan.actions[0].incidents == pytest.approx(200, rel=1e-2)
    assert plan.actions[0].per_day == pytest.approx(20, rel=1e-2)


def test_the_order_of_a_plan_is_that_of_what_each_action_adds_a_day() -> None:
    rules = rulebook(
        [cause("slow"), cause("rude")],
        [
            remedy("one", "slow", 0.5, 10),
            remedy("two", "slow", 0.45, 10),
            remedy("three", "rude", 0.3, 12),
            remedy("four", "slow", 0.3, 0.2),
        ],
    )
    plan = make_plan(rules, tally(), each(slow=0.4, rude=0.3))
    assert len(plan.actions) == 4
    assert [action.per_day for action in plan.actions] == sorted((a.per_day for a in plan.actions), reverse=True)
    second = plan.actions[1]
    assert second.per_day == pytest.approx(second.added * 1000 / second.effort_days[1])


def test_an_owner_with_several_remedies_gets_later_dates_for_the_later_ones() -> None:
    rules = rulebook(
        [cause("slow"), cause("rude")],
        [
            remedy("one", "slow", 0.5, 15),
            remedy("two", "rude", 0.5, 16),
            remedy("three", "rude", 0.5, 17),
            replace(remedy("four", "slow", 0.5, 18), owner="Someone else"),
        ],
    )
    plan = make_plan(rules, tally(), each(slow=0.4, rude=0.4))
    due = {action.remedy: action.due_days for action in plan.actions}
    own = [due[action.remedy] for action in plan.actions if action.owner == "Owner"]
    assert own == [30, 60, 90]
    assert due["four"] == 30


def test_the_effects_of_a_remedy_do_not_depend_on_the_other_remedies() -> None:
    wide = replace(remedy("fast", "slow", 0.5, 10), effects=(Effect("slow", 0.2, 0.35, 0.5, HERE),))
    alone = Effects.of(rulebook([cause("slow")], [wide]), each(slow=0.4))
    beside = Effects.of(rulebook([cause("slow")], [remedy("early", "slow", 0.3, 5), wide]), each(slow=0.4))
    assert np.array_equal(alone.reductions["fast"]["slow"], beside.reductions["fast"]["slow"])


def test_two_remedies_of_one_cause_do_not_prevent_the_same_incident_twice() -> None:
    rules = rulebook([cause("slow")], [remedy("one", "slow", 0.5, 10), remedy("two", "slow", 0.4, 20)])
    plan = make_plan(rules, tally(), each(slow=0.5))
    assert plan.total == pytest.approx(0.5 * (1 - 0.5 * 0.6), rel=1e-2)
    assert sum(action.added for action in plan.actions) == pytest.approx(plan.total)
    assert sum(action.prevented for action in plan.actions) > plan.total


def test_what_a_root_already_prevents_is_not_counted_again_at_the_cause_in_front_of_it() -> None:
    rules = rulebook(
        [cause("root"), cause("front", "root")], [remedy("deep", "root", 0.9, 10), remedy("near", "front", 0.9, 10)]
    )
    plan = make_plan(rules, tally(), diagnosis({(frozenset({"root", "front"}),): 0.4}))
    assert plan.total == pytest.approx(0.99 * 0.4, rel=1e-2)


def test_an_incident_that_came_about_in_two_ways_is_prevented_only_if_both_are_cut() -> None:
    rules = rulebook([cause("slow"), cause("rude")], [remedy("fast", "slow", 0.8, 10), remedy("kind", "rude", 0.5, 10)])
    both = (frozenset({"slow"}), frozenset({"rude"}))
    found = diagnosis({both: 0.6, (frozenset({"slow"}),): 0.2, (frozenset({"rude"}),): 0.1})
    plan = make_plan(rules, tally(), found)
    assert plan.total == pytest.approx(0.6 * 0.8 * 0.5 + 0.2 * 0.8 + 0.1 * 0.5, rel=1e-2)
    assert sum(action.prevented for action in plan.actions) == pytest.approx(0.2 * 0.8 + 0.1 * 0.5, rel=1e-2)


def test_no_plan_prevents_what_no_cause_explains() -> None:
    rules = rulebook(
        [cause("slow"), cause("rude")], [remedy("fast", "slow", 0.99, 10), remedy("kind", "rude", 0.99, 10)]
    )
    both = (frozenset({"slow"}), frozenset({"rude"}))
    found = diagnosis({both: 0.3, (frozenset({"slow"}),): 0.3, (frozenset({"rude"}),): 0.3}, unexplained=0.3)
    assert make_plan(rules, tally(), found).total <= 0.7


def test_causes_without_sufficient_evidence_get_no_remedy() -> None:
    rules = rulebook([cause("slow")], [remedy("fast", "slow", 0.5, 10)])
    found = each(slow=0.4)
    weak = replace(found, roots=(replace(found.roots[0], status=CauseStatus.INSUFFICIENT),))
    assert make_plan(rules, tally(), weak).actions == ()


def test_a_plan_of_training_only_is_flagged() -> None:
    rules = rulebook([cause("slow")], [remedy("course", "slow", 0.1, 5, "training", "weaker")])
    plan = make_plan(rules, tally(), each(slow=0.4))
    assert [flag.id for flag in plan.flags] == ["training-only"]
    assert plan.actions[0].flags == ("training-only", "weaker-action")


def test_training_beside_a_stronger_action_is_not_flagged() -> None:
    rules = rulebook(
        [cause("slow")], [remedy("course", "slow", 0.1, 5, "training", "weaker"), remedy("fast", "slow", 0.5, 10)]
    )
    plan = make_plan(rules, tally(), each(slow=0.4))
    assert plan.flags == ()
    assert all("training-only" not in action.flags for action in plan.actions)


def test_a_large_promise_from_weak_actions_is_magic_dust() -> None:
    rules = rulebook([cause("slow")], [remedy("posters", "slow", 0.6, 5, "people", "weaker")])
    plan = make_plan(rules, tally(), each(slow=0.5))
    assert [flag.id for flag in plan.flags] == ["magic-dust"]


def test_an_effect_range_is_kept_as_its_ninety_percent_range() -> None:
    wide = remedy("fast", "slow", 0.5, 10)
    wide = replace(wide, effects=(Effect("slow", 0.2, 0.35, 0.5, HERE),))
    found = each(slow=1.0)
    worlds = found.paths.worlds[:1] * 100
    found = replace(found, paths=replace(found.paths, worlds=worlds), draws={"slow": (1.0,) * len(worlds)})
    prospects = Prospects.of(Effects.of(rulebook([cause("slow")], [wide]), found), found)
    low, middle, high = np.quantile(prospects.draws(["fast"]), [0.05, 0.5, 0.95])
    assert (low, middle, high) == pytest.approx((0.2, 0.35, 0.5), abs=0.04)


def test_the_smallest_detectable_fall_is_what_a_simulated_test_finds_four_times_in_five() -> None:
    verify = Verification("rate", "late", -0.3, 90)
    fall = smallest_detectable_fall(verify, tally())
    assert fall is not None
    expected = 400 / 365 * 90
    generator = np.random.default_rng(5)

    def counts(mean: float) -> NDArray[np.int64]:
        return generator.negative_binomial(2 * mean, 2 / 3, 4000)  # variance one and a half times the mean

    before, after = counts(expected), counts(expected * (1 - fall))
    noise = np.sqrt(2 * 1.5 * expected)
    found = ((before - after) / noise > 1.645).mean()
    assert 0.74 <= found <= 0.88


def test_a_symptom_nobody_shows_has_a_baseline_of_nothing_and_no_detectable_fall() -> None:
    verify = Verification("rate", "late", -0.3, 90)
    assert baseline_of(verify, tally(0), ()) == 0.0
    assert smallest_detectable_fall(verify, tally(0)) is None
