"""What a business added to a known help desk's export is recognised by name."""

from __future__ import annotations

from pathlib import Path

from cxaudit.incidents import open_sources

SAMPLES = Path(__file__).parent / "samples"
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


def test_a_column_that_the_export_itself_knows_means_nothing_else() -> None:
    uses = {}
    for name in ("servicenow", "qualtrics"):
        [source] = open_sources([str(SAMPLES / f"{name}.csv")])
        assert source.shape == name
        uses[name] = [(entry.original, entry.column) for entry in source.recognised if entry.column]
    # Who called is the customer, and no number to call.
    assert [column for original, column in uses["servicenow"] if original == "caller_id"] == ["customer"]
    # "IP Address" or "Survey Preview" says what kind of answer it is, not what became of it.
    assert "Status" not in dict(uses["qualtrics"])


def test_a_status_that_a_business_added_to_a_survey_is_one(tmp_path: Path) -> None:
    lines = (SAMPLES / "qualtrics.csv").read_text(encoding="utf-8").splitlines()
    added = [f"{line},{cell}" for line, cell in zip(lines, ("Ticket status", "", "", *["open"] * 99), strict=False)]
    path = tmp_path / "answers.csv"
    path.write_text("\n".join(added) + "\n", encoding="utf-8")
    [source] = open_sources([str(path)])
    assert {entry.original: entry.column for entry in source.recognised}["Ticket status"] == "status"
