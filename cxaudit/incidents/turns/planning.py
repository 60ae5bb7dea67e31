"""Tells whether the rows of an input are messages of conversations, and by which columns, or incidents each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxaudit.incidents.names import plain_name
from cxaudit.incidents.recognition import PlannedColumn, present_rule, untaken
from cxaudit.incidents.rules import ColumnRule
from cxaudit.incidents.turns.roles import Role, meanings_of, role_of
from cxaudit.incidents.values.texts import present
from cxaudit.model import COLUMNS, MESSAGE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxaudit.incidents.names import NameIndex
    from cxaudit.incidents.sampling import Sample
    from cxaudit.incidents.shapes import Shape

_TELLING = frozenset({"speaker", "author", "internal", "reply_to"})  # each makes rows messages, if told to be there
_KNOWN = 0.8  # share of values that have to name a role for a column to say who speaks
_SEVERAL_SPEAK = 0.3  # share of repeated ids with several authors for their rows to be messages
# What the number of a conversation is called beside that of a message.
_CONVERSATION = (
    *("conversation id", "conversation", "thread id", "thread", "chat id", "session id", "ticket id"),
    *("ticket number", "ticket", "case id", "case number", "incident id", "issue id", "issue key"),
    *("dialog id", "dialogue id", "call id", "parent id", "room id", "channel id"),
)

_OF_MESSAGES = frozenset(("conversation", "thread", "chat", "session", "dialog", "dialogue", "message", "body"))


@dataclass(frozen=True, slots=True)
class MessageRows:
    """The rows of an input are messages. `by_replies`: only what each answers tells which belong together."""

    by_replies: bool
    note: str


@dataclass(frozen=True, slots=True)
class Model:
    """An input of messages that another one like it is to be read as: how it is `planned`."""

    path: str
    planned: tuple[PlannedColumn, ...]
    by_replies: bool


def read_like(model: Model, planned: tuple[PlannedColumn, ...]) -> tuple[tuple[PlannedColumn, ...], MessageRows]:
    """The plan of an input in which the columns of `model` mean what they mean there."""
    taken = {name for plan in model.planned for name in plan.originals}
    plans = {plan.column: plan for plan in planned if taken.isdisjoint(plan.originals)}
    plans |= {plan.column: plan for plan in model.planned}
    ordered = tuple(plans[column] for column in COLUMNS if column in plans)
    return ordered, MessageRows(model.by_replies, f"{_note(plans)}, as in {model.path}")


def plan_messages(
    planned: tuple[PlannedColumn, ...], index: NameIndex, sample: Sample, generic: Shape, shape: str, *, denied: bool
) -> tuple[tuple[PlannedColumn, ...], MessageRows | None]:
    """The plan with what rows tell of messages, or without it where rows are incidents.

    Rows are messages where the user or a known export says who speaks in them. In a table from anywhere the columns
    have to show it: ids that repeat, and who speaks, or several authors under one id. `denied`: the user said that
    nobody speaks in them.
    """
    plans = {plan.column: plan for plan in planned}
    told = not _TELLING.isdisjoint(plans)
    if not told and not denied and shape == generic.name:
        plans = _inferred(plans, index, sample, generic) or plans
    if denied or _TELLING.isdisjoint(plans):
        return tuple(plan for plan in planned if plan.column not in MESSAGE_COLUMNS), None
    if "speaker" in plans:
        plans["speaker"] = _with_meanings(plans["speaker"])
    ordered = tuple(plans[column] for column in COLUMNS if column in plans)
    by_replies = "reply_to" in plans and not _repeats(sample, plans.get("id"))
    return ordered, MessageRows(by_replies, _note(plans))


def _inferred(
    plans: Mapping[str, PlannedColumn], index: NameIndex, sample: Sample, generic: Shape
) -> dict[str, PlannedColumn] | None:
    """The plan of a table from anywhere whose rows are messages; None where they are not."""
    found = dict(plans)
    for column in MESSAGE_COLUMNS:
        rule = present_rule(generic.columns[column], index, column) if column in generic.columns else None
        rule = None if rule is None else untaken(rule, found)
        if rule is not None:
            found[column] = PlannedColumn(column, rule, "name")
    if "text" not in found:
        return None
    if not _repeats(sample, found.get("id")):
        conversation = _conversation_id(found, index, sample)
        if conversation is not None:
            found["id"] = conversation
        elif "reply_to" not in found:
            return None
    return _with_speakers(found, sample)


def _conversation_id(found: Mapping[str, PlannedColumn], index: NameIndex, sample: Sample) -> PlannedColumn | None:
    if "id" in found and found["id"].how == "mapped":
        return None
    taken = {name for column, plan in found.items() for name in plan.originals if column not in ("id", "reply_to")}
    for wanted in _CONVERSATION:
        name = index.find(wanted)
        plan = None if name is None or name in taken else PlannedColumn("id", ColumnRule(((name,),)), "name")
        if plan is not None and _repeats(sample, plan):
            return replace(plan, note="the number of a conversation, as rows are messages")
    return None


def _with_speakers(found: dict[str, PlannedColumn], sample: Sample) -> dict[str, PlannedColumn] | None:
    """The plan with one way to tell who speaks; None where there is none."""
    speaker = found.get("speaker")
    if speaker is not None and not _tells_roles(speaker, sample):
        del found["speaker"]
        # A column called "sender" may hold names as well as roles.
        found.setdefault("author", replace(speaker, column="author"))
    if "speaker" in found:
        # What names a role names nobody.
        roles = found["speaker"].originals
        return {column: plan for column, plan in found.items() if column == "speaker" or plan.originals != roles}
    if (
        "author" not in found
        and "customer" in found
        and found["customer"].how != "mapped"
        and _speak_of_messages(found)
    ):
        found["author"] = replace(found["customer"], column="author", note="differs within one conversation")
        if _several_speak(found, sample):
            del found["customer"]
            return found
        return None
    return found if "author" in found and _several_speak(found, sample) else None


def _speak_of_messages(found: Mapping[str, PlannedColumn]) -> bool:
    """Whether the id or the text is called as in a log of messages."""
    names = plain_name(" ".join((*found["id"].originals, *found["text"].originals)))
    return not _OF_MESSAGES.isdisjoint(names.split("_"))


def _tells_roles(plan: PlannedColumn, sample: Sample) -> bool:
    """Whether the values name roles, and more than one."""
    if len(plan.originals) == 1 and meanings_of(plan.originals[0]):
        return True
    values = [text for name in plan.originals for text in sample.texts(name)]
    roles = [role_of(value) for value in values]
    known = [role for role in roles if role is not Role.UNKNOWN]
    return bool(values) and len(known) >= _KNOWN * len(values) and len(set(known)) > 1


def _several_speak(found: Mapping[str, PlannedColumn], sample: Sample) -> bool:
    """Whether a good part of the repeated ids have several authors, and texts of their own in each row."""
    ids, authors, texts = (_values(sample, found[name]) for name in ("id", "author", "text"))
    by_id: dict[str, list[tuple[str | None, str | None]]] = defaultdict(list)
    for name, author, text in zip(ids, authors, texts, strict=True):
        if name is not None:
            by_id[name].append((author, text))
    repeated = [rows for rows in by_id.values() if len(rows) > 1]
    several = sum(
        len({author for author, _ in rows if author}) > 1 and len({text for _, text in rows}) > 1 for rows in repeated
    )
    return bool(repeated) and several >= _SEVERAL_SPEAK * len(repeated)


def _values(sample: Sample, plan: PlannedColumn) -> Sequence[str | None]:
    column = sample.column(plan.originals[-1])
    values: list[str | None] = [None] * sample.table.num_rows if column is None else present(column).to_pylist()
    return values


def _repeats(sample: Sample, plan: PlannedColumn | None) -> bool:
    if plan is None:
        return False
    texts = [text for name in plan.originals for text in sample.texts(name)]
    return len(set(texts)) < len(texts)


def _with_meanings(plan: PlannedColumn) -> PlannedColumn:
    """What yes and no mean in a column such as ``inbound``."""
    if plan.rule.values or len(plan.originals) != 1:
        return plan
    return replace(plan, rule=replace(plan.rule, values=meanings_of(plan.originals[0])))


def _note(plans: Mapping[str, PlannedColumn]) -> str:
    by = "speaker" if "speaker" in plans else "author" if "author" in plans else ""
    names = plans[by].originals if by else ()
    named, one = ", ".join(f"'{name}'" for name in names), len(names) == 1
    rows = (
        "rows are messages (--column speaker= if they are not): those of one conversation become one incident, and"
        " symptoms are looked for in what"
    )
    match by:
        case "speaker":
            return f"{rows} the customer wrote; {named} {'says' if one else 'say'} who speaks"
        case "author" if {"customer", "agent"}.isdisjoint(plans):
            return f"{rows} the customer wrote; who writes first ({named}) is taken for the customer"
        case "author":
            compared = f"{named} {'is' if one else 'are'} compared with who the customer and the agent are"
            return f"{rows} the customer wrote; {compared}"
        case _:
            return f"{rows} was written, as nothing says who speaks"
