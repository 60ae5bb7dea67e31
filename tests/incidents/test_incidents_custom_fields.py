"""What a business added to a known help desk's export is recognised by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.incidents import open_sources

if TYPE_CHECKING:
    from pathlib import Path

_FRESHDESK = (
    "Ticket ID,Subject,Status,Priority,Source,Type,Agent,Group,Created time,Due by Time,Resolved time,Description"
)


def test_custom_fields_of_a_known_export_are_recognised_by_name(tmp_path: Path) -> None:
    path = tmp_path / "tickets.csv"
    header = f"{_FRESHDESK},Region,Number of transfers,Rating (1-5),Root cause"
    row = "7,Late,Open,Low,Email,Problem,Ann,Front,2025-01-02 10:00,2025-01-03 10:00,,It was late,north,2,4,unknown"
    path.write_text(f"{header}\n{row}\n", encoding="utf-8")
    [source] = open_sources([str(path)])
    assert source.shape == "freshdesk"
    found = {entry.original: (entry.column, entry.how) for entry in source.recognised}
    assert found["Region"] == ("site", "name")
    assert found["Number of transfers"] == ("handoffs", "name")
    assert found["Rating (1-5)"] == ("satisfaction", "name")
    assert found["Ticket ID"] == ("id", "shape")
    # A cause established by hand is only taken where the user says which column holds it.
    assert found["Root cause"] == ("", "")
