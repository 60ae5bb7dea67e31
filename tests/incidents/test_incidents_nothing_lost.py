"""Whatever the damage, rows in = rows used + rows rejected, each with its number and the reason; or a refusal."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
from damaged_documents import document_damages
from damaged_files import Damaged, Maker, Told, entries
from damaged_lines import lines_damages
from damaged_parquet import parquet_damages
from damaged_tables import table_damages
from damaged_wholes import whole_damages
from damaged_workbooks import workbook_damages

from cxaudit.errors import CxauditError
from cxaudit.incidents import open_sources

if TYPE_CHECKING:
    from pathlib import Path

DAMAGES = dict(
    (
        *table_damages(),
        *lines_damages(),
        *document_damages(),
        *parquet_damages(),
        *workbook_damages(),
        *whole_damages(),
    )
)
LONG = ("CSV:", "JSON", "Parquet")
MANY = 2_400  # rows; with their texts more than one batch, and more than one block of a file


def reconciled(made: Damaged, folder: Path) -> None:
    """Read the file, and compare with what is known of it."""
    path = folder / made.file
    path.write_bytes(made.data)
    if made.refused:
        refused(made, path)
        return
    (source,) = open_sources([str(path)], made.options)
    used: dict[int, Told] = {}
    rejected: dict[int, str] = {}
    for chunk in source.chunks():
        for row in chunk.batch.select(["_row", "id", "text", "opened_at"]).to_pylist():
            used[row["_row"]] = (row["id"].removeprefix(str(path)), row["text"] or "", row["opened_at"])
        for rejection in chunk.rejected:
            assert rejection.row not in rejected
            rejected[rejection.row] = rejection.reason
    assert list(used) == sorted(used)
    assert used == made.used
    assert sorted(rejected) == sorted(made.rejected)
    assert [row for row, words in made.rejected.items() if words not in rejected[row]] == []
    account = source.finished()
    assert (account.read, account.used, account.rejected) == (len(used) + len(rejected), len(used), len(rejected))
    for words in made.said:
        assert any(words in note for note in account.notes), account.notes


def refused(made: Damaged, path: Path) -> None:
    with pytest.raises(CxauditError) as caught:
        read_to_the_end(made, path)
    sentence = str(caught.value)
    assert sentence.startswith(f"{path}: ")
    assert "\n" not in sentence
    for words in made.refused:
        assert words in sentence


def read_to_the_end(made: Damaged, path: Path) -> None:
    for source in open_sources([str(path)], made.options):
        assert list(source.chunks()) is not None


def made_of(make: Maker, rows: int) -> Damaged:
    chance = Random(rows)  # noqa: S311 - nothing secret
    return make(chance, entries(chance, rows))


@pytest.mark.parametrize("make", DAMAGES.values(), ids=DAMAGES)
def test_every_row_of_a_damaged_file_is_used_or_rejected_with_its_number(make: Maker, tmp_path: Path) -> None:
    reconciled(made_of(make, 9), tmp_path)


@pytest.mark.parametrize("name", [name for name in DAMAGES if name.startswith(LONG) and "megabytes" not in name])
def test_nor_is_any_lost_where_the_file_is_read_in_pieces(name: str, tmp_path: Path) -> None:
    reconciled(made_of(DAMAGES[name], MANY), tmp_path)
