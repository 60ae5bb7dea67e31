"""Whether anyone listens at the address of a cluster; Spark would try for minutes, and then not say what failed."""

from __future__ import annotations

import os
import re
import socket
from typing import TYPE_CHECKING

from cxaudit.errors import UsageError

if TYPE_CHECKING:
    from cxaudit.engines.result import Cluster

_PATIENCE = 10.0  # seconds for a connection to be made
_PORTS = {"spark": "7077", "sc": "15002"}  # those that Spark takes where none is named
_MASTER = re.compile(r"local(\[[^\]]+\])?|local-cluster\[[^\]]+\]|yarn|(spark|k8s)://.+")
_ADDRESS = re.compile(r"(spark|sc)://([^/;]+)")
_PLACE = re.compile(r"(\[[^\]]+\]|[^:]+)(?::(\d+))?")


def refuse_unknown(cluster: Cluster) -> None:
    """Raise UsageError for an address of a form that Spark does not know; Java would bury it under its own words."""
    if cluster.master and not _MASTER.fullmatch(cluster.master):
        raise UsageError(
            f"--master {cluster.master} is no address of a cluster; give one such as spark://HOST:7077, yarn,"
            " k8s://https://HOST or local[4]"
        )
    if cluster.remote and not cluster.remote.startswith("sc://"):
        raise UsageError(
            f"--spark-remote {cluster.remote} is no address of a Spark Connect server; give one such as sc://HOST:15002"
        )


def refuse_unreachable(address: str) -> None:
    """Raise UsageError where none of the hosts of a master or a Connect server answers; other addresses pass."""
    found = _ADDRESS.match(address)
    # Behind a proxy the way to the server is another.
    if found is None or any(name.lower().endswith("_proxy") for name in os.environ):
        return
    reason = "it names no host"
    for place in found[2].split(","):
        named = _PLACE.fullmatch(place)
        if named is None:
            continue
        host, port = named[1].strip("[]"), named[2] or _PORTS[found[1]]
        try:
            socket.create_connection((host, int(port)), _PATIENCE).close()
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or str(error)
        else:
            return
    raise UsageError(f"Spark does not answer at {address} ({reason}); check the address and whether it runs")
