"""Customers put together: against a slow union by networkx that follows the same rules, one string at a time."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxaudit.engines.joining.kinds import Kinds
from cxaudit.engines.joining.links import Names
from cxaudit.engines.joining.matching import customers_of, matches
from cxaudit.engines.joining.people import People
from cxaudit.engines.joining.sharing import GROUP_LIMIT, ID_LIMIT, MAIL_LIMIT, PHONE_LIMIT
from cxaudit.tally import components

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True)
class Row:
    """What a row of a source names, as strings; empty for nothing. Ids of a dozen digits tell by themselves."""

    source: int
    id: str = ""
    mail: str = ""
    phone: str = ""
    code: int = 0

    @property
    def telling(self) -> bool:
        return len(self.id) >= 12


def hashed(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") if text else 0


def names_of(rows: list[Row]) -> Names:
    def column(name: str) -> NDArray[np.uint64]:
        return np.array([hashed(getattr(row, name)) for row in rows], dtype=np.uint64)

    return Names(
        np.array([row.source for row in rows], dtype=np.int64),
        column("id"),
        np.array([row.telling for row in rows], dtype=np.bool_),
        column("mail"),
        column("phone"),
        np.array([row.code for row in rows], dtype=np.int64),
    )


def kinds_of(sources: list[int]) -> Kinds:
    """Sources whose kinds are given by number."""
    names = tuple(f"kind {kind}" for kind in sources)
    return Kinds(np.array(sources), names, tuple(f"{number}.csv" for number in range(len(sources))))


def slow_groups(rows: list[Row], sources: list[int], same_ids: bool | None) -> list[object]:  # noqa: FBT001
    """The customer of each row, None for none: the rules once more, one value at a time."""
    codes: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        if row.phone and row.code:
            codes[row.phone].add(row.code)
    phones: list[object] = []
    for row in rows:
        known = codes[row.phone]
        code = row.code or (next(iter(known)) if len(known) == 1 else 0)
        phones.append((row.phone, code) if row.phone and not (row.code == 0 and len(known) > 1) else None)
    mails: list[object] = [row.mail or None for row in rows]
    kind = [sources[row.source] for row in rows]
    ids = [row.id or None for row in rows]
    bad_mails = many_ids(mails, ids, kind, MAIL_LIMIT) | many(mails, phones, MAIL_LIMIT)
    bad_phones = many_ids(phones, ids, kind, PHONE_LIMIT) | many(phones, mails, PHONE_LIMIT)
    mails = [None if mail in bad_mails else mail for mail in mails]
    phones = [None if phone in bad_phones else phone for phone in phones]
    numbering, closed = slow_numbering(ids, mails, phones, kind, same_ids)
    nodes: list[object] = [
        None
        if not row.id
        else ("id", row.id, "anywhere" if row.telling and same_ids is None and k not in closed else numbering[k])
        for row, k in zip(rows, kind, strict=True)
    ]
    bad_ids = many(nodes, mails, ID_LIMIT) | many(nodes, phones, ID_LIMIT)
    return slow_union(list(zip(nodes, mails, phones, strict=True)), bad_ids)


def many(values: Sequence[object], others: Sequence[object], limit: int) -> set[object]:
    beside: dict[object, set[object]] = defaultdict(set)
    for value, other in zip(values, others, strict=True):
        if value is not None and other is not None:
            beside[value].add(other)
    return {value for value, found in beside.items() if len(found) > limit}


def many_ids(values: Sequence[object], ids: Sequence[object], kind: Sequence[int], limit: int) -> set[object]:
    beside: dict[tuple[object, int], set[object]] = defaultdict(set)
    for value, name, number in zip(values, ids, kind, strict=True):
        if value is not None and name is not None:
            beside[value, number].add(name)
    return {value for (value, _), found in beside.items() if len(found) > limit}


def slow_numbering(
    ids: Sequence[str | None],
    mails: Sequence[object],
    phones: Sequence[object],
    kind: Sequence[int],
    same_ids: bool | None,  # noqa: FBT001 - as the option
) -> tuple[dict[int, int], set[int]]:
    """The numbering of each kind, and the kinds whose ids nobody else's may be compared with."""
    kinds = sorted(set(kind))
    if same_ids is not None:
        return {number: 0 if same_ids else number for number in kinds}, set(kinds)
    graph, closed = nx.Graph(), set[int]()
    graph.add_nodes_from(kinds)
    for one, other in combinations(kinds, 2):
        pairs = set[tuple[str, str]]()
        for contacts in (mails, phones):
            found = {}
            for number in (one, other):
                known: dict[object, set[str]] = defaultdict(set)
                for contact, name, k in zip(contacts, ids, kind, strict=True):
                    if k == number and contact is not None and name is not None:
                        known[contact].add(name)
                found[number] = {contact: next(iter(names)) for contact, names in known.items() if len(names) == 1}
            pairs |= {(found[one][contact], found[other][contact]) for contact in found[one].keys() & found[other]}
        agreeing = sum(here == there for here, there in pairs)
        if len(pairs) >= 3 and agreeing >= 0.9 * len(pairs):
            graph.add_edge(one, other)
        elif len(pairs) >= 3:
            closed |= {one, other}
    return {number: min(group) for group in nx.connected_components(graph) for number in group}, closed


