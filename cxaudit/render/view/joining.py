"""Customers and incidents that several logs have in common, as a report tells them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxaudit.render import figures
from cxaudit.render.markdown_text import Align, Grid, Markdown, code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxaudit.model import Doubled, IdsCompared, Joining, Match
    from cxaudit.render.view.lookup import Lookup

_PAIRS = 40  # pairs of logs shown; an audit holds all


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two logs in words: their names, the customers of each, and those in both."""

    logs: str
    customers: str
    both: str
    ways: str


@dataclass(frozen=True, slots=True)
class JoinedView:
    """What came of joining customers; empty where nobody asked for it.

    `overlaps` are the pairs of logs, those with most customers in common first, and `grid` as many of them as a report
    has room for; `notes` are whole sentences.
    """

    overlaps: tuple[Overlap, ...]
    grid: Grid
    notes: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.notes)

    def left_out(self, shown: int | None = None) -> str:
        """That there are more pairs than these, or than those of the grid; nothing where there are not."""
        more = len(self.overlaps) - (len(self.grid.rows) if shown is None else shown)
        return f"{figures.plural(more, 'further pair')} of logs left out here; the JSON has all" if more > 0 else ""


def make_joined(look: Lookup) -> JoinedView:
    """How the logs of the audit overlap."""
    joining = look.audit.joining
    headers = ("Logs", "Customers of each", "In both", "By id", "By mail", "By phone", "Through others")
    aligns: tuple[Align, ...] = ("left", *(("right",) * 6))
    if joining is None:
        return JoinedView((), Grid(headers, aligns, ()), ())
    pairs = sorted(joining.matches, key=lambda match: -match.both)
    rows = tuple(
        (
            Markdown(f"{code(match.first)}, {code(match.second)}"),
            _of_each(match),
            _in_both(match),
            *map(figures.count, (match.by_id, match.by_mail, match.by_phone, match.through_others)),
        )
        for match in pairs[:_PAIRS]
    )
    return JoinedView(tuple(map(_overlap, pairs)), Grid(headers, aligns, rows), tuple(_notes(joining)))


def _overlap(match: Match) -> Overlap:
    ways = (
        (match.by_id, "by id"),
        (match.by_mail, "by mail"),
        (match.by_phone, "by phone"),
        (match.through_others, "through others"),
    )
    told = ", ".join(f"{figures.count(number)} {way}" for number, way in ways if number)
    return Overlap(f"{match.first} and {match.second}", _of_each(match), _in_both(match), told)


def _of_each(match: Match) -> str:
    return f"{figures.count(match.first_customers)} and {figures.count(match.second_customers)}"


def _in_both(match: Match) -> str:
    """How many, and their share of the customers of the log with fewer."""
    fewer = min(match.first_customers, match.second_customers)
    return f"{figures.count(match.both)} ({figures.share(match.both / fewer)})" if fewer else "0"


def _notes(joining: Joining) -> Iterator[str]:
    rows, named = sum(entry.rows for entry in joining.sources), sum(entry.named for entry in joining.sources)
    yield (
        f"{figures.plural(joining.customers, 'customer')} in all, named in {figures.count(named)} of"
        f" {figures.plural(rows, 'row')}."
    )
    yield from (_ids(entry) for entry in joining.ids)
    yield from _unused(joining)
    if joining.apart:
        yield (
            f"{figures.plural(joining.apart, 'row has', 'rows have')} the id of an incident in another log that was"
            " opened at another time or by another customer, and count on their own."
        )
    yield from (_doubled(entry) for entry in joining.doubled)


def _ids(entry: IdsCompared) -> str:
    both = f"{entry.first} and {entry.second}"
    if entry.same is None and entry.compared:
        return f"Other logs show that {both} number customers alike, so ids were compared."
    if entry.same is None:
        known = f"{figures.plural(entry.customers, 'customer')} known to both by mail or phone"
        return (
            f"Whether {both} number customers alike cannot be told from the {known}: only ids too long to be equal by"
            " chance were compared. --same-ids or --own-ids says it."
        )
    agree = f"{figures.count(entry.agreeing)} of {figures.plural(entry.customers, 'customer')} known to both"
    how = "alike" if entry.same else "differently"
    ids = "ids were compared" if entry.same else "ids were not compared"
    if entry.same and entry.compared is False:
        return f"{both} number customers {how} ({agree}), but other logs contradict it, so ids were not compared."
    return f"{both} number customers {how} ({agree} have one id and one mail address or phone number), so {ids}."


def _unused(joining: Joining) -> Iterator[str]:
    kinds = ((joining.shared_mails, "mail address", "mail addresses"), (joining.shared_phones, "phone number", ""))
    shared = [figures.plural(number, one, many) for number, one, many in kinds if number]
    if shared:
        verb = "belongs" if len(shared) == 1 and shared[0].startswith("1 ") else "belong"
        yield f"{' and '.join(shared)} {verb} to so many that nobody was joined by them, such as a switchboard's."
    if joining.shared_ids:
        has = figures.plural(joining.shared_ids, "customer id has", "customer ids have")
        yield (
            f"{has} so many mail addresses or phone numbers, such as a firm's, that only rows with the id itself were"
            " joined by it."
        )
    if joining.unclear_phones:
        yield (
            f"{figures.plural(joining.unclear_phones, 'phone number')} without a country's code could be in several"
            " countries, so nobody was joined by them; --phone-country says which is meant."
        )
    if joining.scattered:
        yield (
            f"{figures.plural(joining.scattered, 'group')} of customers hung together by so long chains that they were"
            " left as they were."
        )


def _doubled(entry: Doubled) -> str:
    ways = [(entry.by_id, "by id and time"), (entry.by_words, "by customer, words and day")]
    told = " and ".join(f"{figures.count(number)} {way}" for number, way in ways if number)
    rows = figures.plural(entry.by_id + entry.by_words, "row")
    return f"{rows} of {entry.path} count once with the same incidents in {entry.kept} ({told})."
