"""The cluster that all tests of the Spark engine share, as it takes a while to start; a plugin of pytest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from spark_cluster import Cluster

if TYPE_CHECKING:
    from collections.abc import Iterator

SPLIT = 150_000  # bytes; logs of two megabytes have some 15 splits


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A master and two workers."""
    started = Cluster(tmp_path_factory.mktemp("cluster"), SPLIT)
    try:
        started.start()
        yield started
    finally:
        started.stop()


@pytest.fixture(scope="session")
def served(cluster: Cluster) -> Cluster:
    """The same with a Connect server, which takes all workers for itself."""
    cluster.serve()
    return cluster
