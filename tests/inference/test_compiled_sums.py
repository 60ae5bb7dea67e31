"""Compiled code and NumPy find the same, whatever the number of threads, and a diagnosis is the same to the byte."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import pytest
from inference_oracles import network_of, one_way
from inference_worlds import cause, rulebook, symptom, tally_of, tally_of_flags

from cxaudit.inference import diagnose
from cxaudit.inference.effects.blame import SHARES
from cxaudit.inference.evidence import gather
from cxaudit.inference.exact import batches, passes
from cxaudit.inference.exact.expectation import MARGINALS
from cxaudit.inference.exact.likelihood import make_world
from cxaudit.inference.exact.scores import SCORES
from cxaudit.inference.fit.budget import mention_budget
from cxaudit.inference.fit.fitting import empty, pose
from cxaudit.inference.fit.sampling import sample_incidents
from cxaudit.inference.network import build_network
from cxaudit.inference.options import DiagnosisOptions
from cxaudit.model import Profile
from cxaudit.resources import resource
from cxaudit.rulebook import load_rulebook

if TYPE_CHECKING:
    from cxaudit.inference.exact.posteriors import Statistic

ROOT = Path(__file__).parents[2]
RULEBOOK = load_rulebook([resource("rules/core")])
NETWORK = build_network(RULEBOOK, RULEBOOK.symptoms)
LOG = tally_of_flags(NETWORK.symptoms, sample_incidents(NETWORK, NETWORK.mean, 120, 3))


@pytest.mark.parametrize("statistic", [SCORES, MARGINALS, SHARES], ids=["scores", "marginals", "shares"])
@pytest.mark.parametrize("mentions", [0, 2])
def test_on_the_shipped_rulebook_compiled_code_finds_what_numpy_finds(statistic: Statistic, mentions: int) -> None:
    budget = mention_budget(mentions) if mentions else None
    evidence = gather(NETWORK, LOG)
    world = make_world(NETWORK, NETWORK.mean + 0.1, budget)
    plain = one_way(world, evidence, statistic, budget, compiled=False)
    fast = one_way(world, evidence, statistic, budget, compiled=True)
    assert fast[0] == pytest.approx(plain[0], abs=1e-10)
    assert fast[1] == pytest.approx(plain[1], abs=1e-10)


def test_the_share_of_incidents_that_are_not_logged_and_its_score_are_the_same_compiled() -> None:
    fields = [np.flatnonzero(np.arange(len(NETWORK.symptoms)) % 3 == place) for place in range(3)]
    profiles = [Profile((int(hidden[0]) + 1,), hidden=tuple(hidden.tolist())) for hidden in fields[:2]]
    evidence = gather(NETWORK, tally_of(NETWORK.symptoms, [*profiles, Profile((5,))]))
    both = [
        empty(pose(NETWORK, evidence, only_failures=True, compiled=compiled), NETWORK.mean)
        for compiled in (False, True)
    ]
    assert len(evidence.patterns) == 3
    assert both[1][0] == pytest.approx(both[0][0], abs=1e-12)
    assert both[1][1] == pytest.approx(both[0][1], abs=1e-12)


def test_the_number_of_threads_changes_no_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passes, "TOGETHER", 7)
    evidence, world = gather(NETWORK, LOG), make_world(NETWORK, NETWORK.mean)
    found = []
    for threads in (1, 3):
        monkeypatch.setattr(passes, "MOST_THREADS", threads)
        monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
        found.append(one_way(world, evidence, SCORES, compiled=True))
    assert all(np.array_equal(one, other) for one, other in zip(*found, strict=True))


def test_a_diagnosis_is_the_same_to_the_byte_with_and_without_numba(monkeypatch: pytest.MonkeyPatch) -> None:
    told = []
    for fewest in (0, 10**9):
        monkeypatch.setattr(batches, "COMPILED", fewest)
        told.append(msgspec.json.encode(diagnose(RULEBOOK, LOG, options=DiagnosisOptions(paths=False))))
    assert told[0] == told[1]


def test_without_numba_a_large_log_is_worked_out_by_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "COMPILED", 1)
    monkeypatch.setattr(batches, "can_compile", lambda: False)
    assert not batches.make_batches(NETWORK, gather(NETWORK, LOG)).compiled


def test_where_no_cache_can_be_written_compiled_code_works_all_the_same(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "cxaudit", tmp_path / "cxaudit", ignore=shutil.ignore_patterns("__pycache__"))
    code = (
        "import numpy as np\n"
        "from cxaudit.compiling import compiled\n"
        "from cxaudit.inference.exact.compiled.masks import popcount\n"
        "print(popcount(np.uint64(7)))\n"
    )
    environment = {"PATH": "", "HOME": "/dev/null", "NUMBA_CACHE_DIR": "/dev/null/none", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("3\n", "")


def test_a_network_of_more_nodes_than_a_word_has_bits_is_summed_alike() -> None:
    names = [f"{index:03}" for index in range(90)]
    causes = [cause("top", 0.3), *(cause(f"c{name}", 0.02, {"top": 0.3}) for name in names)]
    symptoms = [symptom(f"s{name}", {f"c{name}": 0.6, f"c{names[place - 1]}": 0.5}) for place, name in enumerate(names)]
    network = network_of(rulebook(causes, symptoms))
    everything = np.tril(np.ones((90, 90), dtype=np.bool_))[::8]
    evidence = gather(network, tally_of_flags(network.symptoms, everything))
    world = make_world(network, network.mean)
    plain, fast = (one_way(world, evidence, SCORES, compiled=compiled) for compiled in (False, True))
    assert fast[0] == pytest.approx(plain[0], abs=1e-9)
    assert fast[1] == pytest.approx(plain[1], abs=1e-9)
