"""Which incidents are quoted for a cause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.render.view.ties import flows

if TYPE_CHECKING:
    from cxaudit.model import Evidence, Hypothesis
    from cxaudit.render.view.lookup import Lookup

_QUOTES = 3  # incidents quoted for a cause
_STRONG = 0.5  # of the widest flow, below which a symptom says too little of a cause to be quoted for it


def chosen_evidence(look: Lookup, root: Hypothesis, before: set[tuple[str, int]]) -> list[Evidence]:
    """One incident a symptom in turn, those through which most flows first; none twice, fresh ones before others.

    Words say more than fields, which are quoted only where no symptom of the cause has words.
    """
    reached = flows(root) or dict.fromkeys(root.symptoms, 1.0)
    found = {name: look.evidence(name) for name in reached}
    worded = {name: [entry for entry in found[name] if entry.end > entry.start] for name in reached}
    usable = worded if any(worded.values()) else {name: list(found[name]) for name in reached}
    widest = max((reached[name] for name, entries in usable.items() if entries), default=0.0)
    queues = [entries for name, entries in usable.items() if reached[name] >= _STRONG * widest]
    for queue in queues:
        queue.sort(key=lambda entry: (entry.source, entry.row) in before)
    kept: list[Evidence] = []
    while len(kept) < _QUOTES and any(queues):
        for queue in queues:
            if queue and len(kept) < _QUOTES:
                evidence = queue.pop(0)
                if evidence.incident not in {entry.incident for entry in kept}:
                    kept.append(evidence)
    return kept
