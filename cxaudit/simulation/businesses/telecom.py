"""A telecom operator: an unstaffed chat, bills nobody checks, a partner outside the standards, weak releases."""

from __future__ import annotations

from types import MappingProxyType

from cxaudit.simulation.business import Business, TrueCause

TELECOM = Business(
    name="telecom",
    title="Harbourline Telecom",
    headers=MappingProxyType(
        {
            "id": "Ticket number",
            "opened_at": "Opened at",
            "closed_at": "Resolved at",
            "status": "Status",
            "channel": "Channel",
            "segment": "Customer segment",
            "product": "Product",
            "site": "Region",
            "agent_group": "Team",
            "agent": "Agent",
            "customer": "Email",
            "customer_name": "Customer name",
            "reopens": "Times reopened",
            "handoffs": "Reassignments",
            "sla_breached": "SLA breached",
            "first_response_minutes": "First response minutes",
            "escalated": "Escalated",
            "satisfaction": "CSAT",
            "resolution": "Resolution note",
            "subject": "Subject",
            "text": "Description",
        }
    ),
    date_format="%Y-%m-%d %H:%M",
    channels=(("phone", 38), ("chat", 27), ("e-mail", 22), ("web form", 9), ("shop", 4)),
    segments=(("consumer", 70), ("small business", 22), ("enterprise", 8)),
    products=(("broadband", 45), ("mobile", 35), ("television", 12), ("landline", 8)),
    sites=(("north", 30), ("south", 34), ("east", 21), ("west", 15)),
    teams=(("front line", 46), ("technical support", 22), ("billing", 17), ("Northgate Contact Partners", 15)),
    causes=(
        TrueCause("staffing-not-planned-from-demand", 0.09),
        TrueCause("no-error-proofing-of-billing", 0.07, where=MappingProxyType({"enterprise": 1.8})),
        TrueCause("no-end-to-end-owner", 0.06),
        TrueCause("weak-release-and-monitoring", 0.03, trend=1.035, since=18),
        TrueCause("partners-outside-the-standards", 0.02, where=MappingProxyType({"Northgate Contact Partners": 9.0})),
        TrueCause("corrections-never-verified", 0.05),
        TrueCause("status-messages-not-designed-in", 0.07, remedied=34),
        TrueCause("policies-protect-the-firm", 0.03),
        TrueCause("hiring-ignores-service-aptitude", 0.02),
        TrueCause("stale-knowledge-base", 0.03),
        TrueCause("partner-contracts-pay-for-volume", 0.03),
    ),
    quiet_contacts=(
        "Could you tell me which plans include calls to Portugal? Thanks.",
        "I am moving house next month and want to take my {product} with me. What do I need to do?",
        "Please send me a copy of my contract for my records.",
        "Just wanted to say the engineer last week was excellent. Thank you!",
        "How do I add my daughter to the {product} account?",
        "Is faster {product} available in the {site} yet? I would like to upgrade.",
        "What are your opening hours over the holidays?",
        "I would like to order a second handset for the business.",
    ),
    peak=48,
    season=0.18,
)
