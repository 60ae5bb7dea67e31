"""The measured half of the sample audit: figures, breakdowns and signals."""

from __future__ import annotations

from sample_definitions import make_catalogue

from cxaudit.model import (
    Basis,
    Interval,
    Measure,
    Measures,
    Signal,
    Table,
    TableRow,
)


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
