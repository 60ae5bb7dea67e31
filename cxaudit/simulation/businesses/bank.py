"""A retail bank: approvals in series, disputes answered unread, branch habits, weak account controls."""

from __future__ import annotations

from types import MappingProxyType

from cxaudit.simulation.business import Business, TrueCause

BANK = Business(
    name="bank",
    title="Fenwick & Marsh Bank",
    headers=MappingProxyType(
        {
            "id": "Complaint number",
            "opened_at": "Date received",
            "closed_at": "Date resolved",
            "status": "State",
            "channel": "Contact channel",
            "segment": "Customer group",
            "product": "Product line",
            "site": "Branch",
            "agent_group": "Department",
            "agent": "Handled by",
            "customer": "Customer email",
            "customer_name": "Client name",
            "reopens": "Number of reopens",
            "handoffs": "Number of transfers",
            "sla_breached": "SLA missed",
            "escalated": "Is escalated",
            "satisfaction": "Satisfaction score",
            "resolution": "Closing note",
            "subject": "Short description",
            "text": "Customer comment",
        }
    ),
    date_format="%d/%m/%Y %H:%M",
    channels=(("branch", 26), ("phone", 34), ("secure message", 28), ("letter", 12)),
    segments=(("personal", 76), ("premier", 12), ("business", 12)),
    products=(("current account", 40), ("credit card", 27), ("mortgage", 18), ("savings account", 15)),
    sites=(("High Street", 29), ("Riverside", 27), ("Old Market", 24), ("Station Road", 20)),
    teams=(("branch staff", 38), ("contact centre", 36), ("disputes", 16), ("Clearway Operations", 10)),
    causes=(
        TrueCause("serial-approvals-and-hand-offs", 0.09),
        TrueCause("no-standard-for-investigating-disputes", 0.06, where=MappingProxyType({"credit card": 2.0})),
        TrueCause("systems-not-integrated", 0.05),
        TrueCause("weak-security-and-data-controls", 0.02, trend=1.03, since=16),
        TrueCause("standards-not-enforced", 0.05, where=MappingProxyType({"Old Market": 2.8})),
        TrueCause("scripts-scored-above-listening", 0.05),
        TrueCause("automation-without-usability-test", 0.05, remedied=32),
        TrueCause("vulnerable-customers-not-designed-for", 0.03),
        TrueCause("incentives-reward-pressure", 0.03),
        TrueCause("partners-outside-the-standards", 0.015, where=MappingProxyType({"Clearway Operations": 10.0})),
        TrueCause("no-process-owner", 0.04),
    ),
    quiet_contacts=(
        "Please tell me the current rate on the {product}.",
        "I would like to make an appointment at {site} about a {product}.",
        "Thank you to the team at {site}, who sorted everything out on the spot.",
        "How do I order a new card reader?",
        "What documents do I need to add a joint holder?",
        "Please confirm my new postal address is on file.",
    ),
    peak=3,
    season=0.12,
    delimiter=";",
)
