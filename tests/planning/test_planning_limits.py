"""Plans under limits: money, days, capacity, what is needed, excluded or decided."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from planning_cases import cause, each, remedy, rulebook, tally

from cxaudit.errors import UsageError
from cxaudit.model import PlanLimits
from cxaudit.planning import make_plan

if TYPE_CHECKING:
    from cxaudit.model import Plan, Remedy

FOUND = each(slow=0.4, rude=0.3, lost=0.1)
FAST = remedy("fast", "slow", 0.5, 40)
QUICK = remedy("quick", "slow", 0.3, 10)
KIND = replace(remedy("kind", "rude", 0.5, 30), owner="Head of service")
FIND = remedy("find", "lost", 0.5, 20)
ALL = (FAST, QUICK, KIND, FIND)


def planned(limits: PlanLimits, *remedies: Remedy) -> Plan:
    rules = rulebook([cause("slow"), cause("rude"), cause("lost")], remedies or ALL)
    return make_plan(rules, tally(), FOUND, (), limits)


def names(plan: Plan) -> list[str]:
    return sorted(action.remedy for action in plan.actions)


def test_person_days_are_kept_and_used_for_what_prevents_most() -> None:
    plan = planned(PlanLimits(days=40))
    assert names(plan) == ["kind", "quick"]
    assert plan.total == pytest.approx(0.3 * 0.4 + 0.5 * 0.3, rel=0.02)


def test_money_is_the_cost_in_the_rulebook_and_the_person_days_at_the_day_rate() -> None:
    dear = replace(QUICK, cost=(1_000.0, 50_000.0, 90_000.0))
    plan = planned(PlanLimits(money=30_000, day_rate=1_000), dear, KIND, FIND)
    assert names(plan) == ["kind"]
    assert plan.cost == pytest.approx((15_000, 30_000, 60_000))
    assert planned(PlanLimits(money=60_000, day_rate=1_000), dear).actions[0].cost == pytest.approx(
        (6_000, 60_000, 110_000)
    )


def test_without_a_day_rate_a_budget_is_refused_where_the_rulebook_gives_no_cost() -> None:
    with pytest.raises(UsageError, match="no cost for remedy 'fast'"):
        planned(PlanLimits(money=30_000))


def test_no_money_is_named_where_nothing_says_what_anything_costs() -> None:
    plan = planned(PlanLimits())
    assert plan.cost is None
    assert all(action.cost is None for action in plan.actions)
    assert all(point.money is None for point in plan.frontier)


def test_a_named_owner_gets_no_more_than_fits_into_ninety_days() -> None:
    plan = planned(PlanLimits(capacity={"Owner": 10}))
    assert sum(action.effort_days[1] for action in plan.actions if action.owner == "Owner") <= 30
    assert "kind" in names(plan)


def test_fewer_days_a_month_move_the_date() -> None:
    def due(days: float) -> int:
        return next(action.due_days for action in planned(PlanLimits(capacity={"": days}), KIND).actions)

    assert (due(30), due(15), due(10)) == (30, 60, 90)


def test_what_a_remedy_needs_is_in_the_plan_and_done_before_it_starts() -> None:
    ground = replace(remedy("ground", "elsewhere", 0.5, 20), owner="Head of service")
    rules = rulebook([*(cause(name) for name in ("slow", "elsewhere"))], [replace(FAST, needs=("ground",)), ground])
    plan = make_plan(rules, tally(), each(slow=0.4))
    assert [action.remedy for action in plan.actions] == ["ground", "fast"]
    assert plan.actions[1].needs == ("ground",)
    assert plan.actions[1].starts_day >= 30
    assert plan.actions[0].added == 0
    assert "needed before 'fast'" in plan.actions[0].note


def test_remedies_that_need_each_other_are_planned_together() -> None:
    both = planned(PlanLimits(days=100), replace(FAST, needs=("quick",)), replace(QUICK, needs=("fast",)))
    assert names(both) == ["fast", "quick"]
    assert names(planned(PlanLimits(days=45), replace(FAST, needs=("quick",)), replace(QUICK, needs=("fast",)))) == []


def test_remedies_that_exclude_each_other_are_not_both_chosen() -> None:
    plan = planned(PlanLimits(), replace(FAST, excludes=("quick",)), QUICK, KIND)
    assert names(plan) == ["fast", "kind"]
    assert [(entry.remedy, entry.reason) for entry in plan.left_out] == [("quick", "cannot stand beside 'fast'")]


def test_what_is_decided_is_in_the_plan_whatever_it_adds() -> None:
    assert "find" in names(planned(PlanLimits(days=25, include=("find",))))
    assert "fast" not in names(planned(PlanLimits(exclude=("fast",))))


def test_what_is_left_out_is_told_with_what_it_would_add_and_why() -> None:
    plan = planned(PlanLimits(days=40, exclude=("find",)))
    told = {entry.remedy: entry for entry in plan.left_out}
    assert told["find"].reason == "excluded on request"
    assert "the person-days allowed" in told["fast"].reason
    assert told["fast"].adds == pytest.approx(0.4 * 0.7 * 0.5, rel=0.02)


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (PlanLimits(include=("fats",)), "did you mean 'fast'"),
        (PlanLimits(capacity={"Head of servce": 3.0}), "did you mean 'Head of service'"),
        (PlanLimits(include=("fast",), exclude=("fast",)), "both included and excluded"),
        (PlanLimits(days=10, include=("fast",)), "no plan keeps these limits"),
    ],
)
def test_limits_that_cannot_be_kept_are_refused_in_one_sentence(limits: PlanLimits, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        planned(limits)


def test_without_a_budget_nothing_left_out_would_add_what_its_effort_must() -> None:
    plan = planned(PlanLimits(), *ALL, remedy("tiny", "lost", 0.02, 1), remedy("huge", "lost", 0.3, 900))
    for entry in plan.left_out:
        assert entry.adds < 0.002 * max(1, entry.effort_days[1] / 20)
    assert {entry.remedy for entry in plan.left_out} == {"tiny", "huge"}


def test_the_frontier_rises_and_holds_the_plan() -> None:
    plan = planned(PlanLimits(days=60))
    points = plan.frontier
    assert len(points) <= 12
    assert [point.days for point in points] == sorted(point.days for point in points)
    assert [point.prevented for point in points] == sorted(point.prevented for point in points)
    assert all(point.interval.low <= point.prevented <= point.interval.high for point in points)
    own = [point for point in points if point.is_plan]
    assert [sorted(point.remedies) for point in own] == [names(plan)]
    assert points[-1].days > 60


def test_no_point_of_the_frontier_prevents_more_than_the_plan_for_less() -> None:
    for days in (10, 30, 50, 70):
        plan = planned(PlanLimits(days=days))
        spent = sum(action.effort_days[1] for action in plan.actions)
        assert all(point.prevented <= plan.total + 1e-9 for point in plan.frontier if point.days <= spent)


def test_the_same_diagnosis_gives_the_same_plan() -> None:
    assert planned(PlanLimits(days=60)) == planned(PlanLimits(days=60))


def test_no_greedy_plan_prevents_more_within_the_same_days() -> None:
    remedies = [
        replace(remedy(f"r{place}", name, by, days), owner=f"Owner {place}")
        for place, (name, by, days) in enumerate(
            [("slow", 0.3, 7), ("slow", 0.5, 20), ("rude", 0.4, 11), ("rude", 0.2, 3), ("lost", 0.6, 9)]
        )
    ]
    prevented = {"slow": 0.4, "rude": 0.3, "lost": 0.1}
    for days in range(3, 50, 6):
        left = dict.fromkeys(prevented, 1.0)
        room, waiting = float(days), list(remedies)
        while fitting := [entry for entry in waiting if entry.effort_days[1] <= room]:
            best = max(
                fitting,
                key=lambda entry: (
                    prevented[entry.effects[0].cause]
                    * left[entry.effects[0].cause]
                    * entry.effects[0].likely
                    / entry.effort_days[1]
                ),
            )
            left[best.effects[0].cause] *= 1 - best.effects[0].likely
            room -= best.effort_days[1]
            waiting.remove(best)
        greedy = sum(share * (1 - left[name]) for name, share in prevented.items())
        assert planned(PlanLimits(days=days), *remedies).total >= greedy - 0.002
