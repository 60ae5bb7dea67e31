"""What is asked of the profiles, and what one layer of the model answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cxaudit.inference.arrays import Floats
from cxaudit.inference.exact.likelihood import Block, Layer, World
from cxaudit.inference.exact.silence import Account
from cxaudit.inference.exact.sweeping import Swept
from cxaudit.inference.exact.touching import Touch


@dataclass(frozen=True, slots=True)
class Posterior:
    """What one layer says of a block: see `Swept`; what `touch` varies is still to be added to its means."""

    world: World
    layer: Layer
    block: Block
    touch: Touch
    swept: Swept


@dataclass(frozen=True, slots=True)
class Statistic:
    """A posterior mean in two steps: `account` what the tables say of it, then `finish` (rows, profiles)."""

    account: Callable[[World], Account]
    finish: Callable[[Posterior], Floats]
