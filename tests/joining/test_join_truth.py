"""Customers joined over three exports, held against the truth that made them."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pyarrow as pa
import pytest
from simulated_customers import Named, customers, write_exports

from cxaudit.engines.joining.identifying import Identify
from cxaudit.engines.joining.kinds import Kinds
from cxaudit.engines.joining.links import Links, Names
from cxaudit.engines.joining.people import People
from cxaudit.engines.kernel import ROWS_PER_SOURCE
from cxaudit.incidents import open_sources

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def joined(paths: Sequence[Path], country: str = "") -> tuple[People, list[list[int]]]:
    """Who was found, and the customer of each row of each source."""
    sources = open_sources([str(path) for path in paths])
    links, tables = Links(), []
    for number, source in enumerate(sources):
        for chunk in source.chunks():
            columns = Identify(country).columns(chunk.batch)
            order = np.asarray(chunk.batch["_row"], dtype=np.int64) + number * ROWS_PER_SOURCE
            tables.append(pa.table({"order": order, **columns}))
            links.add(tables[-1])
    people = People.among(links.names(), Kinds.among([source.finished() for source in sources]), same_ids=None)
    found: list[list[int]] = [[] for _ in sources]
    for table in tables:
        names = Names.of(table)
        for source, label in zip(names.source, people.customers(people.identifiers(names)), strict=True):
            found[source].append(int(label))
    return people, found


def reachable(truth: list[list[Named]]) -> list[list[object]]:
    """The best that can be found: rows of one customer that hang together by what truly names them; None for nobody."""
    graph = nx.Graph()
    for row in (row for rows in truth for row in rows):
        nodes = [(row.customer, name) for name in row.by if name]
        graph.add_nodes_from(nodes)
        graph.add_edges_from(pairwise(nodes))
    label = {node: min(group) for group in nx.connected_components(graph) for node in group}
    return [[next((label[row.customer, name] for name in row.by if name), None) for row in rows] for rows in truth]


def across_sources(labels: Sequence[Sequence[object]], nobody: object) -> set[tuple[int, int]]:
    """The pairs of rows of different sources that have one label."""
    rows = [(source, label) for source, found in enumerate(labels) for label in found]
    by_label = defaultdict(list)
    for number, (source, label) in enumerate(rows):
        if label != nobody:
            by_label[label].append((number, source))
    return {
        (one, other)
        for group in by_label.values()
        for (one, first), (other, second) in combinations(group, 2)
        if first != second
    }


def measured(folder: Path, seed: int, couples: float) -> tuple[float, float, People]:
    """Precision, and recall of what can be found, over pairs of rows of different exports."""
    paths, truth = write_exports(folder, customers(300, seed, couples=couples), 500, seed)
    people, found = joined(paths)
    said = across_sources(found, 0)
    true = across_sources([[row.customer for row in rows] for rows in truth], None)
    best = across_sources(reachable(truth), None)
    return len(said & true) / len(said), len(said & best) / len(best), people


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_customers_are_found_again_and_few_are_mixed_up(seed: int, tmp_path: Path) -> None:
    precision, recall, people = measured(tmp_path, seed, couples=0.03)
    assert precision > 0.93
    assert recall > 0.95
    assert len(people.shared.phone) == 1
    # Three numberings of customers that begin at 1 or look alike are told apart.
    assert [entry.same for entry in people.numberings.compared] == [False, None, False]


@pytest.mark.parametrize("seed", [4, 5])
def test_nobody_is_mixed_up_where_no_two_share_a_number_but_an_office(seed: int, tmp_path: Path) -> None:
    precision, recall, _ = measured(tmp_path, seed, couples=0)
    assert precision == 1
    assert recall > 0.95
