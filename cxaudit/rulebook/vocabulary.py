"""The words a rulebook may use, each with what it means; messages, the parser and the schema read them from here."""

from __future__ import annotations

from types import MappingProxyType

# Words for the probability that a cause, when at work, produces what it is listed under.
STRENGTHS = MappingProxyType({"always": 0.98, "usually": 0.85, "often": 0.65, "sometimes": 0.35, "rarely": 0.12})

# Words for the probability that a cause is at work in an incident, before anything is seen.
PRIORS = MappingProxyType({"very-common": 0.2, "common": 0.1, "uncommon": 0.03, "rare": 0.01, "very-rare": 0.003})

GRAVITIES = MappingProxyType(
    {
        "minor": "an annoyance",
        "major": "the customer loses time, money or trust",
        "critical": "the customer is harmed, or leaves",
    }
)
STATUSES = MappingProxyType(
    {
        "experimental": "new, still being tried",
        "stable": "proven on examples, changed with care",
        "deprecated": "still read, to be removed",
    }
)
DIMENSIONS = MappingProxyType(
    {
        "reliability": "what was promised is done, dependably and right",
        "assurance": "staff know what they do and inspire trust",
        "tangibles": "what can be seen and used: places, pages, letters",
        "empathy": "the customer is cared for as a person",
        "responsiveness": "help is willing and prompt",
    }
)
FAMILIES = MappingProxyType(
    {
        "culture": "how people here think and behave",
        "process": "how work is laid out",
        "leadership": "what is decided, rewarded and funded",
        "technology": "what systems allow",
    }
)
AREAS = MappingProxyType(
    {
        "organisational-culture": "what is tolerated and valued",
        "managerial-practice": "how lines are run day to day",
        "teamworking": "how departments work together",
        "communication": "what staff and customers are told",
        "leadership-practices": "what the top decides and looks at",
        "service-standards-compliance": "standards, and whether they are kept",
        "customer-engagement-skills": "how customers are dealt with",
        "service-agent-expertise": "what agents know",
        "process-friendliness": "how easy processes are on the customer",
        "technology-enablement": "what systems let staff and customers do",
    }
)
CAUSE_KINDS = MappingProxyType(
    {
        "malpractice": "a rule is broken knowingly",
        "irregularity": "a rule is kept now and then",
        "failure": "something that used to work does not",
        "weakness": "something was never there or never strong enough",
    }
)
LENSES = MappingProxyType(
    {
        "hardware": "what the organisation has: technology, brand, marketing, sales, operations",
        "software": "how the organisation works: people, vision, design, management of service",
    }
)
FACETS = MappingProxyType(
    {
        "technology": "hardware: systems and tools",
        "brand-positioning": "hardware: what the brand stands for",
        "marketing": "hardware: what is promised to the market",
        "sales": "hardware: how it is sold",
        "operations": "hardware: how it is produced and delivered",
        "employee-experience": "software: what it is like to work here",
        "brand-vision": "software: what the brand wants to become",
        "experience-design": "software: how the journey is designed",
        "service-management": "software: how service is led and measured",
    }
)
COMPONENTS = MappingProxyType(
    {
        "right-people": "people with aptitude, briefed and cared for",
        "standards-of-care": "written standards, kept and audited",
        "workflow-automation": "work that moves by itself",
        "digital-tools": "what customers and staff work with",
        "friendly-processes": "processes made from the customer's side",
        "experience-monitoring": "watching the experience as it happens",
        "outcome-measurement": "measuring what came of it",
        "voice-of-customer-machinery": "hearing customers and closing the loop",
    }
)
PHASES = MappingProxyType(
    {
        "disturb-the-norm": "show that the present state will not do",
        "digital-minimum": "put the basics in place",
        "system-shift": "change how the system works",
    }
)
REMEDY_KINDS = MappingProxyType(
    {
        "people": "who works here, and under which conditions",
        "standards": "what is promised and checked",
        "process": "how work is laid out",
        "technology": "systems and forcing functions",
        "governance": "who decides and who owns",
        "measurement": "what is counted and looked at",
        "training": "what people are taught",
        "voice-of-customer": "how customers are heard",
    }
)
ACTIONS = MappingProxyType(
    {
        "containment": "keeps the damage from spreading",
        "correction": "puts this case right",
        "corrective": "removes the cause of what happened",
        "preventive": "keeps it from happening at all",
    }
)
REMEDY_STRENGTHS = MappingProxyType(
    {
        "stronger": "changes the system, so that nobody has to remember",
        "intermediate": "helps people to do it right",
        "weaker": "relies on people remembering",
    }
)
THEMES = MappingProxyType(
    {
        "valued": "the customer's time and money count",
        "respected": "the customer is met with dignity",
        "understood": "the customer's need is grasped",
    }
)
GROUPED = MappingProxyType(
    {"symptoms": "groups symptoms", "causes": "groups causes", "remedies": "groups remedies", "standards": "rights"}
)
