"""The cause graph as JSON: `nodes` (`id`, `what`, `title`) and `arrows` (`cause`, `effect`, `word`, `strength`)."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxaudit.render.cause_graph import RulebookGraph


def render(graph: RulebookGraph) -> str:
    """One object with both lists."""
    return json.dumps(asdict(graph), indent=2, ensure_ascii=False) + "\n"