def slow_union(rows: Sequence[tuple[object, ...]], wide: set[object]) -> list[object]:
    """Rows by what they have in common; those in `wide` lead to nothing else."""
    graph = nx.Graph()
    for row in rows:
        present = [(place, value) for place, value in enumerate(row) if value is not None]
        graph.add_nodes_from(present)
        graph.add_edges_from(combinations([(place, value) for place, value in present if value not in wide], 2))
    label = {}
    for group in nx.connected_components(graph):
        for node in group:
            label[node] = node if len(group) > GROUP_LIMIT else min(group, key=repr)
    first = [next(((place, value) for place, value in enumerate(row) if value is not None), None) for row in rows]
    return [None if node is None else label[node] for node in first]


IDS = st.sampled_from(["", "1", "2", "3", "4", "5", "123456789012", "210987654321"])
MAILS = st.sampled_from(["", "", *(f"{letter}@x.de" for letter in "abcdefgh")])
PHONES = st.sampled_from(
    [("", 0), ("", 0), ("170111", 0), ("170111", 49), ("170222", 0), ("170222", 43), ("170222", 49)]
)
ROWS = st.lists(
    st.builds(lambda source, name, mail, phone: Row(source, name, mail, *phone), st.integers(0, 3), IDS, MAILS, PHONES),
    min_size=1,
    max_size=40,
)
SOURCES = st.sampled_from([[0, 0, 0, 0], [0, 0, 1, 2], [0, 1, 2, 3]])


def same_partition(one: list[object], other: list[object]) -> bool:
    """Whether both put the same rows together; None is no group."""
    if [value is None for value in one] != [value is None for value in other]:
        return False
    pairs = {(first, second) for first, second in zip(one, other, strict=True) if first is not None}
    return len({first for first, _ in pairs}) == len({second for _, second in pairs}) == len(pairs)


def found_groups(rows: list[Row], sources: list[int], same_ids: bool | None) -> list[object]:  # noqa: FBT001
    names = names_of(rows)
    people = People.among(names.distinct(), kinds_of(sources), same_ids=same_ids)
    return [label or None for label in people.customers(people.identifiers(names)).tolist()]


@settings(max_examples=400, deadline=None)
@given(ROWS, SOURCES, st.sampled_from([None, None, True, False]))
def test_customers_are_those_of_the_slow_union(rows: list[Row], sources: list[int], same_ids: bool | None) -> None:  # noqa: FBT001
    assert same_partition(found_groups(rows, sources, same_ids), slow_groups(rows, sources, same_ids))


