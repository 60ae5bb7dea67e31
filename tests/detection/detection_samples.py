"""Rulebooks and batches for the tests of detection, and strategies for texts and rules that are hard on purpose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count
from typing import TypeAlias

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st

from cxaudit.detection import Detector, compile_detector
from cxaudit.matchers import Accents, parse_condition
from cxaudit.matchers.compiled_block import compiled_block
from cxaudit.matchers.folding_table import FoldingTable
from cxaudit.matchers.room import Room
from cxaudit.matchers.text_block import TextBlock, text_block
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

TABLES = {accents: FoldingTable(keep_accents=accents is Accents.AS_WRITTEN) for accents in Accents}
_ROOM = Room()  # of all blocks that compiled code makes, one after the other

Written: TypeAlias = "str | Sequence[Written] | Mapping[str, Written]"


def node_of(written: Written) -> Node:
    """The node of a rule written in Python; every node has a place of its own."""
    numbers = count(1)

    def made(value: Written) -> Node:
        place = Location("rules.yaml", next(numbers), 1)
        if isinstance(value, str):
            return ScalarNode(value, place)
        if isinstance(value, Mapping):
            return MappingNode(tuple((ScalarNode(key, place), made(inner)) for key, inner in value.items()), place)
        return SequenceNode(tuple(made(inner) for inner in value), place)

    return made(written)


def condition_of(written: Written) -> Condition:
    """The condition of a rule that is as it should be."""
    report = Report()
    condition = parse_condition(node_of(written), report)
    assert not report.violations, report.violations
    assert condition is not None
    return condition


def rulebook_of(conditions: Sequence[Condition]) -> Rulebook:
    """A rulebook of symptoms s0, s1, … with these conditions."""
    symptoms = {
        f"s{number}": Symptom(f"s{number}", "", Gravity.MINOR, Location("rules.yaml", 1, 1), condition, ())
        for number, condition in enumerate(conditions)
    }
    return Rulebook("test", "1", symptoms, {}, {}, {}, {}, "")


def detector_of(*written: Written) -> Detector:
    """The detector of symptoms s0, s1, … with these rules."""
    return compile_detector(rulebook_of([condition_of(rule) for rule in written]))


def texts_batch(texts: Sequence[str | None]) -> pa.RecordBatch:
    """A batch with nothing but text."""
    return pa.RecordBatch.from_arrays([pa.array(texts, pa.string())], names=["text"])


def block_with(texts: Sequence[str], *, compiled: bool) -> TextBlock:
    """The text model of these texts, in both layers, by NumPy or by compiled code."""
    if not compiled:
        return text_block(texts, TABLES)
    encoded = [text.encode() for text in texts]
    offsets = np.cumsum([0, *map(len, encoded)])
    return compiled_block(np.frombuffer(b"".join(encoded), dtype=np.uint8), offsets, TABLES, _ROOM)


WORDS = (
    "rude",
    "not",
    "no",
    "can't",
    "can",
    "café",
    "cafe",
    "straße",
    "ſo",
    "σας",
    "late",
    "a",
    "b",
    "很差",
    "กา",
    "3.5",
)
PIECES = (
    *WORDS,
    *(
        "RUDE",
        "Can’t",
        "cafe\u0301",
        "STRASSE",
        "İ",
        "i\u0307",
        "ΣΑΣ",
        "ﬁ",
        "ru\u00adde",
        "la\u200bte",
        "not only",
        "only",
    ),
    *(
        ". ",
        "! ",
        "? ",
        ", ",
        "... ",
        "\n",
        "\n\n",
        "\r\n",
        "\r\n\r\n",
        " \n \n ",
        " - ",
        "'",
        "’",
        "_",
        "…",
        "。",
        " ",
    ),
    *(
        "😡",
        "👩\u200d👩\u200d👧",
        "❤\ufe0f",
        "שלום",
        "ש\u05c1",
        "\u0345",
        "\u0323\u0307",
        "\u0307\u0323",
        "\0",
        "€5",
        "か\u3099",
    ),
)
texts = st.lists(st.sampled_from(PIECES), max_size=14).flatmap(
    lambda pieces: st.sampled_from([" ", " ", ""]).map(lambda between: between.join(pieces))
)
wild_texts = st.one_of(texts, texts, st.text(max_size=12))

_patterns = st.lists(
    st.sampled_from(
        (
            *WORDS,
            "rud*",
            "*",
            "c*",
            "*e",
            "*a*",
            "r*e",
            "a/b",
            "rude/late/c*",
            "(not)",
            "(a/b)",
            "(so very)",
            "e-mail/mail",
        )
    ),
    min_size=1,
    max_size=3,
).map(" ".join)
_ATOMS = (
    *(r"\b", "rude", "not", "can", "'", "é", "e", "ss", r"\w", r"\w+", r"\W", r"\s+", ".", ".{0,9}", "[a-d]", "[^a-e]"),
    *("ß", "s", "(?:a|b)", "(?:rude|late)", "(?:no)?", "x*", "lat(?:e|ing)", "[é-ü]", "很", "[א-ת]", "_", r"\B", "€"),
    *("^", "$", "(?s:.+)", "σ"),
)
_expressions = st.lists(st.sampled_from(_ATOMS), min_size=1, max_size=5).map("".join)
_number = st.integers(0, 3).map(str)
_phrase = st.fixed_dictionaries({"phrase": st.lists(_patterns, min_size=1, max_size=3)})
_near = st.fixed_dictionaries(
    {
        "near": st.fixed_dictionaries(
            {"words": st.lists(st.lists(_patterns, min_size=1, max_size=2), min_size=2, max_size=4), "within": _number},
            optional={
                "ordered": st.sampled_from(["true", "false"]),
                "across_sentences": st.sampled_from(["true", "false"]),
            },
        )
    }
)
_expression = st.fixed_dictionaries({"expression": st.lists(_expressions, min_size=1, max_size=2)})
_predicates = st.sampled_from(
    [
        {"satisfaction": "<= 2"},
        {"satisfaction": "not 2..4"},
        {"satisfaction": ["1", "5"]},
        {"satisfaction": "missing"},
        {"tags": "rude"},
        {"tags": "not rude", "escalated": "true"},
        {"opened_at": ">= 2025-01-02"},
        {"opened_at": "2025-01-01..2025-01-02"},
        {"Plan": "> 1,000"},
        {"Plan": "gold"},
        {"absent": "present"},
    ]
)
_field = st.fixed_dictionaries({"field": _predicates})
_leaf: st.SearchStrategy[dict[str, Written]] = st.one_of(_phrase, _near, _expression, _field)


def _with_settings(rule: st.SearchStrategy[dict[str, Written]]) -> st.SearchStrategy[dict[str, Written]]:
    negation = st.one_of(
        st.sampled_from(["standard", "none"]),
        st.fixed_dictionaries(
            {"before": st.lists(_patterns, min_size=1, max_size=2), "within": st.sampled_from("123")}
        ),
    )
    settings = st.fixed_dictionaries(
        {}, optional={"negation": negation, "accents": st.sampled_from(["folded", "as-written"])}
    )
    return st.tuples(rule, settings).map(lambda pair: pair[0] | pair[1])


def _combined(inner: st.SearchStrategy[dict[str, Written]]) -> st.SearchStrategy[dict[str, Written]]:
    several = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        st.fixed_dictionaries({"any": several}, optional={"unless": several, "all": several}),
        st.fixed_dictionaries({"all": several}, optional={"unless": several}),
        st.tuples(_leaf, several).map(lambda pair: pair[0] | {"unless": pair[1]}),
    )


rules = st.recursive(_with_settings(_leaf), lambda inner: _with_settings(_combined(inner)), max_leaves=5)
