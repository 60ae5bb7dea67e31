"""A small audit, written by hand, whose numbers agree with each other; and audits that say little or nothing."""

from __future__ import annotations

from dataclasses import replace

from cxaudit.model import (
    AUDIT_VERSION,
    Action,
    Alarm,
    Attribution,
    Audit,
    Basis,
    CauseStatus,
    ChainLink,
    Customers,
    Diagnosis,
    Distribution,
    Entry,
    Evidence,
    Hypothesis,
    Interval,
    Location,
    Margin,
    Measure,
    Measures,
    Plan,
    PlanFlag,
    Profile,
    ProfileCount,
    RecognisedColumn,
    RulebookStamp,
    Series,
    Settings,
    Signal,
    Source,
    Table,
    TableRow,
    Tally,
    Verification,
)

SYMPTOMS = ("billing-error", "late-refund", "passed-around", "repeat-contact", "rude-staff", "slow-decline")
WEEKS = ("2025-03-03", "2025-03-10", "2025-03-17", "2025-03-24", "2025-03-31", "2025-04-07", "2025-04-14", "2025-04-21")
INCIDENTS, FAILING = 1200, 500


def place(line: int, path: str = "rules/core/symptoms/billing.yaml") -> Location:
    return Location(path, line, 5)


def make_audit() -> Audit:
    return Audit(
        version=AUDIT_VERSION,
        program="cxaudit 1.0.0",
        sources=make_sources(),
        rejections={"the date cannot be read": 4, "the row is empty": 5, "the number stands twice": 1},
        rulebook=RulebookStamp("core", "1.0.0", "9f2c" * 16, 6, 5, 4),
        settings=Settings(
            redacted=True,
            dimensions=("channel", "agent_group"),
            period=("2025-03-03T08:12:00Z", "2025-04-27T21:40:00Z"),
            cutoff="2025-04-28",
        ),
        tally=make_tally(),
        measures=make_measures(),
        diagnosis=make_diagnosis(),
        plan=make_plan(),
        catalogue=make_catalogue(),
    )


def make_sources() -> tuple[Source, ...]:
    columns = (
        RecognisedColumn("Ticket ID", "id", "shape"),
        RecognisedColumn("Created at", "opened_at", "shape", "day first, UTC assumed"),
        RecognisedColumn("Requester", "customer", "name"),
        RecognisedColumn("Message|body", "text", "content", "longest text of the row"),
        RecognisedColumn("Internal note", "", "name"),
    )
    notes = ("the character set is Windows-1252",)
    return (
        Source("logs/desk.csv", "csv", "zendesk", "ab12" * 16, 734_003, columns, notes, 1010, 1000, 10),
        Source("logs/shop.jsonl", "jsonl", "generic", "cd34" * 16, 120_411, columns[:2], (), 200, 200, 0),
    )


def make_tally() -> Tally:
    shown = {
        (): 700,
        (0,): 140,
        (0, 1): 60,
        (1,): 80,
        (1, 2): 35,
        (2,): 90,
        (2, 3): 50,
        (4,): 45,
    }
    profiles = tuple(ProfileCount(Profile(asserted), count) for asserted, count in sorted(shown.items()))
    phone = ((0, 300), (1, 60), (2, 30), (3, 30), (4, 15), (5, 50), (6, 25), (7, 25))
    chat = ((0, 400), (1, 80), (2, 30), (3, 50), (4, 20), (5, 40), (6, 25), (7, 20))
    total = (140, 142, 150, 148, 151, 155, 156, 158)
    weekly: dict[str, tuple[int, ...]] = {
        "billing-error": (15, 18, 20, 22, 26, 30, 33, 36),
        "late-refund": (20, 22, 22, 21, 23, 22, 22, 23),
        "passed-around": (22, 21, 22, 22, 22, 22, 22, 22),
        "repeat-contact": (6, 6, 6, 6, 6, 7, 7, 6),
        "rude-staff": (5, 6, 5, 6, 6, 5, 6, 6),
    }
    return Tally(
        symptoms=SYMPTOMS,
        incidents=INCIDENTS,
        profiles=profiles,
        margins=(Margin("channel", {"phone": phone, "chat | web": chat}),),
        series=(Series("", "", WEEKS, total, weekly),),
        opened=dict(zip(WEEKS, total, strict=True)),
        closed=dict(zip(WEEKS, (120, 139, 141, 150, 149, 150, 151, 149), strict=True)),
        distributions=(Distribution("satisfaction", ((1.0, 210), (2.0, 140), (5.0, 430)), 420),),
        evidence=make_evidence(),
        customers=Customers(980, 430, 160, 50, 1200, 12),
        first_opened="2025-03-03T08:12:00Z",
        last_opened="2025-04-27T21:40:00Z",
        with_text=1160,
    )


