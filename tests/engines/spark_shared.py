"""Clusters for the tests of the Spark engine, a plugin of pytest; one with a Connect server is shared."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from spark_cluster import Cluster

if TYPE_CHECKING:
    from collections.abc import Iterator

SPLIT = 150_000  # bytes; logs of two megabytes have some 15 splits


@pytest.fixture
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A master and two workers that nobody else uses."""
    with _started(tmp_path_factory) as started:
        yield started


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Others with a Connect server, which takes all workers for itself."""
    with _started(tmp_path_factory) as started:
        started.serve()
        yield started


@contextmanager
def _started(folders: pytest.TempPathFactory) -> Iterator[Cluster]:
    started = Cluster(folders.mktemp("cluster"), SPLIT)
    try:
        started.start()
        yield started
    finally:
        started.stop()