def test_long_chains_and_shared_contacts_are_treated_as_by_the_slow_union() -> None:
    chain = [
        Row(0, mail=f"m{number}@x.de", phone=f"p{number + step}", code=1) for number in range(80) for step in (0, 1)
    ]
    firm = [Row(1, id="7", mail=f"staff{number}@x.de") for number in range(25)]
    staff = [Row(0, mail=f"staff{number}@x.de") for number in range(25)]
    office = [Row(2, id=str(number), phone="switchboard", code=1) for number in range(5)]
    family = [Row(2, id=f"f{number}", phone="home", code=1) for number in range(3)]
    rows = [*chain, *firm, *staff, *office, *family]
    found = found_groups(rows, [0, 1, 2], None)
    assert same_partition(found, slow_groups(rows, [0, 1, 2], None))
    assert len(set(found[: len(chain)])) > 50
    assert len(set(found[len(chain) : len(chain) + 25])) == 1
    assert len(set(found[len(chain) : len(chain) + 50])) == 26
    assert len(set(found[-8:-3])) == 5
    assert len(set(found[-3:])) == 1


@given(ROWS, SOURCES, st.randoms(use_true_random=False))
def test_labels_do_not_depend_on_the_order_of_rows(rows: list[Row], sources: list[int], chance: random.Random) -> None:
    order = list(range(len(rows)))
    chance.shuffle(order)
    shuffled = found_groups([rows[place] for place in order], sources, None)
    before = found_groups(rows, sources, None)
    assert shuffled == [before[place] for place in order]


def numbered(source: int, numbers: range, offset: int) -> list[Row]:
    return [Row(source, id=str(number + offset), mail=f"c{number}@x.de") for number in numbers]


def test_small_ids_of_two_systems_are_one_numbering_only_where_customers_of_both_show_it() -> None:
    one, alone = numbered(0, range(5), 0), Row(0, id="77")
    for others, verdict in (
        (numbered(1, range(5), 0), True),
        (numbered(1, range(5), 1), False),
        (numbered(1, range(2), 0), None),
        (numbered(1, range(10, 20), 0), None),
    ):
        rows = [*one, alone, *others, Row(1, id="77")]
        names = names_of(rows)
        people = People.among(names, kinds_of([0, 1]), same_ids=None)
        (compared,) = people.numberings.compared
        assert compared.same is verdict
        labels = people.customers(people.identifiers(names))
        assert bool(labels[5] == labels[-1]) is (verdict is True)


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0], [1, 0, 2]])
def test_two_systems_that_contradict_each_other_are_not_one_numbering_through_a_third(order: list[int]) -> None:
    place = {system: source for source, system in enumerate(order)}
    rows = [
        *numbered(place[0], range(20), 0),
        *numbered(place[1], range(10), 0),
        *numbered(place[1], range(30, 34), 0),
        *numbered(place[2], range(30, 34), 0),
        *numbered(place[2], range(10, 20), 5),
    ]
    people = People.among(names_of(rows), kinds_of([0, 1, 2]), same_ids=None)
    found = {(order[entry.first], order[entry.second]): entry for entry in people.numberings.compared}
    told = {frozenset(systems): (entry.same, people.numberings.is_one(entry)) for systems, entry in found.items()}
    assert told == {
        frozenset({0, 1}): (True, True),
        frozenset({1, 2}): (True, False),
        frozenset({0, 2}): (False, False),
    }


def branch(source: int, place: str, ids: range) -> list[Row]:
    return [Row(source, id=str(number), mail=f"{place}{number}@x.de") for number in ids]


def kinds_found(rows: list[Row], sources: list[int], same_ids: bool | None = None) -> tuple[People, list[int]]:  # noqa: FBT001
    people = People.among(names_of(rows).distinct(), kinds_of(sources), same_ids=same_ids)
    return people, people.kinds.of.tolist()


def test_exports_that_look_alike_are_of_two_systems_where_their_ids_have_other_addresses() -> None:
    rows = [*branch(0, "rome", range(50)), *branch(1, "oslo", range(50))]
    people, kinds = kinds_found(rows, [0, 0])
    assert kinds == [0, 1]
    assert len(set(people.kinds.hashes().tolist())) == 2
    (compared,) = people.numberings.compared
    assert (compared.customers, compared.agreeing, compared.same) == (50, 0, False)
    assert len(set(found_groups(rows, [0, 0], None))) == 100
    assert kinds_found(rows, [0, 0], same_ids=True)[1] == [0, 0]
    assert len(set(found_groups(rows, [0, 0], True))) == 50


