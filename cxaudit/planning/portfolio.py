"""The best choice of remedies on a sample of incidents, by mixed-integer programming, and its check in plain Python."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import highspy

    from cxaudit.planning.cases import Case

_SLACK = 1e-6  # part of a limit by which it may be overstepped: the solver's arithmetic
_CLOSE = 1e-5  # part of all incidents by which the solver's claim may be off
_TIE = 0.5  # incidents; all that breaks ties together is less than one incident
_NO_MORE = math.inf


@dataclass(frozen=True, slots=True)
class Budget:
    """`amounts` (one a remedy, never negative) of what is chosen may not add up to more than `most`."""

    name: str
    amounts: tuple[float, ...]
    most: float


@dataclass(frozen=True, slots=True)
class Choice:
    """What may be chosen of so many `remedies` (numbered): at most `largest`, within all `budgets`.

    `needs` are pairs (remedy, what it needs), `excludes` pairs that may not stand together; `forced` and `forbidden`
    are decided. Each remedy must be worth its price in incidents (`prices`). Of equally good choices the one with less
    `effort` is taken, and then the one with lower numbers.
    """

    remedies: int
    effort: tuple[float, ...]
    prices: tuple[float, ...]
    budgets: tuple[Budget, ...] = ()
    needs: tuple[tuple[int, int], ...] = ()
    excludes: tuple[tuple[int, int], ...] = ()
    forced: frozenset[int] = frozenset()
    forbidden: frozenset[int] = frozenset()
    largest: int = 1_000

    def fault(self, chosen: frozenset[int]) -> str:
        """What is against this choice; empty if it is allowed."""
        for budget in self.budgets:
            if sum(budget.amounts[place] for place in chosen) > budget.most + _SLACK * max(1.0, budget.most):
                return budget.name
        if any(place in chosen and need not in chosen for place, need in self.needs):
            return "needs"
        if any(one in chosen and other in chosen for one, other in self.excludes):
            return "excludes"
        if self.forced - chosen or self.forbidden & chosen:
            return "decided"
        return "number" if len(chosen) > self.largest else ""

    def ties(self) -> tuple[float, ...]:
        """What each remedy costs beside its price, in incidents; all together less than one."""
        whole = max(sum(self.effort), 1e-9)
        last = max(1, self.remedies) ** 2
        return tuple(_TIE * (effort / whole + (place + 1) / last) / 2 for place, effort in enumerate(self.effort))


def worth(cases: Sequence[Case], choice: Choice, chosen: frozenset[int]) -> float:
    """What the solver maximises: incidents prevented, less price and ties."""
    prevented = sum(case.incidents for case in cases if case.is_prevented(chosen))
    ties = choice.ties()
    return prevented - sum(choice.prices[place] + ties[place] for place in chosen)


def solve(cases: Sequence[Case], choice: Choice) -> frozenset[int] | None:
    """The best choice, None if none is allowed: max Σ w y − Σ price z, y ≤ Σ z over each group (maximal coverage).

    HiGHS solves it to the end, in one thread. Its answer is checked: allowed, and worth what it claims; RuntimeError
    if not.
    """
    import highspy  # noqa: PLC0415 - loads slowly, and only planning needs it

    solver = highspy.Highs()
    for name, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", 0),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 1e-6),
    ):
        solver.setOptionValue(name, value)
    solver.passModel(_model(cases, choice))
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    if status != highspy.HighsModelStatus.kOptimal:
        raise RuntimeError(f"the solver ended with {status}")
    values = solver.getSolution().col_value[: choice.remedies]
    chosen = frozenset(place for place, value in enumerate(values) if value > 0.5)
    _check(cases, choice, chosen, solver.getInfo().objective_function_value)
    return chosen


def _check(cases: Sequence[Case], choice: Choice, chosen: frozenset[int], claimed: float) -> None:
    fault = choice.fault(chosen)
    if fault:
        raise RuntimeError(f"the solver's choice breaks a constraint ({fault})")
    found = worth(cases, choice, chosen)
    if abs(found - claimed) > 1e-3 + _CLOSE * sum(case.incidents for case in cases):
        raise RuntimeError(f"the solver claims {claimed}, and its choice is worth {found}")


def _model(cases: Sequence[Case], choice: Choice) -> highspy.HighsLp:
    """Columns: z of each remedy, then y of each case; y need not be declared whole, as it is 0 or 1 at the optimum."""
    import highspy  # noqa: PLC0415 - see above

    rows = _rows(cases, choice)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = choice.remedies + len(cases), len(rows.most)
    model.sense_ = highspy.ObjSense.kMaximize
    ties = choice.ties()
    model.col_cost_ = np.array(
        [-price - tie for price, tie in zip(choice.prices, ties, strict=True)]
        + [float(case.incidents) for case in cases]
    )
    model.col_lower_ = np.array(
        [float(place in choice.forced) for place in range(choice.remedies)] + [0.0] * len(cases)
    )
    model.col_upper_ = np.array(
        [float(place not in choice.forbidden) for place in range(choice.remedies)] + [1.0] * len(cases)
    )
    model.row_lower_ = np.full(len(rows.most), -_NO_MORE)
    model.row_upper_ = np.array(rows.most)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.array(rows.starts)
    model.a_matrix_.index_ = np.array(rows.columns)
    model.a_matrix_.value_ = np.array(rows.values)
    kinds = [highspy.HighsVarType.kInteger] * choice.remedies + [highspy.HighsVarType.kContinuous] * len(cases)
    model.integrality_ = kinds
    return model


def _rows(cases: Sequence[Case], choice: Choice) -> _Rows:
    rows = _Rows()
    for number, case in enumerate(cases):
        for group in case.groups:
            rows.add({choice.remedies + number: 1.0, **dict.fromkeys(group, -1.0)}, 0.0)
    for budget in choice.budgets:
        if sum(budget.amounts) > budget.most:
            unit = max(1.0, budget.most)  # money may be large numbers, and the solver's tolerance is absolute
            rows.add(
                {place: amount / unit for place, amount in enumerate(budget.amounts) if amount}, budget.most / unit
            )
    for place, need in choice.needs:
        rows.add({place: 1.0, need: -1.0}, 0.0)
    for one, other in choice.excludes:
        rows.add({one: 1.0, other: 1.0}, 1.0)
    rows.add(dict.fromkeys(range(choice.remedies), 1.0), float(choice.largest))
    return rows


class _Rows:
    """Rows of the matrix, each at most so much."""

    def __init__(self) -> None:
        self.starts, self.columns = [0], list[int]()
        self.values, self.most = list[float](), list[float]()

    def add(self, entries: dict[int, float], most: float) -> None:
        for column, value in sorted(entries.items()):
            self.columns.append(column)
            self.values.append(value)
        self.starts.append(len(self.columns))
        self.most.append(most)
