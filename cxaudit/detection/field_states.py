"""Field predicates over the columns of a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cxaudit.matchers import Ask, Field, FieldValue, Predicate, State

if TYPE_CHECKING:
    from collections.abc import Callable

States = npt.NDArray[np.int8]


class FieldStates:
    """The state of field leaves in each row of a batch; equal predicates are asked once."""

    def __init__(self, batch: pa.RecordBatch) -> None:
        self._batch = batch
        self._known: dict[Predicate, States] = {}

    def of(self, field: Field) -> States:
        """Silent where a predicate does not hold, else hidden where one cannot be seen, else asserted."""
        states = np.stack([self._state(predicate) for predicate in field.predicates])
        silent = (states == State.SILENT).any(axis=0)
        hidden = (states == State.HIDDEN).any(axis=0)
        return np.select([silent, hidden], [State.SILENT, State.HIDDEN], State.ASSERTED).astype(np.int8)

    def _state(self, predicate: Predicate) -> States:
        if predicate not in self._known:
            self._known[predicate] = _state(predicate, self._batch)
        return self._known[predicate]


def _state(predicate: Predicate, batch: pa.RecordBatch) -> States:
    if predicate.column not in batch.schema.names:
        return np.full(batch.num_rows, State.HIDDEN, dtype=np.int8)
    column = batch.column(predicate.column)
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    numbers = _numbers(column) if predicate.ask in (Ask.NUMBER, Ask.TIME) else None
    if numbers is None:
        return _asked_of_each(column, predicate.holds)
    if (predicate.ask is Ask.TIME) != pa.types.is_timestamp(column.type):
        return np.full(batch.num_rows, State.HIDDEN, dtype=np.int8)
    held = _within(predicate, numbers) != predicate.negated
    states = np.where(held, State.ASSERTED, State.SILENT).astype(np.int8)
    states[np.asarray(pc.is_null(column, nan_is_null=True))] = State.HIDDEN
    return states


def _numbers(column: pa.Array) -> npt.NDArray[np.float64] | npt.NDArray[np.int64] | None:
    """The values of a column of numbers, or of times in microseconds; 0 where there is none; None for other columns."""
    kind = column.type
    if pa.types.is_timestamp(kind):
        micros = column.cast(pa.timestamp("us", tz=kind.tz)).cast(pa.int64())
        return np.asarray(micros.fill_null(0))
    if pa.types.is_floating(kind) or pa.types.is_integer(kind):
        return np.asarray(column.cast(pa.float64()).fill_null(0.0))
    return None


def _within(predicate: Predicate, values: npt.NDArray[np.float64] | npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    if predicate.numbers:
        return np.isin(values, np.array(predicate.numbers))
    held = np.ones(len(values), dtype=bool)
    if predicate.low is not None:
        held &= values > predicate.low if predicate.above else values >= predicate.low
    if predicate.high is not None:
        held &= values < predicate.high if predicate.below else values <= predicate.high
    return held


def _asked_of_each(column: pa.Array, holds: Callable[[FieldValue], bool | None]) -> States:
    """Asks of each distinct value, nulls included."""
    encoded = column.dictionary_encode(null_encoding="encode")
    told = {True: State.ASSERTED, False: State.SILENT, None: State.HIDDEN}
    states = np.array([told[holds(value)] for value in encoded.dictionary.to_pylist()], dtype=np.int8)
    return states[np.asarray(encoded.indices)] if len(states) else np.zeros(0, dtype=np.int8)
