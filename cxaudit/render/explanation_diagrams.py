"""The five whys, the fishbone and the ways of one incident, as Mermaid flowcharts."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from cxaudit.render import figures
from cxaudit.render.markdown_text import mermaid_label
from cxaudit.render.view.lookup import capital
from cxaudit.render.view.ties import flows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cxaudit.model import CauseExplanation, ChainLink, Hypothesis, IncidentExplanation
    from cxaudit.render.view.lookup import Lookup

_FAMILIES = ("culture", "leadership", "process", "technology")
_A_BONE = 4  # causes on one bone of the fishbone, those that send most incidents
_CLASSES = (
    "  classDef root fill:#fde2d2,stroke:#a3461b,color:#222",
    "  classDef cause fill:#fff6d6,stroke:#8a6d00,color:#222",
    "  classDef symptom fill:#e3edf7,stroke:#2f5d8a,color:#222",
    "  classDef bone fill:#eee,stroke:#777,color:#222",
    "  classDef asked stroke-width:4px",
)


def whys_diagram(
    look: Lookup, explanation: CauseExplanation, links: Mapping[tuple[str, str], ChainLink]
) -> tuple[str, ...]:
    """From the symptom on top down to the root, an arrow a why."""
    names = (explanation.whys_symptom, *explanation.whys)
    lines = [
        _box(f"n{number}", look.any_title(name), _kind(look, name), asked=name == explanation.hypothesis.cause)
        for number, name in enumerate(names)
    ]
    for number, (effect, cause) in enumerate(pairwise(names)):
        link = links.get((cause, effect))
        label = f"why? {figures.plural(link.incidents, 'incident')}" if link else "why?"
        lines.append(f'  n{number} -->|"{mermaid_label(label)}"| n{number + 1}')
    return ("flowchart TD", *lines, *_CLASSES)


def fishbone(look: Lookup, explanation: CauseExplanation) -> tuple[str, ...]:
    """All causes at work behind the main symptom, on four bones, one a family (Ishikawa 1968); none without symptom."""
    symptom = explanation.whys_symptom
    if not symptom:
        return ()
    bones: dict[str, list[tuple[float, Hypothesis]]] = {family: [] for family in _FAMILIES}
    diagnosis = look.audit.diagnosis
    for entry in (*diagnosis.roots, *diagnosis.proximate):
        flow = flows(entry).get(symptom, 0.0)
        if flow >= 0.5:
            bones.setdefault(look.attribute("cause", entry.cause, "family"), []).append((flow, entry))
    lines = [_box("head", look.any_title(symptom), "symptom"), '  tail((" ")):::bone']
    for number, (family, causes) in enumerate(bones.items()):
        joint = f"joint{number // 2}"
        lines += [_box(f"bone{number}", capital(family) or "Other", "bone"), f"  bone{number} --> {joint}"]
        most = sorted(causes, key=lambda pair: (-pair[0], pair[1].cause))
        for place, (flow, entry) in enumerate(most[:_A_BONE]):
            title = f"{look.title('cause', entry.cause)} ({figures.count(flow)})"
            asked = entry.cause == explanation.hypothesis.cause
            lines += [
                _box(f"c{number}x{place}", title, "root" if entry.is_root else "cause", asked=asked),
                f"  c{number}x{place} --> bone{number}",
            ]
        if len(most) > _A_BONE:
            lines.append(f'  c{number}more["and {len(most) - _A_BONE} more"]:::bone --> bone{number}')
    joints = [f"joint{number}" for number in range((len(bones) + 1) // 2)]
    lines += [f'  {joint}((" ")):::bone' for joint in joints]
    lines.append(f"  {' ==> '.join(('tail', *joints, 'head'))}")
    return ("flowchart LR", *lines, *_CLASSES)


def ways_diagram(look: Lookup, explanation: IncidentExplanation) -> tuple[str, ...]:
    """The most probable way to each symptom of an incident, put together."""
    names = list(dict.fromkeys(name for path in explanation.paths for name in path.nodes))
    number = {name: f"n{place}" for place, name in enumerate(names)}
    lines = [_box(number[name], look.any_title(name), _kind(look, name)) for name in names]
    arrows: dict[tuple[str, str], float] = {}
    for path in explanation.paths:
        for pair in pairwise(path.nodes):
            arrows[pair] = max(arrows.get(pair, 0.0), path.probability)
    lines += [
        f'  {number[cause]} -->|"{mermaid_label(figures.share(chance))}"| {number[effect]}'
        for (cause, effect), chance in arrows.items()
    ]
    return ("flowchart LR", *lines, *_CLASSES) if names else ()


def _box(number: str, title: str, kind: str, *, asked: bool = False) -> str:
    box = f'  {number}["{mermaid_label(title)}"]:::{kind}'
    return f"{box}\n  class {number} asked" if asked else box


def _kind(look: Lookup, name: str) -> str:
    if look.entry("cause", name) is None:
        return "symptom"
    found = look.audit.diagnosis.hypothesis(name)
    return "root" if found is not None and found.is_root else "cause"
