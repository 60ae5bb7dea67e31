"""The phrases of a rulebook as regular expressions, for tools that know nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cxaudit.matchers import Phrase, WordChoice, leaves
from cxaudit.rulebook import load_rulebook

if TYPE_CHECKING:
    from pathlib import Path

_BETWEEN = r"[ ,;:'-]+"


def phrase_patterns(rules: Path) -> list[str]:
    """One expression for each symptom that has phrases: any of them, words in upper or lower case."""
    found = []
    for symptom in load_rulebook([rules]).symptoms.values():
        rows = [
            _BETWEEN.join(map(_word, row))
            for leaf in leaves(symptom.detect)
            if isinstance(leaf, Phrase)
            for pattern in leaf.patterns
            for row in pattern.rows
        ]
        if rows:
            found.append(rf"(?i)\b(?:{'|'.join(dict.fromkeys(rows))})\b")
    return found


def _word(choice: WordChoice) -> str:
    options = [r"\w*".join(map(re.escape, option.parts)) for option in choice.options]
    return options[0] if len(options) == 1 else f"(?:{'|'.join(options)})"
