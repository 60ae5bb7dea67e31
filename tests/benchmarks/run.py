"""Scores the rulebook on texts that people have labelled: precision, recall and F1 of every label.

    python tests/benchmarks/run.py LABELLED.jsonl LABELS.yaml [--rules PATH] [--confidence 0.5]

LABELLED has one JSON object a line with `text`, `labels` (a list, or one label) and, if known, `confidence` (from 0 to
1, one number or one for each label). LABELS maps each label to the symptoms that stand for it. An incident is given a
label if it shows one of those symptoms. Labels people were less sure of than `--confidence` count neither way.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from cxaudit.configuration import parse_file
from cxaudit.detection import compile_detector
from cxaudit.errors import CxauditError, InputError, RulebookError
from cxaudit.model import ROW, SOURCE, MappingNode, Report, Rulebook, ScalarNode, SequenceNode
from cxaudit.resources import resource
from cxaudit.rulebook import load_rulebook

_ASSERTED = 1


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text, the labels people gave it, and how sure they were of each (1.0 where nothing is said)."""

    text: str
    labels: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Score:
    """How often a label was given rightly, wrongly, or was missed."""

    label: str
    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Share of the labels given that are right; 0 if none was given."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Share of the true labels that were given; 0 if there are none."""
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 if nothing is right."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)


def score(
    texts: Sequence[LabelledText], symptoms_of: Mapping[str, Sequence[str]], rulebook: Rulebook, confidence: float
) -> tuple[Score, ...]:
    """The score of each label, in the order of the labels file."""
    shown = _symptoms_shown([entry.text for entry in texts], rulebook)
    scores = []
    for label, symptoms in symptoms_of.items():
        counts = {(True, True): 0, (True, False): 0, (False, True): 0, (False, False): 0}
        for entry, found in zip(texts, shown, strict=True):
            if entry.labels.get(label, 1.0) >= confidence:
                counts[label in entry.labels, not found.isdisjoint(symptoms)] += 1
        scores.append(Score(label, counts[True, True], counts[False, True], counts[True, False]))
    return tuple(scores)


def read_texts(path: Path) -> tuple[LabelledText, ...]:
    """The labelled texts of a JSON Lines file; raises InputError naming the line that cannot be read."""
    texts = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            entry = json.loads(line)
            labels = [entry["labels"]] if isinstance(entry["labels"], str) else entry["labels"]
            sure = entry.get("confidence")
            texts.append(LabelledText(str(entry["text"]), {label: _confidence(sure, label) for label in labels}))
        except (ValueError, KeyError, TypeError) as fault:
            raise InputError(f"{path}:{number}: is not an object with 'text' and 'labels' ({fault!r})") from fault
    return tuple(texts)


def read_labels(path: Path, rulebook: Rulebook) -> Mapping[str, tuple[str, ...]]:
    """The symptoms that stand for each label; raises InputError or RulebookError for a file that says otherwise."""
    report = Report()
    node = parse_file(path, str(path), report)
    labels = node.get("labels") if isinstance(node, MappingNode) else None
    found: dict[str, tuple[str, ...]] = {}
    for label, named in labels.entries if isinstance(labels, MappingNode) else ():
        items = named.items if isinstance(named, SequenceNode) else ()
        found[label.text] = tuple(item.text for item in items if isinstance(item, ScalarNode))
        if not found[label.text] or not rulebook.symptoms.keys() >= set(found[label.text]):
            report.error("unknown-symptom", named.location, f"'{label.text}' needs a list of symptoms of the rulebook")
    if report.violations:
        raise RulebookError(tuple(report.violations))
    if not found:
        raise InputError(f"{path}: has no mapping 'labels' of labels to symptoms")
    return found


def _confidence(sure: object, label: str) -> float:
    """How sure people were of a label; `sure` is a number, a mapping of labels to numbers, or None."""
    said = sure.get(label) if isinstance(sure, dict) else sure
    return float(said) if isinstance(said, int | float | str) else 1.0


def _symptoms_shown(texts: Sequence[str], rulebook: Rulebook) -> Sequence[set[str]]:
    detector = compile_detector(rulebook)
    batch = pa.record_batch(
        {
            "text": pa.array(texts, pa.string()),
            SOURCE: pa.array(["labelled"] * len(texts), pa.string()),
            ROW: pa.array(range(1, len(texts) + 1), pa.int64()),
        }
    )
    found = detector.detect(batch)
    shown: list[set[str]] = [set() for _ in texts]
    for row, symptom, state in zip(found.row.tolist(), found.symptom.tolist(), found.state.tolist(), strict=True):
        if state == _ASSERTED:
            shown[row].add(detector.symptoms[symptom])
    return shown


def _table(scores: Sequence[Score]) -> str:
    width = max(len(entry.label) for entry in scores)
    lines = [f"{'label':{width}}  precision  recall     F1  texts"]
    lines += [
        f"{entry.label:{width}}  {entry.precision:9.3f}  {entry.recall:6.3f}  {entry.f1:5.3f}"
        f"  {entry.right + entry.missed:5d}"
        for entry in scores
    ]
    macro = sum(entry.f1 for entry in scores) / len(scores)
    return "\n".join([*lines, f"{'macro-F1':{width}}  {'':9}  {'':6}  {macro:5.3f}"])


def main(arguments: Sequence[str]) -> int:
    """Print the table; 2 with a sentence if an input cannot be read."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("texts", type=Path, metavar="LABELLED.jsonl")
    parser.add_argument("labels", type=Path, metavar="LABELS.yaml")
    parser.add_argument("--rules", type=Path, action="append", help="rulebook to score instead of the shipped one")
    parser.add_argument("--confidence", type=float, default=0.0, help="labels less sure than this count neither way")
    given = parser.parse_args(arguments)
    try:
        rulebook = load_rulebook(given.rules or [resource("rules/core")])
        scores = score(read_texts(given.texts), read_labels(given.labels, rulebook), rulebook, given.confidence)
    except RulebookError as fault:
        sys.stderr.writelines(f"{found.location}: {found.message}\n" for found in fault.violations)
        return fault.exit_code
    except (CxauditError, OSError) as fault:
        sys.stderr.write(f"{fault}\n")
        return 2
    sys.stdout.write(f"{_table(scores)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
