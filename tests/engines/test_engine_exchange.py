"""What one process says another one hears, whatever was said before."""

from __future__ import annotations

import multiprocessing
import os

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxaudit.engines.exchange import Exchange, Message

_FORK = multiprocessing.get_context("fork")


def _echo(theirs: Exchange, ours: Exchange) -> None:
    ours.connection.close()
    try:
        while True:
            said, rows = theirs.receive()
            theirs.send(Message.of(("heard", said), rows.read_all()))
    except EOFError:
        os._exit(0)


@given(st.lists(st.tuples(st.text() | st.integers(), st.lists(st.text(max_size=20)), st.sampled_from([1, 40_000]))))
@settings(max_examples=20, deadline=None)
def test_long_and_short_messages_come_back_one_after_another(said: list[tuple[object, list[str], int]]) -> None:
    ours, theirs = Exchange.pair(*_FORK.Pipe())
    process = _FORK.Process(target=_echo, args=(theirs, ours), daemon=True)
    process.start()
    theirs.connection.close()
    for what, names, times in said:
        rows = pa.table({"name": pa.array(names * times, pa.string())})
        ours.send(Message.of(what, rows))
        heard, back = ours.receive()
        assert heard == ("heard", what)
        assert back.read_all() == rows
    ours.close()
    process.join(timeout=20)
    assert process.exitcode == 0


def test_a_record_of_no_columns_and_no_rows_goes_through() -> None:
    ours, theirs = Exchange.pair(*_FORK.Pipe())
    nothing = pa.RecordBatch.from_arrays([], names=[])
    ours.send(Message.of(range(3), nothing))
    said, rows = theirs.receive()
    assert (said, rows.read_next_batch().num_columns) == (range(3), 0)


def test_who_has_gone_is_noticed_on_either_side() -> None:
    ours, theirs = Exchange.pair(*_FORK.Pipe())
    theirs.connection.close()
    with pytest.raises(EOFError):
        ours.receive()
    with pytest.raises(OSError, match=r"pipe|closed"):
        ours.send(Message.of(None, pa.table({})))
    ours.close()
