"""Small rules and texts for the tests of mutation: written in Python, and drawn by Hypothesis."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING

from hypothesis import strategies as st
from small_rulebook import SET_ALARM

from cxaudit.configuration import parse_text
from cxaudit.matchers import parse_condition
from cxaudit.model import Condition, Report, Rulebook
from cxaudit.mutation import mutate_rulebook
from cxaudit.rulebook import load_rulebook

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from cxaudit.mutation import Mutant
    from cxaudit.render.mutants_report import MutantsReport

_WORDS = ("late", "later", "rude", "rudely", "staff", "not", "no", "ab", "abc")
_PATTERNS = (
    *_WORDS, "late*", "*ly", "late/rude", "(very) rude", "staff rude", "very rude staff", "ru*ly", "café", "cafe",
    "* rude",
)  # fmt: skip
_EXPRESSIONS = (r"\blate\b", "lat|rude", r"ru(de|ly)", r"a{1,2}b", r"\bab\b|staff", "[^a-c]b", r"no\b.?rude")

words = st.sampled_from(_PATTERNS)
patterns = st.lists(words, min_size=1, max_size=4)


def _near() -> st.SearchStrategy[object]:
    return st.fixed_dictionaries(
        {"words": st.lists(patterns, min_size=2, max_size=3), "within": st.integers(0, 3).map(str)},
        optional={"ordered": st.sampled_from(["true", "false"]), "across_sentences": st.just("true")},
    )


def _settings() -> st.SearchStrategy[object]:
    return st.fixed_dictionaries(
        {}, optional={"negation": st.sampled_from(["standard", "none"]), "accents": st.just("as-written")}
    )


def _leaves() -> st.SearchStrategy[object]:
    fields = st.fixed_dictionaries(
        {}, optional={"satisfaction": st.sampled_from(["<= 2", "2..3", "not 4", "1"]), "channel": st.just("web")}
    ).filter(bool)
    kinds = st.one_of(
        patterns.map(lambda value: {"phrase": value}),
        _near().map(lambda value: {"near": value}),
        st.lists(st.sampled_from(_EXPRESSIONS), min_size=1, max_size=2).map(lambda value: {"expression": value}),
        fields.map(lambda value: {"field": value}),
    )
    return st.builds(lambda kind, setting: {**kind, **setting}, kinds, _settings())


def _combined(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    several = st.lists(inner, min_size=1, max_size=3)
    exclusion = st.fixed_dictionaries({}, optional={"unless": several, "negation": st.just("standard")})
    return st.builds(
        lambda key, parts, rest: {key: parts, **rest}, st.sampled_from(["any", "any", "all"]), several, exclusion
    )


conditions = st.recursive(_leaves(), _combined, max_leaves=5).map(lambda value: condition_of(value))  # noqa: PLW0108 - defined below
_phrases, _nears = patterns.map(lambda value: {"phrase": value}), _near().map(lambda value: {"near": value})
_joined = st.lists(
    st.builds(lambda leaf, setting: {**leaf, **setting}, st.one_of(_phrases, _phrases, _nears), _settings()),
    min_size=1,
    max_size=3,
)
text_conditions = st.builds(lambda parts, setting: condition_of({"any": parts, **setting}), _joined, _settings())

_TEXT_WORDS = (*_WORDS, "very", "café", "cafe", "hardly", "latest", "cruel", "abcb", "x")
texts = st.lists(st.tuples(st.sampled_from(_TEXT_WORDS), st.sampled_from([" ", " ", " ", ". ", "-"])), max_size=9).map(
    lambda parts: "".join(word + gap for word, gap in parts)
)
columns = st.fixed_dictionaries(
    {},
    optional={"satisfaction": st.sampled_from(["1", "2", "3", "4", "x"]), "channel": st.sampled_from(["web", "shop"])},
)


def telling_texts(mutants: Iterable[Mutant]) -> list[str]:
    """Texts made to tell mutants from the original, and such as differ from these by little."""
    found: dict[str, None] = {}
    for mutant in mutants:
        for sample in islice(mutant.probes(), 3):
            first, _, rest = sample.text.partition(" ")
            changed = (f"no {sample.text}", f"not x {sample.text}", f"{first}. {rest}", f"{sample.text} x rude", first)
            found |= dict.fromkeys((sample.text, *changed, sample.text.replace("é", "e")))
    return list(found)


def condition_of(written: object) -> Condition:
    """The condition of a rule that is as it should be."""
    report = Report()
    node = parse_text(json.dumps(written), "rules.yaml", report)
    condition = None if node is None else parse_condition(node, report)
    assert condition is not None, report.violations
    return condition


RULES = """\
rulebook: {{name: small, version: "1"}}
symptoms:
  - id: seen
    title: Something is seen
    severity: major
    detect:
{detect}
    caused_by: {{no-alarm: often}}
    examples:
{examples}
causes:
  - {{id: no-alarm, title: Nobody warns, family: process, area: communication, prior: common, remedies: [set-alarm]}}
  - {{id: no-time, title: Nobody has time, family: culture, area: teamworking, prior: rare, remedies: [set-alarm]}}
remedies:
""" + SET_ALARM.translate({ord("{"): "{{", ord("}"): "}}"})


def written_rules(folder: Path, detect: str, examples: str) -> Path:
    """A rulebook with one symptom, `seen`, whose `detect` and `examples` are YAML without indentation."""
    path = folder / "rules.yaml"
    path.write_text(RULES.format(detect=_indented(detect), examples=_indented(examples)), encoding="utf-8")
    return path


def rules(folder: Path, detect: str, examples: str) -> Rulebook:
    """The same, loaded."""
    return load_rulebook([written_rules(folder, detect, examples)])


def mutated(folder: Path, detect: str, examples: str) -> MutantsReport:
    """What comes of its mutants."""
    return mutate_rulebook(rules(folder, detect, examples))


def _indented(text: str) -> str:
    return "\n".join(f"      {line}" for line in text.strip("\n").splitlines())
