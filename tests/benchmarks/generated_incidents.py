"""Rulebooks of any size and texts that they match in, made up from a seed: the same everywhere and in every run.

A text has some 66 words and 375 bytes, and 35 of 100 are not ASCII. A symptom has 6.4 phrases and 0.4 expressions with
gaps on average. Words are made of syllables, and are as unevenly frequent as those of a language.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from random import Random
from typing import TYPE_CHECKING

from cxaudit.matchers import parse_condition
from cxaudit.model import (
    Condition,
    Gravity,
    Location,
    MappingNode,
    Node,
    Report,
    Rulebook,
    ScalarNode,
    SequenceNode,
    Symptom,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_SEED = 20260101
_VOCABULARY = 20_000  # different words
_LENGTHS = range(41, 83)  # words of a text before phrases are put in
_SENTENCE = 13  # words of one on average
_PLANTED = 2  # phrases put into a text
_FOREIGN = 0.345  # share of texts with characters beyond ASCII
_SHARED_HITS = 100  # symptoms that show in texts, where hits are to stay the same

_FUNCTION_WORDS = [
    "the",
    "and",
    "to",
    "i",
    "a",
    "of",
    "was",
    "my",
    "for",
    "in",
    "is",
    "it",
    "that",
    "this",
    "have",
    "with",
    "you",
    "not",
    "me",
    "on",
    "they",
    "had",
    "be",
    "but",
    "we",
    "at",
    "an",
    "so",
    "as",
    "from",
    "are",
    "were",
    "your",
    "when",
    "been",
    "no",
    "would",
    "all",
    "or",
    "there",
    "by",
    "which",
    "if",
    "he",
    "she",
    "after",
    "only",
    "never",
    "could",
    "did",
    "what",
    "then",
    "can't",
    "don't",
    "didn't",
    "still",
    "about",
    "out",
    "up",
    "very",
    "just",
    "how",
    "has",
    "them",
    "their",
    "because",
    "who",
    "more",
    "one",
    "get",
    "got",
    "told",
]
_STARTS = ("b", "br", "c", "ch", "d", "f", "g", "h", "l", "m", "n", "p", "r", "s", "st", "t", "tr", "v", "w")
_VOWELS = ("a", "e", "i", "o", "u", "ea", "ou")
_ENDS = ("", "", "n", "r", "s", "t", "l")
_FOREIGN_PIECES = ("’", "’", "“", "–", "é", "ü", "£5", "€", "…", "😡", "👍🏽", "ñ", "ё", "很")

# How each expression begins, the width of its gap, how it ends, and words in which it matches.
_EXPRESSIONS = (
    ("promis(?:e|ed|es)", 40, "refund(?:s|ed)?", "promised me the refund"),
    ("wait(?:ed|ing)?", 30, "hours?|weeks?|months?", "waited for three weeks"),
    ("call(?:ed|s)?|rang", 25, "answer(?:ed|s)?|reply|replied", "called and nobody answered"),
    ("charg(?:e|ed|es)", 30, "twice|double|again", "charged my card twice"),
    ("parcel|package|deliver(?:y|ed)", 35, "late|lost|damaged", "parcel came late"),
    ("staff|agent|driver", 20, "rude(?:ly)?|shout(?:ed|ing)?", "driver was rude"),
    ("(?:web|mobile )?(?:site|app)", 30, "crash(?:ed|es)?|froze|error", "app always crashed"),
    ("told|said", 20, "different(?:ly)?|opposite", "told me something different"),
    (r"\d+ (?:times|calls)", 30, "nobody|no one", "12 times and nobody"),
    ("invoice|bill", 25, "wrong|incorrect|mistake", "invoice is wrong"),
    ("cancel(?:led|s)?", 40, "still|anyway", "cancelled it and they still"),
    ("transferr?ed|passed", 30, "department|colleague", "transferred to another department"),
)


@dataclass(frozen=True, slots=True)
class Rule:
    """What one symptom looks for; phrases and expressions as a rulebook has them, `planted` as a text has them."""

    phrases: tuple[str, ...]
    expressions: tuple[str, ...]
    planted: tuple[str, ...]


def generated_rules(number: int, *, same_hits: bool = False) -> list[Rule]:
    """As many symptoms, the first of which are always the same.

    With `same_hits` all but the first hundred look for words of the texts that never stand beside each other.
    """
    random, words = Random(_SEED), vocabulary()  # noqa: S311 - nothing secret
    return [_rule(random, words, alone=not same_hits or index < _SHARED_HITS) for index in range(number)]


def expression_rules() -> list[Rule]:
    """Rules that are expressions with gaps and little else, and what they match."""
    return [
        Rule((), (expression,), (said,))
        for begin, gap, end, said in _EXPRESSIONS
        for expression in (rf"\b(?:{begin})\b.{{0,{gap}}}\b(?:{end})\b", rf"\b(?:{end})\b.{{0,{gap}}}\b(?:{begin})\b")
    ]


def expression_of(rule: Rule) -> str:
    """All that a rule looks for as one regular expression, as other tools take it."""
    phrases = (r"\W+".join(word.replace("*", r"\w*") for word in phrase.split()) for phrase in rule.phrases)
    return "(?i)(?:" + "|".join((*(rf"\b{phrase}\b" for phrase in phrases), *rule.expressions)) + ")"


def generated_texts(number: int, rules: Sequence[Rule], seed: int = 1) -> list[str]:
    """As many texts, all different, in which some of the rules match."""
    random, words = Random(_SEED + seed), vocabulary()  # noqa: S311 - nothing secret
    weights = _cumulated([1 / (rank + 2.7) for rank in range(len(words))])
    planted = [phrase for rule in rules for phrase in rule.planted]
    return [_text(random, words, weights, planted) for _ in range(number)]


def rulebook_of_rules(rules: Sequence[Rule]) -> Rulebook:
    """A rulebook of symptoms alone."""
    symptoms = {
        f"s{index}": Symptom(f"s{index}", "", Gravity.MINOR, Location("generated.yaml", 1, 1), _condition(rule), ())
        for index, rule in enumerate(rules)
    }
    return Rulebook("generated", "1", symptoms, {}, {}, {}, {}, "")


def vocabulary() -> list[str]:
    """All words, the most frequent first; no word twice."""
    random = Random(_SEED - 1)  # noqa: S311 - nothing secret
    words = dict.fromkeys(_FUNCTION_WORDS)
    while len(words) < _VOCABULARY:
        syllables = min(4, 1 + len(words) // 300) if len(words) < 1200 else random.choice((2, 2, 3, 3))
        words[
            "".join(
                random.choice(_STARTS)
                + random.choice(_VOWELS)
                + (random.choice(_ENDS) if random.random() < 0.3 else "")
                for _ in range(max(1, random.randint(syllables - 1, syllables)))
            )
        ] = None
    return list(words)


def _rule(random: Random, words: list[str], *, alone: bool) -> Rule:
    phrases = tuple(_phrase(random, words, alone=alone) for _ in range(random.randint(3, 10) - (random.random() < 0.1)))
    gaps = [(_content(random, words), _content(random, words)) for _ in range(random.random() < 0.4)]
    expressions = tuple(rf"\b{first}\b.{{0,30}}\b{second}\b" for first, second in gaps)
    planted = tuple(phrase.replace("*", "s").split("/")[0] for phrase in phrases)
    return Rule(phrases, expressions, planted + tuple(f"{first} {second}" for first, second in gaps))


def _phrase(random: Random, words: list[str], *, alone: bool) -> str:
    size = random.choices((1, 2, 3, 4), (15 if alone else 0, 45, 30, 10))[0]
    chosen = [_content(random, words)]
    while len(chosen) < size:
        is_function = alone and random.random() < 0.4
        chosen.append(random.choice(_FUNCTION_WORDS) if is_function else _content(random, words))
    random.shuffle(chosen)
    if random.random() < 0.1:
        chosen[-1] += "*"
    return " ".join(chosen)


def _content(random: Random, words: list[str]) -> str:
    """A word that says something: neither one of the most frequent nor one that hardly ever comes up."""
    return words[int(150 * (4000 / 150) ** random.random())]


def _text(random: Random, words: list[str], weights: list[float], planted: list[str]) -> str:
    pieces: list[str] = random.choices(words, cum_weights=weights, k=random.choice(_LENGTHS))
    for _ in range(_PLANTED if planted else 0):
        place = random.randrange(len(pieces))
        pieces[place:place] = random.choice(planted).split()
    for place in range(random.randint(5, 2 * _SENTENCE), len(pieces), _SENTENCE):
        pieces[place] = pieces[place].capitalize()
        pieces[place - 1] += random.choice((".", ".", ".", "!", "?", ",", "...", ".\n\n"))
    if random.random() < _FOREIGN:
        for _ in range(random.randint(1, 4)):
            place = random.randrange(len(pieces))
            pieces[place] += random.choice(_FOREIGN_PIECES)
    text = " ".join(pieces) + "."
    return text[:1].upper() + text[1:]


def _condition(rule: Rule) -> Condition:
    """The condition of a symptom, as it would be written in YAML."""
    numbers = count(1)

    def node(value: str | Sequence[str]) -> Node:
        place = Location("generated.yaml", next(numbers), 1)
        return ScalarNode(value, place) if isinstance(value, str) else SequenceNode(tuple(map(node, value)), place)

    place = Location("generated.yaml", next(numbers), 1)
    kinds = (("phrase", rule.phrases), ("expression", rule.expressions))
    leaves = [MappingNode(((ScalarNode(kind, place), node(lines)),), place) for kind, lines in kinds if lines]
    written = MappingNode(
        (
            (ScalarNode("any", place), SequenceNode(tuple(leaves), place)),
            (ScalarNode("negation", place), ScalarNode("standard", place)),
        ),
        place,
    )
    report = Report()
    condition = parse_condition(written, report)
    assert condition is not None, report.violations
    assert not report.violations, report.violations
    return condition


def _cumulated(weights: list[float]) -> list[float]:
    total = 0.0
    return [total := total + weight for weight in weights]
