"""The seeds, damaged at random places but the same in every run: a little of what `make fuzz` does, everywhere."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from fuzz_targets import TARGETS

CORPUS = Path(__file__).parent / "corpus"
SEEDS = sorted(path.relative_to(CORPUS).as_posix() for path in CORPUS.glob("*/seed-*"))
ROUNDS = 25


def damaged(data: bytes, random: Random) -> bytes:
    """The bytes with one to eight of them changed, some taken out or put in, or the end cut off."""
    broken = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 8))):
        place = random.randrange(1, max(2, len(broken)))
        match random.choice(("set", "set", "flip", "cut", "insert", "end")):
            case "set":
                broken[place : place + 1] = bytes((random.randrange(256),))
            case "flip":
                broken[place : place + 1] = bytes(byte ^ 1 << random.randrange(8) for byte in broken[place : place + 1])
            case "cut":
                del broken[place : place + random.randrange(1, 9)]
            case "insert":
                broken[place:place] = random.randbytes(3)
            case _:
                del broken[max(place, len(broken) - 20) :]
    return bytes(broken)


@pytest.mark.parametrize("name", [name for name in SEEDS if name != "rulebook/seed-pack"])  # a slow one: extends core
def test_a_damaged_seed_breaks_nothing(name: str) -> None:
    random = Random(name)  # noqa: S311 - nothing secret
    data = (CORPUS / name).read_bytes()
    for _ in range(ROUNDS):
        TARGETS[name.partition("/")[0]](damaged(data, random))
