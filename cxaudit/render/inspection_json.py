"""What was recognised in an input, for programs.

One object: `version` (1; raised when a reader of this one could misread the next) and `inputs`, each with `source`
(as in an audit), `rejections` by reason, `columns`, `missing` and `doubts` as the nouns of `model.inspection` say.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cxaudit.model import Inspection

VERSION = 1


def render(inspections: Iterable[Inspection]) -> str:
    """The inspections as JSON, keys in the order of the nouns."""
    content = {"version": VERSION, "inputs": [asdict(inspection) for inspection in inspections]}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
