"""The cluster that `--engine`, `--master` and `--spark-remote` name."""

from __future__ import annotations

from cxaudit.engines import ENGINES, Cluster
from cxaudit.errors import UsageError


def parse_cluster(engine: str, master: str | None, remote: str | None) -> Cluster:
    """Raises UsageError for an engine there is not, and for options that do not go together."""
    if engine not in ENGINES:
        raise UsageError(f"--engine '{engine}': the engines are {', '.join(ENGINES)}")
    if master and remote:
        raise UsageError("--master and --spark-remote name two ways to one cluster; give one of them")
    if engine != "spark" and (master or remote):
        raise UsageError(f"--{'master' if master else 'spark-remote'} is for a cluster; add --engine spark")
    return Cluster(master or "", remote or "")
