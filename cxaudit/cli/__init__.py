"""The command line: the only place that prints, exits or writes."""

from __future__ import annotations

from cxaudit.cli.application import run
