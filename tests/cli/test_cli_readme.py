"""What the README shows is what the program prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readme import blocks, printed

if TYPE_CHECKING:
    from pathlib import Path


def test_the_readme_shows_what_the_commands_print(tmp_path: Path) -> None:
    shown = blocks()
    assert len(shown) >= 4
    assert [block.shown for block in shown] == list(printed(tmp_path))
