r"""`expression`: regular expressions on the folded text, searched in time linear in it.

They see the text as `characters` describes it: case-folded, apostrophes and dashes straightened, all spaces one kind,
accents folded unless as written. Letters that fold to several characters (ß) are written out. ``\\b`` is a boundary of
the words of the text model: apostrophes inside a word belong to it, whatever the script.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.matchers.expression_alphabet import alphabet_of, compiled, told_apart
from cxaudit.matchers.expression_characters import ExpressionFault, FaultKind
from cxaudit.matchers.expression_syntax import parse_tree
from cxaudit.matchers.expression_tree import Tree, can_be_empty, matches_in
from cxaudit.matchers.negation import Negation
from cxaudit.matchers.node_values import as_scalars, inside
from cxaudit.matchers.outcome import Match, Outcome, outcome_of_matches
from cxaudit.matchers.reading import TEXT
from cxaudit.matchers.reference_text import Accents, Layer, ReferenceText
from cxaudit.model import Location, Node, ScalarNode

if TYPE_CHECKING:
    from cxaudit.matchers.reading import Reading

LENGTH_LIMIT = 2000  # characters of an expression as written


@dataclass(frozen=True, slots=True)
class Pattern:
    """One expression, as written and as a tree."""

    text: str
    location: Location
    tree: Tree


@dataclass(frozen=True, slots=True)
class Expression:
    """Any one of some regular expressions."""

    location: Location
    patterns: tuple[Pattern, ...]
    accents: Accents = Accents.FOLDED
    negation: Negation | None = None
    said_in: str = TEXT

    def look(self, text: ReferenceText) -> Outcome:
        """What a text says of it, the slow way."""
        layer = text.layer(self.accents)
        matches = [
            Match(*layer.span(start, end), negated=self._negated(text, layer, start), pattern=pattern.location)
            for pattern in self.patterns
            for start, end in matches_in(pattern.tree, layer)
        ]
        return outcome_of_matches(self.location, matches)

    def _negated(self, text: ReferenceText, layer: Layer, start: int) -> bool:
        """As for the first word that ends behind the start of the match."""
        if self.negation is None:
            return False
        first_word = next((index for index, (_, end) in enumerate(layer.words) if end > start), len(layer.words))
        return self.negation.negates(text, first_word)


def parse_expression(node: Node, reading: Reading) -> Expression | None:
    """``expression: 'promised .{0,40} refund'`` or a list of them."""
    read = [_pattern(scalar, reading) for scalar in as_scalars(node, "expression", reading.report)]
    patterns = tuple(pattern for pattern in read if pattern is not None)
    if not patterns:
        return None
    return Expression(node.location, patterns, reading.accents, reading.negation, reading.said_in)


def _pattern(scalar: ScalarNode, reading: Reading) -> Pattern | None:
    try:
        tree = _checked_tree(scalar.text, reading.accents)
    except ExpressionFault as fault:
        place = scalar.location if "\n" in scalar.text else inside(scalar.location, fault.position + scalar.quoted)
        message = f"the expression {fault.message}"
        reading.report.error(fault.kind, place, message, help=fault.advice, subject=scalar.text)
        return None
    return Pattern(scalar.text, scalar.location, tree)


def _checked_tree(text: str, accents: Accents) -> Tree:
    """The tree of an expression that RE2 can run; raises ExpressionFault."""
    if len(text) > LENGTH_LIMIT:
        raise ExpressionFault(FaultKind.INVALID, 0, f"is longer than {LENGTH_LIMIT} characters", "split it")
    tree = parse_tree(text, accents)
    if can_be_empty(tree):
        message = "can match the empty text, so it matches always"
        raise ExpressionFault(FaultKind.EMPTY, 0, message, "make a part of it required")
    alphabet = alphabet_of(told_apart(tree))
    if alphabet is None:
        message = "tells too many letters outside of a to z apart"
        raise ExpressionFault(FaultKind.INVALID, 0, message, "split it into several")
    if compiled(tree, alphabet) is None:
        message = "is too large once its repetitions are written out"
        raise ExpressionFault(FaultKind.INVALID, 0, message, "repeat less often")
    return tree
