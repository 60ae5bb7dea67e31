"""What the README shows is what the program prints, and the shipped report is what it writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from readme import ROOT, blocks, printed

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def toured(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[str, ...]]:
    """The folder in which the README's commands were run one after the other, and what they printed."""
    folder = tmp_path_factory.mktemp("tour")
    return folder, printed(folder)


def test_the_readme_shows_what_the_commands_print(toured: tuple[Path, tuple[str, ...]]) -> None:
    shown = blocks()
    assert len(shown) >= 4
    assert [block.shown for block in shown] == list(toured[1])


def test_the_shipped_report_is_what_the_program_writes(toured: tuple[Path, tuple[str, ...]]) -> None:
    written = (toured[0] / "again.md").read_text(encoding="utf-8")
    assert written == (ROOT / "examples" / "telecom.report.md").read_text(encoding="utf-8")
