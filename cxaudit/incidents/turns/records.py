"""Records that hold their messages: who said what in each, from lists, journals, transcripts and single cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.incidents.turns.gathering import Gathered, cut, gather
from cxaudit.incidents.turns.roles import Role
from cxaudit.incidents.turns.rules import TurnRule
from cxaudit.incidents.turns.spoken import NEVER, Messages, in_turn, settled_roles, spoken
from cxaudit.incidents.values.texts import looks_marked_up, without_markup
from cxaudit.incidents.values.times import times

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxaudit.incidents.raw import RawBatch
    from cxaudit.incidents.sampling import Sample

NUMBER = pa.float64()


@dataclass(frozen=True, slots=True)
class Telling:
    """Where the messages of one input stand.

    The names in `rules` are those of the input, that of a list as it is asked for. With `transcripts` the text itself
    is cut into what each side says, where it can be.
    """

    rules: tuple[TurnRule, ...] = ()
    transcripts: bool = False

    @property
    def wanted(self) -> tuple[str, ...]:
        """The original columns that have to be read."""
        return tuple(dict.fromkeys(name for rule in self.rules for name in _columns(rule)))

    def speaks(self, sample: Sample) -> bool:
        """Whether the first records hold what may be messages beside the text."""
        lists = any(rule.list for rule in self.rules)
        return lists or any(sample.texts(name) for rule in self.rules for name in (*rule.journal, *rule.column))

    def told(self, raw: RawBatch, made: Mapping[str, pa.Array], *, day_first: bool) -> dict[str, pa.Array]:
        """The canonical columns that follow from what was said, in place of those in `made`."""
        rows = len(raw.rows)
        said = Gathered(rows, any(rule.from_the_start for rule in self.rules))
        for rule in self.rules:
            gather(said, rule, raw)
        texts: list[str | None] = made["text"].to_pylist() if "text" in made else [None] * rows
        if self.transcripts:
            cut(said, texts, made)
        return _columns_of(said, texts, made, day_first=day_first)


def _columns(rule: TurnRule) -> tuple[str, ...]:
    outside = (*rule.list, *rule.journal, *rule.column, *rule.customer, *rule.staff)
    return (
        (*outside, *rule.sent_at, *rule.speaker, *rule.author, *rule.internal, *rule.public) if rule.column else outside
    )


def _columns_of(
    said: Gathered, texts: Sequence[str | None], made: Mapping[str, pa.Array], *, day_first: bool
) -> dict[str, pa.Array]:
    opening = [record for record in sorted(set(said.record)) if record not in said.whole and texts[record]]
    messages = _as_messages(said, opening, texts, made, day_first=day_first)
    order = in_turn(messages)
    found = spoken(messages, order, settled_roles(messages, order), said.rows)
    has = np.zeros(said.rows, dtype=np.bool_)
    has[np.array(said.record, dtype=np.int64)] = True
    asked = np.array([one.customer_turns for one in found], dtype=np.int64)
    asked[np.array(opening, dtype=np.int64)] -= said.from_the_start
    replied = pa.array([one.first_reply_minutes for one in found], NUMBER)
    known = made.get("first_response_minutes")
    return {
        "text": pa.array([one.text if has[place] else texts[place] for place, one in enumerate(found)], pa.string()),
        "agent_text": pa.array([one.agent_text for one in found], pa.string()),
        "customer_turns": pa.array(asked, NUMBER, mask=~has),
        "agent_turns": pa.array([one.agent_turns for one in found], NUMBER, mask=~has),
        "first_response_minutes": replied if known is None else pc.coalesce(known, replied),
    }


def _as_messages(
    said: Gathered, opening: list[int], texts: Sequence[str | None], made: Mapping[str, pa.Array], *, day_first: bool
) -> Messages:
    """What was gathered, behind the texts with which the records `opening` begin."""
    count = len(opening)
    when = pa.array([one.when or None for one in said.messages], pa.string())
    sent = np.asarray(times(when, day_first=day_first).cast(pa.int64()).fill_null(NEVER))
    opened = np.full(said.rows, NEVER)
    if "opened_at" in made:
        opened = np.asarray(made["opened_at"].cast(pa.int64()).fill_null(NEVER))
    authors: dict[tuple[int, str], int] = {}
    author = [
        authors.setdefault((record, one.who.casefold()), len(authors)) if one.who else -1
        for record, one in zip(said.record, said.messages, strict=True)
    ]
    began = [_without(texts[record], said.journals.get(record, ())) for record in opening]
    return Messages(
        np.array([*opening, *said.record], dtype=np.int64),
        np.array([*[Role.CUSTOMER] * count, *(one.role for one in said.messages)], dtype=np.int8),
        np.concatenate((opened[np.array(opening, dtype=np.int64)], sent)).astype(np.int64),
        np.arange(count + len(said.messages)),
        np.array([*[-1] * count, *author], dtype=np.int64),
        [*began, *_plain([one.text for one in said.messages])],
    )


def _without(text: str | None, journals: Sequence[str]) -> str | None:
    for journal in journals:
        text = text.replace(journal, "").strip() if text else text
    return text


def _plain(texts: list[str]) -> list[str | None]:
    """The texts, without markup where they hold it."""
    marked = [place for place, text in enumerate(texts) if "<" in text and looks_marked_up((text,))]
    plain: list[str | None] = list(texts)
    for place, text in zip(
        marked, without_markup(pa.array([texts[p] for p in marked], pa.string())).to_pylist(), strict=True
    ):
        plain[place] = text
    return plain