def make_evidence() -> tuple[Evidence, ...]:
    quotes = (
        ("D-1042", "billing-error", "I was charged twice for order 881 and *nobody* explains why", "charged twice", 14),
        (
            "D-1177",
            "billing-error",
            "Again: billed twice! <b>Third</b> month in a row | see [link]",
            "billed twice",
            15,
        ),
        (
            "S-0031",
            "late-refund",
            "still waiting for my refund of $40, [name] said 5 days",
            "still waiting for my refund",
            40,
        ),
        ("D-1500", "passed-around", "# 4 people later, they passed me around between teams", "passed me around", 71),
        ("D-1611", "rude-staff", "the agent was rude and `hung up`", "rude", 90),
    )
    found = [
        Evidence(
            incident=incident,
            symptom=symptom,
            quote=quote,
            start=quote.index(match),
            end=quote.index(match) + len(match),
            rule=place(line),
            source="logs/desk.csv",
            row=number,
            opened_at="2025-04-02T10:00:00Z",
            channel="phone" if number % 2 else "chat | web",
            rank=f"{number:016x}",
        )
        for number, (incident, symptom, quote, match, line) in enumerate(quotes, 1)
    ]
    structural = Evidence(
        "D-1612", "repeat-contact", "same customer again after 3 days", 0, 0, place(99), "logs/desk.csv", 9
    )
    return (*found, replace(structural, rank="00000000000000ff"))


def share(  # noqa: PLR0913, PLR0917 - a figure has this many parts
    name: str, title: str, hits: float, n: int, span: tuple[float, float], basis: Basis = Basis.MEASURED, note: str = ""
) -> Measure:
    interval = Interval(*span, level=0.95)
    return Measure(
        name, title, hits / n, "share", n, basis, f"{title.lower()} ÷ incidents", interval, "Wilson 1927", note
    )


def make_measures() -> Measures:
    headline = (
        share("failing-share", "Incidents with a failure", 500, 1200, (0.389, 0.445)),
        share("repeat-rate", "Repeat contacts", 50, 1200, (0.032, 0.054)),
        Measure("resolution-time", "Median time to resolution", 1710.0, "minutes", 1190, Basis.MEASURED, "median"),
        Measure(
            "net-promoter", "Net Promoter Score", -12.0, "points", 300, Basis.MEASURED, "promoters − detractors",
            Interval(-20.5, -3.5, 0.95), "normal theory",
        ),
        Measure(
            "rescue-mode-index", "Rescue-mode index", 31.4, "score", 1200, Basis.DERIVED, "100 · Σ weight · share",
            note="parts: failure demand 41.7%, repeat 4.2%",
        ),
        Measure("reopen-rate", "Reopened", None, "share", 0, Basis.MEASURED, "", note="no column tells of reopening"),
    )  # fmt: skip
    signal = Signal(
        "slow-decline",
        "whole log",
        "confirmed",
        "Charged wrongly: rising since about 24 Mar (between 10 Mar and 7 Apr). Now about 1.6× its usual rate",
        200,
        1.6,
        Interval(1.3, 2.0),
        "2025-03-24",
        "2025-04-14",
        "billing-error",
    )
    unknowns = ("how many customers fail in silence: a log holds only those who made contact",)
    return Measures(headline, make_tables(), (signal,), unknowns)