@pytest.mark.parametrize(
    "rows",
    [
        [*branch(0, "rome", range(9)), *branch(1, "oslo", range(9))],
        [*branch(0, "rome", range(50)), *branch(1, "oslo", range(50, 100))],
        [*branch(0, "rome", range(50)), *branch(1, "rome", range(10)), *branch(1, "oslo", range(10, 50))],
        # Firms whose people differ from month to month.
        [
            *branch(0, "a", range(50)),
            *branch(0, "b", range(50)),
            *branch(1, "c", range(50)),
            *branch(1, "d", range(50)),
        ],
    ],
)
def test_what_little_or_nothing_contradicts_stays_one_system(rows: list[Row]) -> None:
    assert kinds_found(rows, [0, 0])[1] == [0, 0]


@given(st.permutations([("rome", 0), ("rome", 20), ("rome", 40), ("oslo", 0), ("oslo", 20), ("oslo", 40)]))
def test_the_months_of_two_branches_come_together_in_any_order(months: list[tuple[str, int]]) -> None:
    rows = [
        row for source, (place, begin) in enumerate(months) for row in branch(source, place, range(begin, begin + 30))
    ]
    people, kinds = kinds_found(rows, [0] * 6)
    assert len({*zip(kinds, (place for place, _ in months), strict=True)}) == len(set(kinds)) == 2
    assert [(entry.customers, entry.agreeing) for entry in people.numberings.compared] == [(70, 0)]


def test_long_ids_join_unless_customers_of_both_contradict() -> None:
    shared = [Row(0, id="123456789012"), Row(1, id="123456789012")]
    assert len(set(found_groups(shared, [0, 1], None))) == 1
    assert len(set(found_groups(shared, [0, 1], False))) == 2
    contradicting = [*shared, *numbered(0, range(3), 0), *numbered(1, range(3), 5)]
    assert len(set(found_groups(contradicting, [0, 1], None)[:2])) == 2


@given(st.integers(1, 60), st.lists(st.tuples(st.integers(0, 59), st.integers(0, 59)), max_size=80))
def test_components_are_those_of_networkx(nodes: int, edges: list[tuple[int, int]]) -> None:
    inside = [(one, other) for one, other in edges if one < nodes and other < nodes]
    graph = nx.Graph()
    graph.add_nodes_from(range(nodes))
    graph.add_edges_from(inside)
    expected = {node: min(group) for group in nx.connected_components(graph) for node in group}
    first, second = (np.array([edge[end] for edge in inside], dtype=np.int64) for end in (0, 1))
    assert components(nodes, first, second).tolist() == [expected[node] for node in range(nodes)]


def test_components_of_a_long_path_are_found() -> None:
    order = np.random.default_rng(1).permutation(20_000)
    assert set(components(20_000, order[:-1], order[1:]).tolist()) == {0}


@given(ROWS, SOURCES)
def test_match_rates_are_those_of_sets(rows: list[Row], sources: list[int]) -> None:
    names = names_of(rows).distinct()
    people = People.among(names, kinds_of(sources), same_ids=None)
    found = people.identifiers(names)
    label = people.customers(found)
    of = [set(label[(names.source == source) & (label != 0)].tolist()) for source in range(4)]
    assert customers_of(names.source, label, 4) == [len(known) for known in of]
    for match, (first, second) in zip(
        matches("0123", names.source, found, label), combinations(range(4), 2), strict=True
    ):
        assert (match.first, match.second) == (str(first), str(second))
        assert (match.first_customers, match.second_customers) == (len(of[first]), len(of[second]))
        assert match.both == len(of[first] & of[second])
        ways = [
            ways_of(column, label, names.source, first, second) for column in (found.customer, found.mail, found.phone)
        ]
        assert [match.by_id, match.by_mail, match.by_phone] == list(map(len, ways))
        assert match.through_others == match.both - len(set().union(*ways))


def ways_of(
    column: NDArray[np.uint64], label: NDArray[np.uint64], source: NDArray[np.int64], first: int, second: int
) -> set[int]:
    """Customers who have a value of this column in both sources."""
    here, there = (
        {*zip(label[source == each].tolist(), column[source == each].tolist(), strict=True)} for each in (first, second)
    )
    return {customer for customer, value in here & there if value}
