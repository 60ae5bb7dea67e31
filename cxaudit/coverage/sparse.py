"""A sparse matrix by rows, and its first singular vectors, in NumPy alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

_SEED = 1  # of the random directions; the same matrix gives the same vectors
_SPARE = 16  # random directions beyond those wanted
_POWERS = 3  # multiplications by the matrix and back that sharpen the directions
_CELLS_AT_ONCE = 1 << 21  # cells of a product held at one time


@dataclass(frozen=True, slots=True)
class Sparse:
    """`values[bounds[i]:bounds[i + 1]]` stand in row i, in the columns of the same slice of `columns`."""

    bounds: Integers
    columns: Integers
    values: Floats
    width: int

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.bounds) - 1

    @classmethod
    def of(cls, row: Integers, column: Integers, value: Floats, shape: tuple[int, int]) -> Sparse:
        """The matrix with these cells, each given once."""
        order = np.lexsort((column, row))
        bounds = np.searchsorted(row[order], np.arange(shape[0] + 1))
        return cls(bounds, column[order], value[order], shape[1])

    def transposed(self) -> Sparse:
        """Rows for columns."""
        row = np.repeat(np.arange(self.rows), np.diff(self.bounds))
        return Sparse.of(self.columns, row, self.values, (self.width, self.rows))

    def times(self, dense: Floats) -> Floats:
        """The product with a dense matrix of shape (width, n), worked in stretches of rows."""
        product = np.zeros((self.rows, dense.shape[1]))
        step = max(1, _CELLS_AT_ONCE // dense.shape[1])
        first = 0
        while first < self.rows:
            last = int(np.searchsorted(self.bounds, self.bounds[first] + step, side="right")) - 1
            last = min(max(last, first + 1), self.rows)
            cells = slice(self.bounds[first], self.bounds[last])
            starts = self.bounds[first:last] - self.bounds[first]
            filled = np.diff(self.bounds[first : last + 1]) > 0
            if filled.any():
                terms = self.values[cells, None] * dense[self.columns[cells]]
                product[first:last][filled] = np.add.reduceat(terms, starts[filled], axis=0)
            first = last
        return product

    def taken(self, rows: Integers) -> Sparse:
        """Some of the rows, in the order given."""
        sizes = self.bounds[rows + 1] - self.bounds[rows]
        bounds = np.concatenate(([0], np.cumsum(sizes)))
        cells = np.repeat(self.bounds[rows] - bounds[:-1], sizes) + np.arange(bounds[-1])
        return Sparse(bounds, self.columns[cells], self.values[cells], self.width)


def right_singular_vectors(matrix: Sparse, wanted: int) -> Floats:
    """About the first `wanted` right singular vectors, as columns (Halko, Martinsson and Tropp 2011, algorithm 4.4)."""
    wanted = min(wanted, matrix.rows, matrix.width)
    if wanted == 0:
        return np.zeros((matrix.width, 0))
    back = matrix.transposed()
    spare = min(wanted + _SPARE, matrix.rows, matrix.width)
    directions = np.random.default_rng(_SEED).standard_normal((matrix.width, spare))
    base = np.linalg.qr(matrix.times(directions))[0]
    for _ in range(_POWERS):
        base = np.linalg.qr(matrix.times(np.linalg.qr(back.times(base))[0]))[0]
    _, _, vectors = np.linalg.svd(back.times(base).T, full_matrices=False)
    return np.asarray(vectors[:wanted].T, dtype=np.float64)
