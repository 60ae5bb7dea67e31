"""What the sample audit concludes: its diagnosis and its plan."""

from __future__ import annotations

from dataclasses import replace

from sample_log import FAILING, INCIDENTS, place

from cxaudit.model import (
    Action,
    Attribution,
    CauseStatus,
    ChainLink,
    Diagnosis,
    FrontierPoint,
    Hypothesis,
    Interval,
    LeftOut,
    Plan,
    PlanFlag,
    Verification,
)


def make_diagnosis() -> Diagnosis:
    causes = "rules/core/causes/process.yaml"
    billing = (
        ChainLink("no-error-proofing", "manual-billing", 0.65, 0.7, 170.0, place(12, causes)),
        ChainLink("manual-billing", "billing-error", 0.65, 0.71, 165.0, place(14)),
        ChainLink("no-error-proofing", "late-refund", 0.35, 0.31, 52.0, place(40)),
    )
    owner = (ChainLink("no-end-to-end-owner", "passed-around", 0.65, 0.6, 130.0, place(70)),)
    first = Hypothesis(
        cause="no-error-proofing",
        rank=1,
        rank_one_pass=1,
        is_root=True,
        prevented=0.34,
        prevented_interval=Interval(0.29, 0.4),
        attributed=0.36,
        active=0.41,
        active_interval=Interval(0.35, 0.47),
        probability_first=0.93,
        probability_top_three=1.0,
        incidents=170.0,
        status=CauseStatus.SUPPORTED,
        grade="B",
        chain=billing,
        symptoms=("billing-error", "late-refund"),
        signals=("slow-decline",),
        rivals=("weak-release",),
    )
    second = replace(
        first,
        cause="no-end-to-end-owner",
        rank=2,
        rank_one_pass=5,
        prevented=0.24,
        prevented_interval=Interval(0.19, 0.3),
        attributed=0.3,
        active=0.29,
        active_interval=Interval(0.23, 0.35),
        probability_first=0.07,
        probability_top_three=0.98,
        incidents=120.0,
        status=CauseStatus.INDICATED,
        grade="C",
        chain=owner,
        symptoms=("passed-around", "repeat-contact"),
        signals=(),
        rivals=(),
    )
    third = replace(
        second,
        cause="weak-release",
        rank=3,
        rank_one_pass=2,
        prevented=0.0004,
        prevented_interval=Interval(0.0, 0.01),
        incidents=0.2,
        status=CauseStatus.INSUFFICIENT,
        grade="D",
    )
    split = {"no-error-proofing": 180.0, "no-end-to-end-owner": 150.0, "weak-release": 100.0, "unexplained": 70.0}
    return Diagnosis(
        incidents=INCIDENTS,
        failing=FAILING,
        roots=(first, second, third),
        proximate=(replace(first, cause="manual-billing", is_root=False, rank=1),),
        unexplained=0.14,
        alarms=(),
        method="Noisy-OR network, exact marginals, strengths and prevalence fitted together (MAP), 200 posterior draws",
        attributions=(Attribution("", "", FAILING, split),),
        draws={"no-error-proofing": (0.33, 0.35), "no-end-to-end-owner": (0.22, 0.26)},
        limits=("intervals cover the uncertainty of the fit, not causes that the rulebook does not know",),
    )


def make_plan() -> Plan:
    first = Action(
        remedy="validate-charges",
        rank=1,
        causes=("no-error-proofing",),
        prevented=0.2,
        prevented_interval=Interval(0.12, 0.27),
        added=0.2,
        incidents=100.0,
        effort_days=(10.0, 20.0, 40.0),
        per_day=5.0,
        strength="stronger",
        action="corrective",
        owner="head of billing",
        phase="system-shift",
        due_days=60,
        verify=Verification("rate", "billing-error", -0.3, 90),
        baseline=0.167,
        smallest_detectable=0.22,
    )
    second = replace(
        first,
        remedy="hold-doubtful-bills",
        rank=2,
        prevented=0.05,
        prevented_interval=Interval(0.02, 0.09),
        added=0.03,
        incidents=25.0,
        effort_days=(2.0, 3.0, 5.0),
        per_day=8.3,
        strength="intermediate",
        action="containment",
        due_days=7,
        verify=None,
        baseline=None,
        smallest_detectable=None,
    )
    third = replace(
        first,
        remedy="train-agents",
        rank=3,
        causes=("no-end-to-end-owner",),
        prevented=0.02,
        prevented_interval=Interval(0.0, 0.05),
        added=0.02,
        incidents=10.0,
        per_day=0.5,
        strength="weaker",
        action="preventive",
        owner="service director",
        phase="disturb-the-norm",
        verify=Verification("repeat-rate", "", -0.2, 60),
        baseline=0.042,
        smallest_detectable=None,
        flags=("training-only",),
        note="no other remedy of the rulebook acts on this cause",
    )
    flag = PlanFlag(
        "no-stronger-action", "no action against 'No end-to-end owner' is stronger than training", ("train-agents",)
    )
    names = (first.remedy, second.remedy, third.remedy)
    return Plan(
        (first, second, third),
        0.24,
        Interval(0.15, 0.32),
        (22.0, 43.0, 85.0),
        (flag,),
        "the choice that prevents most",
        frontier=(
            FrontierPoint(3.0, None, 0.05, Interval(0.02, 0.09), names[1:2]),
            FrontierPoint(23.0, None, 0.22, Interval(0.14, 0.29), names[:2]),
            FrontierPoint(43.0, None, 0.24, Interval(0.15, 0.32), names, is_plan=True),
        ),
        left_out=(LeftOut("name-owner", 0.012, (5.0, 10.0, 20.0), "needs 'train-agents' first"),),
    )
