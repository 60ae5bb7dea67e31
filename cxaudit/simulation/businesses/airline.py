"""An airline: disruption that is improvised, luggage nobody tracks, overbooking, and staff who cannot decide."""

from __future__ import annotations

from types import MappingProxyType

from cxaudit.simulation.business import Business, TrueCause

AIRLINE = Business(
    name="airline",
    title="Meridian Skies",
    headers=MappingProxyType(
        {
            "id": "id",
            "opened_at": "created",
            "closed_at": "closed",
            "channel": "channel",
            "segment": "segment",
            "product": "product",
            "site": "airport",
            "agent_group": "team",
            "customer": "email",
            "handoffs": "transfers",
            "recommend": "nps",
            "satisfaction": "rating",
            "resolution": "resolution",
            "subject": "subject",
            "text": "text",
        }
    ),
    date_format="%Y-%m-%dT%H:%MZ",
    channels=(("web form", 41), ("social media", 30), ("e-mail", 18), ("airport desk", 11)),
    segments=(("economy", 71), ("premium economy", 17), ("business", 12)),
    products=(("short haul", 58), ("long haul", 30), ("connections", 12)),
    sites=(("Lindholm", 34), ("Port Avery", 27), ("Castelmare", 22), ("Queenstead", 17)),
    teams=(("customer relations", 52), ("airport team", 28), ("Skyhand Services", 20)),
    causes=(
        TrueCause("disruption-recovery-not-planned", 0.11),
        TrueCause("custody-not-recorded", 0.05, where=MappingProxyType({"Castelmare": 2.6, "connections": 1.7})),
        TrueCause("no-discretion-limits", 0.06),
        TrueCause("staffing-not-planned-from-demand", 0.06),
        TrueCause("overselling-accepted", 0.03),
        TrueCause("upkeep-not-scheduled-from-use", 0.02, trend=1.04, since=14),
        TrueCause("feedback-loop-never-closed", 0.05, remedied=30),
        TrueCause("burnt-out-front-line", 0.04),
        TrueCause("partners-outside-the-standards", 0.015, where=MappingProxyType({"Skyhand Services": 10.0})),
        TrueCause("platform-below-demand", 0.03),
    ),
    quiet_contacts=(
        "How early should I be at the airport for a {product} flight with two small children?",
        "Lovely crew on the flight to {site} yesterday, please pass on my thanks.",
        "Can I bring a cello into the cabin if I buy a seat for it?",
        "Do I need a visa to change planes in {site}?",
        "Please add my frequent flyer number to my next booking.",
        "Which meals can I choose in advance?",
    ),
    peak=29,
    season=0.3,
    file_format="jsonl",
)
