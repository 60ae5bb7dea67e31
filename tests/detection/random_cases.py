"""Random rules and texts made for each other, so that most rules match somewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detection_samples import PIECES, Written

if TYPE_CHECKING:
    from random import Random

_WORDS = ("rude", "not", "can't", "café", "late", "a", "b", "straße", "no", "only", "很", "x")
_PARTS = (*_WORDS, *_WORDS, "rud*", "*", "c*", "*e", "*a*", "r*e", "a/b", "rude/late/c*", "(not)", "(a/b)", "e-b/a")
_ATOMS = (
    *(
        r"\b",
        r"\b",
        "rude",
        "not",
        "can",
        "'",
        "é",
        "e",
        r"\w",
        r"\w+",
        r"\W",
        r"\s+",
        ".",
        ".{0,9}",
        "[a-d]",
        "[^a-e]",
        "ß",
    ),
    *(
        "(?:a|b)",
        "(?:rude|late)",
        "(?:no)?",
        "x*",
        "x*?",
        "lat(?:e|ing)",
        "[é-ü]",
        "很",
        "[א-ת]",
        "_",
        r"\B",
        "€",
        "^",
        "$",
    ),
    *(r"\brude\b", r"\blate\b", r"\bnot?\b", "(?s:.+?)", "(?m:^)", " ", " ", "σ", "a+", "(?:a|ab)+"),
)


def random_text(random: Random) -> str:
    """A text of words that rules know, with pieces that are hard among them."""
    pieces = [random.choice(_WORDS if random.random() < 0.75 else PIECES) for _ in range(random.randrange(12))]
    return "".join(piece + random.choice((" ", " ", " ", "", ". ", ", ", "\n\n")) for piece in pieces)


def random_rule(random: Random, depth: int = 0) -> dict[str, Written]:
    """A rule of text kinds; not always one that is as it should be."""
    rule: dict[str, Written] = {}
    if random.random() < 0.3:
        rule["accents"] = random.choice(("folded", "as-written"))
    if random.random() < 0.4:
        before = [_pattern(random) for _ in range(random.randrange(1, 3))]
        rule["negation"] = random.choice(("standard", "none", {"before": before, "within": random.choice("123")}))
    if depth < 2 and random.random() < 0.4:
        for key in random.sample(("any", "all", "unless"), random.randrange(1, 3)):
            rule[key] = [random_rule(random, depth + 1) for _ in range(random.randrange(1, 4))]
    if not {"any", "all"} & rule.keys():
        rule |= random.choice((_phrase, _near, _expression))(random)
    return rule


def _pattern(random: Random) -> str:
    return " ".join(random.choice(_PARTS) for _ in range(random.choice((1, 1, 2, 2, 3))))


def _phrase(random: Random) -> dict[str, Written]:
    return {"phrase": [_pattern(random) for _ in range(random.randrange(1, 4))]}


def _near(random: Random) -> dict[str, Written]:
    groups = [[_pattern(random) for _ in range(random.randrange(1, 3))] for _ in range(random.choice((2, 2, 3, 4)))]
    near: dict[str, Written] = {"words": groups, "within": random.choice("0123")}
    if random.random() < 0.4:
        near["ordered"] = "true"
    if random.random() < 0.4:
        near["across_sentences"] = "true"
    return {"near": near}


def _expression(random: Random) -> dict[str, Written]:
    atoms = (random.choice(_ATOMS) for _ in range(random.randrange(1, 6)))
    return {"expression": ["".join(atoms)]}
