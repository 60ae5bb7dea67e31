"""The benchmark script, on a few labelled sentences and a rulebook made for them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import MappingProxyType

import pytest
from run import read_labels

from cxaudit.rulebook import load_rulebook

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

RULES = """
rulebook: {name: benchmark, version: "1"}
symptoms:
  - id: noisy-room
    title: The room was noisy
    severity: minor
    detect: {phrase: [noisy, loud music]}
    caused_by: {thin-walls: often}
  - id: cold-soup
    title: The soup was cold
    severity: minor
    detect: {near: {words: [[soup], [cold]], within: 2}}
    caused_by: {thin-walls: often}
causes:
  - {id: thin-walls, title: The walls are thin, family: technology, area: technology-enablement, prior: common}
"""

TEXTS = """\
{"text": "A noisy place.", "labels": ["Noise"]}
{"text": "Not a quiet minute.", "labels": ["Noise"], "confidence": {"Noise": 0.4}}
{"text": "Loud music, but the band was good.", "labels": []}
{"text": "The soup was cold.", "labels": "Food", "confidence": 0.9}
{"text": "All well.", "labels": [], "confidence": null}
"""

LABELS = "labels: {Noise: [noisy-room], Food: [cold-soup]}\n"

FIGURES_AT = MappingProxyType(
    {
        "0": ("Noise      0.500   0.500  0.500", "macro-F1                    0.750"),
        "0.5": ("Noise      0.500   1.000  0.667", "macro-F1                    0.833"),
    }
)


def run(tmp_path: Path, *options: str, texts: str = TEXTS, labels: str = LABELS) -> subprocess.CompletedProcess[str]:
    inputs = {"rules.yaml": RULES, "texts.jsonl": texts, "labels.yaml": labels}
    for name, content in inputs.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    command = [sys.executable, str(HERE / "run.py"), "texts.jsonl", "labels.yaml", "--rules", "rules.yaml", *options]
    environment = {"PYTHONPATH": str(ROOT), "PATH": ""}
    return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("confidence", FIGURES_AT)
def test_every_label_is_scored_and_doubtful_labels_count_neither_way(confidence: str, tmp_path: Path) -> None:
    done = run(tmp_path, "--confidence", confidence)
    assert (done.returncode, done.stderr) == (0, "")
    noise, macro = FIGURES_AT[confidence]
    printed = [line.replace("  ", " ").split() for line in done.stdout.splitlines()]
    assert noise.split() in [line[:4] for line in printed]
    assert ["Food", "1.000", "1.000", "1.000", "1"] in printed
    assert macro.split() in printed


def test_a_line_without_labels_is_named(tmp_path: Path) -> None:
    done = run(tmp_path, texts='{"text": "a", "labels": []}\n{"text": "b"}\n')
    assert done.returncode == 2
    assert "texts.jsonl:2: is not an object with 'text' and 'labels'" in done.stderr


def test_a_label_of_an_unknown_symptom_is_named_with_its_place(tmp_path: Path) -> None:
    done = run(tmp_path, labels="labels:\n  Noise: [noisy-rom]\n")
    assert done.returncode == 2
    assert done.stderr.startswith("labels.yaml:2:10: ")


def test_the_labels_files_name_symptoms_of_the_shipped_rulebook() -> None:
    rulebook = load_rulebook([ROOT / "rules/core"])
    files = sorted(HERE.glob("labels-*.yaml"))
    assert files
    for path in files:
        assert read_labels(path, rulebook)
