"""The counted half of the sample audit: its sources, tally and evidence."""

from __future__ import annotations

from dataclasses import replace

from cxaudit.model import (
    Customers,
    Distribution,
    Evidence,
    Location,
    Margin,
    Profile,
    ProfileCount,
    RecognisedColumn,
    Series,
    Source,
    Tally,
)

SYMPTOMS = ("billing-error", "late-refund", "passed-around", "repeat-contact", "rude-staff", "slow-decline")
WEEKS = ("2025-03-03", "2025-03-10", "2025-03-17", "2025-03-24", "2025-03-31", "2025-04-07", "2025-04-14", "2025-04-21")
INCIDENTS, FAILING = 1200, 500


def place(line: int, path: str = "rules/core/symptoms/billing.yaml") -> Location:
    return Location(path, line, 5)


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
