"""`expression`: regular expressions on the folded text, searched in time linear in it.

They see the text as `characters` describes it: case-folded, apostrophes and dashes straightened, all spaces one kind,
accents folded unless as written. Letters that fold to several characters (ß) are written out. ``\\b`` is a boundary of
the words of the text model: apostrophes inside a word belong to it, whatever the script.
"""

from __future__ import annotations

from dataclasses import dataclass

from cxaudit.matchers.expression_alphabet import alphabet_of, compiled, told_apart
from cxaudit.matchers.expression_syntax import ExpressionFault, parse_tree
from cxaudit.matchers.expression_tree import Tree, can_be_empty, matches_in
from cxaudit.matchers.negation import Negation
from cxaudit.matchers.outcome import Match, Outcome, outcome_of_matches
from cxaudit.matchers.reading import Reading, as_scalars, inside
from cxaudit.matchers.reference_text import Accents, Layer, ReferenceText
from cxaudit.model import Location, Node, ScalarNode

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
    return Expression(node.location, patterns, reading.accents, reading.negation) if patterns else None


def _pattern(scalar: ScalarNode, reading: Reading) -> Pattern | None:
    def fault(check: str, message: str, advice: str, position: int = 0) -> None:
        place = scalar.location if "\n" in scalar.text else inside(scalar.location, position + scalar.quoted)
        reading.report.error(check, place, f"the expression {message}", help=advice, subject=scalar.text)

    if len(scalar.text) > LENGTH_LIMIT:
        return fault("invalid-expression", f"is longer than {LENGTH_LIMIT} characters", "split it into several")
    try:
        tree = parse_tree(scalar.text, reading.accents)
    except ExpressionFault as found:
        return fault(found.kind, f"has {found.message}", found.advice, found.position)
    if can_be_empty(tree):
        return fault("matches-empty", "can match the empty text, so it matches always", "make a part of it required")
    alphabet = alphabet_of(told_apart(tree))
    if alphabet is None:
        return fault("invalid-expression", "tells too many letters outside of a to z apart", "split it into several")
    if compiled(tree, alphabet) is None:
        return fault("invalid-expression", "is too large once its repetitions are written out", "repeat less often")
    return Pattern(scalar.text, scalar.location, tree)