def make_tables() -> tuple[Table, ...]:
    catalogue = make_catalogue()
    seen = (
        ("billing-error", 200, (0.146, 0.189)),
        ("late-refund", 175, (0.127, 0.167)),
        ("passed-around", 175, (0.127, 0.167)),
        ("repeat-contact", 50, (0.032, 0.054)),
        ("rude-staff", 45, (0.028, 0.05)),
    )
    symptoms = tuple(
        TableRow(name, catalogue[name].title, (share(f"rate-{name}", "rate", hits, 1200, span),))
        for name, hits, span in seen
    )
    channels = (
        TableRow("chat | web", "chat | web", (share("c", "failing", 265, 665, (0.362, 0.436)),)),
        TableRow("phone", "phone", (share("c", "failing", 235, 535, (0.398, 0.482)),)),
    )
    split = (
        ("process", "Process", 0.66),
        ("culture", "Culture", 0.2),
        ("unexplained", "Not explained by any cause", 0.14),
    )
    families = tuple(
        TableRow(name, label, (Measure(name, "attributed share", value, "share", 500, Basis.DERIVED, ""),))
        for name, label, value in split
    )
    rights = (
        TableRow("right-first-time", "Right the first time", (share("r", "rate", 310, 1200, (0.234, 0.284)),)),
        TableRow(
            "privacy",
            "Privacy",
            (Measure("r", "rate", None, "share", 0, Basis.MEASURED, ""),),
            "no symptom of the rulebook speaks of it",
        ),
    )
    return (
        Table(
            "symptoms", "Symptoms", ("rate",), symptoms, "1 of the rulebook's 6 symptoms was not seen in any incident"
        ),
        Table("by-channel", "By channel", ("incidents with a failure",), channels),
        Table("families", "The four families", ("attributed share",), families, "each incident counts once"),
        Table(
            "bill-of-rights",
            "The customer's Bill of Rights",
            ("rate",),
            rights,
            "an incident can count in several rows",
        ),
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
    return Plan(
        (first, second, third), 0.24, Interval(0.15, 0.32), (22.0, 43.0, 85.0), (flag,), "greedy by incidents a day"
    )


def make_catalogue() -> dict[str, Entry]:
    causes = place(3, "rules/core/causes/process.yaml")
    process = {
        "family": "process",
        "area": "process-friendliness",
        "lens": "hardware",
        "kind": "weakness",
        "description": "",
    }
    checks = {
        "checks": ("Do wrong bills follow releases?", "Who notices a wrong bill first?"),
        "supports": ("at all times alike", "the customer"),
        "refutes": ("they spike after a release", "a check before it is sent"),
    }
    symptom = {"severity": "major", "stage": "billing", "dimension": "reliability", "description": ""}
    remedy = {"message": "", "kind": "process", "owner": "", "component": "workflow-automation"}
    steps = ("List the ten most frequent errors", "Refuse them at entry")
    entries = (
        Entry("no-error-proofing", "cause", "No error-proofing in billing", causes,
              {**process, "description": "Wrong amounts can be entered, approved and sent without a check."},
              {**checks, "remedies": ("hold-doubtful-bills", "validate-charges")}),
        Entry("no-end-to-end-owner", "cause", "No end-to-end owner across departments", causes,
              {**process, "family": "culture", "lens": "software"}, {"remedies": ("train-agents", "name-an-owner")}),
        Entry("weak-release", "cause", "Weak release management", causes, process, {}),
        Entry("manual-billing", "cause", "Bills are corrected by hand", causes, process, {}),
        Entry("billing-error", "symptom", "Charged wrongly", place(10), symptom, {"breaks": ("right-first-time",)}),
        Entry("late-refund", "symptom", "Refund comes late", place(38), symptom, {}),
        Entry("passed-around", "symptom", "Passed around", place(69), {**symptom, "stage": "support"}, {}),
        Entry("repeat-contact", "symptom", "Came back with the same problem", place(98), symptom, {}),
        Entry("rude-staff", "symptom", "Staff were rude", place(89), {**symptom, "severity": "critical"}, {}),
        Entry("slow-decline", "symptom", "A slow decline", place(120), symptom, {}),
        Entry("validate-charges", "remedy", "Refuse impossible charges at entry", causes,
              {**remedy, "message": "From May the form will not let a wrong amount through."}, {"steps": steps}),
        Entry("hold-doubtful-bills", "remedy", "Hold doubtful bills for a second look", causes, remedy, {}),
        Entry("train-agents", "remedy", "Train agents in ownership", causes, {**remedy, "kind": "training"}, {}),
        Entry("name-an-owner", "remedy", "Name one owner for each journey", causes, remedy, {}),
        Entry("right-first-time", "standard", "Right the first time", place(9), {"limit": "99"}, {}),
    )  # fmt: skip
    return {entry.id: entry for entry in entries}


def with_alarm(audit: Audit) -> Audit:
    message = "incidents name more symptoms at once than the model expects: a cause or a link may be missing"
    alarm = Alarm("mention-count", 0.21, 0.05, message)
    return replace(audit, diagnosis=replace(audit.diagnosis, alarms=(alarm,)))


def without_symptoms() -> Audit:
    """A log in which no incident shows a symptom, and no row is dated."""
    audit = make_audit()
    tally = Tally(SYMPTOMS, INCIDENTS, (ProfileCount(Profile(()), INCIDENTS),), undated=INCIDENTS)
    failing = replace(audit.measures.headline[0], value=0.0, interval=Interval(0.0, 0.003, 0.95))
    return replace(
        audit,
        tally=tally,
        settings=replace(audit.settings, period=("", ""), cutoff="", redacted=False),
        measures=Measures((failing,), (), (), audit.measures.unknowns),
        diagnosis=Diagnosis(INCIDENTS, 0, (), (), 0.0, (), audit.diagnosis.method),
        plan=Plan((), 0.0, Interval(0.0, 0.0), (0.0, 0.0, 0.0)),
    )


def without_findings() -> Audit:
    """A log with symptoms in which every cause has insufficient evidence."""
    audit = make_audit()
    roots = tuple(replace(root, status=CauseStatus.INSUFFICIENT, grade="D") for root in audit.diagnosis.roots)
    return replace(
        audit,
        diagnosis=replace(audit.diagnosis, roots=roots),
        plan=Plan((), 0.0, Interval(0.0, 0.0), (0.0, 0.0, 0.0)),
    )


def without_incidents() -> Audit:
    """A log of which no row could be used."""
    audit = without_symptoms()
    return replace(
        audit,
        sources=(replace(audit.sources[0], read=10, used=0, rejected=10),),
        tally=Tally(SYMPTOMS, 0, ()),
        measures=Measures((), (), ()),
        diagnosis=Diagnosis(0, 0, (), (), 0.0, (), ""),
        catalogue={},
    )
