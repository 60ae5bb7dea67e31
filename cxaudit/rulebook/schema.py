"""The language of a rulebook, one table a noun: every key, what it may hold and what it means."""

from __future__ import annotations

from types import MappingProxyType

from cxaudit.rulebook import vocabulary as words
from cxaudit.rulebook.kinds import (
    Change,
    ConditionBlock,
    Day,
    Days,
    Either,
    Key,
    ListOf,
    MappingOf,
    Number,
    OneOrMany,
    Probability,
    Range,
    Reference,
    Replacement,
    Slug,
    Table,
    Text,
    Truth,
    Word,
)

_ID = Key("id", Slug(), "what other definitions call it", required=True)
_TITLE = Key("title", Text(), "what reports call it", required=True)
_STATUS = Key("status", Word(words.STATUSES), "where it stands in its life; experimental unless said otherwise")
_DESCRIPTION = Key("description", Text(), "more for whoever maintains it")


def _lifecycle(noun: str) -> tuple[Key, ...]:
    """What may be planned for a symptom, a cause or a remedy."""
    return (
        _STATUS,
        Key("review_by", Day(), "the day by which to look at it again, such as 2030-01-31"),
        Key("deprecated_because", Text(), "why it is deprecated"),
        Key("replaced_by", Reference(noun), "what takes its place once it is gone"),
    )


_MANY = 1_000_000.0  # above any number of days or sum of money a remedy may name

LINK = Table(
    "link",
    "how strongly a cause produces what it is listed under, and how sure that is",
    (
        Key("strength", Probability(words.STRENGTHS), "probability that this cause alone produces it", required=True),
        Key("spread", Number(0.0, 5.0), "standard deviation of ln(-ln(1 - strength))"),
    ),
)
_CAUSED_BY = Key(
    "caused_by",
    MappingOf(Reference("cause"), Either(Probability(words.STRENGTHS), LINK)),
    "the causes that may lie behind it, each with how often it then shows",
)

EXAMPLE = Table(
    "example",
    "an incident with more than a text: any column may stand beside it",
    (Key("text", Text(), "what the customer wrote"),),
    others=Text(),
)
EXAMPLES = Table(
    "examples",
    "incidents that must and must not show the symptom",
    (
        Key("match", ListOf(Either(Text(), EXAMPLE)), "must show it"),
        Key("no_match", ListOf(Either(Text(), EXAMPLE)), "must not show it"),
    ),
)
SYMPTOM = Table(
    "symptom",
    "something that can be seen in an incident",
    (
        _ID,
        _TITLE,
        _DESCRIPTION,
        Key("severity", Word(words.GRAVITIES), "how grave it is for the customer", required=True),
        Key("dimension", Word(words.DIMENSIONS), "the dimension of service quality it hurts"),
        Key("stage", Slug(), "the stage of the customer journey, such as purchase, support or exit"),
        Key("breaks", ListOf(Reference("standard")), "the rights of the customer it breaks"),
        *_lifecycle("symptom"),
        Key("leak", Number(0.0, 1.0, below_high=True), "probability that it appears with no modelled cause"),
        Key("sensitivity", Number(0.0, 1.0), "share of the incidents with it that the rule finds"),
        Key("false_hit_rate", Number(0.0, 1.0, below_high=True), "share of incidents without it that the rule hits"),
        Key("detect", ConditionBlock(), "what to look for in an incident", required=True),
        _CAUSED_BY,
        Key("examples", EXAMPLES, "incidents that must and must not show it"),
    ),
)

CONFIRMATION = Table(
    "confirmation",
    "a check on site that tells rival causes apart",
    (
        Key("check", Text(), "what to look at, as a question", required=True),
        Key("supports", Text(), "what would speak for the cause", required=True),
        Key("refutes", Text(), "what would speak against it", required=True),
    ),
)
CAUSE = Table(
    "cause",
    "an internal malfunction; without causes of its own it is a root cause",
    (
        _ID,
        _TITLE,
        _DESCRIPTION,
        Key("family", Word(words.FAMILIES), "the family of causes it belongs to", required=True),
        Key("area", Word(words.AREAS), "the area of the organisation it lies in", required=True),
        Key("lens", Word(words.LENSES), "whether it lies in what the organisation has or in how it works"),
        Key("facet", Word(words.FACETS), "the part of that lens"),
        Key("kind", Word(words.CAUSE_KINDS), "what sort of malfunction it is; a weakness unless said otherwise"),
        Key(
            "prior",
            Probability(words.PRIORS),
            "probability that it is at work in an incident; with causes of its own, that it is without any of them",
        ),
        _CAUSED_BY,
        Key("confirm", ListOf(CONFIRMATION), "what would confirm or refute it on site"),
        Key("remedies", ListOf(Reference("remedy")), "what can be done about it"),
        Key("signals", ListOf(Reference("symptom")), "symptoms of the log as a whole that point to it"),
        Key("preventable", Truth(), "whether the organisation can do anything about it; true unless said otherwise"),
        *_lifecycle("cause"),
    ),
)

