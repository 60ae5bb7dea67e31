"""What several tests of the simulation look at, made once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from cxaudit.detection import compile_detector
from cxaudit.matchers import Field, Repeat, Series, Shared, leaves
from cxaudit.model import ROW, SOURCE
from cxaudit.rulebook import load_rulebook
from cxaudit.simulation import BUSINESSES, Sentences, Simulated, SimulatedIncident, simulate, simulated_log

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cxaudit.model import Rulebook, Symptom
    from cxaudit.simulation import SimulatedLog

ROOT = Path(__file__).parents[2]
SENTENCES = ROOT / "examples/sentences.yaml"
ASSERTED = 1


@cache
def core_rulebook() -> Rulebook:
    return load_rulebook([ROOT / "rules/core"])


@cache
def simulated(name: str, incidents: int = 4_000, seed: int = 7) -> Simulated:
    return simulate(BUSINESSES[name], core_rulebook(), Sentences.load(SENTENCES, name), incidents, seed)


@cache
def incidents_of(name: str) -> tuple[SimulatedIncident, ...]:
    return tuple(simulated(name).incidents())


@cache
def log_of(name: str, incidents: int = 4_000, seed: int = 7) -> SimulatedLog:
    return simulated_log(name, core_rulebook(), incidents, seed)


def written(name: str, folder: Path) -> Path:
    path = folder / f"{name}.{BUSINESSES[name].file_format}"
    path.write_bytes(log_of(name).log)
    return path


def rows_of(name: str) -> int:
    """Rows of the written log, broken ones included; no value holds a line break but the texts made messy."""
    log = log_of(name).log.decode()
    if BUSINESSES[name].file_format == "jsonl":
        return log.count("\n")
    return sum(line[:6].isdigit() and line[6] == BUSINESSES[name].delimiter for line in log.splitlines())


def is_spoken(symptom: Symptom) -> bool:
    """Whether the symptom is seen in what customers say."""
    whole_log = isinstance(symptom.detect, Repeat | Shared | Series)
    return not whole_log and not all(isinstance(leaf, Field) for leaf in leaves(symptom.detect))


def detected(texts: Sequence[str]) -> list[set[str]]:
    """The symptoms that the shipped rulebook sees in each text."""
    detector = compile_detector(core_rulebook())
    size = len(texts)
    batch = pa.record_batch(
        {
            "text": pa.array(texts, pa.string()),
            SOURCE: pa.array(["simulated"] * size, pa.string()),
            ROW: pa.array(range(1, size + 1), pa.int64()),
        }
    )
    found = detector.detect(batch)
    shown: list[set[str]] = [set() for _ in texts]
    for row, symptom, state in zip(found.row.tolist(), found.symptom.tolist(), found.state.tolist(), strict=True):
        if state == ASSERTED:
            shown[row].add(detector.symptoms[symptom])
    return shown


def filled(sentence: str) -> str:
    return sentence.format(
        product="broadband", site="Riverside", name="Ada Quill", days=5, weeks=4, years=6, minutes=35, amount=120,
        phone="+44 20 7946 0000", mail="ada11@example.org",
    )  # fmt: skip


def plain(texts: Iterable[str]) -> set[str]:
    """Texts in lower case without punctuation, to see whether two say the same in the same words."""
    return {
        "".join(letter for letter in text.casefold() if letter.isalnum() or letter == " ").strip() for text in texts
    }
