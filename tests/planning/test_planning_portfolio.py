"""The solver's choice against every choice there is."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxaudit.planning.cases import Case
from cxaudit.planning.portfolio import Budget, Choice, solve, worth

_MOST = 8  # remedies; every one of their 256 choices is looked at


@st.composite
def _problems(draw: st.DrawFn) -> tuple[tuple[Case, ...], Choice]:
    count = draw(st.integers(1, _MOST))
    place = st.integers(0, count - 1)
    group = st.frozensets(place, min_size=1, max_size=3).map(lambda found: tuple(sorted(found)))
    groups = st.frozensets(group, min_size=1, max_size=3).map(lambda found: tuple(sorted(found)))
    cases = draw(st.lists(st.builds(Case, groups, st.integers(1, 200)), max_size=12))
    days = tuple(draw(st.lists(st.integers(0, 40), min_size=count, max_size=count)))
    money = tuple(draw(st.lists(st.integers(0, 9_000), min_size=count, max_size=count)))
    pairs = st.lists(st.tuples(place, place).filter(lambda pair: pair[0] != pair[1]), max_size=2).map(tuple)
    choice = Choice(
        remedies=count,
        effort=tuple(map(float, days)),
        prices=tuple(draw(st.lists(st.integers(0, 30), min_size=count, max_size=count))),
        budgets=(
            Budget("days", tuple(map(float, days)), draw(st.integers(0, 120))),
            Budget("money", tuple(1e4 * amount for amount in money), 1e4 * draw(st.integers(0, 30_000))),
        ),
        needs=draw(pairs),
        excludes=draw(pairs),
        forced=draw(st.frozensets(place, max_size=1)),
        forbidden=draw(st.frozensets(place, max_size=1)),
        largest=draw(st.integers(1, count)),
    )
    return tuple(cases), choice


def _best_of_all(cases: tuple[Case, ...], choice: Choice) -> float | None:
    every = (
        frozenset(some) for size in range(choice.remedies + 1) for some in combinations(range(choice.remedies), size)
    )
    return max((worth(cases, choice, chosen) for chosen in every if not choice.fault(chosen)), default=None)


@settings(max_examples=120)
@given(_problems())
def test_no_choice_at_all_is_worth_more_than_the_solvers(problem: tuple[tuple[Case, ...], Choice]) -> None:
    cases, choice = problem
    chosen = solve(cases, choice)
    best = _best_of_all(cases, choice)
    if best is None:
        assert chosen is None
    else:
        assert chosen is not None
        assert not choice.fault(chosen)
        assert worth(cases, choice, chosen) == pytest.approx(best, abs=1e-6)


@settings(max_examples=60)
@given(_problems())
def test_taking_what_adds_most_a_day_never_beats_the_solver(problem: tuple[tuple[Case, ...], Choice]) -> None:
    cases, choice = problem
    chosen = solve(cases, choice)
    greedy: frozenset[int] = choice.forced
    while chosen is not None:
        now = worth(cases, choice, greedy)
        better = [
            ((worth(cases, choice, greedy | {place}) - now) / max(0.5, choice.effort[place]), place)
            for place in range(choice.remedies)
            if place not in greedy and not choice.fault(greedy | {place})
        ]
        if not better or max(better)[0] <= 0:
            break
        greedy |= {max(better)[1]}
    if chosen is not None and not choice.fault(greedy):
        assert worth(cases, choice, chosen) >= worth(cases, choice, greedy) - 1e-6


def test_greedy_is_beaten_where_two_cheap_remedies_only_work_together() -> None:
    cases = (Case(((0,),), 50), Case(((1,), (2,)), 90))
    days = Budget("days", (10.0, 6.0, 6.0), 12)
    assert solve(cases, Choice(3, (10.0, 6.0, 6.0), (0.0,) * 3, (days,))) == frozenset({1, 2})


def test_of_equally_good_choices_the_one_with_less_effort_and_then_the_first_is_taken() -> None:
    cases = (Case(((0, 1, 2),), 50),)
    assert solve(cases, Choice(3, (9.0, 5.0, 5.0), (1.0,) * 3)) == frozenset({1})


def test_what_cannot_be_kept_has_no_solution() -> None:
    assert solve((), Choice(1, (9.0,), (0.0,), (Budget("days", (9.0,), 8),), forced=frozenset({0}))) is None