EFFORT = Table("effort", "what it takes", (Key("days", Range(0.0, _MANY), "person-days", required=True),))
EFFECT = Table(
    "effect",
    "by what fraction it reduces a cause",
    (
        Key("reduces", Reference("cause"), "the cause", required=True),
        Key("by", Range(0.0, 1.0), "the fraction: low, likely, high", required=True),
    ),
)
VERIFICATION = Table(
    "verification",
    "how to see that it worked",
    (
        Key("measure", Slug(), "`rate` of a symptom, or the id of a measure", required=True),
        Key("of", Reference("symptom"), "the symptom whose rate is meant"),
        Key("target", Change(), "the change to reach, such as -30%", required=True),
        Key("within", Days(), "the window in which to reach it, such as 90 days", required=True),
    ),
)
REMEDY = Table(
    "remedy",
    "something the organisation can do about a cause",
    (
        _ID,
        _TITLE,
        _DESCRIPTION,
        Key("kind", Word(words.REMEDY_KINDS), "what sort of remedy it is", required=True),
        Key("action", Word(words.ACTIONS), "what it does to the failure", required=True),
        Key("strength", Word(words.REMEDY_STRENGTHS), "how little it relies on people remembering", required=True),
        Key("phase", Word(words.PHASES), "the phase of the improvement it belongs to", required=True),
        Key("owner", Text(), "the role that answers for it", required=True),
        Key("component", Word(words.COMPONENTS), "the component of the service infrastructure it builds"),
        Key("lens", Word(words.LENSES), "whether it changes what the organisation has or how it works"),
        Key("effort", EFFORT, "what it takes", required=True),
        Key("cost", Range(0.0, _MANY * 1000), "money besides the effort: low, likely, high"),
        Key("effect", OneOrMany(EFFECT), "which causes it reduces, and by how much", required=True),
        Key("steps", ListOf(Text()), "what to do, in order"),
        Key("verify", VERIFICATION, "how to see that it worked"),
        Key("message", Text(), "what staff are told, and when"),
        Key("needs", ListOf(Reference("remedy")), "remedies that must come first"),
        Key("excludes", ListOf(Reference("remedy")), "remedies that make no sense beside it"),
        *_lifecycle("remedy"),
    ),
)

STANDARD = Table(
    "standard",
    "a right of the customer, testable by its measure, limit and unit",
    (
        _ID,
        _TITLE,
        Key("promise", Text(), "the promise in the customer's words", required=True),
        Key("measure", Text(), "what is measured to see that it is kept"),
        Key("limit", Text(), "the number that keeps it, such as 2 or 95"),
        Key("unit", Text(), "the unit of the limit, such as days or %"),
        Key("theme", Word(words.THEMES), "what the customer feels when it is kept"),
    ),
)
LENS_GROUP = Table(
    "group",
    "one group of a lens",
    (
        _ID,
        _TITLE,
        Key("members", ListOf(Slug()), "ids of what belongs to it"),
        Key("parent", Slug(), "another group of the same lens that holds this one"),
    ),
)
LENS = Table(
    "lens",
    "a view that groups symptoms, causes, remedies or standards",
    (
        _ID,
        _TITLE,
        _DESCRIPTION,
        Key("of", Word(words.GROUPED), "what it groups", required=True),
        Key("by", Slug(), "the key whose value names the group, such as family; without it groups list members"),
        Key(
            "groups", ListOf(LENS_GROUP, at_least=1), "the groups, in the order in which they are shown", required=True
        ),
    ),
)

# The nouns by the key under which a file lists them.
NOUNS = MappingProxyType(
    {"symptoms": SYMPTOM, "causes": CAUSE, "remedies": REMEDY, "standards": STANDARD, "lenses": LENS}
)

HEADER = Table(
    "rulebook",
    "what this rulebook is",
    (
        Key("name", Text(), "what reports call it", required=True),
        Key("version", Text(), "its version", required=True),
    ),
)
OVERRIDE = Table(
    "override",
    "changes a definition of the base, or takes it out",
    (
        *(Key(table.name, Slug(), f"the id of the {table.name} to change") for table in NOUNS.values()),
        Key("reason", Text(), "why this rulebook differs from its base", required=True),
        Key("set", Replacement(), "the keys to replace, with their values"),
        Key("remove", Truth(), "true takes the definition out"),
    ),
    one_of=tuple(table.name for table in NOUNS.values()),
)
FILE = Table(
    "file",
    "a file of a rulebook",
    (
        Key("rulebook", HEADER, "what this rulebook is; stands in one of its files"),
        Key("extends", OneOrMany(Text()), "the rulebooks this one builds on: `core`, or a path beside this file"),
        Key("overrides", ListOf(OVERRIDE), "what differs from them, each with a reason"),
        *(Key(name, ListOf(table), f"{table.meaning}") for name, table in NOUNS.items()),
    ),
)
