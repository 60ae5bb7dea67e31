"""The grades of a cause: one table, which both judges and defines."""

from __future__ import annotations

from dataclasses import dataclass

FEW, MANY = 10.0, 30.0  # expected incidents for grades C and B


@dataclass(frozen=True, slots=True)
class Grade:
    """A letter, what it asks for, and the sentence that defines it.

    `incidents`: at least so many are expected to go back to the cause. `status`: at least so well established,
    0 anything, 1 indicated, 2 supported, 3 supported by a detector that hand labels have checked.
    """

    letter: str
    incidents: float
    status: int
    definition: str


GRADES = (
    Grade(
        "A",
        MANY,
        3,
        f"{MANY:.0f} expected incidents or more, two independent signals, and detection checked against hand labels; "
        "never given without such labels",
    ),
    Grade(
        "B",
        MANY,
        2,
        f"{MANY:.0f} expected incidents or more, and two independent signals: what was written and a finding in "
        "fields or series that goes with it (supported)",
    ),
    Grade(
        "C",
        FEW,
        1,
        f"{FEW:.0f} expected incidents or more, with one signal (the rules alone), or with two but fewer than "
        f"{MANY:.0f} incidents",
    ),
    Grade("D", 0.0, 0, f"fewer than {FEW:.0f} expected incidents, or an assumption that this log cannot test"),
)


def grade(incidents: float, status: int) -> str:
    """The letter of the first of `GRADES` that this many expected incidents and this standing reach."""
    return next(found.letter for found in GRADES if incidents >= found.incidents and status >= found.status)
