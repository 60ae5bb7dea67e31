"""A rulebook should reach every family of causes and each of the ten areas of the organisation.

An audit finds only what its rulebook can see. A family or an area that no symptom leads to comes out clean in every
report, however bad it is.

Bad:
    symptoms:
      - id: slow-reply
        title: The reply took too long
        caused_by: {too-few-people: often}

Good:
    symptoms:
      - {id: one, caused_by: {a: often, b: often, c: often, d: often, e: often}}
      - {id: two, caused_by: {f: often, g: often, h: often, i: often, j: often}}
    causes:
      - {id: a, family: culture, area: organisational-culture}
      - {id: b, family: leadership, area: managerial-practice}
      - {id: c, family: culture, area: teamworking}
      - {id: d, family: process, area: communication}
      - {id: e, family: leadership, area: leadership-practices}
      - {id: f, family: process, area: service-standards-compliance}
      - {id: g, family: culture, area: customer-engagement-skills}
      - {id: h, family: process, area: service-agent-expertise}
      - {id: i, family: process, area: process-friendliness}
      - {id: j, family: technology, area: technology-enablement}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.checks.check import causes_reached
from cxaudit.model import Location, Severity, Violation
from cxaudit.rulebook import AREAS, FAMILIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Rulebook


def unreachable_area(rulebook: Rulebook) -> Iterator[Violation]:
    """One violation for the families, one for the areas, that no symptom or signal leads to."""
    causes = [rulebook.causes[name] for name in causes_reached(rulebook)]
    families, areas = {cause.family for cause in causes}, {cause.area for cause in causes}
    for plural, words, reached in (("families", FAMILIES, families), ("areas", AREAS, areas)):
        lacking = [word for word in words if word not in reached]
        if lacking:
            yield Violation(
                Location(rulebook.files[0], 1, 1),
                "unreachable-area",
                Severity.WARNING,
                f"no symptom leads to these {plural}: {', '.join(lacking)}",
                help="add symptoms and causes for them, or extend `core`, which has all",
            )
