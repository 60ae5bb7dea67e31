"""Texts that an expression matches, and the expressions it becomes when a small part of it is taken away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxaudit.matchers.expression_classes import CharacterSet
from cxaudit.matchers.expression_tree import Anchor, AnchorKind, Choice, Repeat, Row, Tree, can_be_empty

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Characters to stand for a set, the most readable first.
_TRIED = "abcdefghijklmnopqrstuvwxyz 0123456789'-.,!?:;/\"()\n_@#%&*+=€£$"


@dataclass(frozen=True, slots=True)
class Broken:
    """What an expression becomes, what was taken away, in words, and a text that should tell the two apart."""

    tree: Tree
    done: str
    text: str


def expression_sample(tree: Tree) -> str:
    """A short text that the expression should match; whoever uses it must check."""
    return _sample(tree, None, "")


def broken_trees(tree: Tree) -> Iterator[Broken]:
    """The expression without one alternative, or without one word boundary, for each it has."""
    for part, put in _parts(tree, _whole):
        match part:
            case Choice(options):
                yield from _without_option(options, put)
            case Anchor(AnchorKind.BOUNDARY):
                found = put(Row(()))
                if not can_be_empty(found):
                    yield Broken(found, "dropped a word boundary \\b", _sample(tree, part, "s"))


def _without_option(options: tuple[Tree, ...], put: Callable[[Tree], Tree]) -> Iterator[Broken]:
    for index, option in enumerate(options):
        rest = options[:index] + options[index + 1 :]
        found = put(rest[0] if len(rest) == 1 else Choice(rest))
        if not can_be_empty(found):
            text = expression_sample(option)
            yield Broken(found, f"dropped the alternative like '{text}'", expression_sample(put(option)))


def _parts(tree: Tree, put: Callable[[Tree], Tree]) -> Iterator[tuple[Tree, Callable[[Tree], Tree]]]:
    """Every part of a tree, with what the whole becomes when another stands in its place."""
    yield tree, put
    match tree:
        case Row(items):
            for index, item in enumerate(items):
                yield from _parts(item, _in_row(items, index, put))
        case Choice(options):
            for index, option in enumerate(options):
                yield from _parts(option, _in_choice(options, index, put))
        case Repeat(item):
            yield from _parts(item, _in_repeat(tree, put))


def _whole(tree: Tree) -> Tree:
    return tree


def _in_row(items: tuple[Tree, ...], index: int, put: Callable[[Tree], Tree]) -> Callable[[Tree], Tree]:
    return lambda part: put(Row((*items[:index], part, *items[index + 1 :])))


def _in_choice(options: tuple[Tree, ...], index: int, put: Callable[[Tree], Tree]) -> Callable[[Tree], Tree]:
    return lambda part: put(Choice((*options[:index], part, *options[index + 1 :])))


def _in_repeat(tree: Repeat, put: Callable[[Tree], Tree]) -> Callable[[Tree], Tree]:
    return lambda part: put(replace(tree, item=part))


def _sample(tree: Tree, marked: Tree | None, mark: str) -> str:
    """A text of the tree, with `mark` written where the part `marked` stands."""
    if tree is marked:
        return mark
    match tree:
        case CharacterSet():
            return _character(tree)
        case Anchor():
            return ""
        case Row(items):
            return "".join(_sample(item, marked, mark) for item in items)
        case Choice(options):
            chosen = next((option for option in options if _holds(option, marked)), options[0])
            return _sample(chosen, marked, mark)
        case Repeat(item, low):
            times = max(low, 1) if _holds(item, marked) else low
            return _sample(item, marked, mark) * times


def _holds(tree: Tree, marked: Tree | None) -> bool:
    return marked is not None and any(part is marked for part, _ in _parts(tree, _whole))


def _character(characters: CharacterSet) -> str:
    for sign in _TRIED:
        if characters.contains(ord(sign), sign.isalnum()):
            return sign
    return next((chr(low) for low, _ in characters.as_ranges()), "")
